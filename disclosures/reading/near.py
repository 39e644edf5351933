"""What was probably meant where nothing was found: a word asks, is two words, or has a wrong sign or two.

A question is mended word by word, and only words that are nowhere are touched. A word is taken apart where both parts
are on record (衡水工信局三公经费). Else names that share pairs of signs with it, or that hold its sound, are compared with it sign by
sign; homophones cost little, because that is how wrong signs are typed. What was done is said; numbers are never mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from disclosures.models import SearchEntry
from disclosures.models.search_entry import SearchKind
from disclosures.vocabulary import HeadlineItem
from disclosures.vocabulary import Statement as StatementType

from .asking import Word, word_of
from .grams import ENTRIES, Sought, holding, sharing
from .signs import folded
from .sounds import sound_alike, syllables
from .word_tables import without_asking

SHORTEST_PART = 2
LONGEST_CUT = 20
MOST_MENDED = 2
"""Words of one question that are mended."""
MOST_CANDIDATES = 60
MOST_PAIRS = 12
MOST_FORMS = 3
MOST_OFFERED = 5

HOMOPHONE, OTHER = 1, 3
"""What a wrong sign costs; one too many or too few costs as much as another one."""
BUDGET = (0, 0, 2, 3, 4, 4, 4, 6)
"""By the signs of a word: homophones, one wrong sign, in words of seven and more two."""
SLIP = OTHER
"""What a word may cost that could as well be two words: one wrong sign."""
FARTHEST = 0.6
"""Of the cost of a word that is wrong in every sign: what is offered, but not looked for unasked."""

_CODE = re.compile(r"[0-9]{4,7}")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Mended:
    """The words to look for instead (empty: none), what was done in words, and names to offer."""

    words: tuple[Word, ...]
    told: tuple[str, ...]
    offered: tuple[str, ...] = ()


class Near(NamedTuple):
    cost: int
    length: int
    """By how much the part is longer or shorter than the word."""
    part: str
    name: str


def mended(words: Sequence[Word]) -> Mended:
    """Three queries at most."""
    words, told = _without_asking(words)
    cuts = _cuts(words)
    lost = [word for word, cut in zip(words, cuts, strict=True) if cut is not None and _is_mended(word)]
    near = _near([folded(word.said) for word in lost[:MOST_MENDED]])
    better: list[Word] = []
    offered: dict[str, None] = {}
    is_whole = True
    for word, cut in zip(words, cuts, strict=True):
        plain = folded(word.said)
        forms = _forms(plain, near.get(plain, []), SLIP if cut else 0)
        if cut is None:
            better.append(word)
        elif cut and not forms:
            parts = plain[:cut], plain[cut:]
            better += map(word_of, parts)
            told.append(f"“{word.said}”分作“{parts[0]}”“{parts[1]}”")
        elif forms:
            better.append(Word(forms[0], Sought(forms)))
            told.append(f"“{word.said}”按相近的字找" + "".join(f"“{form}”" for form in forms))
        else:
            is_whole = False
            offered.update(dict.fromkeys(one.name for one in near.get(plain, [])))
    offered.update(dict.fromkeys(_codes_above(words)))
    names = tuple(offered)[:MOST_OFFERED]
    return Mended(tuple(better), tuple(told), names) if told and is_whole else Mended((), (), names)


def _without_asking(words: Sequence[Word]) -> tuple[list[Word], list[str]]:
    """The words without what only asks, unless nothing else was said; and what was done."""
    bare = [(word, without_asking(folded(word.said))) for word in words]
    if not any(rest for _, rest in bare):
        return list(words), []
    changed = {word: rest for word, rest in bare if rest != folded(word.said)}
    told = [f"“{word.said}”" + (f"按“{rest}”找" if rest else "不计") for word, rest in changed.items()]
    return [word_of(rest) if word in changed else word for word, rest in bare if rest], told


def _is_mended(word: Word) -> bool:
    """Chinese words are, numbers with a unit are not."""
    return not word.fens and _HAN.search(word.said) is not None


def _forms(plain: str, found: Sequence[Near], most: int) -> tuple[str, ...]:
    """The parts of names that come nearest to a word, if they come near enough."""
    most = most or BUDGET[min(len(plain), len(BUDGET) - 1)]
    return tuple(dict.fromkeys(one.part for one in found if one.cost <= most and one[:2] == found[0][:2]))[
        :MOST_FORMS
    ]


def _codes_above(words: Sequence[Word]) -> Iterator[str]:
    """The codes on record that a code that is nowhere would lie under, the nearest first. One query, none without a code."""
    above = [word.said[:digits] for word in words if _CODE.fullmatch(word.said) for digits in (5, 3)]
    if above:
        first, last = SearchKind.FUNCTIONAL.first_id, SearchKind.ECONOMIC.last_id
        found = SearchEntry.objects.filter(pk__range=(first, last), target__in=above)
        yield from sorted(
            found.values_list("title", flat=True), key=lambda title: (-len(title.split()[0]), title)
        )


# --- words apart -----------------------------------------------------------------------------------------------------


def _cuts(words: Sequence[Word]) -> list[int | None]:
    """Of every word None where it is on record, else where it falls into two that are, else 0. One query."""
    columns: list[str] = []
    parameters: list[Any] = []
    for word in words:
        plain = folded(word.said)
        cases: list[tuple[tuple[Sought, ...], str]] = [((word.sought,), "NULL")]
        cases += [
            ((word_of(plain[:at]).sought, word_of(plain[at:]).sought), str(at))
            for at in (_places(plain) if _is_mended(word) else ())
        ]
        column = ""
        for parts, answer in cases:
            asked = [holding([part], anywhere=True) for part in parts]
            there = " AND ".join(f"EXISTS (SELECT 1 FROM ({sql}) AS e WHERE {_PUBLIC})" for sql, _ in asked)  # nosec B608
            column += f" WHEN {there} THEN {answer}"
            parameters += [value for _, values in asked for value in values]
        columns.append(f"CASE{column} ELSE 0 END")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", parameters)  # nosec B608
        return list(cursor.fetchone())


_PUBLIC = f"id < {SearchKind.UNPUBLISHED.first_id}"
_NAMES = f"id < {SearchKind.STATEMENT.first_id}"
"""Agencies, regions, codes and projects."""


def _places(plain: str) -> Iterable[int]:
    """Where a word may be cut, the longest first part first."""
    return range(len(plain) - SHORTEST_PART, SHORTEST_PART - 1, -1) if len(plain) <= LONGEST_CUT else ()


# --- near words ------------------------------------------------------------------------------------------------------


def _near(words: Sequence[str]) -> dict[str, list[Near]]:
    """Parts of names that are like the words, the nearest first. One query, none for no words."""
    found: dict[str, set[str]] = {word: set(_vocabulary()) for word in words}
    if words:
        parts: list[str] = []
        parameters: list[Any] = []
        for number, word in enumerate(words):
            sql, values = sharing(_pieces(word), _NAMES)
            first = f"SELECT id FROM ({sql}) AS s ORDER BY n DESC, id LIMIT {MOST_CANDIDATES}"  # nosec B608
            names = f"SELECT id FROM ({first}) AS f"  # nosec B608
            parts.append(f"SELECT {number} AS word, own FROM {ENTRIES} WHERE id IN ({names})")  # nosec B608
            parameters += values
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), parameters)
            for number, own in cursor.fetchall():
                found[words[number]].update(own.split("\n"))
    return {word: sorted(_alike(word, names)) for word, names in found.items()}


def _pieces(word: str) -> Iterator[tuple[Sought, int]]:
    """Its pairs of signs, and its sound, which outweighs them."""
    pairs = list(dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1)))[:MOST_PAIRS]
    yield from ((Sought((pair,)), 1) for pair in pairs)
    if len(word) <= LONGEST_CUT and (heard := "".join(syllables(word))):
        yield Sought((heard,), by_sound=True), len(pairs) + 1


@cache
def _vocabulary() -> frozenset[str]:
    """Names of tables and of what narratives state, which stand in no index of names."""
    return frozenset(folded(term.label) for terms in (StatementType, HeadlineItem) for term in terms)


def _alike(word: str, names: Iterable[str]) -> Iterator[Near]:
    """The part of each name that is most like a word, where it is like it at all."""
    farthest = int(FARTHEST * OTHER * len(word))
    for name in names:
        if not set(name).isdisjoint(word) or len(name) < LONGEST_CUT:
            cost, start, end = _best_part(word, name)
            if cost <= farthest:
                yield Near(cost, abs(end - start - len(word)), name[start:end], name)


def _best_part(word: str, name: str) -> tuple[int, int, int]:
    """What it costs to make a word of some part of a name, and where that part stands: the distance of Levenshtein with
    free ends (Sellers 1980)."""
    row = [(0, at) for at in range(len(name) + 1)]
    for count, sign in enumerate(word, start=1):
        before, row = row, [(count * OTHER, 0)]
        for at, other in enumerate(name, start=1):
            same = 0 if sign == other else HOMOPHONE if sound_alike(sign, other) else OTHER
            (cost, start), (over, over_start), (under, under_start) = before[at - 1], before[at], row[-1]
            row.append(min((cost + same, start), (over + OTHER, over_start), (under + OTHER, under_start)))
    cost, _, end = min((cost, abs(at - start - len(word)), at) for at, (cost, start) in enumerate(row))
    return cost, row[end][1], end
