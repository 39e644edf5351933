"""A clerk puts a misread cell right and answers a finding: forms and links only."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.admin.entries import entries
from disclosures.lifecycle.publication import publish
from disclosures.models import Amount, Correction, Disclosure, Document, Finding, FindingAnswer
from disclosures.models.finding import Verdict
from tests.ingestion import hand
from tests.ingestion.conftest import ingested

__all__ = ["ingested"]


@pytest.fixture
def disclosure(ingested: Callable[..., Document]) -> Disclosure:
    return publish(ingested(hand.document()).disclosures.get(), None, "核对无误")


@pytest.fixture
def amount(disclosure: Disclosure) -> Amount:
    return Amount.objects.filter(line__statement__statement="expenditure", line__name="合计").order_by(
        "column"
    )[0]


def address(amount: Amount) -> str:
    return reverse("admin:disclosures_correction_cell", args=[amount.line_id, amount.column_id])


def test_from_the_disclosure_to_the_cell_and_back(
    admin_client: Client, disclosure: Disclosure, amount: Amount
) -> None:
    table = reverse("admin:disclosures_correction_table", args=[amount.line.statement_id])
    desk = reverse("admin:disclosures_disclosure_change", args=[disclosure.pk])
    entry = next(
        entry
        for entry in entries([disclosure])[disclosure.pk]
        if entry.statement and entry.statement.pk == amount.line.statement_id
    )
    assert f"?at={entry.key}#now" in admin_client.get(desk).content.decode()
    page = admin_client.get(f"{desk}?at={entry.key}")
    assert table in page.content.decode()
    assert address(amount) in admin_client.get(table).content.decode()
    answer = admin_client.post(
        address(amount), {"printed": "100.07", "reason": "原件第 2 页印作 100.07"}, follow=True
    )
    assert "已更正" in answer.content.decode()
    amount.refresh_from_db()
    assert (amount.fen, amount.is_corrected) == (100_070_000, True)
    assert Correction.objects.get().by is not None
    admin_client.post(address(amount), {"reason": "看错了"})
    amount.refresh_from_db()
    assert (amount.fen, amount.is_corrected) == (100_010_000, False)


def test_what_is_no_amount_is_said_on_the_form(admin_client: Client, amount: Amount) -> None:
    answer = admin_client.post(address(amount), {"printed": "很多", "reason": "看错"})
    assert "“很多”不是金额" in answer.content.decode()
    assert not Correction.objects.exists()


def test_only_who_may_change_can_correct(client: Client, amount: Amount, django_user_model: type) -> None:
    assert client.get(address(amount)).status_code == 302
    client.force_login(django_user_model.objects.create_user("reader", is_staff=True))
    assert client.post(address(amount), {"printed": "1", "reason": "看错"}).status_code == 403


def test_an_answer_is_kept_with_what_the_finding_is_about(
    admin_client: Client, disclosure: Disclosure
) -> None:
    finding = Finding.objects.create(
        disclosure=disclosure,
        position=900,
        check_id="some-check",
        key="k" * 32,
        message="两处数字不一致",
        left={"label": "甲", "fen": 1, "printed": "1", "places": []},
    )
    page = reverse("admin:disclosures_finding_change", args=[finding.pk])
    assert admin_client.get(page).status_code == 200
    admin_client.post(page, {"verdict": Verdict.EXPLAINED, "note": "机构说明为四舍五入"})
    finding.refresh_from_db()
    assert finding.verdict is Verdict.EXPLAINED
    assert FindingAnswer.objects.get().note == "机构说明为四舍五入"
    assert "机构说明为四舍五入" in admin_client.get(page).content.decode()
