"""Feeds: what is public and nothing else, narrowed as the address says, each entry with an address that opens."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from disclosures.lifecycle.publication import publish, withdraw
from disclosures.models import Amount, Correction, Finding, PublicationEvent
from tests.pages.rows import Country
from tests.pages.test_pages import MOST_QUERIES

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = ("publications", "corrections", "differences")


def entries(client: Client, kind: str, query: str = "") -> list[tuple[str, str, str]]:
    """Title, address, words of each entry."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/feeds/{kind}.atom{query}")
    assert answer.status_code == 200, (kind, query)
    assert len(queries) <= MOST_QUERIES
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(answer.content)
    assert feed.find(f"{ATOM}updated") is not None and feed.find(f"{ATOM}author/{ATOM}name").text
    found = feed.findall(f"{ATOM}entry")
    identities = [entry.findtext(f"{ATOM}id") for entry in found]
    assert len(set(identities)) == len(identities)
    return [
        (
            entry.findtext(f"{ATOM}title"),
            entry.find(f"{ATOM}link").get("href").removeprefix("http://testserver"),
            entry.findtext(f"{ATOM}summary") or "",
        )
        for entry in found
    ]


def test_publications_and_withdrawals(client: Client, country: Country) -> None:
    publish(country.draft, None, "内部的话")
    withdraw(country.xingtai_2022, None, "原件有误")
    taken, shown = entries(client, "publications")[:2]
    assert taken[0].startswith("撤回：邢台") and taken[2] == "原件有误"
    assert shown[0].startswith("发布：邢台") and shown[2] == ""
    assert client.get(shown[1]).status_code == 200
    assert client.get(taken[1]).status_code == 410


def test_refused_attempts_are_no_news(client: Client, country: Country) -> None:
    with pytest.raises(Exception, match="已经发布"):
        publish(country.own_2022, None, "测试")
    assert entries(client, "publications") == []


def test_differences_of_what_is_published(client: Client, country: Country) -> None:
    finding = Finding.objects.published().roots().get()
    [(title, address, message)] = entries(client, "differences")
    assert title.startswith(str(finding.disclosure)) and message == finding.message
    assert client.get(address).status_code == 200
    withdraw(country.xingtai_2022, None, "测试")
    assert entries(client, "differences") == []


def test_corrections_that_took_effect(client: Client, country: Country) -> None:
    cell = Amount.objects.filter(line__statement__disclosure=country.own_2022, state="amount").first()
    assert cell
    Correction.objects.create(
        disclosure=country.own_2022, amount=cell, statement="expenditure", table=0, name="合计", row=0,
        read_state="amount", read_printed="1", printed="2", fen=200, reason="读错一位",
    )  # fmt: skip
    assert entries(client, "corrections") == [], "it waits for a second person"
    Correction.objects.update(approved_at=country.own_2022.published_at)
    [(title, _, why)] = entries(client, "corrections")
    assert "读作 1，更正为 2" in title and why == "读错一位"
    Correction.objects.update(revoked_reason="提议撤销的话")
    assert "提议" not in str(entries(client, "corrections"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?agency={xingtai}", True),
        ("?agency={hengshui}", False),
        ("?region=130500", True),
        ("?region=130000", True),
        ("?region=131100", False),
        ("?q=邢台", True),
        ("?q=衡水", False),
        ("?year=2022&stage=budget&verdict=open", True),
        ("?year=2021", False),
        ("?check=nothing", False),
        ("?nature=no such&size=x&group=y", True),
    ],
)
def test_differences_by_what_the_address_says(
    client: Client, country: Country, query: str, found: bool
) -> None:
    asked = query.format(xingtai=country.xingtai.pk, hengshui=country.hengshui.pk)
    assert bool(entries(client, "differences", asked)) is found


def test_publications_by_code_and_by_words(client: Client, country: Country) -> None:
    withdraw(country.xingtai_2022, None, "测试")
    publish(country.xingtai_2022, None, "测试")
    assert entries(client, "publications", "?kind=functional&code=215")
    assert not entries(client, "publications", "?kind=functional&code=2990199")
    assert not entries(client, "publications", "?q=没有这样的字")
    assert entries(client, "publications", "?q=邢台")
    newer = {"disclosure": country.lianchi_2023, "action": "publish", "reason": "测试"}
    PublicationEvent.objects.bulk_create(PublicationEvent(**newer) for _ in range(400))
    assert entries(client, "publications", "?q=邢台"), "however much was published since"
    assert not entries(client, "corrections", "?code=215")
    entries(client, "differences", "?code=215")


@pytest.mark.parametrize(
    "query", ["?agency=0", "?agency=x", "?agency=²", "?agency=999999999999", "?region=x", "?region=999999"]
)
def test_what_is_not_there(client: Client, country: Country, query: str) -> None:
    for kind in KINDS:
        assert client.get(f"/feeds/{kind}.atom{query}").status_code == 404
    assert client.get("/feeds/differences.atom?year=x").status_code == 404


def test_nothing_hostile_breaks_a_feed(client: Client, country: Country) -> None:
    withdraw(country.xingtai_2022, None, "\x01\x02<b>&]]>")
    for kind in KINDS:
        for words in (
            "\x00",
            "'\"<>&",
            "%",
            "a" * 500,
            "\ud800".encode("utf-8", "surrogatepass").decode("latin1"),
        ):
            assert client.get(f"/feeds/{kind}.atom", {"q": words, "code": words}).status_code == 200
    [(_, _, why)] = entries(client, "publications")
    assert why == "  &lt;b&gt;&amp;]]&gt;", "readers take a summary for HTML"


def test_pages_name_their_feeds(client: Client, country: Country) -> None:
    pages = {
        "/": "",
        f"/agencies/{country.hengshui.pk}/": f"?agency={country.hengshui.pk}",
        "/regions/131100/": "?region=131100",
        "/codes/functional/215/": "?kind=functional&amp;code=215",
        "/search/?q=工业": "?q=%E5%B7%A5%E4%B8%9A",
        "/findings/?q=邢台&year=2022": "?q=%E9%82%A2%E5%8F%B0&amp;year=2022",
        "/corrections/": "",
    }
    for page, scope in pages.items():
        html = client.get(page).content.decode()
        found = re.findall(
            r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', html
        )
        assert found == [f"/feeds/{kind}.atom{scope}" for kind in KINDS], page
        for address in found:
            assert client.get(address.replace("&amp;", "&")).status_code == 200
