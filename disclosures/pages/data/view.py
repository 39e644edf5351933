"""All published data: what can be downloaded, and the downloads."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TypeVar

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.exports.package_tables import TABLES
from disclosures.presenting.whole.package import DESCRIPTOR
from disclosures.presenting.whole.package import FILE as PACKAGE
from disclosures.presenting.whole.sqlite import FILE as SQLITE
from disclosures.presenting.whole.versions import NotWrittenYetError, edition, version

from .index import UnknownMomentError, version_index
from .parts import file_answer

Response = TypeVar("Response", bound=HttpResponseBase)

OUT_OF_THE_PACKAGE = frozenset({DESCRIPTOR, *(table.file for table in TABLES)})
TYPES = {
    ".zip": "application/zip",
    ".sqlite": "application/vnd.sqlite3",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
}


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, is_late: bool = False) -> HttpResponse:
    whole = [(name, TYPES[Path(name).suffix]) for name in (PACKAGE, SQLITE)]
    context = {"tables": TABLES, "distributions": whole, "is_late": is_late, "section": "data"}
    return render(request, "disclosures/data.html", context, status=503 if is_late else 200)


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """The files of the newest version and their hashes; with `?since=` what was published, taken back or corrected."""
    try:
        folder = version()
        answer = version_index(request, folder, request.GET.get("since", "").strip())
    except NotWrittenYetError:
        return JsonResponse({"error": "数据正在准备，请稍后再来。"}, status=503)
    except UnknownMomentError:
        return JsonResponse({"error": "since 是版次的编号，或日期，如 2026-11-30。"}, status=400)
    response = JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})
    return _kept(response, folder)


@require_safe
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the newest version, or one file out of its package, streamed."""
    if (suffix := Path(name).suffix) not in TYPES:
        raise Http404
    try:
        folder = version()
    except NotWrittenYetError:
        return _page(request, is_late=True)
    if name in OUT_OF_THE_PACKAGE:
        content = zipfile.ZipFile(folder / PACKAGE).open(name)  # noqa: SIM115 - FileResponse closes it
        kind = TYPES[suffix]
        return _kept(FileResponse(content, as_attachment=True, filename=name, content_type=kind), folder)
    if name in {path.name for path in folder.iterdir() if path.is_file()}:
        return _kept(file_answer(request, folder / name, TYPES[suffix]), folder)
    raise Http404


def _kept(response: Response, folder: Path) -> Response:
    if folder.name != edition():  # an older one, because this one is still to be made
        response["Cache-Control"] = "no-store"
    return response
