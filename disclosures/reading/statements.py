"""Statements as printed: columns, rows and cells in the order of the document, blanks included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from disclosures.models import Statement
from disclosures.vocabulary import CellState, Unit
from disclosures.vocabulary import Statement as StatementType

from .statement_lines import LineRecord, TableHead, line_records
from .values import Value

UNIT_OF_PRINT: dict[str, Unit] = {"元": Unit.YUAN, "万元": Unit.WAN, "亿元": Unit.YI}


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    pk: int
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
    as_printed: bool = False
    """Of a table that is kept as printed: shown so, unless another unit is asked for."""
    differs: bool = False
    """It is a side of an open difference."""
    is_corrected: bool = False

    @property
    def value(self) -> Value:
        return Value(
            fen=self.fen,
            amount_id=self.amount_id,
            printed=self.printed,
            differs=self.differs,
            is_corrected=self.is_corrected,
        )


BLANK = PrintedCell(CellState.BLANK)

Place = str | PrintedCell
"""Text of a serial, code or name column, or a cell of an amount column."""
TEXT_ROLES = ("serial", "code", "name")
NOT_KEPT = ("rate", "agency", "words")
LEFT_OUT = "…"
"""Stands where something may be printed that was not kept: a blank would say that there is nothing."""


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
    read: int = 0
    proven: int = 0
    """Amounts when it was read, and how many of them its own arithmetic proved."""

    @property
    def anchor(self) -> str:
        return f"s{self.pk}"

    @property
    def is_kept(self) -> bool:
        return self.statement.is_kept

    @property
    def tab_word(self) -> str:
        return self.statement.tab_word

    @property
    def blank_rows(self) -> int:
        return sum(map(is_blank, self.rows))

    @property
    def pages_text(self) -> str:
        """第 4—6 页, or nothing for formats without pages."""
        if not self.pages:
            return ""
        first, last = min(self.pages), max(self.pages)
        return f"第 {first} 页" if first == last else f"第 {first}—{last} 页"


def is_blank(row: Sequence[Place]) -> bool:
    """A row of a form that was not filled in: it has places for amounts, and nothing stands in them."""
    cells = [place for place in row if not isinstance(place, str)]
    return bool(cells) and all(cell.state == CellState.BLANK for cell in cells)


@dataclass(slots=True)
class _Head:
    head: TableHead
    title: str
    printed_unit: str
    pages: tuple[int, ...]
    read: int
    proven: int
    columns: list[PrintedColumn] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DisclosureTables:
    """All tables of a disclosure, and the records they were made of (for `StatementLines.build`)."""

    printed: tuple[PrintedStatement, ...]
    heads: tuple[TableHead, ...]
    records: tuple[LineRecord, ...]


def disclosure_tables(disclosure_id: int, only: int | None = None) -> DisclosureTables:
    """The statements of a disclosure in printed order, or the one with primary key `only`. Two queries."""
    heads = _heads(disclosure_id, only)
    records = line_records(list(heads))
    by_statement: dict[int, list[LineRecord]] = {pk: [] for pk in heads}
    for record in records:
        by_statement[record.statement_id].append(record)
    return DisclosureTables(
        tuple(_printed(head, by_statement[pk]) for pk, head in heads.items()),
        tuple(head.head for head in heads.values()),
        tuple(records),
    )


def _heads(disclosure_id: int, only: int | None) -> dict[int, _Head]:
    """Statements with their columns. One query."""
    chosen = Statement.objects.of_disclosures([disclosure_id], "columns__position")
    if only is not None:
        chosen = chosen.filter(pk=only)
    heads: dict[int, _Head] = {}
    for (
        pk,
        stage,
        statement,
        title,
        unit,
        pages,
        note,
        read,
        proven,
        column,
        heading,
        role,
        side,
        ordinal,
    ) in chosen.values_list(
        "pk",
        "disclosure__stage",
        "statement",
        "title",
        "printed_unit",
        "pages",
        "empty_note",
        "amounts_read",
        "amounts_proven",
        "columns__pk",
        "columns__heading",
        "columns__role",
        "columns__side",
        "columns__ordinal",
    ):
        if pk not in heads:
            head = TableHead(pk, disclosure_id, stage, statement, note)
            heads[pk] = _Head(head, title, unit, tuple(pages or ()), read, proven)
        if column is not None:
            heads[pk].columns.append(PrintedColumn(column, tuple(heading or ()), role, side, ordinal))
    return heads


@dataclass(slots=True)
class _Line:
    record: LineRecord
    cells: dict[int, PrintedCell] = field(default_factory=dict)


def _printed(head: _Head, records: Sequence[LineRecord]) -> PrintedStatement:
    unit = UNIT_OF_PRINT.get(head.printed_unit, Unit.WAN)
    statement = StatementType(head.head.statement)
    lines: dict[int, dict[int, _Line]] = {}
    amounts = 0
    for record in records:
        line = lines.setdefault(record.row, {}).setdefault(record.line_id, _Line(record))
        if record.column_id is not None and record.state is not None:
            cell = PrintedCell(
                record.state,
                record.fen,
                record.printed or "",
                record.amount_id,
                unit,
                statement.is_kept,
                record.differs,
                bool(record.is_corrected),
            )
            line.cells[record.column_id] = cell
            amounts += record.state == CellState.AMOUNT
    of_one_line = statement.is_kept and all(len(row) == 1 for row in lines.values())
    recorded = frozenset(record.column_id for record in records if record.column_id is not None)

    def places(row: Sequence[_Line]) -> tuple[Place, ...]:
        return _kept_places(head.columns, row[0]) if of_one_line else _places(head.columns, row, recorded)

    return PrintedStatement(
        head.head.pk,
        statement,
        head.title,
        head.printed_unit,
        head.pages,
        head.head.empty_note,
        tuple(head.columns),
        tuple(places(list(row.values())) for row in lines.values()),
        amounts,
        head.read,
        head.proven,
    )


def _places(
    columns: Sequence[PrintedColumn], row: Sequence[_Line], recorded: frozenset[int]
) -> tuple[Place, ...]:
    """What stands in every column of one printed row, which can hold several lines.

    The lines of a row are the sides of a two-sided statement, the panels of a table printed in two halves, or single
    cells of a horizontal one. A cell says itself where it stands; text goes to the panel of its line. `recorded` are the
    columns with a cell in any row: what stands in the others was not kept.
    """
    panels = _panels(columns)
    line_of = _lines_of_panels(columns, panels, row)
    places: list[Place] = []
    said: set[tuple[int, str]] = set()
    named = any(column.role == "name" for column in columns)
    for column, panel in zip(columns, panels, strict=True):
        cell = next((line.cells[column.pk] for line in row if column.pk in line.cells), None)
        if cell or column.role == "amount" or (column.role in NOT_KEPT and column.pk in recorded):
            places.append(cell or BLANK)
            continue
        if column.role in NOT_KEPT and (
            named or column.role != "words"
        ):  # words can be the only name of a line
            places.append(LEFT_OUT)
            continue
        line = line_of.get(panel)
        if line is None and column.role == "serial" and not column.side:
            line = row[0]  # the number belongs to the whole printed row
        text = "" if line is None or (panel, column.role) in said else _text(column.role, line.record)
        said.add((panel, column.role))
        places.append(text)
    return tuple(places)


def _kept_places(columns: Sequence[PrintedColumn], line: _Line) -> tuple[Place, ...]:
    """What stands in every column of a row of a table that is kept as printed: one line, words and counts in cells."""
    return tuple(
        _text(column.role, line.record) if column.role in TEXT_ROLES else line.cells.get(column.pk, BLANK)
        for column in columns
    )


def _panels(columns: Sequence[PrintedColumn]) -> list[int]:
    """The panel of each column: a new one begins where text follows amounts, or where the side changes."""
    panels: list[int] = []
    panel, was_amount, side = 0, False, ""
    for column in columns:
        is_amount = column.role in ("amount", "rate")
        if panels and ((was_amount and not is_amount) or (column.side and side and column.side != side)):
            panel += 1
        panels.append(panel)
        was_amount, side = is_amount, column.side or side
    return panels


def _lines_of_panels(
    columns: Sequence[PrintedColumn], panels: Sequence[int], row: Sequence[_Line]
) -> dict[int, _Line]:
    """Which line each panel's text is of: of its side, or with a cell in it, or the next one that is left."""
    sides = {panel: column.side for column, panel in zip(columns, panels, strict=True) if column.side}
    panel_of = {column.pk: panel for column, panel in zip(columns, panels, strict=True)}
    found: dict[int, _Line] = {}
    left: list[_Line] = []
    for line in row:
        panel = next((panel_of[pk] for pk in line.cells if pk in panel_of), None)
        if panel is None and line.record.side:
            panel = next(
                (p for p, side in sides.items() if side == line.record.side and p not in found), None
            )
        if panel is None or panel in found:
            left.append(line)
        else:
            found[panel] = line
    free = [panel for panel in dict.fromkeys(panels) if panel not in found and panel not in sides]
    found.update(zip(free, left, strict=False))
    return found or {0: row[0]}


def _text(role: str, record: LineRecord) -> str:
    return {"serial": record.serial, "code": record.code, "name": record.name}.get(role, "")
