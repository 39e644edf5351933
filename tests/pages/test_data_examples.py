"""Every address that docs/data.md shows answers with rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

DOCUMENT = Path(__file__).parents[2] / "docs" / "data.md"
ADDRESS = re.compile(r"""https://mingzhang\.example(/[^\s'"）]+)""")


def test_every_example_gives_rows(client: Client, country: Country) -> None:
    addresses = ADDRESS.findall(DOCUMENT.read_text(encoding="utf-8"))
    assert len(addresses) >= 4
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert len(answer.content) > 60, address
