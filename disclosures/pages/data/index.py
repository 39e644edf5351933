"""versions.json: which files there are, and what changed since another version or a moment."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from disclosures.models import Correction, PublicationEvent
from disclosures.presenting.whole import versions
from disclosures.reading import public_acts

MOST = 5000
"""Changes of an answer; `more` says that there are others after them."""
MOST_DIGITS = 18


class UnknownMomentError(Exception):
    """`since` is neither a moment nor the number of a version that is remembered."""


def version_index(request: HttpRequest, folder: Path, since: str) -> dict[str, Any]:
    """What the version says of itself, every file with its address. Two queries more with `since`."""
    said = versions.index(folder)
    for file in said["files"]:
        file["address"] = request.build_absolute_uri(reverse("disclosures:data-file", args=[file["name"]]))
    if not since:
        return said
    moment = _moment(since)
    acts = list(public_acts.acts().filter(at__gt=moment).order_by("at", "pk")[: MOST + 1])
    corrections = list(
        public_acts.corrections()
        .filter(Q(approved_at__gt=moment) | Q(revoked_at__gt=moment))
        .order_by("approved_at", "pk")[: MOST + 1]
    )
    return {
        **said,
        "since": moment.isoformat(),
        "more": max(len(acts), len(corrections)) > MOST,
        "publications": [_act(request, act) for act in acts[:MOST]],
        "corrections": [_correction(request, one) for one in corrections[:MOST]],
    }


def _moment(since: str) -> datetime:
    """The number of a version stands for the moment when it was written, a date for its beginning."""
    try:
        if since.isascii() and since.isdigit():
            moment = versions.written_at(int(since[:MOST_DIGITS]))
        else:
            moment = parse_datetime(since)
        if moment is None:
            raise UnknownMomentError
        own = moment if timezone.is_aware(moment) else timezone.make_aware(moment)
        return own.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UnknownMomentError from None


def _act(request: HttpRequest, act: PublicationEvent) -> dict[str, Any]:
    return {
        "at": act.at.isoformat(),
        "action": act.action,
        "reason": public_acts.reason(act),
        **_whose(request, act),
    }


def _correction(request: HttpRequest, one: Correction) -> dict[str, Any]:
    moments = {"at": one.approved_at, "revoked_at": one.revoked_at}
    written = {name: moment and moment.isoformat() for name, moment in moments.items()}
    return {"id": one.pk, **written, "amount_id": one.amount_id, **_whose(request, one)}


def _whose(request: HttpRequest, of: PublicationEvent | Correction) -> dict[str, Any]:
    whole = of.disclosure
    address = reverse("disclosures:disclosure", args=[whole.whole_id])
    return {
        "disclosure_id": whole.pk,
        "agency_id": whole.agency_id,
        "fiscal_year": whole.fiscal_year,
        "stage": whole.stage,
        "title": str(whole),
        "address": request.build_absolute_uri(address),
    }
