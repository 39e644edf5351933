"""The question sheet of a disclosure: what a deputy, an auditor or a journalist would ask first, each with its evidence.

Questions are made from what is printed and from what the checks found; each kind is a row of `KINDS`. Neutral words: a
question never says that something is wrong. Why something changed is asked only where the change is large and the
document gives no reason anywhere near it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from disclosures.models import Disclosure
from disclosures.models.same_words import Sharing
from disclosures.reading.aims import targets_beside
from disclosures.reading.columns import Column, own_column
from disclosures.reading.declared import claims_by_disclosure, declared_change
from disclosures.reading.findings import FindingOrder, findings_of, ordered
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.likeness import function_of_agency
from disclosures.reading.targets import targets_by_disclosure
from disclosures.reconciliation.natures import Nature
from disclosures.vocabulary import Unit

from .beside import ABOVE, above_like, like_shares, lowered, missed, shared_words, two_aims, words
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


FIRST, OF_A_KIND = 10, 3
"""Questions that are asked first, on two pages, and of them the most of one kind."""


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """`first` are those of the largest amounts, each with its kind; `kinds` the others."""

    column: Column
    first: tuple[tuple[str, Question], ...]
    rules: tuple[str, ...]
    """By which the first are asked."""
    kinds: tuple[Questions, ...]

    @property
    def asked(self) -> list[tuple[str, Question]]:
        """All of them, with their kinds."""
        return [*self.first, *((kind.title, one) for kind in self.kinds for one in kind.shown)]

    @property
    def disclosure(self) -> Disclosure:
        return self.column.disclosures[0]


def question_sheet(pk: int, unit: Unit) -> QuestionSheet:
    """Kinds of questions with those of a published disclosure, in the order of the sheet.

    Nine queries. Raises Disclosure.DoesNotExist where it is not published under its own address.
    """
    of_agency = Disclosure.objects.published().with_agency().filter(agency__disclosures=pk)
    found = {(one.fiscal_year, one.stage): one for one in of_agency}
    disclosure = next((one for one in found.values() if one.pk == pk), None)
    if disclosure is None:
        raise Disclosure.DoesNotExist
    column = own_column(disclosure)
    former = found.get((column.year - 1, disclosure.stage))
    ids = [pk, *([former.pk] if former else [])]
    targets = {
        of: [one for one in found if not one.is_whole] for of, found in targets_by_disclosure(ids).items()
    }
    matter = Matter(
        column,
        unit,
        tuple(declared_change(column, disclosure, claim) for claim in claims_by_disclosure([pk]).get(pk, ())),
        tuple(ordered(findings_of(pk), FindingOrder.RANK)),
        tuple(targets.get(pk, ())),
        KeyFigures.load(ids),
        own_column(former) if former else None,
        tuple(targets_beside(targets.get(pk, ()), targets.get(former.pk, ()) if former else ())),
        shared_words(pk),
        like_shares(column, function_of_agency(column.agency)),
    )
    asked = ((title, rule, tuple(kind(matter))) for title, rule, kind in KINDS)
    return _sheet(column, [Questions(*kind) for kind in asked if kind[2]])


def _sheet(column: Column, kinds: Sequence[Questions]) -> QuestionSheet:
    """The first are the largest, three of each kind before any more; then in the order of their amounts."""
    ranked = [
        (place >= OF_A_KIND, -question.fen, kind, question)
        for kind in kinds
        for place, question in enumerate(kind.shown)
    ]
    largest = sorted(ranked, key=lambda one: one[:2])[:FIRST]
    first = [(kind, question) for _, _, kind, question in sorted(largest, key=lambda one: one[1])]
    chosen = {id(question) for _, question in first}
    left = (
        Questions(kind.title, kind.rule, tuple(one for one in kind.shown if id(one) not in chosen))
        for kind in kinds
    )
    return QuestionSheet(
        column,
        tuple((kind.title, question) for kind, question in first),
        tuple(dict.fromkeys(kind.rule for kind, _ in first if kind.rule)),
        tuple(kind for kind in left if kind.shown),
    )


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
    ("目标比上年调低或者删去的", "", lowered),
    ("同一项指标有不同的目标", "", two_aims),
    ("自评里没有达到的目标", "", missed),
    ("“三公”经费占比高于同类", ABOVE, above_like),
    ("与上年逐字相同、只改了年份的文字", "", partial(words, sharing=Sharing.LAST_YEAR)),
    ("也见于另一机构的文字", "", partial(words, sharing=Sharing.OTHER)),
)
"""Title, our rule if one is needed, and the questions."""
