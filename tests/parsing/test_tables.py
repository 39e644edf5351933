"""Grids → whole tables → statements, on small hand-made documents: one test a trap."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosures.parsing import parse_document
from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph
from disclosures.parsing.records import ParsedDocument, Source, StatementTable
from disclosures.vocabulary import AgencyKind, CellState, Measure, RowKind, Side, Stage, Statement

TWO_SIDED = ["序号|收入||支出|", "|项 目|预算数|项 目|预算数", "栏次|1|2|3|4"]
ONE_SIDED = ["序号|功能分类科目||合计|基本支出|项目支出", "|科目编码|科目名称|||", "栏次|1|2|3|4|5"]
CONTEXT = "350001 某市工业和信息化局本级  预算年度：2022  单位：万元"


def grid(*rows: str, page: int | None = None) -> Grid:
    cells = [[Cell(text) for text in row.split("|")] for row in rows]
    return Grid(tuple(map(tuple, cells)), page)


def parsed(*blocks: Block | str) -> ParsedDocument:
    made = tuple(Paragraph(block) if isinstance(block, str) else block for block in blocks)
    return parse_document(
        Document("made.txt", "text/plain", made), Source("made.txt", "", "text/plain", None)
    )


def only(document: ParsedDocument) -> StatementTable:
    (disclosure,) = document.disclosures
    (statement,) = (table for table in disclosure.statements if not table.statement.is_kept)
    return statement


def figures(statement: StatementTable) -> dict[tuple[str, Measure | None], Decimal | None]:
    return {
        (line.code or line.name, statement.columns[cell.column].measure): cell.yuan
        for line in statement.lines
        for cell in line.cells
        if cell.state is CellState.AMOUNT
    }


def test_two_records_on_one_row() -> None:
    statement = only(
        parsed(
            "单位预算收支总表",
            CONTEXT,
            grid(*TWO_SIDED, "1|一、事业收入|12.00|八、社会保障和就业支出|3.5", "2||| 支出总计|0.00"),
        )
    )
    assert statement.statement is Statement.REVENUE_AND_EXPENDITURE
    first, second, third = statement.lines
    assert (first.side, first.kind, first.cells[0].yuan) == (
        Side.REVENUE,
        RowKind.SERVICE_REVENUE,
        Decimal("120000.00"),
    )
    assert (second.side, second.category_code, second.code) == (Side.EXPENDITURE, "208", None)
    assert (third.kind, third.cells[0].yuan) == (RowKind.EXPENDITURE_TOTAL, Decimal("0.00"))


def test_agency_year_and_kind_come_from_the_line_above_the_table() -> None:
    (disclosure,) = parsed(
        "单位预算支出总表", CONTEXT, grid(*ONE_SIDED, "1|206|科学技术支出|1.00||1.00")
    ).disclosures
    assert (disclosure.agency.code, disclosure.agency.name) == ("350001", "某市工业和信息化局本级")
    assert (disclosure.agency.kind, disclosure.fiscal_year, disclosure.stage) == (
        AgencyKind.UNIT,
        2022,
        Stage.BUDGET,
    )


def test_a_table_goes_on_over_a_page_with_its_header_and_a_broken_row() -> None:
    statement = only(
        parsed(
            "单位预算支出总表",
            CONTEXT,
            grid(*ONE_SIDED, "1||合计|5.00|5.00|", "2|21011|行政事业单位|5.00|5.00|", page=1),
            CONTEXT,
            grid(*ONE_SIDED, "||医疗|||", "3|2101101|行政单位医疗|5.00|5.00|", page=2),
        )
    )
    assert [line.name for line in statement.lines] == ["合计", "行政事业单位医疗", "行政单位医疗"]
    assert statement.pages == (1, 2)
    assert statement.lines[2].page == 2


def test_a_table_goes_on_without_header() -> None:
    statement = only(
        parsed(
            "支出总表",
            CONTEXT,
            grid(*ONE_SIDED, "1|205|教育支出|1.00|1.00|"),
            grid("2|206|科学技术支出|2.00||2.00"),
        )
    )
    assert figures(statement)["206", Measure.PROJECT] == Decimal("20000.00")


def test_rows_without_serial_are_rows_of_their_own_in_the_three_public_table() -> None:
    statement = only(
        parsed(
            "财政拨款“三公”经费支出表",
            CONTEXT,
            grid(
                "序号|项目|资金性质|",
                "||合计|一般公共预算财政拨款",
                "栏次|1|2|3",
                "|合计|6.00|6.00",
                "|二、公务用车购置及运维费||",
                "|其中：公务用车购置费||",
                "|公务用车运行维护费|6.00|6.00",
            ),
        )
    )
    assert [line.kind for line in statement.lines] == [
        RowKind.TOTAL,
        RowKind.VEHICLES,
        RowKind.VEHICLE_PURCHASE,
        RowKind.VEHICLE_OPERATION,
    ]
    assert statement.lines[1].cells[0].state is CellState.BLANK


def test_a_shifted_header_is_put_right_and_noted() -> None:
    (disclosure,) = parsed(
        "单位预算收入总表",
        CONTEXT,
        grid(
            "序号|功能分类科目||合计|本年收入|||上年结转|",
            "|科目编码|科目名称||小计|财政拨款收入|事业收入||其他收入",
            "栏次|1|2|3|4|5|6|7|8",
            "1||合计|12.00|10.00|10.00|||2.00",
        ),
    ).disclosures
    (statement,) = disclosure.statements
    assert figures(statement)["合计", Measure.CARRYOVER] == Decimal("20000.00")
    assert [column.heading[-1] for column in statement.columns][-2:] == ["其他收入", "上年结转"]
    assert "header-shifted" in {note.code for note in disclosure.notes}


def test_an_empty_table_keeps_its_note() -> None:
    (disclosure,) = parsed(
        "单位预算支出总表",
        CONTEXT,
        grid(*ONE_SIDED, "1|205|教育支出|1.00|1.00|"),
        "单位预算政府基金预算财政拨款支出表",
        CONTEXT,
        grid(*ONE_SIDED),
        "注：无政府基金预算财政拨款预算，空表列示。",
    ).disclosures
    funds = disclosure.statements[1]
    assert funds.statement is Statement.GOVERNMENT_FUNDS
    assert (funds.lines, funds.empty_note) == ((), "注：无政府基金预算财政拨款预算，空表列示。")


def test_the_scale_is_the_tables_own() -> None:
    document = parsed(
        "单位预算支出总表",
        "350001 某市工业和信息化局本级 预算年度：2022 单位：元",
        grid(*ONE_SIDED, "1|205|教育支出|10000.00|10000.00|"),
        "财政拨款“三公”经费支出表",
        CONTEXT,
        grid("序号|项目|合计", "栏次|1|2", "1|三、公务接待费|1.00"),
    )
    (disclosure,) = document.disclosures
    assert [statement.lines[0].cells[0].yuan for statement in disclosure.statements] == [
        Decimal("10000.00")
    ] * 2


def test_units_in_one_document_are_disclosures_of_their_own_and_a_copied_label_parts_nothing() -> None:
    def tables(code: str, name: str, labelled: str | None = None) -> list[Block | str]:
        label = f"{code} {name} 预算年度：2023 单位：万元"
        return [
            "单位预算收支总表",
            label,
            grid(*TWO_SIDED, "1|一、事业收入|1.00|支出总计|1.00"),
            "财政拨款“三公”经费支出表",
            labelled or label,
            grid("序号|项目|合计", "栏次|1|2", "1|三、公务接待费|1.00"),
            f"{name}2023年单位预算信息公开情况说明",
        ]

    department = "304 某区工业和信息化局 预算年度：2023 单位：万元"
    document = parsed(
        *tables("304", "某区工业和信息化局"), *tables("304001", "某区工业和信息化局本级", department)
    )
    assert [(d.agency.code, len(d.statements)) for d in document.disclosures] == [("304", 2), ("304001", 2)]
    assert "label-differs" in {note.code for note in document.disclosures[1].notes}


@pytest.mark.parametrize(
    ("name", "is_other"),
    [("某市规划局", True), ("某区规划局", False), ("某市某区规划局", False), ("某市财政局", False)],
)
def test_a_title_of_all_tables_that_names_the_body_above_is_noted(name: str, is_other: bool) -> None:
    (disclosure,) = parsed(
        "某市某区规划局2023年度部门预算",
        f"{name}2023年度部门预算表",
        "收支总表",
        "单位名称：某市某区规划局 单位：万元",
        grid(*TWO_SIDED, "1|一、事业收入|1.00|支出总计|1.00"),
    ).disclosures
    assert disclosure.agency.name == "某市某区规划局"
    assert any(note.code == "label-differs" and name in note.message for note in disclosure.notes) is is_other


def test_an_amount_that_is_no_number_is_noted_and_kept() -> None:
    (disclosure,) = parsed("支出总表", CONTEXT, grid(*ONE_SIDED, "1|205|教育支出|约1|1.00|")).disclosures
    cell = disclosure.statements[0].lines[0].cells[0]
    assert (cell.state, cell.printed, cell.yuan) == (CellState.UNREADABLE, "约1", None)
    assert "amount-unreadable" in {note.code for note in disclosure.notes}


def test_a_table_too_wide_for_its_page_goes_on_beside_its_rows() -> None:
    """The columns that had no room come with the rows' names again: no more rows under the headings before."""
    document = parsed(
        "部门收入总表",
        CONTEXT,
        grid("科目编码|科目名称|合计|一般公共预算", "205|教育支出|90.00|60.00", "|合计|90.00|60.00", page=1),
        grid("科目编码|科目名称|事业收入|其他收入", "205|教育支出|20.00|10.00", "|合计|20.00|10.00", page=2),
    )
    (disclosure,) = document.disclosures
    first, second = disclosure.statements
    assert [statement.statement for statement in disclosure.statements] == [Statement.REVENUE] * 2
    assert (len(first.lines), second.printed_unit) == (2, "万元")
    assert figures(second)["205", Measure.SERVICE_REVENUE] == Decimal("200000.00")
    assert not disclosure.notes


@pytest.mark.parametrize("line", ["507-某市水务局  元", "元", "（元）", "部门：某市水务局 元"])
def test_the_scale_may_stand_alone(line: str) -> None:
    document = parsed(
        "部门收支总表",
        "部门：某市水务局 单位：万元",
        grid(*TWO_SIDED, "1|一、事业收入|1.00|支出总计|1.00"),
        "部门支出总表",
        line,
        grid("科目编码|科目名称|合计|基本支出|项目支出", "213|农林水支出|3.00|1.00|2.00"),
    )
    (disclosure,) = document.disclosures
    assert [statement.printed_unit for statement in disclosure.statements] == ["万元", "元"]
    assert "unit-inherited" not in {note.code for note in disclosure.notes}


def test_headings_that_name_the_unit() -> None:
    """The scale of the table is theirs, and what they mean is what they say without it."""
    document = parsed(
        "部门支出总表",
        "部门：某市水务局",
        grid("科目编码|科目名称|合计（元）|基本支出（元）|项目支出\n（单位：元）", "213|农林水支出|30|10|20"),
    )
    statement = only(document)
    assert statement.printed_unit == "元"
    assert figures(statement) == {
        ("213", Measure.TOTAL): Decimal("30.00"),
        ("213", Measure.BASIC): Decimal("10.00"),
        ("213", Measure.PROJECT): Decimal("20.00"),
    }
    codes = {note.code for note in document.disclosures[0].notes}
    assert codes.isdisjoint({"unit-assumed", "heading-unknown"})
