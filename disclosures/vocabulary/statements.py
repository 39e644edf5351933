"""The kinds of statements, and what is true of each kind: one specification a kind, which every module reads."""

from __future__ import annotations

from dataclasses import dataclass

from .terms import CodeKind, Fund, Measure, Side, Term


class Statement(Term):
    """The standard tables of a disclosure (地方预决算公开操作规程, 财预〔2016〕143号) and provincial additions.

    Each has a row in `SPECIFICATIONS`; a test names those without.
    """

    REVENUE_AND_EXPENDITURE = "revenue_and_expenditure", "收支总表"
    REVENUE = "revenue", "收入总表"
    EXPENDITURE = "expenditure", "支出总表"
    FISCAL_APPROPRIATION = "fiscal_appropriation", "财政拨款收支总表"
    GENERAL_PUBLIC_BUDGET = "general_public_budget", "一般公共预算财政拨款支出表"
    BASIC_EXPENDITURE = "basic_expenditure", "一般公共预算财政拨款基本支出表"
    GOVERNMENT_FUNDS = "government_funds", "政府性基金预算财政拨款支出表"
    STATE_CAPITAL = "state_capital", "国有资本经营预算财政拨款支出表"
    THREE_PUBLIC = "three_public", "财政拨款“三公”经费支出表"
    FISCAL_EXPENDITURE = "fiscal_expenditure", "财政拨款支出预算表"
    FISCAL_BASIC_EXPENDITURE = "fiscal_basic_expenditure", "财政拨款基本支出预算表"
    AGENCY_OPERATING_EXPENSES = "agency_operating_expenses", "机关运行经费表"
    PROCUREMENT = "procurement", "政府采购表"
    # What else is printed: kept as it stands, and never compared, added up or ranked.
    PROJECTS = "projects", "项目支出表"
    GOVERNMENT_ECONOMIC = "government_economic", "政府预算经济分类表"
    PURCHASES = "purchases", "政府采购明细表"
    SERVICE_PURCHASES = "service_purchases", "政府购买服务表"
    TRANSFERS = "transfers", "转移支付表"
    SPECIAL_FUNDS = "special_funds", "专项资金表"
    SPECIAL_ACCOUNTS = "special_accounts", "财政专户资金表"
    DEBT = "debt", "债务表"
    ASSETS = "assets", "国有资产表"
    BY_UNIT = "by_unit", "分单位表"
    PERFORMANCE = "performance", "绩效目标表"
    OTHER = "other", "其他表"

    @property
    def specification(self) -> StatementSpecification:
        return SPECIFICATIONS[self]

    @property
    def is_kept(self) -> bool:
        """Is it a table that is kept as printed, and none of the standard ones?"""
        return self.specification.is_kept

    @property
    def is_two_sided(self) -> bool:
        """Do revenue and expenditure stand beside one another?"""
        return len(self.specification.sides) > 1

    @property
    def codes(self) -> CodeKind | None:
        """The classification whose codes are its rows; None where a row is a kind or a name, in the printed order."""
        return self.specification.codes

    @property
    def fund(self) -> Fund:
        return self.specification.fund

    @property
    def tab_word(self) -> str:
        """A short word for a row of links; the whole title stands over the table."""
        return self.specification.tab_word or self.label


@dataclass(frozen=True, slots=True)
class StatementSpecification:
    """What is true of every table of a kind."""

    is_kept: bool = False
    """Kept as printed: none of the standard statements."""
    since: int | None = None
    """The year since whose disclosures the rule-book asks for it (0: always); None where it does not."""
    fund: Fund = Fund.ALL
    """Which money it shows."""
    sides: tuple[Side, ...] = (Side.EXPENDITURE,)
    part: Measure = Measure.TOTAL
    """Which part of that money it shows."""
    codes: CodeKind | None = None
    items: tuple[Measure, ...] = ()
    """What its rows are where they are neither codes nor sides; a table that lies down has them as columns."""
    is_list: bool = False
    """Read as a list of purchases, each a row of its own, and not as a statement of amounts."""
    tab_word: str = ""
    matter: str = ""
    """A pattern: how a text, or the title of another table, names what it shows."""


_BOTH = (Side.REVENUE, Side.EXPENDITURE)
_KEPT = StatementSpecification(is_kept=True, sides=())

SPECIFICATIONS: dict[Statement, StatementSpecification] = {
    Statement.REVENUE_AND_EXPENDITURE: StatementSpecification(since=0, sides=_BOTH),
    Statement.REVENUE: StatementSpecification(since=0, sides=(Side.REVENUE,), codes=CodeKind.FUNCTIONAL),
    Statement.EXPENDITURE: StatementSpecification(since=0, codes=CodeKind.FUNCTIONAL),
    Statement.FISCAL_APPROPRIATION: StatementSpecification(
        since=0, fund=Fund.FISCAL, sides=_BOTH, tab_word="财政拨款收支"
    ),
    Statement.GENERAL_PUBLIC_BUDGET: StatementSpecification(
        since=0, fund=Fund.GENERAL, codes=CodeKind.FUNCTIONAL, tab_word="一般公共预算"
    ),
    Statement.BASIC_EXPENDITURE: StatementSpecification(
        since=0,
        fund=Fund.GENERAL,
        part=Measure.BASIC,
        codes=CodeKind.ECONOMIC,
        tab_word="基本支出",
        matter="基本支出",
    ),
    Statement.GOVERNMENT_FUNDS: StatementSpecification(
        since=0, fund=Fund.FUNDS, codes=CodeKind.FUNCTIONAL, tab_word="政府性基金", matter="政府性?基金"
    ),
    Statement.STATE_CAPITAL: StatementSpecification(
        since=2021, fund=Fund.CAPITAL, codes=CodeKind.FUNCTIONAL, tab_word="国有资本经营", matter="国有资本"
    ),
    Statement.THREE_PUBLIC: StatementSpecification(
        since=0,
        fund=Fund.FISCAL,
        items=(
            Measure.OVERSEAS_VISITS,
            Measure.VEHICLES,
            Measure.VEHICLE_PURCHASE,
            Measure.VEHICLE_OPERATION,
            Measure.HOSPITALITY,
            Measure.CONFERENCES,
            Measure.TRAINING,
            Measure.AGENCY_OPERATING,
        ),
        tab_word="“三公”经费",
        matter="三公",
    ),
    Statement.FISCAL_EXPENDITURE: StatementSpecification(
        fund=Fund.FISCAL, codes=CodeKind.FUNCTIONAL, tab_word="财政拨款支出"
    ),
    Statement.FISCAL_BASIC_EXPENDITURE: StatementSpecification(
        fund=Fund.FISCAL, part=Measure.BASIC, codes=CodeKind.ECONOMIC, tab_word="财政拨款基本支出"
    ),
    Statement.AGENCY_OPERATING_EXPENSES: StatementSpecification(
        part=Measure.AGENCY_OPERATING,
        codes=CodeKind.ECONOMIC,
        tab_word="机关运行经费",
        matter="运行经费",
    ),
    Statement.PROCUREMENT: StatementSpecification(is_list=True, tab_word="政府采购", matter="采购"),
    Statement.PROJECTS: _KEPT,
    Statement.GOVERNMENT_ECONOMIC: _KEPT,
    Statement.PURCHASES: _KEPT,
    Statement.SERVICE_PURCHASES: _KEPT,
    Statement.TRANSFERS: _KEPT,
    Statement.SPECIAL_FUNDS: _KEPT,
    Statement.SPECIAL_ACCOUNTS: _KEPT,
    Statement.DEBT: _KEPT,
    Statement.ASSETS: _KEPT,
    Statement.BY_UNIT: _KEPT,
    Statement.PERFORMANCE: _KEPT,
    Statement.OTHER: _KEPT,
}

KEPT_STATEMENTS = tuple(kind for kind, known in SPECIFICATIONS.items() if known.is_kept)
REQUIRED_STATEMENTS = tuple(kind for kind, known in SPECIFICATIONS.items() if known.since is not None)
"""财预〔2016〕143号 asks for eight; that of the state capital budget came with the budgets of 2021."""
TWO_SIDED = tuple(kind for kind, known in SPECIFICATIONS.items() if len(known.sides) > 1)
ITEMS_OF_ROWS = tuple(item for known in SPECIFICATIONS.values() for item in known.items)
"""Measures that stand for a row where a table lies down."""


def by_code(
    codes: CodeKind, *, part: Measure | None = None, side: Side | None = None
) -> tuple[Statement, ...]:
    """The statements whose rows are codes of a classification; those of a part of the money, or of a side, alone."""
    return tuple(
        kind
        for kind, known in SPECIFICATIONS.items()
        if known.codes is codes and part in (None, known.part) and (side is None or side in known.sides)
    )


def same_whole(one: Statement, other: Statement) -> bool:
    """Whether the 合计 of two tables is of the same money: of the same funds, side and part. Tables of items (“三公”) and of
    purchases have a whole of their own."""
    return one is other or _whole(one) == _whole(other)


def _whole(kind: Statement) -> tuple[object, ...]:
    known = kind.specification
    return known.fund, known.sides, known.part, bool(known.items), known.is_list
