"""Where the money comes from and what it is for: sources on the left, functions on the right, the total between them.

No document says which source pays for which function, so the two sides meet in one bar; nothing is linked by guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.presenting.amounts import amount_text
from disclosures.vocabulary import Unit

from .labels import LINE, NARROW, lines, percent, width

SIDE, WIDEST_SIDE = 38.0, 46.0
"""Per cent of the width for the labels of one side; more only where an amount needs it."""
MIDDLE = 50.0
TALL = 220.0
GAP = 8.0
LEAST = 1.5
MOST_PARTS = 10
"""Of one side; beyond them the smallest are one."""
REST = "其余（总计减去列出的各项，本站算出）"


@dataclass(frozen=True, slots=True)
class Ribbon:
    """A band between a part and the total, as a path in a box 100 wide; and the label of the part."""

    path: str
    y: str
    thick: str
    x: str
    label: tuple[tuple[str, str], ...]
    text_x: str
    is_source: bool
    is_rest: bool


@dataclass(frozen=True, slots=True)
class Flow:
    title: str
    description: str
    unit: str
    heads: tuple[tuple[str, str], tuple[str, str]]
    """Each with its x."""
    ribbons: tuple[Ribbon, ...]
    bar_y: str
    bar_height: str
    total: str
    height: int


def flow(
    title: str,
    total_fen: int,
    sources: Sequence[tuple[str, int]],
    uses: Sequence[tuple[str, int]],
    unit: Unit,
    heads: tuple[str, str] = ("收入来源", "支出功能"),
) -> Flow | None:
    """`sources` and `uses` are (name, 分) and each at most the total; what is missing of it is one more part, marked as
    worked out here. None where a part is negative, a side is empty, or its parts are more than the total."""
    if total_fen <= 0:
        return None
    sides = [[part for part in side if part[1]] for side in (sources, uses)]
    for side in sides:
        if not side or any(fen < 0 for _, fen in side) or sum(fen for _, fen in side) > total_fen:
            return None
        side.sort(key=lambda part: -part[1])
        if len(side) > MOST_PARTS:
            others = side[MOST_PARTS - 1 :]
            side[MOST_PARTS - 1 :] = [(f"其他 {len(others)} 项", sum(fen for _, fen in others))]
        if rest := total_fen - sum(fen for _, fen in side):
            side.append((REST, rest))
    widest = max(width(amount_text(fen, unit), 12) for side in sides for _, fen in side)
    part = min(max(SIDE, percent(widest + 8)), WIDEST_SIDE)
    room = part * NARROW / 100 - 8
    labels = [[(*lines(name, room), amount_text(fen, unit)) for name, fen in side] for side in sides]
    slots = [
        [max(TALL * fen / total_fen, len(text) * LINE) for (_, fen), text in zip(side, texts, strict=True)]
        for side, texts in zip(sides, labels, strict=True)
    ]
    heights = [sum(slot) + GAP * (len(slot) - 1) for slot in slots]
    tall = max(*heights, TALL)
    top = 44.0
    bar_y = top + (tall - TALL) / 2
    ribbons: list[Ribbon] = []
    for number, side in enumerate(sides):
        y, at = top + (tall - heights[number]) / 2, bar_y
        for (name, fen), text, slot in zip(side, labels[number], slots[number], strict=True):
            thick = max(TALL * fen / total_fen, LEAST)
            start = y + (slot - thick) / 2
            ribbons.append(
                _ribbon(
                    part,
                    number == 0,
                    start,
                    at,
                    thick,
                    TALL * fen / total_fen,
                    text,
                    y + slot / 2,
                    name == REST,
                )
            )
            y += slot + GAP
            at += TALL * fen / total_fen
    largest = [max(side, key=lambda part: part[1]) for side in sides]
    description = (
        f"流向图。总计 {amount_text(total_fen, unit)} {unit.label}；最大的来源是{largest[0][0]}，"
        f"{amount_text(largest[0][1], unit)}；最大的用途是{largest[1][0]}，{amount_text(largest[1][1], unit)}。"
    )
    return Flow(
        title,
        description,
        unit.label,
        ((heads[0], f"{part - 0.5:.1f}%"), (heads[1], f"{100 - part + 0.5:.1f}%")),
        tuple(ribbons),
        f"{bar_y:.1f}",
        f"{TALL:.1f}",
        f"总计 {amount_text(total_fen, unit)}",
        int(top + tall + 24),
    )


def _ribbon(
    side: float,
    is_source: bool,
    y: float,
    at: float,
    thick: float,
    share: float,
    text: Sequence[str],
    middle: float,
    is_rest: bool,
) -> Ribbon:
    """From `y` at the side to `at` on the bar; widths of the box are per cent of the chart."""
    near, far = (side + 1.5, MIDDLE - 1.5) if is_source else (100 - side - 1.5, MIDDLE + 1.5)
    bend = (near + far) / 2
    path = (
        f"M{near:.2f} {y:.1f}C{bend:.2f} {y:.1f} {bend:.2f} {at:.1f} {far:.2f} {at:.1f}"
        f"V{at + share:.1f}C{bend:.2f} {at + share:.1f} {bend:.2f} {y + thick:.1f} {near:.2f} {y + thick:.1f}Z"
    )
    first = middle - len(text) * LINE / 2 + 12
    return Ribbon(
        path,
        f"{y:.1f}",
        f"{thick:.1f}",
        f"{side + 0.5 if is_source else 100 - side - 1.5:.2f}%",
        tuple((f"{first + i * LINE:.1f}", line) for i, line in enumerate(text)),
        f"{side - 0.5 if is_source else 100 - side + 0.5:.2f}%",
        is_source,
        is_rest,
    )
