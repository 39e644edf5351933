"""Pages of text: the method, how well it works, the glossary, and all of it in English."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.downloads import download
from disclosures.presenting.exports.package_tables import TABLES
from disclosures.presenting.glossary import GLOSSARY
from disclosures.presenting.quality import measured_checks
from disclosures.reading.values import Absence
from disclosures.reconciliation import CATALOGUE

from . import accuracy as measured
from .english import WORDS, term_groups
from .export import ACCURACY, GLOSSARY_TITLE, accuracy_export, glossary_export


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "disclosures/about.html", {"absences": list(Absence), "section": "about"})


@require_safe
def accuracy(request: HttpRequest) -> HttpResponse:
    found, shares = measured.accuracy(), measured.proven_shares()
    if file := download(
        request, ACCURACY, lambda address: accuracy_export(found, shares, address), charts={}
    ):
        return file
    context = {"accuracy": found, "checks": measured_checks(), "shares": shares, "section": "about"}
    return render(request, "disclosures/accuracy.html", context)


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    if file := download(request, GLOSSARY_TITLE, glossary_export, charts={}):
        return file
    return render(request, "disclosures/glossary.html", {"groups": GLOSSARY, "section": "glossary"})


@require_safe
def english(request: HttpRequest) -> HttpResponse:
    context = {"words": WORDS, "groups": term_groups(), "tables": TABLES, "checks": CATALOGUE}
    return render(request, "disclosures/english.html", context)
