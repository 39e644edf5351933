"""What the end of a line or of a page breaks: names of tables, names of rows at the head of the next page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from printed import UNIT, amounts, grid, read, rows, table

from disclosures.parsing.document import Grid, Paragraph
from disclosures.parsing.titles import is_title
from disclosures.vocabulary import Statement

BODY = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n213 | 农林水支出 | 3.00 | 1.00 | 2.00"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("临河县残疾人联合会2026年一般公共预", "算支出表（按功能科目）"),
        ("临河县残疾人联合会2026年一般公共", "预算支出表（按功能科目）"),
    ],
)
def test_a_title_broken_within_a_word(first: str, second: str) -> None:
    found = read(
        Paragraph(first, 2, (200.0, 60.0, 440.0, 75.0)),
        Paragraph(second, 2, (220.0, 80.0, 420.0, 95.0)),
        UNIT,
        grid(BODY, 2),
    )
    assert [statement.statement for statement in found.statements] == [Statement.GENERAL_PUBLIC_BUDGET]
    assert found.statements[0].title == first + second


@pytest.mark.parametrize(
    "title",
    [
        "一般公共预算基本支出表--人员经费(工资福利支出)(按政府预算经济分类)",
        "一般公共预算基本支出表—公用经费（商品和服务支出）",
    ],
)
def test_what_a_title_says_behind_a_dash(title: str) -> None:
    assert is_title(title)
    found = read("部门支出总表", UNIT, grid(BODY), title, UNIT, grid(BODY.replace("项目支出", "住房公积金")))
    assert [statement.title for statement in found.statements] == ["部门支出总表", title]


TWO_SIDES = """
    收入{1x2} | · | 支出{1x3} | · | ·
    项目 | 预算数 | 项目 | 合计 | 一般公共预算
"""


@pytest.mark.parametrize("headings", [TWO_SIDES, ""], ids=["printed again", "not printed again"])
def test_rests_of_names_at_the_head_of_a_page_are_no_headings(headings: str) -> None:
    first = grid(
        TWO_SIDES
        + """
            一、本年收入 | 9.00 | 一、本年支出 | 9.00 | 9.00
            （一）一般公共预算拨款 | 9.00 | （一）农林水支出 | 7.00 | 7.00
            （三）国有资本 |  | （二）卫生健康 | 2.00 | 2.00
        """,
        2,
    )
    second = grid(
        headings
        + """
            经营预算⏎拨款 |  | 支出 |  |
            收入总计 | 9.00 | 支出总计 | 9.00 | 9.00
        """,
        3,
    )
    found = table(read("财政拨款收支总表", UNIT, first, second), Statement.FISCAL_APPROPRIATION)
    assert rows(found)[-4:] == ["（三）国有资本经营预算拨款", "（二）卫生健康支出", "收入总计", "支出总计"]
    assert amounts(found)["支出总计", "一般公共预算"] == "9.00"


def test_the_name_of_a_sheet_of_two_columns_stands_in_its_first_cell() -> None:
    found = table(
        read(
            "部门支出总表",
            UNIT,
            grid(BODY),
            grid("""
                表2 |
                收入总体情况表 |
                单位名称：临河县水务局　单位：万元 |
                项目 | 2026年预算
                一、财政拨款 | 9.00
                收入总计 | 9.00
            """),
        ),
        Statement.REVENUE,
    )
    assert (found.title, rows(found)) == ("收入总体情况表", ["一、财政拨款", "收入总计"])


@pytest.mark.parametrize("again", ["续表", "（续）", "续上表", "（接上页）"])
def test_a_line_that_says_no_more_than_that_a_table_goes_on(again: str) -> None:
    first = grid("""
        项目 | 预算数 | 项目  | 预算数
        一、财政拨款收入 | 9.00 | 一、农林水支出 | 7.00
    """)
    second = grid("""
        项目 | 预算数 | 项目  | 预算数
         | | 二、住房保障支出 | 2.00
        收入总计 | 9.00 | 支出总计 | 9.00
    """)
    (found,) = read("部门收支总表", UNIT, first, again, second).statements
    assert rows(found)[-2:] == ["收入总计", "支出总计"]


def test_years_that_columns_compare_are_not_the_year_of_a_disclosure() -> None:
    """Nothing but a cell beside the scale says it."""
    found = read(
        grid("""
            一般公共预算“三公”经费支出表 | | |
            部门：临河县水务局 单位：万元 | | 2025年度 |
             | | |
            2024年预算数{1x2} | · | 2025年预算数{1x2} | ·
            合计 | 公务接待费 | 合计 | 公务接待费
            3.00 | 3.00 | 2.00 | 2.00
        """),
        cover="部门预算公开表",
    )
    assert found.fiscal_year == 2025


def test_running_numbers_go_on_below_the_title_and_the_rest_of_a_line_above_the_table() -> None:
    """单位名称：古城区住房和城乡⏎建设局: the second line belongs to nothing, and parts nothing that counts on."""
    headings = "序号 | 科目编码 | 科目名称 | 合计\n"
    above = ("支出预算总表", "单位：万元", "建设局")
    found = read(
        *above,
        grid(headings + "1 | 212 | 城乡社区支出 | 3.00\n2 | 21201 | 城乡社区管理事务 | 3.00", 2),
        *above,
        grid(headings + "3 | 2120101 | 行政运行 | 3.00\n4 | | 合计 | 3.00", 3),
    )
    assert len(table(found, Statement.EXPENDITURE).lines) == 4
    assert not [note for note in found.notes if note.code == "sum-differs"]


def test_headings_of_which_the_lower_row_stands_on_the_next_page() -> None:
    def ruled(printed: str, page: int, *edges: float) -> Grid:
        made = grid(printed, page)
        filled = tuple(
            tuple(
                replace(cell, box=(edges[n], 10.0, edges[n + cell.column_span], 20.0)) if cell else None
                for n, cell in enumerate(row)
            )
            for row in made.rows
        )
        return replace(made, rows=filled, x_edges=edges)

    found = table(
        read(
            "一般公共预算基本支出表",
            UNIT,
            ruled("经济分类科目 | 本年基本支出", 1, 50, 250, 490),
            ruled(
                """
                科目编码 | 科目名称 | 合计 | 人员经费 | 公用经费
                301 | 工资福利支出 | 7.00 | 7.00 |
                302 | 商品和服务支出 | 2.00 | | 2.00
                """,
                2,
                *(50, 100, 250, 330, 410, 490),
            ),
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert rows(found) == ["301 工资福利支出", "302 商品和服务支出"]
    assert found.pages == (1, 2)
    assert [column.heading for column in found.columns[1:3]] == [
        ("经济分类科目", "科目名称"),
        ("本年基本支出", "合计"),
    ]


def test_columns_printed_on_a_later_page_than_their_labels() -> None:
    """A sheet too wide for its paper, printed down and then over: the groups of headings are cut off, too."""

    def placed(printed: str, page: int, top: float) -> Grid:
        made = grid(printed, page)
        filled = tuple(
            tuple(
                replace(cell, box=(50.0 + 80 * n, top + 20 * y, 130.0 + 80 * n, top + 20 * y + 20))
                if cell
                else None
                for n, cell in enumerate(row)
            )
            for y, row in enumerate(made.rows)
        )
        return replace(made, rows=filled)

    left = """
        收入{1x2} | · | 支出{1x2} | ·
        项目 | 预算数 | 项目 | 合计
        一、本年收入 | 9.00 | 一、本年支出 | 9.00
        （一）一般公共预算拨款 | 9.00 | （一）农林水支出 | 5.00
        （二）政府性基金预算拨款 | | （二）住房保障支出 | 4.00
        收入总计 | 9.00 | 支出总计 | 9.00
    """
    right = "一般公共预算 | 政府性基金预算\n9.00 |\n5.00 |\n4.00 |\n9.00 |"
    found = read("财政拨款收支总表", UNIT, placed(left, 2, 100), placed(right, 3, 120))
    assert [(table.statement, table.pages) for table in found.statements] == [
        (Statement.FISCAL_APPROPRIATION, (2,)),
        (Statement.FISCAL_APPROPRIATION, (3,)),
    ]
    assert rows(found.statements[1])[1] == "（一）农林水支出"
    assert [line.cells[0].printed for line in found.statements[1].lines] == ["9.00", "5.00", "4.00", "9.00"]
    assert found.statements[1].columns[1].heading == ("支出", "一般公共预算")
