"""The narrative as the checks see it: topics with their facts, and facts as sides of a comparison."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.parsing.normalise import CENT, SCALES
from disclosures.parsing.prose import kernel, read_prose
from disclosures.parsing.prose_claims import LEVELS, level
from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import FactRole

from .results import YUAN, Operand, Place, Result, State
from .rounding import decimals, last_digit, usual_decimals
from .subject import Subject, remembered

__all__ = ["LEVELS", "level"]
LONGEST_SENTENCE = 160
_NUMBER = re.compile(r"[-−－]?[\d,]+(?:\.\d+)?")


@remembered
def told(subject: Subject) -> tuple[ProseTopic, ...]:
    """What the narrative says; read from its sections where that was not done with the file."""
    disclosure = subject.disclosure
    return disclosure.prose or tuple(
        read_prose(disclosure.sections, disclosure.fiscal_year, disclosure.stage)
    )


def by_section(topics: Sequence[ProseTopic]) -> Iterator[list[ProseTopic]]:
    """The topics of each section, in order."""
    found: dict[int, list[ProseTopic]] = {}
    for topic in topics:
        found.setdefault(topic.at[0], []).append(topic)
    yield from found.values()


def facts(topic: ProseTopic, *roles: FactRole) -> list[ProseFact]:
    """The facts of these roles that are of the topic itself."""
    return [fact for fact in topic.facts if fact.role in roles and not fact.in_reason]


def step(subject: Subject, fact: ProseFact) -> Decimal:
    """The value of the last printed digit, in yuan, or in points of a percentage.

    A narrative that prints 15.20 and 8 means 8.00: amounts count as printed with the decimals its amounts usually have.
    """
    match = _NUMBER.search(fact.printed)
    printed = decimals(match[0]) if match else 0
    if fact.yuan is None:
        return Decimal(1).scaleb(-printed)
    unit = fact.unit.removesuffix("元") + "元"
    usual = _usual_decimals(subject).get((fact.at[0], fact.unit), 0)
    return last_digit(max(printed, usual), SCALES.get(unit, 1))


@remembered
def _usual_decimals(subject: Subject) -> dict[tuple[int, str], int]:
    """Of the amounts of a section in a unit."""
    found: dict[tuple[int, str], list[int]] = {}
    for topic in told(subject):
        for fact in topic.facts:
            if fact.yuan and (match := _NUMBER.search(fact.printed)):
                found.setdefault((fact.at[0], fact.unit), []).append(decimals(match[0]))
    return {where: usual_decimals(numbers) for where, numbers in found.items()}


def name(topic: ProseTopic) -> str:
    """A short name of what is told of."""
    return topic.functional[-1][1] if topic.functional else kernel(topic.subject) or topic.heading


def place(subject: Subject, fact: ProseFact) -> Place:
    """The sentence of a fact; of a long one the part around the number."""
    words = fact.sentence
    if len(words) > LONGEST_SENTENCE:
        start = max(0, fact.at[2] - LONGEST_SENTENCE // 2)
        words = words[start : start + LONGEST_SENTENCE]
    return Place(subject.index, words, fact.page, at=fact.at)


def operand(subject: Subject, label: str, fact: ProseFact) -> Operand:
    """A fact as one side: its amount, else its percentage or count."""
    value, unit = (fact.yuan, YUAN) if fact.number is None else (fact.number, fact.unit)
    return Operand(label, value, fact.printed, (place(subject, fact),), (step(subject, fact),), unit)


def sum_of(subject: Subject, label: str, parts: Sequence[ProseFact]) -> Operand:
    """Facts added up."""
    total = sum((part.yuan for part in parts if part.yuan is not None), Decimal(0))
    return Operand(
        label,
        total,
        " + ".join(signed(part) for part in parts).replace("+ -", "- "),
        tuple(place(subject, part) for part in parts),
        tuple(step(subject, part) for part in parts if part.yuan is not None),
    )


def signed(fact: ProseFact) -> str:
    """As printed, with the sign that its direction word gives it."""
    if fact.role is FactRole.FLAT:
        return "0"
    return ("-" if fact.yuan is not None and fact.yuan < 0 else "") + fact.printed.lstrip("-−－")


def plain(yuan: Decimal) -> str:
    """An amount in 万元, as narratives print it."""
    return f"{(yuan / 10000).quantize(CENT):f}万元"


def said(
    check: str, subject: Subject, state: State, message: str, left: Operand, right: Operand | None = None
) -> Result:
    """A result that is no difference of two amounts."""
    return Result(check, state, subject.index, message, left, right)


def text_side(subject: Subject, label: str, printed: str, sentence: str, page: int | None) -> Operand:
    """Words of the text as a side."""
    at = sentence.find(printed)
    start = max(0, at - LONGEST_SENTENCE // 2) if len(sentence) > LONGEST_SENTENCE else 0
    return Operand(
        label, None, printed, (Place(subject.index, sentence[start : start + LONGEST_SENTENCE], page),)
    )
