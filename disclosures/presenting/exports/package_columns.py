"""What a table of the whole data is: its columns, their types and meaning. Feeds CSV, SQLite and Parquet alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import QuerySet


class Kind(StrEnum):
    """What a column holds. A list is written as one text; money is in yuan, kept as whole 分 (`…fen`); figures are those that
    stand in a sentence."""

    BOOLEAN = "boolean"
    LIST = "list"
    DATETIME = "datetime"
    NUMBER = "number"
    INTEGER = "integer"
    STRING = "string"
    YUAN = "yuan"
    FIGURES = "figures"


TYPES: dict[type[models.Field[Any, Any]], Kind] = {
    models.BooleanField: Kind.BOOLEAN,
    models.JSONField: Kind.LIST,
    models.DateTimeField: Kind.DATETIME,
    models.DecimalField: Kind.NUMBER,
    models.IntegerField: Kind.INTEGER,
    models.CharField: Kind.STRING,
    models.TextField: Kind.STRING,
}
"""By the field of the database; of two that fit, the first."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field: its name, what it means, the path in the database where that is another, the table it refers to, and
    what it is in a Fiscal Data Package (`columnType`) where that has a word for it, what kind of thing where it is made,
    not read of the database."""

    name: str
    words: str
    path: str = ""
    refers_to: str = ""
    fiscal: str = ""
    made: Kind | None = None

    @property
    def source(self) -> str:
        return self.path or self.name


@dataclass(frozen=True, slots=True)
class PackageTable:
    """The first column is the key."""

    name: str
    title: str
    words: str
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    @property
    def key(self) -> str:
        return self.columns[0].name

    def values(self) -> QuerySet[Any]:
        """The rows as tuples in the order of the columns, in no order."""
        return self.rows().order_by().values_list(*(column.source for column in self.columns))

    def type_of(self, column: Column) -> Kind:
        if column.made:
            return column.made
        if column.source.endswith("fen"):
            return Kind.YUAN
        field = self.field_of(column)
        return next(kind for type_, kind in TYPES.items() if isinstance(field, type_))

    def field_of(self, column: Column) -> models.Field[Any, Any]:
        """The field of the database that a column is; of a reference, the key that it refers to."""
        *way, last = column.source.split("__")
        model: Any = self.rows().model
        for step in way:
            model = model._meta.get_field(step).related_model
        field = model._meta.pk if last == "pk" else model._meta.get_field(last)
        found: models.Field[Any, Any] = getattr(field, "target_field", field)
        return found


ID = Column("id", "编号，不会改作他用", "pk")
ORDER = Column("position", "顺序")
OF_DISCLOSURE = Column("disclosure_id", "所属公开", "disclosure", "disclosures")
PAGE = Column("page", "原件页码，从 1 起；没有页的格式为空")
