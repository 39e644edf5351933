"""Sums along the rows: a column that is the whole of others, by measures, headings, or learned from the rows themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from disclosures.parsing.arithmetic import ENOUGH, NEARLY_ALL, Choice, IdentityKind, StatementAmounts, SumRule
from disclosures.parsing.layouts.national import YEAR_AND_BASIS
from disclosures.parsing.normalise import key
from disclosures.vocabulary import Measure

from .sum_names import OF_WHICH

WHOLE_COLUMN = re.compile(r"(?:本年|当年)?(?:收入|支出)?(?:合计|总计|小计)")
"""Heading of a column that sums up the others of its group."""
CHANGE = re.compile(r"增减|变[动化]")
"""In the heading of a change from one year to the next."""
FAMILIES: tuple[tuple[frozenset[Measure], tuple[frozenset[Measure], ...]], ...] = (
    (
        frozenset({Measure.PERSONNEL, Measure.OPERATING}),
        (frozenset({Measure.PERSONNEL}), frozenset({Measure.OPERATING})),
    ),
    (
        frozenset(
            {
                Measure.BASIC, Measure.PROJECT, Measure.BUSINESS_EXPENDITURE, Measure.REMITTANCE_TO_SUPERIOR,
                Measure.SUBSIDY_TO_SUBSIDIARIES, Measure.RESERVE,
            }
        ),
        (frozenset({Measure.BASIC}), frozenset({Measure.PROJECT})),
    ),
    (
        frozenset({Measure.GENERAL_PUBLIC, Measure.GOVERNMENT_FUNDS, Measure.STATE_CAPITAL}),
        (frozenset({Measure.GENERAL_PUBLIC}), frozenset({Measure.GOVERNMENT_FUNDS})),
    ),
    (frozenset({Measure.SUBTOTAL, Measure.CARRYOVER}), (frozenset({Measure.SUBTOTAL}), frozenset({Measure.CARRYOVER}))),
)  # fmt: skip
"""Measures of columns that together make a whole for certain, and those without one of each of which they do not."""


def sums_along_rows(sheet: StatementAmounts) -> Iterator[Choice]:
    """A column that sums up others: as the groups of headings and the measures say, else as nearly all rows show."""
    groups = _by_headings(sheet)
    inner = {part: whole for whole, parts, _ in groups for part in parts}
    for whole, parts, certain in groups:
        along = _along(sheet, IdentityKind.COLUMNS, whole, parts, certain=certain)
        yield (along, *_learned(sheet, whole, parts, inner))
    explained = {whole for whole, _, _ in groups}
    for whole in sheet.adding:
        if whole not in explained:
            choice = tuple(_learned(sheet, whole, (), inner))
            if choice:
                yield choice


def _along(
    sheet: StatementAmounts,
    kind: IdentityKind,
    whole: int,
    parts: Sequence[int],
    minus: Sequence[int] = (),
    certain: bool = True,
) -> SumRule:
    def name(column: int) -> str:
        heading = sheet.table.columns[column].heading
        return heading[-1] if heading else f"第{column + 1}列"

    words = f"{name(whole)} = {' + '.join(name(part) for part in parts)}"
    words += "".join(f" − {name(part)}" for part in minus)
    return SumRule(kind, words, whole, tuple(parts), tuple(minus), along=True, certain=certain)


def _by_headings(sheet: StatementAmounts) -> list[tuple[int, tuple[int, ...], bool]]:
    """(whole, parts, certain) of every group of headings with a total in it."""
    found: list[tuple[int, tuple[int, ...], bool]] = []
    for _, side in groupby(sheet.adding, key=lambda i: (sheet.table.columns[i].side, _panel_of(sheet, i))):
        _walk(sheet, list(side), 0, found)
    return found


def _panel_of(sheet: StatementAmounts, column: int) -> int:
    """How many columns of words stand left of a column: amounts of one panel have the same number."""
    return sum(other.role in ("code", "name") for other in sheet.table.columns[:column])


def _walk(
    sheet: StatementAmounts,
    columns: Sequence[int],
    depth: int,
    found: list[tuple[int, tuple[int, ...], bool]],
) -> tuple[int, ...]:
    """The columns that carry the value of a group: its whole where it has one, else all its parts."""

    def at(column: int) -> str:
        heading = sheet.table.columns[column].heading
        return key(heading[depth]) if depth < len(heading) else ""

    wholes: list[int] = []
    parts: list[int] = []
    for words, members in groupby(columns, key=at):
        group = list(members)
        deeper = any(len(sheet.table.columns[i].heading) > depth + 1 for i in group)
        if deeper:
            parts += _walk(sheet, group, depth + 1, found)
        elif WHOLE_COLUMN.fullmatch(words) or (depth and not words):
            wholes += group
        elif not OF_WHICH.match(words):
            parts += group
    measures = {i: sheet.table.columns[i].measure for i in (*wholes, *parts)}
    for narrow, wide in ((Measure.PERSONNEL, Measure.BASIC), (Measure.OPERATING, Measure.BASIC)):
        if wide in measures.values():
            inner = [i for i in parts if measures[i] is narrow]
            if inner and narrow is Measure.PERSONNEL:
                both = [i for i in parts if measures[i] in (Measure.PERSONNEL, Measure.OPERATING)]
                basic = next(i for i in (*wholes, *parts) if measures[i] is wide)
                found.append((basic, tuple(both), len(both) == 2))
            parts = [i for i in parts if i not in inner]
    totals = [i for i in parts if measures[i] is Measure.TOTAL]
    if not wholes and len(parts) > 2 and len(totals) == 1:
        wholes = totals
        parts = [i for i in parts if i not in wholes]
    if len(wholes) != 1 or not parts:
        return (*wholes, *parts)
    found.append((wholes[0], tuple(parts), _is_complete([measures[i] for i in parts])))
    return tuple(wholes)


def _is_complete(measures: Sequence[Measure | None]) -> bool:
    known = {measure for measure in measures if measure is not None}
    return len(known) == len(measures) and any(
        known <= family and all(known & group for group in needed) for family, needed in FAMILIES
    )


def _learned(
    sheet: StatementAmounts, whole: int, known: Sequence[int], inner: Mapping[int, int]
) -> Iterator[SumRule]:
    """The columns after one, as many as add up to it in the row with the largest amount; those that are parts of one
    another are left out."""
    side = sheet.table.columns[whole].side
    after = [
        i
        for i in sheet.adding
        if i > whole and sheet.table.columns[i].side is side and inner.get(i, whole) == whole
    ]
    if len(after) < 2:
        return
    records = [record for record in sheet.records if whole in record]
    vectors = {
        column: [_value(sheet, record.get(column)) for record in records] for column in (whole, *after)
    }
    if sum(bool(value) for value in vectors[whole]) < ENOUGH:
        return
    forest: list[int] = []
    for column in (*reversed(after), whole):
        left = vectors[column]
        taken = 0
        for count, part in enumerate(forest, start=1):
            left = [a - b for a, b in zip(left, vectors[part], strict=True)]
            close = sum(abs(a) <= sheet.half * (count + 1) for a in left)
            if any(vectors[column]) and close >= NEARLY_ALL * len(left) and count > 1:
                taken = count
                break
        if column == whole:
            parts = tuple(forest[:taken])
            several = sum(sum(bool(vectors[part][row]) for part in parts) > 1 for row in range(len(records)))
            if taken > 1 and parts != tuple(known) and several >= ENOUGH:
                yield _along(sheet, IdentityKind.COLUMNS, whole, parts, certain=False)
        elif taken > 1:
            del forest[:taken]
        forest.insert(0, column)


def _value(sheet: StatementAmounts, at: tuple[int, int] | None) -> int:
    return (sheet.values[at[0]][at[1]] or 0) if at is not None else 0


def movements(sheet: StatementAmounts) -> Iterator[Choice]:
    """增减 = 本年 − 上年; 年末结转 = 年初结转 + 本年收入 − 本年支出."""
    columns = sheet.table.columns
    items: dict[tuple[str, ...], list[int]] = {}
    for column in sheet.adding:
        bare = (key(part) for part in columns[column].heading)
        item = tuple(part for part in bare if not CHANGE.search(part) and not re.search(YEAR_AND_BASIS, part))
        items.setdefault(item, []).append(column)
    for same in items.values():
        changes = [i for i in same if any(CHANGE.search(key(part)) for part in columns[i].heading)]
        years = [i for i in same if i not in changes]
        if len(changes) == 1 and len(years) == 2:
            yield tuple(
                _along(sheet, IdentityKind.CHANGE, changes[0], (this,), (last,), certain=False)
                for this, last in (years, reversed(years))
            )
    by_measure = {
        measure: [i for i in sheet.adding if columns[i].measure is measure]
        for measure in (Measure.CLOSING_CARRYOVER, Measure.CARRYOVER, Measure.SUBTOTAL, Measure.TOTAL)
    }
    if all(len(found) == 1 for found in by_measure.values()):
        closing, opening, revenue, spent = (found[0] for found in by_measure.values())
        yield (_along(sheet, IdentityKind.CARRYOVER, closing, (opening, revenue), (spent,), certain=False),)
