"""The sheets of a workbook of Excel 2003 in one XML file, which accounting systems write and call .xls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.normalise import raised
from disclosures.parsing.readers.workbook_xml import PLAIN, Stored, StoredKind, Style, WorkbookSheet

Element = Any  # an lxml element

MARK = b"urn:schemas-microsoft-com:office:spreadsheet"
"""The namespace that tells such a file."""
NAMED_FORMATS = {
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "General Number": "General",
}
KINDS = {"Number": StoredKind.NUMBER, "Error": StoredKind.ERROR}
"""Types of data; all others are text."""
LAST = 1 << 20


def sheets(path: Path) -> Iterator[WorkbookSheet]:
    """Every worksheet; hidden ones without their cells. Raises `too-complex` where the file defines entities."""
    content = path.read_bytes()
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise UnreadableDocument("too-complex")
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    styles = {_get(style, "ID"): _style(style) for style in root.iter("{*}Style")}
    for worksheet in root.iter("{*}Worksheet"):
        shown = next((option.text for option in worksheet.iter("{*}Visible")), None)
        sheet = WorkbookSheet(_get(worksheet, "Name"), shown in (None, "SheetVisible"))
        if sheet.visible:
            for table in worksheet.iterchildren("{*}Table"):
                _fill(sheet, table, styles)
        yield sheet


def _get(element: Element, name: str) -> str:
    """The attribute in the namespace of such files."""
    return str(element.get(f"{{{MARK.decode()}}}{name}", ""))


def _count(element: Element, name: str, default: int = 0) -> int:
    text = _get(element, name)
    return min(int(text[:9]), LAST) if text.isdecimal() else default


def _style(style: Element) -> Style:
    code = next((_get(one, "Format") for one in style.iterchildren("{*}NumberFormat")), "")
    indent = next((_count(one, "Indent") for one in style.iterchildren("{*}Alignment")), 0)
    return Style(NAMED_FORMATS.get(code, code), indent)


def _fill(sheet: WorkbookSheet, table: Element, styles: dict[str, Style]) -> None:
    column = -1
    for element in table.iterchildren("{*}Column"):
        first = _count(element, "Index", column + 2) - 1
        column = first + _count(element, "Span")
        if _is_hidden(element, "Width"):
            sheet.hidden_columns.update(range(first, column + 1))
    row = -1
    for element in table.iterchildren("{*}Row"):
        row = _count(element, "Index", row + 2) - 1
        last = row + _count(element, "Span")
        if _is_hidden(element, "Height"):
            sheet.hidden_rows.update(range(row, last + 1))
        column = -1
        for cell in element.iterchildren("{*}Cell"):
            column = _count(cell, "Index", column + 2) - 1
            across, down = _count(cell, "MergeAcross"), _count(cell, "MergeDown")
            if across or down:
                sheet.merged.append((row, column, row + down, column + across))
            if (stored := _stored(cell, styles.get(_get(cell, "StyleID"), PLAIN))) is not None:
                sheet.cells[row, column] = stored
            column += across
        row = last


def _is_hidden(element: Element, size: str) -> bool:
    return _get(element, "Hidden") == "1" or _get(element, size) in ("0", "0.0")


def _stored(cell: Element, style: Style) -> Stored | None:
    data = next(cell.iterchildren("{*}Data"), None)
    kind = KINDS.get(_get(data, "Type"), StoredKind.TEXT) if data is not None else StoredKind.TEXT
    text = _words(data) if data is not None else ""
    if not text:
        return (
            Stored(StoredKind.UNCOMPUTED, "", style)
            if _get(cell, "Formula") and kind is not StoredKind.TEXT
            else None
        )
    if kind is StoredKind.TEXT and _get(data, "Type") == "DateTime":
        text = text.partition("T")[0]
    return Stored(kind, text, style)


def _words(data: Element) -> str:
    """The text; a raised part of it is the mark of a note."""
    if not len(data):
        return data.text or ""
    up = {part for sup in data.iter("{*}Sup") for part in sup.iter()}
    pieces = []
    for part in data.iter():
        pieces.append(raised(part.text or "") if part in up else part.text or "")
        if part is not data:
            pieces.append(part.tail or "")
    return "".join(pieces)
