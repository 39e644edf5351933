"""The image of a scanned page: put straight, its ruled cells found, and the lines of text in them. Knows OpenCV only.

All boxes are pixels (x0, top, x1, bottom) of the straightened image. `point` is how many pixels make a PDF point, so
that every tolerance below is in points, whatever the resolution.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

Pixels = Any  # a numpy array; OpenCV's own types say no more
PixelBox = tuple[int, int, int, int]

INK = 184
"""Of 255, after the ground is evened out to white: darker is ink. Grey grounds of header cells stay above, rules that
a coarse scan blurred stay below."""
GROUND = 16
"""The ground is judged on an image this many times smaller: type disappears in it, shadows and tints stay."""
MAX_SKEW = 4.0
"""Degrees. A sheet feeder turns pages by one or two; beyond four, rows would be mistaken."""
SKEW_STEPS = (0.5, 0.1, 0.02)
"""Degrees. 0.02° is a quarter of a point over the width of a page."""
RULE_ACROSS, RULE_DOWN = 30.0, 15.0
"""Points. Shorter strokes belong to characters; the lowest rows that are printed are 12 points, rules cross several."""
RULE_BREAK = 1.5
"""Points. Gaps in a rule that scanning leaves are shorter."""
TABLE_WIDTH, TABLE_HEIGHT = 60.0, 16.0
"""Points. Smaller ruled things are characters of a title (口, 国), ticks and frames."""
TABLE_CELLS = 2
"""A table has two cells at least: bold titles make strokes and holes, too, and a single box is a frame around text."""
CELL_WIDTH, CELL_HEIGHT = 10.0, 7.0
"""Points. Smaller holes are those of characters that touch a rule."""
SAME_RULE = 2.5
"""Points by which a rule may wander over the page, paper being neither flat nor square."""
SPECK = 1.2
"""Points. What is smaller in both directions is dirt, or a full stop, which needs no line of its own."""
WORD_GAP = 2.5
"""Times the height of a line: across a wider gap the line is read in two pieces."""
TYPE_HEIGHT = 9.0
"""Points. The height of a line of Chinese type where the page tells nothing."""


@dataclass(frozen=True, slots=True)
class RuledPage:
    """A straightened page: `grey` without its rules to read from, `ink` (rules and dirt taken out) to look for text,
    and the cells of each ruled table."""

    grey: Pixels
    ink: Pixels
    tables: tuple[tuple[PixelBox, ...], ...]
    angle: float
    point: float


def sheet(image: Pixels, point: float) -> RuledPage:
    """Straighten the grey image of a page and find its tables."""
    even = _evened(image)
    angle = _skew(_inked(even))
    grey = _turned(even, angle)
    ink = _inked(grey)
    rules, tables = _tables(ink, point)
    near = (cv2.dilate(rules, np.ones((5, 5), np.uint8)) & _borders(tables, rules, point)) > 0
    grey[near] = 255
    ink[near] = 0
    return RuledPage(grey, _without_specks(ink, point), tables, angle, point)


def text_lines(page: RuledPage) -> list[PixelBox]:
    """The lines of text inside the cells of a page, from its first cell to its last."""
    cells = [cell for table in page.tables for cell in table]
    height = _line_height(page, cells)
    return [
        piece
        for cell in cells
        for line in _lines(page.ink, cell, height)
        for piece in _pieces(page.ink, line, height)
    ]


def outside(page: RuledPage) -> tuple[Pixels, tuple[int, int]] | None:
    """The part of the page that holds what stands outside the tables, tables whitened, and its place; None for nothing."""
    grey, ink = page.grey.copy(), page.ink.copy()
    for table in page.tables:
        x0, top = min(cell[0] for cell in table), min(cell[1] for cell in table)
        x1, bottom = max(cell[2] for cell in table), max(cell[3] for cell in table)
        grey[top:bottom, x0:x1] = 255
        ink[top:bottom, x0:x1] = 0
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    margin = round(TYPE_HEIGHT * page.point)
    top, left = max(rows[0] - margin, 0), max(columns[0] - margin, 0)
    return grey[top : rows[-1] + margin, left : columns[-1] + margin], (int(left), int(top))


def cutting(page: RuledPage, box: PixelBox) -> Pixels:
    """The image of one line, with a little air around it; a dash is cut out as high as a line."""
    x0, top, x1, bottom = box
    air = round(0.15 * TYPE_HEIGHT * page.point)
    short = max(round(0.6 * TYPE_HEIGHT * page.point) - (bottom - top), 0) // 2
    rows = slice(max(top - air - short, 0), bottom + air + short)
    return page.grey[rows, max(x0 - air, 0) : x1 + air]


# --- the image -----------------------------------------------------------------------------------------------------


def _evened(image: Pixels) -> Pixels:
    """The image with its ground made white: no shadow of the binding, no tint of the paper."""
    small = cv2.resize(image, None, fx=1 / GROUND, fy=1 / GROUND, interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((5, 5), np.uint8)), 5)
    return cv2.divide(image, cv2.resize(ground, image.shape[::-1]), scale=255)


def _inked(grey: Pixels) -> Pixels:
    return cv2.threshold(grey, INK, 255, cv2.THRESH_BINARY_INV)[1]


def _skew(ink: Pixels) -> float:
    """The angle by which the page must be turned for rows of ink to part most sharply from rows of none."""
    small = cv2.resize(ink, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)

    def sharpness(angle: float) -> float:
        rows = _turned(small, angle, 0).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best, reach = 0.0, MAX_SKEW
    for step in SKEW_STEPS:
        around = np.arange(best - reach, best + reach + step / 2, step)
        best, reach = float(max(around, key=sharpness)), step
    return best


def _turned(image: Pixels, angle: float, ground: int = 255) -> Pixels:
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
    return cv2.warpAffine(image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=ground)


def _without_specks(ink: Pixels, point: float) -> Pixels:
    _, labels, sizes, _ = cv2.connectedComponentsWithStats(ink)
    speck = np.maximum(sizes[:, cv2.CC_STAT_WIDTH], sizes[:, cv2.CC_STAT_HEIGHT]) < SPECK * point
    return np.where(speck[labels], 0, ink).astype(np.uint8)


# --- tables --------------------------------------------------------------------------------------------------------


def _tables(ink: Pixels, point: float) -> tuple[Pixels, tuple[tuple[PixelBox, ...], ...]]:
    """The rules of a page as an image, and the cells they close in, table by table: the holes of what hangs together."""
    rules = cv2.bitwise_or(
        _strokes(ink, RULE_ACROSS * point, point, True), _strokes(ink, RULE_DOWN * point, point, False)
    )
    count, labels, sizes, _ = cv2.connectedComponentsWithStats(rules)
    tables = []
    for number in range(1, count):
        x, y, width, height = map(int, sizes[number][:4])
        large = width >= TABLE_WIDTH * point and height >= TABLE_HEIGHT * point
        part = labels[y : y + height, x : x + width] == number
        holes = _holes(part.astype(np.uint8), point) if large else []
        if len(holes) < TABLE_CELLS:
            rules[y : y + height, x : x + width][part] = 0
        else:
            cells = [(x + x0, y + top, x + x1, y + bottom) for x0, top, x1, bottom in holes]
            tables.append(_squared(cells, SAME_RULE * point))
    return rules, tuple(sorted(tables, key=lambda cells: min(cell[1] for cell in cells)))


def _borders(tables: tuple[tuple[PixelBox, ...], ...], rules: Pixels, point: float) -> Pixels:
    """The strips along the edges of cells: a stroke elsewhere is the foot of a word that touches a rule."""
    strips = np.zeros_like(rules)
    for x0, top, x1, bottom in (cell for table in tables for cell in table):
        cv2.rectangle(strips, (x0, top), (x1, bottom), 255, round(2 * SAME_RULE * point))
    return strips


def _strokes(ink: Pixels, length: float, point: float, across: bool) -> Pixels:
    """Straight strokes of at least this length, small breaks in them mended, a little thicker than they are."""

    def brush(long: float) -> Pixels:
        return np.ones((1, round(long)) if across else (round(long), 1), np.uint8)

    thick = cv2.dilate(ink, np.ones((3, 1) if across else (1, 3), np.uint8))
    whole = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, brush(RULE_BREAK * point))
    return cv2.dilate(cv2.morphologyEx(whole, cv2.MORPH_OPEN, brush(length)), np.ones((3, 3), np.uint8))


def _holes(rules: Pixels, point: float) -> list[PixelBox]:
    contours, hierarchy = cv2.findContours(rules, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    holes = []
    for contour, (_, _, _, parent) in zip(contours, hierarchy[0], strict=True):
        x, y, width, height = cv2.boundingRect(contour)
        if parent >= 0 and width >= CELL_WIDTH * point and height >= CELL_HEIGHT * point:
            holes.append((x, y, x + width, y + height))
    return sorted(holes, key=lambda box: (box[1], box[0]))


def _squared(cells: list[PixelBox], slack: float) -> tuple[PixelBox, ...]:
    """The cells with edges that belong to one rule put on one line."""
    across = _middles([x for cell in cells for x in (cell[0], cell[2])], slack)
    down = _middles([y for cell in cells for y in (cell[1], cell[3])], slack)
    return tuple((across[x0], down[top], across[x1], down[bottom]) for x0, top, x1, bottom in cells)


def _middles(values: list[int], slack: float) -> dict[int, int]:
    """Each value → the middle of the values that lie in one run with it."""
    runs: list[list[int]] = []
    for value in sorted(set(values)):
        if runs and value - runs[-1][-1] <= slack:
            runs[-1].append(value)
        else:
            runs.append([value])
    return {value: (run[0] + run[-1]) // 2 for run in runs for value in run}


# --- lines of text -------------------------------------------------------------------------------------------------


def _line_height(page: RuledPage, cells: list[PixelBox]) -> float:
    """The height of most full lines: three quarters of the lines are no higher (figures are lower than characters)."""
    heights = [b - a for cell in cells for a, b in _runs(_within(page.ink, cell).any(axis=1))]
    full = [height for height in heights if height > TYPE_HEIGHT / 2 * page.point]
    return float(np.percentile(full, 75)) if full else TYPE_HEIGHT * page.point


def _lines(ink: Pixels, cell: PixelBox, height: float) -> list[PixelBox]:
    """The lines in a cell. Strokes of one character that lie apart (二, 三, ：) are drawn together to one line."""
    x0, top, x1, _ = cell
    lines: list[tuple[int, int]] = []
    for start, end in _runs(_within(ink, cell).any(axis=1)):
        if lines and end - lines[-1][0] <= 1.15 * height:
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
    return [(x0, top + start, x1, top + end) for start, end in lines]


def _pieces(ink: Pixels, line: PixelBox, height: float) -> list[PixelBox]:
    """A line parted at wide gaps, each piece no wider than its ink."""
    x0, top, _, bottom = line
    pieces: list[tuple[int, int]] = []
    for start, end in _runs(_within(ink, line).any(axis=0)):
        if pieces and start - pieces[-1][1] <= WORD_GAP * height:
            pieces[-1] = (pieces[-1][0], end)
        else:
            pieces.append((start, end))
    return [(x0 + start, top, x0 + end, bottom) for start, end in pieces]


def _within(ink: Pixels, box: PixelBox) -> Pixels:
    return ink[box[1] : box[3], box[0] : box[2]]


def _runs(filled: Pixels) -> list[tuple[int, int]]:
    """Start and end of each run of True."""
    steps = np.flatnonzero(np.diff(np.concatenate(([0], filled.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in zip(steps[::2], steps[1::2], strict=True)]
