"""Columns that can be added to a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.models import Agency, Disclosure

from .agencies import matching
from .columns import Column, own_column
from .likeness import like_disclosures

MOST = 60


def candidates(words: str, chosen: Sequence[Column]) -> list[Column]:
    """Published disclosures by the words of a search; without words those like the first chosen column, else the newest.

    Two queries at most.
    """
    taken = {column.key for column in chosen}
    published = Disclosure.objects.published().with_agency()
    if words.strip():
        found = list(
            published.filter(agency__in=matching(Agency.objects.all(), words)).order_by(
                "agency__region", "agency__code", "-fiscal_year", "pk"
            )[:MOST]
        )
    else:
        found = like_disclosures(chosen[0].agency) if chosen else []
        rest = published.exclude(pk__in=[d.pk for d in found]).order_by(
            "-fiscal_year", "agency__region", "pk"
        )
        found += list(rest[: MOST - len(found)])
    return [column for disclosure in found if (column := own_column(disclosure)).key not in taken]
