"""The first page of the admin: what waits for somebody, the lists in the order of the work."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from disclosures.models import Disclosure, Document, Finding
from disclosures.models.document import DocumentState
from tests.pages import checked, rows

pytestmark = pytest.mark.django_db


def client(role: str) -> Client:
    user = User.objects.create_user(role or "nobody", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    made = Client()
    made.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return made


def waiting(asked: Client) -> dict[str, tuple[int, str]]:
    html = asked.get(reverse("admin:index")).content.decode()
    listed = html.partition('class="mz-waiting"')[2].partition("</ul>")[0]
    return {
        words: (int(number), address.replace("&amp;", "&"))
        for address, words, number in re.findall(r'<li><a href="([^"]+)">([^<]+)</a> (\d+)</li>', listed)
    }


def test_what_waits_is_counted_and_its_list_holds_as_many() -> None:
    country = rows.country()
    checked.example(country.xingtai_2022)
    Disclosure.objects.filter(pk=country.own_2022.pk).update(state="draft")
    for name, state in (("甲.pdf", DocumentState.FAILED), ("乙.pdf", DocumentState.NEEDS_REVIEW)):
        error = "no-text" if state is DocumentState.FAILED else ""
        Document.objects.filter(pk=rows.document(name).pk).update(
            state=state, error_code=error, error_message=error
        )
    asked = client("审阅员")
    found = waiting(asked)
    assert found["未能读取的文件"][0] == found["读出后待确认的文件"][0] == 1
    assert found["未发布的公开信息"][0] == Disclosure.objects.filter(state="draft").count() > 1
    assert found["已发布、没有答复的不一致"][0] == Finding.objects.count() > 0
    assert "等待读取的文件" not in found
    for words, (number, address) in found.items():
        page = asked.get(address)
        assert page.status_code == 200
        assert page.context["cl"].result_count == number, words


def test_who_may_see_nothing_is_told_nothing() -> None:
    rows.country()
    assert waiting(client("")) == {}


def test_the_lists_follow_the_work() -> None:
    apps = client("管理员").get(reverse("admin:index")).context["app_list"]
    assert apps[0]["app_label"] == "disclosures"
    assert [model["object_name"] for model in apps[0]["models"]][:3] == ["Document", "Disclosure", "Finding"]
