"""较上年增减 against what the same body disclosed for last year: the one judgement of a declared change.

The amount of last year follows from the text, from this year's amount and the change, or the rate. It is held against what
last year's disclosure prints of the same thing. Pages show the verdict that is kept of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.parsing.normalise import CENT
from disclosures.parsing.prose_claims import declared_changes, signed_rate
from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import BaseKind, FactRole, Stage

from . import meanings
from .beside import amounts_of, fits, neighbours, nobody
from .results import Operand, Result, State
from .rounding import is_rounded, tolerance
from .subject import Subject
from .told import level, name, operand, plain, said, signed, step, told

CHECK = "declared-change-fits-last-year"
HUNDRED = Decimal(100)
POINTS = "个百分点"
FITS, GAP, RESTATED = "衔接", "有差额", "可能追溯调整"


@dataclass(frozen=True, slots=True)
class Declared:
    """A change, this year's amount, and the amount of last year that follows from both."""

    topic: ProseTopic
    fact: ProseFact
    now: Operand
    side: Operand


def declared(subject: Subject) -> Iterator[Declared]:
    """Every change against last year that the narrative declares of an amount that it tells, or that a table prints."""
    year = subject.disclosure.fiscal_year
    for topic in told(subject):
        for change, _ in declared_changes(topic):
            if year is None or change.base_year != year - 1:
                continue
            now = _now(subject, topic, change)
            found = _before(subject, now, change) if now is not None and now.yuan is not None else None
            if found is not None and now is not None:
                before, printed, steps = found
                places = operand(subject, "", change).places
                side = Operand(f"“{name(topic)}”由文字得到的上年数", before, printed, places, steps)
                yield Declared(topic, change, now, side)


def _now(subject: Subject, topic: ProseTopic, change: ProseFact) -> Operand | None:
    if fact := level(topic, change):
        return operand(subject, "", fact)
    cells = amounts_of(topic, [subject])
    return cells[0] if len({cell.yuan for cell in cells}) == 1 else None


def _before(
    subject: Subject, now: Operand, change: ProseFact
) -> tuple[Decimal, str, tuple[Decimal, ...]] | None:
    """Last year's amount by this year's and the change, how it comes about, and the last digits that take part."""
    assert now.yuan is not None
    grain = step(subject, change)
    if change.role is FactRole.FLAT or change.yuan == 0:
        return now.yuan, now.printed, now.steps
    if change.yuan is not None:
        printed = f"{now.printed} {'+' if change.yuan < 0 else '-'} {signed(change).lstrip('-')}"
        return now.yuan - change.yuan, printed, (*now.steps, grain)
    rate = signed_rate(change.number, change.direction)
    if rate is None or rate <= -HUNDRED or change.unit == POINTS:
        return None
    factor = 1 + rate / HUNDRED
    before = (now.yuan / factor).quantize(CENT)
    printed = f"{now.printed} ÷ (1 {'-' if rate < 0 else '+'} {change.printed.lstrip('-−－')})"
    moved = abs(before) * grain / HUNDRED / factor  # what the last digit of the rate is worth
    return before, printed, (*(one / factor for one in now.steps), moved)


def fits_last_year(subject: Subject, check: str) -> Iterator[Result]:
    """One result for every declared change; one for all where nobody stands beside."""
    stage = subject.disclosure.stage
    beside = neighbours(subject, -1, stage)
    finals = neighbours(subject, -1, Stage.FINAL_ACCOUNTS) if stage is Stage.BUDGET else beside
    if not beside and not finals:
        yield nobody(check, subject, -1, stage)
        return
    found = list(_compared(subject, check, beside, finals))
    held = any(result.state in FITTING and one.fact.base_kind is None for one, result in found)
    restated = _restated(found)
    for one, result in found:
        differs = result.state is State.DIFFERS
        if differs and one.fact.base_kind is None and not held and stage is Stage.BUDGET:
            why = "文字没有写明与上年预算还是执行数比较"
            yield replace(result, state=State.COULD_NOT_BE_DONE, message=why)
        elif differs and one.side.yuan in restated:
            yield replace(result, message=result.message.replace(GAP, RESTATED, 1))
        else:
            yield result


FITTING = (State.HOLDS, State.WITHIN_ROUNDING)


def _compared(
    subject: Subject, check: str, beside: Sequence[Subject], finals: Sequence[Subject]
) -> Iterator[tuple[Declared, Result]]:
    for one in declared(subject):
        is_of_plan = one.fact.base_kind in (None, BaseKind.BUDGET)
        pool = beside if is_of_plan or subject.disclosure.stage is Stage.FINAL_ACCOUNTS else finals
        others = amounts_of(one.topic, pool)
        if not others or one.side.yuan is None:
            message = "上年的公开中没有找到这一项" if pool else "没有上年决算，不能核对与执行数的比较"
            yield one, said(check, subject, State.COULD_NOT_BE_DONE, message, one.side)
            continue
        near = [other for other in others if fits(one.side, other)]
        fitting = next((other for other in near if _is_same(one, other)), near[0] if near else None)
        if fitting is not None:
            state = State.HOLDS if _is_same(one, fitting) else State.WITHIN_ROUNDING
            yield one, said(check, subject, state, FITS, one.side, fitting)
            continue
        other = others[0]
        difference = one.side.yuan - (other.yuan or Decimal(0))
        message = (
            f"{GAP} {plain(abs(difference))}：{one.side.label} {one.side.printed} = {plain(one.side.yuan)}，"
            f"上年公开 {other.label} {other.printed}"
        )
        yield one, Result(check, State.DIFFERS, subject.index, message, one.side, other, difference)


def _is_same(one: Declared, other: Operand) -> bool:
    """The same amount, or the other one rounded to the digits that the text prints: a rate is never but rounded."""
    side = one.side
    if side.yuan is None or other.yuan is None:
        return False
    if one.fact.role is FactRole.CHANGE_RATE:
        return abs(side.yuan - other.yuan) <= max(tolerance(side.steps[-1:]), CENT)
    return side.yuan == other.yuan or is_rounded(side.yuan, side.steps, other.yuan, other.steps)


def _restated(found: Sequence[tuple[Declared, Result]]) -> set[Decimal]:
    """Amounts of last year that two and more independent totals agree on, against what was disclosed."""
    by_amount: dict[Decimal, set[str]] = defaultdict(set)
    for one, result in found:
        meant = meanings.meaning(one.topic)
        if result.state is State.DIFFERS and one.side.yuan is not None and meant is not None:
            by_amount[one.side.yuan].add("收入" if "revenue" in meant.what else "支出")
    return {amount for amount, sides in by_amount.items() if len(sides) > 1}
