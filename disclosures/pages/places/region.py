"""Pages of places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import named_region, page_number
from disclosures.presenting.charts import treemap
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.named_charts import named_charts
from disclosures.presenting.ordering import Order, in_order
from disclosures.reading.year_stages import stages_of, years_of
from disclosures.vocabulary import Unit

from .beside import alone
from .export import region_export, regions_export
from .ranking import LARGEST_FIRST, ORDERS, ranked_columns
from .ranking_chart import ranking_chart
from .regions import Below, Category, PlaceRow, place_rows, region_profile

PLACES: dict[str, Callable[[PlaceRow], Any]] = {
    "place": lambda row: row.region.pk,
    "agencies": lambda row: row.agencies,
    "disclosures": lambda row: row.disclosures,
    "year": lambda row: row.last_year,
}
BELOW: dict[str, Callable[[Below], Any]] = {
    "place": lambda row: row.region.pk,
    "amount": lambda row: row.value.fen if row.value else None,
    "count": lambda row: row.bodies,
}
SPENT: dict[str, Callable[[Category], Any]] = {
    "code": lambda row: row.code,
    "amount": lambda row: row.value.fen,
    "count": lambda row: row.count,
}


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    order = Order.chosen(request.GET.get("sort"), PLACES, "place")
    places = in_order(place_rows(), order, PLACES)
    file = download(request, "地区", lambda address: regions_export(places, address), {})
    if file is not None:
        return file
    context = {
        "places": places,
        "order": order,
        "charts": {},
        "citation": citation("明账", "地区", [], page_address(request)),
        "section": "regions",
    }
    return render(request, "disclosures/regions.html", context)


@require_safe
def region(request: HttpRequest, pk: str) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    found = region_profile(
        named_region(pk),
        request.GET.get("year"),
        request.GET.get("stage"),
        page_number(request),
        page_number(request, "bodies"),
        Order.chosen(request.GET.get("sort"), ORDERS, str(LARGEST_FIRST)),
    )
    if found is None:
        raise Http404
    below_order = Order.chosen(request.GET.get("places"), BELOW, "place")
    spent_order = Order.chosen(request.GET.get("parts"), SPENT, "-amount")
    found = replace(
        found,
        below=tuple(in_order(found.below, below_order, BELOW)),
        categories=tuple(in_order(found.categories, spent_order, SPENT)),
    )
    charts = named_charts(
        rank=("支出总计排名", ranking_chart(f"支出总计，{found.when}", found.ranking, unit), ""),
        spent=(
            "花在哪里",
            treemap(
                f"支出功能分类，{found.when}",
                [(row.code, row.name, row.value.fen or 0) for row in found.categories],
                unit,
                found.total.fen if found.total else None,
            ),
            "百分数是占支出总计；本站相加",
        ),
    )
    title = found.region.full_name + (f"，{found.when}" if found.when else "")
    file = download(
        request,
        title,
        lambda address: region_export(
            found,
            ranked_columns(found.ranking, found.when) if found.ranking and found.when else [],
            title,
            unit,
            address,
        ),
        charts,
    )
    if file is not None:
        return file
    context = {
        "found": found,
        "ranking": found.ranking,
        "told": alone(found.ranking) if found.ranking else (),
        "below_order": below_order,
        "spent_order": spent_order,
        "years": years_of(found.on_record, found.when) if found.when else [],
        "stages": stages_of(found.on_record, found.when) if found.when else [],
        "charts": charts,
        "citation": citation("明账", title, [], page_address(request)),
        "unit": unit,
        "units": list(Unit),
        "section": "regions",
    }
    return render(request, "disclosures/region.html", context)
