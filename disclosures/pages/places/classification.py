"""Pages of codes: the tree, and who spends on one."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import chosen_term, folding, named_region, page_number, unfolded
from disclosures.presenting.charts import treemap
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.named_charts import named_charts
from disclosures.presenting.ordering import Order, in_order
from disclosures.reading.year_stages import stages_of, years_of
from disclosures.vocabulary import CodeKind, Stage, Unit

from .codes import Child, code_profile, code_trees, stages_on_record
from .export import code_export, codes_export
from .ranking import LARGEST_FIRST, ORDERS, ranked_columns
from .ranking_chart import ranking_chart

WHOLE_WORDS = {CodeKind.FUNCTIONAL: "支出总计", CodeKind.ECONOMIC: "基本支出"}


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    stages = stages_on_record()
    stage = chosen_term(Stage, request.GET.get("stage"), stages[0] if stages else Stage.BUDGET)
    unit = Unit.chosen(request.GET.get("unit"))
    order = Order.named(request.GET.get("sort", "code"))
    trees = code_trees(stage, unfolded(request), order)
    title = f"科目，{stage.label}"
    file = download(request, title, lambda address: codes_export(trees, stage.label, unit, address), {})
    if file is not None:
        return file
    fold = folding(request)
    context = {
        "trees": [(tree, [(row, fold(row.code)) for row in tree.rows]) for tree in trees],
        "stages": stages,
        "stage": stage,
        "order": order,
        "charts": {},
        "citation": citation("明账", title, [], page_address(request)),
        "unit": unit,
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
        which,
        code,
        place,
        request.GET.get("year"),
        request.GET.get("stage"),
        page_number(request),
        Order.chosen(request.GET.get("sort"), ORDERS, str(LARGEST_FIRST)),
    )
    if found is None:
        raise Http404
    keys = {"code": _code, "amount": _amount, "count": _count}
    order = Order.chosen(request.GET.get("parts"), keys, "code")
    found = replace(found, children=tuple(in_order(found.children, order, keys)))
    charts = named_charts(
        rank=("排名", ranking_chart(f"{found.name}，{found.when}", found.ranking, unit), ""),
        children=(
            "下级科目",
            treemap(
                f"{found.name}的下级科目，{found.when}",
                [(child.code, child.name, child.value.fen or 0) for child in found.children],
                unit,
                found.total.fen,
            ),
            f"百分数是占{found.name}；本站相加",
        ),
    )
    whole_word = WHOLE_WORDS[which]
    title = f"{code} {found.name}，{place.full_name if place else '全部地区'}，{found.when}"
    file = download(
        request,
        title,
        lambda address: code_export(
            found, whole_word, ranked_columns(found.ranking, found.when), title, unit, address
        ),
        charts,
    )
    if file is not None:
        return file
    context = {
        "found": found,
        "ranking": found.ranking,
        "whole_word": whole_word,
        "parts_order": order,
        "years": years_of(found.years, found.when),
        "stages": stages_of(found.years, found.when),
        "charts": charts,
        "citation": citation("明账", title, [], page_address(request)),
        "unit": unit,
        "units": list(Unit),
        "section": "codes",
    }
    return render(request, "disclosures/code.html", context)


def _code(child: Child) -> str:
    return child.code


def _amount(child: Child) -> int | None:
    return child.value.fen


def _count(child: Child) -> int:
    return child.count
