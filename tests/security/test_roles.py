"""Roles: who publishes, who must not publish what they uploaded, and that nobody gives themselves more."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from disclosures.admin.entries import EntryKind, entries
from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.refusal import Refused
from disclosures.models import Document
from tests.security.test_matrix import client
from tests.security.world import ROLES, World

pytestmark = pytest.mark.django_db

REASON = "核对无误"


def person(world: World, name: str) -> User:
    found = world.people[name]
    assert found
    return found


def test_the_roles_are_there_after_migrating(db: None) -> None:
    assert set(ROLES.values()) <= set(Group.objects.values_list("name", flat=True))


@pytest.mark.parametrize("name", ["visitor", "staff", "uploader", "reviewer"])
def test_publishing_is_refused_where_it_is_done(world: World, name: str) -> None:
    """Not only on the page: whoever calls it."""
    with pytest.raises(Refused, match="权限"):
        publish(world.hidden, person(world, name), REASON)
    with pytest.raises(Refused, match="权限"):
        withdraw(world.shown, person(world, name), REASON)
    world.hidden.refresh_from_db()
    world.shown.refresh_from_db()
    assert (world.hidden.is_published, world.shown.is_published) == (False, True)
    assert world.hidden.events.get().action == "refused", "the attempt stands in the history"


def test_who_has_left_publishes_nothing(world: World) -> None:
    someone = person(world, "publisher")
    someone.is_active = False
    with pytest.raises(Refused, match="权限"):
        publish(world.hidden, someone, REASON)


@pytest.mark.parametrize("name", ["publisher", "superuser"])
def test_a_second_person_where_the_setting_asks_for_one(world: World, settings: object, name: str) -> None:
    settings.REQUIRE_SECOND_PERSON = True  # type: ignore[attr-defined]
    someone = person(world, name)
    Document.objects.filter(pk=world.hidden.document_id).update(uploaded_by=someone)
    with pytest.raises(Refused, match="另一个人"):
        publish(world.hidden, someone, REASON)
    published = publish(world.hidden, person(world, "administrator"), REASON)
    assert published.is_published
    withdraw(published, someone, "有错")  # at once, by whoever sees it


def test_a_part_that_one_uploaded_counts_too(world: World, settings: object) -> None:
    settings.REQUIRE_SECOND_PERSON = True  # type: ignore[attr-defined]
    someone = person(world, "publisher")
    part = world.country.draft
    part.part_of = world.hidden
    part.save()
    Document.objects.filter(pk=part.document_id).update(uploaded_by=someone)
    with pytest.raises(Refused, match="另一个人"):
        publish(world.hidden, someone, REASON)


def test_without_the_setting_one_person_is_enough(world: World) -> None:
    someone = person(world, "publisher")
    Document.objects.filter(pk=world.hidden.document_id).update(uploaded_by=someone)
    assert publish(world.hidden, someone, REASON).is_published


def test_pages_offer_what_a_role_may_do(world: World) -> None:
    table = next(entry for entry in entries([world.hidden])[world.hidden.pk] if entry.kind is EntryKind.TABLE)
    page = reverse("admin:disclosures_disclosure_change", args=[world.hidden.pk]) + f"?at={table.key}"
    publishing = reverse("admin:disclosures_disclosure_act", args=["publish"])
    correcting = reverse(
        "admin:disclosures_correction_table", args=[world.cell(world.hidden).line.statement_id]
    )
    offered = {
        name: (publishing in text, correcting in text, 'name="agency"' in text)
        for name in ROLES
        for text in [client(world, name).get(page).content.decode()]
    }
    assert offered == {
        "uploader": (False, False, False),
        "reviewer": (False, True, True),
        "publisher": (True, False, False),
        "administrator": (True, True, True),
    }


def user_form(user: User, **changed: object) -> dict[str, object]:
    kept = {
        "username": user.username,
        "is_active": "on",
        "date_joined_0": "2024-01-01",
        "date_joined_1": "00:00:00",
    }
    return {**kept, **changed}


def test_an_administrator_gives_roles_and_nothing_beyond(world: World) -> None:
    asked, visitor = client(world, "administrator"), person(world, "visitor")
    page = reverse("admin:auth_user_change", args=[visitor.pk])
    group = Group.objects.get(name="审阅员")
    answer = asked.post(
        page, user_form(visitor, is_staff="on", groups=[group.pk], is_superuser="on", user_permissions=[1])
    )
    assert answer.status_code == 302, answer.content.decode()[:2000]
    visitor.refresh_from_db()
    assert (visitor.is_staff, list(visitor.groups.all())) == (True, [group])
    assert not visitor.is_superuser
    assert not visitor.user_permissions.exists()


def test_an_administrator_does_not_touch_a_superuser(world: World) -> None:
    asked, root = client(world, "administrator"), person(world, "superuser")
    before = root.password
    for name in ("auth_user_change", "auth_user_password_change"):
        answer = asked.post(
            reverse(f"admin:{name}", args=[root.pk]),
            user_form(root, is_active="", password1="another long one 9", password2="another long one 9"),
        )
        assert answer.status_code == 403, name
    root.refresh_from_db()
    assert (root.password, root.is_active) == (before, True)


def test_the_actions_of_the_list_ask_for_the_permission(world: World) -> None:
    page = reverse("admin:disclosures_disclosure_changelist")
    for name, expected in (("reviewer", False), ("publisher", True)):
        asked: Client = client(world, name)
        answer = asked.post(page, {"action": "publish_chosen", "_selected_action": [world.hidden.pk]})
        led = answer.status_code == 302 and "act/publish" in answer["Location"]
        assert led is expected, name
