"""The log of changes: who, when, from what to what; read only."""

from __future__ import annotations

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from disclosures.admin.audit import changes
from disclosures.lifecycle.checking import answer
from disclosures.lifecycle.corrections import correct
from disclosures.models.finding import Verdict
from tests.security.test_matrix import client
from tests.security.test_roles import user_form
from tests.security.world import World

pytestmark = pytest.mark.django_db


def newest(of: object) -> LogEntry:
    return LogEntry.objects.get_for_object(of).order_by("-pk")[0]  # type: ignore[arg-type]


def test_publishing_stands_in_the_log(world: World) -> None:
    asked = client(world, "publisher")
    act = reverse("admin:disclosures_disclosure_act", args=["publish"]) + f"?d={world.hidden.pk}"
    asked.post(act, {"reason": "核对无误"})
    entry = newest(world.hidden)
    assert entry.actor == world.people["publisher"]
    assert ("状态", "未发布", "已发布") in changes(entry)


def test_an_agency_before_and_after(world: World) -> None:
    asked, agency = client(world, "reviewer"), world.agency
    form = {
        "region": agency.region_id,
        "name": "邢台市新名称局",
        "code": agency.code,
        "kind": agency.kind,
        "aliases-TOTAL_FORMS": "0",
        "aliases-INITIAL_FORMS": "0",
    }
    former = agency.name
    answered = asked.post(reverse("admin:disclosures_agency_change", args=[agency.pk]), form)
    assert answered.status_code == 302, answered.content.decode()[:3000]
    entry = newest(agency)
    assert entry.actor == world.people["reviewer"]
    assert [(before, after) for _, before, after in changes(entry)] == [(former, "邢台市新名称局")]


def test_corrections_and_answers(world: World) -> None:
    cell = world.cell(world.hidden)
    made = correct(cell.line, cell.column, "12.00", "原件印作 12.00", world.people["reviewer"])
    assert newest(made).action == LogEntry.Action.CREATE
    said = answer(world.hidden_finding, Verdict.EXPLAINED, "机构说明", world.people["reviewer"])
    assert any("机构说明" in after for _, _, after in changes(newest(said)))


def test_roles_and_passwords_of_people(world: World) -> None:
    visitor = world.people["visitor"]
    assert visitor
    asked = client(world, "administrator")
    group = Group.objects.get(name="审阅员")
    asked.post(
        reverse("admin:auth_user_change", args=[visitor.pk]),
        user_form(visitor, is_staff="on", groups=[group.pk]),
    )
    entries = LogEntry.objects.get_for_object(visitor)
    told = [row for entry in entries for row in changes(entry)]
    assert any("审阅员" in after for _, _, after in told)
    visitor.refresh_from_db()
    former = visitor.password
    visitor.set_password("a secret that is new")
    visitor.save()
    entry = newest(visitor)
    assert "password" in entry.changes_dict
    for secret in (former, visitor.password, former[len(former) // 2 :]):
        assert secret not in str(entry.changes)


def test_the_log_is_shown_and_never_changed(world: World) -> None:
    asked = client(world, "superuser")
    page = asked.get(reverse("admin:auditlog_logentry_changelist")).content.decode()
    assert "新建" in page
    assert "机构" in page
    one = reverse("admin:auditlog_logentry_change", args=[world.entry.pk])
    text = asked.get(one).content.decode()
    assert "之前" in text
    assert 'name="_save"' not in text
    assert asked.post(one, {}).status_code == 403
    assert asked.post(reverse("admin:auditlog_logentry_delete", args=[world.entry.pk])).status_code == 403


def test_the_list_takes_few_queries(world: World, django_assert_max_num_queries: object) -> None:
    asked = client(world, "superuser")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        assert asked.get(reverse("admin:auditlog_logentry_changelist")).status_code == 200


def test_what_a_page_wrote_is_escaped(world: World) -> None:
    world.agency.name = "<script>alert(1)</script>"
    world.agency.save()
    asked = client(world, "superuser")
    for where in (
        reverse("admin:auditlog_logentry_changelist"),
        reverse("admin:auditlog_logentry_change", args=[newest(world.agency).pk]),
    ):
        text = asked.get(where).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text
