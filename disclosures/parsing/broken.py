"""Tables that a page breaks otherwise than between rows: headings from their rows, columns from those beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from disclosures.parsing.normalise import key

from .anatomy import NEAR, Table, TableRow
from .heading_paths import TableColumn


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
