"""Pictures of PDF pages and the words on them: drawn in the sandbox, kept on disk and served from there.

Only for documents that whoever asks may see: callers check. The worker draws the pages of a file after it was read; a
page that is not there yet is drawn when it is asked for, one at a time, so that no file can keep the site busy.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from disclosures.models import Document
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.sandbox import Limits, pages_drawn
from disclosures.parsing.sandbox.messages import PageText, understood
from disclosures.parsing.temporary import written_whole

from .ingestion.limits import parse_limits
from .ingestion.originals import on_disk

logger = logging.getLogger(__name__)

PDF = "application/pdf"
PNG = b"\x89PNG\r\n\x1a\n"
SECONDS = 10
"""For a page that somebody waits for. An ordinary page takes a tenth of a second, a large image one."""
SECONDS_AHEAD = 120
"""For the pages of a whole document that nobody waits for; what is left is drawn when it is asked for."""
BAD_PAGES = 3
"""After so many pages that cannot be drawn the rest of a document is not drawn ahead."""
PATIENCE = 0.3
"""Seconds to wait for a turn."""

_turn = threading.Lock()


class NoPicture(Exception):
    """The document has no such page, or it cannot be drawn."""


class PictureLater(Exception):
    """The page is not drawn yet, and another is being drawn."""


def has_pictures(document: Document) -> bool:
    return document.media_type == PDF and bool(document.pages)


def picture(document: Document, page: int) -> Path:
    """The PNG file of a page, counted from 1. Raises NoPicture, PictureLater."""
    folder = _folder(document)
    if not has_pictures(document) or not 1 <= page <= min(document.pages or 0, settings.PARSE_MAX_PAGES):
        raise NoPicture
    if not _is_settled(folder, page):
        if not _turn.acquire(timeout=PATIENCE):
            raise PictureLater
        try:
            _draw(document, [page], SECONDS)
        except (UnreadableDocument, OSError) as error:  # the original, or the disk: it may pass
            raise NoPicture from error
        finally:
            _turn.release()
    if not _is_drawn(folder, page):
        raise NoPicture
    return folder / f"{page}.png"


def page_text(document: Document, page: int) -> PageText:
    """Size and words of a page that can be drawn. Raises NoPicture, PictureLater."""
    return understood(picture(document, page).with_suffix(".json").read_bytes(), PageText)


def draw_ahead(document: Document) -> int:
    """Draw all pages of a document, as far as time allows; how many there are now."""
    if not has_pictures(document):
        return 0
    pages = range(1, min(document.pages or 0, settings.PARSE_MAX_PAGES) + 1)
    folder = _folder(document)
    for _ in range(BAD_PAGES):
        missing = [page for page in pages if not _is_settled(folder, page)]
        if not missing:
            break
        _draw(document, missing, SECONDS_AHEAD)
    return sum(_is_drawn(folder, page) for page in pages)


def _folder(document: Document) -> Path:
    return Path(settings.DATA_DIR, "pages", document.sha256)


def _is_drawn(folder: Path, page: int) -> bool:
    return (folder / f"{page}.png").exists() and (folder / f"{page}.json").exists()


def _is_settled(folder: Path, page: int) -> bool:
    """Drawn, or known not to be drawable."""
    return _is_drawn(folder, page) or (folder / f"{page}.none").exists()


def _draw(document: Document, pages: Sequence[int], seconds: int) -> None:
    """Keep what can be drawn of these pages within the time, and mark the first that cannot.

    Pages after that one are neither: the sandbox ended with it, or time was up.
    """
    folder = _folder(document)
    folder.mkdir(parents=True, exist_ok=True)
    limits: Limits = replace(parse_limits(), seconds=seconds)
    with on_disk(document.file) as original, pages_drawn(original, pages, limits) as drawn:
        for page in pages:
            text, image = drawn / f"{page}.json", drawn / f"{page}.png"
            if not _keep(text, image, folder):
                (folder / f"{page}.none").touch()
                logger.warning("page %d of document %s cannot be drawn", page, document.pk)
                break


def _keep(text: Path, image: Path, folder: Path) -> bool:
    """Copy both files of a page; whether they are there and what they should be. The picture comes last, and each whole:
    two readers may draw the same page, and the disk may be full."""
    try:
        with image.open("rb") as content:
            if content.read(len(PNG)) != PNG:
                return False
        understood(text.read_bytes(), PageText)
    except (FileNotFoundError, ValueError):
        return False
    for source in (text, image):
        with source.open("rb") as content, written_whole(folder / source.name) as target:
            shutil.copyfileobj(content, target)
    return True
