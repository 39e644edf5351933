"""Agencies by their names, out of the search index: which hold some words, which share some pairs of signs.

Answers are by region, departments first, as the entries of agencies are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models.expressions import RawSQL

from disclosures.models import Agency, Region
from disclosures.models.search_entry import SearchKind
from disclosures.vocabulary import AgencyKind

from . import grams
from .asking import Word, asked
from .grams import Sought, Sql, holding
from .near import mended
from .search_entries import AGENCY_OF, agencies_within

PUBLISHED = (SearchKind.AGENCY,)
ALL = (SearchKind.AGENCY, SearchKind.UNPUBLISHED)


class Named(NamedTuple):
    """Agencies found by words; `told` is what was done to the words where they are nowhere as they were written."""

    agencies: list[Agency]
    told: tuple[str, ...] = ()


def named(text: str, most: int) -> Named:
    """Agencies of which every word stands in a name, the code or the place. One query; where there are none, four."""
    words = asked(text)
    if not words:
        return Named([])
    if found := _agencies(*_of_words(words), most):
        return Named(found)
    better = mended(words)
    return Named(_agencies(*_of_words(better.words), most), better.told) if better.words else Named([])


class Matching(NamedTuple):
    """The agencies that words find, for a query; None where there are no words."""

    agencies: RawSQL | None
    told: tuple[str, ...] = ()


def matching(text: str, among: Sequence[SearchKind] = PUBLISHED) -> Matching:
    """All agencies that the words find, as `named` does. One query; three where nobody has them as written."""
    words = asked(text)
    if not words:
        return Matching(None)
    ids = as_written(words, among)
    if Agency.objects.filter(pk__in=ids).exists():
        return Matching(ids)
    better = mended(words)
    return Matching(as_written(better.words, among), better.told) if better.words else Matching(ids)


def as_written(words: Sequence[Word], among: Sequence[SearchKind] = PUBLISHED) -> RawSQL:
    """Agencies of which every word stands in a name, the code or the place, for a query."""
    return _ids(*_of_words(words), among)


def _of_words(words: Sequence[Word]) -> Sql:
    return holding([word.sought for word in words], anywhere=True)


def sharing(pairs: Iterable[str], region: Region, most: int) -> list[Agency]:
    """Agencies elsewhere that share most of some pairs of signs, those of near places if there are many. One query."""
    pieces = [(Sought((pair,)), 1) for pair in sorted(pairs)]
    if not pieces:
        return []
    # Numbers of entries are of our own making, not from outside: they may stand in the text of the query.
    here, city, province, anywhere = (
        "id BETWEEN {} AND {}".format(*agencies_within(code.ljust(6, "0"), code.ljust(6, "9")))
        for code in (region.pk, region.pk[:4], region.pk[:2], "")
    )
    order = f"n DESC, CASE WHEN {city} THEN 0 WHEN {province} THEN 1 ELSE 2 END, id"
    return _agencies(*grams.sharing(pieces, f"{anywhere} AND NOT {here}"), most, order)


def _agencies(entries: str, parameters: Sequence[Any], most: int, order: str = "id") -> list[Agency]:
    """The first published agencies among some entries, by region, departments first. One query."""
    ids = _ids(entries, parameters, PUBLISHED, f"ORDER BY {order} LIMIT {most}")
    found = Agency.objects.select_related("region__parent__parent", "parent").filter(pk__in=ids)
    return sorted(found, key=lambda agency: (agency.region_id, agency.kind == AgencyKind.UNIT, agency.pk))


def _ids(entries: str, parameters: Sequence[Any], among: Sequence[SearchKind], end: str = "") -> RawSQL:
    """The agencies of those of some entries that are of these kinds, for a query."""
    within = " OR ".join(f"id BETWEEN {kind.first_id} AND {kind.last_id}" for kind in among)
    return RawSQL(f"SELECT {AGENCY_OF} FROM ({entries}) AS f WHERE ({within}) {end}", list(parameters))  # nosec B608 B611
