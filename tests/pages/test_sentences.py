"""Declared changes and their sentences in public: listed and filtered, beside the figures they speak of, each sentence at
an address that stays with its file."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from disclosures.models import Amount, Claim, Disclosure, Section
from disclosures.reading.sentences import place_of_sentence
from tests.kept import kept
from tests.pages import rows
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

LABEL = "资源勘探工业信息等支出（类）行政运行（项）"
RAISED = f"{LABEL}634.02万元，较2021年预算增加10.00万元，主要原因是人员增加。"
SHOWN, OTHER = "2150501 行政运行", "206 科学技术支出"
SILENT = "科学技术支出（类）180.00万元，较2021年预算增加5.00万元。"


@pytest.fixture
def country(db: None) -> Country:
    return kept(rows.country)


@pytest.fixture
def own(country: Country) -> Disclosure:
    """The disclosure of the own-level unit, with two declared changes of codes; the first is bound to its cell."""
    own = country.own_2022
    Section.objects.create(
        disclosure=own, position=1, heading="三、支出情况", level=1, page=None, text=f"{RAISED}\n{SILENT}"
    )
    common = {"disclosure": own, "direction": "increase", "base_year": 2021, "reason_beside": ""}
    Claim.objects.create(
        position=1, label=LABEL, code="2150501", amount=cell(own, "2150501"), fen=10_000_000, before_fen=614_020_000,
        computed_fen=20_000_000, verdict="differs",
        sentence=RAISED, printed="10.00万元", reason="人员增加", is_repeated=True, **common,
    )  # fmt: skip
    Claim.objects.create(
        position=2, label="科学技术支出（类）", code="206", amount=cell(own, "206"), fen=5_000_000, prior_fen=170_000_000,
        stated_fen=180_000_000, computed_fen=10_000_000, verdict="differs", why="按文中写明的上年数", sentence=SILENT, printed="5.00万元", **common,
    )  # fmt: skip
    return own


def cell(of: Disclosure, code: str) -> Amount:
    return Amount.objects.get(
        line__statement__disclosure=of,
        line__statement__statement="expenditure",
        line__code=code,
        measure="total",
    )


def shown(client: Client, address: str) -> list[list[str]]:
    """The rows of the table of declared changes, their words without tags."""
    html = client.get(address, follow=True).content.decode()
    body = re.search(r'<table class="declared">.*?<tbody>(.*?)</tbody>', html, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", text).strip() for text in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in (re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL) if body else ())
    ]


def test_changes_are_listed_with_what_they_are_bound_to(client: Client, own: Disclosure) -> None:
    found = shown(client, f"/disclosures/{own.pk}/claims/")
    assert [row[1] for row in found] == ["收支总额", SHOWN, OTHER]
    assert found[1][2:9] == ["+10.00", "", "+20.00", "−10.00", "不一致", "", "人员增加（与上年说法相同）"]
    assert found[2][4:9] == ["+10.00", "−5.00", "不一致：按文中写明的上年数", "", "没有说明"]


@pytest.mark.parametrize(("which", "expected"), [("silent", ["收支总额", OTHER]), ("repeated", [SHOWN])])
def test_changes_can_be_filtered(client: Client, own: Disclosure, which: str, expected: list[str]) -> None:
    assert [row[1] for row in shown(client, f"/disclosures/{own.pk}/claims/?which={which}")] == expected
    assert own.agency is not None
    years = shown(client, f"/agencies/{own.agency.pk}/years/?claims={which}")
    assert [row[1] for row in years] == expected[:1], "those of codes stand in a table of their own"
    exported = client.get(f"/disclosures/{own.pk}/claims/?which={which}&format=csv").content.decode(
        "utf-8-sig"
    )
    assert ("人员增加" in exported) == (which == "repeated")


def test_a_figure_shows_the_changes_that_are_declared_of_it(client: Client, own: Disclosure) -> None:
    (row,) = shown(client, f"/figures/{cell(own, '2150501').pk}/")
    assert row[:3] == ["2022 较 2021", SHOWN, "+10.00"]
    assert not shown(client, f"/figures/{cell(own, '215').pk}/")


def test_a_sentence_opens_at_an_address_of_its_file_and_words(client: Client, own: Disclosure) -> None:
    place = place_of_sentence(RAISED, None)
    permanent = f"/sentences/{own.document.sha256[:16]}/{place}/"
    page = client.get(f"/disclosures/{own.pk}/sentences/{place}/").content.decode()
    assert f'<link rel="canonical" href="http://testserver{permanent}">' in page
    again = client.get(permanent).content.decode()
    assert "主要原因是人员增加。" in again
    assert SILENT in again  # the sentence after it
    assert [row[1] for row in shown(client, permanent)] == [SHOWN]
    assert place == place_of_sentence(RAISED.replace("万元", " 万元"), None), "white space is no part of it"
    assert place != place_of_sentence(SILENT, None)


def test_a_sentence_on_another_page_after_a_new_reading_is_found_by_its_words(
    client: Client, own: Disclosure
) -> None:
    words = place_of_sentence(RAISED, None).partition("-")[2]
    assert client.get(f"/sentences/{own.document.sha256[:16]}/7-{words}/").status_code == 200


def test_a_sentence_that_is_not_there_or_not_public(client: Client, own: Disclosure) -> None:
    file = own.document.sha256[:16]
    place = place_of_sentence(RAISED, None)
    assert client.get(f"/sentences/{file}/0-{'0' * 16}/").status_code == 404
    assert client.get(f"/disclosures/{own.pk}/sentences/0-{'0' * 16}/").status_code == 404
    Disclosure.objects.filter(document=own.document).update(state="withdrawn")
    assert client.get(f"/disclosures/{own.pk}/sentences/{place}/").status_code == 404
    gone = client.get(f"/sentences/{file}/{place}/")
    assert gone.status_code == 404
    assert RAISED not in gone.content.decode()


def test_the_disclosure_marks_the_changes_of_codes(client: Client, own: Disclosure) -> None:
    html = client.get(f"/disclosures/{own.pk}/").content.decode()
    address = f"/disclosures/{own.pk}/sentences/{place_of_sentence(RAISED, None)}/"
    assert f'<mark><a href="{address}"' in html
    assert f'href="/disclosures/{own.pk}/claims/"' in html
