"""The declared changes as a table of an export, and as one by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.presenting.declared_changes import DECLARED_COLUMNS, declared_texts
from disclosures.reading.columns import Column
from disclosures.reading.declared import DeclaredChange
from disclosures.vocabulary import Unit

from .page import common_facts, document_table, placed
from .sheets import Export, ExportCell, ExportNumber, ExportTable, column_paths, in_unit


def declared_export(
    column: Column, changes: Sequence[DeclaredChange], title: str, unit: Unit, address: str
) -> Export:
    """Those of one disclosure. Two queries."""
    documents, table = document_table([column], address), declared_table(changes, unit, "所述增减")
    return placed(Export(title, address, tuple(common_facts(address, unit)), documents, (table,)))


def declared_table(changes: Sequence[DeclaredChange], unit: Unit, sheet: str) -> ExportTable:
    """Declared changes as the page lists them, each with its sentence."""
    return ExportTable(
        key="declared",
        title="文件所述增减",
        note=f"单位：{unit.label}。上年推算 = 本年公布数 − 所述增减，由本站算出",
        columns=column_paths([*DECLARED_COLUMNS, "所在句子"]),
        rows=tuple(_declared_cells(change, unit) for change in changes),
        sheet=sheet,
        unit=unit,
    )


def _declared_cells(change: DeclaredChange, unit: Unit) -> tuple[ExportCell, ...]:
    numbers = {
        "所述增减": (change.claim.fen, ExportNumber.CHANGE),
        "公布数之差": (change.claim.computed_fen, ExportNumber.CHANGE),
        "相差": (change.gap_fen, ExportNumber.CHANGE),
        "上年推算": (change.implied_fen, ExportNumber.AMOUNT),
    }
    cells: list[ExportCell] = []
    for name, text in zip(DECLARED_COLUMNS, declared_texts(change, unit), strict=True):
        fen, kind = numbers.get(name, (None, ExportNumber.AMOUNT))
        cells.append(ExportCell(text) if fen is None else ExportCell(text, in_unit(fen, unit), kind))
    return (*cells, ExportCell(change.claim.sentence))
