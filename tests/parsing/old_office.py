"""Writes what no library writes any more: OLE compound files, and workbooks of Excel 97 in them."""

from __future__ import annotations

import struct

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
STORAGE, STREAM, ROOT = 1, 2, 5


def compound(streams: dict[str, bytes], embedded: dict[str, bytes] | None = None) -> bytes:
    """A compound file of root streams; `embedded` streams lie in a storage that comes first in the directory."""
    entries: list[tuple[str, int, bytes]] = []  # name, type, content
    if embedded:
        entries.append(("ObjectPool", STORAGE, b""))
        entries += [(name, STREAM, content) for name, content in embedded.items()]
    first_root = len(entries) + 1
    entries += [(name, STREAM, content) for name, content in streams.items()]
    directory_sectors = (len(entries) + 4) // 4
    table: list[int] = []

    def chain(count: int) -> int:
        start = len(table)
        table.extend([*range(start + 1, start + count), END])
        return start

    body = b""
    directory_start = chain(directory_sectors)
    places = []
    for _, kind, content in entries:
        padded = (
            content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0") if kind == STREAM else b""
        )
        places.append((chain(len(padded) // SECTOR) if padded else 0, len(padded)))
        body += padded

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        text = name.encode("utf-16-le")
        head = text.ljust(64, b"\0") + struct.pack("<HBB3I", len(text) + 2, kind, 1, FREE, right, child)
        return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)

    child = 1 if embedded else first_root
    directory = entry("Root Entry", ROOT, FREE, child, END, 0)
    for number, ((name, kind, _), (start, size)) in enumerate(zip(entries, places, strict=True), 1):
        last = number == len(entries) or (embedded is not None and number == first_root - 1)
        right = FREE if last else number + 1
        if kind == STORAGE:
            directory += entry(name, kind, first_root, 2, 0, 0)
        else:
            directory += entry(name, kind, right, FREE, start, size)
    directory = directory.ljust(directory_sectors * SECTOR, b"\0")
    tables = 1
    while tables * 128 < len(table) + tables:
        tables += 1
    fat_start = len(table)
    table += [FAT] * tables
    fat = struct.pack(f"<{len(table)}I", *table).ljust(tables * SECTOR, b"\xff")
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(10)
    )
    header += struct.pack("<3I", tables, directory_start, 0) + struct.pack("<5I", 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(fat_start, fat_start + tables), *[FREE] * (109 - tables))
    return header + directory + body + fat


def record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def text(value: str, size: str = "<H") -> bytes:
    return struct.pack(size, len(value)) + b"\1" + value.encode("utf-16-le")


def workbook(
    sheets: dict[str, bytes], formats: tuple[str, ...] = (), hidden: frozenset[str] = frozenset()
) -> bytes:
    """An XLS of sheets (name → records of cells). Style 0 is General, style n the n-th of `formats`."""
    head = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + record(
        0x0042, struct.pack("<H", 1200)
    )
    for number, code in enumerate(formats, 164):
        head += record(0x041E, struct.pack("<H", number) + text(code))
    for number in (0, *range(164, 164 + len(formats))):
        head += record(0x00E0, struct.pack("<HH", 0, number) + bytes(16))
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    parts = {name: start + content + record(0x000A, b"") for name, content in sheets.items()}
    bounds = sum(4 + 6 + len(text(name, "<B")) for name in sheets)
    place = len(head) + bounds + 4
    listed = b""
    for name, part in parts.items():
        listed += record(0x0085, struct.pack("<IBB", place, name in hidden, 0) + text(name, "<B"))
        place += len(part)
    book = head + listed + record(0x000A, b"") + b"".join(parts.values())
    return compound({"Workbook": book})


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x0203, struct.pack("<3Hd", row, column, style, value))


def label(row: int, column: int, value: str) -> bytes:
    return record(0x0204, struct.pack("<3H", row, column, 0) + text(value))


def error(row: int, column: int, code: int) -> bytes:
    return record(0x0205, struct.pack("<3HBB", row, column, 0, code, 1))


def hidden_row(row: int) -> bytes:
    return record(0x0208, struct.pack("<8H", row, 0, 9, 300, 0, 0, 0x20, 0))


def hidden_column(column: int) -> bytes:
    return record(0x007D, struct.pack("<6H", column, column, 2000, 0, 1, 0))
