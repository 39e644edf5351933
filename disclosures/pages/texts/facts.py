"""The same section of several disclosures side by side, and of one body over its years: which sentences belong to the form,
which are of one alone, what was added, dropped and reworded."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Max
from django.urls import reverse

from disclosures.models import Claim, Total
from disclosures.parsing.normalise import key
from disclosures.reading.columns import Column
from disclosures.reading.passages import Passage, bodies_with, passages_of
from disclosures.reconciliation.same_words import grams, shingles
from disclosures.reconciliation.sentence_changes import SentenceChange, marked, sentence_changes
from disclosures.vocabulary.topics import PRESCRIBED, Topic, speaks_of

FEWEST, MOST = 3, 12
"""Bodies that a sentence of the form stands with: half of those of its place, but so many at least, and no more are asked."""
LONGEST = 12_000
"""Signs of all columns together that the page shows."""
_NUMBER, _NAME = r"\d[\d,.]*(?:[%％‰]|[百千万亿]*元)?", r"《[^》]{1,40}》|“[^”]{2,30}”"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a sentence; `kind` says what they are: a number, a name, a reason, what the other year has not, or ""."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a disclosure."""

    text: str
    pieces: tuple[Piece, ...]
    is_common: bool
    address: str


@dataclass(frozen=True, slots=True)
class Told:
    """What one disclosure says of a topic, by heading; `left_out` sentences are not shown."""

    column: Column
    sections: tuple[tuple[str, int | None, tuple[Said, ...]], ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class ShownChange:
    kind: SentenceChange
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class YearChange:
    """What a body says otherwise than in the earlier one of two years."""

    before: Column
    after: Column
    rows: tuple[ShownChange, ...]
    counts: tuple[tuple[SentenceChange, int], ...]


@dataclass(frozen=True, slots=True)
class TextComparison:
    """`having` says of every topic of any column which columns have it. Of the others some print only its heading, or speak of
    it `elsewhere`; the rest are `missing`. What no heading tells is missing nowhere."""

    columns: tuple[Column, ...]
    having: dict[Topic, tuple[bool, ...]]
    topic: Topic | None
    told: tuple[Told, ...]
    years: tuple[YearChange, ...]
    missing: tuple[Column, ...] = ()
    elsewhere: tuple[Column, ...] = ()


def compare_texts(columns: Sequence[Column], topic: Topic | None) -> TextComparison:
    """Four queries; one over the years of a body."""
    texts = passages_of([pk for column in columns for pk in column.ids])
    by_column = [[one for pk in column.ids for one in texts.get(pk, ())] for column in columns]
    written = [[passage for passage in passages if passage.text.strip()] for passages in by_column]
    topics = [{passage.topic for passage in passages} for passages in written]
    having = {one: tuple(one in of for of in topics) for one in Topic if any(one in of for of in topics)}
    chosen = topic if topic in having else _first(having)
    own = [[one for one in passages if one.topic is chosen] for passages in written]
    missing, elsewhere = _without(chosen, having, columns, by_column)
    if len(columns) > 1 and len({(c.agency.pk, c.stage) for c in columns}) == 1:
        pairs = sorted(zip(columns, own, strict=True), key=lambda pair: pair[0].year)
        years = tuple(_year_change(*one, *other) for one, other in pairwise(pairs))
        return TextComparison(tuple(columns), having, chosen, (), years, missing, elsewhere)
    kept = {passage.pk: shingles(passage.text) for passages in own for passage in passages}
    counts = bodies_with(set().union(*kept.values()))
    most = _most(columns)
    form = {number for number, count in counts.items() if count >= most}
    reasons = _reasons(columns)
    told = tuple(
        _told(column, passages, kept, form, reasons, LONGEST // len(columns))
        for column, passages in zip(columns, own, strict=True)
    )
    return TextComparison(tuple(columns), having, chosen, told, (), missing, elsewhere)


def _without(
    topic: Topic | None,
    having: dict[Topic, tuple[bool, ...]],
    columns: Sequence[Column],
    by_column: Sequence[Sequence[Passage]],
) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The columns that nowhere speak of a topic, and those that do so in a heading alone or under another one."""
    if topic is None or topic is Topic.OTHER:
        return (), ()
    missing: list[Column] = []
    elsewhere: list[Column] = []
    for column, has, said in zip(columns, having[topic], by_column, strict=True):
        if not has:
            speaks = any(speaks_of(topic, key(one.heading + one.text)) for one in said)
            (elsewhere if speaks else missing).append(column)
    return tuple(missing), tuple(elsewhere)


def _first(having: dict[Topic, tuple[bool, ...]]) -> Topic | None:
    """The first topic that most columns have; rather one whose words are the body's own."""
    return max(having, key=lambda one: (one not in PRESCRIBED, sum(having[one])), default=None)


def _most(columns: Sequence[Column]) -> int:
    """With how many bodies a sentence of the form stands. One query."""
    one = columns[0]
    totals = Total.objects.filter(place=one.agency.region_id, code="", fiscal_year=one.year, stage=one.stage)
    bodies = totals.aggregate(most=Max("count"))["most"] or 0
    return min(max((bodies + 1) // 2, FEWEST), MOST)


def _reasons(columns: Sequence[Column]) -> set[str]:
    """What the changes are explained with. One query."""
    claims = Claim.objects.of_disclosures([pk for column in columns for pk in column.ids])
    return set(claims.exclude(reason="").values_list("reason", flat=True))


def _told(
    column: Column,
    passages: Sequence[Passage],
    kept: dict[int, set[int]],
    form: Collection[int],
    reasons: Collection[str],
    room: int,
) -> Told:
    sections = []
    left_out = 0
    for passage in passages:
        said: list[Said] = []
        for sentence in passage.sentences:
            room -= len(sentence.text)
            if room < 0:
                left_out += 1
                continue
            own = kept[passage.pk] & set(grams(sentence.text))
            of = column.disclosure_id or column.ids[0]
            address = reverse("disclosures:sentence-of", args=[of, sentence.place])
            is_common = bool(own) and 2 * len(own & set(form)) > len(own)
            said.append(Said(sentence.text, tuple(pieces(sentence.text, reasons)), is_common, address))
        sections.append((passage.heading, passage.page, tuple(said)))
    return Told(column, tuple(sections), left_out)


def pieces(sentence: str, reasons: Collection[str] = ()) -> Iterator[Piece]:
    """A sentence in runs: reasons, names, numbers, and what stands between."""
    here = sorted((re.escape(one) for one in reasons if one in sentence), key=len, reverse=True)
    pattern = re.compile(f"(?P<reason>{'|'.join(here) or '(?!)'})|(?P<name>{_NAME})|(?P<number>{_NUMBER})")
    at = 0
    for match in pattern.finditer(sentence):
        if match.start() > at:
            yield Piece(sentence[at : match.start()])
        yield Piece(match[0], match.lastgroup or "")
        at = match.end()
    if at < len(sentence):
        yield Piece(sentence[at:])


def _year_change(before: Column, was: Sequence[Passage], after: Column, now: Sequence[Passage]) -> YearChange:
    texts = [[one.text for passage in passages for one in passage.sentences] for passages in (was, now)]
    found = sentence_changes(*texts)
    counts = tuple(
        (kind, number) for kind in SentenceChange if (number := sum(one.kind is kind for one in found))
    )
    rows = tuple(
        ShownChange(one.kind, _against(one.before, one.after), _against(one.after, one.before))
        for one in found
        if one.kind is not SentenceChange.SAME
    )
    return YearChange(before, after, rows, counts)


def _against(one: str, other: str) -> tuple[Piece, ...]:
    """Of a sentence that both years have, what the other one has not."""
    if not (one and other):
        return (Piece(one),) if one else ()
    return tuple(Piece(text, "changed" if is_changed else "") for text, is_changed in marked(one, other))
