"""Amounts over years as up to three lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.amounts import Unit, amount_text
from disclosures.labels import LINE, NARROW, percent, width
from disclosures.queries.values import Value


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
class Line:
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
    lines: tuple[Line, ...]
    years: tuple[tuple[str, str, str], ...]
    breaks: tuple[str, ...]
    zero: str
    has_key: bool
    height: int = 322


TONES: tuple[tuple[str, int], ...] = (("", 1), ("four", 4), ("two", 2))
TOP, FLOOR = 36.0, 280.0
WIDEST_NAME = 60.0
"""Pixels of a line's name that may stand at its end; longer names go into the key."""


def year_lines(
    title: str,
    years: Sequence[tuple[str, str, bool]],
    rows: Sequence[tuple[str, Sequence[Value]]],
    unit: Unit,
) -> YearLines | None:
    """Up to three lines over years. `years` are (year, form, break before it); a line stops at a break and at a year
    without a value, and is dotted where a side is implied. The scale holds zero; below it stands what is negative."""
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
    occupied: list[Box] = [
        Box(place * NARROW / 100 - 5, height(value.fen) - 5, 10, 10)
        for _, values in rows
        for place, value in zip(places, values, strict=True)
        if value.fen is not None
    ]
    ends: list[float] = []
    drawn: list[Line] = []
    for (name, values), (tone, fill) in zip(rows, TONES, strict=False):
        marks = [(i, height(value.fen), value) for i, value in enumerate(values) if value.fen is not None]
        labels = _labels(marks, places, unit, occupied)
        points = tuple(
            Point(
                f"{places[i]:.1f}%",
                f"{y:.1f}",
                f"{labels[i]:.1f}",
                amount_text(value.fen or 0, unit),
                value.is_derived,
            )
            if i in labels
            else Point(f"{places[i]:.1f}%", f"{y:.1f}", "0", "", value.is_derived)
            for i, y, value in marks
        )
        strokes = tuple(
            Stroke(
                f"{places[i]:.1f}%",
                f"{y:.1f}",
                f"{places[j]:.1f}%",
                f"{z:.1f}",
                value.is_implied or other.is_implied,
            )
            for (i, y, value), (j, z, other) in pairwise(marks)
            if j - i == 1 and not years[j][2]
        )
        end = None
        if not has_key:
            last, y = marks[-1][0], marks[-1][1] + 4
            while any(abs(y - other) < LINE - 2 for other in ends):
                y += LINE - 2
            ends.append(y)
            end = (f"{places[last]:.1f}%", f"{y:.1f}")
        drawn.append(Line(name, tone, fill, points, strokes, end))
    breaks = tuple(f"{(places[i - 1] + places[i]) / 2:.1f}%" for i in range(1, len(years)) if years[i][2])
    return YearLines(
        title,
        _told(years, rows[0], unit, bool(breaks)),
        tuple(drawn),
        _ticks(years, places),
        breaks,
        f"{height(0):.1f}",
        has_key,
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


def _labels(
    marks: Sequence[tuple[int, float, Value]], places: Sequence[float], unit: Unit, occupied: list[Box]
) -> dict[int, float]:
    """The baseline of every label that fits: ends and extremes first, above its point, else below. Grows `occupied`."""
    found: dict[int, float] = {}
    order = [marks[-1], marks[0], min(marks, key=lambda m: m[1]), max(marks, key=lambda m: m[1]), *marks]
    for i, y, value in order:
        if i in found:
            continue
        wide = width(amount_text(value.fen or 0, unit))
        for baseline in (y - 10, y + 20, y - 25, y + 35):
            box = Box(places[i] * NARROW / 100 - wide / 2, baseline - 11, wide, 13)
            if not any(box.meets(other) for other in occupied):
                occupied.append(box)
                found[i] = baseline
                break
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
    years: Sequence[tuple[str, str, bool]], first: tuple[str, Sequence[Value]], unit: Unit, has_breaks: bool
) -> str:
    facts = [
        f"{year[0]} 年 {amount_text(value.fen, unit)}"
        for year, value in zip(years, first[1], strict=True)
        if value.fen is not None
    ]
    return f"折线图。{first[0]}：{'，'.join(facts)} {unit.label}。" + (
        "线在口径变化处断开。" if has_breaks else ""
    )
