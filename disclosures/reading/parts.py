"""Where rows of a disclosure are looked up, those of its parts count too: the one place that says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import F, Model, QuerySet

from disclosures.models import (
    Disclosure,
)

Row = TypeVar("Row", bound=Model)


def of_whole(rows: QuerySet[Row], disclosure_ids: Iterable[int], *then_by: str) -> QuerySet[Row]:
    """Rows of disclosures and of their parts: a disclosure's own first, each in printed order, then by what is named.

    `disclosure__part_of` of a row, else its `disclosure`, is the one of `disclosure_ids` under which it is shown.
    """
    wholes = Disclosure.objects.with_parts(disclosure_ids)
    own_first = F("disclosure__part_of").asc(nulls_first=True)
    return rows.filter(disclosure__in=wholes).order_by(own_first, "disclosure_id", "position", "pk", *then_by)


def whole_of_part(pk: int) -> int | None:
    """The disclosure under whose address a part of another is shown."""
    return Disclosure.objects.citable().filter(pk=pk).values_list("part_of", flat=True).first()
