"""What a process that reads or draws is asked and what it answers, as JSON: plain data that can run nothing.

Decoding builds the parser's records and nothing else, and refuses whatever has another shape.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeVar

import msgspec

from disclosures.parsing.records import ParsedDocument

Message = TypeVar("Message")


class Job(StrEnum):
    READ = "read"
    """Read the text of the file; of a PDF with pages that are images say so instead."""
    RECOGNISE = "recognise"
    """Read it, with recognition of images."""
    DRAW = "draw"
    """Draw pages of a PDF and find their words."""
    PRINT = "print"
    """Make a PDF of an Office file (`PRINTED`) and say how many pages it has."""
    LOOK = "look"
    """Say which walls stand, and nothing else."""


@dataclass(frozen=True, slots=True)
class Task:
    """What to do, and what it may cost. `file` is a name in the folder of the process.

    `pages` and `size` (bytes) are limits of the file; `drawn` counts pages from 1.
    """

    job: Job
    folder: str
    file: str
    seconds: int
    memory_mb: int
    pages: int
    size: int
    drawn: tuple[int, ...] = ()


PRINTED = "printed.pdf"
STATUS_BYTES = 4
FORKED = b"1"
"""The answer to a task: a child is at work."""


class Files(NamedTuple):
    """Open files that come with a task, by their numbers."""

    progress: int
    """How far the child got, as `progress` writes it."""
    answer: int
    """Its `Answer` as JSON."""
    words: int
    """What else it says, and what went wrong."""
    line: int
    """A socket to whoever waits for the child."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A document, or the code and facts of an error, or what is to be said of a result that lies in the folder."""

    document: ParsedDocument | None = None
    pages: int = 0
    error: str = ""
    facts: dict[str, str | int] = field(default_factory=dict)
    walls: tuple[str, ...] = ()


TENTHS = 10


@dataclass(frozen=True, slots=True)
class PageText:
    """Width and height of a page as displayed, in PDF points, and its signs in the order of the file.

    White space is left out. Every sign has four numbers in `edges`: x0, top, x1, bottom in `TENTHS` of a point.
    """

    width: float
    height: float
    signs: str
    edges: list[int]


def written(message: Task | Answer | PageText) -> bytes:
    return msgspec.json.encode(message)


def understood(content: bytes, kind: type[Message]) -> Message:
    """Raises ValueError for anything but such a message."""
    return msgspec.json.decode(content, type=kind)
