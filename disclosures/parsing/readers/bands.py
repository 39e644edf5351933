"""Rows that no rules part: the cells between two rules of a table hold several lines of amounts, each a row of its own.

What is one amount over two lines (1,286.4⏎0) stays one. Amounts say where rows stand; names of several lines are joined to
theirs, as in tables without any rules. Lengths are PDF points.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.parsing.document import Box
from disclosures.parsing.readers.lines import Char, rows_of
from disclosures.parsing.readers.unruled.cells import Placed
from disclosures.parsing.readers.unruled.rows import aligned
from disclosures.parsing.readers.unruled.words import AMOUNT, WHOLE, Text, Word, words_of

PIECE = re.compile(r"[-−(（]?[\d.,，]+[)）]?%?")
OPEN_END = (",", "，", ".", "-", "−", "(", "（")
FEN = re.compile(r"[^.]*\.\d\d")
"""An amount with two decimals is whole as a rule."""
ROOM = 1.6
"""Digits. A line that leaves less of its cell free is full: what stands below may be the rest of its number."""
PADDING = 4.0
"""Points on both sides of the text of a cell together, at least."""
LONG = 4
"""Digits. A number that is shorter may as well count the lines of a list."""
EVEN = 0.5
"""Of the type size: lines of different cells whose middles differ by less stand on one row."""


@dataclass(frozen=True, slots=True)
class BandCell:
    """A cell between two rules: its columns, its box, its characters."""

    first: int
    last: int
    box: Box
    chars: list[Char]


def rows_between(cells: Sequence[BandCell]) -> list[list[Placed]]:
    """The rows of the cells between two rules; none where these hold one row, as they do in most tables."""
    if not any(_is_tall(cell.chars) for cell in cells):
        return []
    lines = [_lines(cell.chars) for cell in cells]
    named = [words[0].middle for cell in lines for words in cell if not PIECE.fullmatch(_plain(words))]
    units = [_units(found, cell.box, named) for cell, found in zip(cells, lines, strict=True)]
    if not _are_rows(units):
        return []
    band = [
        Placed(cell.first, cell.last, list(words))
        for cell, found in zip(cells, units, strict=True)
        for words in found
    ]
    em = max(word.size for placed in band for word in placed.words)
    return aligned(band, 1 + max(cell.last for cell in cells), em)


def number_lines(chars: list[Char], box: Box) -> list[float]:
    """The middles of the lines of a cell that are a number each."""
    if not _is_tall(chars):
        return []
    units = _units(_lines(chars), box, ())
    return [words[0].middle for words in units if WHOLE.fullmatch(_plain(words))]


def _is_tall(chars: Sequence[Char]) -> bool:
    """Does it hold more than one line?"""
    if len(chars) < 2:
        return False
    top, bottom = min(c["top"] for c in chars), max(c["bottom"] for c in chars)
    return bool(bottom - top > 1.5 * chars[0]["size"])


def _lines(chars: list[Char]) -> list[list[Word]]:
    return [words for row in rows_of(chars) if (words := words_of(row))]


def _units(lines: Sequence[list[Word]], box: Box, named: Sequence[float]) -> list[list[Word]]:
    """The lines of a cell, an amount broken over two of them as one. `named` are the heights of words beside it."""
    found: list[list[Word]] = []
    for words in lines:
        if found and _goes_on(found[-1], words, box[2] - box[0], named):
            found[-1] = [*found[-1], *words]
        else:
            found.append(words)
    return found


def _plain(words: Sequence[Word]) -> str:
    return Text(tuple(words)).plain


def _goes_on(upper: Sequence[Word], lower: Sequence[Word], width: float, named: Sequence[float]) -> bool:
    """Is the lower line the rest of the number in the upper one? It makes it whole; and the upper line is full, or cannot
    end where it does, or there is no name beside the lower one."""
    first, second = _plain(upper), _plain(lower)
    if not (PIECE.fullmatch(first) and PIECE.fullmatch(second) and WHOLE.fullmatch(first + second)):
        return False
    if first.endswith(OPEN_END) or second.startswith("."):
        return True
    size, height = lower[0].size, lower[0].middle
    if FEN.fullmatch(first + second) and not any(abs(other - height) < EVEN * size for other in named):
        return "." in first
    if (first + second).isdigit() and len(second) >= len(first):
        return False  # two codes: of a broken one the end is shorter
    last = [word for word in upper if abs(word.middle - upper[-1].middle) < word.size / 2]
    taken = last[-1].x1 - last[0].x0
    digit = taken / max(sum(len(word.text) for word in last), 1)
    return not FEN.fullmatch(first) and width - taken < ROOM * digit + PADDING


def _are_rows(units: Sequence[Sequence[Sequence[Word]]]) -> bool:
    """Do the lines of cells make rows? Where one has several amounts, or two have several numbers on the same lines."""
    numbers = [[words for words in cell if WHOLE.fullmatch(_plain(words))] for cell in units]
    several = [cell for cell in numbers if len(cell) > 1]
    if any(sum(_is_amount(_plain(words)) for words in cell) > 1 for cell in several):
        return True
    if all(len(_plain(words)) == 1 for cell in several for words in cell) and any(
        map(_is_one_amount, numbers)
    ):
        return False  # codes in columns that are no wider than a figure
    heights = [[words[-1].middle for words in cell] for cell in several]
    size = max((cell[0][0].size for cell in several), default=0.0)
    return any(
        sum(any(abs(y - other) < EVEN * size for other in second) for y in first) > 1
        for first, second in pairwise(heights)
    )


def _is_one_amount(numbers: Sequence[Sequence[Word]]) -> bool:
    return len(numbers) == 1 and _is_amount(_plain(numbers[0]))


def _is_amount(text: str) -> bool:
    return AMOUNT.fullmatch(text) is not None or sum(char.isdigit() for char in text) >= LONG
