"""XLS: what the sheets show, as in an XLSX; and what an OLE file is, by the streams at its root."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import old_office as old
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disclosures.parsing.document import Document, Grid
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import guards, read
from disclosures.parsing.readers.guards import FileKind

TABLE = b"".join(
    [
        old.hidden_row(2),
        old.hidden_column(1),
        *(old.label(0, column, text) for column, text in enumerate(("项目", "上年", "合计"))),
        old.label(1, 0, "教育支出"),
        old.number(1, 1, 999),
        old.number(1, 2, 3456789, 1),
        old.label(2, 0, "旧项目"),
        old.number(2, 2, 888),
        old.label(3, 0, "卫生支出"),
        old.error(3, 2, 0x07),
        old.label(4, 0, "农林水支出"),
        old.number(4, 2, 300, 2),
        old.label(5, 0, "日期"),
        old.number(5, 2, 45292, 3),
        old.label(6, 0, "合计"),
        old.number(6, 2, 0.1 + 0.2),
    ]
)
FORMATS = ("0!.0,", "[DBNum1]General", 'yyyy"年"m"月"d"日"')


def texts(document: Document) -> list[list[str | None]]:
    (grid,) = document.blocks
    assert isinstance(grid, Grid)
    return [[cell.text if cell is not None else None for cell in row] for row in grid.rows]


@pytest.mark.parametrize("name", ["made.xls", "made.xlsx", "made.et"])
def test_an_old_workbook_shows_what_it_shows(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(old.workbook({"支出表": TABLE, "旧稿": TABLE}, FORMATS, frozenset({"旧稿"})))
    document = read(path)
    assert texts(document) == [
        ["项目", "合计"],
        ["教育支出", "345.7"],
        ["卫生支出", "#DIV/0!"],
        ["农林水支出", "#格式不明 300"],
        ["日期", "2024年1月1日"],
        ["合计", "0.3"],
    ]
    assert [note.message for note in document.notes] == [
        "工作表“支出表”隐藏的第 3 行、B 列没有读取",
        "工作表“支出表”有 1 个出错的单元格（C4），未读出数值",
        "工作表“支出表”有 1 个单元格的数字格式未能识别（C5；[DBNum1]General），不知道显示为多少，未读出数值",
        "工作表“旧稿”是隐藏的，没有读取",
    ]


def test_a_workbook_inside_a_word_document_does_not_make_it_one(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(old.compound({"1Table": b"x", "WordDocument": b"x"}, {"Workbook": b"x", "Note": b"y"}))
    assert guards.check(path) is FileKind.DOC


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8000), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_workbook_is_told_and_never_crashes(tmp_path: Path, changes: list[tuple[int, int]]) -> None:
    content = bytearray(old.workbook({"支出表": TABLE}, FORMATS))
    for place, value in changes:
        content[place % len(content)] = value
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    with suppress(UnreadableDocument):
        read(path)
