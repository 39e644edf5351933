"""Pages of places."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.amounts import Unit
from disclosures.charts import ranked_bars
from disclosures.queries.regions import place_rows, region_profile
from disclosures.views.addresses import named_region, page_number

MOST_BARS = 12


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/regions.html", {"places": place_rows(), "section": "regions"})


@require_safe
def region(request: HttpRequest, pk: str) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    found = region_profile(
        named_region(pk),
        request.GET.get("year"),
        request.GET.get("stage"),
        page_number(request),
        page_number(request, "bodies"),
    )
    if found is None:
        raise Http404
    ranking = found.ranking
    context = {
        "found": found,
        "ranking_chart": ranking
        and ranked_bars(
            f"支出总计，{found.when}",
            [(row.agency.name, row.value) for row in ranking.rows[:MOST_BARS]],
            unit,
            ranking.median_fen,
        ),
        "categories_chart": ranked_bars(
            f"支出功能分类，{found.when}",
            [
                (f"{category.code} {category.name}", category.value)
                for category in found.categories[:MOST_BARS]
            ],
            unit,
        ),
        "unit": unit,
        "units": list(Unit),
        "section": "regions",
    }
    return render(request, "disclosures/region.html", context)
