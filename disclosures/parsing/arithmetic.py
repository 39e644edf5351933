"""A statement as numbers, and the sums it is asked for. What sums there are, `identities` finds.

An identity is trivial, and proves nothing, where all is 0, and where all its numbers are small and whole, as serials,
column numbers and heads counted are: those add up by accident. A sum with a single part that is not 0 counts: the same
amount was read at two places. Amounts are whole mills (thousandths of a yuan) here: half a cent is the smallest rounding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from disclosures.parsing.columns import is_horizontal
from disclosures.parsing.normalise import SCALES, key
from disclosures.parsing.records import StatementTable
from disclosures.vocabulary import CellState, RowKind, Term


class IdentityKind(Term):
    """What an identity adds up."""

    CODES = "codes", "上级科目 = 其下各科目之和"
    TOTAL = "total", "合计 = 各行之和"
    YEAR = "year", "本年合计 = 各行之和"
    GRAND = "grand", "总计 = 本年合计 + 结转等"
    INNER = "inner", "一行 = 其下各行之和"
    BALANCE = "balance", "收入总计 = 支出总计"
    COLUMNS = "columns", "一行的合计 = 各列之和"
    CHANGE = "change", "增减 = 本年 − 上年"
    CARRYOVER = "carryover", "年末结转 = 年初结转 + 收入 − 支出"
    THREE_PUBLIC = "three_public", "“三公”经费 = 各项之和"
    ACROSS = "across", "同一数字在另一张表"


class At(NamedTuple):
    """A cell: the place of its table among those looked at together, of its line, and of the cell in the line."""

    table: int
    line: int
    cell: int


@dataclass(frozen=True, slots=True)
class Identity:
    """`whole` should be the sum of `parts` less that of `minus`. `words` is the rule, the same for all it was found by."""

    kind: IdentityKind
    words: str
    whole: At
    parts: tuple[At, ...]
    minus: tuple[At, ...]
    difference: Decimal
    holds: bool
    trivial: bool

    @property
    def cells(self) -> tuple[At, ...]:
        return (self.whole, *self.parts, *self.minus)


def score(found: Iterable[Identity]) -> tuple[int, int]:
    """How many identities hold and how many fail, trivial ones aside: what a reading is chosen by."""
    counts = Counter(identity.holds for identity in found if not identity.trivial)
    return counts[True], counts[False]


NO_SUM = re.compile(r"%|比例|比重|占比|比率|增长率|增幅|百分|率$|单价|数量|人数|面积|编制|次数|批次|车辆数")
"""Headings of columns whose numbers are no amounts to add up."""
NEARLY_ALL = 0.8
"""A rule that no heading states is taken for one of the table where so many of its sums hold, and at least:"""
ENOUGH = 3
SMALL = 3
"""Whole numbers of no more characters may be serials or heads counted."""
COMMON = 5
"""Decimals count as the form of a table where at least one of so many of its amounts prints them."""


Cell = tuple[int, int]
"""The place of a line, and that of a cell in it."""
ENDS = frozenset(
    {
        RowKind.REVENUE_THIS_YEAR,
        RowKind.EXPENDITURE_THIS_YEAR,
        RowKind.REVENUE_TOTAL,
        RowKind.EXPENDITURE_TOTAL,
        RowKind.TOTAL,
    }
)
"""Rows that sum up others."""


@dataclass(frozen=True, slots=True)
class SumRule:
    """A whole and its parts, as lines (the sum goes down a column) or as columns (it goes along a row).

    `certain`: the form guarantees it, so that a sum that fails means something; else only sums that hold are said.
    `pairs`: the cells themselves, where lines and columns do not say which belong together.
    """

    kind: IdentityKind
    words: str
    whole: int
    parts: tuple[int, ...]
    minus: tuple[int, ...] = ()
    along: bool = False
    certain: bool = True
    pairs: tuple[tuple[Cell, Cell], ...] = ()

    @property
    def may_fail(self) -> bool:
        """A column that is the sum of one other may have lost its neighbours with their headings."""
        return not self.along or len(self.parts) + len(self.minus) > 1


Choice = tuple[SumRule, ...]
"""Ways to make up the same whole, the likeliest first: the first that holds is the one."""


class StatementAmounts:
    """The amounts of one statement in mills, by line and cell."""

    def __init__(self, index: int, table: StatementTable) -> None:
        self.index = index
        self.table = table
        self.lines = table.lines
        self.names = [key(line.name) for line in table.lines]
        scale = SCALES.get(table.printed_unit or "元", 1)
        usual = _usual_decimals(table)
        self.half = max(scale * 500 // 10**usual, 5)
        halves = [max(scale * 500 // 10 ** max(digits, usual), 5) for digits in range(12)]
        adding = [
            column.role == "amount" and not NO_SUM.search(key("/".join(column.heading)))
            for column in table.columns
        ]
        self.adding = tuple(i for i, adds in enumerate(adding) if adds)
        self.values: list[list[int | None]] = []
        self.halves: list[list[int]] = []
        self.places: list[dict[int, int]] = []
        self.firm: list[list[bool]] = []
        self.unread: set[Cell] = set()
        for row, line in enumerate(table.lines):
            values: list[int | None] = []
            half: list[int] = []
            firm: list[bool] = []
            for place, cell in enumerate(line.cells):
                yuan = cell.yuan
                values.append(None if yuan is None else int(yuan * 1000))
                half.append(halves[min(_decimals(cell.printed), 11)] if yuan else 0)
                firm.append(bool(yuan) and ("." in cell.printed or len(cell.printed) > SMALL))
                if cell.state is CellState.UNREADABLE:
                    self.unread.add((row, place))
            self.values.append(values)
            self.halves.append(half)
            self.firm.append(firm)
            self.places.append(
                {cell.column: place for place, cell in enumerate(line.cells) if adding[cell.column]}
            )

    def at(self, line: int, column: int, place: int) -> Cell | None:
        """The cell of a line in a column; in a panel that stands beside, the cell at the same place."""
        found = self.places[line].get(column)
        if found is not None:
            return line, found
        cells = self.lines[line].cells
        if len(cells) == 1 and cells[0].column in self.places[line]:
            return line, 0
        if (
            place < len(cells)
            and column not in self.places[line]
            and cells[place].column in self.places[line]
        ):
            return line, place
        return None

    @cached_property
    def records(self) -> list[dict[int, Cell]]:
        """Column → cell of every record: a line, or all lines of a row where items stand side by side."""
        if not is_horizontal(self.table.columns):
            return [
                {column: (row, place) for column, place in places.items()}
                for row, places in enumerate(self.places)
            ]
        rows: dict[int, dict[int, Cell]] = {}
        for row, line in enumerate(self.lines):
            rows.setdefault(line.row, {}).update(
                {column: (row, place) for column, place in self.places[row].items()}
            )
        return list(rows.values())

    def panels(self) -> list[list[int]]:
        """The lines of every panel, from top to bottom. A panel of totals alone belongs to another of its side."""
        by_columns: dict[tuple[int, ...], list[int]] = {}
        for row, line in enumerate(self.lines):
            columns = tuple(self.places[row]) or tuple(cell.column for cell in line.cells)
            by_columns.setdefault(columns, []).append(row)
        found: list[list[int]] = []
        for rows in by_columns.values():
            home = None
            if found and all(self.lines[row].kind in ENDS for row in rows):
                side = self.lines[rows[0]].side
                home = next((panel for panel in found if self.lines[panel[0]].side is side), None)
            if home is None:
                found.append(rows)
            else:
                home.extend(rows)
                home.sort()
        return found

    def evaluated(self, rule: SumRule) -> list[Identity]:
        """The rule in every column, or in every row."""
        found = [self.summed(rule, whole, [part], []) for whole, part in rule.pairs]
        if rule.pairs:
            pass
        elif rule.along:
            for record in self.records:
                whole = record.get(rule.whole)
                if whole is not None:
                    parts = [at for column in rule.parts if (at := record.get(column)) is not None]
                    minus = [at for column in rule.minus if (at := record.get(column)) is not None]
                    found.append(self.summed(rule, whole, parts, minus))
        else:
            for place, cell in enumerate(self.lines[rule.whole].cells):
                if cell.column in self.places[rule.whole]:
                    parts = [
                        at for line in rule.parts if (at := self.at(line, cell.column, place)) is not None
                    ]
                    found.append(self.summed(rule, (rule.whole, place), parts, []))
        return [identity for identity in found if identity is not None]

    def summed(
        self,
        rule: SumRule,
        whole: Cell,
        parts: Sequence[Cell],
        minus: Sequence[Cell],
    ) -> Identity | None:
        """One sum; None where the whole or every part is blank, or something was not read."""
        total = self.values[whole[0]][whole[1]]
        both = (*parts, *minus)
        if total is None or not both:
            return None
        added = 0
        slack = self.halves[whole[0]][whole[1]]
        printed = 0
        firm = self.firm[whole[0]][whole[1]]
        for sign, cells in ((1, parts), (-1, minus)):
            for line, place in cells:
                value = self.values[line][place]
                if value is None:
                    continue
                printed += 1
                if value:
                    added += sign * value
                    slack += self.halves[line][place]
                    firm = firm or self.firm[line][place]
        if not printed or (self.unread and not self.unread.isdisjoint((whole, *both))):
            return None
        difference = total - added
        index = self.index
        return Identity(
            rule.kind,
            rule.words,
            At(index, *whole),
            tuple([At(index, *at) for at in parts]),
            tuple([At(index, *at) for at in minus]),
            Decimal(difference) / 1000,
            abs(difference) <= slack,
            not firm,
        )


@lru_cache(maxsize=4096)
def _decimals(printed: str) -> int:
    _, point, fraction = key(printed).rstrip(")）").partition(".")
    return len(fraction) if point else 0


def _usual_decimals(table: StatementTable) -> int:
    """The decimals that the numbers of a table are given with: spreadsheets print 8.00 as 8, and that 8 is no rounded one."""
    counts = Counter(_decimals(cell.printed) for line in table.lines for cell in line.cells if cell.yuan)
    return max((n for n, count in counts.items() if count * COMMON >= counts.total()), default=0)


def chosen(sheet: StatementAmounts, choice: Choice) -> list[Identity]:
    """The first way to make up a whole that holds, trivial sums aside; else the one that holds best, if it is certain."""
    best: tuple[float, list[Identity]] | None = None
    for rule in choice:
        found = sheet.evaluated(rule)
        held, failed = score(found)
        if held and not failed:
            return found
        if not failed:
            best = best or (0.0, found)
        elif rule.may_fail and (rule.certain or (held >= ENOUGH and held >= NEARLY_ALL * (held + failed))):
            share = held / (held + failed)
            if best is None or share > best[0]:
                best = share, found
        elif held and best is None and not (rule.along and rule.may_fail):
            best = 0.0, [identity for identity in found if identity.holds]
    return best[1] if best else []
