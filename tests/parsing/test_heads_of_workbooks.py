"""Workbooks: whose they are and of which year, by lines above the tables, labels in cells, the cover, the list of tables;
and which table a sheet holds that only its own name says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from disclosures.parsing import parse
from disclosures.parsing.records import ParsedDisclosure
from disclosures.vocabulary import Statement

NAME = "临河县水务局"
SCALE = ["", "", "单位：万元"]
TABLES: dict[str, list[list[str | float]]] = {
    "部门收支总表": [
        ["收入", "预算数", "支出", "预算数"],
        ["一、一般公共预算拨款收入", 30, "一、农林水支出", 30],
        ["二、其他收入", 1, "二、住房保障支出", 1],
        ["收入总计", 31, "支出总计", 31],
    ],
    "部门支出总表": [
        ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
        ["213", "农林水支出", 30, 10, 20],
        ["21303", "水利", 30, 10, 20],
        ["合计", "", 30, 10, 20],
    ],
    "“三公”经费支出表": [
        ["“三公”经费合计", "因公出国（境）费", "公务接待费", "公务用车购置费", "公务用车运行费"],
        [7, 0, 2, 0, 5],
    ],
}
STATEMENTS = [Statement.REVENUE_AND_EXPENDITURE, Statement.EXPENDITURE, Statement.THREE_PUBLIC]
ROWS = [6, 3, 5]

LEADS: dict[str, list[list[str]]] = {
    "between form number and title": [["公开01表"], [NAME], ["2026年{title}"], SCALE],
    "beside the form number": [[NAME, "", "公开01表"], ["2026年{title}"], SCALE],
    "beside the scale": [["附件1"], ["2026年{title}"], [NAME, "", "单位：万元"]],
    "beside 部门名称": [["2026年{title}"], ["部门名称", NAME, "单位：万元"]],
    "beside 编制单位": [["2026年{title}"], ["编制单位：", NAME, "单位：万元"]],
    "beside 单位": [["2026年{title}"], ["单位：", NAME, "金额单位：万元"]],
    "with its year": [["{title}"], [NAME + "2026年度", "", "单位：万元"]],
    "after its year": [["{title}"], ["2026年" + NAME, "", "单位：万元"]],
    "with its year above the title": [[NAME + "2026年度"], ["{title}"], SCALE],
}
FRONTS: dict[str, list[list[str]]] = {
    "labels and cells": [["附件2"], ["2026年部门预算公开表"], ["预算单位名称：", "", NAME], ["报送日期：", "2026年2月"]],
    "labels without colons": [["2026年部门预算公开表"], ["部门名称", NAME], ["负责人", "张三", "经办人", "李四"]],
    "a line": [[NAME + "2026年部门预算公开报表"]],
    "the list of tables": [["2026年预算公开表目录"], ["单位：" + NAME], ["表1", "部门收支总表"], ["表2", "部门支出总表"]],
}  # fmt: skip


def workbook(
    path: Path, lead: Sequence[Sequence[str]], front: Sequence[Sequence[str]] = (), named: bool = False
) -> ParsedDisclosure:
    """A sheet a table, under the rows of `lead`; one text alone is merged over the table."""
    with xlsxwriter.Workbook(str(path)) as book:
        shown = book.add_format({"num_format": "0.00"})
        if front:
            sheet = book.add_worksheet("封面")
            for row, texts in enumerate(front):
                sheet.write_row(row, 0, texts)
        for number, (title, rows) in enumerate(TABLES.items(), start=1):
            sheet = book.add_worksheet(title.removesuffix("表") if named else f"Sheet{number}")
            for row, texts in enumerate(lead):
                words = [text.format(title=title) for text in texts]
                if len(words) == 1:
                    sheet.merge_range(row, 0, row, len(rows[0]) - 1, words[0])
                else:
                    sheet.write_row(row, 0, words)
            for row, values in enumerate(rows, start=len(lead)):
                sheet.write_row(row, 0, values, shown)
    (found,) = parse(path).disclosures
    return found


def statements(found: ParsedDisclosure) -> list[tuple[Statement, int]]:
    return [(table.statement, len(table.lines)) for table in found.statements if table.lines]


@pytest.mark.parametrize("lead", LEADS.values(), ids=LEADS)
def test_the_body_is_named_above_the_tables(tmp_path: Path, lead: list[list[str]]) -> None:
    found = workbook(tmp_path / "made.xlsx", lead)
    assert (found.agency.name, found.fiscal_year) == (NAME, 2026)
    assert statements(found) == list(zip(STATEMENTS, ROWS, strict=True))


@pytest.mark.parametrize("front", FRONTS.values(), ids=FRONTS)
def test_the_body_is_named_on_the_first_sheet_only(tmp_path: Path, front: list[list[str]]) -> None:
    found = workbook(tmp_path / "made.xlsx", [["{title}"], SCALE], front)
    assert (found.agency.name, found.fiscal_year) == (NAME, 2026)
    assert statements(found)[:3] == list(zip(STATEMENTS, ROWS, strict=True))


def test_a_cover_is_no_table(tmp_path: Path) -> None:
    found = workbook(tmp_path / "made.xlsx", [["{title}"], SCALE], FRONTS["labels and cells"])
    assert [table.statement for table in found.statements] == STATEMENTS


@pytest.mark.parametrize("lead", [[], [SCALE]])
def test_sheets_that_only_their_names_title(tmp_path: Path, lead: list[list[str]]) -> None:
    found = workbook(tmp_path / "made.xlsx", lead, FRONTS["a line"], named=True)
    assert statements(found) == list(zip(STATEMENTS, ROWS, strict=True))
