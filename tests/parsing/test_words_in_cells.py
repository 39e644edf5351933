"""What stands in the cells of a Word table besides plain runs: raised marks, boxes, hidden and deleted text, symbols."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from disclosures.parsing.document import Document, Grid, Paragraph
from disclosures.parsing.readers import docx as reader
from disclosures.parsing.readers import read

SPACES = nsdecls("w", "m") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{content}</w:p></w:tc>"


def box(text: str) -> str:
    inner = f"<w:txbxContent><w:p>{run(text)}</w:p></w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )


def made(tmp_path: Path, *rows: str, table: str = "") -> Document:
    source = docx.Document()
    body = (
        f"<w:tbl {SPACES}><w:tblPr>{table}</w:tblPr>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"
    )
    source.element.body.insert(0, parse_xml(body))
    path = tmp_path / "made.docx"
    source.save(str(path))
    return reader.read(path)


def texts(document: Document) -> list[list[str | None]]:
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    return [[cell.text if cell is not None else None for cell in row] for row in grid.rows]


UP = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("450.20") + run("2", UP), "450.20²"),
        (run("450.20") + run("(3)", UP), "450.20⁽³⁾"),
        (run("450") + run("[1]", UP), "450¹"),
        (run("450", UP), "450"),
        (run("450") + run("1", "<w:vanish/>"), "450"),
        (run("450") + run("9", '<w:color w:val="FFFFFF"/>'), "450"),
        (run("450") + "<w:del>" + run("9") + "</w:del><w:ins>" + run(".5") + "</w:ins>", "450.5"),
        ('<w:bdo w:val="ltr">' + run("450") + "</w:bdo>", "450"),
        ("<m:oMath><m:r><m:t>450</m:t></m:r></m:oMath>", "450"),
        ('<w:r><w:sym w:font="Symbol" w:char="F02D"/><w:t>450</w:t></w:r>', "-450"),
        ('<w:r><w:t>450</w:t><w:sym w:font="Wingdings" w:char="F081"/></w:r>', "450□"),
        (
            "<w:r><w:ruby><w:rt>"
            + run("yi")
            + "</w:rt><w:rubyBase>"
            + run("亿")
            + "</w:rubyBase></w:ruby></w:r>",
            "亿",
        ),
        (box("450.20"), "450.20"),
    ],
)
def test_what_a_cell_prints(tmp_path: Path, content: str, text: str) -> None:
    assert texts(made(tmp_path, cell(run("教育支出")) + cell(content))) == [["教育支出", text]]


def test_a_box_beside_words_of_a_cell_follows_the_table(tmp_path: Path) -> None:
    document = made(tmp_path, cell(run("教育支出") + box("公开01表")) + cell(run("5")))
    assert texts(document) == [["教育支出", "5"]]
    assert [block.text for block in document.blocks if isinstance(block, Paragraph) and block.text] == [
        "公开01表"
    ]


def test_hidden_figures_and_rows_are_left_out_and_told(tmp_path: Path) -> None:
    document = made(
        tmp_path,
        cell(run("教育支出")) + cell(run("5") + run("88.8", "<w:vanish/>")),
        "<w:trPr><w:hidden/></w:trPr>" + cell(run("旧项目")) + cell(run("77.7")),
        cell(run("合计")) + cell(run("5")),
    )
    assert texts(document) == [["教育支出", "5"], ["合计", "5"]]
    assert [note.message for note in document.notes] == ["表格中看不见的文字没有读取：88.8、77.7"]


def test_white_words_on_a_coloured_heading_are_seen(tmp_path: Path) -> None:
    white = '<w:color w:val="FFFFFF"/>'
    shade = '<w:shd w:val="clear" w:fill="1F4E79"/>'
    document = made(tmp_path, cell(run("项目", white), shade) + cell(run("合计", white), shade))
    assert texts(document) == [["项目", "合计"]]
    document = made(tmp_path, cell(run("项目", white)) + cell(run("合")), table='<w:tblStyle w:val="Grid1"/>')
    assert texts(document) == [["项目", "合"]]


def test_old_horizontal_merges(tmp_path: Path) -> None:
    document = made(
        tmp_path,
        cell(run("收入"), '<w:hMerge w:val="restart"/>') + cell("", "<w:hMerge/>") + cell(run("支出")),
        cell(run("a")) + cell(run("1")) + cell(run("2")),
    )
    assert texts(document) == [["收入", None, "支出"], ["a", "1", "2"]]


def test_rows_that_begin_and_end_later(tmp_path: Path) -> None:
    document = made(
        tmp_path,
        cell(run("a")) + cell(run("b")) + cell(run("c")),
        '<w:trPr><w:gridBefore w:val="1"/><w:gridAfter w:val="1"/></w:trPr>' + cell(run("5")),
    )
    assert texts(document) == [["a", "b", "c"], ["", "5", ""]]


def test_a_document_saved_as_strict_open_xml(tmp_path: Path) -> None:
    source = docx.Document()
    source.add_paragraph("部门预算公开")
    table = source.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "教育支出", "5.00"
    path, strict = tmp_path / "made.docx", tmp_path / "strict.docx"
    source.save(str(path))
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(strict, "w") as saved:
        for name in package.namelist():
            content = package.read(name)
            for area, rest in (
                ("wordprocessingml", "main"),
                ("officeDocument", "relationships"),
                ("drawingml", "main"),
            ):
                old = f"http://schemas.openxmlformats.org/{area}/2006/{rest}"
                content = content.replace(old.encode(), f"http://purl.oclc.org/ooxml/{area}/{rest}".encode())
            saved.writestr(name, content)
    assert texts(read(strict)) == [["教育支出", "5.00"]]


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_of_a_random_table_is_read_once(tmp_path: Path, seed: int) -> None:
    """Spans, boxes, wrappers and marks at random: no figure is lost, none comes twice."""
    chance = random.Random(seed)
    width, figures, rows = chance.randint(2, 7), [], []
    for _ in range(chance.randint(1, 8)):
        row, column = "", 0
        if chance.random() < 0.2:
            row, column = '<w:trPr><w:gridBefore w:val="1"/></w:trPr>', 1
        while column < width:
            span = min(chance.choice((1, 1, 1, 2, 3)), width - column)
            figure = f"{len(figures) + 100}.{chance.randint(10, 99)}"
            figures.append(figure)
            content = chance.choice((run, box, lambda text: f"<w:ins>{run(text)}</w:ins>"))(figure)
            row += cell(content, f'<w:gridSpan w:val="{span}"/>')
            column += span
        rows.append(row)
    if len(figures) < 2:
        pytest.skip("a frame")
    found = [text for line in texts(made(tmp_path, *rows)) for text in line if text]
    assert found == figures
