"""The forms that the Ministry of Finance prescribes (公开01表 … 公开09表 of final accounts, the nine tables of budgets):
headings that no document of the three provinces prints. Web pages made here; the figures are invented."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.parsing import parse
from disclosures.parsing.records import ParsedDisclosure, StatementTable
from disclosures.reconciliation import State, reconcile
from disclosures.vocabulary import Basis, Measure, RowKind, Side, Stage, Statement

Heading = str | tuple[str, int, int]
"""A heading cell, with the rows and columns it spans where it is more than one place."""


def table(lines: str, headings: list[list[Heading]], rows: list[str]) -> str:
    """The lines above a table, its header, and its rows (cells parted by |)."""

    def head(cell: Heading) -> str:
        text, down, across = cell if isinstance(cell, tuple) else (cell, 1, 1)
        return f'<th rowspan="{down}" colspan="{across}">{text}</th>'

    above = "".join(f"<p>{line}</p>" for line in lines.split("\n"))
    header = "".join(f"<tr>{''.join(map(head, row))}</tr>" for row in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row.split('|'))}</tr>" for row in rows)
    return f"{above}<table>{header}{body}</table>"


@pytest.fixture
def read(tmp_path: Path):
    def disclosure(title: str, *tables: str) -> ParsedDisclosure:
        path = tmp_path / "made.html"
        path.write_text(f"<html><body><h1>{title}</h1>{''.join(tables)}</body></html>")
        (found,) = parse(path).disclosures
        return found

    return disclosure


def meanings(statement: StatementTable) -> list[tuple[str, Measure | None, Basis | None]]:
    return [
        (column.role, column.measure, column.basis)
        for column in statement.columns
        if column.role not in ("code", "name", "serial")
    ]


CODES: list[Heading] = [("科目代码", 1, 1), ("科目名称", 1, 1)]
REVENUE = table(
    "收入决算表\n公开02表\n部门：某省科学技术厅　　　　金额单位：万元",
    [
        [
            ("项目", 1, 2),
            ("本年收入合计", 2, 1),
            ("财政拨款收入", 2, 1),
            ("事业收入", 1, 2),
            ("其他收入", 2, 1),
            ("使用非财政拨款结余", 2, 1),
        ],
        [*CODES, "小计", "其中：教育收费"],
    ],
    [
        "栏次||1|2|3|4|5|6",
        "合计||110.00|90.00|15.00|5.00|3.00|2.00",
        "206|科学技术支出|110.00|90.00|15.00|5.00|3.00|2.00",
    ],
)


def test_the_number_of_a_form_is_no_title(read) -> None:
    found = read("某省科学技术厅2023年度部门决算", REVENUE)
    (statement,) = found.statements
    assert (statement.statement, statement.title) == (Statement.REVENUE, "收入决算表")
    assert (found.agency.name, found.fiscal_year, found.stage) == (
        "某省科学技术厅",
        2023,
        Stage.FINAL_ACCOUNTS,
    )
    assert [line.name for line in statement.lines] == ["合计", "科学技术支出"]


@pytest.mark.parametrize("line", ["收入决算表 公开02表", "收入决算表　　表1-2", "附表二\n收入决算表"])
def test_the_number_of_a_form_beside_its_title(read, line: str) -> None:
    found = read(
        "某省科学技术厅2023年度部门决算",
        REVENUE.replace("收入决算表</p><p>公开02表", line.replace("\n", "</p><p>")),
    )
    assert [statement.title for statement in found.statements] == ["收入决算表"]


def test_a_total_under_a_group_is_the_total_of_the_group(read) -> None:
    (statement,) = read("某省科学技术厅2023年度部门决算", REVENUE).statements
    assert [measure for _, measure, _ in meanings(statement)] == [
        Measure.TOTAL,
        Measure.FISCAL_APPROPRIATION,
        Measure.SERVICE_REVENUE,
        Measure.EDUCATION_FEES,
        Measure.OTHER_REVENUE,
        Measure.USE_OF_BALANCE,
    ]


def test_a_single_total_under_a_group_is_that_of_the_table(read) -> None:
    (statement,) = read(
        "某省科学技术厅2024年部门预算",
        table(
            "政府性基金预算支出表\n单位：万元",
            [
                [("科目编码", 2, 1), ("科目名称", 2, 1), ("2024年政府性基金预算支出", 1, 3)],
                ["合计", "基本支出", "项目支出"],
            ],
            ["|合计|8.00|5.00|3.00", "206|科学技术支出|8.00|5.00|3.00"],
        ),
    ).statements
    assert [measure for _, measure, _ in meanings(statement)] == [
        Measure.TOTAL,
        Measure.BASIC,
        Measure.PROJECT,
    ]


def test_years_in_headings_and_percentages(read) -> None:
    found = read(
        "某省科学技术厅2024年部门预算",
        table(
            "一般公共预算支出表\n单位：万元",
            [
                [
                    ("功能分类科目", 1, 2),
                    ("2023年执行数", 2, 1),
                    ("2024年预算数", 1, 3),
                    ("2024年预算数比2023年执行数", 1, 2),
                ],
                ["科目编码", "科目名称", "合计", "基本支出", "项目支出", "增减额", "增减%"],
            ],
            [
                "206|科学技术支出|7,000.00|7,400.00|4,455.00|2,945.00|400.00|5.71",
                "|合计|7,000.00|7,400.00|4,455.00|2,945.00|400.00|5.71",
            ],
        ),
    )
    (statement,) = found.statements
    assert meanings(statement) == [
        ("amount", Measure.TOTAL, Basis.PRIOR),
        ("amount", Measure.TOTAL, Basis.BUDGET),
        ("amount", Measure.BASIC, Basis.BUDGET),
        ("amount", Measure.PROJECT, Basis.BUDGET),
        ("amount", Measure.CHANGE, Basis.BUDGET),
        ("rate", None, None),
    ]
    change, rate = statement.lines[0].cells[-2:]
    assert change.printed == "400.00"
    assert (rate.printed, rate.yuan) == ("5.71", None), "kept as printed, and no amount of money"


@pytest.mark.parametrize(
    ("title", "years", "bases"),
    [
        ("2024年部门预算", ("2023年预算数", "2024年预算数"), (Basis.PRIOR, Basis.BUDGET)),
        ("2023年度部门决算", ("预算数", "决算数"), (Basis.BUDGET, Basis.FINAL)),
        ("2024年部门预算", ("上年预算数", "本年预算数"), (Basis.PRIOR, Basis.BUDGET)),
        ("2023年度部门决算", ("上年决算数", "本年决算数"), (Basis.PRIOR, Basis.FINAL)),
    ],
)
def test_three_public_expenses_of_two_years_side_by_side(read, title, years, bases) -> None:
    groups: list[Heading] = [
        ("合计", 2, 1),
        ("因公出国（境）费", 2, 1),
        ("公务用车购置及运行费", 1, 3),
        ("公务接待费", 2, 1),
    ]
    parts: list[Heading] = ["小计", "公务用车购置费", "公务用车运行费"]
    found = read(
        f"某省科学技术厅{title}",
        table(
            "财政拨款“三公”经费支出表\n单位：万元",
            [[(year, 1, 6) for year in years], [*groups, *groups], [*parts, *parts]],
            ["60.00|20.00|35.00|15.00|20.00|5.00|55.00|18.00|33.00|13.00|20.00|4.00"],
        ),
    )
    (statement,) = found.statements
    assert [(line.kind, [cell.yuan for cell in line.cells]) for line in statement.lines] == [
        (kind, [Decimal(before) * 10000, Decimal(now) * 10000])
        for kind, before, now in (
            (RowKind.TOTAL, 60, 55),
            (RowKind.OVERSEAS_VISITS, 20, 18),
            (RowKind.VEHICLES, 35, 33),
            (RowKind.VEHICLE_PURCHASE, 15, 13),
            (RowKind.VEHICLE_OPERATION, 20, 20),
            (RowKind.HOSPITALITY, 5, 4),
        )
    ]
    assert {statement.columns[cell.column].basis for line in statement.lines for cell in line.cells[:1]} == {
        bases[0]
    }
    assert {statement.columns[cell.column].basis for line in statement.lines for cell in line.cells[1:]} == {
        bases[1]
    }
    results = [result for result in reconcile([found])[0] if result.check == "three-public-is-sum"]
    assert [result.state for result in results] == [State.HOLDS, State.HOLDS]


def test_radicals_in_the_place_of_characters(read) -> None:
    """What browsers print to PDF: the glyph of 入 under the number of the radical ⼊."""
    spelled = str.maketrans({"入": "⼊", "支": "⽀", "门": "⻔", "金": "⾦", "人": "⼈", "户": "⼾"})
    plain = table(
        "部门收支总表\n单位：万元",
        [[("收入", 1, 2), ("支出", 1, 2)], ["项目", "预算数", "项目", "预算数"]],
        [
            "一、财政拨款收入|10.00|一、科学技术支出|10.00",
            "二、财政专户资金|||",
            "本年收入合计|10.00|本年支出合计|10.00",
        ],
    )
    title = "某省人才工作部门2024年部门预算"
    found = read(title.translate(spelled), plain.translate(spelled))
    expected = read(title, plain)
    assert found.statements == expected.statements
    assert found.agency == expected.agency


@pytest.mark.parametrize("is_of_the_year", [True, False])
def test_a_小计_over_carryover_and_total_is_the_sum_of_the_year(read, is_of_the_year: bool) -> None:
    subtotal, carried = "小 计|30.00|小 计|31.00", "上年结转|5.00|结转下年|4.00"
    (statement,) = read(
        "某区水利局2024年部门预算",
        table(
            "收支总体情况表\n单位：万元",
            [[("收入", 1, 2), ("支出", 1, 2)], ["项目", "预算数", "项目", "预算数"]],
            [
                "一般公共预算|30.00|农林水支出|31.00",
                *([subtotal, carried] if is_of_the_year else [carried, subtotal]),
                "收入总计|35.00|支出总计|35.00",
            ],
        ),
    ).statements
    kinds = {line.side: line.kind for line in statement.lines if line.name.startswith("小")}
    year = {Side.REVENUE: RowKind.REVENUE_THIS_YEAR, Side.EXPENDITURE: RowKind.EXPENDITURE_THIS_YEAR}
    assert kinds == (year if is_of_the_year else dict.fromkeys(year))


def test_codes_of_agencies_are_no_codes_of_the_classification(read) -> None:
    (statement,) = read(
        "某省林业局2024年部门预算",
        table(
            "表1-2\n部门支出总表\n单位名称：某省林业局　　　单位：万元",
            [
                [("科目编码", 1, 3), ("单位代码", 2, 1), ("单位名称（科目）", 2, 1), ("合计", 2, 1), ("基本支出", 2, 1), ("项目支出", 2, 1)],
                ["类", "款", "项"],
            ],
            ["||||合计|80.00|80.00|", "|||326|某省林业局|80.00|80.00|", "208|05|01|326001|行政单位离退休|80.00|80.00|"],
        ),
    ).statements  # fmt: skip
    assert [column.role for column in statement.columns[:5]] == ["code", "code", "code", "agency", "name"]
    assert [(line.code, line.name) for line in statement.lines] == [
        (None, "合计"),
        (None, "某省林业局"),
        ("2080501", "行政单位离退休"),
    ]


def test_three_public_expenses_by_agency(read) -> None:
    found = read(
        "某省林业局2024年部门预算",
        table(
            "表3-3\n一般公共预算“三公”经费支出预算表\n单位：万元",
            [
                [("单位编码", 3, 1), ("单位名称（科目）", 3, 1), ("当年财政拨款预算安排", 1, 6)],
                [
                    ("合计", 2, 1),
                    ("因公出国（境）费用", 2, 1),
                    ("公务用车购置及运行费", 1, 3),
                    ("公务接待费", 2, 1),
                ],
                ["小计", "公务用车购置费", "公务用车运行费"],
            ],
            ["|合计|38.00|10.00|20.00||20.00|8.00", "326|某省林业局|38.00|10.00|20.00||20.00|8.00"],
        ),
        "<h2>“三公”经费预算情况说明</h2><p>2024年“三公”经费预算数38.00万元，其中：公务接待费8.00万元。</p>",
    )
    (statement,) = found.statements
    assert [measure for _, measure, _ in meanings(statement)][1:] == [
        Measure.TOTAL,
        Measure.OVERSEAS_VISITS,
        Measure.VEHICLES,
        Measure.VEHICLE_PURCHASE,
        Measure.VEHICLE_OPERATION,
        Measure.HOSPITALITY,
    ]
    told = [result for result in reconcile([found])[0] if result.check == "stated-amount-is-cell"]
    assert [result.state for result in told] == [State.HOLDS, State.HOLDS]


def test_parts_of_a_group_with_a_total_of_its_own(read) -> None:
    (statement,) = read(
        "某市水利局2024年部门预算",
        table(
            "部门公开表3\n部门支出总体情况表\n单位：万元",
            [
                [
                    ("科目编码", 2, 1),
                    ("科目名称", 2, 1),
                    ("合计", 2, 1),
                    ("基本支出", 1, 3),
                    ("项目支出", 2, 1),
                ],
                ["小计", "工资福利支出", "商品和服务支出"],
            ],
            ["|合计|9.00|6.00|5.00|1.00|3.00", "213|农林水支出|9.00|6.00|5.00|1.00|3.00"],
        ),
    ).statements
    assert [measure for _, measure, _ in meanings(statement)] == [
        Measure.TOTAL,
        Measure.BASIC,
        Measure.UNKNOWN,
        Measure.UNKNOWN,
        Measure.PROJECT,
    ]


def test_funds_that_are_carried_over_are_no_funds_of_the_year(read) -> None:
    (statement,) = read(
        "某市水利局2024年部门预算",
        table(
            "部门收入总体情况表\n单位：万元",
            [
                [
                    ("科目编码", 2, 1),
                    ("科目名称", 2, 1),
                    ("上年结转结余", 1, 2),
                    ("总计", 2, 1),
                    ("本年收入", 1, 3),
                ],
                ["一般公共预算", "政府性基金", "合计", "一般公共预算拨款", "其他收入"],
            ],
            ["|合计|1.00||9.00|8.00|8.00|", "213|农林水支出|1.00||9.00|8.00|8.00|"],
        ),
    ).statements
    assert [measure for _, measure, _ in meanings(statement)] == [
        Measure.CARRYOVER,
        Measure.CARRYOVER,
        Measure.TOTAL,
        Measure.SUBTOTAL,
        Measure.GENERAL_PUBLIC,
        Measure.OTHER_REVENUE,
    ]


def test_expenditure_told_by_function_and_by_use_side_by_side(read) -> None:
    (statement,) = read(
        "某市水利局2024年部门预算",
        table(
            "收支总体情况表\n单位：万元",
            [
                [("收入", 1, 2), ("支出", 1, 4)],
                [
                    "项目",
                    "本年预算",
                    "项目（按功能分类）",
                    "本年预算",
                    "项目（按部门预算经济分类）",
                    "本年预算",
                ],
            ],
            [
                "一、一般公共预算拨款收入|9.00|一、农林水支出|9.00|一、基本支出|6.00",
                "二、其他收入||||二、项目支出|3.00",
                "本年收入合计|9.00|本年支出合计|9.00|本年支出合计|9.00",
            ],
        ),
    ).statements
    assert {column.measure for column in statement.columns if column.role == "amount"} == {Measure.TOTAL}
    told = [(line.side, line.name) for line in statement.lines if line.cells[0].yuan and not line.kind]
    assert told == [
        (Side.EXPENDITURE, "一、农林水支出"),
        (Side.USE, "一、基本支出"),
        (Side.USE, "二、项目支出"),
    ]


def test_percentages_before_a_second_panel_part_it(read) -> None:
    (statement,) = read(
        "某省科学技术厅2024年部门预算",
        table(
            "一般公共预算基本支出表\n单位：万元",
            [["科目编码", "科目名称", "预算数", "占比%", "科目编码", "科目名称", "预算数", "占比%"]],
            ["301|工资福利支出|6.00|75|302|商品和服务支出|2.00|25"],
        ),
    ).statements
    assert [(line.code, line.name, [cell.printed for cell in line.cells]) for line in statement.lines] == [
        ("301", "工资福利支出", ["6.00", "75"]),
        ("302", "商品和服务支出", ["2.00", "25"]),
    ]
