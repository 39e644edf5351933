from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.presenting.addresses import chosen_term, page_number
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.reconciliation.versions import VersionChange
from disclosures.vocabulary import Unit

from .export import changes_export
from .facts import changes as changes_of

PER_PAGE = 200


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """A corrected file beside the one it replaced, place by place, by kind of change."""
    try:
        found = changes_of(pk)
    except Disclosure.DoesNotExist:
        raise Http404 from None
    unit = Unit.chosen(request.GET.get("unit"))
    kind = chosen_term(VersionChange, request.GET.get("kind"), None)
    rows = [change for change in found.changes if kind is None or change.kind is kind]
    column = found.corrected
    title = f"{column.year}年{column.form_word}更正前后对照"
    file = download(
        request,
        f"{column.name} {title}",
        lambda address: changes_export(found, rows, unit, f"{column.name} {title}", address),
        charts={},
    )
    if file is not None:
        return file
    former, corrected = found.former.disclosures[0], column.disclosures[0]
    context = {
        "found": found,
        "kind": kind,
        "page": Paginator(rows, PER_PAGE).get_page(page_number(request)),
        "former": former,
        "corrected": corrected,
        "column": column,
        "agency": column.agency,
        "unit": unit,
        "units": list(Unit),
        "citation": citation(column.name, title, [corrected, former], page_address(request)),
        "section": "agencies",
    }
    return render(request, "disclosures/changes.html", context)
