"""What a corrected file replaced: what its page says of it, and where what took its place is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

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
    """Of a version that was replaced, or a part of one; None for any other. One query for those."""
    if not disclosure.is_replaced:
        return None
    whole = disclosure.whole_id
    said = PublicationEvent.objects.filter(disclosure=OuterRef("pk"), action=PublicationAction.REPLACED)
    newest = said.order_by("-at", "-pk")
    published = Q(
        agency=disclosure.agency_id,
        fiscal_year=disclosure.fiscal_year,
        stage=disclosure.stage,
        state=DisclosureState.PUBLISHED,
        part_of=None,
    )
    found = (
        Disclosure.objects.citable()
        .filter(Q(pk=whole) | Q(replaces=whole) | published)
        .annotate(at=Subquery(newest.values("at")[:1]), reason=Subquery(newest.values("reason")[:1]))
        .select_related("document")
    )
    own = next((one for one in found if one.pk == whole), None)
    return Replaced(
        getattr(own, "at", None),
        getattr(own, "reason", None) or "",
        next((one for one in found if one.is_published), None),
        next((one for one in found if one.replaces_id == whole), None),
    )
