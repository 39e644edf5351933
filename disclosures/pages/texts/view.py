from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import chosen_term
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.reading.columns import Column, choose, published_of, year_columns
from disclosures.vocabulary.topics import Topic

from .export import texts_export
from .facts import compare_texts

MOST_NAMED = 3


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """`?d=` as in a comparison; one column alone stands beside the same body's year before. `?topic=` is what is compared."""
    columns = choose(request.GET.getlist("d")).columns
    if len(columns) == 1:
        columns = _with_year_before(columns[0])
    found = compare_texts(columns, chosen_term(Topic, request.GET.get("topic"), None)) if columns else None
    title = _title(columns, found.topic if found else None)
    if found and (
        file := download(request, title, lambda address: texts_export(found, title, address), charts={})
    ):
        return file
    documents = [one for column in columns for one in column.disclosures]
    context = {
        "title": title,
        "found": found,
        "citation": citation("明账", title, documents, page_address(request)) if found else "",
        "section": "compare",
    }
    return render(request, "disclosures/texts.html", context)


def _with_year_before(column: Column) -> tuple[Column, ...]:
    """The column, and the newest one before it of the same body and stage. One query."""
    years = year_columns(column.agency, published_of(column.agency))
    before = [one for one in years if one.stage is column.stage and one.year < column.year]
    return (*before[-1:], column)


def _title(columns: tuple[Column, ...], topic: Topic | None) -> str:
    names = "、".join(column.label for column in columns[:MOST_NAMED])
    more = f"等 {len(columns)} 份" if len(columns) > MOST_NAMED else ""
    return f"文字并排：{names}{more}" + (f" {topic.label}" if topic else "") if columns else "文字并排"
