"""The whole data as files: one folder a version, made whole or not at all, the newest under fixed names.

A version holds the CSV package, the SQLite database, the Parquet files and `version.json`, which says of each its size,
its SHA-256 and of which data it is. It is made once for each edition and day, from one state of the database.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from disclosures.models import Disclosure, Edition
from disclosures.presenting.exports.package_tables import TABLES
from disclosures.presenting.licence import LICENCE

from .explore import write_explore
from .package import write_package
from .parquet import write_parquet
from .sqlite import write_sqlite
from .stage import bring, stage

MOST_ON_REQUEST = 500
"""Disclosures that a visitor's request may still turn into files; above it the worker or `manage.py write_data` does."""
KEPT = 2
"""Versions kept on disk: the newest and the one that somebody may still be reading."""
REMEMBERED = 400
"""Versions before this one whose hashes are still told."""
TRIES = 3
LEFT_FOR = 24 * 3600
"""Seconds after which nobody is still writing a version."""

INDEX = "version.json"
LATEST = "latest"
"""A link to the newest version, for programs that are given a path."""

_one_at_a_time = threading.Lock()


class NotWrittenYetError(Exception):
    """There is no version, and one is too large to be made while a visitor waits."""


def edition() -> str:
    """Which published data there is: changes with everything that the public sees, and every day. One query."""
    return f"{Edition.objects.number()}-{timezone.localdate().isoformat()}"


def version(build: bool = False) -> Path:
    """The folder of this edition; made now if it is missing. With `build` however large, else NotWrittenYetError.

    Where it is too large to be made now the newest older one is given.
    """
    target = _folder() / edition()
    if target.exists():
        return target
    if not build and Disclosure.objects.published().count() > MOST_ON_REQUEST:
        if older := _versions():
            return older[0]
        raise NotWrittenYetError
    with _one_at_a_time:
        for _ in range(TRIES):
            target = _folder() / edition()
            if target.exists():
                break
            _write(target)
            if target.name == edition():
                break  # nothing was published or withdrawn meanwhile: the tables fit together
    for old in _versions()[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)
    return target


def index(folder: Path) -> dict[str, Any]:
    """What `version.json` of a version says."""
    said: dict[str, Any] = json.loads((folder / INDEX).read_text("utf-8"))
    return said


def written_at(number: int) -> datetime | None:
    """When the newest version was written that is not newer than an edition; None where none is remembered."""
    newest = next((index(folder) for folder in _versions()), None)
    told = [newest, *newest["earlier"]] if newest else []
    return next((datetime.fromisoformat(one["written_at"]) for one in told if one["number"] <= number), None)


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "whole"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _versions() -> list[Path]:
    """Newest first."""
    found = (path.parent for path in _folder().glob(f"[0-9]*/{INDEX}"))
    return sorted(found, key=lambda path: (path / INDEX).stat().st_mtime, reverse=True)


def _write(target: Path) -> None:
    """Written beside, then renamed: of two processes that write the same, the second throws its own away."""
    earlier = next((index(folder) for folder in _versions()), None)
    for left in _folder().glob("*.part"):  # by who was killed meanwhile
        if left.stat().st_mtime < time.time() - LEFT_FOR:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=_folder(), suffix=".part") as name:
        part, files = Path(name), Path(name) / "files"
        files.mkdir()
        with stage(part) as duck:
            rows = {table.name: bring(duck, table, part) for table in TABLES}
            write_package(duck, files, target.name)
            write_sqlite(duck, files)
            write_parquet(duck, files)
        write_explore(files, rows)
        said = _described(target.name, files, rows, earlier)
        (files / INDEX).write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
        try:
            files.rename(target)
        except OSError:
            if not target.exists():
                raise
        link = part / LATEST
        link.symlink_to(target.name)
        link.replace(_folder() / LATEST)


def _described(
    name: str, files: Path, rows: dict[str, int], earlier: dict[str, Any] | None
) -> dict[str, Any]:
    own = {
        "number": int(name.partition("-")[0]),
        "version": name,
        "written_at": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "files": [
            {"name": path.name, "bytes": path.stat().st_size, "sha256": _hash(path)}
            for path in sorted(files.iterdir())
            if path.is_file()
        ],
    }
    before = [{key: earlier[key] for key in own}, *earlier["earlier"]] if earlier else []
    return {**own, "license": LICENCE, "rows": rows, "earlier": before[:REMEMBERED]}


def _hash(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
