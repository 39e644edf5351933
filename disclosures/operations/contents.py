"""Everything a site holds, in a form that no database has of its own: tables as lines of JSON, files by their names.

A row is a list of values in the order of the fields. Its hash does not depend on the database, and that of a table not
on the order of its rows, so that two databases of two kinds hold the same exactly when the hashes are equal.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.files.storage import Storage
from django.db import connection, models
from django.utils.duration import duration_iso_string

LEFT_OUT = frozenset({"sessions.Session"})
"""Logins end with a restore: the numbers of people may have another meaning afterwards."""

ROWS_AT_ONCE = 2000
MODULUS = 1 << 256

Model = type[models.Model]


def tables() -> list[Model]:
    """The models whose rows are kept, those between two models included, by the names of their tables."""
    found = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    }
    return [found[name] for name in sorted(found)]


def columns(model: Model) -> list[str]:
    return [str(own.column) for own in model._meta.concrete_fields]


# --- rows ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Digest:
    """How many rows were seen, and the sum of their hashes."""

    rows: int = 0
    total: int = field(default=0, repr=False)

    def add(self, values: Sequence[Any]) -> None:
        line = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        hashed = hashlib.sha256(line.encode("utf-8", "surrogatepass")).digest()
        self.total = (self.total + int.from_bytes(hashed)) % MODULUS
        self.rows += 1

    @property
    def hex(self) -> str:
        return f"{self.total:064x}"


def portable_rows(model: Model) -> Iterator[list[Any]]:
    """All rows, in the order of their keys, as values that JSON has. Memory does not grow with the table."""
    fields = model._meta.concrete_fields
    written = [own.attname for own in fields]
    for row in model._base_manager.order_by("pk").values_list(*written).iterator(chunk_size=ROWS_AT_ONCE):
        yield [_portable(value) for value in row]


def digest(model: Model) -> Digest:
    """What stands in a table now."""
    found = Digest()
    for row in portable_rows(model):
        found.add(row)
    return found


def database_row(model: Model, values: Sequence[Any]) -> list[Any]:
    """A portable row as the database that is in use takes it."""
    return [_for_database(own, value) for own, value in zip(model._meta.concrete_fields, values, strict=True)]


def _portable(value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return duration_iso_string(value)
        case Decimal() | UUID():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _for_database(own: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(own, models.JSONField):
        if value is None and own.null:
            return None
        return connection.ops.adapt_json_value(value, own.encoder)
    return own.get_db_prep_save(own.to_python(value), connection)


# --- the last number that was given ----------------------------------------------------------------------------------


def last_number(model: Model) -> int | None:
    """The highest number that was ever given in a table that counts: the number of a deleted row is not given again."""
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if not isinstance(model._meta.pk, models.AutoField | models.BigAutoField | models.SmallAutoField):
            return None
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', key])
            (sequence,) = cursor.fetchone()
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # nosec B608
        else:
            cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        (number,) = cursor.fetchone()
    return int(number)


def set_last_number(model: Model, number: int) -> None:
    table, key = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s, %s)",
                [f'"{table}"', key, max(number, 1), number > 0],
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number])


# --- files -----------------------------------------------------------------------------------------------------------


def file_fields(models_: Iterable[Model] | None = None) -> list[tuple[Model, models.FileField]]:
    return [
        (model, own)
        for model in (tables() if models_ is None else models_)
        for own in model._meta.concrete_fields
        if isinstance(own, models.FileField)
    ]


def files() -> dict[str, Storage]:
    """The names of all files that rows refer to, and where each is kept."""
    return {
        name: own.storage
        for model, own in file_fields()
        for name in model._base_manager.order_by("pk").values_list(own.attname, flat=True).iterator()
        if name
    }
