"""What of a long disclosure stands on its page at once: the rest is named there, and shown when it is asked for.

Real disclosures have up to 10,000 cells and a hundred forms of performance targets, 800 KB as one page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from .facts import Passage

MOST_BYTES = 150_000
FRAME = 30_000
"""Bytes of a page without its narrative and its pieces: head, key figures, checks, notes, source."""
NAMED = 250
"""Bytes of a piece that is only named."""
SMALLEST = 500
"""Bytes below which nothing more is tried."""
LINKED = 200
"""Bytes around an amount of the narrative that leads to its page; a paragraph costs less."""


class Piece(NamedTuple):
    """A table or a target of the page; `write` writes it."""

    of: object
    anchor: str
    write: Callable[[], SafeString]


def fitting(pieces: Sequence[Piece], passages: Iterable[Passage], asked: str) -> dict[str, SafeString]:
    """The pieces for which there is room, written, by their anchors: the one that is asked for, else the first, whatever
    its size; then, in their order, each that leaves the page below 150 KB."""
    if not pieces:
        return {}
    first = next((piece for piece in pieces if piece.anchor == asked), pieces[0])
    shown = {first.anchor: first.write()}
    room = MOST_BYTES - FRAME - NAMED * len(pieces) - _size_of(passages) - _size(shown[first.anchor])
    for piece in pieces:
        if room < SMALLEST:
            break
        if piece is not first and (size := _size(html := piece.write())) <= room:
            shown[piece.anchor] = html
            room -= size
    return shown


def _size(html: str) -> int:
    return len(html.encode())


def _size_of(passages: Iterable[Passage]) -> int:
    """About how many bytes the narrative costs."""
    return sum(
        len(run.text.encode()) + (LINKED if run.figure or run.claim else LINKED // 4)
        for passage in passages
        for paragraph in passage.paragraphs
        for run in paragraph
    )
