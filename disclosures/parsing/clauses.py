"""A small grammar of budget prose: sentences → facts.

A sentence is cut into clauses at punctuation and behind every number. A clause is read as: subject · comparison ·
change word · amount, each of which may be missing and is then carried on from before. The words are data
(`layouts/narrative_terms.py`).

    “2022年支出预算3952.59万元，较2021年预算减少365.05万元，其中：基本支出增加66.38万元，主要为增加人员经费支出。”
     level of expenditure_total · its change against 2021 · change of basic_expenditure and the reason for it
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.parsing.layouts import narrative_terms as terms
from disclosures.parsing.layouts.narrative_terms import Subject
from disclosures.parsing.normalise import SCALES, tidy, yuan
from disclosures.vocabulary import Direction, HeadlineItem

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_UNIT = r"(?:百万|[千万亿])?元|[万亿](?![元人亩户辆次吨平米只件])"
_MONEY = rf"[-−－]?(?:{_DIGITS})(?:{_UNIT})"
# Thousands are parted by a half-width comma; the full-width one always parts clauses: “分别为100，200万元”.
_TOKEN = re.compile(
    rf"(?P<aside>[（(](?:(?!{_MONEY}|{_DIGITS}%)[^（）()])*[）)])"
    rf"|(?P<number>[-−－]?(?:{_DIGITS}))(?P<unit>{_UNIT}|%)"
    r"|(?P<stop>[，,；;！？（）()]|[：:](?!\d))"
)
_DIRECTION = re.compile("|".join(terms.DIRECTIONS))
_FLAT = re.compile(terms.FLAT)
_REASON = re.compile(terms.REASON)
_COMPARISON = re.compile(terms.COMPARISON)
_BESIDE_CHANGE = re.compile(r"(?:了|约|共|净|：|:)*(?:上年度?|去年|20\d\d年度?)?(?:预算|决算)?(?:安排|执行)?数?")
_NOUN = re.compile(r"(?:收入|支出|经费|费|费用|资金|拨款|项目|补助|补贴|金)$")
_FUNCTIONAL = re.compile(r"[（(][类款项][）)]")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．％", "0123456789.%")


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
    """An amount or a change that a sentence states. `item` is never a guess: what is not known is no fact."""

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
        words = sentence[start : token.start()]
        if token["number"]:
            value = Decimal(re.sub("[−－]", "-", token["number"]).replace(",", ""))
            share = token["unit"] == "%"
            yield Clause(
                words,
                start,
                token.end(),
                token[0],
                None if share else yuan(value, SCALES.get(token["unit"], SCALES.get(token["unit"] + "元", 1))),
                value if share else None,
            )
        elif words:
            yield Clause(words, start, token.start())
        start = token.end()
    if start < len(sentence):
        yield Clause(sentence[start:], start, len(sentence))


# --- what an amount is of --------------------------------------------------------------------------------------------


def _close(words: str) -> tuple[str, str]:
    """Words without their closing words (预算安排, 总额为), and those."""
    match = re.search(rf"{terms.CLOSING_WORDS}*$", words)
    cut = match.start() if match else len(words)
    return words[:cut], words[cut:]


def _longest(words: str, subjects: Sequence[Subject]) -> re.Match[str] | None:
    return min(
        (
            match
            for subject in subjects
            if (match := re.search(rf"(?:{subject.pattern})$", words)) and (not subject.bounded or _bounded(words, match))
        ),
        key=lambda match: match.start(),
        default=None,
    )


def _bounded(words: str, match: re.Match[str]) -> bool:
    before = words[: match.start()]
    return before[-1:] in terms.BODIES or bool(re.search(terms.LINKS, before))


def _named(match: re.Match[str], subjects: Sequence[Subject]) -> HeadlineItem | None:
    return next(s.item for s in subjects if match.re.pattern == rf"(?:{s.pattern})$")


def subject_of(words: str, *, of_revenue: bool = False, of_change: bool = False) -> HeadlineItem | None:
    """The known thing that the words before an amount or a change word end with."""
    if _FUNCTIONAL.search(words):  # a line of the functional classification, not the whole
        return None
    bare = re.sub(r"[（(][^（）()]*[）)]|[“”\"'‘’《》]", "", words)
    closed, closing = _close(bare)
    without_expenditure = _close(closed.removesuffix("支出"))[0] if closed.endswith("支出") else closed
    known = terms.EXPENSES if closed != without_expenditure else terms.EXPENSES + terms.REVENUES
    for variant, subjects in ((closed, terms.EXPENSES + terms.REVENUES), (without_expenditure, known)):
        if match := _longest(variant, subjects):
            return _named(match, subjects)
    if of_revenue and (match := _longest(bare, terms.REVENUE_PARTS) or _longest(closed, terms.REVENUE_PARTS)):
        return _named(match, terms.REVENUE_PARTS)
    if (match := _longest(closed, terms.TOTALS)) and (match["whole"] or re.search(terms.WHOLE_WORDS, closing)):
        return _named(match, terms.TOTALS)
    return terms.ONLY_OF_CHANGES.get(re.sub(terms.LABEL_OPENING, "", closed)) if of_change else None


# --- reading sentences -----------------------------------------------------------------------------------------------


class Narrator:
    """Reads the sentences of one passage in order and keeps what later clauses refer back to."""

    def __init__(self, heading: str, fiscal_year: int | None) -> None:
        self.year = fiscal_year
        self.renamed = dict(names for pattern, names in terms.TOPICS.items() if re.search(pattern, heading))
        self.facts: list[Fact] = []
        self.head: HeadlineItem | None = None  # what the sentence is about
        self.subject: HeadlineItem | None = None  # what the last clause was about
        self.base: int | None = None
        self.last_change: Fact | None = None

    def read(self, sentence: str) -> list[Fact]:
        """The facts of the next sentence."""
        self.sentence = re.sub(terms.NOT_OF_THE_KIND, lambda found: "　" * len(found[0]), sentence)
        self.original = sentence
        self.subject, self.headed = self.head, False
        self.planned = self.compared = self.listing = False
        self.reason_of: Fact | None = None
        self.changed: Fact | None = None
        before = len(self.facts)
        for clause in clauses(self.sentence):
            self._read(clause)
        return self.facts[before:]

    def _read(self, clause: Clause) -> None:
        marker = None if self.listing else _REASON.search(clause.words)
        if marker and (self.changed or self.last_change) and clause.words[: marker.start()].strip("，、") == "":
            self._begin_reason(clause, marker.end())
            marker = None
        if clause.start and self.original[clause.start - 1] in "；;" and not marker:
            self.reason_of = None
        self._compare(clause.words)
        if clause.amount is not None:
            self._amount(clause)
        elif clause.percentage is not None:
            self._percentage(clause)
        else:
            self._words(clause)
        if marker and self.changed:
            self._begin_reason(clause, marker.end())

    def _compare(self, words: str) -> None:
        if match := _COMPARISON.search(words):
            self.compared = True
            self.base = int(match["year"]) if match["year"] else self.year - 1 if self.year else None

    def _amount(self, clause: Clause) -> None:
        change = self._change_word(clause.words)
        if change is not None:
            self._change(clause, change)
        elif _COMPARISON.search(clause.words) or self._is_of_last_year(clause.words):
            return
        elif re.search(terms.PLANNED, clause.words) and "决算" in self.sentence:
            self._refer(subject_of(re.sub(rf"{terms.PLANNED}.*$", "", clause.words)))
            self.planned = True
        else:
            self._level(clause)

    def _level(self, clause: Clause) -> None:
        repeated = self.planned and re.fullmatch(terms.THE_SAME, clause.words)
        item = self.subject if repeated else self._subject_of(clause.words)
        if item is None and self.listing:
            self._project(clause)
            return
        self._refer(item)
        self.listing = item is HeadlineItem.PROJECT_EXPENDITURE
        if item is not None and item not in terms.WITHOUT_LEVEL:
            self._state(Fact(item, False, clause, self.original, clause.amount))

    def _project(self, clause: Clause) -> None:
        label = re.sub(terms.LABEL_OPENING, "", clause.words)
        if label and not re.search(terms.NO_PROJECT, label):
            self._state(Fact(HeadlineItem.PROJECT_ITEM, False, clause, self.original, clause.amount, label=label))

    def _change(self, clause: Clause, change: re.Match[str]) -> None:
        """“基本支出增加5万元”, “增加基本支出5万元”; without a subject the last one's."""
        assert clause.amount is not None
        beside = clause.words[change.end() :]
        own = beside if not _BESIDE_CHANGE.fullmatch(beside) else clause.words[: change.start()]
        item = self._changed_item(own)
        if item is None:
            return
        sign = -1 if terms.DIRECTIONS[change[0]] is Direction.DECREASE else 1
        self._state_change(clause, item, clause.amount * sign, None, terms.DIRECTIONS[change[0]])

    def _changed_item(self, words: str) -> HeadlineItem | None:
        """What a change is of. Within a stated reason only what is named counts: the rest explains, it does not state."""
        before, _, after = _COMPARISON.sub("\n", words).rpartition("\n")
        item = self._subject_of(after, of_change=True) or self._subject_of(before, of_change=True)
        if item is not None:
            self._refer(item)
            return item
        named = any(_NOUN.search(_close(re.sub(r"[（(][^（）()]*[）)]", "", part))[0]) for part in (before, after))
        if named:
            self._refer(None)
        return None if named or self.reason_of is not None else self.subject

    def _percentage(self, clause: Clause) -> None:
        if clause.words.lstrip("，").startswith("占"):
            self.listing = False
        change = self._change_word(clause.words)
        if change is None or clause.percentage is None:
            return
        direction = terms.DIRECTIONS[change[0]]
        rate = clause.percentage * (-1 if direction is Direction.DECREASE else 1)
        own = _COMPARISON.sub("", clause.words[: change.start()])
        if self.changed and self.changed.percentage is None and self.changed.yuan is not None and not own:
            self.changed.percentage = rate
            return
        item = self._changed_item(clause.words[: change.start()])
        if item is not None and self.compared:
            self._state_change(clause, item, None, rate, direction)

    def _words(self, clause: Clause) -> None:
        """A clause without a number: 与上年持平, or a change that is told and not measured."""
        if self.reason_of is not None:
            return
        comparison, flat = _COMPARISON.search(clause.words), _FLAT.search(clause.words)
        if flat and (self.compared or re.search(terms.FLAT_BY_ITSELF, clause.words)):
            before = clause.words[: comparison.start() if comparison else flat.start()]
            item = self._changed_item(before)
            if item is not None:
                self._state_change(clause, item, Decimal("0.00"), None, Direction.UNCHANGED, flat[0])
            self.compared = False
        elif change := self._change_word(clause.words, told=True):
            item = self._changed_item(clause.words[: change.start()])
            if item is not None and (self.changed is None or self.changed.item is not item):
                self._state_change(clause, item, None, None, terms.DIRECTIONS[change[0]], change[0])

    # --- small steps

    def _subject_of(self, words: str, *, of_change: bool = False) -> HeadlineItem | None:
        item = subject_of(words, of_revenue=self.head is HeadlineItem.REVENUE_TOTAL, of_change=of_change)
        if item is None or (self.head and item in terms.NOT_PARTS_OF.get(self.head, ())):
            return None
        return self.renamed.get(item, item)

    def _refer(self, item: HeadlineItem | None) -> None:
        self.subject = item
        if not self.headed:
            self.head, self.headed = item, True

    def _change_word(self, words: str, *, told: bool = False) -> re.Match[str] | None:
        """The change word that governs the number behind; of a change only told: one after or before 上年."""
        if told:
            compared = _COMPARISON.search(words) or re.search(r"[大小低高多少]于(?:上年|去年)", words)
            return _DIRECTION.search(words) if compared else None
        last = None
        for last in _DIRECTION.finditer(words):
            pass
        return None if last is None or re.match("[到至为]", words[last.end() :]) else last

    def _is_of_last_year(self, words: str) -> bool:
        """“2021年预算5万元，2022年预算6万元”, and not “上年结转5万元” or “上年末固定资产”."""
        if re.search(r"上年度?(?:财政拨款)?(?:资金)?(?:结转|结余)|年末|年底|年初结转", words):
            return False
        if re.search(terms.LAST_YEAR, words):
            return True
        return bool(self.year and f"{self.year - 1}年" in words and f"{self.year}年" in self.sentence)

    def _state(self, fact: Fact) -> None:
        self.facts.append(fact)

    def _state_change(
        self,
        clause: Clause,
        item: HeadlineItem,
        amount: Decimal | None,
        rate: Decimal | None,
        direction: Direction | None,
        printed: str = "",
    ) -> None:
        if direction is None or amount == 0:
            direction = _direction_of(amount if amount is not None else rate)
        if printed:
            clause = Clause(clause.words, clause.start, clause.end, printed)
        self.listing = False
        self._end_reason(clause)
        self.changed = Fact(item, True, clause, self.original, amount, rate, direction, self.base)
        self.last_change = self.changed
        self._state(self.changed)

    def _begin_reason(self, clause: Clause, offset: int) -> None:
        self.reason_of = self.changed or self.last_change
        start = clause.start + offset
        text = re.split(r"[；;。]", self.original[start:], maxsplit=1)[0].strip("，：:")
        if self.reason_of is not None and self.reason_of.reason is None and text:
            self.reason_of.reason = text
            self.reason_start = start

    def _end_reason(self, clause: Clause) -> None:
        """A further change ends the reason of the one before, unless it stands at the reason's very beginning."""
        owner = self.reason_of
        if owner is None or owner.reason is None or clause.start <= self.reason_start < clause.end:
            return
        text = self.original[self.reason_start : clause.start].strip("，：:；;")
        owner.reason = text if len(text) < len(owner.reason) else owner.reason
        self.reason_of = None


def _direction_of(value: Decimal | None) -> Direction:
    if not value:
        return Direction.UNCHANGED
    return Direction.INCREASE if value > 0 else Direction.DECREASE
