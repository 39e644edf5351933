"""The parts of a comparison and what can be shown of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from disclosures.reading.pivot import PivotRow
from disclosures.reading.values import Absence, Value
from disclosures.vocabulary import Term


class CompareSection(Term):
    """A table of the compare page."""

    HEADLINE = "headline", "主要数字"
    FUNCTIONAL = "functional", "按功能分类"
    ECONOMIC = "economic", "按经济分类（基本支出）"
    THREE_PUBLIC = "three_public", "“三公”经费"
    PROCUREMENT = "procurement", "政府采购"
    ASSETS = "assets", "国有资产"


class Mode(Term):
    """What a comparison shows of every column (`?mode=`)."""

    AMOUNT = "amount", "金额"
    SHARE = "share", "占比"
    DIFFERENCE = "difference", "差额"
    RATIO = "ratio", "比率"
    PER_PEOPLE = "people", "每万人"

    @classmethod
    def chosen(cls, value: str | None) -> Self:
        return cls(value) if value in {mode.value for mode in cls} else cls("amount")

    @property
    def is_against_base(self) -> bool:
        return self in (Mode.DIFFERENCE, Mode.RATIO)


OF_ONE_COLUMN = frozenset({Mode.AMOUNT, Mode.SHARE, Mode.PER_PEOPLE})
"""What a column says by itself; the other modes set it against the base."""

NOT_THERE = frozenset({Absence.NO_TABLE, Absence.NOT_MENTIONED, Absence.NOT_COLLECTED})
"""What a column says of a table that it does not have."""


@dataclass(frozen=True, slots=True)
class Block:
    """One table: its rows, and what a share of each column is a share of."""

    section: CompareSection
    rows: tuple[PivotRow, ...]
    wholes: tuple[Value, ...]
    source: str
    """Which statements its figures are taken from, in words."""

    def having(self, columns: int) -> frozenset[int]:
        """Columns that print the table or state a figure of it; a table printed empty is there."""
        return frozenset(
            i for i in range(columns) if any(row.values[i].absence not in NOT_THERE for row in self.rows)
        )
