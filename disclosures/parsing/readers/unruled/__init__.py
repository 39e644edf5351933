"""Tables that no vertical rules part, or no rules at all: lines of text that stand in columns → Grid.

Pure: words and horizontal rules in, grids out. Where tables are: `regions`; their columns: `columns`; the headings over
these: `headings`; the rows below: `rows`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from disclosures.parsing.document import Grid
from disclosures.parsing.readers.unruled import columns
from disclosures.parsing.readers.unruled.cells import OVERHANG, built, line_cells
from disclosures.parsing.readers.unruled.columns import Columns
from disclosures.parsing.readers.unruled.headings import header_rows, headings
from disclosures.parsing.readers.unruled.regions import (
    MAX_HEADER_LINES,
    SENTENCE,
    TableRegion,
    end_of,
    is_context,
    is_heading,
    regions,
    runs,
    stands_apart,
)
from disclosures.parsing.readers.unruled.rows import body_rows
from disclosures.parsing.readers.unruled.words import (
    AMOUNT,
    HEADING,
    TOTAL,
    WHOLE,
    HorizontalRule,
    Line,
    Span,
    Word,
    chunks,
    is_columned,
    is_data,
    size_of,
    texts,
    words_of,
)

NOTE = "本页表格没有框线，按文字对齐读取"

CROSSING = 0.1
"""Of the texts of a continuation: so many may reach over the edges of the table it goes on with."""
ENOUGH_LINES = 8
"""Lines of a table that show where its columns are."""
LINES_THAT_TELL = 60
"""So many lines of a table over several pages are looked at to see it."""
NEAR_RULE = 2.0
"""em. A rule so far above or below the text of a table belongs to it."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A table with the lines that it was made of: on the next page it may go on. `head` is what stands first on its page:
    the same on the next page is no row, but runs over all pages."""

    grid: Grid
    region: TableRegion
    head: str = ""


def grids(
    lines: Sequence[Line], rules: Sequence[HorizontalRule], page: int, before: Aligned | None = None
) -> list[Aligned]:
    """The tables among the lines of a page. `before` is such a table at the end of the page before."""
    lines = [line for line in lines if line]
    if not lines:
        return []
    first, head = lines[0][0], _plain(lines[0])
    if before is not None and head == before.head and not (is_columned(lines[0]) or stands_apart(lines[0])):
        lines = lines[1:]
    found: list[Aligned] = []
    top = len(list(takewhile(stands_apart, lines)))
    titled = not all(map(is_context, lines[:top]))
    for run in runs(lines):
        at_top = top < len(lines) and run[0] is lines[top]
        new = titled and _begins_with_headings(run)
        rest = _continuation(run, before, rules, page, new) if before is not None and at_top else None
        found += [rest] if rest is not None else [_table(region, rules, page) for region in regions(run)]
    within = any(table.grid.box and table.grid.box[1] < first.middle < table.grid.box[3] for table in found)
    return [replace(table, head="" if within else head) for table in found]


def _plain(line: Line) -> str:
    return "".join(word.text for word in line)


def is_row(line: Line) -> bool:
    """Does the line look like a row of a table, or of its headings? A lone number may count pages."""
    if stands_apart(line):
        return False
    parts = chunks(line) if SENTENCE.search(_plain(line)) else texts(line)
    numbers = [text.plain for text in parts if WHOLE.fullmatch(text.plain)]
    return is_heading(line) or len(numbers) > 1 or any(map(AMOUNT.fullmatch, numbers))


def has_amounts(line: Line) -> bool:
    """Are there words and several amounts on the line, and no sentence?"""
    found = [text.plain for text in texts(line)]
    amounts = sum(AMOUNT.fullmatch(plain) is not None for plain in found)
    return 1 < amounts < len(found) and not SENTENCE.search("".join(found))


def _begins_with_headings(run: Sequence[Line]) -> bool:
    """Has it headings above its first row? Without them it is the table of the page before that goes on below a title."""
    return any(map(is_heading, takewhile(lambda line: not is_data(chunks(line)), run)))


def _table(region: TableRegion, rules: Sequence[HorizontalRule], page: int) -> Aligned:
    em = region.em
    rules = _beside(rules, region.lines, em)
    found = headings(region.header, rules, size_of(region.header), region.ordinals)
    placed = columns.find(found, region, rules, em)
    rows = body_rows(region.lead, placed, (), em)
    rows += header_rows(found, placed, em)
    if region.ordinals is not None:
        rows.append(line_cells(region.ordinals, placed, em))
    rows += body_rows(region.body, placed, rules, em)
    return Aligned(built(rows, placed, region.lines, page), region)


def _continuation(
    run: Sequence[Line], before: Aligned, rules: Sequence[HorizontalRule], page: int, new: bool
) -> Aligned | None:
    """The rest of a table: lines that keep to its columns, below its headings, printed again, or without any. `new`: they
    stand below a title and headings, as only a page that prints all of it again has them."""
    run = run[: end_of(run, 0)]
    edges = before.grid.x_edges
    if edges is None or not any(map(is_columned, run)):
        return None
    lines, rows = _headings_again(run, before.grid, _between(edges))
    body = run[lines:]
    if not body or (not lines and (new or _repeats(run[0], before.grid))):
        return None
    em = size_of(body)
    region = replace(before.region, body=[*before.region.body, *body][-LINES_THAT_TELL:])
    placed = _between(edges)
    if len(before.region.body) < ENOUGH_LINES or not _keep_to(body, placed, em):
        placed = _columns_of(region)  # longer names than those of the page before show where the columns are
        if not _keep_to(body, placed, em):
            return None
    rest = built(body_rows(body, placed, _beside(rules, body, em), em), placed, run, page)
    again = [tuple(cell and replace(cell, box=None) for cell in row) for row in before.grid.rows[:rows]]
    return Aligned(replace(rest, rows=(*again, *rest.rows)), region)


def _between(edges: Sequence[float]) -> Columns:
    return Columns(tuple(Span(edge, edge) for edge in edges))


def _columns_of(region: TableRegion) -> Columns:
    """The columns of headings at the foot of a page, with what stands below them and on the next page."""
    found = headings(region.header, (), size_of(region.header), region.ordinals)
    return columns.find(found, region, (), region.em)


def _headings_again(run: Sequence[Line], before: Grid, placed: Columns) -> tuple[int, int]:
    """So many lines at the head of a run, and rows of the table before it, are the same headings over the same columns.
    Which of the words are one heading the columns say, so that their signs are compared."""
    found = lines = rows = 0
    said: Counter[str] = Counter()
    for count, line in enumerate(run[:MAX_HEADER_LINES], start=1):
        said.update("".join(word.text for word in line))
        found += is_heading(line)
        heads: Counter[str] = Counter()
        for depth, row in enumerate(before.rows[:MAX_HEADER_LINES], start=1):
            heads.update("".join("".join(cell.text.split()) for cell in row if cell is not None))
            if heads == said and found:
                lines, rows = count, depth
    over = [set[str]() for _ in range(placed.count)]
    for row in before.rows[:rows]:
        for place, cell in enumerate(row):
            if cell is not None:
                for column in over[place : place + cell.column_span]:
                    column.update(cell.text)
    at = [over[placed.at((word.x0 + word.x1) / 2)] >= set(word.text) for line in run[:lines] for word in line]
    return (lines, rows) if all(at) else (0, 0)


def _keep_to(lines: Sequence[Line], placed: Columns, em: float) -> bool:
    """Do lines keep to columns: all but a few texts within one, and no two numbers of a line within the same?"""
    found = [text for line in lines for text in texts(line) if not TOTAL.search(text.plain)]
    left, right = placed.edges[0] - em, placed.edges[-1] + em
    if any(text.x.start < left or text.x.end > right for text in found):
        return False
    crossing = sum(
        placed.at(text.x.start + OVERHANG * em) < placed.at(text.x.end - OVERHANG * em) for text in found
    )
    numbers = [
        [placed.at(text.x.middle) for text in texts(line) if AMOUNT.fullmatch(text.plain)] for line in lines
    ]
    crowded = sum(len(places) > len(set(places)) for places in numbers)
    return crossing <= CROSSING * len(found) and crowded <= CROSSING * len(lines)


def _repeats(line: Line, before: Grid) -> bool:
    """Does a line hold a heading of the table before it, and no data?"""
    if is_data(chunks(line)):
        return False
    printed = {"".join(cell.text.split()) for row in before.rows[:6] for cell in row if cell is not None}
    return any(text.plain in printed for text in chunks(line) if HEADING.search(text.plain))


def _beside(rules: Sequence[HorizontalRule], lines: Sequence[Line], em: float) -> list[HorizontalRule]:
    """The rules between lines, and right above and below them."""
    words = [word for line in lines for word in line]
    top = min(word.top for word in words) - NEAR_RULE * em
    bottom = max(word.bottom for word in words) + NEAR_RULE * em
    return [rule for rule in rules if top < rule.y < bottom]


__all__ = ["NOTE", "Aligned", "HorizontalRule", "Line", "Word", "grids", "has_amounts", "is_row", "words_of"]
