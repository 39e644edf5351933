"""Group D."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from disclosures.parsing.records import ParsedDisclosure, PerformanceIndicator, PerformanceTarget

from .build import disclosure, notes, statement, text
from .case import Case


def row(
    level_2: str = "数量指标", level_3: str = "次数", value: str | None = "5", **given: Any
) -> PerformanceIndicator:
    known: dict[str, Any] = {
        "level_1": "产出指标",
        "level_2": level_2,
        "level_3": level_3,
        "description": "说明",
        "operator": None,
        "value": value,
        "unit": None,
        "basis": "工作计划",
    }
    return PerformanceIndicator(**(known | given))


def form(
    *rows: PerformanceIndicator, title: str = "办公楼租赁费", funds: str | None = None, **given: Any
) -> PerformanceTarget:
    known: dict[str, Any] = {
        "number": 1,
        "title": title,
        "code": None,
        "funds_yuan": None if funds is None else Decimal(funds) * 10_000,
        "objectives": ("租赁办公楼。",),
        "payment_schedule": (),
        "indicators": rows,
    }
    return PerformanceTarget(**(known | given))


def shown(*forms: PerformanceTarget, **given: Any) -> ParsedDisclosure:
    return disclosure(performance_targets=forms, **given)


def one(*rows: PerformanceIndicator) -> ParsedDisclosure:
    return shown(form(*rows))


UNREAD = shown(form(), **notes(("performance-empty", "绩效目标表“办公楼租赁费”没有读出指标")))
"""A form of which no indicator was read."""
COST = {"operator": "=", "unit": "万元"}


def spent(*forms: PerformanceTarget) -> ParsedDisclosure:
    table = statement("支出总表", "科目编码|科目名称|合计|基本支出|项目支出", "|合计|7|3|4")
    return disclosure(table, performance_targets=forms)


def declared(count: int) -> ParsedDisclosure:
    words = f"编报绩效目标的项目{count}个，涉及项目预算资金7.00万元。"
    forms = (
        form(row(), title="甲项目", funds="3"),
        form(row(), title="乙项目", funds="3" if count == 2 else "4"),
    )
    return shown(*forms, **text(("四、绩效目标设置情况", words)))


def two(funds: str) -> ParsedDisclosure:
    words = "编报绩效目标的项目2个，涉及项目预算资金7.00万元。"
    forms = (form(row(), title="甲项目", funds="3"), form(row(), title="乙项目", funds=funds))
    return shown(*forms, **text(("四、绩效目标设置情况", words)))


def noted(code: str) -> ParsedDisclosure:
    return shown(form(row()), **notes((code, "绩效目标表“办公楼租赁费”与通常不同")))


CASES: tuple[Case, ...] = (
    Case(
        "project-funds-are-cost",
        shown(form(row("成本指标", "总成本", "520", **COST), funds="100")),
        shown(form(row("成本指标", "总成本", "100", **COST), funds="100")),
        shown(form(row("成本指标", "总成本", "100", **COST))),
    ),
    Case(
        "projects-within-project-expenditure",
        spent(form(row(), funds="3"), form(row(), title="物业费", funds="2")),
        spent(form(row(), funds="3"), form(row(), title="物业费", funds="1")),
        shown(form(row(), funds="3")),
    ),
    Case("declared-project-funds", two("5"), two("4"), declared(9)),
    Case(
        "objective-filled",
        shown(form(row()), form(row(), title="物业费", objectives=())),
        shown(form(row())),
        shown(form(row(), objectives=())),
    ),
    Case("target-year", one(row("时效指标", "期限", "2020年")), one(row("时效指标", "期限", "2022年")), UNREAD),
    Case("target-year-digits", one(row("时效指标", "期限", "12020年")), one(row("时效指标", "期限", "2022年")), UNREAD),
    Case("target-filled", one(row(), row(level_3="人数", value=None)), one(row()), one(row(value=None))),
    Case("target-basis-filled", one(row(), row(basis="")), one(row()), one(row(basis=""))),
    Case("target-name-filled", one(row(), row(level_3="")), one(row()), one(row(level_3=""))),
    Case(
        "targets-agree",
        one(row("满意度指标", "职工满意度", "满意"), row("满意度指标", "职工满意度", "不满意")),
        one(row("满意度指标", "职工满意度", "满意")),
        UNREAD,
    ),
    Case(
        "unit-fits-indicator",
        one(row("时效指标", "支付及时率", "2", operator="≥", unit="次")),
        one(row("时效指标", "支付及时率", "95", operator="≥", unit="%")),
        UNREAD,
    ),
    Case(
        "cost-is-no-floor",
        one(row("成本指标", "差旅费", "180", operator="≥", unit="元/人", description="每人不超过180元")),
        one(row("成本指标", "差旅费", "180", operator="≤", unit="元/人", description="每人不超过180元")),
        UNREAD,
    ),
    Case(
        "target-has-content",
        one(row("满意度指标", "学员满意度", "0", operator="≥")),
        one(row("满意度指标", "学员满意度", "90", operator="≥", unit="%")),
        UNREAD,
    ),
    Case(
        "one-indicator-in-a-cell",
        one(row(level_3="培训人员次数参训企业家数"), row(level_3="培训人员次数"), row(level_3="参训企业家数")),
        one(row(level_3="培训人员次数"), row(level_3="参训企业家数")),
        UNREAD,
    ),
    Case("target-rows-in-columns", noted("performance-slipped"), one(row()), UNREAD),
    Case("target-level-1-printed", noted("performance-level-1"), one(row()), UNREAD),
    Case("target-text-once", noted("performance-doubled"), one(row()), UNREAD),
    Case("target-heading-is-name", noted("performance-name"), one(row()), shown(form(row(), title=""))),
)  # fmt: skip
