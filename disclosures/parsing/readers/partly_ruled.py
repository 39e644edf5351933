"""Pages whose tables are ruled, shaded or boxed in part: which grids are tables, and which are only parts of one.

A ground or a border of its own may stand behind the headings, every second row, the totals, the amounts, or each cell of
the body. What such areas enclose is a part of a table: the lines above, below and beside it belong to the same table,
which is then read by the alignment of its text, its columns and rows parted where the areas end. Lengths are PDF points.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from disclosures.parsing.document import Box, Grid
from disclosures.parsing.readers import unruled
from disclosures.parsing.readers.lines import Char, rows_of
from disclosures.parsing.readers.ruled import is_number
from disclosures.parsing.readers.rules import NEAR, Edge

REACH = 3.0
"""Of the type size: a line of text farther above or below a grid is no row of its table."""


ROWS_OF_A_TABLE = 3
MORE_THAN_A_ROW = 2
"""Lines. What stands in one row alone, its words broken once, needs no rules between rows."""


def by_alignment(
    edges: Sequence[Edge],
    chars: list[Char],
    ruled: Sequence[Grid],
    page: int,
    before: unruled.Aligned | None,
) -> list[unruled.Aligned]:
    """The tables whose cells no rules enclose, between the `ruled` ones. `before` is such a table at the end of the page
    before."""
    tops = sorted(grid.box[1] for grid in ruled if grid.box)
    parts: dict[int, list[list[unruled.Word]]] = {}
    for row in rows_of(chars):
        parts.setdefault(bisect_right(tops, row[0]["top"]), []).append(unruled.words_of(row))
    rules = [
        unruled.HorizontalRule(edge["x0"], edge["x1"], edge["top"])
        for edge in edges
        if edge["orientation"] == "h"
    ]
    found: list[unruled.Aligned] = []
    for place, lines in parts.items():
        found += unruled.grids(lines, rules, page, before if place == 0 else None)
    return found


def without_parts(
    grids: Sequence[Grid],
    edges: Sequence[Edge],
    outside: list[Char],
    chars: list[Char],
    before: unruled.Aligned | None,
) -> tuple[list[Grid], list[Char]]:
    """The grids that are whole tables, and the characters outside of these."""
    boxes = [grid.box for grid in grids if grid.box]
    more = [line for line in _lines(outside) if any(_may_belong(line, box) for box in boxes)]
    bare = [grid for grid in grids if grid.width == 1 or _has_bare_columns(grid, edges)]
    if not more and not bare:
        return list(grids), outside
    left = set(map(id, outside))
    taken = [char for char in chars if id(char) not in left]
    parts: list[Grid] = []
    for table in by_alignment(edges, outside + taken, (), grids[0].page or 0, before):
        whole = table.grid
        within = [grid for grid in grids if _takes_in(whole, grid)]
        framed = all(grid in bare for grid in within)
        if (framed or any(_is_within(line, whole) for line in more)) and _keeps_numbers(whole, within):
            parts += within
    freed = [char for char in taken if any(is_inside(char, part.box) for part in parts if part.box)]
    return [grid for grid in grids if grid not in parts], outside + freed


def rows_in_text(outside: list[Char]) -> int:
    """How many lines that no table took look like rows: a name and several amounts, parted by gaps, no sentence. A few may
    stand in any text; so many are a table that nobody found."""
    found = sum(unruled.has_amounts(line) for line in _lines(outside))
    return found if found >= ROWS_OF_A_TABLE else 0


def is_inside(char: Char, box: Sequence[float]) -> bool:
    """Does the middle of a character lie in the box?"""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _has_bare_columns(grid: Grid, edges: Sequence[Edge]) -> bool:
    """Are its columns ruled, and neither its rows nor its headings? Then the lines of its text say more than the rules."""
    assert grid.box is not None
    x0, top, x1, bottom = grid.box
    for edge in edges:
        across = edge["x0"] < x1 - NEAR and edge["x1"] > x0 + NEAR
        if edge["orientation"] == "h" and across and top + NEAR < edge["top"] < bottom - NEAR:
            return False
    lines = (max(cell.text.count("\n") + 1 for cell in row if cell is not None) for row in grid.rows)
    return sum(lines) > MORE_THAN_A_ROW


def _lines(chars: list[Char]) -> Iterator[unruled.Line]:
    """The lines that hold words."""
    return filter(None, map(unruled.words_of, rows_of(chars)))


def _may_belong(line: unruled.Line, box: Box) -> bool:
    """Does a line stand beside the box, or close above or below it and look like a row, or like headings?"""
    reach = REACH * line[0].size
    if box[1] < line[0].middle < box[3]:
        return True
    return box[1] - reach < line[0].middle < box[3] + reach and unruled.is_row(line)


def _takes_in(whole: Grid, grid: Grid) -> bool:
    """Does a table hold what stands in the grid?"""
    if whole.box is None or grid.box is None:
        return False
    middle = (grid.box[1] + grid.box[3]) / 2
    return (
        whole.box[1] <= middle <= whole.box[3] and grid.box[0] < whole.box[2] and whole.box[0] < grid.box[2]
    )


def _is_within(line: unruled.Line, whole: Grid) -> bool:
    return whole.box is not None and whole.box[1] < line[0].middle < whole.box[3]


def _keeps_numbers(whole: Grid, parts: Sequence[Grid]) -> bool:
    """Has the table numbers, and no fewer than its parts?"""
    return _numbers(whole) >= max(1, sum(map(_numbers, parts)))


def _numbers(grid: Grid) -> int:
    return sum(cell is not None and is_number(cell.text) for row in grid.rows for cell in row)
