"""Words that two texts have in common, found without comparing every text with every other.

Of a text some of its shingles (runs of `SHINGLE` signs) are kept by winnowing (Schleimer, Wilkerson, Aiken 2003): the least
of every `WINDOW` that follow one another. Two texts with `SHINGLE` + `WINDOW` - 1 signs in a row in common share one of them.

Compared are signs: no white space and no marks, forms of signs folded, every year the same sign. For shingles every other
number is the same sign too, so that the words of a form are the same whatever amounts stand in it; for the words in common
numbers have to be equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from zlib import crc32

SHINGLE, WINDOW = 8, 24
SEED = 16
"""Signs from which words in common are looked for."""

_PRINTED_YEAR = re.compile(r"(?:19|20)\d\d")
_AMOUNT = re.compile(r"(?<![\d.,])(?!0+(?:\.0+)?[^\d.])\d[\d,.]*\s*(?:[百千万亿]*元|[%％])")
"""An amount or a share that is not 0."""
_NOTHING = re.compile(r"0\s*(?:[百千万亿]*元|[%％])")
_MARK = re.compile(r"[。；;，,：:！？!?\n]")
_YEAR, _NUMBER = "年", "0"
_TOKEN = re.compile(r"(?P<year>(?:19|20)\d\d(?=年|[-—~至]\d{4}年)年?度?)|(?P<number>\d[\d,.]*)|[^\W\d_]+|%")


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a text, and where each begins and ends in it."""

    text: str
    signs: str
    starts: list[int]
    ends: list[int]

    def printed(self, start: int, end: int) -> str:
        """The words as printed that signs stand for."""
        return self.text[self.starts[start] : self.ends[end - 1]]


class _Forms(dict[int, str]):
    """The compatibility form of a sign, where that is one sign: a text keeps its length."""

    def __missing__(self, sign: int) -> str:
        found = unicodedata.normalize("NFKC", chr(sign))
        self[sign] = found if len(found) == 1 else chr(sign)
        return self[sign]


_FORMS = _Forms()


def folded(text: str, numbers: bool = True) -> Signs:
    """The signs that are compared; `numbers` as they are, else all alike."""
    found = Signs(text, "", [], [])
    signs: list[str] = []
    for token in _TOKEN.finditer(text.translate(_FORMS)):
        start, end = token.span()
        if token["year"] or (token["number"] and not numbers):
            signs.append(_YEAR if token["year"] else _NUMBER)
            found.starts.append(start)
            found.ends.append(end)
        else:
            signs.append(token[0])
            found.starts.extend(range(start, end))
            found.ends.extend(range(start + 1, end + 1))
    return replace(found, signs="".join(signs))


def grams(text: str) -> list[int]:
    """All shingles of a text in their order, as numbers of 32 bits."""
    signs = folded(text, numbers=False).signs.encode("utf-32-le")
    size = 4 * SHINGLE
    return [crc32(signs[at : at + size]) for at in range(0, len(signs) - size + 1, 4)]


def shingles(text: str) -> set[int]:
    """The kept ones."""
    numbers = grams(text)
    return {
        min(numbers[start : start + WINDOW])
        for start in range(max(len(numbers) - WINDOW + 1, min(len(numbers), 1)))
    }


@dataclass(frozen=True, slots=True)
class Shared:
    """Words in common, as each text prints them; where they begin in each, and how many signs they are."""

    here: str
    there: str
    at: tuple[int, int]
    length: int

    @property
    def is_filled(self) -> bool:
        """Of the amounts in it, if there are any, one is not 0: what a form says of nothing is the form's."""
        return _AMOUNT.search(self.here) is not None or _NOTHING.search(self.here) is None

    @property
    def is_repeated(self) -> bool:
        """Nothing but years changed, and an amount or a share is among what did not."""
        years = [[int(year) for year in _PRINTED_YEAR.findall(words)] for words in (self.here, self.there)]
        return (
            len(years[0]) == len(years[1])
            and any(one != other for one, other in zip(*years, strict=True))
            and _AMOUNT.search(self.here) is not None
        )


def shared(here: Signs, there: Signs, shortest: int) -> Iterator[Shared]:
    """The clauses that two texts have in common, of so many signs in a row at least."""
    for run in _runs(here.signs, there.signs, shortest):
        first, last = _whole_clauses(here, run.here, run.here + run.length)
        shift = run.there - run.here
        if last - first >= shortest:
            yield Shared(
                here.printed(first, last),
                there.printed(first + shift, last + shift),
                (here.starts[first], there.starts[first + shift]),
                last - first,
            )


def _whole_clauses(of: Signs, start: int, end: int) -> tuple[int, int]:
    """The signs of a run without the parts of clauses that it begins and ends with."""
    bounds = [at for at in range(start, end + 1) if _is_bound(of, at)]
    return (bounds[0], bounds[-1]) if bounds else (start, start)


def _is_bound(of: Signs, at: int) -> bool:
    """Whether a mark stands before a sign, or the text begins or ends there."""
    if at in (0, len(of.signs)):
        return True
    return _MARK.search(of.text, of.ends[at - 1], of.starts[at]) is not None


@dataclass(frozen=True, slots=True)
class _Run:
    here: int
    there: int
    length: int


def _runs(here: str, there: str, shortest: int) -> Iterator[_Run]:
    """Signs that both have in a row, each as long as it goes; none overlaps another in the first text."""
    places: dict[str, list[int]] = {}
    for at in range(len(there) - SEED + 1):
        places.setdefault(there[at : at + SEED], []).append(at)
    at = 0
    while at <= len(here) - SEED:
        grown = [_grown(here, there, at, place) for place in places.get(here[at : at + SEED], ())]
        length = max(grown, default=0)
        if length >= shortest:
            yield _Run(at, places[here[at : at + SEED]][grown.index(length)], length)
        at += max(length - SEED + 1, 1)


def _grown(here: str, there: str, at: int, place: int) -> int:
    """How many signs are the same from two places on."""
    length = SEED
    while here[at + length : at + length + 1] == there[place + length : place + length + 1] != "":
        length += 1
    return length
