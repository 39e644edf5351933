"""Group F: between documents: last year's, the budget beside its final accounts, a department beside its units, a file
beside the one it replaces. Verdicts: 衔接 (they fit), 有差额 (they do not), 可能追溯调整 (last year may have been restated)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.parsing.normalise import key
from disclosures.parsing.records import StatementTable
from disclosures.parsing.same import row_key
from disclosures.vocabulary import (
    TWO_SIDED,
    AgencyKind,
    Basis,
    FactRole,
    Fund,
    RowKind,
    Side,
    Stage,
    Statement,
)

from . import declared, meanings, versions
from .beside import amounts_of, bare_name, fits, neighbours, nobody
from .catalogue import Check, Group, row
from .declared import FITS, GAP, RESTATED
from .results import Operand, Place, Result, State
from .rounding import tolerance
from .subject import Figure, Subject
from .told import facts, name, operand, plain, said, told

F = Group.BETWEEN
OWN_LEVEL = re.compile(r"[（(]?(?:本级|机关|本部)[）)]?$")
RESTATEMENT = re.compile(r"追溯调整|年初(?:结转)?(?:和结余)?调整|会计差错更正|重述")
BELOW = re.compile(r"(?:本部|本级|机关)(?:以及|及|和)(?:下属|所属)(?P<count>\d+)(?:家|个)(?:预算)?单位")
ALTOGETHER = re.compile(r"预算单位(?:共|共计|共有)?(?P<count>\d+)(?:家|个)")


# --- carryover -------------------------------------------------------------------------------------------------------


def carryover(subject: Subject, check: str) -> Iterator[Result]:
    """年末结转 of last year's final accounts = 年初结转 of this year's."""
    beside = neighbours(subject, -1, Stage.FINAL_ACCOUNTS)
    if not beside:
        yield nobody(check, subject, -1, Stage.FINAL_ACCOUNTS)
        return
    for statement in TWO_SIDED:
        opening = _carried(subject, statement, RowKind.OPENING_CARRYOVER, Side.REVENUE)
        closing = next(
            (
                one
                for other in beside
                if (one := _carried(other, statement, RowKind.CLOSING_CARRYOVER, Side.EXPENDITURE))
            ),
            None,
        )
        if opening is None and closing is None:
            continue
        if opening is None or closing is None:
            side = opening or closing or Operand(statement.label, None)
            message = "年初结转或上年年末结转没有填数"
            yield Result(check, State.COULD_NOT_BE_DONE, subject.index, message, side)
            continue
        difference = (opening.yuan or Decimal(0)) - (closing.yuan or Decimal(0))
        if abs(difference) <= tolerance((*opening.steps, *closing.steps)):
            yield Result(check, State.HOLDS, subject.index, FITS, opening, closing, difference)
        else:
            restated = RESTATEMENT.search(
                key("".join(section.text for section in subject.disclosure.sections))
            )
            verdict = RESTATED if restated else GAP
            message = f"{verdict} {plain(abs(difference))}：年初结转 {opening.printed}，上年年末结转 {closing.printed}"
            yield Result(check, State.DIFFERS, subject.index, message, opening, closing, difference)


def _carried(subject: Subject, statement: Statement, kind: RowKind, side: Side) -> Operand | None:
    for sheet in subject.sheets_of(statement):
        for (_, column), figure in sheet.figures.items():
            printed = sheet.table.columns[column]
            if (
                figure.line.kind is kind
                and printed.basis in (None, Basis.FINAL)
                and printed.side in (None, side)
            ):
                return figure.operand()
    return None


# --- the budget beside its final accounts ----------------------------------------------------------------------------


def initial_budget(subject: Subject, check: str) -> Iterator[Result]:
    """年初预算数 in final accounts = what the budget of the year disclosed."""
    beside = neighbours(subject, 0, Stage.BUDGET)
    if not beside:
        yield nobody(check, subject, 0, Stage.BUDGET)
        return
    for topic in told(subject):
        for fact in facts(topic, FactRole.BUDGET_INITIAL):
            left = operand(subject, f"“{name(topic)}”年初预算数", fact)
            yield from _against(check, subject, left, amounts_of(topic, beside))
    for sheet in subject.sheets:
        for (number, column), figure in sheet.figures.items():
            heading = key("".join(sheet.table.columns[column].heading))
            if "年初预算" in heading and figure.line.kind is not None:
                left = figure.operand()
                yield from _against(check, subject, left, _same_row(beside, sheet.table, number, figure))


def _against(check: str, subject: Subject, left: Operand, others: Sequence[Operand]) -> Iterator[Result]:
    printed = [one for one in others if one.yuan is not None]
    if left.yuan is None:
        return
    if not printed:
        yield said(check, subject, State.COULD_NOT_BE_DONE, "当年预算公开中没有找到这一项", left)
        return
    fitting = next((one for one in printed if fits(left, one)), None)
    if fitting is not None:
        yield said(check, subject, State.HOLDS, FITS, left, fitting)
        return
    difference = left.yuan - (printed[0].yuan or Decimal(0))
    message = f"{GAP} {plain(abs(difference))}：{left.label} {left.printed}，当年预算公开 {printed[0].label} {printed[0].printed}"
    yield Result(check, State.DIFFERS, subject.index, message, left, printed[0], difference)


def _same_row(beside: Sequence[Subject], table: StatementTable, number: int, figure: Figure) -> list[Operand]:
    """The same row in the same statement of the budget, in its column of the whole."""
    row = row_key(table.lines[number])
    return [
        other.operand()
        for subject in beside
        for sheet in subject.sheets_of(table.statement)
        for (_, _), other in sheet.figures.items()
        if row_key(other.line) == row
        and other.column.measure is figure.column.measure
        and other.column.basis in (None, Basis.BUDGET)
    ]


# --- a department beside its units -----------------------------------------------------------------------------------

TOTALS: tuple[tuple[str, str], ...] = (
    ("revenue", "收入总计"),
    ("expenditure", "支出总计"),
    ("basic", "基本支出"),
    ("project", "项目支出"),
    ("three_public", "“三公”经费"),
)


def department_is_units(subject: Subject, check: str) -> Iterator[Result]:
    """A department = Σ its units. The own-level unit is one of them: it is never added to the department."""
    own = subject.disclosure
    if own.agency.kind is not AgencyKind.DEPARTMENT:
        return
    units = _units(subject)
    expected = _expected(subject)
    side = Operand(own.agency.name, None, "、".join(unit.disclosure.agency.name for unit in units))
    if not units or expected is None or len(units) != expected:
        message = (
            "没有所属单位的公开可以相加"
            if not units
            else f"所属单位有 {expected if expected is not None else '几'} 个，公开了 {len(units)} 个，不能相加"
        )
        yield Result(check, State.COULD_NOT_BE_DONE, subject.index, message, side)
        return
    for what, label in TOTALS:
        whole = _total(subject, what)
        parts = [_total(unit, what) for unit in units]
        if whole is None or whole.yuan is None:
            continue
        known = [part for part in parts if part is not None and part.yuan is not None]
        if len(known) != len(parts):
            yield said(check, subject, State.COULD_NOT_BE_DONE, f"有单位没有印{label}", whole)
            continue
        total = sum((part.yuan or Decimal(0) for part in known), Decimal(0))
        right = Operand(
            f"{len(known)} 个单位{label}之和", total, " + ".join(part.printed for part in known),
            tuple(place for part in known for place in part.places),
            tuple(one for part in known for one in part.steps),
        )  # fmt: skip
        difference = whole.yuan - total
        if not difference:
            yield Result(check, State.HOLDS, subject.index, FITS, whole, right, difference)
        elif abs(difference) <= tolerance((*whole.steps, *right.steps)):
            yield Result(
                check, State.WITHIN_ROUNDING, subject.index, "四舍五入之内", whole, right, difference
            )
        else:
            message = (
                f"{GAP} {plain(abs(difference))}：部门{label} {whole.printed}，{right.label} {right.printed}"
            )
            yield Result(check, State.DIFFERS, subject.index, message, whole, right, difference)


def _units(subject: Subject) -> list[Subject]:
    """The units of a department among those checked together, each once."""
    own = subject.disclosure
    listed = {key(body.name) for body in own.institutions}
    found: dict[str, Subject] = {}
    for index, other in enumerate(subject.everyone):
        if other.agency.kind is not AgencyKind.UNIT or not other.statements:
            continue
        if (other.fiscal_year, other.stage) != (own.fiscal_year, own.stage):
            continue
        code = other.agency.code
        below = bool(
            own.agency.code and code and code.startswith(own.agency.code) and code != own.agency.code
        )
        named = key(other.agency.name) in listed or OWN_LEVEL.sub("", bare_name(other)) == bare_name(own)
        if named or (below and (listed == set() or key(other.agency.name) in listed)):
            found.setdefault(key(other.agency.name), Subject(index, subject.everyone))
    return list(found.values())


def _expected(subject: Subject) -> int | None:
    """How many units the department says it has."""
    own = subject.disclosure
    if own.institutions:
        return len({key(body.name) for body in own.institutions})
    text = key("".join(section.text for section in own.sections))
    if match := BELOW.search(text):
        return int(match["count"]) + 1
    match = ALTOGETHER.search(text)
    return int(match["count"]) if match else None


def _total(subject: Subject, what: str) -> Operand | None:
    found = (place.operand for place in meanings.places(subject, meanings.Meaning(what, Fund.ALL)))
    return next((one for one in found if one.yuan is not None), None)


# --- a file beside the one it replaces -------------------------------------------------------------------------------


MOST_NAMED, MOST_PLACES = 3, 200


def same_in_two_files(subject: Subject, check: str) -> Iterator[Result]:
    """Two files of one disclosure, as a corrected one and the one it replaces, cell by cell."""
    others = [other for other in neighbours(subject, 0, subject.disclosure.stage) if other.sheets]
    if not others or not subject.sheets:
        side = Operand(subject.disclosure.agency.name, None)
        yield Result(
            check, State.COULD_NOT_BE_DONE, subject.index, "没有同一份公开的另一个文件可以对照", side
        )
        return
    other = others[0]
    found = versions.compared(other, subject)
    left, right = (
        Operand(
            label, None, "", versions.places(found.changes, after=after, most=MOST_PLACES) or (_first(whole),)
        )
        for label, after, whole in (("这一份", True, subject), ("另一份", False, other))
    )
    if not found.changes:
        message = f"两份文件各表相同，{found.same} 个数字一致"
        yield Result(check, State.HOLDS, subject.index, message, left, right)
        return
    named = "；".join(
        f"{' '.join(filter(None, (one.row, one.column))) or one.table} 另一份 {versions.words_of(one.before)}，"
        f"这一份 {versions.words_of(one.after)}"
        for one in found.changes[:MOST_NAMED]
    )
    message = f"两份文件有 {len(found.changes)} 处不同：{named}"
    yield Result(check, State.DIFFERS, subject.index, message, left, right)


def _first(subject: Subject) -> Place:
    return subject.sheets[0].whole()


CHECKS: tuple[Check, ...] = (
    row(
        F, declared.CHECK, "较上年增减与上年公开衔接", "Declared changes fit last year's disclosure",
        "本年数 − 增减额 = 上年公开的同一项目；只写幅度的，本年数 ÷（1 + 幅度）",
        "本年数是文字写明的，没有写的取自表。上年数取自同一机构上年的公开。几项总额得到同一个上年数而与上年公开不同的，可能是上年数作了追溯调整；没有写明比较基数的不判断。",
        "《地方预决算公开操作规程》（财预〔2016〕143号）", declared.fits_last_year,
    ),
    row(
        F, "closing-is-opening", "上年年末结转 = 本年年初结转", "Closing carryover is the next opening",
        "上年决算的年末结转和结余 = 本年决算的年初结转和结余", "差额可能来自追溯调整、收回或机构变动，文件一般会说明。",
        "《政府会计制度》", carryover, (Stage.FINAL_ACCOUNTS,),
    ),
    row(
        F, "initial-budget-is-budget", "决算的年初预算数 = 预算公开", "The initial budget is what was disclosed",
        "决算中的年初预算数 = 当年预算公开的同一项目", "年初预算数是人大批准的预算，不随年中调整改变。",
        "《预算法》第六十七条、第七十五条", initial_budget, (Stage.FINAL_ACCOUNTS,),
    ),
    row(
        F, "department-is-its-units", "部门 = 所属单位之和", "A department is the sum of its units",
        "部门的收入、支出、基本支出、项目支出、“三公”经费 = Σ 所属各单位（含本级）",
        "部门预算是本级和所属单位预算的汇总。本级是其中一个单位，不与部门相加。单位没有全部公开的不相加。",
        "《预算法》第八条", department_is_units,
    ),
    row(
        F, "two-files-agree", "同一份公开的两个文件一致", "Two files of one disclosure agree", "逐格比较：同一报表、同一行、同一栏",
        "更正后的文件与它替换的一份逐格对照：金额、空白、横线，以及只有一份印出的行、栏和表。这里的“不一致”是改动，不判断哪一份为准。",
        "算术", same_in_two_files,
    ),
)  # fmt: skip
