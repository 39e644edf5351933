"""Sentences of the narrative: their place in the file, and the amounts in them that were understood."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from disclosures.models import Claim, HeadlineFigure
from disclosures.parsing.clauses import plain
from disclosures.parsing.narrative import section_sentences
from disclosures.parsing.normalise import key
from disclosures.parsing.records import Section

from .file_addresses import HASH


@dataclass(frozen=True, slots=True)
class SentencePiece:
    """A piece of a sentence; an amount that was understood carries the figure it states, or the change it declares."""

    text: str
    figure: HeadlineFigure | None = None
    claim: Claim | None = None
    differs: bool = False
    """The amount is a side of an open difference."""

    def is_among(self, paragraph: str, disputed: Collection[tuple[str, str]]) -> bool:
        """Whether it is one of the amounts that stand so in these words: in its paragraph, or in its sentence, which may go
        on in the next one. Of long sentences the words are a part."""
        told = self.figure or self.claim
        if told is None:
            return False
        own, here = plain(self.text), plain(paragraph)
        return any(number in own and (words in here or words in told.sentence) for words, number in disputed)


def marked(
    paragraph: str, headline: Sequence[HeadlineFigure], claims: Sequence[Claim] = ()
) -> tuple[SentencePiece, ...]:
    """A paragraph cut into runs: every amount that was understood is a run of its own. The words stay as they are."""
    spans: list[tuple[int, int, SentencePiece]] = []
    for figure in headline:
        if span := _span(paragraph, figure.text, figure.printed):
            spans.append((*span, SentencePiece(paragraph[slice(*span)], figure=figure)))
    for claim in claims:
        if span := _span(paragraph, claim.sentence, claim.printed):
            spans.append((*span, SentencePiece(paragraph[slice(*span)], claim=claim)))
    runs: list[SentencePiece] = []
    at = 0
    for start, end, run in sorted(spans, key=lambda span: span[:2]):
        if start < at:
            continue
        if start > at:
            runs.append(SentencePiece(paragraph[at:start]))
        runs.append(run)
        at = end
    if at < len(paragraph):
        runs.append(SentencePiece(paragraph[at:]))
    return tuple(runs)


def _span(paragraph: str, within: str, printed: str) -> tuple[int, int] | None:
    """Where a printed amount stands within some words of a paragraph."""
    first = paragraph.find(within)
    if first < 0 or not printed:
        return None
    start = paragraph.find(printed, first, first + len(within))
    return (start, start + len(printed)) if start >= 0 else None


@dataclass(frozen=True, slots=True)
class SentenceOfSection:
    """`page` is the one that it begins on, None in formats without pages."""

    text: str
    page: int | None

    @property
    def place(self) -> str:
        return place_of_sentence(self.text, self.page)


def sentences_of(text: str, page: int | None) -> list[SentenceOfSection]:
    """The sentences of a section that begins on a page, in their order, as they have addresses."""
    read = section_sentences(Section("", 1, page, text))
    return [SentenceOfSection(sentence.text, sentence.page_at(0)) for sentence in read]


def place_of_sentence(text: str, page: int | None) -> str:
    """Where a sentence stands in its file, for an address."""
    return f"{page or 0}-{hashlib.sha256(key(text).encode()).hexdigest()[:HASH]}"
