"""A statement as a table of an export, as it was printed."""

from __future__ import annotations

from disclosures.parsing.normalise import number
from disclosures.reading.statements import Place, PrintedColumn, PrintedStatement
from disclosures.vocabulary import CellState, Unit

from .sheets import ExportCell, ExportTable, amount_cell


def statement_table(statement: PrintedStatement, unit: Unit | None) -> ExportTable:
    """A statement as printed: its columns, order and blanks."""
    shown = unit or _printed_unit(statement)
    named = (
        f"单位：{shown.label}"
        if unit or not statement.is_kept
        else f"照原样：{statement.printed_unit or '未标单位'}"
    )
    notes = [named, statement.pages_text]
    if statement.empty_note:
        notes.append(f"原表附注：{statement.empty_note}")
    return ExportTable(
        key=statement.anchor,
        title=statement.title or statement.statement.label,
        note="　".join(filter(None, notes)),
        columns=tuple(_path(column) for column in statement.columns),
        rows=tuple(tuple(_printed(place, shown, unit) for place in row) for row in statement.rows),
        unit=shown,
    )


def _printed_unit(statement: PrintedStatement) -> Unit:
    places = (place for row in statement.rows for place in row if not isinstance(place, str))
    return next((place.printed_unit for place in places if place.fen is not None), Unit.WAN)


def _path(column: PrintedColumn) -> tuple[str, ...]:
    names = {"serial": "序号", "code": "编码", "name": "名称"}
    return column.heading or (names.get(column.role, ""),)


def _printed(place: Place, unit: Unit, asked: Unit | None) -> ExportCell:
    if isinstance(place, str):
        return ExportCell(place)
    if place.as_printed and asked is None:
        value = place.value if place.fen is not None else None
        return ExportCell(place.printed, number(place.printed), value=value)
    if place.state == CellState.AMOUNT and place.fen is not None:
        return amount_cell(place.value, unit)
    return ExportCell("" if place.state == CellState.BLANK else place.printed)
