"""The list of projects, and projects of one name side by side (`?same=`)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.models import Project
from disclosures.presenting.addresses import page_number, written_words
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.ordering import Order
from disclosures.vocabulary import Unit

from .export import projects_export
from .facts import MOST_BESIDE, MOST_COUNTED, ORDERS, listed, number_word, ordered, projects
from .filter import OF_DISCLOSURES, ProjectFilter

PER_PAGE = 50
MOST_EXPORTED = 5000
LONGEST_NAME = 100


class Bounded(Paginator):
    """Counts no further than a list is looked through, `counted` in its place, and not what is `known`."""

    object_list: QuerySet[Project]
    counted: QuerySet[Project] | None = None
    known: int | None = None

    @cached_property
    def count(self) -> int:
        if self.known is not None:
            return self.known
        found = self.object_list if self.counted is None else self.counted
        return found.order_by()[:MOST_COUNTED].count()


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    order = Order.chosen(request.GET.get("sort"), ORDERS, "-amount")
    core = written_words(request, "same", LONGEST_NAME)
    chosen = ProjectFilter(request.GET, queryset=projects().filter(core=core) if core else projects())
    found = ordered(chosen.qs, order)
    pages = Bounded(found, MOST_BESIDE if core else PER_PAGE)
    pages.counted = chosen.counted
    asked = {name for name in chosen.filters if request.GET.get(name)}
    if asked <= {"q", *OF_DISCLOSURES} and not core:
        pages.known = chosen.matched.number
    page = pages.get_page(page_number(request))
    start = (page.number - 1) * pages.per_page
    title = f"项目“{core}”" if core else "项目"
    file = download(
        request,
        title,
        lambda address: projects_export(
            listed(found[:MOST_EXPORTED], chosen.places), pages.count, title, unit, address
        ),
        {},
    )
    if file is not None:
        return file
    context: dict[str, Any] = {
        "filter": chosen,
        "found": listed(found[start : start + pages.per_page], chosen.places),
        "core": core,
        "number": number_word(pages.count),
        "page": page,
        "filtered": bool(asked),
        "order": order,
        "charts": {},
        "citation": citation("明账", title, [], page_address(request)),
        "unit": unit,
        "units": list(Unit),
        "section": "projects",
    }
    return render(request, "disclosures/projects.html", context)
