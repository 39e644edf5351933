"""The lists of the desk as an inbox: filters, kept views, assignment, confirming many at once; and who may do what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from disclosures.lifecycle.publication import publish, withdraw
from disclosures.models import Disclosure, Note, SavedView
from tests.admin.test_site import client
from tests.kept import kept
from tests.pages import checked, rows
from tests.pages.rows import Country
from tests.pages.test_pages import former_of

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosures/disclosure/"


@pytest.fixture
def country() -> Country:
    return kept(rows.country)


def listed(asked: Client, query: str) -> set[int]:
    answer = asked.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer
    return {disclosure.pk for disclosure in answer.context["cl"].queryset}


def test_filters(country: Country) -> None:
    asked = client("审阅员")
    uploader = User.objects.create_user("上传的人")
    country.xingtai_2022.document.uploaded_by = uploader
    country.xingtai_2022.document.save()
    Note.objects.create(
        document=country.own_2022.document, disclosure=country.own_2022, code="x", message="没读懂"
    )
    checked.example(country.xingtai_2022)
    nameless = country.draft
    Disclosure.objects.filter(pk=nameless.pk).update(agency=None)
    everything = set(Disclosure.objects.values_list("pk", flat=True))
    assert listed(asked, "") == everything
    hengshui = set(Disclosure.objects.filter(agency__region="131100").values_list("pk", flat=True))
    assert listed(asked, "region=131100") == hengshui < listed(asked, "region=130000")
    assert listed(asked, f"document__uploaded_by__id__exact={uploader.pk}") == {country.xingtai_2022.pk}
    assert listed(asked, "doubt=whose") == {nameless.pk}
    assert listed(asked, "doubt=note") == {country.own_2022.pk}
    assert listed(asked, "doubt=differs") == {country.xingtai_2022.pk}
    assert listed(asked, "doubt=second") == listed(asked, "doubt=image") == set()
    assert listed(asked, "assigned=nobody") == everything
    for bad in ("region=x", "doubt=x", "assigned=x", "assigned=99999999999999999999"):
        assert asked.get(f"{LIST}?{bad}").status_code == 200


def test_what_is_assigned_is_found_by_whom_it_is_assigned_to(country: Country) -> None:
    asked, other = client("审阅员"), User.objects.create_user("fa", is_staff=True)
    other.groups.set(Group.objects.filter(name="审阅员"))
    chosen = [country.draft.pk, country.xingtai_2022.pk]
    acted = {"action": "assign_chosen", "_selected_action": chosen, "person": other.pk}
    assert asked.post(LIST, acted).status_code == 302
    assert listed(asked, f"assigned={other.pk}") == set(chosen)
    asked.force_login(other, "django.contrib.auth.backends.ModelBackend")
    first = asked.get("/admin/").content.decode()
    assert "分给您的公开信息</a> 1" in first, "of two, one is published"
    asked.post(LIST, acted | {"person": "nobody"})
    assert listed(asked, f"assigned={other.pk}") == set()
    asked.post(LIST, acted | {"person": User.objects.create_user("stranger").pk})
    assert listed(asked, "assigned=nobody") >= set(chosen), "who may not review gets nothing"


def test_a_view_is_kept_for_who_kept_it(country: Country) -> None:
    asked = client("审阅员")
    keep = reverse("admin:disclosures_disclosure_views")
    answer = asked.post(keep, {"name": "衡水的草稿", "query": "region=131100&state__exact=draft"})
    assert answer["Location"] == f"{LIST}?region=131100&state__exact=draft"
    assert 'href="?region=131100&amp;state__exact=draft"' in asked.get(LIST).content.decode()
    assert "衡水的草稿" not in client("发布员").get(LIST).content.decode()
    assert "衡水的草稿" not in asked.get("/admin/disclosures/document/").content.decode()
    asked.post(keep, {"name": "衡水的草稿", "query": "region=131100"})
    assert SavedView.objects.get().query == "region=131100"
    asked.post(keep, {"forget": "衡水的草稿", "query": ""})
    assert not SavedView.objects.exists()


def test_many_are_confirmed_at_once(country: Country) -> None:
    known, new = country.draft, country.lianchi_own_2023
    Disclosure.objects.filter(pk__in=[known.pk, new.pk]).update(state="draft", agency=None)
    Disclosure.objects.filter(pk=known.pk).update(printed_name="邢台市工业和信息化局", kind="department")
    Disclosure.objects.filter(pk=new.pk).update(printed_name="衡水市新设局", kind="department")
    asked = client("审阅员")
    answer = asked.post(LIST, {"action": "confirm_chosen", "_selected_action": [known.pk, new.pk]})
    page = asked.get(answer["Location"])
    shown = {one.disclosure.pk: one for one in page.context["proposals"]}
    assert (shown[known.pk].is_new, shown[new.pk].is_new) == (False, True)
    assert page.content.decode().count(" checked") == 1, "a new agency is ticked by the person"
    asked.post(answer["Location"], {"ok": [shown[known.pk].ticked, f"{new.pk} 另一个建议"]})
    known.refresh_from_db()
    new.refresh_from_db()
    assert known.agency == country.xingtai
    assert new.agency is None, "it no longer is what was shown"


def test_codes_are_found(country: Country) -> None:
    Disclosure.objects.filter(pk=country.draft.pk).update(printed_code="990123")
    asked = client("审阅员")
    assert listed(asked, "q=990123") == {country.draft.pk}
    assert asked.get("/admin/disclosures/document/?q=990123").context["cl"].result_count == 1


def test_what_was_replaced_and_restored_stands_in_the_history_of_both(country: Country) -> None:
    corrected = country.xingtai_2022
    former = former_of(corrected)
    withdraw(corrected, None, "印错", former)
    corrected.refresh_from_db()
    publish(corrected, None, "又改", former)
    asked = client("审阅员")
    for one in (former, corrected):
        page = asked.get(f"{LIST}{one.pk}/change/").content.decode()
        assert "恢复公布" in page
        assert "替换文件" in page


def test_who_has_a_role_may_log_in() -> None:
    asked = client("管理员")
    group = Group.objects.get(name="审阅员")
    new = {
        "username": "xin",
        "password1": "a long password 1",
        "password2": "a long password 1",
        "groups": [group.pk],
    }
    assert asked.post("/admin/auth/user/add/", new).status_code == 302
    user = User.objects.get(username="xin")
    assert (user.is_staff, list(user.groups.all())) == (True, [group])
    entered = Client().post("/admin/login/", {"username": "xin", "password": "a long password 1"})
    assert entered.status_code == 302
    asked.post(f"/admin/auth/user/{user.pk}/change/", {"username": "xin", "is_active": "on"})
    user.refresh_from_db()
    assert (user.is_staff, user.groups.count()) == (False, 0)


def test_a_refusal_is_a_page_of_the_admin() -> None:
    asked = client("上传员")
    answer = asked.get("/admin/auth/user/")
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "您的角色是上传员" in text
    assert 'id="user-tools"' in text
    assert "明账 管理" in text


def test_the_catalogue_is_the_one_that_is_written() -> None:
    folder = Path("locale/zh_Hans/LC_MESSAGES")
    written = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"', (folder / "django.po").read_text("utf-8"), re.M)
    compiled = (folder / "django.mo").read_bytes().decode("utf-8", "ignore")
    assert written
    assert all(source in compiled and told in compiled for source, told in written)
