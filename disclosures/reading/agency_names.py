"""Published agencies by their names, out of the search index: which hold some words, which share some pairs of signs.

Answers are by region, departments first, as the entries of agencies are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.db.models.expressions import RawSQL

from disclosures.models import Agency, Region
from disclosures.models.search_entry import SearchKind
from disclosures.vocabulary import AgencyKind

from .grams import ENTRIES, folded, holding, words_of
from .search_entries import AGENCY_OF, agencies_within

MOST_PLACES = 10
MOST_LOOSE = 400
"""Agencies with the signs of a word in any order, among which those with the same order are looked for."""

_CODE = re.compile(r"[0-9]{2,6}")


def named(text: str, most: int) -> list[Agency]:
    """Agencies of which every word stands in the name, another name, the code or the place. Three queries at most."""
    words = words_of(text)
    if not words:
        return []
    found = _agencies(*holding(words), most)
    if len(found) < most and (places := _places(words)):
        ranges = [number for place in places for number in agencies_within(place.pk, place.last_code)]
        inside = " OR ".join(["id BETWEEN %s AND %s"] * len(places))
        of_places = _agencies(f"SELECT id FROM {ENTRIES} WHERE {inside}", ranges, most + len(found))  # nosec B608
        found += [agency for agency in of_places if agency not in found]
    return found[:most]


def loosely_named(text: str, most: int) -> list[Agency]:
    """Agencies whose name has the signs of the words in their order: 衡水工信局 → 衡水市工业和信息化局. One query."""
    signs = [sign for word in words_of(text) for sign in word]
    if not signs:
        return []
    in_any_order = _agencies(*holding(list(dict.fromkeys(signs))), MOST_LOOSE)
    in_order = re.compile(".*".join(re.escape(folded(sign)) for sign in signs))
    return [agency for agency in in_any_order if in_order.search(folded(agency.name))][:most]


def sharing(pairs: Iterable[str], region: Region, most: int) -> list[Agency]:
    """Agencies elsewhere that share most of some pairs of signs, those of near places if there are many. One query."""
    parts: list[str] = []
    parameters: list[Any] = []
    for pair in sorted(pairs):
        sql, values = holding([pair])
        parts.append(sql)
        parameters += values
    if not parts:
        return []
    # Numbers of entries are of our own making, not from outside: they may stand in the text of the query.
    here, city, province = (
        "id BETWEEN {} AND {}".format(*agencies_within(code.ljust(6, "0"), code.ljust(6, "9")))
        for code in (region.pk, region.pk[:4], region.pk[:2])
    )
    shared = f"SELECT id, COUNT(*) AS n FROM ({' UNION ALL '.join(parts)}) AS p WHERE NOT {here} GROUP BY id"  # nosec B608
    order = f"n DESC, CASE WHEN {city} THEN 0 WHEN {province} THEN 1 ELSE 2 END, id"
    return _agencies(shared, parameters, most, order)


def _agencies(entries: str, parameters: Sequence[Any], most: int, order: str = "id") -> list[Agency]:
    """The first agencies among some entries, by region, departments first. One query."""
    ids = RawSQL(  # nosec B611
        f"SELECT {AGENCY_OF} FROM ({entries}) AS f WHERE id BETWEEN %s AND %s ORDER BY {order} LIMIT {most}",  # nosec B608
        [*parameters, SearchKind.AGENCY.first_id, SearchKind.AGENCY.last_id],
    )
    found = Agency.objects.select_related("region__parent__parent", "parent").filter(pk__in=ids)
    return sorted(found, key=lambda agency: (agency.region_id, agency.kind == AgencyKind.UNIT, agency.pk))


def _places(words: Sequence[str]) -> list[Region]:
    """Regions whose full name or code has all the words; not those that lie in one of them."""
    wanted = reduce(
        or_, (Q(code__startswith=w) if _CODE.fullmatch(w) else Q(name__contains=w) for w in words)
    )
    found: list[Region] = []
    for region in Region.objects.with_parents().filter(wanted).order_by("code"):
        has_all = all(word in region.full_name or region.pk.startswith(word) for word in words)
        if has_all and not (found and region.pk <= found[-1].last_code):
            found.append(region)
    return found[:MOST_PLACES]
