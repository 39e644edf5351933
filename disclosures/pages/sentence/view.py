"""One sentence of the narrative on its page, under an address that stays with its file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosures.presenting.citations import citation
from disclosures.presenting.declared_changes import DECLARED_AMOUNTS, DECLARED_COLUMNS, declared_rows
from disclosures.presenting.downloads import download
from disclosures.presenting.marked_page import words_page
from disclosures.reading.file_addresses import gone
from disclosures.vocabulary import Unit

from .export import sentence_export
from .facts import (
    FoundSentence,
    NoSentence,
    sentence_in_disclosure,
    sentence_in_file,
)


@require_safe
def place(request: HttpRequest, file: str, place: str) -> HttpResponse:
    """The permanent address."""
    try:
        return _page(request, sentence_in_file(file, place))
    except NoSentence:
        context = {"gone": gone(file), "section": "agencies"}
        return render(request, "disclosures/figure_gone.html", context, status=404)


@require_safe
def sentence(request: HttpRequest, pk: str, place: str) -> HttpResponse:
    """The same page, asked for by its disclosure."""
    try:
        return _page(request, sentence_in_disclosure(int(pk), place))
    except NoSentence:
        raise Http404 from None


def _page(request: HttpRequest, found: FoundSentence) -> HttpResponse:
    column = found.column
    document = column.disclosures[0].document
    permalink = request.build_absolute_uri(
        reverse("disclosures:sentence-place", args=[found.file, found.place])
    )
    title = f"{column.year}年{column.form_word}：{found.section.heading}，“{found.text}”"
    if file := download(
        request,
        f"{column.name} {title}",
        lambda address: sentence_export(found, f"{column.name} {title}", address),
        charts={},
    ):
        return file
    context = {
        "found": found,
        "replaced": found.replaced,
        "column": column,
        "agency": column.agency,
        "document": document,
        "image": words_page(document, found.page, found.text, "方框里是这一句"),
        "permalink": permalink,
        "declared": declared_rows(found.changes, Unit.WAN),
        "declared_columns": DECLARED_COLUMNS,
        "declared_amounts": DECLARED_AMOUNTS,
        "unit": Unit.WAN,
        "citation": citation(column.name, title, column.disclosures, permalink),
        "section": "agencies",
    }
    return render(request, "disclosures/sentence_place.html", context)
