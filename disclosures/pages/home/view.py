from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.downloads import download

from .export import TITLE, home_export
from .facts import overview


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    found = overview()
    if file := download(request, TITLE, lambda address: home_export(found, address), charts={}):
        return file
    return render(request, "disclosures/home.html", {"overview": found, "section": "home"})
