"""The box on the page image covers the printed number: for every amount of every PDF in the repository.

Against the characters of pdfplumber, which knows nothing of our boxes, and those of PDFium, which draws the image.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2
import pytest
from django.core.files import File
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from disclosures.lifecycle.ingestion import ingest, store
from disclosures.lifecycle.publication import publish
from disclosures.models import Disclosure
from disclosures.parsing.normalise import key
from disclosures.parsing.pictures import page_text
from disclosures.presenting.page_words import PageWords, words_of
from disclosures.reading.columns import own_column
from tests.pages.boxes import text_in
from tests.readings import reading

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "disclosures" / "data" / "demo"
GOLDEN = ROOT / "tests" / "parsing" / "golden"
FOLDERS = (DEMO, ROOT / "tests" / "parsing" / "samples", ROOT / "tests" / "samples" / "variants")
COMPARED = ("hengshui-2022-units.pdf", "xingtai-2022-department.pdf", "lianchi-2023-department.docx")
CLICKS = 12
PDFS = sorted(path for folder in FOLDERS for path in folder.rglob("*.pdf"))

Printed = tuple[str, tuple[float, float, float, float]]


def amounts_of(path: Path) -> dict[int, list[Printed]]:
    """The printed amounts of a document with their boxes, by page: from its golden reading, else read now."""
    found: dict[int, list[Printed]] = defaultdict(list)
    golden = GOLDEN / f"{path.name}.json"
    if golden.exists():
        for disclosure in json.loads(golden.read_text(encoding="utf-8"))["disclosures"]:
            for statement in disclosure["statements"]:
                for line in statement["lines"]:
                    for cell in line["cells"]:
                        found[cell["page"]].append((cell["printed"], tuple(cell["bbox"])))
        return found
    for parsed in reading(path).disclosures:
        for table in parsed.statements:
            for row in table.lines:
                for place in row.cells:
                    if place.yuan is not None:
                        assert place.page
                        assert place.box
                        found[place.page].append((place.printed, place.box))
    return found


def test_there_are_documents_of_every_kind() -> None:
    assert len(PDFS) >= 8
    assert sum(len(cells) for path in PDFS[:4] for cells in amounts_of(path).values()) > 500


@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_the_printed_number_lies_in_its_box(path: Path) -> None:
    wrong: list[str] = []
    cells = amounts_of(path)
    drawn = pypdfium2.PdfDocument(path)
    with pdfplumber.open(path) as pdf:
        for page, printed in cells.items():
            of_plumber = PageWords(list(_chars(pdf.pages[page - 1])))
            of_pdfium = words_of(page_text(drawn[page - 1]))
            width, height = drawn[page - 1].get_size()
            for text, box in printed:
                assert box[0] >= 0 and box[1] >= 0 and box[2] <= width and box[3] <= height
                for name, words in (("pdfplumber", of_plumber), ("PDFium", of_pdfium)):
                    if key(text_in(words, box)) != key(text):
                        wrong.append(f"{page} {name}: “{text_in(words, box)}”, not “{text}” in {box}")
    drawn.close()
    assert wrong == []


def _chars(page: pdfplumber.page.Page) -> Iterator[tuple[str, int, int, int, int]]:
    for char in page.chars:
        if not char["text"].isspace():
            x0, top, x1, bottom = (round(char[edge] * 10) for edge in ("x0", "top", "x1", "bottom"))
            yield char["text"], x0, top, x1, bottom


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_click_on_any_compared_amount_opens_its_figure(page: Page, live_server: LiveServer) -> None:
    call_command("load_classifications", verbosity=0)
    for name in COMPARED:
        with (DEMO / name).open("rb") as content:
            document, _ = store(File(content), name)
        ingest(document)
        for disclosure in document.disclosures.all():
            publish(disclosure, None, "测试")
    published = Disclosure.objects.published().with_agency()
    chosen = [
        own_column(published.get(agency__name=name)).key
        for name in ("衡水市工业和信息化局本级", "邢台市工业和信息化局", "保定市莲池区工业和信息化局")
    ]
    compare = f"{live_server.url}/compare/?" + "&".join(f"d={key}" for key in chosen)
    page.goto(compare)
    links = page.locator('main table a[href^="/figures/"]')
    number = links.count()
    assert number > 3 * CLICKS
    kinds = set()
    step = number // CLICKS
    step += step % len(chosen) == 0  # or every click would be in the same column
    for i in range(0, number, step):
        link = links.nth(i)
        shown, exact = link.inner_text(), (link.get_attribute("title") or "").partition("；")[0]
        link.click()
        page.wait_for_url("**/figures/**")
        assert page.locator("h1").inner_text().startswith(shown)
        assert page.get_by_role("cell", name=exact, exact=True).count() == 1
        drawn = page.locator("figure.pageimage rect.cell").count() > 0
        kinds.add(drawn)
        assert drawn or page.locator("td.here, mark").count() == 1
        page.go_back()
    assert kinds == {True, False}  # of PDF on its page, of Word in its table
