"""Looking at a file that nobody vouches for: in a process of its own, behind walls (`cage`), with limits on its cost."""

from __future__ import annotations

import logging
import shutil
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import ParsedDocument
from disclosures.parsing.sandbox.cage import Wall
from disclosures.parsing.sandbox.children import Child, started
from disclosures.parsing.sandbox.messages import PRINTED, Answer, Job, Task, understood
from disclosures.parsing.temporary import own_folder

logger = logging.getLogger(__name__)

PATIENCE = 4
"""A busy machine gives a child only a part of its time; one that sleeps is not waited for longer than so many times its
limit."""
ASK_EVERY = 0.2
"""Seconds between two questions whether to go on."""
LAST_WORDS = 2000
"""How much of what a crashed child said goes into the log."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Seconds are of processor time; by the clock it is `PATIENCE` times as many."""

    seconds: int = 60
    memory_mb: int = 1024
    pages: int = 1000
    size: int = 64 * 1024 * 1024
    ocr_seconds: int = 600  # in the place of `seconds`, where pages are images
    ocr_memory_mb: int = (
        1536  # of address space: the models take 0.7 GB of memory, their threads reserve more
    )


class Stopped(Exception):
    """Whoever asked for a file to be read does not want it any more."""


class Watch(Protocol):
    """Asked now and then whether to stop, and told which page is being read (0 of 0: not known)."""

    def __call__(self, page: int = 0, pages: int = 0) -> bool: ...


def parse_limited(path: Path, limits: Limits = Limits(), stopped: Watch | None = None) -> ParsedDocument:
    """Parse in a child process. Raises UnreadableDocument, also with `timeout`, `out-of-memory` and `crashed`.

    A child that finds pages to be recognised says so at once and is started again with the limits for that. Where a
    thread waits for the child, `stopped` is asked now and then; once it says yes the child is ended and Stopped raised.
    """
    with _logged(path):
        try:
            return _read(path, limits, Job.READ, stopped)
        except UnreadableDocument as error:
            if error.code != "needs-ocr":
                raise
        wider = replace(limits, seconds=limits.ocr_seconds, memory_mb=limits.ocr_memory_mb)
        return _read(path, wider, Job.RECOGNISE, stopped)


def parse_unlogged(path: Path, limits: Limits) -> ParsedDocument:
    """Parse a file of which nothing may go into the log. Images are not recognised (UnreadableDocument `needs-ocr`)."""
    return _read(path, limits, Job.READ, None)


@contextmanager
def pages_drawn(path: Path, pages: Sequence[int], limits: Limits) -> Iterator[Path]:
    """A folder with N.png and N.json (`PageText`) of those pages of a PDF that could be drawn within the limits.

    It is gone afterwards. Pages are drawn in the given order; the first that is missing is the one that could not.
    """
    with _folder_with(path) as folder:
        try:
            with _logged(path):
                _run(folder, path.name, limits, Job.DRAW, drawn=tuple(pages))
        except UnreadableDocument as error:
            logger.warning("drawing %s: %s", path.name, error)
        yield folder


@contextmanager
def printed(path: Path, limits: Limits) -> Iterator[tuple[Path, int]]:
    """A PDF of an Office file, made by LibreOffice, and how many pages it has; it is gone afterwards.

    Raises UnreadableDocument.
    """
    with _folder_with(path) as folder:
        with _logged(path):
            answer = _run(folder, path.name, limits, Job.PRINT)
        yield folder / PRINTED, answer.pages


def standing_walls() -> tuple[Wall, ...]:
    """The walls that stand around a child on this machine."""
    with _folder_with(None) as folder:
        return tuple(map(Wall, _run(folder, "", Limits(seconds=20), Job.LOOK).walls))


def _read(path: Path, limits: Limits, job: Job, stopped: Watch | None) -> ParsedDocument:
    with _folder_with(path) as folder:
        answer = _run(folder, path.name, limits, job, stopped)
    if answer.document is None:
        raise _Crashed("it ended without a document")
    return answer.document


class _Crashed(UnreadableDocument):
    """A child went wrong. `told` may hold words of the file."""

    def __init__(self, told: str) -> None:
        super().__init__("crashed")
        self.told = told


@contextmanager
def _logged(path: Path) -> Iterator[None]:
    """What went wrong with a child goes into the log."""
    try:
        yield
    except _Crashed as error:
        logger.error("%s: %s", path.name, error.told)
        raise


@contextmanager
def _folder_with(path: Path | None) -> Iterator[Path]:
    """A folder for one child, with a copy of the file: nothing else of the machine is given to it."""
    with own_folder() as folder:
        if path is not None:
            shutil.copyfile(path, folder / path.name)
        yield folder


def _run(
    folder: Path,
    file: str,
    limits: Limits,
    job: Job,
    stopped: Watch | None = None,
    drawn: tuple[int, ...] = (),
) -> Answer:
    """One child from its start to its answer."""
    task = Task(job, str(folder), file, limits.seconds, limits.memory_mb, limits.pages, limits.size, drawn)
    with started(task) as child:
        status = _status(child, task, stopped)
        if status == -signal.SIGXCPU:
            raise UnreadableDocument("timeout", seconds=task.seconds)
        if status != 0:
            last_words = child.words()[-LAST_WORDS:].decode(errors="replace")
            raise _Crashed(f"{task.job} ended with {status}: {last_words}")
        return _understood(child.answer())


def _status(child: Child, task: Task, stopped: Watch | None) -> int:
    """The exit status of a child, once it has ended. Raises UnreadableDocument where it sleeps, or Stopped."""
    deadline = time.monotonic() + PATIENCE * task.seconds
    while (left := deadline - time.monotonic()) > 0:
        status = child.status(min(left, ASK_EVERY) if stopped else left)
        if status is not None:
            return status
        if stopped and stopped(*child.progress()):
            raise Stopped
    raise UnreadableDocument("timeout", seconds=task.seconds)


def _understood(content: bytes) -> Answer:
    """What the child sent. An error of the file is raised; anything that is no answer counts as a crash."""
    try:
        answer = understood(content, Answer)
        error = UnreadableDocument(answer.error, **answer.facts) if answer.error else None
    except (ValueError, LookupError) as wrong:  # bytes of a process that went wrong can be wrong in any way
        raise _Crashed(f"its answer cannot be understood: {wrong}") from None
    if error is not None:
        raise error
    return answer
