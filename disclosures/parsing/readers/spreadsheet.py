"""XLSX and XLS → Document: one grid a sheet, every cell as the sheet shows it. What it hides is left out and told."""

from __future__ import annotations

import datetime
import io
import struct
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from math import prod
from pathlib import Path
from typing import Any

from lxml import etree
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
from disclosures.parsing.readers import number_formats, workbook_biff, workbook_flat, workbook_xml
from disclosures.parsing.readers.number_formats import DAY_ZERO
from disclosures.parsing.readers.workbook_biff import OldSheet
from disclosures.parsing.readers.workbook_xml import (
    PLAIN,
    Place,
    Stored,
    StoredKind,
    Style,
    WorkbookSheet,
    column_name,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
MAX_CELLS = 1_000_000
"""Of one sheet, counted to its last row and column. One stray cell in the far corner would ask for gigabytes."""
SHOWN_PLACES = 5
BLANK = Cell("")
MIDNIGHT = datetime.time(tzinfo=datetime.UTC)
ISO_DATE = Style("yyyy-mm-dd")
UNCOMPUTED = "#未计算"
UNKNOWN_FORMAT = "#格式不明 {}"
"""What stands in a cell that shows a number nobody can tell: no number, so that it counts as unreadable."""


def read(path: Path) -> Document:
    """Read a workbook: stored results of formulas, no links followed, hidden sheets, rows and columns left out.

    Raises UnreadableDocument: `damaged`, `encrypted`, `too-complex`, `no-text`.
    """
    if zipfile.is_zipfile(path):
        return _read(path, XLSX, workbook_xml.sheets)
    return _read(path, XLS, _old_sheets)


def read_flat(path: Path) -> Document:
    """Read a workbook of Excel 2003 in one XML file. Raises as `read` does."""
    return _read(path, XLS, workbook_flat.sheets)


def _read(path: Path, media_type: str, sheets: Callable[[Path], Iterator[WorkbookSheet]]) -> Document:
    blocks: list[Block] = []
    notes: list[SourceNote] = []
    try:
        for sheet in sheets(path):
            if not sheet.visible:
                notes.append(SourceNote(f"工作表“{sheet.name}”是隐藏的，没有读取"))
                continue
            if prod(sheet.extent()) > MAX_CELLS:
                raise UnreadableDocument("too-complex")
            view = _View(sheet)
            if (grid := view.grid()) is not None:
                blocks += _lines(grid) if _is_prose(grid) else [grid]
            notes += map(SourceNote, view.told())
    except PasswordError:
        raise UnreadableDocument("encrypted") from None
    except (
        CalamineError,
        ZipError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        LookupError,
        ValueError,
        struct.error,
        OSError,
    ):
        raise UnreadableDocument("damaged") from None
    if not blocks:
        raise UnreadableDocument("no-text")
    return Document(path.name, media_type, tuple(blocks), None, tuple(notes))


def _is_prose(grid: Grid) -> bool:
    """A cover or an explanation: several rows, none with more than one filled cell."""
    filled = [sum(bool(cell and cell.text.strip()) for cell in row) for row in grid.rows]
    return sum(filled) > 1 and max(filled) == 1


def _lines(grid: Grid) -> list[Paragraph]:
    """The words of such a sheet, a paragraph each."""
    texts = (cell.text for row in grid.rows for cell in row if cell is not None)
    return [Paragraph(line.strip()) for text in texts for line in text.splitlines() if line.strip()]


# --- what a person sees of a sheet -----------------------------------------------------------------------


class _View:
    """The rows and columns of a sheet that are shown, and the places of what is not."""

    def __init__(self, sheet: WorkbookSheet) -> None:
        self.sheet = sheet
        height, width = sheet.extent()
        for top, left, bottom, right in sheet.merged:
            if (top, left) in sheet.cells:  # what is hidden of it may reach past all other cells
                height = max(height, _first(top, bottom, sheet.hidden_rows) + 1)
                width = max(width, _first(left, right, sheet.hidden_columns) + 1)
        self.rows = [row for row in range(height) if row not in sheet.hidden_rows]
        self.columns = [column for column in range(width) if column not in sheet.hidden_columns]
        self.uncomputed: list[Place] = []
        self.errors: list[Place] = []
        self.unknown: list[Place] = []
        self.unseen: list[Place] = []

    def grid(self) -> Grid | None:
        """The filled part of what is shown with its merged ranges; None where that is nothing."""
        texts = {place: text for place, stored in self._seen() if (text := self._text(place, stored)).strip()}
        shown = {place: place for place in texts} | {
            (top, left): (
                _first(top, bottom, self.sheet.hidden_rows),
                _first(left, right, self.sheet.hidden_columns),
            )
            for top, left, bottom, right in self.sheet.merged
            if (top, left) in texts
        }
        last_row = max((row for row, _ in shown.values()), default=-1)
        last_column = max((column for _, column in shown.values()), default=-1)
        rows = [row for row in self.rows if row <= last_row]
        columns = [column for column in self.columns if column <= last_column]
        if not rows:
            return None
        places: list[list[Cell | None]] = [[BLANK] * len(columns) for _ in rows]
        row_index = {row: index for index, row in enumerate(rows)}
        column_index = {column: index for index, column in enumerate(columns)}
        for (row, column), text in texts.items():
            if row in row_index and column in column_index:
                places[row_index[row]][column_index[column]] = Cell(text)
        for top, left, bottom, right in self.sheet.merged:
            down = [row_index[row] for row in _within(rows, top, bottom)]
            across = [column_index[column] for column in _within(columns, left, right)]
            if down and across:
                _merge(places, down, across, texts.get((top, left), ""))
        return Grid(tuple(map(tuple, places)), name=self.sheet.name)

    def told(self) -> Iterator[str]:
        """A sentence for each kind of what is not shown or could not be read."""
        name = f"工作表“{self.sheet.name}”"
        filled = {place for place, stored in self.sheet.cells.items() if stored.text.strip()}
        rows = sorted({row for row, _ in filled} & self.sheet.hidden_rows)
        columns = sorted({column for _, column in filled} & self.sheet.hidden_columns)
        hidden = [
            *([f"第 {_listed([str(row + 1) for row in rows])} 行"] if rows else []),
            *([f"{_listed([column_name(column) for column in columns])} 列"] if columns else []),
        ]
        if hidden:
            yield f"{name}隐藏的{'、'.join(hidden)}没有读取"
        if self.unseen:
            yield f"{name}有 {len(self.unseen)} 个单元格的内容看不见（{_places(self.unseen)}），没有读取"
        if self.uncomputed:
            yield (
                f"{name}有 {len(self.uncomputed)} 个公式没有保存结果（{_places(self.uncomputed)}），未读出数值；"
                "请用 Excel 或 WPS 打开并保存后再上传"
            )
        if self.errors:
            yield f"{name}有 {len(self.errors)} 个出错的单元格（{_places(self.errors)}），未读出数值"
        if self.unknown:
            formats = _listed(
                list(dict.fromkeys(self.sheet.cells[place].style.format for place in self.unknown))
            )
            yield (
                f"{name}有 {len(self.unknown)} 个单元格的数字格式未能识别（{_places(self.unknown)}；{formats}），"
                "不知道显示为多少，未读出数值"
            )

    def _seen(self) -> Iterator[tuple[Place, Stored]]:
        """The filled cells in rows and columns that are shown. A merged cell shows its text while any of it is."""
        corners = {
            (top, left)
            for top, left, bottom, right in self.sheet.merged
            if _within(self.rows, top, bottom) and _within(self.columns, left, right)
        }
        for place, stored in self.sheet.cells.items():
            row, column = place
            shown = row not in self.sheet.hidden_rows and column not in self.sheet.hidden_columns
            if shown or place in corners:
                yield place, stored

    def _text(self, place: Place, stored: Stored) -> str:
        style = stored.style
        if style.unseen and stored.text.strip():
            self.unseen.append(place)
            return ""
        if stored.kind is StoredKind.UNCOMPUTED:
            self.uncomputed.append(place)
            return UNCOMPUTED
        if stored.kind is StoredKind.ERROR:
            self.errors.append(place)
            return stored.text
        if stored.kind is StoredKind.TEXT:
            return "\u3000" * style.indent + number_formats.shown_text(stored.text, style.format)
        try:
            value = number_formats.stored(stored.text)
        except ValueError:
            self.errors.append(place)
            return f"#{stored.text}"
        text = number_formats.shown(value, style.format, self.sheet.from_1904)
        if text is None:
            self.unknown.append(place)
            return UNKNOWN_FORMAT.format(number_formats.general(value))
        if not text and value:
            self.unseen.append(place)
        return text


def _first(first: int, last: int, hidden: set[int]) -> int:
    """The first of the numbers that is not hidden; `first` where all are."""
    if first not in hidden:  # as nearly always
        return first
    return next((number for number in range(first, last + 1) if number not in hidden), first)


def _within(shown: Sequence[int], first: int, last: int) -> Sequence[int]:
    """The part of the rising numbers `shown` from `first` to `last`."""
    return shown[bisect_left(shown, first) : bisect_right(shown, last)]


def _merge(places: list[list[Cell | None]], rows: Sequence[int], columns: Sequence[int], text: str) -> None:
    for row in rows:
        for column in columns:
            places[row][column] = None
    places[rows[0]][columns[0]] = Cell(text, row_span=len(rows), column_span=len(columns))


def _places(places: Sequence[Place]) -> str:
    return _listed([f"{column_name(column)}{row + 1}" for row, column in places])


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:SHOWN_PLACES]) + ("等" if len(names) > SHOWN_PLACES else "")


# --- old workbooks ---------------------------------------------------------------------------------------


def _old_sheets(path: Path) -> Iterator[WorkbookSheet]:
    """The sheets of an XLS."""
    content = path.read_bytes()
    shown = workbook_biff.old_sheets(content)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for index, metadata in enumerate(workbook.sheets_metadata):
        facts = shown.get(metadata.name, OldSheet())
        sheet = WorkbookSheet(metadata.name, metadata.visible is SheetVisibleEnum.Visible)
        if sheet.visible:
            _fill(sheet, workbook.get_sheet_by_index(index), facts)
        yield sheet


def _fill(sheet: WorkbookSheet, values: CalamineSheet, facts: OldSheet) -> None:
    if values.total_height * values.total_width > MAX_CELLS:
        raise UnreadableDocument("too-complex")
    rows = values.to_python(skip_empty_area=False) if values.end is not None else []
    for row, line in enumerate(rows):
        for column, value in enumerate(line):
            stored = _old_value(value, facts.styles.get((row, column), PLAIN))
            if stored is not None:
                sheet.cells[row, column] = stored
    for place, error in facts.errors.items():
        sheet.cells[place] = Stored(StoredKind.ERROR, error)
    sheet.hidden_rows, sheet.hidden_columns = facts.hidden_rows, facts.hidden_columns
    sheet.merged += [(*first, *last) for first, last in values.merged_cell_ranges or ()]


def _old_value(value: Any, style: Style) -> Stored | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return Stored(StoredKind.TEXT, "TRUE" if value else "FALSE", style)
    if isinstance(value, int | float):
        return Stored(StoredKind.NUMBER, repr(value), style)
    if isinstance(value, datetime.date):
        moment = value if isinstance(value, datetime.datetime) else datetime.datetime.combine(value, MIDNIGHT)
        days = (moment.replace(tzinfo=datetime.UTC) - DAY_ZERO) / datetime.timedelta(days=1)
        return Stored(StoredKind.NUMBER, repr(days), style if style.format else ISO_DATE)
    return Stored(StoredKind.TEXT, str(value), style)
