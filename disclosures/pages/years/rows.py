"""The rows of a time line: figures by place, what lies between two places, and what must be said of a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from disclosures.presenting.ordering import Order, Rank, in_tree_order, with_what_is_above
from disclosures.reading.pivot import PivotRow
from disclosures.reading.values import Absence, Value
from disclosures.vocabulary import Term

from .timeline import YearPlace


class Show(Term):
    """Which columns stand beside the amounts (`?show=`)."""

    AMOUNT = "amount", "只看金额"
    CHANGE = "change", "变化"
    CONTRIBUTION = "contribution", "贡献"
    ALL = "all", "全部"

    @property
    def kinds(self) -> tuple[HeadKind, ...]:
        return SHOWN[self]


class HeadKind(Term):
    """What a column of the table holds. The value is what an address says to sort by it."""

    AMOUNT = "", "金额"
    CHANGE = "c", "变化"
    RATE = "r", "变化率"
    CONTRIBUTION = "p", "贡献"
    GAP = "g", "决算 − 预算"
    EXECUTION = "e", "执行率"


SHOWN: dict[Show, tuple[HeadKind, ...]] = {
    Show.AMOUNT: (),
    Show.CHANGE: (HeadKind.CHANGE, HeadKind.RATE),
    Show.CONTRIBUTION: (HeadKind.CHANGE, HeadKind.CONTRIBUTION),
    Show.ALL: (HeadKind.CHANGE, HeadKind.RATE, HeadKind.CONTRIBUTION),
}
STAGED: tuple[HeadKind, ...] = (HeadKind.GAP, HeadKind.EXECUTION)

PERCENT = frozenset({HeadKind.RATE, HeadKind.CONTRIBUTION, HeadKind.EXECUTION})


@dataclass(frozen=True, slots=True)
class YearHead:
    """One column: amounts of a place, or something of the amounts of `place` and of the place `before`."""

    kind: HeadKind
    place: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """What this site computed of two amounts, in 分: `part`, of `whole` where it is a ratio; else `word` with its reason."""

    kind: HeadKind
    part: int | None = None
    whole: int | None = None
    word: str = ""
    why: str = ""

    @property
    def size(self) -> float | None:
        """For sorting: the amount, or the ratio."""
        if self.part is None or self.kind not in PERCENT:
            return self.part
        return self.part / self.whole if self.whole else None


Cell = Value | Derived


@dataclass(frozen=True, slots=True)
class YearRow:
    """One row over all places. `stops` says, by place, why its figure does not continue the one before."""

    row: PivotRow
    values: tuple[Value, ...]
    whole: tuple[Value, ...] = ()
    """The totals that the row is a part of; nothing where it is a part of none."""
    stops: dict[int, str] = field(default_factory=dict)
    names: tuple[tuple[str, str], ...] = ()
    """(years, name as printed in them), where the name of a code changed."""
    renamed: frozenset[int] = frozenset()
    """Places from which on another name is printed."""

    def cell(self, head: YearHead) -> Cell:
        value = self.values[head.place]
        if head.before is None:
            return value
        return _between(self, head, self.values[head.before], value)

    @property
    def is_unchanged(self) -> bool:
        """The same in every place that has figures."""
        known = {(v.fen, v.absence) for v in self.values if v.absence is not Absence.NOT_COLLECTED}
        return len(known) <= 1 and not self.names


def heads(places: Sequence[YearPlace], show: Show) -> tuple[YearHead, ...]:
    """The columns of a table. Nothing is computed across a break."""
    found: list[YearHead] = []
    before: int | None = None
    for i, place in enumerate(places):
        found.append(YearHead(HeadKind.AMOUNT, i))
        if place.is_gap:
            continue
        if before is not None and not place.why_break:
            kinds = show.kinds
            if place.is_staged:
                is_pair = places[before].year == place.year
                kinds = STAGED if is_pair and show is not Show.AMOUNT else ()
            found += [YearHead(kind, i, before) for kind in kinds]
        before = i
    return tuple(found)


def _between(row: YearRow, head: YearHead, before: Value, after: Value) -> Cell:
    kind = head.kind
    is_change = kind in (HeadKind.CHANGE, HeadKind.GAP)
    if why := row.stops.get(head.place):
        return Derived(kind, word="口径变化", why=why) if is_change else Derived(kind)
    if before.fen is None or after.fen is None:
        if is_change and row.row.code and Absence.NO_ROW in (before.absence, after.absence):
            is_new = before.absence is Absence.NO_ROW
            if is_new and after.absence is not Absence.NO_ROW:
                return Derived(kind, word="新出现", why="前一列的表没有这一行，不作差")
            if not is_new:
                return Derived(kind, word="不再出现", why="这一列的表没有这一行，不作差")
        return Derived(kind)
    change = after.fen - before.fen
    if is_change:
        return Derived(kind, change)
    if kind is HeadKind.CONTRIBUTION:
        if not row.whole or head.before is None:
            return Derived(kind)
        whole = row.whole[head.before].fen
        if not whole or whole < 0:
            return Derived(kind, word="不适用", why="没有可比的合计，不算贡献")
        return Derived(kind, change, whole)
    if before.fen <= 0:
        return Derived(kind, word="不适用", why="前一列不大于零，不算比率")
    return Derived(kind, after.fen if kind is HeadKind.EXECUTION else change, before.fen)


# --- order -------------------------------------------------------------------------------------------------------------


def sort_key(places: Sequence[YearPlace], head: YearHead) -> str:
    return f"{places[head.place].key}{head.kind.value}"


def chosen_order(text: str, places: Sequence[YearPlace], columns: Sequence[YearHead]) -> Order:
    """`2025c`: by the change of 2025, largest first; `-2025c`: smallest first. The other way round than elsewhere, so that
    addresses that are known stay true."""
    return Order.chosen(
        turned(text), (sort_key(places, head) for head in columns if not places[head.place].is_gap)
    )


def turned(text: str) -> str:
    return text.removeprefix("-") if text.startswith("-") else f"-{text}"


def in_order(
    rows: Sequence[YearRow], order: Order, places: Sequence[YearPlace], columns: Sequence[YearHead]
) -> list[YearRow]:
    """Rows by one column, each under the code it is part of; totals last, rows without a number behind the others."""
    head = next((head for head in columns if order.key and sort_key(places, head) == order.key), None)
    if head is None:
        return list(rows)

    def rank(row: YearRow) -> Rank:
        cell = row.cell(head)
        number = cell.fen if isinstance(cell, Value) else cell.size
        return order.rank(number, is_total=row.row.is_total)

    return in_tree_order(rows, _depth_among(rows), rank)


def without_unchanged(rows: Sequence[YearRow]) -> list[YearRow]:
    """Rows that differ somewhere, and the totals; a code stays where something under it stays."""
    return with_what_is_above(rows, _depth_among(rows), lambda row: row.row.is_total or not row.is_unchanged)


def _depth_among(rows: Sequence[YearRow]) -> Callable[[YearRow], int]:
    """How many of the codes that a row's own is under are among the rows."""
    codes = {row.row.code for row in rows}
    return lambda row: sum(cut < len(row.row.code) and row.row.code[:cut] in codes for cut in (3, 5))


def with_place_values(
    row: PivotRow, places: Sequence[YearPlace], implied: Collection[Value | None] = ()
) -> tuple[Value, ...]:
    """The values of published columns spread over all places; `implied` are those of the places nobody published."""
    published = iter(row.values)
    others = list(implied) or [None] * len(places)
    return tuple(
        next(published)
        if place.column
        else other or Value(absence=Absence.NOT_COLLECTED, remark=f"没有收录 {place.heading} 年的公开")
        for place, other in zip(places, others, strict=True)
    )
