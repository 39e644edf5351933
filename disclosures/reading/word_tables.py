"""Tables of words beside the code (`disclosures/data`): short words in names of agencies, and what people say for what is
printed. A row more is a word more that is found; nothing else has to be changed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path

from .signs import folded

DATA = Path(__file__).resolve().parents[1] / "data"
MOST_SHORT = 16
_JOINING = frozenset("和与及")
_LEVEL = re.compile(r"(?<=..)(?:特别行政区|自治区|自治州|自治县|自治旗|地区|新区|省|市|县|区|旗|盟)$")


@cache
def _table(name: str) -> dict[str, tuple[str, ...]]:
    """The words of the second column for each of the first."""
    found: dict[str, list[str]] = {}
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for word, other in list(csv.reader(file))[1:]:
            found.setdefault(folded(word), []).append(folded(other))
    return {word: tuple(others) for word, others in found.items()}


def printed_for(word: str) -> Iterator[str]:
    """The word with what people say in it replaced by what is printed: 房租补贴 → 租赁补贴, 租金补贴; 房租赁 is printed so."""
    for said, printed in _table("synonyms.csv").items():
        if said in word and not any(other in word and other not in said for other in printed):
            yield from (word.replace(said, other) for other in printed)


@cache
def _asking_words() -> re.Pattern[str]:
    stands: dict[str, list[str]] = {}
    for word, (where,) in _table("asking_words.csv").items():
        stands.setdefault(where, []).append(re.escape(word))
    before, after = (
        "|".join(sorted(stands[folded(place)], key=len, reverse=True)) for place in ("before", "after")
    )
    return re.compile(f"^(?:{before})|(?:{after})$")


def without_asking(word: str) -> str:
    """A word without what only asks: 谁租办公室 → 租办公室, 衡水市工信局花了多少钱 → 衡水市工信局."""
    return _asking_words().sub("", word)


@cache
def _agency_words() -> re.Pattern[str]:
    longest_first = sorted(_table("agency_words.csv"), key=len, reverse=True)
    return re.compile("(" + "|".join([*map(re.escape, longest_first), *sorted(_JOINING)]) + ")")


def bare_place(name: str) -> str:
    """衡水市 → 衡水."""
    return _LEVEL.sub("", name)


def short_names(name: str, place: str) -> list[str]:
    """How people shorten the name of an agency, the usual way first: each long word by its short ones, 和 between them left
    out, the place without 市 or 县: 衡水市工业和信息化局 → 衡水市工信局, 衡水工信局 …
    """
    name, place = folded(name), folded(place)
    before, found, rest = name.partition(place) if place else ("", "", name)
    starts = dict.fromkeys((before + found, bare_place(found), found))
    shorter = [short for short in _shortened(rest) if short != rest]
    endings = shorter if not found else [*shorter, rest]
    made = dict.fromkeys(start + ending for ending in endings for start in starts)
    made.pop(name, None)
    return list(islice(made, MOST_SHORT))


def _shortened(name: str) -> Iterator[str]:
    """All ways to shorten the words of a name, all of them shortened first."""
    words = _table("agency_words.csv")
    pieces = [piece for piece in _agency_words().split(name) if piece]
    ways = [(*words.get(piece, ()), piece) for piece in pieces]
    for chosen in product(*ways):
        is_short = [one != piece for one, piece in zip(chosen, pieces, strict=True)]
        yield "".join(
            one
            for i, one in enumerate(chosen)
            if one not in _JOINING or not any(is_short[max(i - 1, 0) : i + 2])
        )
