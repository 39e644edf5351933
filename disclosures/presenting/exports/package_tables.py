"""What the package of all data holds: its tables and their fields. Types follow from the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet

from disclosures.models import (
    Agency,
    Amount,
    Claim,
    Disclosure,
    Document,
    HeadlineFigure,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementItem,
    Statement,
    StatementLine,
)

TYPES: dict[type[models.Field[Any, Any]], str] = {
    models.BooleanField: "boolean",
    models.JSONField: "list",
    models.DateTimeField: "datetime",
    models.DecimalField: "number",
    models.IntegerField: "integer",
    models.CharField: "string",
    models.TextField: "string",
}
"""Frictionless types, and two of our own: a list is written as one text, an amount in 分 in yuan."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field: its name, what it means, the path in the database where that is another, the table it refers to."""

    name: str
    words: str
    path: str = ""
    refers_to: str = ""


@dataclass(frozen=True, slots=True)
class PackageTable:
    name: str
    title: str
    words: str
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        return f"{self.name}.csv"

    def type_of(self, column: Column) -> str:
        """Amounts in 分 are `yuan`."""
        path = column.path or column.name
        if path.endswith("fen"):
            return "yuan"
        *way, last = path.split("__")
        model: Any = self.rows().model
        for step in way:
            model = model._meta.get_field(step).related_model
        field = model._meta.pk if last == "pk" else model._meta.get_field(last.removesuffix("_id"))
        field = getattr(field, "target_field", field)
        return next(name for kind, name in TYPES.items() if isinstance(field, kind))


ID = Column("id", "编号，不会改作他用", "pk")
OF_DISCLOSURE = Column("disclosure_id", "所属公开", "disclosure", "disclosures")
PAGE = Column("page", "原件页码，从 1 起；没有页的格式为空")

TABLES: tuple[PackageTable, ...] = (
    PackageTable(
        "agencies",
        "机构",
        "有已发布公开的部门和单位，及其主管部门。",
        lambda: Agency.objects.published(),
        (
            ID,
            Column("region_code", "行政区划代码（GB/T 2260）", "region_id"),
            Column("region_name", "行政区划", "region__name"),
            Column("code", "文件所印代码，只在本行政区划内唯一"),
            Column("name", "名称"),
            Column("kind", "department 部门，unit 单位"),
            Column("parent_id", "主管部门", "parent", refers_to="agencies"),
            Column("own_level", "部门本级"),
        ),
    ),
    PackageTable(
        "sources",
        "原件",
        "公开所在的文件。sha256 可核对原件。",
        lambda: Document.objects.public(),
        (
            ID,
            Column("name", "文件名", "original_name"),
            Column("sha256", "SHA-256"),
            Column("media_type", "类型"),
            Column("size", "字节数"),
            Column("pages", "页数"),
            Column("parser_version", "解析器版本"),
            Column("layout", "版式"),
            Column("received_at", "收到时间"),
        ),
    ),
    PackageTable(
        "disclosures",
        "公开",
        "一个机构一个年度一个阶段公布的内容。分印在几个文件里的，其余部分以 whole_id 指向主要的一份。",
        lambda: Disclosure.objects.visible(),
        (
            Column("id", "编号；网页为 /disclosures/编号/", "pk"),
            Column("agency_id", "机构", "agency", "agencies"),
            Column("fiscal_year", "年度"),
            Column("stage", "budget 预算，final_accounts 决算"),
            Column("kind", "口径：department 部门，unit 单位"),
            Column("source_id", "原件", "document", "sources"),
            Column("whole_id", "并入哪一份公开", "part_of", refers_to="disclosures"),
            Column("printed_name", "文件所印名称"),
            Column("printed_code", "文件所印代码"),
            Column("first_page", "起始页"),
            Column("last_page", "结束页"),
            Column("published_at", "在本站发布的时间"),
        ),
    ),
    PackageTable(
        "statements",
        "报表",
        "一份公开里的一张表。",
        lambda: Statement.objects.published(),
        (
            ID,
            OF_DISCLOSURE,
            Column("position", "顺序"),
            Column("statement", "哪一种表"),
            Column("title", "印刷标题"),
            Column("printed_unit", "印刷单位"),
            Column("empty_note", "空表说明"),
        ),
    ),
    PackageTable(
        "lines",
        "报表行",
        "一行。两边的表每边一行，row 相同。没有金额的行也在内。",
        lambda: StatementLine.objects.published(),
        (
            ID,
            Column("statement_id", "报表", "statement", "statements"),
            Column("row", "印刷行"),
            Column("side", "revenue 收入，expenditure 支出"),
            Column("code", "科目编码"),
            Column("name", "名称"),
            Column("kind", "行别"),
            Column("category_code", "由名称推定的类级编码"),
            PAGE,
        ),
    ),
    PackageTable(
        "amounts",
        "金额",
        "一格。空白格没有记录；“—”等有记录而没有 yuan。",
        lambda: Amount.objects.published(),
        (
            Column("id", "编号；网页为 /figures/编号/", "pk"),
            Column("line_id", "报表行", "line", "lines"),
            Column("heading", "表头，从上到下", "column__heading"),
            Column("measure", "列的含义"),
            Column("basis", "budget 预算数，final 决算数，prior 上年数"),
            Column(
                "state",
                "amount 金额，dash 横线，not_applicable 不适用，unreadable 未读出，printed 照印（文字、数量、百分数）",
            ),
            Column("yuan", "元，两位小数，没有误差", "fen"),
            Column("printed", "印刷文字；经人更正的，是更正前所读"),
            Column("is_corrected", "经人更正"),
            PAGE,
        ),
    ),
    PackageTable(
        "headline",
        "说明文字中的金额",
        "说明文字里已认出所指的金额。",
        lambda: HeadlineFigure.objects.published(),
        (
            Column("id", "编号；网页为 /figures/text/编号/", "pk"),
            OF_DISCLOSURE,
            Column("item", "项目"),
            Column("is_change", "增减额"),
            Column("yuan", "元", "fen"),
            Column("printed", "印刷文字"),
            Column("sentence", "所在句子"),
            PAGE,
        ),
    ),
    PackageTable(
        "claims",
        "所述增减",
        "文件自己说的较上年增减，及所述原因。",
        lambda: Claim.objects.published(),
        (
            ID,
            OF_DISCLOSURE,
            Column("item", "项目"),
            Column("label", "科目或名目，如所印；item 与 label 必有其一"),
            Column("code", "科目编码，由名称与表中的行对应得出"),
            Column("direction", "increase 增加，decrease 减少，unchanged 持平"),
            Column("yuan", "增减额，元", "fen"),
            Column("percentage", "增减幅度，%"),
            Column("base_year", "比较年度"),
            Column("reason", "所述原因"),
            Column("reason_beside", "没有所述原因时，文字在别处所写的原因；空为没有写，或还没有找过"),
            Column("is_repeated", "原因与上年公开中同一项的逐字相同"),
            Column("verdict", "与上年公开核对的结果（holds、within_rounding、differs 等）；空为未核对"),
            Column("computed_yuan", "公布数之差，元", "computed_fen"),
            Column("sentence", "所在句子"),
            PAGE,
        ),
    ),
    PackageTable(
        "targets",
        "绩效目标",
        "项目或部门整体的绩效目标表。",
        lambda: PerformanceTarget.objects.published(),
        (
            ID,
            OF_DISCLOSURE,
            Column("scope", "project 项目，department 部门整体"),
            Column("number", "编号"),
            Column("title", "名称"),
            Column("code", "项目编码"),
            Column("yuan", "资金，元", "funds_fen"),
            PAGE,
        ),
    ),
    PackageTable(
        "indicators",
        "绩效指标",
        "绩效目标的每一条指标。",
        lambda: PerformanceIndicator.objects.published(),
        (
            ID,
            Column("target_id", "绩效目标", "target", "targets"),
            Column("level_1", "一级指标"),
            Column("level_2", "二级指标"),
            Column("level_3", "三级指标"),
            Column("description", "描述"),
            Column("operator", "符号"),
            Column("value", "指标值"),
            Column("unit", "单位"),
            Column("basis", "依据"),
        ),
    ),
    PackageTable(
        "procurement",
        "政府采购",
        "政府采购预算的每一行。",
        lambda: ProcurementItem.objects.published(),
        (
            ID,
            OF_DISCLOSURE,
            Column("project", "项目"),
            Column("item", "品名"),
            Column("catalogue_code", "采购目录编码"),
            Column("unit", "计量单位"),
            Column("quantity", "数量"),
            Column("unit_price_yuan", "单价，元", "unit_price_fen"),
            Column("yuan", "项目资金，元", "funds_fen"),
            Column("is_total", "合计行"),
            PAGE,
        ),
    ),
)
