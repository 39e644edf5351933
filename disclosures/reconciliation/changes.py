"""What the narrative says changed: sums of changes, directions, bases, reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import BaseKind, Direction, FactRole

from . import meanings
from .plans import is_against_plan, planned, plans
from .results import SAME, Operand, Result, State, compared
from .rounding import tolerance
from .subject import Subject
from .told import (
    LEVELS,
    by_section,
    facts,
    level,
    name,
    operand,
    plain,
    said,
    signed,
    step,
    sum_of,
    text_side,
    told,
)

CHANGES = (FactRole.CHANGE, FactRole.FLAT)
SIGNED = (FactRole.CHANGE, FactRole.CHANGE_RATE)
DIRECTION_WORDS = {Direction.INCREASE: "增加", Direction.DECREASE: "减少", Direction.UNCHANGED: "持平"}
KIND_WORDS = {BaseKind.BUDGET: "预算", BaseKind.EXECUTION: "预算执行数", BaseKind.FINAL: "决算"}

CHANGE_PARTS: tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...] = (
    (("both", "expenditure", "revenue"), ("basic", "project"), ("reserve", "closing")),
    (("three_public",), ("overseas_visits", "vehicles", "hospitality"), ()),
    (("vehicles",), ("vehicle_purchase", "vehicle_operation"), ()),
)
"""A whole, the parts that make it up and those that may be among them, by what they are (`meanings`)."""

PLAN_AGAINST_FINAL = re.compile(
    r"决算数?(?P<sign>大于|高于|小于|低于|等于)(?:年初|全年|调整)?预算数?"
    r"|决算数?[与和同](?:年初|全年|调整)?预算数?(?:相比)?(?:持平|一致|相同|相等)"
)
MOVED = re.compile(r"转[入出到至列]|[调改划]整?[入到至列]|[改调]列|划[入转]|合并|科目调整|口径")
"""Money that moved from one line to another: its reason names the other one by right."""


def what(topic: ProseTopic) -> str | None:
    meant = meanings.meaning(topic)
    return meant.what if meant else None


def change(subject: Subject, topic: ProseTopic) -> ProseFact | None:
    """The change against last year that a topic states first; 持平 is one."""
    return next((fact for fact in facts(topic, *CHANGES) if not is_against_plan(subject, fact)), None)


# --- sums ------------------------------------------------------------------------------------------------------------


def total_of_changes(subject: Subject, check: str) -> Iterator[Result]:
    """合计增减 = 各部分增减之和, where all parts are told in the same section."""
    for section in by_section(told(subject)):
        for wholes, parts, more in CHANGE_PARTS:
            for place, topic in enumerate(section):
                if what(topic) not in wholes:
                    continue
                total = change(subject, topic)
                if total is None or total.role is not FactRole.CHANGE:
                    continue
                found = _parts(subject, section[place + 1 :], (*parts, *more), wholes)
                if not found:
                    continue
                kinds = {what(part) for part, _ in found}
                side = operand(subject, f"“{name(topic)}”增减", total)
                side = replace(side, printed=signed(total))
                if not kinds >= set(parts):
                    message = "文字没有写明各部分的增减额"
                    yield said(check, subject, State.COULD_NOT_BE_DONE, message, side)
                    continue
                right = sum_of(
                    subject, " + ".join(f"“{name(part)}”增减" for part, _ in found), [f for _, f in found]
                )
                message = "合计变动与分项变动之和不一致，相差 {difference}"
                yield _worded(compared(check, subject.index, side, right, message), side, right)
                break


def _parts(
    subject: Subject, following: Sequence[ProseTopic], parts: Sequence[str], wholes: Sequence[str]
) -> list[tuple[ProseTopic, ProseFact]]:
    found: dict[str, tuple[ProseTopic, ProseFact]] = {}
    for topic in following:
        kind = what(topic)
        if kind not in wholes and kind not in parts:
            continue
        own = change(subject, topic)
        if kind in wholes and own is not None:
            break
        if kind and kind in parts and own is not None and (own.yuan is not None or own.role is FactRole.FLAT):
            found.setdefault(kind, (topic, own))
    return list(found.values())


def _worded(result: Result, left: Operand, right: Operand) -> Result:
    """A difference with both sides in its message."""
    if result.state is not State.DIFFERS:
        return result
    message = f"{result.message}：{left.printed} 与 {right.printed}"
    return Result(result.check, result.state, result.disclosure, message, left, right, result.difference)


def change_follows(subject: Subject, check: str) -> Iterator[Result]:
    """增减额 = 本年数 - 上年数, where a topic states all three."""
    for topic in told(subject):
        prior = next(iter(facts(topic, FactRole.PRIOR)), None)
        for own in facts(topic, FactRole.CHANGE):
            if prior is None or prior.at > own.at or is_against_plan(subject, own):
                continue
            yield from _follows(subject, check, topic, own, operand(subject, "上年数", prior))


def change_against_plan(subject: Subject, check: str) -> Iterator[Result]:
    """“比年初预算减少5万元” = 决算数 - 预算数: the plan of the text, or else the only one of the tables."""
    for topic in told(subject):
        for own in facts(topic, FactRole.CHANGE):
            if not is_against_plan(subject, own):
                continue
            stated = {plan.yuan: operand(subject, "预算数", plan) for plan in plans(topic, own, own.label)}
            in_tables = planned(subject, topic) if not stated else None
            found = list(stated.values()) or ([in_tables] if in_tables else [])
            results = [one for plan in found for one in _follows(subject, check, topic, own, plan)]
            fitting = [one for one in results if one.state is not State.DIFFERS]
            if fitting or len(results) == 1:
                yield (fitting or results)[0]
            else:
                side = operand(subject, f"“{name(topic)}”增减额", own)
                yield said(check, subject, State.COULD_NOT_BE_DONE, "没有找到与哪个预算数比较", side)


def _follows(
    subject: Subject, check: str, topic: ProseTopic, own: ProseFact, base: Operand
) -> Iterator[Result]:
    """A change against what its topic states less its base."""
    now = level(topic, own)
    if now is None or now.yuan is None or base.yuan is None or own.yuan is None:
        return
    is_plan = is_against_plan(subject, own)
    left = replace(operand(subject, f"“{name(topic)}”增减额", own), printed=signed(own))
    right = Operand(
        "决算数 - 预算数" if is_plan else "本年数 - 上年数", now.yuan - base.yuan, f"{now.printed} - {base.printed}",
        operand(subject, "", now).places + (base.places if is_plan else ()), (step(subject, now), *base.steps),
    )  # fmt: skip
    yield _worded(
        compared(check, subject.index, left, right, "两处数字不一致，相差 {difference}"), left, right
    )


# --- directions ------------------------------------------------------------------------------------------------------


def direction_fits(subject: Subject, check: str) -> Iterator[Result]:
    """增加, 减少, 持平 as the amounts themselves go; no amount is above last year by more than it is."""
    for topic in told(subject):
        yield from _against_prior(subject, check, topic)
        yield from _impossible(subject, check, topic)
        yield from _plan_words(subject, check, topic)


def _against_prior(subject: Subject, check: str, topic: ProseTopic) -> Iterator[Result]:
    prior = next(iter(facts(topic, FactRole.PRIOR)), None)
    for fact in facts(topic, *SIGNED, FactRole.FLAT):
        now = level(topic, fact)
        if prior is None or now is None or prior.yuan is None or now.yuan is None or prior.at > fact.at:
            continue
        if fact.direction is None or (fact.base_year and fact.base_year == subject.disclosure.fiscal_year):
            continue
        difference = now.yuan - prior.yuan
        near = abs(difference) <= tolerance((step(subject, now), step(subject, prior)))
        goes = Direction.UNCHANGED if near else Direction.INCREASE if difference > 0 else Direction.DECREASE
        left = text_side(
            subject, f"“{name(topic)}”增减方向", f"{fact.label[-12:]}{fact.printed}", fact.sentence, fact.page
        )
        right = Operand(
            "本年数 - 上年数",
            difference,
            f"{now.printed} - {prior.printed}",
            operand(subject, "", now).places,
        )
        zero = not (fact.yuan or fact.number)
        if goes is fact.direction or (near and zero):
            yield said(check, subject, State.HOLDS, "增减方向与金额一致", left, right)
        else:
            message = (
                f"文字写“{DIRECTION_WORDS[fact.direction]}”，{right.printed} = {plain(difference)}"
                f"，即{DIRECTION_WORDS[goes]}"
            )
            yield said(check, subject, State.DIFFERS, message, left, right)


def _impossible(subject: Subject, check: str, topic: ProseTopic) -> Iterator[Result]:
    """An amount cannot have grown by more than it is: last year's would be below 0."""
    for fact in facts(topic, FactRole.CHANGE):
        now = level(topic, fact)
        if now is None or now.yuan is None or fact.yuan is None or fact.yuan <= 0 or now.yuan < 0:
            continue
        side = operand(subject, f"“{name(topic)}”增加额", fact)
        current = operand(subject, f"“{name(topic)}”本年数", now)
        if fact.yuan - now.yuan > tolerance((step(subject, now), step(subject, fact))):
            if "其中" in fact.sentence[: now.at[2]]:
                why = "增加额可能是总额的，文字没有写明"
                yield said(check, subject, State.COULD_NOT_BE_DONE, why, side, current)
                continue
            message = f"“{name(topic)}”本年为 {now.printed}，增加额 {fact.printed} 大于它，上年数将小于 0"
            yield Result(check, State.DIFFERS, subject.index, message, side, current, fact.yuan - now.yuan)
        else:
            yield said(check, subject, State.HOLDS, "增加额不大于本年数", side, current)


def _plan_words(subject: Subject, check: str, topic: ProseTopic) -> Iterator[Result]:
    """决算数小于预算数: as the two amounts are."""
    plans = facts(topic, FactRole.BUDGET_INITIAL, FactRole.BUDGET_FULL_YEAR)
    final = next((fact for fact in facts(topic, *LEVELS) if plans and fact.at > plans[0].at), None)
    if final is None or final.yuan is None or plans[0].yuan is None:
        return
    others = _of_others(subject, topic)
    for sentence, page in dict.fromkeys((fact.sentence, fact.page) for fact in topic.facts):
        own = sentence == final.sentence
        end = min((at for at in others.get(sentence, ()) if own and at > final.at[2]), default=len(sentence))
        match = PLAN_AGAINST_FINAL.search(sentence, final.at[2] if own else 0, end)
        if match is None:
            continue
        signs = {"大于": 1, "高于": 1, "小于": -1, "低于": -1, "等于": 0}
        goes = [(final.yuan > one.yuan) - (final.yuan < one.yuan) for one in plans if one.yuan is not None]
        left = text_side(subject, f"“{name(topic)}”", match[0], sentence, page)
        right = operand(subject, "决算数", final)
        if signs[match["sign"] or "等于"] in goes:
            yield said(check, subject, State.HOLDS, SAME, left, right)
        else:
            message = f"文字写“{match[0]}”，决算数 {final.printed}，预算数 {plans[0].printed}"
            yield said(check, subject, State.DIFFERS, message, left, right)


def _of_others(subject: Subject, topic: ProseTopic) -> dict[str, list[int]]:
    """Where the facts of other topics stand in the sentences of one of its section."""
    found: dict[str, list[int]] = {}
    for other in told(subject):
        if other is not topic and other.at[0] == topic.at[0]:
            for fact in other.facts:
                found.setdefault(fact.sentence, []).append(fact.at[2])
    return found


def direction_is_told(subject: Subject, check: str) -> Iterator[Result]:
    """“较上年5万元”: a change says whether it goes up or down."""
    for topic in told(subject):
        for fact in facts(topic, FactRole.CHANGE):
            left = operand(subject, f"“{name(topic)}”增减", fact)
            if fact.direction is not None or "增减" in fact.label:
                yield said(check, subject, State.HOLDS, "写明了增减方向", left)
            else:
                message = f"“{fact.label}{fact.printed}”没有写明是增加、减少还是持平"
                yield said(check, subject, State.DIFFERS, message, left)


# --- bases -----------------------------------------------------------------------------------------------------------


def one_base(subject: Subject, check: str) -> Iterator[Result]:
    """The totals of one section are compared with one kind of amount: last year's budget, or what was executed."""
    for section in by_section(told(subject)):
        compared_with: dict[BaseKind, tuple[ProseTopic, ProseFact]] = {}
        for topic in section:
            if topic.functional or meanings.meaning(topic) is None:
                continue
            for fact in facts(topic, *CHANGES):
                year = subject.disclosure.fiscal_year
                if fact.base_kind and fact.base_year and year and fact.base_year < year:
                    compared_with.setdefault(fact.base_kind, (topic, fact))
        if not compared_with:
            continue
        (kind, (topic, fact)), *others = compared_with.items()
        left = text_side(subject, f"“{name(topic)}”的比较基数", KIND_WORDS[kind], fact.sentence, fact.page)
        if not others:
            yield said(check, subject, State.HOLDS, "各项与同一种数字比较", left)
        for other, (second, two) in others:
            right = text_side(
                subject, f"“{name(second)}”的比较基数", KIND_WORDS[other], two.sentence, two.page
            )
            message = (
                f"同一段文字的比较基数不同：“{name(topic)}”与上年{KIND_WORDS[kind]}比较，"
                f"“{name(second)}”与上年{KIND_WORDS[other]}比较" + _bases(topic, fact, second, two)
            )
            yield said(check, subject, State.DIFFERS, message, left, right)


def _bases(one: ProseTopic, first: ProseFact, other: ProseTopic, second: ProseFact) -> str:
    """The two amounts of last year that follow, where they are told of the same amount."""
    here, there = level(one, first), level(other, second)
    if not (here and there and here.yuan == there.yuan) or here.yuan is None:
        return ""
    if first.yuan is None or second.yuan is None or first.yuan == second.yuan:
        return ""
    return f"，由此得到的上年数为 {plain(here.yuan - first.yuan)} 和 {plain(here.yuan - second.yuan)}"


# --- one amount ------------------------------------------------------------------------------------------------------


def amounts_agree(subject: Subject, check: str) -> Iterator[Result]:
    """One subject has one amount of this year within its passage."""
    for topic in told(subject):
        found = [
            fact for fact in facts(topic, *LEVELS) if fact.yuan is not None and _of_this_year(subject, fact)
        ]
        if len(found) < 2 or not (topic.functional or any(fact.role is FactRole.CURRENT for fact in found)):
            continue
        first = operand(subject, f"“{name(topic)}”（前）", found[0])
        for other in found[1:]:
            second = operand(subject, f"“{name(topic)}”（后）", other)
            message = f"同一项目前写 {found[0].printed}，后写 {other.printed}"
            strict = (found[0].yuan or Decimal(0)) == (other.yuan or Decimal(0))
            state = State.HOLDS if strict else State.DIFFERS
            difference = (found[0].yuan or Decimal(0)) - (other.yuan or Decimal(0))
            yield Result(check, state, subject.index, SAME if strict else message, first, second, difference)


def _of_this_year(subject: Subject, fact: ProseFact) -> bool:
    return fact.year is None or fact.year == subject.disclosure.fiscal_year
