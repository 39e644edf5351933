"""Public pages that are kept: the same page, until something changes, and only what is everybody's."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from disclosures.lifecycle.publication import publish, withdraw
from tests.security.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept(settings: Settings) -> Iterator[None]:
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = settings.CACHES | {"pages": {"BACKEND": backend, "LOCATION": "kept"}}
    caches["pages"].clear()
    yield
    caches["pages"].clear()


def queries_of(client: Client, address: str) -> tuple[int, bytes]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(queries), answer.content


def test_the_second_time_it_is_the_same_page_for_one_query(world: World, client: Client) -> None:
    pages = (f"/disclosures/{world.shown.pk}/", "/agencies/?q=工信局", "/findings/?format=csv")
    for where in (*pages, "/api/v1/agencies?limit=3", "/api/v1/agencies?format=jsonl"):
        made, content = queries_of(client, where)
        again, same = queries_of(client, where)
        assert made > 1
        assert (again, same) == (1, content), where


def test_headers_are_those_of_the_page_that_was_made(world: World, client: Client) -> None:
    for where in ("/agencies/", "/findings/?format=csv", "/compare/?q=邢台"):
        made, again = (dict(client.get(where).items()) for _ in range(2))
        assert made.pop("X-Request-ID") != again.pop("X-Request-ID")
        assert made == again | {"Vary": made["Vary"]}


def test_it_is_sent_packed_to_who_takes_that(world: World, client: Client) -> None:
    plain = client.get("/agencies/").content
    packed = client.get("/agencies/", headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain
    refused = client.get("/agencies/", headers={"accept-encoding": "br"})
    assert not refused.has_header("Content-Encoding")
    assert refused.content == plain
    assert packed["Vary"] == refused["Vary"] == "Accept-Encoding"


def test_what_was_taken_back_is_not_shown_from_what_is_kept(world: World, client: Client) -> None:
    where = f"/disclosures/{world.shown.pk}/"
    assert client.get(where).status_code == client.get(where).status_code == 200
    withdraw(world.shown, None, "误传")
    assert client.get(where).status_code == 410
    publish(world.shown, None, "核对无误")
    assert client.get(where).status_code == 200


def test_pages_of_other_addresses_and_of_nobody_are_not_mixed_up(world: World, client: Client) -> None:
    assert client.get("/agencies/?q=a").content != client.get("/agencies/?q=工信局").content
    for _ in range(2):
        assert client.get(f"/disclosures/{world.hidden.pk}/").status_code == 404
        assert client.get(f"/documents/{world.hidden.document_id}/original/").status_code == 404
    framed = f"/agencies/{world.country.hengshui.pk}/years/"
    charts = [client.get(f"{framed}?embed=years") for _ in range(2)]
    for chart in charts:
        if chart.status_code == 200:
            assert "X-Frame-Options" not in chart
    assert client.get(framed)["X-Frame-Options"] == "DENY"
    assert client.head("/agencies/").status_code == client.head("/agencies/").status_code == 200
