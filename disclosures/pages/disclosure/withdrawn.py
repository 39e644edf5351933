"""What stays at the address of a disclosure that was public and was taken back: that it was, when and why."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.lifecycle.publication import rivals
from disclosures.models import Disclosure, PublicationEvent
from disclosures.models.disclosure import DisclosureState, PublicationAction
from disclosures.reading.columns import Column, own_column


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """`event` says when and why; `now` is what is published in its place, if anything is."""

    event: PublicationEvent
    now: Column | None

    @property
    def disclosure(self) -> Disclosure:
        return self.event.disclosure


def withdrawn(pk: int) -> Withdrawn | None:
    """None for what was never public, or is. Two queries."""
    events = PublicationEvent.objects.filter(
        disclosure=pk,
        disclosure__state=DisclosureState.WITHDRAWN,
        disclosure__part_of=None,
        action=PublicationAction.WITHDRAW,
    )
    event = events.select_related("disclosure__agency").first()
    if event is None:
        return None
    now = rivals([event.disclosure]).get(pk)
    return Withdrawn(event, own_column(now) if now else None)
