"""Who reads a document, and what becomes of it if nobody does any more.

A document waits (RECEIVED) until somebody claims it (PARSING). A claim has a name of its own, `claimed_by`, and shows a
sign of life every second while a file is read. Every step is one conditional UPDATE or happens under the row's lock, so
that of any number of workers on any number of machines one wins; who has lost a claim can write nothing more. Tasks only
say that there is something to do: one that is lost or comes twice does no harm.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from datetime import timedelta
from secrets import token_hex
from threading import Event
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from disclosures.models import Document
from disclosures.models.document import DocumentState
from disclosures.parsing.errors import UnreadableDocument

from .tasks import ingest_document

logger = logging.getLogger(__name__)

UNTENDED = timedelta(seconds=10)
"""A waiting document that nobody touched for so long and that has no task gets one."""
BEAT_EVERY = 1.0
"""Seconds between two signs of life."""
STOPPING = Event()
"""Set in a worker that was asked to stop: what is being read is given back."""
NOT_READING: dict[str, Any] = {
    "claimed_by": "",
    "heartbeat_at": None,
    "reading_page": None,
    "reading_pages": None,
}


class Lost(Exception):
    """The document was cancelled, or taken for silent and given to somebody else."""


# --- waiting -------------------------------------------------------------------------------------------------------


def deadline() -> Any:
    return timezone.now() + timedelta(hours=settings.QUEUE_MAX_HOURS)


def enqueue(document: Document) -> None:
    """Have a document read soon: at once with the immediate backend, else by a worker. Begins its attempts anew.

    What is being read just now is left alone.
    """
    waiting = Document.objects.filter(pk=document.pk).exclude(_being_read())
    if _write(
        document,
        waiting,
        state=DocumentState.RECEIVED,
        deadline=deadline(),
        attempts=0,
        started_at=None,
        finished_at=None,
        error_code="",
        error_message="",
        **NOT_READING | {"heartbeat_at": timezone.now()},
    ):
        ingest_document.enqueue(document.pk)


def cancel(document: Document) -> bool:
    """End the waiting or reading of a document. Whoever reads it notices within a second or two."""
    return _fail(
        document, Document.objects.unfinished().filter(pk=document.pk), UnreadableDocument("cancelled")
    )


# --- reading -------------------------------------------------------------------------------------------------------


def claim(document: Document, *, only_waiting: bool = False) -> bool:
    """Begin to read a document, or learn that somebody else does (or, if `only_waiting`, that it is done)."""
    free = Document.objects.filter(pk=document.pk).exclude(_being_read())
    if only_waiting:
        free = free.filter(state=DocumentState.RECEIVED)
    now = timezone.now()
    document.refresh_from_db(fields=["attempts", "deadline"])
    return _write(
        document,
        free,
        state=DocumentState.PARSING,
        claimed_by=f"{socket.gethostname()[:60]}:{os.getpid()}:{token_hex(8)}",
        heartbeat_at=now,
        attempts=min(document.attempts + 1, 1000),
        deadline=document.deadline or deadline(),
        started_at=now,
        finished_at=None,
        error_code="",
        error_message="",
        reading_page=None,
        reading_pages=None,
    )


def claimed(document: Document) -> Document:
    """The row of a document, locked until the transaction ends. Raises Lost if it is no longer ours."""
    row = Document.objects.select_for_update().get(pk=document.pk)
    if row.claimed_by != document.claimed_by:
        raise Lost
    return row


def beat(document: Document, page: int = 0, pages: int = 0) -> bool:
    """A sign of life, and how far reading got. Whether the document is still ours."""
    try:
        return _write(
            document,
            _ours(document),
            heartbeat_at=timezone.now(),
            reading_page=page or None,
            reading_pages=pages or None,
        )
    except OperationalError:  # a database that is away or busy for a moment: reading goes on meanwhile
        return True


class Beating:
    """Shows signs of life while a file is read; says to stop where the document is lost, or the worker is stopping."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.next = time.monotonic() + BEAT_EVERY

    def __call__(self, page: int = 0, pages: int = 0) -> bool:
        if time.monotonic() < self.next:
            return STOPPING.is_set()
        held = beat(self.document, page, pages)
        self.next = time.monotonic() + BEAT_EVERY
        return STOPPING.is_set() or not held


def give_back(document: Document, *, counted: bool = False) -> None:
    """Let somebody else read a document that is ours, soon. The attempt does not count unless it is `counted`."""
    attempts = document.attempts if counted else max(document.attempts - 1, 0)
    _write(
        document,
        _ours(document),
        state=DocumentState.RECEIVED,
        attempts=attempts,
        **NOT_READING,
    )


# --- seeing to it that every document ends -------------------------------------------------------------------------


def take_up() -> int:
    """Let what went silent be read again, and end what was tried too often or waited too long. How many were touched.

    For every worker, every few seconds. Of several that see the same document one acts.
    """
    Document.objects.unfinished().filter(deadline=None).update(deadline=deadline())
    touched = 0
    ended = Q(deadline__lt=timezone.now()) | Q(attempts__gte=settings.QUEUE_MAX_ATTEMPTS)
    due = Document.objects.unfinished().exclude(_being_read()).filter(ended | _silent())
    for pk in due.values_list("pk", flat=True):
        with transaction.atomic():
            # A row that is locked is being loaded: whoever does so is alive.
            document = due.select_for_update(skip_locked=True).filter(pk=pk).first()
            if document:
                _end_or_repeat(document)
                touched += 1
    if ingest_document.get_backend().supports_get_result:
        touched += _remind()
    return touched


def _end_or_repeat(document: Document) -> None:
    row = Document.objects.filter(pk=document.pk)
    if document.deadline and document.deadline < timezone.now():
        _fail(document, row, UnreadableDocument("too-late", hours=settings.QUEUE_MAX_HOURS))
    elif document.attempts >= settings.QUEUE_MAX_ATTEMPTS:
        _fail(document, row, UnreadableDocument("gave-up", attempts=document.attempts))
    elif document.state == DocumentState.PARSING:
        logger.warning("document %s was left by %s", document.pk, document.claimed_by)
        _write(document, row, state=DocumentState.RECEIVED, **NOT_READING)


def _remind() -> int:
    """Give a task to every waiting document that has none: it got lost with the process that was to make or do it."""
    asked = {pk for arguments in _tasks().values_list("args_kwargs", flat=True) for pk in arguments["args"]}
    untended = Document.objects.filter(state=DocumentState.RECEIVED).filter(
        Q(heartbeat_at=None) | Q(heartbeat_at__lt=timezone.now() - UNTENDED)
    )
    reminded = 0
    for pk, seen in untended.order_by("pk").values_list("pk", "heartbeat_at"):
        if pk not in asked and untended.filter(pk=pk, heartbeat_at=seen).update(heartbeat_at=timezone.now()):
            ingest_document.enqueue(pk)
            reminded += 1
    return reminded


def _tasks() -> Any:
    return DBTaskResult.objects.ready().filter(task_path=ingest_document.module_path)


# --- conditions and writing ----------------------------------------------------------------------------------------


def _silent() -> Q:
    since = timezone.now() - timedelta(seconds=settings.QUEUE_SILENT_SECONDS)
    return Q(state=DocumentState.PARSING) & (Q(heartbeat_at=None) | Q(heartbeat_at__lt=since))


def _being_read() -> Q:
    since = timezone.now() - timedelta(seconds=settings.QUEUE_SILENT_SECONDS)
    return Q(state=DocumentState.PARSING, heartbeat_at__isnull=False, heartbeat_at__gte=since)


def _ours(document: Document) -> Any:
    return Document.objects.filter(
        pk=document.pk, state=DocumentState.PARSING, claimed_by=document.claimed_by
    )


def _fail(document: Document, rows: Any, error: UnreadableDocument) -> bool:
    return _write(
        document,
        rows,
        state=DocumentState.FAILED,
        finished_at=timezone.now(),
        error_code=error.code,
        error_message=error.message,
        **NOT_READING,
    )


def _write(document: Document, rows: Any, **facts: Any) -> bool:
    """Write facts if the document is still among `rows`; whether it was. The object follows."""
    if not rows.update(**facts):
        return False
    for name, fact in facts.items():
        setattr(document, name, fact)
    return True
