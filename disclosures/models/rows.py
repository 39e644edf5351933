"""Many new rows at once: COPY on PostgreSQL, one prepared statement on SQLite; a fraction of what `bulk_create` takes.

For tables without triggers or generated columns, inside a transaction. Every row gets its number before it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)

AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)
"""Fields whose values both databases take as Python has them."""


def insert(rows: Iterable[Row]) -> list[Row]:
    """Insert rows of one model and set the primary keys of those that have none, in their order.

    Defaults and constraints hold as ever.
    """
    new = list(rows)
    if not new:
        return new
    model = type(new[0])
    unnumbered = [row for row in new if row.pk is None]
    for row, pk in zip(unnumbered, _numbers(model, len(unnumbered)), strict=True):
        row.pk = pk
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    prepared = {place: field for place, field in enumerate(fields) if not isinstance(field, AS_THEY_ARE)}
    values: Sequence[Sequence[Any]] = list(map(attrgetter(*names), new))
    if prepared:
        values = [
            [
                prepared[place].get_db_prep_save(value, connection) if place in prepared else value
                for place, value in enumerate(own)
            ]
            for own in values
        ]
    write(model, [str(field.column) for field in fields], values)
    for row in new:
        row._state.adding, row._state.db = False, connection.alias
    return new


def update(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows of one model, by one prepared statement; `bulk_update` builds one of all rows."""
    if not rows:
        return
    fields = [field for field in rows[0]._meta.concrete_fields if field.name in names]
    quote = connection.ops.quote_name
    table, sets = (
        quote(rows[0]._meta.db_table),
        ", ".join(f"{quote(str(field.column))} = %s" for field in fields),
    )
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", values)  # nosec B608


def write(model: type[models.Model], columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Rows of database values, their numbers included, into the table of a model."""
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    if not values:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for own in values:
                    copy.write_row(own)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)  # nosec B608


def _numbers(model: type[models.Model], count: int) -> Iterable[int]:
    """Free primary keys. PostgreSQL's sequence gives each once; on SQLite only one transaction writes at a time."""
    if not count:
        return ()
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, model._meta.pk.column, count],
            )
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
        return range(last + 1, last + 1 + count)
