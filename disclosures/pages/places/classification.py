"""Pages of codes: the tree, and who spends on one."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclosures.presenting.addresses import chosen_term, folding, page_number, unfolded
from disclosures.presenting.charts import YearLines, treemap, year_lines
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.named_charts import named_charts
from disclosures.presenting.ordering import Order, in_order
from disclosures.reading.year_stages import stages_of, years_of
from disclosures.vocabulary import AgencyKind, Stage, Unit

from .asked import Subject, chosen_among, chosen_item, heading, named_code, nothing_on_record
from .beside import part_items
from .codes import Asked, Child, CodeProfile, code_profile, code_trees, stages_on_record
from .export import CHANGES_TOLD, LIKES_TOLD, code_export, codes_export
from .ranking import LARGEST_FIRST, ORDERS, PlaceTotal, ranked_columns
from .ranking_chart import ranking_chart


@require_safe
def codes(request: HttpRequest) -> HttpResponse:
    stages = stages_on_record()
    stage = chosen_term(Stage, request.GET.get("stage"), stages[0] if stages else Stage.BUDGET)
    unit = Unit.chosen(request.GET.get("unit"))
    order = Order.named(request.GET.get("sort", "code"))
    found = code_trees(stage, unfolded(request), order, page_number(request, "years"))
    trees = found.trees
    title = f"科目，{stage.label}"
    file = download(request, title, lambda address: codes_export(trees, stage.label, unit, address), {})
    if file is not None:
        return file
    fold = folding(request)
    context = {
        "trees": [(tree, [(row, fold(row.code)) for row in tree.rows]) for tree in trees],
        "pages": list(enumerate(found.pages, 1)),
        "page": found.page,
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
    return _subject(request, named_code(kind, code))


@require_safe
def three_public(request: HttpRequest) -> HttpResponse:
    return _subject(request, chosen_item(request))


def _subject(request: HttpRequest, subject: Subject) -> HttpResponse:
    """The page of a code or of “三公”经费: one form, with the specification of its kind."""
    unit, among = Unit.chosen(request.GET.get("unit")), chosen_among(request)
    kind, code = subject.kind, subject.code
    asked = Asked(
        among,
        request.GET.get("year"),
        request.GET.get("stage"),
        page_number(request),
        Order.chosen(request.GET.get("sort"), ORDERS, str(LARGEST_FIRST)),
        request.GET.get("members") == "1",
    )
    found = code_profile(kind, code, asked)
    if found is None:
        return nothing_on_record(request, subject, among, "disclosures/code.html")
    places = {child.code: place for place, child in enumerate(found.children)}
    keys = {"code": lambda child: places[child.code], "amount": _amount, "count": _count}
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
            )
            if kind.is_code
            else None,
            f"百分数是占{found.name}；本站相加",
        ),
        years=(
            "各年合计",
            _years_chart(found, unit),
            "本站相加；年度下面是机构数，各年收录的机构不同，不能直接比较",
        ),
    )
    words = [
        heading(found),
        *found.among.words,
        str(found.when),
    ]
    title = "，".join(words)
    file = download(
        request,
        title,
        lambda address: code_export(found, ranked_columns(found.ranking, found.when), title, unit, address),
        charts,
    )
    if file is not None:
        return file
    context = {
        "found": found,
        "heading": heading(found),
        "ranking": found.ranking,
        "told": found.told,
        "subject": subject,
        "stage": found.when.stage,
        "items": part_items(kind, code),
        "whole_word": "" if not (kind.is_code or code) else kind.specification.whole_word,
        "with_units": asked.with_units,
        "changes_told": CHANGES_TOLD,
        "likes_told": LIKES_TOLD,
        "scopes": list(AgencyKind),
        "parts_order": order,
        "years": years_of(found.years, found.when),
        "stages": stages_of(found.years, found.when),
        "charts": charts,
        "citation": citation("明账", title, [], page_address(request)),
        "unit": unit,
        "units": list(Unit),
        "section": "codes" if kind.is_code else kind.value,
    }
    return render(request, "disclosures/code.html", context)


def _years_chart(found: CodeProfile, unit: Unit) -> YearLines | None:
    """The totals of the years in the stage that is looked at, the oldest first; a line stops at a year that is missing, and
    where other numbers of bodies are added up: what they spend did not change so."""
    totals = [total for total in found.totals if total.when.stage is found.when.stage][::-1]
    years = [
        (str(total.when.year), f"{total.count} 个", before is not None and not _follows(total, before))
        for before, total in zip([None, *totals], totals, strict=False)
    ]
    title = f"{heading(found)}，各年{found.when.stage.label}"
    return year_lines(title, years, [("合计", [total.value for total in totals])], unit, "缺年，或机构数不同")


def _follows(total: PlaceTotal, before: PlaceTotal) -> bool:
    return total.when.year - before.when.year == 1 and total.count == before.count


def _amount(child: Child) -> int | None:
    return child.value.fen


def _count(child: Child) -> int:
    return child.count
