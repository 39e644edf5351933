"""What the rules of comparability look at, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from disclosures.reading.columns import Column
from disclosures.vocabulary import HeadlineItem, Measure
from disclosures.vocabulary import Statement as StatementType

from .column_names import column_names
from .relatives import Relatives
from .sections import Block, CompareSection, Mode

Rows = frozenset[tuple[CompareSection, str]]
"""(section, key of the row); the key "" is every row of the section."""

Pair = frozenset[int]

ALL_ROWS: Rows = frozenset((section, "") for section in CompareSection)
NO_ROWS: Rows = frozenset()

TOTAL_ITEMS: tuple[HeadlineItem, ...] = (
    HeadlineItem.EXPENDITURE_TOTAL,
    *HeadlineItem.EXPENDITURE_TOTAL.parts,
    HeadlineItem.REVENUE_TOTAL,
)
"""Headline figures that hold all funds of the whole body."""

ITEM_OF_MEASURE: dict[Measure, HeadlineItem] = {
    Measure.TOTAL: HeadlineItem.EXPENDITURE_TOTAL,
    Measure.BASIC: HeadlineItem.BASIC_EXPENDITURE,
    Measure.PROJECT: HeadlineItem.PROJECT_EXPENDITURE,
}
"""What the 合计 of the rows by function is, by the column that they are taken from."""

BASIS_WORDS: dict[StatementType, str] = {
    StatementType.EXPENDITURE: "支出总表（全部资金）",
    StatementType.GENERAL_PUBLIC_BUDGET: "一般公共预算财政拨款支出表",
}

CARRYOVER = "上年结转"

MOST_NAMED = 4
"""Columns that a sentence names one by one."""

ONLY_BASIC = "取自基本支出表，只是其中的基本支出"
"""The remark of a figure that other columns print with 项目支出 in it."""


@dataclass(frozen=True, slots=True)
class Footing:
    """What one column is, in the words of the card."""

    scope: str
    funds: tuple[str, ...]
    form: str
    scale: str
    missing: str
    is_narrative: bool
    carryover_fen: int = 0


@dataclass(frozen=True, slots=True)
class WayOut:
    """A link to what can be compared: what changes in the address (None: taken out), or where on the page it is."""

    words: str
    changes: tuple[tuple[str, str | tuple[str, ...] | None], ...] = ()
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """All that the rules may look at."""

    columns: tuple[Column, ...]
    base: int
    basis: StatementType
    footings: tuple[Footing, ...]
    blocks: Mapping[CompareSection, Block]
    bases: Mapping[StatementType, frozenset[int]]
    """Columns that print each of the tables that functional rows may be taken from."""
    measure: Measure = Measure.TOTAL
    relatives: Relatives = field(default_factory=Relatives)
    is_mixed: bool = False
    """The reader asked for budgets beside final accounts."""

    @property
    def names(self) -> tuple[str, ...]:
        return column_names(self.columns)

    def named(self, places: Iterable[int]) -> str:
        """The columns by their names; more than a sentence holds by those that are not meant, or by the first of them."""
        meant = sorted(places)
        others = [i for i in range(len(self.columns)) if i not in meant]
        if len(meant) <= MOST_NAMED:
            return "、".join(self.names[i] for i in meant)
        if not others:
            return "各列"
        if len(others) < MOST_NAMED:
            return f"除 {self.named(others)} 外的 {len(meant)} 列"
        return f"{self.named(meant[: MOST_NAMED - 1])} 等 {len(meant)} 列"

    def pairs(self, differ: Callable[[int, int], bool]) -> frozenset[Pair]:
        return frozenset(frozenset(two) for two in combinations(range(len(self.columns)), 2) if differ(*two))


@dataclass(frozen=True, slots=True)
class RuleHit:
    """Where a rule applies: columns by themselves, pairs against each other, columns that no chart may show."""

    columns: frozenset[int] = frozenset()
    pairs: frozenset[Pair] = frozenset()
    uncharted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ComparabilityRule:
    """`when` is the condition (None: it does not apply). `modes` are struck of the columns hit by themselves; differences
    and ratios are struck between the pairs."""

    name: str
    what: str
    when: Callable[[Situation], RuleHit | None]
    rows: Callable[[Situation], Rows]
    modes: frozenset[Mode]
    reason: Callable[[Situation, RuleHit], str]
    ways_out: tuple[Callable[[Situation, RuleHit], WayOut | None], ...] = ()
