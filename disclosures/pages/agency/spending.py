"""Where a body's money comes from and what it is for, out of the tables of two of its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from disclosures.reading.columns import Column
from disclosures.reading.key_figures import BY_ITEM, KeyFigures
from disclosures.reading.pivot import PivotRow, pivot
from disclosures.reading.values import Value
from disclosures.vocabulary import HeadlineItem, Stage
from disclosures.vocabulary import Statement as StatementType

SOURCES = HeadlineItem.REVENUE_TOTAL.parts


@dataclass(frozen=True, slots=True)
class Spending:
    """The newest column that prints 支出总表, and the one before it of the same stage, where there is one."""

    column: Column
    before: Column | None
    sources: tuple[tuple[str, Value], ...]
    """As far as 收支总表 prints them."""
    revenue: Value
    expenditure: Value
    functions: tuple[PivotRow, ...]
    """Categories; the values are those of `before`, where there is one, and of `column`."""

    @property
    def is_break(self) -> bool:
        """The two columns are not of the same make: a sum of units beside a department's own document."""
        return self.before is not None and self.before.scope_word != self.column.scope_word


ITEMS: tuple[HeadlineItem, ...] = (*SOURCES, HeadlineItem.REVENUE_TOTAL, HeadlineItem.EXPENDITURE_TOTAL)
"""What the figures given to `spending` must hold, with the categories."""


def spending(columns: Sequence[Column], figures: KeyFigures) -> Spending | None:
    """Of an agency's columns, oldest first; None where the newest ones print no expenditure by function."""
    column, before = newest(columns)
    shown = [before, column] if before else [column]
    functions = tuple(
        row
        for row in pivot(figures.lines, shown, StatementType.EXPENDITURE, unfolded=frozenset())
        if len(row.code) == 3 and any(value.fen is not None for value in row.values)
    )
    if not any(row.values[-1].fen is not None for row in functions):
        return None
    if before and all(row.values[0].fen is None for row in functions):  # it prints no such table
        before, functions = None, tuple(replace(row, values=row.values[1:]) for row in functions)
    sources = [(BY_ITEM[item].name, figures.of_column(column, item)) for item in SOURCES]
    return Spending(
        column=column,
        before=before,
        sources=tuple((name, value) for name, value in sources if value.fen is not None),
        revenue=figures.of_column(column, HeadlineItem.REVENUE_TOTAL),
        expenditure=figures.of_column(column, HeadlineItem.EXPENDITURE_TOTAL),
        functions=functions,
    )


def newest(columns: Sequence[Column]) -> tuple[Column, Column | None]:
    """The newest budget, else the newest accounts, and its predecessor."""
    of_stage = next(
        own for stage in Stage if (own := [column for column in columns if column.stage is stage])
    )
    return of_stage[-1], of_stage[-2] if len(of_stage) > 1 else None
