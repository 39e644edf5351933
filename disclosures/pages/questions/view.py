from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.presenting.downloads import page_address
from disclosures.vocabulary import Unit

from .facts import question_sheet


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The question sheet of a disclosure: one or two sides of A4 when printed."""
    unit = Unit.chosen(request.GET.get("unit"))
    try:
        sheet = question_sheet(pk, unit)
    except Disclosure.DoesNotExist:
        if main := Disclosure.objects.whole_of_part(pk):
            return redirect("disclosures:questions", pk=main)
        if Disclosure.objects.citable().filter(pk=pk).exists():  # replaced: its page says by what
            return redirect("disclosures:disclosure", pk=pk)
        raise Http404 from None
    context = {
        "column": sheet.column,
        "agency": sheet.column.agency,
        "disclosure": sheet.disclosure,
        "document": sheet.disclosure.document,
        "sheet": sheet.kinds,
        "address": page_address(request),
        "unit": unit,
        "units": list(Unit),
        "section": "agencies",
    }
    return render(request, "disclosures/questions.html", context)
