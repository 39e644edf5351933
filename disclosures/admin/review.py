"""The review desk: what should be looked at of one disclosure, each beside its place on the page of the original."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from disclosures.admin.correction import Cells, cells_of
from disclosures.lifecycle.checking import recheck
from disclosures.models import Amount, Disclosure, Document, Finding, Review
from disclosures.models.box import Box
from disclosures.presenting.marked_page import (
    MarkedPage,
    cell_page,
    found_page,
    places_page,
    plain_page,
    side_pages,
    words_page,
)
from disclosures.reading.findings import SideInFull, sides_for_staff
from disclosures.reading.pictures import has_pictures, page_count, why_no_pictures

from .entries import Entry, EntryKind, entries, named_cells, phrases
from .walk import Walk

STAFF_PICTURE = "admin:disclosures_document_page"
MOST_PICTURES = 4


@dataclass(frozen=True, slots=True)
class ReviewedPlace:
    """What is shown of an entry: its pages with what it is about boxed, and what was read there.

    `cell` is the one cell that it is about, which can be corrected; `sides` those of a finding. `close_ups` are shown
    first, so that both sides of a difference are seen together.
    """

    pictures: tuple[MarkedPage, ...]
    cells: Cells | None = None
    cell: Amount | None = None
    sides: tuple[SideInFull, ...] = ()
    close_ups: tuple[MarkedPage, ...] = ()


def review(request: HttpRequest, disclosure: Disclosure) -> dict[str, Any]:
    """The context of the desk: the walk at `?at=`, its place, and a page that was asked for instead (`?page=`)."""
    walk = Walk.to(entries([disclosure])[disclosure.pk], request.GET.get("at", ""))
    place = _place(walk.now)
    document = place.pictures[0].document if place.pictures else walk.now.disclosure.document
    page = None
    if has_pictures(document):
        page = (
            place.pictures[0].page if place.pictures else walk.now.page or walk.now.disclosure.first_page or 1
        )
        asked = request.GET.get("page", "")
        wanted = int(asked) if asked.isdecimal() and 1 <= int(asked) <= page_count(document) else page
        if wanted != page or not place.pictures:
            page, plain = wanted, plain_page(document, wanted)
            place = replace(place, pictures=(_for_staff(plain),) if plain else (), close_ups=())
    return {
        "walk": walk,
        "place": place,
        "source": document,
        "shown_page": page,
        "page_count": page_count(document),
        "why_no_pictures": "" if page else why_no_pictures(document),
        "here": address(disclosure, walk.now.key),
        "is_nav_sidebar_enabled": False,  # two columns need the room
    }


def address(disclosure: Disclosure, key: str) -> str:
    """The desk at an entry."""
    query = QueryDict(mutable=True)
    query["at"] = key
    page = reverse("admin:disclosures_disclosure_change", args=[disclosure.pk])
    return f"{page}?{query.urlencode()}#now"


def accept(disclosure: Disclosure, key: str, user: User, undo: bool = False) -> Entry | None:
    """Keep that an entry was compared with the original, or take that back. Returns where to go on; None: no such entry."""
    walk = Walk.to(entries([disclosure])[disclosure.pk], key)
    entry = walk.now
    if entry.key != key or not entry.may_be_accepted:
        return None
    if undo:
        if entry.review:
            with transaction.atomic():
                entry.review.delete()
                _recheck_of(entry)
        return entry
    with transaction.atomic():
        Review.objects.get_or_create(
            disclosure=entry.disclosure, key=key, defaults={"about": entry.words, "by": user}
        )
        _recheck_of(entry)
    return walk.next_open


def _recheck_of(entry: Entry) -> None:
    """What a person compared may now be a difference, or no longer be one."""
    if entry.finding is not None:
        recheck([entry.disclosure])


# --- the place of an entry -----------------------------------------------------------------------------------------


def _place(entry: Entry) -> ReviewedPlace:
    return _limited(_PLACES[entry.kind](entry))


def finding_place(finding: Finding) -> ReviewedPlace:
    """Both sides of a finding, and their pages."""
    return _limited(_sides(finding))


def _limited(place: ReviewedPlace) -> ReviewedPlace:
    pictures = tuple(_for_staff(picture) for picture in place.pictures[:MOST_PICTURES])
    close_ups = tuple(_for_staff(picture) for picture in place.close_ups[:MOST_PICTURES])
    return replace(place, pictures=pictures, close_ups=close_ups or pictures)


def _for_staff(picture: MarkedPage) -> MarkedPage:
    return replace(picture, picture=STAFF_PICTURE)


def _some(*pictures: MarkedPage | None) -> tuple[MarkedPage, ...]:
    return tuple(picture for picture in pictures if picture is not None)


def _whose(entry: Entry) -> ReviewedPlace:
    disclosure = entry.disclosure
    description = f"方框里是文件所印的“{disclosure.printed_name}”"
    page = disclosure.first_page or 1
    return ReviewedPlace(_some(words_page(disclosure.document, page, disclosure.printed_name, description)))


def _noted(entry: Entry) -> ReviewedPlace:
    if cells := named_cells(entry):
        return _cell(entry, cells[0])
    if entry.page is None:
        return ReviewedPlace(())
    said = phrases(entry.words)
    return ReviewedPlace(
        _some(places_page(entry.disclosure.document, entry.page, (), said, "方框里是说明所指的文字"))
    )


def _read(entry: Entry) -> ReviewedPlace:
    return _cell(entry, entry.cell) if entry.cell else _whole_table(entry)


def _cell(entry: Entry, amount: Amount) -> ReviewedPlace:
    document = entry.disclosure.document
    picture = cell_page(document, amount, f"方框在{amount.line}这一行，读作 {amount.printed}")
    if picture is None and amount.line.name and amount.printed:
        words = (amount.line.name, amount.printed)
        picture = found_page(
            document, words, f"方框里是“{amount.line.name}”和 {amount.printed}，可能不止一处"
        )
    return ReviewedPlace(_some(picture), cells_of(amount.line.statement, amount.line), amount)


def _whole_table(entry: Entry) -> ReviewedPlace:
    """The table beside its pages, on each of which all that was read is within one box."""
    assert entry.statement
    cells = cells_of(entry.statement)
    boxes: dict[int, Box] = {}
    for amount in cells.amounts:
        if amount.page is not None and amount.box is not None:
            former = boxes.get(amount.page, amount.box)
            boxes[amount.page] = _around(former, amount.box)
    document = entry.disclosure.document
    pictures = (
        places_page(document, page, [boxes[page]] if page in boxes else (), (), "方框里是读出的各格")
        for page in entry.pages[:MOST_PICTURES]
    )
    return ReviewedPlace(tuple(replace(picture, close="") for picture in _some(*pictures)), cells)


def _around(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _differing(entry: Entry) -> ReviewedPlace:
    assert entry.finding
    return _sides(entry.finding)


def _sides(finding: Finding) -> ReviewedPlace:
    sides = sides_for_staff(finding)
    wanted = {document for side in sides for document, _ in side.by_page}
    documents = Document.objects.in_bulk(wanted) if wanted else {}
    pictures = [picture for side in sides for picture in side_pages(side, documents)]
    return ReviewedPlace(tuple(_each_once(pictures)), close_ups=tuple(pictures), sides=sides)


def _each_once(pictures: Sequence[MarkedPage]) -> Iterator[MarkedPage]:
    """Where both sides stand on the same page, it is shown once with the marks of both."""
    found: dict[str, MarkedPage] = {}
    for picture in pictures:
        former = found.get(picture.id)
        found[picture.id] = replace(former, marks=(*former.marks, *picture.marks)) if former else picture
    yield from found.values()


_PLACES = {
    EntryKind.DETERMINATION: _whose,
    EntryKind.NOTE: _noted,
    EntryKind.CELL: _read,
    EntryKind.UNPROVEN: _whole_table,
    EntryKind.DOUBT: _differing,
    EntryKind.FINDING: _differing,
    EntryKind.TABLE: _whole_table,
}


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)
