"""Tables that no vertical rules part, or no rules at all: lines of text that stand in columns → Grid.

Pure: words and horizontal rules in, grids out. Where tables are: `regions`; their columns: `columns`; the headings over
these: `headings`; the rows below: `rows`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from disclosures.parsing.document import Grid
from disclosures.parsing.readers.unruled import columns
from disclosures.parsing.readers.unruled.cells import OVERHANG, built, line_cells
from disclosures.parsing.readers.unruled.columns import Columns
from disclosures.parsing.readers.unruled.headings import header_rows, headings
from disclosures.parsing.readers.unruled.regions import (
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
NEAR_RULE = 2.0
"""em. A rule so far above or below the text of a table belongs to it."""


def grids(
    lines: Sequence[Line], rules: Sequence[HorizontalRule], page: int, before: Grid | None = None
) -> list[Grid]:
    """The tables among the lines of a page. `before` is such a table at the end of the page before."""
    lines = [line for line in lines if line]
    found: list[Grid] = []
    top = len(list(takewhile(stands_apart, lines)))
    titled = not all(map(is_context, lines[:top]))
    for run in runs(lines):
        at_top = top < len(lines) and run[0] is lines[top] and not (titled and _begins_with_headings(run))
        rest = _continuation(run, before, rules, page) if before is not None and at_top else None
        found += [rest] if rest is not None else [_grid(region, rules, page) for region in regions(run)]
    return found


def is_row(line: Line) -> bool:
    """Does the line look like a row of a table, or of its headings? A lone number may count pages."""
    if stands_apart(line):
        return False
    numbers = [text.plain for text in chunks(line) if WHOLE.fullmatch(text.plain)]
    return is_heading(line) or len(numbers) > 1 or any(map(AMOUNT.fullmatch, numbers))


def _begins_with_headings(run: Sequence[Line]) -> bool:
    """Has it headings above its first row? Without them it is the table of the page before that goes on below a title."""
    return any(map(is_heading, takewhile(lambda line: not is_data(chunks(line)), run)))


def _grid(region: TableRegion, rules: Sequence[HorizontalRule], page: int) -> Grid:
    em = region.em
    rules = _beside(rules, region.lines, em)
    found = headings(region.header, rules, size_of(region.header), region.ordinals)
    placed = columns.find(found, region, rules, em)
    rows = body_rows(region.lead, placed, (), em)
    rows += header_rows(found, placed, em)
    if region.ordinals is not None:
        rows.append(line_cells(region.ordinals, placed, em))
    rows += body_rows(region.body, placed, rules, em)
    return built(rows, placed, region.lines, page)


def _continuation(
    run: Sequence[Line], before: Grid, rules: Sequence[HorizontalRule], page: int
) -> Grid | None:
    """The rest of a table whose headings are not repeated: lines that keep to its columns."""
    run = run[: end_of(run, 0)]
    if before.x_edges is None or not any(map(is_columned, run)) or _repeats(run[0], before):
        return None
    em = size_of(run)
    placed = Columns(tuple(Span(edge, edge) for edge in before.x_edges))
    within = [text.x for line in run for text in texts(line) if not TOTAL.search(text.plain)]
    left, right = before.x_edges[0] - em, before.x_edges[-1] + em
    crossing = sum(placed.at(x.start + OVERHANG * em) < placed.at(x.end - OVERHANG * em) for x in within)
    if any(x.start < left or x.end > right for x in within) or crossing > CROSSING * len(within):
        return None
    return built(body_rows(run, placed, _beside(rules, run, em), em), placed, run, page)


def _repeats(line: Line, before: Grid) -> bool:
    """Does a line hold a heading of the table before it?"""
    printed = {"".join(cell.text.split()) for row in before.rows[:6] for cell in row if cell is not None}
    return any(text.plain in printed for text in chunks(line) if HEADING.search(text.plain))


def _beside(rules: Sequence[HorizontalRule], lines: Sequence[Line], em: float) -> list[HorizontalRule]:
    """The rules between lines, and right above and below them."""
    words = [word for line in lines for word in line]
    top = min(word.top for word in words) - NEAR_RULE * em
    bottom = max(word.bottom for word in words) + NEAR_RULE * em
    return [rule for rule in rules if top < rule.y < bottom]


__all__ = ["NOTE", "HorizontalRule", "Line", "Word", "grids", "is_row", "words_of"]
