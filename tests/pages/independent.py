"""What pages must show, worked out once more from the JSON that `extract` prints: plain Decimal, no code of the site.

Amounts are yuan. A paper is one disclosure; where it was printed in two files, the JSON of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

OTHER_STAGE = {"budget": ("prior", "final"), "final_accounts": ("prior", "budget")}
"""Columns of a table that speak of another year or stage than the paper."""

TOTALS = (
    "合计",
    "总计",
    "支出合计",
    "支出总计",
    "本年支出合计",
    "本年支出总计",
    "支出预算合计",
    "支出预算总计",
)
CLASSES = {
    "functional": ("expenditure", r"2\d\d(\d\d){0,2}"),
    "economic": ("basic_expenditure", r"3\d\d(\d\d)?"),
}


THREE_PUBLIC = {
    "因公出国（境）费": ("overseas_visits", r"因公出国"),
    "公务用车购置及运行维护费": ("vehicles", r"公务用车购置(及|和)运"),
    "购置费": ("vehicle_purchase", r"用车购置费?$|^(其中：)?购置费"),
    "运行维护费": ("vehicle_operation", r"用车运行|^(其中：)?运行"),
    "公务接待费": ("hospitality", r"公务接待"),
    "“三公”经费": ("three_public_total", r"^“三公”经费(小计|合计|总计)?$"),
}
"""Rows of “三公”经费 by their name on the page: the measure of a table that prints them across, the name of a row."""

PARTS = {
    "基本支出": ("expenditure", "basic", "basic_expenditure"),
    "项目支出": ("expenditure", "project", "project_expenditure"),
    "人员经费": ("basic_expenditure", "personnel", "personnel_expenses"),
    "公用经费": ("basic_expenditure", "operating", "operating_expenses"),
    "单位预留机动经费": ("expenditure", "reserve", "reserve"),
    "经营支出": ("expenditure", "business_expenditure", "business_expenditure"),
    "上缴上级支出": ("expenditure", "remittance_to_superior", "remittance_to_superior"),
    "对附属单位补助支出": ("expenditure", "subsidy_to_subsidiaries", "subsidy_to_subsidiaries"),
    "结转下年": ("expenditure", "closing_carryover", "closing_carryover"),
}
"""A column of a statement's total: statement, measure, and what the narrative calls it."""

REVENUE = {
    "收入总计": ("revenue_total", r"^(收入)?(总计|合计)$"),
    "一般公共预算拨款": ("general_public_revenue", r"^一般公共预算"),
    "政府性基金预算拨款": ("government_funds_revenue", r"^政府性基金"),
    "国有资本经营预算拨款": ("state_capital_revenue", r"^国有资本经营"),
    "财政专户管理资金": ("special_account_revenue", r"^财政专户"),
    "其他收入": ("other_revenue", r"^其他收入"),
    "上年结转": ("carryover", r"^(上年|年初)结转"),
}
"""A row of the revenue side of 收支总表, and what the narrative calls it."""

STATED = {
    "机关运行经费": "agency_operating_expenses",
    "政府采购预算": "procurement_total",
    "上年末固定资产": "fixed_assets_total",
    "拟购置固定资产": "planned_asset_purchase",
}
"""What the narrative tells, and only 机关运行经费 may stand in a table as well."""

WHOLES = {
    **dict.fromkeys(("支出总计", "本年支出合计", *PARTS), "支出总计"),
    **dict.fromkeys(REVENUE, "收入总计"),
    **dict.fromkeys(THREE_PUBLIC, "“三公”经费"),
}
"""The key figure that a key figure is part of."""

FIGURES = (*WHOLES, *STATED)
ITEMS = {
    **{name: item for name, (*_, item) in PARTS.items()},
    **{name: item for name, (item, _) in (REVENUE | THREE_PUBLIC).items()},
    **STATED,
}
"""What the narrative calls a key figure."""


class When(NamedTuple):
    year: int
    stage: str


@dataclass
class Paper:
    stage: str
    parts: list[dict[str, Any]]

    def table(self, statement: str) -> dict[str, Any] | None:
        found = (t for part in self.parts for t in part["statements"] if t["statement"] == statement)
        return next(found, None)

    def amount(self, line: Mapping[str, Any], measure: str) -> Decimal | None:
        for cell in line["cells"]:
            if cell["measure"] == measure and cell["basis"] not in OTHER_STAGE[self.stage]:
                return None if cell["yuan"] is None else Decimal(cell["yuan"])
        return None

    def lines(self, statement: str) -> list[dict[str, Any]]:
        table = self.table(statement)
        return table["lines"] if table else []

    def codes(self, statement: str, measure: str = "total") -> dict[str, Decimal | None]:
        """Every code that the table prints; of one printed twice the first."""
        found: dict[str, Decimal | None] = {}
        for line in self.lines(statement):
            if line["code"]:
                found.setdefault(line["code"], self.amount(line, measure))
        return found

    def total(self, statement: str, measure: str = "total") -> Decimal | None:
        line = self.total_line(statement)
        return self.amount(line, measure) if line else None

    def total_line(self, statement: str) -> dict[str, Any] | None:
        lines = (x for x in self.lines(statement) if not x["code"] and _bare(x["name"]) in TOTALS)
        return next(lines, None)

    def stated(self, *items: str) -> Decimal | None:
        """As the narrative states it."""
        for item in items:
            for part in self.parts:
                for stated in part["headline"]:
                    if stated["item"] == item:
                        return Decimal(stated["yuan"])
        return None

    def figure(self, name: str) -> Decimal | None:
        """One of `FIGURES`: from its table; where the table or the row is missing from the narrative."""
        if name == "支出总计":
            return self.expenditure()
        if name == "本年支出合计":
            return self.spent("expenditure_this_year")
        if name in THREE_PUBLIC:
            printed = self.three_public()
            known = next((key for key in (name, *_TOTAL_OF_THREE.get(name, ())) if key in printed), None)
            return printed[known] if known else self.stated(THREE_PUBLIC[name][0])
        if name in PARTS:
            return self.part(name)
        if name in REVENUE:
            return self.revenue(name)
        if name == "机关运行经费":
            return self.operating()
        return self.stated(STATED[name])

    def operating(self) -> Decimal | None:
        """Of a table of its own, else of the column beside those of the “三公” table, else as the narrative states it."""
        measure = "agency_operating"
        for statement in ("agency_operating_expenses", "three_public"):
            own = (line for line in self.lines(statement) if "机关运行" in _bare(line["name"]))
            line = self.total_line(statement) if statement == "agency_operating_expenses" else next(own, None)
            if line is not None:
                yuan = self.amount(line, measure)
                return self.amount(line, "total") if yuan is None else yuan
        return self.stated(STATED["机关运行经费"])

    def part(self, name: str) -> Decimal | None:
        statement, measure, item = PARTS[name]
        across = [line for line in self.lines(statement) if _bare(line["name"]) == name]
        if across:  # a table of one row, each of whose columns is a line
            return self.amount(across[0], measure)
        has_column = any(c["measure"] == measure for c in (self.table(statement) or {}).get("columns", ()))
        if self.total_line(statement) and has_column:
            return self.total(statement, measure)
        if name == "结转下年":
            return self.balanced("closing_carryover")
        return self.stated(item)

    def revenue(self, name: str) -> Decimal | None:
        item, pattern = REVENUE[name]
        for line in self.lines("revenue_and_expenditure"):
            if line["side"] == "revenue" and re.search(pattern, _unnumbered(line["name"])):
                return self.amount(line, "total")
        is_whole = name == "收入总计"
        if is_whole and self.total_line("revenue"):
            return self.total("revenue")
        return self.stated(item, *(("budget_total",) if is_whole else ()))

    def three_public(self) -> dict[str, Decimal | None]:
        """The rows of the table of “三公”经费, by the name the page gives them where it has one of its own."""
        found: dict[str, Decimal | None] = {}
        for line in self.lines("three_public"):
            said = _unnumbered(line["name"])
            above = "".join(part for cell in line["cells"] for part in cell["heading"])
            if said == "小计":
                names = ["公务用车购置及运行维护费" if not above or "用车" in above else "“三公”经费"]
            else:
                names = three_public_names(said)
            item = THREE_PUBLIC[names[0]][0] if names[0] in THREE_PUBLIC else None
            amounts = (self.amount(line, measure) for measure in ("total", item or ""))
            amount = next((yuan for yuan in amounts if yuan is not None), None)
            if item is None and amount is None:  # 会议费: a column of its own measure
                measures = [cell["measure"] for cell in line["cells"]]
                amount = self.amount(line, measures[0]) if measures else None
            found.setdefault(names[0], amount)
        return found

    def declared(self, name: str, base_year: int) -> set[Decimal]:
        """The changes against a year that the narrative declares of a key figure."""
        items = {"支出总计": ("expenditure_total", "budget_total")}.get(name, (ITEMS.get(name, ""),))
        return {
            Decimal(claim["yuan"])
            for part in self.parts
            for claim in part["claims"]
            if claim["item"] in items and claim["yuan"] is not None and claim["base_year"] == base_year
        }

    def expenditure(self) -> Decimal | None:
        """支出总计: of 收支总表, else of 支出总表, else as the narrative states it."""
        found = self.spent("expenditure_total")
        return self.stated("expenditure_total", "budget_total") if found is None else found

    def spent(self, kind: str) -> Decimal | None:
        """A total of the expenditure side of 收支总表; else the total of 支出总表."""
        found = self.balanced(kind)
        return self.total("expenditure") if found is None else found

    def balanced(self, kind: str) -> Decimal | None:
        """A row of the expenditure side of 收支总表."""
        for line in self.lines("revenue_and_expenditure"):
            if line["side"] == "expenditure" and line["kind"] == kind:
                return self.amount(line, "total")
        return None


def _bare(name: str) -> str:
    return re.sub(r"[\s　]|^[一二三四五六七八九十]+、", "", name or "")


def _unnumbered(name: str) -> str:
    return re.sub(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]+", "", _bare(name))


def three_public_names(name: str) -> list[str]:
    """What a row of that name may be: a subtotal of cars or of all three, else one of the terms, else itself."""
    said = _unnumbered(name)
    if said == "小计":
        return ["公务用车购置及运行维护费", "“三公”经费"]
    return [label for label, (_, pattern) in THREE_PUBLIC.items() if re.search(pattern, said)][:1] or [said]


BASIC_CODES = {"会议费": "30215", "培训费": "30216"}
_TOTAL_OF_THREE = {"“三公”经费": ("合计", "总计")}
"""Where no subtotal is printed the total is that of the three."""


@dataclass
class Body:
    """Who published: `parent` is the department, `kind` whether it is one."""

    pk: int
    name: str
    kind: str
    region: str
    parent: int | None


@dataclass
class Library:
    """All papers by whom and when."""

    bodies: dict[int, Body]
    papers: dict[tuple[int, When], Paper] = field(default_factory=dict)

    def column(self, body: int, when: When) -> tuple[list[Paper], bool]:
        """The papers that answer for a body, and whether they are its units' and have to be added up."""
        if own := self.papers.get((body, when)):
            return [own], False
        units = [unit.pk for unit in self.bodies.values() if unit.parent == body]
        return [self.papers[unit, when] for unit in units if (unit, when) in self.papers], True

    def columns(self) -> list[tuple[int, When]]:
        """Of every agency every year it published, or its units did."""
        found = dict.fromkeys(self.papers)
        for body, when in list(found):
            if parent := self.bodies[body].parent:
                found.setdefault((parent, when), None)
        return sorted(found)

    def codes(
        self, body: int, when: When, statement: str, measure: str = "total"
    ) -> dict[str, Decimal | None]:
        """Every code of a column; None where it is printed without a number."""
        found: dict[str, Decimal | None] = {}
        for paper in self.column(body, when)[0]:
            for code, yuan in paper.codes(statement, measure).items():
                before = found.get(code)
                found[code] = before if yuan is None else (before or Decimal(0)) + yuan
        return found

    def total(self, body: int, when: When, statement: str, measure: str = "total") -> Decimal | None:
        return added(paper.total(statement, measure) for paper in self.column(body, when)[0])

    def expenditure(self, body: int, when: When) -> Decimal | None:
        return added(paper.expenditure() for paper in self.column(body, when)[0])

    def figure(self, body: int, when: When, name: str) -> Decimal | None:
        return added(paper.figure(name) for paper in self.column(body, when)[0])

    def three_public(self, body: int, when: When, name: str) -> Decimal | None:
        return added(paper.three_public().get(name) for paper in self.column(body, when)[0])

    def three_public_or_basic(self, body: int, when: When, name: str) -> Decimal | None:
        """会议费 and 培训费 of the table of “三公”经费, else of 基本支出, where every place prints them."""
        papers = self.column(body, when)[0]
        if name not in BASIC_CODES or any(name in paper.three_public() for paper in papers):
            return self.three_public(body, when, name)
        return added(paper.codes("basic_expenditure").get(BASIC_CODES[name]) for paper in papers)

    def implied(self, body: int, when: When, name: str) -> set[Decimal]:
        """What declared changes make of a figure in the year before."""
        sums = {Decimal(0)}
        for paper in self.column(body, when)[0]:
            now, changes = paper.figure(name), paper.declared(name, when.year - 1)
            sums = {one + now - change for one in sums for change in changes} if now is not None else set()
        return sums

    def heads(self, kind: str) -> dict[tuple[str, When], dict[int, Decimal]]:
        """What every body without a department spends under every code, and in all (code "")."""
        statement, pattern = CLASSES[kind]
        found: dict[tuple[str, When], dict[int, Decimal]] = {}
        for body, when in self.columns():
            if self.bodies[body].parent:
                continue
            codes: dict[str, Decimal | None] = self.codes(body, when, statement)
            codes[""] = (
                self.expenditure(body, when) if kind == "functional" else self.total(body, when, statement)
            )
            for code, yuan in codes.items():
                if yuan is not None and (not code or re.fullmatch(pattern, code)):
                    found.setdefault((code, when), {})[body] = yuan
        return found


def added(values: Iterable[Decimal | None]) -> Decimal | None:
    numbers = [value for value in values if value is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def within(region: str, place: str) -> bool:
    """130606 lies in 130600 and in 130000."""
    return region.startswith(re.sub(r"(00)+$", "", place)) if place else True


def rounded(number: Decimal, decimals: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def percentage(part: Decimal, whole: Decimal) -> Decimal:
    return rounded(part * 100 / whole, 2)


def median(values: Sequence[Decimal]) -> Decimal | None:
    """None for fewer than four; between two the mean, in whole 分."""
    if len(values) < 4:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return rounded((ordered[middle - 1] + ordered[middle]) / 2, 2)


def ranks(amounts: Mapping[int, Decimal]) -> dict[int, int]:
    """1, 2, 2, 4."""
    return {body: 1 + sum(1 for other in amounts.values() if other > yuan) for body, yuan in amounts.items()}
