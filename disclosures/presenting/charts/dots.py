"""A ranking as dots on one scale, with the median of each peer group marked; and bars of parts in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.presenting.amounts import amount_text
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

from .bars import Label, label_at
from .labels import NARROW, figure_text, lines, room_for


@dataclass(frozen=True, slots=True)
class Dot:
    label: Label
    y: int
    x: str
    """Empty where there is no number."""
    text_x: str
    text: str
    tone: str
    derived: bool

    @property
    def baseline(self) -> int:
        return self.y + 4

    @property
    def above(self) -> int:
        return self.y - 9

    @property
    def below(self) -> int:
        return self.y + 9


@dataclass(frozen=True, slots=True)
class Median:
    x: str
    words: Label
    at_end: bool
    """The words stand left of the line: it is in the right half."""
    tone: str


@dataclass(frozen=True, slots=True)
class DotPlot:
    title: str
    description: str
    unit: str
    dots: tuple[Dot, ...]
    medians: tuple[Median, ...]
    key: tuple[tuple[int, str], ...]
    """The groups with their fills, where there is more than one."""
    zero: str
    top: int
    height: int
    note: str


def dot_plot(
    title: str,
    rows: Sequence[tuple[str, str, Value]],
    unit: Unit,
    medians: Sequence[tuple[str, int | None]] = (),
    note: str = "",
) -> DotPlot | None:
    """One dot a row: (name, group, value). `medians` are (group, 分 or None), in the order of their tones: the first
    group's dots are dark, others light with an outline. Negative amounts stand left of zero. None for fewer than two
    numbers, or where all are zero."""
    numbers = [value.fen for _, _, value in rows if value.fen is not None]
    marked = [fen for _, fen in medians if fen is not None]
    if len(numbers) < 2 or not any(numbers):
        return None
    low, high = min(0, *numbers, *marked), max(0, *numbers, *marked)
    widest = room_for([figure_text(value, unit) for _, _, value in rows], gap=16)

    def place(fen: int) -> float:
        return widest * (fen - low) / (high - low)

    tones = {group: "" if i == 0 else "three" for i, (group, _) in enumerate(medians)}
    lines_of: list[Median] = []
    y = 0
    for group, fen in medians:
        if fen is not None:
            x = place(fen)
            at_end = x > 50
            room = (x if at_end else 100 - x) * NARROW / 100
            words, y = label_at(lines(f"{group}中位数 {amount_text(fen, unit)}", room, 12), y)
            lines_of.append(Median(f"{x:.1f}%", words, at_end, tones[group]))
    top = y
    dots: list[Dot] = []
    for name, group, value in rows:
        label, y = label_at(lines(name), y + 2)
        tone = tones.get(group, "")
        if value.fen is None:
            word = value.absence.label if value.absence else ""
            dots.append(Dot(label, y + 9, "", "0", word, tone, False))
        else:
            x = place(value.fen)
            dots.append(
                Dot(
                    label,
                    y + 9,
                    f"{x:.1f}%",
                    f"{x:.1f}%",
                    figure_text(value, unit),
                    tone,
                    value.is_derived,
                )
            )
        y += 22
    shown = {group for _, group, _ in rows}
    key = [(1 if i == 0 else 3, group) for i, (group, _) in enumerate(medians) if group in shown]
    description = _told(rows, unit, medians)
    return DotPlot(
        title,
        description,
        unit.label,
        tuple(dots),
        tuple(lines_of),
        tuple(key) if len(key) > 1 else (),
        f"{place(0):.1f}%",
        top,
        y,
        note,
    )


def _told(
    rows: Sequence[tuple[str, str, Value]], unit: Unit, medians: Sequence[tuple[str, int | None]]
) -> str:
    peak = max(((value.fen, name) for name, _, value in rows if value.fen is not None))
    words = f"点图，{len(rows)} 项。最大的是{peak[1]}，{amount_text(peak[0], unit)} {unit.label}。"
    for group, fen in medians:
        if fen is not None:
            words += f"{group}中位数 {amount_text(fen, unit)} {unit.label}。"
    return words
