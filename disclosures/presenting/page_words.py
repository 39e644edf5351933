"""Where words stand on a PDF page as it is displayed, by PDFium: the same library that draws the picture they lie on.

Read when asked for (5 to 15 ms a page), nothing is kept. A scanned page has no words.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import pypdfium2.raw as pdfium
from django.conf import settings

from disclosures.models import Document
from disclosures.models.box import TENTHS, Box
from disclosures.parsing.normalise import key

from .page_images import ONE_AT_A_TIME, has_page_images

MOST_CHARACTERS = 50_000
"""Of one page; a page of a disclosure has two thousand."""

SHORTEST = 8
"""Signs of a sentence that must be found together before its beginning is taken for the sentence."""

Char = tuple[str, int, int, int, int]
"""A sign and its edges x0, top, x1, bottom in tenths of a point."""


@dataclass(frozen=True)
class PageWords:
    """The signs of a page in the order of the file, white space left out."""

    chars: Sequence[Char]

    @cached_property
    def _folded(self) -> tuple[str, list[int]]:
        """The page as one word, folded for matching, and which sign each of its letters is of."""
        letters: list[str] = []
        owners: list[int] = []
        for i, char in enumerate(self.chars):
            folded = key(char[0])
            letters.append(folded)
            owners += [i] * len(folded)
        return "".join(letters), owners

    def find(self, words: str) -> list[tuple[Box, ...]]:
        """Every place where the words stand: a box for each line they run over, in points."""
        page, owners = self._folded
        wanted = key(words)
        found: list[tuple[Box, ...]] = []
        at = page.find(wanted) if wanted else -1
        while at >= 0:
            found.append(tuple(_lines(self.chars[owners[at] : owners[at + len(wanted) - 1] + 1])))
            at = page.find(wanted, at + 1)
        return found

    def find_sentence(self, words: str) -> tuple[Box, ...]:
        """The first place of a sentence; of one that runs over the page's end, as much as stands here."""
        wanted = key(words)
        shortest = min(SHORTEST, len(wanted))
        page, _ = self._folded
        low, high = 0, len(wanted)
        # The longest beginning that stands on the page: what holds for it holds for shorter ones.
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if wanted[:middle] in page else (low, middle - 1)
        if low < max(shortest, 1):
            return ()
        return self.find(wanted[:low])[0]


def _lines(chars: Sequence[Char]) -> Iterator[Box]:
    """The boxes of signs that follow each other, one for each line."""
    box: list[int] = []
    for _, x0, top, x1, bottom in chars:
        if box and (top + bottom) // 2 <= box[3] and (top + bottom) // 2 >= box[1] and x1 > box[0]:
            box = [min(box[0], x0), min(box[1], top), max(box[2], x1), max(box[3], bottom)]
            continue
        if box:
            yield _points(box)
        box = [x0, top, x1, bottom]
    if box:
        yield _points(box)


def _points(box: Sequence[int]) -> Box:
    x0, top, x1, bottom = (edge / TENTHS for edge in box)
    return x0, top, x1, bottom


def page_words(document: Document, page: int) -> PageWords:
    """The words of a page, counted from 1; none where there are none or the page cannot be read."""
    if not has_page_images(document) or not 1 <= page <= min(document.pages or 0, settings.PARSE_MAX_PAGES):
        return PageWords(())
    try:
        return PageWords(_read(document, page))
    except (pypdfium2.PdfiumError, OSError, IndexError):
        return PageWords(())


def _read(document: Document, number: int) -> list[Char]:
    with ONE_AT_A_TIME, document.file.open("rb") as source:
        pdf = pypdfium2.PdfDocument(source)
        try:
            return list(read_page(pdf[number - 1]))
        finally:
            pdf.close()


def read_page(page: pypdfium2.PdfPage) -> Iterator[Char]:
    """The signs of a page that PDFium has open."""
    text = page.get_textpage()
    width, height = (round(side * TENTHS) for side in page.get_size())
    x, y = ctypes.c_int(), ctypes.c_int()
    for i in range(min(text.count_chars(), MOST_CHARACTERS)):
        sign = chr(pdfium.FPDFText_GetUnicode(text, i))
        if not sign.isprintable() or sign.isspace():
            continue
        left, bottom, right, top = text.get_charbox(i)
        edges = []
        for across, up in ((left, top), (right, bottom)):  # a turned page is displayed turned
            pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, across, up, x, y)
            edges.append((x.value, y.value))
        (a, b), (c, d) = edges
        yield sign, min(a, c), min(b, d), max(a, c), max(b, d)
