"""Counters that all processes of the web server share: a table in one file, in memory where the system has such a place.

`COUNTERS_FILE` names it, which gunicorn makes before it starts its workers (`config.gunicorn`); a process of its own, as
in development, has a table of its own. Nothing of a page is written to the database for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import mmap
import os
import struct
import tempfile
import threading
from typing import IO

SLOTS = 1 << 16
"""Counters at once. A key has one place in the table; where two meet, the later one begins anew: limits let through a
little more then, never less."""
SLOT = struct.Struct("=QQ")
"""What a counter is of, and how many there were."""
SIZE = SLOTS * SLOT.size


def _file() -> IO[bytes]:
    named = os.environ.get("COUNTERS_FILE", "")
    file = open(named, "r+b") if named else tempfile.TemporaryFile()  # noqa: SIM115 # open as long as the process
    if os.fstat(file.fileno()).st_size < SIZE:
        file.truncate(SIZE)
    return file


class Counters:
    """One at a time: a lock among threads, and one of the file among processes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file = _file()
        self._table = mmap.mmap(self._file.fileno(), SIZE)

    def count(self, key: str, amount: int = 1) -> int:
        """How many there were under this key, these included."""
        of = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")
        place = of % SLOTS * SLOT.size
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, SLOT.size, place)
            try:
                known, before = SLOT.unpack_from(self._table, place)
                number = (before if known == of else 0) + amount
                SLOT.pack_into(self._table, place, of, number)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, SLOT.size, place)
        return number

    def clear(self) -> None:
        with self._lock:
            self._table[:] = bytes(SIZE)


counters = Counters()
