"""What is public is changed by the keyboard alone: a file by a corrected one, after what differs was seen; a number by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from disclosures.lifecycle.publication import publish
from disclosures.models import Amount, Correction
from disclosures.vocabulary import Measure
from tests.admin.test_review_browser import clerk, keyboard, logged_in, press, tab_to, write
from tests.test_replacement import AFTER, BEFORE, body, version

__all__ = ["body", "clerk", "keyboard"]

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from disclosures.models import Agency

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE = {"width": 1280, "height": 900}


def test_a_corrected_file_takes_the_place_of_the_former(
    keyboard: Page, live_server: LiveServer, clerk: User, body: Agency
) -> None:
    page, former = keyboard, publish(version(body, "初稿.txt", BEFORE), None, "核对无误")
    corrected = version(body, "更正.txt", AFTER)
    page.set_viewport_size(WIDE)
    logged_in(page, live_server, clerk)
    page.goto(live_server.url + reverse("admin:disclosures_disclosure_change", args=[corrected.pk]))
    press(page, "p")
    both = page.locator("table:has-text('300.00'):has-text('310.00')").first
    box = both.bounding_box()
    assert box
    assert box["x"] + box["width"] <= WIDE["width"], "both sides are seen at once"
    tab_to(page, f"#other-{corrected.pk}")
    page.keyboard.press("Space")
    write(page, "[name=reason]", "单位来函更正")
    tab_to(page, "form [type=submit].default")
    press(page, "Enter")
    assert not page.locator(".messagelist .error").count()
    former.refresh_from_db()
    corrected.refresh_from_db()
    assert (corrected.is_published, corrected.replaces, former.is_replaced) == (True, former, True)
    page.goto(f"{live_server.url}/disclosures/{corrected.pk}/changes/")
    for amount in ("300.00", "310.00"):
        assert amount in page.inner_text("main")


def test_one_proposes_a_number_and_another_approves_it(
    keyboard: Page, live_server: LiveServer, clerk: User, body: Agency, settings: Any
) -> None:
    settings.REQUIRE_SECOND_PERSON = True
    page, other = keyboard, User.objects.create_superuser("乙")
    public = publish(version(body, "预算.txt", BEFORE), None, "核对无误")
    cell = Amount.objects.get(line__statement__disclosure=public, line__code="206", measure=Measure.TOTAL)
    shown = f"{live_server.url}/disclosures/{public.pk}/"
    page.set_viewport_size(WIDE)
    logged_in(page, live_server, clerk)
    page.goto(
        live_server.url + reverse("admin:disclosures_correction_cell", args=[cell.line_id, cell.column_id])
    )
    write(page, "[name=printed]", "181.00")
    write(page, "[name=reason]", "原件第 2 页")
    tab_to(page, "form [type=submit].default")
    press(page, "Enter")
    assert "须由另一个人批准后才改变" in page.inner_text(".messagelist")
    page.goto(shown)
    assert "181.00" not in page.content()

    page.context.clear_cookies()
    logged_in(page, live_server, other)
    page.goto(live_server.url + reverse("admin:index"))
    for link in ("a[href*='/correction/?waiting=1']", "#result_list tbody th a"):  # what waits, and its cell
        tab_to(page, link)
        press(page, "Enter")
    tab_to(page, "[name=approve]")
    press(page, "Enter")
    assert "已批准更正" in page.inner_text(".messagelist")
    made = Correction.objects.get()
    assert (made.by, made.approved_by) == (clerk, other)
    page.goto(shown)
    assert "181.00" in page.content()
