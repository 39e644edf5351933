"""The code lists of the whole data: what codes of its tables mean, and how many people live where."""

from __future__ import annotations

from disclosures.models import EconomicCode, FunctionalCode, Population, Region

from .package_columns import ID, Column, PackageTable


def _codes(classification: str) -> tuple[Column, ...]:
    """Of a code list; `classification` is the word of the Fiscal Data Package."""
    return (
        ID,
        Column("edition", "科目版本的年度"),
        Column("code", "科目编码", fiscal=f"{classification}:generic:code"),
        Column("level", "category 类，section 款，item 项"),
        Column("name", "科目名称", fiscal=f"{classification}:generic:label"),
        Column("source", "standard 政府收支分类科目，observed 公开文件所印"),
    )


CODE_LISTS: tuple[PackageTable, ...] = (
    PackageTable(
        "regions",
        "行政区划",
        "GB/T 2260 的省、市、县，及其上级。",
        lambda: Region.objects.all(),
        (
            Column("code", "行政区划代码，六位", fiscal="geo:source:code"),
            Column("name", "名称"),
            Column("parent_code", "上级区划", "parent", "regions"),
            Column("source", "来源"),
        ),
    ),
    PackageTable(
        "populations",
        "人口",
        "公报所载一个地区一年的人数。",
        lambda: Population.objects.all(),
        (
            ID,
            Column("region_code", "行政区划代码", "region", "regions"),
            Column("year", "年度"),
            Column("people", "人数"),
            Column("source", "来源"),
        ),
    ),
    PackageTable(
        "functional_codes",
        "支出功能分类科目",
        "各年版本的类、款、项。",
        lambda: FunctionalCode.objects.all(),
        _codes("functional-classification"),
    ),
    PackageTable(
        "economic_codes",
        "支出经济分类科目",
        "各年版本的部门预算支出经济分类：类、款。",
        lambda: EconomicCode.objects.all(),
        _codes("economic-classification"),
    ),
)
