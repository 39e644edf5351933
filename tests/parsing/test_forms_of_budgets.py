"""Forms of budgets as provinces print them, made by hand: one test a kind."""

from __future__ import annotations

import pytest
from printed import UNIT, amounts, grid, read, rows, table

from disclosures.parsing.heads import cover_says
from disclosures.vocabulary import Basis, Measure, RowKind, Statement


def test_two_names_with_their_codes_before_them() -> None:
    found = table(
        read(
            "一般公共预算基本支出情况表（按支出经济分类科目）",
            UNIT,
            grid("""
                部门预算支出经济科目名称 | 政府预算支出经济科目名称 | 预算
                合计 | | 9.00
                [301]工资福利支出 | | 7.00
                [30101]基本工资 | [50101]工资奖金津补贴 | 4.00
                [30102]津贴补贴 | [50101]工资奖金津补贴 | 3.00
                [302]商品和服务支出 | | 2.00
                [30201]办公费 | [50201]办公经费 | 2.00
            """),
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert rows(found) == [
        "合计",
        "301 工资福利支出",
        "30101 基本工资",
        "30102 津贴补贴",
        "302 商品和服务支出",
        "30201 办公费",
    ]


def test_the_name_of_a_cover_sheet_is_no_part_of_the_agency() -> None:
    said = cover_says(["封面", "临河县水务局2026年部门预算"])
    assert said is not None
    assert said.name == "临河县水务局"


@pytest.mark.parametrize(
    "number", ["浙财预01表", "财预公开02表", "预01表", "批复03表", "附件1-2", "附件三", "公开表4", "附表5："]
)
def test_the_number_of_a_form_between_title_and_table_is_no_title(number: str) -> None:
    found = table(
        read(
            "部门预算收支总表",
            number,
            UNIT,
            grid("""
                收入{1x2} | · | 支出{1x2} | ·
                项目 | 预算数 | 项目 | 预算数
                一、财政拨款收入 | 9.00 | 农林水支出 | 9.00
                收入总计 | 9.00 | 支出总计 | 9.00
            """),
        ),
        Statement.REVENUE_AND_EXPENDITURE,
    )
    assert found.title == "部门预算收支总表"


def test_a_group_of_headings_that_says_no_more_than_of_which() -> None:
    found = table(
        read(
            "一般公共预算拨款支出预算表",
            UNIT,
            grid("""
                 | | | 其中：{1x2} | ·
                科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
                213 | 农林水支出 | 3.00 | 1.00 | 2.00
                21303 | 水利 | 3.00 | 1.00 | 2.00
            """),
        ),
        Statement.GENERAL_PUBLIC_BUDGET,
    )
    assert rows(found) == ["213 农林水支出", "21303 水利"]
    assert [column.measure for column in found.columns[2:]] == [Measure.TOTAL, Measure.BASIC, Measure.PROJECT]


def test_conferences_and_training_by_themselves_are_no_expenditure_statement() -> None:
    found = read(
        "部门支出总表",
        UNIT,
        grid("科目编码 | 科目名称 | 合计 | 基本支出\n213 | 农林水支出 | 3.00 | 3.00"),
        "会议费、培训费支出表",
        UNIT,
        grid("""
            项目 | 合计 | 会议费 | 培训费
            本年预算数 | 3.00 | 1.00 | 2.00
        """),
    )
    assert [statement.statement for statement in found.statements] == [
        Statement.EXPENDITURE,
        Statement.OTHER,
    ]


def test_a_longer_code_beside_those_of_the_row_is_no_level_of_it() -> None:
    found = table(
        read(
            "一般公共预算基本支出表",
            UNIT,
            grid("""
                科目编码{1x3} | · | · | 科目名称{2x1} | 合计{2x1} | 人员经费{2x1}
                类 | 款 | 编码 | · | · | ·
                301 | | | 工资福利支出 | 7.00 | 7.00
                301 | 01 | 344001 | 基本工资 | 4.00 | 4.00
                301 | 02 | 344001 | 津贴补贴 | 3.00 | 3.00
            """),
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert rows(found) == ["301 工资福利支出", "30101 基本工资", "30102 津贴补贴"]


@pytest.mark.parametrize(
    "numbers", [" | 1 | | 2", " | （1） | | （2）", "1 | 2 | 3 | 4", "栏次 | 1 | 栏次 | 2"]
)
def test_two_column_numbers_under_headings_are_no_amounts(numbers: str) -> None:
    found = table(
        read(
            "部门收支总表",
            UNIT,
            grid(f"""
                收入{{1x2}} | · | 支出{{1x2}} | ·
                项目 | 预算数 | 项目 | 预算数
                {numbers}
                一、财政拨款收入 | 9.00 | 农林水支出 | 9.00
                收入总计 | 9.00 | 支出总计 | 9.00
            """),
        ),
        Statement.REVENUE_AND_EXPENDITURE,
    )
    assert rows(found) == ["一、财政拨款收入", "农林水支出", "收入总计", "支出总计"]


def test_one_and_two_below_a_row_of_amounts_are_amounts() -> None:
    found = table(
        read(
            "部门收入总表",
            UNIT,
            grid("""
                项目 | 预算数
                 | 1
                一、财政拨款收入 | 9.00
                二、其他收入 | 1
            """),
        ),
        Statement.REVENUE,
    )
    assert amounts(found) == {("一、财政拨款收入", "预算数"): "9.00", ("二、其他收入", "预算数"): "1"}


@pytest.mark.parametrize(
    "title",
    [
        "2026年支出情况总表",
        "2026年支出总体情况表",
        "2026年支出预算总表（单位：元）",
        "支出总表 (金额单位：元)",
    ],
)
def test_titles_of_the_statement_of_expenditure(title: str) -> None:
    found = table(
        read(
            title,
            UNIT.replace("万元", "元"),
            grid("科目编码 | 科目名称 | 合计 | 基本支出\n213 | 农林水支出 | 3.00 | 3.00"),
        ),
        Statement.EXPENDITURE,
    )
    assert found.title == title.split("（单")[0].split(" (")[0]
    assert found.printed_unit == "元"


def test_code_and_name_in_one_cell_beside_the_name_of_the_unit() -> None:
    found = table(
        read(
            "一般公共预算支出表",
            UNIT,
            grid("""
                单位名称 | 功能分类科目 | 合计 | 基本支出 | 项目支出
                临河县水务局本级 | [213]农林水支出 | 3.00 | 1.00 | 2.00
                临河县水务局本级 | [21303]水利 | 3.00 | 1.00 | 2.00
                临河县水库管理处 | [213]农林水支出 | 5.00 | 5.00 |
                临河县水库管理处 | [21303]水利 | 5.00 | 5.00 |
            """),
        ),
        Statement.GENERAL_PUBLIC_BUDGET,
    )
    assert rows(found) == ["213 农林水支出", "21303 水利"] * 2


def test_a_column_of_codes_that_is_headed_as_one_of_names() -> None:
    found = table(
        read(
            "一般公共预算基本支出表",
            UNIT,
            grid("""
                经济科目 | 科目名称 | 合计 | 人员经费
                301 | 工资福利支出 | 7.00 | 7.00
                30101 | 基本工资 | 4.00 | 4.00
                30102 | 津贴补贴 | 3.00 | 3.00
                合计 | | 7.00 | 7.00
            """),
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert rows(found) == ["301 工资福利支出", "30101 基本工资", "30102 津贴补贴", "合计"]


def test_公共财政预算_is_the_older_name_of_the_general_public_budget() -> None:
    found = table(
        read(
            "部门收支总表",
            UNIT,
            grid("""
                收入{1x2} | · | 支出{1x3} | · | ·
                项目 | 预算数 | 项目 | 合计 | 公共预算拨款
                一、公共财政预算拨款 | 9.00 | 一、农林水支出 | 9.00 | 9.00
                收入总计 | 9.00 | 支出总计 | 9.00 | 9.00
            """),
        ),
        Statement.REVENUE_AND_EXPENDITURE,
    )
    assert found.lines[0].kind is RowKind.GENERAL_PUBLIC
    assert found.columns[-1].measure is Measure.GENERAL_PUBLIC


def test_levels_of_a_code_parted_by_points_or_strokes() -> None:
    found = table(
        read(
            "部门支出总表",
            UNIT,
            grid("""
                科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
                213 | 农林水支出 | 9.00 | 4.00 | 5.00
                213.03 | 水利 | 9.00 | 4.00 | 5.00
                213.03.01 | 行政运行 | 4.00 | 4.00 |
                213-03-06 | 水利工程建设 | 5.00 | | 5.00
            """),
        ),
        Statement.EXPENDITURE,
    )
    assert rows(found) == ["213 农林水支出", "21303 水利", "2130301 行政运行", "2130306 水利工程建设"]


def test_years_alone_over_amounts_and_专项经费() -> None:
    found = table(
        read(
            "部门收支总表",
            UNIT,
            grid("""
                收入{1x3} | · | · | 支出{1x4} | · | · | ·
                项目 | 2025年 | 2026年 | 项目 | 合计 | 基本支出 | 专项经费
                收入总计 | 8.00 | 9.00 | 支出总计 | 9.00 | 4.00 | 5.00
            """),
        ),
        Statement.REVENUE_AND_EXPENDITURE,
    )
    meant = [(column.measure, column.basis) for column in found.columns]
    assert meant[1:3] == [(Measure.TOTAL, Basis.PRIOR), (Measure.TOTAL, Basis.BUDGET)]
    assert meant[-1][0] is Measure.PROJECT


@pytest.mark.parametrize(
    ("whole", "purchase", "operation"),
    [
        ("公务用车购置及运行费", "购置费", "运行费"),
        ("3.公务用车购置及运行维护费", "其中：购置费", "运行维护费"),
        ("（二）公务用车购置费及运行维护费", "（1）公务用车购置", "（2）公务用车运行"),
        ("公务用车购置、运行维护费", "其中：车辆购置支出", "车辆运行维护支出"),
        ("公务用车购置和运行费", "其中购买费", "运维费预算数"),
    ],
)
def test_parts_of_the_vehicles_may_be_named_in_short(whole: str, purchase: str, operation: str) -> None:
    found = table(
        read(
            "“三公”经费和机关运行经费预算表",
            UNIT,
            grid(f"""
                项目 | 预算数
                合计 | 37.91
                公务接待费 | 1.35
                {whole} | 36.56
                {purchase} | 15.00
                公务用车购置数（辆） | 1
                {operation} | 21.56
                机关运行经费 | 464.64
                运行费 | 2.00
            """),
        ),
        Statement.THREE_PUBLIC,
    )
    kinds = {line.kind: line.cells[0].printed for line in found.lines if line.kind}
    assert kinds == {
        RowKind.TOTAL: "37.91",
        RowKind.HOSPITALITY: "1.35",
        RowKind.VEHICLES: "36.56",
        RowKind.VEHICLE_PURCHASE: "15.00",
        RowKind.VEHICLE_OPERATION: "21.56",
    }
    assert [line.kind for line in found.lines][-2:] == [None, None]


def test_columns_under_the_vehicles_may_be_named_in_short() -> None:
    found = table(
        read(
            "“三公”经费和机关运行经费预算表",
            UNIT,
            grid("""
                单位 | 合计 | 公务接待费 | 公务用车购置及运行费{1x3} | · | · | 机关运行经费
                · | · | · | 小计 | 其中：购置支出 | 运维费 | ·
                合计 | 37.91 | 1.35 | 36.56 | 15.00 | 21.56 | 464.64
            """),
        ),
        Statement.THREE_PUBLIC,
    )
    measures = [column.measure for column in found.columns if column.role == "amount"]
    assert measures[-3:] == [Measure.VEHICLE_PURCHASE, Measure.VEHICLE_OPERATION, Measure.AGENCY_OPERATING]


@pytest.mark.parametrize(
    ("whole", "purchase", "operation"),
    [
        ("公务用车", "购置费", "运行费"),
        ("（二）公务用车支出", "其中：公务用车购置费", "公务用车运行维护费"),
    ],
)
def test_vehicles_by_their_bare_name_are_the_item_that_their_parts_make(
    whole: str, purchase: str, operation: str
) -> None:
    found = table(
        read(
            "“三公”经费预算表",
            UNIT,
            grid(f"""
                项目 | 预算数
                合计 | 37.91
                公务接待费 | 1.35
                {whole} | 36.56
                {purchase} | 15.00
                {operation} | 21.56
                培训费 | 3.00
                公务用车 | 2
            """),
        ),
        Statement.THREE_PUBLIC,
    )
    kinds = [line.kind for line in found.lines]
    assert kinds[2:5] == [RowKind.VEHICLES, RowKind.VEHICLE_PURCHASE, RowKind.VEHICLE_OPERATION]
    assert kinds[-1] is None


def test_a_group_of_columns_that_is_headed_公务用车() -> None:
    found = table(
        read(
            "“三公”经费预算表",
            UNIT,
            grid("""
                合计 | 因公出国（境）费 | 公务用车{1x3} | · | · | 公务接待费
                · | · | 小计 | 购置费 | 运行费 | ·
                37.91 | 0.00 | 36.56 | 15.00 | 21.56 | 1.35
            """),
        ),
        Statement.THREE_PUBLIC,
    )
    assert [line.kind for line in found.lines][2:5] == [
        RowKind.VEHICLES,
        RowKind.VEHICLE_PURCHASE,
        RowKind.VEHICLE_OPERATION,
    ]


@pytest.mark.parametrize(
    ("headings", "beside"),
    [
        ("功能科目编码 | 功能科目名称 | 单位名称", "临河县水务局"),
        ("科目编码 | 科目名称 | 预算单位", "[301001]临河县水务局"),
        ("科目编码 | 科目名称 | 项目名称", "水利工程维修养护"),
    ],
)
def test_the_name_of_the_code_names_the_row_whatever_else_is_named_beside_it(
    headings: str, beside: str
) -> None:
    found = table(
        read(
            "一般公共预算支出情况表",
            UNIT,
            grid(f"""
                {headings} | 合计 | 基本支出 | 项目支出
                | 合计 | | 9.00 | 4.00 | 5.00
                2130301 | 行政运行 | {beside} | 4.00 | 4.00 |
                2130306 | 水利工程运行与维护 | {beside} | 5.00 | | 5.00
            """),
        ),
        Statement.GENERAL_PUBLIC_BUDGET,
    )
    assert rows(found) == ["合计", "2130301 行政运行", "2130306 水利工程运行与维护"]
    assert found.lines[1].cells[0].printed == beside


def test_a_second_column_of_other_codes_does_not_take_the_name_of_the_row() -> None:
    found = table(
        read(
            "一般公共预算支出情况表",
            UNIT,
            grid("""
                预算科目 | 项目类别 | 合计 | 基本支出 | 项目支出
                合计 | | 9.00 | 4.00 | 5.00
                213农林水支出 | | 9.00 | 4.00 | 5.00
                21303水利 | | 9.00 | 4.00 | 5.00
                2130301行政运行 | [21]基本支出 | 4.00 | 4.00 |
                2130306水利工程运行与维护 | [22]项目支出 | 5.00 | | 5.00
            """),
        ),
        Statement.GENERAL_PUBLIC_BUDGET,
    )
    assert rows(found)[2:] == ["21303 水利", "2130301 行政运行", "2130306 水利工程运行与维护"]


def test_names_of_each_level_in_a_column_of_its_own_name_their_rows() -> None:
    found = table(
        read(
            "一般公共预算支出情况表",
            UNIT,
            grid("""
                科目编码 | 类名称 | 款名称 | 项名称 | 合计
                | 合计 | | | 9.00
                213 | 农林水支出 | | | 9.00
                21303 | | 水利 | | 9.00
                2130301 | | | 行政运行 | 9.00
            """),
        ),
        Statement.GENERAL_PUBLIC_BUDGET,
    )
    assert rows(found)[1:] == ["213 农林水支出", "21303 水利", "2130301 行政运行"]


def test_sections_that_print_two_digits_between_codes_in_full() -> None:
    found = table(
        read(
            "部门支出总表",
            UNIT,
            grid("""
                科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
                | 合计 | 15.00 | 10.00 | 5.00
                208 | 社会保障和就业支出 | 6.00 | 6.00 |
                05 | 行政事业单位养老支出 | 6.00 | 6.00 |
                2080505 | 机关事业单位基本养老保险缴费支出 | 6.00 | 6.00 |
                213 | 农林水支出 | 9.00 | 4.00 | 5.00
                03 | 水利 | 9.00 | 4.00 | 5.00
                2130301 | 行政运行 | 4.00 | 4.00 |
                2130306 | 水利工程运行与维护 | 5.00 | | 5.00
            """),
        ),
        Statement.EXPENDITURE,
    )
    assert [line.code for line in found.lines if line.code and len(line.code) == 5] == ["20805", "21303"]


def test_共计_is_a_total_and_小计_under_单位资金_is_that_of_the_group() -> None:
    found = table(
        read(
            "部门收入预算表",
            UNIT,
            grid("""
                单位名称{3x1} | 合计{3x1} | 本年收入{1x4} | · | · | ·
                · | · | 小计{2x1} | 一般公共预算{2x1} | 单位资金{1x2} | ·
                · | · | · | · | 小计 | 其他收入
                共计 | 9.00 | 9.00 | 7.00 | 2.00 | 2.00
                临河县水务局 | 9.00 | 9.00 | 7.00 | 2.00 | 2.00
            """),
        ),
        Statement.REVENUE,
    )
    assert found.lines[0].kind is RowKind.TOTAL
    measures = [column.measure for column in found.columns if column.role == "amount"]
    assert measures == [
        Measure.TOTAL,
        Measure.SUBTOTAL,
        Measure.GENERAL_PUBLIC,
        Measure.OWN_FUNDS,
        Measure.OTHER_REVENUE,
    ]


def test_headings_that_say_no_more_than_增减_stand_below_those_of_all_columns() -> None:
    found = table(
        read(
            "“三公”经费预算情况表",
            UNIT,
            grid("""
                项目 | 2025年预算 | 2026年预算 | 增减情况{1x2} | ·
                | | | 增减额 | 增减幅度
                公务接待费 | 8.00 | 6.00 | -2.00 | -25.00%
                公务用车购置及运行费 | 4.00 | 4.00 | 0.00 | 0.00%
                合计 | 12.00 | 10.00 | -2.00 | -16.67%
            """),
        ),
        Statement.THREE_PUBLIC,
    )
    assert [column.role for column in found.columns] == ["name", "amount", "amount", "amount", "rate"]
    assert len(found.lines) == 3


@pytest.mark.parametrize(
    "lead",
    [
        ["一、部门支出总表 | | | |", "附表1 | | | |", "2026年部门支出总表{1x5} | · | · | · | ·"],
        ["三、部门支出总表 | | | |", "部门：临河县水务局 | | 预算03表 | | 单位：万元"],
        ["一、部门支出总表 | | | |", " | | | |", "部门：临河县水务局 | | | | 单位：万元"],
    ],
)
def test_a_numbered_title_in_the_first_cell_of_a_sheet(lead: list[str]) -> None:
    found = table(
        read(
            grid(
                "\n".join(lead)
                + """
                    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
                    213 | 农林水支出 | 9.00 | 4.00 | 5.00
                    21303 | 水利 | 9.00 | 4.00 | 5.00
                """
            ),
        ),
        Statement.EXPENDITURE,
    )
    assert rows(found) == ["213 农林水支出", "21303 水利"]


def test_a_title_over_two_columns_that_are_not_merged() -> None:
    found = table(
        read(
            grid("""
                2026年单位收入总体情况表 |
                单位：301_临河县水务局 | 单位：万元
                项目 | 预算数
                1 | 2
                一、财政拨款收入 | 9.00
                收入合计 | 9.00
            """),
        ),
        Statement.REVENUE,
    )
    assert rows(found) == ["一、财政拨款收入", "收入合计"]


def test_codes_of_the_classification_are_no_amounts_whatever_heads_them() -> None:
    found = table(
        read(
            "一般公共预算基本支出表",
            UNIT,
            grid("""
                科 | 目编码 | 科目名称 | 预算数
                301 | | 工资福利支出 | 9.00
                30101 | | 基本工资 | 4.00
                30102 | | 津贴补贴 | 5.00
            """),
        ),
        Statement.BASIC_EXPENDITURE,
    )
    assert rows(found) == ["301 工资福利支出", "30101 基本工资", "30102 津贴补贴"]


@pytest.mark.parametrize("behind", ["（{}）", "({})", "[{}]", "【{}】"])
def test_codes_in_brackets_behind_their_names(behind: str) -> None:
    coded = ["213", "21303", "2130304"]
    names = [
        f"{name}{behind.format(code)}"
        for name, code in zip(["农林水支出", "水利", "水利行业业务管理"], coded, strict=True)
    ]
    printed = "\n".join(f"{name} | 3.00 | 1.00 | 2.00" for name in names)
    found = table(
        read("部门支出总表", UNIT, grid(f"功能分类科目名称（编码） | 合计 | 基本支出 | 项目支出\n{printed}")),
        Statement.EXPENDITURE,
    )
    assert [line.code for line in found.lines] == coded
    assert [line.name for line in found.lines] == ["农林水支出", "水利", "水利行业业务管理"]


def test_tables_of_one_sheet_with_the_number_of_the_form_over_the_title() -> None:
    found = read(
        grid("""
            表7 | | |
            一般公共预算“三公”经费支出表 | | |
            部门：临河县水务局 | | | 单位：万元
            合计 | 因公出国（境）费 | 公务用车购置及运行费 | 公务接待费
            9.00 | 0.00 | 6.00 | 3.00
             | | |
            表8 | | |
            政府性基金预算支出表 | | |
            部门：临河县水务局 | | | 单位：万元
            科目编码 | 科目名称 | 合计 | 项目支出
            212 | 城乡社区支出 | 5.00 | 5.00
        """)
    )
    assert [note.code for note in found.notes if note.code == "amount-unreadable"] == []
    assert len(table(found, Statement.THREE_PUBLIC).lines) == 4
    assert rows(table(found, Statement.GOVERNMENT_FUNDS)) == ["212 城乡社区支出"]
