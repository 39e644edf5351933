"""Finding words on a PDF page as it is displayed: where its signs stand was found when its picture was drawn.

A scanned page has no words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from disclosures.models.box import Box
from disclosures.parsing.normalise import key
from disclosures.parsing.sandbox.messages import TENTHS, PageText

SHORTEST = 8
"""Signs of a sentence that must be found together before its beginning is taken for the sentence."""

Char = tuple[str, int, int, int, int]
"""A sign and its edges x0, top, x1, bottom in tenths of a point."""


@dataclass(frozen=True)
class PageWords:
    """The signs of a page in the order of the file, white space left out."""

    chars: Sequence[Char]

    @cached_property
    def _folded(self) -> tuple[str, list[int]]:
        """The page as one word, folded for matching, and which sign each of its letters is of."""
        letters: list[str] = []
        owners: list[int] = []
        for i, char in enumerate(self.chars):
            folded = key(char[0])
            letters.append(folded)
            owners += [i] * len(folded)
        return "".join(letters), owners

    def find(self, words: str) -> list[tuple[Box, ...]]:
        """Every place where the words stand: a box for each line they run over, in points."""
        page, owners = self._folded
        wanted = key(words)
        found: list[tuple[Box, ...]] = []
        at = page.find(wanted) if wanted else -1
        while at >= 0:
            found.append(tuple(_lines(self.chars[owners[at] : owners[at + len(wanted) - 1] + 1])))
            at = page.find(wanted, at + 1)
        return found

    def find_sentence(self, words: str) -> tuple[Box, ...]:
        """The first place of a sentence; of one that runs over the page's end, as much as stands here."""
        wanted = key(words)
        shortest = min(SHORTEST, len(wanted))
        page, _ = self._folded
        low, high = 0, len(wanted)
        # The longest beginning that stands on the page: what holds for it holds for shorter ones.
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if wanted[:middle] in page else (low, middle - 1)
        if low < max(shortest, 1):
            return ()
        return self.find(wanted[:low])[0]


def _lines(chars: Sequence[Char]) -> Iterator[Box]:
    """The boxes of signs that follow each other, one for each line."""
    box: list[int] = []
    for _, x0, top, x1, bottom in chars:
        if box and (top + bottom) // 2 <= box[3] and (top + bottom) // 2 >= box[1] and x1 > box[0]:
            box = [min(box[0], x0), min(box[1], top), max(box[2], x1), max(box[3], bottom)]
            continue
        if box:
            yield _points(box)
        box = [x0, top, x1, bottom]
    if box:
        yield _points(box)


def _points(box: Sequence[int]) -> Box:
    x0, top, x1, bottom = (edge / TENTHS for edge in box)
    return x0, top, x1, bottom


def words_of(page: PageText) -> PageWords:
    """The signs of a page with their boxes."""
    edges = iter(page.edges)
    return PageWords(list(zip(page.signs, edges, edges, edges, edges, strict=False)))
