"""One figure of a statement, found by what it means: the totals that several statements print."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.parsing.normalise import key
from disclosures.parsing.same import same_name
from disclosures.vocabulary import Basis, HeadlineItem, Measure, RowKind, Side, Stage, Statement

from . import sides, terms
from .subject import Sheet, Spot, Subject, remembered


@dataclass(frozen=True, slots=True)
class Where:
    """A figure: the row by its kind (or a row without code by its name), the column by its measure.

    `rows` are tried in turn. A statement that stands several times with amounts, or a row or column that does, is no
    certain place.
    """

    statement: Statement
    rows: tuple[RowKind, ...]
    measure: Measure = Measure.TOTAL
    side: Side | None = None
    name: str = ""


def where(item: HeadlineItem, statement: Statement) -> Where:
    """A headline item in one of the statements that print it: its rows there, and its column."""
    places = [place for place in item.standings() if place.statement is statement and place.rows]
    measure = places[0].measures[0]
    rows = dict.fromkeys(row for place in places if place.measures[0] is measure for row in place.rows)
    return Where(statement, tuple(rows), measure, places[0].side)


def sheet_of(subject: Subject, statement: Statement) -> Sheet | None:
    """The only table of a statement that prints amounts; one without amounts where there is no other."""
    sheets = subject.sheets_of(statement)
    filled = [sheet for sheet in sheets if sheet.figures]
    if len(filled) > 1:
        return None
    return filled[0] if filled else sheets[0] if len(sheets) == 1 else None


def find(subject: Subject, where: Where) -> Spot | None:
    """The place of a figure; None where it is not certain."""
    sheet = sheet_of(subject, where.statement)
    if sheet is None:
        return None
    column_of = column(sheet, where.measure, where.side, subject.disclosure.stage)
    for kind in where.rows:
        row = row_of(sheet, kind, where.side)
        if row is None:
            continue
        if column_of is not None and (spot := sheet.spot(row, column_of)):
            return spot
        own = sides.columns(sheet, [row])
        if where.measure is Measure.TOTAL and len(own) == 1:
            return sheet.spot(row, own[0])
    return None


def row_of(sheet: Sheet, kind: RowKind, side: Side | None) -> int | None:
    """The row of a kind: of totals the last, of others the first."""
    rows = [
        row
        for row, line in enumerate(sheet.lines)
        if line.kind is kind and not line.code and (side is None or line.side is side)
    ]
    if not rows:
        return None
    if kind is RowKind.TOTAL:
        return rows[0] if len(rows) == 1 else None
    return rows[-1] if kind in sides.TOTAL_OF.values() else rows[0]


BASES = {Stage.BUDGET: Basis.BUDGET, Stage.FINAL_ACCOUNTS: Basis.FINAL}


def column(sheet: Sheet, measure: Measure, side: Side | None, stage: Stage) -> int | None:
    """The column of a measure; where several are, the one that counts what this stage is about."""
    found = [
        i
        for i in sheet.amounts
        if sheet.table.columns[i].measure is measure
        and (side is None or sheet.table.columns[i].side in (side, None))
    ]
    if len(found) > 1:
        found = [i for i in found if sheet.table.columns[i].basis is BASES[stage]]
    if len(found) > 1:
        found = [i for i in found if terms.WHOLE_COLUMN.fullmatch(key(sheet.table.columns[i].heading[-1]))]
    return found[0] if len(found) == 1 else None


def total(subject: Subject, statement: Statement, measure: Measure = Measure.TOTAL) -> Spot | None:
    """合计 of a table by code."""
    return find(subject, Where(statement, (RowKind.TOTAL,), measure))


@remembered
def categories(
    subject: Subject, statement: Statement, measure: Measure, side: Side | None = None
) -> dict[str, Spot]:
    """Functional category → its place, printed codes before codes derived from names; codes that come again are left out."""
    sheet = sheet_of(subject, statement)
    if sheet is None:
        return {}
    where = column(sheet, measure, side, subject.disclosure.stage)
    if where is None:
        return {}
    found: dict[str, list[Spot]] = {}
    for row, line in enumerate(sheet.lines):
        code = line.code if side is None else (line.code or line.category_code)
        spot = sheet.spot(row, where)
        if code and len(code) == 3 and spot is not None and (side is None or line.side is side):
            found.setdefault(code, []).append(spot)
    return {code: spots[0] for code, spots in found.items() if len(spots) == 1}


def by_name(subject: Subject, statement: Statement, name: str) -> list[Spot]:
    """The amount of the only row without code that is called `name`, numbering aside."""
    sheet = sheet_of(subject, statement)
    if sheet is None:
        return []
    rows = [row for row, line in enumerate(sheet.lines) if not line.code and same_name(line.name, name)]
    columns = sides.columns(sheet, rows)
    spots = [spot for column in columns for spot in sheet.spots(rows, column) if spot.figure is not None]
    return spots if len(rows) == 1 and len(spots) == 1 else []
