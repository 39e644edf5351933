"""Procurement tables → ProcurementItem records: what is bought, how many, at what price, from which funds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.parsing.document import Block, Grid
from disclosures.parsing.layouts import details as words
from disclosures.parsing.layouts import layouts
from disclosures.parsing.normalise import SCALES, key, number, role_of, tidy, yuan
from disclosures.parsing.recognise import note_over_amounts
from disclosures.parsing.records import NamedAmount, Note, ProcurementItem

from .anatomy import Table, TableRow
from .column_roles import TOTAL_WORD
from .heading_paths import TableColumn
from .tables import whole_tables


def recognise_procurement(blocks: Sequence[Block]) -> tuple[list[ProcurementItem], list[Note], set[int]]:
    """The rows of the procurement tables among the blocks of one disclosure, in reading order, what was not understood,
    and the places of their grids."""
    items: list[ProcurementItem] = []
    notes: list[Note] = []
    places: set[int] = set()
    unit: str | None = None
    if not any(map(_names_purchases, blocks)):
        return items, notes, places
    for table in whole_tables(blocks, layouts()["national"]):
        columns = column_roles(table, words.PROCUREMENT_COLUMNS)
        if not words.PROCUREMENT_MARKS & columns.keys() or len(columns) < 2:
            continue
        if not any(_is_amount(column) for column in table.columns):
            columns.pop("funds", None)  # the only amounts are those of the purchases, not of their projects
        places.update(table.blocks)
        unit = table.context.unit or unit
        if unit is None:
            notes.append(Note("procurement-unit", "政府采购表没有印金额单位，金额未换算", _page(table)))
        scale = SCALES[unit] if unit else None
        found = _items(table, columns, scale)
        if any(cell.yuan is not None for item in found for cell in item.cells) and (
            left_over := note_over_amounts(table, "政府采购预算表")
        ):
            notes.append(left_over)
        items += found
    return _subtotals_marked(items), notes, places


MARKS = tuple(pair for pair in words.PROCUREMENT_COLUMNS if pair[0] in words.PROCUREMENT_MARKS)


def _names_purchases(block: Block) -> bool:
    """Does a cell hold a heading that every table of purchases has one of?"""
    return isinstance(block, Grid) and any(
        cell is not None and role_of(cell.text, MARKS) is not None for row in block.rows for cell in row
    )


def counts_purchases(table: Table) -> bool:
    """Does a table say how many are bought, or at what price? Then not all of its numbers are amounts of a budget."""
    return bool({"quantity", "unit_price"} & column_roles(table, words.PROCUREMENT_COLUMNS).keys())


def column_roles(table: Table, vocabulary: words.Words) -> dict[str, int]:
    """Role → column, by the lowest heading over each column; the first column of a role counts."""
    roles: dict[str, int] = {}
    for place, column in enumerate(table.columns):
        role = _role(column, vocabulary)
        if role is not None and role not in roles:
            roles[role] = place
    return roles


def _role(column: TableColumn, vocabulary: words.Words) -> str | None:
    return role_of(column.path[-1], vocabulary) if column.path else None


def _page(table: Table) -> int | None:
    return table.pages[0] if table.pages else None


def _items(table: Table, columns: Mapping[str, int], scale: int | None) -> list[ProcurementItem]:
    """A project stands once before its purchases, or beside each of them."""
    items: list[ProcurementItem] = []
    project = ""
    for row in table.rows:
        if not _says_something(row):
            continue
        item = _item(table, row, columns, scale)
        if item.is_total:
            whole = re.fullmatch(words.TOTAL_ROW, item.project)
            project = _text(row, columns, "project") or ("" if whole else project)
        elif item.project:
            project = item.project
        else:
            item = replace(item, project=project)
        items.append(item)
    return items


def _subtotals_marked(items: Sequence[ProcurementItem]) -> list[ProcurementItem]:
    """A row that names nothing bought and is the sum of the purchases right below it is their total (of a unit, a fund)."""
    marked = list(items)
    for place, item in enumerate(items):
        own = _first_amount(item)
        if item.is_total or item.item or item.catalogue_code or not own:
            continue
        below = Decimal(0)
        for other in items[place + 1 :]:
            if other.is_total or below >= own:
                break
            if other.item or other.catalogue_code:
                below += _first_amount(other)
        if below == own:
            marked[place] = replace(item, is_total=True)
    return marked


def _first_amount(item: ProcurementItem) -> Decimal:
    """As printed, for the unit may be unknown."""
    return next((value for cell in item.cells if (value := number(cell.printed))), Decimal(0))


def _says_something(row: TableRow) -> bool:
    """Blank rows, an empty table's lone “合计” and the notes below a table are no rows of it."""
    texts = [key(cell.text) for cell in row.cells if cell.text.strip()]
    if len(texts) < 2:
        return any(number(text) is not None for text in texts)
    return not re.match(r"(?:备?注|说明)[:：]", texts[0])


def _text(row: TableRow, columns: Mapping[str, int], role: str) -> str:
    return tidy(row.cells[columns[role]].text) if role in columns else ""


def _item(table: Table, row: TableRow, columns: Mapping[str, int], scale: int | None) -> ProcurementItem:
    is_total = _is_total(row, columns)
    return ProcurementItem(
        project=_first_text(row) if is_total else _text(row, columns, "project"),
        funds_yuan=_yuan(_text(row, columns, "funds"), scale),
        item=_text(row, columns, "item") or None,
        catalogue_code=_text(row, columns, "catalogue_code") or None,
        unit=_text(row, columns, "unit") or None,
        quantity=_text(row, columns, "quantity") or None,
        unit_price_yuan=_yuan(_text(row, columns, "unit_price"), scale),
        cells=tuple(_amounts(table, row, columns, scale)),
        is_total=is_total,
        page=row.page,
    )


def _is_total(row: TableRow, columns: Mapping[str, int]) -> bool:
    """合计, 小计 of an agency, the line of a class (一、货物) or of a project: a sum of rows, no purchase."""
    if any(_text(row, columns, role) for role in ("item", "unit", "quantity", "unit_price")):
        return TOTAL_WORD.match(key(_first_text(row))) is not None
    return "item" in columns or re.fullmatch(words.TOTAL_ROW, key(_first_text(row))) is not None


def _first_text(row: TableRow) -> str:
    """The first words of a row, behind its running number."""
    texts = [tidy(cell.text) for cell in row.cells if cell.text.strip()]
    return next((text for text in texts if not text.isdigit()), texts[0] if texts else "")


def _yuan(text: str, scale: int | None) -> Decimal | None:
    value = number(text)
    return yuan(value, scale) if value is not None and scale is not None else None


def _is_amount(column: TableColumn) -> bool:
    return bool(column.path) and _role(column, words.PROCUREMENT_COLUMNS) is None


def _amounts(
    table: Table, row: TableRow, columns: Mapping[str, int], scale: int | None
) -> Iterator[NamedAmount]:
    """What is printed under headings that are no known text column, and a 合计 that is left blank beside its parts."""
    groups = {c.path[:-1] for c, cell in zip(table.columns, row.cells, strict=False) if cell.text.strip()}
    for column, cell in zip(table.columns, row.cells, strict=False):
        alone = "funds" not in columns and _role(column, words.PROCUREMENT_COLUMNS) == "funds"
        if not (_is_amount(column) or alone):
            continue
        sums_up = len(column.path) > 1 and TOTAL_WORD.match(key(column.path[-1]))
        if cell.text.strip() or (sums_up and column.path[:-1] in groups):
            printed = tidy(cell.text)
            yield NamedAmount(column.path, printed, _yuan(printed, scale), row.page, cell.box)
