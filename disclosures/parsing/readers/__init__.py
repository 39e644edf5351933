"""One module a format; `read` finds out which by looking into the file, never by trusting its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from disclosures.parsing.document import Document
from disclosures.parsing.readers import docx, guards, html, legacy, pdf, spreadsheet, text

READERS: dict[guards.Kind, Callable[[Path], Document]] = {
    guards.Kind.PDF: pdf.read,
    guards.Kind.DOCX: docx.read,
    guards.Kind.XLSX: spreadsheet.read,
    guards.Kind.XLS: legacy.read_workbook,
    guards.Kind.TEXT: text.read,
    guards.Kind.HTML: html.read,
    guards.Kind.DOC: legacy.read_text_document,
    guards.Kind.RTF: legacy.read_text_document,
}


def read(path: Path) -> Document:
    """Read a file of any supported format.

    Raises UnreadableDocument: before a library opens the file where `guards` refuses it, later where it has no text.
    """
    return READERS[guards.check(path)](path)
