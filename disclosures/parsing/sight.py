"""What a person sees of a page's text, told from how pdfium would draw it; drawn only where nothing else tells.

Text can be in the text layer and on no paper: in an invisible mode, white on white, under a box or an image that was
put over it, cut off by its clip, in a layer that is off, too small to read. Most pages have nothing of the kind, and cost
one look at each of their objects. Patterns and shadings are never drawn: a few bytes of them can cost minutes.

All places are PDF points in the page's own coordinates, from its lower left corner upwards.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from operator import attrgetter

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image

from disclosures.parsing import pdfium
from disclosures.parsing.pdfium import address
from disclosures.parsing.shapes import GROUND

SMALLEST = 2.0
"""Points. Smaller type is legible to nobody."""
CLEAR, SOLID = 25, 230
"""Of 255: less opaque text is not seen, more opaque areas hide what is under them."""
CONTRAST = 0.12
"""Of the way from black to white: text that differs less from its ground is not seen."""
RULE = 3.0
"""Points. Fills that are thinner are rules."""
SIMPLE = 12
"""Segments. An area with more is no box: what it hides its bounds do not tell."""
MOST_PIXELS = 30_000_000
"""Of an image that lies over text; a larger one is taken to hide it."""
FORM_DEPTH = 8
"""Forms within forms; more is a trap."""
LAYER = "OC"
"""The mark of content that belongs to a layer."""
SCALE = 2.5
"""Pixels a point, where text is drawn: a figure is then some twenty pixels high."""
UNSEEN_MODES = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
STROKED_MODES = frozenset({raw.FPDF_TEXTRENDERMODE_STROKE, raw.FPDF_TEXTRENDERMODE_STROKE_CLIP})

BY_ORDER = attrgetter("order")

Place = tuple[float, float, float, float]
"""left, bottom, right, top."""
Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class _Area:
    """A filled area or an image. `tone` is 0 for black and 1 for white, None for an image or a shading."""

    handle: int
    order: int
    place: Place
    tone: float | None
    alpha: int


@dataclass(frozen=True, slots=True)
class _Look:
    """How one text object is drawn, and what lies over it. `grounds` matter only where one is of its own tone."""

    nothing: bool
    layered: bool
    tone: float
    clip: Place | None
    over: tuple[_Area, ...]
    grounds: tuple[_Area, ...]

    @property
    def on_paper(self) -> bool:
        """As light as paper."""
        return 1.0 - self.tone < CONTRAST


class Sight:
    """Which text of an open page is seen."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self._order: dict[int, int] = {}  # of text objects, as they are drawn
        self._forms: dict[
            int, tuple[Matrix, bool]
        ] = {}  # text objects in forms: where these stand, in a layer or not
        self._areas: list[_Area] = []
        self._looks: dict[int, _Look] = {}
        self._layers_of: dict[tuple[int, float], tuple[tuple[_Area, ...], tuple[_Area, ...]]] = {}
        self._drawn = 0
        handle = address(page)
        for at in range(pdfium.count_objects(handle)):
            self._take(pdfium.object_at(handle, at), SAME, False, 0)

    def hides(self, owner: int, place: Place, size: float) -> bool:
        """Is a character of this text object, at this place and of this size in points, seen by nobody?"""
        look = self._looks.get(owner)
        if look is None:
            look = self._looks[owner] = self._look(owner)
        if look.nothing or size < SMALLEST:
            return True
        if look.clip is None and not (look.over or look.grounds or look.layered or look.on_paper):
            return False
        x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
        if look.clip is not None and not _holds(look.clip, x, y):
            return True
        if any(_holds(area.place, x, y) and self._opaque(area, x, y) for area in look.over):
            return True
        if look.grounds or look.on_paper:
            ground = next((area.tone for area in reversed(look.grounds) if _holds(area.place, x, y)), 1.0)
            if ground is not None and abs(ground - look.tone) < CONTRAST:
                return True
        return look.layered and not self._leaves_trace(place)

    def _take(self, handle: int, matrix: Matrix, layered: bool, depth: int) -> None:
        self._drawn += 1
        kind = pdfium.kind_of(handle)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            self._order[handle] = self._drawn
            if depth:
                self._forms[handle] = matrix, layered
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            inner, layered = _joined(_matrix(handle), matrix), layered or _in_layer(handle)
            for at in range(pdfium.count_inner(handle) if depth < FORM_DEPTH else 0):
                self._take(pdfium.inner_at(handle, at), inner, layered, depth + 1)
        elif (area := _area(handle, kind, self._drawn, matrix)) is not None:
            self._areas.append(area)

    def _look(self, owner: int) -> _Look:
        order = self._order.get(owner, 0)
        matrix, layered = self._forms.get(owner, (SAME, False))
        mode = pdfium.text_mode(owner)
        tone, alpha = _colour(owner, stroke=mode in STROKED_MODES)
        over, grounds = self._around(bisect_left(self._areas, order, key=BY_ORDER), tone)
        return _Look(
            mode in UNSEEN_MODES or alpha < CLEAR,
            layered or _in_layer(owner),
            tone,
            _clip(owner, matrix),
            over,
            grounds,
        )

    def _around(self, drawn: int, tone: float) -> tuple[tuple[_Area, ...], tuple[_Area, ...]]:
        """The areas over text that so many were drawn before, and under it those that matter to text of this tone."""
        if (drawn, tone) not in self._layers_of:
            over = tuple(a for a in self._areas[drawn:] if a.tone is None or a.alpha >= SOLID)
            grounds = tuple(a for a in self._areas[:drawn] if a.tone is not None)
            own = any(a.tone is not None and abs(a.tone - tone) < CONTRAST for a in grounds)
            self._layers_of[drawn, tone] = over, grounds if own or 1.0 - tone < CONTRAST else ()
        return self._layers_of[drawn, tone]

    def _opaque(self, area: _Area, x: float, y: float) -> bool:
        """Does an area hide what is under it at this point? A shading is taken to: it is not drawn to find out."""
        if area.tone is not None or pdfium.kind_of(area.handle) != raw.FPDF_PAGEOBJ_IMAGE:
            return True
        size = (ctypes.c_uint * 2)()
        pdfium.image_pixels(
            area.handle, ctypes.addressof(size), ctypes.addressof(size) + ctypes.sizeof(ctypes.c_uint)
        )
        if size[0] * size[1] > MOST_PIXELS:
            return True
        assert self._page.pdf is not None
        drawn = pdfium.image_drawn(address(self._page.pdf), address(self._page), area.handle)
        if not drawn:
            return False
        bitmap = pypdfium2.PdfBitmap.from_raw(ctypes.cast(drawn, raw.FPDF_BITMAP))
        image = bitmap.to_pil()
        left, bottom, right, top = area.place
        across, down = (x - left) / (right - left), (top - y) / (top - bottom)
        at = min(int(across * image.width), image.width - 1), min(int(down * image.height), image.height - 1)
        pixel = image.getpixel(at)
        return not (isinstance(pixel, tuple) and len(pixel) == 4) or pixel[3] >= SOLID

    # --- drawn -----------------------------------------------------------------------------------------------------

    def picture(self, place: Place) -> Image.Image:
        """This place of the page on an even grey, with the text and nothing else that is drawn there."""
        left, bottom, right, top = place
        (x0, y0), (x1, y1) = self._shown(left, top), self._shown(right, bottom)
        xs, ys = sorted((x0 * SCALE, x1 * SCALE)), sorted((y0 * SCALE, y1 * SCALE))
        return self._text_alone.crop((int(xs[0]), int(ys[0]), int(xs[1]) + 1, int(ys[1]) + 1))

    def _leaves_trace(self, place: Place) -> bool:
        """Is there any ink where a text of a layer is said to be?"""
        tones = self.picture(place).getextrema()
        return bool(tones[1] - tones[0] >= 255 * CONTRAST)  # type: ignore[operator]

    @cached_property
    def _text_alone(self) -> Image.Image:
        """The page drawn on grey, with its text and nothing else of it."""
        others = [handle for handle in self._leaves() if handle not in self._order]
        for handle in others:
            pdfium.set_active(handle, False)
        ground = (GROUND, GROUND, GROUND, 255)
        bitmap = self._page.render(scale=SCALE, grayscale=True, fill_color=ground, draw_annots=False)
        image: Image.Image = bitmap.to_pil()
        for handle in others:
            pdfium.set_active(handle, True)
        return image

    def _leaves(self) -> Iterator[int]:
        """Every object of the page that is no form."""

        def below(handle: int, depth: int) -> Iterator[int]:
            if pdfium.kind_of(handle) != raw.FPDF_PAGEOBJ_FORM:
                yield handle
            else:
                for at in range(pdfium.count_inner(handle) if depth < FORM_DEPTH else 0):
                    yield from below(pdfium.inner_at(handle, at), depth + 1)

        page = address(self._page)
        for at in range(pdfium.count_objects(page)):
            yield from below(pdfium.object_at(page, at), 0)

    def _shown(self, x: float, y: float) -> tuple[float, float]:
        """A point → of the page as displayed, from its top left corner."""
        left, low, right, high = self._page.get_cropbox()
        x, y = x - left, y - low
        width, height = right - left, high - low
        return {
            0: (x, height - y),
            90: (y, x),
            180: (width - x, y),
            270: (height - y, width - x),
        }[self._page.get_rotation()]


def _holds(place: Place, x: float, y: float) -> bool:
    return place[0] <= x <= place[2] and place[1] <= y <= place[3]


def _area(handle: int, kind: int, order: int, matrix: Matrix) -> _Area | None:
    """A fill, an image or a shading that is larger than a rule."""
    numbers = (ctypes.c_float * 4)()
    first, step = ctypes.addressof(numbers), ctypes.sizeof(ctypes.c_float)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        modes = (ctypes.c_int * 2)()
        pdfium.draw_mode(
            handle, ctypes.addressof(modes), ctypes.addressof(modes) + ctypes.sizeof(ctypes.c_int)
        )
        if not modes[0]:
            return None
    pdfium.bounds_of(handle, first, first + step, first + 2 * step, first + 3 * step)
    left, bottom, right, top = numbers
    place = _moved((left, bottom, right, top), matrix)
    if place[2] - place[0] < RULE or place[3] - place[1] < RULE:
        return None
    if kind != raw.FPDF_PAGEOBJ_PATH:
        return _Area(handle, order, place, None, 255)
    if pdfium.count_segments(handle) > SIMPLE or pdfium.has_transparency(handle):
        return None
    return _Area(handle, order, place, *_colour(handle))


def _colour(handle: int, stroke: bool = False) -> tuple[float, int]:
    """How light an object is drawn (0 black, 1 white), and how opaque (255: wholly)."""
    colour = (ctypes.c_uint * 4)()
    first, step = ctypes.addressof(colour), ctypes.sizeof(ctypes.c_uint)
    ask = pdfium.stroke_of if stroke else pdfium.fill_of
    if not ask(handle, first, first + step, first + 2 * step, first + 3 * step):
        return 0.0, 255
    red, green, blue, alpha = colour
    return (0.3 * red + 0.59 * green + 0.11 * blue) / 255, alpha


def _clip(owner: int, matrix: Matrix) -> Place | None:
    """The bounds within which a text object is drawn; None for no clip of its own."""
    clip = pdfium.clip_of(owner)
    count = pdfium.count_clips(clip) if clip else 0
    if count <= 0:
        return None
    point = (ctypes.c_float * 2)()
    first, step = ctypes.addressof(point), ctypes.sizeof(ctypes.c_float)
    left, bottom, right, top = float("-inf"), float("-inf"), float("inf"), float("inf")
    for path in range(count):
        segments = pdfium.count_clip_segments(clip, path)
        if not 0 < segments <= SIMPLE:
            continue
        xs, ys = [], []
        for at in range(segments):
            pdfium.segment_point(pdfium.clip_segment(clip, path, at), first, first + step)
            xs.append(point[0])
            ys.append(point[1])
        left, right = max(left, min(xs)), min(right, max(xs))
        bottom, top = max(bottom, min(ys)), min(top, max(ys))
    return _moved((left, bottom, right, top), matrix) if isfinite(right - left + top - bottom) else None


def _in_layer(handle: int) -> bool:
    for at in range(pdfium.count_marks(handle)):
        length, name = ctypes.c_ulong(), (ctypes.c_ushort * 3)()
        size = ctypes.sizeof(name)
        pdfium.mark_name(pdfium.mark_at(handle, at), ctypes.addressof(name), size, ctypes.addressof(length))
        if length.value == size and "".join(map(chr, name[:2])) == LAYER:
            return True
    return False


def _matrix(handle: int) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not pdfium.matrix_of(handle, ctypes.addressof(matrix)):
        return SAME
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _joined(first: Matrix, then: Matrix) -> Matrix:
    if then == SAME:
        return first
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(place: Place, matrix: Matrix) -> Place:
    if matrix == SAME:
        return place
    a, b, c, d, e, f = matrix
    corners = [(x, y) for x in (place[0], place[2]) for y in (place[1], place[3])]
    xs, ys = [a * x + c * y + e for x, y in corners], [b * x + d * y + f for x, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
