"""Titles as provinces print them, and tables without a known title."""

from __future__ import annotations

import pytest
from test_tables import CONTEXT, ONE_SIDED, TWO_SIDED, grid, only, parsed

from disclosures.parsing.layouts import layouts
from disclosures.parsing.recognise import statement_kind
from disclosures.vocabulary import Statement


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("单位预算收支总表", Statement.REVENUE_AND_EXPENDITURE),
        ("2025年部门财务收支预算总表", Statement.REVENUE_AND_EXPENDITURE),
        ("部门收支总体情况表", Statement.REVENUE_AND_EXPENDITURE),
        ("收入支出决算总表", Statement.REVENUE_AND_EXPENDITURE),
        ("2024年部门收支预算情况表", Statement.REVENUE_AND_EXPENDITURE),
        ("部门收支预算总体安排情况表", Statement.REVENUE_AND_EXPENDITURE),
        ("收支总体情况（预算）表", Statement.REVENUE_AND_EXPENDITURE),
        ("财政专户管理资金收支情况表", None),
        ("财政专户管理资金预算支出表", None),
        ("支出总表（不含财政专户资金）", Statement.EXPENDITURE),
        ("2013年公共财政预算支出表", Statement.GENERAL_PUBLIC_BUDGET),
        ("公共预算财政拨款支出决算表", Statement.GENERAL_PUBLIC_BUDGET),
        ("社会保险基金预算支出表", None),
        ("部门收入总体情况表", Statement.REVENUE),
        ("收入决算表", Statement.REVENUE),
        ("部门支出总体情况表", Statement.EXPENDITURE),
        ("支出决算表", Statement.EXPENDITURE),
        ("财政拨款收支总体情况表", Statement.FISCAL_APPROPRIATION),
        ("财政拨款收入支出决算总表", Statement.FISCAL_APPROPRIATION),
        ("一般公共预算支出情况表", Statement.GENERAL_PUBLIC_BUDGET),
        ("一般公共预算财政拨款支出决算表", Statement.GENERAL_PUBLIC_BUDGET),
        ("一般公共预算基本支出情况表", Statement.BASIC_EXPENDITURE),
        ("2025年部门一般公共预算基本支出部门预算经济分类预算表", Statement.BASIC_EXPENDITURE),
        ("部门预算政府基金预算财政拨款支出表", Statement.GOVERNMENT_FUNDS),
        ("政府性基金预算财政拨款收入支出决算表", Statement.GOVERNMENT_FUNDS),
        ("国有资本经营预算支出情况表", Statement.STATE_CAPITAL),
        ("一般公共预算“三公”经费支出情况表", Statement.THREE_PUBLIC),
        ("“三公”经费和机关运行经费预算表", Statement.THREE_PUBLIC),
        ("一般公共预算机关运行经费支出预算表", Statement.AGENCY_OPERATING_EXPENSES),
        ("财政拨款基本支出预算表", Statement.FISCAL_BASIC_EXPENDITURE),
        ("2018年政府采购预算表", Statement.PROCUREMENT),
        ("项目支出表", None),
        ("部门整体绩效目标表", None),
        ("部门固定资产占用情况表", None),
    ],
)
def test_titles(title: str, statement: Statement | None) -> None:
    assert statement_kind(title, layouts()["national"]) is statement


def test_a_table_without_title_is_known_by_its_structure_and_noted() -> None:
    header = ["科目编码|科目名称|合计|人员经费|公用经费"]
    document = parsed(
        "单位预算收支总表",
        CONTEXT,
        grid(*TWO_SIDED, "1|一、事业收入|1.00|支出总计|1.00"),
        "下表没有标题。",
        grid(*header, "301|工资福利支出|1.00|1.00|", "30101|基本工资|1.00|1.00|"),
    )
    (disclosure,) = document.disclosures
    assert [statement.statement for statement in disclosure.statements][1:] == [Statement.BASIC_EXPENDITURE]
    assert "statement-assumed" in {note.code for note in disclosure.notes}


def test_three_statements_look_alike_and_are_not_guessed() -> None:
    document = parsed(
        "单位预算收支总表",
        CONTEXT,
        grid(*TWO_SIDED, "1|一、事业收入|1.00|支出总计|1.00"),
        "另有说明如下。",
        grid(*ONE_SIDED, "1|205|教育支出|1.00||1.00", "2|20501|教育管理事务|1.00||1.00"),
    )
    assert only(document).statement is Statement.REVENUE_AND_EXPENDITURE
