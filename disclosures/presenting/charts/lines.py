"""Amounts over years as up to three lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from disclosures.presenting.amounts import amount_text
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

from .labels import LINE, NARROW, figure_text, percent, width


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: str
    label_y: str
    text: str
    """The amount, empty where there is no room for it at the narrowest width; the table has it."""
    derived: bool


@dataclass(frozen=True, slots=True)
class Stroke:
    x1: str
    y1: str
    x2: str
    y2: str
    dotted: bool


@dataclass(frozen=True, slots=True)
class ChartLine:
    name: str
    tone: str
    fill: int
    points: tuple[Point, ...]
    strokes: tuple[Stroke, ...]
    end: tuple[str, str] | None
    """Where the name stands beside the last point; None where the key above the chart names the line."""


@dataclass(frozen=True, slots=True)
class YearLines:
    title: str
    description: str
    lines: tuple[ChartLine, ...]
    years: tuple[tuple[str, str, str], ...]
    breaks: tuple[str, ...]
    zero: str
    has_key: bool
    break_word: str
    height: int = 322


OTHER_SCOPE = "口径变化"
"""Why a line stops at a break, where nothing else is said."""
TONES: tuple[tuple[str, int], ...] = (("", 1), ("four", 4), ("two", 2))
TOP, FLOOR = 36.0, 280.0
WIDEST_NAME = 60.0
"""Pixels of a line's name that may stand at its end; longer names go into the key."""


def year_lines(
    title: str,
    years: Sequence[tuple[str, str, bool]],
    rows: Sequence[tuple[str, Sequence[Value]]],
    unit: Unit,
    break_word: str = OTHER_SCOPE,
) -> YearLines | None:
    """Up to three lines over years. `years` are (year, form, break before it); a line stops at a break (`break_word` says
    why) and at a year without a value, and is dotted where a side is implied. The scale holds zero; below it stands what
    is negative."""
    rows = [row for row in rows if any(value.fen is not None for value in row[1])][: len(TONES)]
    numbers = [value.fen for _, values in rows for value in values if value.fen is not None]
    if not any(numbers) or len(years) < 2:
        return None
    low, high = min(0, *numbers), max(0, *numbers)

    def height(fen: int) -> float:
        return FLOOR - (FLOOR - TOP) * (fen - low) / (high - low)

    names = [width(name, 12) for name, _ in rows]
    has_key = max(names) > WIDEST_NAME
    right = 12.0 if has_key else percent(max(names) + 14)
    left = 10.0
    places = [left + (100 - left - right) * i / (len(years) - 1) for i in range(len(years))]
    marks = [
        [
            LineDot(i, places[i] * NARROW / 100, height(value.fen), value)
            for i, value in enumerate(values)
            if value.fen is not None
        ]
        for _, values in rows
    ]
    steps = [
        [
            (one, next_)
            for one, next_ in pairwise(line)
            if next_.year - one.year == 1 and not years[next_.year][2]
        ]
        for line in marks
    ]
    ends = [] if has_key else _ends([line[-1] for line in marks])
    occupied = [Box(mark.x - 5, mark.y - 5, 10, 10) for line in marks for mark in line]
    occupied += [
        Box(line[-1].x + 9, y - 10, wide, 12) for line, y, wide in zip(marks, ends, names, strict=False)
    ]
    crossed = [box for line in steps for step in line for box in _along(*step)]
    drawn: list[ChartLine] = []
    for n, ((name, _), (tone, fill)) in enumerate(zip(rows, TONES, strict=False)):
        others = [mark for m, line in enumerate(marks) if m != n for mark in line]
        labels = _labels(marks[n], unit, occupied, crossed, others)
        points = tuple(
            Point(
                f"{places[mark.year]:.1f}%",
                f"{mark.y:.1f}",
                f"{labels.get(mark.year, 0.0):.1f}",
                figure_text(mark.value, unit) if mark.year in labels else "",
                mark.value.is_derived,
            )
            for mark in marks[n]
        )
        strokes = tuple(
            Stroke(
                f"{places[one.year]:.1f}%",
                f"{one.y:.1f}",
                f"{places[next_.year]:.1f}%",
                f"{next_.y:.1f}",
                one.value.is_implied or next_.value.is_implied,
            )
            for one, next_ in steps[n]
        )
        end = None if has_key else (f"{places[marks[n][-1].year]:.1f}%", f"{ends[n]:.1f}")
        drawn.append(ChartLine(name, tone, fill, points, strokes, end))
    breaks = tuple(f"{(places[i - 1] + places[i]) / 2:.1f}%" for i in range(1, len(years)) if years[i][2])
    return YearLines(
        title,
        _told(years, rows[0], unit, break_word if breaks else ""),
        tuple(drawn),
        _ticks(years, places),
        breaks,
        f"{height(0):.1f}",
        has_key,
        break_word,
    )


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )

    def away(self, y: float) -> float:
        """How far a height is from its middle."""
        return abs(self.y + self.height / 2 - y)


class LineDot(NamedTuple):
    """A dot of a line, in pixels of the narrowest chart."""

    year: int
    x: float
    y: float
    value: Value


def _ends(last: Sequence[LineDot]) -> list[float]:
    """Baselines of the names beside the last dots, each a line away from the others."""
    found: list[float] = []
    for mark in last:
        y = mark.y + 4
        while any(abs(y - other) < LINE - 2 for other in found):
            y += LINE - 2
        found.append(y)
    return found


def _along(one: LineDot, other: LineDot) -> list[Box]:
    """Small boxes on the stroke between two dots."""
    count = max(int(max(abs(other.x - one.x), abs(other.y - one.y)) / 4), 1)
    return [
        Box(one.x + (other.x - one.x) * k / count - 1, one.y + (other.y - one.y) * k / count - 1, 2, 2)
        for k in range(count + 1)
    ]


def _labels(
    marks: Sequence[LineDot],
    unit: Unit,
    occupied: list[Box],
    crossed: Sequence[Box],
    others: Sequence[LineDot],
) -> dict[int, float]:
    """The baseline of every label that fits, by year: ends and extremes first, above the dot, else below; off the lines
    where that is possible, and never nearer to a dot of another line. Grows `occupied`."""
    found: dict[int, float] = {}
    extremes = (min(marks, key=lambda mark: mark.y), max(marks, key=lambda mark: mark.y))
    for mark in (marks[-1], marks[0], *extremes, *marks):
        if mark.year in found:
            continue
        wide = width(figure_text(mark.value, unit))
        above, below, higher, lower = (
            Box(mark.x - wide / 2, mark.y + up - 11, wide, 13) for up in (-10, 20, -25, 35)
        )
        free = [
            box
            for box in (above, below, higher, lower)
            if box.y + box.height <= FLOOR + 6
            and not any(box.meets(other) for other in occupied)
            and not any(other.year == mark.year and box.away(other.y) <= box.away(mark.y) for other in others)
        ]
        clear = [box for box in free if not any(box.meets(other) for other in crossed)]
        if free:
            box = (clear or free)[0]
            occupied.append(box)
            found[mark.year] = box.y + 11
    return found


def _ticks(
    years: Sequence[tuple[str, str, bool]], places: Sequence[float]
) -> tuple[tuple[str, str, str], ...]:
    """Years under the floor, and their forms where all of them have room."""
    step = (places[1] - places[0]) * NARROW / 100
    fits = all(width(form, 12) <= step - 4 for _, form, _ in years)
    every = next(n for n in range(1, len(years) + 1) if n * step >= width("2000") + 4 or n == len(years))
    return tuple(
        (f"{place:.1f}%", year if (len(years) - 1 - i) % every == 0 else "", form if fits else "")
        for i, (place, (year, form, _)) in enumerate(zip(places, years, strict=True))
    )


def _told(
    years: Sequence[tuple[str, str, bool]], first: tuple[str, Sequence[Value]], unit: Unit, break_word: str
) -> str:
    facts = [
        f"{year[0]} 年 {amount_text(value.fen, unit)}"
        for year, value in zip(years, first[1], strict=True)
        if value.fen is not None
    ]
    return f"折线图。{first[0]}：{'，'.join(facts)} {unit.label}。" + (
        f"线在{break_word}处断开。" if break_word else ""
    )
