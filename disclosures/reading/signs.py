"""The one normaliser of search: which printed signs are the same sign, and what the words of a question are.

Full and half width, traditional and simplified (sign by sign), capitals and small letters are the same; quotation marks,
brackets, white space within a line and the commas of thousands do not count: “三公”經費 is 三公经费, ３，９５２．５９ is 3952.59.
Both sides of a comparison go through `folded`: what is stored for the index, and what is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache

LONGEST_WORD = 50
MOST_WORDS = 6

_DROPPED = frozenset("“”‘’\"'「」『』《》〈〉()[]{}〔〕【】")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_PARTED = re.compile(r"[\s、；。！？;!?]+|(?<!\d)[,，]|[,，](?!\d)")
_BEFORE_UNIT = re.compile(r"(?<=[\d.])\s+(?=[百千万亿]*元)")


@cache
def _simplified() -> Callable[[str], str]:
    """Loaded when the first sign is asked for: 70 ms and 8 MB that no process needs that never searches."""
    from opencc import OpenCC

    return OpenCC("t2s").convert


class _Folding(dict[int, str]):
    """A table for `str.translate` that finds out about a sign when it first meets it."""

    def __missing__(self, number: int) -> str:
        sign = unicodedata.normalize("NFKC", chr(number)).translate(_UPPER)
        if not sign.isascii():
            sign = _simplified()(sign)
        kept = "".join(one for one in sign if one == "\n" or not (one in _DROPPED or one.isspace()))
        if number <= LAST_KEPT:
            self[number] = kept
        return kept


LAST_KEPT = 0xFFFF
"""Rarer signs are looked up each time: the table stays small whoever asks."""
_FOLDING = _Folding()


def folded(text: str) -> str:
    """A text for comparison, its lines kept apart."""
    return _THOUSANDS.sub("", text.translate(_FOLDING))


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """The same, and of each of its signs the place that it has in the text."""
    signs = [(one, at) for at, sign in enumerate(text) for one in sign.translate(_FOLDING)]
    joined = "".join(one for one, _ in signs)
    commas = {match.start() for match in _THOUSANDS.finditer(joined)}
    kept = [pair for at, pair in enumerate(signs) if at not in commas]
    return "".join(one for one, _ in kept), [at for _, at in kept]


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for, as they were written: each once, six at most. Marks alone are no word."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    words: dict[str, str] = {}
    for word in _PARTED.split(_BEFORE_UNIT.sub("", printable)):
        if plain := folded(word):
            words.setdefault(plain, word[:LONGEST_WORD])
    return tuple(words.values())[:MOST_WORDS]
