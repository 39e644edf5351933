"""The page of an agency as an export."""

from __future__ import annotations

from disclosures.presenting.amounts import other_parts_text
from disclosures.presenting.exports.page import KINDS_OF_NOTHING, common_facts, document_table, placed
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
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.values import Absence, absent, difference
from disclosures.vocabulary import Unit

from .facts import UNIT_ITEMS, AgencyProfile, Year
from .spending import Spending

ITEM_NAMES = tuple(KeyFigures.name(item) for item in UNIT_ITEMS)
REST = "总计中的其他部分"


def agency_export(profile: AgencyProfile, spent: Spending | None, unit: Unit, address: str) -> Export:
    """Years, sources and functions, units. Three queries beside the page's."""
    tables = [_said(profile, unit), _years(profile, unit)]
    if spent:
        tables += [sources_table(spent, unit), functions_table(spent, unit)]
    if profile.units:
        tables.append(_units(profile, unit))
    facts = [
        *common_facts(address, unit),
        *(("口径", f"{column.year} 年为{column.form_word}") for column in profile.columns),
        ("空值", KINDS_OF_NOTHING),
    ]
    columns = list(profile.columns)
    if profile.units:
        known = {pk for column in columns for pk in column.ids}
        columns += [column for column, *_ in profile.units.rows if not known.issuperset(column.ids)]
    return placed(
        Export(
            title=f"{profile.agency.name}的公开",
            address=address,
            facts=tuple(facts),
            documents=document_table(columns, address),
            tables=tuple(tables),
        )
    )


def _said(profile: AgencyProfile, unit: Unit) -> ExportTable:
    return ExportTable(
        key="said",
        title="概要",
        note=f"单位：{unit.label}。由公布的数字按固定的规则写成",
        columns=column_paths(["关于", "概要"]),
        rows=tuple(words(sentence.word, sentence.text(unit)) for sentence in profile.said),
        unit=unit,
    )


def _years(profile: AgencyProfile, unit: Unit) -> ExportTable:
    return ExportTable(
        key="timeline",
        title="各年支出",
        note=f"单位：{unit.label}",
        columns=column_paths(["年度", "口径", *ITEM_NAMES[:3], REST]),
        rows=tuple(_year(year, unit) for year in profile.timeline),
        unit=unit,
    )


def _year(year: Year, unit: Unit) -> tuple[ExportCell, ...]:
    missing = absent(Absence.NOT_COLLECTED)
    values = (value or missing for value in (year.total, year.basic, year.project))
    form = year.column.form_word if year.column else Absence.NOT_COLLECTED.label
    return (
        *words(year.year, form),
        *(amount_cell(value, unit) for value in values),
        ExportCell(other_parts_text(year.others, unit)),
    )


def sources_table(spent: Spending, unit: Unit) -> ExportTable:
    rows = [*spent.sources, ("收入总计", spent.revenue)]
    return ExportTable(
        key="sources",
        title=f"收入来源，{spent.column.year} {spent.column.form_word}",
        note=f"单位：{unit.label}",
        columns=column_paths(["收入来源", "金额"]),
        rows=tuple((ExportCell(name), amount_cell(value, unit)) for name, value in rows),
        unit=unit,
    )


def functions_table(spent: Spending, unit: Unit) -> ExportTable:
    """By category, of the newest year beside the one before it."""
    shown = [column for column in (spent.before, spent.column) if column]
    head = ["编码", "科目", *(f"{column.year} {column.form_word}" for column in shown)]
    if spent.before:
        head.append("变化（跨口径）" if spent.is_break else "变化")
    rows: list[tuple[ExportCell, ...]] = []
    for row in spent.functions:
        cells = [*words(row.code, row.name), *(amount_cell(value, unit) for value in row.values)]
        if spent.before:
            gap = difference(row.values[1], row.values[0])
            cells.append(ExportCell(NO_DIFFERENCE) if gap is None else change_cell(gap, unit, 3, 2))
        rows.append(tuple(cells))
    return ExportTable(
        key="functions",
        title="支出功能",
        note=f"支出总表，单位：{unit.label}",
        columns=column_paths(head),
        rows=tuple(rows),
        unit=unit,
    )


def _units(profile: AgencyProfile, unit: Unit) -> ExportTable:
    units = profile.units
    assert units is not None
    has_more = any(others for *_, others in units.rows)
    rows = [
        (
            *words(column.agency.code, column.name, column.agency.nature or column.scope_word),
            *(amount_cell(value, unit) for value in values),
            *((ExportCell(other_parts_text(others, unit)),) if has_more else ()),
        )
        for column, values, others in units.rows
    ]
    if not units.is_in_department and len(units.rows) > 1:
        rows.append(
            (
                *words("", f"{len(units.rows)} 个单位合计 本站相加", ""),
                *(amount_cell(value, unit) for value in units.totals),
                *((ExportCell(),) if has_more else ()),
            )
        )
    return ExportTable(
        key="units",
        title=f"下属单位，{units.year}",
        note=f"单位：{unit.label}",
        columns=column_paths(["编码", "单位", "性质", *ITEM_NAMES, *([REST] if has_more else [])]),
        rows=tuple(rows),
        unit=unit,
    )
