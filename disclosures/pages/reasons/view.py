"""What changes are explained with: counted over bodies and years, each with the sentences that say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosures.models import Reason, ReasonCount
from disclosures.presenting.addresses import page_number, written_words
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.exports.page import export_without_unit
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, site_of, words
from disclosures.presenting.ordering import Order
from disclosures.reading.columns import Column, own_column

PER_PAGE = 100
MOST_EXPORTED = 5000
LONGEST_NAME = 60
ORDERS = {"bodies": ("-bodies", "core"), "years": ("-years", "-bodies", "core")}
TITLE = "所写的原因"


@dataclass(frozen=True, slots=True)
class Given:
    """A reason as one disclosure gives it."""

    column: Column
    reason: Reason

    @property
    def address(self) -> str:
        return reverse("disclosures:sentence-of", args=[self.reason.disclosure_id, self.reason.place])


@require_safe
def reasons(request: HttpRequest) -> HttpResponse:
    """The reasons that most bodies give, or that one gave for most years (`?sort=years`); who gives one (`?same=`)."""
    core = written_words(request, "same", LONGEST_NAME)
    order = Order.chosen(request.GET.get("sort"), ORDERS, "bodies")
    if core:
        found = Reason.objects.filter(core=core).order_by("body", "-fiscal_year", "pk")
        found = found.select_related("disclosure__agency__region", "disclosure__document")
        title = f"{TITLE}“{core}”"
        file = download(
            request, title, lambda address: _givers(_given(found[:MOST_EXPORTED]), title, address), {}
        )
    else:
        counts = ReasonCount.objects.order_by(*ORDERS[order.key])
        title = TITLE
        file = download(request, title, lambda address: _counts(counts[:MOST_EXPORTED], title, address), {})
    if file is not None:
        return file
    rows: Any = found if core else counts
    page = Paginator(rows, PER_PAGE).get_page(page_number(request))
    context = {
        "title": title,
        "core": core,
        "order": order,
        "page": page,
        "given": _given(page.object_list) if core else (),
        "citation": citation("明账", title, [], page_address(request)),
        "section": "findings",
    }
    return render(request, "disclosures/reasons.html", context)


def _given(found: Iterable[Reason]) -> list[Given]:
    return [Given(own_column(one.disclosure), one) for one in found]


def _counts(found: Iterable[ReasonCount], title: str, address: str) -> Export:
    rows = tuple(words(one.words, one.bodies, one.years) for one in found)
    table = ExportTable("reasons", title, column_paths(("原因", "部门数", "一个部门最多几年")), rows)
    return export_without_unit(title, address, table)


def _givers(found: Sequence[Given], title: str, address: str) -> Export:
    site = site_of(address)
    rows = tuple(
        words(
            one.column.name,
            one.column.year,
            one.column.form_word,
            one.reason.of,
            one.reason.words,
            site + one.address,
        )
        for one in found
    )
    table = ExportTable(
        "given", title, column_paths(("机构", "年度", "公开", "所说的增减", "原因", "地址")), rows
    )
    columns = {one.column.key: one.column for one in found}
    return export_without_unit(title, address, table, columns=list(columns.values()))
