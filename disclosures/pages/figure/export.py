"""One number to take away: how it was read, and on the page of a cell all that stands beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import unescape

from django.utils.html import strip_tags
from django.utils.timezone import localtime

from disclosures.models import Amount
from disclosures.presenting.exports.declared import declared_table
from disclosures.presenting.exports.page import common_facts, document_table, placed
from disclosures.presenting.exports.results import results_table
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportTable,
    amount_cell,
    column_paths,
    in_unit,
    words,
)
from disclosures.presenting.exports.statement import statement_table
from disclosures.reading.columns import Column
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

from .facts import Elsewhere, PrintedFigure, StatedFigure
from .table import HowRead, read_of_cell, read_of_sentence

MOMENT = "%Y-%m-%d %H:%M"


def cell_export(found: PrintedFigure, with_table: bool, title: str, address: str) -> Export:
    """`with_table`: the page shows the whole table, since the cell is on no image."""
    value = _value(found.amount, is_corrected=found.correction is not None)
    shown = (
        _how_read(read_of_cell(found), value),
        replace(statement_table(found.statement, None), key="statement") if with_table else None,
        results_table(found.checks, "checks", "参与的核对", address),
        declared_table(found.declared, Unit.WAN, "所述增减"),
        _elsewhere("tables", "表", [(other.table, other) for other in found.in_tables]),
        _elsewhere(
            "years",
            "公开",
            [(f"{other.column.year} 年{other.column.form_word}", other) for other in found.in_years],
        ),
        _corrections(found),
    )
    return _export(found.column, title, address, *(table for table in shown if table and table.rows))


def sentence_export(found: StatedFigure, title: str, address: str) -> Export:
    headline = found.headline
    value = Value(headline.fen, headline_id=headline.pk, printed=headline.printed)
    whole = HowRead("原句", found.before + found.printed + found.after)
    return _export(found.column, title, address, _how_read((whole, *read_of_sentence(found)), value))


def _export(column: Column, title: str, address: str, *tables: ExportTable) -> Export:
    facts = tuple(common_facts(address, Unit.WAN))
    return placed(Export(title, address, facts, document_table([column], address), tables))


def _how_read(rows: Iterable[HowRead], value: Value) -> ExportTable:
    def cell(row: HowRead) -> ExportCell:
        text = unescape(strip_tags(row.words))
        return (
            ExportCell(text)
            if row.fen is None
            else ExportCell(text, in_unit(row.fen, Unit.YUAN), value=value)
        )

    return ExportTable(
        key="figure",
        title="这个数字怎样读出",
        columns=(("项目",), ("读出",)),
        rows=tuple((ExportCell(row.head), cell(row)) for row in rows),
        unit=Unit.YUAN,
    )


def _elsewhere(key: str, head: str, others: Iterable[tuple[str, Elsewhere]]) -> ExportTable:
    return ExportTable(
        key=key,
        title=f"同一行在别处：{head}",
        note=f"单位：{Unit.WAN.label}",
        columns=column_paths((head, "栏", "金额")),
        rows=tuple(
            (*words(where, other.amount.column), amount_cell(_value(other.amount), Unit.WAN))
            for where, other in others
        ),
    )


def _value(amount: Amount, is_corrected: bool = False) -> Value:
    differs = getattr(amount, "differs", False)  # annotated
    return Value(
        amount.fen, amount_id=amount.pk, printed=amount.printed, differs=differs, is_corrected=is_corrected
    )


def _corrections(found: PrintedFigure) -> ExportTable:
    return ExportTable(
        key="corrections",
        title="更正",
        columns=column_paths(("时间", "读作", "更正为", "理由", "撤销", "撤销的理由")),
        rows=tuple(
            words(
                f"{localtime(one.at):{MOMENT}}",
                one.read_printed or "空白",
                one.printed,
                one.reason,
                f"{localtime(one.revoked_at):{MOMENT}}" if one.revoked_at else "",
                one.revoked_reason,
            )
            for one in found.corrections
        ),
    )
