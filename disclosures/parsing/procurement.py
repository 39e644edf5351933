"""Procurement tables → ProcurementItem records: what is bought, how many, at what price, from which funds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from disclosures.parsing.document import Block, Cell
from disclosures.parsing.layouts import details as words
from disclosures.parsing.layouts import layouts
from disclosures.parsing.normalise import SCALES, key, number, tidy, yuan
from disclosures.parsing.records import NamedAmount, Note, ProcurementItem
from disclosures.parsing.tables import Table, TableRow, whole_tables

UNIT_MARK = re.compile(r"(百万元|千元|万元|亿元|元)")


def recognise_procurement(blocks: Sequence[Block]) -> tuple[list[ProcurementItem], list[Note]]:
    """The rows of the procurement tables among the blocks of one disclosure, in reading order."""
    items: list[ProcurementItem] = []
    notes: list[Note] = []
    unit: str | None = None
    for table in whole_tables(blocks, layouts()["national"]):
        columns = column_roles(table, words.PROCUREMENT_COLUMNS)
        if not words.PROCUREMENT_MARKS & columns.keys() or len(columns) < 2:
            continue
        unit = table.context.unit or unit
        if unit is None:
            notes.append(Note("procurement-unit", "政府采购表没有印金额单位，金额未换算", _page(table)))
        scale = SCALES[unit] if unit else None
        rows = [row for row in table.rows if not _is_empty(row)]
        items += [_item(table, row, columns, scale) for row in rows if _says_something(row, columns)]
    return items, notes


def column_roles(table: Table, vocabulary: words.Words) -> dict[str, int]:
    """Role → column, by the lowest heading over each column; the first column of a role counts."""
    roles: dict[str, int] = {}
    for place, column in enumerate(table.columns):
        leaf = key(column.path[-1]) if column.path else ""
        role = next((role for role, pattern in vocabulary if leaf and re.fullmatch(pattern, leaf)), None)
        if role is not None and role not in roles:
            roles[role] = place
    return roles


def _page(table: Table) -> int | None:
    return table.pages[0] if table.pages else None


def _is_empty(row: TableRow) -> bool:
    return not any(cell.text.strip() for cell in row.cells)


def _says_something(row: TableRow, columns: Mapping[str, int]) -> bool:
    """An empty table's lone “合计” and the notes below a table are no rows of it."""
    texts = [key(cell.text) for cell in row.cells if cell.text.strip()]
    if len(texts) == 1:
        return number(texts[0]) is not None
    return not re.match(r"(?:备?注|说明)[:：]", texts[0])


def _item(table: Table, row: TableRow, columns: Mapping[str, int], scale: int | None) -> ProcurementItem:
    def text(role: str) -> str:
        return tidy(row.cells[columns[role]].text) if role in columns else ""

    def amount(role: str) -> Decimal | None:
        return _yuan(text(role), scale)

    name = text("project") or text("category") or _first_text(row)
    item = text("item") or None
    return ProcurementItem(
        project=name,
        funds_yuan=amount("funds"),
        item=item,
        catalogue_code=text("catalogue_code") or None,
        unit=text("unit") or None,
        quantity=text("quantity") or None,
        unit_price_yuan=amount("unit_price"),
        cells=tuple(_amounts(table, row, columns, scale)),
        is_total=item is None and _is_total(name, row, columns),
        page=row.page,
    )


def _is_total(name: str, row: TableRow, columns: Mapping[str, int]) -> bool:
    """合计, 小计 of an agency, or the line of a class (一、货物): a sum of rows, no purchase."""
    if re.fullmatch(words.TOTAL_ROW, key(name)):
        return True
    priced = any(role in columns and row.cells[columns[role]].text.strip() for role in ("quantity", "unit_price"))
    return not priced and re.fullmatch(words.TOTAL_ROW, key(_first_text(row))) is not None


def _first_text(row: TableRow) -> str:
    return next((tidy(cell.text) for cell in row.cells if cell.text.strip()), "")


def _yuan(text: str, scale: int | None) -> Decimal | None:
    value = number(text)
    return yuan(value, scale) if value is not None and scale is not None else None


def _amounts(
    table: Table, row: TableRow, columns: Mapping[str, int], scale: int | None
) -> list[NamedAmount]:
    """The printed amounts under the headings that are no known text column."""
    taken = set(columns.values())
    amounts = []
    for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=False)):
        if place not in taken and column.path and cell.text.strip():
            amounts.append(_amount(column.path, cell, row.page, scale))
    return amounts


def _amount(path: tuple[str, ...], cell: Cell, page: int | None, scale: int | None) -> NamedAmount:
    printed = tidy(cell.text)
    return NamedAmount(path, printed, _yuan(printed, scale), page, cell.box)
