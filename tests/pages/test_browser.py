"""The pages in a real browser: no sideways scrolling, nothing for axe to find, no script needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.pages.rows import Country
from tests.pages.test_pages import addresses

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1280, 360)


def test_pages_fit_and_pass_axe(page: Page, live_server: LiveServer, country: Country) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    findings: list[str] = []
    for name, address in addresses(country).items():
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(live_server.url + address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                findings.append(f"{name} {width}: {wide} px wide")
            for violation in axe.run(page).response["violations"]:
                findings.append(f"{name} {width}: {violation['id']}: {violation['nodes'][0]['html'][:200]}")
    assert findings == []


def test_unfolding_and_comparing_without_script(
    page: Page, live_server: LiveServer, country: Country
) -> None:
    page.goto(f"{live_server.url}/agencies/{country.hengshui.pk}/")
    page.get_by_role("button", name="比较所选").click()
    assert page.get_by_role("heading", name="能否直接比较").is_visible()
    page.get_by_role("link", name="215").first.click()
    assert page.get_by_role("rowheader", name="21505").is_visible()
    page.get_by_role("link", name="亿元").click()
    assert page.get_by_role("rowheader", name="21505").is_visible()


def test_the_keyboard_reaches_the_text_first(page: Page, live_server: LiveServer, country: Country) -> None:
    page.goto(f"{live_server.url}/disclosures/{country.own_2022.pk}/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
