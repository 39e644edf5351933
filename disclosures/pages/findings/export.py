"""Results of checks as an export: findings across everything published, and the whole ledger of one disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import reverse

from disclosures.models.finding import Verdict
from disclosures.presenting.amounts import change_text
from disclosures.presenting.exports.page import common_facts, document_table, placed
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportNumber,
    ExportTable,
    column_paths,
    in_unit,
    site_of,
    words,
)
from disclosures.presenting.sides import gap_texts, side_text
from disclosures.reading.columns import Column
from disclosures.reading.findings import Listed
from disclosures.reading.ledger import LedgerRow, LedgerSide
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

UNIT = Unit.WAN

NO_AMOUNT = "没有金额"

RESULT_COLUMNS = (
    "组",
    "核对",
    "结果",
    "说明",
    "一边",
    "一边印作",
    "一边数额",
    "另一边",
    "另一边印作",
    "另一边数额",
    "相差",
    "本站的说明",
    "地址",
)

NOTE = "单位：万元。数额由本站按所印单位换算；比例、面积、数量照各自的单位。相差是前一边的数减后一边的数。只列出两边，不判断哪一边为准。"


def findings_export(found: Sequence[Listed], total: int, title: str, address: str) -> Export:
    """The findings that the filter of the page chooses. Three queries beside those of the page."""
    columns = {item.column.key: item.column for item in found}
    rows = tuple(
        (
            *words(item.column.name, item.column.year, item.column.form_word),
            *_cells(item.row, address),
        )
        for item in found
    )
    facts = [*common_facts(address, UNIT)]
    if total > len(rows):
        facts.append(("条数", f"符合条件的 {total} 处，本文件只有前 {len(rows)} 处"))
    table = ExportTable(
        key="findings",
        title=title,
        note=NOTE,
        columns=column_paths(("机构", "年度", "公开", *RESULT_COLUMNS)),
        rows=rows,
        unit=UNIT,
    )
    return placed(
        Export(title, address, tuple(facts), document_table(list(columns.values()), address), (table,))
    )


def ledger_export(rows: Iterable[LedgerRow], column: Column, title: str, address: str) -> Export:
    """The results of one disclosure that the page's filter chooses."""
    table = ExportTable(
        key="ledger",
        title=title,
        note=NOTE,
        columns=column_paths(RESULT_COLUMNS),
        rows=tuple(_cells(row, address) for row in rows),
        unit=UNIT,
    )
    facts = tuple(common_facts(address, UNIT))
    return placed(Export(title, address, facts, document_table([column], address), (table,)))


def _cells(row: LedgerRow, address: str) -> tuple[ExportCell, ...]:
    site = site_of(address)
    link = site + reverse("disclosures:finding", args=[row.disclosure_id, row.key]) if row.differs else ""
    said = f"{Verdict(row.verdict).label}：{row.note}" if row.note else ""
    return (
        *words(
            row.check.group.label if row.check.group else "", row.check.title, row.state.label, row.message
        ),
        *_side(row.left),
        *_side(row.right),
        _difference(row),
        *words(said, link),
    )


def _side(side: LedgerSide | None) -> tuple[ExportCell, ExportCell, ExportCell]:
    """What it is, as printed, and the number."""
    if side is None:
        return ExportCell(), ExportCell(), ExportCell()
    printed = ExportCell(side.printed)
    if side.fen is None:
        return ExportCell(side.label), printed, ExportCell(NO_AMOUNT)
    if not side.is_money:
        return ExportCell(side.label), printed, ExportCell(side_text(side))
    value = Value(fen=side.fen, amount_id=side.cell, printed=side.printed)
    shown = in_unit(side.fen, UNIT)
    return (
        ExportCell(side.label),
        printed,
        ExportCell(f"{shown:,}", shown, value=value if side.cell else None),
    )


def _difference(row: LedgerRow) -> ExportCell:
    if row.difference_fen is None:
        texts = gap_texts(row)
        return ExportCell(" ".join(texts) if texts else NO_AMOUNT)
    return ExportCell(
        change_text(row.difference_fen, UNIT), in_unit(row.difference_fen, UNIT), ExportNumber.CHANGE
    )
