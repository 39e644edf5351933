"""The changes that narratives declare of things without a headline item that are no line of the codes: 财政拨款收入,
一般公共预算拨款支出.

They are bound to the year before by their own words: the same subject, told with one amount in that year's narrative.
Reading a narrative takes 20 to 60 ms, so what was read is kept by its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from disclosures.models import Disclosure, Section
from disclosures.parsing.layouts import narrative_terms as terms
from disclosures.parsing.prose import kernel, read_prose
from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.parsing.records import Section as Passage
from disclosures.vocabulary import Direction, FactRole, HeadlineItem, Stage

Subject = str
"""What an amount is of: its bare words."""

KEPT = 512
"""Narratives whose reading is kept."""
NARROWER = re.compile(r"财政拨款|公共预算|基金|国有资本")
"""Said of a total: only some of the funds."""
_COMPARES = re.compile(terms.COMPARISON)
_LEVELS = frozenset({FactRole.STATED, FactRole.CURRENT, FactRole.FINAL})
_CHANGES = frozenset({FactRole.CHANGE, FactRole.CHANGE_RATE, FactRole.FLAT})


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change of something without a headline item. Amounts in 分, the rate signed."""

    subject: Subject
    label: str
    fact: ProseFact
    fen: int | None
    rate: Decimal | None
    now_fen: int | None


@dataclass(frozen=True, slots=True)
class Narrative:
    """What one disclosure's narrative tells: single amounts by subject, changes, and totals said of some funds only."""

    levels: dict[Subject, int]
    changes: tuple[ToldChange, ...]
    narrower: frozenset[tuple[str, int]]
    """(sentence, 分) of changes of totals that are of some funds only."""


NOTHING = Narrative({}, (), frozenset())


def narratives(disclosures: Iterable[Disclosure], ids: Sequence[int]) -> dict[int, Narrative]:
    """What the narratives of disclosures and of their parts tell, by disclosure. One query."""
    passages: dict[int, list[tuple[str, int, int | None, str]]] = {}
    for section in Section.objects.of_disclosures(ids):
        if _COMPARES.search(section.text):
            passages.setdefault(section.whole, []).append(
                (section.heading, section.level, section.page, section.text)
            )
    return {
        d.pk: _read(tuple(passages[d.pk]), d.fiscal_year, Stage(d.stage))
        for d in disclosures
        if d.pk in passages
    }


@lru_cache(maxsize=KEPT)
def _read(
    passages: tuple[tuple[str, int, int | None, str], ...], fiscal_year: int | None, stage: Stage
) -> Narrative:
    topics = read_prose([Passage(*passage) for passage in passages], fiscal_year, stage)
    amounts: dict[Subject, set[int]] = {}
    for topic in topics:
        if topic.functional:
            continue
        amounts.setdefault(_subject(topic), set()).update(_own_amounts(topic, fiscal_year))
    levels = {subject: min(fens) for subject, fens in amounts.items() if len(fens) == 1}
    changes = [
        change
        for topic in topics
        if topic.item is None and not topic.functional
        for change in _changes(topic, levels.get(_subject(topic)))
        if change.now_fen is not None
    ]
    narrower = frozenset(
        (fact.sentence, int(fact.yuan * 100))
        for topic in topics
        if topic.item is not HeadlineItem.BUDGET_TOTAL and NARROWER.search(topic.subject)
        for fact in topic.facts
        if fact.role is FactRole.CHANGE and fact.yuan is not None
    )
    return Narrative(levels, tuple(changes), narrower)


def _subject(topic: ProseTopic) -> Subject:
    return kernel(topic.subject)


def _own_amounts(topic: ProseTopic, fiscal_year: int | None) -> set[int]:
    return {
        int(fact.yuan * 100)
        for fact in topic.facts
        if fact.role in _LEVELS and fact.yuan is not None and fact.year in (None, fiscal_year)
    }


def _changes(topic: ProseTopic, now_fen: int | None) -> Iterable[ToldChange]:
    """A change with its rate; a rate or 持平 by itself."""
    facts = [fact for fact in topic.facts if fact.role in _CHANGES and not fact.in_reason and fact.base_year]
    used: set[int] = set()
    for i, fact in enumerate(facts):
        if i in used:
            continue
        following = facts[i + 1] if i + 1 < len(facts) else None
        rate = fact.number if fact.role is FactRole.CHANGE_RATE else None
        direction = fact.direction
        if (
            fact.role is FactRole.CHANGE
            and following is not None
            and following.role is FactRole.CHANGE_RATE
            and following.sentence == fact.sentence
        ):
            rate = following.number
            used.add(i + 1)
        if rate is not None:
            rate = -abs(rate) if direction is Direction.DECREASE else abs(rate)
        fen = 0 if fact.role is FactRole.FLAT else None if fact.yuan is None else int(fact.yuan * 100)
        yield ToldChange(
            _subject(topic),
            topic.subject,
            fact,
            fen,
            rate,
            now_fen,
        )
