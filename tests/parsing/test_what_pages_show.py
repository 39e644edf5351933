"""Web pages as offices print them: what is hidden is left out and told, nothing else is lost."""

from __future__ import annotations

import base64
import random
from pathlib import Path

import pytest

from disclosures.parsing.document import Document, Grid, Paragraph
from disclosures.parsing.readers import html, read


def made(tmp_path: Path, body: str, head: str = "") -> Document:
    path = tmp_path / "made.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return html.read(path)


def texts(document: Document) -> list[list[str | None]]:
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    return [[cell.text if cell is not None else None for cell in row] for row in grid.rows]


def words(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("620.50<sup>1</sup>", "620.50¹"),
        ("620.50<sup>[2]</sup>", "620.50²"),
        ('620.50<span style="vertical-align: super">3</span>', "620.50³"),
        ("<sup>620.50</sup>", "620.50"),
        ("620.<br>50", "620.\n50"),
        ("&nbsp;620.50&ensp;", "620.50"),
        ("<del>600</del>620", "620"),
        ("<del>600</del>", "600"),
        ('620<span style="display:none">1.5</span>', "620"),
        ('620<span style="font-size:0">1.5</span>', "620"),
        ('<input value="620.50">', "620.50"),
        ('<input type="hidden" value="1">620.50', "620.50"),
        ("<textarea>620.50</textarea>", "620.50"),
        ("<select><option>甲<option selected>乙</select>", "乙"),
        ('<i class="off">9.9</i>620', "620"),
    ],
)
def test_what_a_cell_prints(tmp_path: Path, cell: str, text: str) -> None:
    style = "<style>@media print{.on{display:none}} .x, i.off{display : none}</style>"
    table = f'<table><tr class="on"><td>教育支出</td><td>{cell}</td></tr></table>'
    assert texts(made(tmp_path, table, style)) == [["教育支出", text]]


ROWS = (("项目", "旧数", "合计"), ("教育支出", "99.9", "5.00"), ("卫生支出", "88.8", "6.00"))


def table(cell: str = "", row: str = "", before: str = "") -> str:
    """ROWS, with attributes of the cells of column 2 and of row 2."""
    lines = [
        f"<tr {row if number == 1 else ''}>"
        + "".join(f"<td {cell if column == 1 else ''}>{text}</td>" for column, text in enumerate(line))
        + "</tr>"
        for number, line in enumerate(ROWS)
    ]
    return f"<table>{before}{''.join(lines)}</table>"


def test_hidden_cells_lose_their_place_or_keep_it(tmp_path: Path) -> None:
    document = made(tmp_path, table(cell='style="display:none"'))
    assert texts(document) == [["项目", "合计"], ["教育支出", "5.00"], ["卫生支出", "6.00"]]
    assert [note.message for note in document.notes] == ["网页中看不见的内容没有读取：99.9、88.8"]
    document = made(tmp_path, table(cell='style="visibility:hidden"'))
    assert texts(document) == [["项目", "", "合计"], ["教育支出", "", "5.00"], ["卫生支出", "", "6.00"]]


def test_hidden_rows_and_columns_are_told(tmp_path: Path) -> None:
    document = made(tmp_path, table(row='style="display:none"'))
    assert texts(document) == [list(ROWS[0]), list(ROWS[2])]
    assert len(document.notes) == 1
    document = made(tmp_path, table(before='<col><col style="display:none;mso-width-source:userset"><col>'))
    assert texts(document) == [["项目", "合计"], ["教育支出", "5.00"], ["卫生支出", "6.00"]]
    assert [note.message for note in document.notes] == ["网页的表格中有 1 列是隐藏的，没有读取"]


def test_a_title_over_a_hidden_column_stays(tmp_path: Path) -> None:
    before = '<col style="display:none"><tr><td colspan="3">某局支出表</td></tr>'
    assert texts(made(tmp_path, table(before=before)))[0] == ["某局支出表", None]


def test_a_table_of_data_with_a_table_in_a_cell_stays_one(tmp_path: Path) -> None:
    inner = "<table><tr><td>其中</td><td>1.00</td></tr></table>"
    document = made(tmp_path, table().replace("<td >卫生支出</td>", f"<td>卫生支出{inner}</td>"))
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert texts(document)[2] == ["卫生支出", "88.8", "6.00"]
    assert [cell.text for cell in grids[1].rows[0] if cell] == ["其中", "1.00"]


def test_rows_inside_a_form_and_words_between_cells_are_kept(tmp_path: Path) -> None:
    document = made(tmp_path, "<table>单位：万元<form><tr><td>教育支出</td><td>5.00</td></tr></form></table>")
    assert texts(document) == [["教育支出", "5.00"]]
    assert "单位：万元" in words(document)


def test_pictures_in_the_place_of_figures_are_told(tmp_path: Path) -> None:
    document = made(tmp_path, "<table><tr><td>教育支出</td><td><img src=a.png></td></tr></table>")
    assert [note.message for note in document.notes] == ["网页的表格中有 1 个单元格是图片，未读出内容"]


@pytest.mark.parametrize("name", ["made.mht", "made.xls", "made.doc"])
def test_a_page_saved_in_one_file(tmp_path: Path, name: str) -> None:
    page = base64.encodebytes(
        "<html><body><table><tr><td>教育支出<td>5.00</table>".encode("gb18030")
    ).decode()
    path = tmp_path / name
    path.write_text(
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        f"Content-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: base64\n\n{page}\n--x--\n"
    )
    assert texts(read(path)) == [["教育支出", "5.00"]]


@pytest.mark.parametrize("seed", range(25))
def test_no_figure_of_a_random_table_is_lost_or_doubled(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    figures: list[str] = []
    height, width = chance.randint(2, 7), chance.randint(2, 7)
    taken: set[tuple[int, int]] = set()
    lines = ""
    for row in range(height):
        cells = ""
        for column in range(width):
            if (row, column) in taken:
                continue
            across = 1
            while column + across < width and (row, column + across) not in taken and chance.random() < 0.3:
                across += 1
            down = min(chance.choice((1, 1, 1, 2, 3)), height - row)
            taken |= {(r, c) for r in range(row, row + down) for c in range(column, column + across)}
            figures.append(f"{1000 + len(figures)}.{chance.randint(10, 99)}")
            tag = chance.choice(("td", "th"))
            wrap = chance.choice(
                ("{}", "<p>{}</p>", "<div><span>{}</span></div>", "<b>{}</b><br>", "&nbsp;{}")
            )
            cells += f'<{tag} rowspan="{down}" colspan={across}>{wrap.format(figures[-1])}</{tag}>'
        lines += f"<tr>{cells}</tr>" if chance.random() < 0.7 else f"<tbody><tr>{cells}</tr></tbody>"
    if len(figures) < 2:
        pytest.skip("a frame")
    found = [text for line in texts(made(tmp_path, f"<table>{lines}</table>")) for text in line if text]
    assert sorted(found) == sorted(figures)
