from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.exports.listing import list_export
from disclosures.reading import public_acts

from .table import CorrectionTable

PER_PAGE = 50
TITLE = "更正记录"


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    table = CorrectionTable(public_acts.corrections(), order_by=request.GET.get("sort") or "-at")
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    if file := download(request, TITLE, lambda address: list_export(table, TITLE, address), charts={}):
        return file
    context = {
        "table": table,
        "citation": citation("明账", TITLE, [], page_address(request)),
        "section": "findings",
    }
    return render(request, "disclosures/corrections.html", context)
