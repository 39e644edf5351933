"""Statements as printed: columns, rows and cells in the order of the document, blanks included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.amounts import Unit
from disclosures.models import Amount, Disclosure, Statement, StatementColumn, StatementLine
from disclosures.vocabulary import CellState
from disclosures.vocabulary import Statement as StatementType

UNIT_OF_PRINT: dict[str, Unit] = {"元": Unit.YUAN, "万元": Unit.WAN, "亿元": Unit.YI}


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    heading: tuple[str, ...]
    role: str
    side: str
    ordinal: str


@dataclass(frozen=True, slots=True)
class PrintedCell:
    state: str
    fen: int | None = None
    printed: str = ""
    amount_id: int | None = None
    printed_unit: Unit = Unit.WAN


BLANK = PrintedCell(CellState.BLANK)

Place = str | PrintedCell
"""Text of a serial, code or name column, or a cell of an amount column."""


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    """One whole table. `rows` are rectangular: one place for every column."""

    pk: int
    statement: StatementType
    title: str
    printed_unit: str
    pages: tuple[int, ...]
    empty_note: str
    columns: tuple[PrintedColumn, ...]
    rows: tuple[tuple[Place, ...], ...]
    amounts: int

    @property
    def anchor(self) -> str:
        return f"s-{self.statement.value}-{self.pk}"

    @property
    def pages_text(self) -> str:
        """第 4—6 页, or nothing for formats without pages."""
        if not self.pages:
            return ""
        first, last = min(self.pages), max(self.pages)
        return f"第 {first} 页" if first == last else f"第 {first}—{last} 页"


def printed_statements(disclosure: Disclosure, only: int | None = None) -> list[PrintedStatement]:
    """All statements of a disclosure in the printed order, or the one with primary key `only`. Four queries."""
    chosen = Statement.objects.filter(disclosure=disclosure).order_by("position")
    statements = list(chosen if only is None else chosen.filter(pk=only))
    ids = [statement.pk for statement in statements]
    columns: dict[int, list[StatementColumn]] = {pk: [] for pk in ids}
    for column in StatementColumn.objects.filter(statement__in=ids).order_by("statement", "position"):
        columns[column.statement_id].append(column)
    lines: dict[int, list[StatementLine]] = {pk: [] for pk in ids}
    for line in StatementLine.objects.filter(statement__in=ids).order_by("statement", "row", "position"):
        lines[line.statement_id].append(line)
    cells: dict[int, dict[int, tuple[int, str, int | None, str]]] = {}
    for pk, line_id, column_id, state, fen, printed in Amount.objects.filter(
        line__statement__in=ids
    ).values_list("pk", "line_id", "column_id", "state", "fen", "printed"):
        cells.setdefault(line_id, {})[column_id] = (pk, state, fen, printed)
    return [
        _printed(statement, columns[statement.pk], lines[statement.pk], cells) for statement in statements
    ]


def _printed(
    statement: Statement,
    columns: Sequence[StatementColumn],
    lines: Sequence[StatementLine],
    cells: dict[int, dict[int, tuple[int, str, int | None, str]]],
) -> PrintedStatement:
    unit = UNIT_OF_PRINT.get(statement.printed_unit, Unit.WAN)
    rows: list[tuple[Place, ...]] = []
    amounts = 0
    for group in _by_row(lines):
        places: list[Place] = []
        for column in columns:
            line = _line_of(column, group)
            if column.role != "amount":
                places.append(_text(column.role, line))
                continue
            cell = cells.get(line.pk, {}).get(column.pk) if line else None
            if cell is None:
                places.append(BLANK)
            else:
                pk, state, fen, printed = cell
                places.append(PrintedCell(state, fen, printed, pk, unit))
                amounts += state == CellState.AMOUNT
        rows.append(tuple(places))
    return PrintedStatement(
        statement.pk,
        StatementType(statement.statement),
        statement.title,
        statement.printed_unit,
        tuple(statement.pages or ()),
        statement.empty_note,
        tuple(PrintedColumn(tuple(c.heading), c.role, c.side, c.ordinal) for c in columns),
        tuple(rows),
        amounts,
    )


def _by_row(lines: Sequence[StatementLine]) -> list[list[StatementLine]]:
    """Lines of one printed row together: a two-sided statement has one a side."""
    rows: dict[int, list[StatementLine]] = {}
    for line in lines:
        rows.setdefault(line.row, []).append(line)
    return list(rows.values())


def _line_of(column: StatementColumn, group: Sequence[StatementLine]) -> StatementLine | None:
    """The line of a printed row whose side the column belongs to; a column without a side belongs to all."""
    if not column.side:
        return group[0]
    return next((line for line in group if line.side in (column.side, "")), None)


def _text(role: str, line: StatementLine | None) -> str:
    if line is None:
        return ""
    return {"serial": line.serial, "code": line.code, "name": line.name}.get(role, "")
