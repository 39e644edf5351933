"""The order of a table's rows, as an address names it: `?sort=amount` from the smallest, `?sort=-amount` from the largest.

Long lists are ordered by the database; what is in memory, whether flat or a tree, is ordered here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

Row = TypeVar("Row")
Rank = tuple[bool, bool, float]


@dataclass(frozen=True, slots=True)
class Order:
    """By a column's key; without one as the rows come."""

    key: str = ""
    descends: bool = False

    @classmethod
    def named(cls, text: str) -> Self:
        return cls(text.removeprefix("-"), text.startswith("-"))

    @classmethod
    def chosen(cls, text: str | None, keys: Iterable[str], default: str = "") -> Self:
        """The order that an address names, else the default."""
        asked = cls.named(text or "")
        return asked if asked.key in set(keys) else cls.named(default)

    def __str__(self) -> str:
        return f"{'-' * self.descends}{self.key}"

    def next(self, key: str, *, is_number: bool = True) -> str:
        """What the head of a column leads to: numbers from the largest, words from the first; then the other way."""
        descends = not self.descends if self.key == key else is_number
        return f"{'-' * descends}{key}"

    def next_or_none(self, key: str) -> str | None:
        """The same of a table with an order of its own: from the largest, from the smallest, then as the rows come."""
        return None if self == Order(key) else self.next(key)

    def aria(self, key: str) -> str:
        """The attribute that tells a reader which column the rows are ordered by."""
        if self.key != key:
            return ""
        return f' aria-sort="{"descending" if self.descends else "ascending"}"'

    def rank(self, number: float | None, *, is_total: bool = False) -> Rank:
        """Rows without a number come behind those with one whichever way, and totals last."""
        size = number or 0
        return is_total, number is None, -size if self.descends else size


def in_order(rows: Iterable[Row], order: Order, keys: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
    """The rows by one key; rows without a value come last either way."""
    key = keys[order.key]
    found = list(rows)
    with_value = [row for row in found if key(row) is not None]
    with_value.sort(key=key, reverse=order.descends)
    return with_value + [row for row in found if key(row) is None]


def in_tree_order(
    rows: Sequence[Row], level: Callable[[Row], int], rank: Callable[[Row], Any] | None
) -> list[Row]:
    """Siblings by their rank, each with what is under it: the rows that follow it on a deeper level."""
    branches: list[list[Row]] = []
    for row in rows:
        if branches and level(row) > level(branches[-1][0]):
            branches[-1].append(row)
        else:
            branches.append([row])
    if rank is not None:
        branches.sort(key=lambda branch: rank(branch[0]))
    return [row for head, *under in branches for row in (head, *in_tree_order(under, level, rank))]


def with_what_is_above(
    rows: Sequence[Row], level: Callable[[Row], int], is_kept: Callable[[Row], bool]
) -> list[Row]:
    """The rows that are kept, and those that one of them is under."""
    found: list[Row] = []
    needed = 0
    for row in reversed(rows):
        if is_kept(row) or level(row) < needed:
            found.append(row)
            needed = level(row)
    return found[::-1]
