"""A small grammar of budget prose: sentences → facts.

A sentence is cut into clauses at punctuation and behind every number. A clause is read as: subject · comparison ·
change word · amount, each of which may be missing and is then carried on from before. The words are data
(`layouts/narrative_terms.py`).

    “2022年支出预算3952.59万元，较2021年预算减少365.05万元，其中：基本支出增加66.38万元，主要为增加人员经费支出。”
     level of expenditure_total · its change against 2021 · change of basic_expenditure and the reason for it
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.parsing.layouts import narrative_terms as terms
from disclosures.parsing.normalise import SCALES, tidy, yuan
from disclosures.parsing.subjects import is_about_something, names_nothing, subject_of, subject_of_heading
from disclosures.vocabulary import Direction, HeadlineItem

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"(?:百万|[千万亿])?元|[万亿](?![元人亩户辆次吨平米只件])"
# Thousands are parted by a half-width comma; the full-width one always parts clauses: “分别为100，200万元”.
_TOKEN = re.compile(
    rf"(?P<aside>[（(](?:(?!(?:{_DIGITS})(?:{_UNIT}|%))[^（）()])*[）)])"
    rf"|(?P<number>[-−－]?(?:{_DIGITS}))(?P<unit>{_UNIT}|%)"
    r"|(?P<stop>[，,；;！？（）()]|[：:](?!\d))"
)
_DIRECTION = re.compile("|".join(terms.DIRECTIONS))
_FLAT = re.compile(terms.FLAT)
_REASON = re.compile(terms.REASON)
_COMPARISON = re.compile(terms.COMPARISON)
_BEFORE_NUMBER = re.compile(terms.BETWEEN_CHANGE_AND_NUMBER)
_TOLD = re.compile(rf"(?:{terms.BETWEEN_CHANGE_AND_NUMBER})(?:{terms.REASON}.*|。)?$")
_CONTINUES_BEFORE = re.compile(r"其中[，,：:]?(?![（(]?[一二三四五六七八九十\d])")
_END_OF_REASON = re.compile(r"[；;。]|(?<![（(].)(?<![（(]..)[）)](?=[，；;。]|$)")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
ZERO = Decimal("0.00")
LARGEST_RATE = 8
"""Digits before the point; what has more is no percentage of anything."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Words, and the number that ends them, if any. `start` and `end` count in the sentence."""

    words: str
    start: int
    end: int
    printed: str = ""
    amount: Decimal | None = None  # yuan
    percentage: Decimal | None = None


@dataclass(slots=True)
class Fact:
    """A level or a change of a known item that a sentence states. A change is signed; its percentage is as printed."""

    item: HeadlineItem
    is_change: bool
    clause: Clause
    sentence: str
    yuan: Decimal | None = None
    percentage: Decimal | None = None
    direction: Direction | None = None
    base_year: int | None = None
    label: str | None = None
    reason: str | None = None


def plain(text: str) -> str:
    """Without white space, radicals and full-width digits put right; punctuation stays as printed."""
    return tidy(text).translate(_FULL_WIDTH)


def clauses(sentence: str) -> Iterator[Clause]:
    """Cut a sentence. Brackets without a number stay within the words, others part clauses."""
    start = 0
    for token in _TOKEN.finditer(sentence):
        if token["aside"]:
            continue
        start += sentence.startswith("、", start)
        words = sentence[start : token.start()]
        if token["number"]:
            yield _numbered(words, start, token)
        elif words:
            yield Clause(words, start, token.start())
        start = token.end()
    if start < len(sentence):
        yield Clause(sentence[start:], start, len(sentence))


def _numbered(words: str, start: int, token: re.Match[str]) -> Clause:
    value = Decimal(re.sub("[−－]", "-", token["number"]).replace(",", ""))
    if token["unit"] == "%" and value.adjusted() < LARGEST_RATE:
        return Clause(words, start, token.end(), token[0], percentage=value)
    if token["unit"] == "%":
        return Clause(words, start, token.end(), token[0])
    unit = token["unit"] if token["unit"].endswith("元") else token["unit"] + "元"
    return Clause(words, start, token.end(), token[0], amount=yuan(value, SCALES[unit]))


class Narrator:
    """Reads the sentences of one passage in order and keeps what later clauses refer back to."""

    def __init__(self, heading: str, fiscal_year: int | None) -> None:
        self.year = fiscal_year
        self.renamed = dict(names for pattern, names in terms.TOPICS.items() if re.search(pattern, heading))
        self.title = subject_of_heading(heading)  # what an amount is of that names nothing
        self.head = self.title  # what the sentence is about
        self.subject: HeadlineItem | None = None  # what the last clause was about
        self.base: int | None = None  # the year that is compared with
        self.claim: Fact | None = None  # the change that a stated reason would explain
        self.explained: Fact | None = None  # the change whose reason is being told
        self.sentence = ""

    def read(self, sentence: str) -> list[Fact]:
        """The facts of the next sentence."""
        self.sentence = sentence
        self.facts: list[Fact] = []
        self.subject, self.headed = self.head, bool(_CONTINUES_BEFORE.match(sentence))
        self.explained = None
        self.compared = False  # with last year, so that 持平 means something
        self.planned = False  # an amount of the plan was told, the one of the accounts will follow
        self.listing = False  # project expenditure is being told project by project
        parts = list(clauses(re.sub(terms.NOT_OF_THE_KIND, lambda found: "　" * len(found[0]), sentence)))
        for clause in parts:
            self._read(clause)
        if len(parts) == 1 and not self.facts and (title := self._subject_of(sentence.rstrip("。"))):
            self.title = self.head = title  # “1.因公出国（境）费用。2022年预算数0万元”
        return self.facts

    def _read(self, clause: Clause) -> None:
        if sentence_part_ended := clause.start and self.sentence[clause.start - 1] in "；;":
            self.explained = None
        marker = None if self.listing else _REASON.search(clause.words)
        opens = marker is not None and not clause.words[: marker.start()].strip("，、其")
        if marker and opens and not sentence_part_ended:
            self._explain(clause.start + marker.end())
        if comparison := _COMPARISON.search(clause.words):
            self.compared = True
            self.base = int(comparison["year"]) if comparison["year"] else self.year and self.year - 1
        if clause.amount is not None:
            self._amount(clause, clause.amount)
        elif clause.percentage is not None:
            self._percentage(clause, clause.percentage)
        elif self.explained is None:
            self._words(clause)
        if marker and not opens:
            self._explain(clause.start + marker.end())

    # --- amounts

    def _amount(self, clause: Clause, amount: Decimal) -> None:
        if re.search(terms.WITH_THE_PLAN, clause.words):
            self.claim, self.compared = None, False
        elif change := change_before_number(clause.words):
            beside = clause.words[change.end() :]
            # “基本支出增加5万元” or “增加基本支出5万元”
            item = self._changed(
                clause.words[: change.start()] if _BEFORE_NUMBER.fullmatch(beside) else beside
            )
            direction = terms.DIRECTIONS[change[0]]
            signed = -amount if direction is Direction.DECREASE else amount
            self._state_change(clause, item, signed, None, direction)
        elif _COMPARISON.search(clause.words) or self._is_of_last_year(clause.words):
            self.claim = None
            # “2021年公务接待费5万元，2022年预算6万元”
            self.title = self._subject_of(clause.words) or self.title
        elif "决算" in self.sentence[clause.end :] and (plan := re.search(terms.PLANNED, clause.words)):
            self._refer(self._subject_of(clause.words[: plan.start()]))
            self.planned = True
        else:
            self._level(clause)

    def _level(self, clause: Clause) -> None:
        of_the_same = self.planned and re.fullmatch(terms.THE_SAME, clause.words)
        item = self.subject if of_the_same else self._subject_of(clause.words)
        if item is None and self.title and names_nothing(clause.words):
            item = self.title
        if item is None and self.listing:
            self._project(clause)
            return
        if item in terms.WHOLES and item is self.head and self.headed and not of_the_same:
            return
        self.title = None
        if self.explained is None:
            self.claim = None
        self._refer(item)
        self.listing = item is HeadlineItem.PROJECT_EXPENDITURE
        if item is not None and item not in terms.WITHOUT_LEVEL:
            self.facts.append(Fact(item, False, clause, self.sentence, clause.amount))

    def _project(self, clause: Clause) -> None:
        label = re.sub(terms.LABEL_OPENING, "", clause.words)
        if label and not re.search(terms.NO_PROJECT, label):
            item = HeadlineItem.PROJECT_ITEM
            self.facts.append(Fact(item, False, clause, self.sentence, clause.amount, label=label))

    # --- changes

    def _percentage(self, clause: Clause, rate: Decimal) -> None:
        """The rate of the change before it, or a change told by its rate alone."""
        self.listing = self.listing and not clause.words.startswith("占")
        if re.search(terms.WITH_THE_PLAN, clause.words):
            return
        change = change_before_number(clause.words)
        if change is None:
            return
        before = clause.words[: change.start()]
        if (claim := self._measured_claim()) and not _COMPARISON.sub("", before):
            claim.percentage = rate
        elif self.compared:
            self._state_change(clause, self._changed(before), None, rate, terms.DIRECTIONS[change[0]])

    def _words(self, clause: Clause) -> None:
        """A clause without a number: 与上年持平, or a change that is told and not measured."""
        comparison = _COMPARISON.search(clause.words)
        if flat := _FLAT.search(clause.words):
            if self.compared or re.search(terms.FLAT_BY_ITSELF, clause.words):
                item = self._changed(clause.words[: (comparison or flat).start()])
                if not self._claims_already(item):
                    self._state_change(
                        replace(clause, printed=flat[0]), item, ZERO, None, Direction.UNCHANGED
                    )
        elif (change := _DIRECTION.search(clause.words)) and (
            comparison or terms.LAST_YEAR_AFTER in clause.words
        ):
            item = self._changed(clause.words[: change.start()])
            if _TOLD.match(clause.words, change.end()) and not self._claims_already(item):
                told = replace(clause, end=clause.start + change.end(), printed=change[0])
                self._state_change(told, item, None, None, terms.DIRECTIONS[change[0]])
        elif re.search(terms.ABSENT, clause.words) and (item := self._subject_of(clause.words)):
            self._refer(item)

    def _changed(self, words: str) -> HeadlineItem | None:
        """What a change is of. Within a stated reason only what is named counts: the rest explains, it does not state."""
        before, _, after = _COMPARISON.sub("\n", words).rpartition("\n")
        item = self._subject_of(after, of_change=True) or self._subject_of(before, of_change=True)
        if item is not None:
            self._refer(item)
            return item
        if is_about_something(before) or is_about_something(after):
            if self.explained is None:
                self._refer(None)
            return None
        return self.subject if self.explained is None else None

    def _state_change(
        self,
        clause: Clause,
        item: HeadlineItem | None,
        amount: Decimal | None,
        rate: Decimal | None,
        direction: Direction | None,
    ) -> None:
        if item is None:
            self.claim = self.claim if self.explained else None
            return
        if direction is None or amount == 0:
            direction = _direction_of(amount if amount is not None else rate)
        self.listing = False
        fact = Fact(item, True, clause, self.sentence, amount, rate, direction, self.base)
        self.facts.append(fact)
        if self.explained is None or self._ends_reason(clause):
            self.claim, self.explained = fact, None

    def _measured_claim(self) -> Fact | None:
        """The change of this sentence that has its amount and awaits its rate."""
        claim = self.claim if self.claim and self.claim.sentence == self.sentence else None
        return claim if claim and claim.yuan is not None and claim.percentage is None else None

    def _claims_already(self, item: HeadlineItem | None) -> bool:
        """“较上年持平，无增减变化” is one claim."""
        return self.claim is not None and self.claim.sentence == self.sentence and self.claim.item is item

    # --- reasons

    def _explain(self, start: int) -> None:
        self.explained = self.claim
        if self.claim is None or self.claim.reason:
            return
        self.reason_start = start
        self.claim.reason = _END_OF_REASON.split(self.sentence[start:], maxsplit=1)[0].strip("，：:") or None

    def _ends_reason(self, clause: Clause) -> bool:
        """A further change ends the reason of the one before, unless it is the reason's own beginning or in its list."""
        if (
            self.explained is None
            or clause.start <= self.reason_start
            or self.sentence[clause.start - 1] == "、"
        ):
            return False
        self.explained.reason = self.sentence[self.reason_start : clause.start].strip("，：:；;") or None
        return True

    # --- what clauses refer to

    def _subject_of(self, words: str, *, of_change: bool = False) -> HeadlineItem | None:
        head = self.head if self.headed else None
        item = subject_of(words, of_revenue=head is HeadlineItem.REVENUE_TOTAL, of_change=of_change)
        if item is None or (head and item in terms.NOT_PARTS_OF.get(head, ())):
            return None
        return self.renamed.get(item, item)

    def _refer(self, item: HeadlineItem | None) -> None:
        self.subject = item
        if not self.headed:
            self.head, self.headed = item, True

    def _is_of_last_year(self, words: str) -> bool:
        """“2021年预算5万元，2022年预算6万元”, and not “上年结转5万元” or “上年末固定资产”."""
        if re.search(terms.OPENING_BALANCE, words):
            return False
        told_with_this_year = (
            self.year and f"{self.year - 1}年" in words and f"{self.year}年" in self.sentence
        )
        return bool(told_with_this_year or re.search(terms.LAST_YEAR, words))


def change_before_number(words: str) -> re.Match[str] | None:
    """The last change word outside brackets, unless a level follows it: 增加到5万元."""
    visible = re.sub(r"[（(][^（）()]*[）)]", lambda aside: "　" * len(aside[0]), words)
    found = list(_DIRECTION.finditer(visible))
    return found[-1] if found and not re.match(terms.TO_A_LEVEL, words[found[-1].end() :]) else None


def _direction_of(value: Decimal | None) -> Direction:
    if not value:
        return Direction.UNCHANGED
    return Direction.INCREASE if value > 0 else Direction.DECREASE
