from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.models.disclosure import DisclosureState
from disclosures.presenting.addresses import chosen_term
from disclosures.presenting.charts import split_bar
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.grids import printed_rows
from disclosures.vocabulary import Unit

from .export import disclosure_export
from .facts import whole_disclosure
from .withdrawn import withdrawn

REPLACED = DisclosureState.REPLACED.label


@require_safe
def disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """A whole disclosure. Without `?unit=` every table is in the unit it was printed in."""
    try:
        whole = whole_disclosure(pk)
    except Disclosure.DoesNotExist:
        if main := Disclosure.objects.whole_of_part(pk):
            return redirect("disclosures:disclosure", pk=main)
        if found := withdrawn(pk):
            context = {"withdrawn": found, "section": "agencies"}
            return render(request, "disclosures/withdrawn.html", context, status=410)
        raise Http404 from None
    unit = chosen_term(Unit, request.GET.get("unit"), None)
    title = f"{whole.column.year}年{whole.column.form_word}"
    if not whole.replaced:  # what was replaced is read on its page, and goes into no file
        file = download(
            request,
            f"{whole.column.name} {title}",
            lambda address: disclosure_export(whole, unit, address),
            charts={},
        )
        if file is not None:
            return file
    context = {
        "whole": whole,
        "disclosure": whole.disclosure,
        "document": whole.disclosure.document,
        "column": whole.column,
        "agency": whole.column.agency,
        "statements": [(statement, printed_rows(statement, unit)) for statement in whole.statements],
        "kept": [(statement, printed_rows(statement, unit)) for statement in whole.kept],
        "bar": split_bar(whole.natures, sum(fen for _, fen in whole.natures), unit or Unit.WAN),
        "converted": unit,
        "unit": unit or Unit.WAN,
        "units": list(Unit),
        "replaced": whole.replaced,
        "citation": citation(
            whole.column.name,
            f"{title}（{REPLACED}）" if whole.replaced else title,
            [whole.disclosure],
            page_address(request),
            whole.parts,
        ),
        "section": "agencies",
    }
    return render(request, "disclosures/disclosure.html", context)
