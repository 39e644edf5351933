"""What a corrected file changed, as an export."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.presenting.exports.page import common_facts, document_table, placed
from disclosures.presenting.exports.sheets import (
    NO_DIFFERENCE,
    Export,
    ExportCell,
    ExportTable,
    amount_cell,
    change_cell,
    column_paths,
    words,
)
from disclosures.reading.version_changes import ChangedSide, ShownChange
from disclosures.vocabulary import Unit

from .facts import Changes

COLUMNS = ("改动", "表", "行", "栏", "更正前", "更正后", "差额")
BEFORE, AFTER = COLUMNS.index("更正前"), COLUMNS.index("更正后")


def changes_export(
    found: Changes, rows: Sequence[ShownChange], unit: Unit, title: str, address: str
) -> Export:
    """The changes that the page's filter chooses. Three more queries."""
    table = ExportTable(
        key="changes",
        title=title,
        note=f"单位：{unit.label}。差额 = 更正后 − 更正前，由本站算出。只对照各表，没有逐句对照说明文字。",
        columns=column_paths(COLUMNS),
        rows=tuple(_cells(row, unit) for row in rows),
        unit=unit,
    )
    facts = [*common_facts(address, unit), ("两份相同的数字", str(found.same))]
    facts += [(kind.label, f"{number} 处") for kind, number in found.counts]
    if found.corrections:
        facts.append(("人工更正", f"更正前的一份有 {found.corrections} 处，没有自动带入更正后的一份"))
    documents = document_table([found.former, found.corrected], address)
    return placed(Export(title, address, tuple(facts), documents, (table,)))


def _cells(row: ShownChange, unit: Unit) -> tuple[ExportCell, ...]:
    gap = ExportCell(NO_DIFFERENCE) if row.fen is None else change_cell(row.fen, unit, BEFORE, AFTER)
    return (
        *words(row.kind.label, row.table, row.row, row.column),
        _side(row.before, unit),
        _side(row.after, unit),
        gap,
    )


def _side(side: ChangedSide, unit: Unit) -> ExportCell:
    return ExportCell(side.words) if side.value is None else amount_cell(side.value, unit)
