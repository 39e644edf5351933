"""Two columns of amounts, a line for every row between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

from .labels import LINE, NARROW, figure_text, lines, percent, width

LEFT, RIGHT, NEAREST = 47.0, 74.0, 60.0
"""Per cent of the width where the two columns of dots stand; names and amounts are outside. Long amounts move the right
one, as far as `NEAREST`."""
MOST_SLOPES = 10
SLOPE_HEIGHT = 200.0


@dataclass(frozen=True, slots=True)
class SlopeEnd:
    y: str
    """Of the dot."""
    label: tuple[tuple[str, str], ...]
    """Lines with their baselines; the last is the amount, or the word for why there is none."""
    leader: str
    """The y of the label where it had to move away from its dot, else empty."""
    derived: bool
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class SlopeLine:
    tone: str
    left: SlopeEnd
    right: SlopeEnd

    @property
    def is_drawn(self) -> bool:
        return self.left.is_drawn and self.right.is_drawn


@dataclass(frozen=True, slots=True)
class Slope:
    title: str
    description: str
    unit: str
    heads: tuple[str, str]
    left: str
    right: str
    lines: tuple[SlopeLine, ...]
    dotted: bool
    height: int
    left_out: str


def slope(
    title: str,
    heads: tuple[str, str],
    rows: Sequence[tuple[str, str, Value, Value]],
    unit: Unit,
    is_break: bool = False,
) -> Slope | None:
    """Two columns, a line a row (code, name and the two amounts); dotted over a break. At most ten rows, the largest: the others are counted. None
    where no row has a number on both sides, or one is negative."""
    if any((old.fen or 0) < 0 or (new.fen or 0) < 0 for _, _, old, new in rows):
        return None
    rows = [row for row in rows if row[2].fen or row[3].fen]
    shown = sorted(rows, key=_larger, reverse=True)[:MOST_SLOPES]
    if not any(row[2].fen is not None and row[3].fen is not None for row in shown):
        return None
    largest = _larger(shown[0])

    def place(value: Value) -> float:
        return SLOPE_HEIGHT * (1 - (value.fen or 0) / largest) + 40

    room = LEFT * NARROW / 100 - 14
    texts = [
        ((*lines(f"{code} {name}".strip(), room), _word(old, unit)), (f"{code} {_word(new, unit)}".strip(),))
        for code, name, old, new in shown
    ]
    blocks = [
        _spread([(place(old), len(text[0])) for (_, _, old, _), text in zip(shown, texts, strict=True)]),
        _spread([(place(new), len(text[1])) for (_, _, _, new), text in zip(shown, texts, strict=True)]),
    ]
    widest = max(width(text, 12) for _, right in texts for text in right)
    right = max(NEAREST, min(RIGHT, 100 - percent(widest + 14)))
    drawn: list[SlopeLine] = []
    for i, (_, _, old, new) in enumerate(shown):
        ends = [
            SlopeEnd(
                f"{place(value):.1f}",
                tuple(
                    (f"{blocks[side][i] + 4 + n * LINE:.1f}", text) for n, text in enumerate(texts[i][side])
                ),
                f"{blocks[side][i]:.1f}" if abs(blocks[side][i] - place(value)) > 3 else "",
                value.is_derived,
                value.fen is not None,
            )
            for side, value in enumerate((old, new))
        ]
        drawn.append(SlopeLine("" if i == 0 else "four", ends[0], ends[1]))
    height = max(
        SLOPE_HEIGHT + 52,
        *(blocks[side][i] + len(texts[i][side]) * LINE + 4 for side in (0, 1) for i in range(len(shown))),
    )
    _, name, old, new = shown[0]
    description = (
        f"坡度图，{heads[0]} 与 {heads[1]}，{len(shown)} 项。最大的是{name}："
        f"{_word(old, unit)}，{_word(new, unit)}，单位{unit.label}。"
    )
    left_out = f"另有 {len(rows) - len(shown)} 项较小，见下表。" if len(rows) > len(shown) else ""
    return Slope(
        title,
        description + left_out,
        unit.label,
        heads,
        f"{LEFT:.0f}%",
        f"{right:.1f}%",
        tuple(drawn),
        is_break,
        int(height),
        left_out,
    )


def _larger(row: tuple[str, str, Value, Value]) -> int:
    return max(row[2].fen or 0, row[3].fen or 0)


def _word(value: Value, unit: Unit) -> str:
    if value.fen is not None:
        return figure_text(value, unit)
    return value.absence.label if value.absence else ""


def _spread(labels: Sequence[tuple[float, int]]) -> list[float]:
    """Where labels of so many lines begin, each as near to its dot as the one above it allows."""
    found = [0.0] * len(labels)
    below = 0.0
    for i in sorted(range(len(labels)), key=lambda i: labels[i][0]):
        y, count = labels[i]
        found[i] = max(y, below)
        below = found[i] + count * LINE + 4
    return found
