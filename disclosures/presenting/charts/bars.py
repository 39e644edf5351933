"""Bars from zero: rows of several series, and one bar of two parts.

Every value is labelled; a missing value is a word under the bars, never a bar of length zero. Negative values are not
drawn: they are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.presenting.amounts import amount_text
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

from .labels import LINE, figure_text, in_lines, lines, room_for

SERIES = 6
"""How many fills the stylesheet and the patterns tell apart in grey (`.f1` … `.f6`)."""

Label = tuple[tuple[int, str], ...]
"""Lines of a label, each with the y of its baseline."""


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
    label: Label
    bars: tuple[Bar, ...]
    axis: tuple[int, int] | None
    remark: Label


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
    drawn = [value for _, values in rows for value in values if value.fen is not None and value.fen > 0]
    numbers = [value.fen or 0 for value in drawn]
    if not numbers or len(series) > SERIES:
        return None
    largest = max(numbers)
    widest = room_for([figure_text(value, unit) for value in drawn])
    groups: list[BarGroup] = []
    y = 0
    for name, values in rows:
        label, y = label_at(lines(name), y)
        axis_y = y
        bars: list[Bar] = []
        words: dict[str, list[str]] = {}
        for number, (column, value) in enumerate(zip(series, values, strict=True), start=1):
            if value.fen is None:
                words.setdefault(value.absence.label if value.absence else "", []).append(column)
            elif value.fen <= 0:
                words.setdefault(figure_text(value, unit), []).append(column)
            else:
                width = f"{value.fen * widest / largest:.1f}%"
                bars.append(Bar(number, y + 4, width, figure_text(value, unit)))
                y += 18
        axis = (axis_y + 1, y + 4) if bars else None
        told = [f"{word}：{'、'.join(names)}" for word, names in words.items()]
        remark, y = label_at(in_lines(told), y + (3 if bars else 0)) if told else ((), y)
        groups.append(BarGroup(label, tuple(bars), axis, remark))
        y += 16
    peak = max(
        ((value.fen or 0), label, name)
        for label, values in rows
        for name, value in zip(series, values, strict=True)
    )
    description = f"横条图，{len(rows)} 项，{len(series)} 列。最大的是{peak[2]}的{peak[1]}，{amount_text(peak[0], unit)} {unit.label}。"
    return GroupedBars(title, description, unit.label, tuple(enumerate(series, start=1)), tuple(groups), y)


def label_at(texts: Sequence[str], y: int) -> tuple[Label, int]:
    """Lines of a label from `y` down, and the y below them."""
    return tuple((y + 13 + i * LINE, text) for i, text in enumerate(texts)), y + 1 + len(texts) * LINE


@dataclass(frozen=True, slots=True)
class SplitSegment:
    fill: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class SplitBar:
    label: str
    segments: tuple[SplitSegment, ...]
    shares: str


def split_bar(parts: Sequence[tuple[str, int]], scale: int, unit: Unit) -> SplitBar | None:
    """One bar of several parts on a scale shared with its neighbours, e.g. 基本支出, 项目支出 and what is neither."""
    whole = sum(fen for _, fen in parts)
    if any(fen < 0 for _, fen in parts) or whole == 0 or scale <= 0:
        return None
    segments: list[SplitSegment] = []
    x = 0.0
    for fill, (_, fen) in enumerate(parts, start=1):
        segments.append(SplitSegment(fill, f"{x:.1f}%", f"{fen * 100 / scale:.1f}%"))
        x += fen * 100 / scale
    return SplitBar(
        "，".join(f"{name} {amount_text(fen, unit)}" for name, fen in parts),
        tuple(segments),
        "　".join(f"{name} {fen * 100 / whole:.1f} %" for name, fen in parts),
    )
