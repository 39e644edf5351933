"""A disclosure as the checks see it: its figures found by what they mean, and the disclosures it is checked together with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from disclosures.parsing.normalise import SCALES, key
from disclosures.parsing.records import Column, ParsedDisclosure, StatementCell, StatementLine, StatementTable
from disclosures.vocabulary import Statement

from .results import Operand, Place


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed amount with the row and column it stands in, and its place."""

    line: StatementLine
    column: Column
    cell: StatementCell
    yuan: Decimal
    step: Decimal
    place: Place

    def operand(self, label: str = "") -> Operand:
        return Operand(label or self.place.words, self.yuan, self.cell.printed, (self.place,), (self.step,))


@dataclass(frozen=True)
class Subject:
    """One disclosure among those checked together. `index` is its place among `everyone`."""

    index: int
    everyone: Sequence[ParsedDisclosure] = field(repr=False)

    @property
    def disclosure(self) -> ParsedDisclosure:
        return self.everyone[self.index]

    def tables(self, *statements: Statement) -> Iterator[tuple[int, StatementTable]]:
        """The tables of these statements, in order, with their position."""
        for i, table in enumerate(self.disclosure.statements):
            if table.statement in statements:
                yield i, table

    @cached_property
    def figures(self) -> tuple[tuple[Figure, ...], ...]:
        """All printed amounts, table by table."""
        return tuple(tuple(self._figures(i, t)) for i, t in enumerate(self.disclosure.statements))

    def _figures(self, position: int, table: StatementTable) -> Iterator[Figure]:
        scale = Decimal(SCALES[table.printed_unit or "元"])
        for row, line in enumerate(table.lines):
            for cell in line.cells:
                if cell.yuan is None:
                    continue
                column = table.columns[cell.column]
                words = "/".join((line.code or line.serial or "", line.name)).strip("/")
                yield Figure(
                    line,
                    column,
                    cell,
                    cell.yuan,
                    scale / 10 ** decimals(cell.printed),
                    Place(
                        self.index,
                        f"{table.statement.label}“{words}”{'/'.join(column.heading)}",
                        cell.page,
                        cell.box,
                        table.statement,
                        position,
                        row,
                        cell.column,
                    ),
                )


def decimals(printed: str) -> int:
    """How many digits stand behind the point."""
    _, point, fraction = key(printed).rstrip(")）%").partition(".")
    return len(fraction) if point else 0
