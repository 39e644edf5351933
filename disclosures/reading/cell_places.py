"""Where a cell stands in its file, as an address says it: a place that a better parser does not move.

`4-757-183` is the page and the middle of the box in whole points; `t2r14c5` the table, counted through the file, and its
printed row and column, for formats without pages.
"""

from __future__ import annotations

import re

from django.db.models import QuerySet

from disclosures.models import Amount, Document, Statement
from disclosures.models.box import TENTHS
from disclosures.models.statement import AmountQuerySet
from disclosures.vocabulary import KEPT_STATEMENTS

from .file_addresses import of_file, place_on_page

ON_PAGE = re.compile(r"([0-9]{1,6})-([0-9]{1,5})-([0-9]{1,5})")
IN_TABLE = re.compile(r"t([0-9]{1,5})r([0-9]{1,5})c([0-9]{1,5})")


def place_in_box(amount: Amount) -> str:
    """Empty for a cell that has no box."""
    if (
        amount.page is None
        or amount.x0 is None
        or amount.top is None
        or amount.x1 is None
        or amount.bottom is None
    ):
        return ""
    return place_on_page(amount.page, amount.x0, amount.top, amount.x1, amount.bottom)


def place_in_table(amount: Amount, table: int) -> str:
    """`table` as addresses count them."""
    return f"t{table}r{amount.line.row}c{amount.column.position}"


def place_of(amount: Amount, document: Document) -> str:
    """One query for a cell in a format without pages."""
    if place := place_in_box(amount):
        return place
    tables = tables_in_order(Statement.objects.filter(disclosure__document=document))
    return place_in_table(amount, tables.index(amount.line.statement_id))


def tables_in_order(statements: QuerySet[Statement]) -> list[int]:
    """The ids of the tables of a file as addresses count them: those that are only kept as printed come last. One query."""
    ordered = statements.order_by("disclosure__document", "disclosure__position", "position")
    return [
        pk
        for pk, _ in sorted(ordered.values_list("pk", "statement"), key=lambda row: row[1] in KEPT_STATEMENTS)
    ]


def cell_at(cells: AmountQuerySet, file: str, place: str) -> Amount:
    """Of some cells the one at a place of a file. One query for a place on a page, two for one in a table.

    Raises Amount.DoesNotExist.
    """
    cells = cells.filter(of_file(file, "line__statement__disclosure__document__"))
    if match := ON_PAGE.fullmatch(place):
        page, x, y = (int(number) for number in match.groups())
        found = list(
            cells.filter(
                page=page,
                x0__lte=x * TENTHS + TENTHS,
                x1__gte=x * TENTHS - TENTHS,
                top__lte=y * TENTHS + TENTHS,
                bottom__gte=y * TENTHS - TENTHS,
            )
        )
        if found:
            return min(found, key=lambda amount: _away(amount, x, y))
    elif match := IN_TABLE.fullmatch(place):
        table, row, column = (int(number) for number in match.groups())
        statements = Statement.objects.filter(of_file(file, "disclosure__document__"))
        cell = cells.filter(
            line__statement__in=tables_in_order(statements)[table : table + 1],
            line__row=row,
            column__position=column,
        ).first()
        if cell:
            return cell
    raise Amount.DoesNotExist


def _away(amount: Amount, x: int, y: int) -> float:
    """How far the middle of a cell is from a point."""
    assert amount.box is not None
    x0, top, x1, bottom = amount.box
    return abs((x0 + x1) / 2 - x) + abs((top + bottom) / 2 - y)
