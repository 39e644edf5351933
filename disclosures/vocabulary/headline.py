"""The items of a headline: what an amount stated in the narrative is, and where it stands in the tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .statements import Statement, by_code
from .terms import CodeKind, Measure, RowKind, Side, Term


class HeadlineItem(Term):
    """What an amount stated in the narrative is. Each has a row in `HEADLINE`; a test names those without."""

    REVENUE_TOTAL = "revenue_total", "收入总额"
    GENERAL_PUBLIC_REVENUE = "general_public_revenue", "一般公共预算收入"
    GOVERNMENT_FUNDS_REVENUE = "government_funds_revenue", "政府性基金预算收入"
    STATE_CAPITAL_REVENUE = "state_capital_revenue", "国有资本经营预算收入"
    SPECIAL_ACCOUNT_REVENUE = "special_account_revenue", "财政专户收入"
    OTHER_REVENUE = "other_revenue", "其他收入"
    CARRYOVER = "carryover", "上年结转"
    EXPENDITURE_TOTAL = "expenditure_total", "支出总额"
    EXPENDITURE_THIS_YEAR = "expenditure_this_year", "本年支出合计"
    BASIC_EXPENDITURE = "basic_expenditure", "基本支出"
    PERSONNEL_EXPENSES = "personnel_expenses", "人员经费"
    OPERATING_EXPENSES = "operating_expenses", "公用经费"
    PROJECT_EXPENDITURE = "project_expenditure", "项目支出"
    RESERVE = "reserve", "单位预留机动经费"
    BUSINESS_EXPENDITURE = "business_expenditure", "经营支出"
    REMITTANCE_TO_SUPERIOR = "remittance_to_superior", "上缴上级支出"
    SUBSIDY_TO_SUBSIDIARIES = "subsidy_to_subsidiaries", "对附属单位补助支出"
    CLOSING_CARRYOVER = "closing_carryover", "结转下年"
    AGENCY_OPERATING_EXPENSES = "agency_operating_expenses", "机关运行经费"
    THREE_PUBLIC_TOTAL = "three_public_total", "“三公”经费"
    OVERSEAS_VISITS = "overseas_visits", "因公出国（境）费"
    VEHICLES = "vehicles", "公务用车购置及运行维护费"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费"
    VEHICLE_OPERATION = "vehicle_operation", "公务用车运行维护费"
    HOSPITALITY = "hospitality", "公务接待费"
    PROCUREMENT_TOTAL = "procurement_total", "政府采购预算"
    FIXED_ASSETS_TOTAL = "fixed_assets_total", "固定资产总额"
    PLANNED_ASSET_PURCHASE = "planned_asset_purchase", "拟购置固定资产"
    BUDGET_TOTAL = "budget_total", "收支总额"
    PROJECT_ITEM = "project_item", "项目"

    @property
    def specification(self) -> HeadlineSpecification:
        return HEADLINE[self]

    @property
    def level(self) -> int:
        """1 for what stands by itself, 2 for a part of it, 3 for a part of that."""
        above = self.specification.part_of
        return above.level + 1 if above else 1

    @property
    def whole(self) -> HeadlineItem:
        """What stands by itself and this is a part of; itself, where it is no part."""
        above = self.specification.part_of
        return above.whole if above else self

    @property
    def parts(self) -> tuple[HeadlineItem, ...]:
        return tuple(item for item, known in HEADLINE.items() if known.part_of is self)

    @property
    def short(self) -> str:
        """For the head of a narrow column, where its whole and its neighbours say the rest."""
        return SHORT.get(self, self.label)

    def standings(self) -> Iterator[Standing]:
        """Where its amount may stand, the best place first: its own places, else those of what says the same."""
        yield from self.specification.standings
        for other in self.specification.same_as:
            yield from other.standings()


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in the tables: rows by their kind, their name, or codes that are added up; columns by their measure."""

    statement: Statement
    rows: tuple[RowKind, ...] = (RowKind.TOTAL,)
    measures: tuple[Measure, ...] = (Measure.TOTAL,)
    side: Side | None = None
    number: int | None = None
    """Which of several rows of the kind; None for each of them."""
    name: str = ""
    """A pattern for the row's name, where rows of these kinds are not meant alone."""
    codes: tuple[str, ...] = ()
    is_shown: bool = True
    """The figure of the item is taken from it. Else it only repeats the item, or counts it a little otherwise (with or
    without what is carried over, of one fund): an equal amount there confirms what a sentence states."""


@dataclass(frozen=True, slots=True)
class HeadlineSpecification:
    """Where an item stands, what it is a part of, and what else a sentence may call it."""

    standings: tuple[Standing, ...] = ()
    """In the order of preference. None, where no statement has it: purchases and assets are lists."""
    part_of: HeadlineItem | None = None
    stated_as: tuple[HeadlineItem, ...] = ()
    """Other items whose sentence states it, too."""
    same_as: tuple[HeadlineItem, ...] = ()
    """Items that it is the sum of both sides of: its amount stands where theirs does."""
    often_equals: HeadlineItem | None = None
    """Another item with the same amount in many bodies: equal, it confirms; else it says nothing."""
    is_told: bool = False
    """The narrative has to state it; only some forms have it in a table."""


SHORT: dict[HeadlineItem, str] = {
    HeadlineItem.OVERSEAS_VISITS: "出国（境）",
    HeadlineItem.VEHICLES: "公务用车",
    HeadlineItem.VEHICLE_PURCHASE: "车购置",
    HeadlineItem.VEHICLE_OPERATION: "车运行",
    HeadlineItem.HOSPITALITY: "接待",
}

_I, _K, _M, _S = HeadlineItem, RowKind, Measure, Statement
_BASIC_TABLES = by_code(CodeKind.ECONOMIC, part=_M.BASIC)
PEOPLE_CODES = ("301", "303")
CODES_BESIDE_THREE_PUBLIC: dict[str, str] = {RowKind.CONFERENCES: "30215", RowKind.TRAINING: "30216"}
"""Rows that some places print in the table of “三公”经费, and their 款 among 基本支出, which all places have."""
OPERATING_CODES = ("302", "307", "309", "310", "311", "312", "313", "399")
_REVENUES = (_K.REVENUE_TOTAL, _K.REVENUE_THIS_YEAR, _K.TOTAL)
_EXPENDITURES = (_K.EXPENDITURE_TOTAL, _K.EXPENDITURE_THIS_YEAR, _K.TOTAL)
_TOTALS = (_K.TOTAL, _K.REVENUE_TOTAL, _K.EXPENDITURE_TOTAL, _K.REVENUE_THIS_YEAR, _K.EXPENDITURE_THIS_YEAR)


def _source(row: RowKind, *others: Standing) -> HeadlineSpecification:
    """A source of revenue: a row of 收支总表."""
    own = Standing(_S.REVENUE_AND_EXPENDITURE, (row,), side=Side.REVENUE)
    return HeadlineSpecification((own, *others), part_of=_I.REVENUE_TOTAL)


def _fund(row: RowKind, measure: Measure) -> HeadlineSpecification:
    """A source that has its column in 收入总表 and, being fiscal, its row in 财政拨款收支总表."""
    return _source(
        row,
        Standing(_S.FISCAL_APPROPRIATION, (row,), side=Side.REVENUE, is_shown=False),
        Standing(_S.REVENUE, _TOTALS, (measure,), is_shown=False),
    )


def _nature(measure: Measure, name: str) -> tuple[Standing, ...]:
    """基本支出 or 项目支出: by its column, or by its row under 支出用途; of all money first, then of each fund."""
    tables = (
        _S.EXPENDITURE,
        _S.FISCAL_EXPENDITURE,
        _S.GENERAL_PUBLIC_BUDGET,
        _S.GOVERNMENT_FUNDS,
        _S.STATE_CAPITAL,
    )
    return (
        Standing(_S.EXPENDITURE, measures=(measure,)),
        *(Standing(table, _TOTALS, (measure,), is_shown=False) for table in tables),
        Standing(_S.EXPENDITURE, (), (measure,), name=name, is_shown=False),
        *(
            Standing(table, (), side=Side.USE, name=name, is_shown=False)
            for table in (_S.REVENUE_AND_EXPENDITURE, _S.FISCAL_APPROPRIATION)
        ),
    )


def _beside_natures(measure: Measure) -> HeadlineSpecification:
    """What 支出总表 may have a column of beside 基本支出 and 项目支出."""
    return HeadlineSpecification((Standing(_S.EXPENDITURE, measures=(measure,)),), _I.EXPENDITURE_TOTAL)


def _people(measure: Measure, name: str, codes: tuple[str, ...]) -> HeadlineSpecification:
    """人员经费 or 公用经费: by the column of 基本支出表, by its row, or by the codes that it consists of."""
    return HeadlineSpecification(
        (
            Standing(_S.BASIC_EXPENDITURE, measures=(measure,)),
            *(Standing(table, _TOTALS, (measure,), is_shown=False) for table in _BASIC_TABLES),
            *(Standing(table, (), name=name, is_shown=False) for table in _BASIC_TABLES),
            *(Standing(table, (), codes=codes, is_shown=False) for table in _BASIC_TABLES),
            Standing(_S.EXPENDITURE, _TOTALS, (measure,), is_shown=False),
        ),
        part_of=_I.BASIC_EXPENDITURE,
    )


def _three_public(row: RowKind, part_of: HeadlineItem) -> HeadlineSpecification:
    """By its row, or in the row 合计 by its column, where the rows are agencies."""
    measure = Measure(row.value)
    return HeadlineSpecification(
        (
            Standing(_S.THREE_PUBLIC, (row,), (_M.TOTAL, measure)),
            Standing(_S.THREE_PUBLIC, measures=(measure,)),
        ),
        part_of,
    )


HEADLINE: dict[HeadlineItem, HeadlineSpecification] = {
    _I.REVENUE_TOTAL: HeadlineSpecification(
        (
            Standing(_S.REVENUE_AND_EXPENDITURE, (_K.REVENUE_TOTAL, _K.TOTAL), side=Side.REVENUE),
            Standing(_S.REVENUE),
            Standing(_S.REVENUE_AND_EXPENDITURE, _REVENUES, side=Side.REVENUE, is_shown=False),
            Standing(_S.REVENUE, _REVENUES, (_M.TOTAL, _M.SUBTOTAL), is_shown=False),
        ),
        stated_as=(_I.BUDGET_TOTAL,),
    ),
    _I.GENERAL_PUBLIC_REVENUE: _fund(_K.GENERAL_PUBLIC, _M.GENERAL_PUBLIC),
    _I.GOVERNMENT_FUNDS_REVENUE: _fund(_K.GOVERNMENT_FUNDS, _M.GOVERNMENT_FUNDS),
    _I.STATE_CAPITAL_REVENUE: _fund(_K.STATE_CAPITAL, _M.STATE_CAPITAL),
    _I.SPECIAL_ACCOUNT_REVENUE: _source(_K.SPECIAL_ACCOUNT),
    _I.OTHER_REVENUE: _source(_K.OTHER_REVENUE),
    _I.CARRYOVER: _source(
        _K.OPENING_CARRYOVER,
        Standing(_S.FISCAL_APPROPRIATION, (_K.OPENING_CARRYOVER,), side=Side.REVENUE, is_shown=False),
        Standing(_S.REVENUE, _TOTALS, (_M.CARRYOVER,), is_shown=False),
    ),
    _I.EXPENDITURE_TOTAL: HeadlineSpecification(
        (
            # The 合计 of 支出决算表 is that of the year; what is carried over is only in the 总计 of 收入支出决算总表.
            Standing(_S.REVENUE_AND_EXPENDITURE, (_K.EXPENDITURE_TOTAL,), side=Side.EXPENDITURE),
            Standing(_S.EXPENDITURE),
            Standing(_S.REVENUE_AND_EXPENDITURE, (_K.TOTAL,), side=Side.EXPENDITURE),
            Standing(_S.REVENUE_AND_EXPENDITURE, _EXPENDITURES, side=Side.EXPENDITURE, is_shown=False),
            Standing(_S.EXPENDITURE, _EXPENDITURES, is_shown=False),
        ),
        stated_as=(_I.BUDGET_TOTAL,),
    ),
    _I.EXPENDITURE_THIS_YEAR: HeadlineSpecification(
        (
            Standing(_S.REVENUE_AND_EXPENDITURE, (_K.EXPENDITURE_THIS_YEAR,), side=Side.EXPENDITURE),
            Standing(_S.EXPENDITURE),
        ),
        part_of=_I.EXPENDITURE_TOTAL,
    ),
    _I.BASIC_EXPENDITURE: HeadlineSpecification(
        (
            *_nature(_M.BASIC, "基本支出"),
            *(Standing(table, _TOTALS, is_shown=False) for table in _BASIC_TABLES),
        ),
        part_of=_I.EXPENDITURE_TOTAL,
    ),
    _I.PERSONNEL_EXPENSES: _people(_M.PERSONNEL, "^人员经费(?:合计)?$", PEOPLE_CODES),
    _I.OPERATING_EXPENSES: _people(_M.OPERATING, "^公用经费(?:合计)?$", OPERATING_CODES),
    _I.PROJECT_EXPENDITURE: HeadlineSpecification(
        _nature(_M.PROJECT, "项目支出"), part_of=_I.EXPENDITURE_TOTAL
    ),
    _I.RESERVE: _beside_natures(_M.RESERVE),
    _I.BUSINESS_EXPENDITURE: _beside_natures(_M.BUSINESS_EXPENDITURE),
    _I.REMITTANCE_TO_SUPERIOR: _beside_natures(_M.REMITTANCE_TO_SUPERIOR),
    _I.SUBSIDY_TO_SUBSIDIARIES: _beside_natures(_M.SUBSIDY_TO_SUBSIDIARIES),
    _I.CLOSING_CARRYOVER: HeadlineSpecification(
        (
            Standing(_S.EXPENDITURE, measures=(_M.CLOSING_CARRYOVER,)),
            Standing(_S.REVENUE_AND_EXPENDITURE, (_K.CLOSING_CARRYOVER,), side=Side.EXPENDITURE),
        ),
        part_of=_I.EXPENDITURE_TOTAL,
    ),
    _I.AGENCY_OPERATING_EXPENSES: HeadlineSpecification(
        (
            Standing(_S.AGENCY_OPERATING_EXPENSES, measures=(_M.AGENCY_OPERATING,)),
            Standing(_S.AGENCY_OPERATING_EXPENSES),
            Standing(_S.THREE_PUBLIC, measures=(_M.AGENCY_OPERATING,)),
            *(
                Standing(table, (), (_M.TOTAL, _M.AGENCY_OPERATING), name="运行经费", is_shown=False)
                for table in (_S.THREE_PUBLIC, _S.AGENCY_OPERATING_EXPENSES)
            ),
        ),
        often_equals=_I.OPERATING_EXPENSES,
        is_told=True,
    ),
    _I.THREE_PUBLIC_TOTAL: HeadlineSpecification(
        (
            # Where conferences and training are in the table, its 合计 holds them too and a second total is the three.
            Standing(_S.THREE_PUBLIC, number=2),
            Standing(_S.THREE_PUBLIC, number=1),
            Standing(_S.THREE_PUBLIC, (), name="三公.*(?:小计|合计)|^小计$|^合计$|^总计$", is_shown=False),
        )
    ),
    _I.OVERSEAS_VISITS: _three_public(_K.OVERSEAS_VISITS, _I.THREE_PUBLIC_TOTAL),
    _I.VEHICLES: _three_public(_K.VEHICLES, _I.THREE_PUBLIC_TOTAL),
    _I.VEHICLE_PURCHASE: _three_public(_K.VEHICLE_PURCHASE, _I.VEHICLES),
    _I.VEHICLE_OPERATION: _three_public(_K.VEHICLE_OPERATION, _I.VEHICLES),
    _I.HOSPITALITY: _three_public(_K.HOSPITALITY, _I.THREE_PUBLIC_TOTAL),
    _I.PROCUREMENT_TOTAL: HeadlineSpecification(is_told=True),
    _I.FIXED_ASSETS_TOTAL: HeadlineSpecification(is_told=True),
    _I.PLANNED_ASSET_PURCHASE: HeadlineSpecification(is_told=True),
    _I.BUDGET_TOTAL: HeadlineSpecification(same_as=(_I.REVENUE_TOTAL, _I.EXPENDITURE_TOTAL)),
    _I.PROJECT_ITEM: HeadlineSpecification(),
}
