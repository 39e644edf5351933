"""Search: substrings of any length, only what is published, the same on both databases, within ten queries."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import (
    Agency,
    AgencyAlias,
    EconomicCode,
    FunctionalCode,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementItem,
    Section,
)
from disclosures.queries.search import MOST_WORDS, Kind, excerpt, marked, search, words_of
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(country: Country) -> Country:
    """Some of everything that can be found, published and not."""
    for of in (country.own_2022, country.draft):
        target = PerformanceTarget.objects.create(
            disclosure=of, position=9, title="食盐储备100%到位", code="P_01"
        )
        PerformanceIndicator.objects.create(target=target, position=0, level_3="食盐的保证率", value="≥95%")
        ProcurementItem.objects.create(disclosure=of, position=0, project="租赁费", item="ＡＢ型复印纸 abc")
        Section.objects.create(
            disclosure=of,
            position=9,
            heading="“三公”经费",
            level=1,
            text="第一句。严把食盐质量。三公经费减少。",
        )
    for edition, name in ((2021, "资源勘探信息等支出"), (2022, "资源勘探工业信息等支出")):
        FunctionalCode.objects.create(
            edition=edition, code="215", level="category", name=name, source="observed"
        )
    FunctionalCode.objects.create(
        edition=2022, code="299", level="category", name="资源外支出", source="standard"
    )
    EconomicCode.objects.create(edition=2022, code="301", level="category", name="工资", source="standard")
    AgencyAlias.objects.create(agency=country.xingtai, name="邢台工信")
    AgencyAlias.objects.create(agency=country.xingtai, name="邢台市工信委")
    return country


def counts(words: str) -> dict[str, int]:
    return {kind.value: count for kind, count in search(words).counts.items() if count}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("食盐", {"project": 1, "indicator": 1, "narrative": 1}),
        ("三公", {"narrative": 1}),
        ("邢台", {"agency": 1, "region": 1}),
        ("工信", {"agency": 1}),
        ("350001", {"agency": 1}),
        ("资源", {"agency": 1, "functional": 1}),
        ("215", {"functional": 1}),
        ("工资", {}),
        ("纸", {"procurement": 1}),
        ("ABC", {"procurement": 1}),
        ("ａ", {}),
        ("Ａ", {"procurement": 1}),
        ("100%", {"project": 1}),
        ("1%0", {}),
        ("_", {"project": 1}),
        ("P_0", {"project": 1}),
        ("\\", {}),
        ("'", {}),
        ("本级 食盐", {"project": 1, "indicator": 1, "narrative": 1}),
        ("邢台 食盐", {}),
        ("本级 工业", {"agency": 2}),
        ("9999", {}),
    ],
)
def test_what_is_found(texts: Country, words: str, expected: dict[str, int]) -> None:
    assert counts(words) == expected


def test_two_queries_to_count_and_at_most_nine_in_all(texts: Country) -> None:
    for words, kind, most in (
        ("食盐", None, 9),
        ("食盐", Kind.PROJECT, 2),
        ("没有的词", None, 1),
        (" ", None, 0),
    ):
        with CaptureQueriesContext(connection) as queries:
            search(words, kind)
        assert len(queries) <= most, words


def test_a_code_is_found_once_under_its_newest_name(texts: Country) -> None:
    [(_, hits)] = search("信息等", Kind.FUNCTIONAL).groups
    assert ["".join(run.text for run in hit.title) for hit in hits] == ["215 资源勘探工业信息等支出"]
    [(_, older)] = search("勘探信息", Kind.FUNCTIONAL).groups
    assert "资源勘探信息等支出" in "".join(run.text for run in older[0].title)


def test_pages_of_one_kind_hold_everything_once_in_one_order(texts: Country) -> None:
    place = texts.own_level.region
    for number in range(45):
        body = Agency.objects.create(
            name=f"第{number:02}测试所", region=place, kind="unit", parent=texts.hengshui
        )
        body.disclosures.create(
            document=texts.own_2022.document, position=100 + number, fiscal_year=2022, stage="budget",
            kind="unit", state="published", published_at=texts.own_2022.published_at,
        )  # fmt: skip
    names = [
        "".join(run.text for run in hit.title)
        for page in (1, 2, 3, 4)
        for _, hits in search("测试所", Kind.AGENCY, page).groups
        for hit in hits
    ]
    assert names[:45] == [f"第{number:02}测试所" for number in range(45)]
    assert search("测试所", Kind.AGENCY, 99).page == 3


def test_the_page_marks_words_and_counts_kinds(client: Client, texts: Country) -> None:
    html = client.get("/search/", {"q": "食盐"}).content.decode()
    assert "<mark>食盐</mark>储备" in html
    assert re.search(r"绩效指标 <small>1</small>", html)
    assert f"/disclosures/{texts.own_2022.pk}/#h-text" in html
    assert "严把<mark>食盐</mark>质量" in html
    one = client.get("/search/", {"q": "食盐", "kind": "project"}).content.decode()
    assert "严把" not in one
    assert 'name="kind" value="project"' in one


def test_odd_questions_are_answered_in_chinese(client: Client, texts: Country) -> None:
    assert "写一个词" in client.get("/search/").content.decode()
    assert "写一个词" in client.get("/search/", {"q": " \u3000 "}).content.decode()
    assert "只有一个字" in client.get("/search/", {"q": "盐"}).content.decode()
    assert "没有找到“查无此词”" in client.get("/search/", {"q": "查无此词"}).content.decode()
    assert "里没有" in client.get("/search/", {"q": "邢台", "kind": "project"}).content.decode()
    for words in ("\x00", "<script>alert(1)</script>", "长" * 500, "a " * 200, "%", "' OR 1=1 --"):
        answer = client.get("/search/", {"q": words, "page": "999999", "kind": "nothing"})
        assert answer.status_code == 200
        assert b"<script>" not in answer.content


def test_search_boxes_lead_here(client: Client, texts: Country) -> None:
    assert 'role="search" action="/search/"' in client.get("/").content.decode()
    assert 'role="search" action="/search/"' in client.get("/about/").content.decode()


def test_marking_keeps_every_sign() -> None:
    text = "食盐（ABC）与食盐储备"
    runs = marked(text, ("食盐", "abc", "食盐储"))
    assert "".join(run.text for run in runs) == text
    assert [run.text for run in runs if run.is_mark] == ["食盐", "ABC", "食盐储"]
    long = "很长的一句。" * 50 + "这里有食盐。" + "后面还有。" * 50
    cut = "".join(run.text for run in excerpt(long, ("食盐",)))
    assert cut.startswith("…这里有食盐。")
    assert len(cut) < 170
    assert len(words_of("一 二 三 四 五 六 七 八")) == MOST_WORDS
