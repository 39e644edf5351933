"""Pages that the words of a search name without being a hit: “三公”经费 of all, and it or a code in a named place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from disclosures.models import Region, SearchEntry
from disclosures.models.search_entry import SearchKind
from disclosures.reading.asking import Word
from disclosures.reading.signs import folded
from disclosures.vocabulary import HeadlineItem, SubjectKind

MOST_PLACES = 3
_CODE = re.compile(r"[0-9]{3}|[0-9]{5}|[0-9]{7}")
SHORTEST_BEGINNING, SHORTEST_END = 2, 3
"""Signs of a name that stand for it: 三公, 公务用车; 接待费, but not 经费."""


@dataclass(frozen=True, slots=True)
class Way:
    label: str
    address: str


def ways(words: Sequence[Word]) -> list[Way]:
    """Two queries at most; none where neither “三公”经费 nor a code beside another word is named."""
    subject = SubjectKind.THREE_PUBLIC
    for word in words:
        item = next((item for item in subject.specification.items if _names(word, item)), None)
        if item is not None:
            code = "" if item is subject.item("") else item.value
            others = [other for other in words if other is not word]
            places = [*_places(others), None] if others else [None]
            return [_way(item, code, place) for place in places]
    return _ways_of_code(words)


def _names(word: Word, item: HeadlineItem) -> bool:
    """Whether a form of the word begins or ends the name of an item."""
    name = folded(item.label)
    return any(
        (len(form) >= SHORTEST_BEGINNING and name.startswith(form))
        or (len(form) >= SHORTEST_END and name.endswith(form))
        for form in word.sought.forms
    )


def _ways_of_code(words: Sequence[Word]) -> list[Way]:
    """2150501 衡水: the code in the places that the other words name."""
    code = next((word for word in words if _CODE.fullmatch(folded(word.said))), None)
    others = [word for word in words if word is not code]
    if code is None or not others or not (places := _places(others)):
        return []
    kinds = (SearchKind.FUNCTIONAL, SearchKind.ECONOMIC)
    entries = SearchEntry.objects.filter(
        pk__range=(kinds[0].first_id, kinds[-1].last_id), target=folded(code.said)
    )
    return [
        Way(
            f"{place.full_name}的 {entry.title}：各单位排名，较上年",
            f"{reverse('disclosures:code', args=[entry.kind.value, entry.target])}?region={place.pk}&members=1",
        )
        for entry in entries
        for place in places
    ]


def _places(words: Sequence[Word]) -> list[Region]:
    """The regions on record that the other words name; of one within another the larger. One query, which looks at the
    entries of regions: some three thousand at most, however much is published."""
    kind = SearchKind.REGION
    entries = SearchEntry.objects.filter(pk__range=(kind.first_id, kind.last_id))
    for word in words:
        forms = (Q(own__contains=form) for form in word.sought.forms)
        entries = entries.filter(reduce(or_, forms))
    places: list[Region] = []
    for place in Region.objects.with_parents().filter(pk__in=entries.values("target")).order_by("pk"):
        if not any(larger.pk <= place.pk <= larger.last_code for larger in places):
            places.append(place)
    return places[:MOST_PLACES]


def _way(item: HeadlineItem, code: str, place: Region | None) -> Way:
    asked = {"region": place.pk, "members": "1"} if place else {}
    query = urlencode({**({"item": code} if code else {}), **asked})
    label = f"{place.full_name if place else '全部地区'}的{item.label}：各单位排名，较上年"
    return Way(label, reverse("disclosures:three-public") + (f"?{query}" if query else ""))
