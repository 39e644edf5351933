"""The changes that the narrative declares of lines of the functional classification: topics → one record a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import FactRole

LEVELS = frozenset({FactRole.STATED, FactRole.CURRENT, FactRole.FINAL})
CHANGES = frozenset({FactRole.CHANGE, FactRole.CHANGE_RATE, FactRole.FLAT})


@dataclass(frozen=True, slots=True)
class CodeClaim:
    """A change against an earlier year of the line that `topic` names. Amounts in yuan; `percentage` as printed.

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
        """教育支出（类）普通教育（款）小学教育（项）."""
        return "".join(f"{name}（{level}）" for level, name in self.topic.functional)


def code_claims(topics: Sequence[ProseTopic], fiscal_year: int | None) -> list[CodeClaim]:
    """In reading order. What is compared with the plan of the same year is none."""
    return [
        claim
        for topic in topics
        if topic.functional
        for claim in _of_topic(topic)
        if claim.fact.base_year != fiscal_year
    ]


def _of_topic(topic: ProseTopic) -> Iterator[CodeClaim]:
    """A change with the rate that follows it in its sentence; a rate or 持平 by itself."""
    facts = [fact for fact in topic.facts if fact.role in CHANGES and not fact.in_reason and fact.base_year]
    paired = False
    for i, fact in enumerate(facts):
        if paired:
            paired = False
            continue
        rate = fact if fact.role is FactRole.CHANGE_RATE else None
        if fact.role is FactRole.CHANGE and i + 1 < len(facts):
            following = facts[i + 1]
            paired = following.role is FactRole.CHANGE_RATE and following.sentence == fact.sentence
            rate = following if paired else None
        yield CodeClaim(
            topic,
            fact,
            Decimal(0) if fact.role is FactRole.FLAT else fact.yuan,
            rate.number if rate else None,
            _level(topic, fact),
            next((one.yuan for one in topic.facts if one.role is FactRole.PRIOR and not one.in_reason), None),
        )


def _level(topic: ProseTopic, change: ProseFact) -> ProseFact | None:
    """The amount of this year told last before the change, else the first one told."""
    told = [one for one in topic.facts if one.role in LEVELS and not one.in_reason and one.yuan is not None]
    before = [one for one in told if one.at < change.at]
    found = before[-1:] or told[:1]
    return found[0] if found else None
