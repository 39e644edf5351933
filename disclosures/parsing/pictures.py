"""A page as a picture and the words on it, both by PDFium: boxes found in the words lie right on the picture.

Takes what a file asks for, minutes if need be: call it in the sandbox only.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from disclosures.parsing import progress
from disclosures.parsing.sandbox.messages import TENTHS, PageText, written

SCALE = 1.6
"""Pixels a PDF point: 115 dpi, so that printed digits of 8 points are readable."""
MOST_PIXELS = 6_000_000
"""A larger page is drawn smaller: one picture costs at most 24 MB while it is made."""
MOST_SIGNS = 50_000
"""Of one page; a page of a disclosure has two thousand."""


def draw(path: Path, pages: Iterable[int], folder: Path) -> None:
    """Write N.json (a `PageText`) and then N.png of each page, counted from 1; of a page that cannot be drawn nothing.

    The file is a PDF; progress tells the page that is being drawn.
    """
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return
    try:
        for number in pages:
            progress.tell(number, len(document))
            try:
                _draw_page(document[number - 1], folder / f"{number}.json", folder / f"{number}.png")
            except (pypdfium2.PdfiumError, IndexError, OSError):
                continue
    finally:
        document.close()


def page_count(path: Path) -> int:
    """Of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return len(document)
    finally:
        document.close()


def _draw_page(page: pypdfium2.PdfPage, text: Path, picture: Path) -> None:
    width, height = page.get_size()
    scale = min(SCALE, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    image = page.render(scale=scale).to_pil()
    text.write_bytes(written(page_text(page)))
    part = picture.with_suffix(".part")
    image.save(part, "PNG", optimize=True)
    part.rename(picture)  # whole or not at all: the process may be ended at any time


def page_text(page: pypdfium2.PdfPage) -> PageText:
    """The signs of a page and where they stand as it is displayed."""
    text = page.get_textpage()
    across, down = page.get_size()
    width, height = round(across * TENTHS), round(down * TENTHS)
    x, y = ctypes.c_int(), ctypes.c_int()
    signs: list[str] = []
    edges: list[int] = []
    for i in range(min(text.count_chars(), MOST_SIGNS)):
        sign = chr(pdfium.FPDFText_GetUnicode(text, i))
        if not sign.isprintable() or sign.isspace():
            continue
        left, bottom, right, top = text.get_charbox(i)
        corners = []
        for horizontal, vertical in ((left, top), (right, bottom)):  # a turned page is displayed turned
            pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, horizontal, vertical, x, y)
            corners.append((x.value, y.value))
        (a, b), (c, d) = corners
        signs.append(sign)
        edges += (min(a, c), min(b, d), max(a, c), max(b, d))
    return PageText(across, down, "".join(signs), edges)
