"""What a page shows: its characters, rules, areas and images, as pdfplumber gives them, as far as a person can see them.

Made by the painting operators directly. pdfminer would make an object of each glyph, and pdfplumber a dictionary of each
object; of both, most is never asked for. Lengths are PDF points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager, PDFTextState
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import Matrix, apply_matrix_pt, apply_matrix_rect, mult_matrix

Rect = tuple[float, float, float, float]
Shape = dict[str, Any]

INVISIBLE = frozenset((3, 7))
"""Text rendering modes that paint nothing."""
BAND = 16.0
"""Points. Characters are looked up by the band of the page they stand in."""
SEEN_THROUGH = ("SMask", "Mask", "ImageMask", "IM")
"""Entries of an image that is not opaque."""
TOUCH = 0.5
"""Points by which what is clipped may miss the clip: a rule that has no width lies on its edge."""
SLIVER = 4.0
"""Points. A filled area that is thinner is a rule; it covers no text."""
SUBPATH = re.compile("m[^m]+")
SPACE = 32
"""The code that spacing between words is added to."""


class Glyph(NamedTuple):
    """What a font says of a code. Width and place are parts of the type size."""

    text: str
    width: float
    place: Any  # of the origin of vertical writing


class Sheet(NamedTuple):
    """Where the page of an interpreter lies for pdfplumber, whose heights count from above."""

    number: int
    height: float
    left: float
    upper: float


class Canvas(PDFDevice):
    """Takes down what is painted and can be seen. Every character knows its `run`, the operation that painted it."""

    ctm: Matrix

    def __init__(self, resources: PDFResourceManager, sheet: Sheet) -> None:
        super().__init__(resources)
        self.clip: Rect | None = None
        self.opaque = True
        self.is_off = False  # a layer around what is painted
        self.unseen: list[str] = []
        self.unshown: list[str] = []  # values of fields without an appearance
        self._sheet = sheet
        self._run = 0
        self._chars: list[Shape] = []
        self._boxes: list[Rect] = []  # of the characters, in the space of the page
        self._covered: set[int] = set()  # places of characters
        self._by_band: dict[int, list[int]] = {}
        self._in_bands = 0  # so many characters are in them
        self._shapes: dict[str, list[Shape]] = {}

    def objects(self) -> dict[str, list[Shape]]:
        """What is seen when the page is done, by kind."""
        self.unseen += [self._chars[at]["text"] for at in sorted(self._covered)]
        seen = [char for at, char in enumerate(self._chars) if at not in self._covered]
        return {**self._shapes, "char": seen if self._covered else self._chars}

    # --- text

    def show(self, state: PDFTextState, parts: Iterable[object], colour: Any) -> None:
        """Paint the strings of a line and move on behind them; numbers among them move it."""
        font = state.font
        assert font is not None
        self._run += 1
        vertical = font.is_vertical()
        x, y = state.linematrix
        glyphs, end = _set(state, font, parts, y if vertical else x)
        state.linematrix = (x, end) if vertical else (end, y)
        clip, unseen = self.clip, self.is_off or state.render in INVISIBLE
        matrix = mult_matrix(state.matrix, self.ctm)
        boxes = (_boxes_down if vertical else _boxes_along)(state, glyphs, matrix, x if vertical else y)
        if unseen or not (clip is None or _any_in(boxes, clip)):
            self.unseen += [glyph.text for glyph, _ in glyphs]
            return
        page, height, left, upper = self._sheet
        upright = matrix[0] * matrix[3] * state.scaling > 0 and matrix[1] * matrix[2] <= 0
        name, run = font.fontname, self._run
        colours = colour if isinstance(colour, tuple) else (colour,)
        self._boxes += boxes
        self._chars += [
            {
                "object_type": "char",
                "page_number": page,
                "text": glyph[0],
                "x0": x0 + left,
                "x1": x1 + left,
                "top": height - y1 + upper,
                "bottom": height - y0 + upper,
                "size": x1 - x0 if vertical else y1 - y0,
                "fontname": name,
                "upright": upright,
                "matrix": matrix,  # of the line
                "non_stroking_color": colours,
                "run": run,
            }
            for (glyph, _), (x0, y0, x1, y1) in zip(glyphs, boxes, strict=True)
        ]

    # --- rules, areas, images

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        shape = "".join([segment[0] for segment in path])
        if not shape.startswith("m") or self.is_off:
            return
        for found in SUBPATH.finditer(shape):
            kind, points = _outline(path[found.start() : found.end()], found[0], self.ctm)
            xs, ys = [x for x, _ in points], [y for _, y in points]
            box = (min(xs), min(ys), max(xs), max(ys))
            if self.clip is not None and not _any_in([box], self.clip):
                continue
            drawn = self._add(kind, box)
            drawn["stroke"], drawn["fill"] = stroke, fill
            drawn["stroking_color"], drawn["non_stroking_color"] = graphicstate.scolor, graphicstate.ncolor
            if kind == "curve":
                sheet = self._sheet
                drawn["pts"] = [(sheet.left + x, sheet.upper + sheet.height - y) for x, y in points]
            elif kind == "rect" and fill and self.opaque and not isinstance(graphicstate.ncolor, str):
                self._cover(box)

    def render_image(self, name: str, stream: PDFStream) -> None:
        if self.is_off:
            return
        box = apply_matrix_rect(self.ctm, (0, 0, 1, 1))
        self._add("image", box)
        if self.opaque and not any(key in stream for key in SEEN_THROUGH):
            self._cover(box)

    def _add(self, kind: str, box: Rect) -> Shape:
        page, height, left, upper = self._sheet
        x0, y0, x1, y1 = box
        shape = {
            "object_type": kind,
            "page_number": page,
            "x0": x0 + left,
            "x1": x1 + left,
            "top": height - y1 + upper,
            "bottom": height - y0 + upper,
            "width": x1 - x0,
            "height": y1 - y0,
        }
        self._shapes.setdefault(kind, []).append(shape)
        return shape

    def _cover(self, box: Rect) -> None:
        """What has been painted so far under an opaque area is not seen."""
        x0, y0, x1, y1 = box if self.clip is None else common(box, self.clip)
        if min(x1 - x0, y1 - y0) < SLIVER:
            return
        for at in range(self._in_bands, len(self._boxes)):
            self._by_band.setdefault(int(self._boxes[at][1] // BAND), []).append(at)
        self._in_bands = len(self._boxes)
        for band in range(int(y0 // BAND) - 1, int(y1 // BAND) + 1):
            for at in self._by_band.get(band, ()):
                left, low, right, high = self._boxes[at]
                if x0 <= left and right <= x1 and y0 <= (low + high) / 2 <= y1:
                    self._covered.add(at)


# --- type -------------------------------------------------------------------------------------------------------------


def _set(
    state: PDFTextState, font: PDFFont, parts: Iterable[object], along: float
) -> tuple[list[tuple[Glyph, float]], float]:
    """The glyphs of strings with how far along the line each stands, and where the line ends."""
    known: dict[int, Glyph] = font.__dict__.setdefault("glyphs", {})
    size, scaling = state.fontsize, state.scaling * 0.01
    between = state.charspace * scaling
    between_words = 0 if font.is_multibyte() else state.wordspace * scaling
    glyphs: list[tuple[Glyph, float]] = []
    behind = False  # another one, or a move
    for part in parts:
        if type(part) is bytes:
            for code in font.decode(part):
                if behind:
                    along += between
                glyph = known.get(code)
                if glyph is None:
                    glyph = known[code] = _glyph(font, code)
                glyphs.append((glyph, along))
                along += glyph[1] * size * scaling
                if code == SPACE and between_words:
                    along += between_words
                behind = True
        elif isinstance(part, int | float):
            along -= part * (0.001 * size * scaling)
            behind = True
    return glyphs, along


def _glyph(font: PDFFont, code: int) -> Glyph:
    try:
        text = font.to_unichr(code)
    except PDFUnicodeNotDefined:
        text = f"(cid:{code})"
    return Glyph(text, font.char_width(code), font.char_disp(code))


def _boxes_along(
    state: PDFTextState, glyphs: Iterable[tuple[Glyph, float]], matrix: Matrix, y: float
) -> list[Rect]:
    """Of glyphs set from left to right on a line."""
    assert state.font is not None
    a, b, c, d, e, f = matrix
    size, scaling = state.fontsize, state.scaling * 0.01
    low = state.font.get_descent() * size + state.rise
    high = low + size
    if b or c or a * size * scaling < 0 or d * size < 0:
        return [
            apply_matrix_rect(
                (a, b, c, d, x * a + y * c + e, x * b + y * d + f), (0, low, width * size * scaling, high)
            )
            for (_, width, _), x in glyphs
        ]
    base = y * d + f
    y0, y1 = d * low + base, d * high + base
    return [(x0 := x * a + e, y0, a * (glyph[1] * size * scaling) + x0, y1) for glyph, x in glyphs]


def _boxes_down(
    state: PDFTextState, glyphs: Iterable[tuple[Glyph, float]], matrix: Matrix, x: float
) -> list[Rect]:
    """Of glyphs set below one another. A font says where the origin of each stands, above the middle of it by default."""
    a, b, c, d, e, f = matrix
    size, scaling = state.fontsize, state.scaling * 0.01
    boxes = []
    for (_, width, (across, up)), y in glyphs:
        left = -size * 0.5 if across is None else -(across * size * 0.001)
        top = (1000 - up) * size * 0.001 + state.rise
        place = (left, top + width * size * scaling, left + size, top)
        boxes.append(apply_matrix_rect((a, b, c, d, x * a + y * c + e, x * b + y * d + f), place))
    return boxes


# --- shapes -----------------------------------------------------------------------------------------------------------


def _outline(path: Sequence[Any], shape: str, matrix: Matrix) -> tuple[str, list[Any]]:
    """What a path is, as pdfminer tells lines from areas and from all else, and its points; two corners of an area."""
    points = [apply_matrix_pt(matrix, (path[0] if s[0] == "h" else s)[-2:]) for s in path]
    if len(shape) > 3 and shape.endswith("lh") and points[-2] == points[0]:
        shape = shape[:-2] + "h"
        points.pop()
    if shape in ("ml", "mlh"):
        return "line", points[:2]
    if shape in ("mlllh", "mllll") and points[0] == points[4]:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = points[:4]
        if (x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0) or (
            y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0
        ):
            return "rect", points[0:4:2]
    return "curve", points


def _any_in(boxes: Iterable[Rect], clip: Rect) -> bool:
    """Does anything reach into the clip?"""
    left, low, right, high = clip[0] - TOUCH, clip[1] - TOUCH, clip[2] + TOUCH, clip[3] + TOUCH
    return any(x0 < right and x1 > left and y0 < high and y1 > low for x0, y0, x1, y1 in boxes)


def common(first: Rect, second: Rect) -> Rect:
    x0, y0, x1, y1 = (*map(max, first[:2], second[:2]), *map(min, first[2:], second[2:]))
    return x0, y0, max(x0, x1), max(y0, y1)
