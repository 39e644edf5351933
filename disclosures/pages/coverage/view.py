"""Who has not published, as far as this site knows: all places, and one place as a grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import named_region, page_number
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.ordering import Order, in_order
from disclosures.reading.year_stages import chosen_year, stages_of, years_of

from .export import grid_export, places_export
from .facts import BODIES_PER_PAGE, PlaceRow, State, grid, place_rows, sums, years_on_record

PLACES: dict[str, Callable[[PlaceRow], Any]] = {
    "place": lambda row: row.region.pk,
    "known": lambda row: row.known,
    "here": lambda row: row.here,
    "named": lambda row: row.named,
    "elsewhere": lambda row: row.elsewhere,
}


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    on_record = years_on_record()
    when = chosen_year(on_record, request.GET.get("year"), request.GET.get("stage"))
    order = Order.chosen(request.GET.get("sort"), PLACES, "place")
    rows = in_order(place_rows(when), order, PLACES) if when else []
    title = f"哪些还没有，{when}" if when else "哪些还没有"
    if when is not None:
        file = download(request, title, lambda address: places_export(rows, when, address), {})
        if file is not None:
            return file
    context: dict[str, Any] = {
        "rows": rows,
        "sums": sums(rows),
        "when": when,
        "years": sorted(years_of(on_record, when), key=lambda one: -one.year) if when else [],
        "stages": stages_of(on_record, when) if when else [],
        "order": order,
        "charts": {},
        "citation": citation("明账", title, [], page_address(request)),
        "section": "regions",
    }
    return render(request, "disclosures/coverage.html", context)


@require_safe
def place(request: HttpRequest, pk: str) -> HttpResponse:
    found = grid(named_region(pk))
    if not found.bodies:
        raise Http404
    title = f"{found.region.full_name}：哪些还没有"
    file = download(request, title, lambda address: grid_export(found, address), {})
    if file is not None:
        return file
    shown = Paginator(found.bodies, BODIES_PER_PAGE).get_page(page_number(request))
    context = {
        "found": found,
        "page": shown,
        "bodies": [(body, body.places(found.years)) for body in shown],
        "counts": [(state, found.counted(state)) for state in State],
        "charts": {},
        "citation": citation("明账", title, [], page_address(request)),
        "section": "regions",
    }
    return render(request, "disclosures/coverage_place.html", context)
