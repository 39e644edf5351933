from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import moved, page_number, published_agency
from disclosures.presenting.charts import AnyChart, flow, slope, split_bar
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.named_charts import Chart, named_charts
from disclosures.reading.agencies import agency_list, published_years
from disclosures.reading.pivot import PivotRow
from disclosures.reading.values import difference
from disclosures.vocabulary import Unit

from .export import agency_export
from .facts import agency_profile
from .filter import AgencyFilter
from .list_export import agencies_export
from .spending import Spending
from .table import AgencyTable

PER_PAGE = 50


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    found = AgencyFilter(request.GET, queryset=agency_list())
    table = AgencyTable(found.qs, years={}, unit=unit, order_by=request.GET.get("sort") or "place")
    chosen = (row.record for row in table.rows)
    file = download(request, "机构", lambda address: agencies_export(chosen, "机构", unit, address), {})
    if file is not None:
        return file
    table.paginate(page=page_number(request), per_page=PER_PAGE, paginator_class=_Forgiving)
    table.years_of = published_years([row.record for row in table.page.object_list])
    context = {"filter": found, "table": table, "unit": unit, "units": list(Unit), "section": "agencies"}
    return render(request, "disclosures/agencies.html", context)


class _Forgiving(Paginator):
    """A page number past the end shows the last page."""

    def validate_number(self, number: Any) -> int:
        return min(max(int(number), 1), max(self.num_pages, 1))


@require_safe
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    body = published_agency(pk)
    if body.pk != pk:
        return moved(request, body)
    profile = agency_profile(body)
    spent = profile.spent
    charts = _charts(spent, unit)
    title = f"{profile.agency.name}的公开"
    file = download(request, title, lambda address: agency_export(profile, spent, unit, address), charts)
    if file is not None:
        return file
    timeline = [(year, split_bar(year.parts, profile.largest_fen, unit)) for year in profile.timeline]
    context = {
        "agency": profile.agency,
        "profile": profile,
        "timeline": timeline,
        "spent": spent,
        "functions": spent and [(row, _gap(row)) for row in spent.functions],
        "charts": charts,
        "citation": citation("明账", title, profile.published, page_address(request)),
        "unit": unit,
        "units": list(Unit),
        "section": "agencies",
    }
    return render(request, "disclosures/agency.html", context)


def _charts(spent: Spending | None, unit: Unit) -> dict[str, Chart]:
    """Where the newest year's money comes from and goes to; and how that changed."""
    if spent is None:
        return {}
    when = f"{spent.column.year} {spent.column.form_word}"
    whole = max(spent.revenue.fen or 0, spent.expenditure.fen or 0)
    sources = [(name, value.fen or 0) for name, value in spent.sources]
    uses = [(f"{row.code} {row.name}", row.values[-1].fen or 0) for row in spent.functions]
    drawn: dict[str, tuple[str, AnyChart | None, str]]
    drawn = {"flow": ("从来源到用途", flow(f"从来源到用途，{when}", whole, sources, uses, unit), "")}
    if spent.before:
        heads = (str(spent.before.year), str(spent.column.year))
        rows = [(row.code, row.name, row.values[0], row.values[1]) for row in spent.functions]
        chart = slope(
            f"各类支出，{spent.before.dated}与 {spent.column.dated}", heads, rows, unit, spent.is_break
        )
        drawn["slope"] = ("各类支出的变化", chart, "虚线跨口径" if spent.is_break else "")
    return named_charts(**drawn)


def _gap(row: PivotRow) -> int | None:
    """The change from the first of two years to the second."""
    return difference(row.values[-1], row.values[0]) if len(row.values) > 1 else None
