"""The children of this process, seen from here: a `nursery` is started with the first and forks them all."""

from __future__ import annotations

import os
import socket
import subprocess  # nosec B404: starts this interpreter with fixed arguments, without a shell
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import disclosures
from disclosures.parsing import progress
from disclosures.parsing.sandbox.messages import FORKED, STATUS_BYTES, Files, Task, written

CODE_ROOT = str(Path(disclosures.__path__[0]).resolve().parent)
FEW_THREADS = {"MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}
"""Every thread of a library reserves address space, which is what the limit on memory counts."""
NURSERY = "disclosures.parsing.sandbox.nursery"
LAST_SECONDS = 5
"""How long a killed process may take to be gone."""
KILLED = -9
"""The status of a child whose nursery is gone: both were killed."""


@dataclass(frozen=True, slots=True)
class Child:
    """One task at work. What it writes are open files without a name."""

    kept: IO[bytes]
    answered: IO[bytes]
    said: IO[bytes]
    line: socket.socket

    def status(self, seconds: float) -> int | None:
        """The exit status, or None where the child has not ended after so many seconds."""
        self.line.settimeout(seconds)
        try:
            status = self.line.recv(STATUS_BYTES, socket.MSG_WAITALL)
        except TimeoutError:
            return None
        return int.from_bytes(status, "big", signed=True) if status else KILLED

    def progress(self) -> tuple[int, int]:
        return progress.read_from(self.kept.fileno())

    def answer(self) -> bytes:
        return _content(self.answered)

    def words(self) -> bytes:
        return _content(self.said)


@contextmanager
def started(task: Task) -> Iterator[Child]:
    """A child at its task; it is ended where it has not ended before."""
    here, there = socket.socketpair()
    with here, _nameless() as kept, _nameless() as answered, _nameless() as said:
        with there:
            files = Files(kept.fileno(), answered.fileno(), said.fileno(), there.fileno())
            _nursery.order(written(task), files)
        try:
            yield Child(kept, answered, said, here)
        finally:
            _end(here)


def _nameless() -> IO[bytes]:
    return tempfile.TemporaryFile()


def _end(line: socket.socket) -> None:
    """Have the child ended, and wait until it is: its folder can be cleared away then."""
    with suppress(OSError):
        line.shutdown(socket.SHUT_WR)
        line.settimeout(LAST_SECONDS)
        line.recv(STATUS_BYTES)


def _content(file: IO[bytes]) -> bytes:
    return os.pread(file.fileno(), os.fstat(file.fileno()).st_size, 0)


class Nursery:
    """The nursery of this process. A process that was forked from it starts one of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._orders = socket.socket()

    def order(self, task: bytes, files: Files) -> None:
        """Have a child forked for a task. A nursery that is gone (it had nothing to do) is started again."""
        with self._lock:
            if self._owner != os.getpid() or not self._is_taken(task, files):
                self._orders = self._start()
                if not self._is_taken(task, files):
                    raise RuntimeError(f"{NURSERY} takes no task")

    def _is_taken(self, task: bytes, files: Files) -> bool:
        """Whether the nursery lives and has forked a child for the task."""
        try:
            socket.send_fds(self._orders, [task], list(files))
            return self._orders.recv(len(FORKED)) == FORKED
        except OSError:
            return False

    def _start(self) -> socket.socket:
        # No secret of ours (database, keys) is in the environment of processes that read strangers' files.
        environment = {"PYTHONPATH": CODE_ROOT, "LANG": "C.UTF-8", "PATH": os.defpath, **FEW_THREADS}
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # nosec B603
                [sys.executable, "-P", "-m", NURSERY, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                cwd="/",
                env=environment,
                start_new_session=True,
                pass_fds=[theirs.fileno()],
            )
        self._owner = os.getpid()
        return ours


_nursery = Nursery()
