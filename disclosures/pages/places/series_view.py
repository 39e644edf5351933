"""The pages of a code, and of “三公”经费, over years."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import chosen_term, page_number
from disclosures.presenting.charts import YearLines, year_lines
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.named_charts import named_charts
from disclosures.vocabulary import AgencyKind, Stage, Unit

from .asked import Subject, chosen_among, chosen_item, heading, named_code, nothing_on_record
from .panel import Step
from .ranking import place_value
from .series import Asked, Series, series
from .series_export import TIDY, series_export, tidy_export


@require_safe
def code_years(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    return _years(request, named_code(kind, code))


@require_safe
def three_public_years(request: HttpRequest) -> HttpResponse:
    return _years(request, chosen_item(request))


def _years(request: HttpRequest, subject: Subject) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    asked = Asked(
        chosen_among(request),
        chosen_term(Stage, request.GET.get("stage"), None),
        request.GET.get("step", ""),
        page_number(request),
        request.GET.get("sort"),
    )
    found = series(subject.kind, subject.code, asked)
    if found is None:
        return nothing_on_record(request, subject, asked.among, "disclosures/series.html")
    title = "，".join([heading(found), *found.among.words, f"各年{found.stage.label}"])
    charts = named_charts(years=("各年合计", _chart(title, found, unit), "本站相加；每年都有的机构是同一批"))
    is_tidy = request.GET.get("part") == TIDY
    file = download(
        request,
        title,
        lambda address: (tidy_export if is_tidy else series_export)(found, title, unit, address),
        charts,
    )
    if file is not None:
        return file
    context = {
        "found": found,
        "heading": heading(found),
        "subject": subject,
        "stage": found.stage,
        "scopes": list(AgencyKind),
        "charts": charts,
        "citation": citation("明账", title, [], page_address(request)),
        "unit": unit,
        "units": list(Unit),
        "section": "codes" if found.kind.is_code else found.kind.value,
    }
    return render(request, "disclosures/series.html", context)


def _chart(title: str, found: Series, unit: Unit) -> YearLines | None:
    """All bodies beside those that are on record in every year; a line stops where the sums are not of the same things."""
    breaks = ["", *(_break_word(step) for step in found.steps[: len(found.years) - 1])]
    years = [(str(year), "", bool(word)) for year, word in zip(found.years, breaks, strict=True)]
    words = "或".join(sorted({word for word in breaks if word}))
    lines = [
        (
            f"全部 {found.count} 个机构",
            [place_value(year.all.after, year.all.number) for year in found.totals],
        ),
        (
            f"每年都有的 {len(found.constant)} 个",
            [place_value(year.constant.after, year.constant.number) for year in found.totals],
        ),
    ]
    return year_lines(title, years, lines if found.constant else lines[:1], unit, words)


def _break_word(step: Step) -> str:
    return "中间缺年" if step.after - step.before > 1 else step.why_no_rate
