"""Sentences of the narrative under an address that stays: the file's SHA-256, the page, and the sentence's own words.

`7-3f0c…` is the page and 16 signs of the SHA-256 of the words, white space and forms of signs aside; page 0 for formats
without pages. Nothing is stored: a disclosure's sections are read through for it, which takes some milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from disclosures.models import Claim, HeadlineFigure, Section
from disclosures.models.disclosure import CITABLE
from disclosures.reading.columns import Column, own_column
from disclosures.reading.declared import DeclaredChange, claims_at_hand, declared_change
from disclosures.reading.file_addresses import HASH, of_file
from disclosures.reading.replaced import Replaced, replaced
from disclosures.reading.sentences import SentenceOfSection, SentencePiece, marked, sentences_of

_PLACE = re.compile(r"([0-9]{1,6})-([0-9a-f]{16})")


class NoSentence(LookupError):
    """No such sentence is public."""


@dataclass(frozen=True, slots=True)
class FoundSentence:
    """A sentence with those before and after it, the amounts in it that were understood, and the changes it declares.

    `file` and `place` are its permanent address.
    """

    column: Column
    section: Section
    text: str
    page: int | None
    before: str
    after: str
    runs: tuple[SentencePiece, ...]
    changes: tuple[DeclaredChange, ...]
    file: str
    place: str
    replaced: Replaced | None


def sentence_in_file(file: str, place: str) -> FoundSentence:
    """What stands at a place of a file today. Four queries; raises NoSentence."""
    return _found(Section.objects.filter(of_file(file, "disclosure__document__")), place)


def sentence_in_disclosure(pk: int, place: str) -> FoundSentence:
    """A sentence of a disclosure, or of a part of one."""
    return _found(Section.objects.of_disclosures([pk]), place)


def _found(sections: QuerySet[Section], place: str) -> FoundSentence:
    """The sentence with these words on this page; where a new reading counts pages otherwise, that with these words."""
    match = _PLACE.fullmatch(place)
    if match is None:
        raise NoSentence
    page, words = int(match[1]) or None, match[2]
    citable = sections.filter(disclosure__state__in=CITABLE).select_related(
        "disclosure__agency__region__parent__parent",
        "disclosure__agency__parent",
        "disclosure__document",
    )
    alike = [
        (section, read, number)
        for section in citable.order_by("disclosure", "position")
        for read in [sentences_of(section.text, section.page)]
        for number, sentence in enumerate(read)
        if sentence.place.partition("-")[2] == words
    ]
    chosen = next((each for each in alike if each[1][each[2]].page == page), alike[0] if alike else None)
    if chosen is None:
        raise NoSentence
    return _in_full(*chosen)


def _in_full(section: Section, read: Sequence[SentenceOfSection], number: int) -> FoundSentence:
    disclosure, sentence = section.disclosure, read[number]
    text = sentence.text
    column = own_column(disclosure)
    own = Q(disclosure=disclosure, sentence=text)
    figures = list(HeadlineFigure.objects.filter(own).order_by("position"))
    claims: QuerySet[Claim] = claims_at_hand().filter(own).order_by("position")
    return FoundSentence(
        column=column,
        section=section,
        text=text,
        page=sentence.page,
        before=read[number - 1].text if number else "",
        after=read[number + 1].text if number + 1 < len(read) else "",
        runs=marked(text, figures),
        changes=tuple(declared_change(column, disclosure, claim) for claim in claims),
        file=disclosure.document.sha256[:HASH],
        place=sentence.place,
        replaced=replaced(disclosure),
    )
