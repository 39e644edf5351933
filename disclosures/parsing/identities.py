"""What a statement says of itself: every sum its rows and columns should keep, found by codes, kinds, names and headings.

Sums that the form does not guarantee (`Rule.certain`) count where they hold and are not drawn up where they do not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from disclosures.parsing.arithmetic import (
    ENDS,
    ENOUGH,
    NEARLY_ALL,
    At,
    Choice,
    Identity,
    Kind,
    Rule,
    Sheet,
    chosen,
)
from disclosures.parsing.columns import is_horizontal
from disclosures.parsing.layouts.national import YEAR_AND_BASIS
from disclosures.parsing.normalise import key
from disclosures.parsing.records import StatementTable
from disclosures.vocabulary import Basis, Measure, RowKind, Side, Statement

WHOLE_COLUMN = re.compile(r"(?:本年|当年)?(?:收入|支出)?(?:合计|总计|小计)")
"""Heading of a column that sums up the others of its group."""
OF_WHICH = re.compile(r"^(?:[(（]?\d*[)）]?[.、]?)?其中")
LEVELS = (
    re.compile(r"^[一二三四五六七八九十]+、"),
    re.compile(r"^[(][一二三四五六七八九十]+[)]"),
    re.compile(r"^\d+[.、](?!\d)"),
    re.compile(r"^[(]\d+[)]"),
    re.compile(r"^[①②③④⑤⑥⑦⑧⑨⑩]"),
)
"""Numberings of rows, from the outer to the inner."""
OF_CARRYOVER = re.compile(r"结转|结余|弥补|动用")
"""Rows between the sum of the year and the total that are known to be added."""
TOTAL_NAME = re.compile(r"^(?:合计|总计|小计)")
YEAR_NAME = re.compile(r"^(?:[一二三]、)?(?:本|当)年(?:收入|支出)?(?:合计|小计)$")
PEOPLE = (
    (re.compile(r"^人员(?:经费|支出)(?:合计|小计)?$"), frozenset({"301", "303"})),
    (
        re.compile(r"^(?:日常)?公用(?:经费|支出)(?:合计|小计)?$"),
        frozenset({"302", "307", "309", "310", "311", "312", "313", "399"}),
    ),
)
"""Rows by name of a table by economic code, and the codes they sum up."""
CODE = re.compile(r"[235]\d\d(?:\d\d)*")
"""A whole code of the functional or of an economic classification."""
CHANGE = re.compile(r"增减|变[动化]")
"""In the heading of a change from one year to the next."""
YEARS = frozenset({RowKind.REVENUE_THIS_YEAR, RowKind.EXPENDITURE_THIS_YEAR})
FUNDS = frozenset({RowKind.GENERAL_PUBLIC, RowKind.GOVERNMENT_FUNDS})

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


def identities(table: StatementTable, index: int = 0) -> list[Identity]:
    """Every identity that one statement carries; `index` is its place among the tables looked at together."""
    return within(Sheet(index, table))


def within(sheet: Sheet) -> list[Identity]:
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


def _codes(sheet: Sheet) -> Iterator[Choice]:
    """类 = Σ款 = Σ项, by the nearest printed code above; in the order of the rows where codes come again (by unit)."""
    coded = [row for panel in sheet.panels() for row in panel if sheet.lines[row].code]
    below = _below(sheet, coded)
    for parent, children in below.items():
        if parent is not None:
            line = sheet.lines[parent]
            firsts = {sheet.lines[row].code: row for row in reversed(children)}
            ways = (children, tuple(sorted(firsts.values())))  # an item may print the code of its section
            yield tuple(
                Rule(Kind.CODES, f"{line.code} {line.name} = 其下 {len(way)} 行", parent, way)
                for way in dict.fromkeys(ways)
            )


def _below(sheet: Sheet, coded: Sequence[int]) -> dict[int | None, tuple[int, ...]]:
    """Line → the lines right below it; None → the outermost."""
    codes = [sheet.lines[row].code or "" for row in coded]
    found: dict[int | None, list[int]] = {None: []}
    if len(set(codes)) == len(codes):
        row_of = dict(zip(codes, coded, strict=True))
        for code, row in zip(codes, coded, strict=True):
            above = next((row_of[code[:n]] for n in range(len(code) - 1, 1, -1) if code[:n] in row_of), None)
            found.setdefault(above, []).append(row)
    else:
        stack: list[int] = []
        for row in coded:
            code = sheet.lines[row].code or ""
            while stack and not _is_under(code, sheet.lines[stack[-1]].code or ""):
                stack.pop()
            found.setdefault(stack[-1] if stack else None, []).append(row)
            stack.append(row)
    return {row: tuple(rows) for row, rows in found.items()}


def _is_under(code: str, above: str) -> bool:
    return code != above and code.startswith(above)


def _totals(sheet: Sheet) -> Iterator[Choice]:
    """合计 of a coded table: its outermost rows; rows without code are units or items over the coded rows after them."""
    if any(line.side for line in sheet.lines):
        return
    rows = [row for panel in sheet.panels() for row in panel]
    coded = [row for row in rows if sheet.lines[row].code]
    if not coded:
        return
    roots = _below(sheet, coded).get(None, ())
    plain = [row for row in rows if not sheet.lines[row].code]
    wholes = [row for row in plain if _is_total(sheet, row)]
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
            yield (Rule(Kind.TOTAL, f"{sheet.lines[row].name} = 其下各行", row, parts, certain=False),)
    for row in coded:
        items = _items_after(sheet, rows, row)
        if items:
            line = sheet.lines[row]
            yield (Rule(Kind.INNER, f"{line.code} {line.name} = 其下各行", row, items, certain=False),)
    for row in people:
        codes = next(codes for pattern, codes in PEOPLE if pattern.match(sheet.names[row]))
        parts = tuple(part for part in roots if sheet.lines[part].code in codes)
        if parts:
            yield (Rule(Kind.TOTAL, f"{sheet.lines[row].name} = 其下各类", row, parts, certain=False),)
    if len(wholes) != 1:
        for row in wholes:
            parts = tuple(part for part in _block(sheet, rows, row) if part in roots)
            if parts:
                yield (Rule(Kind.TOTAL, f"{sheet.lines[row].name} = 其下各行", row, parts, certain=False),)
        return
    (whole,) = wholes
    shortest = min((len(sheet.lines[row].code or "") for row in roots), default=0)
    outer = tuple(row for row in roots if len(sheet.lines[row].code or "") == shortest)
    is_classified = all(CODE.fullmatch(sheet.lines[row].code or "") for row in roots)
    ways = [roots, (*roots, *others), others, tuple(people), tuple(row for row in others if row not in owned)]
    ways.append(outer)  # a misprinted code has no row above it
    yield tuple(
        Rule(
            Kind.TOTAL,
            f"{sheet.lines[whole].name} = {len(way)} 行之和",
            whole,
            way,
            certain=place == 0 and not others and is_classified,
        )
        for place, way in enumerate(ways)
        if way
    )


def _is_total(sheet: Sheet, row: int) -> bool:
    line = sheet.lines[row]
    return not line.code and (line.kind in ENDS or bool(TOTAL_NAME.match(sheet.names[row])))


def _block(sheet: Sheet, rows: Sequence[int], row: int) -> list[int]:
    """The coded rows after a row without code, up to the next such row."""
    own = []
    for other in rows[rows.index(row) + 1 :]:
        if not sheet.lines[other].code:
            break
        own.append(other)
    return own


def _items_after(sheet: Sheet, rows: Sequence[int], row: int) -> tuple[int, ...]:
    """The rows without code right after a coded one: its projects."""
    own = []
    for other in rows[rows.index(row) + 1 :]:
        if sheet.lines[other].code or _is_total(sheet, other):
            break
        own.append(other)
    return tuple(own)


def _lists(sheet: Sheet) -> Iterator[Choice]:
    """Rows by name, one side of 收支总表 or a list: 本年合计 and 总计, and a numbered row with the rows numbered below it."""
    if is_horizontal(sheet.table.columns):
        return
    ends: list[tuple[Side | None, int]] = []
    for panel in sheet.panels():
        if any(sheet.lines[row].code for row in panel) and not sheet.lines[panel[0]].side:
            continue
        wholes = [row for row in panel if _is_total(sheet, row)]
        years = [row for row in wholes if _is_year(sheet, row)] or wholes[:-1]
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
        kind = Kind.TOTAL if year is None else Kind.YEAR
        yield _ways(sheet, kind, end, body, sure=sheet.lines[end].side is not None)
        if year is not None:
            between = [row for row in panel if year < row < total and row not in years]
            yield _on_top(sheet, total, year, between)
    yield from _balance(sheet, ends)


def _is_year(sheet: Sheet, row: int) -> bool:
    return sheet.lines[row].kind in YEARS or bool(YEAR_NAME.match(sheet.names[row]))


def _level(name: str) -> int | None:
    """How deep the numbering of a row stands; None where it has none."""
    return next((depth for depth, pattern in enumerate(LEVELS) if pattern.match(name)), None)


def _ways(sheet: Sheet, kind: Kind, whole: int, body: Sequence[int], sure: bool) -> Choice:
    """A whole as the sum of the outermost rows of `body`."""
    levels = {row: _level(sheet.names[row]) for row in body}
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
        Rule(
            kind,
            f"{name} = {len(way)} 行之和",
            whole,
            way,
            certain=sure and place == 0 and not filled and len(way) > 1,
        )
        for place, way in enumerate(ways)
        if way
    )


def _on_top(sheet: Sheet, total: int, year: int, between: Sequence[int]) -> Choice:
    """总计 = 本年合计 + 上年结转 and the like, which may name its own parts below it."""
    ways: list[tuple[int, ...]] = []
    levels = [level for row in between if (level := _level(sheet.names[row])) is not None]
    plain = tuple(row for row in between if _level(sheet.names[row]) is None)
    tops = tuple(row for row in between if _level(sheet.names[row]) == min(levels, default=None))
    known = tuple(row for row in plain if OF_CARRYOVER.search(sheet.names[row]))
    for way in (plain, tops, known, (*plain, *tops), _arranged(sheet, between).roots, ()):
        if way not in ways:
            ways.append(way)
    certain = all(OF_CARRYOVER.search(sheet.names[row]) for row in between) and len(between) < 2
    return tuple(
        Rule(
            Kind.GRAND,
            f"{sheet.lines[total].name} = {sheet.lines[year].name} + 结转等",
            total,
            (year, *way),
            certain=certain,
        )
        for way in ways
    )


def _inner(sheet: Sheet, panel: Sequence[int]) -> Iterator[Choice]:
    """A numbered row and the rows numbered right below it."""
    for place, row in enumerate(panel):
        own = _level(sheet.names[row])
        parts: list[int] = []
        depth: int | None = None
        for other in panel[place + 1 :] if own is not None else ():
            at = _level(sheet.names[other])
            if at is None or own is None or at <= own:
                break
            depth = at if depth is None else depth
            if at == depth and not OF_WHICH.match(sheet.names[other]):
                parts.append(other)
        if parts:
            sure = {sheet.lines[part].kind for part in parts} >= FUNDS
            words = f"{sheet.lines[row].name} = 其下 {len(parts)} 行"
            yield (Rule(Kind.INNER, words, row, tuple(parts), certain=sure),)
    if not any(sheet.lines[row].side or _level(sheet.names[row]) is not None for row in panel):
        plain = [row for row in panel if not _is_total(sheet, row)]
        for row, below in _arranged(sheet, plain).below.items():
            if len(below) > 1:
                words = f"{sheet.lines[row].name} = 其下 {len(below)} 行"
                yield (Rule(Kind.INNER, words, row, below, certain=False),)


@dataclass(frozen=True, slots=True)
class _Arranged:
    """Rows that only their amounts arrange (names by indentation): the outermost, and those right below a row."""

    roots: tuple[int, ...]
    below: Mapping[int, tuple[int, ...]]


def _arranged(sheet: Sheet, rows: Sequence[int]) -> _Arranged:
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


def _prefix(sheet: Sheet, vector: Sequence[int], forest: Sequence[tuple[int, Sequence[int]]]) -> int:
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


def _balance(sheet: Sheet, ends: Sequence[tuple[Side | None, int]]) -> Iterator[Choice]:
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
                    Rule(Kind.BALANCE, words, first, (row,), certain=side is Side.EXPENDITURE, pairs=pairs),
                )


def _grand(sheet: Sheet, row: int) -> dict[Basis | None, int]:
    """The place of the amount of a 总计 that counts everything, by what kind of number it is."""
    found: dict[Basis | None, int] = {}
    for column, place in sheet.places[row].items():
        printed = sheet.table.columns[column]
        if printed.measure is Measure.TOTAL:
            found.setdefault(printed.basis, place)
    return found


def _columns(sheet: Sheet) -> Iterator[Choice]:
    """A column that sums up others: as the groups of headings and the measures say, else as nearly all rows show."""
    groups = _by_headings(sheet)
    inner = {part: whole for whole, parts, _ in groups for part in parts}
    for whole, parts, certain in groups:
        along = _along(sheet, Kind.COLUMNS, whole, parts, certain=certain)
        yield (along, *_learned(sheet, whole, parts, inner))
    explained = {whole for whole, _, _ in groups}
    for whole in sheet.adding:
        if whole not in explained:
            choice = tuple(_learned(sheet, whole, (), inner))
            if choice:
                yield choice


def _along(
    sheet: Sheet,
    kind: Kind,
    whole: int,
    parts: Sequence[int],
    minus: Sequence[int] = (),
    certain: bool = True,
) -> Rule:
    def name(column: int) -> str:
        heading = sheet.table.columns[column].heading
        return heading[-1] if heading else f"第{column + 1}列"

    words = f"{name(whole)} = {' + '.join(name(part) for part in parts)}"
    words += "".join(f" − {name(part)}" for part in minus)
    return Rule(kind, words, whole, tuple(parts), tuple(minus), along=True, certain=certain)


def _by_headings(sheet: Sheet) -> list[tuple[int, tuple[int, ...], bool]]:
    """(whole, parts, certain) of every group of headings with a total in it."""
    found: list[tuple[int, tuple[int, ...], bool]] = []
    for _, side in groupby(sheet.adding, key=lambda i: (sheet.table.columns[i].side, _panel_of(sheet, i))):
        _walk(sheet, list(side), 0, found)
    return found


def _panel_of(sheet: Sheet, column: int) -> int:
    """How many columns of words stand left of a column: amounts of one panel have the same number."""
    return sum(other.role in ("code", "name") for other in sheet.table.columns[:column])


def _walk(
    sheet: Sheet, columns: Sequence[int], depth: int, found: list[tuple[int, tuple[int, ...], bool]]
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


def _learned(sheet: Sheet, whole: int, known: Sequence[int], inner: Mapping[int, int]) -> Iterator[Rule]:
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
                yield _along(sheet, Kind.COLUMNS, whole, parts, certain=False)
        elif taken > 1:
            del forest[:taken]
        forest.insert(0, column)


def _value(sheet: Sheet, at: tuple[int, int] | None) -> int:
    return (sheet.values[at[0]][at[1]] or 0) if at is not None else 0


def _movements(sheet: Sheet) -> Iterator[Choice]:
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
                _along(sheet, Kind.CHANGE, changes[0], (this,), (last,), certain=False)
                for this, last in (years, reversed(years))
            )
    by_measure = {
        measure: [i for i in sheet.adding if columns[i].measure is measure]
        for measure in (Measure.CLOSING_CARRYOVER, Measure.CARRYOVER, Measure.SUBTOTAL, Measure.TOTAL)
    }
    if all(len(found) == 1 for found in by_measure.values()):
        closing, opening, revenue, spent = (found[0] for found in by_measure.values())
        yield (_along(sheet, Kind.CARRYOVER, closing, (opening, revenue), (spent,), certain=False),)


def _three_public(sheet: Sheet) -> Iterator[Choice]:
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
                Rule(
                    Kind.THREE_PUBLIC,
                    f"{whole.label} = {' + '.join(kind.label for kind in way)}",
                    by_kind[whole],
                    tuple(by_kind[kind] for kind in way),
                    certain=not meetings,
                )
                for way in known
            )


FINDERS: tuple[Callable[[Sheet], Iterator[Choice]], ...] = (
    _codes,
    _totals,
    _three_public,
    _lists,
    _columns,
    _movements,
)
"""Every kind of identity; one that two of them find counts once, as the first has it."""
