"""Tables that a page breaks otherwise than between rows: headings from their rows, columns from those beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from disclosures.parsing.document import Cell, Grid
from disclosures.parsing.normalise import key, number

from .anatomy import NEAR, Table, TableRow
from .heading_paths import TableColumn

LEAST_ROWS = 4
"""So many rows at least stand on the same heights by no accident."""


def has_lower_headings(table: Table, before: Table) -> bool:
    """Headings that the end of a page broke: above it stand the upper ones alone, below it a table without a title whose
    columns part theirs."""
    if table.title or before.rows or before.empty_note or len(table.columns) <= len(before.columns):
        return False
    upper, lower = ([column.x for column in one.columns] for one in (before, table))
    edges = [x[0] for x in lower if x]
    return (
        all(upper)
        and len(edges) == len(lower)
        and all(min(abs(x[0] - edge) for edge in edges) < NEAR for x in upper if x)
    )


def under_headings(before: Table, table: Table) -> Table:
    """A table whose upper headings and title stand in the one before it."""
    columns = []
    for column in table.columns:
        over = [upper for upper in before.columns if upper.x and column.x and upper.x[0] - NEAR < column.x[0]]
        columns.append(replace(column, path=(*over[-1].path, *column.path)))
    return replace(
        table,
        title=before.title,
        context=table.context.over(before.context),
        columns=tuple(columns),
        first=before.first,
        start=before.start,
        blocks=[*before.blocks, *table.blocks],
        notes=[*before.notes, *table.notes],
        _grid_pages=before._grid_pages | table._grid_pages,
    )


def has_further_columns(table: Table, before: Table) -> bool:
    """A table too wide for its page: does one without a title name the rows of the table before it again, beside columns
    that were not printed there?"""
    labels = labels_in_common(before.columns, table.columns)
    others = {column.path for column in table.columns[labels:]}
    if table.title or not labels or others & {column.path for column in before.columns}:
        return False

    def named(rows: Sequence[TableRow]) -> list[list[str]]:
        return [[key(cell.text) for cell in row.cells[:labels]] for row in rows]

    return bool(others) and named(table.rows) == named(before.rows)


def labels_in_common(one: Sequence[TableColumn], other: Sequence[TableColumn]) -> int:
    """So many of the first columns of both have the same headings."""
    pairs = zip(one, other, strict=False)
    return len(list(takewhile(lambda pair: pair[0].path and pair[0].path == pair[1].path, pairs)))


# --- columns whose labels stand on an earlier page ---------------------------------------------------------------------


def with_labels(grid: Grid, before: Sequence[Grid]) -> tuple[Grid, int] | None:
    """A grid of nothing but amounts, with the labels of the rows that stand on the same heights of an earlier page, as a
    sheet too wide for its paper is printed; and which of the grids `before` has them."""
    tops = _tops(grid)
    if len(tops) < LEAST_ROWS or any(_is_label(grid, place) for place in range(grid.width)):
        return None
    for at, labelled in enumerate(before):
        rows = _tops(labelled)
        places = [next((n for n, y in enumerate(rows) if abs(y - top) < NEAR), None) for top in tops]
        labels = _labels(labelled)
        same = None not in places and len(rows) - (places[0] or 0) == len(tops)
        if same and labels and grid.page and labelled.page and labelled.page < grid.page:
            return _beside(labelled, labels, grid), at
    return None


def _tops(grid: Grid) -> list[float]:
    """The upper edge of each row; nothing, where one is not known."""
    tops = [min((cell.box[1] for cell in row if cell and cell.box), default=None) for row in grid.rows]
    return [] if None in tops else [top for top in tops if top is not None]


def _is_label(grid: Grid, place: int) -> bool:
    """Does a column hold words or codes below its heading?"""
    texts = [
        key(cell.text) for row in grid.rows[1:] if (cell := row[place]) is not None and cell.text.strip()
    ]
    named = [text for text in texts if number(text) is None or (text.isdigit() and len(text) > 2)]
    return len(named) > 1 and 2 * len(named) > len(texts)


def _labels(grid: Grid) -> range:
    """The last columns of labels that stand together, with amounts behind them."""
    of = [_is_label(grid, place) for place in range(grid.width)]
    last = next((place for place in reversed(range(grid.width)) if of[place]), -1)
    first = next((place + 1 for place in reversed(range(last + 1)) if not of[place]), 0)
    return range(first, last + 1)


def _beside(labelled: Grid, labels: range, grid: Grid) -> Grid:
    """The labels, which stand on another page and have no place on this one, and the columns beside them. Of a group of
    headings that goes on over these the page's edge cut off the box."""
    over = len(labelled.rows) - len(grid.rows)
    rows: list[tuple[Cell | None, ...]] = []
    for number_, row in enumerate(labelled.rows):
        last = max(place for place, cell in enumerate(row) if cell is not None)
        own: list[Cell | None] = [None] * grid.width if number_ < over else list(grid.rows[number_ - over])
        named = [
            cell
            and replace(cell, box=None, column_span=min(cell.column_span, labels.stop - labels.start - at))
            for at, cell in enumerate(row[labels.start : labels.stop])
        ]
        group = row[last]
        if number_ < over and group is not None:
            wider = replace(group, box=None, column_span=max(labels.stop - last, 0) + grid.width)
            if last < labels.stop:
                named[last - labels.start] = wider
            else:
                own[0] = wider
        rows.append((*named, *own))
    return replace(grid, rows=tuple(rows), x_edges=None)
