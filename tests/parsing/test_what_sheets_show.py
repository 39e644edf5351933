"""Workbooks hide and scale: what nobody sees is left out and told, what cannot be known is no amount and told."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from disclosures.parsing.document import Document, Grid
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import read, spreadsheet

ROWS: list[list[Any]] = [
    ["项目", "上年", "合计", "备注"],
    ["一、教育支出", 12, 34.5, "甲"],
    ["二、卫生支出", 56, 78.25, "乙"],
    ["总计", 68, 112.75, "丙"],
]


def made(tmp_path: Path, fill: Callable[[Any, Any], None]) -> Document:
    """A workbook of one sheet 支出表 that `fill(book, sheet)` has written."""
    path = tmp_path / "made.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("支出表")
    fill(book, sheet)
    book.close()
    return spreadsheet.read(path)


def table(sheet: Any) -> None:
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)


def texts(document: Document) -> list[list[str | None]]:
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    return [[cell.text if cell is not None else None for cell in row] for row in grid.rows]


def notes(document: Document) -> list[str]:
    return [note.message for note in document.notes]


def test_hidden_rows_and_columns_are_left_out_and_told(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        table(sheet)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    document = made(tmp_path, fill)
    assert texts(document) == [
        ["项目", "合计", "备注"],
        ["一、教育支出", "34.5", "甲"],
        ["总计", "112.75", "丙"],
    ]
    assert notes(document) == ["工作表“支出表”隐藏的第 3 行、B 列没有读取"]


@pytest.mark.parametrize("way", ["width", "height", "group", "filter"])
def test_every_way_to_hide(tmp_path: Path, way: str) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        table(sheet)
        if way == "width":
            sheet.set_column(1, 1, 0)
        elif way == "height":
            sheet.set_row(2, 0)
        elif way == "group":
            sheet.set_row(2, None, None, {"level": 1, "hidden": True})
            sheet.set_row(3, None, None, {"collapsed": True})
        else:
            sheet.autofilter(0, 0, 3, 3)
            sheet.filter_column("A", "x != 二*")
            sheet.set_row(2, options={"hidden": True})

    document = made(tmp_path, fill)
    kept = texts(document)
    assert len(document.notes) == 1
    assert "56" not in [text for row in kept for text in row]


def test_empty_hidden_columns_are_not_worth_a_note(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        table(sheet)
        sheet.set_column(4, 200, None, None, {"hidden": True})
        sheet.set_row(40, None, None, {"hidden": True})

    assert notes(made(tmp_path, fill)) == []


def test_a_merged_cell_over_hidden_ones_shows_its_text(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.merge_range("A1:D1", "某局2025年支出表")
        for number, row in enumerate(ROWS):
            sheet.write_row(number + 1, 0, row)
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.merge_range("B6:B8", "注：合并")
        sheet.write("C8", "末行")
        sheet.set_row(5, None, None, {"hidden": True})

    document = made(tmp_path, fill)
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.rows[0][0] is not None
    assert (grid.rows[0][0].text, grid.rows[0][0].column_span) == ("某局2025年支出表", 3)
    assert grid.rows[5][0] is not None
    assert (grid.rows[5][0].text, grid.rows[5][0].row_span) == ("注：合并", 2)


def test_a_merged_cell_whose_first_row_is_hidden_is_not_lost_at_the_end(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["教育支出", 5])
        sheet.merge_range("A2:B3", "合计 5")
        sheet.set_row(1, None, None, {"hidden": True})

    assert texts(made(tmp_path, fill)) == [["教育支出", "5"], ["合计 5", None]]


def test_a_format_that_is_not_understood_leaves_no_amount_and_is_told(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["项目", "合计"])
        sheet.write("A2", "教育支出")
        sheet.write("B2", 3000000, book.add_format({"num_format": "[DBNum2]General"}))
        sheet.write("A3", "卫生支出")
        sheet.write("B3", 3000000, book.add_format({"num_format": "0!.0,"}))

    document = made(tmp_path, fill)
    assert texts(document)[1:] == [["教育支出", "#格式不明 3000000"], ["卫生支出", "300.0"]]
    assert notes(document) == [
        "工作表“支出表”有 1 个单元格的数字格式未能识别（B2；[DBNum2]General），不知道显示为多少，未读出数值"
    ]


def test_what_a_format_or_a_white_font_hides_is_told(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["项目", "合计"])
        sheet.write_row(1, 0, ["教育支出", 5], book.add_format({"num_format": ";;;@"}))
        sheet.write_row(2, 0, ["卫生支出", 0], book.add_format({"num_format": "0.00;-0.00;"}))
        sheet.write_row(3, 0, ["旧数", 7], book.add_format({"font_color": "white"}))
        sheet.write_row(4, 0, ["总计", 9], book.add_format({"font_color": "white", "bg_color": "#336699"}))

    document = made(tmp_path, fill)
    assert texts(document) == [["项目", "合计"], ["教育支出", ""], ["卫生支出", ""], ["", ""], ["总计", "9"]]
    assert notes(document) == ["工作表“支出表”有 3 个单元格的内容看不见（B2、A4、B4），没有读取"]


def test_errors_are_told_and_never_blank(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["教育支出", 5])
        sheet.write_formula("C1", "=B1/0", None, "#DIV/0!")
        sheet.write_formula("D1", "=VLOOKUP(1,A1:B1,2)", None, "#N/A")

    document = made(tmp_path, fill)
    assert texts(document) == [["教育支出", "5", "#DIV/0!", "#N/A"]]
    assert notes(document) == ["工作表“支出表”有 2 个出错的单元格（C1、D1），未读出数值"]


def test_a_raised_mark_beside_a_figure_is_no_digit(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        up = book.add_format({"font_script": 1})
        sheet.write("A1", "教育支出")
        sheet.write_rich_string("B1", "300.00", up, "1", " ")
        sheet.write_rich_string("C1", "5", up, "[12]", " ")

    assert texts(made(tmp_path, fill)) == [["教育支出", "300.00¹ ", "5¹² "]]


def test_indented_names_keep_their_indent(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["教育支出", 5])
        sheet.write_row(1, 0, ["普通教育", 5], book.add_format({"indent": 2}))

    assert texts(made(tmp_path, fill)) == [["教育支出", "5"], ["　　普通教育", "5"]]


def test_dates_and_flags_are_words(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A1", 45292, book.add_format({"num_format": 'yyyy"年"m"月"d"日"'}))
        sheet.write_boolean("B1", True)

    assert texts(made(tmp_path, fill)) == [["2024年1月1日", "TRUE"]]


def test_a_workbook_saved_as_strict_open_xml(tmp_path: Path) -> None:
    path, strict = tmp_path / "made.xlsx", tmp_path / "strict.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("支出表")
    table(sheet)
    sheet.write("B2", 12, book.add_format({"num_format": "0.000"}))
    book.close()
    old = b"http://schemas.openxmlformats.org/"
    names = {
        b"spreadsheetml/2006/main": b"spreadsheetml/main",
        b"officeDocument/2006/relationships": b"officeDocument/relationships",
    }
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(strict, "w") as saved:
        for name in package.namelist():
            content = package.read(name)
            for transitional, new in names.items():
                content = content.replace(old + transitional, b"http://purl.oclc.org/ooxml/" + new)
            saved.writestr(name, content)
    assert texts(spreadsheet.read(strict))[1] == ["一、教育支出", "12.000", "34.5", "甲"]


def test_one_absurd_cell_does_not_cost_the_workbook(tmp_path: Path) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        table(sheet)

    made(tmp_path, fill)
    path, broken = tmp_path / "made.xlsx", tmp_path / "broken.xlsx"
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(broken, "w") as saved:
        for name in package.namelist():
            content = (
                package.read(name).replace(b"<v>34.5</v>", b"<v>1e309</v>").replace(b"<v>56</v>", b"<v>x</v>")
            )
            saved.writestr(name, content)
    document = spreadsheet.read(broken)
    assert texts(document)[1:3] == [
        ["一、教育支出", "12", "#1e309", "甲"],
        ["二、卫生支出", "#x", "78.25", "乙"],
    ]
    assert notes(document) == ["工作表“支出表”有 2 个出错的单元格（C2、B3），未读出数值"]


FLAT = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="a"><NumberFormat ss:Format="0!.0,"/></Style><Style ss:ID="b"><NumberFormat ss:Format="Fixed"/></Style></Styles>
<Worksheet ss:Name="支出表"><Table><Column ss:Index="2" ss:Hidden="1"/>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">某局支出表</Data></Cell></Row>
<Row ss:Index="3"><Cell><Data ss:Type="String">教育支出</Data></Cell><Cell><Data ss:Type="Number">999</Data></Cell>
<Cell ss:StyleID="a"><Data ss:Type="Number">3000000</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">卫生支出</Data></Cell><Cell ss:Index="3" ss:StyleID="b"><Data ss:Type="Number">5</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">合计</Data></Cell><Cell ss:Index="3"><Data ss:Type="Error">#REF!</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="旧稿"><Table><Row><Cell><Data ss:Type="Number">7</Data></Cell></Row></Table>
<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
</Workbook>"""


def test_a_workbook_in_one_xml_file(tmp_path: Path) -> None:
    path = tmp_path / "made.xls"
    path.write_text(FLAT, encoding="utf-8")
    document = read(path)
    assert texts(document) == [
        ["某局支出表", None],
        ["", ""],
        ["教育支出", "300.0"],
        ["卫生支出", "5.00"],
        ["合计", "#REF!"],
    ]
    assert len(document.notes) == 3


def test_a_workbook_in_one_xml_file_that_defines_entities_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "made.xls"
    path.write_text(FLAT.replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook', 1), encoding="utf-8")
    with pytest.raises(UnreadableDocument):
        read(path)
