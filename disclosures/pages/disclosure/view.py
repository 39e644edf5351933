"""The page of a disclosure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.models.disclosure import DisclosureState
from disclosures.presenting.addresses import chosen_term
from disclosures.presenting.charts import split_bar
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.grids import printed_rows
from disclosures.reading.statements import PrintedStatement
from disclosures.vocabulary import Unit

from .export import disclosure_export
from .facts import WholeDisclosure, whole_disclosure
from .fitting import Piece, fitting
from .withdrawn import withdrawn

REPLACED = DisclosureState.REPLACED.label
PURCHASES = "purchases"
"""The anchor of 政府采购, which is one table."""


@require_safe
def disclosure(request: HttpRequest, pk: int) -> HttpResponse:
    """A whole disclosure. Without `?unit=` every table is in the unit it was printed in."""
    try:
        whole = whole_disclosure(pk)
    except Disclosure.DoesNotExist:
        if main := Disclosure.objects.whole_of_part(pk):
            return redirect("disclosures:disclosure", pk=main)
        if found := withdrawn(pk):
            context = {"withdrawn": found, "section": "agencies"}
            return render(request, "disclosures/withdrawn.html", context, status=410)
        raise Http404 from None
    unit = chosen_term(Unit, request.GET.get("unit"), None)
    title = f"{whole.column.year}年{whole.column.form_word}"
    if not whole.replaced:  # what was replaced is read on its page, and goes into no file
        file = download(
            request,
            f"{whole.column.name} {title}",
            lambda address: disclosure_export(whole, unit, address),
            charts={},
        )
        if file is not None:
            return file
    context = {
        **_pieces(whole, unit, request.GET.get("show", "")),
        "whole": whole,
        "disclosure": whole.disclosure,
        "document": whole.disclosure.document,
        "column": whole.column,
        "agency": whole.column.agency,
        "bar": split_bar(whole.natures, sum(fen for _, fen in whole.natures), unit or Unit.WAN),
        "converted": unit,
        "unit": unit or Unit.WAN,
        "units": list(Unit),
        "replaced": whole.replaced,
        "citation": citation(
            whole.column.name,
            f"{title}（{REPLACED}）" if whole.replaced else title,
            [whole.disclosure],
            page_address(request),
            whole.parts,
        ),
        "section": "agencies",
    }
    return render(request, "disclosures/disclosure.html", context)


def _pieces(whole: WholeDisclosure, unit: Unit | None, asked: str) -> dict[str, object]:
    """The tables and targets, each with what it shows, or None where the page has no room for it; which stand open."""

    def tables(printed: Iterable[PrintedStatement]) -> list[Piece]:
        return [Piece(one, one.anchor, partial(printed_rows, one, unit)) for one in printed]

    def included(of: object, anchor: str, name: str, **shown: object) -> Piece:
        return Piece(of, anchor, partial(render_to_string, f"includes/{name}.html", shown))

    statements, kept = tables(whole.statements), tables(whole.kept)
    targets = [included(one, one.anchor, "target", target=one) for one in whole.targets]
    bought = [
        included(one, PURCHASES, "purchases", purchases=one, unit=unit or Unit.WAN)
        for one in (whole.purchases,)
        if one.rows
    ]
    pieces = [*statements, *targets, *bought, *kept]
    shown = fitting(pieces, whole.passages, asked)

    def with_room(pieces: list[Piece]) -> list[tuple[object, str | None]]:
        return [(piece.of, shown.get(piece.anchor)) for piece in pieces]

    def has_more(pieces: list[Piece]) -> bool:
        return any(piece.anchor not in shown for piece in pieces)

    return {
        "statements": with_room(statements),
        "kept": with_room(kept),
        "targets": with_room(targets),
        "purchases": shown.get(PURCHASES),
        "more_targets": has_more(targets),
        "more_kept": has_more(kept),
        "opened": {asked, _opened(statements, asked), _opened(targets, asked)},
    }


def _opened(pieces: list[Piece], asked: str) -> str:
    """The piece of a section that stands open: the one that is asked for, else the first."""
    anchors = [piece.anchor for piece in pieces]
    return asked if asked in anchors else next(iter(anchors), "")
