"""The question sheet of a disclosure: what a deputy, an auditor or a journalist would ask first, each with its evidence.

Questions are made from what is printed and from what the checks found; each kind is a row of `KINDS`. Neutral words: a
question never says that something is wrong. Why something changed is asked only where the change is large and the
document gives no reason anywhere near it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from disclosures.models import Disclosure
from disclosures.reading.columns import Column, chosen_columns, column_key, own_column
from disclosures.reading.declared import claims_by_disclosure, declared_change
from disclosures.reading.findings import FindingOrder, findings_of, ordered
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.targets import targets_of
from disclosures.reconciliation.natures import Nature
from disclosures.vocabulary import Unit

from .changes import LARGE, UNEXPLAINED, not_told, unexplained
from .differences import differences
from .gaps import CARRIED, carryover, targets, three_public
from .matter import Matter, Question


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of one kind; `rule` says by which rule of ours they are asked, if it is one."""

    title: str
    rule: str
    shown: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    column: Column
    kinds: tuple[Questions, ...]

    @property
    def disclosure(self) -> Disclosure:
        return self.column.disclosures[0]


def question_sheet(pk: int, unit: Unit) -> QuestionSheet:
    """Kinds of questions with those of a published disclosure, in the order of the sheet.

    Nine queries. Raises Disclosure.DoesNotExist where it is not published under its own address.
    """
    disclosure = Disclosure.objects.published().with_agency().get(pk=pk)
    column = own_column(disclosure)
    before = next(iter(chosen_columns([column_key(column.agency.pk, column.year - 1, column.stage)])), None)
    matter = Matter(
        column,
        unit,
        tuple(declared_change(column, disclosure, claim) for claim in claims_by_disclosure([pk]).get(pk, ())),
        tuple(ordered(findings_of(pk), FindingOrder.RANK)),
        tuple(target for target in targets_of(pk) if not target.is_whole),
        KeyFigures.load([pk, *(before.ids if before else ())]),
        before,
    )
    asked = ((title, rule, tuple(kind(matter))) for title, rule, kind in KINDS)
    return QuestionSheet(column, tuple(Questions(*kind) for kind in asked if kind[2]))


KINDS: tuple[tuple[str, str, Callable[[Matter], Iterator[Question]]], ...] = (
    ("变化较大而没有说明原因", UNEXPLAINED, unexplained),
    ("与上年公布的数相差较大而没有提到", LARGE, not_told),
    ("金额之间有差别", "", partial(differences, nature=Nature.AMOUNT)),
    ("比例和数量对不上", "", partial(differences, nature=Nature.SHARE)),
    ("文字前后不一", "", partial(differences, nature=Nature.WORDS)),
    ("填写与格式", "", partial(differences, nature=Nature.FORM)),
    ("结转", CARRIED, carryover),
    ("“三公”经费的细目", "", three_public),
    ("没有可衡量目标的项目", "", targets),
)
"""Title, our rule if one is needed, and the questions."""
