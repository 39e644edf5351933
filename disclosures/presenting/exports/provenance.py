"""Where figures were printed: page, table and document of many at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from disclosures.models import Amount, Disclosure, HeadlineFigure
from disclosures.reading.values import Value

MOST_AT_ONCE = 5000


class SourcePlace(NamedTuple):
    page: int | None
    where: str
    document: str


@dataclass(frozen=True, slots=True)
class Places:
    """The places of printed cells and of sentences, by primary key."""

    cells: dict[int, SourcePlace] = field(default_factory=dict)
    sentences: dict[int, SourcePlace] = field(default_factory=dict)

    def of(self, value: Value) -> SourcePlace | None:
        if value.amount_id is not None:
            return self.cells.get(value.amount_id)
        return self.sentences.get(value.headline_id) if value.headline_id is not None else None


def places_of(values: Iterable[Value]) -> Places:
    """Two queries for up to 5,000 figures."""
    found = list(values)
    cells = sorted({value.amount_id for value in found if value.amount_id is not None})
    sentences = sorted({value.headline_id for value in found if value.headline_id is not None})
    places = Places()
    for start in range(0, len(cells), MOST_AT_ONCE):
        for pk, page, where, document in (
            Amount.objects.citable()
            .filter(pk__in=cells[start : start + MOST_AT_ONCE])
            .values_list(
                "pk",
                "page",
                "line__statement__title",
                "line__statement__disclosure__document__original_name",
            )
        ):
            places.cells[pk] = SourcePlace(page, where, document)
    if sentences:
        for pk, page, document in HeadlineFigure.objects.filter(pk__in=sentences).values_list(
            "pk", "page", "disclosure__document__original_name"
        ):
            places.sentences[pk] = SourcePlace(page, "说明文字", document)
    return places


def parts_of(disclosure_ids: Iterable[int]) -> dict[int, list[Disclosure]]:
    """Further files of disclosures that were printed in several, by the disclosure they belong to. One query."""
    parts: dict[int, list[Disclosure]] = {}
    found = Disclosure.objects.citable().filter(part_of__in=list(disclosure_ids)).order_by("pk")
    for part in found.select_related("agency", "document"):
        parts.setdefault(part.whole_id, []).append(part)
    return parts
