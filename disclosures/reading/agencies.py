"""Agencies as a list: who has published what, and the newest expenditure."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from disclosures.models import (
    Agency,
    Amount,
    Disclosure,
    HeadlineFigure,
    Region,
    SearchEntry,
)
from disclosures.models.search_entry import SearchKind
from disclosures.vocabulary import HeadlineItem, Measure, RowKind, Side, Stage
from disclosures.vocabulary import Statement as StatementType

from .statement_lines import OTHER_BASES


def orphans() -> QuerySet[Agency]:
    """Agencies that nothing is of: no disclosure, published or not, and no unit under them."""
    nothing = Agency.objects.filter(disclosures=None, units=None)
    return nothing.select_related("region__parent__parent", "parent").order_by("region", "code", "name")


def agency_list() -> QuerySet[Agency]:
    """Published agencies with `newest_year` of anything they disclosed, and `budget_year` and `expenditure_fen` of their
    newest own budget. All of it in subqueries, so that counting agencies costs none of it.

    The amount is the 支出总计 of 收支总表, else the 合计 of 支出总表, else what the narrative states. A department whose newest year is only known from its
    units has the figure of its own newest document: sums are made where they can be explained, on the agency's page.
    """
    own = Disclosure.objects.published().filter(agency=OuterRef("pk")).order_by("-fiscal_year")
    budgets = own.filter(stage=Stage.BUDGET)
    newest = OuterRef(OuterRef("newest_disclosure"))
    cells = Amount.objects.of_disclosures(newest).filter(measure=Measure.TOTAL, fen__isnull=False)
    total = cells.filter(
        line__statement__statement=StatementType.REVENUE_AND_EXPENDITURE,
        line__kind=RowKind.EXPENDITURE_TOTAL,
        line__side=Side.EXPENDITURE,
    ).exclude(basis__in=OTHER_BASES[Stage.BUDGET])
    cell = cells.filter(
        line__statement__statement=StatementType.EXPENDITURE,
        line__kind=RowKind.TOTAL,
    )
    sentence = (
        HeadlineFigure.objects.of_disclosures(newest)
        .filter(
            item__in=[HeadlineItem.EXPENDITURE_TOTAL, HeadlineItem.BUDGET_TOTAL],
            is_change=False,
        )
        .order_by("-item", "position")
    )
    return (
        Agency.objects.published()
        .select_related("region__parent__parent", "parent")
        .annotate(
            newest_year=Subquery(own.values("fiscal_year")[:1]),
            budget_year=Subquery(budgets.values("fiscal_year")[:1]),
            newest_disclosure=Subquery(budgets.values("pk")[:1]),
        )
        .annotate(
            expenditure_fen=Coalesce(
                Subquery(total.values("fen")[:1]),
                Subquery(cell.values("fen")[:1]),
                Subquery(sentence.values("fen")[:1]),
                output_field=BigIntegerField(),
            )
        )
    )


def published_years(agencies: Iterable[Agency]) -> dict[int, list[Disclosure]]:
    """Published disclosures of the agencies on one page of the list, oldest first. One query."""
    years: dict[int, list[Disclosure]] = {}
    for disclosure in (
        Disclosure.objects.published()
        .filter(agency__in=[agency.pk for agency in agencies])
        .order_by("fiscal_year", "stage", "pk")
    ):
        years.setdefault(disclosure.agency_id or 0, []).append(disclosure)
    return years


def regions_with_agencies() -> list[Region]:
    """Regions, and the regions above them, that have a published agency: those that can be found. Each knows the one that
    it lies in. One query."""
    entries = f"SELECT target FROM {SearchEntry._meta.db_table} WHERE id BETWEEN %s AND %s"  # nosec B608
    # PostgreSQL takes an array for the few that these are, and a subquery for a good part of all regions.
    found = f"= ANY(ARRAY({entries}))" if connection.vendor == "postgresql" else f"IN ({entries})"
    ids = [SearchKind.REGION.first_id, SearchKind.REGION.last_id]
    table = Region._meta.db_table
    regions = {
        region.pk: region
        for region in Region.objects.raw(f"SELECT * FROM {table} WHERE code {found} ORDER BY code", ids)  # nosec B608
    }
    for region in regions.values():
        if parent := regions.get(region.parent_id or ""):
            region.parent = parent
    return list(regions.values())


def years_published() -> list[int]:
    """One query."""
    years = Disclosure.objects.published().values_list("fiscal_year", flat=True).distinct()
    return [year for year in years.order_by("-fiscal_year") if year is not None]


def region_word(region: Region) -> str:
    """As the choice of a list in which a region stands under the one that it lies in."""
    return "\u3000" * {"province": 0, "city": 1, "county": 2}[region.level] + region.name
