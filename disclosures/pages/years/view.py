"""One agency over its years: what the address asks for, the page, its chart and its files."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import changed, chosen_term, folding, moved, published_agency, unfolded
from disclosures.presenting.charts import grouped_bars, year_lines
from disclosures.presenting.citations import citation
from disclosures.presenting.declared_changes import DECLARED_AMOUNTS, DECLARED_COLUMNS, declared_rows
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.named_charts import Chart, named_charts
from disclosures.reading.columns import Column, published_of, year_columns
from disclosures.vocabulary import Measure, Stage, Unit
from disclosures.vocabulary import Statement as StatementType

from .export import years_export
from .facts import Asked, Show, Which, YearOverYear, stages_of, year_over_year
from .grid import YearGrid

BOTH = "both"
"""`?stage=both`: budget and final accounts of a year side by side."""
NARROW = 7
"""Columns of the table that fit a wide window without a frame of their own."""
CHARTED_ROWS = 6


@require_safe
def years(request: HttpRequest, pk: int) -> HttpResponse:
    unit = Unit.chosen(request.GET.get("unit"))
    body = published_agency(pk)
    if body.pk != pk:
        return moved(request, body)
    published = published_of(body)
    columns = year_columns(body, published)
    if not columns:
        raise Http404
    stages = stages_of(columns)
    has_both = any(len({c.stage for c in columns if c.year == column.year}) > 1 for column in columns)
    asked = _asked(request, stages, has_both)
    found = year_over_year(columns, published, asked)
    charts = _charts(found, unit)
    title = f"{body.name} {_span(found)} 年{_forms(found)}比较"
    file = download(request, title, lambda address: years_export(found, title, unit, address), charts)
    if file is not None:
        return file
    grid = YearGrid(
        found,
        unit,
        folding(request),
        lambda key: changed(request, [("sort", key)], "h-y"),
    )
    context = {
        "agency": body,
        "found": found,
        "asked": asked,
        "head": grid.head("项目" if found.table is None else "科目"),
        "body": grid.rows(),
        "fits": len(found.heads) < NARROW,
        "declared": [
            ("cap-d", "", declared_rows(found.changed, unit)),
            (
                "cap-same",
                f"另有 {len(found.unchanged)} 项写明与上年持平",
                declared_rows(found.unchanged, unit),
            ),
            (
                "cap-code",
                f"另有 {len(found.by_code)} 项按科目说明的增减",
                declared_rows(found.by_code, unit),
            ),
        ],
        "title": title,
        "declared_columns": DECLARED_COLUMNS,
        "declared_amounts": DECLARED_AMOUNTS,
        "charts": charts,
        "citation": citation(
            "明账", title, [d for column in found.columns for d in column.disclosures], page_address(request)
        ),
        "stages": stages,
        "has_both": has_both,
        "both": BOTH,
        "shows": list(Show),
        "unit": unit,
        "units": list(Unit),
        "section": "agencies",
    }
    return render(request, "disclosures/years.html", context)


def _asked(request: HttpRequest, stages: list[Stage], has_both: bool) -> Asked:
    """An address that asks for what is not there gets what is."""
    wanted = request.GET.get("stage")
    stage = chosen_term(Stage, wanted, stages[0])
    return Asked(
        stage=None if wanted == BOTH and has_both else stage if stage in stages else stages[0],
        table=chosen_term(StatementType, request.GET.get("table"), None),
        measure=chosen_term(Measure, request.GET.get("measure"), None),
        show=chosen_term(Show, request.GET.get("show"), Show.CHANGE),
        unfolded=unfolded(request),
        sort=request.GET.get("sort", "")[:12],
        only_changed=request.GET.get("rows") == "changed",
        which=chosen_term(Which, request.GET.get("claims"), None),
    )


def _span(found: YearOverYear) -> str:
    known = [str(column.year) for column in found.columns]
    return "—".join(dict.fromkeys((known[0], known[-1])))


def _forms(found: YearOverYear) -> str:
    """Scope and stage of the years: 部门预算; every one of them where they differ."""
    forms = list(dict.fromkeys(column.form_word for column in found.columns))
    return "、".join(forms)


def _charts(found: YearOverYear, unit: Unit) -> dict[str, Chart]:
    """Lines over the years; of budget beside accounts bars."""
    if found.asked.stage is None:
        return _bars(found, unit)
    told = [
        i for i in range(len(found.places)) if any(values[i].fen is not None for _, values in found.lines)
    ]
    if not told:
        return {}
    drawn = slice(told[0], told[-1] + 1)
    marks = [(p.heading, _form(p.column), bool(p.why_break)) for p in found.places[drawn]]
    lines = [(name, values[drawn]) for name, values in found.lines]
    names = "、".join(name for name, _ in lines)
    shown = [value for _, values in lines for value in values if value.fen is not None]
    hollow = "或".join(
        word
        for word, is_there in (
            ("本站相加", any(value.parts for value in shown)),
            ("推算", any(value.is_implied for value in shown)),
        )
        if is_there
    )
    note = unit.label + (f"；空心为{hollow}" if hollow else "")
    return named_charts(lines=("各年", year_lines(names, marks, lines, unit), note))


def _form(column: Column | None) -> str:
    return column.form_word if column else ""


def _bars(found: YearOverYear, unit: Unit) -> dict[str, Chart]:
    rows = [row for row in found.rows if row.row.level == 1]
    rows.sort(key=lambda row: max((v.fen or 0 for v in row.values), default=0), reverse=True)
    chart = grouped_bars(
        "预算与决算",
        [place.heading for place in found.places],
        [(f"{row.row.code} {row.row.name}".strip(), row.values) for row in rows[:CHARTED_ROWS]],
        unit,
    )
    return named_charts(bars=("预算与决算", chart, unit.label))
