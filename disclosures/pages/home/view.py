from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .facts import overview


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/home.html", {"overview": overview(), "section": "home"})
