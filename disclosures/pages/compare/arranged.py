"""Rows of a comparison in the order, and with the filter, that a reader chose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from disclosures.reading.pivot import PivotRow
from disclosures.vocabulary import Term

from .shown import Place, Shown

_SORT = re.compile(r"(-?)(\d{1,2})(d?)")


class Kept(Term):
    """Which rows are shown (`?rows=`)."""

    ALL = "all", "全部"
    FILLED = "filled", "不含空行"
    DIFFERENT = "different", "只看不同"


@dataclass(frozen=True, slots=True)
class Order:
    """By the numbers of a place (`?sort=2`, `-2` from the largest, `2d` its differences); else as printed."""

    place: str = ""
    is_descending: bool = False

    @classmethod
    def chosen(cls, text: str, places: Sequence[Place]) -> Self:
        match = _SORT.fullmatch(text)
        key = match[2] + match[3] if match else ""
        return cls(key, bool(match and match[1])) if key in {place.key for place in places} else cls()

    def next(self, place: Place) -> str | None:
        """What the head of a place leads to: from the largest, then from the smallest, then as printed."""
        if self.place != place.key:
            return f"-{place.key}"
        return place.key if self.is_descending else None

    def of(self, place: Place) -> str:
        """aria-sort."""
        if self.place != place.key:
            return ""
        return "descending" if self.is_descending else "ascending"


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: PivotRow
    cells: list[Shown]


@dataclass(slots=True)
class _Node:
    shown: ShownRow
    under: list[_Node] = field(default_factory=list)


def arranged(
    rows: Sequence[ShownRow], places: Sequence[Place], order: Order, kept: Kept = Kept.ALL
) -> list[ShownRow]:
    """The tree stays one: siblings are sorted, and what is above a kept row is kept. Totals stay last, and places
    without a number come after those with one, whichever way."""
    at = next((i for i, place in enumerate(places) if place.key == order.place), None)

    def flat(nodes: Iterable[_Node]) -> list[ShownRow]:
        found: list[ShownRow] = []
        for node in _sorted(nodes, at, order.is_descending):
            below = flat(node.under)
            if below or _passes(node.shown.row, kept):
                found += [node.shown, *below]
        return found

    return flat(_tree(rows))


def _tree(rows: Sequence[ShownRow]) -> list[_Node]:
    roots: list[_Node] = []
    path: list[_Node] = []
    for shown in rows:
        node = _Node(shown)
        while path and path[-1].shown.row.level >= shown.row.level:
            path.pop()
        (path[-1].under if path else roots).append(node)
        path.append(node)
    return roots


def _sorted(nodes: Iterable[_Node], at: int | None, is_descending: bool) -> list[_Node]:
    if at is None:
        return list(nodes)

    def key(node: _Node) -> tuple[bool, bool, float]:
        number = node.shown.cells[at].number
        return (
            node.shown.row.is_total,
            number is None,
            (-number if is_descending else number) if number else 0,
        )

    return sorted(nodes, key=key)


def _passes(row: PivotRow, kept: Kept) -> bool:
    if kept is Kept.ALL:
        return True
    numbers = {value.fen for value in row.values}
    return numbers != {None} and (kept is Kept.FILLED or len(numbers) > 1)
