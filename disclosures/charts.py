"""Charts as plain geometry for server-side SVG templates (`templates/charts/`).

Positions along x are per cent of the width, along y pixels, so that labels keep their size at every width. Bars start
at zero; every value is labelled; a missing value is a word under the bars, never a bar of length zero. Negative values
are not drawn: they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.amounts import Unit, amount_text
from disclosures.queries.values import Value

WIDEST_BAR = 76.0
"""Per cent of the width that the largest bar takes; the rest is for its label (13 px type at 320 px)."""

SERIES = 6
"""How many fills the stylesheet tells apart in grey (`.f1` … `.f6`)."""


@dataclass(frozen=True, slots=True)
class Bar:
    fill: int
    y: int
    width: str
    text: str

    @property
    def baseline(self) -> int:
        return self.y + 12


@dataclass(frozen=True, slots=True)
class BarGroup:
    label: str
    y: int
    bars: tuple[Bar, ...]
    axis: tuple[int, int] | None
    remark: str
    remark_y: int


@dataclass(frozen=True, slots=True)
class GroupedBars:
    title: str
    description: str
    unit: str
    series: tuple[tuple[int, str], ...]
    groups: tuple[BarGroup, ...]
    height: int


def grouped_bars(
    title: str, series: Sequence[str], rows: Sequence[tuple[str, Sequence[Value]]], unit: Unit
) -> GroupedBars | None:
    """One group a row, one bar a series, all on one scale; None where nothing can be drawn."""
    numbers = [value.fen for _, values in rows for value in values if value.fen is not None and value.fen > 0]
    if not numbers or len(series) > SERIES:
        return None
    largest = max(numbers)
    groups: list[BarGroup] = []
    y = 0
    for label, values in rows:
        label_y, y = y + 13, y + 21
        bars: list[Bar] = []
        words: dict[str, list[str]] = {}
        for number, (name, value) in enumerate(zip(series, values, strict=True), start=1):
            if value.fen is None:
                words.setdefault(value.absence.label if value.absence else "", []).append(name)
            elif value.fen <= 0:
                words.setdefault(amount_text(value.fen, unit), []).append(name)
            else:
                width = f"{value.fen * WIDEST_BAR / largest:.1f}%"
                bars.append(Bar(number, y, width, amount_text(value.fen, unit)))
                y += 18
        axis = (label_y + 5, y) if bars else None
        remark = "；".join(f"{word}：{'、'.join(names)}" for word, names in words.items())
        remark_y = y + 13 if bars else y + 10
        groups.append(BarGroup(label, label_y, tuple(bars), axis, remark, remark_y))
        y += 32 if remark else 14
    peak = max(
        ((value.fen or 0), label, name)
        for label, values in rows
        for name, value in zip(series, values, strict=True)
    )
    description = f"横条图，{len(rows)} 项，{len(series)} 列。最大的是{peak[2]}的{peak[1]}，{amount_text(peak[0], unit)} {unit.label}。"
    return GroupedBars(title, description, unit.label, tuple(enumerate(series, start=1)), tuple(groups), y)


@dataclass(frozen=True, slots=True)
class Segment:
    fill: int
    x: str
    width: str
    middle: str
    label: str


@dataclass(frozen=True, slots=True)
class ShareBar:
    name: str
    total: str
    y: int
    segments: tuple[Segment, ...]
    below: str

    @property
    def bar_y(self) -> int:
        return self.y + 8

    @property
    def label_y(self) -> int:
        return self.y + 26

    @property
    def below_y(self) -> int:
        return self.y + 50


@dataclass(frozen=True, slots=True)
class StackedShares:
    title: str
    description: str
    key: tuple[tuple[int, str], ...]
    bars: tuple[ShareBar, ...]
    height: int


def stacked_shares(
    title: str,
    parts: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, int, Sequence[int | None]]],
    unit: Unit,
) -> StackedShares | None:
    """One bar of 100 % a column. `parts` are (short, full) names; the largest come first. None where a column holds a
    negative part or nothing at all. Beyond six parts the smallest are one: 其他."""
    if not columns or any(part is not None and part < 0 for _, _, values in columns for part in values):
        return None
    if any(total <= 0 for _, total, _ in columns):
        return None
    weight = [max((values[i] or 0) / total for _, total, values in columns) for i in range(len(parts))]
    kept = sorted(range(len(parts)), key=lambda i: weight[i], reverse=True)
    kept = [i for i in kept[: SERIES if len(parts) <= SERIES else SERIES - 1] if weight[i] > 0]
    rest = [i for i in range(len(parts)) if i not in kept and weight[i] > 0]
    bars: list[ShareBar] = []
    facts: list[str] = []
    y = 14
    for name, total, values in columns:
        shown = [(fill, parts[i][0], values[i] or 0) for fill, i in enumerate(kept, start=1)]
        if rest:
            shown.append((SERIES, "其他", sum(values[i] or 0 for i in rest)))
        segments: list[Segment] = []
        below: list[str] = []
        x = 0.0
        for fill, short, part in shown:
            share = part * 100 / total
            if part == 0:
                continue
            label = f"{short} · {share:.1f} %" if share > 28 else short if share > 9 else ""
            segments.append(
                Segment(fill, f"{x:.2f}%", f"{max(share - 0.35, 0.1):.2f}%", f"{x + share / 2:.2f}%", label)
            )
            if share <= 28:
                below.append(f"{short} {share:.1f} %")
            x += share
        bars.append(ShareBar(name, amount_text(total, unit), y, tuple(segments), "　".join(below)))
        if segments:
            largest = max(shown, key=lambda entry: entry[2])
            facts.append(f"{name} {largest[1]} 占 {largest[2] * 100 / total:.1f} %")
        y += 86 if below else 68
    key = [(fill, f"{parts[i][1]}") for fill, i in enumerate(kept, start=1)]
    if rest:
        key.append((SERIES, f"其他 {len(rest)} 项"))
    description = "百分比堆叠条。各列最大的一项：" + "；".join(facts) + "。"
    return StackedShares(title, description, tuple(key), tuple(bars), y - 14)


@dataclass(frozen=True, slots=True)
class Point:
    x: str
    y: str
    label_y: str
    text: str
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


@dataclass(frozen=True, slots=True)
class YearLines:
    title: str
    description: str
    lines: tuple[Line, ...]
    years: tuple[tuple[str, str, str], ...]
    breaks: tuple[str, ...]
    height: int = 322


TONES: tuple[tuple[str, int], ...] = (("", 1), ("four", 4), ("two", 2))
TOP, FLOOR = 36.0, 280.0


def year_lines(
    title: str,
    years: Sequence[tuple[str, str, bool]],
    rows: Sequence[tuple[str, Sequence[Value]]],
    unit: Unit,
) -> YearLines | None:
    """Up to three lines over years. `years` are (year, form, break before it); a line over a break is dotted."""
    rows = rows[: len(TONES)]
    numbers = [value.fen for _, values in rows for value in values if value.fen is not None]
    if not numbers or min(numbers) < 0 or max(numbers) == 0 or len(years) < 2:
        return None
    largest = max(numbers)
    places = [12 + 76 * i / (len(years) - 1) for i in range(len(years))]
    lines: list[Line] = []
    heights = [
        [FLOOR - (FLOOR - TOP) * fen / largest for _, values in rows if (fen := values[i].fen) is not None]
        for i in range(len(years))
    ]
    taken: list[list[float]] = [[] for _ in years]
    for (name, values), (tone, fill) in zip(rows, TONES, strict=False):
        points: list[Point] = []
        strokes: list[Stroke] = []
        previous: tuple[int, float] | None = None
        for i, value in enumerate(values):
            if value.fen is None:
                continue
            y = FLOOR - (FLOOR - TOP) * value.fen / largest
            label_y = _free_place(y, heights[i], taken[i])
            taken[i].append(label_y)
            points.append(
                Point(
                    f"{places[i]:.1f}%",
                    f"{y:.1f}",
                    f"{label_y:.1f}",
                    amount_text(value.fen, unit),
                    value.is_derived,
                )
            )
            if previous is not None:
                at, before = previous
                over_break = any(years[k][2] for k in range(at + 1, i + 1)) or i - at > 1
                strokes.append(
                    Stroke(f"{places[at]:.1f}%", f"{before:.1f}", f"{places[i]:.1f}%", f"{y:.1f}", over_break)
                )
            previous = (i, y)
        lines.append(Line(name, tone, fill, tuple(points), tuple(strokes)))
    breaks = [f"{(places[i - 1] + places[i]) / 2:.1f}%" for i in range(1, len(years)) if years[i][2]]
    first = rows[0]
    facts = [
        f"{year[0]} 年 {amount_text(v.fen, unit)}"
        for year, v in zip(years, first[1], strict=True)
        if v.fen is not None
    ]
    description = f"折线图。{first[0]}：{'，'.join(facts)} {unit.label}。" + (
        "虚线跨口径变化。" if breaks else ""
    )
    labels = tuple(
        (f"{place:.1f}%", year, form) for place, (year, form, _) in zip(places, years, strict=True)
    )
    return YearLines(title, description, tuple(lines), labels, tuple(breaks))


def _free_place(y: float, points: Sequence[float], labels: Sequence[float]) -> float:
    """The baseline of a label: above its point, else below, else further off, away from other points and labels."""

    def is_free(place: float) -> bool:
        middle = place - 5
        return all(abs(middle - other) > 11 for other in points if other != y) and all(
            abs(place - other) > 14 for other in labels
        )

    places = [y - 11, y + 21, y - 25, y + 35]
    return next((place for place in places if is_free(place)), y - 11)


@dataclass(frozen=True, slots=True)
class SplitBar:
    label: str
    first_width: str
    second_width: str
    end: str
    first_text: str
    second_text: str


def split_bar(first: tuple[str, int], second: tuple[str, int], scale: int, unit: Unit) -> SplitBar | None:
    """One bar of two parts on a scale shared with its neighbours, e.g. 基本支出 and 项目支出."""
    (name, a), (other, b) = first, second
    if a < 0 or b < 0 or a + b == 0 or scale <= 0:
        return None
    left, right = a * 100 / scale, b * 100 / scale
    return SplitBar(
        f"{name}支出 {amount_text(a, unit)}，{other}支出 {amount_text(b, unit)}",
        f"{left:.1f}%",
        f"{right:.1f}%",
        f"{left + right:.1f}%",
        f"{name} {a * 100 / (a + b):.1f} %",
        f"{other} {b * 100 / (a + b):.1f} %",
    )


LABEL_CHARACTERS = 23
"""Characters of a label's line: 13 px type in a 320 px chart. A longer name goes on in a second line, never cut."""


@dataclass(frozen=True, slots=True)
class RankedBar:
    label: tuple[tuple[int, str], ...]
    y: int
    width: str
    text: str

    @property
    def baseline(self) -> int:
        return self.y + 12

    @property
    def bottom(self) -> int:
        return self.y + 18


@dataclass(frozen=True, slots=True)
class RankedBars:
    title: str
    description: str
    unit: str
    bars: tuple[RankedBar, ...]
    height: int
    mark: str = ""
    """Where the median stands."""
    mark_text: str = ""
    mark_end: bool = False


def ranked_bars(
    title: str, rows: Sequence[tuple[str, Value]], unit: Unit, median_fen: int | None = None
) -> RankedBars | None:
    """One bar a row on one scale, names above the bars, the median as a broken line; None for nothing to compare."""
    numbers = [(value.fen, label) for label, value in rows if value.fen is not None]
    largest = max((fen for fen, _ in numbers), default=0)
    if largest <= 0 or len(rows) < 2:
        return None
    bars: list[RankedBar] = []
    y = 20 if median_fen is not None else 0
    for label, value in rows:
        lines: list[tuple[int, str]] = []
        for start in range(0, len(label), LABEL_CHARACTERS):
            lines.append((y + 13, label[start : start + LABEL_CHARACTERS]))
            y += 17
        y += 4
        width = f"{max(value.fen or 0, 0) * WIDEST_BAR / largest:.1f}%"
        shown = (
            amount_text(value.fen, unit)
            if value.fen is not None
            else value.absence.label
            if value.absence
            else ""
        )
        bars.append(RankedBar(tuple(lines), y, width, shown))
        y += 28
    peak = max(numbers)
    description = f"横条图，{len(rows)} 项。最大的是{peak[1]}，{amount_text(peak[0], unit)} {unit.label}。"
    if median_fen is None:
        return RankedBars(title, description, unit.label, tuple(bars), y)
    place = max(median_fen, 0) * WIDEST_BAR / largest
    words = f"中位数 {amount_text(median_fen, unit)}"
    return RankedBars(
        title,
        f"{description}{words} {unit.label}。",
        unit.label,
        tuple(bars),
        y,
        mark=f"{place:.1f}%",
        mark_text=words,
        mark_end=place > WIDEST_BAR / 2,
    )
