"""Workbooks made for one trap each, and number formats."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from disclosures.parsing.document import Document, Grid
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import spreadsheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.0"/></numFmts>'
    '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)


def words(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def row(*cells: str) -> str:
    return f"<row>{''.join(cells)}</row>"


def read(tmp_path: Path, sheets: dict[str, str], after: str = "", state: str = "") -> Document:
    """A workbook of `sheets` (name → rows); `after` follows the rows of each; the last sheet has `state`."""
    path = tmp_path / "made.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        entries, relations = "", ""
        for number, (name, content) in enumerate(sheets.items(), 1):
            part = f"xl/worksheets/sheet{number}.xml"
            body = f'<worksheet xmlns="{MAIN}"><sheetData>{content}</sheetData>{after}</worksheet>'
            package.writestr(part, body)
            hidden = f' state="{state}"' if state and number == len(sheets) else ""
            entries += f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"{hidden}/>'
            relations += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        relations += f'<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/>'
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        )
        package.writestr("xl/styles.xml", STYLES)
        book = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        package.writestr(
            "_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{book}</Relationships>'
        )
        package.writestr("[Content_Types].xml", f'<Types xmlns="{PACKAGE}/content-types"/>')
    return spreadsheet.read(path)


def rows(document: Document) -> list[list[str | None]]:
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    return [[cell.text if cell is not None else None for cell in row] for row in grid.rows]


def test_number_formats_of_cells_are_found(tmp_path: Path) -> None:
    cells = '<c r="A1" s="1"><v>108</v></c><c r="B1"><v>108</v></c><c r="C1" s="2"><v>1234.56</v></c>'
    assert rows(read(tmp_path, {"表": row(cells)})) == [["108.00", "108", "1,234.6"]]


def test_merged_ranges_and_the_name_of_the_sheet(tmp_path: Path) -> None:
    content = row(words("A1", "部门预算收支总表")) + row(
        words("A2", "序号"), words("B2", "收入"), words("C2", "支出")
    )
    merged = '<mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
    document = read(tmp_path, {"部门预算收支总表": content}, merged)
    assert rows(document) == [["部门预算收支总表", None, None], ["序号", "收入", "支出"]]
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    assert grid.name == "部门预算收支总表"


def test_empty_and_hidden_sheets_are_left_out(tmp_path: Path) -> None:
    sheets = {"表一": row(words("A1", "合计")), "空表": "", "字典": row(words("A1", "不显示"))}
    document = read(tmp_path, sheets, state="hidden")
    assert rows(document) == [["合计"]]
    assert [note.message for note in document.notes] == ["工作表“字典”是隐藏的，没有读取"]


def test_a_formula_without_stored_result_is_noted(tmp_path: Path) -> None:
    formulas = '<c r="B1"><f>1+1</f></c><c r="C1"><f>1+2</f><v>3</v></c>'
    document = read(tmp_path, {"表": row(words("A1", "合计"), formulas)})
    assert rows(document) == [["合计", "#未计算", "3"]]
    assert "B1" in document.notes[0].message


def test_a_cell_in_the_far_corner_is_refused_before_it_costs_memory(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read(tmp_path, {"表": row(words("XFD1048576", "x"))})
    assert error.value.code == "too-complex"


def test_a_workbook_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read(tmp_path, {"表": ""})
    assert error.value.code == "no-text"
