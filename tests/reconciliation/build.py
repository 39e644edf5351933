"""Small disclosures by hand: statements as lines of text, as the parser's own recogniser reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from disclosures.parsing.anatomy import Table, TableRow
from disclosures.parsing.document import Cell
from disclosures.parsing.heading_paths import TableColumn
from disclosures.parsing.layouts import layouts
from disclosures.parsing.recognise import recognise
from disclosures.parsing.records import (
    AgencyName,
    AssetHolding,
    Institution,
    NamedAmount,
    Note,
    ParsedDisclosure,
    ProcurementItem,
    Section,
    StatementTable,
)
from disclosures.parsing.titles import Context
from disclosures.vocabulary import AgencyKind, ReadBy, Stage

AGENCY = "大城县科学技术和工业信息化局"
UNIT = 10_000


def statement(
    title: str, head: str, body: str = "", note: str | None = None, stage: Stage = Stage.BUDGET
) -> StatementTable:
    """`head`: paths of headings, parted by |, their levels by /. `body`: a line a row, places parted by |. In 万元."""
    columns = tuple(TableColumn(tuple(path.strip().split("/"))) for path in head.split("|"))
    rows = [
        TableRow(tuple(Cell(_amount(text.strip())) for text in line.split("|")), 1)
        for line in body.strip().splitlines()
        if line.strip()
    ]
    assert all(len(row.cells) == len(columns) for row in rows), body
    table = Table(title, Context(unit="万元"), columns, rows, 0, 0, 0, empty_note=note)
    found = recognise(table, layouts()["national"], stage, None)
    assert found is not None, title
    return compared(found[0])


def compared(table: StatementTable) -> StatementTable:
    """The table as a person compared it with the original: a few rows cannot prove themselves."""
    return replace(
        table,
        lines=tuple(
            replace(line, cells=tuple(replace(cell, proven=True) for cell in line.cells))
            for line in table.lines
        ),
    )


def _amount(text: str) -> str:
    """“5” is printed 5.00: a slip of 1 is then none of rounding."""
    return f"{text}.00" if re.fullmatch(r"\d{1,2}", text) else text


def disclosure(*statements: StatementTable, **given: Any) -> ParsedDisclosure:
    """A budget of 2022 with these statements."""
    known: dict[str, Any] = {
        "agency": AgencyName(None, AGENCY, AgencyKind.DEPARTMENT),
        "fiscal_year": 2022,
        "stage": Stage.BUDGET,
        "statements": statements,
    }
    return ParsedDisclosure(**(known | given))


def final_accounts(*statements: StatementTable, **given: Any) -> ParsedDisclosure:
    return disclosure(*statements, stage=Stage.FINAL_ACCOUNTS, **given)


def text(*sections: tuple[str, str]) -> dict[str, Any]:
    """Sections of the narrative: heading and text."""
    return {"sections": tuple(Section(heading, 1, 1, words) for heading, words in sections)}


def notes(*notes: tuple[str, str]) -> dict[str, Any]:
    return {"notes": tuple(Note(code, message, 1) for code, message in notes)}


def purchases(*rows: str, read_by: ReadBy = ReadBy.TEXT) -> dict[str, Any]:
    """“name | item | catalogue code | 合计 | 一般公共预算 | 单位资金”; a row without item whose name ends in 计 is a total."""
    items = []
    for row in rows:
        name, item, code, *amounts = [_amount(part.strip()) for part in row.split("|")]
        cells = tuple(
            NamedAmount(("政府采购金额", heading), printed, Decimal(printed) * UNIT if printed else None, 1)
            for heading, printed in zip(("合计", "一般公共预算", "单位资金"), amounts, strict=False)
            if printed or heading == "合计"
        )
        is_total = (not item and name.endswith("计")) or name.startswith("一、")
        items.append(
            ProcurementItem(
                name, None, item or None, code or None, None, None, None, cells, is_total, 1, read_by
            )
        )
    return {"procurement": tuple(items)}


def assets(*rows: tuple[str, str]) -> dict[str, Any]:
    return {
        "assets": tuple(
            AssetHolding(item, None, Decimal(value) * UNIT if value else None, _amount(value), 1)
            for item, value in rows
        )
    }


def institutions(*rows: tuple[str, str, str, str]) -> dict[str, Any]:
    return {"institutions": tuple(Institution(*row, 1) for row in rows)}


def unsure(table: StatementTable) -> StatementTable:
    """The table as a second reader contradicts it."""
    return replace(
        table,
        lines=tuple(
            replace(line, cells=tuple(replace(cell, confirmed=False) for cell in line.cells))
            for line in table.lines
        ),
    )
