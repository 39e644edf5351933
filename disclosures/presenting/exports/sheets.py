"""The parts of an export: cells that know what they show, what they are and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from disclosures.presenting.amounts import FEN_AND_DECIMALS, MINUS, amount_text, change_text
from disclosures.reading.values import Value
from disclosures.vocabulary import Term, Unit

from .provenance import Places

NO_DIFFERENCE = "一侧没有数，不作差"
DIFFERS = "≠"
"""Heads the column that names which figures of a row have an open difference."""


class ExportNumber(Term):
    """How a number is to be read."""

    AMOUNT = "amount", "金额"
    CHANGE = "change", "差额"
    SHARE = "share", "占比"
    PART = "part", "占一列之比"
    RATE = "rate", "变化率"
    INDEX = "index", "指数"
    PER_PEOPLE = "per_people", "每万人"
    PEOPLE = "people", "人口"
    POINTS = "points", "百分点"
    EXECUTION = "execution", "执行率"


class Formula(NamedTuple):
    """The number of a cell out of amounts in columns `left` and `right` of its row (a share: of the column's whole).

    `whole_row`: the row of the table, counted from 0, that holds the total in column `right` (points of a total).
    """

    left: int
    right: int
    result: float
    whole_row: int = 0


@dataclass(frozen=True, slots=True)
class ExportCell:
    """One place. `text` is what the page shows, `number` the same as a number, exact where it is an amount."""

    text: str = ""
    number: Decimal | None = None
    kind: ExportNumber = ExportNumber.AMOUNT
    value: Value | None = None
    formula: Formula | None = None
    indent: int = 0

    @property
    def is_word(self) -> bool:
        return bool(self.text) and self.value is None and self.number is None


@dataclass(frozen=True, slots=True)
class ExportTable:
    """`columns` are heading paths. `amounts` and `wholes` are what formulas refer to where the page shows no amounts."""

    key: str
    title: str
    columns: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[ExportCell, ...], ...]
    note: str = ""
    sheet: str = ""
    unit: Unit = Unit.WAN
    amounts: tuple[tuple[ExportCell, ...], ...] = ()
    wholes: tuple[ExportCell, ...] = ()
    is_tidy: bool = False
    """A row an amount, for programs: its CSV holds nothing but its head and its rows."""


def site_of(address: str) -> str:
    """https://host of a whole address."""
    return "/".join(address.split("/", 3)[:3])


@dataclass(frozen=True, slots=True)
class Export:
    """A page to take away: its tables, what must be known about them, and the documents they come from."""

    title: str
    address: str
    facts: tuple[tuple[str, str], ...]
    documents: ExportTable
    tables: tuple[ExportTable, ...]
    places: Places = field(default_factory=Places)

    @property
    def site(self) -> str:
        return site_of(self.address)

    def parts(self, key: str) -> Export:
        """Only the table of that key; everything where no table has it."""
        chosen = tuple(table for table in self.tables if table.key == key)
        if not chosen:
            return self
        title = f"{self.title}：{chosen[0].title}"
        return Export(title, self.address, self.facts, self.documents, chosen, self.places)

    def values(self) -> Iterator[Value]:
        yield from (v for table in self.tables for v in values_of(table))


def values_of(table: ExportTable) -> Iterator[Value]:
    for rows in (table.rows, table.amounts):
        yield from (cell.value for row in rows for cell in row if cell.value is not None)


def in_unit(fen: int, unit: Unit) -> Decimal:
    """The amount as an exact number in a unit, with at least the decimals that pages show."""
    divisor, decimals = FEN_AND_DECIMALS[unit]
    exact = Decimal(fen) / divisor
    shown = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return shown if shown == exact else exact


def number_of(text: str) -> Decimal:
    """The number that a page's text stands for: “−12.30 %” is −12.30."""
    return Decimal(text.replace(",", "").replace(MINUS, "-").removesuffix("%").strip())


def words(*texts: object, indent: int = 0) -> tuple[ExportCell, ...]:
    return tuple(ExportCell(str(text), indent=indent) for text in texts)


def amount_cell(value: Value, unit: Unit) -> ExportCell:
    """A figure, or the word for why there is none."""
    if value.fen is None:
        return ExportCell(value.absence.label if value.absence else "", value=value)
    return ExportCell(amount_text(value.fen, unit), in_unit(value.fen, unit), value=value)


def change_cell(fen: int, unit: Unit, left: int, right: int) -> ExportCell:
    number = in_unit(fen, unit)
    return ExportCell(
        change_text(fen, unit), number, ExportNumber.CHANGE, formula=Formula(left, right, float(number))
    )


def plain_amount(fen: int | None, unit: Unit, nil: str = "空白") -> ExportCell:
    """An amount without a figure page; `nil` is the word for none."""
    return ExportCell(nil) if fen is None else ExportCell(amount_text(fen, unit), in_unit(fen, unit))


def column_paths(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple((name,) for name in names)
