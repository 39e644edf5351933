from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from disclosures.reading import public_acts

from .table import CorrectionTable

PER_PAGE = 50


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    table = CorrectionTable(public_acts.corrections(), order_by=request.GET.get("sort") or "-at")
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    return render(request, "disclosures/corrections.html", {"table": table, "section": "findings"})
