"""The way into a comparison, without a browser: columns, their years, what an address may hold, and who is suggested."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from lxml import html as lxml_html

from disclosures.lifecycle.totals import rebuild
from disclosures.models import Agency, AgencyAlias, Disclosure
from disclosures.reading.candidates import options_of, picking, suggestions
from disclosures.reading.columns import MOST_COLUMNS, Choice, choose, published_of, year_columns
from tests.pages import rows
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db


def tree(client: Client, address: str) -> lxml_html.HtmlElement:
    answer = client.get(address, follow=True)
    assert answer.status_code == 200, address
    return lxml_html.fromstring(answer.content.decode())


def text(node: lxml_html.HtmlElement) -> str:
    return " ".join(str(node.text_content()).split())


def columns_of(address: str) -> list[str]:
    return parse_qs(urlsplit(address).query).get("d", [])


def links(page: lxml_html.HtmlElement, words: str) -> list[str]:
    return [a.get("href") for a in page.iter("a") if words in text(a)]


def found(client: Client, words: str) -> list[str]:
    page = tree(client, f"/compare/?q={words}")
    return [text(who).split(" ")[0] for who in page.xpath('//*[@id="found"]//*[@class="who"]')]


def many(country: Country, count: int) -> list[Disclosure]:
    """Published disclosures of that many years of one agency."""
    source = rows.document("many.txt")
    return [rows.disclosure(country.xingtai, 2000 + i, source) for i in range(count)]


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_key_stays_when_the_file_is_replaced(country: Country) -> None:
    key = f"{country.xingtai.pk}-2022"
    assert choose([key]).columns[0].ids == (country.xingtai_2022.pk,)
    Disclosure.objects.filter(pk=country.xingtai_2022.pk).update(state="withdrawn")
    assert [place.key for place in choose([key]).missing] == [key]
    again = rows.disclosure(country.xingtai, 2022, rows.document("again.txt"))
    assert choose([key]).columns[0].ids == (again.pk,)
    assert choose([str(country.xingtai_2022.pk)]).columns[0].ids == (
        again.pk,
    )  # the oldest addresses as well


def test_final_accounts_have_a_key_of_their_own(country: Country) -> None:
    accounts = rows.disclosure(country.xingtai, 2021, rows.document("accounts.txt"))
    Disclosure.objects.filter(pk=accounts.pk).update(stage="final_accounts")
    key = f"{country.xingtai.pk}-2021-f"
    assert choose([key]).columns[0].label == "邢台市工业和信息化局 2021 年部门决算"
    assert choose([f"a{country.xingtai.pk}-2021-final_accounts"]).keys == [key]
    assert [place.key for place in choose([f"{country.xingtai.pk}-2021"]).missing] == [key[:-2]]


def test_old_keys_lead_to_the_present_address(client: Client, country: Country) -> None:
    old = (
        f"/compare/?d={country.own_2022.pk}&d=a{country.hengshui.pk}-2022&base={country.own_2022.pk}&unit=yi"
    )
    answer = client.get(old)
    own, whole = f"{country.own_level.pk}-2022", f"{country.hengshui.pk}-2022"
    assert answer.status_code == 302
    assert answer["Location"] == f"/compare/?d={own}&d={whole}&base={own}&unit=yi"
    assert client.get(answer["Location"]).status_code == 200


def test_a_column_named_twice_stands_once(client: Client, country: Country) -> None:
    own, other = f"{country.own_level.pk}-2022", f"{country.xingtai.pk}-2022"
    answer = client.get(f"/compare/?d={own}&d={other}&d={own}")
    assert answer["Location"] == f"/compare/?d={own}&d={other}"
    assert "已选 1 列" in text(tree(client, f"/compare/?d={own}&d={own}"))


# --- addresses that name no comparison -----------------------------------------------------------------------------


def test_one_column_is_kept_and_more_are_asked_for(client: Client, country: Country) -> None:
    page = tree(client, f"/compare/?d={country.own_level.pk}-2022")
    assert "已选 1 列" in text(page)
    assert "至少要 2 列" in text(page) or page.xpath('//input[@type="checkbox"][@checked]')


def test_an_unknown_year_is_told_and_those_on_record_are_offered(client: Client, country: Country) -> None:
    own, missing = f"{country.own_level.pk}-2022", f"{country.hengshui.pk}-2021"
    page = tree(client, f"/compare/?d={own}&d={missing}&d={country.xingtai.pk}-2022&unit=yi")
    assert "衡水市工业和信息化局没有收录 2021 年预算" in text(page)
    assert "已选 2 列" in text(page)
    offered = links(page.xpath('//div[@class="note stop"]')[0], "年")
    assert [columns_of(address)[-1] for address in offered] == [
        f"{country.hengshui.pk}-2022",
        f"{country.hengshui.pk}-2020",
    ]
    assert all("unit=yi" in address for address in offered)


def test_bad_keys_are_told_and_the_rest_is_kept(client: Client, country: Country) -> None:
    own = f"{country.own_level.pk}-2022"
    page = tree(client, f"/compare/?d={own}&d=nonsense&d=99999-2022&d={country.xingtai.pk}-2022")
    said = text(page.xpath('//div[@class="note stop"]')[0])
    assert "“nonsense”" in said
    assert "99999-2022" in said
    assert page.xpath('//form[@class="pick"]//input[@type="hidden"][@name="d"]/@value') == [
        own,
        f"{country.xingtai.pk}-2022",
    ]


def test_a_thirteenth_column_waits_for_room(client: Client, country: Country) -> None:
    keys = [f"{country.xingtai.pk}-{d.fiscal_year}" for d in many(country, 13)]
    address = "/compare/?" + "&".join(f"d={key}" for key in keys)
    page = tree(client, address)
    said = text(page.xpath('//div[@class="note stop"]')[0])
    assert "邢台市工业和信息化局 2012 年部门预算" in said
    assert f"已选 {MOST_COLUMNS} 列" in text(page)
    assert page.xpath('//form[@class="pick"]//input[@name="d"]/@value') == keys[:12]
    drop = links(page, "去掉 邢台市工业和信息化局 2000")[0]
    assert columns_of(drop) == keys[1:]  # the thirteenth moves up
    assert "能否直接比较" in text(tree(client, "/compare/?" + "&".join(f"d={key}" for key in keys[1:])))
    assert not page.xpath('//form[contains(@class, "find")]')


def test_hundreds_of_columns_do_no_harm(client: Client, country: Country) -> None:
    page = tree(client, "/compare/?" + "&".join(f"d={country.xingtai.pk}-{1900 + n}" for n in range(300)))
    assert "另有 276 列没有读" in text(page)


# --- columns ---------------------------------------------------------------------------------------------------------


def test_a_column_offers_the_other_years_and_its_department(client: Client, country: Country) -> None:
    own, other = f"{country.own_level.pk}-2022", f"{country.xingtai.pk}-2022"
    page = tree(client, f"/compare/?d={other}&d={own}&base={own}&edit=1&mode=share")
    switch = page.xpath(f'//li[@data-column="{own}"]//nav[contains(@aria-label, "部门")]')[0]
    year, narrative = links(switch, "年")
    assert text(switch).endswith("2022 年 3 个单位预算相加2020 年部门预算")
    assert columns_of(year) == [other, f"{country.hengshui.pk}-2022"]
    assert f"base={country.hengshui.pk}-2022" in year  # the base follows its column
    assert "mode=share" in narrative


def test_columns_move_leave_and_become_the_base(client: Client, country: Country) -> None:
    a, b, c = (f"{agency.pk}-{year}" for agency, year in (
        (country.own_level, 2022), (country.xingtai, 2022), (country.lianchi, 2023)))  # fmt: skip
    page = tree(client, f"/compare/?d={a}&d={b}&d={c}&edit=1")
    middle = page.xpath(f'//li[@data-column="{b}"]')[0]
    assert columns_of(links(middle, "前移")[0]) == [b, a, c]
    assert columns_of(links(middle, "后移")[0]) == [a, c, b]
    assert columns_of(links(middle, "去掉")[0]) == [a, c]
    assert f"base={b}" in links(middle, "作基准")[0]
    assert not links(page.xpath(f'//li[@data-column="{a}"]')[0], "前移")
    based = tree(client, links(middle, "作基准")[0])
    assert "基准列" in text(based.xpath(f'//li[@data-column="{b}"]')[0])
    assert based.xpath(f'//form[@class="pick"]//input[@name="base"][@value="{b}"]')


def test_options_are_the_columns_of_the_agency(country: Country) -> None:
    """What the picker offers, counted by the database, is what comparisons make of the same disclosures."""
    source = rows.document("accounts.txt")
    accounts = rows.disclosure(country.centre_2022.agency, 2022, source, "draft")  # type: ignore[arg-type]
    Disclosure.objects.filter(pk=accounts.pk).update(
        stage="final_accounts", state="published", published_at=country.centre_2022.published_at
    )
    offered = options_of(set(Agency.objects.values_list("pk", flat=True)))
    for agency in Agency.objects.all():
        columns = year_columns(agency, published_of(agency))
        assert {(o.key, o.word) for o in offered.get(agency.pk, ())} == {
            (c.key, c.form_word) for c in columns
        }
        assert [c.key for c in choose([c.key for c in columns]).columns] == [c.key for c in columns]
    assert "1 个单位决算相加" in {option.word for option in offered[country.hengshui.pk]}


# --- finding agencies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("莲", "保定市莲池区工业和信息化局"),  # one sign
        ("信息 邢台", "邢台市工业和信息化局"),  # several words in any order
        ("501", "邢台市工业和信息化局"),  # the printed code
        ("130606", "保定市莲池区工业和信息化局"),  # the code of the place
        ("河北", "邢台市工业和信息化局"),  # a place above the place
        ("河北 莲池区", "保定市莲池区工业和信息化局"),  # both places
        ("保定 304001", "保定市莲池区工业和信息化局本级"),  # a place above and the code
        ("工信委", "邢台市工业和信息化局"),  # another name
        ("邢台工信局", "邢台市工业和信息化局"),  # only the signs in their order
    ],
)
def test_agencies_are_found(client: Client, country: Country, words: str, name: str) -> None:
    AgencyAlias.objects.create(agency=country.xingtai, name="邢台市工信委")
    rebuild()
    assert name in found(client, words)


def test_found_are_only_published_agencies(client: Client, country: Country) -> None:
    Disclosure.objects.filter(agency=country.xingtai).exclude(state="draft").update(state="withdrawn")
    rebuild()
    assert found(client, "邢台") == []
    assert "没有找到“邢台”" in text(tree(client, "/compare/?q=邢台"))
    assert found(client, ".*") == []  # signs of a pattern are ordinary signs


def test_a_result_adds_its_column(client: Client, country: Country) -> None:
    own = f"{country.own_level.pk}-2022"
    page = tree(client, f"/compare/?d={own}&edit=1&q=衡水&unit=yuan")
    results = page.xpath('//*[@id="found"]')[0]
    assert "（已选）" in text(results)
    added = [address for address in links(results, "3 个单位预算相加") if address]
    assert columns_of(added[0]) == [own, f"{country.hengshui.pk}-2022"]
    assert "unit=yuan" in added[0]


def test_like_agencies_come_in_the_year_nearest_to_the_base(country: Country) -> None:
    source = rows.document("xingtai-more.txt")
    for year in (2019, 2025):
        rows.disclosure(country.xingtai, year, source)
    of = {
        year: {s.agency.pk: s.option.year for s in suggestions(choose([f"{country.hengshui.pk}-{year}"]).columns[0])}
        for year in (2020, 2022)
    }  # fmt: skip
    assert of[2020][country.xingtai.pk] == 2019
    assert of[2022][country.xingtai.pk] == 2022


def test_those_chosen_are_not_suggested_again(country: Country) -> None:
    choice = choose([f"{country.own_level.pk}-2022", f"{country.lianchi.pk}-2023"])
    likes = picking("", choice, choice.columns[0]).likes
    assert {like.agency for like in likes} == {country.xingtai}  # 莲池's own level is of the same family
    assert picking("", Choice(()), None).likes == ()


def test_the_first_column_brings_its_likes_ticked(client: Client, country: Country) -> None:
    page = tree(client, f"/compare/?d={country.own_level.pk}-2022&edit=1")
    ticked = page.xpath('//form[@class="pick"]//input[@type="checkbox"][@checked]/@value')
    assert set(ticked) == {f"{country.xingtai.pk}-2022", f"{country.lianchi_own.pk}-2023"}
    two = tree(
        client, f"/compare/?d={country.own_level.pk}-2022&d={country.centre_2022.agency_id}-2022&edit=1"
    )
    assert not two.xpath('//input[@type="checkbox"][@checked]')


# --- links that add a column -----------------------------------------------------------------------------------------


def test_pages_offer_their_columns(client: Client, country: Country) -> None:
    whole, unit = f"{country.hengshui.pk}-2022", f"{country.own_level.pk}-2022"
    sum_word = "衡水市工业和信息化局 2022 年各单位预算相加"
    for address, key, title in (
        (f"/agencies/{country.hengshui.pk}/", whole, choose([whole]).columns[0].label),
        (f"/disclosures/{country.own_2022.pk}/", unit, choose([unit]).columns[0].label),
        ("/codes/functional/215/?year=2022", whole, sum_word),
        ("/regions/130000/?year=2022", whole, sum_word),
    ):
        page = tree(client, address)
        link = page.xpath(f'//a[@data-add="{key}"]')[0]
        assert link.get("href") == f"/compare/?d={key}&edit=1", address
        assert link.get("data-title") == title, address
        assert "已选 1 列" in text(tree(client, link.get("href")))


def test_an_agency_page_compares_with_each_like_agency(client: Client, country: Country) -> None:
    page = tree(client, f"/agencies/{country.hengshui.pk}/")
    pairs = [columns_of(address) for address in links(page, "只比这两列")]
    assert sorted(pairs) == sorted(
        [f"{country.hengshui.pk}-2022", other] for other in (f"{country.xingtai.pk}-2022", f"{country.lianchi.pk}-2023")
    )  # fmt: skip
    assert "能否直接比较" in text(tree(client, links(page, "只比这两列")[0]))


def test_pages_are_the_same_for_everybody(client: Client, country: Country) -> None:
    """What was chosen is kept in the browser: no cookie is set or looked at, so that pages can be cached."""
    for address in ("/", "/compare/", f"/compare/?d={country.own_level.pk}-2022&edit=1"):
        answer = client.get(address)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
        assert not re.search(r"csrfmiddlewaretoken", answer.content.decode())
