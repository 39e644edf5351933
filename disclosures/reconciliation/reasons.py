"""Reasons that are told again: those of last year's disclosure, and one reason under several items of a document; and
changes without one.

Two reasons are the same where the same signs are left once years, numbers with their units, punctuation and white space
are taken out of both. Nothing is said of reasons that are only alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from disclosures.parsing.narrative import section_sentences
from disclosures.parsing.normalise import key
from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import FactRole

from . import meanings
from .beside import neighbours
from .catalogue import Check, Group, row
from .changes import CHANGE_PARTS, MOVED, what
from .results import Operand, Place, Result, State
from .subject import Subject, remembered
from .told import LONGEST_SENTENCE, by_section, facts, name, operand, said, told

SHORTEST = 4
"""Signs of a reason that says anything: 厉行节约."""
MOST_NAMED = 4
PAY = re.compile(
    r"^(?:行政|事业|机关|参公)[^，]*(?:运行|养老|年金|医疗|离退休)|养老|年金|公务员医疗|住房公积金|提租补贴|购房补贴|住房(?:保障|改革)|"
    r"社会保障和就业|卫生健康|失业保险|工伤保险|生育保险"
)
"""Lines that are paid by the pay of the same people: what moves one moves the others, for one reason."""
GENERAL = re.compile(
    r"厉行|勤俭|节约|过?紧日子|政府|中央八项规定(?:精神)?|反对浪费|严格|严控|控制|压减|压缩|压降|落实|执行|遵守|按照|按|根据|依据|有关|相关|"
    r"各项|规定|要求|制度|标准|实际|需要|需求|情况|一般性|三公|公务|日常|正常|业务|工作|任务|项目|政策性?|因素|人员|人数|经费|费用|资金|支出|收入|"
    r"预算|安排|调整|变[动化]|增[加长多资]|减少|下降|提高|降低|核减|本年度?|今年|当年|上年度?|年度|进一步|继续|进行|开展|合理|减|增|及|和|与|等|的|了|所致|有所"
)
"""Words that any item could give for its change; a reason of nothing else is nobody's own."""
NEXT = 3
"""Sentences in which a reason is looked for, from that of its change on."""
YEAR = re.compile(r"(?:19|20)\d\d年?(?:度|初|末)?")
NUMBER = re.compile(r"\d[\d,.]*(?:%|‰|个?百分点|[百千万亿]*元|[人名个辆台次套家项批户年月日])?")
MARKS = re.compile(r"[^\w]|_")

Item = tuple[object, ...]
"""What a change is of: the names of 类, 款 and 项, what the catalogue of meanings knows it as, or its bare words."""


def bare(reason: str) -> str:
    """The signs of a reason that are compared."""
    return MARKS.sub("", NUMBER.sub("", YEAR.sub("", key(reason))))


def same(one: str, other: str) -> bool:
    """Whether two reasons are word for word the same."""
    here = bare(one)
    return len(here) >= SHORTEST and here == bare(other)


def is_specific(reason: str) -> bool:
    """Does it name something of its item, beside the words that any item could give?"""
    return len(GENERAL.sub("", bare(reason))) >= SHORTEST


@dataclass(frozen=True, slots=True)
class Explained:
    """A change against last year, by an amount or a rate that is not 0, with its reason."""

    item: Item
    topic: ProseTopic
    fact: ProseFact
    reason: str


@remembered
def explained(subject: Subject) -> tuple[Explained, ...]:
    """The changes that give a reason, the first of each item."""
    year = subject.disclosure.fiscal_year
    found: dict[Item, Explained] = {}
    for topic in told(subject):
        for fact in facts(topic, FactRole.CHANGE, FactRole.CHANGE_RATE):
            of_last_year = year is not None and fact.base_year == year - 1
            if fact.reason and of_last_year and (fact.yuan or fact.number):
                one = Explained(_item(topic), topic, fact, fact.reason)
                found.setdefault(one.item, one)
    return tuple(found.values())


def _item(topic: ProseTopic) -> Item:
    if topic.functional:
        return topic.functional
    meant = meanings.meaning(topic)
    return (meant.what, meant.fund) if meant else (name(topic),)


# --- last year ---------------------------------------------------------------------------------------------------------


def of_this_year(subject: Subject, check: str) -> Iterator[Result]:
    """The reasons of a disclosure against those of the same items in last year's. One result."""
    own = explained(subject)
    if not own:
        return
    first = _side(subject, own[:1])
    beside = neighbours(subject, -1, subject.disclosure.stage)
    before: dict[Item, tuple[Subject, Explained]] = {}
    for other in beside:
        for one in explained(other):
            before.setdefault(one.item, (other, one))
    pairs = [(one, *before[one.item]) for one in own if one.item in before]
    if not pairs:
        year = (subject.disclosure.fiscal_year or 0) - 1
        message = (
            f"{year} 年的公开没有说明同一项的原因" if beside else f"没有同一机构 {year} 年的公开可以对照"
        )
        yield said(check, subject, State.COULD_NOT_BE_DONE, message, first)
        return
    again = [(one, other, last) for one, other, last in pairs if same(one.reason, last.reason)]
    if not again:
        yield said(
            check, subject, State.HOLDS, "各项增减的原因与上年公开的不同", _side(subject, [pairs[0][0]])
        )
        return
    left = _side(subject, [one for one, _, _ in again])
    places = tuple(place for _, other, last in again for place in _side(other, [last]).places)
    right = Operand("上年公开的原因", None, again[0][2].reason, places)
    message = (
        f"{_names([one for one, _, _ in again])}的增减原因与上年公开的文字相同：“{again[0][0].reason[:40]}”"
        + ("等" if len(again) > 1 else "")
    )
    yield said(check, subject, State.DIFFERS, message, left, right)


# --- one document ------------------------------------------------------------------------------------------------------


def of_each_item(subject: Subject, check: str) -> Iterator[Result]:
    """One reason under several items that hold no money in common. One result a reason; one where none is told again.

    Several items may well save or follow a rule: such a reason is looked at by a person before anything is said of it.
    """
    beside = [(kin, one) for one in explained(subject) if (kin := _kin(one)) is not None]
    by_reason: dict[tuple[object, str], list[Explained]] = {}
    for kin, one in beside:
        by_reason.setdefault((kin, bare(one.reason)), []).append(one)
    again = [
        found
        for (_, reason), found in by_reason.items()
        if len({name(one.topic) for one in found}) > 1
        and len(reason) >= SHORTEST
        and not MOVED.search(found[0].reason)
        and not _of_one_pay(found)
    ]
    for found in again:
        message = f"{_names(found)}的增减原因文字相同：“{found[0].reason[:40]}”"
        state = State.DIFFERS if is_specific(found[0].reason) else State.NEEDS_CONFIRMATION
        yield said(check, subject, state, message, _side(subject, found))
    if again or not beside:
        return
    side = _side(subject, [beside[0][1]])
    if len(beside) > 1:
        yield said(check, subject, State.HOLDS, "各项增减的原因各不相同", side)
    else:
        yield said(check, subject, State.COULD_NOT_BE_DONE, "只有一项说明了原因", side)


def _of_one_pay(found: Sequence[Explained]) -> bool:
    """Lines that the same pay moves the same way."""
    directions = {one.fact.direction for one in found}
    return len(directions) == 1 and all(PAY.search(name(one.topic)) for one in found)


def _kin(one: Explained) -> object | None:
    """What items are beside and not within each other: one level of the classification, the parts of one whole."""
    if one.topic.functional:
        return one.topic.functional[-1][0]
    return next((parts for _, parts, _ in CHANGE_PARTS if one.item[0] in parts), None)


# --- none at all ---------------------------------------------------------------------------------------------------------


AGAINST = re.compile(r"[比较与同].{1,18}$")
EXPLAINED = ("three_public", "overseas_visits", "vehicles", "hospitality", "agency_operating")
"""What the rules of publication want explained: changes of “三公” 经费 and 机关运行经费."""


def change_has_reason(subject: Subject, check: str) -> Iterator[Result]:
    """A change of “三公” 经费 or 机关运行经费 comes with a reason, its own or one of its section. One result a section."""
    for section in by_section(told(subject)):
        changed = [
            (topic, fact)
            for topic in section
            if what(topic) in EXPLAINED
            and (fact := next((one for one in facts(topic, FactRole.CHANGE) if one.yuan), None))
        ]
        if not changed:
            continue
        topic, fact = changed[0]
        left = operand(subject, f"“{name(topic)}”增减", fact)
        text = key(subject.disclosure.sections[topic.at[0]].text)
        if any(one.reason for _, one in changed) or re.search(r"原因|因为|由于|主要[是为系]", text):
            yield said(check, subject, State.HOLDS, "说明了原因", left)
        else:
            message = f"“{name(topic)}”{_against(fact)}{fact.printed}，同一段文字没有说明原因"
            yield said(check, subject, State.DIFFERS, message, left)


def _against(fact: ProseFact) -> str:
    """What a change is told against, and which way it goes: 比2021年预算减少."""
    against = AGAINST.search(fact.label)
    return against[0] if against else fact.label[-8:]


# --- words -------------------------------------------------------------------------------------------------------------


def _side(subject: Subject, found: Sequence[Explained]) -> Operand:
    """What is said of these changes, each with its reason; printed is the reason of the first."""
    places = tuple(Place(subject.index, _words(subject, one), one.fact.page) for one in found)
    return Operand("所述原因", None, found[0].reason, places)


def _words(subject: Subject, one: Explained) -> str:
    """From the sentence of the change to the end of its reason, which may stand in the next; of long ones the end."""
    section, sentence, at = one.fact.at
    following = islice(section_sentences(subject.disclosure.sections[section]), sentence, sentence + NEXT)
    text = "".join(each.text for each in following)
    end = text.find(one.reason, at)
    return text[: end + len(one.reason)][-LONGEST_SENTENCE:] if end >= 0 else one.fact.sentence


def _names(found: Sequence[Explained]) -> str:
    """Items of one name, such as 一般行政管理事务 of several 款, are named once and counted."""
    named = list(dict.fromkeys(f"“{name(one.topic)}”" for one in found))[:MOST_NAMED]
    return "、".join(named) + (f"等 {len(found)} 项" if len(found) > len(named) else "")


RULES = "《地方预决算公开操作规程》（财预〔2016〕143号）：说明增减变化的原因"
ALIKE = "去掉年份、数字和标点后逐字相同才列出，意思相近的不列。原因确实相同的也会列出。"

IN_ONE: Check = row(
    Group.NARRATIVE, "reasons-are-of-each-item", "各项增减各有原因", "Each change has a reason of its own",
    "同一份公开中，并列的各项（同一级次的科目；“三公”各项；基本支出和项目支出）的增减原因文字不同",
    ALIKE + "只写厉行节约、政策调整一类哪一项都可以有的原因，不列。", RULES, of_each_item,
)  # fmt: skip

CHECKS: tuple[Check, ...] = (
    row(
        Group.BETWEEN, "reasons-are-of-this-year", "增减原因与上年公开的不同", "Reasons are not those of last year",
        "本年所述增减原因 ≠ 上年公开中同一项的增减原因", ALIKE + "没有增减（持平）的不看。", RULES, of_this_year,
    ),
)  # fmt: skip
