"""Why an amount changed, where the clause of the change does not say so itself.

A reader looks for the reason in the sentence, in those beside it, with the parts of what changed, and where the same change
is told again; an entry of the year (今年新增科目, 购置公务用车) is its own reason. Where all of that is silent no reason is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from disclosures.parsing.layouts.narrative_terms import REASON
from disclosures.parsing.narrative import section_sentences
from disclosures.parsing.prose import kernel
from disclosures.parsing.prose_claims import CHANGES, declared_changes
from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import FactRole

from . import meanings
from .changes import CHANGE_PARTS
from .subject import Subject, remembered
from .told import name, told
from .wording import NEW_ENTRY

At = tuple[int, int, int]
_REASON = re.compile(rf"(?:{REASON})(?!用于)[：:]?(?P<told>[^。；;]+)")
_CAUSE = re.compile("因|由于")
_NEW_ENTRY = re.compile(NEW_ENTRY)
_PARTS_FOLLOW = re.compile("其中|包括")
_OF_ALL = re.compile("收支|收入.?支出")
"""What a sentence names that gives the reason of all that its section told before."""
TOTALS = CHANGE_PARTS[0][0]
"""What everything that is told of the same side of the budget is a part of."""
PARTS = {whole: parts for wholes, parts, _ in CHANGE_PARTS[1:] for whole in wholes}
BESIDE_THE_TOTALS = frozenset(
    {"agency_operating", *PARTS, *(part for parts in PARTS.values() for part in parts)}
)
"""Told for themselves: what explains them explains no total."""


def told_beside(subject: Subject, at: At, topic: ProseTopic | None, yuan: Decimal | None) -> str:
    """The reason that is given elsewhere for a change at a place of the narrative; blank where none is.

    `topic` is None where nobody knows what the words are of: then only what stands right beside them counts.
    """
    if found := _near(subject, at, topic):
        return found
    explained = _explained(subject)
    if topic is not None:
        parts = (reason for other, fact, reason in explained if _is_part(other, topic) and fact.at != at)
        if found := next(parts, ""):
            return found
    return next((reason for _, fact, reason in explained if yuan and fact.yuan == yuan and fact.at != at), "")


def place_of(subject: Subject, sentence: str) -> At | None:
    """Where a sentence stands, of which nothing is known but its words."""
    for section in range(len(subject.disclosure.sections)):
        sentences = _sentences(subject, section)
        if sentence in sentences:
            return section, sentences.index(sentence), 0
    return None


@remembered
def _explained(subject: Subject) -> tuple[tuple[ProseTopic, ProseFact, str], ...]:
    """The changes with a reason behind them or right beside them."""
    return tuple(
        (topic, fact, reason)
        for topic in told(subject)
        for fact, _ in declared_changes(topic)
        if (reason := fact.reason or _near(subject, fact.at, topic))
    )


@remembered
def _sentences(subject: Subject, section: int) -> tuple[str, ...]:
    return tuple(each.text for each in section_sentences(subject.disclosure.sections[section]))


@remembered
def _facts(subject: Subject) -> dict[tuple[int, int], list[tuple[ProseTopic, ProseFact]]]:
    """What each sentence tells, in its order; without what only explains."""
    found: dict[tuple[int, int], list[tuple[ProseTopic, ProseFact]]] = {}
    for topic in told(subject):
        for fact in topic.facts:
            if not fact.in_reason:
                found.setdefault(fact.at[:2], []).append((topic, fact))
    return {where: sorted(facts, key=lambda pair: pair[1].at) for where, facts in found.items()}


# --- in the sentence, and beside it ------------------------------------------------------------------------------------


def _near(subject: Subject, at: At, topic: ProseTopic | None) -> str:
    """In its sentence; in what follows, as far as that tells of nothing else, or gives the reason of all; or before it,
    where that names it."""
    section, number, _ = at
    sentences = _sentences(subject, section)
    turned = False
    for place in range(number, len(sentences)):
        facts = _facts(subject).get((section, place), [])
        marker = _marker(sentences[place], facts)
        turned = turned or (place > number and _turns(sentences[place], facts, marker, topic))
        if marker and (not turned or (not facts and _OF_ALL.search(sentences[place], 0, marker.start()))):
            return _words(marker)
    if topic is not None and number and not _facts(subject).get((section, number - 1)):
        before = sentences[number - 1]
        if (marker := _REASON.search(before)) and name(topic) in kernel(before):
            return _words(marker)
    return ""


def _marker(sentence: str, facts: Sequence[tuple[ProseTopic, ProseFact]]) -> re.Match[str] | None:
    """What opens a reason in a sentence, or says that the entry is new. 主要是… behind an amount says what it is for."""
    for found in _REASON.finditer(sentence):
        before = [fact for _, fact in facts if fact.at[2] < found.start()]
        if _CAUSE.search(found[0][: found.start("told") - found.start()]) or not before:
            return found
        if before[-1].role in CHANGES:
            return found
    return _NEW_ENTRY.search(sentence)


def _turns(
    sentence: str,
    facts: Sequence[tuple[ProseTopic, ProseFact]],
    marker: re.Match[str] | None,
    topic: ProseTopic | None,
) -> bool:
    """Whether a sentence turns to something else before its reason, if it gives one."""
    if _PARTS_FOLLOW.match(sentence):
        return False
    return any(
        topic is None or not (other.at == topic.at or _is_part(other, topic))
        for other, fact in facts
        if fact.role is not FactRole.COUNT and (marker is None or fact.at[2] < marker.start())
    )


def _words(marker: re.Match[str]) -> str:
    return (marker.groupdict().get("told") or marker[0]).strip("，,：:、。")


# --- parts -------------------------------------------------------------------------------------------------------------


def _is_part(other: ProseTopic, whole: ProseTopic) -> bool:
    """Whether one thing is counted within another."""
    if whole.functional:
        size = len(whole.functional)
        return len(other.functional) > size and other.functional[:size] == whole.functional
    meant = meanings.meaning(whole)
    if meant is None:
        return False
    own = meanings.meaning(other)
    what = own.what if own else ""
    if meant.what in TOTALS:
        return what not in BESIDE_THE_TOTALS
    parts = PARTS.get(meant.what, ())
    return what in parts or any(what in PARTS.get(part, ()) for part in parts)
