"""What a document leaves open: money carried over, details that are not printed, targets that cannot be measured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.presenting.amounts import share_text
from disclosures.reading.aims import DIGIT
from disclosures.reading.declared import LARGE_RATE, is_large
from disclosures.reading.targets import Target
from disclosures.reading.values import Absence
from disclosures.vocabulary import HeadlineItem

from .matter import Evidence, Matter, Question, of_value

CARRIED = f"上年结转比前一年多 {LARGE_RATE}% 以上、且多 1 万元以上的，或没有前一年可比而占收入总计 {LARGE_RATE}% 以上的，才列在这里。"


def carryover(matter: Matter) -> Iterator[Question]:
    """Money carried over that grew by much; where nothing tells of the year before, that is much of the revenue."""
    now = matter.figures.of_column(matter.column, HeadlineItem.CARRYOVER)
    if not now.fen:
        return
    evidence = tuple(of_value(now, f"{matter.column.year} 年的数"))
    fact = f"上年结转 {matter.amount(now.fen)}"
    before = matter.figures.of_column(matter.before, HeadlineItem.CARRYOVER) if matter.before else None
    total = matter.figures.of_column(matter.column, HeadlineItem.REVENUE_TOTAL)
    if matter.before and before and before.fen is not None:
        if now.fen > before.fen and is_large(now.fen - before.fen, before.fen):
            yield Question(
                f"{fact}，{matter.before.year} 年为 {matter.amount(before.fen)}",
                "结转增加的原因是什么？对应的项目何时完成支出？",
                (*evidence, *of_value(before, f"{matter.before.year} 年的数")),
                now.fen - before.fen,
            )
    elif total.fen and now.fen * 100 >= total.fen * LARGE_RATE:
        share = share_text(now.fen, total.fen)
        yield Question(f"{fact}，占收入总计的 {share}", "结转的是哪些项目？何时完成支出？", evidence, now.fen)


THREE_PUBLIC_PARTS = (
    HeadlineItem.OVERSEAS_VISITS,
    HeadlineItem.VEHICLE_PURCHASE,
    HeadlineItem.VEHICLE_OPERATION,
    HeadlineItem.HOSPITALITY,
)


def three_public(matter: Matter) -> Iterator[Question]:
    """The details that a “三公” statement should show (预算法第十四条, 财预〔2016〕143号) and this one does not."""
    total = matter.figures.of_column(matter.column, HeadlineItem.THREE_PUBLIC_TOTAL)
    values = {item: matter.figures.of_column(matter.column, item) for item in THREE_PUBLIC_PARTS}
    absences = {item: value.absence for item, value in values.items()}
    if set(absences.values()) == {Absence.NO_TABLE}:
        yield Question("没有印出“三公”经费支出表", "“三公”经费的总额和各分项是多少？", (matter.whole,))
    elif total.fen:
        lacking = [item.label for item, absence in absences.items() if absence is Absence.NO_ROW]
        if lacking:
            yield Question(
                f"“三公”经费 {matter.amount(total.fen)}，没有单列：{'、'.join(lacking)}",
                "这些分项分别是多少？",
                tuple(of_value(total, "总数")),
                total.fen,
            )


NUMBERED_YEAR = re.compile(r"20\d\d\s*[年—-]")
WITHHELD = re.compile("保密|涉密|不需要填报|无需填报")
"""What a document says of a project whose objective it does not have to print."""
NAMED = 3
"""Projects that are named where one question is asked of many."""


def _is_vague(target: Target) -> bool:
    """Something is written in the form, and no number to measure by, neither in an indicator nor in the objective."""
    words = [*target.objectives, *(one.target for one in target.indicators)]
    told = NUMBERED_YEAR.sub("", "；".join(words))
    return target.is_filled and not DIGIT.search(told) and not WITHHELD.search(told)


def targets(matter: Matter) -> Iterator[Question]:
    """Projects without a number to measure by, the largest first. Those of forms that print no indicators are one
    question."""
    vague = sorted(filter(_is_vague, matter.targets), key=lambda target: -(target.funds_fen or 0))
    for target in vague:
        if target.indicators:
            yield Question(
                f"{named(target, matter)}有 {len(target.indicators)} 项指标，指标值都没有数字",
                "用什么衡量这个项目是否达到目标？",
                (place_of(target, matter),),
                target.funds_fen or 0,
            )
    bare = [target for target in vague if not target.indicators]
    if bare:
        names = "、".join(named(target, matter) for target in bare[:NAMED])
        count = f"等 {len(bare)} 个项目" if len(bare) > NAMED else ""
        yield Question(
            f"{names}{count}没有列出绩效指标，总体目标里也没有数字",
            "用什么衡量这些项目是否达到目标？",
            tuple(place_of(target, matter) for target in bare[:NAMED]),
            sum(target.funds_fen or 0 for target in bare),
        )


def named(target: Target, matter: Matter) -> str:
    name = f"项目“{target.title}”" if target.title else "一张没有写项目名称的绩效目标表"
    return name + (f"（{matter.amount(target.funds_fen)}）" if target.funds_fen else "")


def place_of(target: Target, matter: Matter) -> Evidence:
    words = f"绩效目标表，第 {target.page} 页" if target.page else "绩效目标表"
    return Evidence(words, f"{matter.whole.address}#{target.anchor}")
