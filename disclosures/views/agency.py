from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from disclosures.amounts import Unit
from disclosures.charts import split_bar
from disclosures.filters import AgencyFilter
from disclosures.models import Agency
from disclosures.queries.agencies import agency_list, published_years
from disclosures.queries.agency import agency_profile
from disclosures.tables import AgencyTable

PER_PAGE = 50


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    found = AgencyFilter(request.GET, queryset=agency_list())
    table = AgencyTable(found.qs, years={}, unit=unit, order_by=request.GET.get("sort") or "place")
    table.paginate(page=_page_number(request), per_page=PER_PAGE, paginator_class=_Forgiving)
    table.years_of = published_years([row.record for row in table.page.object_list])
    context = {"filter": found, "table": table, "unit": unit, "units": list(Unit), "section": "agencies"}
    return render(request, "disclosures/agencies.html", context)


class _Forgiving(Paginator):
    """A page number past the end shows the last page."""

    def validate_number(self, number: Any) -> int:
        return min(max(int(number), 1), max(self.num_pages, 1))


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def published_agency(pk: int) -> Agency:
    return get_object_or_404(
        Agency.objects.published().select_related("region__parent__parent", "parent"), pk=pk
    )


@require_safe
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    profile = agency_profile(published_agency(pk))
    timeline = [
        (year, split_bar(("基本", year.basic_fen), ("项目", year.project_fen), profile.largest_fen, unit))
        for year in profile.timeline
    ]
    context = {
        "agency": profile.agency,
        "profile": profile,
        "timeline": timeline,
        "unit": unit,
        "units": list(Unit),
        "section": "agencies",
    }
    return render(request, "disclosures/agency.html", context)
