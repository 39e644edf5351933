"""Charts of a page: each can be seen on the page, alone in a frame (`?embed=name`) and as a file (`?format=svg&part=name`)."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from .charts import (
    AnyChart,
    DotPlot,
    Flow,
    GroupedBars,
    Slope,
    StackedShares,
    Treemap,
    YearLines,
)

TEMPLATES: dict[type[AnyChart], str] = {
    DotPlot: "charts/dot_plot.html",
    Flow: "charts/flow.html",
    GroupedBars: "charts/grouped_bars.html",
    Slope: "charts/slope.html",
    StackedShares: "charts/stacked_shares.html",
    Treemap: "charts/treemap.html",
    YearLines: "charts/year_lines.html",
}


class Chart(NamedTuple):
    """A chart of the page with the template that draws it."""

    title: str
    template: str
    context: dict[str, object]


def named_charts(**charts: tuple[str, AnyChart | None, str]) -> dict[str, Chart]:
    """The charts that can be drawn, by name: (title in menus, chart, note under its caption)."""
    return {
        name: Chart(title, TEMPLATES[type(chart)], {"chart": chart, "note": note})
        for name, (title, chart, note) in charts.items()
        if chart is not None
    }


def embedded(request: HttpRequest, title: str, chart: Chart, address: str) -> HttpResponse:
    """One chart on a page that any site may frame: nothing on it can be clicked to do harm."""
    context = {
        "title": title,
        "chart": chart,
        "address": address,
        "day": timezone.localdate(),
    }
    answer = render(request, "embed.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer.xframe_options_exempt = True
    answer._csp_replace = {"frame-ancestors": ["*"]}  # type: ignore[attr-defined]
    return answer
