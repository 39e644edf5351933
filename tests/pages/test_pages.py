"""Every public page answers, in Chinese, within ten queries, and shows only what is published."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disclosures.lifecycle.publication import publish, withdraw
from disclosures.models import Amount, Claim, Disclosure, Finding, HeadlineFigure
from disclosures.pages.figure.facts import fixed_place
from disclosures.reading.agencies import agency_list
from disclosures.reading.sentences import place_of_sentence
from tests.pages import rows
from tests.pages.rows import Country, compare_address, former_of

pytestmark = pytest.mark.django_db

QUERY_COUNTS = Path(__file__).with_name("query_counts.json")
MOST_QUERIES = 10


def addresses(country: Country) -> dict[str, str]:
    """The pages by name; golden counts are kept under the same names."""
    compare = reverse("disclosures:compare")
    cell = Amount.objects.published().numeric().order_by("pk").first()
    sentence = HeadlineFigure.objects.order_by("pk").first()
    said = Claim.objects.select_related("disclosure__document").get(disclosure=country.own_2022)
    said_at = place_of_sentence(said.sentence, said.page)
    assert cell
    assert sentence
    placed = fixed_place(cell.pk)
    finding = Finding.objects.published().get()
    three = compare_address(country.own_2022, country.xingtai_2022, country.lianchi_2023).partition("?")[2]
    hengshui = country.hengshui.pk
    former = former_of(country.xingtai_2022)
    old = Amount.objects.filter(line__statement__disclosure=former).numeric().order_by("pk")[0]
    return {
        "home": "/",
        "agencies": "/agencies/",
        "agencies filtered": "/agencies/?q=工业&region=130000&kind=department&year=2022&stage=budget&sort=-expenditure_fen",
        "agency": f"/agencies/{hengshui}/",
        "agency of a unit": f"/agencies/{country.own_level.pk}/",
        "years": f"/agencies/{hengshui}/years/",
        "years of a statement": f"/agencies/{hengshui}/years/?table=expenditure&open=215",
        "disclosure": f"/disclosures/{country.own_2022.pk}/",
        "disclosure, narrative only": f"/disclosures/{country.hengshui_2020.pk}/?unit=yi",
        "compare": f"{compare}?{three}",
        "compare, unfolded": f"{compare}?{three}&open=215,21505&mode=ratio&table=general_public_budget&unit=yuan",
        "compare, derived": f"{compare}?d={hengshui}-2022&{three}&mode=share",
        "compare, text": f"/compare/text/?{three}",
        "text, beside the year before": f"/compare/text/?d={hengshui}-2022",
        "picker": compare,
        "picker with a column": f"{compare}?d={hengshui}-2022&q=邢台",
        "figure at its place": f"/figures/{placed.file}/{placed.place}/",
        "sentence": f"/figures/text/{sentence.pk}/",
        "sentence at its place": f"/sentences/{said.disclosure.document.sha256[:16]}/{said_at}/",
        "sentence of a disclosure": f"/disclosures/{said.disclosure_id}/sentences/{said_at}/",
        "claims": f"/disclosures/{said.disclosure_id}/claims/",
        "disclosure with findings": f"/disclosures/{country.xingtai_2022.pk}/",
        "changes": f"/disclosures/{country.xingtai_2022.pk}/changes/?unit=yuan",
        "disclosure that was replaced": f"/disclosures/{former.pk}/",
        "figure that was replaced": "/figures/{}/{}/".format(*fixed_place(old.pk)),
        "ledger": f"/disclosures/{country.xingtai_2022.pk}/checks/",
        "ledger, one group": f"/disclosures/{country.xingtai_2022.pk}/checks/?group=A&state=differs",
        "findings": "/findings/",
        "findings filtered": "/findings/?q=邢台&region=130000&group=A&year=2022&nature=amount&verdict=open&sort=size",
        "finding": f"/findings/{finding.disclosure_id}-{finding.key}/",
        "reasons": "/reasons/",
        "reasons of one": "/reasons/?same=人员增加",
        "same words": f"/findings/words/?agency={hengshui}",
        "checks": "/checks/",
        "questions": f"/disclosures/{country.own_2022.pk}/questions/",
        "targets": f"/disclosures/{country.own_2022.pk}/targets/",
        "corrections": "/corrections/",
        "log": "/log/",
        "log sorted": "/log/?sort=number",
        "check": f"/checks/{finding.check_id}/",
        "codes": "/codes/?open=215,21505",
        "code": "/codes/functional/215/?year=2022",
        "code in a region": "/codes/functional/215/?region=131100&unit=yi",
        "code over years": "/codes/functional/215/years/?step=2020-2022&unit=yuan",
        "three public": "/three-public/?year=2022",
        "three public, sorted": "/three-public/?year=2022&region=130000&like=工业和信息化局&members=1&sort=-change",
        "three public over years": "/three-public/years/?sort=name",
        "regions": "/regions/",
        "region": "/regions/131100/",
        "region with places under it": "/regions/130000/?year=2022&unit=yuan",
        "self-check": "/check-my-file/",
        "coverage": "/coverage/",
        "coverage of a year": "/coverage/?year=2020&sort=-named",
        "coverage of a place": "/coverage/131100/",
        "projects": "/projects/",
        "projects filtered": "/projects/?q=租赁&region=130000&year=2022&stage=budget&amount=no&sort=name&unit=yuan",
        "projects of a name": "/projects/?same=办公楼租赁",
        "search": "/search/?q=工业",
        "search for one kind": "/search/?q=工业&kind=agency",
        "search for nothing": "/search/",
        "data": "/data/",
        "api": "/api/v1/",
        "about": "/about/",
        "accuracy": "/data/accuracy/",
        "glossary": "/glossary/",
        "english": "/en/",
    }


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_what_was_withdrawn_keeps_a_page_that_says_so(client: Client, country: Country) -> None:
    taken = country.xingtai_2022
    where = f"/disclosures/{taken.pk}/"
    withdraw(taken, None, "误传了征求意见稿")
    answer = client.get(where)
    html = answer.content.decode()
    assert answer.status_code == 410 and not answer.has_header("ETag")
    assert "邢台" in html and "撤回，不再公布。理由：误传了征求意见稿" in html
    assert "现在没有公布的" in html
    amounts = Amount.objects.filter(line__statement__disclosure=taken, printed__contains=".")
    assert amounts
    assert not any(amount.printed in html for amount in amounts)
    publish(taken, None, "核对无误")
    assert client.get(where).status_code == 200
    assert client.get(f"/disclosures/{country.draft.pk}/").status_code == 404


def test_every_page_answers_in_chinese_without_inline_code(client: Client, country: Country) -> None:
    for name, address in addresses(country).items():
        html = text_of(client, address)
        assert '<html lang="zh-Hans">' in html, name
        assert len(re.findall(r"[\u4e00-\u9fff]", html)) > 100, name
        assert not re.search(
            r"<script(?! type=\"(?:module\" src=|application/ld\+json\"))|<style|\sstyle=|\son[a-z]+=", html
        ), name
        assert "{{" not in html, name
        assert "{%" not in html, name


def test_query_counts(client: Client, country: Country) -> None:
    counts: dict[str, int] = {}
    for name, address in addresses(country).items():
        with CaptureQueriesContext(connection) as queries:
            text_of(client, address)
        counts[name] = len(queries)
    if os.environ.get("GOLDEN") == "1":
        QUERY_COUNTS.write_text(json.dumps(counts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    assert counts == json.loads(QUERY_COUNTS.read_text(encoding="utf-8"))
    assert max(counts.values()) <= MOST_QUERIES


def test_acceptance_totals_on_the_compare_page(client: Client, country: Country) -> None:
    html = text_of(client, addresses(country)["compare"])
    for total in ("3,952.59", "1,476.29", "812.32"):
        assert total in html
    assert "无此行" in html
    assert 'aria-expanded="false"' in html


def test_acceptance_years_of_hengshui(client: Client, country: Country) -> None:
    html = text_of(client, addresses(country)["years"])
    assert "6,467.35" in html
    assert "4,778.20" in html
    assert "3 个单位相加" in html
    assert "空心为本站相加" in html


def test_unpublished_data_is_never_public(client: Client, country: Country) -> None:
    draft = country.draft
    cell = Amount.objects.filter(line__statement__disclosure=draft).first()
    assert cell
    stated = HeadlineFigure.objects.create(
        disclosure=draft, position=0, item="expenditure_total", fen=1, printed="1", text="1", sentence="1"
    )
    for address in (
        f"/disclosures/{draft.pk}/",
        f"/figures/{cell.pk}/",
        f"/figures/text/{stated.pk}/",
        f"/documents/{draft.document_id}/pages/1.png",
    ):
        assert client.get(address).status_code == 404, address
    for name, address in addresses(country).items():
        assert "9,999.99" not in text_of(client, address), name
    html = client.get(f"/compare/?d={draft.pk}&d={country.xingtai_2022.pk}", follow=True).content.decode()
    assert f"地址里的“{draft.pk}”没有对应的公开" in html


def test_the_list_names_the_year_of_the_amount_not_of_newer_accounts(country: Country) -> None:
    accounts = rows.disclosure(country.xingtai, 2024, rows.document("2024年度决算.txt"))
    Disclosure.objects.filter(pk=accounts.pk).update(stage="final_accounts")
    found = agency_list().get(pk=country.xingtai.pk)
    assert (found.newest_year, found.budget_year, found.expenditure_fen) == (2024, 2022, rows.fen("1476.29"))  # type: ignore[attr-defined]


def test_an_agency_without_anything_published_is_not_found(client: Client, country: Country) -> None:
    Disclosure.objects.filter(agency=country.xingtai).update(state="withdrawn")
    assert client.get(f"/agencies/{country.xingtai.pk}/").status_code == 404
    assert client.get(f"/agencies/{country.xingtai.pk}/years/").status_code == 404
    assert "邢台市工业和信息化局" not in text_of(client, "/agencies/")


def test_kinds_of_nothing_in_words(client: Client, country: Country) -> None:
    own = text_of(client, f"/disclosures/{country.own_2022.pk}/")
    assert ">—</td>" in own
    assert "<td></td>" in own
    empty = text_of(client, f"/disclosures/{country.resources_2022.pk}/")
    assert "原表附注：注：无“三公”经费预算，空表列示。" in empty
    narrative = text_of(client, f"/disclosures/{country.hengshui_2020.pk}/")
    assert "没有预算表，只有说明部分" in narrative
    years = text_of(client, f"/agencies/{country.hengshui.pk}/years/?table=expenditure")
    assert "未公开" in years


def test_narrative_is_escaped_and_its_amounts_are_marked(client: Client, country: Country) -> None:
    html = text_of(client, f"/disclosures/{country.own_2022.pk}/")
    assert "&lt;b&gt;其中&lt;/b&gt;" in html
    stated = country.own_2022.headline.get()
    assert f'<mark><a href="/figures/text/{stated.pk}/"' in html


def test_odd_addresses_do_no_harm(client: Client, country: Country) -> None:
    for address in (
        "/agencies/?page=0",
        "/agencies/?page=999999999999",
        "/agencies/?page=x&sort=nothing&region=x&year=x&kind=x",
        "/agencies/?q=" + "长" * 300,
        f"/agencies/{country.hengshui.pk}/years/?table=nothing&stage=nothing&open=x,215,999999999&unit=tons",
        "/compare/?q=%00%0a",
        "/agencies/?q=%00",
        "/compare/?d=%00&d=a1-2022&d='&base=%22&open=" + "215," * 500,
        "/compare/?" + "&".join(f"d={n}" for n in range(300)),
        f"/disclosures/{country.own_2022.pk}/?unit=<script>",
    ):
        assert client.get(address, follow=True).status_code == 200, address
    for address in (
        "/figures/0/",
        f"/figures/{10**30}/",
        f"/documents/1/pages/{10**30}.png",
        f"/agencies/{10**30}/years/",
        "/agencies/99999999/",
        "/disclosures/99999999/",
        "/nothing/",
    ):
        assert client.get(address).status_code == 404, address


def test_only_reading_methods(client: Client, country: Country) -> None:
    for name, address in addresses(country).items():
        # A file may be checked that way, and there is none.
        assert client.post(address).status_code == (400 if name == "self-check" else 405), name
        assert client.head(address).status_code == 200, name


def test_error_pages_are_ours(client: Client) -> None:
    html = client.get("/nothing/").content.decode()
    assert "没有这个页面" in html


def test_a_region_holds_the_places_under_it(client: Client, country: Country) -> None:
    baoding = text_of(client, "/agencies/?region=130600")
    assert "莲池区工业和信息化局" in baoding
    assert "邢台市工业和信息化局" not in baoding


def test_folding_links_keep_the_rest_of_the_address(client: Client, country: Country) -> None:
    three = addresses(country)["compare"]
    html = text_of(client, three + "&unit=yuan&open=215")
    assert "open=215,21505#r21505" in html.replace("&amp;", "&")
    assert re.search(r'href="[^"]*unit=yuan#r215"', html)


def test_an_agency_leads_to_a_comparison_in_two_clicks(client: Client, country: Country) -> None:
    html = text_of(client, f"/agencies/{country.hengshui.pk}/")
    keys = re.findall(r'name="d" value="([^"]+)" checked', html)
    assert len(keys) >= 2
    found = text_of(client, "/compare/?" + "&".join(f"d={key}" for key in keys))
    assert "能否直接比较" in found
    assert "本站相加" in found


def test_rows_of_a_form_that_were_not_filled_in_are_folded(client: Client, country: Country) -> None:
    statement = country.own_2022.statements.order_by("position").first()
    for row in range(90, 95):
        statement.lines.create(row=row, position=row, name=f"第{row}项")
    html = text_of(client, f"/disclosures/{country.own_2022.pk}/")
    assert html.count('<tr class="blank">') >= 5
    assert "也列出没有填数的" in html


NAMES = (
    "q",
    "same",
    "region",
    "year",
    "stage",
    "like",
    "item",
    "d",
    "agency",
    "kind",
    "check",
    "sort",
    "step",
    "page",
)
PATHS = (
    "codes/functional/%00/",
    "codes/%00/215/",
    "regions/%00/",
    "checks/%00/",
    "data/%00",
    "coverage/%00/",
)


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite 收下每个字符")
def test_a_sign_that_a_database_does_not_take_is_no_error(client: Client, country: Country) -> None:
    pages = {urlsplit(address).path for address in addresses(country).values()}
    asked = [f"{page}?{name}=%00x" for page in pages for name in NAMES]
    for address in (*asked, *(f"/{path}" for path in PATHS)):
        assert client.get(address).status_code < 500, address
