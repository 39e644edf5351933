"""How wide a label is, and where it breaks: the server does not know the font, so it counts full and half widths.

All charts must hold at `NARROW` pixels, the width of a chart on a small phone. A label never loses a sign: it goes on in
further lines, or stands outside of what it names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from disclosures.presenting.amounts import amount_text
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

NARROW = 320.0
WIDE = 640.0
"""From this width on a chart may show longer labels (`.wide` in the stylesheet)."""

SIZE = 13
LINE = 16
"""Pixels from one line of a label to the next."""

HALF = 0.6
"""Of the type's size: a little more than a digit of any of the fonts, so that nothing is cut."""

NOT_FIRST = frozenset("，。、；：）」』”’》〉·％%)]}")
NOT_LAST = frozenset("（「『“‘《〈([{")


def width(text: str, size: float = SIZE) -> float:
    """Pixels of a text: a Chinese sign is as wide as the type is high, any other 0.6 of it."""
    return size * sum(1.0 if unicodedata.east_asian_width(sign) in "WFA" else HALF for sign in text)


def percent(pixels: float) -> float:
    """Pixels as per cent of the narrowest chart: at every other width there is more room."""
    return pixels * 100 / NARROW


def lines(text: str, room: float = NARROW, size: float = SIZE) -> tuple[str, ...]:
    """The text in as few lines of at most `room` pixels as it needs, evenly filled. Numbers and codes stay whole where
    they fit into a line."""
    pieces = list(_pieces(text, room, size))
    found = _filled(pieces, room, size)
    narrower = max([width(text, size) / len(found), *(width(piece, size) for piece in pieces)])
    while len(found) > 1 and narrower < room:
        even = _filled(pieces, narrower, size)
        if len(even) == len(found):
            return even
        narrower += size / 2
    return found


def _filled(pieces: Iterable[str], room: float, size: float) -> tuple[str, ...]:
    """Every line as full as it can be."""
    found: list[str] = []
    line = ""
    for piece in pieces:
        if line and width(line + piece, size) > room:
            found.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    if line or not found:
        found.append(line.rstrip())
    return tuple(found)


def in_lines(
    items: Iterable[str], between: str = "　", room: float = NARROW, size: float = 12
) -> tuple[str, ...]:
    """Short items one after the other, broken between them; within one only where it is wider than a line."""
    found: list[str] = []
    for item in items:
        joined = f"{found[-1]}{between}{item}" if found else item
        if found and width(joined, size) <= room:
            found[-1] = joined
        else:
            found += lines(item, room, size)
    return tuple(found)


def room_for(texts: Sequence[str], least: float = 30.0, gap: float = 8.0) -> float:
    """Per cent of the width left for marks when the widest of these texts stands right of them."""
    widest = max((width(text) for text in texts), default=0.0)
    return max(100 - percent(widest + gap), least)


def _pieces(text: str, room: float, size: float) -> Iterable[str]:
    """What a line may not break: a run of half-width signs, or a sign with the punctuation that clings to it."""
    piece = ""
    for sign in text:
        clings = piece and (
            sign in NOT_FIRST or piece[-1] in NOT_LAST or (_is_half(sign) and _is_half(piece[-1]))
        )
        if piece and (not clings or width(piece + sign, size) > room):
            yield piece
            piece = ""
        piece += sign
    if piece:
        yield piece


def _is_half(sign: str) -> bool:
    return sign != " " and unicodedata.east_asian_width(sign) not in "WFA"


def figure_text(value: Value, unit: Unit) -> str:
    """The number beside a mark of a chart; with ≠ where the printed figure differs from another place."""
    return amount_text(value.fen or 0, unit) + (" ≠" if value.differs else "")
