from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.presenting.addresses import page_number
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.exports.page import export_without_unit
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, words
from disclosures.vocabulary import Unit

from .facts import TargetList, target_list

PER_PAGE = 40
COLUMNS = (
    "项目",
    "指标",
    "{}的目标",
    "本年的目标",
    "较{}",
    "实际完成",
    "是否达到",
    "分值",
    "得分",
    "本年写法",
    "页",
)


@require_safe
def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The targets of a disclosure beside last year's."""
    try:
        found = target_list(pk)
    except Disclosure.DoesNotExist:
        if main := Disclosure.objects.whole_of_part(pk):
            return redirect("disclosures:targets", pk=main)
        raise Http404 from None
    column = found.column
    title = f"{column.year}年{column.form_word}绩效目标对照"
    whole = f"{column.name} {title}"
    if file := download(request, whole, lambda address: _export(found, whole, address), charts={}):
        return file
    context = {
        "found": found,
        "column": column,
        "agency": column.agency,
        "disclosure": column.disclosures[0],
        "page": Paginator(found.targets, PER_PAGE).get_page(page_number(request)),
        "unit": Unit.chosen(request.GET.get("unit")),
        "units": list(Unit),
        "citation": citation(column.name, title, list(column.disclosures), page_address(request)),
        "section": "agencies",
    }
    return render(request, "disclosures/targets.html", context)


def _export(found: TargetList, title: str, address: str) -> Export:
    """A row an indicator."""
    rows = tuple(
        words(
            shown.beside.target.title,
            aim.name,
            aim.before.target if aim.before else "",
            aim.now.target if aim.now else "",
            aim.change.label if aim.change else "",
            aim.now.result if aim.now else "",
            aim.reached.label if aim.reached else "",
            aim.now.weight if aim.now else "",
            aim.now.score if aim.now else "",
            "；".join(note.label for note in aim.notes),
            shown.beside.target.page or "",
        )
        for shown in found.targets
        for aim in shown.beside.aims
    )
    names = [name.format(found.before_word) for name in COLUMNS]
    table = ExportTable("targets", title, column_paths(names), rows)
    columns = [found.column, *([found.before] if found.before else [])]
    return export_without_unit(title, address, table, columns=columns)
