"""The streams at the root of an OLE compound file ([MS-CFB]): what an old Office file really holds.

Streams of embedded objects lie deeper: a chart in a Word document does not make it a workbook.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HEADER = 512
ENTRY = 128
ROOT, STREAM = 5, 2
LAST_SECTOR = 0xFFFFFFFA
"""Larger numbers mark the end of a chain, or what is no sector."""
NOBODY = 0xFFFFFFFF


class Compound:
    """`names` are the streams of the root. Raises ValueError where the file contradicts itself."""

    def __init__(self, content: bytes) -> None:
        if len(content) < HEADER or not content.startswith(MARK):
            raise ValueError("not a compound file")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        first, _, self._cutoff, first_mini = struct.unpack_from("<4I", content, 48)
        self._table = self._allocation()
        directory = self._chain(first)
        entries = [directory[start : start + ENTRY] for start in range(0, len(directory) - ENTRY + 1, ENTRY)]
        if not entries or entries[0][66] != ROOT:
            raise ValueError("no root")
        self._streams = dict(_children(entries))
        self._mini_table = _numbers(self._chain(first_mini)) if first_mini <= LAST_SECTOR else ()
        start, size = struct.unpack_from("<IQ", entries[0], 116)
        self._mini = self._chain(start)[:size] if start <= LAST_SECTOR else b""
        self.names = frozenset(self._streams)

    def stream(self, name: str) -> bytes:
        """The bytes of a root stream. Raises KeyError."""
        start, size = self._streams[name]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        return self._follow(self._mini_table, start, self._mini, 0, self._mini_size)[:size]

    def _allocation(self) -> tuple[int, ...]:
        """The sector after each sector, gathered over the sectors that hold the table."""
        sectors = list(struct.unpack_from("<109I", self._content, 76))
        following, count = struct.unpack_from("<2I", self._content, 68)
        for _ in range(min(count, len(self._content) // self._size)):
            if following > LAST_SECTOR:
                break
            *more, following = _numbers(self._sector(following))
            sectors += more
        tables = [self._sector(sector) for sector in sectors if sector <= LAST_SECTOR]
        return _numbers(b"".join(tables))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._content):
            raise ValueError("sector outside the file")
        return self._content[start : start + self._size].ljust(self._size, b"\0")

    def _chain(self, start: int) -> bytes:
        return self._follow(self._table, start, self._content, self._size, self._size)

    @staticmethod
    def _follow(table: tuple[int, ...], start: int, content: bytes, offset: int, size: int) -> bytes:
        pieces: list[bytes] = []
        while start <= LAST_SECTOR:
            if start >= len(table) or len(pieces) > len(table):
                raise ValueError("chain of sectors")
            place = offset + start * size
            pieces.append(content[place : place + size])
            start = table[start]
        return b"".join(pieces)


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _children(entries: list[bytes]) -> Iterator[tuple[str, tuple[int, int]]]:
    """(name, (first sector, bytes)) of the streams of the root; its children are a tree of siblings."""
    waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set()
    while waiting:
        number = waiting.pop()
        if number == NOBODY or number in seen or number >= len(entries):
            continue
        seen.add(number)
        entry = entries[number]
        left, right = struct.unpack_from("<2I", entry, 68)
        waiting += [left, right]
        if entry[66] == STREAM:
            length = min(struct.unpack_from("<H", entry, 64)[0], 64)
            name = entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<IQ", entry, 116)
            yield name, (start, size & 0xFFFFFFFF)
