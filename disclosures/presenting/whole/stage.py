"""The published tables in a DuckDB database of their own, for the time that files are written from them.

The site's database writes each table as CSV itself (PostgreSQL by COPY, SQLite by one expression a row), so that no row
becomes Python objects; DuckDB reads it several million rows a second and writes Parquet and CSV as quickly. The Python
packages that write Parquet otherwise (pyarrow, polars) are three to five times its size and read no CSV of unlimited size
within a fixed memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from django.db import connection
from django.db.models import QuerySet

from disclosures.presenting.exports.package_columns import Kind, PackageTable

MEMORY = "256MB"
LONGEST_ROW = 64 << 20
"""Bytes of one row of CSV: a section's whole text."""
ROWS_AT_ONCE = 5000

QUOTED = frozenset({Kind.STRING, Kind.LIST, Kind.DATETIME})
RAW: dict[Kind, str] = {Kind.INTEGER: "BIGINT", Kind.YUAN: "BIGINT", Kind.NUMBER: "DECIMAL(18, 4)"}
"""As what a column is read; all others are text first."""
TYPED: dict[Kind, str] = {
    Kind.BOOLEAN: "{0} IN ('1', 't')",
    Kind.LIST: "array_to_string(from_json({0}, '[\"VARCHAR\"]'), ' › ')",
    Kind.DATETIME: "CAST({0} AS TIMESTAMPTZ)",
    Kind.YUAN: "CAST({0} * 0.01::DECIMAL(3, 2) AS DECIMAL(18, 2))",
}
"""What it then becomes; 分 become yuan without a floating point."""


@contextmanager
def stage(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in a folder, whose clock is the site's."""
    with duckdb.connect(folder / "stage.duckdb", config={"memory_limit": MEMORY, "threads": 2}) as duck:
        duck.execute("SET TimeZone = 'UTC'")
        duck.execute("SET enable_progress_bar = false")
        duck.execute("SET autoinstall_known_extensions = false")
        yield duck


def bring(duck: duckdb.DuckDBPyConnection, table: PackageTable, folder: Path) -> int:
    """Copy a table from the site's database; how many rows it has. It is sorted once, here, and each file keeps its order."""
    kinds = {column: table.type_of(column) for column in table.columns}
    raw = folder / "raw.csv"
    with raw.open("wb") as file:
        file.writelines(csv_of(table.values(), [kind in QUOTED for kind in kinds.values()]))
    types = ", ".join(f"'{column.name}': '{RAW.get(kind, 'VARCHAR')}'" for column, kind in kinds.items())
    typed = ", ".join(
        f"{TYPED.get(kind, '{0}').format(quoted(column.name))} AS {quoted(column.name)}"
        for column, kind in kinds.items()
    )
    duck.execute(
        f"CREATE TABLE {quoted(table.name)} AS SELECT {typed} FROM read_csv({literal(raw)}, header = false, auto_detect = false, "  # nosec B608
        f"delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, "
        f"max_line_size = {LONGEST_ROW}, columns = {{{types}}}) ORDER BY {quoted(table.key)}"
    )
    raw.unlink()
    return duck.execute(f"SELECT count(*) FROM {quoted(table.name)}").fetchall()[0][0]  # nosec B608


def literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def quoted(name: str) -> str:
    return f'"{name}"'


def csv_of(rows: QuerySet, quotes: list[bool]) -> Iterator[bytes | memoryview]:
    """The rows of a query as CSV that tells nothing (no sign) from an empty text (two quotes), made by the database."""
    sql, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # A cursor that debugs takes no parameters here.
            asked = connection.ops.compose_sql(sql, parameters)  # type: ignore[attr-defined]
            with cursor.copy(f"COPY ({asked}) TO STDOUT (FORMAT csv)") as copy:
                yield from copy
            return
        names = [f"c{place}" for place in range(len(quotes))]
        fields = (
            f"coalesce('\"' || replace({name}, '\"', '\"\"') || '\"', '')"
            if quote
            else f"coalesce({name}, '')"
            for name, quote in zip(names, quotes, strict=True)
        )
        line = " || ',' || ".join(fields)
        cursor.execute(f"WITH own ({', '.join(names)}) AS ({sql}) SELECT {line} FROM own", parameters)  # nosec B608
        while found := cursor.fetchmany(ROWS_AT_ONCE):
            yield "".join(f"{row}\n" for (row,) in found).encode("utf-8", "surrogatepass")
