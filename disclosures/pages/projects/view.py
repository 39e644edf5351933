"""The list of projects, and projects of one name side by side (`?same=`)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import page_number, written_words
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.ordering import Order
from disclosures.vocabulary import Unit

from .export import projects_export
from .facts import MOST_BESIDE, ORDERS, listed, ordered, projects
from .filter import ProjectFilter

PER_PAGE = 50
MOST_EXPORTED = 5000
LONGEST_NAME = 100


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    order = Order.chosen(request.GET.get("sort"), ORDERS, "-amount")
    core = written_words(request, "same", LONGEST_NAME)
    chosen = ProjectFilter(request.GET, queryset=projects().filter(core=core) if core else projects())
    found = ordered(chosen.qs, order)
    pages = Paginator(found, MOST_BESIDE if core else PER_PAGE)
    page = pages.get_page(page_number(request))
    start = (page.number - 1) * pages.per_page
    title = f"项目“{core}”" if core else "项目"
    file = download(
        request,
        title,
        lambda address: projects_export(listed(found[:MOST_EXPORTED]), pages.count, title, unit, address),
        {},
    )
    if file is not None:
        return file
    context: dict[str, Any] = {
        "filter": chosen,
        "found": listed(found[start : start + pages.per_page]),
        "core": core,
        "page": page,
        "filtered": any(value for name, value in request.GET.items() if name in chosen.filters),
        "order": order,
        "charts": {},
        "citation": citation("明账", title, [], page_address(request)),
        "unit": unit,
        "units": list(Unit),
        "section": "projects",
    }
    return render(request, "disclosures/projects.html", context)
