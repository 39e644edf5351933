"""What search engines are told: one address of each thing that is published, and no other."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest
from django.test import Client

from disclosures.models import Disclosure
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db
LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def addresses(client: Client, path: str) -> list[str]:
    root = ElementTree.fromstring(client.get(path).content)
    return [found.text.removeprefix("http://testserver") for found in root.iter(LOCATION) if found.text]


def test_the_sitemap_has_what_is_published_and_every_address_opens(client: Client, country: Country) -> None:
    sections = addresses(client, "/sitemap.xml")
    found = [address for section in sections for address in addresses(client, section)]
    assert len(found) == len(set(found)) > len(sections)
    assert all("?" not in address and client.get(address).status_code == 200 for address in found)
    published = {f"/disclosures/{pk}/" for pk in Disclosure.objects.published().values_list("pk", flat=True)}
    assert {address for address in found if address.startswith("/disclosures/")} == published


def test_robots_are_led_to_the_sitemap_and_not_to_the_admin(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "admin" not in text


def test_a_page_with_parameters_is_of_no_index_and_says_which_page_is(
    client: Client, country: Country
) -> None:
    plain, sorted_ = client.get("/agencies/"), client.get("/agencies/?q=局")
    assert "X-Robots-Tag" not in plain
    assert sorted_["X-Robots-Tag"] == "noindex, nofollow"
    assert '<link rel="canonical" href="http://testserver/agencies/">' in sorted_.content.decode()


def test_a_preview_of_a_link_says_what_the_page_does(client: Client, country: Country) -> None:
    page = client.get(f"/disclosures/{country.own_2022.pk}/").content.decode()
    title = re.search("<title>(.*) · 明账</title>", page)
    told = re.search('<meta name="description" content="([^"]*)">', page)
    assert title and told
    assert title[1] == "衡水市工业和信息化局本级 2022 年单位预算"
    assert told[1].startswith("支出总计 3,952.59 万元，基本支出 ")
    assert f'<meta property="og:title" content="{title[1]}">' in page
    assert f'<meta property="og:description" content="{told[1]}">' in page


def test_pages_are_packed_for_those_who_can_unpack(client: Client) -> None:
    packed = client.get("/glossary/", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"].startswith("W/")


def test_a_reader_can_report_an_error_where_the_site_says_to_whom(client: Client, settings) -> None:
    assert "mailto:" not in client.get("/glossary/").content.decode()
    settings.CONTACT_EMAIL = "budget@example.org"
    page = client.get("/glossary/?a=b").content.decode()
    assert "mailto:budget@example.org?subject=" in page
    assert "%2Fglossary%2F%3Fa%3Db" in page


def test_the_demonstration_says_that_its_files_are_no_originals(client: Client, settings) -> None:
    told = "仅作示例，不是原件"
    assert told not in client.get("/").content.decode()
    settings.DEMO = True
    assert told in client.get("/").content.decode()


def test_the_english_page_knows_every_column_of_the_files(client: Client) -> None:
    page = client.get("/en/").content.decode()
    assert "<code>fiscal_appropriation</code>" in page
    assert "amounts.csv" in page
