"""What goes into the public log, and whether the log and the published data still agree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from disclosures.models import Correction, Disclosure, Edition, PublicLogEntry
from disclosures.models.disclosure import DisclosureQuerySet, DisclosureState, PublicationAction
from disclosures.models.public_log_entry import OF_AGENCIES, LogAct, breaks, digest
from disclosures.reading import public_acts

LEFT_BY: dict[str, PublicationAction] = {
    DisclosureState.PUBLISHED: PublicationAction.PUBLISH,
    DisclosureState.WITHDRAWN: PublicationAction.WITHDRAW,
    DisclosureState.REPLACED: PublicationAction.REPLACED,
}
"""By the state of a disclosure, what was last done to it."""


def log_publication(
    disclosure: Disclosure, action: PublicationAction, reason: str, at: datetime | None = None
) -> None:
    """Enter what was done to a disclosure, and the corrections that became public with it.

    Call it inside the transaction, when the act is done and the edition advanced. `at` is when it was done; now, where nothing is given.
    """
    act = LogAct(action.value)
    facts = _facts(disclosure, at)
    if action.is_explained:
        facts["reason"] = reason
    PublicLogEntry.objects.append(act, facts, disclosure.pk)
    if act is LogAct.PUBLISH:
        for correction in unlogged_corrections(Disclosure.objects.with_parts([disclosure.pk])):
            log_correction(correction)


def log_correction(correction: Correction, at: datetime | None = None) -> None:
    """Enter a correction that took effect, or was taken back after it had. Nothing where it is of nothing public."""
    disclosure = correction.disclosure.part_of or correction.disclosure
    if not disclosure.is_citable or correction.approved_at is None:
        return
    act = LogAct.CORRECT if correction.is_in_force else LogAct.REVOKE
    facts = _facts(disclosure, at) | {
        "correction": correction.pk,
        "statement": correction.get_statement_display(),
        "row": f"{correction.code} {correction.name}".strip(),
        "column": " › ".join(correction.heading),
        "page": correction.page,
        "read": correction.read_printed,
        "printed": correction.printed,
        "reason": correction.reason if act is LogAct.CORRECT else correction.revoked_reason,
    }
    PublicLogEntry.objects.append(act, facts, disclosure.pk, correction.pk)


def log_agency(act: LogAct, disclosures: Iterable[Disclosure], former: str, reason: str) -> None:
    """Enter that public disclosures stand under another agency now: two were made one, or two again. Call it when the
    edition has advanced."""
    for disclosure in disclosures:
        if disclosure.is_citable and disclosure.part_of_id is None:
            facts = _facts(disclosure, None) | {"former": former, "reason": reason}
            PublicLogEntry.objects.append(act, facts, disclosure.pk)


def problems(kept: Iterable[str] = ()) -> Iterator[str]:
    """What is wrong with the log, as sentences: its chain, its agreement with what is public now, and with the lines of
    a copy that somebody kept (as the page of the log gives them out)."""
    entries = PublicLogEntry.objects.order_by("number").values_list("content", "digest")
    for broken in breaks(entries.iterator()):
        yield f"第 {broken.number} 条：{broken.problem}。"
    yield from _differences_from(kept)
    for disclosure in unlogged_disclosures():
        yield f"“{disclosure}”{disclosure.get_state_display()}，记录里最后一条不是这样。"
    for correction in unlogged_corrections():
        yield f"更正“{correction}”（{correction.disclosure}）与记录不符。"


def complete() -> int:
    """Enter what is public, or was, and is not in the log: of a site that is older than its log. Returns how many entries."""
    before = PublicLogEntry.objects.count()
    with transaction.atomic():
        Edition.objects.advance()
        for disclosure in unlogged_disclosures():
            action = LEFT_BY[disclosure.state]
            event = disclosure.events.filter(action=action).first()
            log_publication(disclosure, action, event.reason if event else "", event.at if event else None)
        for correction in unlogged_corrections():
            log_correction(correction, correction.revoked_at or correction.approved_at)
    return PublicLogEntry.objects.count() - before


def unlogged_disclosures() -> list[Disclosure]:
    """Those whose last entry is not what their state says, in the order in which they became public."""
    last: dict[int, str] = dict(
        PublicLogEntry.objects.filter(correction=None)
        .exclude(act__in=OF_AGENCIES)
        .order_by("number")
        .values_list("disclosure", "act")
    )
    once_public = Disclosure.objects.filter(state__in=LEFT_BY, part_of=None).select_related(
        "agency", "document"
    )
    return [
        disclosure
        for disclosure in once_public.order_by("published_at", "pk")
        if last.get(disclosure.pk) != LEFT_BY[disclosure.state]
    ]


def unlogged_corrections(of: DisclosureQuerySet | None = None) -> list[Correction]:
    """Public corrections, of all disclosures or of some, whose last entry does not say whether they are in force."""
    public = public_acts.corrections().select_related("disclosure__part_of").order_by("approved_at", "pk")
    if of is not None:
        public = public.filter(disclosure__in=of)
    last: dict[int | None, str] = dict(
        PublicLogEntry.objects.exclude(correction=None).order_by("number").values_list("correction", "act")
    )
    return [
        correction
        for correction in public
        if (correction.is_in_force or correction.pk in last)
        and last.get(correction.pk) != (LogAct.CORRECT if correction.is_in_force else LogAct.REVOKE)
    ]


def _facts(disclosure: Disclosure, at: datetime | None) -> dict[str, Any]:
    files = Disclosure.objects.with_parts([disclosure.pk]).order_by("part_of", "pk")
    return {
        "at": (at or timezone.now()).astimezone().isoformat(timespec="seconds"),
        "disclosure": disclosure.pk,
        "agency": disclosure.agency.name if disclosure.agency else disclosure.printed_name,
        "year": disclosure.fiscal_year,
        "stage": disclosure.stage,
        "files": sorted(set(files.values_list("document__sha256", flat=True))),
    }


def _differences_from(kept: Iterable[str]) -> Iterator[str]:
    """Where the log of today is not the continuation of a kept copy."""
    now = PublicLogEntry.objects.order_by("number").values_list("content", flat=True).iterator()
    for number, line in enumerate(kept, start=1):
        try:
            content = json.loads(line)["entry"]
        except (ValueError, TypeError, KeyError):
            yield f"保存的那一份第 {number} 行读不懂。请用 /log.jsonl 下载的文件。"
            return
        today = next(now, None)
        if today is None:
            yield f"保存的那一份有第 {number} 条，现在的记录没有。"
            return
        if not isinstance(content, str) or digest(content) != digest(today):
            yield f"第 {number} 条与保存的那一份不同。"
            return
