"""What reasons and purposes say: which way the money goes, and which line they are of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from disclosures.parsing.normalise import key
from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.parsing.same import bare
from disclosures.vocabulary import Direction, FactRole

from .changes import DIRECTION_WORDS, MOVED, SIGNED
from .results import Operand, Result, State
from .subject import Subject
from .told import facts, name, said, text_side, told

UP = r"增加|增长|提高|上升|上调|调增|扩大|增多"
DOWN = r"减少|下降|降低|压减|压缩|调减|缩减|取消|节约|结束|核减|退出"
OWN_MONEY = r"(?:经费|支出|预算|资金|费用|费|拨款|投入)(?:有所|相应|相对|大幅)?(?:的)?"
RISES, FALLS = r"增加|增长|增多|提高|上调", r"减少|下降|降低|压减|压缩|缩减|核减|调减"
NOT_SO = r"[无未没不免控严避防]|节约|上年|本年"
"""Words beside which a rise or a fall is none, or is not of this year's money."""
SHORTEST_COPY = 5


def reason_fits(subject: Subject, check: str) -> Iterator[Result]:
    """A reason that says the money itself rose stands at a rise."""
    for topic in told(subject):
        fact = next(
            (one for one in facts(topic, *SIGNED, FactRole.FLAT) if one.reason and one.direction), None
        )
        if fact is None or fact.reason is None or fact.direction is None:
            continue
        goes = _flat_goes(fact) if fact.role is FactRole.FLAT else _money_goes(fact.reason)
        left = text_side(
            subject, f"“{name(topic)}”增减", fact.label[-12:] + fact.printed, fact.sentence, fact.page
        )
        right = Operand("所述原因", None, fact.reason, left.places)
        if goes is None:
            yield said(check, subject, State.NOT_APPLICABLE, "原因没有说金额本身的增减", left, right)
        elif goes is fact.direction:
            yield said(check, subject, State.HOLDS, "原因与增减方向一致", left, right)
        else:
            message = f"文字写“{DIRECTION_WORDS[fact.direction]}”，所述原因为“{fact.reason[:40]}”"
            yield said(check, subject, State.DIFFERS, message, left, right)


def _money_goes(reason: str) -> Direction | None:
    """Whether a reason is nothing but “…经费增加”: longer ones weigh several things."""
    plain_reason = key(reason).strip("。,;")
    if re.search(r"[,;、]", plain_reason):
        return None
    if re.search(rf"{OWN_MONEY}(?:{UP})$", plain_reason) and not re.search(DOWN, plain_reason):
        return Direction.INCREASE
    if re.search(rf"{OWN_MONEY}(?:{DOWN})$", plain_reason) and not re.search(UP, plain_reason):
        return Direction.DECREASE
    return None


def _flat_goes(fact: ProseFact) -> Direction | None:
    """Which way the reason goes that follows 持平 in its sentence, and speaks of nothing but a rise or a fall."""
    reason = key(fact.reason or "")
    told_next = fact.sentence[fact.at[2] :].partition(fact.reason or "\n")
    if "口径" in fact.label or not told_next[1] or re.search(rf"[；;\d]|{RISES}|{FALLS}", told_next[0]):
        return None
    rises, falls = (re.search(words, reason) for words in (RISES, FALLS))
    if bool(rises) is bool(falls) or re.search(NOT_SO, reason):
        return None
    return Direction.INCREASE if rises else Direction.DECREASE


def own_reason(subject: Subject, check: str) -> Iterator[Result]:
    """A purpose or a reason names its own line, not another one that it was copied from."""
    topics = [topic for topic in told(subject) if topic.functional]
    purposes = [(topic, topic.purpose) for topic in topics]
    reasons = [
        (topic, next((fact.reason for fact in topic.facts if fact.reason and not fact.in_reason), None))
        for topic in topics
    ]
    for kind, pairs in (("用途", purposes), ("原因", reasons)):
        for topic, words in pairs:
            if not words or not topic.facts:
                continue
            fact = topic.facts[0]
            left = text_side(subject, f"“{name(topic)}”的{kind}", words, fact.sentence, fact.page)
            other = _copied_from(topic, words, pairs)
            if other is None:
                yield said(check, subject, State.HOLDS, f"{kind}没有写成另一个科目的", left)
                continue
            source = other.facts[0] if other.facts else fact
            right = text_side(subject, f"“{name(other)}”的{kind}", words, source.sentence, source.page)
            message = f"“{name(topic)}”的{kind}写作“{words[:40]}”，与“{name(other)}”的{kind}相同，其中写的是后者的名称"
            yield said(check, subject, State.DIFFERS, message, left, right)


def _copied_from(
    topic: ProseTopic, words: str, pairs: Sequence[tuple[ProseTopic, str | None]]
) -> ProseTopic | None:
    """Another line that says the same words, which name that line and not this one."""
    own = _names(topic)
    if any(part in words for part in own) or _catch_all(topic) or MOVED.search(words):
        return None
    for other, same in pairs:
        if other is topic or same != words or other.functional == topic.functional:
            continue
        if any(len(part) >= SHORTEST_COPY and part in words for part in _names(other)):
            return other
    return None


def _names(topic: ProseTopic) -> set[str]:
    """The name of a line, and what is left of it without 支出 and without the body before it."""
    last = topic.functional[-1][1]
    short = bare(last)
    return {last, short, re.sub("^机关事业单位", "", short)}


def _catch_all(topic: ProseTopic) -> bool:
    """其他… and 行政运行 may be for anything."""
    return bool(re.match(r"其他|行政运行|事业运行|一般行政管理事务|机关服务", topic.functional[-1][1]))
