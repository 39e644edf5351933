"""How far reading got: readers of many pages tell it, whoever waits may look. Costs nothing where nobody does."""

from __future__ import annotations

import os
from collections.abc import Callable

LONGEST = 40
"""Bytes of what is written: two numbers."""


def _nobody(page: int, pages: int) -> None:
    """Where nobody waits."""


_listener: Callable[[int, int], None] = _nobody


def tell(page: int, pages: int) -> None:
    """Page `page` of `pages` is being read."""
    _listener(page, pages)


def write_to(file: int) -> None:
    """From here on keep the last word at the start of an open file: no pipe that could fill up and block."""
    global _listener

    def write(page: int, pages: int) -> None:
        os.pwrite(file, f"{page} {pages}".encode().ljust(LONGEST), 0)

    _listener = write


def read_from(file: int) -> tuple[int, int]:
    """The last page told and the number of pages; 0, 0 where nothing was told, or nothing of sense."""
    words = os.pread(file, LONGEST, 0).split()
    if len(words) == 2 and all(word.isdigit() and len(word) < 8 for word in words):
        return int(words[0]), int(words[1])
    return 0, 0
