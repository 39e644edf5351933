"""Every request gets a number, a line in the log and a place in the metrics.

The number comes from the proxy (`X-Request-ID`) or is made here; it stands in every line logged meanwhile and in the
answer, so that what a visitor saw can be found in the log of every part.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from . import metrics

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What a proxy may call a request; anything else could forge lines of a log."""

request_id: ContextVar[str] = ContextVar("request_id", default="-")
logger = logging.getLogger("mingzhang.request")


class RequestIdFilter(logging.Filter):
    """Puts the number of the request at hand, "-" outside of one, on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class ObservationMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        number = given if ACCEPTED.fullmatch(given) else uuid.uuid4().hex
        request_id.set(number)  # until the next one: Django still logs 404 and 500 after all middleware
        started = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        match = request.resolver_match
        view = (match.view_name if match else "") or "none"
        metrics.observe(view, request.method or "", response.status_code, seconds)
        # Without the query: it holds what people search for.
        facts = {
            "method": request.method,
            "path": request.path,
            "status": response.status_code,
            "view": view,
            "ms": round(seconds * 1000, 1),
        }
        logger.info("%(method)s %(path)s %(status)d %(ms).1f ms", facts, extra=facts)
        response[HEADER] = number
        return response
