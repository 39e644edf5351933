from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.amounts import Unit
from disclosures.charts import grouped_bars, stacked_shares
from disclosures.citations import citation
from disclosures.exports import comparison_export
from disclosures.grids import CompareGrid, Mode
from disclosures.queries.columns import Column, choose
from disclosures.queries.compare import BASES, BASIS_WORDS, MEASURES, Comparison, compare
from disclosures.views.addresses import chosen_term, opened, with_code
from disclosures.views.downloads import Chart, download, page_address
from disclosures.views.picker import is_wanted, picker, renamed
from disclosures.vocabulary import Measure
from disclosures.vocabulary import Statement as StatementType

CHARTED_ROWS = 8

NARROW = 4
"""Columns that fit a wide screen without a frame of their own, and a title without being counted."""


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Two to twelve columns side by side; with fewer, or with `?edit=1`, the page on which columns are picked."""
    choice = choose(request.GET.getlist("d"))
    if (elsewhere := renamed(request, choice)) is not None:
        return elsewhere
    if is_wanted(request, choice):
        return picker(request, choice)
    columns = choice.columns
    unit = Unit.chosen(request.GET.get("unit"))
    basis = chosen_term(StatementType, request.GET.get("table"), BASES[0])
    measure = chosen_term(Measure, request.GET.get("measure"), MEASURES[0])
    found = compare(
        columns,
        request.GET.get("base", ""),
        basis if basis in BASES else BASES[0],
        measure if measure in MEASURES else MEASURES[0],
        opened(request),
    )
    mode = Mode.chosen(request.GET.get("mode"))
    title = _title(found.columns)
    bars, shares = _bars(found, unit), _shares(found, unit)
    charts = {
        name: Chart(
            words,
            f"charts/{template}.html",
            {"chart": chart, "note": f"占该列合计，%；右为合计，{unit.label}"},
        )
        for name, words, template, chart in (
            ("bars", "各类支出", "grouped_bars", bars),
            ("shares", "各类占比", "stacked_shares", shares),
        )
        if chart
    }
    file = download(
        request,
        "".join(title),
        lambda address: comparison_export(found, "".join(title), mode, unit, address),
        charts,
    )
    if file is not None:
        return file
    grid = CompareGrid(found.columns, found.base, mode, unit, with_code(request))
    context = {
        "found": found,
        "columns": found.columns,
        "names": _names(found.columns),
        "title": title,
        "is_narrow": len(found.columns) <= NARROW,
        "base": found.columns[found.base],
        "grid": grid,
        "functional": grid.rows(found.functional, found.totals),
        "economic": grid.rows(found.economic, found.economic_totals),
        "headline": grid.rows(found.headline, found.expenditure_totals),
        "three_public": grid.rows(found.three_public, found.expenditure_totals),
        "head": {name: grid.head(name) for name in ("科目", "项目")},
        "bars": bars,
        "shares": shares,
        "charts": charts,
        "citation": citation(
            "明账",
            "".join(title),
            [d for column in columns for d in column.disclosures],
            page_address(request),
        ),
        "bases": [(statement, BASIS_WORDS[statement]) for statement in BASES],
        "measures": MEASURES,
        "modes": list(Mode),
        "mode": mode,
        "unit": unit,
        "units": list(Unit),
        "section": "compare",
    }
    return render(request, "disclosures/compare.html", context)


def _names(columns: tuple[Column, ...]) -> list[tuple[Column, str]]:
    """A short word for each column in a switch: its place where places differ, else its whole name."""
    places = [f"{c.agency.region.name} {c.year}" for c in columns]
    return [
        (column, place if places.count(place) == 1 else column.title)
        for column, place in zip(columns, places, strict=True)
    ]


def _title(columns: tuple[Column, ...]) -> list[str]:
    """The parts of the heading; it may break between them."""
    if len(columns) > NARROW:
        return [f"{len(columns)} 列的支出比较"]
    names = [name for _, name in _names(columns)]
    return [f"{name}、" for name in names[:-1]] + [f"{names[-1]} 的支出比较"]


def _bars(found: Comparison, unit: Unit) -> object:
    rows = [(f"{row.code} {row.name}", row.values) for row in found.functional if row.level == 1 and row.code]
    rows.sort(key=lambda row: max((value.fen or 0 for value in row[1]), default=0), reverse=True)
    return grouped_bars("各类支出", [name for _, name in _names(found.columns)], rows[:CHARTED_ROWS], unit)


def _shares(found: Comparison, unit: Unit) -> object:
    rows = [row for row in found.functional if row.level == 1 and row.code]
    parts = [(row.code, f"{row.code} {row.name}") for row in rows]
    columns = [
        (column.title, total.fen, [row.values[i].fen for row in rows])
        for i, (column, total) in enumerate(zip(found.columns, found.totals, strict=True))
        if total.fen
    ]
    return stacked_shares("各类占比", parts, columns, unit)
