"""Every page of the admin, Django's own lists, forms and histories too, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.security.matrix import ADMIN
from tests.security.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1280, 360)
NO_PAGES = {
    "admin:jsi18n",
    "admin:disclosures_region_names",
    "admin:disclosures_document_page",
    "admin:logout",
}
"""A script, names for a script, a picture, and what only leads on."""


def log_in(page: Page, live_server: LiveServer, world: World) -> None:
    client = Client()
    superuser = world.people["superuser"]
    assert superuser
    client.force_login(superuser, "django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def opened(page: Page, live_server: LiveServer, world: World) -> Iterator[str]:
    """The names of the pages, each while it is open: first what anybody sees, then what a superuser does."""
    page.goto(live_server.url + f"/{settings.ADMIN_PATH}login/")
    yield "login"
    log_in(page, live_server, world)
    shown = [each for each in ADMIN if "superuser" in each.reads and each.name not in NO_PAGES]
    assert len(shown) > 40
    for each in shown:
        answer = page.goto(live_server.url + each.address(world))
        assert answer
        assert answer.status == 200, each.name
        yield each.name


def at_each_width(page: Page) -> Iterator[int]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        yield width


@pytest.mark.usefixtures("serialized_roles")
def test_no_page_breaks_the_policy_or_is_too_wide(page: Page, live_server: LiveServer, world: World) -> None:
    """The fixture `page` fails where the content security policy stopped something."""
    wrong: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:", "blob:"))
            else wrong.append(f"asks {request.url}")
        ),
    )
    for name in opened(page, live_server, world):
        for width in at_each_width(page):
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append(f"{name}: wider than {width}")
    assert not wrong


@pytest.mark.usefixtures("serialized_roles")
def test_every_page_passes_axe(browser: Browser, live_server: LiveServer, world: World) -> None:
    """Without the policy, which stops the styles that axe itself tries out in forms."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    context = browser.new_context(locale="zh-CN", bypass_csp=True)
    page = context.new_page()
    found = [
        f"{name} at {width}: {violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for name in opened(page, live_server, world)
        for width in at_each_width(page)
        for violation in axe.run(page).response["violations"]
    ]
    context.close()
    assert not found, "\n".join(found)
