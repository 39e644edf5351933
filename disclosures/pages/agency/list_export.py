"""The list of agencies to take away: all that its filter chooses, in the order of its page."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from django.urls import reverse

from disclosures.models import Agency
from disclosures.presenting.exports.page import common_facts
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportTable,
    column_paths,
    plain_amount,
    site_of,
    words,
)
from disclosures.vocabulary import Unit

from .table import kind_word

MOST = 5000
COLUMNS = ("代码", "机构", "地区", "类别", "支出总计", "年度", "地址")
NOTE = f"支出总计取机构自己公布的最近一年预算，年度是那一年；部门的数字已经包含下属单位。最多 {MOST} 个。"
NO_DOCUMENTS = ExportTable("documents", "原件", (("原件",),), (words("原件见各机构的页面。"),))


def agencies_export(found: Iterable[Agency], title: str, unit: Unit, address: str) -> Export:
    site = site_of(address)
    table = ExportTable(
        key="agencies",
        title=title,
        note=f"单位：{unit.label}。{NOTE}",
        columns=column_paths(COLUMNS),
        rows=tuple(_row(agency, unit, site) for agency in islice(found, MOST)),
        unit=unit,
    )
    return Export(title, address, tuple(common_facts(address, unit)), NO_DOCUMENTS, (table,))


def _row(agency: Agency, unit: Unit, site: str) -> tuple[ExportCell, ...]:
    return (
        *words(agency.code, agency.name, agency.region.full_name, kind_word(agency)),
        plain_amount(getattr(agency, "expenditure_fen", None), unit, ""),
        *words(
            getattr(agency, "budget_year", None) or "",
            site + reverse("disclosures:agency", args=[agency.pk]),
        ),
    )
