"""One file with everything the site holds: every row of the database at one moment, and every file they refer to."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import Storage
from django.db import connection, transaction
from django.utils import timezone

from .archive import (
    CHUNK,
    FORMAT,
    MANIFEST,
    Archive,
    ArchiveError,
    FilePart,
    Manifest,
    MeasuringWriter,
    TablePart,
)
from .contents import Digest, Model, columns, files, last_number, portable_rows, tables
from .program import program
from .shape import applied_migrations

PRIVATE = 0o600
"""The archive holds what is not published and the hashes of passwords."""


def backup(target: Path, *, incomplete: bool = False) -> Manifest:
    """Write the archive and read it back. `incomplete`: go on without files that cannot be read, and list them.

    The archive gets its name only once it is whole: what is there under the name is good.
    """
    if target.exists():
        raise ArchiveError(f"{target} 已经存在，请换一个名字。")
    part = target.with_name(f"{target.name}.part")
    try:
        with open(part, "xb", opener=lambda path, flags: os.open(path, flags, PRIVATE)) as output:
            with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as into:
                manifest = _write(into, incomplete)
            output.flush()
            os.fsync(output.fileno())
        with Archive(part) as written:
            written.verify()
        part.rename(target)
    except FileExistsError:
        raise ArchiveError(
            f"{part} 已经存在：另一次备份正在进行，或中断过；确认没有进行中的再删掉它。"
        ) from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def _write(into: zipfile.ZipFile, incomplete: bool) -> Manifest:
    with one_moment():
        made_at, migrations = timezone.now().isoformat(), applied_migrations()
        rows = [_write_table(into, model) for model in tables()]
        referred = files()
    kept: list[FilePart] = []
    missing: list[str] = []
    for name, storage in sorted(referred.items()):
        try:
            kept.append(_write_file(into, name, storage))
        except FileNotFoundError:
            missing.append(name)
    if missing and not incomplete:
        raise ArchiveError(
            f"数据库提到的 {len(missing)} 个文件不在存储里，如 {missing[0]}。先执行 manage.py doctor 查明；"
            "确实找不回来，可加 --incomplete 备份其余的。"
        )
    manifest = Manifest(FORMAT, made_at, program(), connection.vendor, migrations, rows, kept, missing)
    into.writestr(MANIFEST, manifest.to_json())
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """Within it the database stands still for this connection, and nobody else has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")  # `atomic` would take the lock of the one writer
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _write_table(into: zipfile.ZipFile, model: Model) -> TablePart:
    name, digest = model._meta.db_table, Digest()
    with into.open(f"tables/{name}.jsonl", "w", force_zip64=True) as member:
        output = MeasuringWriter(member)
        for row in portable_rows(model):
            digest.add(row)
            output.write((json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n").encode())
    return TablePart(
        name,
        columns(model),
        digest.rows,
        digest.hex,
        last_number(model),
        output.size,
        output.sha256,
    )


def _write_file(into: zipfile.ZipFile, name: str, storage: Storage) -> FilePart:
    with storage.open(name, "rb") as content:
        entry = zipfile.ZipInfo(f"files/{name}", timezone.localtime().timetuple()[:6])
        entry.compress_type = zipfile.ZIP_STORED  # PDF, DOCX and XLSX are packed already
        with into.open(entry, "w", force_zip64=True) as member:
            output = MeasuringWriter(member)
            while chunk := content.read(CHUNK):
                output.write(chunk)
    return FilePart(name, output.size, output.sha256)
