"""The characters of a page, each once and without the marks of notes: glyphs drawn twice (bold made by a second
stroke) are one, and a small raised figure beside an amount (300.00¹) is no digit of it. Pure geometry."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import median

from disclosures.parsing.readers.lines import Char

SAME_PLACE = 0.15
"""Of the type size: the same glyph this close is drawn twice. No two glyphs of a line stand so close, not even “11”."""
BUCKET = 2.0
"""Points. Glyphs drawn twice lie less than one apart."""
OVERSET = 0.75
"""Of the width a font states: where the next character leaves no more room, the font is wrong."""
SMALL = 0.8
"""Of the size of the amount: a mark of a note is set smaller,"""
RAISED = 0.12
"""of its size: and its middle is higher by this."""
BESIDE = 0.35
"""Of its size: and no farther from it than this."""
SIGNS = frozenset("*＊※†‡¹²³⁰⁴⁵⁶⁷⁸⁹①②③④⑤⑥⑦⑧⑨⑩⑴⑵⑶⑷⑸⑹⑺⑻⑼❶❷❸❹❺")
"""Marks of notes at any size: none of them is a digit of an amount, though some are folded to one later on."""
SMALL_MARKS = frozenset("0123456789abcdef[]()（）〔〕,，、") | SIGNS
"""What is a mark where it is small and raised."""
DIGITS = frozenset("0123456789０１２３４５６７８９")
OF_NUMBERS = DIGITS | frozenset(".,，．-−(（¥￥")
BAND = 12.0
"""Points. Characters beside one another stand in the same band of the page, or in bands that touch."""


def each_once(chars: list[Char]) -> list[Char]:
    """Characters without those that are drawn again in the same place."""
    places = {(char["text"], int(char["x0"] / BUCKET), int(char["top"] / BUCKET)) for char in chars}
    if len(places) == len(chars):
        return chars
    kept: list[Char] = []
    at: dict[tuple[str, int, int], list[Char]] = {}
    for char in chars:
        text, x, y = char["text"], int(char["x0"] / BUCKET), int(char["top"] / BUCKET)
        near = (c for dx in (0, -1, 1) for dy in (0, -1, 1) for c in at.get((text, x + dx, y + dy), ()))
        if not text.isspace() and any(_is_again(char, other) for other in near):
            continue
        at.setdefault((text, x, y), []).append(char)
        kept.append(char)
    return kept


def _is_again(char: Char, other: Char) -> bool:
    apart = SAME_PLACE * char["size"]
    return bool(
        abs(char["x0"] - other["x0"]) < min(apart, (char["x1"] - char["x0"]) / 2)
        and abs(char["top"] - other["top"]) < apart
        and abs(char["size"] - other["size"]) < apart
    )


def as_wide_as_set(chars: list[Char]) -> list[Char]:
    """Characters no wider than the next one leaves room for: a font may say that its digits are twice as wide as they are
    set, and the last digits of an amount would seem to stand in the next column."""
    shares: dict[str, list[float]] = {}
    trimmed: dict[int, Char] = {}
    for index, (char, following) in enumerate(pairwise(chars)):
        room, wide = following["x0"] - char["x0"], char["x1"] - char["x0"]
        if SAME_PLACE * char["size"] < room < OVERSET * wide and _is_next(char, following):
            trimmed[index] = char | {"x1": following["x0"]}
            shares.setdefault(char["fontname"], []).append(room / wide)
    if not trimmed:
        return chars
    set_wide = Counter(char["fontname"] for char in chars)
    share = {font: median(found) for font, found in shares.items() if 2 * len(found) > set_wide[font]}
    return [
        trimmed[i]
        if i in trimmed
        else c | {"x1": c["x0"] + share[c["fontname"]] * (c["x1"] - c["x0"])}
        if c["fontname"] in share
        else c
        for i, c in enumerate(chars)
    ]


def _is_next(char: Char, following: Char) -> bool:
    """Was the second one painted behind the first, in the same type on the same line?"""
    return bool(
        char["fontname"] == following["fontname"]
        and char["size"] == following["size"]
        and abs(char["bottom"] - following["bottom"]) < SAME_PLACE * char["size"]
    )


def without_marks(chars: list[Char]) -> tuple[list[Char], str]:
    """Characters without the marks of notes beside numbers, and these marks in reading order."""
    sizes = Counter(char["size"] for char in chars if char["text"].isdigit())
    if not sizes:
        return chars, ""
    small = SMALL * sizes.most_common(1)[0][0]
    candidates = [c for c in chars if c["text"] in SIGNS or (c["size"] < small and c["text"] in SMALL_MARKS)]
    if not candidates:
        return chars, ""
    bands: dict[int, list[Char]] = {}
    for char in chars:
        bands.setdefault(int(char["bottom"] / BAND), []).append(char)
    marks: list[Char] = []
    dropped: set[int] = set()
    for char in sorted(candidates, key=lambda c: (c["page_number"], c["x0"])):
        band = int(char["bottom"] / BAND)
        level = [c for b in (band - 1, band, band + 1) for c in bands.get(b, ())]
        near = [c for c in level if _are_beside(char, c)]
        behind = [other for other in near if other["x0"] < char["x0"]]
        before = [other for other in near if other["x0"] >= char["x0"]]
        numbers = [other for other in behind if _is_of_number(other, level, dropped)]
        goes_on = any(
            id(other) in dropped and abs(other["size"] - char["size"]) < 0.1 * char["size"]
            for other in behind
        )
        if goes_on or _is_mark(char, numbers, behind, before):
            marks.append(char)
            dropped.add(id(char))
    marks.sort(key=lambda c: (round(c["top"]), c["x0"]))
    return [char for char in chars if id(char) not in dropped], "".join(char["text"] for char in marks)


def _are_beside(char: Char, other: Char) -> bool:
    apart = BESIDE * max(char["size"], other["size"])
    return other is not char and bool(
        char["top"] < other["bottom"]
        and other["top"] < char["bottom"]
        and (abs(char["x0"] - other["x1"]) < apart or abs(other["x0"] - char["x1"]) < apart)
    )


def _is_of_number(char: Char, level: list[Char], dropped: set[int]) -> bool:
    """Is nothing but a number set solid before the character? A model (NVR420*) is none."""
    while char["text"] in OF_NUMBERS or id(char) in dropped:
        before = [c for c in level if c["x0"] < char["x0"] and _are_beside(c, char)]
        if not before:
            return True
        char = min(before, key=lambda c: abs(float(c["x1"] - char["x0"])))
    return False


def _is_mark(char: Char, numbers: list[Char], behind: list[Char], before: list[Char]) -> bool:
    """Is it the mark of a number it stands behind or before? `behind` and `before` are the characters it touches,
    `numbers` those behind it that end a number."""
    if char["text"] in SIGNS:
        # 7*24 is no mark
        return not before if numbers else not behind and any(c["text"] in DIGITS for c in before)
    return any(char["size"] < SMALL * other["size"] and _is_raised(char, other) for other in numbers)


def _is_raised(char: Char, other: Char) -> bool:
    return bool((other["top"] + other["bottom"] - char["top"] - char["bottom"]) / 2 > RAISED * other["size"])
