"""A second witness for PDF: pdfium's text layer, read independently of pdfplumber.

Every amount is looked up at its own place, and every number of a page is looked for in what was read. The two readers
share no code, so that what both have is hardly a slip of either. Nothing is changed: what differs is flagged.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium

from disclosures.parsing.document import Box, Document, Paragraph
from disclosures.parsing.normalise import key, number
from disclosures.parsing.records import Note, ParsedDisclosure, StatementCell, StatementLine, StatementTable
from disclosures.vocabulary import CellState, ReadBy

SLACK = 1.0
"""PDF points added around a cell: the two readers measure glyphs a little differently."""
DECIMAL = re.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,2}(?![\d.])")
"""Numbers with one or two decimals; where the text layer runs two cells together there are more, and none is meant."""
NOT_OF_A_NUMBER = re.compile(r"[^\d.,()（）\-−－，．]")
"""A watermark over a cell is in pdfium's text of it, too."""
FIRST = 5
"""So many missed numbers of a page are named in its note."""


class Witness:
    """pdfium's text of a PDF, page by page. Use as a context manager."""

    def __init__(self, path: Path) -> None:
        self._pdf = pdfium.PdfDocument(path)
        self._pages: dict[int, tuple[pdfium.PdfPage, pdfium.PdfTextPage]] = {}

    def __enter__(self) -> Witness:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    def _page(self, page: int) -> tuple[pdfium.PdfPage, pdfium.PdfTextPage]:
        if page not in self._pages:
            opened = self._pdf[page - 1]
            self._pages = {
                page: (opened, opened.get_textpage())
            }  # one page at a time: statements come in order
        return self._pages[page]

    def text_at(self, page: int, box: Box) -> str:
        """The text within a box of the page as displayed (points from its top left corner)."""
        opened, text = self._page(page)
        x0, top, x1, bottom = box[0] - SLACK, box[1] - SLACK, box[2] + SLACK, box[3] + SLACK
        left, low, right, high = opened.get_cropbox()
        width, height = right - left, high - low
        user = {
            0: (x0, height - bottom, x1, height - top),
            90: (top, x0, bottom, x1),
            180: (width - x1, top, width - x0, bottom),
            270: (width - bottom, height - x1, width - top, height - x0),
        }[opened.get_rotation()]
        return str(text.get_text_bounded(user[0] + left, user[1] + low, user[2] + left, user[3] + low))

    def decimals(self, page: int) -> Counter[str]:
        """Every number with decimals that the page's text layer holds, with how often."""
        opened, text = self._page(page)
        return decimals_in(str(text.get_text_bounded(*opened.get_cropbox())))


def decimals_in(text: str) -> Counter[str]:
    return Counter(DECIMAL.findall(unicodedata.normalize("NFKC", text)))


def missed(document: Document, witness: Witness) -> Iterator[Note]:
    """A note for each page whose text layer holds numbers that were not read at all."""
    read: dict[int, Counter[str]] = {}
    for block in document.blocks:
        texts = (
            [block.text] if isinstance(block, Paragraph) else [c.text for row in block.rows for c in row if c]
        )
        for text in texts:
            read.setdefault(block.page or 0, Counter()).update(decimals_in(text))
    for page in range(1, (document.pages or 0) + 1):
        # A paragraph broken over a page counts on its first page: what is on the page before is not missed.
        missing = witness.decimals(page) - read.get(page, Counter()) - read.get(page - 1, Counter())
        if missing:
            shown = "、".join(list(missing)[:FIRST])
            yield Note("amount-missed", f"文字层有 {missing.total()} 个数字没有读入：{shown}", page)


def confirmed(disclosure: ParsedDisclosure, witness: Witness) -> ParsedDisclosure:
    """The disclosure with every amount marked as confirmed or not, and a note for each that is not."""
    notes: list[Note] = []

    def cell_of(line: StatementLine, cell: StatementCell) -> StatementCell:
        if cell.state is not CellState.AMOUNT or cell.page is None or cell.box is None:
            return cell
        if cell.read_by is ReadBy.OCR:  # an image has no text layer
            return cell
        text = key(witness.text_at(cell.page, cell.box))
        agrees = number(text) == number(cell.printed) or number(NOT_OF_A_NUMBER.sub("", text)) == number(
            cell.printed
        )
        if not agrees:
            message = f"“{line.name or line.code}”一格读作 {cell.printed}，另一读法是“{text}”，请对照原件"
            notes.append(Note("witness-differs", message, cell.page))
        return replace(cell, confirmed=agrees)

    def table_of(table: StatementTable) -> StatementTable:
        lines = tuple(
            replace(line, cells=tuple(cell_of(line, cell) for cell in line.cells)) for line in table.lines
        )
        return replace(table, lines=lines)

    statements = tuple(table_of(table) for table in disclosure.statements)
    return replace(disclosure, statements=statements, notes=(*disclosure.notes, *notes))
