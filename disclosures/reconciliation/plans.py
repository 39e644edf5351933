"""The budget that final accounts are told against: in the text, else in the tables."""

from __future__ import annotations

import re

from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import BaseKind, FactRole, Stage

from . import meanings
from .results import Operand
from .subject import Subject
from .told import facts

INITIAL = re.compile("年初")
FULL_YEAR = re.compile("全年|调整")


def is_against_plan(subject: Subject, change: ProseFact) -> bool:
    """“比年初预算减少5万元”: told against the budget of the same year, not against last year."""
    disclosure = subject.disclosure
    is_of_the_year = change.base_year is not None and change.base_year == disclosure.fiscal_year
    return is_of_the_year and change.base_kind is BaseKind.BUDGET and disclosure.stage is Stage.FINAL_ACCOUNTS


def plans(topic: ProseTopic, before: ProseFact, words: str) -> list[ProseFact]:
    """The budgets that a topic states before a fact; of one kind where the words name it."""
    roles: tuple[FactRole, ...] = (FactRole.BUDGET_FULL_YEAR, FactRole.BUDGET_INITIAL)
    if INITIAL.search(words):
        roles = roles[1:]
    elif FULL_YEAR.search(words):
        roles = roles[:1]
    return [one for role in roles for one in facts(topic, role) if one.at < before.at]


def planned(subject: Subject, topic: ProseTopic) -> Operand | None:
    """The budget of a topic in the tables, where there is only one."""
    meant = meanings.meaning(topic)
    found = [place.operand for place in meanings.places(subject, meant, plan=True)] if meant else []
    stated = [place for place in found if place.yuan is not None and "预算" in place.label]
    return stated[0] if len({place.yuan for place in stated}) == 1 else None
