"""From the home page to a comparison in a real browser: three actions, any width, script or none, keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.pages.rows import Country
from tests.pages.test_browser import WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOTALS = ("3,952.59", "1,476.29", "812.32")
MOST_TABS = 60
PATIENCE = 10_000


@pytest.fixture(autouse=True)
def impatient(page: Page) -> None:
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)


class Reader:
    """Somebody at the page whose actions are counted."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.actions = 0
        page.goto(url)

    def search(self, label: str, words: str, send: bool) -> None:
        """Typing, and without script Enter."""
        self.actions += 1
        box = self.page.get_by_label(label)
        box.press_sequentially(words)
        if send:
            box.press("Enter")
            self.page.wait_for_load_state()

    def click(self, role: str, name: str) -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=True).click()  # type: ignore[arg-type]
        self.page.wait_for_load_state()


@contextmanager
def visitor(browser: Browser, width: int = 1280, script: bool = True) -> Iterator[Page]:
    """Somebody else: another browser as far as the site can tell."""
    context = browser.new_context(
        locale="zh-CN", viewport={"width": width, "height": 800}, java_script_enabled=script
    )
    context.set_default_timeout(PATIENCE)
    yield context.new_page()
    context.close()


def text_of(page: Page) -> str:
    """The words of a page that has arrived whole: a click returns when the new address answers, not when it is there."""
    page.wait_for_load_state()
    return page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", WIDTHS)
def test_three_actions_from_home(
    browser: Browser, live_server: LiveServer, country: Country, width: int, script: bool
) -> None:
    with visitor(browser, width, script) as page:
        reader = Reader(page, live_server.url)
        reader.search("从哪个机构开始", "衡水", send=not script)
        reader.click("link", "衡水市工业和信息化局本级 2022 年单位预算")
        reader.click("button", "比较所选")
        assert reader.actions == 3
        page.get_by_role("heading", name="能否直接比较").wait_for()
        heading = page.get_by_role("heading", level=1).inner_text()
        assert all(place in heading for place in ("衡水", "邢台", "莲池"))
        assert all(total in text_of(page) for total in TOTALS)
        address, shown = page.url, text_of(page)
    assert len(address.removeprefix(live_server.url)) < 60
    with visitor(browser, width, script) as other:
        other.goto(address)
        assert text_of(other) == shown


def test_results_come_while_typing_and_stay_in_the_address(
    page: Page, live_server: LiveServer, country: Country
) -> None:
    page.goto(f"{live_server.url}/compare/?d={country.own_level.pk}-2022&edit=1")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/compare/" in request.url else None)
    page.get_by_label("名称、代码或地区").press_sequentially("邢", delay=20)
    result = page.get_by_role("link", name="邢台市工业和信息化局 2022 年部门预算")
    result.wait_for()
    assert len(asked) == 1  # one round trip
    assert "找到 1 个机构" in page.locator("form.find [role=status]").inner_text()
    page.reload()
    expect(result).to_be_visible()
    result.click()
    expect(page.get_by_role("heading", name="已选 2 列")).to_be_visible()


def test_a_search_that_fails_says_so(page: Page, live_server: LiveServer, country: Country) -> None:
    page.goto(live_server.url)
    page.route("**/compare/**", lambda route: route.abort())
    page.get_by_label("从哪个机构开始").press_sequentially("邢")
    page.get_by_text("没有取到结果").wait_for(state="attached")


def test_columns_are_kept_while_browsing(page: Page, live_server: LiveServer, country: Country) -> None:
    tray = page.get_by_role("complementary", name="已加入比较的列")
    said = page.locator("#tray-said")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{live_server.url}/disclosures/{country.own_2022.pk}/")
    expect(tray).to_be_hidden()
    page.get_by_role("link", name="加入比较 衡水市工业和信息化局本级 2022 年单位预算").click()
    assert said.inner_text() == "已加入：衡水市工业和信息化局本级 2022 年单位预算，共 1 列"
    expect(tray.get_by_role("link", name="再选一列")).to_be_visible()

    page.goto(f"{live_server.url}/regions/130000/?year=2022")
    page.get_by_role("link", name="加入比较 邢台市工业和信息化局 2022 年部门预算").click()
    page.goto(f"{live_server.url}/codes/functional/215/?year=2022")
    page.get_by_role("link", name="加入比较 衡水市工业和信息化局 2022 年各单位预算相加").click()
    expect(tray.get_by_role("link", name="比较 3 列")).to_be_visible()
    page.get_by_role("link", name="移出比较 衡水市工业和信息化局 2022 年各单位预算相加").click()
    assert "已去掉" in said.inner_text()

    page.keyboard.press("End")  # the last of the page stands above the tray
    page.wait_for_timeout(600)  # smooth scrolling
    foot, top = page.locator(".footer p").last.bounding_box(), tray.bounding_box()
    assert foot
    assert top
    assert foot["y"] + foot["height"] <= top["y"]

    page.emulate_media(media="print")
    expect(tray).to_be_hidden()
    page.emulate_media(media="screen")

    tray.get_by_role("link", name="比较 2 列").click()
    page.get_by_role("heading", name="能否直接比较").wait_for()
    assert all(total in text_of(page) for total in TOTALS[:2])
    expect(tray).to_be_hidden()  # its columns are those of the page
    page.goto(f"{live_server.url}/agencies/{country.lianchi.pk}/")
    page.get_by_role("link", name="加入比较 保定市莲池区工业和信息化局 2023 年部门预算").first.click()
    tray.locator("summary").click()
    tray.get_by_role("button", name="去掉 邢台市工业和信息化局 2022 年部门预算").click()
    tray.get_by_role("link", name="比较 2 列").click()
    page.get_by_role("heading", name="能否直接比较").wait_for()
    assert [total in text_of(page) for total in TOTALS] == [True, False, True]


def test_kept_columns_join_those_of_the_page(page: Page, live_server: LiveServer, country: Country) -> None:
    tray = page.get_by_role("complementary", name="已加入比较的列")
    page.goto(f"{live_server.url}/disclosures/{country.own_2022.pk}/")
    page.get_by_role("link", name="加入比较").first.click()
    page.goto(f"{live_server.url}/compare/?d={country.xingtai.pk}-2022&d={country.lianchi.pk}-2023")
    expect(tray.get_by_text("另有 1 列")).to_be_visible()
    tray.get_by_role("link", name="一起比较 3 列").click()
    expect(tray).to_be_hidden()  # its columns are those of the page
    assert all(total in text_of(page) for total in TOTALS)

    # Another year of a column takes the place of the first; taken off on the picker is taken off the tray.
    page.get_by_role("link", name="添加或删除列").click()
    page.get_by_role("navigation", name="衡水市工业和信息化局本级：部门").get_by_role("link").first.click()
    expect(tray).to_be_hidden()
    page.get_by_role("link", name="去掉 邢台市工业和信息化局 2022").click()
    page.goto(f"{live_server.url}/about/")
    tray.locator("summary").click()
    expect(tray.get_by_role("listitem")).to_have_count(2)
    assert "3 个单位预算相加" in tray.inner_text()
    tray.get_by_role("button", name="全部去掉").click()
    expect(tray).to_be_hidden()


def test_strange_storage_does_no_harm(page: Page, live_server: LiveServer, country: Country) -> None:
    for kept in ("{", '"x"', "[1, null]", '[{"key": "<b>", "title": "<img src=x onerror=alert(1)>"}]'):
        page.goto(live_server.url)
        page.evaluate("kept => localStorage.setItem('mingzhang.columns', kept)", kept)
        page.goto(f"{live_server.url}/disclosures/{country.own_2022.pk}/")
        page.get_by_role("link", name="加入比较").first.click()
        expect(page.get_by_role("complementary", name="已加入比较的列")).to_be_visible()
        assert page.locator("#tray img").count() == 0


def test_without_script_a_column_is_added_by_its_link(
    browser: Browser, live_server: LiveServer, country: Country
) -> None:
    with visitor(browser, script=False) as page:
        page.goto(f"{live_server.url}/disclosures/{country.own_2022.pk}/")
        expect(page.locator("#tray")).to_be_hidden()
        page.get_by_role("link", name="加入比较").click()
        expect(page.get_by_role("heading", name="已选 1 列")).to_be_visible()
        page.get_by_label("名称、代码或地区").fill("莲池区")
        page.get_by_role("button", name="查找").click()
        page.get_by_role("link", name="保定市莲池区工业和信息化局 2023 年部门预算").click()
        page.get_by_role("link", name="前移 保定市莲池区工业和信息化局 2023").click()
        page.get_by_role("button", name="比较所选").click()
        page.get_by_role("heading", name="能否直接比较").wait_for()
        heading = page.get_by_role("heading", level=1).inner_text()
        assert heading.index("莲池区") < heading.index("衡水市")


def test_unfolding_and_comparing_without_script(
    browser: Browser, live_server: LiveServer, country: Country
) -> None:
    with visitor(browser, script=False) as page:
        page.goto(f"{live_server.url}/agencies/{country.hengshui.pk}/")
        page.get_by_role("button", name="比较所选").click()
        expect(page.get_by_role("heading", name="能否直接比较")).to_be_visible()
        page.get_by_role("link", name="215").first.click()
        expect(page.get_by_role("rowheader", name="21505")).to_be_visible()
        page.get_by_role("link", name="亿元").click()
        expect(page.get_by_role("rowheader", name="21505")).to_be_visible()


def test_keyboard_alone(page: Page, live_server: LiveServer, country: Country) -> None:
    def tab_to(words: str) -> None:
        """Tab until the focus is on what has these words as its name or in it."""
        named = "[document.activeElement.id, document.activeElement.textContent.trim()]"
        for _ in range(MOST_TABS):
            page.keyboard.press("Tab")
            if words in page.evaluate(named):
                assert page.evaluate("document.activeElement.matches(':focus-visible')")
                return
        pytest.fail(f"Tab 到不了“{words}”")

    page.goto(live_server.url)
    tab_to("compare-q")
    page.keyboard.type("衡水")
    page.get_by_role("link", name="衡水市工业和信息化局本级 2022 年单位预算").wait_for()
    tab_to("衡水市工业和信息化局本级 2022 年单位预算")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="已选 1 列").wait_for()
    tab_to("比较所选")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="能否直接比较").wait_for()
    assert all(total in text_of(page) for total in TOTALS)
