from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures import page_images
from disclosures.citations import citation
from disclosures.grids import printed_rows
from disclosures.models import Amount, Document, HeadlineFigure
from disclosures.queries.figure import figure as figure_of
from disclosures.queries.figure import stated_figure

CLOSE_UP = (170.0, 70.0)
"""How much of the page left and above of the cell the close-up shows, in points: a heading's height, a name's width."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page with a box on it, in PDF points; `close` is the viewBox of the close-up."""

    page: int
    width: str
    height: str
    box: tuple[str, str, str, str] | None
    close: str


def _page_image(
    document: Document, page: int | None, box: tuple[float, float, float, float] | None
) -> PageImage | None:
    if page is None or not page_images.has_page_images(document):
        return None
    try:
        width, height = page_images.page_size(document, page)
    except (page_images.NoPageImageError, OSError):
        return None
    if box is None:
        return PageImage(page, f"{width:.1f}", f"{height:.1f}", None, "")
    x0, top, x1, bottom = box
    left, above = max(x0 - CLOSE_UP[0], 0), max(top - CLOSE_UP[1], 0)
    right, below = min(x1 + 20, width), min(bottom + 14, height)
    close = f"{left:.1f} {above:.1f} {right - left:.1f} {below - above:.1f}"
    sides = (f"{x0:.1f}", f"{top:.1f}", f"{x1 - x0:.1f}", f"{bottom - top:.1f}")
    return PageImage(page, f"{width:.1f}", f"{height:.1f}", sides, close)


@require_safe
def figure(request: HttpRequest, pk: int) -> HttpResponse:
    """One printed cell: what it is, and its place on the page or in the table."""
    try:
        found = figure_of(pk)
    except Amount.DoesNotExist:
        raise Http404 from None
    document = found.column.disclosures[0].document
    context = {
        "figure": found,
        "amount": found.amount,
        "statement": found.statement,
        "column": found.column,
        "agency": found.column.agency,
        "document": document,
        "image": _page_image(document, found.amount.page, found.amount.box),
        "citation": citation(
            found.column.name,
            f"{found.column.year}年{found.column.form_word}：{found.statement.title}，{found.row_words}，"
            f"{found.column_words}：{found.amount.printed}",
            found.column.disclosures,
            request.build_absolute_uri(request.path),
        ),
        "table": printed_rows(found.statement, None, here=pk),
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
    document = found.column.disclosures[0].document
    context = {
        "found": found,
        "headline": found.headline,
        "column": found.column,
        "agency": found.column.agency,
        "document": document,
        "image": _page_image(document, found.headline.page, None),
        "citation": citation(
            found.column.name,
            f"{found.column.year}年{found.column.form_word}：说明文字，{found.headline.text}",
            found.column.disclosures,
            request.build_absolute_uri(request.path),
        ),
        "section": "agencies",
    }
    return render(request, "disclosures/sentence.html", context)
