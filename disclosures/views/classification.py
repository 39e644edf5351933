"""Pages of codes: the tree, and who spends on one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.amounts import Unit
from disclosures.charts import Treemap, treemap
from disclosures.queries.codes import CodeProfile, code_profile, code_trees, stages_on_record
from disclosures.views.addresses import chosen_term, named_region, opened, page_number, with_code
from disclosures.views.charts import named_charts
from disclosures.views.rankings import ranking_chart
from disclosures.vocabulary import CodeKind, Stage


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    stages = stages_on_record()
    stage = chosen_term(Stage, request.GET.get("stage"), stages[0] if stages else Stage.BUDGET)
    context = {
        "trees": [
            (tree, [(row, with_code(request)(row.code)) for row in tree.rows])
            for tree in code_trees(stage, opened(request))
        ],
        "stages": stages,
        "stage": stage,
        "unit": Unit.chosen(request.GET.get("unit")),
        "units": list(Unit),
        "section": "codes",
    }
    return render(request, "disclosures/codes.html", context)


@require_safe
def code(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    which = chosen_term(CodeKind, kind, None)
    if which is None or not code.isascii() or not code.isdigit() or len(code) > 7:
        raise Http404
    unit = Unit.chosen(request.GET.get("unit"))
    asked = request.GET.get("region")
    place = named_region(asked) if asked else None
    found = code_profile(
        which, code, place, request.GET.get("year"), request.GET.get("stage"), page_number(request)
    )
    if found is None:
        raise Http404
    context = {
        "found": found,
        "charts": named_charts(
            rank=("排名", ranking_chart(f"{found.name}，{found.when}", found.ranking, unit), ""),
            children=("下级科目", _children(found, unit), "本站相加"),
        ),
        "unit": unit,
        "units": list(Unit),
        "section": "codes",
    }
    return render(request, "disclosures/code.html", context)


def _children(found: CodeProfile, unit: Unit) -> Treemap | None:
    rows = [(child.code, child.name, child.value.fen or 0) for child in found.children]
    return treemap(f"{found.name}的下级科目，{found.when}", rows, unit)
