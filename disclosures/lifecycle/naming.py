"""Keeps the units that departments name equal to what is published: see `disclosures.reading.named_units`.

`totals` calls these inside the transaction that makes the change. Nobody else writes the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from disclosures.models import Agency, Disclosure, NamedUnit
from disclosures.reading.named_units import bare_name, namings
from disclosures.vocabulary import AgencyKind

from .kept_rows import KeptRows

OWN_LEVEL = "本级"


class Row(NamedTuple):
    """The values of a NamedUnit."""

    disclosure_id: int
    name: str
    department_id: int
    agency_id: int | None
    document_id: int
    page: int | None


Known = dict[tuple[int | str | None, str], int]


class Department(NamedTuple):
    pk: int
    name: str
    region: str


def match(places: Iterable[str]) -> None:
    """Agencies of these places came, went, or have other names: which of the named ones they are. Two queries for none."""
    here = set(places)
    named = list(NamedUnit.objects.filter(department__region__in=here).select_related("department"))
    known = _known(here) if named else {}
    changed: list[NamedUnit] = []
    for unit in named:
        agency = _agency(known, _department(unit.department), unit.name)
        if agency != unit.agency_id:
            unit.agency_id = agency
            changed.append(unit)
    NamedUnit.objects.bulk_update(changed, ["agency"])


def _rows(ids: list[int]) -> Iterator[Row]:
    """Of those that are published and of departments. A department that names nothing but itself says nothing."""
    published = Disclosure.objects.published().filter(pk__in=ids, agency__kind=AgencyKind.DEPARTMENT)
    naming = {
        disclosure.pk: disclosure
        for disclosure in published.select_related("agency").prefetch_related("agency__aliases")
    }
    named = namings(naming)
    known = _known({d.agency.region_id for d in naming.values() if d.agency}) if any(named.values()) else {}
    for pk, units in named.items():
        agency = naming[pk].agency
        assert agency is not None  # a published one has it: a database constraint
        department = _department(agency)
        itself = {bare_name(name) for name in (agency.name, *(a.name for a in agency.aliases.all()))}
        if {unit.name for unit in units} <= itself:
            continue
        rows: dict[str, Row] = {}
        for unit in units:
            is_own = any(unit.is_own_level_of(name) for name in itself)
            name = f"{department.name}{OWN_LEVEL}" if is_own else unit.name
            rows.setdefault(name, Row(pk, name, department.pk, _agency(known, department, name), *unit[1:]))
        yield from rows.values()


def _department(agency: Agency) -> Department:
    return Department(agency.pk, agency.name, agency.region_id)


def _agency(known: Known, department: Department, name: str) -> int | None:
    is_own = name == department.name + OWN_LEVEL
    return known.get((department.pk, OWN_LEVEL) if is_own else (department.region, name))


def _known(places: set[str]) -> Known:
    """The units of these places by place and name, whichever of their names, and own levels by their department."""
    found: Known = {}
    units = Agency.objects.units().filter(region__in=places).order_by("pk")
    for pk, place, parent, own_level, *names in units.values_list(
        "pk", "region", "parent", "own_level", "name", "aliases__name"
    ):
        for name in filter(None, names):
            found.setdefault((place, bare_name(name)), pk)
        if own_level:
            found.setdefault((parent, OWN_LEVEL), pk)
    return found


NAMED_UNITS = KeptRows(NamedUnit, Row._fields, 2, _rows)
