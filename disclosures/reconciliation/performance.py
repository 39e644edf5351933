"""Group D: performance targets and projects: funds, years, blanks, targets that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from disclosures.parsing.normalise import SCALES, key
from disclosures.parsing.records import Note, PerformanceIndicator, PerformanceTarget
from disclosures.vocabulary import FactRole, Statement

from . import meanings
from . import target_words as words
from .catalogue import Check, Group, row
from .results import Operand, Place, Result, State, compared
from .rounding import FINEST, tolerance
from .subject import Subject
from .told import facts, operand, plain, told

D = Group.PERFORMANCE
LONGEST_PREFIX = 4


def projects(subject: Subject) -> list[PerformanceTarget]:
    return [target for target in filled(subject) if target.scope == "project"]


def filled(subject: Subject) -> list[PerformanceTarget]:
    """The targets without forms that were printed with nothing filled in."""
    return [
        target
        for target in subject.disclosure.performance_targets
        if target.title
        or target.code
        or target.funds_yuan is not None
        or target.objectives
        or any(one.level_3 or one.value for one in target.indicators)
    ]


def _label(target: PerformanceTarget) -> str:
    return f"“{target.title}”" if target.title else "没有名称的项目"


def _whole(subject: Subject, target: PerformanceTarget, label: str = "绩效目标表") -> Operand:
    place = Place(subject.index, f"绩效目标表{_label(target)}", target.page)
    return Operand(f"{_label(target)}{label}", None, "", (place,))


def _row(
    subject: Subject, target: PerformanceTarget, indicator: PerformanceIndicator, printed: str
) -> Operand:
    said = "/".join(part for part in (indicator.level_2, indicator.level_3) if part)
    place = Place(subject.index, f"绩效目标表{_label(target)}{said}", indicator.page or target.page)
    return Operand(f"{_label(target)}{said}", None, printed, (place,))


def target_text(indicator: PerformanceIndicator) -> str:
    """The target as printed: ≥60万元."""
    return "".join((indicator.operator or "", indicator.value or "", indicator.unit or ""))


# --- rules on one row ------------------------------------------------------------------------------------------------

Rule = Callable[[Subject, PerformanceTarget, PerformanceIndicator], str | None]
"""What is the matter with a row, in words; None where nothing is."""


def each_row(
    subject: Subject,
    check: str,
    rule: Rule,
    applies: Callable[[PerformanceTarget, PerformanceIndicator], bool],
    column: bool = False,
) -> Iterator[Result]:
    """A result for each row that the rule speaks of, and one that holds for each table where it speaks of none.

    `column`: the rule is about a column that the table may lack.
    """
    for target in filled(subject):
        looked_at = [one for one in target.indicators if applies(target, one)]
        found = [(one, said) for one in looked_at if (said := rule(subject, target, one))]
        for indicator, said in found:
            side = _row(subject, target, indicator, target_text(indicator))
            yield Result(check, State.DIFFERS, subject.index, f"{side.label}：{said}", side)
        if looked_at and not found:
            yield Result(
                check,
                State.HOLDS,
                subject.index,
                f"{len(looked_at)} 行指标没有不一致",
                _whole(subject, target),
            )
        elif not looked_at:
            message = "表中没有这类指标，或没有读出"
            yield Result(check, State.COULD_NOT_BE_DONE, subject.index, message, _whole(subject, target))


def _year(subject: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
    fiscal = subject.disclosure.fiscal_year
    years = _years(indicator)
    if fiscal is None or not years or fiscal in years or min(years) < fiscal < max(years):
        return None
    return f"时效目标“{target_text(indicator)}”在预算年度 {fiscal} 年之外"


def _years(indicator: PerformanceIndicator) -> list[int]:
    """The years that the target names; 12020年 is none."""
    return [int(year) for year in re.findall(r"(?<!\d)(20\d\d)(?=年|$)", key(indicator.value or ""))]


def _in_time(_: PerformanceTarget, indicator: PerformanceIndicator) -> bool:
    about = indicator.level_2 + indicator.level_3 + indicator.description
    return bool(_years(indicator)) and bool(re.search(words.IN_TIME, about))


def _misprinted_year(_: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
    for text in (indicator.value or "", indicator.level_3, indicator.description, indicator.basis):
        if match := re.search(r"(?<![\d.])(?:\d20\d\d|20\d{3,})年", key(text)):
            return f"年份印作“{match[0]}”"
    return None


def _has_year(_: PerformanceTarget, indicator: PerformanceIndicator) -> bool:
    texts = (indicator.value or "", indicator.level_3, indicator.description, indicator.basis)
    return any(re.search(r"\d{4,}年", key(text)) for text in texts)


def _blank(attribute: str, name: str) -> Rule:
    def rule(_: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
        printed = getattr(indicator, attribute) or (indicator.unit if attribute == "value" else "") or ""
        if not printed:
            return f"{name}没有填写"
        if re.fullmatch(words.PLACEHOLDER, key(printed)):
            return f"{name}写的是“{printed}”，没有内容"
        return None

    return rule


def _filled_elsewhere(attribute: str) -> Callable[[PerformanceTarget, PerformanceIndicator], bool]:
    """Only in tables that have the column, and in rows that are used: a kind of indicator may be left out."""

    def applies(target: PerformanceTarget, indicator: PerformanceIndicator) -> bool:
        used = indicator.level_3 or indicator.value or indicator.description
        return bool(used) and any(getattr(other, attribute) for other in target.indicators)

    return applies


def _contradiction(_: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
    if not re.fullmatch(words.DISSATISFIED, key(indicator.value or "")):
        return None
    for other in target.indicators:
        same = (other.level_3, other.description) == (indicator.level_3, indicator.description)
        if same and re.fullmatch(words.SATISFIED, key(other.value or "")):
            return f"同一指标“{indicator.level_3}”的目标既写“{other.value}”，又写“{indicator.value}”"
    return f"满意度的目标写作“{indicator.value}”"


def _about_satisfaction(_: PerformanceTarget, indicator: PerformanceIndicator) -> bool:
    return bool(re.search(words.SATISFACTION, indicator.level_2 + indicator.level_3 + indicator.description))


def _unit(_: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
    unit = _unit_of(indicator)
    name = key(indicator.level_3)
    is_rate = re.search(words.RATE, name) and not re.search(words.NO_RATE, name)
    if is_rate and re.fullmatch(words.COUNT_UNITS, unit):
        return f"比率的目标单位是“{unit}”：{target_text(indicator)}"
    is_cost = words.COST in indicator.level_2 + indicator.level_1
    priced = re.search(words.PRICED, indicator.level_3 + indicator.description)
    if is_cost and priced and re.fullmatch(words.UNPRICED_UNITS, unit):
        return f"成本的目标没有金额单位：{target_text(indicator)}"
    return None


def _unit_of(indicator: PerformanceIndicator) -> str:
    if indicator.unit:
        return key(indicator.unit)
    match = re.fullmatch(r"[≥≤=<>]*[\d.,]+(?P<unit>\D*)", key(indicator.value or ""))
    return match["unit"] if match else ""


def _measured(_: PerformanceTarget, indicator: PerformanceIndicator) -> bool:
    return bool(_unit_of(indicator))


def _floor(_: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
    if indicator.operator in words.FLOORS and re.search(
        words.NOT_MORE, key(indicator.description + indicator.level_3)
    ):
        return f"指标说明写“{indicator.description}”，目标却是 {target_text(indicator)}"
    return None


def _is_cost(_: PerformanceTarget, indicator: PerformanceIndicator) -> bool:
    return words.COST in indicator.level_2 + indicator.level_1 and bool(indicator.operator)


def _empty(_: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
    value = _number(indicator.value)
    name = key(indicator.level_3)
    if value is None:
        return None
    if indicator.operator in (*words.FLOORS[:1], ">=", "≧") and value == 0:
        if re.search(words.MAY_FALL, name):
            return None
        return f"目标 {target_text(indicator)} 任何结果都能达到"
    rate = re.search(words.RATE, name) and not re.search(f"{words.NO_RATE}|{words.OPEN_RATE}", name)
    percent = re.search(r"%|百分比", key(indicator.unit or ""))
    if indicator.operator in ("≤", "<=", "≦") and rate and percent and value == 100:
        return f"比率的目标 {target_text(indicator)} 任何结果都能达到"
    return None


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(key(text or "").replace(",", ""))
    except InvalidOperation:
        return None


def _has_operator(_: PerformanceTarget, indicator: PerformanceIndicator) -> bool:
    return bool(indicator.operator)


def _several_names(_: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
    own = indicator.level_3
    inside: list[str] = []
    for other in sorted(
        {one.level_3 for one in target.indicators if one.level_3 != own}, key=len, reverse=True
    ):
        if len(other) >= 4 and other in own and not any(other in longer for longer in inside):
            inside.append(other)
    if len(inside) >= 2:
        return f"一个三级指标格内有多个指标的名称：“{own[:40]}…”"
    description = indicator.description
    if len(description) >= 8 and len(own) - len(description) >= LONGEST_PREFIX and own.endswith(description):
        return f"三级指标格内连着印了指标说明：“{own[:40]}…”"
    return None


def _named(_: PerformanceTarget, indicator: PerformanceIndicator) -> bool:
    return bool(indicator.level_3)


# --- a whole table ---------------------------------------------------------------------------------------------------


def objectives(subject: Subject, check: str) -> Iterator[Result]:
    """A project says what it is for, where the tables of the disclosure have room for it."""
    found = projects(subject)
    asked = any(target.objectives for target in found)
    for target in found:
        side = _whole(subject, target, "绩效目标")
        if not asked:
            yield Result(
                check, State.COULD_NOT_BE_DONE, subject.index, "这些表没有绩效目标一栏，或没有读出", side
            )
        elif not [one for one in target.objectives if not re.fullmatch(words.PLACEHOLDER, key(one))]:
            yield Result(
                check,
                State.DIFFERS,
                subject.index,
                f"{_label(target)}没有写绩效目标，只有表格原有的字样",
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
        place = Place(subject.index, f"绩效目标表{_label(target)}资金", target.page)
        funds = Operand(
            f"{_label(target)}资金", target.funds_yuan, _printed(target.funds_yuan), (place,), (FINEST,)
        )
        if target.funds_yuan is None or not costs:
            message = "表中没有印项目资金" if target.funds_yuan is None else "表中没有以金额表示的成本指标"
            yield Result(check, State.COULD_NOT_BE_DONE, subject.index, message, funds)
            continue
        for indicator, amount in total or costs[:1] if len(costs) == 1 or total else ():
            base = _row(subject, target, indicator, target_text(indicator))
            side = Operand(base.label, amount, base.printed, base.places, (FINEST,))
            message = f"{_label(target)}的资金 {funds.printed}，成本指标 {side.printed}，相差 {{difference}}"
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
    value = _number(match["value"]) if match else None
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
    places = tuple(Place(subject.index, f"绩效目标表{_label(t)}资金", t.page) for t in found.values())
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
            places = tuple(Place(subject.index, f"绩效目标表{_label(form)}资金", form.page) for form in forms)
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
        read = [target for target in subject.disclosure.performance_targets if target.indicators]
        unread = [target for target in subject.disclosure.performance_targets if not target.indicators]
        if read and not found:
            said = f"{len(read)} 张表没有这种情况"
            yield Result(check, State.HOLDS, subject.index, said, _whole(subject, read[0]))
        for target in unread:
            yield Result(
                check, State.COULD_NOT_BE_DONE, subject.index, "没有读出指标", _whole(subject, target)
            )

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
                check, State.COULD_NOT_BE_DONE, subject.index, message, _whole(subject, target, "标题")
            )
        elif target.title.endswith("绩效"):
            message = f"标题重复了“绩效”：“{target.title}绩效目标表”"
            yield Result(check, State.DIFFERS, subject.index, message, _whole(subject, target, "标题"))
        elif not any(f"“{target.title}”" in note.message for note in differing):
            yield Result(
                check, State.HOLDS, subject.index, "标题与项目名称一致", _whole(subject, target, "标题")
            )


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A check on every row of the tables."""

    id: str
    title: str
    title_en: str
    formula: str
    explanation: str
    rule: Rule
    applies: Callable[[PerformanceTarget, PerformanceIndicator], bool]
    column: bool = False


RULES = "《项目支出绩效评价管理办法》（财预〔2020〕10号）：绩效指标应明确、可衡量、与目标对应"

ROW_CHECKS: Sequence[RowCheck] = (
    RowCheck(
        "target-year", "时效目标在预算年度内", "Targets lie in the fiscal year", "时效目标写明的年份 = 预算年度",
        "年份在预算年度之外，目标可能沿用了往年的表。", _year, _in_time,
    ),
    RowCheck(
        "target-year-digits", "年份的位数", "Years have four digits", "年份为四位",
        "“12020年”一类的年份多印了一位。", _misprinted_year, _has_year,
    ),
    RowCheck(
        "target-filled", "指标值已填写", "Targets are filled in", "每个指标有指标值",
        "没有指标值，完成与否无从判断。", _blank("value", "指标值"), _filled_elsewhere("value"), True,
    ),
    RowCheck(
        "target-basis-filled", "指标值确定依据已填写", "The basis of targets is filled in", "每个指标有指标值确定依据（表中有这一栏时）",
        "没有依据，看不出指标值从何而来。", _blank("basis", "指标值确定依据"), _filled_elsewhere("basis"), True,
    ),
    RowCheck(
        "target-name-filled", "三级指标已填写", "Indicators have a name", "每个指标有三级指标名称",
        "没有名称，不知道衡量的是什么。", _blank("level_3", "三级指标"), _filled_elsewhere("level_3"), True,
    ),
    RowCheck(
        "targets-agree", "满意度的目标不相反", "Targets do not contradict each other", "同一指标的目标不同时为“满意”和“不满意”",
        "“不满意”不能作为目标。", _contradiction, _about_satisfaction,
    ),
    RowCheck(
        "unit-fits-indicator", "单位与指标相符", "Units fit their indicator", "比率的单位为 %；成本的单位有金额",
        "“支付及时率 ≥2 次”“成本 ≤180 人/天”看不出目标是什么。", _unit, _measured,
    ),
    RowCheck(
        "cost-is-no-floor", "成本指标不与说明相反", "A cost ceiling is no floor", "说明写“不超过”时，目标不为“≥”",
        "只看说明写明上限而目标写成下限的。", _floor, _is_cost,
    ),
    RowCheck(
        "target-has-content", "目标有内容", "Targets can be missed", "目标不为“≥0”，比率的目标不为“≤100%”",
        "任何结果都能达到的目标，不能衡量什么。", _empty, _has_operator,
    ),
    RowCheck(
        "one-indicator-in-a-cell", "一格一个指标", "One indicator in a cell", "三级指标格内只有一个指标的名称",
        "几个指标的名称连在一格里，看不出这一行衡量的是哪一个。", _several_names, _named,
    ),
)  # fmt: skip


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
