"""Amounts and counts that the narrative lists under a whole: they add up to it, or stay within it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.parsing.records import ProseFact, ProseTopic
from disclosures.vocabulary import FactRole, Fund

from . import functional, meanings
from .amounts import purchase_kind
from .results import Operand, Result, State, compared
from .rounding import tolerance
from .subject import Subject, remembered
from .told import LEVELS, by_section, facts, level, name, operand, said, step, sum_of, text_side, told

PARTITIONS: tuple[tuple[tuple[str, ...], tuple[str, ...], bool], ...] = (
    (("basic",), ("personnel", "operating"), True),
    (("three_public",), ("overseas_visits", "vehicles", "hospitality"), True),
    (("vehicles",), ("vehicle_purchase", "vehicle_operation"), True),
    (("procurement",), ("货物", "工程", "服务"), True),
    (("expenditure",), ("basic", "project"), False),
    (
        ("revenue",),
        (
            "general_public_revenue",
            "government_funds_revenue",
            "state_capital_revenue",
            "special_account_revenue",
            "service_revenue",
            "business_revenue",
            "other_revenue",
            "carryover",
        ),
        False,
    ),
)
"""Wholes and their parts; True where nothing else can be part of it."""
FISCAL_PARTS = ("general_public_revenue", "government_funds_revenue", "state_capital_revenue")
"""What 财政拨款收入 consists of."""
OF_THE_YEAR = re.compile(r"[本当]年(?:财政拨款)?收入")
EXPENDITURE_WHOLES = ("expenditure", "both")
OTHERS = re.compile(r"^其他")
COUNTED_PARTS = re.compile(r"其中[：:，,]?")


def kind(topic: ProseTopic) -> str | None:
    """What a topic is in the tables above."""
    if purchased := purchase_kind(topic):
        return purchased
    if topic.item is not None and topic.item.value == "procurement_total":
        return "procurement"
    meant = meanings.meaning(topic)
    return meant.what if meant else None


def parts_make_whole(subject: Subject, check: str, whole: str) -> Iterator[Result]:
    """A whole against its parts that follow in the same section."""
    for section in _kinds(subject):
        for wholes, parts, complete in PARTITIONS:
            if (wholes[0] == "basic") != (whole == "basic"):
                continue
            for place, (topic, known_as, own) in enumerate(section):
                if known_as not in wholes or own is None:
                    continue
                of = meanings.meaning(topic)
                fund = of.fund if of and wholes[0] == "revenue" else Fund.ALL
                if fund not in (Fund.ALL, Fund.FISCAL):
                    continue
                own_parts = FISCAL_PARTS if fund is Fund.FISCAL else parts
                if OF_THE_YEAR.search(topic.subject):
                    own_parts = tuple(part for part in own_parts if part != "carryover")
                found = _following(section[place + 1 :], own_parts, wholes, own)
                if len(found) >= 2:
                    yield _judged(subject, check, topic, own, found, complete and len(found) == len(parts))


Kinds = list[tuple[ProseTopic, str | None, ProseFact | None]]
"""Topics with what they are, and their amount."""


@remembered
def _kinds(subject: Subject) -> list[Kinds]:
    """Section by section."""
    return [
        [(topic, kind(topic), level(topic)) for topic in section] for section in by_section(told(subject))
    ]


def _following(
    topics: Kinds, parts: Sequence[str], wholes: Sequence[str], own: ProseFact
) -> list[tuple[ProseTopic, ProseFact]]:
    found: dict[str, tuple[ProseTopic, ProseFact]] = {}
    for topic, told_as, amount in topics:
        if amount is None or amount.yuan is None:
            continue
        if told_as in wholes:
            break
        if told_as and told_as in parts and amount.at > own.at:
            found.setdefault(told_as, (topic, amount))
    return list(found.values())


def _judged(
    subject: Subject,
    check: str,
    topic: ProseTopic,
    own: ProseFact,
    found: Sequence[tuple[ProseTopic, ProseFact]],
    complete: bool,
) -> Result:
    left = operand(subject, f"“{name(topic)}”", own)
    label = " + ".join(name(part) for part, _ in found)
    right = sum_of(subject, label, [amount for _, amount in found])
    message = f"{label}与“{name(topic)}”不一致，相差 {{difference}}：{right.printed} 与 {left.printed}"
    result = compared(check, subject.index, left, right, message)
    if result.state is State.DIFFERS and not complete and (right.yuan or 0) <= (left.yuan or 0):
        return said(check, subject, State.NOT_APPLICABLE, "列出的不是全部组成部分", left, right)
    return result


def listed_items(subject: Subject, check: str) -> Iterator[Result]:
    """Lines of the classification listed under a total of expenditure: Σ 项 = the total, for each kind of amount."""
    for section in by_section(told(subject)):
        for depth in (3, 1):
            items = [topic for topic in section if len(topic.functional) == depth]
            if len(items) < 2:
                continue
            for roles in (
                LEVELS,
                frozenset({FactRole.BUDGET_INITIAL}),
                frozenset({FactRole.BUDGET_FULL_YEAR}),
            ):
                amounts = [
                    (topic, fact)
                    for topic in items
                    if (fact := next((one for one in facts(topic, *roles) if one.yuan is not None), None))
                ]
                wholes = _wholes(section, items[0], roles, functional.fund(subject, items[0]))
                if wholes and len(amounts) > 1:
                    results = [_listed(subject, check, whole, amounts) for whole in wholes]
                    yield next((one for one in results if one.state in AGREED), results[0])


AGREED = (State.HOLDS, State.WITHIN_ROUNDING)


def _wholes(
    section: Sequence[ProseTopic], first: ProseTopic, roles: frozenset[FactRole], fund: Fund | None
) -> list[tuple[ProseTopic, ProseFact]]:
    """The totals of expenditure before the list, of the money that the list is of, the largest first."""
    found = [
        (meant, topic, fact)
        for topic in section
        if not topic.functional
        and topic.at < first.at
        and (meant := meanings.meaning(topic)) is not None
        and meant.what in EXPENDITURE_WHOLES
        for fact in facts(topic, *roles)
        if fact.yuan
    ]
    own = [one for one in found if one[0].explicit and one[0].fund is fund] or found
    return sorted(((topic, fact) for _, topic, fact in own), key=lambda pair: -(pair[1].yuan or 0))


def _listed(
    subject: Subject,
    check: str,
    whole: tuple[ProseTopic, ProseFact],
    amounts: Sequence[tuple[ProseTopic, ProseFact]],
) -> Result:
    """More than the total is a difference; less is one only where every line of the table is listed."""
    topic, fact = whole
    left = operand(subject, f"“{name(topic)}”", fact)
    amounts = _once(amounts)
    added = sum_of(subject, f"列出的 {len(amounts)} 项之和", [amount for _, amount in amounts])
    right = Operand(added.label, added.yuan, f"{len(amounts)} 项之和", added.places, added.steps)
    message = (
        "列出的各项之和与总额不一致，相差 {difference}"
        + f"：{len(amounts)} 项之和 {_wan(added.yuan)}，总额 {fact.printed}"
    )
    result = compared(check, subject.index, left, right, message)
    if (
        result.state is State.DIFFERS
        and (added.yuan or 0) < (fact.yuan or 0)
        and not _all_listed(subject, amounts)
    ):
        return said(check, subject, State.NOT_APPLICABLE, "列出的不是全部科目", left, right)
    if result.state is State.DIFFERS and len({topic.functional for topic, _ in amounts}) < len(amounts):
        return said(check, subject, State.COULD_NOT_BE_DONE, "有科目列了几次，不能确定怎样相加", left, right)
    return result


def _once(amounts: Sequence[tuple[ProseTopic, ProseFact]]) -> list[tuple[ProseTopic, ProseFact]]:
    """A line that is told of again with its amount is one."""
    return list({(topic.functional, fact.yuan): (topic, fact) for topic, fact in reversed(amounts)}.values())[
        ::-1
    ]


def _wan(yuan: Decimal | None) -> str:
    return f"{(yuan or Decimal(0)) / 10000:.2f}万元"


def _all_listed(subject: Subject, amounts: Sequence[tuple[ProseTopic, ProseFact]]) -> bool:
    digits = 7 if len(amounts[0][0].functional) == 3 else 3
    of = functional.fund(subject, amounts[0][0])
    codes = {
        row.code for row in functional.rows(subject, of, digits) if any(figure.yuan for figure in row.figures)
    }
    return bool(codes) and len({topic.functional for topic, _ in amounts}) >= len(codes)


# --- counts ----------------------------------------------------------------------------------------------------------


def counts(subject: Subject, check: str) -> Iterator[Result]:
    """“共有车辆7辆，其中：…”, “地上8013平方米（其中计容7998平方米，不计容105平方米）”: parts stay within their whole."""
    by_sentence: dict[tuple[int, int], list[ProseFact]] = {}
    for topic in told(subject):
        for fact in topic.facts:
            if fact.role is FactRole.COUNT:
                by_sentence.setdefault(fact.at[:2], []).append(fact)
    for found in by_sentence.values():
        yield from _counted(subject, check, sorted(found, key=lambda fact: fact.at))


def _counted(subject: Subject, check: str, found: Sequence[ProseFact]) -> Iterator[Result]:
    sentence = found[0].sentence
    for place, whole in enumerate(found):
        end = whole.at[2] + len(whole.printed)
        opening = COUNTED_PARTS.search(sentence, end, end + 6)
        if opening is None:
            continue
        bracket = "（" in sentence[end : opening.end()] or "(" in sentence[end : opening.end()]
        limit = _end_of_list(sentence, opening.end(), bracket)
        parts = [
            fact
            for fact in found[place + 1 :]
            if fact.at[2] < limit
            and fact.unit == whole.unit
            and _depth(sentence, opening.end(), fact.at[2]) == 0
        ]
        if len(parts) < 2 or whole.number is None:
            continue
        total = sum((part.number or Decimal(0) for part in parts), Decimal(0))
        left = operand(subject, whole.label, whole)
        right = Operand(
            " + ".join(part.label for part in parts)[:80], total, " + ".join(part.printed for part in parts),
            (text_side(subject, "", whole.printed, sentence, whole.page).places),
            tuple(step(subject, part) for part in parts),
            whole.unit,
        )  # fmt: skip
        complete = any(OTHERS.match(part.label) for part in parts)
        if total > whole.number or (complete and total != whole.number):
            message = f"“{whole.label}”{whole.printed}，其中各部分相加为 {total}{whole.unit}"
            yield Result(check, State.DIFFERS, subject.index, message, left, right, whole.number - total)
        elif total == whole.number:
            yield said(check, subject, State.HOLDS, "各部分之和与总数一致", left, right)
        else:
            yield said(check, subject, State.NOT_APPLICABLE, "列出的不是全部组成部分", left, right)


def _end_of_list(sentence: str, start: int, bracket: bool) -> int:
    """Up to the closing bracket of the list, or to the end of its part of the sentence."""
    depth = 0
    for place in range(start, len(sentence)):
        if sentence[place] in "（(":
            depth += 1
        elif sentence[place] in "）)":
            if depth == 0 and bracket:
                return place
            depth -= 1
        elif sentence[place] in "；;。" and depth <= 0 and not bracket:
            return place
    return len(sentence)


def _depth(sentence: str, start: int, end: int) -> int:
    return sum(sentence.count(mark, start, end) for mark in "（(") - sum(
        sentence.count(mark, start, end) for mark in "）)"
    )


# --- procurement from small firms ------------------------------------------------------------------------------------

RESERVED = re.compile(r"面向中小企业预留的?政府采购项目中")
ELSEWHERE = re.compile(r"其他政府采购项目中")


def small_firms(subject: Subject, check: str) -> Iterator[Result]:
    """What small firms won in reserved and in other projects is part of all procurement."""
    for section in by_section(told(subject)):
        total = next((level(topic) for topic in section if kind(topic) == "procurement"), None)
        won: dict[str, ProseFact] = {}
        for topic in section:
            for fact in facts(topic, *LEVELS):
                before = fact.sentence[max(0, fact.at[2] - 60) : fact.at[2]]
                clause = re.split("[；;。]", before)[-1]
                for label, pattern in (("预留项目", RESERVED), ("其他项目", ELSEWHERE)):
                    if pattern.search(clause):
                        won.setdefault(label, fact)
        if total is None or total.yuan is None or len(won) < 2:
            continue
        left = operand(subject, "政府采购总额", total)
        right = sum_of(subject, "中小企业在预留项目和其他项目中成交之和", list(won.values()))
        excess = (right.yuan or Decimal(0)) - total.yuan
        if excess > tolerance((*left.steps, *right.steps)):
            message = (
                f"中小企业成交金额之和 {right.printed} = {_wan(right.yuan)}，大于政府采购总额 {total.printed}"
            )
            yield Result(check, State.DIFFERS, subject.index, message, left, right, -excess)
        else:
            yield said(check, subject, State.HOLDS, "不大于政府采购总额", left, right)
