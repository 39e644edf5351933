"""Pictures of the pages of PDF files, and of what Word and Excel files print, with the words on them: drawn in the sandbox,
kept on disk and served from there.

Only for documents that whoever asks may see: callers check. The worker draws the pages of a file after it was read; a
page that is not there yet is drawn when it is asked for, one at a time, so that no file can keep the site busy.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from disclosures.models import Document
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.office import converter
from disclosures.parsing.sandbox import Limits, pages_drawn, printed
from disclosures.parsing.sandbox.messages import PageText, understood
from disclosures.parsing.temporary import written_whole

from .originals import on_disk, parse_limits

logger = logging.getLogger(__name__)

PDF = "application/pdf"
OFFICE = (
    "application/vnd.openxmlformats",
    "application/vnd.ms-excel",
    "application/msword",
    "application/rtf",
)
NO_PRINT = "print.none"
"""The mark of a file of which LibreOffice makes no PDF."""
MOST_PRINTED = 200
"""Pages of a print: a sheet that is as wide as long is printed on thousands."""
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
    return page_count(document) > 0


def page_count(document: Document) -> int:
    """Pages that are drawn: of a PDF its own; of a Word or Excel file those of its print, once that is made."""
    if document.media_type == PDF:
        return min(document.pages or 0, settings.PARSE_MAX_PAGES)
    made = _print_of(document)
    return min(int(made.stem.rpartition("-")[2]), MOST_PRINTED) if made else 0


def why_no_pictures(document: Document) -> str:
    """Of a document without pictures, why."""
    if not document.media_type.startswith(OFFICE):
        return "这种格式没有页面图像。"
    if converter() is None:
        return "Word、Excel 的页面图像要由 LibreOffice 做，这里没有安装。"
    if (_folder(document) / NO_PRINT).exists():
        return "这个文件的页面图像做不成。"
    return "页面图像还没有做好，读取的进程空下来就做。"


def picture(document: Document, page: int) -> Path:
    """The PNG file of a page, counted from 1. Raises NoPicture, PictureLater."""
    folder = _folder(document)
    if not 1 <= page <= page_count(document):
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
    _print(document)
    pages = range(1, page_count(document) + 1)
    folder = _folder(document)
    for _ in range(BAD_PAGES):
        missing = [page for page in pages if not _is_settled(folder, page)]
        if not missing:
            break
        _draw(document, missing, SECONDS_AHEAD)
    return sum(_is_drawn(folder, page) for page in pages)


def drawn(document: Document) -> list[int]:
    """The pages that are drawn already."""
    folder = _folder(document)
    return [page for page in range(1, page_count(document) + 1) if _is_drawn(folder, page)]


def _print_of(document: Document) -> Path | None:
    return next(_folder(document).glob("print-*.pdf"), None)


def _print(document: Document) -> None:
    """Have LibreOffice make a PDF of a Word or Excel file, once. The number of its pages stands in its name."""
    folder = _folder(document)
    is_settled = _print_of(document) or (folder / NO_PRINT).exists()
    if is_settled or not document.media_type.startswith(OFFICE) or converter() is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (
            on_disk(document.file) as original,
            printed(original, parse_limits()) as (made, pages),
            made.open("rb") as source,
            written_whole(folder / f"print-{pages}.pdf") as target,
        ):
            shutil.copyfileobj(source, target)
    except UnreadableDocument as error:
        (folder / NO_PRINT).touch()
        logger.warning("document %s cannot be printed: %s", document.pk, error)


@contextmanager
def _paper(document: Document) -> Iterator[Path]:
    """The PDF that is drawn."""
    if made := _print_of(document):
        yield made
    else:
        with on_disk(document.file) as original:
            yield original


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
    with _paper(document) as original, pages_drawn(original, pages, limits) as drawn:
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
