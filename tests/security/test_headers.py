"""What every answer says to browsers, and that no page holds what it forbids: nothing inline, nothing framed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.test import Client
from lxml import etree
from lxml import html as lxml_html
from pytest_django.live_server_helper import LiveServer

from tests.security.matrix import ADMIN, PAGES, PUBLIC, ROLES
from tests.security.test_matrix import client, content
from tests.security.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.one_database

UNSAFE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "data: 'self'", "http:", "https:", "*")


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


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["anonymous", "superuser"])
def test_no_page_holds_a_script_or_a_handler(world: World, person: str) -> None:
    """The policy would stop them, and the tests in a browser (`test_browser`, `test_admin_pages`) would hear of it."""
    asked, found, read = client(world, person), [], 0
    for entry in PAGES:
        if person not in entry.reads or entry.name == "admin:logout":
            continue
        query = f"?d={world.hidden.pk}" if entry.name.endswith("_act") else ""
        answer = asked.get(entry.address(world) + query)
        text = content(answer)
        if not answer.get("Content-Type", "").startswith("text/html") or not text.strip():
            continue
        read += 1
        for element in lxml_html.fromstring(text).iter(etree.Element):
            handlers = [name for name in element.attrib if name.startswith("on")]
            inline = (
                element.tag == "script" and not element.get("src") and "json" not in element.get("type", "")
            )
            if handlers or inline:
                found.append((entry.name, element.tag, handlers))
    assert read > (20 if person == "anonymous" else 60)
    assert found == []


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
