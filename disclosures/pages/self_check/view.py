from __future__ import annotations

import logging
import shutil
import sys
import threading
import traceback
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.temporary import own_folder

from .facts import MEGABYTE, MOST_BYTES, CheckedFile, checked_file, limits_told

ENVELOPE = 64 * 1024
"""Bytes that a form puts around its file."""
BUSY_SECONDS = 10
_turn = threading.Lock()
"""One file at a time in each process of the web server: whoever comes meanwhile is asked to come back."""

logger = logging.getLogger(__name__)


@csrf_exempt  # it changes nothing and knows nobody; the token would have the file taken in before any limit is asked
@require_http_methods(["GET", "HEAD", "POST"])
def self_check(request: HttpRequest) -> HttpResponse:
    """Drop a file, see what the checks say of it. Nothing is kept of it, on the disk, in the database or in the log."""
    if not settings.SELF_CHECK:
        raise Http404
    if request.method != "POST":
        return _page(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + ENVELOPE:  # before anything is taken in
        limit = f"{MOST_BYTES // MEGABYTE} MB"
        return _page(request, 413, error=f"文件超过 {limit} 的上限。请拆分后分别核对。")
    file = request.FILES.get("file")
    if file is None:
        return _page(request, 400, error="没有收到文件。请先选一个文件，再按“核对”。")
    if not _turn.acquire(blocking=False):
        answer = _page(request, 503, error=f"正在核对别的文件，请 {BUSY_SECONDS} 秒后再试。")
        answer["Retry-After"] = str(BUSY_SECONDS)
        return answer
    try:
        return _page(request, checked=_checked(file))
    except UnreadableDocument as error:
        return _page(request, 400, error=error.message)
    finally:
        _turn.release()


def _page(
    request: HttpRequest, status: int = 200, checked: CheckedFile | None = None, error: str = ""
) -> HttpResponse:
    context = {"checked": checked, "error": error, **limits_told()}
    answer = render(request, "disclosures/self_check.html", context, status=status)
    if request.method == "POST":
        add_never_cache_headers(answer)
    return answer


def _checked(file: UploadedFile) -> CheckedFile:
    """What is said of a file. Its name is not looked at, but for its ending; an error of ours is told without its words,
    which may be words of the file."""
    suffix = PurePath(file.name or "").suffix.lower()
    with own_folder() as folder:
        path = folder / f"file{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        try:
            return checked_file(path)
        except UnreadableDocument:
            raise
        except Exception as error:
            where = traceback.extract_tb(sys.exc_info()[2])[-1]
            logger.error("%s at %s:%s", type(error).__name__, PurePath(where.filename).name, where.lineno)
            raise UnreadableDocument("crashed") from None
