"""Tables of fixed assets → AssetHolding records."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.parsing.document import Block, Cell
from disclosures.parsing.layouts import details as words
from disclosures.parsing.lists import List, lists
from disclosures.parsing.normalise import SCALES, number, tidy, yuan
from disclosures.parsing.records import AssetHolding, Note

_MEASURE = rf"(?:{words.COUNTED_IN})"
COUNTED = re.compile(rf"[（(]({_MEASURE}(?:[、,，/]{_MEASURE})*)[）)]")
"""What a row of assets is counted in, behind its name: 房屋（平方米）, 车辆（台、辆）."""
UNIT_MARK = re.compile(r"百万元|千元|万元|亿元|元")


def recognise_assets(blocks: Sequence[Block]) -> tuple[list[AssetHolding], list[Note], set[int]]:
    """The rows of the tables of fixed assets among the blocks of one disclosure, in reading order, what was not
    understood, and the places of their grids."""
    holdings: list[AssetHolding] = []
    notes: list[Note] = []
    places: set[int] = set()
    for table in lists(blocks, words.ASSET_COLUMNS, frozenset({"item", "quantity", "value"})):
        places.add(table.place)
        unit = _unit(table)
        if unit is None:
            notes.append(Note("assets-unit", "固定资产表没有印金额单位，价值未换算", table.page))
        scale = SCALES[unit] if unit else None
        holdings += [_holding(table, row, scale) for row in table.rows if table.text(row, "item")]
    return holdings, notes, places


def counted_quantity(item: str, quantity: str) -> str:
    """A quantity with the unit that its row names: 2,645 平方米, 4（台、辆）; as printed where it names none."""
    unit = COUNTED.search(item)
    if unit is None or number(quantity) is None:
        return quantity
    return f"{quantity} {unit[1]}" if re.fullmatch(_MEASURE, unit[1]) else f"{quantity}（{unit[1]}）"


def valued_item(item: str) -> str:
    """The name of a row beside its value, which is not counted in the unit of the quantity: 房屋（平方米） → 房屋."""
    return COUNTED.sub("", item)


def _unit(table: List) -> str | None:
    """The scale of the values: in their heading (价值（金额单位：万元）), else beside the table."""
    found = UNIT_MARK.search(table.headings["value"])
    return found[0] if found else table.context.unit


def _holding(table: List, row: tuple[Cell | None, ...], scale: int | None) -> AssetHolding:
    cell = table.cell(row, "value")
    printed = tidy(cell.text)
    value = number(printed)
    return AssetHolding(
        item=table.text(row, "item"),
        quantity=table.text(row, "quantity") or None,
        value_yuan=yuan(value, scale) if value is not None and scale is not None else None,
        printed_value=printed,
        page=table.page,
        box=cell.box,
    )
