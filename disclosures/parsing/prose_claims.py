"""The changes that the narrative declares of things that are no headline item: lines of the functional classification, and
what it names in its own words (财政拨款收入). Topics → one record a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import Direction, FactRole

LEVELS = frozenset({FactRole.STATED, FactRole.CURRENT, FactRole.FINAL})
CHANGES = frozenset({FactRole.CHANGE, FactRole.CHANGE_RATE, FactRole.FLAT})


@dataclass(frozen=True, slots=True)
class ProseClaim:
    """A change against an earlier year of what `topic` names. Amounts in yuan; `percentage` as printed.

    `stated` is this year's amount and `prior` that year's, where the text tells them.
    """

    topic: ProseTopic
    fact: ProseFact
    yuan: Decimal | None
    percentage: Decimal | None
    stated: ProseFact | None
    prior: Decimal | None

    @property
    def label(self) -> str:
        """教育支出（类）普通教育（款）小学教育（项）, or the words of the text."""
        return "".join(f"{name}（{level}）" for level, name in self.topic.functional) or self.topic.subject


def prose_claims(topics: Sequence[ProseTopic], fiscal_year: int | None) -> list[ProseClaim]:
    """In reading order, those of lines first. What is compared with the plan of the same year is none; nor is what has no
    name of its own, or no amount this year, without being a line."""
    claims = [
        claim
        for topic in topics
        if topic.functional or (topic.item is None and topic.subject)
        for claim in _of_topic(topic)
        if claim.fact.base_year != fiscal_year and (topic.functional or claim.stated is not None)
    ]
    return sorted(claims, key=lambda claim: not claim.topic.functional)


def _of_topic(topic: ProseTopic) -> Iterator[ProseClaim]:
    for fact, rate in declared_changes(topic):
        yield ProseClaim(
            topic,
            fact,
            Decimal(0) if fact.role is FactRole.FLAT else fact.yuan,
            rate.number if rate else None,
            level(topic, fact),
            next((one.yuan for one in topic.facts if one.role is FactRole.PRIOR and not one.in_reason), None),
        )


def declared_changes(topic: ProseTopic) -> Iterator[tuple[ProseFact, ProseFact | None]]:
    """Every change that says what it is counted from, with its rate: of a change the one that follows it in its sentence;
    a rate by itself is its own."""
    facts = [fact for fact in topic.facts if fact.role in CHANGES and not fact.in_reason and fact.base_year]
    paired = False
    for fact, following in zip_longest(facts, facts[1:]):
        if paired:
            paired = False
            continue
        paired = (
            fact.role is FactRole.CHANGE
            and following is not None
            and following.role is FactRole.CHANGE_RATE
            and following.sentence == fact.sentence
        )
        yield fact, following if paired else fact if fact.role is FactRole.CHANGE_RATE else None


def level(topic: ProseTopic, before: ProseFact | None = None) -> ProseFact | None:
    """The amount of this year that a topic states: the last one told before a fact, else its first."""
    found = [
        fact for fact in topic.facts if fact.role in LEVELS and not fact.in_reason and fact.yuan is not None
    ]
    earlier = [fact for fact in found if before is not None and fact.at < before.at]
    return earlier[-1] if earlier else found[0] if found else None


def signed_rate(rate: Decimal | None, direction: str | None) -> Decimal | None:
    """A rate with the sign that its direction word gives it, else as printed."""
    return -abs(rate) if rate is not None and direction == Direction.DECREASE else rate
