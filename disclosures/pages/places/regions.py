"""Places: which bodies are on record there, for which years, and how they rank."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, Exists, IntegerField, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Length

from disclosures.models import Agency, Disclosure, Region, Total
from disclosures.presenting.ordering import Order
from disclosures.reading.agencies import regions_with_agencies
from disclosures.reading.columns import Column, year_columns
from disclosures.reading.values import Value
from disclosures.reading.year_stages import YearStage, chosen_year
from disclosures.vocabulary import CodeKind, Stage

from .asked import Among
from .codes import UNNAMED, newest_names
from .ranking import (
    LARGEST_FIRST,
    PlaceTotal,
    Ranking,
    place_value,
    ranking,
)

BODIES_PER_PAGE = 50
MOST_YEARS = 8


# --- all places ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place with what is on record there and in the places under it."""

    region: Region
    level: int
    agencies: int
    disclosures: int
    first_year: int
    last_year: int

    @property
    def years_text(self) -> str:
        """2020—2023."""
        return str(self.first_year) + (f"—{self.last_year}" if self.last_year != self.first_year else "")


def place_rows() -> list[PlaceRow]:
    """Provinces and what lies directly under them, with counts that include the places below. Two queries."""
    counts = (
        Disclosure.objects.published()
        .order_by("agency__region")
        .values_list("agency__region")
        .annotate(Count("agency", distinct=True), Count("pk"), Min("fiscal_year"), Max("fiscal_year"))
    )
    found = list(counts)
    rows: list[PlaceRow] = []
    for region in regions_with_agencies():
        level = 1 if region.parent is None else 2 if region.parent.parent is None else 3
        within = [facts for code, *facts in found if region.pk <= code <= region.last_code]
        if level < 3 and within:
            agencies, disclosures, first, last = zip(*within, strict=True)
            rows.append(PlaceRow(region, level, sum(agencies), sum(disclosures), min(first), max(last)))
    return rows


# --- one place -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """One body of the place; for every year its columns, none where nothing is on record."""

    agency: Agency
    years: tuple[tuple[Column, ...], ...]


@dataclass(frozen=True, slots=True)
class Below:
    region: Region
    bodies: int
    value: Value | None


@dataclass(frozen=True, slots=True)
class Category:
    code: str
    name: str
    value: Value
    count: int


@dataclass(frozen=True, slots=True)
class RegionProfile:
    region: Region
    totals: tuple[PlaceTotal, ...]
    when: YearStage | None
    below: tuple[Below, ...]
    coverage: tuple[Coverage, ...]
    years: tuple[int, ...]
    page: int
    has_more: bool
    ranking: Ranking | None
    categories: tuple[Category, ...]

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1

    @property
    def total(self) -> PlaceTotal | None:
        return next((total for total in self.totals if total.when == self.when), None)

    @property
    def on_record(self) -> tuple[YearStage, ...]:
        return tuple(total.when for total in self.totals)

    @property
    def path(self) -> tuple[Region, ...]:
        """The places this one lies in, largest first."""
        above: list[Region] = []
        parent = self.region.parent
        while parent is not None:
            above.insert(0, parent)
            parent = parent.parent
        return tuple(above)


def region_profile(
    region: Region,
    year: str | None,
    stage: str | None,
    page: int = 1,
    bodies_page: int = 1,
    order: Order = LARGEST_FIRST,
) -> RegionProfile | None:
    """A place in the year that is asked for, else in the one with most bodies; None where nothing is on record there or
    below. Nine queries beside the region."""
    totals, categories = _totals(region)
    fullest = max(totals, key=lambda total: total.count).when if totals else None
    when = chosen_year([total.when for total in totals], year, stage, fullest)
    below = _below(region, when)
    start = (bodies_page - 1) * BODIES_PER_PAGE
    bodies = list(
        Agency.objects.published()
        .filter(region=region, parent=None)
        .order_by("kind", "code", "name")[start : start + BODIES_PER_PAGE + 1]
    )
    if not (totals or bodies or below or Agency.objects.published().filter(region=region).exists()):
        return None
    coverage, years = _coverage(bodies[:BODIES_PER_PAGE])
    spent = categories.get(when, {}) if when else {}
    names = newest_names(CodeKind.FUNCTIONAL, spent) if spent else {}
    return RegionProfile(
        region=region,
        totals=tuple(totals),
        when=when,
        below=tuple(below),
        coverage=coverage,
        years=years,
        page=bodies_page,
        has_more=len(bodies) > BODIES_PER_PAGE,
        ranking=ranking(CodeKind.FUNCTIONAL, "", when, Among(region), page, order) if when else None,
        categories=tuple(
            Category(code, names.get(code, UNNAMED), place_value(fen, count), count)
            for code, (fen, count) in sorted(spent.items(), key=lambda item: -item[1][0])
        ),
    )


def _totals(region: Region) -> tuple[list[PlaceTotal], dict[YearStage, dict[str, tuple[int, int]]]]:
    """The place's totals of all years, newest first, and its categories by year. One query."""
    totals: list[PlaceTotal] = []
    categories: dict[YearStage, dict[str, tuple[int, int]]] = {}
    rows = (
        Total.objects.in_place(region)
        .filter(kind=CodeKind.FUNCTIONAL)
        .annotate(length=Length("code"))
        .filter(length__lte=3)
        .order_by("-fiscal_year", "stage", "code")
    )
    for total in rows:
        when = YearStage(total.fiscal_year, Stage(total.stage))
        if total.code:
            categories.setdefault(when, {})[total.code] = (total.fen, total.count)
        else:
            totals.append(PlaceTotal(when, total.fen, total.count))
    return totals, categories


def _below(region: Region, when: YearStage | None) -> list[Below]:
    """Places directly under this one with anything on record, and their sums in one year. One query."""
    here = Total.objects.filter(place=OuterRef("pk"), kind=CodeKind.FUNCTIONAL, code="")
    of_year = here.filter(fiscal_year=when.year, stage=when.stage) if when else here.none()
    found = (
        Region.objects.filter(Exists(here), parent=region)
        .annotate(
            bodies=Subquery(of_year.values("count")[:1], output_field=IntegerField()),
            fen=Subquery(of_year.values("fen")[:1], output_field=BigIntegerField()),
        )
        .order_by("pk")
    )
    return [
        Below(place, place.bodies or 0, place_value(place.fen, place.bodies) if place.bodies else None)
        for place in found
    ]


def _coverage(bodies: list[Agency]) -> tuple[tuple[Coverage, ...], tuple[int, ...]]:
    """Bodies by year, the newest first: published as own document, as the sum of units, or not on record. One query."""
    published: dict[int, list[Disclosure]] = {body.pk: [] for body in bodies}
    for disclosure in (
        Disclosure.objects.published()
        .select_related("agency")
        .filter(Q(agency__in=published) | Q(agency__parent__in=published))
        .order_by("agency__code", "pk")
    ):
        assert disclosure.agency is not None  # a published one has it: a database constraint
        published[disclosure.agency.parent_id or disclosure.agency.pk].append(disclosure)
    columns = [(body, year_columns(body, published[body.pk])) for body in bodies]
    years = sorted({column.year for _, own in columns for column in own}, reverse=True)[:MOST_YEARS]
    return (
        tuple(
            Coverage(body, tuple(tuple(c for c in own if c.year == year) for year in years))
            for body, own in columns
        ),
        tuple(years),
    )
