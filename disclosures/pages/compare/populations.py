"""How many people a column's figures are for."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.models import Population
from disclosures.reading.columns import Column


def populations(columns: Sequence[Column]) -> tuple[Population | None, ...]:
    """Of each column's own region: the newest count up to its year, else the first after it; None where none is on
    record. One query."""
    counts: dict[str, list[Population]] = {}
    for count in Population.objects.filter(region__in={c.agency.region_id for c in columns}):
        counts.setdefault(count.region_id, []).append(count)
    return tuple(_nearest(counts.get(column.agency.region_id, []), column.year) for column in columns)


def _nearest(counts: Sequence[Population], year: int) -> Population | None:
    before = [count for count in counts if count.year <= year]
    return before[-1] if before else counts[0] if counts else None
