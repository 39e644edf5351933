"""Where an amount of the narrative stands in the tables: words → statement, row and column. The tables are data.

A subject (“一般公共预算财政拨款基本支出”) has a fund, if its words or its heading name one, and a thing. Each pair has one
or several places where its amount may stand; several, because words say less than tables do: 基本支出 alone is that of
all funds or of the general budget. An amount that stands in none of them is a difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from disclosures.parsing.normalise import key
from disclosures.parsing.prose import kernel
from disclosures.parsing.records import ProseTopic
from disclosures.parsing.same import NUMBERING
from disclosures.vocabulary import (
    Basis,
    CellState,
    CodeKind,
    Fund,
    HeadlineItem,
    Measure,
    RowKind,
    Side,
    Stage,
    Statement,
    by_code,
)

from . import terms
from .results import Operand
from .subject import Figure, Sheet, Subject, remembered

I, M, K, S = HeadlineItem, Measure, RowKind, Statement  # noqa: E741


FUND_WORDS: tuple[tuple[Fund, str], ...] = (
    (Fund.GENERAL, r"一般公共(?:财政)?预算"),
    (Fund.FUNDS, r"政府性?基金|基金预算"),
    (Fund.CAPITAL, r"国有资本"),
    (Fund.FISCAL, r"财政拨款"),
)

WHAT: tuple[tuple[str, str], ...] = (
    ("both", r"(?:收支|收入支出)(?:总|预算|决算|拨款)*$|收支总$"),
    ("carryover", r"(?:上年|年初)(?:财政拨款)?(?:资金)?结转(?:[和及与]?结余)?(?:资金|收入)?$"),
    ("closing", r"(?:年末|年终)(?:财政拨款)?结转(?:[和及与]?结余)?$|结转下年(?:资金)?$"),
    ("service_revenue", r"^事业收入$"),
    ("business_revenue", r"^(?:事业单位)?经营收入$"),
    ("other_revenue", r"^其他收入$"),
    ("fiscal_revenue", r"^财政拨款收入$"),
    ("conferences", r"会议费(?:预算|决算)?(?:支出)?$"),
    ("training", r"培训费(?:预算|决算)?(?:支出)?$"),
    ("reserve", r"单位预留机动经费(?:预算)?$|^预留机动经费$"),
    ("personnel", r"人员(?:类)?(?:项目)?(?:经费|支出)$"),
    ("operating", r"公用(?:类)?(?:项目)?(?:经费|支出)$"),
    ("basic", r"基本支出(?:预算|决算)?$"),
    ("project", r"项目支出(?:预算|决算)?$"),
    ("revenue", r"(?:拨款|预算|本年|总|全年|^)(?:预算|决算)?收入(?:预算|决算)?(?:总)?$"),
    ("expenditure", r"(?:拨款|预算|基金|本年|总|全年|^)(?:预算|决算)?支出(?:预算|决算|支出)*(?:总)?$"),
)
"""The thing, by the end of a subject's kernel, where it is none of the headline items."""
PART_OF_A_KIND = re.compile(
    r"转移支付|结转结?余?的|^其他(?:资金)?(?:收支|支出)|专项资金|纳入|(?<![及和与])[下所]属"
)
"""Words of a subject that is less than the total whose name it ends with."""

ITEMS: dict[HeadlineItem, str] = {
    I.REVENUE_TOTAL: "revenue",
    I.EXPENDITURE_TOTAL: "expenditure",
    I.BUDGET_TOTAL: "both",
    I.BASIC_EXPENDITURE: "basic",
    I.PERSONNEL_EXPENSES: "personnel",
    I.OPERATING_EXPENSES: "operating",
    I.PROJECT_EXPENDITURE: "project",
    I.CARRYOVER: "carryover",
    I.THREE_PUBLIC_TOTAL: "three_public",
    I.OVERSEAS_VISITS: "overseas_visits",
    I.VEHICLES: "vehicles",
    I.VEHICLE_PURCHASE: "vehicle_purchase",
    I.VEHICLE_OPERATION: "vehicle_operation",
    I.HOSPITALITY: "hospitality",
    I.AGENCY_OPERATING_EXPENSES: "agency_operating",
    I.GENERAL_PUBLIC_REVENUE: "general_public_revenue",
    I.GOVERNMENT_FUNDS_REVENUE: "government_funds_revenue",
    I.STATE_CAPITAL_REVENUE: "state_capital_revenue",
    I.SPECIAL_ACCOUNT_REVENUE: "special_account_revenue",
}


@dataclass(frozen=True, slots=True)
class Spotter:
    """Cells to look at: of these statements, in rows of these kinds or codes, in columns of these measures."""

    statements: tuple[Statement, ...]
    kinds: tuple[RowKind, ...] = ()
    measures: tuple[Measure, ...] = (M.TOTAL,)
    side: Side | None = None
    name: str = ""
    codes: tuple[str, ...] = ()  # added up
    last: bool = False  # only the last such row: 总计 below 本年合计


_TOTALS = (K.TOTAL, K.REVENUE_TOTAL, K.EXPENDITURE_TOTAL, K.REVENUE_THIS_YEAR, K.EXPENDITURE_THIS_YEAR)
_REVENUES = (K.REVENUE_TOTAL, K.REVENUE_THIS_YEAR, K.TOTAL)
_EXPENDITURES = (K.EXPENDITURE_TOTAL, K.EXPENDITURE_THIS_YEAR, K.TOTAL)
_BALANCE = (S.REVENUE_AND_EXPENDITURE,)
_FISCAL_BALANCE = (S.FISCAL_APPROPRIATION,)
_FUND_TABLE = {kind.fund: kind for kind in terms.FUND_TABLES}
_FUND_MEASURE = dict(zip(_FUND_TABLE, terms.FUND_MEASURES, strict=True))
_FUND_ROW = dict(zip(_FUND_TABLE, terms.FUND_ROWS, strict=True))
_BASIC_TABLES = by_code(CodeKind.ECONOMIC, part=M.BASIC)


def _revenue(fund: Fund) -> tuple[Spotter, ...]:
    if fund is Fund.ALL:
        return (
            Spotter(_BALANCE, _REVENUES, side=Side.REVENUE),
            Spotter((S.REVENUE,), _REVENUES, (M.TOTAL, M.SUBTOTAL)),
        )
    if fund is Fund.FISCAL:
        return (
            Spotter(_FISCAL_BALANCE, _REVENUES, side=Side.REVENUE),
            Spotter((S.REVENUE,), _TOTALS, (M.FISCAL_APPROPRIATION,)),
            Spotter(_BALANCE, name=r"财政拨款", side=Side.REVENUE),
            Spotter(_BALANCE, (K.GENERAL_PUBLIC,), side=Side.REVENUE),
        )
    return (
        Spotter(_BALANCE, (_FUND_ROW[fund],), side=Side.REVENUE),
        Spotter(_FISCAL_BALANCE, (_FUND_ROW[fund],), side=Side.REVENUE),
        Spotter((S.REVENUE,), _TOTALS, (_FUND_MEASURE[fund],)),
    )


def _expenditure(fund: Fund) -> tuple[Spotter, ...]:
    if fund is Fund.ALL:
        return (
            Spotter(_BALANCE, _EXPENDITURES, side=Side.EXPENDITURE),
            Spotter((S.EXPENDITURE,), _EXPENDITURES),
        )
    if fund is Fund.FISCAL:
        return (
            Spotter(_FISCAL_BALANCE, _EXPENDITURES, side=Side.EXPENDITURE),
            Spotter((S.FISCAL_EXPENDITURE,), _EXPENDITURES),
            Spotter((S.GENERAL_PUBLIC_BUDGET,), _EXPENDITURES),
        )
    return (
        Spotter((_FUND_TABLE[fund],), _EXPENDITURES),
        Spotter(_FISCAL_BALANCE, _EXPENDITURES, (_FUND_MEASURE[fund],), side=Side.EXPENDITURE),
    )


def _nature(fund: Fund, measure: Measure, name: str) -> tuple[Spotter, ...]:
    """基本支出 or 项目支出, by its column or by its row under 支出用途."""
    tables: tuple[Statement, ...] = {
        Fund.ALL: (S.EXPENDITURE, S.GENERAL_PUBLIC_BUDGET),
        Fund.FISCAL: (S.FISCAL_EXPENDITURE, S.GENERAL_PUBLIC_BUDGET),
    }.get(fund) or (_FUND_TABLE[fund],)
    balances = _BALANCE if fund is Fund.ALL else _FISCAL_BALANCE
    found = (
        Spotter(tables, _TOTALS, (measure,)),
        Spotter((S.EXPENDITURE,) if fund is Fund.ALL else (), name=name, measures=(measure,)),
        Spotter(balances, name=name, side=Side.USE) if fund in (Fund.ALL, Fund.FISCAL) else Spotter(()),
    )
    if measure is not M.BASIC:
        return found
    own = {
        Fund.GENERAL: (S.BASIC_EXPENDITURE,),
        Fund.FISCAL: (S.FISCAL_BASIC_EXPENDITURE, S.BASIC_EXPENDITURE),
    }
    return (Spotter(own.get(fund, _BASIC_TABLES if fund is Fund.ALL else ()), _TOTALS), *found)


def _people(measure: Measure, name: str, codes: tuple[str, ...]) -> tuple[Spotter, ...]:
    return (
        Spotter(_BASIC_TABLES, _TOTALS, (measure,)),
        Spotter(_BASIC_TABLES, name=name),
        Spotter(_BASIC_TABLES, codes=codes),
        Spotter((S.EXPENDITURE,), _TOTALS, (measure,)),
    )


def _three_public(kind: RowKind, measure: Measure) -> tuple[Spotter, ...]:
    """By its row, or in the row 合计 by its column, where the rows are agencies."""
    return (
        Spotter((S.THREE_PUBLIC,), (kind,), (M.TOTAL, measure)),
        Spotter((S.THREE_PUBLIC,), (K.TOTAL,), (measure,)),
    )


def spotters(what: str, fund: Fund) -> tuple[Spotter, ...]:
    """Where the amount of a thing may stand, the likeliest first."""
    if what == "revenue":
        return _revenue(fund)
    if what == "expenditure":
        return _expenditure(fund)
    if what == "both":
        return (*_revenue(fund), *_expenditure(fund))
    if what == "basic":
        return _nature(fund, M.BASIC, "基本支出")
    if what == "project":
        return _nature(fund, M.PROJECT, "项目支出")
    if what in OF_ONE_FUND:
        return OF_ONE_FUND[what].get(fund, ())
    return PLACES.get(what, ())


def _for(funds: Sequence[Fund], looked: tuple[Spotter, ...]) -> dict[Fund, tuple[Spotter, ...]]:
    return dict.fromkeys(funds, looked)


_OF_BUDGETS = (Fund.ALL, Fund.FISCAL, Fund.GENERAL)
_CARRIED = Spotter(_FISCAL_BALANCE, (K.OPENING_CARRYOVER,), side=Side.REVENUE)
_LEFT = Spotter(_FISCAL_BALANCE, (K.CLOSING_CARRYOVER,), side=Side.EXPENDITURE)
OF_ONE_FUND: dict[str, dict[Fund, tuple[Spotter, ...]]] = {
    "personnel": _for(_OF_BUDGETS, _people(M.PERSONNEL, "^人员经费(?:合计)?$", terms.PEOPLE_CODES)),
    "operating": _for(_OF_BUDGETS, _people(M.OPERATING, "^公用经费(?:合计)?$", terms.OPERATING_CODES)),
    "carryover": {
        Fund.ALL: (
            Spotter(_BALANCE, (K.OPENING_CARRYOVER,), side=Side.REVENUE),
            _CARRIED,
            Spotter((S.REVENUE,), _TOTALS, (M.CARRYOVER,)),
        ),
        Fund.FISCAL: (_CARRIED,),
    },
    "closing": {
        Fund.ALL: (Spotter(_BALANCE, (K.CLOSING_CARRYOVER,), side=Side.EXPENDITURE), _LEFT),
        Fund.FISCAL: (_LEFT,),
    },
}
"""What the tables show for some money only: of other money they have no cell."""
PLACES: dict[str, tuple[Spotter, ...]] = {
    "reserve": (
        Spotter((S.EXPENDITURE,), measures=(M.RESERVE,), name="预留机动|合计|总计"),
        Spotter(_BALANCE, name="预留机动", side=Side.USE),
    ),
    "general_public_revenue": _revenue(Fund.GENERAL),
    "government_funds_revenue": _revenue(Fund.FUNDS),
    "state_capital_revenue": _revenue(Fund.CAPITAL),
    "special_account_revenue": (Spotter(_BALANCE, (K.SPECIAL_ACCOUNT,), side=Side.REVENUE),),
    "fiscal_revenue": _revenue(Fund.FISCAL),
    "service_revenue": (Spotter(_BALANCE, (K.SERVICE_REVENUE,), side=Side.REVENUE),),
    "business_revenue": (Spotter(_BALANCE, (K.BUSINESS_REVENUE,), side=Side.REVENUE),),
    "other_revenue": (Spotter(_BALANCE, (K.OTHER_REVENUE,), side=Side.REVENUE),),
    "three_public": (
        Spotter((S.THREE_PUBLIC,), name="三公.*(?:小计|合计)|^小计$|^合计$|^总计$", measures=(M.TOTAL,)),
    ),
    "overseas_visits": _three_public(K.OVERSEAS_VISITS, M.OVERSEAS_VISITS),
    "vehicles": _three_public(K.VEHICLES, M.VEHICLES),
    "vehicle_purchase": _three_public(K.VEHICLE_PURCHASE, M.VEHICLE_PURCHASE),
    "vehicle_operation": _three_public(K.VEHICLE_OPERATION, M.VEHICLE_OPERATION),
    "hospitality": _three_public(K.HOSPITALITY, M.HOSPITALITY),
    "conferences": _three_public(K.CONFERENCES, M.CONFERENCES),
    "training": _three_public(K.TRAINING, M.TRAINING),
    "agency_operating": (
        Spotter((S.AGENCY_OPERATING_EXPENSES,), _TOTALS, (M.TOTAL, M.AGENCY_OPERATING)),
        Spotter(
            (S.THREE_PUBLIC, S.AGENCY_OPERATING_EXPENSES),
            name="运行经费",
            measures=(M.TOTAL, M.AGENCY_OPERATING),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a topic is of. `explicit`: its own words name the fund, so that no other will do."""

    what: str
    fund: Fund = Fund.ALL
    explicit: bool = False


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place in a table: an amount, or a blank place of a row that is there (`operand.yuan` is None)."""

    operand: Operand
    label: str
    sure: bool = True
    by_convention: bool = False  # the table has no such amount: it is added up as most forms would


def meaning(topic: ProseTopic) -> Meaning | None:
    """What the words of a topic are of; None where they name nothing the tables have."""
    if topic.functional or PART_OF_A_KIND.search(key(kernel(topic.subject))):
        return None
    what = (ITEMS.get(topic.item) if topic.item else None) or _thing(topic.subject)
    if what is None:
        return None
    own = fund_of(topic.subject)
    if own:
        return Meaning(what, own, explicit=True)
    return Meaning(what, fund_of(topic.heading) or fund_of(topic.chapter) or Fund.ALL)


@lru_cache(maxsize=4096)
def _thing(words: str) -> str | None:
    plain = key(kernel(words))
    return next((found for found, pattern in WHAT if re.search(pattern, plain)), None)


@lru_cache(maxsize=4096)
def fund_of(words: str) -> Fund | None:
    return next((fund for fund, pattern in FUND_WORDS if re.search(pattern, words)), None)


@remembered
def places(subject: Subject, meant: Meaning, plan: bool = False) -> list[FoundPlace]:
    """Every place where the amount may stand, the likeliest first. `plan`: the amount of the budget, in final accounts."""
    found = list(_spots(subject, spotters(meant.what, meant.fund), plan))
    if not meant.explicit and meant.fund not in (Fund.FUNDS, Fund.CAPITAL):
        others = [fund for fund in (Fund.FISCAL, Fund.GENERAL, Fund.ALL) if fund is not meant.fund]
        for fund in others:
            found += _spots(subject, spotters(meant.what, fund), plan)
    direct = [place for place in found if len(place.operand.places) == 1 and place.operand.yuan is not None]
    return list({place.operand.places: place for place in direct or found}.values())


def _spots(subject: Subject, looked: Sequence[Spotter], plan: bool) -> Iterator[FoundPlace]:
    for spotter in looked:
        for sheet in subject.sheets_of(*spotter.statements):
            if spotter.codes:
                yield from _added(sheet, spotter, plan, subject)
                continue
            for row in _rows(sheet, spotter):
                for column in _columns(sheet, spotter, plan, subject):
                    spot = sheet.spot(row, column)
                    if spot is None:
                        continue
                    if spot.figure is not None:
                        yield FoundPlace(spot.figure.operand(), spot.place.words, spot.figure.is_sure)
                    elif spot.state in (CellState.BLANK, CellState.DASH):
                        yield FoundPlace(Operand(spot.place.words, None, "", (spot.place,)), spot.place.words)


def _rows(sheet: Sheet, spotter: Spotter) -> list[int]:
    if not spotter.name:
        return sorted(row for kind in spotter.kinds for row in sheet.by_kind.get(kind, ()))
    return [
        row
        for row, line in enumerate(sheet.lines)
        if (not spotter.side or line.side is spotter.side or line.kind in spotter.kinds)
        and re.search(spotter.name, NUMBERING.sub("", key(line.name)))
    ]


def _columns(sheet: Sheet, spotter: Spotter, plan: bool, subject: Subject) -> list[int]:
    """Columns of the measures, of this year, on the right side of a statement with two."""
    final = subject.disclosure.stage is Stage.FINAL_ACCOUNTS
    unwanted = {Basis.PRIOR} | ({Basis.FINAL} if plan else {Basis.BUDGET} if final else set())
    columns = [
        (place, sheet.table.columns[place])
        for place in sheet.amounts
        if sheet.table.columns[place].basis not in unwanted
    ]
    return [
        place
        for place, column in columns
        if column.measure in spotter.measures
        and (
            spotter.side is None
            or column.side in (None, spotter.side)
            or (spotter.side is not column.side and _one_sided(sheet))
        )
    ]


def _one_sided(sheet: Sheet) -> bool:
    return len({column.side for column in sheet.table.columns if column.role == "amount"}) == 1


def _added(sheet: Sheet, spotter: Spotter, plan: bool, subject: Subject) -> Iterator[FoundPlace]:
    """Rows of codes added up, where the table has no total of them."""
    columns = _columns(sheet, spotter, plan, subject)
    parts: list[Figure] = [
        figure
        for code in spotter.codes
        for (row, column), figure in sheet.figures.items()
        if figure.line.code == code and column in columns
    ]
    if not parts or len({part.line.code for part in parts}) != len(parts):
        return
    label = " + ".join(part.line.name for part in parts)
    yield FoundPlace(
        Operand(
            f"{sheet.table.statement.label}{label}",
            sum((part.yuan for part in parts), Decimal(0)),
            " + ".join(part.cell.printed for part in parts),
            tuple(part.place for part in parts),
            tuple(part.step for part in parts),
        ),
        label,
        all(part.is_sure for part in parts),
        by_convention=subject.disclosure.stage is not Stage.FINAL_ACCOUNTS,
    )
