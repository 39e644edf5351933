"""What each place of a comparison shows. Page, exports, sorting and filters all ask here, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.models import Population
from disclosures.presenting.amounts import (
    amount_text,
    change_text,
    index_text,
    per_people_text,
    share_text,
)
from disclosures.reading.columns import Column
from disclosures.reading.pivot import PivotRow
from disclosures.reading.values import Value
from disclosures.vocabulary import HeadlineItem, Term, Unit

from .judgement import Judgement, Strike
from .sections import CompareSection, Mode

WITH_DIFFERENCES = 6
"""Columns up to which every amount has its difference to the base beside it."""

NO_DIFFERENCE = "一侧没有数，不作差"
NO_RATIO = "不适用"


class ShownKind(Term):
    """How the number of a place is to be read."""

    AMOUNT = "amount", "金额"
    CHANGE = "change", "差额"
    SHARE = "share", "占比"
    INDEX = "index", "指数"
    PER_PEOPLE = "per_people", "每万人"
    NONE = "none", "没有数"


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A visible column: the figures of a column, or their differences to the base."""

    column: int
    is_difference: bool = False

    @property
    def key(self) -> str:
        """As an address names it (`?sort=`): 2, or 2d for the differences of the second column."""
        return f"{self.column + 1}{'d' if self.is_difference else ''}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One place. `part` and `whole` are the exact number (an amount: 分 and 1); a place without one says `why`.

    What is struck keeps its words for the page, and goes into no chart and no export.
    """

    text: str
    kind: ShownKind = ShownKind.NONE
    value: Value | None = None
    part: int = 0
    whole: int = 1
    why: str = ""
    is_struck: bool = False

    @property
    def is_word(self) -> bool:
        """Whether the page shows the words where there is no number; that nothing is subtracted is not worth reading."""
        return self.text != NO_DIFFERENCE

    @property
    def number(self) -> float | None:
        """For sorting only."""
        return None if self.kind is ShownKind.NONE or self.is_struck else self.part / self.whole


@dataclass(frozen=True, slots=True)
class View:
    """How a comparison is looked at."""

    columns: Sequence[Column]
    base: int
    mode: Mode
    unit: Unit
    judgement: Judgement
    populations: Sequence[Population | None] = ()

    def note(self, section: CompareSection) -> str:
        """What the numbers of a table are, under its name."""
        return {
            Mode.AMOUNT: f"单位：{self.unit.label}"
            + ("。差额 = 该列 − 基准列" if self.has_differences else ""),
            Mode.SHARE: f"占{WHOLES[section]}的比重（%）",
            Mode.DIFFERENCE: f"基准列为金额，其余为差额，单位：{self.unit.label}",
            Mode.RATIO: "基准列为金额，其余以基准列为 100",
            Mode.PER_PEOPLE: f"每万人，单位：{self.unit.label}，由本站算出",
        }[self.mode]

    @property
    def has_differences(self) -> bool:
        return self.mode is Mode.AMOUNT and len(self.columns) <= WITH_DIFFERENCES

    @property
    def places(self) -> list[ShownPlace]:
        places: list[ShownPlace] = []
        for i in range(len(self.columns)):
            places.append(ShownPlace(i))
            if self.has_differences and i != self.base:
                places.append(ShownPlace(i, is_difference=True))
        return places

    def cells(self, section: CompareSection, row: PivotRow, wholes: Sequence[Value]) -> list[Shown]:
        """A row as it is shown, one a place. `wholes` are what a share of each column is a share of."""
        strikes = self.judgement.of_row(section, row.key)
        if section is CompareSection.HEADLINE and row.key in NO_SHARE:
            wholes = ()
        return [self._cell(place, row.values, wholes, strikes) for place in self.places]

    def _cell(
        self, place: ShownPlace, values: Sequence[Value], wholes: Sequence[Value], strikes: Sequence[Strike]
    ) -> Shown:
        i = place.column
        mode = Mode.DIFFERENCE if place.is_difference else self.mode
        if i == self.base and mode.is_against_base:
            mode = Mode.AMOUNT
        value, base = values[i], values[self.base]
        if value.fen is None and not place.is_difference:
            return Shown(value.absence.label if value.absence else "", value=value, why=value.remark)
        if mode.is_against_base and (value.fen is None or base.fen is None):
            return Shown(NO_DIFFERENCE, why=NO_DIFFERENCE)
        why = next((strike.reason for strike in strikes if strike.hits(mode, i, self.base)), "")
        if why and mode is not Mode.AMOUNT:
            return Shown("不比", why=why, is_struck=True)
        shown = self._number(mode, i, value, base, wholes)
        if why:
            return Shown(shown.text, shown.kind, value, shown.part, shown.whole, why, is_struck=True)
        return shown

    def _number(self, mode: Mode, i: int, value: Value, base: Value, wholes: Sequence[Value]) -> Shown:
        fen, unit = value.fen or 0, self.unit
        if mode is Mode.AMOUNT:
            return Shown(amount_text(fen, unit), ShownKind.AMOUNT, value, fen)
        if mode is Mode.DIFFERENCE:
            gap = fen - (base.fen or 0)
            return Shown(change_text(gap, unit), ShownKind.CHANGE, value, gap)
        if mode is Mode.PER_PEOPLE:
            count = self.populations[i] if self.populations else None
            if count is None:
                return Shown(NO_RATIO, why="没有人口数")
            text = per_people_text(fen, count.people, unit)
            return Shown(text, ShownKind.PER_PEOPLE, value, fen * PER_PEOPLE, count.people)
        ratio: str | None
        if mode is Mode.SHARE:
            whole = (wholes[i].fen if wholes else None) or 0
            ratio, kind, part = share_text(fen, whole), ShownKind.SHARE, fen
        else:
            whole = base.fen or 0
            ratio, kind, part = index_text(fen, whole), ShownKind.INDEX, fen * 100
        if ratio is None:
            return Shown(NO_RATIO, why="没有可比的底数，不算比率")
        return Shown(ratio, kind, value, part, whole)


NO_SHARE = frozenset({HeadlineItem.FIXED_ASSETS_TOTAL, HeadlineItem.PLANNED_ASSET_PURCHASE})
"""Key figures that are no part of what is spent: what stands in the books is not paid in the year."""

PER_PEOPLE = 10_000
"""每万人."""

WHOLES: dict[CompareSection, str] = {
    CompareSection.HEADLINE: "支出总计",
    CompareSection.FUNCTIONAL: "该列合计",
    CompareSection.ECONOMIC: "该列合计",
    CompareSection.THREE_PUBLIC: "支出总计",
    CompareSection.PROCUREMENT: "采购总额",
    CompareSection.ASSETS: "资产总额",
}
"""What a share is a share of."""
