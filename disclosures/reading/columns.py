"""A column of a comparison: one published disclosure, or a department's year as the sum of its published units.

A column's `key` is its whole address: `12-2022` for the budget of agency 12 (`/agencies/12/`) in 2022, `12-2022-f` for
its final accounts. It stays when the file behind it is replaced. What it shows is the agency's own disclosure; of a
department that has none, the sum of its published units. A department that disclosed the year itself is never summed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q

from disclosures.models import Agency, AgencyMerge, Disclosure
from disclosures.models.disclosure import CITABLE, DisclosureState
from disclosures.vocabulary import AgencyKind, Stage

MOST_COLUMNS = 12
MOST_UNITS = 200
"""Units that one derived column may add up; a bound on what one request can cost."""

MOST_NAMED = 2 * MOST_COLUMNS
"""Columns of one address that are looked up; those over twelve are shown as left out."""

STAGE_MARKS: dict[Stage, str] = {Stage.BUDGET: "", Stage.FINAL_ACCOUNTS: "-f"}
"""How a key ends."""

_STAGES = {
    "": Stage.BUDGET,
    "-b": Stage.BUDGET,
    "-f": Stage.FINAL_ACCOUNTS,
    **{f"-{stage}": stage for stage in Stage},
}
_KEY = re.compile(r"a?([0-9]{1,9})-([0-9]{4})(-[a-z_]+)?")  # an `a` stood before keys of sums until 0.1
_OLD_KEY = re.compile(r"[0-9]{1,9}")  # the id of a disclosure, until 0.1


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    agency: Agency
    year: int
    stage: Stage
    disclosures: tuple[Disclosure, ...]
    is_derived: bool = False

    @property
    def name(self) -> str:
        return self.agency.name

    @property
    def title(self) -> str:
        """衡水市工业和信息化局 2022."""
        return f"{self.agency.name} {self.year}"

    @property
    def dated(self) -> str:
        return dated(self.year, self.form_word)

    @property
    def label(self) -> str:
        """衡水市工业和信息化局 2022 年部门预算."""
        return f"{self.agency.name} {self.dated}"

    @property
    def scope_word(self) -> str:
        if self.is_derived:
            return f"{len(self.disclosures)} 个单位相加"
        if self.disclosures[0].kind == AgencyKind.DEPARTMENT:
            return "部门"
        return "单位（本级）" if self.agency.own_level else "单位"

    @property
    def form_word(self) -> str:
        return form_word(
            self.disclosures[0].kind, self.stage, len(self.disclosures) if self.is_derived else 0
        )

    @property
    def disclosure_id(self) -> int | None:
        """The disclosure under whose address the column is shown; a sum has none."""
        return None if self.is_derived else self.disclosures[0].whole_id

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(disclosure.pk for disclosure in self.disclosures)


class Wanted(NamedTuple):
    """What a key names."""

    agency_id: int
    year: int
    stage: Stage

    @property
    def key(self) -> str:
        return column_key(*self)


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns an address names, and what became of the rest of it."""

    columns: tuple[Column, ...]
    """In the order of the address, each once, at most twelve."""
    beyond: tuple[Column, ...] = ()
    """Found as well, but there is no room for them."""
    missing: tuple[Wanted, ...] = ()
    """Well written, but nothing is published of that agency, year and stage."""
    unreadable: tuple[str, ...] = ()
    repeated: int = 0
    unread: int = 0
    """Keys after the first twenty-four, which were not looked up."""
    renamed: dict[str, str] = field(default_factory=dict)
    """Old forms of keys, with their present form."""

    @property
    def is_whole(self) -> bool:
        """Nothing of the address was left out."""
        return not (self.beyond or self.missing or self.unreadable or self.unread)

    @property
    def keys(self) -> list[str]:
        return [column.key for column in self.columns]


def column_key(agency_id: int, year: int, stage: Stage = Stage.BUDGET) -> str:
    return f"{agency_id}-{year}{STAGE_MARKS[stage]}"


def form_word(kind: str, stage: Stage, parts: int = 0) -> str:
    """部门预算 · 单位决算 · 3 个单位预算相加."""
    if parts:
        return f"{parts} 个单位{stage.label}相加"
    return AgencyKind(kind).label + stage.label


def dated(year: int, word: str) -> str:
    """2022 年部门预算 · 2022 年 3 个单位预算相加."""
    return f"{year} 年{' ' if word[0].isdigit() else ''}{word}"


def choose(keys: Sequence[str]) -> Choice:
    """The columns that the keys of an address name. Two queries at most; one more for keys of an old form, one for what is
    missing, and two for agencies that were merged since."""
    named = list(dict.fromkeys(key.strip() for key in keys))
    read = named[:MOST_NAMED]
    wanted = _wanted(read)
    found = _columns(list(dict.fromkeys(wanted.values())))
    if found.keys() != set(wanted.values()) and (merged := _merged(wanted)):
        wanted |= merged
        found = _columns(list(dict.fromkeys(wanted.values())))
    places = list(dict.fromkeys(wanted.values()))
    columns = [found[place] for place in places if place in found]
    return Choice(
        columns=tuple(columns[:MOST_COLUMNS]),
        beyond=tuple(columns[MOST_COLUMNS:]),
        missing=tuple(place for place in places if place not in found),
        unreadable=tuple(key for key in read if key not in wanted),
        repeated=len(keys) - len(named) + len(wanted) - len(places),
        unread=len(named) - len(read),
        renamed={key: place.key for key, place in wanted.items() if key != place.key},
    )


def chosen_columns(keys: Sequence[str]) -> list[Column]:
    """The columns of keys of our own making, which no merge of agencies has made old. Two queries at most."""
    places = list(dict.fromkeys(_wanted(keys).values()))
    found = _columns(places)
    return [found[place] for place in places if place in found]


def _wanted(keys: Sequence[str]) -> dict[str, Wanted]:
    """What each key names; those that name nothing are left out. One query where a key is of the oldest form.

    An id names its agency, year and stage, also after another file took its place.
    """
    wanted: dict[str, Wanted] = {}
    old = [int(key) for key in keys if _OLD_KEY.fullmatch(key)]
    once_public = Disclosure.objects.filter(
        pk__in=old, part_of=None, state__in=[*CITABLE, DisclosureState.WITHDRAWN]
    ).exclude(Q(agency=None) | Q(fiscal_year=None))
    ids = {
        pk: Wanted(agency_id, year or 0, Stage(stage))
        for pk, agency_id, year, stage in (
            once_public.values_list("pk", "agency_id", "fiscal_year", "stage") if old else ()
        )
    }
    for key in keys:
        match = _KEY.fullmatch(key)
        if match and (match[3] or "") in _STAGES:
            wanted[key] = Wanted(int(match[1]), int(match[2]), _STAGES[match[3] or ""])
        elif _OLD_KEY.fullmatch(key) and int(key) in ids:
            wanted[key] = ids[int(key)]
    return wanted


def _merged(wanted: Mapping[str, Wanted]) -> dict[str, Wanted]:
    """What keys of agencies that were merged into others name now. One query."""
    now = AgencyMerge.objects.remaining({place.agency_id for place in wanted.values()})
    return {
        key: place._replace(agency_id=now[place.agency_id])
        for key, place in wanted.items()
        if place.agency_id in now
    }


def _columns(wanted: Sequence[Wanted]) -> dict[Wanted, Column]:
    """One query for what agencies disclosed themselves, one for units of departments that did not."""
    own = _found(wanted, "agency")
    columns = {place: own_column(disclosures[0]) for place, disclosures in own.items()}
    sums = _found([place for place in wanted if place not in columns], "agency__parent")
    for place, disclosures in sums.items():
        unit = disclosures[0].agency
        assert unit is not None
        assert unit.parent is not None
        if unit.parent.region_id == unit.region_id:
            unit.parent.region = unit.region  # already loaded, with the places above it
        columns[place] = _sum(unit.parent, place, disclosures)
    return columns


def _found(wanted: Sequence[Wanted], whose: str) -> dict[Wanted, list[Disclosure]]:
    """Published disclosures of, or of units of, the wanted agencies."""
    if not wanted:
        return {}
    found: dict[Wanted, list[Disclosure]] = {}
    rows = Disclosure.objects.published().filter(
        fiscal_year__in={place.year for place in wanted}, **{f"{whose}__in": {p.agency_id for p in wanted}}
    )
    for disclosure in rows.with_agency().order_by("agency__code", "pk"):
        agency = disclosure.agency
        assert agency is not None
        agency_id = agency.pk if whose == "agency" else agency.parent_id
        place = Wanted(agency_id or 0, disclosure.fiscal_year or 0, Stage(disclosure.stage))
        if place in wanted:
            found.setdefault(place, []).append(disclosure)
    return found


def published_of(agency: Agency) -> list[Disclosure]:
    """All published disclosures of an agency and of its units, newest first. One query."""
    return list(
        Disclosure.objects.published()
        .with_agency()
        .filter(agency__in=Agency.objects.filter(Q(pk=agency.pk) | Q(parent=agency)).values("pk"))  # by index
        .order_by("-fiscal_year", "stage", "agency__code", "pk")
    )


def year_columns(agency: Agency, published: Sequence[Disclosure]) -> list[Column]:
    """Every published year and stage of an agency, oldest first, out of `published_of(agency)`.

    A year that the agency did not disclose itself is the sum of its published units; a year it did disclose is only
    its own document, which already contains its units.
    """
    return sorted(_grouped(agency, published), key=lambda column: (column.year, column.stage))


def own_column(disclosure: Disclosure) -> Column:
    """The column of one published disclosure; of a part that of the whole, under whose address it is shown."""
    assert disclosure.agency is not None  # a published one has both: a database constraint
    assert disclosure.fiscal_year is not None
    stage = Stage(disclosure.stage)
    key = column_key(disclosure.agency.pk, disclosure.fiscal_year, stage)
    return Column(key, disclosure.agency, disclosure.fiscal_year, stage, (disclosure,))


def _sum(department: Agency, place: Wanted, units: Sequence[Disclosure]) -> Column:
    return Column(place.key, department, place.year, place.stage, tuple(units[:MOST_UNITS]), True)


def _grouped(agency: Agency, published: Iterable[Disclosure]) -> list[Column]:
    """Disclosures of one agency and of its units as its columns."""
    own: list[Column] = []
    of_units: dict[tuple[int, str], list[Disclosure]] = {}
    for disclosure in published:
        if disclosure.agency_id == agency.pk:
            own.append(own_column(disclosure))
        else:
            of_units.setdefault((disclosure.fiscal_year or 0, disclosure.stage), []).append(disclosure)
    taken = {(column.year, column.stage.value) for column in own}
    sums = [
        _sum(agency, Wanted(agency.pk, year, Stage(stage)), units)
        for (year, stage), units in of_units.items()
        if (year, stage) not in taken
    ]
    return own + sums
