"""Many files: stored and loaded one after another, read by several processes meanwhile.

Only reading costs much, and it happens in child processes; a thread waits for each. The database is written by one
thread, in the order in which the files were found, so that the same files give the same collection every time. That
thread also shows the signs of life of all that is being read (`queue`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from enum import Enum
from threading import Event
from time import monotonic
from typing import Any

from django.core.files import File

from disclosures.models import Document, Note
from disclosures.models.document import DocumentState
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import ParsedDocument
from disclosures.parsing.sandbox import Stopped

from . import claim, conclude, needs_reading, read, store
from .queue import BEAT_EVERY, beat, give_back
from .sources import SourceFile

DOUBTS: dict[str, str] = {
    "witness-differs": "数字与文字层不同",
    "amount-missed": "有数字没有读入",
    "text-unseen": "文字层里有看不见的数字",
    "text-unlike": "字形与文字层不符",
    "page-unloaded": "有一页只有一种读法打得开",
    "amount-unreadable": "有格读不成金额",
    "sum-differs": "合计与分项不符",
    "ocr-doubtful": "识别的文字存疑",
    "heading-unknown": "表头未认出",
    "statement-assumed": "没有表名，按内容认定",
    "unit-assumed": "没有单位，按内容认定",
    "part-proposed": "像是另一份的一部分",
}
"""Notes that ask a person to look: their code, and what they say in short."""

UNSTORED = "unstored"


class Outcome(Enum):
    READ = "读取"
    KNOWN = "已有"
    REPEATED = "重复"
    REFUSED = "拒绝"
    LEFT_OUT = "略过"
    ELSEWHERE = "别处在读"


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file. Without a document it was refused before it could be stored."""

    place: str
    outcome: Outcome
    document: Document | None = None
    code: str = ""
    message: str = ""

    @property
    def needs_review(self) -> bool:
        return self.document is not None and self.document.state == DocumentState.NEEDS_REVIEW


@dataclass(slots=True)
class Summary:
    """What became of all of them so far."""

    results: list[FileResult] = field(default_factory=list)

    def of(self, outcome: Outcome) -> list[FileResult]:
        return [result for result in self.results if result.outcome is outcome]

    def refused(self) -> dict[str, list[FileResult]]:
        """Refused files by the code of the reason, the commonest first."""
        by_code: dict[str, list[FileResult]] = {}
        for result in self.of(Outcome.REFUSED):
            by_code.setdefault(result.code, []).append(result)
        return dict(sorted(by_code.items(), key=lambda item: -len(item[1])))

    def documents(self) -> list[Document]:
        """Documents whose content is in the collection, each once."""
        kept = (Outcome.READ, Outcome.KNOWN)
        return [result.document for result in self.results if result.document and result.outcome in kept]

    def doubtful(self) -> dict[int, set[str]]:
        """Documents with notes that ask a person to look, and the codes of these. One query."""
        doubtful: dict[int, set[str]] = {}
        found = Note.objects.filter(document__in=self.documents(), code__in=DOUBTS)
        for document, code in found.order_by().values_list("document", "code").distinct():
            doubtful.setdefault(document, set()).add(code)
        return doubtful


@dataclass(frozen=True, slots=True)
class _Reading:
    place: str
    document: Document
    outcome: Future[ParsedDocument | UnreadableDocument]
    watch: _Watch


@dataclass(slots=True)
class _Watch:
    """What the thread that waits for a child and the one that writes tell each other."""

    stop: Event
    lost: bool = False
    reached: tuple[int, int] = (0, 0)

    def __call__(self, page: int = 0, pages: int = 0) -> bool:
        self.reached = page, pages
        return self.lost or self.stop.is_set()


@dataclass(slots=True)
class _Pulse:
    """Signs of life of all that is being read, once a second."""

    reading: deque[_Reading]
    next: float = 0.0

    def beat(self) -> None:
        if monotonic() >= self.next:
            for one in self.reading:
                one.watch.lost = not beat(one.document, *one.watch.reached)
            self.next = monotonic() + BEAT_EVERY


def ingest_all(items: Iterable[SourceFile | Document], processes: int, **said: Any) -> Generator[FileResult]:
    """Bring in files, or read stored documents: one result each, as they come. A bad file never stops the others.

    What was read before by the same parser is not read again, so an interrupted run can simply be repeated. To be closed
    (`contextlib.closing`): whatever is being read then is ended, and its document waits for the next run.
    """
    stop = Event()
    pool = ThreadPoolExecutor(processes)
    reading: deque[_Reading] = deque()
    pulse = _Pulse(reading)
    met: set[int] = set()
    try:
        for item in items:
            while reading and (len(reading) > 2 * processes or reading[0].outcome.done()):
                yield _conclude(reading, pulse)
            pulse.beat()
            result = _stored(item, said)
            document = result.document
            if document is None:
                yield result
            elif document.pk in met:
                yield FileResult(result.place, Outcome.REPEATED, document)
            elif not needs_reading(document):
                yield _result(result.place, document, Outcome.KNOWN)
            elif not claim(document):
                yield FileResult(result.place, Outcome.ELSEWHERE, document)
            else:
                watch = _Watch(stop)
                reading.append(_Reading(result.place, document, pool.submit(read, document, watch), watch))
            if document is not None:
                met.add(document.pk)
        while reading:
            yield _conclude(reading, pulse)
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
        for unfinished in reading:
            give_back(unfinished.document)


def _stored(item: SourceFile | Document, said: dict[str, Any]) -> FileResult:
    if isinstance(item, Document):
        return FileResult(item.original_name, Outcome.KNOWN, item)
    try:
        with item.open() as content:
            document, _ = store(File(content), item.name, **said)
    except UnreadableDocument as error:
        outcome = Outcome.LEFT_OUT if item.is_litter else Outcome.REFUSED
        return FileResult(item.place, outcome, code=error.code, message=error.message)
    except OSError as error:
        message = f"不能读出或存下（{error.strerror or error}）。"
        return FileResult(item.place, Outcome.REFUSED, code=UNSTORED, message=message)
    return FileResult(item.place, Outcome.KNOWN, document)


def _conclude(reading: deque[_Reading], pulse: _Pulse) -> FileResult:
    """Load the first of what is being read. It leaves the queue last: interrupted, it is still to be done."""
    first, document = reading[0], reading[0].document
    while not wait([first.outcome], timeout=BEAT_EVERY).done:
        pulse.beat()
    try:
        conclude(document, first.outcome.result())
    except Stopped:  # cancelled, or somebody else took it up
        document.refresh_from_db()
    reading.popleft()
    done = document.state not in (DocumentState.RECEIVED, DocumentState.PARSING)
    return _result(first.place, document, Outcome.READ if done else Outcome.ELSEWHERE)


def _result(place: str, document: Document, outcome: Outcome) -> FileResult:
    if document.state == DocumentState.FAILED:
        return FileResult(place, Outcome.REFUSED, document, document.error_code, document.error_message)
    return FileResult(place, outcome, document)
