"""Results of checks as tables of an export: a list of findings, a disclosure's ledger, those of one figure."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from disclosures.models.finding import Verdict
from disclosures.presenting.amounts import change_text
from disclosures.presenting.sides import gap_texts, side_text
from disclosures.reading.ledger import LedgerRow, LedgerSide
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

from .sheets import ExportCell, ExportNumber, ExportTable, column_paths, in_unit, site_of, words

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


def results_table(rows: Iterable[LedgerRow], key: str, title: str, address: str) -> ExportTable:
    return ExportTable(
        key=key,
        title=title,
        note=NOTE,
        columns=column_paths(RESULT_COLUMNS),
        rows=tuple(result_cells(row, address) for row in rows),
        unit=UNIT,
    )


def result_cells(row: LedgerRow, address: str) -> tuple[ExportCell, ...]:
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
