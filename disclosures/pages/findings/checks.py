"""The checks themselves: the catalogue, one check, and the whole ledger of a disclosure."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from disclosures.models import Disclosure
from disclosures.presenting.addresses import chosen_term, page_number
from disclosures.presenting.citations import citation
from disclosures.presenting.downloads import download, page_address
from disclosures.presenting.quality import measured_checks, quality_of
from disclosures.reading.columns import own_column
from disclosures.reading.findings import FindingOrder, finding_list, listed, ordered
from disclosures.reading.ledger import COUNTED, check_named, check_tallies, ledger_of
from disclosures.reconciliation import Group, State

from .catalogue import check_export, checks_export, said_of
from .export import ledger_export

PER_PAGE = 200
EXAMPLES = 10
TITLE = "核对些什么、怎样核对"
ALL = "all"
"""`?state=all`: every result; without it the page opens on what differs, where anything does."""


@require_safe
def checks(request: HttpRequest) -> HttpResponse:
    """The catalogue: what is compared, by which rule, and how often it came out how."""
    groups = [
        (group, [(check, tally, quality_of(check.id)) for check, tally in rows])
        for group, rows in check_tallies()
    ]
    if file := download(request, TITLE, lambda address: checks_export(groups, TITLE, address), charts={}):
        return file
    context = {
        "groups": groups,
        "states": COUNTED,
        "measured": measured_checks(),
        "citation": citation("明账", TITLE, [], page_address(request)),
        "section": "findings",
    }
    return render(request, "disclosures/checks.html", context)


@require_safe
def check(request: HttpRequest, check_id: str) -> HttpResponse:
    """One check explained, with the newest of its findings."""
    found = check_named(check_id)
    if found is None:
        raise Http404
    tally = next(
        tally for _, rows in check_tallies((found.group,)) for row, tally in rows if row.id == check_id
    )
    findings = listed(ordered(finding_list().filter(check_id=check_id), FindingOrder.NEWEST)[:EXAMPLES])
    said = said_of(found, quality_of(check_id), measured_checks())
    title = f"核对：{found.title}"
    if file := download(
        request, title, lambda address: check_export(said, tally, findings, title, address), charts={}
    ):
        return file
    context = {
        "check": found,
        "said": said,
        "tally": list(zip(COUNTED, tally.counts, strict=True)),
        "differs": tally.counts[COUNTED.index(State.DIFFERS)],
        "found": findings,
        "citation": citation("明账", title, [], page_address(request)),
        "section": "findings",
    }
    return render(request, "disclosures/check.html", context)


@require_safe
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """Every result of one disclosure's checks, by state and group."""
    disclosure = get_object_or_404(
        Disclosure.objects.citable().filter(part_of=None).with_agency().select_related("ledger"), pk=pk
    )
    if disclosure.is_replaced:
        return redirect("disclosures:disclosure", pk=pk)
    whole = ledger_of(disclosure)
    column = own_column(disclosure)
    group = chosen_term(Group, request.GET.get("group"), None)
    state = _chosen_state(request.GET.get("state"), bool(whole and whole.of(State.DIFFERS, group)))
    rows = whole.of(state, group) if whole else []
    title = f"{column.year}年{column.form_word}核对结果"
    file = download(
        request,
        f"{column.name} {title}",
        lambda address: ledger_export(rows, column, f"{column.name} {title}", address),
        charts={},
    )
    if file is not None:
        return file
    context = {
        "whole": whole,
        "disclosure": disclosure,
        "column": column,
        "agency": column.agency,
        "state": state,
        "group": group,
        "states": [(one, len(whole.of(one, group)), one is state) for one in COUNTED if whole is not None],
        "groups": [
            (one, len(found), one is group)
            for one in Group
            if whole is not None and (found := whole.of(state, one))
        ],
        "page": Paginator(rows, PER_PAGE).get_page(page_number(request)),
        "citation": citation(column.name, title, [disclosure], page_address(request)),
        "section": "findings",
    }
    return render(request, "disclosures/ledger.html", context)


def _chosen_state(asked: str | None, has_differing: bool) -> State | None:
    if asked == ALL:
        return None
    return chosen_term(State, asked, State.DIFFERS if has_differing else None)
