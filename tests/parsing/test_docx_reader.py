"""DOCX files made for one trap each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from disclosures.parsing.document import Block, Grid, Paragraph
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import docx as reader
from disclosures.parsing.readers.numbering import printed

SPACES = nsdecls("w")


@pytest.fixture
def source() -> Any:
    return docx.Document()


def read(source: Any, tmp_path: Path) -> Any:
    path = tmp_path / "made.docx"
    source.save(str(path))
    return reader.read(path)


def insert(source: Any, xml: str) -> None:
    source.element.body.insert(0, parse_xml(xml))


def rows(block: Block) -> list[list[str | None]]:
    assert isinstance(block, Grid)
    return [[cell.text if cell is not None else None for cell in row] for row in block.rows]


def test_paragraphs_and_tables_keep_the_order_of_the_body(source: Any, tmp_path: Path) -> None:
    source.add_paragraph("前")
    source.add_table(1, 2).cell(0, 0).text = "格"
    source.add_paragraph("后")
    assert [type(block) for block in read(source, tmp_path).blocks] == [Paragraph, Grid, Paragraph]


def test_merged_cells_stand_at_their_top_left_place(source: Any, tmp_path: Path) -> None:
    table = source.add_table(3, 3)
    for row in table.rows:
        for cell in row.cells:
            cell.text = "x"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "序号"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "收入"
    (grid,) = read(source, tmp_path).blocks
    assert rows(grid) == [["序号", "收入", None], [None, "x", "x"], ["x", "x", "x"]]
    assert (grid.rows[0][0].row_span, grid.rows[0][1].column_span) == (2, 2)


def test_heading_levels_come_from_styles(source: Any, tmp_path: Path) -> None:
    source.add_heading("一、职责", level=2)
    assert read(source, tmp_path).blocks == (Paragraph("一、职责", level=2),)


def test_deleted_revisions_hidden_runs_and_field_instructions_are_not_printed(
    source: Any, tmp_path: Path
) -> None:
    insert(
        source,
        f"<w:p {SPACES}><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TC</w:instrText><w:t>域</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>果</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:footnoteReference w:id="1"/><w:t>文</w:t></w:r></w:p>',
    )
    assert read(source, tmp_path).blocks == (Paragraph("新果文"),)


def test_content_controls_are_opened(source: Any, tmp_path: Path) -> None:
    insert(
        source, f"<w:sdt {SPACES}><w:sdtContent><w:p><w:r><w:t>内容</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    assert read(source, tmp_path).blocks == (Paragraph("内容"),)


def test_a_text_box_is_read_once(source: Any, tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    spaces = f'{SPACES} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    insert(
        source,
        f"<w:p {spaces}><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    assert read(source, tmp_path).blocks == (Paragraph("框外"), Paragraph("框内"))


def test_nested_tables_follow_their_table_with_a_note(source: Any, tmp_path: Path) -> None:
    table = source.add_table(1, 2)
    table.cell(0, 0).text = "外"
    table.cell(0, 1).add_table(1, 2).cell(0, 0).text = "内"
    document = read(source, tmp_path)
    assert [rows(block)[0][0] for block in document.blocks] == ["外", "内"]
    assert len(document.notes) == 1


def test_a_table_of_one_cell_is_a_frame(source: Any, tmp_path: Path) -> None:
    source.add_table(1, 1).cell(0, 0).text = "说明文字"
    assert read(source, tmp_path).blocks == (Paragraph("说明文字"),)


def test_automatic_numbers_are_printed(source: Any, tmp_path: Path) -> None:
    numbering = source.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {SPACES} w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
        ),
    )
    numbering.append(parse_xml(f'<w:num {SPACES} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for text in ("国有资产信息", "名词解释"):
        properties = source.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {SPACES}><w:ilvl w:val="0"/><w:numId w:val="90"/></w:numPr>'))
    assert [block.text for block in read(source, tmp_path).blocks] == ["一、国有资产信息", "二、名词解释"]


@pytest.mark.parametrize(
    ("count", "words"), [(3, "三"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一")]
)
def test_chinese_numbers(count: int, words: str) -> None:
    assert printed(count, "chineseCounting") == words


def test_a_table_without_end_is_refused(source: Any, tmp_path: Path) -> None:
    insert(
        source,
        f'<w:tbl {SPACES}><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999"/></w:tcPr><w:p/></w:tc><w:tc><w:p/></w:tc>'
        "</w:tr></w:tbl>",
    )
    with pytest.raises(UnreadableDocument) as error:
        read(source, tmp_path)
    assert error.value.code == "too-complex"


def test_a_document_without_words_is_refused(source: Any, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as error:
        read(source, tmp_path)
    assert error.value.code == "no-text"
