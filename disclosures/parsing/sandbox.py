"""Reading a file that nobody vouches for: in a process of its own, with limits on memory, time and disk."""

from __future__ import annotations

import io
import logging
import os
import pickle  # nosec B403: only through RecordsUnpickler, which knows no classes but the parser's records
import signal
import subprocess  # nosec B404: starts this interpreter with fixed arguments, without a shell
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import disclosures
import disclosures.vocabulary
from disclosures.parsing import progress
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.records import ParsedDocument

logger = logging.getLogger(__name__)

ALLOWED_MODULES = frozenset(
    {"disclosures.parsing.records"}
    | {kind.__module__ for kind in vars(disclosures.vocabulary).values() if isinstance(kind, type)}
)
"""Where the records and the words in them are defined."""
CODE_ROOT = str(Path(disclosures.__path__[0]).resolve().parent)
FEW_THREADS = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}
"""Every thread of a library reserves address space, which is what the limit on memory counts."""
ASK_EVERY = 0.2
"""Seconds between two questions whether to go on."""
LAST_WORDS = 2000
"""How much of what a crashed child said goes into the log."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    seconds: int = 60
    memory_mb: int = 1024
    pages: int = 1000
    size: int = 64 * 1024 * 1024
    ocr_seconds: int = 600  # in the place of `seconds`, where pages are images
    ocr_memory_mb: int = (
        1536  # of address space: the models take 0.7 GB of memory, their threads reserve more
    )


class RecordsUnpickler(pickle.Unpickler):
    """Builds the parser's records and nothing else, whatever the bytes say."""

    def find_class(self, module: str, name: str) -> Any:
        if module in ALLOWED_MODULES or (module, name) == ("decimal", "Decimal"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no record")


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
    try:
        return _parse_once(path, limits, "text", stopped)
    except UnreadableDocument as error:
        if error.code != "needs-ocr":
            raise
    wider = replace(limits, seconds=limits.ocr_seconds, memory_mb=limits.ocr_memory_mb)
    return _parse_once(path, wider, "ocr", stopped)


def _parse_once(path: Path, limits: Limits, mode: str, stopped: Watch | None) -> ParsedDocument:
    """Parse in one child process; with the mode "ocr" it may recognise images."""
    with tempfile.TemporaryFile() as told:
        return _parse_telling(path, limits, mode, stopped, told.fileno())


def _parse_telling(path: Path, limits: Limits, mode: str, stopped: Watch | None, told: int) -> ParsedDocument:
    """The child keeps its progress in the open file `told`."""
    command = [sys.executable, "-m", "disclosures.parsing.child", str(path.resolve())]
    command += map(str, (limits.seconds, limits.memory_mb, limits.pages, limits.size, mode, told))
    # No secret of ours (database, keys) is in the environment of a process that reads strangers' files.
    environment = {"PYTHONPATH": CODE_ROOT, "LANG": "C.UTF-8", "PATH": os.defpath, **FEW_THREADS}
    child = subprocess.Popen(  # nosec B603
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=CODE_ROOT,
        env=environment,
        start_new_session=True,
        pass_fds=[told],
    )
    try:
        answer, said = _communicate(child, limits.seconds, stopped, told)
    except BaseException as error:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise UnreadableDocument("timeout", seconds=limits.seconds) from None
        raise
    if child.returncode == -signal.SIGXCPU:
        raise UnreadableDocument("timeout", seconds=limits.seconds)
    if child.returncode != 0:
        logger.error(
            "parsing %s ended with %s: %s",
            path.name,
            child.returncode,
            said[-LAST_WORDS:].decode(errors="replace"),
        )
        raise UnreadableDocument("crashed")
    return _outcome(answer)


def _communicate(
    child: subprocess.Popen[bytes], seconds: int, stopped: Watch | None, told: int
) -> tuple[bytes, bytes]:
    """What the child wrote until its end. Raises TimeoutExpired, or Stopped."""
    deadline = time.monotonic() + seconds
    while stopped is not None:
        try:
            return child.communicate(timeout=min(ASK_EVERY, seconds))
        except subprocess.TimeoutExpired:
            if stopped(*progress.read_from(told)):
                raise Stopped from None
            if time.monotonic() >= deadline:
                raise
    return child.communicate(timeout=seconds)


def _outcome(answer: bytes) -> ParsedDocument:
    """The document or the error that the child sent. Anything else counts as a crash."""
    try:
        result = RecordsUnpickler(io.BytesIO(answer)).load()
        if isinstance(result, ParsedDocument):
            return result
        code, facts = result
        error = UnreadableDocument(code, **facts)
    except Exception:  # bytes of a process that went wrong can be wrong in any way
        logger.exception("the parser's answer cannot be read")
        raise UnreadableDocument("crashed") from None
    raise error
