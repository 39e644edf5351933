"""Agencies whose names differ by hardly anything: likely one body, for a person to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from operator import attrgetter

from disclosures.models import Agency

from .agencies import name_key
from .regions import Gazetteer

DISTINGUISHING = frozenset("0123456789一二三四五六七八九十百甲乙丙丁东西南北中上下前后内外大小新老")
"""Signs that alone tell two bodies apart: 第一中学 and 第十一中学, 开发区 and 北开发区."""
SHORTEST = 4
"""Of shorter names one sign more is another name."""


def likely_duplicates() -> list[tuple[Agency, Agency]]:
    """Pairs of one place and kind: the same name written in two ways, another name of the other, or one sign more.

    Three queries, whatever there is.
    """
    gazetteer = Gazetteer.load()
    agencies = (
        Agency.objects.select_related("region__parent__parent").prefetch_related("aliases").order_by("pk")
    )
    held: dict[tuple[str, str, str], dict[int, Agency]] = defaultdict(dict)
    for agency in agencies:
        for name in (agency.name, *(alias.name for alias in agency.aliases.all())):
            held[agency.region_id, agency.kind, name_key(name, gazetteer)][agency.pk] = agency
    pairs: dict[tuple[int, int], tuple[Agency, Agency]] = {}
    for (place, kind, key), owners in held.items():
        alike = dict(owners)
        for shorter in _shorter(key):
            alike |= held.get((place, kind, shorter), {})
        for one, other in combinations(sorted(alike.values(), key=attrgetter("pk")), 2):
            if owners.keys() & {one.pk, other.pk}:
                pairs[one.pk, other.pk] = (one, other)
    return sorted(pairs.values(), key=lambda pair: (pair[0].region_id, pair[0].name, pair[1].name))


def _shorter(key: str) -> Iterator[str]:
    """The name without one of its signs, as long as that sign alone does not tell bodies apart."""
    if len(key) > SHORTEST:
        for place, sign in enumerate(key):
            if sign not in DISTINGUISHING:
                yield key[:place] + key[place + 1 :]
