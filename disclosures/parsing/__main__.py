"""What the parser sees, for authors of layouts:  python -m disclosures.parsing FILE [--rows N | --proof]

Prints every table with its title, context, columns and rows with their meanings, names the nearest known title of those
it could not name, and the notes. With --proof: statement by statement what its own arithmetic proves, and what stayed open. Exit
status 1 where the file cannot be read.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from disclosures.parsing import parse
from disclosures.parsing.assembly import segments
from disclosures.parsing.document import Block, Document, Paragraph
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.layouts import Layout, choose
from disclosures.parsing.pivoted import pivoted
from disclosures.parsing.proof_told import told
from disclosures.parsing.readers import read
from disclosures.parsing.recognise import recognise, statement_kind
from disclosures.parsing.records import StatementLine
from disclosures.vocabulary import Stage, Statement

from .anatomy import Table
from .tables import whole_tables


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=3, help="how many body rows of a table to print")
    parser.add_argument("--proof", action="store_true", help="print what is proven, and by what")
    options = parser.parse_args()
    try:
        if options.proof:
            print("\n".join(told(parse(options.file))))
            return 0
        document = read(options.file)
    except UnreadableDocument as error:
        print(f"{options.file}: {error.message} ({error.code})", file=sys.stderr)
        return 1
    layout = choose(_texts(document.blocks))
    tables = whole_tables(document.blocks, layout)
    print(
        f"{document.name}  {document.media_type}  页数 {document.pages or '—'}  版式 {layout.name}（{layout.label}）"
    )
    for segment in segments(document, tables, layout):
        agency = segment.agency
        named = f"{agency.code or '无代码'} {agency.name}（{agency.kind.label}）" if agency else "机构未识别"
        print(f"\n== {named}  {segment.year or '年度未识别'}  {segment.stage.label}")
        for table in segment.tables:
            _print_table(table, layout, segment.stage, options.rows)
        for note in segment.notes:
            print(f"  ! {note.message}")
    _print_loose(document, tables)
    return 0


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    grids = [block for block in blocks if not isinstance(block, Paragraph)]
    return texts + [cell.text for grid in grids for row in grid.rows[:6] for cell in row if cell is not None]


def _print_table(table: Table, layout: Layout, stage: Stage, rows: int) -> None:
    kind = statement_kind(table.title, layout)
    where = f"第 {'、'.join(map(str, table.pages))} 页" if table.pages else ""
    print(
        f"\n  [{kind.label if kind else '不是预决算表，或未识别'}] {table.title or '（没有标题）'} {where} {len(table.rows)} 行"
    )
    if kind is None and table.title:
        known = [statement.label for statement in Statement]
        near = difflib.get_close_matches(table.title, known, n=1, cutoff=0.3)
        print(f"      最接近的已知标题：{near[0] if near else '无'}")
    table = pivoted(table, layout)
    recognised = recognise(table, layout, stage, None)
    for index, column in enumerate(table.columns):
        meaning = recognised[0].columns[index] if recognised else None
        role = f"{meaning.role} {meaning.measure.label if meaning.measure else ''}" if meaning else ""
        print(f"      {index + 1:>2} {' / '.join(column.path) or '（空）'}  → {role}")
    lines = recognised[0].lines if recognised else ()
    for number, row in enumerate(table.rows[:rows], 1):
        print("      | " + " | ".join(cell.text.replace("\n", "") for cell in row.cells))
        for line in lines:
            if line.row == number:
                print(f"        → {_meaning(line)}")
    if unknown := [line.name for line in lines if not (line.code or line.kind or line.category_code)]:
        print(f"      只知其名的 {len(unknown)} 行：{'、'.join(dict.fromkeys(unknown))}")
    for note in recognised[1] if recognised else table.notes:
        print(f"      ! {note.message}")
    if table.empty_note:
        print(f"      空表：{table.empty_note}")


def _meaning(line: StatementLine) -> str:
    """Side, what the row is, and its amounts by column: 支出：208 › 20805 › 2080501  3=12.50 元."""
    code = line.code or line.category_code or ""
    path = " › ".join([code[:length] for length in (3, 5) if length < len(code)] + [code])
    words = f"{path}（由名称得出）" if line.category_code else path
    what = words or (line.kind.label if line.kind else f"只知其名“{line.name}”")
    amounts = "  ".join(f"{cell.column + 1}={cell.yuan} 元" for cell in line.cells if cell.yuan is not None)
    return f"{f'{line.side.label}：' if line.side else ''}{what}  {amounts}".rstrip()


def _print_loose(document: Document, tables: list[Table]) -> None:
    used = {index for table in tables for index in table.blocks}
    loose = [
        block for i, block in enumerate(document.blocks) if i not in used and not isinstance(block, Paragraph)
    ]
    for grid in loose:
        first = next((cell.text for row in grid.rows for cell in row if cell is not None and cell.text), "")
        print(
            f"\n  未归入任何表的网格：第 {grid.page or '—'} 页，{len(grid.rows)} 行 {grid.width} 列，首格“{first}”"
        )
    for note in document.notes:
        print(f"  ! {note.message}（第 {note.page} 页）")


if __name__ == "__main__":
    sys.exit(main())
