"""Which agencies do the same work in other places: 衡水市工业和信息化局 ↔ 大城县科学技术和工业信息化局.

Only names are known of every agency, so likeness is a likeness of names: the place, the form of the body and joining
words are taken off, and what is left is compared by pairs of characters. Deliberately simple and said so on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q

from disclosures.models import Agency, Disclosure

ALIKE = 0.5
"""The part of the shorter name's pairs of characters that both names must share."""

MOST_CANDIDATES = 400

_PLACE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区|市|区|县|旗|州|盟|新区|开发区))+(?=[\u4e00-\u9fff]{2,})"
)
_FORM = re.compile(r"(?:本级|机关|委员会|办公室|管理局|局|厅|委|办|中心|院|部|站|所|队|处)+$")
_JOINING = re.compile(r"[和与及、（）()\s]")


def function_of(name: str, places: Iterable[str] = ()) -> str:
    """What a body's name says it does: 工业信息化."""
    for place in sorted(places, key=len, reverse=True):
        name = name.replace(place, "", 1)
    name = _PLACE.sub("", name)
    return _JOINING.sub("", _FORM.sub("", _JOINING.sub("", name)))


def pairs(function: str) -> frozenset[str]:
    return frozenset(function[i : i + 2] for i in range(len(function) - 1))


def likeness(one: str, other: str) -> float:
    """0 to 1: the shared part of the shorter function's pairs of characters."""
    a, b = pairs(one), pairs(other)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def function_of_agency(agency: Agency) -> str:
    places = [agency.region.name]
    if agency.region.parent is not None:
        places.append(agency.region.parent.name)
    return function_of(agency.name, places)


def like_disclosures(agency: Agency, limit: int = 8) -> list[Disclosure]:
    """The newest published disclosure of each agency elsewhere with a like function, most alike first. One query."""
    function = function_of_agency(agency)
    wanted = pairs(function)
    if not wanted:
        return []
    condition = Q()
    for pair in sorted(wanted):
        condition |= Q(agency__name__contains=pair)
    found = (
        Disclosure.objects.published()
        .with_agency()
        .filter(condition)
        .exclude(agency__region=agency.region_id)
        .order_by("-fiscal_year", "stage", "pk")[:MOST_CANDIDATES]
    )
    newest: dict[int, tuple[float, Disclosure]] = {}
    for disclosure in found:
        other = disclosure.agency
        if other is None or other.pk in newest:
            continue
        score = likeness(function, function_of_agency(other))
        if score >= ALIKE:
            newest[other.pk] = (score, disclosure)
    ranked = sorted(newest.values(), key=lambda entry: _rank(agency, *entry))
    return [disclosure for _, disclosure in ranked[:limit]]


def _rank(agency: Agency, score: float, disclosure: Disclosure) -> tuple[float, int, bool, int]:
    """Most alike first; then the newer, the same kind of body, the earlier loaded."""
    other_kind = disclosure.agency is not None and disclosure.agency.kind != agency.kind
    return (-score, -(disclosure.fiscal_year or 0), other_kind, disclosure.pk)
