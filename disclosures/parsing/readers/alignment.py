"""What columns, groups of columns and rows a reader's eye sees where no rule parts them. Geometry on intervals only.

Headings are centred over their column or their columns; names keep to the left, amounts to the right; a wrapped cell
stands centred on its row, or begins or ends with it. `em` is the size of the type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import inf

WRONG_SIDE = 3.0
"""How much farther a heading seems that stands before a column of names, or behind a column of amounts."""
NO_HEADING = 12.0
"""em. A column of words farther than this from every heading left for it has none."""
SHARED = 6.0
"""em. So far, at least, stand the words of two columns from a heading that belongs to only one of them."""
UNCOVERED = 0.5
"""em. What it costs a group of headings to leave out a column that has a second heading: less than a misplaced
centre (half a column), more than the error of a centre."""
OWN_ROW = 0.7
"""em. Words farther than this from where their row would have them are a row of their own."""
ROW = 0.2
"""em. What a row costs: where several columns tell where rows stand, the one that tells of fewest is right."""
JOIN = 0.05
"""em. What it costs to take two lines for one cell: it breaks the tie between one cell and several of the same fit."""
LEADING = 1.8
"""em. Lines of one cell are set no farther apart, if one of them stands on a row."""
STRADDLING = 0.6
"""Of the smallest distance of two rows: two lines that stand above and below their row may be so far apart, too."""
SOLID = 1.5
"""em. Lines that stand on no row known are one cell only if they are set as close as this."""
TIGHTER = 0.98
"""Of the smallest distance of two rows: a line closer than this to one that stands on a row may be of the same cell."""
EVENLY = 1.03
"""Times the smallest distance of lines in a column: lines of one cell are set evenly."""
ON_ROW = 0.2
"""em. A line whose middle is no farther from a row stands on it."""


@dataclass(frozen=True, slots=True)
class Span:
    """An interval on an axis."""

    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def gap(self, other: Span) -> float:
        """The distance to another span; 0 where they overlap."""
        return max(0.0, other.start - self.end, self.start - other.end)

    def joined(self, other: Span) -> Span:
        return Span(min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Stack:
    """Words under one another: where they stand, the edge they keep to (-1 left, 1 right, 0 neither), whether they are
    numbers, and whether they are words so few that they need not be a column."""

    span: Span
    side: int
    numbers: bool = False
    few: bool = False


def stacks(spans: Sequence[Span], apart: float) -> list[list[Span]]:
    """Spans that overlap, or nearly (`apart`), put together from left to right."""
    found: list[list[Span]] = []
    end = -inf
    for span in sorted(spans, key=lambda s: s.start):
        if span.start - end < apart and found:
            found[-1].append(span)
        else:
            found.append([span])
        end = max(end, span.end)
    return found


def stack(spans: Sequence[Span], slack: float, numbers: bool, few: bool) -> Stack:
    """One stack; where both edges or none are even, `numbers` decides which edge they keep to."""
    whole = Span(min(s.start for s in spans), max(s.end for s in spans))
    left = max(s.start for s in spans) - whole.start <= slack
    right = whole.end - min(s.end for s in spans) <= slack
    if left != right:
        side = -1 if left else 1
    elif left or len(spans) == 1:
        side = 1 if numbers else -1
    else:
        side = 0
    return Stack(whole, side, numbers, few and not numbers)


# --- columns -------------------------------------------------------------------------------------------------------


def columns(heads: Sequence[Span], bodies: Sequence[Stack], em: float) -> tuple[float, list[Span]]:
    """The columns, and how ill they fit: every heading has one, and takes the stack of words that stands under it or
    beside its foot. A stack of few words within a column that others make is none."""
    _, found = _joined(heads, [body for body in bodies if not body.few], em)
    kept = [body for body in bodies if not body.few or all(body.span.gap(column) for column in found)]
    return _joined(heads, kept, em)


def _joined(heads: Sequence[Span], bodies: Sequence[Stack], em: float) -> tuple[float, list[Span]]:
    cost, owners = _owners(heads, bodies, em)
    found = list(heads)
    for body, owner in zip(bodies, owners, strict=True):
        if owner is None:
            found.append(body.span)
        else:
            found[owner] = found[owner].joined(body.span)
    return cost, sorted(found, key=lambda span: span.middle)


def _owners(
    heads: Sequence[Span], bodies: Sequence[Stack], em: float
) -> tuple[float, tuple[int | None, ...]]:
    """For each stack its heading, in order, so that together they stand as near as can be."""

    @cache
    def best(body: int, head: int) -> tuple[float, tuple[int | None, ...]]:
        """The least cost of giving stacks from `body` on headings from `head` on (`head` may be in use)."""
        if body == len(bodies):
            return 0.0, ()
        cost, rest = best(body + 1, head)
        options = [(cost + NO_HEADING * em, (None, *rest))]
        for owner in range(max(head, 0), len(heads)):
            far = _far(heads[owner], bodies[body])
            if owner == head and (far > 0 or (bodies[body].numbers and bodies[body - 1].numbers)):
                far += SHARED * em
            if far < 2 * NO_HEADING * em:
                cost, rest = best(body + 1, owner)
                options.append((far + cost, (owner, *rest)))
        return min(options, key=lambda option: option[0])

    return best(0, -1)


def _far(head: Span, body: Stack) -> float:
    gap = head.gap(body.span)
    wrong = (body.side < 0 and head.middle < body.span.start) or (
        body.side > 0 and head.middle > body.span.end
    )
    return gap * WRONG_SIDE if wrong else gap


def edges(
    found: Sequence[Span], heads: Sequence[Span | None], sides: Sequence[int], pad: float
) -> list[Span]:
    """Where the edges of the columns may lie: where the heading's centre and the even edge of the words put them, else
    anywhere in the gap."""
    inner: list[Span] = []
    for i in range(len(found) - 1):
        gap = Span(*sorted((found[i].end, found[i + 1].start)))
        guesses: list[float] = []
        left, right = heads[i], heads[i + 1]
        if left is not None and sides[i] < 0:
            guesses.append(2 * left.middle - found[i].start + pad)
        if right is not None and sides[i + 1] > 0:
            guesses.append(2 * right.middle - found[i + 1].end - pad)
        inside = [guess for guess in guesses if gap.start <= guess <= gap.end]
        inner.append(Span(min(inside), max(inside)) if inside else gap)
    first, last = found[0].start - pad, found[-1].end + pad
    return [Span(first, first), *inner, Span(last, last)]


# --- groups of headings ----------------------------------------------------------------------------------------------


def groups(centres: Sequence[float], bounds: Sequence[Span], open_: Sequence[bool], em: float) -> list[range]:
    """The columns under each group heading: contiguous, centred under it, and all of those that are `open_` (have a
    heading of their own below) as far as that agrees with where their edges may lie."""
    count = len(bounds) - 1

    @cache
    def best(group: int, column: int) -> tuple[float, tuple[range, ...]]:
        if group == len(centres):
            return UNCOVERED * em * sum(open_[column:]), ()
        options: list[tuple[float, tuple[range, ...]]] = []
        skipped = 0.0
        for first in range(column, count):
            for last in range(first, count):
                if not open_[last]:
                    break
                left, right = bounds[first], bounds[last + 1]
                centre = Span((left.start + right.start) / 2, (left.end + right.end) / 2)
                error = centre.gap(Span(centres[group], centres[group]))
                cost, rest = best(group + 1, last + 1)
                options.append((skipped + error + cost, (range(first, last + 1), *rest)))
            skipped += UNCOVERED * em * open_[first]
        return min(options, key=lambda option: option[0], default=(inf, ()))

    cost, found = best(0, 0)
    return list(found) if cost < inf else [range(0)] * len(centres)


# --- rows ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a column: its height on the page, and whether it can only begin a cell (it is numbered)."""

    span: Span
    begins: bool = False


Parts = list[tuple[range, int | None]]
"""Pieces of a column as cells, each with the row it stands on; None where it stands on none of those known."""


def attach(pieces: Sequence[Piece], rows: Sequence[float], mode: int, em: float) -> tuple[float, Parts]:
    """Part the pieces of one column, from top to bottom, into cells on `rows` (heights of their middles).

    `mode`: 0, cells are centred on their row; -1, their first line stands on it; 1, their last.
    """
    pitch = min((b - a for a, b in pairwise(rows)), default=inf)
    on_row = [any(abs(row - piece.span.middle) < ON_ROW * em for row in rows) for piece in pieces]
    apart = [b.span.middle - a.span.middle for a, b in pairwise(pieces)]
    even = EVENLY * min((gap for gap in apart if gap >= em), default=inf)
    widest = [
        min(even, LEADING * em, TIGHTER * pitch)
        if on_row[i] or on_row[i - 1]
        else min(even, max(LEADING * em, STRADDLING * pitch if pitch < inf else 0))
        for i in range(len(pieces))
    ]
    costs: list[float] = [0.0]
    ways: list[tuple[int, int | None]] = []
    latest: list[int] = [-1]  # the last row taken
    for end in range(1, len(pieces) + 1):
        options: list[tuple[float, int, int | None, int]] = []
        for start in _starts(pieces, end, widest):
            height = _height(pieces[start:end], mode)
            row = min(range(len(rows)), key=lambda r: abs(rows[r] - height), default=None)
            before = costs[start] + JOIN * em * (end - start - 1)
            if all(gap < min(SOLID * em, TIGHTER * pitch) for gap in apart[start : end - 1]):
                options.append((before + OWN_ROW * em, start, None, latest[start]))
            if row is not None and row > latest[start]:
                options.append((before + abs(rows[row] - height), start, row, row))
        cost, start, row, last = min(options, key=lambda option: option[0])
        costs.append(cost)
        ways.append((start, row))
        latest.append(last)
    parts: Parts = []
    end = len(pieces)
    while end:
        start, row = ways[end - 1]
        parts.append((range(start, end), row))
        end = start
    return costs[-1], parts[::-1]


def _starts(pieces: Sequence[Piece], end: int, widest: Sequence[float]) -> Iterator[int]:
    """Where a cell that ends before `end` may begin."""
    for start in range(end - 1, -1, -1):
        yield start
        close = start and pieces[start].span.middle - pieces[start - 1].span.middle <= widest[start]
        if not close or pieces[start].begins:
            return


def _height(pieces: Sequence[Piece], mode: int) -> float:
    if mode < 0:
        return pieces[0].span.middle
    if mode > 0:
        return pieces[-1].span.middle
    return (pieces[0].span.start + pieces[-1].span.end) / 2
