"""What people come for, done in a browser as somebody would who was not told how, over published files of the
demonstration: each from the home page, in no more actions than it should take.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from django.db import transaction
from pytest_django.live_server_helper import LiveServer

from tests.pages.loaded import DEMO, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FILES = (
    "hengshui-2020-department.pdf",
    "hengshui-2022-units.pdf",
    "xingtai-2022-department.pdf",
    "country/putuo-commerce-2025-department-budget.xlsx",
    "country/putuo-commerce-2025-unit-budget.xlsx",
    "country/putuo-wanli-2024-department-budget.xlsx",
    "country/putuo-wanli-2025-department-budget.xlsx",
)


@pytest.fixture(scope="module")
def site(browser: Browser, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a site with these files, for all tests here. Its server uses this thread's connection, and with it
    the transaction that nothing is kept of; the browser comes first, for with its event loop runs another connection."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(DEMO / name for name in FILES)
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        transaction.set_rollback(True)


class Visitor:
    """Starts at the home page and counts what is done: a search, a click, a choice sent off."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.actions = page, 0
        page.goto(site)

    def search(self, words: str) -> None:
        field = self.page.get_by_role("search").get_by_label("搜索").first
        field.fill(words)
        field.press("Enter")
        self._done()

    def click(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self._done()

    def choose(self, label: str, option: str, button: str) -> None:
        self.page.get_by_label(label).select_option(label=option)
        self.page.get_by_role("button", name=button).click()
        self._done()

    def save(self, name: str) -> Path:
        with self.page.expect_download() as download:
            self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.actions += 1
        return download.value.path()

    def _done(self) -> None:
        self.actions += 1
        self.page.wait_for_load_state()

    @property
    def text(self) -> str:
        return self.page.get_by_role("main").inner_text()


@pytest.fixture
def visitor(site: str, page: Page) -> Visitor:
    return Visitor(page, site)


def test_how_much_it_spends_on_what_and_against_others(visitor: Visitor) -> None:
    """How much does 衡水市工信局 spend, on what, “三公”, more than last year, more than 邢台: one page."""
    visitor.search("衡水市工信局")
    visitor.click("衡水市工业和信息化局")
    assert visitor.actions == 2
    said = {
        part.locator("dt").inner_text(): part.locator("dd").inner_text()
        for part in visitor.page.locator("dl.said > div").all()
    }
    assert "支出总计 4,778.20" in said["花多少"]
    assert "资源勘探工业信息等支出 3,759.35（78.68 %）" in said["花在哪里"]
    assert "“三公”经费 8.95" in said["“三公”"]
    assert "比 2021 年少 322.88" in said["比往年"]
    assert "邢台市工业和信息化局（部门预算）支出总计 1,476.29（比本机构少）" in said["比同类"]
    assert "“三公”经费 8.00（比本机构少）" in said["比同类"]


@pytest.mark.parametrize(
    "words", ["房租", "租办公室", "办公楼租金", "谁租办公室，花了多少钱", "办公用房租赁"]
)
def test_who_rents_offices_and_for_how_much(visitor: Visitor, words: str) -> None:
    """One search, whatever it is called."""
    visitor.search(words)
    assert visitor.actions == 1
    hit = visitor.page.get_by_role("listitem").filter(has_text="办公楼租赁费").filter(has_text="60.00 万元")
    assert "衡水市工业和信息化局" in hit.first.inner_text()


def three_public_of_putuo(visitor: Visitor) -> None:
    assert visitor.actions <= 2
    table = visitor.page.get_by_role("table").filter(has_text="名次")
    head = [" ".join(one.split()) for one in table.get_by_role("columnheader").all_inner_texts()]
    rows = [
        row.get_by_role("rowheader").all_inner_texts() + row.get_by_role("cell").all_inner_texts()
        for row in table.get_by_role("row").all()[1:]
    ]
    rank, change = (
        next(i for i, name in enumerate(head) if name.startswith(word)) for word in ("名次", "较上年")
    )
    of = {row[0].strip(): row for row in rows}
    ranked = [row[rank] for row in rows if row[rank].strip()]
    assert ranked == sorted(ranked, key=int)
    assert of["上海市普陀区人民政府万里街道办事处"][change].strip() not in ("", "上年没有")
    assert any("已含在部门中" in cell for row in rows for cell in row)


def test_three_public_of_a_place_by_choosing_it(visitor: Visitor) -> None:
    visitor.choose("“三公”经费排名", "上海市普陀区", "看排名")
    three_public_of_putuo(visitor)


@pytest.mark.parametrize("words", ["普陀区 三公", "普陀三公经费", "普陀区三公消费"])
def test_three_public_of_a_place_by_searching(visitor: Visitor, words: str) -> None:
    visitor.search(words)
    visitor.click("上海市普陀区的“三公”经费")
    three_public_of_putuo(visitor)


def test_a_code_over_all_units_and_years_as_a_file(visitor: Visitor) -> None:
    visitor.search("2150501")
    path = visitor.save("全部单位、全部年度的 CSV")
    assert visitor.actions == 2
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert {(row["机构"], row["年度"]) for row in rows} >= {
        ("邢台市工业和信息化局", "2022"),
        ("衡水市工业和信息化局", "2022"),
        ("衡水市工业和信息化局本级", "2022"),
    }
    assert {row["科目编码"] for row in rows} == {"2150501"}
    amounts = {(row["机构"], row["金额（元）"]) for row in rows}
    assert ("衡水市工业和信息化局本级", "6340200.00") in amounts
    assert unquote(visitor.page.url).endswith("/search/?q=2150501")
