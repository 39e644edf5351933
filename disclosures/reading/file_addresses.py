"""Addresses that stay: a place in a file, which is named by the beginning of its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from disclosures.models import Disclosure, Document
from disclosures.models.box import TENTHS
from disclosures.models.disclosure import CITABLE, DisclosureState

from .columns import Column, own_column

HASH = 16
"""Signs of the file's SHA-256 that an address holds."""


def place_on_page(page: int, x0: int, top: int, x1: int, bottom: int) -> str:
    """Where a cell stands in its file, for an address: the page and the middle of its box (edges in tenths of a point) in
    whole points."""
    return f"{page}-{round((x0 / TENTHS + x1 / TENTHS) / 2)}-{round((top / TENTHS + bottom / TENTHS) / 2)}"


def of_file(file: str, whose: str = "") -> Q:
    """A range and not a pattern, so that every database looks it up in the index of hashes."""
    return Q(**{f"{whose}sha256__gte": file, f"{whose}sha256__lt": file + "g"})


ONCE_PUBLIC = (*CITABLE, DisclosureState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Gone:
    """What can be offered where a permanent address leads to nothing: the file's published disclosures, or those that
    took their place."""

    document: Document | None
    published: tuple[Column, ...]


def gone(file: str) -> Gone:
    """Three queries."""
    document = Document.objects.filter(of_file(file)).order_by("pk").first()
    if document is None:
        return Gone(None, ())
    own = list(document.disclosures.exclude(agency=None).exclude(fiscal_year=None))
    if not any(disclosure.state in ONCE_PUBLIC for disclosure in own):
        return Gone(None, ())  # never public: not even its name
    same = Q(pk__in=[])
    for disclosure in own:
        same |= Q(agency=disclosure.agency_id, fiscal_year=disclosure.fiscal_year, stage=disclosure.stage)
    now = Disclosure.objects.published().with_agency().filter(same).order_by("document", "position")
    return Gone(document, tuple(own_column(disclosure) for disclosure in now))
