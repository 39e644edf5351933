"""A site put back as it was when the archive was made: all of it, or nothing changes.

The archive is verified before anything is touched. Files come first, since a row must not refer to a file that is not
there; a failure afterwards takes them away again. The rows are replaced in one transaction, which ends only if they
give the hashes of the manifest.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

from django.contrib.sessions.models import Session
from django.core.files.base import File
from django.core.files.storage import Storage, default_storage
from django.db import IntegrityError, connection, transaction

from disclosures.lifecycle.search_index import reindex
from disclosures.models import Edition
from disclosures.models.rows import write

from .archive import Archive, ArchiveError, FilePart, Manifest, hashed
from .contents import (
    ROWS_AT_ONCE,
    Model,
    columns,
    database_row,
    digest,
    file_fields,
    files,
    set_last_number,
    tables,
)
from .shape import applied_migrations

INSTALLED = frozenset(
    {
        "auth.Group",
        "auth.Group_permissions",
        "auth.Permission",
        "contenttypes.ContentType",
        "disclosures.EconomicCode",
        "disclosures.Edition",
        "disclosures.FunctionalCode",
        "disclosures.Population",
        "disclosures.Region",
        "disclosures.SearchEntry",
    }
)
"""What `migrate` and `load_classifications` fill: a database with nothing else is still empty."""


def restore(source: Path, *, replace: bool = False) -> Manifest:
    with Archive(source) as archive:
        archive.verify()
        _refuse_another_shape(archive.manifest)
        if not replace and (held := occupied()):
            raise ArchiveError(
                f"数据库里已有内容（{'、'.join(held)}）。要用备份替换现有的一切，请加 --replace；建议先备份一次。"
            )
        before = files()
        with _files_in_place(archive):
            _replace_rows(archive)
        kept = {part.name for part in archive.manifest.files}
        for name, storage in before.items():
            if name not in kept:
                storage.delete(name)
        return archive.manifest


def examine(source: Path) -> Manifest:
    """What an archive holds, once it is verified and this program could restore it. Raises ArchiveError."""
    with Archive(source) as archive:
        archive.verify()
        _refuse_another_shape(archive.manifest)
        return archive.manifest


def occupied() -> list[str]:
    """Which tables hold something that somebody brought."""
    return [
        str(model._meta.verbose_name)
        for model in tables()
        if model._meta.label not in INSTALLED and model._base_manager.exists()
    ]


def _refuse_another_shape(manifest: Manifest) -> None:
    """The rows fit only tables of the same shape."""
    more, fewer = (
        sorted({*one} - {*other})
        for one, other in (
            (manifest.migrations, applied_migrations()),
            (applied_migrations(), manifest.migrations),
        )
    )
    if more or fewer:
        raise ArchiveError(
            f"备份与数据库的结构不同（{(more or fewer)[0]} 等 {len(more) + len(fewer)} 项迁移）。"
            "请用做备份时的程序版本恢复，再升级：见 docs/operations/upgrade.md。"
        )
    here = {model._meta.db_table: columns(model) for model in tables()}
    if here != {part.name: part.columns for part in manifest.tables}:
        raise ArchiveError("备份里的表与程序的不同，请用做备份时的程序版本恢复。")


# --- files -----------------------------------------------------------------------------------------------------------


@contextmanager
def _files_in_place(archive: Archive) -> Iterator[None]:
    """Within it the files of the archive are in the storage; they stay unless something goes wrong in it."""
    storage = _storage()
    with ExitStack() as undo:
        for part in archive.manifest.files:
            _put(archive, part, storage, undo)
        yield
        undo.pop_all()


def _storage() -> Storage:
    storages = {id(own.storage): own.storage for _, own in file_fields()}
    return next(iter(storages.values()), default_storage)


def _put(archive: Archive, part: FilePart, storage: Storage, undo: ExitStack) -> None:
    former: IO[bytes] | None = None
    if storage.exists(part.name):
        former = undo.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        with storage.open(part.name, "rb") as content:
            for chunk in content.chunks():
                former.write(chunk)
        former.seek(0)
        if hashed(former) == (part.size, part.sha256):
            return
        storage.delete(part.name)
    undo.callback(_put_back, part.name, storage, former)
    with archive.open(part) as member:
        saved = storage.save(part.name, File(member))
    with storage.open(saved, "rb") as written:
        if saved != part.name or hashed(written) != (part.size, part.sha256):
            raise ArchiveError(f"文件 {part.name} 没有能原样写入存储，没有恢复。")


def _put_back(name: str, storage: Storage, former: IO[bytes] | None) -> None:
    storage.delete(name)
    if former:
        former.seek(0)
        storage.save(name, File(former))


# --- rows ------------------------------------------------------------------------------------------------------------


def _replace_rows(archive: Archive) -> None:
    models = {model._meta.db_table: model for model in tables()}
    numbered = Edition.objects.number()
    try:
        with transaction.atomic():
            _empty([*models.values(), Session])
            for part in archive.manifest.tables:
                _fill(models[part.name], archive.rows(part))
            for part in archive.manifest.tables:
                if part.last_number is not None:
                    set_last_number(models[part.name], part.last_number)
                found = digest(models[part.name])
                if (found.rows, found.hex) != (part.rows, part.rows_sha256):
                    raise ArchiveError(f"表 {part.name} 写入后与备份不符，没有恢复。")
            reindex()
            _new_edition(numbered)
    except IntegrityError as error:
        raise ArchiveError(f"备份的内容前后矛盾，没有恢复：{error}") from error


def _empty(models: list[Model]) -> None:
    with connection.cursor() as cursor:
        quoted = [connection.ops.quote_name(model._meta.db_table) for model in models]
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL statement_timeout = 0")
            connection.check_constraints()  # of what was written in the same transaction, if anything was
            cursor.execute(f"TRUNCATE {', '.join(quoted)}")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            for table in quoted:
                cursor.execute(f"DELETE FROM {table}")  # nosec B608


def _fill(model: Model, rows: Iterator[list[Any]]) -> None:
    while some := list(islice(rows, ROWS_AT_ONCE)):
        write(model, columns(model), [database_row(model, row) for row in some])


def _new_edition(numbered: int) -> None:
    """A number that no page of before the restore had, whatever was published since the backup: seconds since 1970.

    Else a browser could keep a page of the lost future, since its tag would come again.
    """
    number = max(numbered + 1, Edition.objects.number() + 1, int(time.time()))
    Edition.objects.update_or_create(pk=1, defaults={"number": number})
