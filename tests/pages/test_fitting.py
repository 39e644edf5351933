"""A long disclosure: what stands on its page at once, and how the rest is reached."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.safestring import SafeString

from disclosures.pages.disclosure import fitting
from disclosures.pages.disclosure.fitting import Piece
from tests.pages.rows import Country


def pieces(*sizes: int) -> list[Piece]:
    return [
        Piece(size, f"s{n}", lambda size=size: SafeString("x" * size))  # type: ignore[misc]
        for n, size in enumerate(sizes)
    ]


def test_what_is_asked_for_comes_first_and_then_each_that_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MOST_BYTES", fitting.FRAME + 4 * fitting.NAMED + 10_000)
    four = pieces(6_000, 5_000, 3_000, 20_000)
    assert list(fitting.fitting(four, [], "")) == ["s0", "s2"]
    assert list(fitting.fitting(four, [], "s1")) == ["s1", "s2"]
    assert list(fitting.fitting(four, [], "s3")) == ["s3"], "whatever its size"
    assert fitting.fitting([], [], "s3") == {}


@pytest.mark.django_db
def test_every_table_of_a_long_disclosure_is_one_link_away(
    client: Client, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/disclosures/{country.own_2022.pk}/"
    whole = client.get(page).content.decode()
    assert "很长" not in whole
    cells = set(re.findall(r'<td id="(c\d+)">', whole))
    monkeypatch.setattr(fitting, "MOST_BYTES", 0)
    short = client.get(page).content.decode()
    first = set(re.findall(r'<td id="(c\d+)">', short))
    assert first < cells
    links = re.findall(r'class="note" id="\w+">这份公开很长[^<]*<a rel="nofollow" href="([^"#]+)#', short)
    assert links
    seen = set(first)
    for link in links:
        shown = client.get(page + link).content.decode()
        seen |= set(re.findall(r'<td id="(c\d+)">', shown))
        assert shown.count('name="statements" open') == 1
    assert seen == cells
