"""What of a text is shown of a hit, and which of its signs were found. The signs stay as they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from disclosures.reading.signs import folded, folded_with_places

AROUND = 40
"""Signs of a long text shown before the first word found."""
LONGEST_EXCERPT = 160


class MarkedText(NamedTuple):
    text: str
    is_mark: bool


def plain(runs: Iterable[MarkedText]) -> str:
    """The text of runs without what was found in it."""
    return "".join(run.text for run in runs)


def marked(text: str, forms: Sequence[str]) -> tuple[MarkedText, ...]:
    """A text cut into runs, the words found (folded) being runs of their own."""
    runs: list[MarkedText] = []
    at = 0
    for start, end in _spans(text, forms):
        if start > at:
            runs.append(MarkedText(text[at:start], False))
        runs.append(MarkedText(text[start:end], True))
        at = end
    if at < len(text):
        runs.append(MarkedText(text[at:], False))
    return tuple(runs)


def excerpt(text: str, forms: Sequence[str]) -> tuple[MarkedText, ...]:
    """The part of a long text around the first word found, from the beginning of its sentence where that is near."""
    flat = " ".join(text.split())
    first = next((start for start, _ in _spans(flat, forms)), 0)
    start = max(flat.rfind(sign, 0, first) for sign in "。；!?") + 1
    start = max(start, first - AROUND)
    end = start + LONGEST_EXCERPT
    cut = ("…" if start else "") + flat[start:end].strip() + ("…" if end < len(flat) else "")
    return marked(cut, forms)


def holds(text: str, forms: Sequence[str]) -> bool:
    plain = folded(text)
    return any(form in plain for form in forms)


def _spans(text: str, forms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand, from left to right, of those that begin in one place the longest."""
    plain, places = folded_with_places(text)
    found = sorted((at, -len(form)) for form in forms for at in _finds(plain, form))
    end = 0
    for at, length in found:
        if at >= end:
            end = at - length
            yield places[at], places[end - 1] + 1


def _finds(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))
