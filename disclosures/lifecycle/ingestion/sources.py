"""Files to bring in, wherever they lie: named one by one, in folders, in zip archives.

An archive comes from strangers like any other file: it is measured before anything of it is unpacked, its members are
unpacked one at a time into temporary files, and their names are words to show, never paths.
"""

from __future__ import annotations

import io
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from disclosures.parsing.content_limits import LIMITS, RATIO_FROM
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.sandbox import Limits

MEGABYTE = 1024 * 1024
MOST_MEMBERS = 10_000
MOST_UNPACKED = 4096 * MEGABYTE
MOST_AT_ONCE = 8 * MEGABYTE
"""What may be read of an archive in one go: its directory, at some hundred bytes a member."""
CHUNK = 256 * 1024
UTF8_NAME = 0x800
ENCRYPTED = 0x1
LITTER = ("Thumbs.db", "desktop.ini")
"""What systems leave in folders, beside names that begin with "." or "~$" (open Word files) and __MACOSX."""
LITTER_NAMED = 10
"""How many of these are named: archives from a Mac hold one for every file."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to bring in. `open` gives its content as a file on disk; raises UnreadableDocument or OSError."""

    name: str
    place: str
    """Where it was found, for people: 公开.zip/财政局/2024.pdf."""
    open: Callable[[], AbstractContextManager[BinaryIO]]
    is_litter: bool = False
    """Nothing that anybody meant to bring; `open` says what was left out of an archive."""


def find(paths: Iterable[Path], limits: Limits) -> Iterator[SourceFile]:
    """The files that paths mean: a file itself, what lies in a folder or archive, in the order of their names."""
    for path in paths:
        if path.is_dir():
            for inner in sorted(path.rglob("*")):
                if inner.is_file() and not is_litter(inner.relative_to(path).parts):
                    yield from opened_up(inner, f"{path.name}/{inner.relative_to(path)}", limits)
        else:
            yield from opened_up(path, path.name, limits)


def is_litter(parts: Iterable[str]) -> bool:
    return any(part.startswith((".", "~$")) or part in (*LITTER, "__MACOSX") for part in parts)


def opened_up(path: Path, place: str, limits: Limits) -> Iterator[SourceFile]:
    """A plain file, or the members of an archive. An archive that cannot be taken is one file that cannot be read."""
    if path.suffix.lower() != ".zip":
        yield SourceFile(path.name, place, lambda: path.open("rb"))
        return
    try:
        yield from _members(path, place, limits)
    except UnreadableDocument as error:
        yield _refused(path.name, place, error)
    except OSError:  # said again when the file is opened
        yield SourceFile(path.name, place, lambda: path.open("rb"))


def _refused(name: str, place: str, error: UnreadableDocument) -> SourceFile:
    def refuse() -> AbstractContextManager[BinaryIO]:
        raise error

    return SourceFile(name, place, refuse, is_litter=error.code == "litter")


# --- archives ------------------------------------------------------------------------------------------------------


class _Measured(io.FileIO):
    """A file of which nobody reads much at once, whatever its own directory says about itself."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_AT_ONCE:
            raise UnreadableDocument("too-complex", because="members", limit=f"{MOST_MEMBERS:,}")
        return super().read(-1 if size is None else size)


def _members(path: Path, place: str, limits: Limits) -> Iterator[SourceFile]:
    try:
        archive = zipfile.ZipFile(_Measured(path))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise UnreadableDocument("damaged") from None
    members = [member for member in archive.infolist() if not member.is_dir()]
    _measure(members, path.stat().st_size)
    litter: list[str] = []
    for member in sorted(members, key=member_name):
        name = member_name(member)
        parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..")]
        if not parts or is_litter(parts):
            litter.append(name)
            continue
        try:
            check_member(member, limits)
        except UnreadableDocument as error:
            yield _refused(parts[-1], f"{place}/{name}", error)
        else:
            yield SourceFile(parts[-1], f"{place}/{name}", _unpacker(archive, member, parts[-1]))
    if litter:
        yield _refused(path.name, place, UnreadableDocument("litter", names=_some(litter)))


def _measure(members: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Raises UnreadableDocument for an archive that is taken as little as any of its members."""
    if not members:
        raise UnreadableDocument("empty", because="archive")
    if len(members) > MOST_MEMBERS:
        raise UnreadableDocument("too-complex", because="members", limit=f"{MOST_MEMBERS:,}")
    if sum(member.compress_size for member in members) > size:  # they overlap
        raise UnreadableDocument("too-complex", because="overlap")
    if (unpacked := sum(member.file_size for member in members)) > MOST_UNPACKED:
        raise UnreadableDocument("too-complex", because="unpacked", **_sizes(unpacked, MOST_UNPACKED))


def _sizes(size: int, limit: int) -> dict[str, str]:
    return {"size": f"{size / MEGABYTE:.0f} MB", "limit": f"{limit / MEGABYTE:.0f} MB"}


def _some(names: Sequence[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > LITTER_NAMED else ""
    return "、".join(names[:LITTER_NAMED]) + more


def member_name(member: zipfile.ZipInfo) -> str:
    """The name as it was meant: programs of Chinese systems write GBK and do not say so; others UTF-8."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return member.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return member.filename


def check_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    """Raises UnreadableDocument where a member has a password, is too large, a bomb, a link, or an archive in its turn."""
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnreadableDocument("unsupported-type", because="link")
    if member.flag_bits & ENCRYPTED:
        raise UnreadableDocument("encrypted")
    if member.filename.lower().endswith(".zip"):
        raise UnreadableDocument("unsupported-type", because="nested")
    if member.file_size > limits.size:
        raise UnreadableDocument("too-large", **_sizes(member.file_size, limits.size))
    if member.file_size > RATIO_FROM and member.file_size > LIMITS.ratio * max(member.compress_size, 1):
        raise UnreadableDocument("too-complex")


def _unpacker(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str
) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextmanager
    def unpack() -> Iterator[BinaryIO]:
        suffix = PurePosixPath(name).suffix
        with tempfile.NamedTemporaryFile(suffix=suffix if suffix.isascii() else "") as file:
            try:
                with archive.open(
                    member
                ) as content:  # gives no more than the declared size, and proves the checksum
                    while chunk := content.read(CHUNK):
                        file.write(chunk)
            except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
                raise UnreadableDocument("damaged") from None
            file.flush()
            file.seek(0)
            yield file  # type: ignore[misc]  # a wrapper that does all that a file does

    return unpack
