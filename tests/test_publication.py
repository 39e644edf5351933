from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client

from disclosures.lifecycle.ingestion import store
from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.refusal import Refused
from disclosures.models import Agency, Disclosure, Document, PublicationEvent, Region
from disclosures.models.disclosure import DisclosureState
from disclosures.vocabulary import AgencyKind, Stage

pytestmark = pytest.mark.django_db


def draft(content: str, agency: Agency | None) -> Disclosure:
    document, _ = store(ContentFile(content.encode()), f"{content}.pdf")
    return Disclosure.objects.create(
        document=document,
        position=0,
        agency=agency,
        fiscal_year=2022,
        stage=Stage.BUDGET,
        kind=AgencyKind.DEPARTMENT,
    )


@pytest.fixture
def agency() -> Agency:
    region = Region.objects.create(code="131100", name="衡水市", source="测试")
    return Agency.objects.create(region=region, name="衡水市工业和信息化局", kind=AgencyKind.DEPARTMENT)


def test_publish_and_withdraw_keep_who_when_and_why(agency: Agency, django_user_model: type) -> None:
    user = django_user_model.objects.create_user("clerk")
    user.groups.add(Group.objects.get(name="发布员"))
    disclosure = publish(draft("甲", agency), user, " 核对无误 ")
    assert disclosure.is_published
    assert disclosure.published_at is not None
    disclosure = withdraw(disclosure, user, "单位更正")
    assert disclosure.state == DisclosureState.WITHDRAWN
    events = PublicationEvent.objects.order_by("pk").values_list("action", "reason", "by__username")
    assert list(events) == [("publish", "核对无误", "clerk"), ("withdraw", "单位更正", "clerk")]
    assert publish(disclosure, user, "更正完毕").is_published


def test_only_one_is_published_of_an_agency_year_and_stage(agency: Agency) -> None:
    first, second = draft("甲", agency), draft("乙", agency)
    publish(first, None, "核对无误")
    with pytest.raises(Refused, match=r"甲\.pdf"):
        publish(second, None, "也核对了")
    second.refresh_from_db()
    assert second.state == DisclosureState.DRAFT
    assert list(second.events.values_list("action", flat=True)) == ["refused"], "the history shows both"
    withdraw(first, None, "换新")
    assert publish(second, None, "新的一份").is_published


def test_the_database_itself_allows_one(agency: Agency) -> None:
    publish(draft("甲", agency), None, "核对无误")
    second = draft("乙", agency)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=second.pk).update(state="published", published_at="2024-01-01T00:00:00Z")


def test_the_loser_of_a_race_gets_the_same_answer(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(draft("甲", agency), None, "核对无误")
    second = draft("乙", agency)
    monkeypatch.setattr(
        "disclosures.lifecycle.publication.rivals", lambda _: {}
    )  # not there yet when we looked
    with pytest.raises(Refused, match="已有一份发布"):
        publish(second, None, "也核对了")
    assert second.events.get().action == "refused"


@pytest.mark.parametrize(("make", "message"), [(True, "理由"), (False, "机构或年度")])
def test_a_reason_and_an_agency_are_needed(agency: Agency, make: bool, message: str) -> None:
    disclosure = draft("甲", agency if make else None)
    with pytest.raises(Refused, match=message):
        publish(disclosure, None, "  " if make else "核对无误")


def test_what_is_not_published_cannot_be_withdrawn(agency: Agency) -> None:
    with pytest.raises(Refused, match="不能撤回"):
        withdraw(draft("甲", agency), None, "误会")


def test_the_original_is_public_once_something_is_published(agency: Agency, client: Client) -> None:
    disclosure = draft("甲", agency)
    address = f"/documents/{disclosure.document_id}/original/"
    assert client.get(address).status_code == 404
    publish(disclosure, None, "核对无误")
    answer = client.get(address)
    assert b"".join(answer) == "甲".encode()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.post(address).status_code == 405
    withdraw(disclosure, None, "误会")
    assert client.get(address).status_code == 404


def test_staff_see_the_original_before(agency: Agency, admin_client: Client) -> None:
    document = draft("甲", agency).document
    assert admin_client.get(f"/documents/{document.pk}/original/").status_code == 200
    Document.objects.filter(pk=document.pk).update(file="documents/gone.pdf")
    assert admin_client.get(f"/documents/{document.pk}/original/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once(agency: Agency) -> None:
    """One wins, the other gets a conflict."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite 的内存库没有第二个连接")
    from concurrent.futures import ThreadPoolExecutor

    both = [draft("甲", agency), draft("乙", agency)]

    def attempt(disclosure: Disclosure) -> str:
        try:
            publish(disclosure, None, "核对无误")
        except Refused as error:
            return error.message
        else:
            return "published"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, both))
    assert outcomes[0] == "published"
    assert "已有一份发布" in outcomes[1]
    assert sorted(PublicationEvent.objects.values_list("action", flat=True)) == ["publish", "refused"]
