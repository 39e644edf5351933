"""Keeps the shingles of what is published, and the words that two disclosures have in common, equal to what is published.

Words are told as common to two bodies only where they are rare: most of their shingles stand with `FEW` bodies at most, of the
`ENOUGH` or more that are published in the narrowest place that holds both; of fewer nobody can tell what belongs to the form.
Never told are sections whose words are given (`PRESCRIBED`), and a department beside its units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

from django.db.models import Q

from disclosures.models import Disclosure, SharedWords, Shingle
from disclosures.models.disclosure import DisclosureQuerySet
from disclosures.models.rows import insert
from disclosures.models.same_words import SECTION_BITS, Sharing
from disclosures.parsing.clauses import plain
from disclosures.reading.passages import Passage, bodies_with, holders, passages_of
from disclosures.reconciliation.same_words import Shared, Signs, folded, shared, shingles
from disclosures.vocabulary.topics import PRESCRIBED

from .kept_rows import AT_ONCE, KeptRows

FEW = 3
ENOUGH = 8
MOSTLY = 0.6
SHORTEST = {Sharing.OTHER: 50, Sharing.LAST_YEAR: 30}
"""Signs that words in common have at least."""
BEGINS = 8
"""Signs by which the sentence is found that words begin in."""


def _shingle_rows(ids: list[int]) -> Iterator[tuple[int, int, int]]:
    bodies = {pk: parent or own for pk, own, parent in _published(ids)}
    for whole, found in passages_of(bodies).items():
        for passage in found:
            for number in shingles(passage.text):
                yield number << SECTION_BITS | passage.pk, whole, bodies[whole]


def _published(ids: Iterable[int]) -> Any:
    return Disclosure.objects.published().filter(pk__in=ids).values_list("pk", "agency", "agency__parent")


SHINGLES = KeptRows(Shingle, ("id", "disclosure_id", "body_id"), 1, _shingle_rows)


class Of(NamedTuple):
    """What is asked of a disclosure before its words are told beside another's."""

    pk: int
    year: int
    stage: str
    agency: int
    body: int
    region: str


Pair = tuple[int, int]
"""Two disclosures, the later one first."""


class _SameWords:
    """As `KeptRows`: rows of two disclosures are made again where one of them changes, or where words become rare, or
    common, by it."""

    def refresh(self, disclosures: Iterable[int]) -> None:
        ids = list(disclosures)
        touched = _stored(ids)
        SHINGLES.refresh(ids)
        touched |= _stored(ids)
        SharedWords.objects.filter(Q(disclosure__in=ids) | Q(other__in=ids)).delete()
        pairs = _pairs(touched | _stored(_at_the_threshold(ids))) | _years_of(ids)
        for one, other in pairs:
            SharedWords.objects.filter(disclosure=one, other=other).delete()
        insert(_told(pairs))

    def rebuild(self) -> None:
        SHINGLES.rebuild()
        SharedWords.objects.all().delete()
        insert(_told(_all_pairs()))

    def differences(self) -> int:
        """How many rows of both tables differ from what is published now."""
        stored = {_values(row) for row in SharedWords.objects.iterator()}
        wanted = {_values(row) for row in _told(_all_pairs())}
        return SHINGLES.differences() + len(stored ^ wanted)


SAME_WORDS = _SameWords()


def _values(row: SharedWords) -> tuple[Any, ...]:
    return tuple(getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key)


def _stored(ids: Collection[int]) -> set[int]:
    rows = Shingle.objects.filter(disclosure__in=ids).values_list("pk", flat=True)
    return {pk >> SECTION_BITS for pk in rows}


# --- which disclosures have to be compared -------------------------------------------------------------------------------


def _pairs(numbers: Collection[int]) -> set[Pair]:
    """Disclosures of two bodies with a shingle of these in common that is rare, or was before one more body had it."""
    few = [number for number, count in bodies_with(numbers).items() if 1 < count <= FEW + 1]
    holding: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, pk, body in holders(few):
        holding[number].append((pk, body))
    known = _known({pk for rows in holding.values() for pk, _ in rows})
    return {
        _later_first(known[one], known[other])
        for rows in holding.values()
        for (one, body), (other, beside) in combinations(sorted(rows), 2)
        if body != beside and _may_be_told(known[one], known[other])
    }


def _may_be_told(one: Of, other: Of) -> bool:
    """Of one stage, and of the same year or the one before."""
    return one.stage == other.stage and abs(one.year - other.year) <= 1


def _later_first(one: Of, other: Of) -> Pair:
    return (one.pk, other.pk) if (one.year, one.pk) > (other.year, other.pk) else (other.pk, one.pk)


def _years_of(ids: Collection[int]) -> set[Pair]:
    """These disclosures with those of the same body of the year before and after."""
    agencies = [of.agency for of in _known(ids).values()]
    same: dict[tuple[int, str], list[Of]] = defaultdict(list)
    theirs = Disclosure.objects.published().filter(agency__in=agencies)
    for of in _known(theirs.values_list("pk", flat=True)).values():
        same[of.agency, of.stage].append(of)
    return {
        _later_first(one, other)
        for group in same.values()
        for one, other in combinations(group, 2)
        if abs(one.year - other.year) == 1 and {one.pk, other.pk} & set(ids)
    }


def _all_pairs() -> set[Pair]:
    found: set[Pair] = set()
    ids = list(Disclosure.objects.published().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found |= _pairs(_stored(some)) | _years_of(some)
    return found


def _known(ids: Iterable[int]) -> dict[int, Of]:
    rows = (
        Disclosure.objects.published()
        .filter(pk__in=list(ids))
        .values_list("pk", "fiscal_year", "stage", "agency", "agency__parent", "agency__region", named=True)
    )
    return {
        row.pk: Of(
            row.pk,
            row.fiscal_year or 0,
            row.stage,
            row.agency or 0,
            row.agency__parent or row.agency or 0,
            row.agency__region or "",
        )
        for row in rows
    }


def _at_the_threshold(ids: Collection[int]) -> set[int]:
    """What is published in places of these where now, or before a change, so many bodies are published as are needed."""
    agencies = Disclosure.objects.filter(pk__in=ids).values_list("agency__region", "stage").distinct()
    places = {(region[:length], stage) for region, stage in agencies if region for length in NARROWING}
    found: set[int] = set()
    for place, stage in places:
        there = _published_in(place, stage)
        if there.values("agency").distinct()[: ENOUGH + 1].count() in (ENOUGH - 1, ENOUGH):
            found.update(there.values_list("pk", flat=True))
    return found


NARROWING = (6, 4, 2, 0)
"""Digits of a region's code that two bodies may have in common: those of a county or a city, of a city with its counties,
of a province, of the country."""


def _published_in(place: str, stage: str) -> DisclosureQuerySet:
    return Disclosure.objects.published().filter(stage=stage, agency__region__code__startswith=place)


# --- what they have in common --------------------------------------------------------------------------------------------


def _told(pairs: Collection[Pair]) -> Iterator[SharedWords]:
    ordered = sorted(pairs)
    for start in range(0, len(ordered), AT_ONCE):
        yield from _told_of(ordered[start : start + AT_ONCE])


def _told_of(pairs: Sequence[Pair]) -> Iterator[SharedWords]:
    ids = {pk for pair in pairs for pk in pair}
    known = _known(ids)
    texts = {pk: _joined(found) for pk, found in passages_of(ids).items()}
    enough = cache(_are_enough)
    for pair in pairs:
        one, other = (known[pk] for pk in pair)
        if pair[0] not in texts or pair[1] not in texts:
            continue
        if one.agency == other.agency:
            yield from _of_pair(pair, texts, Sharing.LAST_YEAR)
        elif enough(_narrowest(one.region, other.region), one.stage):
            yield from _of_pair(pair, texts, Sharing.OTHER)


def _narrowest(one: str, other: str) -> str:
    """What the codes of the narrowest place that holds two regions begin with."""
    return next(one[:length] for length in NARROWING if one[:length] == other[:length])


def _are_enough(place: str, stage: str) -> bool:
    return _published_in(place, stage).values("agency").distinct()[:ENOUGH].count() == ENOUGH


def _of_pair(pair: Pair, texts: dict[int, _Joined], sharing: Sharing) -> Iterator[SharedWords]:
    here, there = (texts[pk] for pk in pair)
    found = list(shared(here.signs, there.signs, SHORTEST[sharing]))
    if sharing is Sharing.OTHER:
        counts = bodies_with({number for one in found for number in shingles(one.here)})
        found = [one for one in found if one.is_filled and _is_rare(one, counts)]
    else:
        found = [one for one in found if one.is_repeated]
    for one in found:
        own, other = here.at(one.at[0]), there.at(one.at[1])
        (page, place), (other_page, other_place) = _place(own, one.here), _place(other, one.there)
        yield SharedWords(
            disclosure_id=pair[0],
            other_id=pair[1],
            sharing=sharing.value,
            length=one.length,
            words=one.here,
            heading=own.heading,
            page=page,
            place=place,
            other_words=one.there,
            other_heading=other.heading,
            other_page=other_page,
            other_place=other_place,
        )


def _is_rare(one: Shared, counts: dict[int, int]) -> bool:
    numbers = shingles(one.here)
    return sum(counts[number] <= FEW for number in numbers) >= MOSTLY * len(numbers)


class _Joined(NamedTuple):
    """The sections that are compared as one text, and where each begins."""

    signs: Signs
    starts: list[tuple[int, Passage]]

    def at(self, place: int) -> Passage:
        return next(passage for start, passage in reversed(self.starts) if start <= place)


def _joined(passages: Iterable[Passage]) -> _Joined:
    text, starts = "", []
    for passage in passages:
        if passage.topic not in PRESCRIBED and passage.text.strip():
            starts.append((len(text), passage))
            text += passage.text + "\n"
    return _Joined(folded(text), starts)


def _place(passage: Passage, words: str) -> tuple[int | None, str]:
    """The page and the place of the sentence that words begin in."""
    begins = plain(words)[:BEGINS]
    found = next((one for one in passage.sentences if begins in one.text), None)
    return (found.page, found.place) if found else (passage.page, "")
