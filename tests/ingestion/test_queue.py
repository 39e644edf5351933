"""Leases: one reader at a time, signs of life, taking up what went silent, giving up, deadlines, cancelling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from disclosures.lifecycle import ingestion
from disclosures.lifecycle.ingestion import claim, conclude, enqueue, ingest, loader, queue, store
from disclosures.management.commands.worker import Reader
from disclosures.models import Amount, Disclosure, Document
from disclosures.models.document import DocumentState
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import ParsedDocument
from disclosures.parsing.sandbox import Stopped
from tests.ingestion import hand

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture(autouse=True)
def database_backend(settings: object) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # type: ignore[attr-defined]


@pytest.fixture
def document() -> Document:
    return store(ContentFile(b"%PDF- one"), "一.pdf")[0]


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[..., ParsedDocument]], None]:
    def use(parse: Callable[..., ParsedDocument]) -> None:
        monkeypatch.setattr(ingestion, "parse_limited", parse)

    use(lambda *_: hand.document())
    return use


def silence(document: Document, seconds: int = 3600) -> None:
    Document.objects.filter(pk=document.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=seconds))


def again(document: Document) -> Document:
    """As another process sees it."""
    return Document.objects.get(pk=document.pk)


def test_one_of_two_readers_gets_it(document: Document) -> None:
    other = again(document)
    assert claim(document)
    assert not claim(other)
    assert again(document).claimed_by == document.claimed_by != ""
    assert again(document).attempts == 1


def test_a_task_that_comes_twice_does_nothing_the_second_time(
    document: Document, reads: Callable[..., None]
) -> None:
    assert ingest(document, only_waiting=True).state == DocumentState.READY
    finished = again(document).finished_at
    assert ingest(again(document), only_waiting=True).finished_at == finished
    assert again(document).attempts == 1


def test_progress_and_signs_of_life(document: Document) -> None:
    claim(document)
    silence(document, 30)
    assert queue.beat(document, 3, 28)
    seen = again(document)
    assert (seen.reading_page, seen.reading_pages) == (3, 28)
    assert timezone.now() - seen.heartbeat_at < timedelta(seconds=5)  # type: ignore[operator]
    conclude(document, hand.document())
    seen = again(document)
    assert (seen.state, seen.claimed_by, seen.reading_page) == (DocumentState.READY, "", None)


def test_signs_of_life_once_a_second(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    now, beats = [100.0], []
    monkeypatch.setattr(queue.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(queue, "beat", lambda *facts: beats.append(facts) or True)
    beating = queue.Beating(document)
    for tenths in range(1, 36):
        now[0] = 100 + tenths / 10
        beating(tenths, 99)
    assert len(beats) == 3


def test_what_went_silent_is_taken_up_once(document: Document, reads: Callable[..., None]) -> None:
    claim(document)
    assert queue.take_up() == 0, "it shows signs of life"
    silence(document)
    assert queue.take_up() > 0
    assert again(document).state == DocumentState.RECEIVED
    assert DBTaskResult.objects.ready().count() == 1
    assert queue.take_up() == 0, "the second worker finds nothing to do"
    assert DBTaskResult.objects.ready().count() == 1
    assert ingest(again(document), only_waiting=True).state == DocumentState.READY


def test_who_lost_a_document_writes_nothing(document: Document, reads: Callable[..., None]) -> None:
    claim(document)
    silence(document)
    queue.take_up()
    other = again(document)
    claim(other, only_waiting=True)
    assert not queue.beat(document)
    conclude(document, UnreadableDocument("damaged"))
    assert again(document).state == DocumentState.PARSING, "the other one still reads it"
    assert not Disclosure.objects.exists()
    assert conclude(other, hand.document()).state == DocumentState.READY
    conclude(document, hand.document(hand.disclosure("衡水市商务局", None)))
    assert Disclosure.objects.count() == 1
    assert again(document).error_code == ""


def test_attempts_are_limited(document: Document) -> None:
    for _ in range(3):
        assert claim(again(document), only_waiting=True)
        silence(document)
        queue.take_up()
    seen = again(document)
    assert (seen.state, seen.error_code) == (DocumentState.FAILED, "gave-up")
    assert "3 次" in seen.error_message
    assert seen.finished_at is not None
    assert queue.take_up() == 0


@pytest.mark.parametrize("begun", [False, True])
def test_nothing_waits_for_ever(document: Document, begun: bool) -> None:
    if begun:
        claim(document)
        silence(document)
    Document.objects.update(deadline=timezone.now() - timedelta(seconds=1))
    queue.take_up()
    assert (again(document).state, again(document).error_code) == (DocumentState.FAILED, "too-late")
    assert "24 小时" in again(document).error_message


def test_what_is_being_read_at_its_deadline_may_end(document: Document) -> None:
    claim(document)
    Document.objects.update(deadline=timezone.now() - timedelta(seconds=1))
    queue.take_up()
    assert again(document).state == DocumentState.PARSING


def test_a_lost_task_is_made_again(document: Document) -> None:
    assert queue.take_up() == 0, "stored a moment ago: who stored it will say what is to be done"
    silence(document, 11)
    assert queue.take_up() == 1
    silence(document, 11)
    assert queue.take_up() == 0, "it has a task"
    DBTaskResult.objects.all().delete()
    silence(document, 11)
    assert queue.take_up() == 1


def test_documents_of_before_get_a_deadline(document: Document) -> None:
    Document.objects.update(deadline=None, heartbeat_at=None)
    queue.take_up()
    assert again(document).deadline is not None
    assert DBTaskResult.objects.ready().count() == 1


@pytest.mark.parametrize("begun", [False, True])
def test_cancelling_and_trying_again(document: Document, begun: bool, reads: Callable[..., None]) -> None:
    if begun:
        claim(document)
    assert queue.cancel(again(document))
    assert (again(document).state, again(document).error_code) == (DocumentState.FAILED, "cancelled")
    assert not queue.beat(document), "the reader notices"
    conclude(document, hand.document())
    assert again(document).state == (DocumentState.FAILED)
    assert not queue.cancel(again(document))
    enqueue(again(document))
    seen = again(document)
    assert (seen.state, seen.error_code, seen.attempts) == (DocumentState.RECEIVED, "", 0)
    assert ingest(seen, only_waiting=True).state == DocumentState.READY


def test_what_is_being_read_is_not_begun_again(document: Document) -> None:
    claim(document)
    enqueue(again(document))
    assert again(document).claimed_by == document.claimed_by
    assert not DBTaskResult.objects.exists()


def test_stopping_gives_back(document: Document, reads: Callable[..., None]) -> None:
    def stopped(*_: object) -> ParsedDocument:
        raise Stopped

    reads(stopped)
    assert ingest(document, only_waiting=True).state == DocumentState.RECEIVED
    assert again(document).attempts == 0, "it was not the document's fault"
    queue.take_up()
    assert DBTaskResult.objects.ready().count() == 1


def test_reading_again_what_is_published_keeps_it_public_until_then(
    document: Document, reads: Callable[..., None]
) -> None:
    ingest(document)
    amounts = Amount.objects.count()
    enqueue(document)
    claim(document, only_waiting=True)
    assert Amount.objects.count() == amounts > 0


@pytest.mark.django_db(transaction=True)
def test_a_database_that_refuses_once_is_asked_again(
    document: Document, reads: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals = iter([True, True, False])

    def load(*arguments: object) -> object:
        if next(refusals):
            raise OperationalError("deadlock detected")
        return loader.load(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(ingestion, "load", load)
    monkeypatch.setattr(ingestion, "BETWEEN_TRIES", 0)
    assert ingest(document).state == DocumentState.READY


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_on_refusing_ends_the_document_with_a_reason(
    document: Document, reads: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> object:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(ingestion, "load", full)
    monkeypatch.setattr(ingestion, "BETWEEN_TRIES", 0)
    for _ in range(3):
        assert ingest(again(document), only_waiting=True).state == DocumentState.RECEIVED
    queue.take_up()
    assert again(document).error_code == "gave-up"
    monkeypatch.undo()
    reads(lambda *_: hand.document())
    assert ingest(again(document)).state == DocumentState.READY, "a retry succeeds once there is room"


def test_tasks_that_ended_long_ago_are_cleared(document: Document, reads: Callable[..., None]) -> None:
    enqueue(document)
    ended = timezone.now() - timedelta(days=15)
    DBTaskResult.objects.update(status="SUCCESSFUL", started_at=ended, finished_at=ended)
    other = store(ContentFile(b"%PDF- two"), "二.pdf")[0]
    enqueue(other)
    Reader(interval=1, until_done=True).look_after_others()
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[other.pk]]
