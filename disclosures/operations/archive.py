"""The archive of a backup: one ZIP with `manifest.json`, `tables/NAME.jsonl` and `files/NAME`.

The manifest says of every part how many bytes and which SHA-256 it has, and of every table how many rows with which
hash (`contents.Digest`). `verify` reads everything once and believes nothing.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Protocol

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.utils import validate_file_name

from .contents import Digest

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20


class ArchiveError(Exception):
    """Why an archive cannot be made, or not be trusted; in Chinese, with what to do."""


@dataclass(frozen=True, slots=True)
class TablePart:
    name: str
    columns: list[str]
    rows: int
    rows_sha256: str
    last_number: int | None
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class FilePart:
    name: str
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"files/{self.name}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`missing` are files that rows refer to and that could not be read when the backup was made."""

    format: int
    made_at: str
    program: str
    database: str
    migrations: list[str]
    tables: list[TablePart]
    files: list[FilePart]
    missing: list[str] = field(default_factory=list)

    @classmethod
    def of_json(cls, written: dict[str, Any]) -> Manifest:
        return cls(
            **{
                **written,
                "tables": [TablePart(**part) for part in written["tables"]],
                "files": [FilePart(**part) for part in written["files"]],
            }
        )

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


class MeasuringWriter:
    """Writes on, counting and hashing."""

    def __init__(self, into: IO[bytes]) -> None:
        self.into, self.size, self._hash = into, 0, hashlib.sha256()

    def write(self, content: bytes) -> None:
        self.into.write(content)
        self._hash.update(content)
        self.size += len(content)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Archive:
    """An archive opened for reading. Use `verify` before anything that is read is used."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            self.manifest = Manifest.of_json(json.loads(self._zip.read(MANIFEST)))
        except FileNotFoundError:
            raise ArchiveError(f"没有 {path} 这个文件。") from None
        except (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError):
            raise ArchiveError(f"{path} 不是完整的备份文件，请换一份。") from None
        if self.manifest.format != FORMAT:
            raise ArchiveError(f"备份的格式是 {self.manifest.format}，这个版本的程序只认 {FORMAT}。")

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def rows(self, part: TablePart) -> Iterator[list[Any]]:
        with self._zip.open(part.member) as lines:
            for line in lines:
                yield json.loads(line)

    def open(self, part: FilePart) -> IO[bytes]:
        return self._zip.open(part.member)

    def verify(self) -> None:
        """Every part is there once, whole and as the manifest says; names lead nowhere else. Raises ArchiveError."""
        parts: list[TablePart | FilePart] = [*self.manifest.tables, *self.manifest.files]
        listed, stored = sorted([MANIFEST, *(part.member for part in parts)]), sorted(self._zip.namelist())
        if listed != stored:
            raise ArchiveError("备份里的内容与清单不符：缺少或多出了内容，请换一份。")
        for file in self.manifest.files:
            try:
                validate_file_name(file.name, allow_relative_path=True)
            except SuspiciousFileOperation:
                raise ArchiveError(f"备份里有不该有的文件名 {file.name!r}。") from None
        for part in parts:
            try:
                if isinstance(part, TablePart):
                    self._verify_rows(part)
                with self._zip.open(part.member) as content:
                    if hashed(content) != (part.size, part.sha256):
                        raise ArchiveError(f"备份里的 {part.member} 与清单不符，已损坏，请换一份。")
            except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError):
                raise ArchiveError(f"备份里的 {part.member} 读不出来，已损坏，请换一份。") from None

    def _verify_rows(self, part: TablePart) -> None:
        found = Digest()
        for row in self.rows(part):
            found.add(row)
        if (found.rows, found.hex) != (part.rows, part.rows_sha256):
            raise ArchiveError(f"备份里的 {part.member} 行数或内容与清单不符，请换一份。")


def hashed(content: Readable) -> tuple[int, str]:
    """Size and SHA-256 of what is left in an open file."""
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return size, digest.hexdigest()
