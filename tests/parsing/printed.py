"""Documents written down as they look, for tests of tables.

A row is written with | between cells; `text{2x3}` is merged over two rows and three columns, · is a place it covers, ⏎ a new line.
"""

from __future__ import annotations

import re

from disclosures.parsing import parse_document
from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph
from disclosures.parsing.records import ParsedDisclosure, Source, StatementTable
from disclosures.vocabulary import CellState, Statement

COVER = "临河县水务局2026年部门预算公开"
UNIT = "部门：临河县水务局 单位：万元"
SPAN = re.compile(r"\{(\d+)x(\d+)\}$")


def cell(text: str) -> Cell | None:
    text = text.strip().replace("⏎", "\n")
    if text == "·":
        return None
    match = SPAN.search(text)
    if match is None:
        return Cell(text)
    return Cell(text[: match.start()], row_span=int(match[1]), column_span=int(match[2]))


def grid(printed: str, page: int | None = None) -> Grid:
    rows = [line for line in printed.strip("\n").splitlines() if line.strip()]
    return Grid(tuple(tuple(cell(text) for text in row.split("|")) for row in rows), page)


def read(*blocks: Block | str, cover: str = COVER) -> ParsedDisclosure:
    made = [
        Paragraph(cover, 1),
        *(Paragraph(block, 1) if isinstance(block, str) else block for block in blocks),
    ]
    document = Document("made", "text/plain", tuple(made))
    (disclosure,) = parse_document(document, Source("made", "", "text/plain", None)).disclosures
    return disclosure


def table(disclosure: ParsedDisclosure, statement: Statement) -> StatementTable:
    (found,) = [table for table in disclosure.statements if table.statement is statement]
    return found


def amounts(found: StatementTable) -> dict[tuple[str, str], str]:
    """(code and name, leaf heading) → 万元 as printed."""
    return {
        (f"{line.code or ''} {line.name}".strip(), found.columns[cell.column].heading[-1]): cell.printed
        for line in found.lines
        for cell in line.cells
        if cell.state is CellState.AMOUNT
    }


def rows(found: StatementTable) -> list[str]:
    return [f"{line.code or ''} {line.name}".strip() for line in found.lines]
