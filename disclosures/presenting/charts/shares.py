"""Shares of a whole: bars of 100 %, and a treemap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.presenting.amounts import amount_text
from disclosures.vocabulary import Unit

from .bars import SERIES, Label, label_at
from .labels import LINE, NARROW, WIDE, in_lines, lines, width


@dataclass(frozen=True, slots=True)
class ShareSegment:
    fill: int
    x: str
    width: str
    middle: str
    label: str


@dataclass(frozen=True, slots=True)
class ShareBar:
    name: Label
    total: str
    total_y: int
    bar_y: int
    segments: tuple[ShareSegment, ...]
    below: Label

    @property
    def label_y(self) -> int:
        return self.bar_y + 18


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
    y = 0
    for name, total, values in columns:
        shown = [(fill, parts[i][0], values[i] or 0) for fill, i in enumerate(kept, start=1)]
        if rest:
            shown.append((SERIES, "其他", sum(values[i] or 0 for i in rest)))
        amount = amount_text(total, unit)
        label, y = label_at(lines(name, NARROW - width(amount, 12) - 12), y)
        total_y, bar_y = label[0][0], y + 4
        segments, below = _segments(shown, total)
        y = bar_y + 26
        under: Label = ()
        if below:
            under, y = label_at(in_lines(below), y + 2)
        bars.append(ShareBar(label, amount, total_y, bar_y, segments, under))
        y += 18
        if segments:
            largest = max(shown, key=lambda entry: entry[2])
            facts.append(f"{name} {largest[1]} 占 {largest[2] * 100 / total:.1f} %")
    key = [(fill, f"{parts[i][1]}") for fill, i in enumerate(kept, start=1)]
    if rest:
        key.append((SERIES, f"其他 {len(rest)} 项"))
    description = "百分比堆叠条。各列最大的一项：" + "；".join(facts) + "。"
    return StackedShares(title, description, tuple(key), tuple(bars), y - 10)


def _segments(
    shown: Sequence[tuple[int, str, int]], total: int
) -> tuple[tuple[ShareSegment, ...], list[str]]:
    """Segments with what fits into them, and the words for below the bar."""
    segments: list[ShareSegment] = []
    below: list[str] = []
    x = 0.0
    for fill, short, part in shown:
        if part == 0:
            continue
        share = part * 100 / total
        room = share * NARROW / 100 - 8
        whole = f"{short} · {share:.1f} %"
        label = next((text for text in (whole, short) if width(text) <= room), "")
        segments.append(
            ShareSegment(fill, f"{x:.2f}%", f"{max(share - 0.35, 0.1):.2f}%", f"{x + share / 2:.2f}%", label)
        )
        if label != whole:
            below.append(f"{short} {share:.1f} %")
        x += share
    return tuple(segments), below


# --- treemap ---------------------------------------------------------------------------------------------------------

MOST_TILES = 12
TREE_HEIGHT = 260
TREE_WIDTH = 520.0
"""The width at which tiles are as square as can be; labels must fit at 320."""


@dataclass(frozen=True, slots=True)
class Tile:
    x: str
    y: str
    width: str
    height: str
    narrow: Label
    """What fits at the narrowest width; a tile too small for its code has none and is in the table below the chart."""
    wide: Label
    """What fits where the chart is twice as wide."""
    name: str


@dataclass(frozen=True, slots=True)
class Treemap:
    title: str
    description: str
    unit: str
    tiles: tuple[Tile, ...]
    left_out: str
    """What is not drawn and why, for below the chart."""
    height: int = TREE_HEIGHT


def treemap(
    title: str, rows: Sequence[tuple[str, str, int]], unit: Unit, whole_fen: int | None = None
) -> Treemap | None:
    """Tiles in proportion: `rows` are (code, name, 分). Shares are of `whole_fen`, the total of the table below, else of
    what is drawn. Negative amounts and zeros are left out and named; beyond twelve the smallest are one. None for fewer
    than two tiles."""
    drawn = sorted((row for row in rows if row[2] > 0), key=lambda row: -row[2])
    if len(drawn) < 2:
        return None
    whole = sum(row[2] for row in drawn)
    if len(drawn) > MOST_TILES:
        rest = drawn[MOST_TILES - 1 :]
        drawn = [*drawn[: MOST_TILES - 1], ("", f"其他 {len(rest)} 项", sum(row[2] for row in rest))]
        drawn.sort(key=lambda row: -row[2])
    boxes = _squarified(
        [row[2] * TREE_WIDTH * TREE_HEIGHT / whole for row in drawn], 0.0, 0.0, TREE_WIDTH, TREE_HEIGHT
    )
    base = whole_fen if whole_fen is not None and whole_fen > 0 else whole
    tiles = tuple(_tile(row, row[2] * 100 / base, box) for row, box in zip(drawn, boxes, strict=True))
    code, name, fen = drawn[0]
    description = (
        f"矩形树图，{len(drawn)} 块，面积与金额成比例。最大的是{code} {name}，{amount_text(fen, unit)} {unit.label}，"
        f"占 {fen * 100 / base:.1f} %。"
    )
    left_out = [f"{code} {name} {amount_text(fen, unit)}".strip() for code, name, fen in rows if fen <= 0]
    words = f"负数和 0 不入图：{'；'.join(left_out)}。" if left_out else ""
    if base > whole and not left_out:
        words += f"合计中的 {amount_text(base - whole, unit)} 没有分到这些科目，不在图中。"
    if any(not tile.narrow for tile in tiles):
        words += "太小的块没有标注，见下表。"
    return Treemap(title, description + words, unit.label, tiles, words)


def _tile(row: tuple[str, str, int], share: float, box: tuple[float, float, float, float]) -> Tile:
    code, name, _ = row
    x, y, wide, high = box
    gap = 2.0
    percentage = f"{share:.1f} %"

    def label(chart_width: float) -> Label:
        room = wide / TREE_WIDTH * chart_width - 14
        full = (*lines(f"{code} {name}".strip(), max(room, 1.0)), percentage)
        choices = (full, (f"{code} {percentage}",), (code, percentage), (code,)) if code else (full,)
        for texts in choices:
            if len(texts) * LINE + 8 <= high - gap and all(width(text) <= room for text in texts):
                return tuple((int(y) + 17 + i * LINE, text) for i, text in enumerate(texts))
        return ()

    return Tile(
        f"{x * 100 / TREE_WIDTH:.2f}%",
        f"{y:.1f}",
        f"{max(wide * 100 / TREE_WIDTH - 0.4, 0.1):.2f}%",
        f"{max(high - gap, 0.5):.1f}",
        label(NARROW),
        label(WIDE),
        f"{code} {name} {percentage}".strip(),
    )


def _squarified(
    areas: Sequence[float], x: float, y: float, wide: float, high: float
) -> list[tuple[float, float, float, float]]:
    """Boxes (x, y, width, height) for areas from large to small, rows along the shorter side (Bruls and others, 2000)."""
    boxes: list[tuple[float, float, float, float]] = []
    rest = list(areas)
    while rest:
        side = min(wide, high)
        row = [rest[0]]
        while len(row) < len(rest) and _worst([*row, rest[len(row)]], side) <= _worst(row, side):
            row.append(rest[len(row)])
        thick = sum(row) / side if side else 0.0
        at = 0.0
        for area in row:
            long = area / thick if thick else 0.0
            boxes.append((x + at, y, long, thick) if wide < high else (x, y + at, thick, long))
            at += long
        if wide < high:
            y, high = y + thick, high - thick
        else:
            x, wide = x + thick, wide - thick
        rest = rest[len(row) :]
    return boxes


def _worst(row: Sequence[float], side: float) -> float:
    """The least square of a row's boxes: long side to short side."""
    total = sum(row)
    return max(max(side * side * area / total**2, total**2 / (side * side * area)) for area in row)
