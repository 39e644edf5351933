"""A page's export as an answer: `?format=csv|xlsx|json` of the page or of one `part`, `format=svg` or `embed=` of a chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import content_disposition_header

from .addresses import chosen_term
from .exports.formats import Format, written
from .exports.sheets import Export
from .exports.svg import svg_file
from .named_charts import Chart, embedded

__all__ = ["Chart", "download", "page_address"]

NOT_IN_NAMES = frozenset('\\/:*?"<>|')


def page_address(request: HttpRequest) -> str:
    """The whole address of the page, without what only says how to take it away."""
    query = request.GET.copy()
    for name in ("format", "part", "embed"):
        query.pop(name, None)
    return request.build_absolute_uri(request.path + ("?" + query.urlencode(safe=",") if query else ""))


def download(
    request: HttpRequest, title: str, export: Callable[[str], Export], charts: Mapping[str, Chart]
) -> HttpResponse | None:
    """The file or the framed chart that the address asks for; None where it asks for the page. `export` makes a file's
    content from the page's address."""
    form = chosen_term(Format, request.GET.get("format"), None)
    alone = request.GET.get("embed", "")
    if form is None and not alone:
        return None
    part = request.GET.get("part", "")
    address = page_address(request)
    if form is None:
        if alone not in charts:
            raise Http404
        return embedded(request, title, charts[alone], address)
    if form is Format.SVG:
        if part not in charts:
            raise Http404
        chart = charts[part]
        figure = render_to_string(chart.template, {**chart.context, "id": part})
        name, content = f"{title}：{chart.title}", svg_file(figure, address, _today())
    else:
        made = export(address).parts(part)
        name, content = made.title, written(made, form)
    return attachment(f"{file_name(name)}.{form}", form.label, content)


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


def file_name(title: str) -> str:
    """A title as a name that every system can keep."""
    kept = "".join("_" if sign in NOT_IN_NAMES or not sign.isprintable() else sign for sign in title)
    return kept.strip(". ")[:80] or "明账"


def _today() -> str:
    return timezone.localdate().isoformat()
