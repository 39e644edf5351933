"""The home page: what was published last, which places, how much there is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from disclosures.models import Agency, Disclosure
from disclosures.reading.columns import Column, own_column
from disclosures.reading.composition import COMPOSITION, OtherPart, other_parts
from disclosures.reading.findings import Listed, numbers_by_nature, striking
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.likeness import ALIKE, function_of_agency, likeness
from disclosures.reading.values import Value
from disclosures.reconciliation.natures import Nature

LATEST = 12
STRIKING = 3
LATEST_ITEMS = COMPOSITION[:3]


@dataclass(frozen=True, slots=True)
class RegionOnRecord:
    """A region with published disclosures."""

    code: str
    name: str
    agencies: int
    disclosures: int


@dataclass(frozen=True, slots=True)
class Overview:
    latest: tuple[tuple[Column, tuple[Value, ...], tuple[OtherPart, ...]], ...]
    """Each with 支出总计, its two natures, and what else belongs to it."""
    places: tuple[RegionOnRecord, ...]
    example: tuple[Column, ...]
    documents: int
    agencies: int
    disclosures: int
    amounts: int
    indicators: int
    checks: int
    """That could be made, of all published; `findings` of them differ."""
    findings: int
    natures: tuple[tuple[Nature, int], ...]
    striking: tuple[Listed, ...]


def overview() -> Overview:
    """Nine queries."""
    newest = list(Disclosure.objects.published().with_agency().order_by("-published_at", "-pk")[:LATEST])
    columns = [own_column(disclosure) for disclosure in newest]
    figures = KeyFigures.load([disclosure.pk for disclosure in newest], COMPOSITION)
    counts = Disclosure.objects.visible().aggregate(
        documents=Count("document", distinct=True),
        disclosures=Count("pk", filter=Q(part_of=None)),
        amounts=Sum("numeric_cells", default=0),
        indicators=Sum("indicator_rows", default=0),
        checks=Sum(
            F("ledger__holds") + F("ledger__within_rounding") + F("ledger__differs"),
            default=0,
            filter=Q(part_of=None),  # a part was checked by itself once; it is within its whole
        ),
    )
    natures = numbers_by_nature()
    return Overview(
        latest=tuple(
            (
                column,
                tuple(figures.of_column(column, item) for item in LATEST_ITEMS),
                other_parts(figures, column),
            )
            for column in columns
        ),
        places=tuple(_places()),
        example=tuple(_example(columns)),
        documents=counts["documents"],
        agencies=Agency.objects.published().count(),
        disclosures=counts["disclosures"],
        amounts=counts["amounts"],
        indicators=counts["indicators"],
        checks=counts["checks"],
        findings=sum(natures.values()),
        natures=tuple(natures.items()),
        striking=tuple(striking(STRIKING)),
    )


def _places() -> list[RegionOnRecord]:
    """Regions with something published, by code. One query."""
    rows = (
        Disclosure.objects.published()
        .order_by("agency__region")
        .values_list("agency__region", "agency__region__parent__name", "agency__region__name")
        .annotate(Count("agency", distinct=True), Count("pk"))
    )
    return [
        RegionOnRecord(code, (parent or "") + name, agencies, count)
        for code, parent, name, agencies, count in rows
    ]


def _example(columns: list[Column]) -> list[Column]:
    """Up to four of the latest from different places that do like work: a first comparison to look at."""
    best: list[Column] = []
    columns = sorted(columns, key=lambda column: column.disclosures[0].kind)  # departments before units
    for first in columns:
        function = function_of_agency(first.agency)
        group, places = [first], {first.agency.region_id}
        for other in columns:
            is_elsewhere = other.agency.region_id not in places and other.stage is first.stage
            if is_elsewhere and likeness(function, function_of_agency(other.agency)) >= ALIKE:
                group.append(other)
                places.add(other.agency.region_id)
        if len(group) > len(best):
            best = group
    return best[:4] if len(best) > 1 else []
