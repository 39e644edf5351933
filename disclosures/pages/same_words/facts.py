"""Words that two published disclosures print alike, with both places. What it means is for the reader to say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from disclosures.models import Disclosure, SharedWords
from disclosures.models.same_words import Sharing
from disclosures.reading.columns import Column, own_column


@dataclass(frozen=True, slots=True)
class Printed:
    """The words as one of the two disclosures prints them."""

    column: Column
    words: str
    heading: str
    page: int | None
    place: str

    @property
    def address(self) -> str:
        """The sentence that they begin in; where it was not found, the narrative."""
        pk = self.column.disclosures[0].pk
        if self.place:
            return reverse("disclosures:sentence-of", args=[pk, self.place])
        return reverse("disclosures:disclosure", args=[pk]) + "#h-text"


@dataclass(frozen=True, slots=True)
class Alike:
    """The later one of the two first."""

    sharing: Sharing
    length: int
    both: tuple[Printed, Printed]


def same_words(sharing: Sharing | None, agency: int | None) -> QuerySet[SharedWords]:
    """The longest first: of one kind, of one agency. One query more where an agency is named."""
    found = SharedWords.objects.order_by("-length", "id")
    if sharing:
        found = found.filter(sharing=sharing)
    if agency:
        own = list(Disclosure.objects.published().filter(agency=agency).values_list("pk", flat=True))
        found = found.filter(Q(disclosure__in=own) | Q(other__in=own))
    return found


def listed(found: Iterable[SharedWords]) -> list[Alike]:
    """Two queries."""
    rows = list(found)
    ids = {pk for row in rows for pk in (row.disclosure_id, row.other_id)}
    columns = {one.pk: own_column(one) for one in Disclosure.objects.with_agency().filter(pk__in=ids)}
    return [
        Alike(
            Sharing(row.sharing),
            row.length,
            (
                Printed(columns[row.disclosure_id], row.words, row.heading, row.page, row.place),
                Printed(
                    columns[row.other_id],
                    row.other_words,
                    row.other_heading,
                    row.other_page,
                    row.other_place,
                ),
            ),
        )
        for row in rows
    ]
