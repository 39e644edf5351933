"""One module a format; `read` finds out which by looking into the file, never by trusting its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from disclosures.parsing.document import Block, Document, Paragraph
from disclosures.parsing.normalise import without_radicals
from disclosures.parsing.readers import docx, guards, html, legacy, pdf, spreadsheet, text

READERS: dict[guards.FileKind, Callable[[Path], Document]] = {
    guards.FileKind.PDF: pdf.read,
    guards.FileKind.DOCX: docx.read,
    guards.FileKind.XLSX: spreadsheet.read,
    guards.FileKind.FLAT_XLS: spreadsheet.read_flat,
    guards.FileKind.XLS: legacy.read_workbook,
    guards.FileKind.TEXT: text.read,
    guards.FileKind.HTML: html.read,
    guards.FileKind.MHT: html.read_archive,
    guards.FileKind.DOC: legacy.read_text_document,
    guards.FileKind.RTF: legacy.read_text_document,
}


def read(path: Path) -> Document:
    """Read a file of any supported format.

    Raises UnreadableDocument: before a library opens the file where `guards` refuses it, later where it has no text.
    """
    document = READERS[guards.check(path)](path)
    return replace(document, blocks=tuple(map(_spelled, document.blocks)))


def _spelled(block: Block) -> Block:
    """A block whose words can be found: by the words of the layouts, and by whoever searches."""
    if isinstance(block, Paragraph):
        text = without_radicals(block.text)
        return block if text is block.text else replace(block, text=text)
    if not any(cell and without_radicals(cell.text) is not cell.text for row in block.rows for cell in row):
        return block
    rows = tuple(
        tuple(cell and replace(cell, text=without_radicals(cell.text)) for cell in row) for row in block.rows
    )
    return replace(block, rows=rows)
