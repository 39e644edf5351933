"""Which agencies do the same work in other places: 衡水市工业和信息化局 ↔ 大城县科学技术和工业信息化局.

Only names are known of every agency, so likeness is a likeness of names: the place, the form of the body and joining
words are taken off, and what is left is compared by pairs of characters. Deliberately simple and said so on the page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from disclosures.models import Agency

from .agency_names import sharing

ALIKE = 0.5
"""The part of the shorter name's pairs of characters that both names must share."""

MOST_READ = 400
"""Names that are looked at for one agency: those that share most with its own."""

MOST_LIKE = 8

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


@dataclass(frozen=True, slots=True)
class Like:
    agency: Agency
    is_same: bool
    """Both names say the same work, not only a part of it."""


def like_agencies(agency: Agency, taken: Collection[int] = (), limit: int = MOST_LIKE) -> list[Like]:
    """Published agencies elsewhere with a like function, most alike and nearest first; of a department with its units
    the one most like in kind, none of the families `taken`. One query.
    """
    function = function_of_agency(agency)
    wanted = pairs(function)
    if not wanted:
        return []
    ranked: list[tuple[tuple[object, ...], Like]] = []
    for other in sharing(wanted, agency.region, MOST_READ):
        theirs = function_of_agency(other)
        score = likeness(function, theirs)
        if score >= ALIKE:
            like = Like(other, pairs(theirs) == wanted)
            ranked.append(
                ((-score, not like.is_same, _away(agency, other), *_unlike_in_kind(agency, other)), like)
            )
    families = set(taken)
    likes: list[Like] = []
    for _, like in sorted(ranked, key=lambda entry: entry[0]):
        if family(like.agency) not in families:
            families.add(family(like.agency))
            likes.append(like)
    return likes[:limit]


def family(agency: Agency) -> int:
    """The department an agency is, or belongs to."""
    return agency.parent_id or agency.pk


def _away(agency: Agency, other: Agency) -> int:
    """0 in the same city, 1 in the same province, 2 elsewhere."""
    return next((i for i, d in enumerate((4, 2)) if agency.region_id[:d] == other.region_id[:d]), 2)


def _unlike_in_kind(agency: Agency, other: Agency) -> tuple[bool, bool, str, int]:
    return (other.kind != agency.kind, other.own_level != agency.own_level, other.region_id, other.pk)
