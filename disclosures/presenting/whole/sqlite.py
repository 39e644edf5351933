"""SQLite: all tables with their keys and references, and the wide rows as a view. What Datasette serves."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb

from disclosures.presenting.exports.package_columns import Column, Kind, PackageTable
from disclosures.presenting.exports.package_tables import BY_NAME, TABLES

from . import figures
from .stage import ROWS_AT_ONCE, quoted

FILE = "mingzhang.sqlite"
STORED: dict[Kind, tuple[str, str]] = {
    Kind.BOOLEAN: ("INTEGER", "CAST({0} AS INTEGER)"),
    Kind.INTEGER: ("INTEGER", "{0}"),
    Kind.YUAN: ("REAL", "CAST({0} AS DOUBLE)"),
    Kind.NUMBER: ("REAL", "CAST({0} AS DOUBLE)"),
    Kind.DATETIME: ("TEXT", "strftime({0}, '%Y-%m-%dT%H:%M:%SZ')"),
}
"""Type, and how it is got. SQLite has no decimals: a sum of yuan is exact once it is rounded to two digits."""
TEXT = ("TEXT", "{0}")

SEARCHED = (("lines", "code"), ("disclosures", "fiscal_year"), ("agencies", "name"), ("findings", "check_id"))
"""Indexed beside keys and references."""


def write_sqlite(duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as target:
        for how in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
            target.execute(f"PRAGMA {how}")
        target.execute("BEGIN")
        for table in TABLES:
            _copy(duck, target, table)
        target.execute(f"CREATE VIEW {figures.NAME} AS {figures.selected()}")
        target.execute("COMMIT")
        target.execute("ANALYZE")


def _copy(duck: duckdb.DuckDBPyConnection, target: sqlite3.Connection, table: PackageTable) -> None:
    stored = [STORED.get(table.type_of(column), TEXT) for column in table.columns]
    declared = (
        _declared(table, column, kind) for column, (kind, _) in zip(table.columns, stored, strict=True)
    )
    target.execute(f"CREATE TABLE {quoted(table.name)} ({', '.join(declared)})")
    got = (how.format(quoted(column.name)) for column, (_, how) in zip(table.columns, stored, strict=True))
    rows = duck.execute(f"SELECT {', '.join(got)} FROM {quoted(table.name)}")  # nosec B608
    write = f"INSERT INTO {quoted(table.name)} VALUES ({', '.join('?' * len(stored))})"  # nosec B608
    while some := rows.fetchmany(ROWS_AT_ONCE):
        target.executemany(write, some)
    for column in table.columns:
        if column.refers_to or (table.name, column.name) in SEARCHED:
            index = quoted(f"{table.name}_{column.name}")
            target.execute(f"CREATE INDEX {index} ON {quoted(table.name)} ({quoted(column.name)})")


def _declared(table: PackageTable, column: Column, kind: str) -> str:
    words = [quoted(column.name), kind]
    if column.name == table.key:
        words.append("PRIMARY KEY")
    if column.refers_to:
        there = BY_NAME[column.refers_to]
        words.append(f"REFERENCES {quoted(there.name)} ({quoted(there.key)})")
    return " ".join(words)
