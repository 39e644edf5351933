"""Checks of one row of a performance table: blanks, years, units, targets that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from disclosures.parsing.normalise import key
from disclosures.parsing.records import PerformanceIndicator, PerformanceTarget

from . import target_words as words
from .results import Operand, Place, Result, State
from .subject import Subject

LONGEST_PREFIX = 4


def label_of(target: PerformanceTarget) -> str:
    return f"“{target.title}”" if target.title else "没有名称的项目"


def whole_operand(subject: Subject, target: PerformanceTarget, label: str = "绩效目标表") -> Operand:
    place = Place(subject.index, f"绩效目标表{label_of(target)}", target.page)
    return Operand(f"{label_of(target)}{label}", None, "", (place,))


def row_operand(
    subject: Subject, target: PerformanceTarget, indicator: PerformanceIndicator, printed: str
) -> Operand:
    said = "/".join(part for part in (indicator.level_2, indicator.level_3) if part)
    place = Place(subject.index, f"绩效目标表{label_of(target)}{said}", indicator.page or target.page)
    return Operand(f"{label_of(target)}{said}", None, printed, (place,))


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


def of_indicators(subject: Subject) -> list[PerformanceTarget]:
    """The targets of forms with indicators, be they read or not; a list of projects and their goals prints none."""
    empty = [note.message for note in subject.disclosure.notes if note.code == "performance-empty"]
    return [
        target
        for target in filled(subject)
        if target.indicators or any(f"“{target.title}”" in message for message in empty)
    ]


def target_text(indicator: PerformanceIndicator) -> str:
    """The target as printed: ≥60万元."""
    return "".join((indicator.operator or "", indicator.value or "", indicator.unit or ""))


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
    for target in of_indicators(subject):
        looked_at = [one for one in target.indicators if applies(target, one)]
        found = [(one, said) for one in looked_at if (said := rule(subject, target, one))]
        for indicator, said in found:
            side = row_operand(subject, target, indicator, target_text(indicator))
            yield Result(check, State.DIFFERS, subject.index, f"{side.label}：{said}", side)
        if looked_at and not found:
            yield Result(
                check,
                State.HOLDS,
                subject.index,
                f"{len(looked_at)} 行指标没有不一致",
                whole_operand(subject, target),
            )
        elif not looked_at:
            message = "表中没有这类指标，或没有读出"
            yield Result(
                check, State.COULD_NOT_BE_DONE, subject.index, message, whole_operand(subject, target)
            )


def year_of(subject: Subject, target: PerformanceTarget, indicator: PerformanceIndicator) -> str | None:
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
    value = number_in(indicator.value)
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


def number_in(text: str | None) -> Decimal | None:
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
        "年份在预算年度之外，目标可能沿用了往年的表。", year_of, _in_time,
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
