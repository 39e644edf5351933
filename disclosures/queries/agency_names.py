"""Published agencies by their names, out of the search index: which hold some words, which share some pairs of signs.

Where nothing else is said, answers are in the order of the entries of agencies: by region, departments first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection
from django.db.models import Q

from disclosures.models import Agency, Region, SearchEntry
from disclosures.models.search_entry import Kind

from .grams import folded, holding
from .search import words_of
from .search_entries import agencies_within, agency_of

MOST_PLACES = 10
MOST_LOOSE = 400
"""Agencies with the signs of a word in any order, among which those with the same order are looked for."""

AGENCIES = (Kind.AGENCY.first_id, Kind.AGENCY.last_id)

_CODE = re.compile(r"[0-9]{2,6}")


def named(text: str, most: int) -> list[Agency]:
    """Agencies of which every word stands in the name, another name, the code or the place. Four queries at most."""
    words = words_of(text)
    if not words:
        return []
    sql, parameters = holding(words)
    found = _ids(f"SELECT id FROM ({sql}) AS f WHERE id BETWEEN %s AND %s ORDER BY id", parameters, most)
    if len(found) < most and (places := _places(words)):
        of_places = reduce(or_, (Q(pk__range=agencies_within(place.pk, place.last_code)) for place in places))
        ids = SearchEntry.objects.filter(of_places).order_by("pk").values_list("pk", flat=True)
        found = list(dict.fromkeys([*found, *ids[: most + len(found)]]))
    return _agencies(found[:most])


def loosely_named(text: str, most: int) -> list[Agency]:
    """Agencies whose name has the signs of the words in their order: 衡水工信局 → 衡水市工业和信息化局. Two queries."""
    signs = [sign for word in words_of(text) for sign in word]
    if not signs:
        return []
    sql, parameters = holding(list(dict.fromkeys(signs)))
    ids = _ids(f"SELECT id FROM ({sql}) AS f WHERE id BETWEEN %s AND %s ORDER BY id", parameters, MOST_LOOSE)
    in_order = re.compile(".*".join(re.escape(folded(sign)) for sign in signs))
    return [agency for agency in _agencies(ids) if in_order.search(folded(agency.name))][:most]


def sharing(pairs: Iterable[str], region: Region, most: int) -> list[Agency]:
    """Agencies elsewhere that share most of some pairs of signs, those of near places first. Two queries."""
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
    return _agencies(
        _ids(
            f"SELECT id FROM ({' UNION ALL '.join(parts)}) AS f WHERE id BETWEEN %s AND %s AND NOT {here} GROUP BY id "
            f"ORDER BY COUNT(*) DESC, CASE WHEN {city} THEN 0 WHEN {province} THEN 1 ELSE 2 END, id",
            parameters,
            most,
        )
    )


def _ids(question: str, parameters: Sequence[Any], most: int) -> list[int]:
    """Numbers of entries of agencies."""
    with connection.cursor() as cursor:
        cursor.execute(f"{question} LIMIT {most}", [*parameters, *AGENCIES])
        return [row[0] for row in cursor.fetchall()]


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


def _agencies(ids: Sequence[int]) -> list[Agency]:
    """In the order of the numbers."""
    keys = [agency_of(entry_id) for entry_id in ids]
    rows = Agency.objects.select_related("region__parent__parent", "parent").in_bulk(keys) if keys else {}
    return [rows[key] for key in keys if key in rows]
