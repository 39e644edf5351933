"""The picture of a page, and the box on it. Drawing never keeps the site busy."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from disclosures.models import Amount, Document
from disclosures.pages.figure.facts import fixed_place
from disclosures.parsing import pictures as drawing
from disclosures.parsing.office import converter
from disclosures.presenting.marked_page import found_page
from disclosures.reading import pictures
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).resolve().parents[2] / "disclosures" / "data" / "demo"
FOLDERS_OF_LIBRARIES = ("pdfplumber", "pdfminer", "pypdfium2", "docx", "lxml", "python_calamine", "PIL")


@pytest.fixture
def on_paper(country: Country, settings: Settings, tmp_path: Path) -> Document:
    """The document of 邢台 2022 as a real PDF, its first amount with a box on page 1."""
    settings.DATA_DIR = tmp_path
    document = country.xingtai_2022.document
    sample = next(DEMO.glob("*.pdf"))
    document.file.save("xingtai.pdf", ContentFile(sample.read_bytes()), save=False)
    document.media_type, document.pages = pictures.PDF, 2
    document.save()
    cell = Amount.objects.filter(line__statement__disclosure=country.xingtai_2022).first()
    assert cell
    Amount.objects.filter(pk=cell.pk).update(page=1, x0=1000, top=2000, x1=1500, bottom=2150)
    return document


def boxed(country: Country) -> str:
    cell = Amount.objects.get(line__statement__disclosure=country.xingtai_2022, page=1)
    return "/figures/{}/{}/".format(*fixed_place(cell.pk))


def test_a_published_page_is_a_picture_drawn_once(client: Client, on_paper: Document, tmp_path: Path) -> None:
    answer = client.get(f"/documents/{on_paper.pk}/pages/1.png")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    kept = [path.name for path in (tmp_path / "pages").rglob("*") if path.is_file()]
    assert sorted(kept) == ["1.json", "1.png"]
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 200


@pytest.mark.parametrize("page", [0, 3, 999999])
def test_a_page_that_is_not_there(client: Client, on_paper: Document, page: int) -> None:
    assert client.get(f"/documents/{on_paper.pk}/pages/{page}.png").status_code == 404


def test_no_picture_of_an_unpublished_document(client: Client, on_paper: Document, country: Country) -> None:
    on_paper.disclosures.update(state="withdrawn")
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 404


def test_the_figure_page_boxes_the_cell(client: Client, on_paper: Document, country: Country) -> None:
    html = client.get(boxed(country)).content.decode()
    assert '<rect class="cell" x="100.0" y="200.0" width="50.0" height="15.0"/>' in html
    text = pictures.page_text(on_paper, 1)
    assert f'viewBox="0 0 {text.width:.1f} {text.height:.1f}"' in html
    assert "在表中的位置" not in html


def test_a_page_that_cannot_be_drawn_says_so_and_gives_the_table(
    client: Client, on_paper: Document, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_paper.file.save("broken.pdf", ContentFile(b"%PDF-1.4 nothing"), save=True)
    html = client.get(boxed(country)).content.decode()
    assert "原件第 1 页画不成图像" in html
    assert "在表中的位置" in html
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 404
    monkeypatch.setattr(pictures, "pages_drawn", None)  # it is not tried again
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 404


def test_an_original_that_cannot_be_had_is_tried_again(client: Client, on_paper: Document) -> None:
    content = on_paper.file.read()
    on_paper.file.close()
    on_paper.file.storage.delete(on_paper.file.name)
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 404
    on_paper.file.storage.save(on_paper.file.name, ContentFile(content))
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 200


def test_whose_turn_does_not_come_is_told_to_come_back(
    client: Client, on_paper: Document, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that takes its whole time keeps one thread, and nobody else waits longer than a moment."""
    begun, end = threading.Event(), threading.Event()

    @contextmanager
    def for_ever(path: Path, pages: object, limits: object) -> Iterator[Path]:
        begun.set()
        end.wait(30)
        yield path.parent

    monkeypatch.setattr(pictures, "pages_drawn", for_ever)

    def draw() -> None:
        with pytest.raises(pictures.NoPicture):
            pictures.picture(on_paper, 2)

    slow = threading.Thread(target=draw)
    slow.start()
    try:
        assert begun.wait(10)
        for address in (f"/documents/{on_paper.pk}/pages/1.png", boxed(country)):
            asked = time.monotonic()
            answer = client.get(address)
            assert (answer.status_code, answer["Retry-After"]) == (503, "5")
            assert "原件的图像正在生成" in answer.content.decode()
            assert not answer.has_header("ETag")
            assert time.monotonic() - asked < 5
    finally:
        end.set()
        slow.join()


def test_the_worker_draws_all_pages_and_stops_at_some_that_cannot_be(
    on_paper: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert pictures.draw_ahead(on_paper) == 2
    assert pictures.draw_ahead(on_paper) == 2
    on_paper.sha256, on_paper.pages = "f" * 64, 9
    tried: list[int] = []

    @contextmanager
    def nothing(path: Path, pages: list[int], limits: object) -> Iterator[Path]:
        tried.append(len(pages))
        yield tmp_path

    monkeypatch.setattr(pictures, "pages_drawn", nothing)
    assert pictures.draw_ahead(on_paper) == 0
    assert tried == [9, 8, 7]


def test_a_huge_page_is_drawn_smaller(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(drawing, "MOST_PIXELS", 10_000)
    drawing.draw(next(DEMO.glob("*.pdf")), [1], tmp_path)
    with Image.open(tmp_path / "1.png") as image:
        assert image.width * image.height < 11_000


def test_the_site_and_its_worker_have_no_code_that_opens_strangers_files() -> None:
    """What is not loaded cannot run: libraries that read documents are loaded in the sandbox alone."""
    program = f"""
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
import config.wsgi, disclosures.management.commands.worker, disclosures.lifecycle.ingestion.batch
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*[name for name in {FOLDERS_OF_LIBRARIES!r} if name in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.split() == []


def word_file(country: Country, content: bytes) -> Document:
    document = country.xingtai_2022.document
    document.file.save("word.docx", ContentFile(content), save=False)
    document.media_type, document.pages = (
        pictures.OFFICE[0] + "-officedocument.wordprocessingml.document",
        None,
    )
    document.save()
    return document


@pytest.mark.one_database
@pytest.mark.skipif(converter() is None, reason="LibreOffice is not installed")
def test_a_word_file_is_printed_once_and_its_cells_are_found_on_the_print(
    country: Country, settings: Settings, tmp_path: Path, admin_client: Client
) -> None:
    settings.DATA_DIR = tmp_path
    document = word_file(country, (DEMO / "dacheng-2022-unit.docx").read_bytes())
    assert "还没有做好" in pictures.why_no_pictures(document)
    assert pictures.draw_ahead(document) == pictures.page_count(document) == 7
    (made,) = (tmp_path / "pages").rglob("print-7.pdf")
    first = made.stat().st_mtime_ns
    assert pictures.draw_ahead(document) == 7
    assert made.stat().st_mtime_ns == first
    page = admin_client.get(
        f"/admin/disclosures/disclosure/{country.xingtai_2022.pk}/change/?page=2"
    ).content.decode()
    assert "原件第 2 页，共 7 页" in page
    text = pictures.page_text(document, 1).signs
    marked = found_page(document, [text[:4]], "方框里是字")
    assert marked
    assert marked.page == 1
    assert marked.marks
    assert found_page(document, [text[:4], "没有这些字"], "") is None


def test_a_word_file_without_pictures_says_why(
    country: Country, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    document = word_file(country, b"no document")
    monkeypatch.setattr(pictures, "converter", lambda: None)
    assert pictures.draw_ahead(document) == 0
    assert "没有安装" in pictures.why_no_pictures(document)
    monkeypatch.setattr(pictures, "converter", lambda: Path("/bin/true"))
    assert pictures.draw_ahead(document) == 0
    assert "做不成" in pictures.why_no_pictures(document)
    document.media_type = "text/plain"
    assert "没有页面图像" in pictures.why_no_pictures(document)
