"""Does a digit look like itself? The outlines that a font draws, compared with those of the fonts built into pdfium.

A text layer may name other characters than the font draws (a lying ToUnicode, an obfuscated font). Nothing is read
here: a shape that is clearly another digit's is told, one that is like no digit (an ornament) is not judged.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import ceil, sqrt

import pypdfium2.raw as raw
from PIL import Image

from disclosures.parsing import pdfium
from disclosures.parsing.pdfium import address

STANDARD = ("Times-Roman", "Helvetica", "Courier", "Helvetica-Bold", "Helvetica-Oblique", "Courier-Oblique")
"""Upright, heavy and slanted: type of every make is near one of these."""
WIDE, HIGH = 8, 12
"""Fields of a shape. A glyph is as high as the shape; its width is kept, so that 1 stays narrow."""
FINE = 2
"""Scan lines and steps to a field."""
ALIKE = 0.85
"""A glyph correlates so with a model of the digit it claims to be: no more is asked. 360 glyphs of real files and 220
of other fonts were measured."""
KNOWN, OTHER = 0.82, 0.12
"""A glyph lies if it is this like another digit, and by so much more than like its own; one that is less like any must
differ by four times that more. None of the 580 did; with every other digit claimed for each, 98 of 100 were told."""
DIGITS = "0123456789"
GROUND = 128
"""Of 255: the grey that pictures are drawn on. Black type and white differ from it alike."""
MOVE, LINE = raw.FPDF_SEGMENT_MOVETO, raw.FPDF_SEGMENT_LINETO

Outline = tuple[tuple[int, float, float], ...]
"""Segments (kind, x, y) of a glyph; a curve is three of them. The unit does not matter."""
Picture = Image.Image
Shape = tuple[float, ...]
"""WIDE × HIGH fields from the lowest row upwards, evened to mean 0 and length 1: the product of two shapes is their correlation."""


def glyph_of(font: int, digit: str) -> Glyph | None:
    """What a font (the address of an FPDF_FONT) has for a digit; None for a blank, or in a font of drawings."""
    path = pdfium.glyph_path(font, ord(digit), 1.0)
    count = pdfium.count_glyph_segments(path) if path else 0
    return Glyph(path, count) if count > 0 else None


class Glyph:
    """A glyph of an open font. Equal to another of the same make, as some of its points tell: subsets of one font, each
    with its own name, are judged once."""

    def __init__(self, path: int, count: int) -> None:
        self._path, self._count = path, count
        self._mark = (count, *self._points(range(0, count, max(count // 2, 1))))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Glyph) and self._mark == other._mark

    def __hash__(self) -> int:
        return hash(self._mark)

    def _points(self, places: range) -> Iterator[tuple[int, float, float]]:
        point = (ctypes.c_float * 2)()
        x = ctypes.addressof(point)
        y = x + ctypes.sizeof(ctypes.c_float)
        for place in places:
            segment = pdfium.glyph_segment(self._path, place)
            pdfium.segment_point(segment, x, y)
            yield pdfium.segment_kind(segment), round(point[0], 4), round(point[1], 4)

    def outline(self) -> Outline:
        return tuple(self._points(range(self._count)))


@cache
def lies(glyph: Glyph, digit: str) -> bool:
    """Is the outline that a font has for this digit another one's?"""
    shape = shape_of(glyph.outline())
    return shape is not None and _differs(shape, digit)


@cache
def extent(glyph: Glyph) -> tuple[float, float]:
    """How far left and right a glyph reaches from where it is set, in parts of the type size."""
    xs = [x for _, x, _ in glyph.outline()]
    return min(xs), max(xs)


def picture_lies(picture: Picture, digit: str) -> bool:
    """Is what is drawn on an even ground, alone, another digit than this?"""
    shape = _shape_in(picture)
    return shape is not None and _differs(shape, digit)


def _differs(shape: Shape, digit: str) -> bool:
    own = -1.0
    for font in STANDARD:
        own = max(own, _alike(shape, _models(font)[digit]))
        if own >= ALIKE:
            return False
    best = max(_alike(shape, _models(font)[other]) for font in STANDARD for other in DIGITS if other != digit)
    return best - own >= OTHER + 4 * max(KNOWN - best, 0.0)


def _alike(first: Shape, second: Shape) -> float:
    return sum(map(float.__mul__, first, second))


@cache
def _models(font: str) -> dict[str, Shape]:
    """The shapes of the digits in a font of pdfium's own."""
    blank = raw.FPDF_CreateNewDocument()
    opened = raw.FPDFText_LoadStandardFont(blank, font.encode())
    glyphs = {digit: glyph_of(address(opened), digit) for digit in DIGITS}
    shapes = {digit: shape_of(glyph.outline()) for digit, glyph in glyphs.items() if glyph}
    raw.FPDFFont_Close(opened)
    raw.FPDF_CloseDocument(blank)
    return {digit: shape for digit, shape in shapes.items() if shape}


def shape_of(outline: Outline) -> Shape | None:
    """An outline filled, on WIDE × HIGH fields and blurred; None where it encloses nothing."""
    lines = list(_lines(outline))
    xs, ys = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
    height = max(ys, default=0.0) - min(ys, default=0.0)
    if height <= 0:
        return None
    step = height / (HIGH * FINE)
    across = max(step, (max(xs) - min(xs)) / (WIDE * FINE))
    left, low = (min(xs) + max(xs)) / 2 - WIDE * FINE * across / 2, min(ys)
    crossings: list[list[float]] = [[] for _ in range(HIGH * FINE)]
    for (x0, y0), (x1, y1) in lines:
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        for row in range(max(ceil((y0 - low) / step - 0.5), 0), HIGH * FINE):
            y = low + (row + 0.5) * step
            if y >= y1:
                break
            crossings[row].append(x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    fields = [0.0] * (WIDE * HIGH)
    for row, found in enumerate(crossings):
        found.sort()
        for start, end in zip(found[::2], found[1::2], strict=False):
            first, last = ceil((start - left) / across - 0.5), ceil((end - left) / across - 0.5)
            for place in range(max(first, 0), min(last, WIDE * FINE)):
                fields[row // FINE * WIDE + place // FINE] += 1
    return _evened(_blurred(fields))


def _shape_in(picture: Picture) -> Shape | None:
    """The ink of a grey picture as a shape: what differs from GROUND."""
    ink = picture.point([min(abs(tone - GROUND) * 2, 255) for tone in range(256)])
    box = ink.getbbox()
    if box is None:
        return None
    width = max(round((box[2] - box[0]) / (box[3] - box[1]) * HIGH), 1)
    small = ink.crop(box).resize((min(width, WIDE), HIGH), Image.Resampling.BOX)
    whole = Image.new("L", (WIDE, HIGH))
    whole.paste(small.transpose(Image.Transpose.FLIP_TOP_BOTTOM), ((WIDE - small.width) // 2, 0))
    return _evened(_blurred([float(tone) for tone in whole.tobytes()]))


def _lines(outline: Outline) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The straight lines of an outline, curves cut into three, every contour closed."""
    contour: list[tuple[float, float]] = []
    segments = iter(outline)
    for kind, x, y in segments:
        if kind == MOVE:
            yield from pairwise([*contour, *contour[:1]])
            contour = [(x, y)]
        elif kind == LINE or not contour:
            contour.append((x, y))
        else:
            (x0, y0), (_, x2, y2), (_, x3, y3) = contour[-1], next(segments), next(segments)
            for t in (1 / 3, 2 / 3):
                u = 1 - t
                contour.append(
                    (
                        u**3 * x0 + 3 * u * u * t * x + 3 * u * t * t * x2 + t**3 * x3,
                        u**3 * y0 + 3 * u * u * t * y + 3 * u * t * t * y2 + t**3 * y3,
                    )
                )
            contour.append((x3, y3))
    yield from pairwise([*contour, *contour[:1]])


def _blurred(fields: list[float]) -> list[float]:
    """Every field with half of each neighbour: strokes of other weight still cover each other."""
    rows = [fields[at : at + WIDE] for at in range(0, len(fields), WIDE)]
    for _ in range(2):  # along the rows, then along the columns
        padded = [[0.0, *row, 0.0] for row in rows]
        rows = [[a + 2 * b + c for a, b, c in zip(p, p[1:], p[2:], strict=False)] for p in padded]
        rows = [list(column) for column in zip(*rows, strict=True)]
    return [value for row in rows for value in row]


def _evened(fields: list[float]) -> Shape:
    mean = sum(fields) / len(fields)
    length = sqrt(sum((value - mean) ** 2 for value in fields)) or 1.0
    return tuple((value - mean) / length for value in fields)
