"""The list of projects to take away."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from disclosures.presenting.exports.page import common_facts, document_table, placed
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportTable,
    amount_cell,
    column_paths,
    site_of,
    words,
)
from disclosures.vocabulary import Unit

from .facts import MOST_COUNTED, Listed, number_word

COLUMNS = ("项目", "金额", "机构", "单位", "地区", "年度", "口径", "绩效目标", "绩效指标", "页", "地址")
NOTE = "项目支出表、绩效目标表和说明文字里的项目；名称相同、金额相符的是一行。“未提及”是文件没有写金额。"


def projects_export(found: Sequence[Listed], total: int, title: str, unit: Unit, address: str) -> Export:
    """Three queries beside those of the list."""
    site = site_of(address)
    table = ExportTable(
        key="projects",
        title=title,
        note=f"单位：{unit.label}。{NOTE}",
        columns=column_paths(COLUMNS),
        rows=tuple(_row(one, unit, site) for one in found),
        unit=unit,
    )
    facts = common_facts(address, unit)
    if total > len(found) or total == MOST_COUNTED:
        facts.append(("条数", f"符合条件的 {number_word(total)}，本文件只有前 {len(found)} 个"))
    columns = {one.column.key: one.column for one in found}
    documents = document_table(list(columns.values()), address)
    return placed(Export(title, address, tuple(facts), documents, (table,)))


def _row(one: Listed, unit: Unit, site: str) -> tuple[ExportCell, ...]:
    project = one.project
    where = site + reverse("disclosures:disclosure", args=[project.disclosure_id]) + one.anchor
    return (
        *words(project.name),
        amount_cell(one.value, unit),
        *words(
            one.column.name,
            project.unit,
            one.column.agency.region.full_name,
            one.column.year,
            one.column.form_word,
            project.goal,
            "；".join(one.indicators),
            project.page or "",
            where,
        ),
    )
