"""All published data as one ZIP of CSV tables with a datapackage.json (Frictionless), made once per publication.

Rows stream from the database into the file: memory does not grow with the data. The file is kept in DATA_DIR/package
under the number of the edition and the day; whoever asks again gets the file.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from disclosures.models import (
    Agency,
    Amount,
    Claim,
    Disclosure,
    Document,
    Edition,
    HeadlineFigure,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementItem,
    Statement,
    StatementLine,
)
from disclosures.models.disclosure import DisclosureState

from .formats import disarmed

CHUNK = 2000
MOST_ON_REQUEST = 5000
"""Disclosures that a visitor's request may still turn into a package; above it `manage.py build_package` does."""
KEPT = 2
"""Packages kept on disk: the newest and the one that somebody may still be reading."""

TRIES = 3

NAME = "mingzhang.zip"
DESCRIPTOR = "datapackage.json"

_one_at_a_time = threading.Lock()


class PackageNotReadyError(Exception):
    """There is no package, and one is too large to be made while a visitor waits."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field: its name, the path in the database, its Frictionless type, what it means, what it refers to."""

    name: str
    path: str
    type: str
    words: str
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


def _visible(rows: QuerySet[Any], path: str) -> Callable[[], QuerySet[Any]]:
    return lambda: rows.filter(**{f"{path}state": DisclosureState.PUBLISHED})


def _id(words: str = "编号，不会改作他用") -> Column:
    return Column("id", "pk", "integer", words)


def _of(table: str, path: str, words: str) -> Column:
    return Column(f"{table.removesuffix('s')}_id", path, "integer", words, table)


def _text(name: str, words: str, path: str = "") -> Column:
    return Column(name, path or name, "string", words)


def _yuan(name: str, path: str, words: str) -> Column:
    return Column(name, path, "yuan", words)


def _number(name: str, words: str, path: str = "") -> Column:
    return Column(name, path or name, "integer", words)


_OF_DISCLOSURE = _of("disclosures", "disclosure", "所属公开")
_PAGE = _number("page", "原件页码，从 1 起；没有页的格式为空")

TABLES: tuple[PackageTable, ...] = (
    PackageTable(
        "agencies",
        "机构",
        "有已发布公开的部门和单位，及其主管部门。",
        lambda: Agency.objects.published(),
        (
            _id(),
            _text("region_code", "行政区划代码（GB/T 2260）", "region_id"),
            _text("region_name", "行政区划", "region__name"),
            _text("code", "文件所印代码，只在本行政区划内唯一"),
            _text("name", "名称"),
            _text("kind", "department 部门，unit 单位"),
            Column("parent_id", "parent", "integer", "主管部门", "agencies"),
            Column("own_level", "own_level", "boolean", "部门本级"),
        ),
    ),
    PackageTable(
        "sources",
        "原件",
        "公开所在的文件。sha256 可核对原件。",
        lambda: Document.objects.public(),
        (
            _id(),
            _text("name", "文件名", "original_name"),
            _text("sha256", "SHA-256"),
            _text("media_type", "类型"),
            _number("size", "字节数"),
            _number("pages", "页数"),
            _text("parser_version", "解析器版本"),
            _text("layout", "版式"),
            Column("received_at", "received_at", "datetime", "收到时间"),
        ),
    ),
    PackageTable(
        "disclosures",
        "公开",
        "一个机构一个年度一个阶段公布的内容。分印在几个文件里的，其余部分以 whole_id 指向主要的一份。",
        _visible(Disclosure.objects.all(), ""),
        (
            _id("编号；网页为 /disclosures/编号/"),
            _of("agencies", "agency", "机构"),
            _number("fiscal_year", "年度"),
            _text("stage", "budget 预算，final_accounts 决算"),
            _text("kind", "口径：department 部门，unit 单位"),
            _of("sources", "document", "原件"),
            Column("whole_id", "part_of", "integer", "并入哪一份公开", "disclosures"),
            _text("printed_name", "文件所印名称"),
            _text("printed_code", "文件所印代码"),
            _number("first_page", "起始页"),
            _number("last_page", "结束页"),
            Column("published_at", "published_at", "datetime", "在本站发布的时间"),
        ),
    ),
    PackageTable(
        "statements",
        "报表",
        "一份公开里的一张表。",
        _visible(Statement.objects.all(), "disclosure__"),
        (
            _id(),
            _OF_DISCLOSURE,
            _number("position", "顺序"),
            _text("statement", "哪一种表"),
            _text("title", "印刷标题"),
            _text("printed_unit", "印刷单位"),
            _text("empty_note", "空表说明"),
        ),
    ),
    PackageTable(
        "lines",
        "报表行",
        "一行。两边的表每边一行，row 相同。没有金额的行也在内。",
        _visible(StatementLine.objects.all(), "statement__disclosure__"),
        (
            _id(),
            _of("statements", "statement", "报表"),
            _number("row", "印刷行"),
            _text("side", "revenue 收入，expenditure 支出"),
            _text("code", "科目编码"),
            _text("name", "名称"),
            _text("kind", "行别"),
            _text("category_code", "由名称推定的类级编码"),
            _PAGE,
        ),
    ),
    PackageTable(
        "amounts",
        "金额",
        "一格。空白格没有记录；“—”等有记录而没有 yuan。",
        lambda: Amount.objects.published(),
        (
            _id("编号；网页为 /figures/编号/"),
            _of("lines", "line", "报表行"),
            Column("heading", "column__heading", "list", "表头，从上到下"),
            _text("measure", "列的含义"),
            _text("basis", "budget 预算数，final 决算数，prior 上年数"),
            _text(
                "state",
                "amount 金额，dash 横线，not_applicable 不适用，unreadable 未读出，printed 照印（文字、数量、百分数）",
            ),
            _yuan("yuan", "fen", "元，两位小数，没有误差"),
            _text("printed", "印刷文字"),
            _PAGE,
        ),
    ),
    PackageTable(
        "headline",
        "说明文字中的金额",
        "说明文字里已认出所指的金额。",
        _visible(HeadlineFigure.objects.all(), "disclosure__"),
        (
            _id("编号；网页为 /figures/text/编号/"),
            _OF_DISCLOSURE,
            _text("item", "项目"),
            Column("is_change", "is_change", "boolean", "增减额"),
            _yuan("yuan", "fen", "元"),
            _text("printed", "印刷文字"),
            _text("sentence", "所在句子"),
            _PAGE,
        ),
    ),
    PackageTable(
        "claims",
        "所述增减",
        "文件自己说的较上年增减，及所述原因。",
        _visible(Claim.objects.all(), "disclosure__"),
        (
            _id(),
            _OF_DISCLOSURE,
            _text("item", "项目"),
            _text("label", "科目，如所印；item 与 label 必有其一"),
            _text("code", "科目编码，由名称与表中的行对应得出"),
            _text("direction", "increase 增加，decrease 减少，unchanged 持平"),
            _yuan("yuan", "fen", "增减额，元"),
            Column("percentage", "percentage", "number", "增减幅度，%"),
            _number("base_year", "比较年度"),
            _text("reason", "所述原因"),
            Column("is_repeated", "is_repeated", "boolean", "原因与上年公开中同一项的逐字相同"),
            _text("sentence", "所在句子"),
            _PAGE,
        ),
    ),
    PackageTable(
        "targets",
        "绩效目标",
        "项目或部门整体的绩效目标表。",
        _visible(PerformanceTarget.objects.all(), "disclosure__"),
        (
            _id(),
            _OF_DISCLOSURE,
            _text("scope", "project 项目，department 部门整体"),
            _number("number", "编号"),
            _text("title", "名称"),
            _text("code", "项目编码"),
            _yuan("yuan", "funds_fen", "资金，元"),
            _PAGE,
        ),
    ),
    PackageTable(
        "indicators",
        "绩效指标",
        "绩效目标的每一条指标。",
        _visible(PerformanceIndicator.objects.all(), "target__disclosure__"),
        (
            _id(),
            _of("targets", "target", "绩效目标"),
            _text("level_1", "一级指标"),
            _text("level_2", "二级指标"),
            _text("level_3", "三级指标"),
            _text("description", "描述"),
            _text("operator", "符号"),
            _text("value", "指标值"),
            _text("unit", "单位"),
            _text("basis", "依据"),
        ),
    ),
    PackageTable(
        "procurement",
        "政府采购",
        "政府采购预算的每一行。",
        _visible(ProcurementItem.objects.all(), "disclosure__"),
        (
            _id(),
            _OF_DISCLOSURE,
            _text("project", "项目"),
            _text("item", "品名"),
            _text("catalogue_code", "采购目录编码"),
            _text("unit", "计量单位"),
            _text("quantity", "数量"),
            _yuan("unit_price_yuan", "unit_price_fen", "单价，元"),
            _yuan("yuan", "funds_fen", "项目资金，元"),
            Column("is_total", "is_total", "boolean", "合计行"),
            _PAGE,
        ),
    ),
)


def edition() -> str:
    """Which published data there is: changes with everything that the public sees, and every day. One query."""
    return f"{Edition.objects.number()}-{timezone.localdate().isoformat()}"


def package(build: bool = False) -> Path:
    """The package of this edition; made now if it is missing. With `build` however large, else PackageNotReadyError.

    Where it is too large to be made now the newest older one is given.
    """
    target = _folder() / f"{edition()}.zip"
    if target.exists():
        return target
    if not build and Disclosure.objects.published().count() > MOST_ON_REQUEST:
        if older := _packages():
            return older[0]
        raise PackageNotReadyError
    with _one_at_a_time:
        for _ in range(TRIES):
            target = _folder() / f"{edition()}.zip"
            if target.exists():
                break
            _make(target)
            if target.stem == edition():
                break  # nothing was published or withdrawn meanwhile: the tables fit together
    for old in _packages()[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def _folder() -> Path:
    folder = Path(settings.DATA_DIR) / "package"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _packages() -> list[Path]:
    """Newest first."""
    return sorted(_folder().glob("*.zip"), key=lambda path: path.stat().st_mtime, reverse=True)


def _make(target: Path) -> None:
    """Whole or not at all: written beside, then renamed. Two processes that make the same lose nothing but time."""
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with (
            os.fdopen(handle, "wb") as part,
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
        ):
            for table in TABLES:
                with (
                    archive.open(table.file, "w", force_zip64=True) as member,
                    io.TextIOWrapper(member, "utf-8-sig", newline="") as text,
                ):
                    csv.writer(text).writerows(table_rows(table))
            archive.writestr(DESCRIPTOR, json.dumps(descriptor(), ensure_ascii=False, indent=1))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def table_rows(table: PackageTable) -> Iterator[list[str]]:
    """The head, then every row as text, in the order of the primary key."""
    yield [column.name for column in table.columns]
    kinds = [column.type for column in table.columns]
    paths = [column.path for column in table.columns]
    rows = table.rows().order_by("pk").values_list(*paths)
    for row in rows.iterator(chunk_size=CHUNK):
        yield [_field(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _field(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "yuan":
        return f"{Decimal(value).scaleb(-2):.2f}"
    if kind == "boolean":
        return "true" if value else "false"
    if kind == "list":
        return disarmed(" › ".join(value))
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, (int, Decimal, date)):
        return str(value)
    return disarmed(str(value))


def descriptor() -> dict[str, Any]:
    """datapackage.json, after the Frictionless Data Package of version 1."""
    return {
        "profile": "tabular-data-package",
        "name": "mingzhang",
        "title": "明账：已发布的政府预决算公开",
        "description": "金额以元计，两位小数。文字照原件；以 = + - @ 开头的文字前加一撇，以免被表格软件当作公式。",
        "created": timezone.localtime().isoformat(timespec="seconds"),
        "version": edition(),
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: PackageTable) -> dict[str, Any]:
    types = {"yuan": "number", "list": "string"}
    return {
        "name": table.name,
        "title": table.title,
        "description": table.words,
        "path": table.file,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "format": "csv",
        "schema": {
            "fields": [
                {"name": c.name, "type": types.get(c.type, c.type), "title": c.words} for c in table.columns
            ],
            "primaryKey": "id",
            "foreignKeys": [
                {
                    "fields": c.name,
                    "reference": {
                        "resource": "" if c.refers_to == table.name else c.refers_to,
                        "fields": "id",
                    },
                }
                for c in table.columns
                if c.refers_to
            ],
        },
    }
