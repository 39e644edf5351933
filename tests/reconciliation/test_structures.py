"""Layouts whose figures agree though they look otherwise: none of them may be told to differ."""

from __future__ import annotations

import pytest

from disclosures.parsing.records import ParsedDisclosure
from disclosures.reconciliation import CATALOGUE, Group, State, reconcile
from disclosures.vocabulary import Stage

from .build import disclosure, final_accounts, purchases, statement, text

OWN = {c.id for c in CATALOGUE if c.group in (Group.WITHIN, Group.ACROSS)}
TWO_SIDES = "收入/项目|收入/预算数|支出/项目|支出/预算数"
CODES = "科目编码|科目名称|合计"
NATURES = "科目编码|科目名称|合计|基本支出|项目支出"

CENTRAL_FORM = statement(
    "财政拨款收支总表",
    TWO_SIDES,
    """
    一、本年收入|5|一、本年支出|6
    （一）一般公共预算拨款|4|（一）教育支出|4
    （二）政府性基金预算拨款|1|（二）住房保障支出|2
    二、上年结转|2|二、结转下年|1
    （一）一般公共预算拨款|2||
    （二）政府性基金预算拨款|||
    收入总计|7|支出总计|7
    """,
)
FINAL_FORM = statement(
    "收入支出决算总表",
    "收入/项目|收入/决算数|支出/项目|支出/决算数",
    """
    一、一般公共预算财政拨款收入|5|一、教育支出|6
    本年收入合计|5|本年支出合计|6
    使用非财政拨款结余|1|结余分配|1
    年初结转和结余|3|年末结转和结余|2
    基本支出结转|1|基本支出结转|1
    项目支出结转和结余|2|项目支出结转和结余|1
    总计|9|总计|9
    """,
    stage=Stage.FINAL_ACCOUNTS,
)
BY_PROJECT = statement(
    "支出总表",
    CODES,
    """
    |合计|6
    205|教育支出|6
    20501|教育管理事务|6
    2050101|行政运行|4
    2050101|办公楼租赁|3
    2050101|物业服务|1
    2050102|一般行政管理事务|2
    """,
)
BY_UNIT = statement(
    "支出总表",
    CODES,
    """
    |合计|7
    203|某某局|7
    203001|某某局本级|4
    205|教育支出|4
    20501|教育管理事务|4
    203002|某某中心|3
    205|教育支出|3
    20501|教育管理事务|3
    """,
)
WITH_GROWTH = statement(
    "一般公共预算支出表",
    "科目编码|科目名称|2021年执行数|2022年预算数/合计|2022年预算数/基本支出|2022年预算数/项目支出|增减%",
    "|合计|4|5|3|2|25.00\n205|教育支出|3|3|3||0.00\n221|住房保障支出|1|2||2|100.00",
)
THREE_WITH_GROWTH = statement(
    "“三公”经费支出表",
    "项目|上年预算数|本年预算数|增减率",
    "合计|5|6|20.00\n因公出国（境）费|1|1|0.00\n公务用车购置及运行费|3|4|33.33\n公务接待费|1|1|0.00",
)
THREE_BY_YEAR = statement(
    "“三公”经费支出表",
    "年度|合计|因公出国（境）费|公务用车购置及运行维护费/小计|公务用车购置及运行维护费/公务用车购置费|"
    "公务用车购置及运行维护费/公务用车运行维护费|公务接待费",
    "2021年|5|1|3|1|2|1\n2022年|6|1|4|1|3|1\n增减|1|0|1|0|1|0",
)
ITEMS_ONLY = statement("支出总表", NATURES, "|合计|5|3|2\n2050101|行政运行|3|3|\n2210201|住房公积金|2||2")
CARRIED_ON_ONE_SIDE = (
    statement(
        "收支总表",
        TWO_SIDES,
        "一、一般公共预算|5|一、教育支出|7\n本年收入合计|5|本年支出合计|7\n上年结转|2||\n收入总计|7|支出总计|7",
    ),
    statement("支出总表", NATURES, "|合计|5|5|0"),
)
PURCHASES = purchases("合计|||5|5|", "专项合计|||5|5|", "办公费|计算机|A02|3|3|", "办公费|打印机|A02|2|2|")

LOOKS_OTHERWISE: dict[str, ParsedDisclosure] = {
    "本年收入、上年结转各有分项": disclosure(CENTRAL_FORM),
    "结转结余有没有编号的分项": final_accounts(FINAL_FORM),
    "同一科目下逐个项目": disclosure(BY_PROJECT),
    "逐个单位": disclosure(BY_UNIT),
    "有增减率和上年数": disclosure(WITH_GROWTH),
    "三公经费有增减率": disclosure(THREE_WITH_GROWTH),
    "三公经费以年度为行": disclosure(THREE_BY_YEAR),
    "只列到项": disclosure(ITEMS_ONLY),
    "一张表不含上年结转": disclosure(*CARRIED_ON_ONE_SIDE),
    "采购表有项目的合计行": disclosure(**PURCHASES),
}


@pytest.mark.parametrize("layout", LOOKS_OTHERWISE)
def test_it_is_not_told_to_differ(layout: str) -> None:
    (results,) = reconcile([LOOKS_OTHERWISE[layout]])
    assert [r.message for r in results if r.check in OWN and r.state is State.DIFFERS] == []


def test_the_central_form_is_checked() -> None:
    """It is not only left alone: its sums hold."""
    (results,) = reconcile([disclosure(CENTRAL_FORM)])
    held = {r.check for r in results if r.state is State.HOLDS}
    assert {"revenue-is-sum-of-lines", "expenditure-is-sum-of-lines", "line-is-sum-of-its-lines"} <= held


@pytest.mark.parametrize(("told", "state"), [("7.00", State.COULD_NOT_BE_DONE), ("5.00", State.HOLDS)])
def test_a_total_with_what_is_carried_over_needs_the_table_that_has_it(told: str, state: State) -> None:
    """收支总预算 of 7 against 支出总表 of 5, where no 收支总表 was read: 2 may go to the next year."""
    expenditure = statement("支出总表", NATURES, "|合计|5.00|5.00|0.00")
    said = text(("一、关于收支总表的说明", f"2022年收支总预算{told}万元。"))
    (results,) = reconcile([disclosure(expenditure, **said)])
    assert [r.state for r in results if r.check == "stated-amount-is-cell"] == [state]
