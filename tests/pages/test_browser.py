"""The pages in a real browser: every page fits, passes axe, asks nothing of another host, and works by keyboard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.urls import get_resolver, resolve
from pytest_django.live_server_helper import LiveServer

from disclosures.machines.api.resources import RESOURCES
from tests.pages.rows import Country
from tests.pages.test_pages import addresses
from tests.pages.test_series import departments

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1280, 360)
PAPER = 703
"""Pixels between the margins of A4."""
MOST_SHRUNK = 1.5
"""How much wider than the paper a page may be before Chromium cuts it instead of shrinking it."""
FILES = {
    "robots",
    "sitemap",
    "sitemap-section",
    "page-image",
    "original",
    "data-file",
    "versions",
    "figure",
    "log-lines",
    "feed-publications",
    "feed-corrections",
    "feed-differences",
    "api-openapi",
    "api-nothing",
    "mcp",
}
FILES |= {f"api-{name}" for name in RESOURCES}
"""Addresses that answer with something other than a page."""


def every_page(country: Country) -> dict[str, str]:
    """The addresses of all public pages, and states of the picker that only browsers and readers in a hurry reach."""
    own = f"{country.own_level.pk}-2022"
    return addresses(country) | {
        "picker with a column and its likes": f"/compare/?d={own}&edit=1",
        "picker after a bad address": f"/compare/?d={own}&d={country.hengshui.pk}-2021&d=nonsense",
        "picker with nothing found": "/compare/?q=没有这个机构",
        "not found": "/nothing/",
    }


def test_every_page_has_an_address_here(country: Country) -> None:
    names = {
        name for name in get_resolver().namespace_dict["disclosures"][1].reverse_dict if isinstance(name, str)
    }
    shown = {resolve(urlsplit(address).path).url_name for address in addresses(country).values()}
    assert names - shown - FILES == set(), "这些页面在 test_pages.addresses 里没有地址"


def keep_columns(page: Page, *columns: tuple[str, str]) -> None:
    """As if these columns had been added on earlier pages."""
    kept = json.dumps([{"key": key, "title": title} for key, title in columns])
    page.add_init_script(f"localStorage.setItem('mingzhang.columns', {json.dumps(kept)})")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_fits_and_passes_axe(
    page: Page, live_server: LiveServer, country: Country, width: int
) -> None:
    """At the wide one also by keyboard and on paper: a page is opened once for all that it has to be."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    findings: list[str] = []
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:"))
            else findings.append(f"asks {request.url}")
        ),
    )
    page.set_viewport_size({"width": width, "height": 800})
    if width == min(WIDTHS):  # in the dark, and with the tray at the foot of every page
        page.emulate_media(color_scheme="dark")
        keep_columns(
            page, ("999-2022", "有很长名称的一个单位甲 2022 年单位预算"), ("998-2022", "乙 2022 年部门预算")
        )
    for name, address in every_page(country).items():
        page.goto(live_server.url + address)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            findings.append(f"{name}: {wide} px wide")
        for violation in axe.run(page).response["violations"]:
            findings.append(f"{name}: {violation['id']}: {violation['nodes'][0]['html'][:200]}")
        if width == max(WIDTHS):
            findings += [f"{name}: {finding}" for finding in by_keyboard_and_on_paper(page, width)]
    assert findings == []


def by_keyboard_and_on_paper(page: Page, width: int) -> list[str]:
    """The keyboard reaches the text first; printed, nothing is cut at the edge of the paper or left in a frame."""
    findings = []
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.textContent") != "跳到正文":
        findings.append("Tab leads elsewhere")
    page.keyboard.press("Enter")
    if page.evaluate("document.activeElement.id") != "main":
        findings.append("the text is not reached")
    page.set_viewport_size({"width": PAPER, "height": 800})
    page.emulate_media(media="print")
    if (wide := page.evaluate(WIDEST)) > PAPER * MOST_SHRUNK:
        findings.append(f"{wide} px wide on paper")
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": width, "height": 800})
    return findings


WIDEST = """() => Math.max(...[...document.querySelectorAll("main table, main svg, main p")]
    .filter(one => one.getClientRects().length).map(one => Math.round(one.getBoundingClientRect().right)))"""


def test_without_script_nothing_is_offered_that_needs_it(
    browser: Browser, live_server: LiveServer, country: Country
) -> None:
    plain = browser.new_page(java_script_enabled=False)
    for name, address in every_page(country).items():
        plain.goto(live_server.url + address)
        assert plain.locator("button:visible:not([type=submit], form button:not([type]))").count() == 0, name
        assert plain.locator("main h1").count() == 1, name
    plain.close()


def test_a_citation_is_copied_and_a_chart_kept_as_png(
    page: Page, live_server: LiveServer, country: Country
) -> None:
    page.goto(f"{live_server.url}/codes/functional/215/?year=2022")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("引用本页").click()
    page.locator(".cite + button").click()
    page.get_by_role("button", name="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator(".cite").inner_text()
    page.locator(".framed summary").first.click()
    with page.expect_download() as kept:
        page.get_by_role("button", name="下载 PNG").first.click()
    assert kept.value.suggested_filename.endswith("：排名.png")
    assert kept.value.path().read_bytes().startswith(b"\x89PNG")


def test_the_first_amounts_are_seen_on_a_small_screen(
    page: Page, live_server: LiveServer, country: Country
) -> None:
    page.set_viewport_size({"width": min(WIDTHS), "height": 800})
    page.goto(f"{live_server.url}/disclosures/{country.own_2022.pk}/")
    edges = page.evaluate(FIRST_AMOUNTS)
    assert len(edges) > 1
    assert max(edges) <= min(WIDTHS)


FIRST_AMOUNTS = """() => [...document.querySelectorAll(".statement")].flatMap(statement => {
    statement.open = true;
    const edges = [...statement.querySelectorAll("td[id]")].filter(cell => cell.getClientRects().length)
        .map(cell => Math.round(cell.getBoundingClientRect().right));
    return edges.length ? [Math.min(...edges)] : [];
})"""
"""Where the first column of amounts of each table ends."""


def test_one_table_at_a_time(page: Page, live_server: LiveServer, country: Country) -> None:
    from playwright.sync_api import expect

    page.goto(f"{live_server.url}/disclosures/{country.own_2022.pk}/")
    tables = page.locator(".statement > .scroll")
    shown = [number for number in range(tables.count()) if tables.nth(number).is_visible()]
    assert shown == [0]
    page.locator(".tabs a").nth(1).click()
    expect(tables.nth(1)).to_be_visible()
    expect(tables.nth(0)).to_be_hidden()


WIDTH_AND_ROOM = "frame => [frame.scrollWidth, frame.clientWidth]"
RIGHT = "head => head.getBoundingClientRect().right"


def test_a_ranking_shows_the_change_at_any_width(
    page: Page, country: Country, live_server: LiveServer
) -> None:
    """On a desk nothing of the tables is cut; on a telephone the change stands beside the amount."""
    departments(country, {"桥东区教育局": {2021: "123456.00", 2022: "234567.00"}})
    for address, caption in (("/three-public/?members=1", "cap-rank"), ("/three-public/years/", "cap-steps")):
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(live_server.url + address)
        width, room = page.locator(f".scroll:has(#{caption})").evaluate(WIDTH_AND_ROOM)
        assert width <= room, address
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(live_server.url + "/three-public/")
    change = page.locator("table:has(#cap-rank) thead th", has_text="较上年")
    assert change.evaluate(RIGHT) <= 360
