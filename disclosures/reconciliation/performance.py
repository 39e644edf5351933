"""Group D: performance targets and projects: funds, years, blanks, targets that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from disclosures.parsing.normalise import SCALES, key
from disclosures.parsing.records import Note, PerformanceIndicator, PerformanceTarget
from disclosures.vocabulary import FactRole, Statement

from . import meanings
from . import target_words as words
from .catalogue import Check, Group, row
from .performance_rows import (
    ROW_CHECKS,
    RULES,
    RowCheck,
    each_row,
    filled,
    label_of,
    number_in,
    of_indicators,
    row_operand,
    target_text,
    whole_operand,
)
from .results import Operand, Place, Result, State, compared
from .rounding import FINEST, tolerance
from .subject import Subject
from .told import facts, operand, plain, told

D = Group.PERFORMANCE


def projects(subject: Subject) -> list[PerformanceTarget]:
    return [target for target in filled(subject) if target.scope == "project"]


# --- rules on one row ------------------------------------------------------------------------------------------------


# --- a whole table ---------------------------------------------------------------------------------------------------


def objectives(subject: Subject, check: str) -> Iterator[Result]:
    """A project says what it is for, where the tables of the disclosure have room for it."""
    found = projects(subject)
    asked = any(target.objectives for target in found)
    for target in found:
        side = whole_operand(subject, target, "绩效目标")
        if not asked:
            yield Result(
                check, State.COULD_NOT_BE_DONE, subject.index, "这些表没有绩效目标一栏，或没有读出", side
            )
        elif not target.objectives and not target.title:  # the rest of a form whose head is elsewhere
            yield Result(check, State.COULD_NOT_BE_DONE, subject.index, "没有读出这张表的表头", side)
        elif not [one for one in target.objectives if not re.fullmatch(words.PLACEHOLDER, key(one))]:
            yield Result(
                check,
                State.DIFFERS,
                subject.index,
                f"{label_of(target)}没有写绩效目标，只有表格原有的字样",
                side,
            )
        else:
            yield Result(check, State.HOLDS, subject.index, "写了绩效目标", side)


def funds_are_cost(subject: Subject, check: str) -> Iterator[Result]:
    """The cost of the whole project that its indicators name is what it is given."""
    for target in projects(subject):
        costs = [(one, amount) for one in target.indicators if (amount := _cost(one)) is not None]
        total = [
            pair
            for pair in costs
            if re.search(words.TOTAL_COST, pair[0].level_3 + pair[0].description)
            or re.match(words.CONTROLLED, pair[0].level_3)
        ]
        place = Place(subject.index, f"绩效目标表{label_of(target)}资金", target.page)
        funds = Operand(
            f"{label_of(target)}资金", target.funds_yuan, _printed(target.funds_yuan), (place,), (FINEST,)
        )
        if target.funds_yuan is None or not costs:
            message = "表中没有印项目资金" if target.funds_yuan is None else "表中没有以金额表示的成本指标"
            yield Result(check, State.COULD_NOT_BE_DONE, subject.index, message, funds)
            continue
        for indicator, amount in total or costs[:1] if len(costs) == 1 or total else ():
            base = row_operand(subject, target, indicator, target_text(indicator))
            side = Operand(base.label, amount, base.printed, base.places, (FINEST,))
            message = (
                f"{label_of(target)}的资金 {funds.printed}，成本指标 {side.printed}，相差 {{difference}}"
            )
            result = compared(check, subject.index, funds, side, message)
            below = amount < target.funds_yuan
            if result.state is State.DIFFERS and not total and below:
                why = "成本指标可能只是项目的一部分"
                result = Result(check, State.NOT_APPLICABLE, subject.index, why, funds, side)
            elif (
                result.state is State.DIFFERS
                and indicator.operator in (*words.FLOORS, *words.CEILINGS)
                and below
            ):
                why = "成本指标是限额，可以小于资金"
                result = Result(check, State.NOT_APPLICABLE, subject.index, why, funds, side)
            yield result


def _cost(indicator: PerformanceIndicator) -> Decimal | None:
    """The amount of a cost indicator of this year, in yuan."""
    if words.COST not in indicator.level_2 + indicator.level_1 + indicator.level_3:
        return None
    if re.search(words.NOT_OF_THE_YEAR, indicator.level_3 + indicator.description):
        return None
    match = re.fullmatch(
        r"(?P<value>[\d.,]+)(?P<unit>\D*)", key((indicator.value or "") + (indicator.unit or ""))
    )
    unit = re.fullmatch(words.MONEY_UNIT, match["unit"]) if match else None
    value = number_in(match["value"]) if match else None
    if unit is None or value is None:
        return None
    return value * SCALES[(unit["scale"] or "") + "元"]


def _printed(yuan: Decimal | None) -> str:
    return "" if yuan is None else plain(yuan)


OF_ALL_FUNDS = (Statement.EXPENDITURE, Statement.REVENUE_AND_EXPENDITURE)


def within_project_expenditure(subject: Subject, check: str) -> Iterator[Result]:
    """Σ funds of the projects ≤ 项目支出."""
    found = {(t.code, t.title): t for t in projects(subject) if t.funds_yuan is not None}
    if not found:
        return
    total = sum((target.funds_yuan or Decimal(0) for target in found.values()), Decimal(0))
    places = tuple(Place(subject.index, f"绩效目标表{label_of(t)}资金", t.page) for t in found.values())
    left = Operand(f"{len(found)} 个项目资金之和", total, plain(total), places, (FINEST,) * len(found))
    cells = [one.operand for one in meanings.places(subject, meanings.Meaning("project"))]
    whole = next((cell for cell in cells if cell.yuan is not None), None)
    of_all = whole is None or whole.places[0].statement in OF_ALL_FUNDS
    if whole is None:
        stated = next(
            (
                operand(subject, "文字“项目支出”", fact)
                for topic in told(subject)
                if (meant := meanings.meaning(topic)) and meant.what == "project"
                for fact in facts(topic, FactRole.STATED, FactRole.FINAL)
            ),
            None,
        )
        whole = stated
    if whole is None or whole.yuan is None:
        yield Result(check, State.COULD_NOT_BE_DONE, subject.index, "没有找到项目支出", left)
    elif total - whole.yuan > tolerance((*left.steps, *whole.steps)) and not of_all:
        why = "只有一种资金的项目支出可以对照，项目可能另有资金"
        yield Result(check, State.COULD_NOT_BE_DONE, subject.index, why, left, whole)
    elif total - whole.yuan > tolerance((*left.steps, *whole.steps)):
        message = f"{left.label} {left.printed}，大于项目支出 {whole.printed}"
        yield Result(check, State.DIFFERS, subject.index, message, left, whole, total - whole.yuan)
    else:
        yield Result(check, State.HOLDS, subject.index, "不大于项目支出", left, whole)


DECLARED = re.compile(
    r"(?:编报|申报|设置|设定)[^，。；]*?绩效目标[^，。；]*?项目[^，。；\d]*?(?P<count>\d+)个[，,]?(?:涉及|共计|预算)?"
)


def declared_funds(subject: Subject, check: str) -> Iterator[Result]:
    """“编报绩效目标的项目 5 个，涉及项目预算资金 3328.13 万元” against the tables of targets, where there are as many."""
    forms = [target for target in projects(subject) if target.funds_yuan is not None]
    total = sum((form.funds_yuan or Decimal(0) for form in forms), Decimal(0))
    for topic in told(subject):
        for fact in facts(topic, FactRole.STATED):
            counted = DECLARED.search(fact.sentence[: fact.at[2]])
            between = fact.sentence[counted.end() : fact.at[2]] if counted else ""
            if counted is None or re.search(r"\d", between) or len(between) > 16:
                continue
            left = operand(subject, f"文字“{counted['count']} 个项目”的资金", fact)
            if int(counted["count"]) != len(forms):
                message = f"文字写 {counted['count']} 个项目，公开了资金的绩效目标表有 {len(forms)} 张"
                yield Result(check, State.COULD_NOT_BE_DONE, subject.index, message, left)
                continue
            places = tuple(
                Place(subject.index, f"绩效目标表{label_of(form)}资金", form.page) for form in forms
            )
            right = Operand(
                f"{len(forms)} 张绩效目标表的资金之和",
                total,
                plain(total),
                places,
                (Decimal(1),) * len(forms),
            )
            message = f"文字 {fact.printed}，{right.label} {right.printed}，相差 {{difference}}"
            yield compared(check, subject.index, left, right, message)


def _of_notes(code: str) -> Callable[..., Iterator[Result]]:
    """What the parser saw of the form of the tables and put right."""

    def run(subject: Subject, check: str) -> Iterator[Result]:
        found = [note for note in subject.disclosure.notes if note.code == code]
        for note in found:
            yield Result(check, State.DIFFERS, subject.index, note.message, _of_note(subject, note))
        read = [target for target in of_indicators(subject) if target.indicators]
        if read and not found:
            said = f"{len(read)} 张表没有这种情况"
            yield Result(check, State.HOLDS, subject.index, said, whole_operand(subject, read[0]))
        for target in of_indicators(subject):
            if not target.indicators:
                side = whole_operand(subject, target)
                yield Result(check, State.COULD_NOT_BE_DONE, subject.index, "没有读出指标", side)

    return run


def _of_note(subject: Subject, note: Note) -> Operand:
    quoted = re.search(r"“([^”]*)”", note.message)
    return Operand(
        "绩效目标表", None, quoted[1] if quoted else "", (Place(subject.index, note.message, note.page),)
    )


def heading_is_name(subject: Subject, check: str) -> Iterator[Result]:
    """The heading over a table and the name of the project in it."""
    differing = [note for note in subject.disclosure.notes if note.code == "performance-name"]
    for note in differing:
        yield Result(check, State.DIFFERS, subject.index, note.message, _of_note(subject, note))
    for target in projects(subject):
        if not target.title:
            message = "绩效目标表没有标题"
            yield Result(
                check, State.COULD_NOT_BE_DONE, subject.index, message, whole_operand(subject, target, "标题")
            )
        elif target.title.endswith("绩效"):
            message = f"标题重复了“绩效”：“{target.title}绩效目标表”"
            yield Result(check, State.DIFFERS, subject.index, message, whole_operand(subject, target, "标题"))
        elif not any(f"“{target.title}”" in note.message for note in differing):
            yield Result(
                check,
                State.HOLDS,
                subject.index,
                "标题与项目名称一致",
                whole_operand(subject, target, "标题"),
            )


def _from(check: RowCheck) -> Check:
    return row(
        D, check.id, check.title, check.title_en, check.formula, check.explanation, RULES, each_row,
        rule=check.rule, applies=check.applies, column=check.column,
    )  # fmt: skip


CHECKS: tuple[Check, ...] = (
    row(
        D, "project-funds-are-cost", "项目资金 = 成本指标", "Project funds are the cost that is aimed at",
        "项目资金 = 总成本指标（限额的，成本不大于资金）", "成本大于资金，其余部分没有来源；也可能是其中一处的数字不对。", RULES, funds_are_cost,
    ),
    row(
        D, "projects-within-project-expenditure", "项目资金之和 ≤ 项目支出", "Projects stay within project expenditure",
        "Σ 公开的项目资金 ≤ 项目支出", "公开绩效目标的只是一部分项目，所以只看是否大于项目支出。", "算术", within_project_expenditure,
    ),
    row(
        D, "declared-project-funds", "文字的项目资金 = 绩效目标表之和", "Declared project funds are those of the tables",
        "文字写明的项目资金 = Σ 绩效目标表的资金（项目个数相同时）", "个数相同而金额不同，其中一处没有更新。", "算术", declared_funds,
    ),
    row(
        D, "objective-filled", "绩效目标已填写", "Projects say what they are for", "每个项目有绩效目标",
        "只有表格原有的“目标内容1”字样，等于没有填写。", RULES, objectives,
    ),
    *(_from(check) for check in ROW_CHECKS),
    row(
        D, "target-rows-in-columns", "各栏没有错位", "Rows stand in their columns", "一级、二级、三级指标各在自己的栏内",
        "整行向右错了一栏时，最后一栏的内容会丢失。", "表的形式", _of_notes("performance-slipped"),
    ),
    row(
        D, "target-level-1-printed", "一级指标已印出", "Level 1 is printed", "每张表第一行印有一级指标",
        "没有印出时，只能由二级指标推出。", "表的形式", _of_notes("performance-level-1"),
    ),
    row(
        D, "target-text-once", "换页处的文字只印一遍", "Text at a page break is printed once", "换页后不重复换页前的文字",
        "重复的文字会使依据、说明读不通。", "表的形式", _of_notes("performance-doubled"),
    ),
    row(
        D, "target-heading-is-name", "标题与项目名称一致", "A heading is the project's name", "绩效目标表的标题 = 表内的项目名称",
        "两处名称不同，可能是两个项目。年份和括号不计。", "表的形式", heading_is_name,
    ),
)  # fmt: skip
