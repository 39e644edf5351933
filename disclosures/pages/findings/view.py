"""Results that differ: across everything published, and each one on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosures.models import Agency, Finding
from disclosures.presenting.addresses import chosen_term, page_number
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.finding_titles import finding_title
from disclosures.presenting.marked_page import MarkedPage, side_pages
from disclosures.reading.findings import (
    FindingOrder,
    Listed,
    SideInFull,
    facets,
    finding_in_full,
    finding_list,
    leading,
    listed,
    ordered,
)

from .export import findings_export
from .filter import FindingFilter

PER_PAGE = 30
MOST_EXPORTED = 5000
TITLE = "两处数字不一致"


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """All findings of what is published; consequences are counted, and stand with their cause where that is listed."""
    chosen = FindingFilter(request.GET, queryset=finding_list(), facets=facets())
    found = ordered(chosen.qs, chosen_term(FindingOrder, request.GET.get("sort"), FindingOrder.RANK))
    total = found.count()
    agency = _agency(chosen)
    title = f"{agency.name}：{TITLE}" if agency else TITLE
    file = download(
        request,
        title,
        lambda address: findings_export(listed(found[:MOST_EXPORTED]), total, title, address),
        charts={},
    )
    if file is not None:
        return file
    page = Paginator(leading(found), PER_PAGE).get_page(page_number(request))
    context = {
        "title": title,
        "agency": agency,
        "filter": chosen,
        "page": page,
        "total": total,
        "explained": total - page.paginator.count,
        "found": listed(page.object_list),
        "filtered": any(
            value for name, value in request.GET.items() if name in chosen.filters and name != "sort"
        ),
        "most_exported": MOST_EXPORTED,
        "citation": citation("明账", title, [], page_address(request)),
        "section": "findings",
    }
    return render(request, "disclosures/findings.html", context)


def _agency(chosen: FindingFilter) -> Agency | None:
    """The one agency that the list is of."""
    pk = chosen.form.cleaned_data.get("agency")
    return Agency.objects.published().filter(pk=pk).first() if pk else None


@dataclass(frozen=True, slots=True)
class ShownSide:
    """A side of a finding with the pages its places stand on, each marked."""

    side: SideInFull
    title: str
    pages: tuple[MarkedPage, ...]


@require_safe
def finding(request: HttpRequest, disclosure: str, key: str) -> HttpResponse:
    """One finding: both sides, both places, what follows from it, what was said of it."""
    try:
        found = finding_in_full(int(disclosure), key)
    except Finding.DoesNotExist:
        raise Http404 from None
    alone = [Listed(found.row, found.disclosure, found.column)]
    title = f"{found.column.name}{found.column.year}年{found.column.form_word}：{finding_title(found.row)}"
    if file := download(request, title, lambda address: findings_export(alone, 1, title, address), charts={}):
        return file
    address = request.build_absolute_uri(reverse("disclosures:finding", args=[disclosure, key]))
    titles = ("一边", "另一边")
    context = {
        "found": found,
        "replaced": found.replaced,
        "row": found.row,
        "column": found.column,
        "agency": found.column.agency,
        "disclosure": found.disclosure,
        "sides": [
            ShownSide(side, title, tuple(side_pages(side, found.documents)))
            for side, title in zip(found.sides, titles, strict=False)
        ],
        "address": address,
        "citation": citation("明账", title, [found.disclosure], address),
        "section": "findings",
    }
    return render(request, "disclosures/finding.html", context)
