"""The compare page: reads its state from the address, and hands the same rows to tables and exports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import changed, chosen_term, folding, opened_projects, unfolded
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.ordering import Order
from disclosures.reading.columns import choose
from disclosures.vocabulary import Measure, Unit
from disclosures.vocabulary import Statement as StatementType

from .arranged import Kept, ShownRow, arranged
from .charts import comparison_charts, left_out
from .column_names import column_names, comparison_title
from .export import comparison_export
from .facts import BASES, MEASURES, Comparison, compare
from .grid import CompareGrid
from .judgement import Strike
from .picker import Link, is_wanted, picker, renamed
from .populations import populations
from .sections import CompareSection, Mode
from .shown import View

NARROW = 4
"""Columns that fit a wide screen without a frame of their own, and a title without being counted."""

NO_BREAK = "\u00a0"

MIXED = "mixed"
"""`?stage=mixed`: the reader asked for budgets beside final accounts."""


@dataclass(frozen=True, slots=True)
class Struck:
    strike: Strike
    ways_out: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """One table of the page, written."""

    section: CompareSection
    source: str
    note: str
    head: SafeString
    rows: SafeString
    count: int


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Two to twelve columns side by side; with fewer, or with `?edit=1`, the page on which columns are picked."""
    choice = choose(request.GET.getlist("d"))
    if (elsewhere := renamed(request, choice)) is not None:
        return elsewhere
    if is_wanted(request, choice):
        return picker(request, choice)
    mode = Mode.chosen(request.GET.get("mode"))
    basis = chosen_term(StatementType, request.GET.get("table"), BASES[0])
    measure = chosen_term(Measure, request.GET.get("measure"), MEASURES[0])
    found = compare(
        choice.columns,
        request.GET.get("base", ""),
        basis if basis in BASES else BASES[0],
        measure if measure in MEASURES else MEASURES[0],
        unfolded(request),
        request.GET.get("stage") == MIXED,
        # Indicators are no amounts: they stand beside these only.
        opened_projects(request) if mode is Mode.AMOUNT else None,
    )
    view = _view(request, found, mode)
    order = Order.chosen(request.GET.get("sort"), (place.key for place in view.places))
    rows = _rows(found, view, order, chosen_term(Kept, request.GET.get("rows"), Kept.ALL))
    title = comparison_title(found.columns, NARROW)
    charts = comparison_charts(found, view.unit)
    file = download(
        request,
        "".join(title),
        lambda address: comparison_export(found, view, rows, "".join(title), address),
        charts,
    )
    if file is not None:
        return file
    return render(
        request,
        "disclosures/compare.html",
        {
            **_state(request, found, view),
            "found": found,
            "columns": list(zip(found.columns, column_names(found.columns), strict=True)),
            "title": [part.replace(" 年", f"{NO_BREAK}年") for part in title],
            "is_narrow": len(found.columns) <= NARROW,
            "struck": [_struck(request, strike) for strike in found.judgement.struck],
            "way_back": _way_back(request, found),
            "people": list(zip(column_names(found.columns), view.populations, strict=False)),
            "tables": _tables(request, found, view, order, rows),
            "projects": _projects(request, found, view, order),
            "charts": charts,
            "left_out": left_out(found) if charts else "",
            "citation": citation(
                "明账",
                "".join(title),
                [d for column in found.columns for d in column.disclosures],
                page_address(request),
            ),
            "section": "compare",
        },
    )


# --- state ---------------------------------------------------------------------------------------------------------


def _view(request: HttpRequest, found: Comparison, mode: Mode) -> View:
    return View(
        columns=found.columns,
        base=found.base,
        mode=mode,
        unit=Unit.chosen(request.GET.get("unit")),
        judgement=found.judgement,
        populations=populations(found.columns) if mode is Mode.PER_PEOPLE else (),
    )


def _state(request: HttpRequest, found: Comparison, view: View) -> dict[str, object]:
    """What is chosen, and what may be chosen instead."""
    kept = chosen_term(Kept, request.GET.get("rows"), Kept.ALL)
    now = unfolded(request)

    def links(name: str, choices: Sequence[tuple[str, str]], current: str, default: str) -> list[Link]:
        return [
            Link(word, changed(request, [(name, value if value != default else None)]), value == current)
            for value, word in choices
        ]

    return {
        "mode": view.mode,
        "modes": links("mode", Mode.choices(), view.mode, Mode.AMOUNT),
        "bases": [
            Link(name, changed(request, [("base", column.key if i else None)]), i == found.base)
            for i, (column, name) in enumerate(zip(found.columns, column_names(found.columns), strict=True))
        ],
        "kept": links("rows", Kept.choices(), kept, Kept.ALL),
        "statements": links(
            "table",
            [(BASES[0], "支出总表"), (BASES[1], "一般公共预算")],
            found.basis,
            BASES[0],
        ),
        "measures": links(
            "measure",
            [(m, "全部" if m is Measure.TOTAL else m.label) for m in MEASURES],
            found.measure,
            Measure.TOTAL,
        ),
        "unit": view.unit,
        "units": list(Unit),
        "unfolding": [
            Link("到类", changed(request, [("open", None)], "h-functional"), now == type(now)()),
            Link("到项", changed(request, [("open", "all")], "h-functional"), now == type(now)(all_but=True)),
        ],
    }


# --- the card ------------------------------------------------------------------------------------------------------


def _struck(request: HttpRequest, strike: Strike) -> Struck:
    links = (
        Link(way.words, changed(request, way.changes, way.anchor) if way.changes else f"#{way.anchor}")
        for way in strike.ways_out
    )
    return Struck(strike, tuple(links))


def _way_back(request: HttpRequest, found: Comparison) -> str:
    """Out of a mixed comparison again."""
    is_mixed = request.GET.get("stage") == MIXED and len({column.stage for column in found.columns}) > 1
    return changed(request, [("stage", None)]) if is_mixed else ""


# --- tables --------------------------------------------------------------------------------------------------------


def _rows(found: Comparison, view: View, order: Order, kept: Kept) -> dict[CompareSection, list[ShownRow]]:
    return {
        section: arranged(
            [ShownRow(row, view.cells(section, row, block.wholes)) for row in block.rows],
            view.places,
            order,
            kept,
        )
        for section, block in found.blocks.items()
    }


def _tables(
    request: HttpRequest,
    found: Comparison,
    view: View,
    order: Order,
    rows: dict[CompareSection, list[ShownRow]],
) -> list[ShownTable]:
    notes = _notes(found, view)
    fold = folding(request)
    tables: list[ShownTable] = []
    for section, block in found.blocks.items():
        here = f"h-{section}"
        grid = CompareGrid(
            view,
            order,
            notes,
            fold,
            lambda key, here=here: changed(request, [("sort", key)], here),  # type: ignore[misc]
        )
        tables.append(
            ShownTable(
                section,
                block.source,
                view.note(section),
                grid.head(
                    "科目" if section in (CompareSection.FUNCTIONAL, CompareSection.ECONOMIC) else "项目"
                ),
                grid.rows(rows[section]),
                len(rows[section]),
            )
        )
    return tables


def _notes(found: Comparison, view: View) -> list[str]:
    """What stands small under a column's name."""
    notes = [f"{c.year} {c.scope_word}" + ("" if c.is_derived else c.stage.label) for c in found.columns]
    if view.mode is not Mode.PER_PEOPLE:
        return notes
    counts = [f"{count.people:,} 人" if count else "没有人口数" for count in view.populations]
    return [f"{note}，{count}" for note, count in zip(notes, counts, strict=True)]


def _projects(
    request: HttpRequest, found: Comparison, view: View, order: Order
) -> dict[str, SafeString] | None:
    if not found.projects:
        return None
    grid = CompareGrid(view, order, _notes(found, view), folding(request), lambda key: "")
    return {"head": grid.project_head("项目"), "rows": grid.projects(found.projects)}
