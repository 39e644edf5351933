"""The declared changes of one disclosure, all or those without a reason or with last year's."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.presenting.addresses import chosen_term
from disclosures.presenting.citations import citation
from disclosures.presenting.declared_changes import DECLARED_AMOUNTS, DECLARED_COLUMNS, declared_rows
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.exports.declared import declared_export
from disclosures.reading.claims import claim_list
from disclosures.reading.declared import Which
from disclosures.vocabulary import Unit


@require_safe
def claims(request: HttpRequest, pk: int) -> HttpResponse:
    disclosure = Disclosure.objects.published().with_agency().filter(pk=pk).first()
    if disclosure is None:
        if main := Disclosure.objects.whole_of_part(pk):
            return redirect("disclosures:claims", pk=main)
        raise Http404
    unit = Unit.chosen(request.GET.get("unit"))
    which = chosen_term(Which, request.GET.get("which"), None)
    found = claim_list(disclosure, which)
    title = f"{found.column.year}年{found.column.form_word}所述增减"
    file = download(
        request,
        f"{found.column.name} {title}",
        lambda address: declared_export(
            found.column, found.changes, f"{found.column.name} {title}", unit, address
        ),
        charts={},
    )
    if file is not None:
        return file
    context = {
        "found": found,
        "disclosure": disclosure,
        "column": found.column,
        "agency": found.column.agency,
        "which": which,
        "choices": found.counts.items(),
        "rows": declared_rows(found.changes, unit),
        "declared_columns": DECLARED_COLUMNS,
        "declared_amounts": DECLARED_AMOUNTS,
        "unit": unit,
        "units": list(Unit),
        "citation": citation(found.column.name, title, [disclosure], page_address(request)),
        "section": "agencies",
    }
    return render(request, "disclosures/claims.html", context)
