"""A disclosure as the checks see it: its figures found by what they mean, and the disclosures it is checked together with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

from disclosures.parsing.columns import is_horizontal
from disclosures.parsing.normalise import SCALES, key
from disclosures.parsing.records import Column, ParsedDisclosure, StatementCell, StatementLine, StatementTable
from disclosures.vocabulary import CellState, ReadBy, RowKind, Statement

from .results import Operand, Place
from .rounding import decimals, last_digit, usual_decimals

NO_SUM = re.compile(r"%|比例|比重|占比|比率|增长率|增幅|百分|率$|单价|数量|人数|面积|编制|次数|批次")
"""Headings of columns whose numbers are no amounts to add up."""


Asked = ParamSpec("Asked")
Found = TypeVar("Found")


def remembered(read: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """What is read of a subject or a sheet, the first argument, is read once and kept in it, for all the checks that run."""

    @wraps(read)
    def reading(*asked: Asked.args, **named: Asked.kwargs) -> Found:
        memory: dict[object, Found] = asked[0].memory  # type: ignore[attr-defined]
        of = (read, *asked[1:])
        if of not in memory:
            memory[of] = read(*asked, **named)
        return memory[of]

    return reading


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed amount with the row and column it stands in, and its place."""

    line: StatementLine
    column: Column
    cell: StatementCell
    yuan: Decimal
    step: Decimal
    sheet: Sheet = field(repr=False)
    row: int

    @property
    def place(self) -> Place:
        return self.sheet.place(self.row, self.cell)

    @property
    def is_sure(self) -> bool:
        """Read from text, and not contradicted by a second reader."""
        return self.cell.confirmed is not False and self.cell.read_by is ReadBy.TEXT

    def operand(self, label: str = "") -> Operand:
        return Operand(label or self.place.words, self.yuan, self.cell.printed, (self.place,), (self.step,))


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of an amount column, whatever stands there. `figure` is None where it is no amount."""

    sheet: Sheet = field(repr=False)
    row: int
    cell: StatementCell
    figure: Figure | None = None

    @property
    def place(self) -> Place:
        """Made when it is asked for: of most blank places nothing is ever said."""
        return self.sheet.place(self.row, self.cell)

    @property
    def name(self) -> str:
        return self.sheet.lines[self.row].name

    @property
    def state(self) -> CellState:
        return self.cell.state


class Sheet:
    """One table: its places by row (counting lines) and column."""

    def __init__(self, index: int, position: int, table: StatementTable) -> None:
        self.position = position
        self.table = table
        self.figures: dict[tuple[int, int], Figure] = {}
        self.memory: dict[object, Any] = {}
        self._index = index
        self._cells: dict[tuple[int, int], StatementCell] = {}
        self._spots: dict[tuple[int, int], Spot | None] = {}
        self._places: dict[tuple[int, int], Place] = {}
        self._headings = ["/".join(column.heading) for column in table.columns]
        self._words = [f"{table.statement.label}“{_words(line)}”" for line in table.lines]
        scale = Decimal(SCALES.get(table.printed_unit or "元", 1))
        usual = _usual_decimals(table)
        steps: dict[int, Decimal] = {}
        for row, line in enumerate(table.lines):
            for cell in line.cells:
                if cell.column >= len(table.columns):
                    continue
                self._cells[row, cell.column] = cell
                if cell.yuan is not None:
                    digits = max(decimals(cell.printed), usual)
                    step = steps.get(digits) or steps.setdefault(digits, last_digit(digits, scale))
                    self.figures[row, cell.column] = Figure(
                        line,
                        table.columns[cell.column],
                        cell,
                        cell.yuan,
                        step,
                        self,
                        row,
                    )

    @property
    def lines(self) -> tuple[StatementLine, ...]:
        return self.table.lines

    @property
    def unit(self) -> str:
        return self.table.printed_unit or "元"

    @cached_property
    def by_kind(self) -> dict[RowKind | None, list[int]]:
        """The rows of every kind."""
        found: dict[RowKind | None, list[int]] = {}
        for row, line in enumerate(self.lines):
            found.setdefault(line.kind, []).append(row)
        return found

    @cached_property
    def amounts(self) -> tuple[int, ...]:
        """The columns of amounts."""
        return tuple(i for i, column in enumerate(self.table.columns) if column.role == "amount")

    @cached_property
    def adding(self) -> tuple[int, ...]:
        """The columns of amounts that can be added up: no rates, no numbers of heads."""
        return tuple(i for i in self.amounts if not NO_SUM.search(key(self.heading(i))))

    @cached_property
    def is_horizontal(self) -> bool:
        """Items stand side by side: nothing names a row."""
        return is_horizontal(self.table.columns)

    def spot(self, row: int, column: int) -> Spot | None:
        """None where the table has no such place."""
        if (row, column) not in self._spots:
            self._spots[row, column] = self._spot(row, column)
        return self._spots[row, column]

    def _spot(self, row: int, column: int) -> Spot | None:
        cell = self._cells.get((row, column))
        if cell is None:
            return None
        return Spot(self, row, cell, self.figures.get((row, column)))

    def spots(self, rows: Sequence[int], column: int) -> list[Spot]:
        return [spot for row in rows if (spot := self.spot(row, column)) is not None]

    def row(self, row: int) -> Place:
        """The whole row, where no single cell is meant."""
        line = self.lines[row]
        return Place(
            self._index,
            self._words[row],
            line.page,
            None,
            self.table.statement,
            self.position,
            row,
        )

    def whole(self) -> Place:
        """The table as such."""
        table = self.table
        page = table.pages[0] if table.pages else None
        return Place(
            self._index, table.title or table.statement.label, page, None, table.statement, self.position
        )

    def heading(self, column: int) -> str:
        return self._headings[column]

    def place(self, row: int, cell: StatementCell) -> Place:
        at = (row, cell.column)
        if at not in self._places:
            self._places[at] = self._place(row, cell)
        return self._places[at]

    def _place(self, row: int, cell: StatementCell) -> Place:
        return Place(
            self._index,
            self._words[row] + self._headings[cell.column],
            cell.page,
            cell.box,
            self.table.statement,
            self.position,
            row,
            cell.column,
        )


@dataclass(frozen=True)
class Subject:
    """One disclosure among those checked together. `index` is its place among `everyone`."""

    index: int
    everyone: Sequence[ParsedDisclosure] = field(repr=False)
    memory: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def disclosure(self) -> ParsedDisclosure:
        return self.everyone[self.index]

    def tables(self, *statements: Statement) -> Iterator[tuple[int, StatementTable]]:
        """The tables of these statements, in order, with their position."""
        for i, table in enumerate(self.disclosure.statements):
            if table.statement in statements:
                yield i, table

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """All standard tables, in order; what is only kept as printed is not checked."""
        return tuple(
            Sheet(self.index, i, table)
            for i, table in enumerate(self.disclosure.statements)
            if not table.statement.is_kept
        )

    def sheets_of(self, *statements: Statement) -> list[Sheet]:
        return [sheet for sheet in self.sheets if sheet.table.statement in statements]

    def filled(self, *statements: Statement) -> list[Sheet]:
        """The tables that print an amount, of these statements or of all: no sum is wrong in an empty one."""
        return [
            sheet
            for sheet in self.sheets
            if sheet.figures and (not statements or sheet.table.statement in statements)
        ]

    @cached_property
    def figures(self) -> tuple[tuple[Figure, ...], ...]:
        """All printed amounts, table by table."""
        return tuple(tuple(sheet.figures.values()) for sheet in self.sheets)

    @cached_property
    def text(self) -> str:
        """The narrative, headings and sections, without white space."""
        return key("\n".join(f"{s.heading}\n{s.text}" for s in self.disclosure.sections))


def _words(line: StatementLine) -> str:
    return "/".join((line.code or line.serial or "", line.name)).strip("/")


def _usual_decimals(table: StatementTable) -> int:
    """Of the amounts of a table: spreadsheets print 8.00 as 8."""
    return usual_decimals(decimals(cell.printed) for line in table.lines for cell in line.cells if cell.yuan)
