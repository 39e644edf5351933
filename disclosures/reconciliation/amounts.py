"""Amounts of the narrative against the tables: each has its place, and the amount there should be the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.parsing.normalise import key, number
from disclosures.parsing.records import NamedAmount, ProseFact, ProseTopic
from disclosures.parsing.same import bare
from disclosures.vocabulary import FactRole, Fund, HeadlineItem, Statement

from . import functional, meanings, sides, terms
from .meanings import FoundPlace
from .results import ROUNDED, SAME, Operand, Place, Result, State
from .rounding import FINEST, is_near, is_rounded, last_digit_of, tolerance
from .subject import Subject, remembered
from .told import LEVELS, facts, name, operand, plain, told

SCALES = (Decimal(10), Decimal(100), Decimal(1000), Decimal(10000), Decimal(100000000))
ENOUGH = 50
"""Of so many last digits a number has digits enough to tell ten times from chance."""
WITH_CARRYOVER = ("both", "revenue", "expenditure")
"""Totals that a narrative gives with what is carried over, and other tables print without it."""
PARTS_FOLLOW = re.compile(r"其中|包括|包含|具体|用于|[（(]含")
WHOLES_OF: dict[str, tuple[str, ...]] = {
    "project": (),
    "agency_operating": (),
    "basic": ("personnel", "operating"),
    "personnel": (),
    "operating": (),
    "conferences": (),
    "training": (),
}
"""What is part of less than the whole agency → the parts of it that have cells of their own."""
OF_THE_AGENCY = ("revenue", "expenditure", "both")
TOTAL_COLUMN = re.compile(r"合计|总计|小计")
ASSETS = re.compile(r"(?:固定)?资产(?:总额|合计|总计)|合计|总计")
PURCHASES = re.compile(r"(?P<kind>货物|工程|服务)")
SURE = "识别的数字不能确定"


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """An amount of the text with the places where it should stand."""

    topic: ProseTopic
    fact: ProseFact
    side: Operand
    places: tuple[FoundPlace, ...]
    only_if_same: bool = False  # the definition of the two may differ: another amount proves nothing


def stated(subject: Subject) -> Iterator[StatedAmount]:
    """Every amount of this year whose meaning is known."""
    within = _within(subject)
    for topic in told(subject):
        seen: set[tuple[bool, Decimal]] = set()
        for fact in facts(topic, *LEVELS, FactRole.BUDGET_INITIAL, FactRole.BUDGET_FULL_YEAR):
            if fact.yuan is None or (fact.role in LEVELS, fact.yuan) in seen:
                continue
            seen.add((fact.role in LEVELS, fact.yuan))
            if fact.year is not None and fact.year != subject.disclosure.fiscal_year:
                continue
            plan = fact.role in (FactRole.BUDGET_INITIAL, FactRole.BUDGET_FULL_YEAR)
            found = _places(subject, topic, fact, plan)
            if found is not None:
                label = f"文字“{name(topic)}”"
                places, weak = found
                whole, opening = within.get(fact.at, (None, None))
                weak = (
                    weak
                    or _is_of_a_part(topic, whole)
                    or _is_of_another_fund(topic, opening)
                    or _differs_in_fund(subject, topic, places)
                )
                yield StatedAmount(topic, fact, operand(subject, label, fact), tuple(places), weak)


At = tuple[int, int, int]


@remembered
def _within(subject: Subject) -> dict[At, tuple[ProseTopic | None, ProseTopic]]:
    """Where an amount stands → what it is told as a part of, if it is, and what its sentence (or the one before it
    that it goes on with) began with."""
    by_sentence: dict[tuple[int, int], list[tuple[ProseFact, ProseTopic]]] = {}
    for topic in told(subject):
        for fact in facts(topic, *LEVELS, FactRole.BUDGET_INITIAL, FactRole.BUDGET_FULL_YEAR):
            by_sentence.setdefault(fact.at[:2], []).append((fact, topic))
    found: dict[At, tuple[ProseTopic | None, ProseTopic]] = {}
    before: tuple[tuple[int, int], ProseTopic] | None = None
    for at, pairs in sorted(by_sentence.items()):
        pairs.sort(key=lambda pair: pair[0].at)
        first, head = pairs[0]
        rest = pairs[1:]
        if (
            PARTS_FOLLOW.match(first.sentence)
            and before
            and before[0][0] == at[0]
            and at[1] - before[0][1] <= 1
        ):
            head, rest = before[1], pairs
        for fact, topic in rest:
            opened = PARTS_FOLLOW.search(fact.sentence, 0 if rest is pairs else first.at[2], fact.at[2])
            if topic is not head:
                found[fact.at] = (head if opened or rest is pairs else None, head)
        before = (at, head)
    return found


def _is_of_a_part(topic: ProseTopic, head: ProseTopic | None) -> bool:
    """Told within one project, line or fund, an amount is no total of the agency, whatever its name is."""
    if head is None:
        return False
    if head.functional:
        return not topic.functional
    outer, inner = meanings.meaning(head), meanings.meaning(topic)
    what = outer.what if outer else None
    if what and inner and what not in OF_THE_AGENCY and inner.what in OF_THE_AGENCY:
        return True  # “三公”经费8万元（其中：一般公共预算支出8万元）
    return what in WHOLES_OF and (inner is None or inner.what not in WHOLES_OF[what])


def _is_of_another_fund(topic: ProseTopic, head: ProseTopic | None) -> bool:
    """“政府性基金预算财政拨款年初结转5万元，本年收入6万元”: a sentence goes on with the money it began with."""
    own = meanings.fund_of(head.subject) if head is not None else None
    inner = meanings.meaning(topic)
    return own is not None and inner is not None and not inner.explicit and inner.fund is not own


def _differs_in_fund(subject: Subject, topic: ProseTopic, places: Sequence[FoundPlace]) -> bool:
    """All the money against the cell of one fund, where there is other money too."""
    meant = meanings.meaning(topic)
    first = next((place for place in places if place.operand.yuan is not None), None)
    if meant is None or first is None or meant.fund not in (Fund.ALL, Fund.FISCAL):
        return False
    place = first.operand.places[0]
    is_of_general = place.statement is not None and place.statement.fund is Fund.GENERAL
    of_general = is_of_general or meanings.fund_of(place.words.rpartition("”")[2])
    return bool(of_general) and bool(subject.filled(Statement.GOVERNMENT_FUNDS, Statement.STATE_CAPITAL))


def _places(
    subject: Subject, topic: ProseTopic, fact: ProseFact, plan: bool
) -> tuple[list[FoundPlace], bool] | None:
    levels, code = functional.path(subject, topic), functional.printed_code(topic)
    if levels or code:
        if plan:
            return None  # no statement prints the plan by function
        match = functional.match(subject, levels, fact) if levels else None
        code = match.code if match else code
        return ([] if code is None else functional.places(subject, topic, code)), False
    if topic.item is HeadlineItem.PROCUREMENT_TOTAL:
        return _procurement(subject, ""), False
    if kind := purchase_kind(topic):
        return _procurement(subject, kind), False
    if topic.item is HeadlineItem.FIXED_ASSETS_TOTAL:
        return _assets(subject), False
    meant = meanings.meaning(topic)
    if meant is None:
        return None
    found = meanings.places(subject, meant, plan)
    near = topic.item.specification.often_equals if topic.item else None
    if near and not found:
        return meanings.places(subject, meanings.Meaning(meanings.ITEMS[near], meant.fund), plan), True
    whole = meant.what in WITH_CARRYOVER and meant.fund is Fund.ALL
    return found, whole and not _has_balance(subject)


def _has_balance(subject: Subject) -> bool:
    """Is there a 收支总表 that was read? Only there the totals stand with and without what is carried over."""
    return bool(subject.filled(Statement.REVENUE_AND_EXPENDITURE))


def purchase_kind(topic: ProseTopic) -> str:
    """货物, 工程 or 服务 where the amount is of that part of procurement."""
    if "采购" not in topic.heading + topic.subject or topic.item or len(topic.subject) > 24:
        return ""
    if re.search(r"预留|企业|中标|成交", topic.subject):
        return ""
    kinds = PURCHASES.findall(topic.subject)
    return kinds[0] if len(kinds) == 1 else ""


def _procurement(subject: Subject, kind: str) -> list[FoundPlace]:
    """The total of the procurement table, or of one class of purchases."""
    pattern = (
        re.compile(rf"^[一二三四]、(?:政府采购)?{kind}|^{kind}(?:类|采购|[ABC]|$)")
        if kind
        else terms.GRAND_TOTAL
    )
    found = []
    for item in subject.disclosure.procurement:
        if not (item.is_total and pattern.search(key(item.project))):
            continue
        cells = [cell for cell in item.cells if cell.heading and TOTAL_COLUMN.search(cell.heading[-1])]
        for cell in (cells or list(item.cells))[:1]:
            if cell.yuan is None and cell.printed:
                continue  # no unit is printed
            words = f"政府采购表“{item.project}”{'/'.join(cell.heading)}"
            place = Place(subject.index, words, cell.page or item.page, cell.box, Statement.PROCUREMENT)
            found.append(FoundPlace(Operand(words, cell.yuan, cell.printed, (place,), (_step(cell),)), words))
    return found


def _step(cell: NamedAmount) -> Decimal:
    """The value of its last printed digit, in yuan."""
    return last_digit_of(cell.yuan, number(cell.printed), cell.printed) or FINEST


def _assets(subject: Subject) -> list[FoundPlace]:
    found = []
    for asset in subject.disclosure.assets:
        if ASSETS.fullmatch(re.sub(r"[(].*[)]", "", key(asset.item))):
            place = Place(subject.index, f"资产表“{asset.item}”", asset.page, asset.box)
            value = Operand(
                f"资产表“{asset.item}”", asset.value_yuan, asset.printed_value, (place,), (FINEST,)
            )
            found.append(FoundPlace(value, f"资产表“{asset.item}”"))
    return found[:1]


# --- the two checks --------------------------------------------------------------------------------------------------


@remembered
def _compared(subject: Subject) -> list[tuple[StatedAmount, Result]]:
    """Every amount with what came of it; the check's id is filled in by the check."""
    return [(one, found) for one in stated(subject) if (found := _judged(subject, "", one)) is not None]


def amount_is_cell(subject: Subject, check: str) -> Iterator[Result]:
    """Each amount with a known meaning equals the cell it is of."""
    for one, found in _compared(subject):
        if not (found.state is State.DIFFERS and _slip(one, found)):
            yield replace(found, check=check)


def scale(subject: Subject, check: str) -> Iterator[Result]:
    """An amount that is ten, a hundred or ten thousand times its cell."""
    for one, found in _compared(subject):
        if found.state not in (State.DIFFERS, State.HOLDS, State.WITHIN_ROUNDING) or not one.fact.yuan:
            continue
        if found.state is State.DIFFERS and (times := _slip(one, found)):
            message = (
                f"两处数字恰好相差 {times:f} 倍：{found.left.label} {found.left.printed}，{_right(found)}"
            )
            yield replace(found, check=check, message=message)
        elif found.state is not State.DIFFERS:
            yield Result(check, State.HOLDS, subject.index, "数量级一致", found.left, found.right)


def _right(result: Result) -> str:
    return f"{result.right.label} {result.right.printed or '空白'}" if result.right else ""


def _slip(one: StatedAmount, result: Result) -> Decimal | None:
    """How many times the one amount is the other, where that is a power of ten."""
    if result.right is None or not result.right.yuan or not one.fact.yuan:
        return None
    left, right = abs(one.fact.yuan), abs(result.right.yuan)
    large, small = max(left, right), min(left, right)
    steps = (*one.side.steps, *result.right.steps)
    grain, fine = max(steps), min(steps)
    for times in SCALES:
        if abs(large - small * times) <= tolerance((grain * times,)) and small >= ENOUGH * fine:
            return times
    return None


def _judged(subject: Subject, check: str, one: StatedAmount) -> Result | None:
    """The amount against its places: the same in one of them is enough, for words say less than tables do."""
    amount = one.fact.yuan
    if amount is None:
        return None
    printed = [place for place in one.places if place.operand.yuan is not None]
    for same in (_equal, _close):
        for place in printed:
            if same(one.side, place.operand):
                state = State.HOLDS if same is _equal else State.WITHIN_ROUNDING
                difference = amount - (place.operand.yuan or Decimal(0))
                words = SAME if same is _equal else ROUNDED
                return Result(check, state, subject.index, words, one.side, place.operand, difference)
    if not one.places:
        if not amount:
            return Result(check, State.NOT_APPLICABLE, subject.index, "文字为 0，表中没有这一行", one.side)
        message = f"没有找到{one.side.label}对应的表格数字"
        return Result(check, State.COULD_NOT_BE_DONE, subject.index, message, one.side)
    first = (printed or list(one.places))[0]
    blank = [place for place in one.places if place.operand.yuan is None]
    if blank and not amount:
        return Result(
            check, State.NOT_APPLICABLE, subject.index, "文字为 0，表中此格为空", one.side, blank[0].operand
        )
    if one.only_if_same or first.by_convention or not first.sure:
        why = SURE if not first.sure else "口径可能不同，不作比较"
        return Result(check, State.COULD_NOT_BE_DONE, subject.index, why, one.side, first.operand)
    if not printed:
        message = f"{one.side.label} {one.side.printed}，{first.label}为空"
        return Result(check, State.DIFFERS, subject.index, message, one.side, first.operand)
    difference = amount - (first.operand.yuan or Decimal(0))
    if amount and abs(difference) in sides.carried(subject):
        why = "两处恰好相差一笔结转结余，口径可能不同"
        return Result(check, State.COULD_NOT_BE_DONE, subject.index, why, one.side, first.operand)
    message = (
        f"两处数字不一致，相差 {plain(abs(difference))}：{one.side.label} {one.side.printed}，"
        f"{first.label} {first.operand.printed}"
    )
    return Result(check, State.DIFFERS, subject.index, message, one.side, first.operand, difference)


def _equal(side: Operand, cell: Operand) -> bool:
    """The same number, or the cell rounded to what the text prints."""
    if side.yuan is None or cell.yuan is None:
        return False
    if side.yuan == cell.yuan:
        return True
    return is_rounded(side.yuan, side.steps, cell.yuan, cell.steps)


def _close(side: Operand, cell: Operand) -> bool:
    """Off by what rounding (of several parts) or cutting can make; one number printed alike in two places has no such excuse."""
    if side.yuan is None or cell.yuan is None:
        return False
    if len(cell.steps) == 1 and min(side.steps) == cell.steps[0]:
        return False
    return is_near(side.yuan, side.steps, cell.yuan, cell.steps)


# --- details ----------------------------------------------------------------------------------------------------------


def listed_details(subject: Subject, check: str) -> Iterator[Result]:
    """“主要包括：办公费、邮电费…”: what is listed has an amount in the table by economic code."""
    lines = _economic(subject)
    for topic in told(subject):
        if topic.item not in (HeadlineItem.PERSONNEL_EXPENSES, HeadlineItem.OPERATING_EXPENSES):
            continue
        level = next(iter(facts(topic, *LEVELS)), None)
        if level is None:
            continue
        listed = _listed(level)
        known = [(item, lines[bare(item)]) for item in listed if bare(item) in lines]
        if not listed or not known:
            continue
        text = Operand(
            f"文字“{name(topic)}”主要包括", None, "、".join(listed), operand(subject, "", level).places
        )
        empty = [(item, place) for item, place in known if place.yuan == 0]
        if not empty:
            yield Result(check, State.HOLDS, subject.index, "列举的科目在表中都有数字", text, known[0][1])
            continue
        said = "、".join(item for item, _ in empty)
        right = Operand(
            "表中数字", Decimal(0), "、".join(place.printed for _, place in empty),
            tuple(at for _, place in empty for at in place.places),
        )  # fmt: skip
        yield Result(check, State.DIFFERS, subject.index, f"文字列举了“{said}”，表中为 0", text, right)


def _listed(level: ProseFact) -> Sequence[str]:
    rest = level.sentence[level.at[2] :]
    following = re.search(r"主要(?:包括|用于)[：:]?(?P<list>[^。；;]*)", rest)
    if following is None or re.search(r"\d[\d.,]*(?:万|亿)?元", rest[len(level.printed) : following.start()]):
        return ()
    return [
        item
        for item in re.split(r"[、，,]", following["list"].removesuffix("等支出").removesuffix("等"))
        if item
    ]


def _economic(subject: Subject) -> dict[str, Operand]:
    """Name of a 款 → its amount in the tables of basic expenditure, the largest of its columns."""
    found: dict[str, Operand] = {}
    for sheet in subject.sheets_of(Statement.BASIC_EXPENDITURE, Statement.FISCAL_BASIC_EXPENDITURE):
        for figure in sheet.figures.values():
            code = figure.line.code
            if code is None or len(code) != 5 or not figure.is_sure:
                continue
            label = bare(figure.line.name)
            if label not in found or (found[label].yuan or 0) < figure.yuan:
                found[label] = figure.operand()
    return found
