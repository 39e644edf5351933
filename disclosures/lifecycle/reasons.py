"""Keeps the reasons of changes, and how many bodies give each, equal to what is published."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from disclosures.models import Disclosure, Reason, ReasonCount
from disclosures.models.rows import insert
from disclosures.reading.declared import claims_by_disclosure
from disclosures.reading.search_entries import number_in
from disclosures.reading.sentences import place_of_sentence
from disclosures.reconciliation.reasons import SHORTEST, bare

from .kept_rows import AT_ONCE, KeptRows

LONGEST = 30
"""Signs of a clause that is counted: longer ones nobody else gives."""
_CLAUSE = re.compile(r"(?:[^，,；;。：:、\s]|(?<=\d),(?=\d))+")
_NO_REASON = re.compile(r"持平|无增减|[没无未]有?(?:增减|变[化动])|一致$|相同$")
_BEFORE = re.compile(
    r"^(?:(?:主要)?(?:原因)?[是为]|[一二三四五六]是|[（(][一二三四五六\d]+[）)]|由于|因为?|20\d\d年度?)+"
)

FIELDS = ("id", "disclosure_id", "body_id", "fiscal_year", "core", "words", "of", "page", "place")


def _rows(ids: list[int]) -> Iterator[tuple[Any, ...]]:
    published = Disclosure.objects.published().filter(pk__in=ids)
    heads = {
        pk: (parent or own, year)
        for pk, own, parent, year in published.values_list("pk", "agency", "agency__parent", "fiscal_year")
    }
    for whole, claims in claims_by_disclosure(list(heads)).items():
        told: set[tuple[str, str]] = set()
        for claim in claims:
            for words in clauses(claim.reason if claim.is_change else ""):
                core = bare(words)
                if (core, claim.name) not in told:
                    number = number_in(whole, len(told))
                    told.add((core, claim.name))
                    place = place_of_sentence(claim.sentence, claim.page)
                    yield number, whole, *heads[whole], core, words, claim.name, claim.page, place


def clauses(reason: str) -> Iterator[str]:
    """The clauses of a reason that say why."""
    for words in _CLAUSE.findall(reason):
        plain = _BEFORE.sub("", words)
        if SHORTEST <= len(bare(plain)) <= LONGEST and not _NO_REASON.search(plain):
            yield plain


class _Reasons:
    """As `KeptRows`. The counts of reasons that a change touches are made again, one change of a reason at a time."""

    rows = KeptRows(Reason, FIELDS, 1, _rows)

    def refresh(self, disclosures: Iterable[int]) -> None:
        ids = list(disclosures)
        touched = _cores(ids)
        self.rows.refresh(ids)
        touched |= _cores(ids)
        ReasonCount.objects.bulk_create(
            [ReasonCount(core=core, words=core, bodies=0, years=0) for core in sorted(touched)],
            ignore_conflicts=True,
        )  # waits for whoever makes the same one now
        list(ReasonCount.objects.select_for_update().filter(core__in=touched).order_by("core"))
        ReasonCount.objects.filter(core__in=touched).delete()
        insert(_counts(touched))

    def rebuild(self) -> None:
        self.rows.rebuild()
        ReasonCount.objects.all().delete()
        cores = iter(Reason.objects.values_list("core", flat=True).distinct().order_by("core"))
        while some := set(islice(cores, AT_ONCE)):
            insert(_counts(some))

    def differences(self) -> int:
        """How many rows of both tables differ from what is published now."""
        stored = {(one.core, one.words, one.bodies, one.years) for one in ReasonCount.objects.iterator()}
        cores = set(Reason.objects.values_list("core", flat=True).distinct())
        wanted = {(one.core, one.words, one.bodies, one.years) for one in _counts(cores)}
        return self.rows.differences() + len({core for core, *_ in stored ^ wanted})


REASONS = _Reasons()


def _cores(ids: Collection[int]) -> set[str]:
    return set(Reason.objects.filter(disclosure__in=ids).values_list("core", flat=True))


def _counts(cores: Collection[str]) -> Iterator[ReasonCount]:
    """Counts of some reasons, by their shortest words."""
    years: dict[str, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    words: dict[str, set[str]] = defaultdict(set)
    own = Reason.objects.filter(core__in=list(cores))
    for core, body, year, said in own.values_list("core", "body", "fiscal_year", "words").distinct():
        years[core][body].add(year)
        words[core].add(said)
    for core, bodies in sorted(years.items()):
        shortest = min(words[core], key=lambda said: (len(said), said))
        yield ReasonCount(core=core, words=shortest, bodies=len(bodies), years=max(map(len, bodies.values())))
