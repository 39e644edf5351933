from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from disclosures.models import Amount, HeadlineFigure
from disclosures.presenting.addresses import leading_on
from disclosures.presenting.citations import citation
from disclosures.presenting.declared_changes import DECLARED_AMOUNTS, DECLARED_COLUMNS, declared_rows
from disclosures.presenting.downloads import download
from disclosures.presenting.grids import printed_rows
from disclosures.presenting.marked_page import cell_page, words_page
from disclosures.reading.file_addresses import HASH, gone
from disclosures.reading.sentences import place_of_sentence
from disclosures.vocabulary import Unit

from .export import cell_export, sentence_export
from .facts import PrintedFigure, figure_at, fixed_place, stated_figure
from .table import read_of_cell, read_of_sentence


@require_safe
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """The number of a cell leads to its permanent address, for ever."""
    try:
        address = reverse("disclosures:figure-place", args=fixed_place(pk))
    except Amount.DoesNotExist:
        raise Http404 from None
    return leading_on(request, address)


@require_safe
def place(request: HttpRequest, file: str, place: str) -> HttpResponse:
    """One printed cell: what is read today at that place of that file, and where it stands on the page or in the table."""
    try:
        return _page(request, figure_at(file, place))
    except Amount.DoesNotExist:
        context = {"gone": gone(file), "section": "agencies"}
        return render(request, "disclosures/figure_gone.html", context, status=404)


def _page(request: HttpRequest, found: PrintedFigure) -> HttpResponse:
    document = found.column.disclosures[0].document
    permalink = request.build_absolute_uri(
        reverse("disclosures:figure-place", args=[found.file, found.place])
    )
    image = cell_page(document, found.amount, f"方框在{found.row_words}这一行，{found.printed_words}")
    is_boxed = image is not None and bool(image.marks)
    column = found.column
    title = (
        f"{column.year}年{column.form_word}：{found.statement.title}，{found.row_words}，"
        f"{found.column_words}：{found.printed_words if found.correction else found.printed}"
    )
    whole_title = f"{column.name} {title}"
    if file := download(
        request,
        whole_title,
        lambda address: cell_export(found, not is_boxed, whole_title, address),
        charts={},
    ):
        return file
    context = {
        "figure": found,
        "how_read": read_of_cell(found),
        "amount": found.amount,
        "replaced": found.replaced,
        "statement": found.statement,
        "column": found.column,
        "agency": found.column.agency,
        "document": document,
        "image": image,
        "permalink": permalink,
        "citation": citation(
            found.column.name,
            title,
            found.column.disclosures,
            permalink,
        ),
        "declared": declared_rows(found.declared, Unit.WAN),
        "declared_columns": DECLARED_COLUMNS,
        "declared_amounts": DECLARED_AMOUNTS,
        "unit": Unit.WAN,
        "table": "" if is_boxed else printed_rows(found.statement, None, here=found.amount.pk),
        "section": "agencies",
    }
    return render(request, "disclosures/figure.html", context)


@require_safe
def sentence(request: HttpRequest, pk: int) -> HttpResponse:
    """One amount of the narrative in its sentence."""
    try:
        found = stated_figure(pk)
    except HeadlineFigure.DoesNotExist:
        raise Http404 from None
    headline = found.headline
    document = found.column.disclosures[0].document
    words = headline.sentence or headline.text
    title = f"{found.column.year}年{found.column.form_word}：说明文字，{headline.text}"
    whole_title = f"{found.column.name} {title}"
    if file := download(
        request, whole_title, lambda address: sentence_export(found, whole_title, address), charts={}
    ):
        return file
    permalink = request.build_absolute_uri(
        reverse(
            "disclosures:sentence-place",
            args=[document.sha256[:HASH], place_of_sentence(words, headline.page)],
        )
    )
    context = {
        "found": found,
        "how_read": read_of_sentence(found),
        "headline": headline,
        "replaced": found.replaced,
        "column": found.column,
        "agency": found.column.agency,
        "document": document,
        "image": words_page(
            document,
            headline.page,
            words,
            f"方框里是原句，印有 {headline.printed}",
        ),
        "citation": citation(
            found.column.name,
            title,
            found.column.disclosures,
            permalink,
        ),
        "permalink": permalink,
        "section": "agencies",
    }
    return render(request, "disclosures/sentence.html", context)
