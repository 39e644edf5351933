"""What every answer says to browsers, and every page in a real browser: nothing inline, nothing framed, nothing stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.pages.test_browser import FILES as NO_PAGES
from tests.pages.test_pages import addresses
from tests.security.matrix import ADMIN, PAGES, PUBLIC, ROLES
from tests.security.test_matrix import client, content
from tests.security.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as BrowserPage

UNSAFE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data: 'self'", "http:", "https:", "*")
FILES = (*NO_PAGES, "document_page", "jsi18n", "region_names")


def directives(policy: str) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in policy.split(";") if part.strip())
    return {name: values for name, _, values in parts}


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["anonymous", "superuser"])
def test_every_answer_is_strict(world: World, person: str) -> None:
    """Pages, files, refusals, redirects: each says what may run and be framed."""
    asked, wrong = client(world, person), []
    there = [page.address(world) for page in PAGES if page.name != "admin:logout"]
    for where in [*there, "/nothing/", f"/{configured.ADMIN_PATH}nothing/"]:
        answer = asked.get(where)
        content(answer)
        policy = directives(answer.get("Content-Security-Policy", ""))
        strict = (
            policy.get("default-src") == "'none'"
            and not any(unsafe in " ".join(policy.values()).split() for unsafe in UNSAFE)
            and all(
                policy.get(name, "'self'") in ("'self'", "'none'") for name in ("script-src", "style-src")
            )
            and answer.get("X-Content-Type-Options") == "nosniff"
            and answer.get("X-Frame-Options") == "DENY"
            and answer.get("Referrer-Policy") == "same-origin"
        )
        if not strict:
            wrong.append((where, answer.status_code, dict(answer.items())))
    assert wrong == []


@pytest.mark.django_db
def test_only_charts_to_embed_are_framed(world: World) -> None:
    asked = client(world, "anonymous")
    where = f"/agencies/{world.country.hengshui.pk}/years/"
    framed = 0
    for name in ("years", "lines", "flow", "shares", "bars", "slope", "treemap", "dots", "trend", "split"):
        for page in (where, f"/disclosures/{world.shown.pk}/"):
            answer = asked.get(f"{page}?embed={name}")
            if answer.status_code != 200:
                continue
            framed += 1
            policy = directives(answer["Content-Security-Policy"])
            assert policy["frame-ancestors"] == "*"
            assert "X-Frame-Options" not in answer
            assert policy["script-src"] == "'self'"
            text = answer.content.decode()
            assert "<form" not in text, "nothing that could be clicked to do harm"
            assert "<script" not in text
    for page in ADMIN:
        if page.reads & ROLES:
            answer = asked.get(page.address(world) + "?embed=years")
            assert answer["X-Frame-Options"] == "DENY", page.name
    assert framed, "no chart was framed: name one of today's charts here"


@pytest.mark.django_db
def test_cookies_are_for_this_site_alone(world: World, client: Client) -> None:
    client.get(f"/{configured.ADMIN_PATH}login/")
    cookie = client.cookies[configured.CSRF_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    plain = Client()
    for page in PUBLIC:
        content(plain.get(page.address(world)))
    assert not plain.cookies, "reading leaves no cookie"


def shown(page: Any, base: str, where: str, complaints: list[str]) -> None:
    before = len(complaints)
    answer = page.goto(base + where)
    assert answer is not None
    page.wait_for_load_state("networkidle")
    if answer.status >= 500:
        complaints.append(f"{where}: {answer.status}")
    for number in range(before, len(complaints)):
        complaints[number] = f"{where}: {complaints[number]}"
    odd = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on'))).length"
    )
    if odd:
        complaints.append(f"{where}: {odd} handlers in attributes")
    if page.evaluate(
        "[...document.querySelectorAll('script:not([src])')].some(s => !s.type.includes('json'))"
    ):
        complaints.append(f"{where}: a script in the page")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_no_page_breaks_the_policy(
    page: BrowserPage, live_server: LiveServer, serialized_roles: None, world: World
) -> None:
    """Every public page and every page of the admin, as the superuser, in Chromium, with its scripts running."""
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:", "blob:"))
            else complaints.append(f"asks {request.url}")
        ),
    )
    public = list(addresses(world.country).values()) + [
        entry.address(world) for entry in PUBLIC if not entry.name.endswith(FILES)
    ]
    for where in dict.fromkeys([*public, "/nothing/", f"/{configured.ADMIN_PATH}login/"]):
        shown(page, live_server.url, where, complaints)
    session = client(world, "superuser").cookies[configured.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    seen = 0
    for entry in ADMIN:
        where = entry.address(world)
        if "superuser" in entry.reads and not entry.name.endswith(FILES):
            query = f"?d={world.hidden.pk}" if entry.name.endswith("_act") else ""
            shown(page, live_server.url, where + query, complaints)
            assert urlsplit(page.url).path.find("login") < 0, where
            seen += 1
    assert seen > 35
    assert complaints == []


@pytest.mark.browser
@pytest.mark.django_db
def test_the_browser_would_have_said_so(browser: Browser, live_server: LiveServer) -> None:
    """The test above can fail: a style and a script put into a page are stopped, and heard of."""
    complaints: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"{live_server.url}/about/")
    page.evaluate("""() => {
        document.body.insertAdjacentHTML('beforeend', '<p style="color:red" onclick="1">x</p>');
        const script = document.createElement('script');
        script.textContent = 'document.title = "ran"';
        document.body.append(script);
    }""")
    assert page.title() != "ran"
    page.close()
    stopped = [text for text in complaints if "Content Security Policy" in text]
    assert any("style" in text for text in stopped)
    assert any("script" in text for text in stopped)
