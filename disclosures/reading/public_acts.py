"""What was published, replaced, taken back and put right, and when: for feeds and for whoever keeps a copy."""

from __future__ import annotations

from django.db.models import QuerySet

from disclosures.models import Correction, PublicationEvent
from disclosures.models.disclosure import CITABLE, PublicationAction

OF = "disclosure__agency__region__parent"


def acts() -> QuerySet[PublicationEvent]:
    """Acts that the public sees the effect of, with whose they are. A part's are told with those of its whole."""
    told = PublicationEvent.objects.exclude(action=PublicationAction.REFUSED).filter(disclosure__part_of=None)
    return told.select_related(OF)


def corrections() -> QuerySet[Correction]:
    """The public log: every correction of what is published or was replaced, revoked ones too, with whose they are."""
    return Correction.objects.public().filter(disclosure__state__in=CITABLE).select_related(OF)


def reason(act: PublicationEvent) -> str:
    """Why, where the public is told."""
    return act.reason if PublicationAction(act.action).is_explained else ""
