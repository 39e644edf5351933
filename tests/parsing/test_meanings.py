"""What rows and columns mean where places print them in their own way (Shanghai, Jiangsu, final accounts)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from disclosures.parsing import parse
from disclosures.parsing.records import ParsedDisclosure, StatementTable
from disclosures.vocabulary import Measure, RowKind, Side, Stage, Statement

SAMPLES = Path(__file__).with_name("samples")
BUDGET = "shanghai/putuo-commerce-2025-department-budget.pdf"
FINAL = "shanghai/putuo-socialwork-2024-department-final.pdf"
TABLES = "jiangsu/partyoffice-2018-tables.pdf"
NARRATIVE = "jiangsu/partyoffice-2018-narrative.pdf"


@cache
def read(name: str) -> ParsedDisclosure:
    document = parse(SAMPLES / name)
    assert len(document.disclosures) == 1
    return document.disclosures[0]


def table(name: str, statement: Statement) -> StatementTable:
    return next(table for table in read(name).statements if table.statement is statement)


def kinds(found: StatementTable) -> dict[str, RowKind | None]:
    return {
        f"{line.name} {line.cells[0].printed}": line.kind for line in found.lines if line.cells[0].printed
    }


@pytest.mark.parametrize(
    ("name", "layout"),
    [(BUDGET, "shanghai"), (FINAL, "national"), (TABLES, "jiangsu"), (NARRATIVE, "jiangsu")],
)
def test_layout_is_found_by_its_marks(name: str, layout: str) -> None:
    assert parse(SAMPLES / name).layout == layout


def test_stage_comes_from_the_cover_though_the_prose_says_预算_more_often() -> None:
    assert read(FINAL).stage is Stage.FINAL_ACCOUNTS
    assert read(BUDGET).stage is Stage.BUDGET


def test_元_and_万元_in_one_file() -> None:
    assert {found.printed_unit for found in read(BUDGET).statements} == {"元", "万元"}
    assert table(BUDGET, Statement.THREE_PUBLIC).printed_unit == "万元"


def test_split_codes_are_joined_and_rows_go_on_over_the_page_without_header() -> None:
    found = table(BUDGET, Statement.REVENUE)
    assert found.pages == (4, 5)
    assert [line.code for line in found.lines[-4:]] == ["22102", "2210201", "2210203", None]
    assert found.lines[-1].kind is RowKind.TOTAL


def test_总计_is_the_total_of_its_side() -> None:
    totals = {line.side: line.kind for line in table(FINAL, Statement.REVENUE_AND_EXPENDITURE).lines[-2:]}
    assert totals == {Side.REVENUE: RowKind.REVENUE_TOTAL, Side.EXPENDITURE: RowKind.EXPENDITURE_TOTAL}


def test_funds_under_the_opening_carryover_are_parts_of_it() -> None:
    lines = table(FINAL, Statement.FISCAL_APPROPRIATION).lines
    named = [line.kind for line in lines if line.name == "一、一般公共预算财政拨款"]
    assert named == [RowKind.GENERAL_PUBLIC, None]


def test_合计_closing_a_header_is_no_amount_column() -> None:
    columns = table(FINAL, Statement.GOVERNMENT_FUNDS).columns
    assert [column.role for column in columns[:2]] == ["code", "name"]
    assert columns[3].measure is Measure.SUBTOTAL


@pytest.mark.parametrize(
    ("name", "statement", "words"),
    [
        (BUDGET, Statement.STATE_CAPITAL, "故本表为空表"),
        (FINAL, Statement.THREE_PUBLIC, "故本表无数据"),
        (FINAL, Statement.GOVERNMENT_FUNDS, "故本表无数据"),
        (TABLES, Statement.GOVERNMENT_FUNDS, "本部门无相关收支项目"),
    ],
)
def test_why_a_table_is_empty(name: str, statement: Statement, words: str) -> None:
    assert words in (table(name, statement).empty_note or "")


def test_合计_over_三公_会议费_and_培训费_is_not_the_total_of_三公() -> None:
    found = kinds(table(TABLES, Statement.THREE_PUBLIC))
    assert found["合计 1,471.70"] is None
    assert found["小计 508.20"] is RowKind.TOTAL
    assert found["小计 411.20"] is RowKind.VEHICLES


def test_小计_beside_the_name_of_its_funds() -> None:
    assert kinds(table(TABLES, Statement.REVENUE))["小计 24,458.43"] is RowKind.GENERAL_PUBLIC


def test_columns_of_words_are_no_amounts() -> None:
    found = table(TABLES, Statement.PROCUREMENT)
    assert [column.role for column in found.columns] == ["words", "name", "words", "name", "words", "amount"]
    assert found.lines[0].name == "合计"
    assert not [note for note in read(TABLES).notes if note.code == "amount-unreadable"]


def test_rotated_page_and_title_inside_the_grid() -> None:
    found = table(TABLES, Statement.GENERAL_PUBLIC_BUDGET)
    assert (found.title, found.pages) == ("一般公共预算支出预算表", (8,))
    assert all(cell.confirmed for line in found.lines for cell in line.cells if cell.yuan is not None)
