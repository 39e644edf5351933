"""The question sheet of a disclosure: what a deputy, an auditor or a journalist would ask first, with page numbers.

Questions are made from what is printed and from what the checks found; each kind is a row of `KINDS`. Neutral words: a
question never says that something is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from disclosures.models import Claim, Disclosure, Finding
from disclosures.presenting.amounts import amount_text, change_text
from disclosures.reading.columns import Column, chosen_columns, column_key, own_column
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.targets import Target, targets_of
from disclosures.reading.values import Absence
from disclosures.reconciliation import CATALOGUE, Group
from disclosures.vocabulary import Direction, HeadlineItem, Stage, Unit

MOST = 8
"""Questions of one kind on the sheet: it is one or two sides of A4."""

DIGIT = re.compile(r"[0-9０-９]|百分之|[一二两三四五六七八九十百]+[次个人项家年月日天份台套场期户条]")
"""A number in digits or words; 一致 or 一定 is none."""


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
class QuestionSheet:
    column: Column
    kinds: tuple[Questions, ...]

    @property
    def disclosure(self) -> Disclosure:
        return self.column.disclosures[0]


@dataclass(frozen=True, slots=True)
class _Matter:
    """What the questions are made of."""

    column: Column
    unit: Unit
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    targets: tuple[Target, ...]
    figures: KeyFigures
    before: Column | None


def question_sheet(pk: int, unit: Unit) -> QuestionSheet:
    """Kinds of questions with those of a published disclosure, in the order of the sheet.

    Nine queries. Raises Disclosure.DoesNotExist where it is not published under its own address.
    """
    column = own_column(Disclosure.objects.published().with_agency().get(pk=pk))
    before = next(iter(chosen_columns([column_key(column.agency.pk, column.year - 1, column.stage)])), None)
    matter = _Matter(
        column,
        unit,
        tuple(Claim.objects.of_disclosures([pk])),
        tuple(Finding.objects.filter(disclosure=pk).roots().select_related("answer")),
        tuple(target for target in targets_of(pk) if not target.is_whole),
        KeyFigures.load([pk, *(before.ids if before else ())]),
        before,
    )
    kinds = []
    for title, kind in KINDS:
        found = tuple(kind(matter))
        if found:
            kinds.append(Questions(title, found[:MOST], max(len(found) - MOST, 0)))
    return QuestionSheet(column, tuple(kinds))


def _changes(matter: _Matter) -> Iterator[Question]:
    """Declared changes without a stated reason, the largest first."""
    silent = [
        claim
        for claim in matter.claims
        if claim.fen and not claim.reason and claim.direction != Direction.UNCHANGED
    ]
    seen: set[tuple[str, int | None]] = set()
    for claim in sorted(silent, key=lambda claim: -abs(claim.fen or 0)):
        if (claim.name, claim.fen) in seen:
            continue
        seen.add((claim.name, claim.fen))
        yield Question(
            f"{claim.name}较{claim.base_year or '上'}年{change_text(claim.fen or 0, matter.unit)} {matter.unit.label}"
            + (f"（{claim.percentage.normalize():f}%）" if claim.percentage is not None else ""),
            "这一变化的主要原因是什么？",
            claim.page,
        )


WHICH = "以哪一处为准？"
ASKED: dict[Group, str] = {
    Group.WITHIN: WHICH,
    Group.ACROSS: WHICH,
    Group.NARRATIVE: "以哪一处为准？情况怎样？",
    Group.PERFORMANCE: "这一处应当怎样填写？",
    Group.COMPLETENESS: "为什么没有列出？",
    Group.BETWEEN: "前后两份为什么不同？",
}
ASKED_OF_CHECK: dict[str, str] = {
    "reasons-are-of-this-year": "今年的变化具体由什么引起？",
    "reasons-are-of-each-item": "各项的变化分别由什么引起？",
}
GROUPS: dict[str, Group] = {check.id: check.group for check in CATALOGUE}


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
        of_group = ASKED[GROUPS[finding.check_id]] if finding.check_id in GROUPS else WHICH
        ask = ASKED_OF_CHECK.get(finding.check_id, of_group)
        yield Question(finding.message, ask, pages[0] if pages else None, finding)


def _carryover(matter: _Matter) -> Iterator[Question]:
    """Money carried over that grew, or that stands beside new appropriations."""
    now = matter.figures.of_column(matter.column, HeadlineItem.CARRYOVER)
    if not now.fen:
        return
    before = matter.figures.of_column(matter.before, HeadlineItem.CARRYOVER) if matter.before else None
    total = matter.figures.of_column(matter.column, HeadlineItem.REVENUE_TOTAL)
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
    total = matter.figures.of_column(matter.column, HeadlineItem.THREE_PUBLIC_TOTAL)
    values = {item: matter.figures.of_column(matter.column, item) for item in THREE_PUBLIC_PARTS}
    absences = {item: value.absence for item, value in values.items()}
    if set(absences.values()) == {Absence.NO_TABLE}:
        yield Question("没有印出“三公”经费支出表", "“三公”经费的总额和各分项是多少？")
    elif total.fen:
        lacking = [item.label for item, absence in absences.items() if absence is Absence.NO_ROW]
        if lacking:
            yield Question(
                f"“三公”经费 {amount_text(total.fen, matter.unit)} {matter.unit.label}，没有单列：{'、'.join(lacking)}",
                "这些分项分别是多少？",
            )


def _targets(matter: _Matter) -> Iterator[Question]:
    """Projects whose indicators hold no number to measure by."""
    unit = matter.unit
    vague = []
    for target in matter.targets:
        if not any(DIGIT.search(indicator.target) for indicator in target.indicators):
            vague.append((target, len(target.indicators)))
    for target, count in sorted(vague, key=lambda pair: -(pair[0].funds_fen or 0)):
        funds = f"（{amount_text(target.funds_fen, unit)} {unit.label}）" if target.funds_fen else ""
        words = f"有 {count} 项指标，指标值都没有数字" if count else "没有列出绩效指标"
        yield Question(f"项目“{target.title}”{funds}{words}", "用什么衡量这个项目是否达到目标？", target.page)


def _projects_without_targets(matter: _Matter) -> Iterator[Question]:
    """A budget with project expenditure and no performance target at all."""
    if matter.column.stage is not Stage.BUDGET or matter.targets:
        return
    project = matter.figures.of_column(matter.column, HeadlineItem.PROJECT_EXPENDITURE)
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
