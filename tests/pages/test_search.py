"""Search: substrings of any length, only what is published, the same on both databases, within ten queries."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.totals import (
    differences,
    rebuild,
    refresh_agencies,
    refresh_codes,
    refresh_places,
)
from disclosures.models import (
    Agency,
    AgencyAlias,
    EconomicCode,
    FunctionalCode,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementItem,
    SearchEntry,
    Section,
)
from disclosures.models.search_entry import SearchKind
from disclosures.pages.search.facts import search
from disclosures.pages.search.marks import excerpt, marked
from disclosures.pages.search.view import address_of
from disclosures.reading.asking import Word, asked
from disclosures.reading.signs import MOST_WORDS, words_of
from disclosures.vocabulary import CodeKind
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
    rebuild()
    return country


def counts(words: str) -> dict[str, int]:
    """Of what is found as it was written."""
    found = search(words)
    return {} if found.told else {kind.value: count for kind, count in found.counts.items() if count}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("食盐", {"project": 1, "indicator": 1, "narrative": 1}),
        ("三公", {"statement": 4, "narrative": 1}),
        ("邢台", {"agency": 1, "region": 1}),
        ("工信", {"agency": 5}),
        ("350001", {"agency": 1}),
        ("资源", {"agency": 1, "functional": 1}),
        ("215", {"functional": 3}),
        ("工资", {}),
        ("纸", {"procurement": 1}),
        ("ABC", {"procurement": 1}),
        ("ａ", {"procurement": 1}),
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


def test_few_queries_however_much_is_found(texts: Country) -> None:
    for words, kind, most in (
        ("食盐", None, 4),
        ("食盐", SearchKind.PROJECT, 3),
        ("市", None, 6),
        ("3,952.59", None, 6),
        ("没有的词", None, 3),
        ("本极 食盐", None, 7),
        ("1476.30", None, 3),
        (" ", None, 0),
    ):
        with CaptureQueriesContext(connection) as queries:
            search(words, kind)
        assert len(queries) <= most, words


def test_a_code_is_found_once_under_its_newest_name(texts: Country) -> None:
    [(_, hits)] = search("信息等", SearchKind.FUNCTIONAL).groups
    assert ["".join(run.text for run in hit.title) for hit in hits] == ["215 资源勘探工业信息等支出"]
    [(_, older)] = search("勘探信息", SearchKind.FUNCTIONAL).groups
    assert "曾用名称：资源勘探信息等支出" in "".join(run.text for run in older[0].excerpt)


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
    rebuild()
    names = [
        "".join(run.text for run in hit.title)
        for page in (1, 2, 3, 4)
        for _, hits in search("测试所", SearchKind.AGENCY, page).groups
        for hit in hits
    ]
    assert names[:45] == [f"第{number:02}测试所" for number in range(45)]
    assert search("测试所", SearchKind.AGENCY, 99).page == 3


def test_the_page_marks_words_and_counts_kinds(client: Client, texts: Country) -> None:
    html = client.get("/search/", {"q": "食盐"}).content.decode()
    assert "<mark>食盐</mark>储备" in html
    assert re.search(r"绩效指标 <small>1</small>", html)
    found = re.search(rf'href="(/disclosures/{texts.own_2022.pk}/sentences/[^"]+)"', html)
    assert found
    assert "严把食盐质量" in client.get(found[1]).content.decode()
    assert "严把<mark>食盐</mark>质量" in html
    one = client.get("/search/", {"q": "食盐", "kind": "project"}).content.decode()
    assert "严把" not in one
    assert 'name="kind" value="project"' in one


def test_odd_questions_are_answered_in_chinese(client: Client, texts: Country) -> None:
    for nothing in ("", " \u3000 ", "“”", "（", "、，。"):
        assert "可以写几个词" in client.get("/search/", {"q": nothing}).content.decode()
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
    text = "食盐（ABC）与“食”盐储备"
    runs = marked(text, ("食盐", "ABC", "食盐储"))
    assert "".join(run.text for run in runs) == text
    assert [run.text for run in runs if run.is_mark] == ["食盐", "ABC", "食”盐储"]
    long = "很长的一句。" * 50 + "这里有食盐。" + "后面还有。" * 50
    cut = "".join(run.text for run in excerpt(long, ("食盐",)))
    assert cut.startswith("…这里有食盐。")
    assert len(cut) < 170
    assert len(words_of("一 二 三 四 五 六 七 八")) == MOST_WORDS


# --- the same on both databases: a brute-force answer in Python ------------------------------------------------------

ODD = (
    "食盐",
    "食",
    "三公",
    "“三公”",
    "a",
    "AbC",
    "ab%",
    "_",
    "100%",
    "”",
    "储备100",
    "𠀀",
    "𠀀盐",
    "İ",
    "ß",
    "e\u0301",
)


def held(entry: SearchEntry, words: Sequence[Word]) -> bool:
    """What `holding` promises, written the plain way."""

    def own(word: Word) -> bool:
        texts = [entry.own, entry.sound] if word.sought.by_sound else [entry.own]
        return any(form in text for text in texts for form in word.sought.forms)

    def around(word: Word) -> bool:
        return len(words) > 1 and any(form in entry.around for form in word.sought.forms)

    return all(own(word) or around(word) for word in words) and any(map(own, words))


def every_hit(words: str) -> list[tuple[str, str]]:
    """All hits of all kinds in their order, page after page."""
    found: list[tuple[str, str]] = []
    for kind in SearchKind.public():
        for page in range(1, search(words, kind).pages + 1):
            for _, hits in search(words, kind, page).groups:
                found += [(hit.target, "".join(run.text for run in hit.title)) for hit in hits]
    return found


def test_every_substring_of_everything_is_found_completely_and_in_order(texts: Country) -> None:
    for number, sign in enumerate(
        ("𠀀盐", "İstanbul ß", "e\u0301é", "ab%c_\\", "  ", "盐食盐食", "长" * 200)
    ):
        ProcurementItem.objects.create(disclosure=texts.own_2022, position=50 + number, project=sign)
    rebuild()
    entries = list(SearchEntry.objects.order_by("pk"))
    assert {entry.kind for entry in entries} == {*SearchKind} - {
        SearchKind.ECONOMIC,  # none is on record
        SearchKind.AMOUNT,  # they are found by their own table
        SearchKind.UNPUBLISHED,
    }
    questions = {*ODD, "邢台 工信", "2022 食盐", "食盐 三公", "本级 盐", "预算 a", "河北省 13"}
    for entry in entries:
        text = f"{entry.title}\n{entry.own}\n{entry.sound}"
        for length in (1, 2, 3, 5):
            for start in range(0, min(len(text), 60) - length + 1, 1 if length < 3 else 7):
                questions.add(text[start : start + length])
    asked_for = sorted(q for q in questions if q.split() and q == " ".join(words_of(q)))
    questioned = [q for i, q in enumerate(asked_for) if i % 4 == 0 or q in ODD or " " in q]
    assert len(questioned) > 150
    for question in questioned:
        words = asked(question)
        expected = [entry for entry in entries if held(entry, words)]
        found = search(question)
        if not expected:
            assert found.told or not found.total, question
            continue
        cells = found.counts[SearchKind.AMOUNT]
        assert found.total - cells == len(expected), question
        if not cells and (len(expected) < 30 or len(question) == 1):
            forms = [form for word in words for form in word.sought.forms]
            titles = [(entry.target, excerpt(entry.title or entry.kind.label, forms)) for entry in expected]
            assert every_hit(question) == [(t, "".join(run.text for run in title)) for t, title in titles], (
                question
            )


def test_what_changes_is_found_anew_and_the_command_finds_no_difference(texts: Country) -> None:
    def same() -> None:
        assert not any(differences())

    same()
    withdraw(texts.own_2022, None, "测试")
    assert counts("食盐") == {}
    same()
    publish(texts.draft, None, "测试")
    assert counts("食盐") == {"project": 1, "indicator": 1, "narrative": 1}
    assert counts("邢台 食盐") == {"project": 1, "indicator": 1, "narrative": 1}
    same()
    Agency.objects.filter(pk=texts.xingtai.pk).update(name="邢台市盐务局", region="131100")
    refresh_agencies([texts.xingtai.pk])
    assert counts("盐务") == {"agency": 1}
    assert counts("邢台市工业") == {}
    assert counts("邢台市") == {"agency": 1}  # the place is left without an agency
    assert counts("盐务 食盐") == {"project": 1, "indicator": 1, "narrative": 1}
    same()
    AgencyAlias.objects.create(agency=texts.xingtai, name="盐业管理处")
    assert differences().entries == 1
    refresh_places(["131100"])
    assert counts("盐业") == {"agency": 1}
    FunctionalCode.objects.create(
        edition=2023, code="215", level="category", name="工业支出", source="standard"
    )
    refresh_codes(CodeKind.FUNCTIONAL, ["215", "299"])
    assert counts("工业支出") == {"functional": 1}
    assert counts("299") == {}
    same()


def test_the_command_repairs_search(texts: Country) -> None:
    SearchEntry.objects.filter(title="食盐储备100%到位").update(title="改过")
    with pytest.raises(CommandError):
        call_command("rebuild_totals", "--check", verbosity=0)
    call_command("rebuild_totals", verbosity=0)
    call_command("rebuild_totals", "--check", verbosity=0)
    assert counts("储备") == {"project": 1}


def test_every_hit_leads_to_a_page(client: Client, texts: Country) -> None:
    for kind in SearchKind.public():
        for words in ("食盐", "工", "2", "市"):
            for _, hits in search(words, kind).groups:
                for hit in hits:
                    assert client.get(address_of(hit).split("#")[0]).status_code == 200, (kind, hit.target)


@pytest.mark.parametrize("words", ["", " ", "。", "*"])
def test_a_file_of_a_search_for_nothing_is_empty(client: Client, country: Country, words: str) -> None:
    for kind in ("csv", "json", "xlsx"):
        assert client.get("/search/", {"q": words, "format": kind}).status_code == 200


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ("三公", ["/three-public/"]),
        ("“三公”经费", ["/three-public/"]),
        ("衡水 三公", ["/three-public/?region=131100&members=1", "/three-public/"]),
        (
            "河北 公车",
            ["/three-public/?item=vehicles&region=130000&members=1", "/three-public/?item=vehicles"],
        ),
        ("接待费", ["/three-public/?item=hospitality"]),
        ("食盐 三公", ["/three-public/"]),
        ("经费", []),
        ("衡水", []),
    ],
)
def test_the_pages_that_words_name(client: Client, texts: Country, words: str, ways: list[str]) -> None:
    html = client.get("/search/", {"q": words}).content.decode()
    assert re.findall(r'<li><a href="(/three-public/[^"]*)">', html.replace("&amp;", "&")) == ways


def test_a_code_leads_to_all_units_and_years(client: Client, texts: Country) -> None:
    html = client.get("/search/", {"q": "2150501"}).content.decode()
    assert "/codes/functional/2150501/years/?format=csv&amp;part=tidy" in html


def test_what_only_asks_is_left_out(texts: Country) -> None:
    assert search("谁食盐储备，花了多少钱").told == ("“谁食盐储备”按“食盐储备”找", "“花了多少钱”不计")
    assert search("多少钱").told == ()
    assert search("食盐多少钱").told == ("“食盐多少钱”按“食盐”找",)
