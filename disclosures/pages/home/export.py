"""The home page to take away: the newest disclosures, places, differences, and how much there is."""

from __future__ import annotations

from django.urls import reverse

from disclosures.presenting.amounts import other_parts_text
from disclosures.presenting.exports.page import common_facts, document_table, placed
from disclosures.presenting.exports.sheets import (
    Export,
    ExportTable,
    amount_cell,
    column_paths,
    site_of,
    words,
)
from disclosures.presenting.finding_titles import finding_title
from disclosures.vocabulary import Unit

from .facts import Overview

TITLE = "明账首页"
UNIT = Unit.WAN


def home_export(found: Overview, address: str) -> Export:
    site = site_of(address)
    tables = (_latest(found, site), _places(found, site), _differences(found, site), _numbers(found))
    facts = tuple(common_facts(address, UNIT))
    documents = document_table([column for column, *_ in found.latest], address)
    return placed(Export(TITLE, address, facts, documents, tables))


def _latest(found: Overview, site: str) -> ExportTable:
    rows = tuple(
        (
            *words(column.name, column.year, f"{column.scope_word}{column.stage.label}"),
            *(amount_cell(value, UNIT) for value in values),
            *words(
                other_parts_text(others, UNIT),
                site + reverse("disclosures:disclosure", args=[column.disclosure_id]),
            ),
        )
        for column, values, others in found.latest
    )
    heads = ("机构", "年度", "口径", "支出总计", "基本支出", "项目支出", "另有", "地址")
    note = f"单位：{UNIT.label}。部门的数字含下属单位，两者不能相加"
    return ExportTable("latest", "最近收录", column_paths(heads), rows, note, unit=UNIT)


def _places(found: Overview, site: str) -> ExportTable:
    rows = tuple(
        words(
            place.code,
            place.name,
            place.agencies,
            place.disclosures,
            site + reverse("disclosures:region", args=[place.code]),
        )
        for place in found.places
    )
    return ExportTable(
        "places", "按地区浏览", column_paths(("代码", "地区", "机构数", "公开数", "地址")), rows
    )


def _differences(found: Overview, site: str) -> ExportTable:
    rows = tuple(
        words(
            item.column.name,
            item.column.year,
            item.column.form_word,
            finding_title(item.row),
            site + reverse("disclosures:finding", args=[item.row.disclosure_id, item.row.key]),
        )
        for item in found.striking
    )
    heads = column_paths(("机构", "年度", "公开", "说明", "地址"))
    return ExportTable("differences", "核对出的不一致", heads, rows, "金额相差最大的三处，每个机构一处")


def _numbers(found: Overview) -> ExportTable:
    numbers = (
        ("公开文件", found.documents),
        ("机构与单位", found.agencies),
        ("公开", found.disclosures),
        ("表中金额", found.amounts),
        ("绩效指标", found.indicators),
        ("核对", found.checks),
        ("不一致", found.findings),
        *((f"不一致：{nature.label}", number) for nature, number in found.natures),
    )
    rows = tuple(words(name, number) for name, number in numbers)
    return ExportTable("numbers", "收录了多少", column_paths(("名称", "数目")), rows)
