"""The same amounts in the tables beside one another: totals, and what stands at the same code."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.parsing.arithmetic import At, Identity, IdentityKind, StatementAmounts
from disclosures.parsing.normalise import key
from disclosures.parsing.records import StatementLine, StatementTable
from disclosures.vocabulary import Basis, CodeKind, Measure, RowKind, Side, Statement, by_code


@dataclass(frozen=True, slots=True)
class _Where:
    """A figure by what it means: in the rows of one of these kinds, in the column of a measure."""

    statement: Statement
    rows: tuple[RowKind, ...]
    measure: Measure = Measure.TOTAL


REVENUE_ROWS = (RowKind.REVENUE_TOTAL,)
EXPENDITURE_ROWS = (RowKind.EXPENDITURE_TOTAL,)
SPENT_ROWS = (RowKind.EXPENDITURE_THIS_YEAR, RowKind.EXPENDITURE_TOTAL)
TOTAL_ROWS = (RowKind.TOTAL, RowKind.REVENUE_TOTAL, RowKind.EXPENDITURE_TOTAL, RowKind.EXPENDITURE_THIS_YEAR)
BASIC_TABLES = by_code(CodeKind.ECONOMIC, part=Measure.BASIC)

AGAIN: tuple[tuple[_Where, ...], ...] = (
    (
        _Where(Statement.REVENUE_AND_EXPENDITURE, REVENUE_ROWS),
        _Where(Statement.REVENUE, TOTAL_ROWS),
    ),
    (
        _Where(Statement.REVENUE_AND_EXPENDITURE, EXPENDITURE_ROWS),
        _Where(Statement.REVENUE_AND_EXPENDITURE, SPENT_ROWS[:1]),
        _Where(Statement.EXPENDITURE, TOTAL_ROWS),
    ),
    *(
        (
            _Where(Statement.FISCAL_APPROPRIATION, rows, measure),
            _Where(Statement.FISCAL_APPROPRIATION, rows),
            _Where(statement, TOTAL_ROWS),
            _Where(Statement.FISCAL_EXPENDITURE, TOTAL_ROWS, measure),
        )
        for statement, measure in (
            (Statement.GENERAL_PUBLIC_BUDGET, Measure.GENERAL_PUBLIC),
            (Statement.GOVERNMENT_FUNDS, Measure.GOVERNMENT_FUNDS),
            (Statement.STATE_CAPITAL, Measure.STATE_CAPITAL),
        )
        for rows in (SPENT_ROWS[:1], SPENT_ROWS[1:])
    ),
    (
        _Where(Statement.EXPENDITURE, TOTAL_ROWS, Measure.BASIC),
        _Where(Statement.GENERAL_PUBLIC_BUDGET, TOTAL_ROWS, Measure.BASIC),
        *(_Where(statement, TOTAL_ROWS) for statement in BASIC_TABLES),
    ),
    (
        _Where(Statement.EXPENDITURE, TOTAL_ROWS, Measure.PROJECT),
        _Where(Statement.GENERAL_PUBLIC_BUDGET, TOTAL_ROWS, Measure.PROJECT),
    ),
    *(
        tuple(
            _Where(statement, TOTAL_ROWS, measure)
            for statement in (Statement.EXPENDITURE, Statement.GENERAL_PUBLIC_BUDGET, *BASIC_TABLES)
        )
        for measure in (Measure.PERSONNEL, Measure.OPERATING)
    ),
)
"""The same amount in several tables, where an agency has no other fund: proof where it is the same, else nothing."""
BY_CODE = (
    *by_code(CodeKind.FUNCTIONAL),
    Statement.FISCAL_APPROPRIATION,
    *by_code(CodeKind.ECONOMIC),
)
COMPARED = (Measure.TOTAL, Measure.BASIC, Measure.PROJECT)


def across(tables: Sequence[StatementTable]) -> list[Identity]:
    """The same amounts in the tables beside one another: totals, and what stands at the same code."""
    return beside([StatementAmounts(index, table) for index, table in enumerate(tables)])


def beside(sheets: Sequence[StatementAmounts]) -> list[Identity]:
    found: list[Identity] = []
    for places in AGAIN:
        spots = [spot for place in places for sheet in sheets if (spot := _find(sheet, place)) is not None]
        found += _same(sheets, "各表合计相同", spots)
    by_code: dict[tuple[str, Measure], list[At]] = defaultdict(list)
    named = _codes_by_name(sheets)
    for sheet in sheets:
        if sheet.table.statement not in (*BY_CODE, Statement.REVENUE_AND_EXPENDITURE):
            continue
        coded = [_code_of(line, named) for line in sheet.lines]
        codes = Counter(coded)
        for measure in COMPARED:
            column = _column(sheet, measure)
            for row, code in enumerate(coded) if column is not None else ():
                place = sheet.places[row].get(column) if column is not None else None
                if code and codes[code] == 1 and place is not None and sheet.values[row][place]:
                    by_code[code, measure].append(At(sheet.index, row, place))
    for spots in by_code.values():
        found += _same(sheets, "各表同一科目相同", spots)
    return found


def _codes_by_name(sheets: Sequence[StatementAmounts]) -> dict[str, str]:
    """The functional codes by the names that each table prints for one of them alone."""
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for sheet in sheets:
        if sheet.table.statement in by_code(CodeKind.FUNCTIONAL):
            for line in sheet.lines:
                name = key(line.name)
                if line.code and found.setdefault(name, line.code) != line.code:
                    doubtful.add(name)
    return {name: code for name, code in found.items() if name not in doubtful}


def _code_of(line: StatementLine, named: Mapping[str, str]) -> str | None:
    """The code of a line; of one on the side of expenditure that prints none, the code that its name has elsewhere."""
    of_name = named.get(key(line.name)) if line.side is Side.EXPENDITURE else None
    return line.code or line.category_code or of_name


def _find(sheet: StatementAmounts, where: _Where) -> At | None:
    if sheet.table.statement is not where.statement:
        return None
    rows = [row for row, line in enumerate(sheet.lines) if line.kind in where.rows and not line.code]
    column = _column(sheet, where.measure)
    for row in rows:
        if where.rows != TOTAL_ROWS and len(sheet.places[row]) == 1 and where.measure is Measure.TOTAL:
            return At(sheet.index, row, next(iter(sheet.places[row].values())))
        if column is not None and column in sheet.places[row]:
            return At(sheet.index, row, sheet.places[row][column])
    return None


def _column(sheet: StatementAmounts, measure: Measure) -> int | None:
    """The only column of a measure, of this year; the first of a two-sided table's 支出 side."""
    columns = sheet.table.columns
    found = [i for i in sheet.adding if columns[i].measure is measure and columns[i].basis is not Basis.PRIOR]
    if len(found) > 1:
        found = [i for i in found if columns[i].basis is not Basis.BUDGET] or found
    sided = [i for i in found if columns[i].side is Side.EXPENDITURE]
    found = sided[:1] or found
    return found[0] if len(found) == 1 else None


def _same(sheets: Sequence[StatementAmounts], words: str, spots: Sequence[At]) -> Iterator[Identity]:
    """Every place against the first one that prints the same."""
    firsts: list[At] = []
    for spot in spots:
        for first in firsts:
            a, b = (sheets[at.table].values[at.line][at.cell] for at in (first, spot))
            slack = sum(sheets[at.table].halves[at.line][at.cell] for at in (first, spot))
            if first.table != spot.table and a and b and abs(a - b) <= slack:
                firm = sheets[spot.table].firm[spot.line][spot.cell]
                yield Identity(
                    IdentityKind.ACROSS, words, first, (spot,), (), Decimal(a - b) / 1000, True, not firm
                )
                break
        else:
            firsts.append(spot)
