"""Words that the glossary explains, where they occur."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.test import Client

from disclosures.presenting.glossary import EXPLAINED
from disclosures.presenting.tags.glossary import explained, term
from tests.pages.rows import Country


@pytest.mark.django_db
def test_links_lead_to_where_a_word_is_explained(client: Client, country: Country) -> None:
    glossary = client.get("/glossary/").content.decode()
    places = re.findall(r'<div id="([^"]+)"><dt>', glossary)
    assert len(places) == len(set(places))
    assert {place for place, _ in EXPLAINED.values()} == set(places)
    for address in (f"/disclosures/{country.own_2022.pk}/", f"/agencies/{country.hengshui.pk}/"):
        found = re.findall(r'href="/glossary/#([^"]+)"', client.get(address).content.decode())
        assert {"基本支出", "“三公”经费"} <= {unquote(place) for place in found}
        assert {unquote(place) for place in found} <= set(places)


def test_a_label_links_its_longest_word_and_is_escaped() -> None:
    label = explained("<政府采购预算>")
    assert label.startswith('&lt;<a class="term" href="/glossary/#%E6%94%BF') and label.endswith(
        "政府采购</a>预算&gt;"
    )
    assert explained("支出总计 & 其他") == "支出总计 &amp; 其他"
    with pytest.raises(KeyError):
        term("没有解释的词")
