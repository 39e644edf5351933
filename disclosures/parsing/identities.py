"""What a statement says of itself: every sum its rows and columns should keep, found by codes, kinds, names and headings.

Sums that the form does not guarantee (`Rule.certain`) count where they hold and are not drawn up where they do not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from disclosures.parsing.arithmetic import (
    NEARLY_ALL,
    At,
    Choice,
    Identity,
    IdentityKind,
    StatementAmounts,
    SumRule,
    chosen,
)
from disclosures.parsing.column_roles import FUNCTIONAL_CODE
from disclosures.parsing.columns import is_horizontal
from disclosures.parsing.records import StatementTable
from disclosures.vocabulary import OPERATING_CODES, PEOPLE_CODES, RowKind, Statement

from .identities_of_columns import movements, sums_along_rows
from .identities_of_sides import sums_of_lists
from .sum_names import OF_WHICH, is_total

PEOPLE = (
    (re.compile(r"^人员(?:经费|支出)(?:合计|小计)?$"), frozenset(PEOPLE_CODES)),
    (
        re.compile(r"^(?:日常)?公用(?:经费|支出)(?:合计|小计)?$"),
        frozenset(OPERATING_CODES),
    ),
)
"""Rows by name of a table by economic code, and the codes they sum up."""
CODE = re.compile(r"[235]\d\d(?:\d\d)*")
"""A whole code of the functional or of an economic classification."""

Parts = tuple[RowKind, ...]
THREE_PUBLIC: tuple[tuple[RowKind, tuple[Parts, ...]], ...] = (
    (RowKind.VEHICLES, ((RowKind.VEHICLE_PURCHASE, RowKind.VEHICLE_OPERATION),)),
    (
        RowKind.TOTAL,
        (
            (RowKind.OVERSEAS_VISITS, RowKind.VEHICLES, RowKind.HOSPITALITY),
            (
                RowKind.OVERSEAS_VISITS,
                RowKind.VEHICLE_PURCHASE,
                RowKind.VEHICLE_OPERATION,
                RowKind.HOSPITALITY,
            ),
            (
                RowKind.OVERSEAS_VISITS,
                RowKind.VEHICLES,
                RowKind.HOSPITALITY,
                RowKind.CONFERENCES,
                RowKind.TRAINING,
            ),
        ),
    ),
)
"""A whole of the “三公” table and the ways to make it up, the usual one first."""


def identities(table: StatementTable, index: int = 0) -> list[Identity]:
    """Every identity that one statement carries; `index` is its place among the tables looked at together."""
    return within(StatementAmounts(index, table))


def within(sheet: StatementAmounts) -> list[Identity]:
    found: list[Identity] = []
    for choices in FINDERS:
        for choice in choices(sheet):
            found += chosen(sheet, choice)
    return _once(found)


def _once(found: Sequence[Identity]) -> list[Identity]:
    """Each sum once, by whichever way it was found first."""
    kept: dict[tuple[At, frozenset[At]], Identity] = {}
    for identity in found:
        kept.setdefault((identity.whole, frozenset(identity.parts)), identity)
    return list(kept.values())


def _codes(sheet: StatementAmounts) -> Iterator[Choice]:
    """类 = Σ款 = Σ项, by the nearest printed code above; in the order of the rows where codes come again (by unit)."""
    coded = [row for panel in sheet.panels() for row in panel if sheet.lines[row].code]
    below = _below(sheet, coded)
    for parent, children in below.items():
        if parent is not None:
            line = sheet.lines[parent]
            firsts = {sheet.lines[row].code: row for row in reversed(children)}
            ways = (children, tuple(sorted(firsts.values())))  # an item may print the code of its section
            yield tuple(
                SumRule(
                    IdentityKind.CODES,
                    f"{line.code} {line.name} = 其下 {len(way)} 行",
                    parent,
                    way,
                    certain=all(_is_under(sheet.lines[row].code or "", line.code or "") for row in way),
                )
                for way in dict.fromkeys(ways)
            )


def _below(sheet: StatementAmounts, coded: Sequence[int]) -> dict[int | None, tuple[int, ...]]:
    """Line → the lines right below it; None → the outermost."""
    codes = _places_in_classification(sheet, coded)
    found: dict[int | None, list[int]] = {None: []}
    if len(set(codes)) == len(codes):
        row_of = dict(zip(codes, coded, strict=True))
        for code, row in zip(codes, coded, strict=True):
            above = next((row_of[code[:n]] for n in range(len(code) - 1, 1, -1) if code[:n] in row_of), None)
            found.setdefault(above, []).append(row)
    else:
        stack: list[tuple[int, str]] = []
        for row, code in zip(coded, codes, strict=True):
            while stack and not _is_under(code, stack[-1][1]):
                stack.pop()
            found.setdefault(stack[-1][0] if stack else None, []).append(row)
            stack.append((row, code))
    return {row: tuple(rows) for row, rows in found.items()}


def _is_under(code: str, above: str) -> bool:
    return code != above and code.startswith(above)


def _places_in_classification(sheet: StatementAmounts, coded: Sequence[int]) -> list[str]:
    """The code of each row; one that cuts its item again, by economy under a functional code, has the item's before its own.

    Such rows print an economic code, or the item's own again where they add up to it.
    """
    codes = [sheet.lines[row].code or "" for row in coded]
    repeat = _repeats_that_add_up(sheet, coded)
    item = ""
    for at, code in enumerate(codes):
        if at in repeat:
            codes[at] = f"{item}/{at:05}"
        elif FUNCTIONAL_CODE.fullmatch(code):
            item = code
        elif item and CODE.fullmatch(code):
            codes[at] = f"{item}/{code}"
    return codes


def _repeats_that_add_up(sheet: StatementAmounts, coded: Sequence[int]) -> set[int]:
    """The places of rows with the code of the row before, where nearly all such runs add up to their first row."""
    runs = [
        [at for at, _ in run]
        for _, run in groupby(enumerate(coded), key=lambda pair: sheet.lines[pair[1]].code)
    ]
    runs = [run for run in runs if len(run) > 1]
    hold = sum(_first_is_cut(sheet, [coded[at] for at in run]) for run in runs)
    several = any(len(run) > 2 for run in runs)
    return {at for run in runs for at in run[1:]} if several and hold >= NEARLY_ALL * len(runs) else set()


def _first_is_cut(sheet: StatementAmounts, run: Sequence[int]) -> bool:
    """Do the rows after the first make it up in every column? Some of them may be parted again by those after them."""
    rows = [[sheet.values[row][place] or 0 for place in sheet.places[row].values()] for row in run]
    slack = sheet.half * len(run)
    ends: dict[int, int] = {}  # row → after its parts, or after itself
    for at in reversed(range(len(rows))):
        left, end = rows[at], at + 1
        while end < len(rows) and max(left, default=0) > slack and min(left) >= -slack:
            left = [whole - part for whole, part in zip(left, rows[end], strict=False)]
            end = ends[end]
        ends[at] = end if all(abs(rest) <= slack for rest in left) else at + 1
    return ends[0] == len(rows)


def _totals(sheet: StatementAmounts) -> Iterator[Choice]:
    """合计 of a coded table: its outermost rows; rows without code are units or items over the coded rows after them."""
    if any(line.side for line in sheet.lines):
        return
    rows = [row for panel in sheet.panels() for row in panel]
    coded = [row for row in rows if sheet.lines[row].code]
    if not coded:
        return
    roots = _below(sheet, coded).get(None, ())
    plain = [row for row in rows if not sheet.lines[row].code]
    wholes = [row for row in plain if is_total(sheet, row)]
    people = [row for row in plain if any(pattern.match(sheet.names[row]) for pattern, _ in PEOPLE)]
    others = tuple(
        row
        for row in plain
        if row not in wholes and not OF_WHICH.match(sheet.names[row]) and row not in people
    )
    owned: set[int] = set()
    for row in others:
        own = _block(sheet, rows, row)
        owned.update(own)
        parts = tuple(part for part in own if part in roots)
        if parts:
            yield (
                SumRule(IdentityKind.TOTAL, f"{sheet.lines[row].name} = 其下各行", row, parts, certain=False),
            )
    for row in coded:
        items = _items_after(sheet, rows, row)
        if items:
            line = sheet.lines[row]
            yield (
                SumRule(IdentityKind.INNER, f"{line.code} {line.name} = 其下各行", row, items, certain=False),
            )
    for row in people:
        codes = next(codes for pattern, codes in PEOPLE if pattern.match(sheet.names[row]))
        parts = tuple(part for part in roots if sheet.lines[part].code in codes)
        if parts:
            yield (
                SumRule(IdentityKind.TOTAL, f"{sheet.lines[row].name} = 其下各类", row, parts, certain=False),
            )
    if len(wholes) != 1:
        for row in wholes:
            parts = tuple(part for part in _block(sheet, rows, row) if part in roots)
            if parts:
                yield (
                    SumRule(
                        IdentityKind.TOTAL, f"{sheet.lines[row].name} = 其下各行", row, parts, certain=False
                    ),
                )
        return
    (whole,) = wholes
    shortest = min((len(sheet.lines[row].code or "") for row in roots), default=0)
    outer = tuple(row for row in coded if len(sheet.lines[row].code or "") == shortest)
    is_classified = all(CODE.fullmatch(sheet.lines[row].code or "") for row in roots)
    ways = [roots, (*roots, *others), others, tuple(people), tuple(row for row in others if row not in owned)]
    ways.append(outer)  # a misprinted code has no row above it
    yield tuple(
        SumRule(
            IdentityKind.TOTAL,
            f"{sheet.lines[whole].name} = {len(way)} 行之和",
            whole,
            way,
            certain=place == 0 and not others and is_classified,
        )
        for place, way in enumerate(ways)
        if way
    )


def _block(sheet: StatementAmounts, rows: Sequence[int], row: int) -> list[int]:
    """The coded rows after a row without code, up to the next such row."""
    own = []
    for other in rows[rows.index(row) + 1 :]:
        if not sheet.lines[other].code:
            break
        own.append(other)
    return own


def _items_after(sheet: StatementAmounts, rows: Sequence[int], row: int) -> tuple[int, ...]:
    """The rows without code right after a coded one: its projects."""
    own = []
    for other in rows[rows.index(row) + 1 :]:
        if sheet.lines[other].code or is_total(sheet, other):
            break
        own.append(other)
    return tuple(own)


def _three_public(sheet: StatementAmounts) -> Iterator[Choice]:
    """Items one below the other; those side by side are lines of the same row."""
    if sheet.table.statement is not Statement.THREE_PUBLIC:
        return
    across = is_horizontal(sheet.table.columns)
    groups: dict[int, dict[RowKind, int]] = defaultdict(dict)
    for row, line in enumerate(sheet.lines):
        if line.kind is not None:
            groups[line.row if across else 0].setdefault(line.kind, row)
    for by_kind in groups.values():
        for whole, ways in THREE_PUBLIC:
            known = [way for way in ways if all(kind in by_kind for kind in way)]
            if whole not in by_kind or not known:
                continue
            meetings = RowKind.CONFERENCES in by_kind or RowKind.TRAINING in by_kind
            yield tuple(
                SumRule(
                    IdentityKind.THREE_PUBLIC,
                    f"{whole.label} = {' + '.join(kind.label for kind in way)}",
                    by_kind[whole],
                    tuple(by_kind[kind] for kind in way),
                    certain=whole is not RowKind.TOTAL or not meetings,
                )
                for way in known
            )


FINDERS: tuple[Callable[[StatementAmounts], Iterator[Choice]], ...] = (
    _codes,
    _totals,
    _three_public,
    sums_of_lists,
    sums_along_rows,
    movements,
)
"""Every kind of identity; one that two of them find counts once, as the first has it."""
