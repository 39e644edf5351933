"""The figures in pdfium's text layer of one page, as numbers with their places.

Characters that stand solid are one number, however the file draws them; what runs into the next column without a gap is
parted where two numbers meet. Watermarks, second strokes of fake bold and what nobody sees are no figures of the page.

Boxes are PDF points from the top left corner of the page as it is displayed.
"""

from __future__ import annotations

import ctypes
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from operator import attrgetter
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as raw

from disclosures.parsing import pdfium
from disclosures.parsing.document import Box
from disclosures.parsing.pdfium import address, fill
from disclosures.parsing.shapes import DIGITS, Glyph, extent, glyph_of, lies, picture_lies
from disclosures.parsing.sight import Place, Sight

from .textlayer_numbers import AMOUNT, Digit, DigitRun, is_crowded, lines_of, numbers_of

MINUS = "-−－–—﹣△▲"
FOLDED: dict[int, str] = {
    **{ord(digit): digit for digit in DIGITS},
    **{0xFF10 + int(digit): digit for digit in DIGITS},
    **{ord(sign): "-" for sign in MINUS},
    **dict(zip(map(ord, ".．,，()（）%％"), "..,，()()%%", strict=True)),
}
"""The characters that numbers are made of. A Chinese comma stays one: it parts numbers in a sentence."""
STRAIGHT = 0.1
"""Of its length: type that rises by more runs at a slant, and is a watermark."""
WATERMARK = 1.6
"""Times the size of the text, as in `readers.pdf`: type this large, in another colour and over the text, is none of it."""
WANDER = 0.003
"""Of the type size: a glyph of an embedded font reaches as far as its outline, but for that. Where two codes of a font
make one figure, its outline is that of one of them; what the other draws reaches elsewhere."""
SAMPLE = 50
"""So many figures tell the colour of the text."""
MOST_CHARACTERS = 200_000
"""Of one page; a page of a disclosure has two thousand."""

BY_HEIGHT = attrgetter("y")


@dataclass(frozen=True, slots=True)
class PageFigures:
    """The numbers of a page, from top to bottom; those in `hidden` are in the text layer and seen by nobody."""

    numbers: Sequence[DigitRun]
    hidden: Sequence[DigitRun]

    def within(self, box: Box, hidden: bool = False) -> list[DigitRun]:
        """The numbers whose middle lies in a box. A number that a rule cuts through belongs to one side of it whole,
        unless it can only be two."""
        numbers = self.hidden if hidden else self.numbers
        x0, top, x1, bottom = box
        first = bisect_left(numbers, top, key=BY_HEIGHT)
        last = bisect_right(numbers, bottom, key=BY_HEIGHT)
        found = []
        for number in numbers[first:last]:
            if x0 <= number.figures[0].x <= x1 and x0 <= number.figures[-1].x <= x1:
                found.append(number)
            elif AMOUNT.fullmatch(number.text):
                if x0 <= number.x <= x1:
                    found.append(number)
            elif part := [f for f in number.figures if x0 <= f.x <= x1 and top <= f.y <= bottom]:
                found.append(DigitRun(part))
        return found


Verdicts = dict[tuple[Glyph, str, float, float], bool]
"""Whether a digit that a font draws wider or narrower than its glyph for it is another one, as far as that was seen."""


def figures_of(page: pypdfium2.PdfPage, verdicts: Verdicts | None = None) -> PageFigures:
    """What numbers a page shows, and which it only claims to. `verdicts` are kept from page to page."""
    by_quarter: dict[int, list[Digit]] = {}
    read = _Reading(page)
    for figure in _without_watermarks(list(read.figures())):
        by_quarter.setdefault(figure.quarter, []).append(figure)
    sight = Sight(page) if by_quarter else None
    if sight is not None:
        read.judge(sight, {} if verdicts is None else verdicts)
    shown: list[DigitRun] = []
    hidden: list[DigitRun] = []

    def is_hidden(figure: Digit) -> bool:
        return sight is not None and sight.hides(figure.owner, figure.place, figure.size)

    for line in (line for turned in by_quarter.values() for line in lines_of(turned)):
        if is_crowded(line):
            under = {id(figure) for figure in line if is_hidden(figure)}
            hidden += numbers_of([figure for figure in line if id(figure) in under])
            line = [figure for figure in line if id(figure) not in under]
        for number in numbers_of(line):
            counts = any(figure.text in DIGITS for figure in number.figures)
            lost = counts and (is_hidden(number.figures[0]) or is_hidden(number.figures[-1]))
            (hidden if lost else shown).append(number)
    return PageFigures(sorted(shown, key=BY_HEIGHT), sorted(hidden, key=BY_HEIGHT))


# --- characters ----------------------------------------------------------------------------------------------------


class _Look(NamedTuple):
    """How a text object is set. `turned` is None for type at a slant."""

    size: float
    width: float  # the size along the line: condensed type is higher than wide
    turned: int | None  # quarters, clockwise, on the page as displayed
    font: int


class _Digit(NamedTuple):
    """What a font has for a digit, whether it looks like it, and how far it reaches, in parts of the type size."""

    glyph: Glyph
    honest: bool
    least: float
    most: float


def _digit(font: int, character: str) -> _Digit | None:
    glyph = glyph_of(font, character)
    return _Digit(glyph, not lies(glyph, character), *extent(glyph)) if glyph is not None else None


class _Reading:
    """The characters of numbers on an open page, those at a slant and those beside the page left out."""

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self._suspects: list[tuple[Digit, Glyph, Place, float, float]] = []

    def figures(self) -> Iterator[Digit]:
        opened = self._page.get_textpage()
        text = address(opened)
        left, low, right, high = self._page.get_cropbox()
        turned = self._page.get_rotation()
        width, height = right - left, high - low
        looks: dict[int, _Look] = {}
        drawn: dict[tuple[int, str], _Digit | None] = {}
        loose, matrix, tight = raw.FS_RECTF(), (ctypes.c_float * 6)(), (ctypes.c_double * 4)()
        loose_at = ctypes.addressof(loose)
        tight_at = [ctypes.addressof(tight) + at * ctypes.sizeof(ctypes.c_double) for at in range(4)]
        for at in range(min(pdfium.count_characters(text), MOST_CHARACTERS)):
            character = FOLDED.get(pdfium.character(text, at))
            if character is None:
                continue
            owner = pdfium.owner_of(text, at)
            if not owner:
                continue  # a space or a hyphen that pdfium made up
            look = looks.get(owner)
            if look is None:
                look = looks[owner] = _look(text, at, owner, turned // 90, matrix)
            quarter = look.turned
            if quarter is None:
                continue
            pdfium.loose_box(text, at, loose_at)
            place = (loose.left, loose.bottom, loose.right, loose.top)
            x0, y0, x1, y1 = place[0] - left, place[1] - low, place[2] - left, place[3] - low
            if not (0 <= x0 + x1 <= 2 * width and 0 <= y0 + y1 <= 2 * height):
                continue
            if turned == 0:
                box = (x0, height - y1, x1, height - y0)
            elif turned == 90:
                box = (y0, x0, y1, x1)
            elif turned == 180:
                box = (width - x1, y0, width - x0, y1)
            else:
                box = (height - y1, width - x1, height - y0, width - x0)
            x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
            start, end, across = (
                (box[0], box[2], y),
                (box[1], box[3], -x),
                (-box[2], -box[0], -y),
                (-box[3], -box[1], x),
            )[quarter]
            figure = Digit(character, place, box, look.size, owner, quarter, True, x, y, start, end, across)
            if character in DIGITS:
                said = (look.font, character)
                if said not in drawn:
                    drawn[said] = _digit(look.font, character)
                digit = drawn[said]
                if digit is not None:
                    figure.honest = digit.honest
                    pdfium.tight_box(text, at, *tight_at)
                    self._compare(figure, digit, tight, (quarter - turned // 90) % 4, look.width)
            yield figure
        opened.close()

    def _compare(
        self, figure: Digit, digit: _Digit, tight: ctypes.Array[ctypes.c_double], turned: int, width: float
    ) -> None:
        """Suspect a figure that does not reach as far as the glyph which its font has for the digit."""
        left, right, bottom, top = tight
        place = figure.place
        first, last = (
            (left - place[0], right - place[0]),
            (place[3] - top, place[3] - bottom),
            (place[2] - right, place[2] - left),
            (bottom - place[1], top - place[1]),
        )[turned]
        slack = WANDER * width
        if abs(first - digit.least * width) > slack or abs(last - digit.most * width) > slack:
            drawn = (left, bottom, right, top)
            self._suspects.append(
                (figure, digit.glyph, drawn, round(first / width, 2), round(last / width, 2))
            )

    def judge(self, sight: Sight, verdicts: Verdicts) -> None:
        """Draw what is suspected and look at it, every kind once."""
        for figure, glyph, drawn, first, last in self._suspects:
            kind = (glyph, figure.text, first, last)
            if kind not in verdicts:
                picture = sight.picture(drawn).rotate(90 * figure.quarter, expand=True)
                verdicts[kind] = picture_lies(picture, figure.text)
            figure.honest = figure.honest and not verdicts[kind]


def _look(text: int, at: int, owner: int, quarters: int, matrix: ctypes.Array[ctypes.c_float]) -> _Look:
    """How the text object of a character is set, on a page that is displayed turned by so many quarters. `matrix` is
    room for one."""
    pdfium.character_matrix(text, at, ctypes.addressof(matrix))
    a, b, c, d = matrix[:4]
    turned: int | None = None
    if abs(b) <= STRAIGHT * abs(a):
        turned = (0 if a >= 0 else 2) + quarters
    elif abs(a) <= STRAIGHT * abs(b):
        turned = (3 if b > 0 else 1) + quarters
    size = pdfium.size_of(text, at)
    return _Look(
        size * hypot(c, d), size * hypot(a, b), None if turned is None else turned % 4, pdfium.font_of(owner)
    )


def _without_watermarks(figures: list[Digit]) -> list[Digit]:
    """The figures of the text: large ones in another colour over it are none."""
    sizes = Counter(round(figure.size) for figure in figures)
    if len(sizes) < 2:
        return figures
    usual, _ = sizes.most_common(1)[0]
    large = [figure for figure in figures if round(figure.size) >= WATERMARK * usual]
    if not large:
        return figures
    text = [figure for figure in figures if round(figure.size) == usual]
    some = text[:: len(text) // SAMPLE + 1]
    colour = Counter(fill(figure.owner) for figure in some).most_common(1)[0][0]
    looks: dict[tuple[int, tuple[int, ...]], list[Digit]] = {}
    for figure in large:
        looks.setdefault((round(figure.size), fill(figure.owner)), []).append(figure)
    marks = {
        id(figure)
        for look, members in looks.items()
        if look[1] != colour and any(_overlap(mark.box, other.box) for mark in members for other in text)
        for figure in members
    }
    return [figure for figure in figures if id(figure) not in marks]


def _overlap(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


# --- numbers -------------------------------------------------------------------------------------------------------
