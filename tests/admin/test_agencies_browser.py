"""Two agencies are merged and made two again by the keyboard alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from disclosures.models import Agency, AgencyMerge
from disclosures.vocabulary import AgencyKind
from tests.admin.test_review_browser import clerk, keyboard, logged_in, press, tab_to, write
from tests.pages import rows

__all__ = ["clerk", "keyboard"]

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def assert_accessible(page: Page) -> None:
    """Without a violation that axe knows, and no wider than the window."""
    from axe_playwright_python.sync_playwright import Axe

    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    assert [found["nodes"][0]["html"][:160] for found in Axe().run(page).response["violations"]] == []


def test_a_merge_and_its_undoing_by_the_keyboard(
    keyboard: Page, live_server: LiveServer, clerk: User
) -> None:
    page, remaining = keyboard, rows.country().hengshui
    former = rows.agency("衡水市工业信息化局", remaining.region, "", AgencyKind.DEPARTMENT)
    rows.agency("衡水市某某局", remaining.region, "", AgencyKind.DEPARTMENT)
    rows.disclosure(former, 2016, rows.document("旧.txt"), state="draft")
    page.set_viewport_size({"width": 1280, "height": 900})
    logged_in(page, live_server, clerk)
    page.goto(live_server.url + reverse("admin:disclosures_agency_changelist"))
    tab_to(page, f'a[href="{reverse("admin:disclosures_agency_tidy")}"]')
    press(page, "Enter")
    assert_accessible(page)
    tab_to(page, f'a[href$="?a={remaining.pk}&a={former.pk}"]')
    press(page, "Enter")
    assert_accessible(page)
    tab_to(page, f"#remaining-{remaining.pk}")
    write(page, "[name=reason]", "印作两种名称")
    tab_to(page, "form [type=submit].default")
    press(page, "Enter")
    assert f"“{former}”已并入“{remaining}”" in page.inner_text(".messagelist")
    assert not Agency.objects.filter(pk=former.pk).exists()
    page.goto(live_server.url + reverse("admin:disclosures_agency_tidy"))
    assert_accessible(page)
    tab_to(page, f'button[value="{AgencyMerge.objects.get().pk}"]')
    press(page, "Enter")
    assert f"已还原：“{former}”" in page.inner_text(".messagelist")
    assert Agency.objects.get(pk=former.pk).disclosures.count() == 1


def test_a_region_is_suggested_while_one_types(keyboard: Page, live_server: LiveServer, clerk: User) -> None:
    logged_in(keyboard, live_server, clerk)
    keyboard.goto(live_server.url + reverse("admin:disclosures_document_add"))
    write(keyboard, "[name=region]", "保定市莲")
    keyboard.locator("datalist option").wait_for(state="attached")
    assert keyboard.eval_on_selector_all("datalist option", "all => all.map(one => one.value)") == [
        "河北省保定市莲池区"
    ]
