"""What a corrected file replaced: what its page says of it, and where what took its place is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from disclosures.models import Disclosure, PublicationEvent
from disclosures.models.disclosure import DisclosureState, PublicationAction


@dataclass(frozen=True, slots=True)
class Replaced:
    """When and why a version was replaced. `now` is what is published in its place; `corrected` what replaced it, where
    that still opens: its page of changes compares the two."""

    at: datetime | None
    reason: str
    now: Disclosure | None
    corrected: Disclosure | None


def replaced(disclosure: Disclosure) -> Replaced | None:
    """Of a version that was replaced, or a part of one; None for any other. Two queries for those."""
    if not disclosure.is_replaced:
        return None
    whole = disclosure.whole_id
    event = (
        PublicationEvent.objects.filter(disclosure=whole, action=PublicationAction.REPLACED)
        .order_by("-at", "-pk")
        .first()
    )
    published = Q(
        agency=disclosure.agency_id,
        fiscal_year=disclosure.fiscal_year,
        stage=disclosure.stage,
        state=DisclosureState.PUBLISHED,
        part_of=None,
    )
    others = list(
        Disclosure.objects.citable().filter(Q(replaces=whole) | published).select_related("document")
    )
    return Replaced(
        event.at if event else None,
        event.reason if event else "",
        next((other for other in others if other.is_published), None),
        next((other for other in others if other.replaces_id == whole), None),
    )
