"""Pictures of PDF pages, made by PDFium and kept on disk. Only for documents the public may see: callers check."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path

import pypdfium2
from django.conf import settings
from PIL import Image

from disclosures.models import Document

SCALE = 1.6
"""Pixels a PDF point: 115 dpi, so that printed digits of 8 points are readable."""

MOST_PIXELS = 6_000_000
"""A larger page is drawn smaller: one picture costs at most 24 MB while it is made."""

PDF = "application/pdf"

ONE_AT_A_TIME = threading.Lock()  # PDFium is not thread-safe


class NoPageImageError(Exception):
    """The document has no such page, or it cannot be drawn."""


def has_page_images(document: Document) -> bool:
    return document.media_type == PDF and bool(document.pages)


def page_image(document: Document, page: int) -> Path:
    """The PNG file of a page, counted from 1; made at the first call."""
    if not has_page_images(document) or not 1 <= page <= min(document.pages or 0, settings.PARSE_MAX_PAGES):
        raise NoPageImageError
    target = settings.DATA_DIR / "pages" / document.sha256 / f"{page}.png"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _draw(document, page, target)
    return target


def page_size(document: Document, page: int) -> tuple[float, float]:
    """Width and height of the page in PDF points, as displayed."""
    with Image.open(page_image(document, page)) as image:
        across, down = image.info["dpi"]
        return image.width * 72 / across, image.height * 72 / down


def _draw(document: Document, page: int, target: Path) -> None:
    with ONE_AT_A_TIME, document.file.open("rb") as source:
        try:
            pdf = pypdfium2.PdfDocument(source)
        except pypdfium2.PdfiumError as error:
            raise NoPageImageError from error
        try:
            width, height = pdf[page - 1].get_size()
            scale = min(SCALE, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
            image = pdf[page - 1].render(scale=scale).to_pil()
        except (pypdfium2.PdfiumError, IndexError) as error:
            raise NoPageImageError from error
        finally:
            pdf.close()
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as part:
        image.save(part, "PNG", optimize=True, dpi=(72 * scale, 72 * scale))
    Path(name).replace(target)  # whole or not at all: two readers may draw the same page
