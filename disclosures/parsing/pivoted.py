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
YEARS = re.compile(r"^(?:预算|决算)?年(?:度|份)$")
"""The heading under which a number alone is a year."""
BARE_YEAR = re.compile(r"20\d\d")


def pivoted(table: Table, layout: Layout) -> Table:
    """The table with its rows of years as columns; the table itself, where its rows are none."""
    by = next((i for i in range(len(table.columns)) if _are_years(table, i)), None)
    if by is None:
        return table
    roles = roles_of(table, layout)
    amounts = [i for i, role in enumerate(roles) if role == "amount" and i != by]
    others = [i for i, role in enumerate(roles) if role != "amount" and i != by]
    if not amounts or max(by, *others, 0) > amounts[0]:
        return table
    names = list(dict.fromkeys(tidy(row.cells[by].text) for row in table.rows if row.cells[by].text.strip()))
    columns = [table.columns[i] for i in others]
    columns += [_under(name, table.columns[i]) for name in names for i in amounts]
    return replace(table, columns=tuple(columns), rows=_rows(table.rows, by, others, amounts, names))


def _are_years(table: Table, place: int) -> bool:
    path = table.columns[place].path
    years: set[str] = set()
    for row in table.rows:
        text = key(row.cells[place].text)
        bare = bool(path) and YEARS.search(key(path[-1])) and BARE_YEAR.fullmatch(text)
        if text and not bare and not YEAR.search(text):
            return False
        years.add(text)
    return len(years - {""}) > 1


def _under(name: str, column: TableColumn) -> TableColumn:
    return TableColumn((name, *column.path), None, column.x)


def _rows(
    rows: Sequence[TableRow], by: int, others: Sequence[int], amounts: Sequence[int], names: Sequence[str]
) -> list[TableRow]:
    """One row for every run of rows of the same labels that names no year twice. Labels and, where the years lead, a year
    that are merged over several rows are printed in the first of them."""
    leads = all(by < i for i in others)
    runs: list[tuple[tuple[str, ...], dict[str, TableRow]]] = []
    name, labels = "", ("",) * len(others)
    for row in rows:
        year, said = tidy(row.cells[by].text), tuple(tidy(row.cells[i].text) for i in others)
        if not year and not (leads and any(said)):
            continue
        name, labels = year or name, said if any(said) else labels
        run = next((run for of, run in reversed(runs) if of == labels and name not in run), None)
        if run is None:
            run = {}
            runs.append((labels, run))
        run[name] = row
    found: list[TableRow] = []
    for _, run in runs:
        first = next(iter(run.values()))
        cells = [first.cells[i] for i in others]
        cells += [run[year].cells[i] if year in run else Cell("") for year in names for i in amounts]
        found.append(TableRow(tuple(cells), first.page, first.resumes))
    return found
