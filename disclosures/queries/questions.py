"""The question sheet of a disclosure: what a deputy, an auditor or a journalist would ask first, with page numbers.

Questions are made from what is printed and from what the checks found; each kind is a row of `KINDS`. Neutral words: a
question never says that something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from disclosures.amounts import Unit, amount_text, change_text
from disclosures.models import Claim, Finding, PerformanceTarget
from disclosures.vocabulary import Direction, HeadlineItem, Stage
from disclosures.vocabulary import Statement as StatementType

from .columns import Column, chosen_columns, column_key
from .disclosure import WholeDisclosure
from .key_figures import KeyFigures
from .parts import of_whole
from .values import Absence

MOST = 8
"""Questions of one kind on the sheet: it is one or two sides of A4."""

DIGIT = re.compile(r"[0-9０-９一二两三四五六七八九十百]")


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the document, then what it leads one to ask. `finding` is the check result it is of, if any."""

    fact: str
    ask: str
    page: int | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    title: str
    shown: tuple[Question, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Matter:
    whole: WholeDisclosure
    unit: Unit
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    figures: KeyFigures
    before: Column | None


def question_sheet(whole: WholeDisclosure, unit: Unit) -> tuple[Questions, ...]:
    """The kinds that have a question, in the order of the sheet. Six queries beside those of the disclosure."""
    own = whole.disclosure.pk
    column = whole.column
    before = next(iter(chosen_columns([column_key(column.agency.pk, column.year - 1, column.stage)])), None)
    ids = [own, *(before.ids if before else ())]
    matter = _Matter(
        whole,
        unit,
        tuple(of_whole(Claim.objects.all(), [own])),
        tuple(Finding.objects.filter(disclosure=own).roots().select_related("answer")),
        KeyFigures.load(ids),
        before,
    )
    sheet = []
    for title, kind in KINDS:
        found = tuple(kind(matter))
        if found:
            sheet.append(Questions(title, found[:MOST], len(found) - MOST if len(found) > MOST else 0))
    return tuple(sheet)


def _changes(matter: _Matter) -> Iterator[Question]:
    """Declared changes without a stated reason, the largest first."""
    silent = [
        claim
        for claim in matter.claims
        if claim.fen and not claim.reason and claim.direction != Direction.UNCHANGED
    ]
    seen: set[tuple[str, int | None]] = set()
    for claim in sorted(silent, key=lambda claim: -abs(claim.fen or 0)):
        if (claim.item, claim.fen) in seen:
            continue
        seen.add((claim.item, claim.fen))
        yield Question(
            f"{HeadlineItem(claim.item).label}较{claim.base_year or '上'}年{change_text(claim.fen or 0, matter.unit)} {matter.unit.label}"
            + (f"（{claim.percentage.normalize():f}%）" if claim.percentage is not None else ""),
            "这一变化的主要原因是什么？",
            claim.page,
        )


def _differences(matter: _Matter) -> Iterator[Question]:
    """What the checks found to differ and nobody has explained, the largest first."""
    open_ones = [finding for finding in matter.findings if finding.verdict == "open"]
    for finding in sorted(open_ones, key=lambda finding: -abs(finding.difference_fen or 0)):
        pages = [
            place["page"]
            for side in (finding.left, finding.right)
            if side
            for place in side["places"]
            if "page" in place
        ]
        yield Question(finding.message, "以哪一处为准？", pages[0] if pages else None, finding)


def _carryover(matter: _Matter) -> Iterator[Question]:
    """Money carried over that grew, or that stands beside new appropriations."""
    now = matter.figures.of_column(matter.whole.column, HeadlineItem.CARRYOVER)
    if not now.fen:
        return
    before = matter.figures.of_column(matter.before, HeadlineItem.CARRYOVER) if matter.before else None
    total = matter.figures.of_column(matter.whole.column, HeadlineItem.REVENUE_TOTAL)
    unit = matter.unit
    if before and before.fen is not None and now.fen > before.fen and matter.before:
        yield Question(
            f"上年结转 {amount_text(now.fen, unit)} {unit.label}，{matter.before.year} 年为 {amount_text(before.fen, unit)} {unit.label}",
            "结转增加的原因是什么？对应的项目何时完成支出？",
        )
    elif not matter.before:
        share = f"，占收入总计的 {now.fen * 100 / total.fen:.1f}%" if total.fen else ""
        yield Question(
            f"上年结转 {amount_text(now.fen, unit)} {unit.label}{share}",
            "结转的是哪些项目？为何上年没有支出？",
        )


THREE_PUBLIC_PARTS = (
    HeadlineItem.OVERSEAS_VISITS,
    HeadlineItem.VEHICLE_PURCHASE,
    HeadlineItem.VEHICLE_OPERATION,
    HeadlineItem.HOSPITALITY,
)


def _three_public(matter: _Matter) -> Iterator[Question]:
    """The details that a “三公” statement should show (预算法第十四条, 财预〔2016〕143号) and this one does not."""
    tables = [s for s in matter.whole.statements if s.statement is StatementType.THREE_PUBLIC]
    column = matter.whole.column
    total = matter.figures.of_column(column, HeadlineItem.THREE_PUBLIC_TOTAL)
    if not tables:
        yield Question("没有印出“三公”经费支出表", "“三公”经费的总额和各分项是多少？")
    elif total.fen:
        values = {item: matter.figures.of_column(column, item) for item in THREE_PUBLIC_PARTS}
        lacking = [item.label for item, value in values.items() if value.absence is Absence.NO_ROW]
        if lacking:
            yield Question(
                f"“三公”经费 {amount_text(total.fen, matter.unit)} {matter.unit.label}，没有单列：{'、'.join(lacking)}",
                "这些分项分别是多少？",
                min(tables[0].pages, default=None),
            )


def _targets(matter: _Matter) -> Iterator[Question]:
    """Projects whose indicators hold no number to measure by."""
    rows = of_whole(PerformanceTarget.objects.filter(scope="project"), [matter.whole.disclosure.pk])
    unit = matter.unit
    vague = []
    for target in rows.prefetch_related("indicators"):
        values = [indicator.value for indicator in target.indicators.all()]
        if not any(DIGIT.search(value) for value in values):
            vague.append((target, len(values)))
    for target, count in sorted(vague, key=lambda pair: -(pair[0].funds_fen or 0)):
        funds = f"（{amount_text(target.funds_fen, unit)} {unit.label}）" if target.funds_fen else ""
        words = f"有 {count} 项指标，指标值都没有数字" if count else "没有列出绩效指标"
        yield Question(f"项目“{target.title}”{funds}{words}", "用什么衡量这个项目是否达到目标？", target.page)


def _projects_without_targets(matter: _Matter) -> Iterator[Question]:
    """A budget with project expenditure and no performance target at all."""
    if matter.whole.column.stage is not Stage.BUDGET or matter.whole.targets:
        return
    project = matter.figures.of_column(matter.whole.column, HeadlineItem.PROJECT_EXPENDITURE)
    if project.fen:
        yield Question(
            f"项目支出 {amount_text(project.fen, matter.unit)} {matter.unit.label}，文件没有列出绩效目标",
            "这些项目的绩效目标是什么？",
        )


KINDS: tuple[tuple[str, Callable[[_Matter], Iterator[Question]]], ...] = (
    ("变化较大而没有说明原因", _changes),
    ("数字之间有差别", _differences),
    ("结转", _carryover),
    ("“三公”经费的细目", _three_public),
    ("没有可衡量目标的项目", _targets),
    ("没有绩效目标", _projects_without_targets),
)
