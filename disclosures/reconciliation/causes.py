"""Results with one cause: a misprinted cell breaks every identity it takes part in, each by the same amount.

Two differences belong together when they are of the same size and share a place, or a row: a slip stands in the 合计
column and in the column it comes from. Of those that belong together the
cause is the most local one: that with a side left blank, then that with the fewest places.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .results import Place, Result, State

Spot = tuple[object, ...]
UNEQUAL = (State.DIFFERS, State.NEEDS_CONFIRMATION)
"""What is said in public is never explained by what is not."""


def explained(results: Sequence[Result]) -> list[Result]:
    """The results, those that another one explains with its place in the list as `cause`."""
    found = list(results)
    for members in _together(found):
        cause = min(members, key=lambda i: (_weight(found[i]), i))
        for i in members:
            if i != cause and found[i].cause is None:
                found[i] = replace(found[i], cause=cause)
    return found


def _together(results: Sequence[Result]) -> Iterator[list[int]]:
    """Places in the list of differences that belong together, two and more."""
    leader: dict[int, int] = {}

    def lead(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    first: dict[tuple[object, ...], int] = {}
    for i, result in enumerate(results):
        if result.state not in UNEQUAL or result.cause is not None or _is_of_words(result):
            continue
        leader[i] = i
        size = None if result.difference is None else abs(result.difference)
        for place in _places(result):
            for spot in (_spot(place), *_row(place)):
                other = first.setdefault((result.state, size, spot), i)
                leader[lead(i)] = lead(other)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for i in leader:
        groups[lead(i)].append(i)
    return (members for members in groups.values() if len(members) > 1)


def _is_of_words(result: Result) -> bool:
    """Something about the text itself: two such in one sentence have not one cause."""
    return result.difference is None and all(place.statement is None for place in _places(result))


def _places(result: Result) -> tuple[Place, ...]:
    """Of a sum over many rows every cell may be the cause."""
    return (*result.left.places, *(result.right.places if result.right else ()))


def _spot(place: Place) -> Spot:
    """What tells places apart; a row and a cell of it are two."""
    if place.line is None and place.box is None:
        return (place.disclosure, place.statement, place.table, place.words, place.page)
    return (place.disclosure, place.statement, place.table, place.line, place.column, place.words)


def _row(place: Place) -> Iterator[Spot]:
    if place.line is not None and place.column is not None:
        yield (place.disclosure, place.statement, place.table, place.line)


def _weight(result: Result) -> tuple[bool, int]:
    blank = result.left.yuan is None or (result.right is not None and result.right.yuan is None)
    return (not blank, len(_places(result)))
