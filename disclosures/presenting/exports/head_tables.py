"""Sums that pages rank bodies by, as tables: made of published disclosures anew, so that the whole data does not hold them."""

from __future__ import annotations

from disclosures.models import Head
from disclosures.vocabulary import SubjectKind

from .package_columns import Column, PackageTable

_OF_A_CODE = (
    Column("id", "编号，重新读取后可能改变", "pk"),
    Column("agency_id", "机构", "agency", "agencies"),
    Column("agency_name", "机构名称", "agency__name"),
    Column("region_code", "行政区划代码（GB/T 2260）", "region"),
    Column("fiscal_year", "年度"),
    Column("stage", "budget 预算，final_accounts 决算"),
    Column("scope", "口径：department 部门，unit 单位"),
    Column("kind", "functional 支出功能分类，economic 支出经济分类，three_public “三公”经费"),
    Column("code", "科目编码，或“三公”经费的一项；空为总计"),
    Column("yuan", "元，两位小数，没有误差", "fen"),
    Column("department_id", "已含在这个部门的数里，不能再相加", "department", "agencies"),
    Column("parts", "由几行或几份公开相加；0 为文件所印"),
    Column("disclosure_id", "取自哪一份公开；由几个单位相加的为空", "disclosure", "disclosures"),
)

HEAD_TABLES: tuple[PackageTable, ...] = (
    PackageTable(
        "by_code",
        "机构科目金额",
        "一个机构一年一个阶段在一个科目上的支出，与科目页的排名同一个数。",
        lambda: Head.objects.exclude(kind=SubjectKind.THREE_PUBLIC),
        _OF_A_CODE,
    ),
    PackageTable(
        "three_public",
        "“三公”经费",
        "一个机构一年一个阶段的“三公”经费及各项，与“三公”页的排名同一个数。",
        lambda: Head.objects.filter(kind=SubjectKind.THREE_PUBLIC),
        _OF_A_CODE,
    ),
)
