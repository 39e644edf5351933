"""XLSX and XLS → Document: one grid a sheet, numbers printed the way the sheet shows them."""

from __future__ import annotations

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    ZipError,
)

from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph, SourceNote
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers.workbook_xml import SheetFacts, sheet_facts

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
MAX_CELLS = 1_000_000
"""Of one sheet, counted to its last row and column. One stray cell in the far corner would ask for gigabytes."""
SIGNIFICANT = 15
"""Digits a spreadsheet keeps; what a double shows beyond them is noise (0.30000000000000004)."""
SHOWN_CELLS = 5

PLACEHOLDERS = re.compile(r"[0#][0#?,]*(?:\.([0#?]*))?|\.([0#?]+)")
QUOTED = re.compile(r'"([^"]*)"|\\(.)')
SPACING = re.compile(r"_.|\*.|\[[^\]]*\]")


def read(path: Path) -> Document:
    """Read a workbook: stored results of formulas, no links followed, hidden sheets left out with a note.

    Raises UnreadableDocument: `damaged`, `encrypted`, `too-complex`, `no-text`.
    """
    content = path.read_bytes()
    zipped = content.startswith(b"PK")
    try:
        facts = sheet_facts(path) if zipped else {}
        for sheet in facts.values():
            _check_extent(sheet.rows, sheet.columns)
        with path.open("rb") as file:
            workbook = CalamineWorkbook.from_filelike(file)
            blocks, notes = _sheets(workbook, facts)
    except PasswordError:
        raise UnreadableDocument("encrypted") from None
    except (CalamineError, ZipError, KeyError, ValueError, SyntaxError, OSError):
        raise UnreadableDocument("damaged") from None
    if not blocks:
        raise UnreadableDocument("no-text")
    return Document(path.name, XLSX if zipped else XLS, tuple(blocks), None, tuple(notes))


def _check_extent(rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise UnreadableDocument("too-complex")


def _sheets(workbook: CalamineWorkbook, facts: dict[str, SheetFacts]) -> tuple[list[Block], list[SourceNote]]:
    blocks: list[Block] = []
    notes: list[SourceNote] = []
    for index, metadata in enumerate(workbook.sheets_metadata):
        name = metadata.name
        if metadata.visible is not SheetVisibleEnum.Visible:
            notes.append(SourceNote(f"工作表“{name}”是隐藏的，没有读取"))
            continue
        known = facts.get(name, SheetFacts())
        grid = _grid(workbook.get_sheet_by_index(index), known)
        if grid is not None:
            blocks += _lines(grid) if _is_prose(grid) else [grid]
        if known.uncomputed:
            notes.append(SourceNote(_uncomputed(name, known.uncomputed)))
    return blocks, notes


def _is_prose(grid: Grid) -> bool:
    """A cover or an explanation: several rows, none with more than one filled cell."""
    filled = [sum(bool(cell and cell.text.strip()) for cell in row) for row in grid.rows]
    return sum(filled) > 1 and max(filled) == 1


def _lines(grid: Grid) -> list[Paragraph]:
    """The words of such a sheet, a paragraph each."""
    texts = (cell.text for row in grid.rows for cell in row if cell is not None)
    return [Paragraph(line.strip()) for text in texts for line in text.splitlines() if line.strip()]


def _uncomputed(name: str, cells: list[str]) -> str:
    shown = "、".join(cells[:SHOWN_CELLS]) + ("等" if len(cells) > SHOWN_CELLS else "")
    return f"工作表“{name}”有 {len(cells)} 个公式没有保存结果（{shown}），未读出数值；请用 Excel 或 WPS 打开并保存后再上传"


# --- one sheet -------------------------------------------------------------------------------------------


def _grid(sheet: CalamineSheet, facts: SheetFacts) -> Grid | None:
    """The filled part of the sheet with its merged ranges; None for an empty sheet."""
    if sheet.end is None:
        return None
    _check_extent(sheet.total_height, sheet.total_width)
    texts = [
        [printed(value, facts.formats.get((row, column), "")) for column, value in enumerate(values)]
        for row, values in enumerate(sheet.to_python(skip_empty_area=False))
    ]
    height = max((row + 1 for row, line in enumerate(texts) if any(text.strip() for text in line)), default=0)
    width = max((column + 1 for line in texts for column, text in enumerate(line) if text.strip()), default=0)
    if not height:
        return None
    places: list[list[Cell | None]] = [[Cell(text) for text in line[:width]] for line in texts[:height]]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        _merge(places, top, left, min(bottom, height - 1), min(right, width - 1))
    return Grid(tuple(map(tuple, places)), name=sheet.name)


def _merge(places: list[list[Cell | None]], top: int, left: int, bottom: int, right: int) -> None:
    if top > bottom or left > right:
        return  # outside the filled part
    first = places[top][left]
    for row in places[top : bottom + 1]:
        row[left : right + 1] = [None] * (right - left + 1)
    if first is not None:
        places[top][left] = Cell(first.text, row_span=bottom - top + 1, column_span=right - left + 1)


# --- one value -------------------------------------------------------------------------------------------


def printed(value: Any, number_format: str = "") -> str:
    """A stored value as the sheet shows it; without a format a number takes its shortest form."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(Decimal(f"{value:.{SIGNIFICANT}g}"), number_format)
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _number(value: Decimal, number_format: str) -> str:
    """A number in one of the sections of its format: positive;negative;zero."""
    sections = number_format.split(";")
    section, signed = sections[0], True
    if value < 0 and len(sections) > 1:
        section, signed = sections[1], False
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    section = SPACING.sub("", section)
    pattern = PLACEHOLDERS.search(QUOTED.sub("", section))
    if pattern is None:
        literal = QUOTED.sub(lambda match: match[1] or match[2] or "", section)
        return literal.strip(" ?") if len(sections) > 1 and "General" not in literal else _shortest(value)
    text = _digits(value, pattern, percent="%" in section)
    if not signed and text.startswith("-"):
        text = text[1:]
        bare = QUOTED.sub(lambda match: match[1] or match[2] or "", section)
        text = f"({text})" if "(" in bare or "（" in bare else f"-{text}"
    return text + ("%" if "%" in section else "")


def _digits(value: Decimal, pattern: re.Match[str], percent: bool) -> str:
    places = pattern[1] or pattern[2] or ""
    if percent:
        value *= 100
    rounded = value.quantize(Decimal(1).scaleb(-len(places)), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in pattern[0] else f"{rounded:f}"
    optional = len(places) - len(places.rstrip("#?"))
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    return text.removesuffix(".")


def _shortest(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
