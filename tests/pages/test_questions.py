"""The question sheet: facts of the document, a neutral question each, with its page."""

from __future__ import annotations

import pytest
from django.test import Client

from disclosures.models import Claim, Disclosure, Finding, FindingAnswer, PerformanceTarget
from disclosures.models.finding import Verdict
from tests.pages.rows import Country


@pytest.fixture
def disclosure(country: Country) -> Disclosure:
    return Disclosure.objects.get(pk=country.xingtai_2022.pk)


def sheet(client: Client, disclosure: Disclosure) -> str:
    answer = client.get(f"/disclosures/{disclosure.pk}/questions/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_changes_without_a_reason_are_asked_for(client: Client, disclosure: Disclosure) -> None:
    Claim.objects.filter(disclosure=disclosure).delete()
    common = {
        "disclosure": disclosure,
        "item": "project_expenditure",
        "direction": "increase",
        "base_year": 2021,
    }
    Claim.objects.create(position=90, fen=10_000_000, sentence="增加10万元", printed="10", page=4, **common)
    Claim.objects.create(
        position=91, fen=99_000_000, sentence="增加99万元", printed="99", reason="新增项目", **common
    )
    text = sheet(client, disclosure)
    assert "项目支出较2021年+10.00 万元" in text
    assert "第 4 页" in text
    assert "+99.00" not in text, "a reason is given"
    Claim.objects.create(
        position=92, fen=20_000_000, sentence="增加20万元", printed="20", label="教育支出（类）", **{**common, "item": ""}
    )  # fmt: skip
    assert "教育支出（类）较2021年+20.00 万元" in sheet(client, disclosure)


def test_the_question_fits_a_reason_that_is_told_again(client: Client, disclosure: Disclosure) -> None:
    Finding.objects.create(
        disclosure=disclosure, position=901, check_id="reasons-are-of-this-year", key="k2",
        message="增减原因与上年公开的文字相同", left={"label": "甲", "fen": None, "printed": "", "places": []},
    )  # fmt: skip
    text = sheet(client, disclosure)
    assert "今年的变化具体由什么引起？" in text
    assert "前后两份为什么不同？" not in text


def test_findings_are_asked_about_until_they_are_explained(client: Client, disclosure: Disclosure) -> None:
    finding = Finding.objects.create(
        disclosure=disclosure, position=900, check_id="some", key="k", message="文字写 6.00，表中写 8.00",
        left={"label": "甲", "fen": 600, "printed": "6.00", "places": [{"words": "甲", "page": 7}]},
        difference_fen=-200,
    )  # fmt: skip
    text = sheet(client, disclosure)
    assert "文字写 6.00，表中写 8.00" in text
    assert "第 7 页" in text
    finding.answer = FindingAnswer.objects.create(
        disclosure=disclosure, key="k", verdict=Verdict.EXPLAINED, note="四舍五入"
    )
    finding.save()
    assert "文字写 6.00，表中写 8.00" not in sheet(client, disclosure)


def test_projects_whose_targets_hold_no_number(client: Client, disclosure: Disclosure) -> None:
    vague = PerformanceTarget.objects.create(
        disclosure=disclosure, position=80, title="含糊的项目", funds_fen=5_000_000
    )
    vague.indicators.create(position=0, level_3="效果", value="明显改善")
    clear = PerformanceTarget.objects.create(disclosure=disclosure, position=81, title="清楚的项目")
    clear.indicators.create(position=0, level_3="培训", value="12")
    text = sheet(client, disclosure)
    assert "项目“含糊的项目”（5.00 万元）有 1 项指标，指标值都没有数字" in text
    assert "清楚的项目" not in text


def test_carryover_that_grew_is_asked_about(client: Client, country: Country) -> None:
    text = sheet(client, country.own_2022)
    assert "上年结转" in text


def test_drafts_have_no_public_sheet(client: Client, disclosure: Disclosure) -> None:
    Disclosure.objects.filter(pk=disclosure.pk).update(state="draft")
    assert client.get(f"/disclosures/{disclosure.pk}/questions/").status_code == 404
