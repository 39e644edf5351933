"""Which cell of a statement a stated amount repeats. A table of places, tried in order; only an equal amount counts."""

from __future__ import annotations

from collections.abc import Iterable

from disclosures.models import Amount
from disclosures.vocabulary import Basis, HeadlineItem, Measure, RowKind, Statement

Cells = dict[tuple[str, str, str, int], Amount]
"""Cells by statement, kind of row, measure ("" for any) and 分: what stated amounts are looked up in."""

Place = tuple[Statement, RowKind, Measure | None]
"""A statement, the kind of row, and what its column means (None: whatever the column)."""

_SUMMARY = Statement.REVENUE_AND_EXPENDITURE
_GENERAL = Statement.GENERAL_PUBLIC_BUDGET
_SPENT = Statement.EXPENDITURE
_BASIC = Statement.BASIC_EXPENDITURE
_THREE = Statement.THREE_PUBLIC
_REVENUE_TOTALS: tuple[Place, ...] = (
    (_SUMMARY, RowKind.REVENUE_THIS_YEAR, None),
    (_SUMMARY, RowKind.REVENUE_TOTAL, None),
    (Statement.REVENUE, RowKind.TOTAL, Measure.SUBTOTAL),
    (Statement.REVENUE, RowKind.TOTAL, Measure.TOTAL),
)
_EXPENDITURE_TOTALS: tuple[Place, ...] = (
    (_SUMMARY, RowKind.EXPENDITURE_TOTAL, None),
    (_SUMMARY, RowKind.EXPENDITURE_THIS_YEAR, None),
    (_SPENT, RowKind.TOTAL, Measure.TOTAL),
)

PLACES: dict[HeadlineItem, tuple[Place, ...]] = {
    HeadlineItem.REVENUE_TOTAL: _REVENUE_TOTALS,
    HeadlineItem.EXPENDITURE_TOTAL: _EXPENDITURE_TOTALS,
    HeadlineItem.BUDGET_TOTAL: (*_REVENUE_TOTALS, *_EXPENDITURE_TOTALS),
    HeadlineItem.GENERAL_PUBLIC_REVENUE: (
        (_SUMMARY, RowKind.GENERAL_PUBLIC, None),
        (Statement.REVENUE, RowKind.TOTAL, Measure.GENERAL_PUBLIC),
    ),
    HeadlineItem.GOVERNMENT_FUNDS_REVENUE: ((_SUMMARY, RowKind.GOVERNMENT_FUNDS, None),),
    HeadlineItem.STATE_CAPITAL_REVENUE: ((_SUMMARY, RowKind.STATE_CAPITAL, None),),
    HeadlineItem.SPECIAL_ACCOUNT_REVENUE: ((_SUMMARY, RowKind.SPECIAL_ACCOUNT, None),),
    HeadlineItem.OTHER_REVENUE: ((_SUMMARY, RowKind.OTHER_REVENUE, None),),
    HeadlineItem.CARRYOVER: (
        (_SUMMARY, RowKind.OPENING_CARRYOVER, None),
        (Statement.REVENUE, RowKind.TOTAL, Measure.CARRYOVER),
    ),
    HeadlineItem.BASIC_EXPENDITURE: (
        (_SPENT, RowKind.TOTAL, Measure.BASIC),
        (_GENERAL, RowKind.TOTAL, Measure.BASIC),
        (_BASIC, RowKind.TOTAL, Measure.TOTAL),
    ),
    HeadlineItem.PROJECT_EXPENDITURE: (
        (_SPENT, RowKind.TOTAL, Measure.PROJECT),
        (_GENERAL, RowKind.TOTAL, Measure.PROJECT),
    ),
    HeadlineItem.PERSONNEL_EXPENSES: ((_BASIC, RowKind.TOTAL, Measure.PERSONNEL),),
    HeadlineItem.OPERATING_EXPENSES: ((_BASIC, RowKind.TOTAL, Measure.OPERATING),),
    HeadlineItem.AGENCY_OPERATING_EXPENSES: ((_BASIC, RowKind.TOTAL, Measure.OPERATING),),
    HeadlineItem.THREE_PUBLIC_TOTAL: ((_THREE, RowKind.TOTAL, None),),
    HeadlineItem.OVERSEAS_VISITS: ((_THREE, RowKind.OVERSEAS_VISITS, None),),
    HeadlineItem.VEHICLES: ((_THREE, RowKind.VEHICLES, None),),
    HeadlineItem.VEHICLE_PURCHASE: ((_THREE, RowKind.VEHICLE_PURCHASE, None),),
    HeadlineItem.VEHICLE_OPERATION: ((_THREE, RowKind.VEHICLE_OPERATION, None),),
    HeadlineItem.HOSPITALITY: ((_THREE, RowKind.HOSPITALITY, None),),
}


def lookup(amounts: Iterable[Amount]) -> Cells:
    """The first cell of each meaning and size. Amounts of the year before confirm nothing said of this one."""
    cells: Cells = {}
    for amount in amounts:
        line = amount.line
        if amount.fen is None or not line.kind or amount.basis == Basis.PRIOR:
            continue
        for measure in (amount.measure, ""):
            cells.setdefault((line.statement.statement, line.kind, measure, amount.fen), amount)
    return cells


def agreeing_cell(item: str, fen: int, cells: Cells) -> Amount | None:
    """The cell that a stated amount of an item (not a change of it) repeats to the 分, if there is one."""
    found = (
        cells.get((statement, kind, measure or "", fen))
        for statement, kind, measure in PLACES.get(HeadlineItem(item), ())
    )
    return next(filter(None, found), None)
