"""The process that the children come from: it has loaded the libraries, never sees a file, and forks one child a task.

    python -m disclosures.parsing.sandbox.nursery SOCKET

SOCKET is the number of an open socket. A message on it is a `Task` as JSON with the open files of `Files`. When the child
has ended its exit status goes down its line, `STATUS_BYTES` as of `waitstatus_to_exitcode`; a line that is closed before
ends the child. Whoever started the nursery being gone, or nothing to do for `IDLE` seconds, ends the nursery.
"""

from __future__ import annotations

import gc
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress

from disclosures.parsing.sandbox import child
from disclosures.parsing.sandbox.messages import FORKED, STATUS_BYTES, Files, Task, understood

IDLE = 120
"""Seconds. What is loaded takes some 80 MB, which a site that draws a page a day need not keep."""
LONGEST_MESSAGE = 64 * 1024


class Nursery:
    """The children that are at work, by the number of their process, each with its line."""

    def __init__(self, orders: socket.socket) -> None:
        self.orders = orders
        self.lines: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Until whoever started it is gone, or for a long time nothing was asked."""
        ended = self._told_of_ends()
        self.selector.register(self.orders, selectors.EVENT_READ)
        while ready := self.selector.select(None if self.lines else IDLE):
            for key, _ in ready:
                if key.fileobj is ended:
                    ended.recv(4096)
                    self._report_the_ended()
                elif key.fileobj is self.orders:
                    if not self._begin():
                        return
                elif isinstance(key.data, int):  # nobody waits for it any more
                    self.selector.unregister(key.fileobj)
                    _end(key.data)

    def end_all(self) -> None:
        for number in self.lines:
            _end(number)

    def _told_of_ends(self) -> socket.socket:
        """A socket that has something to read whenever a child has ended."""
        ended, signals = socket.socketpair()
        ended.setblocking(False)
        signals.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(signals.detach(), warn_on_full_buffer=False)
        self.selector.register(ended, selectors.EVENT_READ)
        return ended

    def _begin(self) -> bool:
        """Fork a child for the next task; False where none will come."""
        message, numbers, *_ = socket.recv_fds(self.orders, LONGEST_MESSAGE, len(Files._fields))
        if not message:
            return False
        files = Files(*numbers)
        number = os.fork()
        if number == 0:
            os._exit(_grow_up(understood(message, Task), files))
        for file in files[:-1]:
            os.close(file)
        self.lines[number] = socket.socket(fileno=files.line)
        self.selector.register(self.lines[number], selectors.EVENT_READ, number)
        self.orders.sendall(FORKED)
        return True

    def _report_the_ended(self) -> None:
        while self.lines and (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)):
            number = ended.si_pid
            _kill_group(number)  # what it started and left behind, as long as the number is its own
            _, status = os.waitpid(number, 0)
            line = self.lines.pop(number)
            with suppress(KeyError):
                self.selector.unregister(line)
            with line, suppress(OSError):
                line.sendall(os.waitstatus_to_exitcode(status).to_bytes(STATUS_BYTES, "big", signed=True))


def _end(number: int) -> None:
    """End a child that has not been waited for, and whatever it started."""
    _kill_group(number)
    with suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)  # it may not have made its group yet


def _kill_group(number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(number, signal.SIGKILL)


def _grow_up(task: Task, files: Files) -> int:
    """What a new child does: close everything of the nursery, then the task. Its exit status."""
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    progress, answer = _only(files)
    os.chdir(task.folder)
    os.environ["HOME"] = os.environ["TMPDIR"] = task.folder
    try:
        child.work(task, progress, answer)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def _only(files: Files) -> tuple[int, int]:
    """Leave these files open and no other; the new numbers of `progress` and `answer`. What is printed goes to `words`."""
    moved = [os.dup(file) for file in files]  # above all that is written over
    nothing = os.open(os.devnull, os.O_RDONLY)
    progress, answer, words, _ = moved
    kept = (nothing, words, words, progress, answer)
    for number, file in enumerate(kept):
        os.dup2(file, number)
    os.closerange(len(kept), os.sysconf("SC_OPEN_MAX"))
    return kept.index(progress), kept.index(answer)


def main() -> int:
    child.load()
    gc.collect()
    gc.freeze()  # what is loaded is not looked through again by every child, and stays shared with all
    nursery = Nursery(socket.socket(fileno=int(sys.argv[1])))
    try:
        nursery.serve()
    finally:
        nursery.end_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
