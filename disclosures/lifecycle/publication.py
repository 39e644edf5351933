"""Making a disclosure public, replacing it by a corrected one, taking it back: acts of a person, with a reason, kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, transaction
from django.utils import timezone

from disclosures.lifecycle.refusal import Refused
from disclosures.models import Disclosure, PublicationEvent
from disclosures.models.disclosure import DisclosureState, PublicationAction

from .checking import recheck
from .public_log import log_publication
from .totals import refresh_disclosures

PERMISSION = "disclosures.publish_disclosure"
OWN_FILE = "文件是您上传的，须由另一个人发布。"


def may_publish(user: User | AnonymousUser) -> bool:
    """Whether somebody may publish and withdraw at all."""
    return user.has_perm(PERMISSION)


def publish(
    disclosure: Disclosure, user: User | None, reason: str, replacing: Disclosure | None = None
) -> Disclosure:
    """Show a disclosure to everybody, as the corrected file that takes the place of `replacing` where that is given.

    Raises Refused; the attempt then stands in the history.
    """

    def act(locked: Disclosure) -> list[_Turn]:
        _refuse_person(locked, user, PublicationAction.PUBLISH)
        former = _replace(locked, replacing) if replacing else None
        _publish(locked)
        if former is None:
            return [_Turn(locked, PublicationAction.PUBLISH)]
        return [
            _Turn(former, PublicationAction.REPLACED),
            _Turn(locked, PublicationAction.PUBLISH, f"（更正件，替换文件“{former.document}”中的一份）"),
        ]

    return _act(disclosure, user, reason, act)


def withdraw(
    disclosure: Disclosure, user: User | None, reason: str, restoring: Disclosure | None = None
) -> Disclosure:
    """Take a disclosure back: what is published, or what was replaced and still opens under its address.

    `restoring` is what it had replaced, to be published again as it stands. Raises Refused if there is nothing
    to take back or to restore.
    """

    def act(locked: Disclosure) -> list[_Turn]:
        _refuse_person(locked, user, PublicationAction.WITHDRAW)
        _withdraw(locked)
        turns = [_Turn(locked, PublicationAction.WITHDRAW)]
        if restoring is not None:
            former = _former(locked, restoring)
            _refuse_person(former, user, PublicationAction.PUBLISH)
            _publish(former)
            turns.append(_Turn(former, PublicationAction.PUBLISH, "（更正件撤回，恢复公布）"))
        return turns

    return _act(disclosure, user, reason, act)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What was done to one disclosure; `remark` goes behind the reason in its history."""

    disclosure: Disclosure
    action: PublicationAction
    remark: str = ""


def _act(
    disclosure: Disclosure, user: User | None, reason: str, act: Callable[[Disclosure], list[_Turn]]
) -> Disclosure:
    """One transaction: the acts, their history, and everything that follows from them."""
    reason = reason.strip()
    if not reason:
        raise Refused("请写明理由。")
    try:
        with transaction.atomic():
            _wait_for_others(disclosure)
            locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
            turns = act(locked)
            for turn in turns:
                said = reason + turn.remark
                PublicationEvent.objects.create(
                    disclosure=turn.disclosure, action=turn.action, reason=said, by=user
                )
                _follow(turn.disclosure, user, said, turn.action)
            turned = [turn.disclosure for turn in turns]
            refresh_disclosures(turned)
            recheck(turned)
            for turn in turns:
                log_publication(turn.disclosure, turn.action, reason + turn.remark)
    except IntegrityError:  # somebody published another one of the same agency, year and stage a moment ago
        conflict = Refused(_taken(disclosure))
    except Refused as error:
        conflict = error
    else:
        return locked
    PublicationEvent.objects.create(
        disclosure=disclosure,
        action=PublicationAction.REFUSED,
        reason=f"{reason}（{conflict.message}）",
        by=user,
    )
    raise conflict


def _wait_for_others(disclosure: Disclosure) -> None:
    """One act at a time for each agency, its disclosures locked in one order: of two rivals the second sees the first.

    Left to the unique index, each would wait for a row of the other.
    """
    alike = Disclosure.objects.filter(agency=disclosure.agency_id or 0).order_by("pk").select_for_update()
    list(alike.values_list("pk", flat=True))


def _follow(whole: Disclosure, user: User | None, reason: str, action: PublicationAction) -> None:
    """The parts of a disclosure are published and withdrawn with it, and their history says so."""
    parts = list(whole.parts.select_for_update())
    for part in parts:
        part.state, part.published_at = whole.state, whole.published_at
        part.save(update_fields=["state", "published_at"])
    PublicationEvent.objects.bulk_create(
        PublicationEvent(disclosure=part, action=action, reason=f"随所并入的一份：{reason}", by=user)
        for part in parts
    )


def _publish(disclosure: Disclosure) -> None:
    if reason := obstacle(disclosure, PublicationAction.PUBLISH):
        raise Refused(reason)
    if rivals([disclosure]):
        raise Refused(_taken(disclosure))
    Disclosure.objects.filter(replaces=disclosure).update(
        replaces=None
    )  # nothing stands in its place any more
    disclosure.state = DisclosureState.PUBLISHED
    disclosure.published_at = timezone.now()
    disclosure.save(update_fields=["state", "published_at", "replaces"])


def _replace(corrected: Disclosure, former: Disclosure) -> Disclosure:
    """Take the published one out of its place for the corrected one; it stays under its address."""
    if corrected.part_of and (reason := obstacle(corrected, PublicationAction.PUBLISH)):
        raise Refused(reason)
    rival = rivals([corrected]).get(corrected.pk)
    if rival is None or rival.pk != former.pk:
        raise Refused("要替换的那一份现在已不是公布的一份。请刷新后再看。")
    rival.state = DisclosureState.REPLACED
    rival.save(update_fields=["state"])
    corrected.replaces = rival
    return rival


def _former(corrected: Disclosure, former: Disclosure) -> Disclosure:
    """What a corrected file took the place of, to be published again."""
    replaced = corrected.replaces
    if replaced is None or replaced.pk != former.pk or not replaced.is_replaced:
        raise Refused("要恢复的那一份现在不是被它替换的。请刷新后再看。")
    return replaced


def _withdraw(disclosure: Disclosure) -> None:
    if reason := obstacle(disclosure, PublicationAction.WITHDRAW):
        raise Refused(reason)
    disclosure.state = DisclosureState.WITHDRAWN
    disclosure.save(update_fields=["state"])


def _refuse_person(disclosure: Disclosure, user: User | None, action: PublicationAction) -> None:
    """Nobody is a command, run by who has the server anyway. Taking back needs no second person: it is urgent."""
    if user is None:
        return
    if not may_publish(user):
        raise Refused("您没有发布与撤回的权限。请由发布员办理。")
    if action == PublicationAction.PUBLISH and (reason := refusal(disclosure, user)):
        raise Refused(reason)


def refusal(disclosure: Disclosure, user: User | AnonymousUser) -> str:
    """Why this person in particular may not publish it: where the setting asks for a second person. One query, or none."""
    return OWN_FILE if disclosure.pk in own_files([disclosure], user) else ""


def own_files(disclosures: Iterable[Disclosure], user: User | AnonymousUser) -> set[int]:
    """Of these, those that a second person has to publish: this one uploaded a file of theirs. One query, or none."""
    if not settings.REQUIRE_SECOND_PERSON:
        return set()
    ids = {disclosure.pk for disclosure in disclosures}
    own = Disclosure.objects.with_parts(ids).filter(document__uploaded_by=user.pk)
    return ids & {pk for found in own.values_list("pk", "part_of_id") for pk in found if pk}


def obstacle(disclosure: Disclosure, action: PublicationAction) -> str:
    """What in a disclosure itself stands in the way of an act; what it is part of should be loaded."""
    if whole := disclosure.part_of:
        return f"这一份已并入文件“{whole.document}”中的“{whole}”，随它发布和撤回。"
    if action == PublicationAction.WITHDRAW:
        return "" if disclosure.is_citable else "这一份没有发布，不能撤回。"
    if disclosure.is_published:
        return "这一份已经发布，不用再发布。"
    if disclosure.agency_id is None or disclosure.fiscal_year is None:
        return "机构或年度还没有确定。请先填写，再发布。"
    return ""


def rivals(disclosures: Sequence[Disclosure]) -> dict[int, Disclosure]:
    """By the key of each disclosure, the other one that is published of its agency, year and stage. One query."""
    agencies = {disclosure.agency_id for disclosure in disclosures if disclosure.agency_id}
    published = Disclosure.objects.published().with_corrections().filter(agency__in=agencies)
    found = {
        (other.agency_id, other.fiscal_year, other.stage): other
        for other in published.select_related("agency", "document")
    }
    return {
        disclosure.pk: other
        for disclosure in disclosures
        if (other := found.get((disclosure.agency_id, disclosure.fiscal_year, disclosure.stage)))
        and other.pk != disclosure.pk
    }


def restorable(disclosures: Iterable[Disclosure]) -> dict[int, Disclosure]:
    """By the key of each disclosure, what it replaced and could give its place back to. `replaces` must be loaded."""
    return {
        disclosure.pk: disclosure.replaces
        for disclosure in disclosures
        if disclosure.is_published and disclosure.replaces and disclosure.replaces.is_replaced
    }


def _taken(disclosure: Disclosure) -> str:
    rival = rivals([disclosure]).get(disclosure.pk)
    source = f"（文件“{rival.document}”）" if rival else ""
    return f"同一机构、年度和阶段已有一份发布{source}。请先撤回那一份，或者选择替换它，再发布这一份。"
