"""Tables whose rows are years: 2025年 | 2026年 | 增减, or 预算数 | 决算数, one under the other.

What stands in such rows is not one year's amount thrice: the rows are turned into columns under the year or basis that
names them, as most forms print them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from disclosures.parsing.document import Cell
from disclosures.parsing.layouts import Layout
from disclosures.parsing.layouts.national import YEAR_ROW
from disclosures.parsing.normalise import key, tidy

from .anatomy import Table, TableRow
from .column_roles import roles_of
from .heading_paths import TableColumn

YEAR = re.compile(YEAR_ROW)


def pivoted(table: Table, layout: Layout) -> Table:
    """The table with its rows of years as columns; the table itself, where its rows are none."""
    if not any(_are_years(table, i) for i in range(len(table.columns))):
        return table
    roles = roles_of(table, layout)
    amounts = [i for i, role in enumerate(roles) if role == "amount"]
    labels = [i for i, role in enumerate(roles) if role != "amount"]
    by = next((i for i in labels if _are_years(table, i)), None)
    if by is None or not amounts or labels[-1] > amounts[0]:
        return table
    others = [i for i in labels if i != by]
    names = list(dict.fromkeys(tidy(row.cells[by].text) for row in table.rows if row.cells[by].text.strip()))
    columns = [table.columns[i] for i in others]
    columns += [_under(name, table.columns[i]) for name in names for i in amounts]
    return replace(table, columns=tuple(columns), rows=_rows(table.rows, by, others, amounts, names))


def _are_years(table: Table, place: int) -> bool:
    years: set[str] = set()
    for row in table.rows:
        text = key(row.cells[place].text)
        if text and not YEAR.search(text):
            return False
        years.add(text)
    return len(years - {""}) > 1


def _under(name: str, column: TableColumn) -> TableColumn:
    return TableColumn((name, *column.path), None, column.x)


def _rows(
    rows: Sequence[TableRow], by: int, others: Sequence[int], amounts: Sequence[int], names: Sequence[str]
) -> list[TableRow]:
    """One row for every run of rows that names no year twice."""
    found: list[TableRow] = []
    runs: list[dict[str, TableRow]] = []
    for row in rows:
        name = tidy(row.cells[by].text)
        if not name:
            continue
        if not runs or name in runs[-1]:
            runs.append({})
        runs[-1][name] = row
    for run in runs:
        first = next(iter(run.values()))
        cells = [first.cells[i] for i in others]
        cells += [run[name].cells[i] if name in run else Cell("") for name in names for i in amounts]
        found.append(TableRow(tuple(cells), first.page, first.resumes))
    return found
