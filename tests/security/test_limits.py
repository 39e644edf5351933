"""Limits of requests: what is counted, for whom, and what is said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from config.counters import counters
from config.visitors import address
from tests.security.matrix import PUBLIC
from tests.security.test_matrix import content
from tests.security.world import World

pytestmark = pytest.mark.django_db

MOST = 3
VISITOR = "203.0.113.5"


@pytest.fixture(autouse=True)
def strict(settings: object) -> Iterator[None]:
    settings.REQUEST_LIMITS = {  # type: ignore[attr-defined]
        "export": (MOST, 3600),
        "search": (MOST, 3600),
        "api": (MOST, 3600),
        "page-image": (MOST, 3600),
        "work": (0, 3600),
        "login": (MOST, 3600),
    }
    counters.clear()
    yield
    counters.clear()


def statuses(client: Client, where: str, times: int = MOST + 1, visitor: str = VISITOR) -> list[int]:
    seen = []
    for _ in range(times):
        answer = client.get(where, REMOTE_ADDR=visitor)
        seen.append(answer.status_code)
        content(answer)
    return seen


@pytest.mark.parametrize(
    "where",
    [
        "/search/?q=衡水",
        "/?format=csv",
        "/compare/?q=衡水",
        "/data/agencies.csv",
        "/findings/?format=json",
        "/api/v1/regions",
    ],
)
def test_who_asks_too_often_is_told_when_to_come_back(world: World, client: Client, where: str) -> None:
    assert 429 not in statuses(client, where, MOST)
    answer = client.get(where, REMOTE_ADDR=VISITOR)
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    text = answer.content.decode()
    assert "请求太多" in text
    assert "分钟后再试" in text or "秒后再试" in text
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer
    assert statuses(client, where, 1, "198.51.100.1") != [429], "another address is not concerned"
    assert statuses(client, "/about/", 1) == [200], "and pages stay open"


def test_images_of_pages(world: World, client: Client) -> None:
    where = next(page for page in PUBLIC if page.name.endswith("page-image")).address(world)
    assert statuses(client, where) == [200] * MOST + [429]


def test_originals_are_exports(world: World, client: Client) -> None:
    where = next(page for page in PUBLIC if page.name.endswith("original")).address(world)
    assert statuses(client, where) == [200] * MOST + [429]


def test_all_exports_count_together(world: World, client: Client) -> None:
    pages = [
        page.address(world) for page in PUBLIC if page.name in ("disclosures:disclosure", "disclosures:years")
    ]
    seen = [statuses(client, f"{where}?format={form}", 1)[0] for where in pages for form in ("csv", "json")]
    assert seen == [200, 200, 200, 429]


def test_what_has_not_changed_costs_nothing(world: World, client: Client) -> None:
    where = "/search/?q=衡水"
    tag = client.get(where, REMOTE_ADDR=VISITOR)["ETag"]
    for _ in range(3 * MOST):
        again = client.get(where, REMOTE_ADDR=VISITOR, headers={"if-none-match": tag})
        assert again.status_code == 304


def test_plain_pages_are_not_counted(world: World, client: Client) -> None:
    assert statuses(client, "/agencies/", 3 * MOST) == [200] * 3 * MOST


def test_no_limit_is_no_limit(world: World, client: Client, settings: object) -> None:
    settings.REQUEST_LIMITS = {"search": (0, 60), "work": (0, 60)}  # type: ignore[attr-defined]
    assert 429 not in statuses(client, "/search/?q=衡水", 3 * MOST)


@pytest.mark.parametrize(
    ("behind", "remote", "forwarded", "expected"),
    [
        (False, "203.0.113.5", "198.51.100.9", "203.0.113.5"),  # anyone can send the header
        (True, "10.0.0.1", "198.51.100.9", "198.51.100.9"),
        (True, "10.0.0.1", "1.2.3.4, 198.51.100.9", "198.51.100.9"),  # what the visitor sent stands before it
        (True, "10.0.0.1", "", "10.0.0.1"),
        (False, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),  # one household, many addresses
        (False, "::ffff:203.0.113.5", "", "203.0.113.5"),
        (False, "", "", "0.0.0.0"),
        (True, "10.0.0.1", "<script>", "0.0.0.0"),
    ],
)
def test_whose_address(settings: object, behind: bool, remote: str, forwarded: str, expected: str) -> None:
    settings.BEHIND_PROXY = behind  # type: ignore[attr-defined]
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers)) == expected  # type: ignore[arg-type]


def test_a_question_that_takes_too_long_is_given_up_and_said(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real thing on PostgreSQL; on SQLite, which has no such limit, the same error made by hand."""

    def slow(*_: object, **__: object) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = '50ms'")
                cursor.execute("SELECT pg_sleep(5)")
        cause = Exception()
        cause.sqlstate = "57014"  # type: ignore[attr-defined]
        raise OperationalError from cause

    monkeypatch.setattr("disclosures.pages.search.view.search_for", slow)
    monkeypatch.setattr("config.conditional.edition_tag", lambda _: "")
    answer = client.get("/search/?q=衡水")
    assert answer.status_code == 503
    assert "没能算完" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_another_failure_of_the_database_is_a_failure(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("disclosures.pages.search.view.search_for", broken)
    client.raise_request_exception = False
    assert client.get("/search/?q=衡水").status_code == 500


def test_who_takes_too_much_of_the_processor_waits(world: World, client: Client, settings: object) -> None:
    settings.REQUEST_LIMITS = settings.REQUEST_LIMITS | {"work": (1, 3600)}  # type: ignore[attr-defined]
    pages = [f"/disclosures/{world.shown.pk}/?unit=yuan", "/findings/", "/agencies/"]
    assert [statuses(client, where, 1)[0] for where in pages] == [200, 429, 429], (
        "the first took more than 1 ms"
    )
    assert "占用太多" in client.get("/findings/", REMOTE_ADDR=VISITOR).content.decode()
    assert statuses(client, "/findings/", 1, "198.51.100.1") == [200], "another address is not concerned"
