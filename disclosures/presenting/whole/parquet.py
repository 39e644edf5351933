"""Parquet: every table a file, and the amounts as wide rows, a file for each year and province."""

from __future__ import annotations

from pathlib import Path

import duckdb

from disclosures.presenting.exports.package_tables import TABLES

from . import figures
from .stage import literal, quoted

HOW = "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 500000, WRITE_BLOOM_FILTER false"
"""Version 2 keeps numbers as differences from the one before: keys that count up take next to nothing. A file has few
groups of rows, and a filter to pass over groups takes a fifth of it."""
PROVINCE = "region_code[:2]"
INSTEAD = "amounts"
"""Is in the wide rows, all of it. Each part is joined by itself: what is joined at once stays within the memory."""


def write_parquet(duck: duckdb.DuckDBPyConnection, folder: Path) -> None:
    for table in TABLES:
        if table.name != INSTEAD:
            _write(duck, quoted(table.name), folder / f"{table.name}.parquet")
    parts = f"SELECT DISTINCT fiscal_year, {PROVINCE} FROM ({figures.selected()})"  # nosec B608
    for year, province in duck.execute(parts).fetchall():
        rows = (
            f"SELECT * FROM ({figures.selected()}) WHERE fiscal_year = {year} AND {PROVINCE} = '{province}'"  # nosec B608
        )
        _write(duck, f"({rows})", folder / f"{figures.NAME}-{year}-{province}.parquet")


def _write(duck: duckdb.DuckDBPyConnection, rows: str, target: Path) -> None:
    duck.execute(f"COPY {rows} TO {literal(target)} ({HOW})")
