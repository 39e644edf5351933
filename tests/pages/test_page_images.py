"""The picture of a page, and the box on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from disclosures.models import Amount, Document
from disclosures.presenting import page_images
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).resolve().parents[2] / "disclosures" / "data" / "demo"


@pytest.fixture
def on_paper(country: Country, settings: Settings, tmp_path: Path) -> Document:
    """The document of 邢台 2022 as a real PDF, its first amount with a box on page 1."""
    settings.DATA_DIR = tmp_path
    document = country.xingtai_2022.document
    sample = next(DEMO.glob("*.pdf"))
    document.file.save("xingtai.pdf", ContentFile(sample.read_bytes()), save=False)
    document.media_type, document.pages = page_images.PDF, 2
    document.save()
    cell = Amount.objects.filter(line__statement__disclosure=country.xingtai_2022).first()
    assert cell
    Amount.objects.filter(pk=cell.pk).update(page=1, x0=1000, top=2000, x1=1500, bottom=2150)
    return document


def test_a_published_page_is_a_picture_drawn_once(client: Client, on_paper: Document, tmp_path: Path) -> None:
    answer = client.get(f"/documents/{on_paper.pk}/pages/1.png")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")  # type: ignore[attr-defined]
    kept = list(tmp_path.rglob("*"))
    assert [path.name for path in kept if path.is_file()] == ["1.png"]
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 200


@pytest.mark.parametrize("page", [0, 3, 999999])
def test_a_page_that_is_not_there(client: Client, on_paper: Document, page: int) -> None:
    assert client.get(f"/documents/{on_paper.pk}/pages/{page}.png").status_code == 404


def test_no_picture_of_an_unpublished_document(client: Client, on_paper: Document, country: Country) -> None:
    on_paper.disclosures.update(state="withdrawn")
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 404


def test_the_figure_page_boxes_the_cell(client: Client, on_paper: Document, country: Country) -> None:
    cell = Amount.objects.get(line__statement__disclosure=country.xingtai_2022, page=1)
    html = client.get(f"/figures/{cell.pk}/").content.decode()
    assert '<rect class="cell" x="100.0" y="200.0" width="50.0" height="15.0"/>' in html
    width, height = page_images.page_size(on_paper, 1)
    assert f'viewBox="0 0 {width:.1f} {height:.1f}"' in html
    assert "在表中的位置" not in html


def test_a_damaged_file_gives_the_table_instead(client: Client, on_paper: Document, country: Country) -> None:
    on_paper.file.save("broken.pdf", ContentFile(b"%PDF-1.4 nothing"), save=True)
    cell = Amount.objects.get(line__statement__disclosure=country.xingtai_2022, page=1)
    html = client.get(f"/figures/{cell.pk}/").content.decode()
    assert "在表中的位置" in html
    assert client.get(f"/documents/{on_paper.pk}/pages/1.png").status_code == 404


def test_a_huge_page_is_drawn_smaller(
    on_paper: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(page_images, "MOST_PIXELS", 10_000)
    with Image.open(page_images.page_image(on_paper, 1)) as image:
        assert image.width * image.height < 11_000
    width, _ = page_images.page_size(on_paper, 1)
    assert 590 < width < 850
