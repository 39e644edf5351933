"""Every number of the narrative with what it is of and what it says: sections → topics with their facts.

    read_prose(sections, fiscal_year, stage) -> list[ProseTopic]

Where `narrative` looks for the known headline amounts, this reads all of them. A sentence is walked from left to right:
a named subject (or 类款项) opens a topic; the numbers, comparisons, reasons and purposes after it belong to it until the
next one is named. The words are data (`layouts/prose_terms.py`). It needs nothing but the sections, so it reads the
same from a file and from what was stored of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from disclosures.parsing.clauses import change_before_number
from disclosures.parsing.layouts import narrative_terms as terms
from disclosures.parsing.layouts import prose_terms as prose
from disclosures.parsing.narrative import Sentence, section_sentences
from disclosures.parsing.normalise import SCALES, yuan
from disclosures.parsing.records import ProseFact, ProseTopic, Section
from disclosures.parsing.subjects import subject_of, subject_of_heading
from disclosures.vocabulary import BaseKind, Direction, FactRole, HeadlineItem, Stage

Functional = tuple[tuple[str, str], ...]

_NUMBER = re.compile(
    rf"(?P<number>(?<![\d.A-Za-z])[-−－]?(?:\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?))"
    rf"(?:(?P<money>{prose.MONEY})|(?P<rate>{prose.RATE})|(?P<counted>{prose.COUNTED})|(?=[，。；,;）)]|$))"
)
_ASIDE = re.compile(r"[（(](?!套[）)])[^（）()]{0,80}[）)]")
_SAYS_NUMBER = re.compile(rf"\d(?:{prose.MONEY}|{prose.RATE}|{prose.COUNTED})")
_STOP = re.compile(r"[，,；;。！？（）()]|[：:](?:(?!\d)|(?=\d{1,2}[、.．](?!\d)))")
_FUNCTIONAL = re.compile(prose.FUNCTIONAL)
_COMPARISON = re.compile(rf"{terms.COMPARISON}|(?P<plan>{terms.WITH_THE_PLAN})")
_FLAT = re.compile(terms.FLAT)
_REASON = re.compile(terms.REASON)
_END_OF_REASON = re.compile(r"[；;。]")
_PURPOSE = re.compile(prose.PURPOSE)
_CARRIED = re.compile(prose.CARRIED)
_NUMBERING = re.compile(prose.NUMBERING)
_OF_A_BASE = re.compile(r"(?:收支|收入|支出|总额|总计|数)*")
_ALONE = re.compile(r"[（(][-−－]?[\d.,]+%[）)]")
_YEAR = re.compile(r"20\d\d(?=年)")
_CLOSING = re.compile(rf"{terms.CLOSING_WORDS}+$")
_KERNEL = re.compile(r"[“”\"'‘’《》　]|20\d\d年度?|[（(][^（）()]*[）)]")
_TOTAL = re.compile(r"收支|收入|支出")
_CHANGES_NEXT = re.compile(rf"[，,]?(?:相比)?(?:{'|'.join(terms.DIRECTIONS)})")
_LAST_YEARS = re.compile(r"(?:上1?年|去年|上一年)度?(?:同期)?数?(?:为|是)?")
_BOTH_SIDES = re.compile(r"收入?[、和与及]?支出?")
_BRACKET = re.compile(r"[（()）]")
_HEADING = re.compile(terms.NOT_OF_A_HEADING)
_OPENING = "（("
TOTALS = {
    "收入": {HeadlineItem.REVENUE_TOTAL, HeadlineItem.BUDGET_TOTAL},
    "支出": {HeadlineItem.EXPENDITURE_TOTAL, HeadlineItem.BUDGET_TOTAL},
    "收支": {HeadlineItem.BUDGET_TOTAL},
}
"""What a sentence means by one of these words alone."""
LEVEL_ROLES = frozenset(
    {
        FactRole.STATED,
        FactRole.PRIOR,
        FactRole.CURRENT,
        FactRole.BUDGET_INITIAL,
        FactRole.BUDGET_FULL_YEAR,
        FactRole.FINAL,
    }
)
NAMED_BY_EACH = terms.WHOLES | terms.WITHOUT_LEVEL | {None}
"""Headings such as 支出决算情况 name no amount: the totals under them have names of their own."""
PLANS = frozenset({FactRole.BUDGET_INITIAL, FactRole.BUDGET_FULL_YEAR})
CHANGES = frozenset({FactRole.CHANGE, FactRole.CHANGE_RATE, FactRole.FLAT})


@dataclass(slots=True)
class _Topic:
    subject: str
    item: HeadlineItem | None
    at: tuple[int, int, int]
    functional: Functional = ()
    facts: list[ProseFact] = field(default_factory=list)
    purpose: str | None = None

    def told(self, *roles: FactRole) -> bool:
        return any(fact.role in roles for fact in self.facts)


def read_prose(sections: Sequence[Section], fiscal_year: int | None, stage: Stage) -> list[ProseTopic]:
    """What the narrative says, topic by topic, in reading order."""
    topics: list[ProseTopic] = []
    chapter = ""
    for place, section in enumerate(sections):
        chapter = section.heading if section.level < 2 else chapter
        if re.search(prose.NO_FACTS, section.heading):
            continue
        reader = _Reader(section.heading, fiscal_year, stage, place)
        for number, sentence in enumerate(section_sentences(section)):
            reader.read(sentence, number)
        topics += [
            ProseTopic(
                topic.subject,
                section.heading,
                chapter,
                tuple(topic.facts),
                topic.item,
                topic.functional,
                topic.purpose,
                topic.at,
            )
            for topic in reader.topics
            if topic.facts or topic.purpose
        ]
    return topics


@lru_cache(maxsize=4096)
def kernel(words: str) -> str:
    """A subject without years, quotation marks, brackets, numbering and closing words, to be compared."""
    return _CLOSING.sub("", _BOTH_SIDES.sub("收支", _NUMBERING.sub("", _KERNEL.sub("", words))))


class _Reader:
    """Reads the sentences of one section in order and keeps what later words refer back to."""

    def __init__(self, heading: str, fiscal_year: int | None, stage: Stage, section: int) -> None:
        self.year = fiscal_year
        self.stage = stage
        self.section = section
        words = _HEADING.sub("", heading)
        self.of_revenue = "收入" in heading and "支出" not in heading
        self.topics = [_Topic(words, subject_of_heading(heading), (section, 0, 0))]
        self.current: _Topic | None = None
        self.context: Functional = ()
        self.told = ""  # the sentence before
        self.head: _Topic | None = None  # what the first number of the sentence is of
        self.marked = False  # levels of the classification were named and no number has come since
        self.opened: list[_Topic] = []  # what the brackets that are open stand behind
        for mark in _FUNCTIONAL.finditer(re.sub(r"\s", "", heading)):
            self._mark(mark, (section, 0, 0))

    @property
    def topic(self) -> _Topic:
        return self.topics[-1] if self.current is None else self.current

    def read(self, sentence: Sentence, number: int) -> None:
        """Walk a sentence: levels of the classification, numbers, 持平, reasons and purposes in their order."""
        self.sentence = sentence
        self.number = number
        self.base: tuple[int | None, BaseKind | None] | None = None
        self.end = 0  # of the last number
        # “支出预算5万元，其中：基本支出3万元。比上年增加1万元”: the next sentence is about the whole again.
        self.whole = self.head if re.search(prose.PARTS, self.told) else None
        self.told, self.head = sentence.text, None
        text = sentence.text
        masked = _masked(text)
        self.stops = [stop.end() for stop in _STOP.finditer(masked)]
        self.reasons: list[tuple[int, int]] = []
        steps: list[tuple[int, int, re.Match[str]]] = [
            *((match.start(), 0, match) for match in _FUNCTIONAL.finditer(text)),
            *((match.start(), 1, match) for match in _NUMBER.finditer(masked)),
            *((match.start(), 2, match) for match in _FLAT.finditer(masked)),
            *((match.start(), 3, match) for match in _REASON.finditer(masked)),
            *((match.start(), 4, match) for match in _PURPOSE.finditer(text)),
            *((match.start(), 5, match) for match in _BRACKET.finditer(masked)),
        ]
        for _, kind, match in sorted(steps, key=lambda step: step[:2]):
            at = (self.section, number, match.start())
            if kind == 0:
                if not self._in_reason(match.start()):
                    self._mark(match, at)
            elif kind == 1:
                self._number(match, masked, at)
            elif kind == 2:
                self._flat(match, masked, at)
            elif kind == 3:
                self._reason(match, masked)
            elif kind == 5:
                self._bracket(match[0])
            else:
                self.topic.purpose = self.topic.purpose or match["purpose"] or None

        self._title(text, (self.section, number, 0))

    def _bracket(self, mark: str) -> None:
        """What follows brackets that hold amounts is of what stands before them: “甲5万元（其中：乙2万元），比上年增加1万元”."""
        if mark in _OPENING:
            self.opened.append(self.topic)
        elif self.opened:
            self.current = self.opened.pop()
            self.head = self.head or self.current

    def _title(self, text: str, at: tuple[int, int, int]) -> None:
        """“（一）收入预算。”: a sentence of nothing but a name says what the next ones are of."""
        name = text.rstrip("。")
        words = _NUMBERING.sub("", name)
        if words == name or _STOP.search(_masked(words)) or _NUMBER.search(name):
            return
        if item := subject_of(words, of_revenue=self.of_revenue, of_change=True):
            self._open(_Topic(words, item, at))

    def _clause_start(self, end: int, floor: int = 0) -> int:
        """Where the clause that ends here begins: behind the last mark that parts clauses, not before `floor`."""
        return max((stop for stop in self.stops if floor <= stop <= end), default=floor)

    # --- subjects

    def _mark(self, match: re.Match[str], at: tuple[int, int, int]) -> None:
        """A level of the functional classification: opens a topic, or names the one just opened more closely."""
        name = _NUMBERING.sub("", match["name"])
        depth = prose.FUNCTIONAL_LEVELS.index(match["level"])
        above = tuple(pair for pair in self.context if prose.FUNCTIONAL_LEVELS.index(pair[0]) < depth)
        refines = self.marked and above == self.context
        self.context = (*above, (match["level"], name))
        if refines:
            self.topic.functional, self.topic.subject = self.context, self._path()
        else:
            self._open(_Topic(self._path(), None, at, self.context))
        self.marked = True

    def _path(self) -> str:
        return "".join(f"{name}（{level}）" for level, name in self.context)

    def _open(self, topic: _Topic) -> None:
        self.topics.append(topic)
        self.current = topic

    def _named(self, words: str, at: tuple[int, int, int], *, known: bool = False) -> bool:
        """Turn to the topic that words name; False where they name nothing. `known`: rather one told of before."""
        words = _NUMBERING.sub("", words.strip("　、"))
        if _CARRIED.fullmatch(kernel(words)) or not words:
            return False
        name = kernel(words)
        if known:
            for topic in reversed(self.topics):
                if topic.subject and not topic.functional and _same(kernel(topic.subject), name):
                    self.current = topic
                    return True
        self._open(_Topic(words, subject_of(words, of_revenue=self.of_revenue), at))
        return True

    # --- numbers

    def _number(self, match: re.Match[str], masked: str, at: tuple[int, int, int]) -> None:
        start = match.start()
        label_start = self._clause_start(start, self.end)
        label = self.sentence.text[label_start:start].lstrip("、")
        if self._behind_a_count(label_start, label):
            label = self.sentence.text[self._clause_start(start) : start].lstrip("、")
        if comparison := self._comparison(masked[self.end : start]):
            self.base = comparison
        fact = self._fact(match, label, at)
        if fact is None:
            return
        if fact.role in LEVEL_ROLES or fact.role is FactRole.COUNT:
            named = fact.role is FactRole.STATED and subject_of(label, of_revenue=self.of_revenue)
            if not named and self._in_reason(start):
                fact = replace(fact, in_reason=True)
            else:
                self._turn_to_level(label, fact)
        elif self._in_reason(start):
            fact = replace(fact, in_reason=True)
        elif fact.role in (FactRole.CHANGE, FactRole.CHANGE_RATE):
            self._turn_to_changed(label, fact)
        self.topic.facts.append(fact)
        self.head = self.head or self.topic
        self.end, self.marked = match.end(), False

    def _behind_a_count(self, start: int, label: str) -> bool:
        """“社工23名支出5万元”: the amount is of what was counted, no total."""
        last = self.topic.facts[-1] if self.topic.facts else None
        counted = (
            last is not None and last.role is FactRole.COUNT and last.at[:2] == (self.section, self.number)
        )
        return counted and start == self.end and label in ("支出", "经费", "费用")

    def _fact(self, match: re.Match[str], label: str, at: tuple[int, int, int]) -> ProseFact | None:
        """The number with its role, before it is known whose it is."""
        value = Decimal(re.sub("[−－]", "-", match["number"]).replace(",", ""))
        change = change_before_number(label)
        direction = terms.DIRECTIONS[change[0]] if change else None
        years = [int(year) for year in _YEAR.findall(label)]
        base_year, base_kind = self.base or (None, None)
        fact = ProseFact(
            FactRole.OTHER_RATE,
            match[0],
            label,
            self.sentence.text,
            at,
            number=value,
            unit=match["money"] or match["rate"] or match["counted"] or "",
            year=years[-1] if years else None,
            page=self.sentence.page_at(match.start()),
        )
        after = self.sentence.text[match.end() :]
        if match["money"]:
            amount = yuan(value, SCALES[match["money"].removesuffix("元") + "元"])
            if amount is None:
                return None
            role = self._role(label, after, change is not None)
            signed = -amount if role is FactRole.CHANGE and direction is Direction.DECREASE else amount
            fact = replace(fact, role=role, yuan=signed, number=None)
        elif match["counted"]:
            fact = replace(fact, role=FactRole.COUNT)
        elif share := re.search(prose.SHARE, label):
            fact = replace(fact, role=FactRole.SHARE, whole=share["whole"].strip("了其、"))
        elif re.search(prose.COMPLETION, label):
            whole = re.search(prose.COMPLETED, label)
            fact = replace(fact, role=FactRole.COMPLETION, whole=whole[0] if whole else "")
        elif change and (match["rate"] or self._lacks_unit(label, change)):
            fact = replace(fact, role=FactRole.CHANGE_RATE)
        elif match["rate"] and (measured := self._measured(match)):
            direction, base_year, base_kind = measured.direction, measured.base_year, measured.base_kind
            fact = replace(fact, role=FactRole.CHANGE_RATE)
        elif not match["rate"]:
            if match["number"] != "0" or not label.endswith(("为", "是")):
                return None
            fact = replace(fact, role=self._role(label, after, False), yuan=Decimal("0.00"), number=None)
        if fact.role in (FactRole.CHANGE, FactRole.CHANGE_RATE):
            fact = replace(fact, direction=direction, base_year=base_year, base_kind=base_kind)
        return fact

    def _measured(self, match: re.Match[str]) -> ProseFact | None:
        """“减少4.76万元（26.30%）”: the change right before a bracket that holds nothing but its rate."""
        told = self.topic.facts[-1] if self.topic.facts else None
        is_alone = _ALONE.fullmatch(self.sentence.text[self.end : match.end() + 1])
        return told if is_alone and told is not None and told.role is FactRole.CHANGE else None

    def _lacks_unit(self, label: str, change: re.Match[str]) -> bool:
        """“增加1193.20万元，增长13.95。”: right behind the change word, and an amount has just been told."""
        told = self.topic.facts[-1] if self.topic.facts else None
        return not label[change.end() :] and told is not None and told.role is FactRole.CHANGE

    def _role(self, label: str, after: str, changes: bool) -> FactRole:
        if re.match(prose.BEHIND_A_LIMIT, after) or re.search(f"(?:{prose.LIMIT})$", label):
            return FactRole.THRESHOLD
        if (
            not changes
            and (base := _COMPARISON.search(label))
            and _OF_A_BASE.fullmatch(label, base.end())
            and (named := _CHANGES_NEXT.match(after) or _FLAT.match(after))
            and (label.endswith(("预算", "决算", "数")) or after[named.end() : named.end() + 1].isdecimal())
        ):  # “比上年预算数5万元增加1万元”, “比2021年5万元增加1万元”, “与2022年年初预算数5万元持平”
            is_plan = base["plan"] or base["year"] == str(self.year)
            return FactRole.BUDGET_INITIAL if is_plan else FactRole.PRIOR
        if changes or (
            (comparison := _COMPARISON.search(label)) and not label[comparison.end() :].strip("　")
        ):
            return FactRole.CHANGE
        for role, pattern in prose.AMOUNT_ROLES:
            if re.search(pattern, label):
                return role
        if self._of_last_year(label):
            return FactRole.PRIOR
        if self.stage is Stage.FINAL_ACCOUNTS:
            if re.search(prose.OF_A_PLAN, label) and "决算" in after:
                return FactRole.BUDGET_FULL_YEAR
            if re.search(prose.FINAL_WORDS, label):
                return FactRole.FINAL
        goes_on = not re.match(prose.ITEM, label) and _CARRIED.fullmatch(_NUMBERING.sub("", label))
        if goes_on and self.topic.told(FactRole.PRIOR):
            return FactRole.CURRENT
        return FactRole.STATED

    def _of_last_year(self, label: str) -> bool:
        if _LAST_YEARS.fullmatch(label):
            return True
        if re.search(terms.OPENING_BALANCE, label) or (self.year and f"{self.year}年" in label):
            return False
        return bool(self.year and f"{self.year - 1}年" in label) or bool(
            re.search(r"(?:上1?年|去年|上一年)度?[^，。]*(?:预算|决算|执行)", label)
        )

    def _turn_to_level(self, label: str, fact: ProseFact) -> None:
        """An amount is of what its label names, else of what was named before."""
        if self.marked:
            return
        is_base = fact.role is FactRole.PRIOR or fact.role in PLANS
        if is_base and (base := _COMPARISON.search(label)) and _OF_A_BASE.fullmatch(label, base.end()):
            # “支出5万元，比上年预算数4万元增加1万元”; “2022年比2021年预算收支4万元增加1万元”
            if self._turn_to_total(label[base.end() :]) or not label[: base.start()]:
                return
            label = label[: base.start()]
        bare = _NUMBERING.sub("", label)
        if not _CARRIED.fullmatch(kernel(bare)):
            self._named(label, fact.at)
            return
        if fact.role in PLANS and self.head is None and self.whole is not None:
            self.current = self.whole  # “支出5万元，其中：项目支出2万元。年初预算4万元，完成年初预算的125%”
        heading = self.topics[0]
        goes_on = (
            self.topic.functional
            or fact.role is FactRole.CURRENT
            or (fact.role is FactRole.FINAL and self.topic.told(*PLANS))
            or (self.topic is heading and heading.item not in NAMED_BY_EACH and not heading.facts)
        )
        if re.search("支出|收入", bare) and not goes_on:
            self._open(_Topic(bare, subject_of(bare, of_revenue=self.of_revenue), fact.at))

    def _turn_to_changed(self, label: str, fact: ProseFact) -> None:
        """What a change is of: “与上年相比，支出增加5万元”, “增加基本支出5万元”, else what was told before."""
        if self.marked:
            return
        change = change_before_number(label)
        if change is None:
            return
        beside = re.sub(terms.BETWEEN_CHANGE_AND_NUMBER, "", label[change.end() :])
        before, _, after = _COMPARISON.sub("\n", label[: change.start()]).rpartition("\n")
        if beside and self._named(beside, fact.at, known=True):
            return
        if self._named(after, fact.at, known=True) or self._named(before, fact.at, known=True):
            return
        if self._turn_to_total(after) or self._turn_to_total(before):
            return
        if self.head is None and self.whole is not None:
            self.current = self.whole

    def _turn_to_total(self, words: str) -> bool:
        """“…，支出比上年增加5万元”: the total that was told before, not the part that was told last."""
        side = _TOTAL.search(_NUMBERING.sub("", words))
        if side is None:
            return False
        for topic in reversed(self.topics):
            if topic.item in TOTALS[side[0]] and topic.facts:
                self.current = topic
                return True
        return False

    # --- comparisons, reasons

    def _comparison(self, words: str) -> tuple[int | None, BaseKind | None] | None:
        """The year and kind of amount that the last comparison among the words is with."""
        found = list(_COMPARISON.finditer(words))
        if not found:
            return None
        match = found[-1]
        if match["plan"]:
            return (self.year if self.stage is Stage.FINAL_ACCOUNTS else None), BaseKind.BUDGET
        year = int(match["year"]) if match["year"] else (self.year - 1 if self.year else None)
        told = match[0] + words[match.end() : match.end() + 6]
        kind = next((kind for kind, pattern in prose.BASE_KINDS if re.search(pattern, told)), None)
        return year, kind

    def _flat(self, match: re.Match[str], masked: str, at: tuple[int, int, int]) -> None:
        """与上年持平: a change of nothing, where something is compared with."""
        if self._in_reason(match.start()):
            return
        start = self._clause_start(match.start(), self.end)
        clause = self.sentence.text[start : match.start()]
        compared = self._comparison(masked[self.end : match.end()]) or self.base
        if compared is None and not re.search(terms.FLAT_BY_ITSELF, match[0]):
            return
        if self.topic.facts and self.topic.facts[-1].role is FactRole.FLAT and self.end > start:
            return  # “较上年持平，无增减变化” is one claim
        year, kind = compared or (None, None)
        comparison = _COMPARISON.search(clause)
        words = clause[: comparison.start()] if comparison else clause
        if not self.marked and not self._named(words, at, known=True):
            absent = _STOP.split(masked[self.end : start].rstrip("，,"))[-1]
            if re.search(terms.ABSENT, absent) and subject_of(absent):
                self._named(absent, at)
        if self.topic.facts and self.topic.facts[-1].role is FactRole.FLAT:
            return
        self.topic.facts.append(
            ProseFact(
                FactRole.FLAT,
                match[0],
                clause,
                self.sentence.text,
                at,
                direction=Direction.UNCHANGED,
                base_year=year,
                base_kind=kind,
                page=self.sentence.page_at(match.start()),
            )
        )
        self.end, self.marked = match.end(), False

    def _in_reason(self, place: int) -> bool:
        return any(start <= place < end for start, end in self.reasons)

    def _end_of_reason(self, masked: str, start: int) -> int:
        """A reason ends with its part of the sentence, or where a further known thing changes, unless it begins so."""
        stop = _END_OF_REASON.search(masked, start)
        end = stop.start() if stop else len(masked)
        for match in _NUMBER.finditer(masked, start, end):
            begin = self._clause_start(match.start(), start)
            label = masked[begin : match.start()]
            change = change_before_number(label) if begin > start else None
            if match["money"] and change and subject_of(label[: change.start()], of_change=True):
                return begin
        return end

    def _reason(self, match: re.Match[str], masked: str) -> None:
        """A reason explains the changes of its topic: the one its words name, else the last that was told."""
        last = self.topic.facts[-1] if self.topic.facts else None
        describes = last is not None and last.role in LEVEL_ROLES and last.at[1] == self.number
        if describes and not re.search("因|由于", match[0]):
            return  # “项目支出585万元，主要为…” says what it is for
        end = self._end_of_reason(masked, match.end())
        self.reasons.append((match.end(), end))
        told = self.sentence.text[match.end() : end].strip("，：:")
        clause = self.sentence.text[self._clause_start(match.start()) : match.start()]
        change = change_before_number(clause) or re.search("变[化动]", clause)
        named = kernel(clause[: change.start()]) if change else ""
        candidates = [topic for topic in self.topics if topic.told(*CHANGES, FactRole.COMPLETION)]
        if not told or not candidates:
            return
        for topic in self._owners(candidates, named):
            topic.facts = [
                replace(fact, reason=told)
                if fact.reason is None and fact.role in CHANGES | {FactRole.COMPLETION}
                else fact
                for fact in topic.facts
            ]

    def _owners(self, candidates: Sequence[_Topic], named: str) -> list[_Topic]:
        """The topics that a reason names, else the last that changed; 收支 names two."""
        sides = {named.replace("收支", side) for side in ("收支", "收入", "支出")} - {""}
        owners = [
            topic
            for topic in candidates
            if not topic.functional and any(_is_named(topic, side) for side in sides)
        ]
        if owners:
            return owners if len(sides) > 1 else owners[-1:]
        own_words = not named or re.search("预算数?$|决算数?$|^本年", named)
        last = max(candidates, key=lambda one: one.facts[-1].at)
        return [last] if own_words or last.functional else []


def _masked(text: str) -> str:
    """The text with brackets that state no number blanked, so that their punctuation parts nothing."""
    return _ASIDE.sub(lambda aside: aside[0] if _SAYS_NUMBER.search(aside[0]) else "　" * len(aside[0]), text)


def _same(one: str, other: str) -> bool:
    """Whether two subjects are one: equal, or the longer ends with the shorter (a body's name before it)."""
    shorter, longer = sorted((re.sub("(?<=费)支出$", "", words) for words in (one, other)), key=len)
    return len(shorter) >= 2 and longer.endswith(shorter)


def _is_named(topic: _Topic, side: str) -> bool:
    """Whether a topic is what words name; 支出 alone is the total and no 基本支出."""
    if side in TOTALS:
        return kernel(topic.subject) == side or topic.item in TOTALS[side]
    return _same(kernel(topic.subject), side)
