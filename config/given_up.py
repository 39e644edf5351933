"""Pages that are not made to their end: nobody waits for them any more, a question takes the database too long, or the
turn of a picture does not come.

gunicorn hands the connection over with the request; before a query it is looked whether the other end is still there.
Other servers do not, and make every page.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from disclosures.machines.problems import Problem, is_of_programs, told
from disclosures.reading.pictures import PictureLater

from .conditional import SAFE
from .limits import is_public

CONNECTION = "gunicorn.socket"
ASK_EVERY = 0.1
"""Seconds between two looks."""
CLOSED = 499
"""What proxies log for it; nobody is told."""
DRAWING_SECONDS = 5
"""After which the picture of a page may be there."""
CANCELLED = "57014"
"""What PostgreSQL says when a statement takes longer than it may."""


class Abandoned(Exception):
    """Nobody waits for the answer."""


class GivenUpMiddleware:
    """Only public pages are abandoned, which change nothing. Before SnapshotMiddleware, which calls the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        line = request.META.get(CONNECTION)
        if line is None or request.method not in SAFE:
            return self.get_response(request)
        watch = request.watch = _Watch(line)  # type: ignore[attr-defined]
        with connection.execute_wrapper(watch):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, arguments: Any, named: Any) -> None:
        if (watch := getattr(request, "watch", None)) and is_public(request):
            watch.is_on = True

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_to(request, error)


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """What is said of a page that was given up; None for any other error."""
    if isinstance(error, Abandoned):
        return HttpResponse(status=CLOSED)
    if isinstance(error, PictureLater):
        answer = render(request, "503.html", {"is_drawing": True}, status=503)
        answer["Retry-After"] = str(DRAWING_SECONDS)
    elif isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") == CANCELLED:
        slow = Problem("unavailable", "这个问题要算太久，请把范围缩小。")
        answer = told(slow, 503) if is_of_programs(request) else render(request, "503.html", status=503)
    else:
        return None
    add_never_cache_headers(answer)
    return answer


class _Watch:
    """Looks at the connection before queries of the view."""

    def __init__(self, line: socket.socket) -> None:
        self.line, self.is_on = line, False
        self.asked = time.monotonic()

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        now = time.monotonic()
        if self.is_on and now >= self.asked + ASK_EVERY:
            self.asked = now
            if _is_closed(self.line):
                self.is_on = False
                raise Abandoned
        return execute(*query)


def _is_closed(line: socket.socket) -> bool:
    try:
        return line.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
