"""Every address that docs/data.md shows answers with rows; fenced examples run in test_whole_data_examples.py."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.pages.rows import Country, compare_address

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[2] / "docs" / "data.md"
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("/data/", "/feeds/", "/mcp")
"""Addresses that `test_whole_data_examples` and `test_mcp` ask."""
ADDRESS = re.compile(r"""https://mingzhang\.example(/[^\s'"）`]+)""")


def test_every_example_gives_rows(client: Client, country: Country) -> None:
    addresses = ADDRESS.findall(FENCED.sub("", DOCUMENT.read_text(encoding="utf-8")))
    assert len(addresses) >= 9
    two = compare_address(country.own_2022, country.xingtai_2022).partition("?")[2]
    for address in addresses:
        if address.startswith(ELSEWHERE):
            continue
        answer = client.get(address.replace("d=1-2022&d=2-2022", two))
        assert answer.status_code == 200, address
        if answer["Content-Type"] == "application/json":
            assert answer.json()["rows"] or "code=2150501" in address, address
        elif answer["Content-Type"].startswith("text/csv"):
            assert answer.content.count(b"\r\n") > 1, address
