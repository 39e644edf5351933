"""What changes are explained with, counted over bodies and years."""

from __future__ import annotations

import pytest
from django.test import Client

from disclosures.lifecycle.publication import withdraw
from disclosures.lifecycle.reasons import REASONS, clauses
from disclosures.models import Claim, Disclosure, ReasonCount, Section
from tests.pages.rows import Country


@pytest.fixture
def told(country: Country) -> Country:
    """厉行节约: two departments; one of them (by its unit) for two years. 人员增加: one."""
    Claim.objects.all().delete()
    later = country.lianchi_own_2023
    later.agency = country.own_level
    later.save()
    for number, (of, reason) in enumerate(
        [
            (country.own_2022, "一是厉行节约，二是人员增加3人"),
            (country.hengshui_2020, "厉行节约"),
            (later, "厉行节约"),
            (country.xingtai_2022, "主要是厉行节约"),
            (country.xingtai_2022, "与上年持平"),
        ]
    ):
        sentence = f"第{number}项增加{number + 1}万元，原因：{reason}。"
        Claim.objects.create(
            disclosure=of, position=90 + number, label=f"第{number}项", direction="increase", fen=100,
            reason=reason, sentence=sentence, page=3,
        )  # fmt: skip
        Section.objects.create(
            disclosure=of, position=90 + number, heading="增减", level=1, page=3, text=sentence
        )
    REASONS.rebuild()
    return country


@pytest.mark.django_db
def test_reasons_are_counted_by_departments_and_years(client: Client, told: Country) -> None:
    counts = {one.core: (one.words, one.bodies, one.years) for one in ReasonCount.objects.all()}
    assert counts == {"厉行节约": ("厉行节约", 2, 3), "人员增加": ("人员增加3人", 1, 1)}
    html = client.get("/reasons/").content.decode()
    assert html.index("厉行节约") < html.index("人员增加3人") and "2 种说法" in html


@pytest.mark.django_db
def test_every_reason_leads_to_its_sentence(client: Client, told: Country) -> None:
    from lxml import html as lxml_html

    tree = lxml_html.fromstring(client.get("/reasons/?same=厉行节约").content.decode())
    addresses = tree.xpath("//td/a/@href")
    assert len(addresses) == 4
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200 and "厉行节约" in answer.content.decode()


@pytest.mark.django_db
def test_the_counts_follow_publications(told: Country) -> None:
    assert REASONS.differences() == 0
    withdraw(told.xingtai_2022, None, "测试")
    assert ReasonCount.objects.get(core="厉行节约").bodies == 1
    withdraw(told.own_2022, None, "测试")
    assert not ReasonCount.objects.filter(core="人员增加").exists()
    assert REASONS.differences() == 0
    Disclosure.objects.filter(pk=told.own_2022.pk).update(state="published")
    assert REASONS.differences() == 2


def test_clauses_that_say_why() -> None:
    said = "一是根据“过紧日子”要求，压减一般性支出；（二）与上年持平，由于2022年新增3个项目、基本支出增加1,234.5万元，不变"
    assert list(clauses(said)) == [
        "根据“过紧日子”要求",
        "压减一般性支出",
        "新增3个项目",
        "基本支出增加1,234.5万元",
    ]
