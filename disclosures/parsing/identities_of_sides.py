"""Sums down a list of numbered rows: the two sides of 收支总表, sums of the year, totals, and their balance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosures.parsing.arithmetic import Choice, IdentityKind, StatementAmounts, SumRule
from disclosures.parsing.columns import is_horizontal
from disclosures.vocabulary import Basis, Measure, Side

from .sum_names import FUNDS, OF_WHICH, TOTAL_NAME, is_total, is_year, level_of

OF_CARRYOVER = re.compile(r"结转|结余|弥补|动用")
"""Rows between the sum of the year and the total that are known to be added."""


def sums_of_lists(sheet: StatementAmounts) -> Iterator[Choice]:
    """Rows by name, one side of 收支总表 or a list: 本年合计 and 总计, and a numbered row with the rows numbered below it."""
    if is_horizontal(sheet.table.columns):
        return
    ends: list[tuple[Side | None, int]] = []
    for panel in sheet.panels():
        if any(sheet.lines[row].code for row in panel) and not sheet.lines[panel[0]].side:
            continue
        wholes = [row for row in panel if is_total(sheet, row)]
        years = [row for row in wholes if is_year(sheet, row)] or wholes[:-1]
        total = next((row for row in reversed(wholes) if row not in years[:1]), None)
        year = years[0] if years and total is not None and years[0] < total else None
        if total is None:
            total, year = (years[0], None) if years else (None, None)
        yield from _inner(sheet, panel)
        if total is None:
            continue
        ends.append((sheet.lines[panel[0]].side, total))
        end = total if year is None else year
        before = [row for row in panel if row < end]
        body = before if before else [row for row in panel if row > end]
        body = [
            row for row in body if row not in wholes or (TOTAL_NAME.match(sheet.names[row]) and row != end)
        ]
        kind = IdentityKind.TOTAL if year is None else IdentityKind.YEAR
        yield _ways(sheet, kind, end, body, sure=sheet.lines[end].side is not None)
        if year is not None:
            between = [row for row in panel if year < row < total and row not in years]
            yield _on_top(sheet, total, year, between)
    yield from _balance(sheet, ends)


def _ways(sheet: StatementAmounts, kind: IdentityKind, whole: int, body: Sequence[int], sure: bool) -> Choice:
    """A whole as the sum of the outermost rows of `body`."""
    levels = {row: level_of(sheet.names[row]) for row in body}
    top = min((depth for depth in levels.values() if depth is not None), default=None)
    mains = tuple(row for row in body if levels[row] is not None and levels[row] == top)
    loose = tuple(
        row
        for row in body
        if levels[row] is None and sheet.names[row] and not OF_WHICH.match(sheet.names[row])
    )
    subtotals = tuple(row for row in loose if TOTAL_NAME.match(sheet.names[row]))
    every = tuple(row for row in body if not OF_WHICH.match(sheet.names[row]))
    filled = any(value for row in loose for value in sheet.values[row])
    ways = [mains, tuple(row for row in body if row in mains or row in loose), loose, subtotals, every]
    ways += [_arranged(sheet, body).roots]
    name = sheet.lines[whole].name
    return tuple(
        SumRule(
            kind,
            f"{name} = {len(way)} 行之和",
            whole,
            way,
            certain=sure and place == 0 and not filled and len(way) > 1,
        )
        for place, way in enumerate(ways)
        if way
    )


def _on_top(sheet: StatementAmounts, total: int, year: int, between: Sequence[int]) -> Choice:
    """总计 = 本年合计 + 上年结转 and the like, which may name its own parts below it."""
    ways: list[tuple[int, ...]] = []
    levels = [level for row in between if (level := level_of(sheet.names[row])) is not None]
    plain = tuple(row for row in between if level_of(sheet.names[row]) is None)
    tops = tuple(row for row in between if level_of(sheet.names[row]) == min(levels, default=None))
    known = tuple(row for row in plain if OF_CARRYOVER.search(sheet.names[row]))
    for way in (plain, tops, known, (*plain, *tops), _arranged(sheet, between).roots, ()):
        if way not in ways:
            ways.append(way)
    certain = all(OF_CARRYOVER.search(sheet.names[row]) for row in between) and len(between) < 2
    return tuple(
        SumRule(
            IdentityKind.GRAND,
            f"{sheet.lines[total].name} = {sheet.lines[year].name} + 结转等",
            total,
            (year, *way),
            certain=certain,
        )
        for way in ways
    )


def _inner(sheet: StatementAmounts, panel: Sequence[int]) -> Iterator[Choice]:
    """A numbered row and the rows numbered right below it."""
    for place, row in enumerate(panel):
        own = level_of(sheet.names[row])
        parts: list[int] = []
        depth: int | None = None
        for other in panel[place + 1 :] if own is not None else ():
            at = level_of(sheet.names[other])
            if at is None or own is None or at <= own:
                break
            depth = at if depth is None else depth
            if at == depth and not OF_WHICH.match(sheet.names[other]):
                parts.append(other)
        if parts:
            sure = {sheet.lines[part].kind for part in parts} >= FUNDS
            words = f"{sheet.lines[row].name} = 其下 {len(parts)} 行"
            yield (SumRule(IdentityKind.INNER, words, row, tuple(parts), certain=sure),)
    if not any(sheet.lines[row].side or level_of(sheet.names[row]) is not None for row in panel):
        plain = [row for row in panel if not is_total(sheet, row)]
        for row, below in _arranged(sheet, plain).below.items():
            if len(below) > 1:
                words = f"{sheet.lines[row].name} = 其下 {len(below)} 行"
                yield (SumRule(IdentityKind.INNER, words, row, below, certain=False),)


@dataclass(frozen=True, slots=True)
class _Arranged:
    """Rows that only their amounts arrange (names by indentation): the outermost, and those right below a row."""

    roots: tuple[int, ...]
    below: Mapping[int, tuple[int, ...]]


def _arranged(sheet: StatementAmounts, rows: Sequence[int]) -> _Arranged:
    """A row that is in every column the sum of rows right after it stands over them."""
    forest: list[tuple[int, list[int]]] = []  # the first is the last of the list
    below: dict[int, tuple[int, ...]] = {}
    for row in reversed(rows):
        vector = [value or 0 for value in sheet.values[row]]
        taken = _prefix(sheet, vector, forest)
        if taken:
            below[row] = tuple(other for other, _ in reversed(forest[-taken:]))
            del forest[-taken:]
        forest.append((row, vector))
    return _Arranged(tuple(row for row, _ in reversed(forest)), below)


MOST = 60
"""Rows that are tried as the parts of one."""


def _prefix(
    sheet: StatementAmounts, vector: Sequence[int], forest: Sequence[tuple[int, Sequence[int]]]
) -> int:
    """How many of the next rows add up to a vector; 0 where none do."""
    if not any(vector):
        return 0
    left = list(vector)
    for count, (_, part) in enumerate(reversed(forest[-MOST:]), start=1):
        if len(part) != len(left):
            return 0
        left = [a - b for a, b in zip(left, part, strict=True)]
        slack = sheet.half * (count + 1)
        if all(abs(a) <= slack for a in left):
            return count
    return 0


def _balance(sheet: StatementAmounts, ends: Sequence[tuple[Side | None, int]]) -> Iterator[Choice]:
    """收入总计 = 支出总计, and the total of every panel beside them."""
    first = next((row for side, row in ends if side is Side.REVENUE), None)
    if first is None:
        return
    for side, row in ends:
        if side in (Side.EXPENDITURE, Side.USE):
            left, right = _grand(sheet, first), _grand(sheet, row)
            pairs = tuple(
                ((first, place), (row, right[basis])) for basis, place in left.items() if basis in right
            )
            words = f"{sheet.lines[first].name} = {sheet.lines[row].name}"
            if pairs:
                yield (
                    SumRule(
                        IdentityKind.BALANCE,
                        words,
                        first,
                        (row,),
                        certain=side is Side.EXPENDITURE,
                        pairs=pairs,
                    ),
                )


def _grand(sheet: StatementAmounts, row: int) -> dict[Basis | None, int]:
    """The place of the amount of a 总计 that counts everything, by what kind of number it is."""
    found: dict[Basis | None, int] = {}
    for column, place in sheet.places[row].items():
        printed = sheet.table.columns[column]
        if printed.measure is Measure.TOTAL:
            found.setdefault(printed.basis, place)
    return found
