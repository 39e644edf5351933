"""“三公”经费 and amounts over years, worked out once more from the extract: plain Decimal, no code of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from tests.pages.independent import CLASSES, THREE_PUBLIC, Library, Paper, When, rounded

ITEMS = {
    "": "“三公”经费",
    "overseas_visits": "因公出国（境）费",
    "vehicles": "公务用车购置及运行维护费",
    "vehicle_purchase": "购置费",
    "vehicle_operation": "运行维护费",
    "hospitality": "公务接待费",
}
"""The items by what an address calls them, in the order of the page, the whole first."""


@dataclass(frozen=True)
class Subject:
    """`kind` is functional, economic or three_public."""

    kind: str
    code: str

    @property
    def address(self) -> str:
        if self.kind == "three_public":
            return f"/three-public/years/?item={self.code}&"
        return f"/codes/{self.kind}/{self.code}/years/?"

    def amount(self, library: Library, body: int, when: When) -> Decimal | None:
        if self.kind == "three_public":
            return library.figure(body, when, ITEMS[self.code])
        return library.codes(body, when, CLASSES[self.kind][0]).get(self.code)

    def is_told(self, paper: Paper) -> bool:
        """Whether a unit's paper says anything of it: else it may have spent, and nobody knows."""
        if self.kind == "three_public":
            return bool(paper.table(self.kind)) or paper.figure(ITEMS[self.code]) is not None
        return paper.table(CLASSES[self.kind][0]) is not None


class Known(NamedTuple):
    """An amount, and the units that were added; nobody where it was published."""

    yuan: Decimal
    units: frozenset[int]


def amounts(library: Library, subject: Subject) -> dict[When, dict[int, Known]]:
    """Of every body without a department."""
    found: dict[When, dict[int, Known]] = {}
    for body, when in library.columns():
        if library.bodies[body].parent:
            continue
        yuan = subject.amount(library, body, when)
        if yuan is not None:
            found.setdefault(when, {})[body] = Known(yuan, units(library, subject, body, when))
    return found


def every_amount(library: Library, subject: Subject, stage: str) -> dict[tuple[int, When], Decimal]:
    """Of every body and of every unit of a department that published."""
    found: dict[tuple[int, When], Decimal] = {}
    for body, when in library.columns():
        yuan = subject.amount(library, body, when) if when.stage == stage else None
        if yuan is not None:
            found[body, when] = yuan
    return found


def units(library: Library, subject: Subject, body: int, when: When) -> frozenset[int]:
    if (body, when) in library.papers:
        return frozenset()
    return frozenset(
        unit.pk
        for unit in library.bodies.values()
        if unit.parent == body and (paper := library.papers.get((unit.pk, when))) and subject.is_told(paper)
    )


def change(now: Known, before: Known | None) -> tuple[Decimal | str, Decimal | str]:
    """Against the year before: the difference and the rate, or why there is none."""
    if before is None:
        return "上年没有", "不适用"
    if now.units != before.units:
        return "口径不同", "不适用"
    return now.yuan - before.yuan, rate(now.yuan, before.yuan)


def rate(now: Decimal, before: Decimal) -> Decimal | str:
    return rounded((now - before) * 100 / before, 2) if before > 0 else "不适用"


def function(name: str, places: Iterable[str]) -> str:
    """What a name says that a body does: without its place, its form and what joins its words."""
    for place in sorted(places, key=len, reverse=True):
        name = name.replace(place, "", 1)
    while place_before := re.match(
        r"[\u4e00-\u9fff]{2,8}?(省|自治区|市|新区|开发区|区|县|旗|州|盟)(?=..)", name
    ):
        name = name[place_before.end() :]
    name = re.sub(r"[和与及、（）()\s]", "", name)
    return re.sub(r"(本级|机关|委员会|办公室|管理局|局|厅|委|办|中心|院|部|站|所|队|处)+$", "", name)


class Step(NamedTuple):
    same: tuple[int, Decimal, Decimal]
    all: tuple[int, Decimal, int, Decimal]
    joined: dict[int, Decimal]
    left: dict[int, Decimal]
    other_units: tuple[int, Decimal, Decimal]


def step(before: Mapping[int, Known], after: Mapping[int, Known]) -> Step:
    both = before.keys() & after.keys()
    same = [body for body in both if before[body].units == after[body].units]
    other = [body for body in both if before[body].units != after[body].units]

    def total(known: Mapping[int, Known], bodies: Iterable[int]) -> Decimal:
        return sum((known[body].yuan for body in bodies), Decimal(0))

    return Step(
        (len(same), total(before, same), total(after, same)),
        (len(before), total(before, before), len(after), total(after, after)),
        {body: after[body].yuan for body in after.keys() - before.keys()},
        {body: before[body].yuan for body in before.keys() - after.keys()},
        (len(other), total(before, other), total(after, other)),
    )


def rate_of_all(found: Step) -> Decimal | str:
    """Sums are compared where somebody is in both, and everybody who is counts the same things in both."""
    kept, changed = found.same[0], found.other_units[0]
    if not kept and not changed:
        return "没有同一批"
    return "口径不同" if changed else rate(found.all[3], found.all[1])


def constant(years: Iterable[Mapping[int, Known]]) -> list[int]:
    """The bodies of every year whose sums are of the same units throughout."""
    listed = list(years)
    bodies = set.intersection(*(set(known) for known in listed)) if listed else set()
    return sorted(body for body in bodies if len({known[body].units for known in listed}) == 1)


assert set(ITEMS.values()) == set(THREE_PUBLIC)
