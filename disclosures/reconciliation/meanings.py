"""Where an amount of the narrative stands in the tables: words → statement, row and column. The tables are data.

A subject (“一般公共预算财政拨款基本支出”) has a fund, if its words or its heading name one, and a thing. Each pair has one
or several places where its amount may stand; several, because words say less than tables do: 基本支出 alone is that of
all funds or of the general budget. An amount that stands in none of them is a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
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
    Fund,
    HeadlineItem,
    Measure,
    RowKind,
    Side,
    Stage,
    Standing,
    Statement,
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
    r"转移支付|结转结?余?的|^其他(?:资金)?(?:收支|支出)|(?:事业|经营)收支|专项资金|纳入|(?:人员|公用|运转)(?:类|经费)?项目支出|(?<![及和与])[下所]属"
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


ITEM_OF: dict[str, HeadlineItem] = {
    **{what: item for item, what in ITEMS.items()},
    "other_revenue": I.OTHER_REVENUE,  # by its own words: sentences call more by the item (单位资金) than the row holds
}

_BALANCE, _FISCAL_BALANCE = S.REVENUE_AND_EXPENDITURE, S.FISCAL_APPROPRIATION
_REVENUES = (K.REVENUE_TOTAL, K.REVENUE_THIS_YEAR, K.TOTAL)
_EXPENDITURES = (K.EXPENDITURE_TOTAL, K.EXPENDITURE_THIS_YEAR, K.TOTAL)
_FUND_TABLE = {kind.fund: kind for kind in terms.FUND_TABLES}
_FUND_MEASURE = dict(zip(_FUND_TABLE, terms.FUND_MEASURES, strict=True))
_FUND_REVENUE = {
    Fund.GENERAL: I.GENERAL_PUBLIC_REVENUE,
    Fund.FUNDS: I.GOVERNMENT_FUNDS_REVENUE,
    Fund.CAPITAL: I.STATE_CAPITAL_REVENUE,
}


def _revenue(fund: Fund) -> tuple[Standing, ...]:
    """The revenue of less than all money."""
    if fund is Fund.FISCAL:
        return (
            Standing(_FISCAL_BALANCE, _REVENUES, side=Side.REVENUE),
            Standing(S.REVENUE, _REVENUES, (M.FISCAL_APPROPRIATION,)),
            Standing(_BALANCE, (), side=Side.REVENUE, name="财政拨款"),
            Standing(_BALANCE, (K.GENERAL_PUBLIC,), side=Side.REVENUE),
        )
    return tuple(_FUND_REVENUE[fund].standings())


def _expenditure(fund: Fund) -> tuple[Standing, ...]:
    """The expenditure of less than all money."""
    if fund is Fund.FISCAL:
        return (
            Standing(_FISCAL_BALANCE, _EXPENDITURES, side=Side.EXPENDITURE),
            Standing(S.FISCAL_EXPENDITURE, _EXPENDITURES),
            Standing(S.GENERAL_PUBLIC_BUDGET, _EXPENDITURES),
        )
    return (
        Standing(_FUND_TABLE[fund], _EXPENDITURES),
        Standing(_FISCAL_BALANCE, _EXPENDITURES, (_FUND_MEASURE[fund],), side=Side.EXPENDITURE),
    )


def standings(what: str, fund: Fund) -> tuple[Standing, ...]:
    """Where the amount of a thing may stand, the likeliest first."""
    if what in OF_FUNDS and fund is not Fund.ALL:
        return tuple(place for of_fund in OF_FUNDS[what] for place in of_fund(fund))
    if what in OF_THE_BUDGETS and fund in (Fund.FUNDS, Fund.CAPITAL):
        return ()
    found = tuple(ITEM_OF[what].standings()) if what in ITEM_OF else BESIDES.get(what, ())
    if what not in OF_TABLES:
        return found
    return tuple(place for funds in WITHIN[fund] for place in found if place.statement.fund is funds)


OF_FUNDS: dict[str, tuple[Callable[[Fund], tuple[Standing, ...]], ...]] = {
    "revenue": (_revenue,),
    "expenditure": (_expenditure,),
    "both": (_revenue, _expenditure),
}
OF_THE_BUDGETS = ("personnel", "operating")
"""What the tables show of the general budget alone: of other funds they have no cell."""
OF_TABLES = ("basic", "project", "carryover", "closing")
"""What is of the money that its table is of."""
WITHIN: dict[Fund, tuple[Fund, ...]] = {
    **{fund: (fund,) for fund in Fund},
    Fund.FISCAL: (Fund.FISCAL, Fund.GENERAL),
}
"""The money whose tables may show an amount: 财政拨款 is that of the general budget, where there is no other."""


def _item(kind: RowKind) -> tuple[Standing, ...]:
    """By its row, or in the row 合计 by its column, where the rows are agencies."""
    measure = M(kind.value)
    return (
        Standing(S.THREE_PUBLIC, (kind,), (M.TOTAL, measure)),
        Standing(S.THREE_PUBLIC, measures=(measure,)),
    )


BESIDES: dict[str, tuple[Standing, ...]] = {
    "closing": tuple(
        Standing(table, (K.CLOSING_CARRYOVER,), side=Side.EXPENDITURE)
        for table in (_BALANCE, _FISCAL_BALANCE)
    ),
    "reserve": (
        Standing(S.EXPENDITURE, (), (M.RESERVE,), name="预留机动|合计|总计"),
        Standing(_BALANCE, (), side=Side.USE, name="预留机动"),
    ),
    "fiscal_revenue": _revenue(Fund.FISCAL),
    "service_revenue": (Standing(_BALANCE, (K.SERVICE_REVENUE,), side=Side.REVENUE),),
    "business_revenue": (Standing(_BALANCE, (K.BUSINESS_REVENUE,), side=Side.REVENUE),),
    "conferences": _item(K.CONFERENCES),
    "training": _item(K.TRAINING),
}
"""Where things stand that are no headline items."""


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
    found = list(_spots(subject, standings(meant.what, meant.fund), plan))
    if not meant.explicit and meant.fund not in (Fund.FUNDS, Fund.CAPITAL):
        others = [fund for fund in (Fund.FISCAL, Fund.GENERAL, Fund.ALL) if fund is not meant.fund]
        for fund in others:
            found += _spots(subject, standings(meant.what, fund), plan)
    direct = [place for place in found if len(place.operand.places) == 1 and place.operand.yuan is not None]
    return list({place.operand.places: place for place in direct or found}.values())


def _spots(subject: Subject, looked: Sequence[Standing], plan: bool) -> Iterator[FoundPlace]:
    for standing in looked:
        for sheet in subject.sheets_of(standing.statement):
            if standing.codes:
                yield from _added(sheet, standing, plan, subject)
                continue
            for row in _rows(sheet, standing):
                for column in _columns(sheet, standing, plan, subject):
                    spot = sheet.spot(row, column)
                    if spot is None:
                        continue
                    if spot.figure is not None:
                        yield FoundPlace(spot.figure.operand(), spot.place.words, spot.figure.is_sure)
                    elif spot.state in (CellState.BLANK, CellState.DASH):
                        yield FoundPlace(Operand(spot.place.words, None, "", (spot.place,)), spot.place.words)


def _rows(sheet: Sheet, standing: Standing) -> list[int]:
    if not standing.name:
        rows = sorted(row for kind in standing.rows for row in sheet.by_kind.get(kind, ()))
        return rows[standing.number - 1 : standing.number] if standing.number else rows
    return [
        row
        for row, line in enumerate(sheet.lines)
        if (not standing.side or line.side is standing.side or line.kind in standing.rows)
        and re.search(standing.name, NUMBERING.sub("", key(line.name)))
    ]


def _columns(sheet: Sheet, standing: Standing, plan: bool, subject: Subject) -> list[int]:
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
        if column.measure in standing.measures
        and (
            standing.side is None
            or column.side in (None, standing.side)
            or (standing.side is not column.side and _one_sided(sheet))
        )
    ]


def _one_sided(sheet: Sheet) -> bool:
    return len({column.side for column in sheet.table.columns if column.role == "amount"}) == 1


def _added(sheet: Sheet, standing: Standing, plan: bool, subject: Subject) -> Iterator[FoundPlace]:
    """Rows of codes added up, where the table has no total of them."""
    columns = _columns(sheet, standing, plan, subject)
    parts: list[Figure] = [
        figure
        for code in standing.codes
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
