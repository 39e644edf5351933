"""Image-only pages of a PDF → words and ruled cells with their places, by optical character recognition (OCR).

The packages for it are an optional extra (requirements-ocr.txt) and are loaded only when such a page comes.
What is read here is in the shape that `pdf` has of any page: pieces of text with boxes, and the cells of its tables.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import pypdfium2

from disclosures.parsing.document import Box

if TYPE_CHECKING:
    from disclosures.parsing.readers.ocr import Engine, PixelBox, Reading
    from disclosures.parsing.readers.ruling import Sheet

POINTS_PER_INCH = 72
RESOLUTION = 300
"""Dots an inch that a page is drawn with. The recogniser wants lines 48 pixels high; 10-point type is then 42."""
MOST_PIXELS = 20_000_000
"""Of a drawn page, A3 at 300 dpi and a little: larger pages are drawn coarser."""
FORM_DEPTH = 3
"""Scanners put the image of a page into a form, sometimes into a form in a form."""
LEAST_SCORE = 0.5
"""Below it a reading is a guess: stains, stamps, pictures. It is left out, with a note."""
SURE_SCORE = 0.9
"""Below it a reading is kept and named in a note. Clean print is read with 0.95 and more."""
FIRST = 5
"""So many unsure readings of a page are named in its note."""
SAME_SIZE = 0.35
"""Boxes around lines of one size differ by less than this part of it: figures have no descenders."""


@dataclass(frozen=True, slots=True)
class Word:
    """A line of text in a cell, or a run of text outside the tables."""

    text: str
    box: Box
    size: float

    def as_char(self) -> dict[str, Any]:
        """In the form that pdfplumber gives characters."""
        x0, top, x1, bottom = self.box
        return {"text": self.text, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "size": self.size}


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was read of one page. Boxes are points on the page put straight; `back` gives them on the page as it is."""

    number: int
    width: float
    height: float
    angle: float  # degrees by which the page was turned to stand straight
    words: tuple[Word, ...]
    tables: tuple[tuple[Box, ...], ...]
    notes: tuple[str, ...]

    def back(self, box: Box) -> Box:
        """A box of the straightened page, moved to where its middle is on the page as displayed."""
        x, y = (box[0] + box[2]) / 2 - self.width / 2, (box[1] + box[3]) / 2 - self.height / 2
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        right, down = x * cos - y * sin - x, x * sin + y * cos - y
        x0, top, x1, bottom = (
            round(value, 1) for value in (box[0] + right, box[1] + down, box[2] + right, box[3] + down)
        )
        return x0, top, x1, bottom


def is_installed() -> bool:
    """Are the packages of the extra there?"""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def has_image_pages(path: Path) -> bool:
    """Is there a page with an image and no text? A quick look, without reading any page."""
    document = pypdfium2.PdfDocument(path)
    try:
        return any(_is_image(document[index]) for index in range(len(document)))
    finally:
        document.close()


def _is_image(page: pypdfium2.PdfPage) -> bool:
    def has(kind: int) -> bool:
        return next(page.get_objects(filter=[kind], max_depth=FORM_DEPTH), None) is not None

    try:
        return not has(pypdfium2.raw.FPDF_PAGEOBJ_TEXT) and has(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
    finally:
        page.close()


def read_pages(path: Path, numbers: Sequence[int]) -> Iterator[ScannedPage]:
    """Read these pages of a PDF (counted from 1) by OCR, one after the other."""
    from disclosures.parsing.readers.ocr import Engine

    engine = Engine()
    document = pypdfium2.PdfDocument(path)
    try:
        for number in numbers:
            yield _read_page(document[number - 1], number, engine)
    finally:
        document.close()


def _read_page(page: pypdfium2.PdfPage, number: int, engine: Engine) -> ScannedPage:
    from disclosures.parsing.readers import ruling

    width, height = page.get_size()
    point = min(RESOLUTION / POINTS_PER_INCH, math.sqrt(MOST_PIXELS / (width * height)))
    bitmap = page.render(scale=point, grayscale=True)
    image = bitmap.to_numpy()[:, :, 0] if bitmap.to_numpy().ndim == 3 else bitmap.to_numpy()
    sheet = ruling.sheet(image, point)
    bitmap.close()
    page.close()
    boxes = [*ruling.text_lines(sheet), *_found_outside(sheet, engine)]
    readings = engine.read([ruling.cutting(sheet, box) for box in boxes])
    words, notes = _words(boxes, readings, point)
    tables = tuple(tuple(_points(cell, point) for cell in table) for table in sheet.tables)
    return ScannedPage(number, width, height, sheet.angle, words, tables, notes)


def _found_outside(sheet: Sheet, engine: Engine) -> list[PixelBox]:
    """The lines of text outside the tables of a page."""
    from disclosures.parsing.readers import ruling

    rest = ruling.outside(sheet)
    if rest is None:
        return []
    image, (left, top) = rest
    return [(x0 + left, y0 + top, x1 + left, y1 + top) for x0, y0, x1, y1 in engine.find(image)]


def _words(
    boxes: Sequence[PixelBox], readings: Sequence[Reading], point: float
) -> tuple[tuple[Word, ...], tuple[str, ...]]:
    """The readings with their places in points, and notes on those that are unsure or left out."""
    read = [
        (text, _points(box, point))
        for (text, score), box in zip(readings, boxes, strict=True)
        if score >= LEAST_SCORE and text.strip()
    ]
    unsure = [text for text, score in readings if LEAST_SCORE <= score < SURE_SCORE and text.strip()]
    lost = sum(score < LEAST_SCORE for _, score in readings)
    usual = median([box[3] - box[1] for _, box in read]) if read else 0.0
    words = tuple(Word(text, box, _size(box, usual)) for text, box in read)
    notes = ["本页是图片，文字和数字由图像识别（OCR）读出，请对照原件"]
    if unsure:
        notes.append(f"图像识别对 {len(unsure)} 处没有把握：{'、'.join(unsure[:FIRST])}")
    if lost:
        notes.append(f"有 {lost} 处图像识别读不出，没有读入")
    return words, tuple(notes)


def _size(box: Box, usual: float) -> float:
    """The size of type: that of the page, unless the line is clearly higher or lower."""
    height = box[3] - box[1]
    return usual if abs(height - usual) <= SAME_SIZE * usual else height


def _points(box: PixelBox, point: float) -> Box:
    x0, top, x1, bottom = (round(value / point, 1) for value in box)
    return x0, top, x1, bottom
