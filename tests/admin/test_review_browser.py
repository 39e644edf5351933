"""The clerk's day in a real browser: twelve files from upload to publication by the keyboard alone; axe on every page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured
from django.contrib.auth.models import User
from django.core.files import File
from django.test import Client
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from disclosures.admin.entries import EntryKind, entries
from disclosures.lifecycle.ingestion import ingest, store
from disclosures.models import Amount, Correction, Disclosure, Document, Review
from tests.admin.batch import DEMO, made

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

READING = 240_000
"""Milliseconds that reading twelve files may take on a busy machine."""

PASSWORD = "a long password"
FOCUS = """() => {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
        || style.boxShadow !== "none" || style.borderColor !== "rgb(204, 204, 204)";
}"""


@pytest.fixture
def clerk(places: None) -> User:
    return User.objects.create_superuser("clerk", password=PASSWORD)


@pytest.fixture
def keyboard(page: Page) -> Iterator[Page]:
    """A page that nobody points at: a pressed pointer fails the test."""
    page.add_init_script("addEventListener('pointerdown', () => console.error('pointer'), true)")
    pressed: list[str] = []
    page.on("console", lambda message: pressed.append(message.text) if message.text == "pointer" else None)
    yield page
    assert not pressed


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until it is reached; every stop on the way can be seen."""
    for _ in range(400):
        if page.evaluate("selector => !!document.activeElement?.matches(selector)", selector):
            assert page.evaluate(FOCUS), f"the focus on {selector} cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector} on {page.url}")


def press(page: Page, key: str) -> None:
    """A key that leads to another page."""
    with page.expect_navigation():
        page.keyboard.press(key)


def write(page: Page, selector: str, words: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(words)


def lead(page: Page, name: str) -> str:
    """A link to the desk of a disclosure."""
    pk = next(one.pk for one in Disclosure.objects.select_related("agency") if str(one) == name)
    return f'a[href="{reverse("admin:disclosures_disclosure_change", args=[pk])}"]'


def test_twelve_files_by_the_keyboard_alone(
    keyboard: Page, live_server: LiveServer, clerk: User, tmp_path: Path
) -> None:
    page, files = keyboard, made(tmp_path)
    assert len(files) == 12
    page.goto(f"{live_server.url}/{configured.ADMIN_PATH}")
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")

    # upload: the dialogue of the operating system is the one thing that is not the page
    tab_to(page, f'a[href="{reverse("admin:disclosures_document_add")}"]')
    press(page, "Enter")
    page.set_input_files("input[type=file]", [str(path) for path in files])
    tab_to(page, "#upload [type=submit]")
    page.keyboard.press("Enter")
    line = "#desk-lines tr[data-document]"
    page.locator(f"{line}:not([data-unfinished])").nth(11).wait_for(timeout=READING)
    assert page.locator(line).count() == 12
    assert Document.objects.filter(uploaded_by=clerk).count() == 12

    # whose it is, where the file does not say
    for name in ("街道办事处 2023年预算", "街道办事处本级 2023年预算"):
        page.goto(live_server.url + reverse("admin:disclosures_document_uploaded"))
        tab_to(page, lead(page, name))
        press(page, "Enter")
        assert "机构没有确定" in page.inner_text("#now")
        write(page, "[name=region]", "莲池区")
        tab_to(page, "[name=create]")
        page.keyboard.press("Space")
        tab_to(page, "#now [type=submit]")
        press(page, "Enter")
        assert "已确认" in page.inner_text(".messagelist")
    assert not Disclosure.objects.undetermined().exists()

    # the doubtful: walk, accept a note, correct a cell with a reason
    Amount.objects.filter(
        pk=Amount.objects.filter(printed="171.50", line__name="教育支出").order_by("pk")[0].pk
    ).update(confirmed=False)
    page.goto(live_server.url + reverse("admin:disclosures_document_uploaded"))
    tab_to(page, lead(page, "保定市莲池区统计局 2023年预算"))
    press(page, "Enter")
    assert "照原样收录为其他表" in page.inner_text("#now-title")
    press(page, "a")
    assert Review.objects.get().about.startswith("表（没有标题）")
    assert "171.50" in page.inner_text("#now-title"), "on to the next that is open"
    press(page, "c")
    assert page.evaluate("document.activeElement.name") == "printed"
    page.keyboard.type("117.50")
    write(page, "[name=reason]", "pack: 原件印作 117.50")  # letters that are keys of the desk
    tab_to(page, "form [type=submit].default")
    press(page, "Enter")
    assert "已更正" in page.inner_text("#now")
    correction = Correction.objects.get()
    assert (correction.read_printed, correction.printed, correction.by) == ("171.50", "117.50", clerk)

    walked = walk_to_the_end(page)
    whole = Disclosure.objects.get(pk=correction.disclosure_id)
    assert walked == len(entries([whole])[whole.pk])
    press(page, "k")
    assert page.inner_text(".mz-walk span").startswith(f"第 {walked - 1} 条")
    page.locator("#list [aria-current]:focus").wait_for()  # who opened an entry goes on from there
    for key in ("ArrowUp", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
    press(page, "Enter")
    assert page.inner_text(".mz-walk span").startswith(f"第 {walked - 2} 条")
    page.locator("#list [aria-current]:focus").wait_for()
    page.keyboard.press("ArrowUp")
    press(page, "Space")
    assert page.inner_text(".mz-walk span").startswith(f"第 {walked - 3} 条")

    # publish one by its key, then all that is left of the files
    press(page, "p")
    assert "将公开" in page.inner_text("#content")
    write(page, "[name=reason]", "核对无误")
    tab_to(page, "form [type=submit].default")
    press(page, "Enter")
    assert Disclosure.objects.published().count() == 1
    page.goto(live_server.url + reverse("admin:disclosures_document_uploaded"))
    tab_to(page, 'a[href*="/act/publish/?f="]')
    press(page, "Enter")
    alone = Disclosure.objects.filter(part_of=None)
    assert page.locator(".mz-choices > li").count() == alone.count() - 1
    write(page, "[name=reason]", "本批核对无误")
    tab_to(page, "form [type=submit].default")
    with page.expect_navigation(timeout=READING):
        page.keyboard.press("Enter")
    assert not page.locator(".messagelist .error").count()
    assert set(alone.values_list("state", flat=True)) == {"published"}
    assert set(Document.objects.public().values_list("original_name", flat=True)) == {
        file.name for file in files
    }

    # and the public sees the corrected figure
    cell = Amount.objects.get(pk=correction.amount_id)
    page.goto(
        f"{live_server.url}/disclosures/{whole.pk}/#c{cell.pk}"
    )  # which opens the table that it stands in
    shown = page.locator(f"#c{cell.pk}").inner_text()
    assert shown.strip() == "117.50"
    page.goto(f"{live_server.url}/figures/{cell.pk}/")
    assert "文件印作 171.50，更正为 117.50" in page.inner_text("main")


def walk_to_the_end(page: Page) -> int:
    """By j, one entry at a time; how many there were. Every one has its words, and stands in the list."""
    number = int(page.inner_text(".mz-walk span").split()[1])
    while page.locator("[rel=next]").count():
        press(page, "j")
        number += 1
        assert page.inner_text(".mz-walk span").startswith(f"第 {number} 条")
        assert page.locator("#list [aria-current]").count() == 1
    return number


def test_the_keys_may_be_switched_off(keyboard: Page, live_server: LiveServer, clerk: User) -> None:
    page = keyboard
    logged_in(page, live_server, clerk)
    page.goto(live_server.url + desk_of_a_pdf())
    start = page.inner_text(".mz-walk span")
    tab_to(page, "#keys input")
    page.keyboard.press("Space")
    page.keyboard.press("j")
    page.reload()
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    assert page.inner_text(".mz-walk span") == start
    tab_to(page, "[rel=next]")
    press(page, "Enter")
    assert page.inner_text(".mz-walk span") != start, "the link is there all the same"


def test_the_desk_works_without_scripts(browser: object, live_server: LiveServer, clerk: User) -> None:
    where = desk_of_a_pdf()
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")  # type: ignore[attr-defined]
    page = context.new_page()
    logged_in(page, live_server, clerk)
    page.goto(live_server.url + where)
    assert not page.locator("#keys").is_visible(), "no keys are promised"
    first = page.inner_text("#now-title")
    page.locator("[rel=next]").press("Enter")
    assert page.inner_text("#now-title") != first
    page.locator("#now button", has_text="已核对").press("Enter")
    assert Review.objects.count() == 1
    context.close()


# --- what the pages are like -------------------------------------------------------------------------------------------


def logged_in(page: Page, live_server: LiveServer, user: User) -> None:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    name = configured.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def desk_of_a_pdf() -> str:
    return reverse("admin:disclosures_disclosure_change", args=[read("xingtai-2022-department.pdf").pk])


def read(name: str) -> Disclosure:
    """What the real reader reads of a demo file."""
    with (DEMO / name).open("rb") as content:
        document = store(File(content), name)[0]
    return ingest(document).disclosures.order_by("position")[0]


def clerks_pages(disclosure: Disclosure) -> dict[str, str]:
    """Every page that a clerk's work leads through: the desk at one entry of every kind, and the forms."""
    Amount.objects.filter(
        pk=Amount.objects.filter(line__statement__disclosure=disclosure, fen__gt=0).order_by("pk")[0].pk
    ).update(confirmed=False, proven=False)
    disclosure.notes.create(
        document=disclosure.document, code="x", message=f"“{disclosure.printed_name}”请对照原件", page=1
    )
    found = entries([disclosure])[disclosure.pk]
    desk = reverse("admin:disclosures_disclosure_change", args=[disclosure.pk])
    cell = next(entry.cell for entry in found if entry.cell)
    finding = disclosure.findings.all()[0]
    first = {entry.kind: entry.key for entry in reversed(found)}
    assert set(EntryKind) - {EntryKind.DOUBT} <= first.keys()
    kinds = {f"desk at {kind}": f"{desk}?at={at}" for kind, at in first.items()}
    return {
        "desk": desk,
        **kinds,
        "publish": reverse("admin:disclosures_disclosure_act", args=["publish"]) + f"?d={disclosure.pk}",
        "withdraw": reverse("admin:disclosures_disclosure_act", args=["withdraw"]) + f"?d={disclosure.pk}",
        "correct a cell": reverse("admin:disclosures_correction_cell", args=[cell.line_id, cell.column_id]),
        "correct a table": reverse("admin:disclosures_correction_table", args=[cell.line.statement_id]),
        "finding": reverse("admin:disclosures_finding_change", args=[finding.pk]),
        "document": reverse("admin:disclosures_document_change", args=[disclosure.document_id]),
        "upload": reverse("admin:disclosures_document_add"),
        "uploaded": reverse("admin:disclosures_document_uploaded") + f"?d={disclosure.document_id}",
    }


def test_every_page_of_the_clerk_fits_and_passes_axe(
    page: Page, live_server: LiveServer, clerk: User
) -> None:
    """The fixture `page` fails where the content security policy stopped something."""
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), []
    logged_in(page, live_server, clerk)
    for name, address in clerks_pages(read("xingtai-2022-department.pdf")).items():
        answer = page.goto(live_server.url + address)
        assert answer
        assert answer.status == 200, name
        if name.startswith("desk"):
            drawn = page.evaluate("document.querySelectorAll('.mz-page svg image').length")
            assert drawn, f"{name}: no picture of a page"
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
                found.append(f"{name}: {wide} px wide at {width}")
            for violation in axe.run(page).response["violations"]:
                found.append(f"{name} at {width}: {violation['id']}: {violation['nodes'][0]['html'][:200]}")
    assert not found, "\n".join(found)
