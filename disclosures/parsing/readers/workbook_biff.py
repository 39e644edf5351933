"""What python-calamine leaves out of an XLS: number formats, errors, hidden rows and columns ([MS-XLS])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from disclosures.parsing.readers.compound import Compound
from disclosures.parsing.readers.number_formats import BUILT_IN
from disclosures.parsing.readers.workbook_xml import PLAIN, Place, Style

BOF, EOF, BOUNDSHEET, FORMAT, XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
ROW, COLINFO = 0x0208, 0x007D
FORMULA, BOOLERR, MULRK = 0x0006, 0x0205, 0x00BD
ONE_CELL = frozenset({0x0203, 0x027E, FORMULA, 0x00FD, 0x0204, BOOLERR, 0x00D6})
"""Records of one cell: NUMBER, RK, FORMULA, LABELSST, LABEL, BOOLERR, RSTRING."""
BIFF8 = 0x0600
ROW_HIDDEN, COLUMN_HIDDEN = 0x20, 0x01
NO_VALUE, IS_ERROR = 0xFFFF, 2
"""How the result of a formula that is no number ends and begins."""
ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


@dataclass(slots=True)
class OldSheet:
    """How the cells of one sheet are shown, and which hold errors."""

    styles: dict[Place, Style] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def old_sheets(content: bytes) -> dict[str, OldSheet]:
    """Facts of every sheet by its name. Raises ValueError or struct.error where the file is damaged."""
    container = Compound(content)
    name = next((name for name in ("Workbook", "Book") if name in container.names), None)
    if name is None:
        raise ValueError("no workbook")
    book = container.stream(name)
    starts: dict[str, int] = {}
    formats: dict[int, str] = {}
    styles: list[Style] = []
    wide = False
    for kind, body in _records(book, 0):
        if kind == BOF:
            wide = struct.unpack_from("<H", body)[0] == BIFF8
        elif kind == BOUNDSHEET:
            starts[_string(body[6:], 1, wide)] = struct.unpack_from("<I", body)[0]
        elif kind == FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = _string(body[2:], 2 if wide else 1, wide)
        elif kind == XF:
            number = struct.unpack_from("<H", body, 2)[0]
            indent = body[8] & 0x0F if wide and len(body) > 8 else 0
            styles.append(Style(formats.get(number, BUILT_IN.get(number, f"[{number}]")), indent))
    return {name: _facts(book, start, styles) for name, start in starts.items()}


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of the part that begins at `place`, to its end."""
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        yield kind, book[place + 4 : place + 4 + length]
        if kind == EOF:
            return
        place += 4 + length


def _string(body: bytes, size: int, wide: bool) -> str:
    """A string after its length of `size` bytes; before Excel 97 in the code page of Chinese Windows."""
    length = int.from_bytes(body[:size], "little")
    if not wide:
        return body[size : size + length].decode("gb18030", "replace")
    flags, text = body[size], body[size + 1 :]
    return text[: length * 2].decode("utf-16-le", "replace") if flags & 1 else text[:length].decode("latin-1")


def _facts(book: bytes, start: int, styles: list[Style]) -> OldSheet:
    facts = OldSheet()
    for kind, body in _records(book, start):
        if kind in ONE_CELL and len(body) >= 6:
            row, column, style = struct.unpack_from("<3H", body)
            facts.styles[row, column] = styles[style] if style < len(styles) else PLAIN
            code = _error(kind, body)
            if code is not None:
                facts.errors[row, column] = ERRORS.get(code, "#ERROR!")
        elif kind == MULRK:
            row, column = struct.unpack_from("<2H", body)
            for index, place in enumerate(range(4, len(body) - 2, 6)):
                style = struct.unpack_from("<H", body, place)[0]
                facts.styles[row, column + index] = styles[style] if style < len(styles) else PLAIN
        elif kind == ROW and len(body) >= 14:
            row, height, flags = struct.unpack("<H4xH4xH", body[:14])
            if flags & ROW_HIDDEN or height & 0x7FFF == 0:
                facts.hidden_rows.add(row)
        elif kind == COLINFO and len(body) >= 10:
            first, last, width, _, flags = struct.unpack("<5H", body[:10])
            if flags & COLUMN_HIDDEN or width == 0:
                facts.hidden_columns.update(range(first, last + 1))
    return facts


def _error(kind: int, body: bytes) -> int | None:
    """The code of the error in a cell, None where it holds none."""
    if kind == BOOLERR and len(body) >= 8 and body[7]:
        return body[6]
    if kind == FORMULA and len(body) >= 14 and struct.unpack_from("<H", body, 12)[0] == NO_VALUE:
        return body[8] if body[6] == IS_ERROR else None
    return None
