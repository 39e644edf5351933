"""Which field of a record is which column of a row: loading and reading back are both made from these tables.

A field goes by its type into the column of its own name; an amount in yuan (`…yuan`) stands in 分 (`…fen`), a box in four
columns. What has another name, or no column, is said here. A field with neither is an error that names it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar, get_type_hints

from django.db.models import Q

from disclosures.models import (
    Amount,
    AssetHolding,
    Claim,
    HeadlineFigure,
    Institution,
    Note,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementAmount,
    ProcurementItem,
    Section,
    Statement,
    StatementColumn,
    StatementLine,
)
from disclosures.models.box import Box, box_columns
from disclosures.models.printed_row import PrintedRow
from disclosures.models.statement import fen_to_yuan, yuan_to_fen
from disclosures.parsing import records

Record = TypeVar("Record")
Row = TypeVar("Row", bound=PrintedRow)


# --- values --------------------------------------------------------------------------------------------------------


def clean(text: str | None) -> str:
    """Text that every database can store: no NUL, no lone surrogate."""
    return (text or "").replace("\0", "").encode("utf-8", "replace").decode()


def fen(yuan: Decimal | None) -> int | None:
    return None if yuan is None else yuan_to_fen(yuan)


def _to_percentage(value: Decimal) -> Decimal:
    return round(value, 4)


def _as_is(value: Any) -> Any:
    return value


def _or_none(change: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else change(value)


def _cleaned(value: Any) -> Any:
    return [_cleaned(part) for part in value] if isinstance(value, tuple) else clean(value)


class _Form(NamedTuple):
    """How values of a type stand in a row, and how they are read back."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


_AS_IS = _Form(_as_is, _as_is)
_FORMS: dict[Any, _Form] = {
    str: _Form(clean, _as_is),
    str | None: _Form(clean, lambda text: text or None),
    int: _AS_IS,
    int | None: _AS_IS,
    bool: _AS_IS,
    bool | None: _AS_IS,
    Decimal: _Form(yuan_to_fen, fen_to_yuan),
    Decimal | None: _Form(fen, _or_none(fen_to_yuan)),
    tuple[str, ...]: _Form(_cleaned, tuple),
    tuple[tuple[str, str], ...]: _Form(_cleaned, lambda pairs: tuple(map(tuple, pairs))),
    tuple[int, ...] | None: _Form(lambda pages: list(pages) if pages else None, _or_none(tuple)),
    Box | None: _Form(box_columns, _as_is),
}
_PERCENTAGE = _Form(_or_none(_to_percentage), _as_is)


def _form(name: str, hint: Any) -> _Form:
    if name == "percentage":
        return _PERCENTAGE
    if hint in _FORMS:
        return _FORMS[hint]
    term = next(part for part in (getattr(hint, "__args__", None) or (hint,)) if part is not type(None))
    if not (isinstance(term, type) and issubclass(term, Enum)):
        raise TypeError(f"no form for {hint} of the field {name}")
    return _Form(lambda value: "" if value is None else value, lambda value: term(value) if value else None)


# --- tables --------------------------------------------------------------------------------------------------------


class RowTable(Generic[Record, Row]):
    """Records of one class and their rows. `apart` are the fields without a column, `renamed` those of another name."""

    def __init__(
        self,
        record: type[Record],
        model: type[Row],
        *,
        apart: Collection[str] = (),
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        self.model, self._record = model, record
        columns = {own.name for own in model._meta.concrete_fields} | {"box"} & set(dir(model))
        self.is_placed = "position" in columns
        hints = get_type_hints(record)
        self._fields: list[tuple[str, str, _Form]] = []
        for name in (own.name for own in fields(record) if own.name not in apart):  # type: ignore[arg-type]
            column = (renamed or {}).get(name, name.replace("yuan", "fen"))
            if column not in columns:
                raise TypeError(f"{record.__name__}.{name} has no column in {model.__name__}")
            self._fields.append((name, column, _form(name, hints[name])))

    @property
    def columns(self) -> list[str]:
        """The columns (and `box`) that the fields stand in."""
        return [column for _, column, _ in self._fields]

    def row(self, record: Record, **more: Any) -> Row:
        """A row of a record, with what the record does not know: what it belongs to."""
        for name, column, form in self._fields:
            value = form.write(getattr(record, name))
            if column == "box":
                more |= value
            else:
                more[column] = value
        return self.model(**more)

    def rows(self, found: Iterable[Record], **owner: Any) -> list[Row]:
        """Rows of records, numbered in their order."""
        if not self.is_placed:
            return [self.row(record, **owner) for record in found]
        return [self.row(record, **owner, position=position) for position, record in enumerate(found)]

    def record(self, row: Row, **more: Any) -> Record:
        """The record of a row, with what has no column."""
        for name, column, form in self._fields:
            more[name] = form.read(getattr(row, column))
        return self._record(**more)


TABLE = RowTable(records.StatementTable, Statement, apart=("columns", "lines"))
COLUMN = RowTable(records.Column, StatementColumn)
LINE = RowTable(records.StatementLine, StatementLine, apart=("cells",))
CELL = RowTable(records.StatementCell, Amount, apart=("column",))
NOTE = RowTable(records.Note, Note)


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a record that holds records with rows of their own: its name, their table, the foreign key of a row to
    what it belongs to, and the rows that belong to each. `only` are the rows of the model that are such records."""

    name: str
    table: RowTable[Any, Any]
    owner: str = "disclosure"
    inner: Part | None = None
    only: Q = field(default_factory=Q)


PARTS = (
    Part("headline", RowTable(records.HeadlineFigure, HeadlineFigure)),
    Part("claims", RowTable(records.Claim, Claim), only=~Q(item="")),
    Part("institutions", RowTable(records.Institution, Institution)),
    Part(
        "performance_targets",
        RowTable(records.PerformanceTarget, PerformanceTarget, apart=("indicators",)),
        inner=Part("indicators", RowTable(records.PerformanceIndicator, PerformanceIndicator), "target"),
    ),
    Part(
        "procurement",
        RowTable(records.ProcurementItem, ProcurementItem, apart=("cells",)),
        inner=Part("cells", RowTable(records.NamedAmount, ProcurementAmount), "item"),
    ),
    Part(
        "assets",
        RowTable(
            records.AssetHolding, AssetHolding, renamed={"value_yuan": "fen", "printed_value": "printed"}
        ),
    ),
    Part("sections", RowTable(records.Section, Section)),
    Part("notes", NOTE),
)
"""What a disclosure holds beside its statements."""
