"""Pages of places."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.amounts import Unit
from disclosures.charts import treemap
from disclosures.queries.regions import place_rows, region_profile
from disclosures.views.addresses import named_region, page_number
from disclosures.views.charts import named_charts
from disclosures.views.rankings import ranking_chart


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
    spent = [(category.code, category.name, category.value.fen or 0) for category in found.categories]
    context = {
        "found": found,
        "charts": named_charts(
            rank=("支出总计排名", ranking_chart(f"支出总计，{found.when}", found.ranking, unit), ""),
            spent=("花在哪里", treemap(f"支出功能分类，{found.when}", spent, unit), "本站相加"),
        ),
        "unit": unit,
        "units": list(Unit),
        "section": "regions",
    }
    return render(request, "disclosures/region.html", context)
