"""Web pages made for one trap each."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosures.parsing import parse
from disclosures.parsing.document import Grid, Paragraph
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import html, read

SHARED = Path(__file__).resolve().parents[3] / "shared" / "documents"


@pytest.fixture
def page(tmp_path: Path):
    def written(body: str | bytes, name: str = "made.html") -> Path:
        path = tmp_path / name
        path.write_bytes(body if isinstance(body, bytes) else f"<html><body>{body}</body></html>".encode())
        return path

    return written


def paragraphs(path: Path) -> list[str]:
    return [block.text for block in html.read(path).blocks if isinstance(block, Paragraph)]


def only_grid(path: Path) -> Grid:
    (grid,) = (block for block in html.read(path).blocks if isinstance(block, Grid))
    return grid


def texts(grid: Grid) -> list[list[str | None]]:
    return [[cell.text if cell is not None else None for cell in row] for row in grid.rows]


def test_merged_cells(page) -> None:
    grid = only_grid(
        page(
            "<table><tr><th rowspan=2>项目<th colspan=2>支出</tr><tr><td>基本<td>项目</tr>"
            "<tr><td>合计<td>1.00<td>2.00</table>"
        )
    )
    assert texts(grid) == [["项目", "支出", None], [None, "基本", "项目"], ["合计", "1.00", "2.00"]]
    assert (grid.rows[0][0].row_span, grid.rows[0][1].column_span) == (2, 2)


def test_a_colspan_of_a_hundred_means_all_columns(page) -> None:
    grid = only_grid(
        page("<table><tr><td colspan=100>收支总表<tr><td>项目<td>金额<tr><td>合计<td>1.00</table>")
    )
    assert grid.width == 2
    assert grid.rows[0][0].column_span == 2


def test_a_rowspan_may_reach_over_the_end(page) -> None:
    grid = only_grid(page("<table><tr><td rowspan=0>甲<td>1<tr><td>2<tr><td rowspan=60000>3</table>"))
    assert texts(grid) == [["甲", "1"], [None, "2"], [None, "3"]]


def test_rows_of_unequal_length_are_filled(page) -> None:
    assert texts(only_grid(page("<table><tr><td>甲<td>乙<td>丙<tr><td>丁</table>"))) == [
        ["甲", "乙", "丙"],
        ["丁", "", ""],
    ]


def test_tables_that_lay_out_the_page_are_opened(page) -> None:
    path = page(
        "<table><tr><td>首页<td><h2>部门预算收支总表</h2><p>单位：万元"
        "<table><tr><td>项目<td>金额<tr><td>合计<td>1.00</table></table>"
    )
    assert paragraphs(path) == ["首页", "部门预算收支总表", "单位：万元"]
    assert texts(only_grid(path)) == [["项目", "金额"], ["合计", "1.00"]]
    assert [block.level for block in html.read(path).blocks if isinstance(block, Paragraph)] == [
        None,
        2,
        None,
    ]


def test_a_table_of_one_cell_is_a_frame(page) -> None:
    assert paragraphs(page("<table><tr><td>第一行<br>第二行</table>")) == ["第一行", "第二行"]


def test_what_a_browser_does_not_show_is_not_read(page) -> None:
    path = page(
        "<script>var x='<table>';</script><style>p{}</style><p>甲<span style='display: none'>9</span></p>"
        "<p hidden>乙</p><table><tr><td>1<b style='visibility:hidden'>2</b><td>3<tr style='display:none'><td>4<td>5"
        "</table><!-- 丙 -->"
    )
    assert paragraphs(path) == ["甲"]
    assert texts(only_grid(path)) == [["1", "3"]]


def test_lines_of_the_source_are_no_lines_of_the_page(page) -> None:
    path = page("<p>财政拨\n   款收入</p><table><tr><td>一、一般公共<br>预算\n拨款<td>12.00&nbsp;</table>")
    assert paragraphs(path) == ["财政拨款收入"]
    assert texts(only_grid(path)) == [["一、一般公共\n预算拨款", "12.00"]]


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("gb18030", ""),
        ("gb18030", "<meta charset=gb2312>"),
        ("gb18030", "<meta charset=nonsense>"),
        ("big5", "<meta http-equiv=Content-Type content='text/html; charset=big5'>"),
    ],
)
def test_charsets(page, encoding: str, head: str) -> None:
    assert paragraphs(page(f"<html>{head}<body><p>部門收支</p></body></html>".encode(encoding))) == [
        "部門收支"
    ]


def test_one_broken_character_does_not_spoil_the_page(page) -> None:
    content = "<html><meta charset=utf-8><p>收入".encode() + b"\xe6</p><p>" + "支出</p>".encode()
    assert paragraphs(page(content))[-1] == "支出"


@pytest.mark.parametrize(
    "body",
    [
        "<table>" + "<tr><td colspan=1000000000>合计" * 9 + "</table>",
        "<table>" + "<tr>" + "<td colspan=1000 rowspan=600>合计" * 600 + "<tr>" * 600 + "</table>",
        "<table><tr><td>" * 3000 + "合计",
        "<div>" * 3000 + "合计",
    ],
)
def test_pages_made_to_exhaust_memory(page, body: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        html.read(page(body))
    assert caught.value.code == "too-complex"


def test_entities_of_its_own(page) -> None:
    path = page(b'<!DOCTYPE html [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><html><p>&c;</p></html>')
    with pytest.raises(UnreadableDocument) as caught:
        html.read(path)
    assert caught.value.code == "too-complex"


@pytest.mark.parametrize("body", ["", "<script>1</script>", "<table><tr><td> <td>&nbsp;</table>"])
def test_a_page_without_text(page, body: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        html.read(page(body))
    assert caught.value.code == "no-text"


def test_a_page_becomes_a_statement(page) -> None:
    path = page(
        "<h1>某市工业和信息化局2022年部门预算公开</h1><p>部门预算支出总表</p><p>350 某市工业和信息化局 预算年度：2022 单位：万元</p>"
        "<table><tr><td>序号<td>科目编码<td>科目名称<td>合计<td>基本支出<td>项目支出"
        "<tr><td>1<td>206<td>科学技术支出<td>180.00<td><td>180.00</table>"
    )
    (disclosure,) = parse(path).disclosures
    (statement,) = disclosure.statements
    assert [cell.printed for line in statement.lines for cell in line.cells if cell.yuan] == [
        "180.00",
        "180.00",
    ]


@pytest.mark.skipif(not SHARED.exists(), reason="shared documents are not here")
@pytest.mark.parametrize("name", ["bomb-colspan.html", "bomb-nested.html", "bomb-entities.xhtml"])
def test_hostile_pages(name: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(SHARED / "hostile" / name)
    assert caught.value.code == "too-complex"


def test_a_page_without_a_body(page) -> None:
    path = page(
        b"<meta charset=utf-8><title>Not this</title><section><p>\xe9\xa2\x84\xe7\xae\x97</p><table><tr><td>1<td>2</table></section>"
    )
    assert paragraphs(path) == ["预算"]
    assert texts(only_grid(path)) == [["1", "2"]]


@pytest.mark.parametrize(
    "titles",
    [
        "<table><caption>某市水务局2022年<br>一般公共预算支出表<br>单位：元</caption>",
        "<p>附表五<h3>一般公共预算<br>支出情况表</h3><p>单位：元<table>",
    ],
)
def test_titles_over_several_lines(page, titles: str) -> None:
    path = page(
        f"<h1>某市水务局2022年部门预算公开</h1>{titles}<tr><td>科目编码<td>科目名称<td>合计<td>基本支出<td>项目支出"
        "<tr><td>213<td>农林水支出<td>180.00<td><td>180.00<tr><td>21303<td>水利<td>180.00<td><td>180.00</table>"
    )
    (disclosure,) = parse(path).disclosures
    (statement,) = disclosure.statements
    assert (statement.statement.value, statement.printed_unit) == ("general_public_budget", "元")
