"""Printed rows that hold several lines: sides, panels, horizontal tables."""

from __future__ import annotations

import pytest

from disclosures.models import Amount, Disclosure, Statement, StatementColumn, StatementLine
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.statements import PrintedCell, PrintedStatement, disclosure_tables
from disclosures.vocabulary import HeadlineItem
from disclosures.vocabulary import Statement as StatementType
from tests.pages.rows import Country, fen

pytestmark = pytest.mark.django_db

Column = tuple[str, str, str, str]
Line = tuple[str, str, str, str, dict[int, str]]


def table(of: Disclosure, which: StatementType, columns: list[Column], rows: list[list[Line]]) -> Statement:
    """Columns are (heading, role, side, measure), lines (side, code, name, kind, {column: printed})."""
    statement = Statement.objects.create(
        disclosure=of, position=of.statements.count(), statement=which, title="表", printed_unit="万元"
    )
    made = [
        StatementColumn.objects.create(
            statement=statement, position=i, heading=[heading], role=role, side=side, measure=measure
        )
        for i, (heading, role, side, measure) in enumerate(columns)
    ]
    position = 0
    for number, row in enumerate(rows, start=1):
        for side, code, name, kind, cells in row:
            position += 1
            line = StatementLine.objects.create(
                statement=statement,
                position=position,
                row=number,
                serial=str(number),
                side=side,
                code=code,
                name=name,
                kind=kind,
            )
            for place, printed in cells.items():
                column = made[place]
                Amount.objects.create(
                    line=line,
                    column=column,
                    measure=column.measure,
                    state="amount",
                    fen=fen(printed),
                    printed=printed,
                )
    return statement


def places(statement: Statement) -> list[list[str]]:
    printed: PrintedStatement = disclosure_tables(statement.disclosure_id, only=statement.pk).printed[0]
    return [
        [place.printed if isinstance(place, PrintedCell) else place for place in row] for row in printed.rows
    ]


SIDES: list[Column] = [
    ("序号", "serial", "", ""),
    ("项目", "name", "revenue", ""),
    ("金额", "amount", "revenue", "total"),
    ("项目", "name", "expenditure", ""),
    ("金额", "amount", "expenditure", "total"),
]


def test_two_sides_stand_in_one_row(country: Country) -> None:
    made = table(
        country.hengshui_2020,
        StatementType.REVENUE_AND_EXPENDITURE,
        SIDES,
        [
            [("revenue", "", "收入", "", {2: "1.00"}), ("expenditure", "", "支出", "", {4: "2.00"})],
            [("expenditure", "", "只有支出", "", {})],
        ],
    )
    assert places(made) == [["1", "收入", "1.00", "支出", "2.00"], ["2", "", "", "只有支出", ""]]


PANELS: list[Column] = [
    ("编码", "code", "", ""),
    ("名称", "name", "", ""),
    ("决算数", "amount", "", "total"),
    ("编码", "code", "", ""),
    ("名称", "name", "", ""),
    ("决算数", "amount", "", "total"),
]


def test_two_panels_stand_in_one_row(country: Country) -> None:
    made = table(
        country.hengshui_2020,
        StatementType.BASIC_EXPENDITURE,
        PANELS,
        [
            [
                ("", "301", "工资福利支出", "", {2: "4816.14"}),
                ("", "302", "商品和服务支出", "", {5: "440.90"}),
            ],
            [("", "30101", "基本工资", "", {}), ("", "30201", "办公费", "", {5: "1.00"})],
            [("", "30299", "只在右边", "", {5: "3.00"})],
        ],
    )
    assert places(made) == [
        ["301", "工资福利支出", "4816.14", "302", "商品和服务支出", "440.90"],
        ["30101", "基本工资", "", "30201", "办公费", "1.00"],
        ["", "", "", "30299", "只在右边", "3.00"],
    ]


def test_a_horizontal_table_keeps_every_figure(country: Country) -> None:
    """Every column is a line of the same printed row, and answers for its item all the same."""
    made = table(
        country.hengshui_2020,
        StatementType.EXPENDITURE,
        [
            ("合计", "amount", "", "total"),
            ("基本支出", "amount", "", "basic"),
            ("项目支出", "amount", "", "project"),
        ],
        [
            [
                ("", "", "合计", "total", {0: "24458.43"}),
                ("", "", "基本支出", "", {1: "10403.11"}),
                ("", "", "项目支出", "", {}),
            ]
        ],
    )
    assert places(made) == [["24458.43", "10403.11", ""]]
    figures = KeyFigures.load([country.hengshui_2020.pk])
    assert figures.value(country.hengshui_2020.pk, HeadlineItem.BASIC_EXPENDITURE).fen == fen("10403.11")


def test_three_public_beside_conferences(country: Country) -> None:
    """合计 holds conferences and training there; the second total is the three."""
    table(
        country.hengshui_2020,
        StatementType.THREE_PUBLIC,
        [
            ("合计", "amount", "", "total"),
            ("小计", "amount", "", "total"),
            ("公务接待费", "amount", "", "hospitality"),
            ("会议费", "amount", "", "conferences"),
        ],
        [
            [
                ("", "", "合计", "total", {0: "1471.70"}),
                ("", "", "小计", "total", {1: "508.20"}),
                ("", "", "公务接待费", "hospitality", {2: "27.00"}),
                ("", "", "会议费", "conferences", {3: "963.50"}),
            ]
        ],
    )
    figures = KeyFigures.load([country.hengshui_2020.pk])
    assert figures.value(country.hengshui_2020.pk, HeadlineItem.THREE_PUBLIC_TOTAL).fen == fen("508.20")
    assert figures.value(country.hengshui_2020.pk, HeadlineItem.HOSPITALITY).fen == fen("27.00")
