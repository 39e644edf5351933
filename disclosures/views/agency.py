from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from disclosures.amounts import Unit
from disclosures.charts import split_bar, year_lines
from disclosures.citations import citation
from disclosures.exports import years_export
from disclosures.filters import AgencyFilter
from disclosures.grids import YearsGrid
from disclosures.models import Agency
from disclosures.queries.agencies import agency_list, published_years
from disclosures.queries.agency import agency_profile
from disclosures.queries.columns import published_of, year_columns
from disclosures.queries.years import stages_of, year_over_year
from disclosures.tables import AgencyTable
from disclosures.views.addresses import chosen_term, opened, with_code
from disclosures.views.downloads import Chart, download, page_address
from disclosures.vocabulary import Stage
from disclosures.vocabulary import Statement as StatementType

PER_PAGE = 50


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    found = AgencyFilter(request.GET, queryset=agency_list())
    table = AgencyTable(found.qs, years={}, unit=unit, order_by=request.GET.get("sort") or "place")
    table.paginate(page=_page_number(request), per_page=PER_PAGE, paginator_class=_Forgiving)
    table.years_of = published_years([row.record for row in table.page.object_list])
    context = {"filter": found, "table": table, "unit": unit, "units": list(Unit), "section": "agencies"}
    return render(request, "disclosures/agencies.html", context)


class _Forgiving(Paginator):
    """A page number past the end shows the last page."""

    def validate_number(self, number: Any) -> int:
        return min(max(int(number), 1), max(self.num_pages, 1))


def _page_number(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1


def _published_agency(pk: int) -> Agency:
    return get_object_or_404(
        Agency.objects.published().select_related("region__parent__parent", "parent"), pk=pk
    )


@require_safe
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    profile = agency_profile(_published_agency(pk))
    timeline = [
        (year, split_bar(("基本", year.basic_fen), ("项目", year.project_fen), profile.largest_fen, unit))
        for year in profile.timeline
    ]
    context = {
        "agency": profile.agency,
        "profile": profile,
        "timeline": timeline,
        "unit": unit,
        "units": list(Unit),
        "section": "agencies",
    }
    return render(request, "disclosures/agency.html", context)


@require_safe
def years(request: HttpRequest, pk: int) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    body = _published_agency(pk)
    columns = year_columns(body, published_of(body))
    stages = stages_of(columns)
    stage = chosen_term(Stage, request.GET.get("stage"), stages[0])
    columns = [column for column in columns if column.stage is stage]
    if not columns:
        raise Http404
    unfolded = opened(request)
    table = chosen_term(StatementType, request.GET.get("table"), None)
    found = year_over_year(columns, table, unfolded)
    grid = YearsGrid(found.columns, found.breaks, unit, with_code(request))
    marks = [
        (str(column.year), column.form_word, is_break)
        for column, is_break in zip(found.columns, found.breaks, strict=True)
    ]
    chart = year_lines("支出总计、项目支出、基本支出", marks, found.lines, unit)
    drawn: dict[str, object] = {"chart": chart, "note": f"{unit.label}；空心为本站相加"}
    charts = {"lines": Chart("各年支出", "charts/year_lines.html", drawn)} if chart else {}
    span = "—".join(dict.fromkeys(str(column.year) for column in (columns[0], columns[-1])))
    title = f"{body.name}{span}年{stage.label}比较"
    file = download(request, title, lambda address: years_export(found, title, unit, address), charts)
    if file is not None:
        return file
    context = {
        "agency": body,
        "found": found,
        "head": grid.head("项目" if found.table is None else "科目"),
        "body": grid.rows(found.rows),
        "chart": chart,
        "charts": charts,
        "citation": citation(
            "明账", title, [d for column in columns for d in column.disclosures], page_address(request)
        ),
        "stages": stages,
        "stage": stage,
        "unit": unit,
        "units": list(Unit),
        "section": "agencies",
    }
    return render(request, "disclosures/years.html", context)
