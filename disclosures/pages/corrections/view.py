from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from disclosures.models import Correction
from disclosures.models.disclosure import CITABLE

from .table import CorrectionTable

PER_PAGE = 50


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The public log: every correction of what is published or was replaced, revoked ones too."""
    found = (
        Correction.objects.public().filter(disclosure__state__in=CITABLE).select_related("disclosure__agency")
    )
    table = CorrectionTable(found, order_by=request.GET.get("sort") or "-at")
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    return render(request, "disclosures/corrections.html", {"table": table, "section": "findings"})
