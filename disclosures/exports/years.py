"""Years of an agency as an export: the same tables as the page, in its unit, with what the documents declare."""

from __future__ import annotations

from disclosures.amounts import Unit, change_text, rate_text
from disclosures.queries.pivot import PivotRow
from disclosures.queries.values import difference
from disclosures.queries.years import YearOverYear

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
    in_unit,
    plain_amount,
    words,
)


def years_export(found: YearOverYear, title: str, unit: Unit, address: str) -> Export:
    """One agency's years as the page shows them. Three queries beside those of the page."""
    tables = [_years(found, unit)]
    if found.declared:
        tables.append(_declared(found, unit))
    facts = [
        *common_facts(address, unit),
        *(("口径", f"{column.year} 年为{column.form_word}") for column in found.columns),
        *(("口径变化", text) for text in found.break_words),
        *(("未收录", f"{year} 年") for year in found.missing_years),
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


def _years(found: YearOverYear, unit: Unit) -> Table:
    head = list(NAMES)
    for i, column in enumerate(found.columns):
        head.append(f"{column.year} {column.form_word}")
        if i:
            since = "跨口径" if found.breaks[i] else f"较 {found.columns[i - 1].year}"
            head += [f"{column.year} 变化（{since}）", f"{column.year} 变化率（%）"]
    return Table(
        key="rows",
        title=f"{found.table.label}，合计列" if found.table else "主要数字",
        note=f"单位：{unit.label}",
        columns=column_paths(head),
        rows=tuple(_year_cells(row, unit) for row in found.rows),
        sheet="各年",
        unit=unit,
    )


def _year_cells(row: PivotRow, unit: Unit) -> tuple[Cell, ...]:
    cells = list(name_cells(row))
    for i, value in enumerate(row.values):
        cells.append(amount_cell(value, unit))
        if i == 0:
            continue
        here = len(cells) - 1
        previous = here - (1 if i == 1 else 3)
        before = row.values[i - 1]
        gap = difference(value, before)
        if gap is None or value.fen is None or before.fen is None:
            cells += words(NO_DIFFERENCE, NO_DIFFERENCE)
            continue
        cells.append(change_cell(gap, unit, here, previous))
        rate = rate_text(value.fen, before.fen)
        cells.append(ratio_cell(rate, Number.RATE, gap, before.fen, Formula(here, previous, 0)))
    return tuple(cells)


def _declared(found: YearOverYear, unit: Unit) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for item in found.declared:
        claim = item.claim
        if claim.fen is None:
            told = Cell(claim.printed if claim.percentage is not None else "未提及")
        else:
            told = Cell(change_text(claim.fen, unit), in_unit(claim.fen, unit), Number.CHANGE)
        implied = Cell() if item.implied_fen is None else plain_amount(item.implied_fen, unit)
        base = f"较 {claim.base_year}" if claim.base_year else "未写明"
        rows.append(
            (
                *words(f"{item.column.year} {item.agency}", item.item, base),
                told,
                implied,
                *words(claim.reason, claim.sentence),
            )
        )
    return Table(
        key="declared",
        title="文件所述增减",
        note=f"单位：{unit.label}。上年推算 = 本年公布数 − 所述增减，由本站算出",
        columns=column_paths(["公开", "项目", "基年", "所述增减", "上年推算", "所述原因", "所在句子"]),
        rows=tuple(rows),
        sheet="各年",
        unit=unit,
    )
