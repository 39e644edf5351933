"""Final accounts in the forms that places print, made by hand: one test a kind. The figures are invented."""

from __future__ import annotations

import pytest
from printed import amounts, grid, read, rows, table

from disclosures.parsing.document import Paragraph
from disclosures.vocabulary import Basis, CellState, Measure, RowKind, Statement

COVER = "临河县水务局2024年度部门决算公开"
UNIT = "部门：临河县水务局 金额单位：万元"


def by_function(titles: str, *rows_: str) -> str:
    """The header of a table by function, with the total beside 类 款 项."""
    return "\n".join(
        (
            f"项目{{1x4}} | · | · | · | {titles}",
            "科目编码{1x3} | · | · | 科目名称" + " | ·" * (titles.count("|") + 1),
            "类{2x1} | 款{2x1} | 项{2x1} | 栏次 | 1 | 2 | 3",
            *rows_,
        )
    )


EXPENDITURE = "本年支出合计{2x1} | 基本支出{2x1} | 项目支出{2x1}"


@pytest.mark.parametrize("printed", ["部决公开05表", "财决公开05表", "预决附05表", "决算公开05表"])
def test_a_number_of_a_form_is_no_title(printed: str) -> None:
    found = read(
        "一般公共预算财政拨款支出决算表",
        printed,
        UNIT,
        grid(
            "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出\n213 | 农林水支出 | 9.00 | 4.00 | 5.00"
        ),
        cover=COVER,
    )
    assert table(found, Statement.GENERAL_PUBLIC_BUDGET).title == "一般公共预算财政拨款支出决算表"


@pytest.mark.parametrize(
    "above",
    [
        "部门：临河县水务局 | 公开03表 | 金额单位：元",
        "支出决算表{1x2} | ·\n部门：临河县水务局 | 金额单位：元",
    ],
)
def test_the_lines_over_a_table_may_stand_in_a_grid_of_their_own(above: str) -> None:
    found = read(
        "支出决算表",
        grid(above),
        grid(
            "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出\n213 | 农林水支出 | 9.00 | 4.00 | 5.00"
        ),
        cover=COVER,
    )
    assert [(t.title, t.printed_unit) for t in found.statements] == [("支出决算表", "元")]
    assert not found.notes


def test_a_total_among_the_headings_stands_again_on_every_page() -> None:
    total = "· | · | · | 合计 | 9.00 | 4.00 | 5.00"
    first = grid(by_function(EXPENDITURE, total, "213{1x3} | · | · | 农林水支出 | 6.00 | 3.00 | 3.00"), 2)
    second = grid(by_function(EXPENDITURE, total, "221{1x3} | · | · | 住房保障支出 | 3.00 | 1.00 | 2.00"), 3)
    found = read("支出决算表", UNIT, first, second, cover=COVER)
    assert rows(table(found, Statement.EXPENDITURE)) == ["合计", "213 农林水支出", "221 住房保障支出"]
    assert not found.notes


def test_tables_with_totals_of_their_own_stay_apart() -> None:
    first = grid(by_function(EXPENDITURE, "· | · | · | 合计 | 9.00 | 4.00 | 5.00"), 2)
    second = grid(by_function(EXPENDITURE, "· | · | · | 合计 | 7.00 | 4.00 | 3.00"), 3)
    found = read("支出决算表", UNIT, first, second, cover=COVER)
    assert len(found.statements) == 2


def test_the_year_stands_between_agency_and_unit_in_a_row_of_the_sheet() -> None:
    sheet = """
        支出决算表{1x5} | · | · | · | ·
        编制单位：临河县水务局 | | 2023年度 | | 金额单位：万元
        科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出
        213 | 农林水支出 | 9.00 | 4.00 | 5.00
    """
    found = read(grid(sheet), cover="公开表")
    assert (found.agency.name, found.fiscal_year) == ("临河县水务局", 2023)


def test_the_table_of_how_a_body_runs_holds_amounts_and_counts() -> None:
    found = table(
        read(
            "机构运行信息表",
            UNIT,
            grid("""
                项目 | 行次 | 预算数 | 决算统计数 | 项目 | 行次 | 统计数
                栏次 | | 1 | 2 | 栏次 | | 3
                （一）支出合计 | 1 | 9.00 | 7.00 | 三、机关运行经费 | 7 | —
                1．因公出国（境）费 | 2 | 2.00 | 1.00 | （一）行政单位 | 8 | 31.00
                2．公务用车购置及运行维护费 | 3 | 4.00 | 4.00 | （一）车辆数合计（辆） | 9 | 7
                3．公务接待费 | 4 | 3.00 | 2.00 | 2．机要通信用车 | 10 | 1
                4．公务用车保有量（辆） | 5 | — | 7 | （二）单价100万元（含）以上的设备（台，套） | 11 | 0
                6．国内公务接待人次（人） | 6 | — | 311 | 五、政府采购支出合计 | 12 | 12.00
            """),
            cover=COVER,
        ),
        Statement.THREE_PUBLIC,
    )
    assert amounts(found) == {
        ("（一）支出合计", "预算数"): "9.00",
        ("（一）支出合计", "决算统计数"): "7.00",
        ("1．因公出国（境）费", "预算数"): "2.00",
        ("1．因公出国（境）费", "决算统计数"): "1.00",
        ("（一）行政单位", "统计数"): "31.00",
        ("2．公务用车购置及运行维护费", "预算数"): "4.00",
        ("2．公务用车购置及运行维护费", "决算统计数"): "4.00",
        ("3．公务接待费", "预算数"): "3.00",
        ("3．公务接待费", "决算统计数"): "2.00",
        ("五、政府采购支出合计", "统计数"): "12.00",
    }
    counts = [c.printed for line in found.lines for c in line.cells if c.state is CellState.PRINTED]
    assert counts == ["7", "1", "7", "0", "311"]
    assert found.columns[3].basis is Basis.FINAL


def test_amounts_over_two_lines_of_their_cell_are_all_taken() -> None:
    found = read(
        "支出决算表",
        UNIT,
        grid(
            "科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出\n213 | 农林水支出 | 84,640,368⏎.65 | 84,640,367⏎.65 | 1.00"
        ),
        cover=COVER,
    )
    assert not found.notes


def test_purchases_and_running_expenses_beside_the_three_public() -> None:
    found = read(
        "“三公”经费、机关运行经费及政府采购情况表",
        UNIT,
        grid("""
            “三公”经费{1x3} | · | · | 机关运行经费{2x1} | 政府采购{1x4} | · | · | ·
            合计 | 公务用车运行维护费 | 公务接待费 | · | 合计 | 货物 | 工程 | 服务
            9.00 | 5.00 | 4.00 | 31.00 | 6.00 | 3.00 | 2.00 | 1.00
        """),
        cover=COVER,
    )
    assert len(amounts(table(found, Statement.THREE_PUBLIC))) > 4
    assert not found.notes


def test_columns_of_counts_are_no_amounts() -> None:
    found = table(
        read(
            "“三公”经费支出决算表",
            UNIT,
            grid("""
                “三公”经费合计 | 公务用车购置费 | 公务用车购置数（辆） | 公务接待费 | 国内公务接待批次 | 国内公务接待人次
                9.00 | 5.00 | 1 | 4.00 | 12 | 130
            """),
            cover=COVER,
        ),
        Statement.THREE_PUBLIC,
    )
    assert set(amounts(found).values()) == {"9.00", "5.00", "4.00"}


def test_a_budget_of_the_whole_year_beside_that_of_its_beginning() -> None:
    found = read(
        "财政拨款“三公”经费支出决算表",
        UNIT,
        grid("""
            项目 | 年初预算数 | 全年预算数 | 决算数
            “三公”经费合计 | 9.00 | 8.00 | 7.00
            公务接待费 | 9.00 | 8.00 | 7.00
        """),
        cover=COVER,
    )
    columns = table(found, Statement.THREE_PUBLIC).columns
    assert [column.basis for column in columns[1:]] == [Basis.BUDGET, Basis.BUDGET, Basis.FINAL]
    assert not found.notes


def test_columns_by_economy_are_understood_in_a_table_by_function() -> None:
    found = read(
        "一般公共预算财政拨款基本支出决算明细表",
        UNIT,
        grid("""
            项目{1x2} | · | 合计{2x1} | 工资福利支出{1x3} | · | · | 商品和服务支出{1x2} | ·
            科目编码 | 科目名称 | · | 小计 | 基本工资 | 津贴补贴 | 小计 | 办公费
            2130301 | 行政运行 | 9.00 | 7.00 | 4.00 | 3.00 | 2.00 | 2.00
            2130399 | 其他水利支出 | 1.00 | 1.00 | 1.00 | | |
        """),
        cover=COVER,
    )
    assert not [note for note in found.notes if note.code == "heading-unknown"]


def test_lines_above_the_next_page_of_a_table() -> None:
    head = "项目 | 行次 | 决算数 | 项目 | 行次 | 决算数"
    first = grid(
        f"收入{{1x3}} | · | · | 支出{{1x3}} | · | ·\n{head}\n一、财政拨款收入 | 1 | 9.00 | 一、农林水支出 | 3 | 9.00",
        2,
    )
    second = grid(f"收入{{1x3}} | · | · | 支出{{1x3}} | · | ·\n{head}\n总计 | 2 | 9.00 | 总计 | 4 | 9.00", 3)
    found = read("收入支出决算总表", UNIT, first, Paragraph(UNIT, 3), second, cover=COVER)
    kinds = [line.kind for line in table(found, Statement.REVENUE_AND_EXPENDITURE).lines]
    assert kinds[-2:] == [RowKind.REVENUE_TOTAL, RowKind.EXPENDITURE_TOTAL]


def test_a_heading_that_fell_out_of_its_grid_names_no_table() -> None:
    """The rest of a table without headings, which only its sums show to be the rest."""
    total = "· | · | · | 合计 | 9.00 | 4.00 | 5.00"
    first = grid(by_function(EXPENDITURE, total, "213{1x3} | · | · | 农林水支出 | 6.00 | 3.00 | 3.00"), 2)
    second = grid("221{1x3} | · | · | 住房保障支出 | 3.00 | 1.00 | 2.00", 3)
    found = read("支出决算表", UNIT, first, "项目", second, cover=COVER)
    assert rows(table(found, Statement.EXPENDITURE)) == ["合计", "213 农林水支出", "221 住房保障支出"]


def test_本年支出_beside_its_parts_is_the_total() -> None:
    found = table(
        read(
            "一般公共预算财政拨款支出决算表",
            UNIT,
            grid("""
                科目编码 | 科目名称 | 本年支出 | 基本支出 | 项目支出
                213 | 农林水支出 | 9.00 | 4.00 | 5.00
            """),
            cover=COVER,
        ),
        Statement.GENERAL_PUBLIC_BUDGET,
    )
    assert [column.measure for column in found.columns[2:]] == [
        Measure.TOTAL,
        Measure.BASIC,
        Measure.PROJECT,
    ]


def test_a_total_over_two_panels_that_no_rules_merge() -> None:
    found = table(
        read(
            "一般公共预算财政拨款基本支出决算表",
            UNIT,
            grid("""
                人员经费{1x3} | · | · | 公用经费{1x6} | · | · | · | · | ·
                科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
                30101 | 基本工资 | 9.00 | 30201 | 办公费 | 2.00 | 31002 | 办公设备购置 | 1.00
                人员经费合计 | | 9.00 | 公用经费合计 | | | | | 3.00
            """),
            cover=COVER,
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert amounts(found)["公用经费合计", "决算数"] == "3.00"


def test_the_number_of_the_form_may_stand_beside_the_label_in_a_row_of_the_sheet() -> None:
    found = read(
        grid("""
            一般公共预算财政拨款支出决算表{1x5} | · | · | · | ·
            编制单位：临河县水务局 | | | | 公开05表
             | | | | 金额单位：元
            科目编码 | 科目名称 | 本年支出合计 | 基本支出 | 项目支出
            213 | 农林水支出 | 9.00 | 4.00 | 5.00
        """),
        cover=COVER,
    )
    (statement,) = found.statements
    assert (statement.title, statement.printed_unit) == ("一般公共预算财政拨款支出决算表", "元")
    assert statement.statement is Statement.GENERAL_PUBLIC_BUDGET


def test_the_whole_of_三公_is_the_row_that_prints_its_amount() -> None:
    found = table(
        read(
            "机构运行信息表",
            UNIT,
            grid("""
                项 目 | 行次 | 统计数
                栏 次 | | 1
                一、“三公”经费支出 | 1 | —
                （一）支出合计 | 2 | 28.00
                1.因公出国（境）费 | 3 | 0.00
                2.公务用车购置及运行维护费 | 4 | 20.00
                3.公务接待费 | 5 | 8.00
                2.主要负责人用车 | 6 | 1
            """),
            cover="临河县水务局2025年度部门决算",
        ),
        Statement.THREE_PUBLIC,
    )
    kinds = [line.kind for line in found.lines]
    assert kinds[:2] == [None, RowKind.TOTAL]
    assert found.lines[-1].cells[0].yuan is None
