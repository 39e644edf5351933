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
    from disclosures.parsing.readers.ruling import RuledPage

POINTS_PER_INCH = 72
RESOLUTION = 300
"""Dots an inch that a page is drawn with. The recogniser wants lines 48 pixels high; 10-point type is then 42."""
MOST_PIXELS = 20_000_000
"""Of a drawn page, A3 at 300 dpi and a little: larger pages are drawn coarser."""
INVISIBLE = frozenset((3, 7))
"""Text rendering modes that paint nothing."""
FORM_DEPTH = 3
"""Scanners put the image of a page into a form, sometimes into a form in a form."""
QUARTERS = (0, 90, 270, 180)
"""Degrees. Sheets of wide tables lie sideways in the feeder, some upside down."""
UPRIGHT = 0.8
"""The certainty of a page that is the right way round: tables have 0.94 and more, dotted contents 0.88; upside down they
have 0.74 at most, sideways less than 0.5."""
LEAST_SCORE = 0.5
"""Below it a reading is a guess: stains, stamps, pictures. It is left out, with a note."""
SURE_SCORE = 0.9
"""Below it a reading is kept and named in a note. Clean print is read with 0.95 and more."""
FIRST = 5
"""So many unsure readings of a page are named in its note."""
SAME_SIZE = 0.35
"""Boxes around lines of one size differ by less than this part of it: figures have no descenders."""


@dataclass(frozen=True, slots=True)
class RecognisedText:
    """A line of text in a cell, or a run of text outside the tables."""

    text: str
    box: Box
    size: float

    def as_char(self) -> dict[str, Any]:
        """In the form that pdfplumber gives characters."""
        x0, top, x1, bottom = self.box
        place = {"x0": x0, "top": top, "x1": x1, "bottom": bottom}
        return {"text": self.text, **place, "size": self.size, "fontname": "", "run": 0}


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What was read of one page. Boxes are points on the page put upright; `back` gives them on the page as it is."""

    number: int
    width: float  # of the page put upright
    height: float
    quarter: int  # degrees, clockwise, by which the page was turned to be upright: 0, 90, 180 or 270
    angle: float  # degrees, counter-clockwise, by which it was then turned to be straight
    words: tuple[RecognisedText, ...]
    tables: tuple[tuple[Box, ...], ...]
    notes: tuple[str, ...]
    certainty: float = 0.0

    def back(self, box: Box) -> Box:
        """A box of the upright page, moved to where its middle is on the page as displayed."""
        x, y = (box[0] + box[2]) / 2 - self.width / 2, (box[1] + box[3]) / 2 - self.height / 2
        cos, sin = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        right, down = x * cos - y * sin - x, x * sin + y * cos - y
        x0, top, x1, bottom = box[0] + right, box[1] + down, box[2] + right, box[3] + down
        if self.quarter == 90:
            x0, top, x1, bottom = top, self.width - x1, bottom, self.width - x0
        elif self.quarter == 180:
            x0, top, x1, bottom = self.width - x1, self.height - bottom, self.width - x0, self.height - top
        elif self.quarter == 270:
            x0, top, x1, bottom = self.height - bottom, x0, self.height - top, x1
        return round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)


def is_installed() -> bool:
    """Are the packages of the extra there?"""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))


def has_image_pages(path: Path) -> bool:
    """Is there a page with an image and no text, or none but what another recognition laid invisibly over the image? A
    quick look, without reading any page."""
    document = pypdfium2.PdfDocument(path)
    try:
        return any(_is_image(document[index]) for index in range(len(document)))
    finally:
        document.close()


def _is_image(page: pypdfium2.PdfPage) -> bool:
    def has(kind: int) -> bool:
        return next(page.get_objects(filter=[kind], max_depth=FORM_DEPTH), None) is not None

    try:
        texts = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT], max_depth=FORM_DEPTH)
        shown = any(pypdfium2.raw.FPDFTextObj_GetTextRenderMode(text.raw) not in INVISIBLE for text in texts)
        return not shown and has(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE)
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
    """The page as it lies; where little can be read so, whichever way round it reads best."""
    best: ScannedPage | None = None
    for quarter in QUARTERS:
        read = _read_turned(page, number, quarter, engine)
        if best is None or read.certainty > best.certainty:
            best = read
        if best.certainty >= UPRIGHT:
            break
    page.close()
    assert best is not None
    return best


def _read_turned(page: pypdfium2.PdfPage, number: int, quarter: int, engine: Engine) -> ScannedPage:
    from disclosures.parsing.readers import ruling

    width, height = page.get_size()
    point = min(RESOLUTION / POINTS_PER_INCH, math.sqrt(MOST_PIXELS / (width * height)))
    bitmap = page.render(scale=point, rotation=quarter, grayscale=True)
    image = bitmap.to_numpy()
    sheet = ruling.sheet(image[:, :, 0] if image.ndim == 3 else image, point)
    bitmap.close()
    boxes = [*ruling.text_lines(sheet), *_found_outside(sheet, engine)]
    readings = engine.read([ruling.cutting(sheet, box) for box in boxes])
    words, notes = _words(boxes, readings, point)
    tables = tuple(tuple(_points(cell, point) for cell in table) for table in sheet.tables)
    certainty = _certainty(readings)
    if quarter % 180:
        width, height = height, width
    return ScannedPage(number, width, height, quarter, sheet.angle, words, tables, notes, certainty)


def _certainty(readings: Sequence[Reading]) -> float:
    """The mean score of the characters. Those that stand alone count for nothing: so do all on a page that lies
    sideways, though the recogniser reads many of them."""
    characters = sum(len(text) for text, _ in readings)
    sure = sum(score * len(text) for text, score in readings if len(text) > 1)
    return sure / characters if characters else 0.0


def _found_outside(sheet: RuledPage, engine: Engine) -> list[PixelBox]:
    """The lines of text outside the tables of a page."""
    from disclosures.parsing.readers import ruling

    rest = ruling.outside(sheet)
    if rest is None:
        return []
    image, (left, top) = rest
    return [(x0 + left, y0 + top, x1 + left, y1 + top) for x0, y0, x1, y1 in engine.find(image)]


def _words(
    boxes: Sequence[PixelBox], readings: Sequence[Reading], point: float
) -> tuple[tuple[RecognisedText, ...], tuple[str, ...]]:
    """The readings with their places in points, and notes on those that are unsure or left out."""
    read = [
        (text, _points(box, point))
        for (text, score), box in zip(readings, boxes, strict=True)
        if score >= LEAST_SCORE and text.strip()
    ]
    unsure = [text for text, score in readings if LEAST_SCORE <= score < SURE_SCORE and text.strip()]
    lost = sum(score < LEAST_SCORE for _, score in readings)
    usual = median([box[3] - box[1] for _, box in read]) if read else 0.0
    words = tuple(RecognisedText(text, box, _size(box, usual)) for text, box in read)
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
