"""Keeps the ledger of checks (勾稽核对) and the findings of every disclosure true to what is loaded and published.

Whoever loads, publishes, withdraws or corrects a disclosure calls `recheck` inside the same transaction. A disclosure
is checked together with its published neighbours: the same agency in the years and stage beside it, and a department
with its units. Who has it as a neighbour is checked again, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q

from disclosures.models import CheckTally, Disclosure, Edition, Finding, FindingAnswer, Ledger, Review
from disclosures.models.disclosure import DisclosureState
from disclosures.models.finding import Verdict
from disclosures.reading.record_rows import fen
from disclosures.reading.recorded import Recorded, of_agency, recorded
from disclosures.reconciliation import Operand, Place, Result, State, fingerprint, reconcile_one
from disclosures.reconciliation.quality import withheld
from disclosures.vocabulary import AgencyKind

from .claims import bind, unconfirmed
from .finding_keys import Keys

COUNTED = {
    State.HOLDS: "holds",
    State.WITHIN_ROUNDING: "within_rounding",
    State.DIFFERS: "differs",
    State.NEEDS_CONFIRMATION: "could_not_be_done",  # until a person compared both sides with the original
    State.COULD_NOT_BE_DONE: "could_not_be_done",
    State.NOT_APPLICABLE: "not_applicable",
}
AT_ONCE = 50
"""Disclosures whose records are held in memory together when everything is checked again."""


@transaction.atomic
def recheck(disclosures: Iterable[Disclosure], at_hand: Mapping[int, Recorded] | None = None) -> None:
    """These disclosures changed, became public or ceased to be: their checks, and those of whoever they stand beside.

    `at_hand` are those whose records need not be looked up.
    """
    wholes = {disclosure.whole_id for disclosure in disclosures}
    changed = list(_whole().filter(pk__in=wholes))
    read = [one for one in changed if one.state != DisclosureState.DRAFT]  # nobody stands beside a draft
    beside = _whole().filter(_any(_depends_on(one) for one in read)).exclude(pk__in=wholes)
    check([*changed, *beside], at_hand or {})


def check(disclosures: Sequence[Disclosure], at_hand: Mapping[int, Recorded] | None = None) -> None:
    """Run the checks over these disclosures, each with its published neighbours, and keep what they give."""
    if not disclosures:
        return
    published = _any(_neighbours(one) for one in disclosures) & Q(state=DisclosureState.PUBLISHED)
    former = Q(
        pk__in=[one.replaces_id for one in disclosures if one.replaces_id], state=DisclosureState.REPLACED
    )
    beside = _whole().filter(published | former)
    everyone = {one.pk: one for one in [*disclosures, *beside]}
    moved: Numbers = Counter()
    records = dict(at_hand or {})
    records |= {one.id: one for one in recorded([everyone[pk] for pk in everyone.keys() - records.keys()])}
    for disclosure in disclosures:
        own = [pk for pk, other in everyone.items() if pk != disclosure.pk and _is_beside(disclosure, other)]
        this = records[disclosure.pk]
        together = [this]
        for pk in own:  # of one agency, however each of the files prints its name
            other = everyone[pk]
            alike = (other.agency_id, other.kind) == (disclosure.agency_id, disclosure.kind)
            together.append(of_agency(records[pk], this) if alike else records[pk])
        results = reconcile_one([one.parsed for one in together], withheld())
        bind(disclosure, together, _keep(disclosure, together, results, moved))
    _move(moved)


def check_everything() -> None:
    """All disclosures of the database again, some at a time."""
    ids = list(_whole().values_list("pk", flat=True).order_by("agency_id", "fiscal_year"))
    for start in range(0, len(ids), AT_ONCE):
        with transaction.atomic():
            check(list(_whole().filter(pk__in=ids[start : start + AT_ONCE])))
            Edition.objects.advance()
    count_everything()


def answer(finding: Finding, verdict: Verdict, note: str, user: User | None) -> FindingAnswer:
    """A public word on a finding. It stays with what the finding is about when the checks run again."""
    with transaction.atomic():
        said = FindingAnswer.objects.create(
            disclosure=finding.disclosure, key=finding.key, verdict=verdict, note=note.strip(), by=user
        )
        Finding.objects.filter(disclosure=finding.disclosure_id, key=finding.key).update(answer=said)
        Edition.objects.advance()
    return said


# --- who stands beside whom ------------------------------------------------------------------------------------------


def _whole() -> Any:
    return Disclosure.objects.filter(part_of=None).select_related("agency")


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _neighbours(one: Disclosure) -> Q:
    """What a disclosure is checked against, as far as it is published: its own agency a year before and after, and a
    department's units. Beside these it is checked against the one that it replaces."""
    if one.agency_id is None or one.fiscal_year is None:
        return Q(pk__in=[])
    years = (one.fiscal_year - 1, one.fiscal_year, one.fiscal_year + 1)
    found = Q(agency=one.agency_id, fiscal_year__in=years)
    if one.kind == AgencyKind.DEPARTMENT:
        found |= Q(agency__parent=one.agency_id, fiscal_year=one.fiscal_year, stage=one.stage)
    return found


def _depends_on(one: Disclosure) -> Q:
    """Whose checks read this disclosure: the other side of `_neighbours`."""
    if one.agency is None or one.fiscal_year is None:
        return Q(pk__in=[])
    years = (one.fiscal_year - 1, one.fiscal_year, one.fiscal_year + 1)
    found = Q(agency=one.agency_id, fiscal_year__in=years)
    if one.agency.parent_id:
        found |= Q(agency=one.agency.parent_id, fiscal_year=one.fiscal_year, stage=one.stage)
    return found


def _is_beside(one: Disclosure, other: Disclosure) -> bool:
    """`_neighbours` for two disclosures in memory."""
    if one.agency is None or other.agency is None or one.fiscal_year is None or other.fiscal_year is None:
        return False
    if one.replaces_id == other.pk:
        return other.is_replaced
    if not other.is_published:
        return False
    if other.agency_id == one.agency_id:
        return abs(other.fiscal_year - one.fiscal_year) <= 1
    return (
        one.kind == AgencyKind.DEPARTMENT
        and other.agency.parent_id == one.agency_id
        and (other.fiscal_year, other.stage) == (one.fiscal_year, one.stage)
    )


# --- the totals of the checks -----------------------------------------------------------------------------------------


Numbers = Counter[tuple[str, str]]
"""By check and state (a name of `CheckTally.COUNTS`)."""


@transaction.atomic
def count_everything() -> None:
    """The table of totals made anew from the ledgers that count."""
    found: Numbers = Counter()
    counted = Ledger.objects.filter(is_counted=True).values_list("by_check", flat=True)
    for one in counted.iterator(chunk_size=200):
        found.update(_numbers(one))
    CheckTally.objects.all().delete()
    _move(found)


def _move(moved: Numbers) -> None:
    """Change the totals, in one order: whoever else changes them waits. Three queries, none where nothing changes."""
    ids = sorted({check for (check, _), number in moved.items() if number})
    if not ids:
        return
    known = set(CheckTally.objects.filter(pk__in=ids).values_list("pk", flat=True))
    CheckTally.objects.bulk_create(
        (CheckTally(check_id=check) for check in ids if check not in known), ignore_conflicts=True
    )
    rows = list(CheckTally.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    for row in rows:
        for name in CheckTally.COUNTS:
            setattr(row, name, getattr(row, name) + moved[row.check_id, name])
    CheckTally.objects.bulk_update(rows, CheckTally.COUNTS)


def by_check(rows: Sequence[dict[str, Any]]) -> dict[str, list[int]]:
    """How often each check came out how among the results of a ledger."""
    found: dict[str, list[int]] = {}
    for row in rows:
        numbers = found.setdefault(row["check"], [0] * len(CheckTally.COUNTS))
        numbers[CheckTally.COUNTS.index(COUNTED[State(row["state"])])] += 1
    return found


def _numbers(counts: dict[str, list[int]]) -> dict[tuple[str, str], int]:
    return {
        (check, name): number
        for check, numbers in counts.items()
        for name, number in zip(CheckTally.COUNTS, numbers, strict=True)
    }


# --- keeping the results ---------------------------------------------------------------------------------------------


def _keep(
    disclosure: Disclosure, together: Sequence[Recorded], results: Sequence[Result], moved: Numbers
) -> Sequence[Result]:
    """Replace the ledger and the findings of a disclosure. Answers of people stay with what they are about.
    Gives the results as they are kept.

    `moved` takes up by how much the totals of the checks change.
    """
    listed = [i for i, result in enumerate(results) if result.state is not State.NOT_APPLICABLE]
    place = {i: position for position, i in enumerate(listed)}
    keys = Keys([one.parsed for one in together])
    key_of = {i: keys.of(results[i]) for i in listed}
    results = _compared(disclosure, results, key_of)
    counts = dict.fromkeys(COUNTED.values(), 0)
    for result in results:
        counts[COUNTED[result.state]] += 1
    rows = [_row(results[i], together, place, key_of[i]) for i in listed]
    # A part may have counted by itself.
    former = dict(Ledger.objects.filter(_own(disclosure), is_counted=True).values_list("pk", "by_check"))
    for counts_before in former.values():
        moved.subtract(_numbers(counts_before))
    if former:
        Ledger.objects.filter(pk__in=former).update(is_counted=False)
    kept = {
        **counts,
        "results": rows,
        "by_check": by_check(rows),
        "is_counted": disclosure.is_published and disclosure.part_of_id is None,
        "checks": fingerprint(),
    }
    ledger, _ = Ledger.objects.update_or_create(disclosure=disclosure, defaults=kept)
    if ledger.is_counted:
        moved.update(_numbers(ledger.by_check))
    disclosure.findings.all().delete()
    answers = {
        answer.key: answer
        for answer in FindingAnswer.objects.filter(disclosure=disclosure).order_by("at", "pk")
    }
    findings = {
        position: Finding.of_row(
            disclosure,
            position,
            row,
            message=row["message"],
            difference_fen=row["difference_fen"],
            answer=answers.get(row["key"]),
        )
        for position, row in enumerate(rows)
        if row["state"] == State.DIFFERS
    }
    Finding.objects.bulk_create(findings.values())
    keep_cells(findings.values())
    explained = []
    for position, finding in findings.items():
        if cause := findings.get(rows[position]["cause"]):
            finding.cause = cause
            explained.append(finding)
    Finding.objects.bulk_update(explained, ["cause"])
    return results


def keep_cells(findings: Iterable[Finding]) -> None:
    """Which cells new findings are of. One query."""
    between = Finding.cells.through
    between.objects.bulk_create(
        between(finding_id=finding.pk, amount_id=cell) for finding in findings for cell in finding.own_cells
    )


def _own(disclosure: Disclosure) -> Q:
    """Of a disclosure and its parts."""
    return Q(disclosure=disclosure) | Q(disclosure__part_of=disclosure)


def _compared(disclosure: Disclosure, results: Sequence[Result], key_of: dict[int, str]) -> list[Result]:
    """The results; what needed confirmation, or follows from such a result, and was compared by a person, differs."""
    found = list(results)
    doubtful = {i: key_of[i] for i, r in enumerate(found) if r.state is State.NEEDS_CONFIRMATION}
    if not doubtful:
        return found
    seen = set(
        Review.objects.filter(_own(disclosure), key__in=doubtful.values()).values_list("key", flat=True)
    )
    for i, key in doubtful.items():
        cause = found[i].cause
        if key in seen or (cause is not None and doubtful.get(cause) in seen):
            found[i] = replace(found[i], state=State.DIFFERS)
    return found


def _row(result: Result, together: Sequence[Recorded], place: dict[int, int], key: str) -> dict[str, Any]:
    left, right = (_side(side, together) for side in (result.left, result.right))
    return {
        "check": result.check,
        "state": str(result.state),
        **_said(result),
        "left": left,
        "right": right,
        "cause": None if result.cause is None else place.get(result.cause),
        "key": key,
    }


def _said(result: Result) -> dict[str, Any]:
    """A difference in words and in 分; one that needs confirmation says so in public, and the rest to the reviewer."""
    gap = fen(result.gap_yuan)
    if result.state is State.NEEDS_CONFIRMATION:
        return {
            "message": unconfirmed(result),
            "difference_fen": None,
            "doubt": result.message,
            "doubt_fen": gap,
        }
    return {"message": result.message, "difference_fen": gap}


def _side(side: Operand | None, together: Sequence[Recorded]) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "label": side.label,
        "fen": fen(side.yuan),
        "unit": side.unit,
        "printed": side.printed,
        "places": [_place(place, together[place.disclosure]) for place in side.places],
    }


def _place(place: Place, whole: Recorded) -> dict[str, Any]:
    """A cell by its id; other places by document, page, box (PDF points) and words."""
    found: dict[str, Any] = {"words": place.words}
    if whole is not None and place.disclosure:
        found["disclosure"] = whole.id
    cell = None
    if place.table is not None and place.line is not None and place.column is not None:
        cell = whole.cells.get((place.table, place.line, place.column))
    if cell is not None:
        found["cell"] = cell
        if cell in whole.corrected:
            found["corrected"] = True
    if place.page is not None:
        found["page"] = place.page
        found["document"] = whole.document if place.table is not None else whole.narrative_document
    if place.box is not None and cell is None:
        found["box"] = list(place.box)
    return found
