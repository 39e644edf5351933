"""Documents in: `store` a file, `enqueue` or `ingest` it. The only place that knows both the parser and the models.

A document says PARSING before anything is read and READY (or NEEDS_REVIEW, or FAILED with a reason) in the transaction
that loads everything. Whatever is killed in between leaves a document that is visibly not done, and `queue.take_up` sees
to it that somebody reads it again.
"""

from __future__ import annotations

import hashlib
import logging
import re
import time
from pathlib import PurePath

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from disclosures.models import Agency, Document, Region
from disclosures.models.document import DocumentState
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import PARSER_VERSION, ParsedDocument
from disclosures.parsing.sandbox import Stopped, Watch, parse_limited
from disclosures.reading.originals import on_disk, parse_limits
from disclosures.vocabulary import Stage

from .loader import load
from .queue import (
    NOT_READING,
    Beating,
    Lost,
    claim,
    claimed,
    deadline,
    enqueue,
    give_back,
)

__all__ = ["claim", "conclude", "enqueue", "ingest", "needs_reading", "read", "settle", "store"]

logger = logging.getLogger(__name__)

SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
UNSHOWN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and those that turn the direction of text: a name could pose as another."""
LONGEST_NAME = 255
LASTING_ERRORS = frozenset(
    {"empty", "encrypted", "damaged", "type-mismatch", "unsupported-type", "no-statement"}
)
"""What the same parser will say of the same bytes again. Others may pass: a limit was raised, a library installed."""
LOAD_TRIES, BETWEEN_TRIES = 3, 0.3
"""How often loading is begun where the database refuses (two that wait for each other, a lock), and seconds between."""


def store(
    file: File,
    name: str,
    user: User | None = None,
    *,
    region: Region | None = None,
    agency: Agency | None = None,
    year: int | None = None,
    stage: Stage | str = "",
) -> tuple[Document, bool]:
    """Keep a file. The same bytes again are the same document: returns it, and whether it is new.

    `region`, `agency`, `year` and `stage` are what the person who brings the file says of it; they are used where the
    file itself leaves a doubt.
    """
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    sha256 = digest.hexdigest()
    if known := Document.objects.filter(sha256=sha256).first():
        return known, False
    document = Document(
        sha256=sha256,
        original_name=shown_name(name),
        size=file.size,
        uploaded_by=user,
        said_region=region,
        said_agency=agency,
        said_year=year,
        said_stage=stage,
        heartbeat_at=timezone.now(),
        deadline=deadline(),
    )
    # The row is there before the file: of two people with the same bytes only one gets to write.
    document.file.name = stored_name(sha256, name)
    try:
        with transaction.atomic():
            document.save()
            storage = document.file.storage
            if storage.exists(document.file.name):
                storage.delete(document.file.name)  # left, perhaps in part, by an attempt that was killed
            file.seek(0)
            storage.save(document.file.name, file)
    except IntegrityError:
        return Document.objects.get(sha256=sha256), False
    return document, True


def stored_name(sha256: str, name: str) -> str:
    """Made from the content; of the given name only a harmless ending is left, which the readers compare with it."""
    suffix = PurePath(name).suffix.lower()
    return f"documents/{sha256[:2]}/{sha256}{suffix if SUFFIX.fullmatch(suffix) else ''}"


def shown_name(name: str) -> str:
    """The given name as it may be shown and offered for download: one line, no folders, the ending kept."""
    last = UNSHOWN.sub("", name.replace("\\", "/").rsplit("/", 1)[-1]).strip() or "未命名"
    if len(last) <= LONGEST_NAME:
        return last
    suffix = PurePath(last).suffix[:10]
    return last[: LONGEST_NAME - len(suffix)] + suffix


def ingest(document: Document, *, only_waiting: bool = False) -> Document:
    """Read a stored document and load all of it, or none. Never raises for what is wrong with a file.

    What somebody else reads just now is left to them.
    """
    if not claim(document, only_waiting=only_waiting):
        document.refresh_from_db()
        return document
    try:
        return conclude(document, read(document, Beating(document)))
    except Stopped:  # the worker is asked to stop, or the document was cancelled
        give_back(document)
        document.refresh_from_db()
        return document


def read(document: Document, stopped: Watch | None = None) -> ParsedDocument | UnreadableDocument:
    """What stands in a document, or why that cannot be said. Uses no database itself: may run in any thread."""
    try:
        with on_disk(document.file) as path:
            return parse_limited(path, parse_limits(), stopped)
    except UnreadableDocument as error:
        return error
    except Stopped:
        raise
    except Exception:  # a fault of ours: the document must not stay "being read" for ever
        logger.exception("reading document %s failed", document.pk)
        return UnreadableDocument("crashed")


def conclude(document: Document, outcome: ParsedDocument | UnreadableDocument) -> Document:
    """Load what was read, all of it or none, and say how it ended: in one transaction, if it is still ours to do."""
    for tries in range(1, LOAD_TRIES + 1):
        try:
            return _conclude(document, outcome)
        except Lost:
            document.refresh_from_db()
            return document
        except OperationalError:
            if transaction.get_connection().in_atomic_block:
                raise  # not ours to begin again
            logger.warning("loading document %s, try %d", document.pk, tries, exc_info=True)
            time.sleep(BETWEEN_TRIES * tries)
        except Exception:
            logger.exception("loading document %s failed", document.pk)
            if isinstance(outcome, UnreadableDocument):
                raise  # not even that can be written
            return conclude(document, UnreadableDocument("crashed"))
    give_back(document, counted=True)
    return document


def _conclude(document: Document, outcome: ParsedDocument | UnreadableDocument) -> Document:
    with transaction.atomic():
        claimed(document)
        if isinstance(outcome, UnreadableDocument):
            return fail(document, outcome)
        disclosures = load(document, outcome)
        unsure = any(
            disclosure.agency is None or disclosure.fiscal_year is None for disclosure in disclosures
        )
        return advance(
            document,
            DocumentState.NEEDS_REVIEW if unsure else DocumentState.READY,
            finished_at=timezone.now(),
            media_type=outcome.source.media_type,
            pages=outcome.source.pages,
            layout=outcome.layout,
            parser_version=PARSER_VERSION,
            **NOT_READING,
        )


def needs_reading(document: Document) -> bool:
    """Whether reading a document (again) could give something new."""
    if document.state == DocumentState.FAILED and document.error_code not in LASTING_ERRORS:
        return True
    done = (DocumentState.READY, DocumentState.NEEDS_REVIEW, DocumentState.FAILED)
    return document.state not in done or document.parser_version != PARSER_VERSION


def settle(document: Document) -> Document:
    """After a person has named agencies and years: nothing left to ask means READY."""
    if document.state == DocumentState.NEEDS_REVIEW and not document.disclosures.undetermined().exists():
        return advance(document, DocumentState.READY)
    return document


def fail(document: Document, error: UnreadableDocument) -> Document:
    return advance(
        document,
        DocumentState.FAILED,
        finished_at=timezone.now(),
        error_code=error.code,
        error_message=error.message,
        parser_version=PARSER_VERSION,
        **NOT_READING,
    )


def advance(document: Document, state: DocumentState, **facts: object) -> Document:
    """Write a state and what belongs to it, at once and for all to see."""
    document.state = state
    for name, fact in facts.items():
        setattr(document, name, fact)
    document.save(update_fields=["state", *facts])
    return document
