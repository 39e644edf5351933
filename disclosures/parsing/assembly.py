"""Tables and paragraphs → disclosures: whose they are, of which year and stage, and where one ends and the next begins.

What a line says is `heads`' part. Here its place decides how much it counts: the cover before the labels of the
statements, these before titles and headings, these before prose; labels of projects, targets and purchases not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from disclosures.parsing.document import Block, Document, Grid
from disclosures.parsing.heads import (
    BARE,
    LEADERS,
    YEAR_ALONE,
    Said,
    body,
    cover_says,
    is_own_level,
    overview_in,
    plain,
    same_body,
    stage_in,
    titles_in,
)
from disclosures.parsing.layouts import Layout
from disclosures.parsing.normalise import key, tidy
from disclosures.parsing.recognise import statement_kind
from disclosures.vocabulary import Statement

from .anatomy import Table, is_lead
from .segments import CONTENTS, NOT_OWN, SHORT, Segment, ShortLine
from .titles import UNIT, Context, is_title
from .whose import cover_lines, identify

LEAD_ROWS = 5
"""So many rows of a grid are looked at for a title, a label or a year."""
HEADING = re.compile(r"^[一二三四五六七八九十]+、.{4,40}?(?:部门|单位)?(?:收支)?(?:预算|决算)$")
PART = re.compile(r"^第[一二三四五六七八九十]+部分")


def segments(document: Document, tables: Sequence[Table], layout: Layout) -> list[Segment]:
    """The document parted into disclosures.

    A new one begins where a statement comes again under the title or the label of another body. A single table with
    another label amid the others does not part them: labels are copied from the department to its units, the place
    decides.
    """
    lines = _lines(document.blocks)
    parts = _parted(document, tables, layout, lines)
    for part in parts:
        identify(part, document, layout, lines, its_own=len(parts) == 1 or part.first > 0)
    years = {part.year for part in parts if part.year}
    for part in parts:
        if part.year is None and len(years) == 1:
            (part.year,) = years  # a file is of one year, though not every part of it says so
    return parts


def _lines(blocks: Sequence[Block]) -> list[ShortLine]:
    found: list[ShortLine] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Grid):
            found += [ShortLine(index, plain(text), lead=True) for text in _leads(block)]
        elif len(block.text) <= SHORT or len(tidy(LEADERS.sub("", block.text))) <= SHORT:
            found.append(ShortLine(index, plain(block.text)))
    return found


def _leads(grid: Grid) -> list[str]:
    """The name of the sheet and the rows above the header."""
    texts = [grid.name] if grid.name else []
    for row in grid.rows[:LEAD_ROWS]:
        filled = [cell.text for cell in row if cell is not None and cell.text.strip()]
        if len(filled) > 2 and not is_lead(row):
            break
        if len(filled) == 2 and filled[0].rstrip().endswith((":", "：")):
            filled = ["".join(filled)]  # 部门名称： | 某某局
        texts += [line for text in filled for line in text.split("\n") if len(text) <= 2 * SHORT]
    return texts


# --- where one ends and the next begins -----------------------------------------------------------------------------


def _parted(
    document: Document, tables: Sequence[Table], layout: Layout, lines: Sequence[ShortLine]
) -> list[Segment]:
    parts = [Segment(0, len(document.blocks))]
    seen: set[Statement] = set()
    openings = _openings(lines)
    for table in tables:
        kind = None if NOT_OWN.search(table.title) else statement_kind(table.title, layout)
        if (
            kind is not None
            and kind in seen
            and (start := _begins(parts[-1], table, tables, layout, lines, openings))
        ):
            before = parts[-1]
            before.last = start
            parts.append(Segment(start, len(document.blocks)))
            parts[-1].tables = [earlier for earlier in before.tables if earlier.first >= start]
            before.tables = [earlier for earlier in before.tables if earlier.first < start]
            kinds = (statement_kind(earlier.title, layout) for earlier in parts[-1].tables)
            seen = {earlier for earlier in kinds if earlier is not None}
        if kind is not None:
            seen.add(kind)
        parts[-1].tables.append(table)
    return parts


def _begins(
    part: Segment,
    table: Table,
    tables: Sequence[Table],
    layout: Layout,
    lines: Sequence[ShortLine],
    openings: Mapping[int, Said],
) -> int | None:
    """Where the disclosure of another body begins, if a statement that comes again is of one; None if it is not."""
    statements = [earlier for earlier in part.tables if statement_kind(earlier.title, layout)]
    own, label = _own_name(part, lines), _named(table)
    first = next((said for block, said in openings.items() if block >= part.first), None)
    for block, said in openings.items():
        if not statements[0].last < block <= table.first or own is None:
            continue
        if same_body(said.name, own):
            if first and first.stage is not said.stage is stage_in([plain(table.title)]):
                return block  # the final accounts of a body after its budget
        elif label is None or not same_body(label, own) or (said.year and said.kind):
            return block  # labels are copied, covers are not
    if not _is_other(part, table):
        return None
    afresh = statement_kind(table.title, layout) is statement_kind(statements[0].title, layout)
    following = next((name for t in tables if t.first > table.last and (name := _named(t))), None)
    if not afresh and following and same_body(following, own or ""):
        return None  # amid tables of the body before it, and not where their order begins again
    return _start(part, table, lines, openings)


def _openings(lines: Sequence[ShortLine]) -> dict[int, Said]:
    """The blocks where the title of a disclosure begins, which may take three lines, and what it says."""
    found: dict[int, Said] = {}
    for at, line in enumerate(lines):
        text = ""
        for part in lines[at : at + 3]:
            text += part.text
            if part.lead or _is_of_a_table(part.text) or CONTENTS.fullmatch(part.text) or len(text) > SHORT:
                break
            if "预算" in part.text or "决算" in part.text:
                said = next(titles_in(text), None)
                if said and text.startswith((key(said.name), str(said.year or "-"))):
                    found[line.block] = said
                break
    return found


def _is_of_a_table(line: str) -> bool:
    """Is it the title or the scale of a table, or leads to one from the contents?"""
    return bool(LEADERS.search(line) or UNIT.search(line) or is_title(line))


def _own_name(part: Segment, lines: Sequence[ShortLine]) -> str | None:
    if named := _first_named(part):
        return named
    said = cover_says(cover_lines(part, lines))
    return said.name if said else None


def _first_named(part: Segment) -> str | None:
    return next((name for t in part.tables if not NOT_OWN.search(t.title) and (name := _named(t))), None)


def label_of(part: Segment) -> Context:
    """The first context of a statement that names a body."""
    own = [t.context for t in part.tables if t.context.name and not NOT_OWN.search(t.title)]
    return next(iter(own), Context())


def _named(table: Table) -> str | None:
    """The body that the label or the title of a table names."""
    titled = next(titles_in(plain(table.title)), None)
    return table.context.name or (titled.name if titled else None)


def _is_other(part: Segment, table: Table) -> bool:
    label, here, before = label_of(part), _named(table), _first_named(part)
    if table.context.code and label.code:
        return table.context.code != label.code
    return bool(here and before and not same_body(here, before))


def _start(part: Segment, table: Table, lines: Sequence[ShortLine], openings: Mapping[int, Said]) -> int:
    """Where the text of a table's body begins: at the first line since the tables of the body before it that names
    the new one as a cover or a heading does, else at the headings that lead to the table."""
    name = _named(table) or ""
    mine = [t for t in part.tables if not ((other := _named(t)) and same_body(other, name))]
    floor = max((t.last for t in mine), default=part.first)
    since = [line for line in lines if floor < line.block < table.start and not line.lead]
    for at, line in enumerate(since):
        said = openings.get(line.block)
        names = (
            said.name if said else None,
            overview_in(line.text),
            line.text if BARE.match(line.text) else None,
        )
        if any(
            found and body(found) == body(name) and is_own_level(found) == is_own_level(name)
            for found in names
        ):
            while at and since[at - 1].block == line.block - 1 and YEAR_ALONE.fullmatch(since[at - 1].text):
                at, line = at - 1, since[at - 1]
            return line.block
    start = table.start
    for line in reversed(since):
        if line.block != start - 1 or not (HEADING.match(line.text) or PART.match(line.text)):
            break
        start = line.block
    return start


# --- whose it is ----------------------------------------------------------------------------------------------------


# --- of which year --------------------------------------------------------------------------------------------------
