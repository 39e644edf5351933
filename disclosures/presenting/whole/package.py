"""All tables as one ZIP of CSV with a datapackage.json: a Frictionless Data Package, its fields with fiscal types."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import duckdb
from django.utils import timezone

from disclosures.presenting.exports.formats import DANGEROUS
from disclosures.presenting.exports.package_columns import Column, Kind, PackageTable
from disclosures.presenting.exports.package_tables import BY_NAME, TABLES
from disclosures.presenting.licence import LICENCE

from .stage import literal, quoted

FILE = "mingzhang.zip"
DESCRIPTOR = "datapackage.json"
COMPRESSED = 4
"""The level: zlib's own, 6, takes twice as long for a file that is a fifth smaller."""
BOM = b"\xef\xbb\xbf"
"""By which Excel knows UTF-8."""

WRITTEN_AS: dict[Kind, str] = {Kind.YUAN: "number", Kind.LIST: "string"}
"""The types that are ours alone, as Frictionless has them."""
_FORMULA = re.escape("".join(DANGEROUS)).replace("'", "''")
_DISARMED = (
    f"CASE WHEN regexp_matches({{0}}, '^[\\s\\p{{{{Z}}}}]*[{_FORMULA}]') THEN '''' || {{0}} ELSE {{0}} END"
)
SHOWN: dict[Kind, str] = {
    Kind.STRING: _DISARMED,
    Kind.LIST: _DISARMED,
    Kind.DATETIME: "strftime({0}, '%Y-%m-%dT%H:%M:%SZ')",
}


def write_package(duck: duckdb.DuckDBPyConnection, folder: Path, version: str) -> None:
    with zipfile.ZipFile(folder / FILE, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSED) as archive:
        resources = [_resource(table) | _write_table(duck, folder, table, archive) for table in TABLES]
        described = {**descriptor(version), "resources": resources}
        archive.writestr(DESCRIPTOR, json.dumps(described, ensure_ascii=False, indent=1))


def _write_table(
    duck: duckdb.DuckDBPyConnection, folder: Path, table: PackageTable, archive: zipfile.ZipFile
) -> dict[str, Any]:
    """Add a table to the archive; its size and hash."""
    rows, part = _shown(table), folder / "part.csv"
    duck.execute(f"COPY ({rows}) TO {literal(part)} (FORMAT csv, HEADER true)")
    hashed, size = hashlib.sha256(BOM), len(BOM)
    with part.open("rb") as source, archive.open(table.file, "w", force_zip64=True) as member:
        member.write(BOM)
        while some := source.read(1 << 20):
            member.write(some)
            hashed.update(some)
            size += len(some)
    part.unlink()
    return {"bytes": size, "hash": f"sha256:{hashed.hexdigest()}"}


def _shown(table: PackageTable) -> str:
    shown = (
        f"{_text_of(table, column).format(quoted(column.name))} AS {quoted(column.name)}"
        for column in table.columns
    )
    return f"SELECT {', '.join(shown)} FROM {quoted(table.name)}"  # nosec B608


def _text_of(table: PackageTable, column: Column) -> str:
    """How a column is written; the terms of a field with terms are ours and begin no formula."""
    return "{0}" if table.field_of(column).choices else SHOWN.get(table.type_of(column), "{0}")


def descriptor(version: str) -> dict[str, Any]:
    """What datapackage.json says of the whole, after Data Package 1 and the words of Fiscal Data Package 1."""
    return {
        "profile": "tabular-data-package",
        "name": "mingzhang",
        "title": "明账：已发布的政府预决算公开",
        "description": "金额以元计，两位小数。文字照原件；以 = + - @ 开头的文字前加一撇，以免被表格软件当作公式。",
        "created": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": version,
        "countryCode": "CN",
        "licenses": [LICENCE],
    }


def _resource(table: PackageTable) -> dict[str, Any]:
    references = [
        {
            "fields": column.name,
            "reference": {
                "resource": "" if column.refers_to == table.name else column.refers_to,
                "fields": BY_NAME[column.refers_to].key,
            },
        }
        for column in table.columns
        if column.refers_to
    ]
    return {
        "name": table.name,
        "title": table.title,
        "description": table.words,
        "path": table.file,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "format": "csv",
        "schema": {
            "fields": [_field(table, column) for column in table.columns],
            "primaryKey": table.key,
            "foreignKeys": references,
        },
    }


def _field(table: PackageTable, column: Column) -> dict[str, str]:
    kind = table.type_of(column)
    fiscal = {"columnType": column.fiscal} if column.fiscal else {}
    return {"name": column.name, "type": WRITTEN_AS.get(kind, kind.value), "title": column.words, **fiscal}
