"""Sums down the two sides of 收支总表 and 财政拨款收支总表: 本年收入合计, 收入总计, 本年支出合计, 支出总计, and the two 总计."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosures.parsing.normalise import key
from disclosures.vocabulary import TWO_SIDED, Measure, RowKind, Side

from . import terms
from .results import Result
from .subject import Sheet, Spot, Subject, remembered
from .sums import Sum

BESIDE = "除编号的各行外，另有填数的行，不能确定合计包括哪些行"
SOURCES = frozenset(
    {
        RowKind.GENERAL_PUBLIC, RowKind.GOVERNMENT_FUNDS, RowKind.STATE_CAPITAL, RowKind.SPECIAL_ACCOUNT,
        RowKind.SERVICE_REVENUE, RowKind.BUSINESS_REVENUE, RowKind.SUPERIOR_SUBSIDY,
        RowKind.SUBSIDIARY_REMITTANCE, RowKind.OTHER_REVENUE,
    }
)  # fmt: skip
CARRIED_MEASURES = (Measure.CARRYOVER, Measure.CLOSING_CARRYOVER)
CARRYOVERS = (RowKind.OPENING_CARRYOVER, RowKind.CLOSING_CARRYOVER)


@remembered
def carried(subject: Subject) -> frozenset[Decimal]:
    """The amounts that the statements print as carried over, in or out, and those that these consist of."""
    found: set[Decimal] = set()
    for sheet in subject.sheets:
        rows: set[int] = set()
        begun: set[Side | None] = set()  # the sides on which a carryover was told
        for row, line in enumerate(sheet.lines):
            name = key(line.name)
            if line.kind in CARRYOVERS or terms.CARRIED.search(name):
                begun.add(line.side)
                rows.add(row)
            elif line.side in begun and terms.PART_OF_CARRYOVER.match(name):
                rows.add(row)
        found |= {
            abs(figure.yuan)
            for (row, column), figure in sheet.figures.items()
            if figure.yuan
            and (
                row in rows
                or figure.column.measure in CARRIED_MEASURES
                or terms.CARRIED.search("/".join(sheet.table.columns[column].heading))
            )
        }
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Half:
    """One side of a statement, rows as places in its lines.

    `body` are the rows up to the sum of the year, `year` that sum, `between` the rows from there to `total`.
    """

    side: Side
    body: tuple[int, ...]
    year: int | None
    between: tuple[int, ...]
    total: int | None


YEAR_OF = {Side.REVENUE: RowKind.REVENUE_THIS_YEAR, Side.EXPENDITURE: RowKind.EXPENDITURE_THIS_YEAR}
TOTAL_OF = {Side.REVENUE: RowKind.REVENUE_TOTAL, Side.EXPENDITURE: RowKind.EXPENDITURE_TOTAL}


@remembered
def half(sheet: Sheet, side: Side) -> Half:
    """One side taken apart. Of several rows that call themselves the total the last one is; one before it sums the year."""
    rows = [row for row, line in enumerate(sheet.lines) if line.side is side]
    totals = [row for row in rows if sheet.lines[row].kind is TOTAL_OF[side]]
    years = [row for row in rows if sheet.lines[row].kind is YEAR_OF[side]] or totals[:-1]
    year, total = (years[0] if years else None), (totals[-1] if totals else None)
    end = year if year is not None else total
    body = tuple(row for row in rows if end is None or row < end)
    between = tuple(row for row in rows if year is not None and row > year and (total is None or row < total))
    if year is None:
        between = tuple(row for row in body if sheet.lines[row].kind in CARRYOVERS)
        body = tuple(row for row in body if row not in between)
    return Half(side, body, year, between, total)


@remembered
def level(sheet: Sheet, row: int) -> int | None:
    """How deep the numbering of a row stands; None where it has none."""
    name = key(sheet.lines[row].name)
    return next((depth for depth, pattern in enumerate(terms.LEVELS) if pattern.match(name)), None)


def outer(sheet: Sheet, rows: Sequence[int]) -> tuple[list[int], list[int]]:
    """Rows that make up a whole, and rows that belong to nothing known. Rows inside another and 其中 are left out."""
    levels = {row: level(sheet, row) for row in rows}
    # Where nothing is numbered, what is known by name makes up the whole.
    top = min((depth for depth in levels.values() if depth is not None), default=None)
    mains = [row for row in rows if levels[row] is not None and levels[row] == top]
    loose = [
        row
        for row in rows
        if levels[row] is None
        and not terms.OF_WHICH.match(key(sheet.lines[row].name))
        and sheet.lines[row].name
    ]
    return mains, loose


def inner(sheet: Sheet, rows: Sequence[int], row: int) -> list[int]:
    """The rows numbered right below `row`."""
    own = level(sheet, row)
    found: list[int] = []
    depth: int | None = None
    for other in rows[list(rows).index(row) + 1 :]:
        at = level(sheet, other)
        if at is None or own is None or at <= own:
            break
        depth = at if depth is None else depth
        if at == depth and not terms.OF_WHICH.match(key(sheet.lines[other].name)):
            found.append(other)
    return found


def whole_spot(sheet: Sheet, row: int, column: int) -> Spot | None:
    """Where a sum stands: in the column of its parts, or in the only column its row has."""
    spot = sheet.spot(row, column)
    if spot is not None:
        return spot
    own = [cell.column for cell in sheet.lines[row].cells]
    return sheet.spot(row, own[0]) if len(own) == 1 else None


def columns(sheet: Sheet, rows: Sequence[int]) -> list[int]:
    """The columns of amounts that some of these rows have, left to right."""
    return sorted({cell.column for row in rows for cell in sheet.lines[row].cells} & set(sheet.adding))


def year_sums(subject: Subject, check: str, side: Side, label: str) -> Iterator[Result]:
    """本年收入合计 (支出合计) against the numbered rows above it; 收入总计 where no sum of the year is printed."""
    for sheet in subject.sheets_of(*TWO_SIDED):
        parted = half(sheet, side)
        end = parted.year if parted.year is not None else parted.total
        if end is None:
            continue
        mains, loose = outer(sheet, parted.body)
        also = parted.between if parted.year is None else ()
        for column in columns(sheet, parted.body):
            whole = whole_spot(sheet, end, column)
            if whole is None:
                continue
            beside = any((row, column) in sheet.figures for row in loose)
            yield from Sum(
                check, subject.index, whole, sheet.spots([*mains, *also], column), sheet.lines[end].name, label,
                certain=not beside, why=BESIDE, blank_parts=any((row, column) in sheet.figures for row in mains),
                blank_whole=any(row == end for row, _ in sheet.figures),
            ).results()  # fmt: skip


def use_sums(subject: Subject, check: str) -> Iterator[Result]:
    """支出合计 against 基本支出, 项目支出, 单位预留机动经费 under 支出用途."""
    for sheet in subject.sheets_of(*TWO_SIDED):
        parted = half(sheet, Side.EXPENDITURE)
        end = parted.year if parted.year is not None else parted.total
        uses = [row for row, line in enumerate(sheet.lines) if line.side is Side.USE and not line.kind]
        if end is None or not uses:
            continue
        mains, loose = outer(sheet, uses)
        for column in columns(sheet, uses):
            whole = whole_spot(sheet, end, column)
            if whole is None:
                continue
            beside = any((row, column) in sheet.figures for row in loose)
            yield from Sum(
                check, subject.index, whole, sheet.spots(mains, column), sheet.lines[end].name, "支出用途各项之和",
                certain=not beside, why=BESIDE,
            ).results()  # fmt: skip


def total_sums(subject: Subject, check: str, side: Side, label: str) -> Iterator[Result]:
    """收入总计 (支出总计) against the sum of the year and the rows between them, as carryover."""
    for sheet in subject.sheets_of(*TWO_SIDED):
        parted = half(sheet, side)
        if parted.year is None or parted.total is None:
            continue
        mains, loose = outer(sheet, _without_parts(sheet, parted.between))
        # Rows without numbering between the two sums are the carryover itself; numbered ones after it its parts.
        added = loose or mains
        strange = any(
            row in added and not terms.OF_CARRYOVER.search(key(sheet.lines[row].name))
            for row, _ in sheet.figures
        )
        for column in columns(sheet, [parted.year]):
            whole = whole_spot(sheet, parted.total, column)
            if whole is None:
                continue
            yield from Sum(
                check, subject.index, whole, sheet.spots([parted.year, *added], column),
                sheet.lines[parted.total].name, label,
                certain=not strange and not (loose and _numbered_first(parted.between, mains, loose)), why=BESIDE,
                blank_parts=False, blank_whole=any(row == parted.total for row, _ in sheet.figures),
            ).results()  # fmt: skip


def _without_parts(sheet: Sheet, rows: Sequence[int]) -> list[int]:
    """Funds, and kinds of expenditure, named under a carryover are its parts."""
    kept: list[int] = []
    carried = False
    for row in rows:
        if not (carried and terms.PART_OF_CARRYOVER.match(key(sheet.lines[row].name))):
            kept.append(row)
        carried |= sheet.lines[row].kind in CARRYOVERS
    return kept


def _numbered_first(between: Sequence[int], mains: Sequence[int], loose: Sequence[int]) -> bool:
    """A numbered row before any other is no part of a carryover."""
    return bool(mains) and mains[0] < loose[0]


def balance(subject: Subject, check: str) -> Iterator[Result]:
    """收入总计 = 支出总计."""
    for sheet in subject.sheets_of(*TWO_SIDED):
        revenue, expenditure = half(sheet, Side.REVENUE).total, half(sheet, Side.EXPENDITURE).total
        if revenue is None or expenditure is None:
            continue
        left, right = _grand(sheet, revenue), _grand(sheet, expenditure)
        for name in left.keys() & right.keys():
            if left[name].figure is not None and right[name].figure is not None:
                yield from Sum(
                    check, subject.index, left[name], [right[name]],
                    sheet.lines[revenue].name, sheet.lines[expenditure].name,
                ).results()  # fmt: skip


def _grand(sheet: Sheet, row: int) -> dict[tuple[str, ...], Spot]:
    """The amounts of a 总计 that count everything, by what kind of number they are (预算数, 决算数)."""
    found: dict[tuple[str, ...], Spot] = {}
    for column in columns(sheet, [row]):
        printed = sheet.table.columns[column]
        spot = sheet.spot(row, column)
        if printed.measure is Measure.TOTAL and spot is not None:
            found.setdefault((printed.basis.value if printed.basis else "",), spot)
    return found


def lines_of_parts(subject: Subject, check: str) -> Iterator[Result]:
    """一、财政拨款收入 = 1.一般公共预算 + 2.政府性基金 + 3.国有资本: rows numbered below a row."""
    for sheet in subject.sheets_of(*TWO_SIDED):
        for side in (Side.REVENUE, Side.EXPENDITURE):
            rows = [row for row, line in enumerate(sheet.lines) if line.side is side]
            for row in half(sheet, side).body:
                parts = inner(sheet, rows, row)
                kinds = {sheet.lines[part].kind for part in parts}
                funds = {RowKind.GENERAL_PUBLIC, RowKind.GOVERNMENT_FUNDS} <= kinds
                for column in columns(sheet, [row]) if len(parts) > 1 else ():
                    whole = sheet.spot(row, column)
                    if whole is not None:
                        yield from Sum(
                            check, subject.index, whole, sheet.spots(parts, column),
                            f"“{sheet.lines[row].name}”", "其下各行之和", certain=funds,
                            blank_parts=False,
                        ).results()  # fmt: skip


def lists(subject: Subject, check: str) -> Iterator[Result]:
    """收入总表 as a list of sources (江苏): 收入总计 = Σ小计."""
    for sheet in subject.sheets:
        if any(line.code or line.side for line in sheet.lines):
            continue
        totals = [row for row, line in enumerate(sheet.lines) if line.kind is RowKind.REVENUE_TOTAL]
        parts = [row for row, line in enumerate(sheet.lines) if key(line.name) == "小计"]
        if len(totals) != 1 or len(parts) < 2:
            continue
        for column in columns(sheet, totals):
            whole = sheet.spot(totals[0], column)
            if whole is not None:
                yield from Sum(
                    check,
                    subject.index,
                    whole,
                    sheet.spots(parts, column),
                    sheet.lines[totals[0]].name,
                    "各项小计之和",
                ).results()
