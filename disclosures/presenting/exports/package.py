"""All published data as one ZIP of CSV tables with a datapackage.json (Frictionless), made once per publication.

Rows stream from the database into the file: memory does not grow with the data. The file is kept in DATA_DIR/package
under the number of the edition and the day; whoever asks again gets the file.
"""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from disclosures.models import Disclosure, Edition
from disclosures.parsing.temporary import written_whole

from .formats import disarmed
from .package_tables import TABLES, PackageTable

CHUNK = 2000
MOST_ON_REQUEST = 5000
"""Disclosures that a visitor's request may still turn into a package; above it `manage.py build_package` does."""
KEPT = 2
"""Packages kept on disk: the newest and the one that somebody may still be reading."""

TRIES = 3

NAME = "mingzhang.zip"
DESCRIPTOR = "datapackage.json"

_one_at_a_time = threading.Lock()


class PackageNotReadyError(Exception):
    """There is no package, and one is too large to be made while a visitor waits."""


def edition() -> str:
    """Which published data there is: changes with everything that the public sees, and every day. One query."""
    return f"{Edition.objects.number()}-{timezone.localdate().isoformat()}"


def package(build: bool = False) -> Path:
    """The package of this edition; made now if it is missing. With `build` however large, else PackageNotReadyError.

    Where it is too large to be made now the newest older one is given.
    """
    target = _folder() / f"{edition()}.zip"
    if target.exists():
        return target
    if not build and Disclosure.objects.published().count() > MOST_ON_REQUEST:
        if older := _packages():
            return older[0]
        raise PackageNotReadyError
    with _one_at_a_time:
        for _ in range(TRIES):
            target = _folder() / f"{edition()}.zip"
            if target.exists():
                break
            _make(target)
            if target.stem == edition():
                break  # nothing was published or withdrawn meanwhile: the tables fit together
    for old in _packages()[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "package"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _packages() -> list[Path]:
    """Newest first."""
    return sorted(_folder().glob("*.zip"), key=lambda path: path.stat().st_mtime, reverse=True)


def _make(target: Path) -> None:
    with (
        written_whole(target) as part,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        for table in TABLES:
            with (
                archive.open(table.file, "w", force_zip64=True) as member,
                io.TextIOWrapper(member, "utf-8-sig", newline="") as text,
            ):
                csv.writer(text).writerows(table_rows(table))
        archive.writestr(DESCRIPTOR, json.dumps(descriptor(), ensure_ascii=False, indent=1))


def table_rows(table: PackageTable) -> Iterator[list[str]]:
    """The head, then every row as text, in the order of the primary key."""
    yield [column.name for column in table.columns]
    kinds = [table.type_of(column) for column in table.columns]
    paths = [column.path or column.name for column in table.columns]
    rows = table.rows().order_by("pk").values_list(*paths)
    for row in rows.iterator(chunk_size=CHUNK):
        yield [_field(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _field(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "yuan":
        return f"{Decimal(value).scaleb(-2):.2f}"
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "list":
        return disarmed(" › ".join(value))
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, (int, Decimal, date)):
        return str(value)
    return disarmed(str(value))


def descriptor() -> dict[str, Any]:
    """datapackage.json, after the Frictionless Data Package of version 1."""
    return {
        "profile": "tabular-data-package",
        "name": "mingzhang",
        "title": "明账：已发布的政府预决算公开",
        "description": "金额以元计，两位小数。文字照原件；以 = + - @ 开头的文字前加一撇，以免被表格软件当作公式。",
        "created": timezone.localtime().isoformat(timespec="seconds"),
        "version": edition(),
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: PackageTable) -> dict[str, Any]:
    types = {"yuan": "number", "list": "string"}
    return {
        "name": table.name,
        "title": table.title,
        "description": table.words,
        "path": table.file,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "format": "csv",
        "schema": {
            "fields": [
                {"name": c.name, "type": types.get(table.type_of(c), table.type_of(c)), "title": c.words}
                for c in table.columns
            ],
            "primaryKey": "id",
            "foreignKeys": [
                {
                    "fields": c.name,
                    "reference": {
                        "resource": "" if c.refers_to == table.name else c.refers_to,
                        "fields": "id",
                    },
                }
                for c in table.columns
                if c.refers_to
            ],
        },
    }
