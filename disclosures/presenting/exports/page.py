"""What the exports of all pages have in common: facts, documents, cells of names and of ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils import timezone

from disclosures.reading.columns import Column
from disclosures.reading.pivot import PivotRow
from disclosures.vocabulary import Stage, Unit

from .provenance import parts_of, places_of
from .sheets import (
    DIFFERS,
    Export,
    ExportCell,
    ExportNumber,
    ExportTable,
    Formula,
    column_paths,
    number_of,
    site_of,
    words,
)

NO_RATE = "不适用"
NAMES = ("编码", "名称")
"""The first two columns of every table of rows by code."""

MARKS = (DIFFERS, "表中最后一栏写明这一行里哪几栏的数与另一处不一致，还没有说明；各处见网页")

KINDS_OF_NOTHING = (
    "空白：印有此行，格内无字；无此行：表中没有这一行；无此栏：表中没有这一栏；空表：表已印出，注明无此项；未公开：文件中没有这张表；"
    "未提及：说明文字没有写；未收录：本站没有这份文件；没有数：没有印出数字，格内无字或没有这一行、这一栏。印出的 0.00 是数字。一边没有数时不作差。"
)


def common_facts(address: str, unit: Unit | None) -> list[tuple[str, str]]:
    return [
        ("网页", address),
        ("取得日期", today().isoformat()),
        ("金额单位", unit.label if unit else "照原表"),
        ("说明", "数字照公布文件录入，不作改动。本站不是政府网站，引用请以原件为准。"),
    ]


def export_without_unit(
    title: str, address: str, *tables: ExportTable, columns: Sequence[Column] = ()
) -> Export:
    """Tables without amounts of a unit, and the documents of what they are of. One query."""
    facts = tuple(common_facts(address, None))
    return Export(title, address, facts, document_table(columns, address), tables)


def today() -> date:
    return timezone.localdate()


def document_table(columns: Sequence[Column], address: str) -> ExportTable:
    """The documents behind the columns, one row a file. One query."""
    parts = parts_of(pk for column in columns for pk in column.ids)
    site = site_of(address)
    rows = [
        words(
            column.title,
            disclosure.agency.name if disclosure.agency else "",
            str(disclosure.fiscal_year or ""),
            Stage(disclosure.stage).label,
            column.scope_word,
            disclosure.document.original_name,
            f"{disclosure.first_page}—{disclosure.last_page}" if disclosure.first_page else "",
            disclosure.document.sha256,
            timezone.localdate(disclosure.document.received_at).isoformat(),
            timezone.localdate(disclosure.published_at).isoformat() if disclosure.published_at else "",
            site + reverse("disclosures:disclosure", args=[disclosure.whole_id]),
        )
        for column in columns
        for whole in column.disclosures
        for disclosure in (whole, *parts.get(whole.pk, ()))
    ]
    return ExportTable(
        key="documents", title="原件", columns=column_paths(DOCUMENT_COLUMNS), rows=tuple(rows)
    )


DOCUMENT_COLUMNS = (
    "列",
    "机构",
    "年度",
    "阶段",
    "口径",
    "原件",
    "页",
    "SHA-256",
    "收到",
    "发布",
    "地址",
)


def placed(export: Export) -> Export:
    """With the places of its figures, and a mark in each row that holds one which differs from another place."""
    tables = tuple(_marked(table) for table in export.tables)
    facts = export.facts if tables == export.tables else (*export.facts, MARKS)
    return replace(export, tables=tables, facts=facts, places=places_of(export.values()))


def _marked(table: ExportTable) -> ExportTable:
    """The table with a last column that names, row by row, the columns whose figure has an open difference."""
    marks = [_mark(table, row) for row in table.amounts or table.rows]
    if not any(cell.text for cell in marks):
        return table

    def with_marks(rows: Sequence[tuple[ExportCell, ...]]) -> tuple[tuple[ExportCell, ...], ...]:
        return tuple((*row, mark) for row, mark in zip(rows, marks, strict=True))

    return replace(
        table,
        columns=(*table.columns, (DIFFERS,)),
        rows=with_marks(table.rows),
        amounts=with_marks(table.amounts) if table.amounts else (),
    )


def _mark(table: ExportTable, row: Sequence[ExportCell]) -> ExportCell:
    differing = zip(table.columns, row, strict=False)
    names = [" › ".join(path) for path, cell in differing if cell.value is not None and cell.value.differs]
    return ExportCell("、".join(names))


def name_cells(row: PivotRow) -> tuple[ExportCell, ExportCell]:
    return ExportCell(row.code), ExportCell(row.name, indent=row.level - 1)


def ratio_cell(
    text: str | None, kind: ExportNumber, part: int, whole: int | None, formula: Formula
) -> ExportCell:
    """A share, rate or index as the page prints it; its formula carries the unrounded result."""
    if text is None or not whole:
        return ExportCell(NO_RATE)
    return ExportCell(text, number_of(text), kind, formula=formula._replace(result=part / whole))
