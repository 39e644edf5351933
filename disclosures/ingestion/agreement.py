"""Which cell of a statement a stated amount repeats. A table of places, tried in order; only an equal amount counts."""

from __future__ import annotations

from disclosures.vocabulary import HeadlineItem, Measure, RowKind, Statement

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
