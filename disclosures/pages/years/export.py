"""Years of an agency as an export: the same tables as the page, in its unit, with what the documents declare."""

from __future__ import annotations

from disclosures.presenting.exports.declared import declared_table
from disclosures.presenting.exports.page import (
    KINDS_OF_NOTHING,
    NAMES,
    common_facts,
    document_table,
    name_cells,
    placed,
)
from disclosures.presenting.exports.sheets import (
    NO_DIFFERENCE,
    Export,
    ExportCell,
    ExportNumber,
    ExportTable,
    Formula,
    amount_cell,
    column_paths,
    in_unit,
    number_of,
    words,
)
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

from .facts import HeadKind, YearHead, YearOverYear, YearRow
from .grid import column_names, derived_text

NUMBERS: dict[HeadKind, ExportNumber] = {
    HeadKind.CHANGE: ExportNumber.CHANGE,
    HeadKind.GAP: ExportNumber.CHANGE,
    HeadKind.RATE: ExportNumber.RATE,
    HeadKind.CONTRIBUTION: ExportNumber.POINTS,
    HeadKind.EXECUTION: ExportNumber.EXECUTION,
}
IN_HUNDREDS = frozenset({HeadKind.CONTRIBUTION})
"""Ratios whose spreadsheet number counts points, not parts of one."""


def years_export(found: YearOverYear, title: str, unit: Unit, address: str) -> Export:
    """One agency's years as the page shows them. Four queries beside those of the page."""
    tables = [_years(found, unit)]
    if found.events:
        tables.append(_events(found, unit))
    if found.declared:
        changes = (*found.changed, *found.unchanged, *found.by_code)
        tables.append(declared_table(changes, unit, "各年"))
    facts = [
        *common_facts(address, unit),
        *(("口径", f"{place.heading} 年为{place.form_word}") for place in found.places if place.column),
        *(("推算", f"{place.heading} 年{place.form_word}") for place in found.places if place.is_implied),
        *(("口径变化", text) for text in (*found.break_words, *found.stop_words)),
        *(("未收录", f"{place.heading} 年") for place in found.places if place.column is None),
        *((("未列出", f"各年相同的 {found.hidden} 行"),) if found.hidden else ()),
        ("空值", KINDS_OF_NOTHING),
    ]
    return placed(
        Export(
            title=title,
            address=address,
            facts=tuple(facts),
            documents=document_table(found.columns, address),
            tables=tuple(tables),
        )
    )


def table_title(found: YearOverYear) -> str:
    return f"{found.table.label}，{found.measure.label}" if found.table else "主要数字"


def _years(found: YearOverYear, unit: Unit) -> ExportTable:
    at = {head.place: len(NAMES) + i for i, head in enumerate(found.heads) if head.before is None}
    has_names = any(row.names for row in found.rows)
    return ExportTable(
        key="rows",
        title=table_title(found),
        note=f"单位：{unit.label}。变化、变化率（%）、贡献（百分点）、执行率（%）由本站算出",
        columns=column_paths([*NAMES, *column_names(found), *(["各年所印名称"] if has_names else [])]),
        rows=tuple(
            (
                *name_cells(row.row),
                *(_cell(found, row, head, at, unit) for head in found.heads),
                *(words("；".join(f"{years}：{name}" for years, name in row.names)) if has_names else ()),
            )
            for row in found.rows
        ),
        sheet="各年",
        unit=unit,
    )


def _cell(found: YearOverYear, row: YearRow, head: YearHead, at: dict[int, int], unit: Unit) -> ExportCell:
    if found.places[head.place].is_gap:
        return ExportCell()
    cell = row.cell(head)
    if isinstance(cell, Value):
        return amount_cell(cell, unit)
    text = derived_text(cell, unit)
    if text is None or cell.part is None or head.before is None:
        return ExportCell(NO_DIFFERENCE if text is None else text)
    here, before = at[head.place], at[head.before]
    if cell.whole is None:
        number = in_unit(cell.part, unit)
        return ExportCell(text, number, ExportNumber.CHANGE, formula=Formula(here, before, float(number)))
    result = cell.part / cell.whole * (100 if cell.kind in IN_HUNDREDS else 1)
    formula: Formula | None = Formula(here, before, result)
    if cell.kind is HeadKind.CONTRIBUTION:
        total = _row_of_total(found, row)
        formula = Formula(here, before, result, total) if total is not None else None
    return ExportCell(text, number_of(text), NUMBERS[cell.kind], formula=formula)


def _row_of_total(found: YearOverYear, row: YearRow) -> int | None:
    """Where the table shows the total that a row is part of."""
    return next((i for i, other in enumerate(found.rows) if other.values == row.whole), None)


def _events(found: YearOverYear, unit: Unit) -> ExportTable:
    return ExportTable(
        key="events",
        title="科目的变化",
        note=f"单位：{unit.label}",
        columns=column_paths(EVENT_COLUMNS),
        rows=tuple(
            (
                *words(event.code, event.name, event.what.label, event.year, event.before),
                amount_cell(event.value, unit),
            )
            for event in found.events
        ),
        sheet="各年",
        unit=unit,
    )


EVENT_COLUMNS = ("编码", "名称", "变化", "年度", "原名", "金额")
