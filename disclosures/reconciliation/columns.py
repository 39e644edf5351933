"""Sums along a row: 合计 = 基本支出 + 项目支出 + …, 小计 = Σ sources. What is part of what, the headings' groups say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from disclosures.parsing.normalise import key
from disclosures.vocabulary import Measure, Statement

from . import terms
from .results import Result
from .subject import Sheet, Subject, remembered
from .sums import Sum

FEW = "表头没有列出全部分项，不能确定合计由哪些列组成"
UNKNOWN = "表头有未识别的列，不能确定合计由哪些列组成"
OVERLAPPING = "表头的各列互相包含，不能确定合计由哪些列组成"
UNCODED = "这一行没有科目编码，不能确定它的各列是否列全"


@dataclass(frozen=True, slots=True)
class Family:
    """Columns that together make a whole. `needed`: without one of each of these the parts are not complete."""

    check: str
    measures: frozenset[Measure]
    needed: tuple[frozenset[Measure], ...]


FAMILIES = (
    Family(
        "row-total-is-personnel-and-operating",
        terms.PEOPLE,
        (frozenset({Measure.PERSONNEL}), frozenset({Measure.OPERATING})),
    ),
    Family(
        "row-total-is-sum-of-natures",
        terms.NATURES,
        (frozenset({Measure.BASIC, Measure.PERSONNEL}), frozenset({Measure.PROJECT})),
    ),
    Family(
        "row-total-is-sum-of-funds",
        terms.FUNDS,
        (frozenset({Measure.GENERAL_PUBLIC}), frozenset({Measure.GOVERNMENT_FUNDS})),
    ),
    Family(
        "row-total-is-sum-of-sources",
        terms.SOURCES,
        (frozenset({Measure.FISCAL_APPROPRIATION, Measure.GENERAL_PUBLIC, Measure.SUBTOTAL}),),
    ),
)


GROUPS = {"基本支出": Measure.BASIC, "项目支出": Measure.PROJECT, "本年收入": Measure.SUBTOTAL}
"""What a 小计 under one of these headings means."""
FAMILY = {family.check: family for family in FAMILIES}


@dataclass(frozen=True, slots=True)
class ColumnIdentity:
    """A column and the columns it sums up. `why` says what leaves it open, if anything."""

    family: Family
    whole: int
    parts: tuple[int, ...]
    why: str | None


@remembered
def identities(sheet: Sheet) -> list[ColumnIdentity]:
    """What the headings of a table say of its columns."""
    found: list[ColumnIdentity] = []
    for _, side in groupby(sheet.amounts, key=lambda i: sheet.table.columns[i].side):
        _walk(sheet, list(side), 0, found)
    return found


def _walk(sheet: Sheet, columns: Sequence[int], depth: int, found: list[ColumnIdentity]) -> tuple[int, ...]:
    """The columns that carry the value of a group: its whole where it has one, else all its parts."""
    wholes: list[int] = []
    parts: list[int] = []
    for _, members in groupby(columns, key=lambda i: _at(sheet, i, depth)):
        group = list(members)
        if len(group) > 1 or len(sheet.table.columns[group[0]].heading) > depth + 1:
            parts += _walk(sheet, group, depth + 1, found) if _deeper(sheet, group, depth) else group
        elif terms.WHOLE_COLUMN.fullmatch(_at(sheet, group[0], depth)):
            wholes += group
        elif not terms.OF_WHICH.match(_at(sheet, group[0], depth)):
            parts += group
    parts = [i for i in parts if i in sheet.adding]
    if len(wholes) != 1 or not parts:
        return (*wholes, *parts)
    measures = [_measure(sheet, i) for i in parts]
    family = _family(measures)
    if family is not None:
        found.append(ColumnIdentity(family, wholes[0], tuple(parts), _open(family, measures)))
    return tuple(wholes)


def _at(sheet: Sheet, column: int, depth: int) -> str:
    heading = sheet.table.columns[column].heading
    return key(heading[depth]) if depth < len(heading) else ""


def _deeper(sheet: Sheet, columns: Sequence[int], depth: int) -> bool:
    return any(len(sheet.table.columns[i].heading) > depth + 1 for i in columns)


def _measure(sheet: Sheet, column: int) -> Measure | None:
    """A 小计 has the meaning of the group that it sums up."""
    printed = sheet.table.columns[column]
    if printed.measure is not Measure.TOTAL or len(printed.heading) < 2:
        return printed.measure
    return GROUPS.get(key(printed.heading[-2]), printed.measure)


def _family(measures: Sequence[Measure | None]) -> Family | None:
    """The family that all known measures belong to."""
    known = {m for m in measures if m not in (None, Measure.UNKNOWN, Measure.TOTAL)}
    return next((family for family in FAMILIES if known and known <= family.measures), None)


def _open(family: Family, measures: Sequence[Measure | None]) -> str | None:
    known = {m for m in measures if m is not None}
    if known & {Measure.UNKNOWN, Measure.TOTAL}:
        return UNKNOWN
    if any(known & wider and known & narrower for wider, narrower in terms.OVERLAPS) or len(known) < len(
        measures
    ):
        return OVERLAPPING
    if len(measures) < 2 or not all(known & group for group in family.needed):
        return FEW
    return None


def rows(subject: Subject, check: str, family: Family) -> Iterator[Result]:
    """Every row of the tables whose headings make such a whole."""
    for sheet in subject.filled():
        if sheet.is_horizontal and sheet.table.statement is Statement.THREE_PUBLIC:
            continue  # items, not columns: three_public has them
        for identity in identities(sheet):
            if identity.family is family:
                yield from _of_identity(subject, sheet, identity)


def _of_identity(subject: Subject, sheet: Sheet, identity: ColumnIdentity) -> Iterator[Result]:
    whole_used = _used(sheet, [identity.whole])
    parts_used = _used(sheet, identity.parts)
    coded = any(line.code for line in sheet.lines)
    for by_column in _records(sheet):
        row = by_column.get(identity.whole)
        whole = sheet.spot(row, identity.whole) if row is not None else None
        if row is None or whole is None:
            continue
        line = sheet.lines[row]
        if not line.name and not line.code:
            continue  # a number that stands alone, as that of the page
        why = identity.why
        if why is None and coded and not (line.code or line.kind):
            why = UNCODED
        parts = [
            spot
            for column in identity.parts
            if (at := by_column.get(column)) is not None and (spot := sheet.spot(at, column)) is not None
        ]
        yield from Sum(
            identity.family.check,
            subject.index,
            whole,
            parts,
            f"“{line.name}”{sheet.table.columns[identity.whole].heading[-1]}",
            "同一行各列之和",
            certain=why is None,
            why=why or "",
            blank_whole=whole_used,
            blank_parts=parts_used and len(parts) == len(identity.parts),
        ).results()


def _records(sheet: Sheet) -> Iterator[dict[int, int]]:
    """Column → line, for every record: a line, or all lines of a row where items stand side by side."""
    if not sheet.is_horizontal:
        for row, line in enumerate(sheet.lines):
            yield {cell.column: row for cell in line.cells}
        return
    for _, members in groupby(enumerate(sheet.lines), key=lambda pair: pair[1].row):
        yield {cell.column: row for row, line in members for cell in line.cells}


def _used(sheet: Sheet, columns: Sequence[int]) -> bool:
    return any(column in columns for _, column in sheet.figures)


def carryover(subject: Subject, check: str) -> Iterator[Result]:
    """年末结转和结余 = 年初结转和结余 + 本年收入 − 本年支出: final accounts of the funds."""
    for sheet in subject.sheets_of(*terms.FUND_TABLES):
        by_measure = {
            measure: [i for i in sheet.amounts if sheet.table.columns[i].measure is measure]
            for measure in (Measure.CARRYOVER, Measure.SUBTOTAL, Measure.TOTAL, Measure.CLOSING_CARRYOVER)
        }
        if any(len(columns) != 1 for columns in by_measure.values()):
            continue
        opening, revenue, spent, closing = (columns[0] for columns in by_measure.values())
        if _used(sheet, [closing]) is False and _used(sheet, [opening, revenue]) is False:
            continue
        for row, line in enumerate(sheet.lines):
            whole = sheet.spot(row, closing)
            plus, minus = sheet.spots([row], opening) + sheet.spots([row], revenue), sheet.spots([row], spent)
            if whole is None or not (line.code or line.kind):
                continue
            yield from Sum(
                check, subject.index, whole, plus, f"“{line.name}”年末结转和结余", "年初结转和结余 + 本年收入 − 本年支出",
                minus=minus, blank_parts=False,
            ).results()  # fmt: skip
