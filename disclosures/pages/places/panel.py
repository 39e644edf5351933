"""Comparing the same bodies over years: pure, amounts in 分.

A sum of all bodies on record says little of a change, for they are not the same bodies. Beside it stands the sum of those
that are on record in both years. Sums of other units are no longer the same thing and are kept apart, so that

    all after − all before = (same after − same before) + (other units after − before) + joined − left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

OTHER_UNITS = "口径不同"
"""Instead of a change: one of the two years is a sum of units, or both are sums of different units."""
NOBODY_IN_BOTH = "没有同一批"


class Amount(NamedTuple):
    """`units` marks which units a sum is of; nothing for what was published."""

    fen: int
    units: str


class Group(NamedTuple):
    """Some bodies with their sums in two years."""

    number: int
    before: int
    after: int

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def shown(self) -> tuple[int | None, int | None]:
        """Both sums; of no body there is none, which is not zero."""
        return (self.before, self.after) if self.number else (None, None)


@dataclass(frozen=True, slots=True)
class Bodies:
    """The amounts of each body by year. Pure; amounts in 分."""

    amounts: dict[int, dict[int, Amount]]

    def total(self, year: int) -> Group:
        found = [own[year].fen for own in self.amounts.values() if year in own]
        return Group(len(found), 0, sum(found))

    def step(self, before: int, after: int) -> Step:
        same: list[int] = []
        other: list[int] = []
        joined: list[int] = []
        left: list[int] = []
        for body, own in self.amounts.items():
            one, two = own.get(before), own.get(after)
            if one and two:
                (same if one.units == two.units else other).append(body)
            elif two:
                joined.append(body)
            elif one:
                left.append(body)

        def group(bodies: Sequence[int]) -> Group:
            own = [self.amounts[body] for body in bodies]
            of_year = {year: sum(a[year].fen for a in own if year in a) for year in (before, after)}
            return Group(len(bodies), of_year[before], of_year[after])

        return Step(
            before, after, group(same), group(other), group(joined), group(left), tuple(joined), tuple(left)
        )

    def constant(self, years: Sequence[int]) -> tuple[int, ...]:
        """Those with an amount in each of the years, whose sums are of the same units throughout."""
        return tuple(
            body
            for body, own in self.amounts.items()
            if all(year in own for year in years) and len({own[year].units for year in years}) == 1
        )


@dataclass(frozen=True, slots=True)
class Step:
    """From one year to another."""

    before: int
    after: int
    same: Group
    other_units: Group
    joined: Group
    left: Group
    who_joined: tuple[int, ...]
    who_left: tuple[int, ...]

    @property
    def all(self) -> Group:
        groups = (self.same, self.other_units, self.joined, self.left)
        return Group(
            sum(g.number for g in groups), sum(g.before for g in groups), sum(g.after for g in groups)
        )

    @property
    def why_no_rate(self) -> str:
        """Why the sums of all bodies are not compared: some are of another scope now, or no body is in both years."""
        return OTHER_UNITS if self.other_units.number else "" if self.same.number else NOBODY_IN_BOTH

    @property
    def count_before(self) -> int:
        return self.all.number - self.joined.number

    @property
    def count_after(self) -> int:
        return self.all.number - self.left.number

    @property
    def key(self) -> str:
        return f"{self.before}-{self.after}"
