"""Kinds of tables as places all over the country print them, made by hand: one test a kind."""

from __future__ import annotations

from decimal import Decimal

import pytest
from printed import UNIT, amounts, grid, read, rows, table

from disclosures.parsing.document import Block, Paragraph
from disclosures.parsing.records import StatementTable
from disclosures.vocabulary import Basis, CellState, Measure, RowKind, Side, Statement

# --- rows of column numbers -------------------------------------------------------------------------------------------

ORDINALS = [
    "** | ** | 1 | 2 | 3",
    "* | * | (1) | (2) | (3)",
    "栏次 |  | 1=2+3 | 2 | 3",
    "1 | 2 | 3 | 4 | 5",
    "** | ** | ** | ** | **",
    "栏  次 | · | 1 | 2 | 3",
    "1 | 2 | 3=4+5 | 4 | 5",
]


@pytest.mark.parametrize("ordinals", ORDINALS)
def test_a_row_of_column_numbers_holds_no_amounts(ordinals: str) -> None:
    head = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
    body = "206 | 科学技术支出 | 3.00 | 1.00 | 2.00\n"
    found = table(read("部门支出总表", UNIT, grid(head + ordinals + "\n" + body)), Statement.EXPENDITURE)
    assert rows(found) == ["206 科学技术支出"]


def test_column_numbers_stand_again_on_every_page() -> None:
    head = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n** | ** | 1 | 2 | 3\n"
    first = grid(head + "206 | 科学技术支出 | 3.00 | 1.00 | 2.00", 2)
    second = grid(head + "20604 | 技术研究与开发 | 3.00 | 1.00 | 2.00", 3)
    found = table(
        read("部门支出总表", UNIT, first, Paragraph("部门支出总表", 3), Paragraph(UNIT, 3), second),
        Statement.EXPENDITURE,
    )
    assert rows(found) == ["206 科学技术支出", "20604 技术研究与开发"]


def test_类款项_and_栏次_of_final_accounts() -> None:
    found = table(
        read(
            "支出决算表",
            "单位：临河县水务局 金额单位：万元",
            grid("""
                项目{1x4} | · | · | · | 本年支出合计{2x1} | 基本支出{2x1} | 项目支出{2x1}
                功能分类科目编码{1x3} | · | · | 科目名称 | · | · | ·
                类{2x1} | 款{2x1} | 项{2x1} | 栏次 | 1 | 2 | 3
                · | · | · | 合计 | 9.00 | 4.00 | 5.00
                213{1x3} | · | · | 农林水支出 | 9.00 | 4.00 | 5.00
                21303{1x3} | · | · | 水利 | 9.00 | 4.00 | 5.00
            """),
            cover="临河县水务局2024年度部门决算公开",
        ),
        Statement.EXPENDITURE,
    )
    assert rows(found) == ["合计", "213 农林水支出", "21303 水利"]
    assert found.lines[0].kind is RowKind.TOTAL


# --- codes ------------------------------------------------------------------------------------------------------------


def test_rows_print_their_own_level_and_go_on_over_the_page() -> None:
    head = """
        科目编码{1x3} | · | · | 科目名称{2x1} | 合计{2x1} | 基本支出{2x1} | 项目支出{2x1}
        类 | 款 | 项 | · | · | · | ·
    """
    first = grid(head + "\n213 | | | 农林水支出 | 9.00 | 4.00 | 5.00\n | 03 | | 水利 | 9.00 | 4.00 | 5.00", 2)
    second = grid(head + "\n | | 01 | 行政运行 | 4.00 | 4.00 | \n | | 6 | 水利工程 | 5.00 | | 5.00", 3)
    found = table(
        read("部门支出总表", UNIT, first, Paragraph("部门支出总表", 3), second), Statement.EXPENDITURE
    )
    assert rows(found) == ["213 农林水支出", "21303 水利", "2130301 行政运行", "2130306 水利工程"]


def test_every_column_prints_the_whole_code() -> None:
    found = table(
        read(
            "部门支出总表",
            UNIT,
            grid("""
                类 | 款 | 项 | 科目名称 | 合计 | 基本支出 | 项目支出
                213 | 21303 | 2130301 | 行政运行 | 4.00 | 4.00 |
            """),
        ),
        Statement.EXPENDITURE,
    )
    assert rows(found) == ["2130301 行政运行"]


@pytest.mark.parametrize(
    "spelled",
    ["[{}]{}", "【{}】{}", "{} {}", "{}{}", "{}-{}", "({}){}"],
    ids=lambda form: form.format("1", "名"),
)
def test_code_and_name_in_one_cell(spelled: str) -> None:
    names = [("213", "农林水支出"), ("21303", "水利"), ("2130301", "行政运行")]
    body = "\n".join(f"{spelled.format(*name)} | 4.00 | 4.00 | " for name in names)
    found = table(
        read(
            "一般公共预算支出情况表（按功能分类科目）",
            UNIT,
            grid("功能科目名称 | 小计 | 基本支出 | 项目支出\n合计 | 4.00 | 4.00 | \n" + body),
        ),
        Statement.GENERAL_PUBLIC_BUDGET,
    )
    assert rows(found) == ["合计", *(" ".join(name) for name in names)]


def test_two_classifications_in_a_row() -> None:
    found = table(
        read(
            "一般公共预算基本支出表",
            UNIT,
            grid("""
                部门预算经济分类{1x2} | · | 政府预算经济分类{1x2} | · | 合计{2x1} | 人员经费{2x1} | 公用经费{2x1}
                科目编码 | 科目名称 | 科目编码 | 科目名称 | · | · | ·
                301 | 工资福利支出 | | | 3.00 | 3.00 |
                30101 | 基本工资 | 50101 | 工资奖金津补贴 | 2.00 | 2.00 |
                30103 | 奖金 | 50101 | 工资奖金津补贴 | 1.00 | 1.00 |
            """),
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert rows(found) == ["301 工资福利支出", "30101 基本工资", "30103 奖金"]


def test_the_statement_says_which_of_two_classifications_names_the_row() -> None:
    printed = """
        单位名称 | 功能科目编码 | 功能科目名称 | 经济科目编码 | 经济科目名称 | 合计 | 人员经费 | 公用经费
        临河县水务局 | 2130301 | 行政运行 | 30101 | 基本工资 | 2.00 | 2.00 |
        临河县水务局 | 2130301 | 行政运行 | 30201 | 办公费 | 1.00 | | 1.00
        临河县水务局 | 2210201 | 住房公积金 | 30113 | 住房公积金 | 1.00 | 1.00 |
    """
    basic = table(read("一般公共预算基本支出表", UNIT, grid(printed)), Statement.BASIC_EXPENDITURE)
    assert rows(basic) == ["30101 基本工资", "30201 办公费", "30113 住房公积金"]
    whole = table(read("部门支出总表", UNIT, grid(printed)), Statement.EXPENDITURE)
    assert rows(whole) == ["2130301 行政运行", "2130301 行政运行", "2210201 住房公积金"]


def test_functional_codes_headed_as_codes_of_units() -> None:
    found = table(
        read(
            "部门支出总表",
            UNIT,
            grid("""
                单位编码 | 单位名称 | 合计 | 基本支出 | 项目支出
                213 | 农林水支出 | 4.00 | 4.00 |
                21303 | 水利 | 4.00 | 4.00 |
                2130301 | 行政运行 | 4.00 | 4.00 |
            """),
        ),
        Statement.EXPENDITURE,
    )
    assert rows(found) == ["213 农林水支出", "21303 水利", "2130301 行政运行"]


def test_the_code_of_a_unit_is_none_of_the_classification() -> None:
    found = table(
        read(
            "部门收入总表",
            UNIT,
            grid("""
                单位编码 | 单位名称 | 合计 | 一般公共预算 | 政府性基金预算
                | 合计 | 9.00 | 9.00 |
                208 | 临河县水务局 | 9.00 | 9.00 |
                208001 | 临河县水务局（本级） | 6.00 | 6.00 |
                208002 | 临河县河道管理所 | 3.00 | 3.00 |
            """),
        ),
        Statement.REVENUE,
    )
    assert rows(found) == ["合计", "临河县水务局", "临河县水务局（本级）", "临河县河道管理所"]


def test_rows_of_units_and_their_items() -> None:
    found = table(
        read(
            "部门支出总表",
            UNIT,
            grid("""
                预算单位 | 科目编码 | 科目名称 | 支出总计 | 基本支出 | 项目支出
                临河县水务局（本级） | | | 4.00 | 4.00 |
                | 213 | 农林水支出 | 4.00 | 4.00 |
                临河县河道管理所 | | | 2.00 | 2.00 |
                | 213 | 农林水支出 | 2.00 | 2.00 |
            """),
        ),
        Statement.EXPENDITURE,
    )
    assert rows(found) == ["临河县水务局（本级）", "213 农林水支出", "临河县河道管理所", "213 农林水支出"]


# --- panels -----------------------------------------------------------------------------------------------------------


def test_four_panels() -> None:
    found = table(
        read(
            "部门综合预算收支总表",
            UNIT,
            grid("""
                收入{1x2} | · | 支出{1x6} | · | · | · | · | ·
                项目 | 预算数 | 支出功能分类科目（按大类） | 预算数 | 部门预算支出经济科目（按大类） | 预算数 | 政府预算支出经济分类科目（按大类） | 预算数
                一、部门预算 | 9.00 | 一、部门预算 | 9.00 | 一、部门预算 | 9.00 | 一、部门预算 | 9.00
                1、财政拨款 | 9.00 | 13、农林水支出 | 9.00 | 1、人员经费 | 4.00 | 1、机关工资福利支出 | 4.00
                本年收入合计 | 9.00 | 本年支出合计 | 9.00 | 本年支出合计 | 9.00 | 本年支出合计 | 9.00
            """),
        ),
        Statement.REVENUE_AND_EXPENDITURE,
    )
    sides = [(line.side, line.name) for line in found.lines]
    assert sides[:4] == [
        (Side.REVENUE, "一、部门预算"),
        (Side.EXPENDITURE, "一、部门预算"),
        (Side.USE, "一、部门预算"),
        (Side.USE, "一、部门预算"),
    ]
    assert sides[-4:] == [
        (Side.REVENUE, "本年收入合计"),
        (Side.EXPENDITURE, "本年支出合计"),
        (Side.USE, "本年支出合计"),
        (Side.USE, "本年支出合计"),
    ]


def test_行次_of_both_sides_are_no_amounts() -> None:
    found = table(
        read(
            "收入支出决算总表",
            "单位：临河县水务局 金额单位：万元",
            grid("""
                收入{1x3} | · | · | 支出{1x3} | · | ·
                项目 | 行次 | 金额 | 项目 | 行次 | 金额
                栏次 | | 1 | 栏次 | | 2
                一、一般公共预算财政拨款收入 | 1 | 9.00 | 一、一般公共服务支出 | 32 |
                二、政府性基金预算财政拨款收入 | 2 | | 十二、农林水支出 | 33 | 9.00
                本年收入合计 | 3 | 9.00 | 本年支出合计 | 34 | 9.00
            """),
            cover="临河县水务局2024年度部门决算公开",
        ),
        Statement.REVENUE_AND_EXPENDITURE,
    )
    assert sorted(amounts(found).values()) == ["9.00"] * 4


def test_totals_merged_over_panels() -> None:
    found = table(
        read(
            "一般公共预算财政拨款基本支出决算表",
            "单位：临河县水务局 金额单位：万元",
            grid("""
                人员经费{1x3} | · | · | 公用经费{1x6} | · | · | · | · | ·
                科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
                301 | 工资福利支出 | 3.00 | 302 | 商品和服务支出 | 2.00 | 310 | 资本性支出 | 0.50
                30101 | 基本工资 | 3.00 | 30201 | 办公费 | 2.00 | 31022 | 无形资产购置 | 0.50
                人员经费合计{1x2} | · | 3.00 | 公用经费合计{1x5} | · | · | · | · | 2.50
            """),
            cover="临河县水务局2024年度部门决算公开",
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert amounts(found)["人员经费合计", "决算数"] == "3.00"
    assert amounts(found)["公用经费合计", "决算数"] == "2.50"
    assert amounts(found)["31022 无形资产购置", "决算数"] == "0.50"


def test_a_name_broken_by_the_rule_of_the_code_column() -> None:
    found = table(
        read(
            "一般公共预算财政拨款基本支出决算表",
            "单位：临河县水务局 金额单位：万元",
            grid("""
                科目编码 | 科目名称 | 决算数
                301 | 工资福利支出 | 3.00
                30101 | 基本工资 | 3.00
                人员经 | 费合计 | 3.00
            """),
            cover="临河县水务局2024年度部门决算公开",
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert amounts(found)["人员经费合计", "决算数"] == "3.00"


# --- “三公” ------------------------------------------------------------------------------------------------------------

ITEMS = """
    单位名称{2x1} | 年度{2x1} | “三公”经费合计{2x1} | 因公出国（境）费{2x1} | 公务用车购置及运行费{1x3} | · | · | 公务接待费{2x1}
    · | · | · | · | 小计 | 公务用车购置费 | 公务用车运行费 | ·
"""


def test_years_in_rows_are_years() -> None:
    body = """
        临河县水务局 | 2025年 | 6.00 | | 5.00 | | 5.00 | 1.00
        | 2026年 | 5.50 | | 5.00 | | 5.00 | 0.50
        | 增减变化金额 | -0.50 | | 0.00 | | 0.00 | -0.50
    """
    found = table(read("一般公共预算“三公”经费支出表", UNIT, grid(ITEMS + body)), Statement.THREE_PUBLIC)
    (line,) = found.lines
    by_year = {
        (found.columns[cell.column].heading[0], found.columns[cell.column].heading[-1]): cell
        for cell in line.cells
        if cell.state is CellState.AMOUNT
    }
    this, before = by_year["2026年", "公务接待费"], by_year["2025年", "公务接待费"]
    assert (this.printed, found.columns[this.column].basis) == ("0.50", Basis.BUDGET)
    assert (before.printed, found.columns[before.column].basis) == ("1.00", Basis.PRIOR)
    assert found.columns[by_year["2026年", "“三公”经费合计"].column].measure is Measure.TOTAL


def test_the_whole_of_三公_may_have_its_name_alone() -> None:
    found = table(
        read(
            "财政拨款安排的行政经费及“三公”经费预算表",
            UNIT,
            grid("""
                项目 | 合计 | 一般公共预算
                行政经费 | 836.46 | 836.46
                “三公”经费 | 25.71 | 25.71
                其中：（一）因公出国（境）支出 | 0.00 | 0.00
                （二）公务用车购置及运行维护支出 | 18.53 | 18.53
                1.公务用车购置费 | 0.00 | 0.00
                2.公务用车运行维护费 | 18.53 | 18.53
                （三）公务接待费支出 | 7.18 | 7.18
            """),
        ),
        Statement.THREE_PUBLIC,
    )
    assert [line.name for line in found.lines if line.kind is RowKind.TOTAL] == ["“三公”经费"]


def test_budget_and_final_accounts_in_rows() -> None:
    found = table(
        read(
            "财政拨款“三公”经费支出决算表",
            "单位：临河县水务局 金额单位：万元",
            grid("""
                项目 | 合计 | 因公出国（境）费 | 公务用车购置及运行维护费 | 公务接待费
                预算数 | 6.00 | 0.00 | 5.00 | 1.00
                决算数 | 4.20 | 0.00 | 4.00 | 0.20
            """),
            cover="临河县水务局2024年度部门决算公开",
        ),
        Statement.THREE_PUBLIC,
    )
    hospitality = next(line for line in found.lines if line.kind is RowKind.HOSPITALITY)
    bases = {found.columns[cell.column].basis: cell.printed for cell in hospitality.cells}
    assert bases == {Basis.BUDGET: "1.00", Basis.FINAL: "0.20"}


def test_the_table_of_三公_stays_one_with_procurement_beside_it() -> None:
    found = table(
        read(
            "财政拨款“三公”经费、机关运行经费支出及政府采购情况表",
            UNIT,
            grid(
                """
                合计 | 因公出国（境）费 | 公务接待费 | 机关运行经费 | 政府采购支出{1x2} | ·
                1.00 | 0.00 | 1.00 | 7.00 | 货物 | 服务
            """.replace(
                    "1.00 | 0.00 | 1.00 | 7.00 | 货物 | 服务",
                    "· | · | · | · | 货物 | 服务\n1.00 | 0.00 | 1.00 | 7.00 | 2.00 | 3.00",
                )
            ),
        ),
        Statement.THREE_PUBLIC,
    )
    kinds = {line.kind for line in found.lines}
    assert {RowKind.TOTAL, RowKind.HOSPITALITY, RowKind.OVERSEAS_VISITS} <= kinds


# --- titles -----------------------------------------------------------------------------------------------------------

BODY = "206 | 科学技术支出 | 3.00 | 1.00 | 2.00\n"
HEAD = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
TITLES: dict[str, list[Block | str]] = {
    "in the grid": [
        grid("三、部门支出总表{1x5} | · | · | · | ·\n" + f"{UNIT}{{1x5}} | · | · | · | ·\n" + HEAD + BODY)
    ],
    "in the grid, without 表": [
        grid(
            "2026年部门支出总{1x5} | · | · | · | ·\n".replace("总", "总表")
            + f"{UNIT}{{1x5}} | · | · | · | ·\n"
            + HEAD
            + BODY
        )
    ],
    "above a form number": ["部门支出总表", "公开03表", UNIT, grid(HEAD + BODY)],
    "below a form number": ["公开03表", "部门支出总表", UNIT, grid(HEAD + BODY)],
    "below the unit line": [UNIT, "部门支出总表", grid(HEAD + BODY)],
    "with a form number in brackets": ["部门支出总表（预算表3）", UNIT, grid(HEAD + BODY)],
    "two titles": ["三、支出总体情况表", "2026年部门支出总表", UNIT, grid(HEAD + BODY)],
    "over two lines": ["2026年部门预算支出总", "表", UNIT, grid(HEAD + BODY)],
    "with its bracket on a line of its own": ["部门支出总表", "（按功能分类科目）", UNIT, grid(HEAD + BODY)],
    "with a page number between": ["部门支出总表", "— 12 —", UNIT, grid(HEAD + BODY)],
}


@pytest.mark.parametrize("kind", TITLES)
def test_titles(kind: str) -> None:
    found = table(read(*TITLES[kind]), Statement.EXPENDITURE)
    assert rows(found) == ["206 科学技术支出"]
    assert found.printed_unit == "万元"


def test_what_cuts_the_same_money_another_way_is_no_second_statement() -> None:
    disclosure = read(
        "一般公共预算支出表（按功能分类科目）",
        UNIT,
        grid(HEAD + BODY + "20604 | 技术研究与开发 | 3.00 | 1.00 | 2.00"),
        "一般公共预算支出表（按经济分类科目）",
        UNIT,
        grid(HEAD + "301 | 工资福利支出 | 1.00 | 1.00 | \n302 | 商品和服务支出 | 2.00 | | 2.00"),
        "一般公共预算项目支出表",
        UNIT,
        grid("项目名称 | 合计 | 一般公共预算\n河道清淤 | 2.00 | 2.00"),
    )
    found = table(disclosure, Statement.GENERAL_PUBLIC_BUDGET)
    assert rows(found)[0] == "206 科学技术支出"


def test_two_tables_each_with_a_total_are_two() -> None:
    head = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
    first = grid(head + "合计{1x2} | · | 3.00 | 1.00 | 2.00\n" + BODY, 2)
    second = grid(head + "合计{1x2} | · | 5.00 | 5.00 | \n213 | 农林水支出 | 5.00 | 5.00 | ", 3)
    disclosure = read("部门支出总表", UNIT, first, Paragraph("部门支出总表", 3), second)
    assert [len(found.lines) for found in disclosure.statements] == [2, 2]


def test_totals_alone_on_the_next_page() -> None:
    head = "收入{1x2} | · | 支出{1x2} | ·\n项目 | 预算数 | 项目 | 预算数\n"
    first = grid(head + "一、一般公共预算拨款收入 | 9.00 | 十二、农林水支出 | 9.00", 2)
    second = grid("收入总计 | 9.00 | 支出总计 | 9.00", 3)
    found = table(read("部门收支总表", UNIT, first, second), Statement.REVENUE_AND_EXPENDITURE)
    assert [line.kind for line in found.lines[-2:]] == [RowKind.REVENUE_TOTAL, RowKind.EXPENDITURE_TOTAL]
    assert sum((cell.yuan or Decimal(0)) for line in found.lines for cell in line.cells) == Decimal(
        "360000.00"
    )


def test_what_stands_under_a_change_is_a_change() -> None:
    made = grid("""
        单位名称{3x1} | 2025年{1x3} | · | · | 2026年{1x3} | · | · | 增减变化情况{1x3} | · | ·
        · | 三公经费小计{2x1} | 公务接待费{2x1} | 会议费{2x1} | 三公经费小计{2x1} | 公务接待费{2x1} | 会议费{2x1} | 三公经费小计{2x1} | 公务接待费{2x1} | 会议费{2x1}
        · | · | · | · | · | · | · | · | · | ·
        临河县水务局 | 5.00 | 5.00 | 2.00 | 4.00 | 4.00 | 1.50 | -1.00 | -1.00 | -0.50
    """)
    found = table(read("一般公共预算“三公”经费及会议费支出预算表", UNIT, made), Statement.THREE_PUBLIC)
    measures = [column.measure for column in found.columns if column.role == "amount"]
    assert measures[-3:] == [Measure.CHANGE] * 3
    assert measures[5] is Measure.CONFERENCES


@pytest.mark.parametrize(
    "by_items", ["部门基本支出预算明细表", "部门基本支出预算表（人员类、运转类公用经费项目）"]
)
def test_basic_expenditure_by_items_is_a_further_table_beside_that_of_the_general_budget(
    by_items: str,
) -> None:
    standard = grid("""
        科目编码 | 科目名称 | 合计 | 人员经费
        301 | 工资福利支出 | 3.00 | 3.00
        30101 | 基本工资 | 3.00 | 3.00
    """)
    items = grid("""
        项目名称 | 部门经济科目编码 | 部门经济科目名称 | 总计 | 一般公共预算
        日常公用经费 | 30101 | 基本工资 | 1.00 | 1.00
        日常公用经费 | 30102 | 津贴补贴 | 2.00 | 2.00
    """)

    def found(*titled: Block | str) -> list[tuple[Statement, str]]:
        return [(one.statement, one.title) for one in read(*titled).statements]

    title = "一般公共预算基本支出表"
    both = found(title, UNIT, standard, by_items, UNIT, items)
    assert both == [(Statement.BASIC_EXPENDITURE, title), (Statement.OTHER, by_items)]
    assert found(by_items, UNIT, items) == [(Statement.BASIC_EXPENDITURE, by_items)]


# --- “三公” whose rows are bodies -----------------------------------------------------------------------------------------

BY_UNIT = "单位名称 | “三公”经费合计 | 因公出国（境）费 | 公务接待费 | 公务用车购置费 | 公务用车运行费"


def of_bodies(heading: str, body: str) -> StatementTable:
    return table(
        read("一般公共预算“三公”经费支出表", UNIT, grid(heading + "\n" + body)), Statement.THREE_PUBLIC
    )


def test_the_row_of_the_only_body_is_the_whole() -> None:
    (line,) = of_bodies(BY_UNIT, "临河县水务局 | 10.00 | 0.00 | 2.00 | 5.00 | 3.00").lines
    assert (line.name, line.kind) == ("临河县水务局", RowKind.TOTAL)


@pytest.mark.parametrize(("first", "kind"), [("17.00", RowKind.TOTAL), ("16.00", None)])
def test_the_row_of_a_body_that_the_others_add_up_to_is_the_whole(first: str, kind: RowKind | None) -> None:
    found = of_bodies(
        BY_UNIT,
        f"""
        临河县水务局 | {first} | 0.00 | 2.00 | 10.00 | 5.00
        临河县水务局本级 | 10.00 | 0.00 | 2.00 | 5.00 | 3.00
        临河县水库管理所 | 7.00 | 0.00 | 0.00 | 5.00 | 2.00
        """,
    )
    assert [line.kind for line in found.lines] == [kind, None, None]


@pytest.mark.parametrize(
    ("heading", "body"),
    [
        (
            "年度 | 单位名称 | 合计 | 公务接待费",
            """
            2025年{2x1} | 临河县水务局本级 | 10.00 | 2.00
            · | 临河县水库管理所 | 7.00 | 0.00
            2026年{2x1} | 临河县水务局本级 | 9.00 | 1.00
            · | 临河县水库管理所 | 6.00 | 0.00
            """,
        ),
        (
            "单位名称 | 年份 | 合计 | 公务接待费",
            """
            临河县水务局本级 | 2025 | 10.00 | 2.00
            临河县水务局本级 | 2026 | 9.00 | 1.00
            临河县水库管理所 | 2025 | 7.00 | 0.00
            临河县水库管理所 | 2026 | 6.00 | 0.00
            """,
        ),
    ],
)
def test_bodies_and_years_in_rows(heading: str, body: str) -> None:
    found = of_bodies(heading, body)
    assert [(line.name, [cell.printed for cell in line.cells]) for line in found.lines] == [
        ("临河县水务局本级", ["10.00", "2.00", "9.00", "1.00"]),
        ("临河县水库管理所", ["7.00", "0.00", "6.00", "0.00"]),
    ]
    assert [column.basis for column in found.columns[1:]] == [Basis.PRIOR] * 2 + [Basis.BUDGET] * 2


def test_the_year_under_an_item_is_of_that_item() -> None:
    heading = "单位名称{2x1} | 合计{1x2} | · | 公务接待费{1x2} | ·\n· | 上年预算数 | 本年预算数 | 上年预算数 | 本年预算数"
    found = of_bodies(heading, "临河县水务局 | 3.00 | 2.50 | 1.00 | 0.50")
    assert [(column.measure, column.basis) for column in found.columns[1:]] == [
        (Measure.TOTAL, Basis.PRIOR),
        (Measure.TOTAL, Basis.BUDGET),
        (Measure.HOSPITALITY, Basis.PRIOR),
        (Measure.HOSPITALITY, Basis.BUDGET),
    ]


@pytest.mark.parametrize(
    "printed",
    [
        BY_UNIT + "\n临河县水务局 | 10.00 | 0.00 | 2.00 | 5.00 | 3.00",
        """
        项目 | 2025年预算数 | 2026年预算数
        合计 | 12.00 | 10.00
        一、因公出国（境）费 | 0.00 | 0.00
        二、公务接待费 | 4.00 | 2.00
        三、公务用车购置及运行费 | 8.00 | 8.00
        """,
    ],
)
def test_a_table_of_三公_without_its_title(printed: str) -> None:
    assert table(read("", UNIT, grid(printed)), Statement.THREE_PUBLIC).lines


def test_a_list_of_purchases_keeps_each_of_its_names() -> None:
    printed = """
        品目编码 | 品目名称 | 项目名称 | 组织形式 | 合计
        C0801 | 工程监理服务 | 河道整治 | 集中采购 | 30.00
        A0301 | 水泵 | 水库维修 | 分散采购 | 20.00
    """
    disclosure = read("政府采购预算表", UNIT, grid(printed))
    found = table(disclosure, Statement.PROCUREMENT)
    assert [(line.name, [cell.printed for cell in line.cells]) for line in found.lines] == [
        ("河道整治", ["C0801", "工程监理服务", "集中采购", "30.00"]),
        ("水库维修", ["A0301", "水泵", "分散采购", "20.00"]),
    ]
    assert [(item.project, item.item) for item in disclosure.procurement] == [
        ("河道整治", "工程监理服务"),
        ("水库维修", "水泵"),
    ]


def test_codes_beside_purchases_are_no_amounts() -> None:
    printed = """
        科目编码 | 科目名称 | 品目名称 | 项目名称 | 金额
        2130305 | 水利工程建设 | 水泵 | 水库维修 | 20.00
    """
    (item,) = read("政府采购预算表", UNIT, grid(printed)).procurement
    assert [cell.heading for cell in item.cells] == [("金额",)]
