"""Answers for machines: /healthz and /readyz for containers and load balancers, /metrics for Prometheus.

/healthz: is this process alive and does its database answer? If not, start it again. /readyz: may visitors be sent here?
The database has the shape that the program expects, files can be kept, and there is room for them.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from prometheus_client import CONTENT_TYPE_LATEST

from disclosures.operations.doctor import TOO_LITTLE_SPACE
from disclosures.operations.shape import pending_migrations

from . import metrics


class HealthMiddleware:
    """The outermost middleware and not pages, because who asks comes by http and a container's address, which
    ALLOWED_HOSTS and the redirect to https would turn away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path)
        if answer is None:
            return self.get_response(request)
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response


def health(request: HttpRequest) -> HttpResponse:
    try:
        _ask_database()
    except DatabaseError:
        return _text("database unavailable\n", 503)
    return _text("ok\n", 200)


def readiness(request: HttpRequest) -> HttpResponse:
    lines, ready = [], True
    for name, asked in (
        ("database", _ask_database),
        ("migrations", _ask_migrations),
        ("storage", _ask_storage),
        ("space", _ask_space),
    ):
        try:
            asked()
        except (
            Exception
        ) as error:  # whatever a storage raises; the log has the rest, a stranger needs no more
            lines.append(f"{name} {type(error).__name__}")
            ready = False
        else:
            lines.append(f"{name} ok")
    return _text("\n".join(lines) + "\n", 200 if ready else 503)


def measurements(request: HttpRequest) -> HttpResponse:
    """Only for whoever has the METRICS_TOKEN; without one in the settings there is no such page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    wanted = settings.METRICS_TOKEN
    if not wanted or not secrets.compare_digest(given.encode(), wanted.encode()):
        return HttpResponseNotFound("not found\n", content_type="text/plain")
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


ANSWERS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": health,
    "/readyz": readiness,
    "/metrics": measurements,
}


class NotReadyError(Exception):
    """The database has another shape, files cannot be kept, or there is no room for them."""


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@cache  # only once it went well: from then on this process has the shape it expects
def _ask_migrations() -> None:
    if pending_migrations():
        raise NotReadyError


def _ask_storage() -> None:
    default_storage.exists("readyz")
    if isinstance(default_storage, FileSystemStorage) and not os.access(default_storage.location, os.W_OK):
        raise NotReadyError


def _ask_space() -> None:
    """What an upload, its pictures and the database may take; the disk of an object storage is not ours to see."""
    places = {Path(settings.DATA_DIR), Path(settings.MEDIA_ROOT)}
    if any(shutil.disk_usage(place).free < TOO_LITTLE_SPACE for place in places if place.exists()):
        raise NotReadyError


def _text(content: str, status: int) -> HttpResponse:
    return HttpResponse(content, status=status, content_type="text/plain")
