"""All published data: what can be downloaded, and the downloads."""

from __future__ import annotations

import zipfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.exports.package import DESCRIPTOR, NAME, PackageNotReadyError, edition, package
from disclosures.presenting.exports.package_tables import TABLES

FILES = frozenset({NAME, DESCRIPTOR, *(table.file for table in TABLES)})


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/data.html", {"tables": TABLES, "section": "data"})


@require_safe
def download(request: HttpRequest, name: str) -> HttpResponse | FileResponse:
    """The package, or one file out of it, streamed."""
    if name not in FILES:
        raise Http404
    try:
        path = package()
    except PackageNotReadyError:
        return render(request, "disclosures/data.html", {"tables": TABLES, "is_late": True}, status=503)
    if name == NAME:
        content, kind = path.open("rb"), "application/zip"
    else:
        content = zipfile.ZipFile(path).open(name)  # type: ignore[assignment]  # noqa: SIM115 - FileResponse closes it
        kind = "application/json" if name == DESCRIPTOR else "text/csv; charset=utf-8"
    response = FileResponse(content, as_attachment=True, filename=name, content_type=kind)
    if path.stem != edition():  # an older one, because this one is still to be made
        response["Cache-Control"] = "no-store"
    return response
