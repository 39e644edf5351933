"""Percentages of the narrative: what they follow from is printed beside them, and is calculated again.

A percentage holds when the amounts give it at the digits it is printed with; it is within rounding when the amounts'
own last digits leave room for it. Cut instead of rounded, or bent so that shares add up to 100, is a difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from disclosures.parsing.normalise import key
from disclosures.parsing.prose import kernel
from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import FactRole, HeadlineItem

from . import meanings, terms
from .plans import is_against_plan, planned, plans
from .results import PERCENT, Operand, Result, State, could_not
from .subject import Subject
from .told import by_section, facts, level, name, operand, said, step, sum_of, told

HUNDRED = Decimal(100)
THREE_PUBLIC_PARTS = HeadlineItem.THREE_PUBLIC_TOTAL.parts
DECIMAL_SLIPS = (Decimal(10), Decimal(100), Decimal("0.1"), Decimal("0.01"))
PARTS = re.compile("其中|包括")
ANY_TOTAL = re.compile(r"(?:本年度?|全年|年度|总)?(收入|支出)(?:预算|决算)?(?:总?合计|总计|总额|总数)?")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A printed percentage with what it should follow from: 100 × (part ÷ whole), less 100 for a rate of change."""

    topic: ProseTopic
    fact: ProseFact
    part: Operand
    whole: Operand
    is_rate: bool = False

    @property
    def formula(self) -> str:
        return f"{_factor(self.part)} ÷ {_factor(self.whole)}" + (" − 1" if self.is_rate else "")


def _factor(side: Operand) -> str:
    """As printed; a sum in brackets."""
    is_sum = re.search(r" [+-] ", side.printed) and not side.printed.startswith("（")
    return f"（{side.printed}）" if is_sum else side.printed


# --- rates of change -------------------------------------------------------------------------------------------------


def rates(subject: Subject) -> Iterator[tuple[ProseTopic, ProseFact, Ratio | None]]:
    """Every rate of change with this year's amount and the one it is counted from; None where they are not told."""
    for topic in told(subject):
        for fact in facts(topic, FactRole.CHANGE_RATE):
            if not subject.disclosure.fiscal_year or not topic.facts or fact.unit == "个百分点":
                continue
            if topic.item or topic.functional or any(one.yuan is not None for one in topic.facts):
                yield topic, fact, _rate(subject, topic, fact)


def _rate(subject: Subject, topic: ProseTopic, fact: ProseFact) -> Ratio | None:
    change = change_of(topic, fact)
    now = level(topic, fact)
    if is_against_plan(subject, fact):
        stated = plans(topic, fact, fact.label)
        if len(stated) == 1 and now is not None:
            plan = operand(subject, "预算数", stated[0])
            return Ratio(topic, fact, operand(subject, "决算数", now), plan, True)
        prior = None
    else:
        prior = next((one for one in facts(topic, FactRole.PRIOR) if one.at < fact.at), None)
    if prior is not None and now is not None:
        return Ratio(topic, fact, operand(subject, "本年数", now), operand(subject, "上年数", prior), True)
    if change is None or change.yuan is None:
        return None
    if prior is not None and prior.yuan is not None:
        total = sum_of(subject, "上年数 + 增减额", [prior, change])
        return Ratio(topic, fact, total, operand(subject, "上年数", prior), True)
    if now is None or now.yuan is None:
        return None
    base = Operand(
        "本年数 - 增减额",
        now.yuan - change.yuan,
        f"（{now.printed} {'+' if change.yuan < 0 else '-'} {change.printed}）",
        operand(subject, "", now).places,
        (step(subject, now), step(subject, change)),
    )
    return Ratio(topic, fact, operand(subject, "本年数", now), base, True)


def change_of(topic: ProseTopic, rate: ProseFact) -> ProseFact | None:
    """The change that a rate is of: the one told right before it."""
    changes = [one for one in facts(topic, FactRole.CHANGE) if one.at < rate.at]
    near = changes[-1] if changes else None
    return near if near is not None and rate.at[1] - near.at[1] <= 1 and rate.at[0] == near.at[0] else None


def rate_follows(subject: Subject, check: str) -> Iterator[Result]:
    """增减幅度 = 增减额 ÷ 上年数."""
    for topic, fact, ratio in rates(subject):
        side = operand(subject, f"“{name(topic)}”增减幅度", fact)
        if ratio is None:
            yield said(check, subject, State.COULD_NOT_BE_DONE, "文字没有写明计算所需的金额", side)
        elif ratio.whole.yuan and ratio.whole.yuan > 0:
            yield _judged(subject, check, ratio, side)


def base_of_zero(subject: Subject, check: str) -> Iterator[Result]:
    """A rate needs a base: from 0 nothing grows by a percentage."""
    for topic, fact, ratio in rates(subject):
        if ratio is None or ratio.whole.yuan is None:
            continue
        side = operand(subject, f"“{name(topic)}”增减幅度", fact)
        if ratio.whole.yuan == 0 and fact.number:
            message = f"基数为 0，不能得出“{name(topic)}”的增减幅度 {fact.printed}"
            yield said(check, subject, State.DIFFERS, message, side, ratio.whole)
        elif ratio.whole.yuan > 0:
            yield said(check, subject, State.HOLDS, "基数不为 0", side, ratio.whole)
    for topic, fact, whole, final in _completions(subject):
        if whole is None or whole.yuan is None or (final is not None and not final.yuan):
            continue  # nothing of nothing is done whole, as forms have it
        side = operand(subject, f"“{name(topic)}”完成率", fact)
        if whole.yuan == 0 and fact.number:
            message = f"年初预算为 0，不能得出完成率 {fact.printed}" + _other_base(subject, topic, fact)
            yield said(check, subject, State.DIFFERS, message, side, operand(subject, "预算数", whole))
        elif whole.yuan:
            yield said(check, subject, State.HOLDS, "基数不为 0", side, operand(subject, "预算数", whole))


def _other_base(subject: Subject, topic: ProseTopic, fact: ProseFact) -> str:
    """Where another printed plan gives the percentage, that one is named."""
    final = level(topic, fact)
    for other in facts(topic, FactRole.BUDGET_FULL_YEAR):
        if not (final and final.yuan is not None and other.yuan and fact.number is not None):
            continue
        if abs(final.yuan / other.yuan * 100 - fact.number) <= step(subject, fact):
            return f"；它与 {final.printed} ÷ 全年预算 {other.printed} 相同"
    return ""


# --- shares ----------------------------------------------------------------------------------------------------------


def share_follows(subject: Subject, check: str) -> Iterator[Result]:
    """占比 = 部分 ÷ 总额."""
    topics = told(subject)
    for section in by_section(topics):
        for topic in section:
            for fact in facts(topic, FactRole.SHARE):
                part = level(topic, fact)
                if part is None or part.yuan is None:
                    continue
                side = operand(subject, f"“{name(topic)}”占比", fact)
                if _is_of_another(topic, fact):
                    yield said(check, subject, State.COULD_NOT_BE_DONE, "文字没有写明这一部分的金额", side)
                    continue
                wholes, sure = _wholes(subject, topics, section, topic, fact)
                wholes = [whole for whole in wholes if whole.yuan]
                if not wholes:
                    yield said(check, subject, State.COULD_NOT_BE_DONE, "没有找到占比的总额", side)
                    continue
                part_side = operand(subject, f"“{name(topic)}”", part)
                results = [
                    _judged(subject, check, Ratio(topic, fact, part_side, whole), side) for whole in wholes
                ]
                result = next((one for one in results if one.state is not State.DIFFERS), results[0])
                if result.state is State.DIFFERS and not (sure and len(wholes) == 1):
                    result = could_not(result, "文字没有写明占比的总额")
                yield result


def _is_of_another(topic: ProseTopic, fact: ProseFact) -> bool:
    """Does a share name a part before 占 that is not the one whose amount stands before it?"""
    part, own = key(kernel(fact.label.partition("占")[0])), key(kernel(topic.subject))
    return len(part) > 3 and part not in own


def _wholes(
    subject: Subject,
    topics: Sequence[ProseTopic],
    section: Sequence[ProseTopic],
    topic: ProseTopic,
    fact: ProseFact,
) -> tuple[list[Operand], bool]:
    """What a share may be of: what it names, else the amount that its list stands under. Whether that is sure."""
    words = kernel(key(fact.whole))
    if re.search("除外|不含|扣除", fact.whole):
        return [], False
    of_three_public = "三公" in words or (
        "三公" in topic.heading and topic.item in THREE_PUBLIC_PARTS and not words
    )
    if of_three_public:
        parts = _three_public(section, fact)
        if len(parts) == len(THREE_PUBLIC_PARTS):
            return [sum_of(subject, "“三公”经费三项之和", parts)], True
    if words:
        other_funds = terms.SINGLE_FUNDS - {meanings.fund_of(topic.heading)}
        elsewhere = [one for one in topics if meanings.fund_of(one.heading) not in other_funds]
        for pool in (section, elsewhere):
            named = {
                told_level.yuan: operand(subject, f"“{name(one)}”", told_level)
                for one in reversed(pool)
                if one is not topic and _named(one, words) and (told_level := level(one)) is not None
            }
            if named:
                return list(named.values())[::-1], True
        totals = _totals(subject, section, topic, words)
        return totals, any(_is_borne_out(subject, section, topic, words, whole) for whole in totals)
    own = level(topic, fact)
    # What has a share of its own is another part, beside this one.
    earlier = [
        (one, found)
        for one in section
        if one is not topic
        and not facts(one, FactRole.SHARE)
        and (found := level(one)) is not None
        and found.yuan is not None
        and found.at < fact.at
        and own is not None
        and found.yuan >= (own.yuan or 0)
    ]
    here = [pair for pair in earlier if pair[1].at[1] == fact.at[1]]
    goes_on = PARTS.match(fact.sentence)
    last = max((found.at[1] for _, found in earlier), default=0)
    before = [pair for pair in earlier if pair[1].at[1] == last]
    sure = bool(here) or bool(goes_on and fact.at[1] - last == 1)
    wholes = here[:1] or (before[:1] if goes_on else [*before, *earlier])
    return [operand(subject, f"“{name(one)}”", found) for one, found in wholes], sure


def _totals(subject: Subject, section: Sequence[ProseTopic], topic: ProseTopic, words: str) -> list[Operand]:
    """The total of a section that 总收入, 本年支出合计 name by other words than it."""
    side = ANY_TOTAL.fullmatch(words)
    found: dict[Decimal | None, Operand] = {}
    for one in section if side else ():
        own = ANY_TOTAL.fullmatch(key(kernel(one.subject)))
        amount = level(one)
        if one is not topic and side and own and own[1] == side[1] and amount is not None:
            found.setdefault(amount.yuan, operand(subject, f"“{name(one)}”", amount))
    return list(found.values())


def _is_borne_out(
    subject: Subject, section: Sequence[ProseTopic], topic: ProseTopic, words: str, whole: Operand
) -> bool:
    """Does the share of another part, told of the same whole, follow from it?"""
    others = (
        (other, fact, part)
        for other in section
        if other is not topic
        for fact in facts(other, FactRole.SHARE)
        if key(kernel(fact.whole)) == words and (part := level(other, fact)) is not None and part.yuan
    )
    ratios = (Ratio(other, fact, operand(subject, "", part), whole) for other, fact, part in others)
    return any(
        _judged(subject, "", ratio, operand(subject, "", ratio.fact)).state
        in (State.HOLDS, State.WITHIN_ROUNDING)
        for ratio in ratios
    )


def _three_public(section: Sequence[ProseTopic], fact: ProseFact) -> list[ProseFact]:
    found: dict[HeadlineItem, ProseFact] = {}
    for topic in section:
        amount = level(topic)
        if topic.item in THREE_PUBLIC_PARTS and amount is not None and amount.at[1] == fact.at[1]:
            found.setdefault(topic.item, amount)
    return list(found.values())


def _named(topic: ProseTopic, words: str) -> bool:
    own = key(kernel(topic.subject))
    return bool(own) and (own == words or (len(words) >= 4 and own.endswith(words)))


# --- completion ------------------------------------------------------------------------------------------------------


def _completions(
    subject: Subject,
) -> Iterator[tuple[ProseTopic, ProseFact, ProseFact | None, ProseFact | None]]:
    """Every completion rate with the plan it names and what came of it."""
    for topic in told(subject):
        for fact in facts(topic, FactRole.COMPLETION):
            final = level(topic, fact)
            stated = plans(topic, fact, fact.whole)
            yield topic, fact, (stated[-1] if stated else None), final


def completion_follows(subject: Subject, check: str) -> Iterator[Result]:
    """完成率 = 决算数 ÷ 预算数; a plan that the text does not state is looked for in the tables."""
    for topic, fact, plan, final in _completions(subject):
        side = operand(subject, f"“{name(topic)}”完成率", fact)
        whole = operand(subject, "预算数", plan) if plan is not None else planned(subject, topic)
        if whole is None or final is None:
            yield said(check, subject, State.COULD_NOT_BE_DONE, "没有找到预算数或决算数", side)
        elif whole.yuan:
            yield _judged(subject, check, Ratio(topic, fact, operand(subject, "决算数", final), whole), side)


# --- judging ---------------------------------------------------------------------------------------------------------


def _judged(subject: Subject, check: str, ratio: Ratio, side: Operand) -> Result:
    """The printed percentage against the one its amounts give, without sign: direction words are another check."""
    printed = abs(ratio.fact.number or Decimal(0))
    grain = step(subject, ratio.fact)
    exact = _percent(ratio.part.yuan, ratio.whole.yuan, ratio.is_rate)
    if exact is None:
        return said(check, subject, State.COULD_NOT_BE_DONE, "基数为 0", side, ratio.whole)
    rounded = abs(exact).quantize(grain, ROUND_HALF_UP)
    right = Operand(
        f"计算：{ratio.formula}",
        rounded,
        f"{rounded}%",
        (*ratio.part.places, *ratio.whole.places),
        (*ratio.part.steps, *ratio.whole.steps),
        PERCENT,
    )
    left = replace(side, yuan=printed)
    difference = printed - rounded
    if not difference:
        return Result(check, State.HOLDS, subject.index, "百分比与金额一致", left, right, difference)
    if _within(ratio, printed, grain):
        message = "百分比的差在金额的四舍五入之内"
        return Result(check, State.WITHIN_ROUNDING, subject.index, message, left, right, difference)
    message = f"“{name(ratio.topic)}”印作 {ratio.fact.printed}，由 {ratio.formula} 得 {rounded}%" + _slip(
        printed, exact, grain
    )
    return Result(check, State.DIFFERS, subject.index, message, left, right, difference)


def _percent(part: Decimal | None, whole: Decimal | None, is_rate: bool) -> Decimal | None:
    if part is None or not whole:
        return None
    return part / whole * HUNDRED - (HUNDRED if is_rate else 0)


def _within(ratio: Ratio, printed: Decimal, grain: Decimal) -> bool:
    """Whether amounts within half their last printed digit can give the percentage."""
    part, whole = ratio.part, ratio.whole
    if part.yuan is None or whole.yuan is None:
        return False
    ends = [
        abs(value)
        for here, there in product((-1, 1), repeat=2)
        if (
            value := _percent(
                part.yuan + here * sum(part.steps, Decimal(0)) / 2,
                whole.yuan + there * sum(whole.steps, Decimal(0)) / 2,
                ratio.is_rate,
            )
        )
        is not None
    ]
    return bool(ends) and min(ends) - grain / 2 <= printed <= max(ends) + grain / 2


def _slip(printed: Decimal, exact: Decimal, grain: Decimal) -> str:
    """A point that moved is said."""
    for times in DECIMAL_SLIPS:
        if (
            printed
            and abs(abs(exact) - printed * times) <= grain * times / 2 + grain / 2
            and printed != abs(exact)
        ):
            return "（小数点位置不同）"
    return ""
