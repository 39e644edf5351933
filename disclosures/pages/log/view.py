from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from disclosures.models import PublicLogEntry
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.exports.listing import list_export

from .table import LogTable

PER_PAGE = 50
TITLE = "公开记录"


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    table = LogTable(PublicLogEntry.objects.all(), order_by=request.GET.get("sort") or "-number")
    RequestConfig(request, paginate={"per_page": PER_PAGE, "silent": True}).configure(table)
    if file := download(request, TITLE, lambda address: list_export(table, TITLE, address), charts={}):
        return file
    context = {
        "table": table,
        "last": PublicLogEntry.objects.first(),
        "citation": citation("明账", TITLE, [], page_address(request)),
        "section": "findings",
    }
    return render(request, "disclosures/log.html", context)


@require_safe
def log_lines(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as JSON Lines, the first entry first: `entry` is the text that `digest` is the SHA-256 of."""
    return StreamingHttpResponse(_lines(), content_type="application/jsonl; charset=utf-8")


def _lines() -> Iterator[str]:
    entries = PublicLogEntry.objects.order_by("number").values_list("content", "digest")
    for content, digest in entries.iterator():
        yield json.dumps({"entry": content, "digest": digest}, ensure_ascii=False) + "\n"
