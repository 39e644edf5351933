"""The arithmetic of a statement, used to flag a doubtful reading; never to change one.

A sum that does not hold may be a slip of the reader or of the document: the note asks a person to look. Tolerance is
half a last printed digit for every part and the whole, as rounding can account for no more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures.parsing.normalise import SCALES, key
from disclosures.parsing.records import Note, StatementCell, StatementLine, StatementTable
from disclosures.vocabulary import RowKind, Side

LEVELS = {7: 5, 5: 3}
"""Length of an item's or section's functional code → length of its parent's; economic codes have 5 and 3 digits."""


AMOUNT = re.compile(r"\d[\d,]*\.\d\d(?!\d)")


def doubts(table: StatementTable) -> Iterator[Note]:
    """A note for every printed amount that is not the sum of the printed amounts it is made of, and for every name
    that holds an amount: of a table without rules two columns may have been taken for one."""
    for line in table.lines:
        if AMOUNT.search(key(line.name)):
            said = f"“{table.title}”第{line.row}行的名称“{line.name}”里有金额，可能有两栏没有分开，请对照原件"
            yield Note("amount-in-name", said, line.page)
    for column in range(len(table.columns)):
        rows = [
            (line, cell)
            for line in table.lines
            for cell in line.cells
            if cell.column == column and cell.yuan is not None
        ]
        yield from _tree(table, rows)
        yield from _categories(table, rows)


Row = tuple[StatementLine, StatementCell]


def _tree(table: StatementTable, rows: Sequence[Row]) -> Iterator[Note]:
    """Code trees: section = Σ items, category = Σ sections, 合计 = Σ categories."""
    coded = [row for row in rows if row[0].code]
    for whole in coded:
        code = whole[0].code or ""
        parts = [
            part
            for part in coded
            if LEVELS.get(len(part[0].code or "")) == len(code) and (part[0].code or "").startswith(code)
        ]
        if parts:
            yield from _compare(table, whole, parts)
    roots = [row for row in coded if len(row[0].code or "") == 3]
    totals = [row for row in rows if row[0].kind is RowKind.TOTAL and not row[0].code]
    if roots and len(totals) == 1:
        yield from _compare(table, totals[0], roots)


def _categories(table: StatementTable, rows: Sequence[Row]) -> Iterator[Note]:
    """收支总表: 本年支出合计 = Σ categories."""
    parts = [row for row in rows if row[0].category_code and row[0].side is Side.EXPENDITURE]
    for whole in rows:
        if whole[0].kind is RowKind.EXPENDITURE_THIS_YEAR and len(parts) > 1:
            yield from _compare(table, whole, parts)


def _compare(table: StatementTable, whole: Row, parts: Sequence[Row]) -> Iterator[Note]:
    line, cell = whole
    total = sum((part.yuan for _, part in parts if part.yuan is not None), Decimal(0))
    if cell.yuan is None or abs(total - cell.yuan) <= tolerance(table, [cell, *(part for _, part in parts)]):
        return
    printed = "/".join(table.columns[cell.column].heading)
    unit = Decimal(SCALES[table.printed_unit or "元"])
    yield Note(
        "sum-differs",
        f"“{table.title}”“{line.name}”{printed} 读作 {cell.printed}，其下 {len(parts)} 行之和为 {total / unit:f}，请对照原件",
        cell.page,
    )


def tolerance(table: StatementTable, cells: Sequence[StatementCell]) -> Decimal:
    """Half a last printed digit for each number that takes part, in yuan."""
    scale = SCALES[table.printed_unit or "元"]
    halves = (Decimal(scale) / (2 * 10 ** _decimals(cell.printed)) for cell in cells)
    return sum(halves, Decimal(0))


def _decimals(printed: str) -> int:
    _, point, fraction = key(printed).rstrip(")").partition(".")
    return len(fraction) if point else 0
