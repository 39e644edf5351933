"""A page's export as an answer: `?format=csv|xlsx|json` of the page or of one `part`, `format=svg` or `embed=` of a chart."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header

from .addresses import chosen_term
from .exports.formats import Format, written
from .exports.records import Twin, twin_file
from .exports.sheets import Export
from .exports.svg import svg_file
from .named_charts import Chart, embedded

__all__ = ["Chart", "download", "page_address"]

LONGEST_NAME = 80
NOT_IN_NAMES = frozenset('\\/:*?"<>|')


def page_address(request: HttpRequest) -> str:
    """The whole address of the page, without what only says how to take it away."""
    query = request.GET.copy()
    for name in ("format", "part", "embed", "bom"):
        query.pop(name, None)
    return request.build_absolute_uri(request.path + ("?" + query.urlencode(safe=",") if query else ""))


def download(
    request: HttpRequest, title: str, export: Callable[[str], Export], charts: Mapping[str, Chart]
) -> HttpResponse | None:
    """The file or the framed chart that the address asks for; None where it asks for the page. `export` makes a file's
    content from the page's address."""
    form = chosen_term(Format, request.GET.get("format"), None)
    alone = request.GET.get("embed", "")
    twin = chosen_term(Twin, request.GET.get("format"), None)
    if form is None and twin is None and not alone:
        return None
    part = request.GET.get("part", "")
    address = page_address(request)
    if twin is not None:
        return _twin(request, export(address).parts(part), twin)
    if form is None:
        if alone not in charts:
            raise Http404
        return embedded(request, title, charts[alone], address)
    if form is Format.SVG:
        if part not in charts:
            raise Http404
        chart = charts[part]
        figure = render_to_string(chart.template, {**chart.context, "id": part})
        name, content = file_name(title, chart.title), svg_file(figure, title, address, _today())
    else:
        made = export(address).parts(part)
        name, content = file_name(made.title), written(made, form)
    return attachment(f"{name}.{form}", form.label, content)


def _twin(request: HttpRequest, made: Export, twin: Twin) -> HttpResponse:
    """A page as rows for programs. Excel takes a CSV for UTF-8 only with a mark before it (`?bom=1`)."""
    mark = codecs.BOM_UTF8 if twin is Twin.CSV and request.GET.get("bom") == "1" else b""
    return attachment(f"{file_name(made.title)}.{twin.ending}", twin.label, mark + twin_file(made, twin))


def attachment(name: str, media_type: str, content: str | bytes) -> HttpResponse:
    """A file to be kept under this name."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "",
            "X-Content-Type-Options": "nosniff",
            "X-Robots-Tag": "noindex",
        },
    )


def file_name(title: str, part: str = "") -> str:
    """A title, and what of its page a file holds, as a name that every system can keep: 80 signs, the part whole."""
    behind = f"：{part}" if part else ""
    kept = "".join(
        "_" if sign in NOT_IN_NAMES or not sign.isprintable() else sign
        for sign in title[: LONGEST_NAME - len(behind)] + behind
    )
    return kept.strip(". ") or "明账"


def _today() -> str:
    return timezone.localdate().isoformat()
