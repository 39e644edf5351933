"""Making a disclosure public and taking it back: acts of a person, with a reason, kept for ever."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from disclosures.checking import recheck
from disclosures.models import Disclosure, Document, PublicationEvent
from disclosures.models.disclosure import DisclosureState, PublicationAction
from disclosures.totals import refresh_disclosures

PERMISSION = "disclosures.publish_disclosure"


class PublicationError(Exception):
    """The act is not possible now; `message` says why and what to do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def may_publish(user: User | AnonymousUser) -> bool:
    """Whether somebody may publish and withdraw at all."""
    return user.has_perm(PERMISSION)


def publish(disclosure: Disclosure, user: User | None, reason: str) -> Disclosure:
    """Show a disclosure to everybody. Raises PublicationError; the attempt then stands in the history."""
    return _act(disclosure, user, reason, PublicationAction.PUBLISH)


def withdraw(disclosure: Disclosure, user: User | None, reason: str) -> Disclosure:
    """Take a published disclosure back. Raises PublicationError if it is not published."""
    return _act(disclosure, user, reason, PublicationAction.WITHDRAW)


def _act(disclosure: Disclosure, user: User | None, reason: str, action: PublicationAction) -> Disclosure:
    reason = reason.strip()
    if not reason:
        raise PublicationError("请写明理由。")
    try:
        with transaction.atomic():
            _wait_for_others(disclosure)
            locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
            _refuse_person(locked, user, action)
            if action == PublicationAction.PUBLISH:
                _publish(locked)
            else:
                _withdraw(locked)
            PublicationEvent.objects.create(disclosure=locked, action=action, reason=reason, by=user)
            _follow(locked, user, reason, action)
            refresh_disclosures([locked])
            recheck([locked])
    except IntegrityError:  # somebody published another one of the same agency, year and stage a moment ago
        conflict = PublicationError(_taken(disclosure))
    except PublicationError as error:
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
    _refuse_part(disclosure)
    if disclosure.is_published:
        raise PublicationError("这一份已经发布，不用再发布。")
    if disclosure.agency_id is None or disclosure.fiscal_year is None:
        raise PublicationError("机构或年度还没有确定。请先填写，再发布。")
    if _rival(disclosure):
        raise PublicationError(_taken(disclosure))
    disclosure.state = DisclosureState.PUBLISHED
    disclosure.published_at = timezone.now()
    disclosure.save(update_fields=["state", "published_at"])


def _withdraw(disclosure: Disclosure) -> None:
    _refuse_part(disclosure)
    if not disclosure.is_published:
        raise PublicationError("这一份没有发布，不能撤回。")
    disclosure.state = DisclosureState.WITHDRAWN
    disclosure.save(update_fields=["state"])


def _refuse_person(disclosure: Disclosure, user: User | None, action: PublicationAction) -> None:
    """Nobody is a command, run by who has the server anyway. Taking back needs no second person: it is urgent."""
    if user is None:
        return
    if not may_publish(user):
        raise PublicationError("您没有发布与撤回的权限。请由发布员办理。")
    if not settings.REQUIRE_SECOND_PERSON or action != PublicationAction.PUBLISH:
        return
    own = Q(disclosures=disclosure) | Q(disclosures__part_of=disclosure)
    if Document.objects.filter(own, uploaded_by=user).exists():
        raise PublicationError("文件是您上传的，须由另一个人发布。")


def _refuse_part(disclosure: Disclosure) -> None:
    if whole := disclosure.part_of:
        raise PublicationError(f"这一份已并入文件“{whole.document}”中的“{whole}”，随它发布和撤回。")


def _rival(disclosure: Disclosure) -> Disclosure | None:
    """The published disclosure of the same agency, year and stage."""
    return (
        Disclosure.objects.published()
        .filter(agency=disclosure.agency_id, fiscal_year=disclosure.fiscal_year, stage=disclosure.stage)
        .exclude(pk=disclosure.pk)
        .select_related("agency", "document")
        .first()
    )


def _taken(disclosure: Disclosure) -> str:
    rival = _rival(disclosure)
    source = f"（文件“{rival.document}”）" if rival else ""
    return f"同一机构、年度和阶段已有一份发布{source}。请先撤回那一份，再发布这一份。"
