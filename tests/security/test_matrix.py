"""Every address × everybody × every method, against the table in matrix.py."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import duckdb
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from disclosures.models import Disclosure, Edition
from disclosures.presenting.whole import versions
from tests.security.matrix import ADMIN, PAGES, PUBLIC, UNNAMED
from tests.security.world import PEOPLE, SECRET, SECRET_AMOUNT, World, patterns

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "TRUNCATE")
WITHOUT_TOKEN = {"disclosures:mcp", "disclosures:self-check"}
"""They change nothing and do not look who asks."""
FORMATS = ("csv", "json", "xlsx", "csv-rows", "json-rows", "metadata")


def client(world: World, person: str, **options: Any) -> Client:
    made = Client(raise_request_exception=True, **options)
    if user := world.people[person]:
        made.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return made


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that change something, as they are run."""
    seen: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip(" (").upper().startswith(WRITES):
            seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield seen


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def content(answer: Any) -> bytes:
    """The whole answer. A stream is read to its end, which closes it as a server would."""
    return b"".join(answer) if answer.streaming else answer.content


def is_allowed(answer: Any) -> bool:
    """Refused is: to the login, 403, 404, 405. A form that is sent back with what is wrong in it was allowed."""
    to_login = answer.status_code == 302 and "/login/" in answer["Location"]
    return not to_login and answer.status_code not in (403, 404, 405)


def test_every_address_of_the_resolver_is_in_the_table() -> None:
    listed = {page.name for page in PAGES}
    found = dict(patterns())
    unlisted = {
        name
        for name, route in found.items()
        if name not in listed and not (name == route and any(route.endswith(end) for end in UNNAMED))
    }
    assert unlisted == set(), "这些地址不在 tests/security/matrix.py 的表里：谁可以看，谁可以改？"
    assert listed - set(found) == set(), "表里有已经没有的地址"
    assert len(listed) == len(PAGES) > 80


@pytest.mark.one_database
@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_read_what(world: World, person: str) -> None:
    asked, wrong = client(world, person), []
    for page in PAGES:
        with writes() as written:
            answer = asked.get(page.address(world))
            head = asked.head(page.address(world))
        if is_allowed(answer) is not (person in page.reads):
            wrong.append(f"{page.name}: GET {answer.status_code}")
        if (
            head.status_code != answer.status_code and page.name != "admin:login"
        ):  # Django leads on from GET alone
            wrong.append(f"{page.name}: HEAD {head.status_code}, GET {answer.status_code}")
        if written:
            wrong.append(f"{page.name}: GET writes {written[0][:80]}")
        content(answer)
    assert wrong == []


@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_send_what(world: World, person: str) -> None:
    asked, wrong = client(world, person), []
    for page in PAGES:
        with undone(), writes() as written:
            answer = asked.post(page.address(world), page.sent(world))
        if is_allowed(answer) is not (person in page.writes):
            wrong.append(f"{page.name}: POST {answer.status_code}")
        if written and person not in page.writes:
            wrong.append(f"{page.name}: POST writes {written[0][:80]}")
        if page.name == "admin:logout":
            asked = client(world, person)
    assert wrong == []


@pytest.mark.one_database
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_change_nothing(world: World, method: str) -> None:
    for person in ("anonymous", "superuser"):
        asked = client(world, person)
        for page in PAGES:
            with undone(), writes() as written:
                answer = getattr(asked, method)(page.address(world))
            if page in PUBLIC:
                asked_beforehand = method == "options" and page.name.startswith(
                    ("disclosures:api", "disclosures:mcp")
                )
                assert answer.status_code == (204 if asked_beforehand else 405), (page.name, method)
            assert not written, (page.name, method, written)
            if page.name == "admin:logout":
                asked = client(world, person)


@pytest.mark.one_database
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_taken_without_the_token_of_a_form(world: World, method: str) -> None:
    asked = client(world, "superuser", enforce_csrf_checks=True)
    for page in PAGES:
        with writes() as written:
            answer = getattr(asked, method)(page.address(world))
        is_asked_so = page.name in WITHOUT_TOKEN and method == "post"
        assert answer.status_code in ((400,) if is_asked_so else (403, 405)), page.name
        assert not written, page.name


@pytest.mark.parametrize("person", PEOPLE)
def test_what_is_not_published_is_not_there(world: World, person: str) -> None:
    asked = client(world, person)
    for page in PUBLIC:
        if page.hidden:
            expected = 200 if person in page.sees_hidden else 404
            answer = asked.get(page.address(world, hidden=True))
            assert answer.status_code == expected, page.name
            content(answer)


def test_nothing_of_a_draft_is_in_any_page_or_file(world: World) -> None:
    """Every public page, its exports, the search for the very words, the comparison that names it, the package."""
    asked = client(world, "anonymous")
    addresses = [page.address(world) for page in PUBLIC if "page-image" not in page.name]
    addresses += [f"{address}?format={form}" for address in list(addresses) for form in FORMATS]
    addresses += [f"{address}?embed={name}" for address in list(addresses[:20]) for name in ("years", "flow")]
    hidden = f"{world.hidden.agency_id}-{world.hidden.fiscal_year}"
    addresses += [
        f"/compare/?d={hidden}&d={world.country.hengshui.pk}-2020",
        f"/compare/?d={world.hidden.pk}&d={world.shown.pk}",
        "/data/mingzhang.zip",
        "/data/disclosures.csv",
        "/data/amounts.csv",
    ]
    seen = 0
    for address in addresses:
        answer = asked.get(address)
        body = content(answer)
        seen += answer.status_code == 200
        assert SECRET.encode() not in body, address
        assert SECRET_AMOUNT.encode() not in body, address
        assert SECRET_AMOUNT.replace(".", "").encode() + b"0000" not in body, address
    assert seen > 40
    # The words that were asked for are shown again; what is found is nothing.
    for kind in ("", "&format=csv", "&format=json"):
        found = content(asked.get(f"/search/?q={SECRET_AMOUNT}{kind}")).decode(errors="replace")
        assert SECRET not in found


def test_nothing_of_a_draft_is_in_the_whole_data(world: World) -> None:
    def has_secrets() -> list[bool]:
        whole = versions.version()
        with closing(sqlite3.connect(whole / "mingzhang.sqlite")) as database, duckdb.connect() as duck:
            texts = ["\n".join(database.iterdump())]
            texts += [str(duck.sql(f"SELECT * FROM '{path}'").fetchall()) for path in whole.glob("*.parquet")]
        return [
            any(word in text for text in texts)
            for word in ("衡水", SECRET, SECRET_AMOUNT.replace(".", "") + "00")
        ]

    assert has_secrets() == [True, False, False]
    Disclosure.objects.filter(pk=world.hidden.pk).update(
        state="published", published_at="2024-01-01T00:00:00Z"
    )
    Edition.objects.advance()
    assert has_secrets() == [True, True, True]


def test_the_draft_would_be_seen_if_it_were_published(world: World) -> None:
    """The test above can fail."""
    Disclosure.objects.filter(pk=world.hidden.pk).update(
        state="published", published_at="2024-01-01T00:00:00Z"
    )
    address = next(page for page in PUBLIC if page.name == "disclosures:disclosure").address(
        world, hidden=True
    )
    body = client(world, "anonymous").get(address).content.decode()
    assert SECRET in body
    assert SECRET_AMOUNT in body.replace(",", "")


def test_the_admin_lies_where_the_setting_says(world: World) -> None:
    assert all(page.address(world).startswith(f"/{settings.ADMIN_PATH}") for page in ADMIN)


def test_refusals_do_not_tell_what_there_is(world: World) -> None:
    """An address of the admin says the same to strangers whether its object is there or not."""
    asked = client(world, "anonymous")
    for page in ADMIN:
        if page.name.endswith("_change") and page.values(world):
            there = asked.get(page.address(world))
            gone = asked.get(page.address(world).rsplit("/", 3)[0] + "/999999/change/")
            assert (there.status_code, gone.status_code) == (302, 302), page.name
