"""Tables that are none of the standard ones are kept as printed, and no printed amount vanishes. Web pages and sheets
made here; the figures are invented."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import printed as printed_as
import pytest
from kept_amounts import is_piece

from disclosures.parsing import parse, parse_document
from disclosures.parsing.audit import amounts_in, left_out
from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph
from disclosures.parsing.records import ParsedDisclosure, Source, StatementLine, StatementTable
from disclosures.vocabulary import KEPT_STATEMENTS, REQUIRED_STATEMENTS, CellState, Statement

STANDARD = (
    "<p>某市水务局2027年部门预算</p><p>收入总表</p><p>部门：某市水务局　单位：万元</p><table>"
    "<tr><th>科目编码</th><th>科目名称</th><th>合计</th><th>一般公共预算</th><th>事业收入</th></tr>"
    "<tr><td>213</td><td>农林水支出</td><td>30.00</td><td>20.00</td><td>10.00</td></tr></table>"
)


def table(lines: str, *rows: str) -> str:
    """The lines above a table, its heading row and its rows; cells parted by |, a cell over n rows begins with n*."""
    above = "".join(f"<p>{line}</p>" for line in lines.split("\n") if line)
    body = "".join(f"<tr>{''.join(map(_cell, row.split('|')))}</tr>" for row in rows)
    return f"{above}<table>{body}</table>"


def _cell(text: str) -> str:
    down, mark, rest = text.partition("*")
    return f'<td rowspan="{down}">{rest}</td>' if mark and down.isdigit() else f"<td>{text}</td>"


@pytest.fixture
def read(tmp_path: Path):
    def disclosure(*tables: str) -> ParsedDisclosure:
        path = tmp_path / "made.html"
        path.write_text(f"<html><body>{STANDARD}{''.join(tables)}</body></html>")
        (found,) = parse(path).disclosures
        return found

    return disclosure


def kept(disclosure: ParsedDisclosure) -> list[StatementTable]:
    return [table for table in disclosure.statements if table.statement.is_kept]


def printed(table: StatementTable, line: StatementLine) -> list[str]:
    """The texts of a line by column, an amount as yuan."""
    texts = {cell.column: str(cell.yuan) if cell.yuan is not None else cell.printed for cell in line.cells}
    own = {"serial": line.serial or "", "code": line.code or "", "name": line.name}
    return [own.get(column.role, texts.get(place, "")) for place, column in enumerate(table.columns)]


def rows(table: StatementTable) -> list[list[str]]:
    return [printed(table, line) for line in table.lines]


def test_kinds_are_apart() -> None:
    assert not set(KEPT_STATEMENTS) & set(REQUIRED_STATEMENTS)
    assert Statement.OTHER in KEPT_STATEMENTS
    assert Statement.PROCUREMENT not in KEPT_STATEMENTS


def test_a_list_of_projects_keeps_each_project_with_its_category_and_amounts(read) -> None:
    (found,) = kept(
        read(
            table(
                "项目支出明细表\n单位：万元",
                "序号|项目类别|项目名称|功能科目编码|合计|其中：一般公共预算|起止年限",
                "1|2*其他运转类|管网巡检|2130306|1,204.50|1,204.50|2027",
                "2|泵站看护|2130306|38.2|—|2027-2028",
                "||合计||1,242.70|1,204.50|",
            )
        )
    )
    assert found.statement is Statement.PROJECTS
    assert found.printed_unit == "万元"
    assert [column.role for column in found.columns] == [
        "serial", "words", "name", "code", "amount", "amount", "words",
    ]  # fmt: skip
    assert rows(found) == [
        ["1", "其他运转类", "管网巡检", "2130306", "12045000.00", "12045000.00", "2027"],
        ["2", "", "泵站看护", "2130306", "382000.00", "—", "2027-2028"],
        ["", "", "合计", "", "12427000.00", "12045000.00", ""],
    ]


def test_a_cut_by_government_economic_classification_is_known_by_its_codes(read) -> None:
    disclosure = read(
        table(
            "一般公共预算支出明细\n金额单位：元",
            "科目编码|科目名称|预算数",
            "501|机关工资福利支出|3,100",
            "50101|工资奖金津补贴|3,100",
            "502|机关商品和服务支出|250.5",
        )
    )
    (found,) = kept(disclosure)
    assert found.statement is Statement.GOVERNMENT_ECONOMIC
    assert [(line.code, line.cells[0].yuan) for line in found.lines] == [
        ("501", Decimal("3100.00")),
        ("50101", Decimal("3100.00")),
        ("502", Decimal("250.50")),
    ]


def test_purchases_of_services_counts_are_no_money_and_units_of_headings_count(read) -> None:
    (found,) = kept(
        read(
            table(
                "政府购买服务支出表\n单位：万元",
                "承接主体类别|服务内容|数量|单价（元）|预算金额",
                "社会组织|水质检测|12|350.00|0.42",
                "企业|保洁|3|1,000.00|0.30",
            )
        )
    )
    assert found.statement is Statement.SERVICE_PURCHASES
    assert rows(found)[0] == ["社会组织", "水质检测", "12", "350.00", "4200.00"]
    assert [cell.state for cell in found.lines[0].cells[-3:]] == [
        CellState.PRINTED,
        CellState.AMOUNT,
        CellState.AMOUNT,
    ]


def test_assets_are_counted_and_valued(read) -> None:
    (found,) = kept(
        read(
            table(
                "国有资产情况统计表\n单位：万元",
                "资产分类|计量单位|期末数|比重",
                "房屋|平方米|5,210.30|61.5%",
                "车辆|辆|4|",
                "房屋价值|万元|880.00|38.5%",
            )
        )
    )
    assert found.statement is Statement.ASSETS
    assert rows(found) == [
        ["房屋", "平方米", "5,210.30", "61.5%"],
        ["车辆", "辆", "4", ""],
        ["房屋价值", "万元", "8800000.00", "38.5%"],
    ]


def test_a_table_of_words_is_kept_and_noted(read) -> None:
    disclosure = read(
        table("公开事项责任分工表", "事项|牵头处室|要求", "预算编制|财务处|按时\n报送", "决算|审计处|完整")
    )
    (found,) = kept(disclosure)
    assert rows(found) == [["预算编制", "财务处", "按时报送"], ["决算", "审计处", "完整"]]
    (note,) = (note for note in disclosure.notes if note.code == "table-kept")
    assert "公开事项责任分工表" in note.message


def test_a_table_without_title_or_unit_keeps_its_numbers_as_printed(read) -> None:
    disclosure = read(table("以下为汇总，仅供参考。", "甲|12.50|7", "乙|8.00|1"))
    (found,) = kept(disclosure)
    assert found.title == ""
    assert rows(found) == [["甲", "12.50", "7"], ["乙", "8.00", "1"]]
    assert all(cell.yuan is None for line in found.lines for cell in line.cells)


def test_rows_of_units_are_a_table_of_their_own(read) -> None:
    (found,) = kept(
        read(
            table(
                "各单位收支汇总表一览（分单位）\n单位：万元",
                "单位编码|单位名称|人数|基本支出|项目支出",
                "301001|某市水务局本级|25|100.00|20.00",
                "301002|某市水文站|8|40.00|",
                "1|2|3|4|5",
            )
        )
    )
    assert found.statement.is_kept
    assert rows(found) == [
        ["301001", "某市水务局本级", "25", "1000000.00", "200000.00"],
        ["301002", "某市水文站", "8", "400000.00", ""],
    ]


def test_a_statement_keeps_the_percentages_and_words_beside_its_amounts(read) -> None:
    disclosure = read(
        table(
            "支出总表\n单位：万元",
            "科目编码|科目名称|合计|基本支出|项目支出|增长率%|变化原因",
            "213|农林水支出|30.00|20.00|10.00|12.34|人员增加",
        )
    )
    statement = next(table for table in disclosure.statements if table.statement is Statement.EXPENDITURE)
    cells = {cell.column: (cell.state, cell.printed) for cell in statement.lines[0].cells}
    assert cells[5] == (CellState.PRINTED, "12.34")
    assert cells[6] == (CellState.PRINTED, "人员增加")


def test_a_form_whose_funds_no_record_holds_is_kept_besides(read) -> None:
    form = table(
        "堤防维护项目绩效目标表",
        "项目名称|堤防维护|主管部门|某市水务局",
        "年度资金总额|120.00|其中：财政拨款|97.50",
        "一级指标|二级指标|三级指标|指标值",
        "产出指标|数量指标|维护长度|≥12.5公里",
    )
    disclosure = read(form)
    assert [target.title for target in disclosure.performance_targets] == ["堤防维护项目"]
    (found,) = kept(disclosure)
    assert found.statement is Statement.PERFORMANCE
    assert ["年度资金总额", "120.00", "其中：财政拨款", "97.50"] in rows(found)


def test_text_outside_the_narrative_is_named(read) -> None:
    disclosure = read("<p>补充：另有专款 1,234.56 未列入上表</p>")
    (note,) = (note for note in disclosure.notes if note.code == "text-left-out")
    assert "1,234.56" in note.message


def test_what_is_left_out_is_told_block_by_block() -> None:
    blocks = (
        Paragraph("合计 12.00 万元", 1),
        Grid(((Cell("a"), Cell("1,200")), (Cell("b"), Cell("3.50%"))), 1),
        Paragraph("第 12 条，2027 年", 2),
    )
    nothing = ParsedDisclosure(*_nobody())
    assert left_out(blocks, nothing) == [["12.00"], ["1,200"], []]


def test_what_is_left_out_of_a_page_is_not_looked_for_on_the_next() -> None:
    """A table that was not read, before one with the same amounts that was."""
    head = "科目编码 | 科目名称 | 合计 | 一般公共预算"
    lost = printed_as.grid("x | y\n农林水支出30.00 | 30.00", 1)
    found = printed_as.grid(head + "\n213 | 农林水支出 | 30.00 | 30.00", 2)
    read = printed_as.read("部门支出总表", printed_as.UNIT, found)
    assert left_out((lost, found), replace(read, sections=())) == [["30.00", "30.00"], []]


def _nobody():
    from disclosures.parsing.records import AgencyName
    from disclosures.vocabulary import AgencyKind, Stage

    return AgencyName(None, "某局", AgencyKind.DEPARTMENT), 2027, Stage.BUDGET


def test_a_number_that_its_cell_broke_is_not_left_out() -> None:
    rows = ("科目编码|科目名称|合计|基本支出|项目支出", "213|农林水支出|1,286.4\n0|1 123.65|162.75")
    cells = tuple(tuple(Cell(text) for text in row.split("|")) for row in rows)
    (disclosure,) = parse_document(
        Document(
            "made",
            "text/plain",
            (Paragraph("部门支出总表"), Paragraph("部门：清源县水务局 单位：万元"), Grid(cells)),
        ),
        Source("made", "", "text/plain", None),
    ).disclosures
    assert not [note for note in disclosure.notes if note.code == "amount-left-out"]
    assert [cell.printed for cell in disclosure.statements[0].lines[0].cells][:1] == ["1,286.40"]


def beside_a_statement(*blocks: Block | str) -> ParsedDisclosure:
    standard = printed_as.grid(
        "科目编码 | 科目名称 | 合计 | 一般公共预算\n213 | 农林水支出 | 30.00 | 30.00", 1
    )
    return printed_as.read("收入总表", printed_as.UNIT, standard, *blocks)


def test_the_end_of_a_contents_line_is_no_amount() -> None:
    assert amounts_in("4．2026年预算单位财政拨款收支预算总表") == []
    assert amounts_in("4．2026年预算安排4.20万元") == ["4.20"]


def test_codes_are_no_money_and_a_project_for_people_is_no_count(read) -> None:
    (found,) = kept(
        read(
            table(
                "项目支出明细表\n单位：元",
                "项目名称|支出科目编码|项目金额",
                "医疗废物处置（门急诊人数）补贴|302|8550000.00",
                "购置车辆数量（辆）|310|2",
            )
        )
    )
    yuan = {line.name: [str(cell.yuan) for cell in line.cells if cell.yuan] for line in found.lines}
    assert yuan["医疗废物处置（门急诊人数）补贴"] == ["8550000.00"]
    assert yuan["购置车辆数量（辆）"] == []


def test_levels_of_a_code_under_one_heading_are_no_amounts() -> None:
    made = printed_as.grid("""
        采购项目{2x1} | 支出经济科目编码{1x2} | · | 预算金额{2x1}
        · | 类 | 款 | ·
        办公楼修缮 | 302 | 13 | 2650000.00
        车辆租赁 | 302 | 14 | 229500.00
    """)
    disclosure = beside_a_statement("政府采购（资产配置、购买服务）预算表", "单位：元", made)
    (found,) = [t for t in disclosure.statements if t.statement is Statement.PURCHASES]
    assert [[str(cell.yuan) for cell in line.cells if cell.yuan] for line in found.lines] == [
        ["2650000.00"],
        ["229500.00"],
    ]


def test_a_row_of_words_that_the_end_of_a_page_broke() -> None:
    first = printed_as.grid(
        """
        项目 | 预算数（万元） | 绩效目标
        运行保障 | 1,958.66 | 编制规划，完成管
    """,
        1,
    )
    rest = printed_as.grid(
        """
         | | 域整治。
        园林绿化 | 467.81 | 打造线路。
    """,
        2,
    )
    (found,) = kept(beside_a_statement("2026年，重点项目绩效目标情况如下：", first, rest))
    assert found.statement is Statement.PERFORMANCE
    assert rows(found) == [
        ["运行保障", "19586600.00", "编制规划，完成管域整治。"],
        ["园林绿化", "4678100.00", "打造线路。"],
    ]


def test_a_list_of_units_without_a_title_leaves_no_doubt() -> None:
    units = printed_as.grid("""
        序号 | 单位名称 | 拟变动情况
        1 | 临河县水务局本级 | 无
        2 | 临河县水利工程中心 | 无
    """)
    disclosure = beside_a_statement("纳入编制范围的二级预算单位共有2个，包括：", units)
    assert [note.code for note in disclosure.notes if note.code == "table-kept"] == []


def test_contents_as_a_table_keep_their_rows() -> None:
    contents = printed_as.grid("""
        报表 | 报表名称 | 是否空表 | 表格为空的理由
        表1 | 部门收支总表 | 否 |
        表2 | 部门收入总表 | 否 |
        表3 | 政府性基金收支表 | 是 | 无此项支出
    """)
    (found,) = kept(beside_a_statement("报表目录", contents))
    assert len(found.lines) == 3


def test_a_table_of_carried_funds_is_none_of_all_expenditure() -> None:
    made = printed_as.grid("""
        功能科目编码 | 功能科目名称 | 合计 | 人员经费支出
        213 | 农林水支出 | 3.00 | 3.00
    """)
    (found,) = kept(beside_a_statement("部门预算财政拨款结转资金支出表", printed_as.UNIT, made))
    assert found.statement is Statement.OTHER


def test_a_title_in_a_cell_may_take_two_lines() -> None:
    made = printed_as.grid("""
        医疗救助补助资金（中央和省级财政补助）项目绩⏎效目标表{1x4} | · | · | ·
        项目名称 | 医疗救助补助资金{1x3} | · | ·
        专项资金情况（万元） | 资金总额{1x2} | · | 745.00
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 人数 | ≥13万人
        备注{1x4} | · | · | ·
    """)
    disclosure = beside_a_statement(made)
    assert [t.title for t in kept(disclosure)] in (
        [],
        ["医疗救助补助资金（中央和省级财政补助）项目绩效目标表"],
    )
    (target,) = disclosure.performance_targets
    assert str(target.funds_yuan) == "7450000.00"


def test_a_total_over_codes_and_names_is_a_name() -> None:
    made = printed_as.grid("""
        单位编码 | 单位（项目）名称 | 项目金额
        合计 | | 55425.00
        222001 | 某局 | 43200.50
        － | 其他 | 12224.50
    """)
    (found,) = kept(beside_a_statement("部门专项业务经费支出表", "单位：元", made))
    assert [(line.code, line.name) for line in found.lines] == [
        (None, "合计"),
        ("222001", "某局"),
        (None, "其他"),
    ]


def test_a_piece_of_a_broken_number_is_known_by_its_other_piece() -> None:
    """“…1” at the end of a line and “89.71” on the next: 189.71 is stored."""
    assert is_piece("89.71", ["189.71"], {"1", "89.71"})
    assert is_piece("189.", ["189.71"], {"189.", "71"})
    assert not is_piece("89.71", ["189.71"], {"89.71", "2"})
    assert not is_piece("89.71", ["89.71"], {"89.71", ""})


def test_projects_listed_with_their_goals_are_targets() -> None:
    """No indicators are printed: a project, its money, what it is for. A second list that picks one out adds none."""
    listed = printed_as.grid("""
        单位名称 | 项目名称 | 金额 | 项目总体绩效目标
        合计 | | 9.00 |
        临河县水务局 | 水库除险 | 6.00 | 1.加固大坝。2.清淤。
        临河县水务局 | 办公房租 | 3.00 |
    """)
    again = printed_as.grid("项目 | 预算数（单位：万元） | 绩效目标\n水库除险 | 6 | 1.加固大坝。2.清淤。")
    disclosure = beside_a_statement(
        Paragraph("项目支出绩效表", 2),
        Paragraph(printed_as.UNIT, 2),
        listed,
        Paragraph("重点项目如下", 3),
        again,
    )
    (target,) = disclosure.performance_targets
    assert (target.title, target.funds_yuan) == ("水库除险", Decimal("60000.00"))
    assert target.objectives == ("加固大坝。", "清淤。")


@pytest.mark.parametrize(
    "headings", ["预算单位代码 | 预算单位名称 | 预算项目名称 | 金额 | 备注", "单位名称 | 预算数"]
)
def test_an_empty_table_is_no_cover_though_its_first_heading_is_a_label(headings: str) -> None:
    blank = " | ".join([""] * (headings.count("|") + 1))
    disclosure = beside_a_statement(
        Paragraph("上年结转资金支出表", 2), printed_as.grid(f"{headings}\n{blank}\n{blank}", 2)
    )
    assert "上年结转资金支出表" in [table.title for table in disclosure.statements]
