"""The disclosures that one is held against: the same body's of another year or stage, and amounts found in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.parsing.normalise import key
from disclosures.parsing.records import ParsedDisclosure, ProseTopic
from disclosures.vocabulary import Stage

from . import functional, meanings
from .results import Operand, Result, State
from .rounding import is_near
from .subject import Subject, remembered
from .told import LEVELS, facts, name, operand, told

PARTY = re.compile(r"^(?:中国共产党|中共)")


def same_agency(one: ParsedDisclosure, other: ParsedDisclosure) -> bool:
    """By code where both print one, else by name: 中共江苏省委办公厅 is 江苏省委办公厅."""
    if one.agency.code and other.agency.code:
        return one.agency.code == other.agency.code and bool(
            set(one.agency.name[:3]) & set(other.agency.name[:3])
        )
    here, there = bare_name(one), bare_name(other)
    return bool(here) and here == there


def bare_name(one: ParsedDisclosure) -> str:
    return PARTY.sub("", key(one.agency.name))


@remembered
def neighbours(subject: Subject, years: int, stage: Stage) -> list[Subject]:
    """The disclosures of the same body so many years away, of a stage."""
    own = subject.disclosure
    if own.fiscal_year is None:
        return []
    return [
        Subject(index, subject.everyone)
        for index, other in enumerate(subject.everyone)
        if index != subject.index
        and other.fiscal_year == own.fiscal_year + years
        and other.stage is stage
        and other.agency.kind is own.agency.kind
        and same_agency(own, other)
    ]


def nobody(check: str, subject: Subject, years: int, stage: Stage) -> Result:
    """The one result of a check that has nothing to hold a disclosure against."""
    own = subject.disclosure
    year = (own.fiscal_year or 0) + years
    side = Operand(f"{own.agency.name}{own.fiscal_year or ''}年{own.stage.label}", None)
    message = f"没有同一机构 {year} 年的{stage.label}可以对照"
    return Result(check, State.COULD_NOT_BE_DONE, subject.index, message, side)


def amounts_of(topic: ProseTopic, beside: Sequence[Subject]) -> list[Operand]:
    """The amounts of what a topic is of in other disclosures: in their tables, else in their text."""
    found: list[Operand] = []
    for other in beside:
        levels = functional.path(other, topic)
        if levels:
            match = functional.match(other, levels, None)
            found += [place.operand for place in functional.places(other, topic, match.code)] if match else []
            continue
        meant = meanings.meaning(topic)
        if meant is None:
            continue
        printed = [place.operand for place in meanings.places(other, meant)]
        found += [one for one in printed if one.yuan is not None]
        if not printed:
            found += [
                operand(other, f"文字“{name(same)}”", fact)
                for same in told(other)
                if meanings.meaning(same) == meant
                for fact in facts(same, *LEVELS)
                if fact.yuan is not None
            ]
    return found


def fits(one: Operand, other: Operand) -> bool:
    """Whether two amounts are the same, rounding aside."""
    if one.yuan is None or other.yuan is None:
        return False
    return is_near(one.yuan, one.steps, other.yuan, other.steps)
