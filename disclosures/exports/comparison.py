"""A comparison as an export: the same tables, in the same order, mode and unit, and what must be known about them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from disclosures.amounts import Unit, index_text, share_text
from disclosures.grids import Mode
from disclosures.queries.compare import Comparison
from disclosures.queries.pivot import PivotRow
from disclosures.queries.values import Value, difference

from .page import KINDS_OF_NOTHING, NAMES, common_facts, document_table, name_cells, placed, ratio_cell
from .sheets import (
    NO_DIFFERENCE,
    Cell,
    Export,
    Formula,
    Number,
    Table,
    amount_cell,
    change_cell,
    column_paths,
    words,
)


def comparison_export(found: Comparison, title: str, mode: Mode, unit: Unit, address: str) -> Export:
    """A comparison as its page shows it. Three queries beside those of the comparison."""
    grid = _CompareTables(found, mode, unit)
    tables = [
        _card(found),
        grid.table("headline", "主要数字", found.headline, found.expenditure_totals),
        grid.table("functional", f"按功能分类：{found.basis_word}", found.functional, found.totals),
        grid.table("economic", "按经济分类（基本支出）", found.economic, found.economic_totals),
        grid.table("three_public", "“三公”经费", found.three_public, found.expenditure_totals),
    ]
    facts = [
        *common_facts(address, unit),
        ("显示", f"{mode.label}；基准列 {found.columns[found.base].title}"),
        *(("共同口径", text) for text in found.card.common),
        *(("不宜比较", f"{item.what}：{item.reason}") for item in found.card.struck),
        ("空值", KINDS_OF_NOTHING),
    ]
    return placed(
        Export(
            title=title,
            address=address,
            facts=tuple(facts),
            documents=document_table(found.columns, address),
            tables=tuple(table for table in tables if table.rows),
        )
    )


def _card(found: Comparison) -> Table:
    return Table(
        key="card",
        title="能否直接比较",
        columns=column_paths(["口径", *(column.title for column in found.columns)]),
        rows=tuple(words(name, *(cell.text for cell in cells)) for name, cells in found.card.rows),
        sheet="比较",
    )


class _CompareTables:
    """The rows of a comparison in its mode; the differences of mode 金额 stand right of their amounts."""

    def __init__(self, found: Comparison, mode: Mode, unit: Unit) -> None:
        self.columns, self.base, self.mode, self.unit = found.columns, found.base, mode, unit
        self.has_difference = mode is Mode.AMOUNT and len(found.columns) <= 6
        self.column_of = {
            i: len(NAMES) + i + (sum(other != found.base for other in range(i)) if self.has_difference else 0)
            for i in range(len(found.columns))
        }

    def table(self, key: str, title: str, rows: Sequence[PivotRow], totals: Sequence[Value]) -> Table:
        is_amount = self.mode is Mode.AMOUNT
        note = {
            Mode.AMOUNT: f"单位：{self.unit.label}",
            Mode.SHARE: "占该列合计的比重（%）",
            Mode.DIFFERENCE: f"基准列为金额，其余为差额，单位：{self.unit.label}",
            Mode.RATIO: "基准列为金额，其余以基准列为 100",
        }.get(self.mode, self.mode.label)
        return Table(
            key=key,
            title=title,
            note=note,
            columns=tuple((name,) for name in self._head()),
            rows=tuple(self._row(row, totals) for row in rows),
            sheet="比较",
            unit=self.unit,
            amounts=() if is_amount else tuple(self._amounts(row) for row in rows),
            wholes=() if is_amount else (*words("底数", ""), *(amount_cell(v, self.unit) for v in totals)),
        )

    def _head(self) -> Iterable[str]:
        yield from NAMES
        for i, column in enumerate(self.columns):
            yield column.title + ("（基准）" if i == self.base else "")
            if self.has_difference and i != self.base:
                yield f"差额：{column.title}"

    def _row(self, row: PivotRow, totals: Sequence[Value]) -> tuple[Cell, ...]:
        cells = list(name_cells(row))
        base = row.values[self.base]
        for i, value in enumerate(row.values):
            cells.append(self._cell(value, base, i, totals))
            if self.has_difference and i != self.base:
                gap = difference(value, base)
                places = self.column_of[i], self.column_of[self.base]
                cells.append(words(NO_DIFFERENCE)[0] if gap is None else change_cell(gap, self.unit, *places))
        return tuple(cells)

    def _amounts(self, row: PivotRow) -> tuple[Cell, ...]:
        return (*name_cells(row), *(amount_cell(value, self.unit) for value in row.values))

    def _cell(self, value: Value, base: Value, place: int, totals: Sequence[Value]) -> Cell:
        """The same decisions as the page's grid takes; a test holds the two together."""
        if value.fen is None or self.mode is Mode.AMOUNT:
            return amount_cell(value, self.unit)
        left, right = self.column_of[place], self.column_of[self.base]
        if self.mode is Mode.SHARE:
            whole = totals[place].fen if totals else None
            text = share_text(value.fen, whole) if whole is not None else None
            return ratio_cell(text, Number.SHARE, value.fen, whole, Formula(left, left, 0))
        if place == self.base:
            return amount_cell(value, self.unit)
        if base.fen is None:
            return Cell(NO_DIFFERENCE)
        if self.mode is Mode.DIFFERENCE:
            return change_cell(value.fen - base.fen, self.unit, left, right)
        return ratio_cell(
            index_text(value.fen, base.fen), Number.INDEX, value.fen * 100, base.fen, Formula(left, right, 0)
        )
