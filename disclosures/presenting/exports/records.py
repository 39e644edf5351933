"""An export as rows for programs: one table with English names, the same for every page, each amount in yuan with its page.

A list of things (findings, projects, what a search finds) has a row a thing. A table whose columns are data (agencies, years,
headings) has a row a cell, so that its columns do not change with what is asked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
import xlsxwriter

from disclosures.models.statement import fen_to_yuan
from disclosures.presenting.amounts import FEN_AND_DECIMALS
from disclosures.presenting.licence import LICENCE
from disclosures.vocabulary import Term

from .formats import Format, address_of, disarmed
from .sheets import Export, ExportCell, ExportNumber, ExportTable


class Twin(Term):
    """A page as rows (`?format=`); its address is the page's with an ending of its own."""

    CSV = "csv-rows", "text/csv; charset=utf-8"
    JSON = "json-rows", "application/json"
    XLSX = "xlsx-rows", Format.XLSX.label
    METADATA = "metadata", "application/csvm+json"

    @property
    def ending(self) -> str:
        return "metadata.json" if self is Twin.METADATA else self.value.removesuffix("-rows")


HOME = "/index"
"""What the home page, which has no name of its own, is called before an ending."""

IN_YUAN = (ExportNumber.AMOUNT, ExportNumber.CHANGE)


@dataclass(frozen=True, slots=True)
class Field:
    """`kind` is a type of Frictionless and of CSVW alike."""

    name: str
    title: str
    kind: str = "string"


CELL_FIELDS = (
    Field("table", "表的代号，也是 part="),
    Field("title", "表"),
    Field("row", "行次，从 1 起", "integer"),
    Field("code", "编码"),
    Field("name", "行"),
    Field("column", "栏"),
    Field("text", "页面所示"),
    Field("amount_yuan", "元，两位小数，没有误差", "number"),
    Field("number", "不是金额的数：占比与变化率为百分数，其余照 kind", "number"),
    Field(
        "kind",
        "数的含义：amount 金额，change 差额，share 占比，rate 变化率，index 指数，per_people 每万人，等等",
    ),
    Field("absence", "没有数时，是哪一种没有"),
    Field("is_derived", "本站相加，不是文件所印", "boolean"),
    Field("differs", "与另一处不一致，还没有说明", "boolean"),
    Field("page", "原件页码", "integer"),
    Field("document", "原件"),
    Field("url", "那个数的出处"),
)
"""Of a row a cell."""

NAMES: dict[str, Field] = {
    field.title: field
    for field in (
        Field("name", "项目"),
        Field("agency", "机构"),
        Field("unit", "单位"),
        Field("region", "地区"),
        Field("fiscal_year", "年度", "integer"),
        Field("scope", "口径"),
        Field("disclosure", "公开"),
        Field("goal", "绩效目标"),
        Field("indicators", "绩效指标"),
        Field("page", "页", "integer"),
        Field("url", "地址"),
        Field("amount_yuan", "金额", "number"),
        Field("expenditure_yuan", "支出总计", "number"),
        Field("basic_expenditure_yuan", "基本支出", "number"),
        Field("project_expenditure_yuan", "项目支出", "number"),
        Field("other_parts", "另有"),
        Field("agencies", "机构数", "integer"),
        Field("disclosures", "公开数", "integer"),
        Field("count", "数目", "integer"),
        Field("amount_of", "是什么金额"),
        Field("name", "名称"),
        Field("within", "所在"),
        Field("excerpt", "摘录"),
        Field("agency_url", "机构地址"),
        Field("group", "组"),
        Field("check", "核对"),
        Field("state", "结果"),
        Field("message", "说明"),
        Field("left", "一边"),
        Field("left_printed", "一边印作"),
        Field("left_yuan", "一边数额", "number"),
        Field("right", "另一边"),
        Field("right_printed", "另一边印作"),
        Field("right_yuan", "另一边数额", "number"),
        Field("difference_yuan", "相差", "number"),
        Field("note", "本站的说明"),
        Field("code", "代码"),
        Field("department", "部门"),
        Field("body", "机构或单位"),
        Field("category", "类别"),
        Field("stage", "阶段"),
        Field("status", "状态"),
        Field("evidence", "依据"),
        Field("evidence_url", "依据的地址"),
        Field("known", "已知的机构与单位", "integer"),
        Field("here", "本站有", "integer"),
        Field("named", "部门的公开点了名，本站没有", "integer"),
        Field("elsewhere", "另有记载，本站没有", "integer"),
        Field("change", "改动"),
        Field("table", "表"),
        Field("row", "行"),
        Field("column", "栏"),
        Field("before_yuan", "更正前", "number"),
        Field("after_yuan", "更正后", "number"),
        Field("correction_yuan", "差额", "number"),
        Field("differs", "≠"),
        Field("cell", "所在的格"),
        Field("read_printed", "原读作"),
        Field("printed", "更正为"),
        Field("reason", "理由"),
        Field("at", "时间"),
        Field("number", "序号", "integer"),
        Field("act", "事项"),
        Field("told", "内容"),
        Field("sha256", "摘要"),
        Field("formula", "关系"),
        Field("holds", "一致", "integer"),
        Field("within_rounding", "舍入差", "integer"),
        Field("differing", "不一致", "integer"),
        Field("could_not_be_done", "未能核对", "integer"),
        Field("judged", "判断过", "integer"),
        Field("precision_percent", "查准率", "number"),
        Field("certain", "该找的", "integer"),
        Field("recall_percent", "查全率", "number"),
        Field("asked_for", "问哪一类"),
        Field("fact", "文件所载"),
        Field("question", "提问"),
        Field("word", "名词"),
        Field("meaning", "解释"),
    )
}
"""The columns of lists by the heads of their pages. A list all of whose columns are here has a row a thing."""

YUAN, URL = "_yuan", "_url"

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Records:
    fields: tuple[Field, ...]
    rows: tuple[Record, ...]


def records(export: Export) -> Records:
    things = [field for table in export.tables if (field := _named(table))]
    if things and len(things) == len(export.tables) and len(set(things)) == 1:
        return _things(export, things[0])
    rows = [row for table in export.tables for row in _cells(export, table)]
    return Records(CELL_FIELDS, tuple(rows))


def _named(table: ExportTable) -> tuple[Field, ...]:
    """The fields of a list; nothing where a column is data."""
    paths = [path[0] for path in table.columns if len(path) == 1]
    if len(paths) != len(table.columns) or not all(path in NAMES for path in paths):
        return ()
    return tuple(NAMES[path] for path in paths)


def _things(export: Export, fields: tuple[Field, ...]) -> Records:
    several = len(export.tables) > 1
    of_amounts = {
        f.name: Field(f.name.removesuffix(YUAN) + URL, f"{f.title}的出处")
        for f in fields
        if f.name.endswith(YUAN)
    }
    shown = (*((CELL_FIELDS[0],) if several else ()), *fields, *of_amounts.values())
    rows: list[Record] = []
    for table in export.tables:
        for cells in table.rows:
            row: Record = {"table": table.key} if several else {}
            for field, cell in zip(fields, cells, strict=True):
                row[field.name] = _thing(field, cell, table)
                if (link := of_amounts.get(field.name)) is not None:
                    row[link.name] = (cell.value and address_of(export, cell.value)) or None
            rows.append(row)
    return Records(shown, tuple(rows))


def _thing(field: Field, cell: ExportCell, table: ExportTable) -> Any:
    if field.name.endswith(YUAN):
        return yuan(cell, table)
    if field.kind == "integer":
        return int(cell.text) if cell.text.isdigit() else None
    return cell.number if field.kind == "number" else cell.text


def yuan(cell: ExportCell, table: ExportTable) -> Decimal | None:
    """The amount of a cell, exact; None of other numbers and where there is none."""
    if cell.value is not None and cell.value.fen is not None and cell.kind is ExportNumber.AMOUNT:
        return fen_to_yuan(cell.value.fen)
    if cell.number is None or cell.kind not in IN_YUAN:
        return None
    return (cell.number * FEN_AND_DECIMALS[table.unit][0]).scaleb(-2).quantize(Decimal("0.01"))


def _cells(export: Export, table: ExportTable) -> Iterator[Record]:
    heads = [" › ".join(path) for path in table.columns]
    first = _first_column_of_values(table)
    is_coded = first > 1 and heads[0] == "编码"
    for number, cells in enumerate(table.rows, start=1):
        texts = [cell.text for cell in cells[:first]]
        own = {
            "table": table.key,
            "title": table.title,
            "row": number,
            "code": texts[0] if is_coded else None,
            "name": " › ".join(filter(None, texts[is_coded:])),
        }
        for head, cell in zip(heads[first:], cells[first:], strict=True):
            yield own | {"column": head} | _cell(export, table, cell)


def _first_column_of_values(table: ExportTable) -> int:
    """The columns before it name the row. Where all is words, the first names it."""
    places = (
        place
        for row in table.rows
        for place, cell in enumerate(row)
        if cell.value is not None or cell.number is not None
    )
    return max(min(places, default=1), 1)


def _cell(export: Export, table: ExportTable, cell: ExportCell) -> Record:
    value = cell.value
    place = export.places.of(value) if value is not None else None
    amount = yuan(cell, table)
    has_number = amount is not None or cell.number is not None
    return {
        "text": cell.text,
        "amount_yuan": amount,
        "number": cell.number if amount is None else None,
        "kind": cell.kind.value if has_number else None,
        "absence": value.absence.value if value is not None and value.absence else None,
        "is_derived": value.is_derived if value is not None and value.fen is not None else None,
        "differs": value.differs if value is not None and value.fen is not None else None,
        "page": place.page if place else None,
        "document": place.document if place else None,
        "url": (address_of(export, value) or None) if value is not None else None,
    }


# --- files ---------------------------------------------------------------------------------------------------------

EXACT = msgspec.json.Encoder(decimal_format="number")
"""Amounts are numbers, digit for digit."""


def _json(export: Export, found: Records) -> bytes:
    return EXACT.encode(found.rows)


def _csv(export: Export, found: Records) -> bytes:
    """Rows alone; a text that a spreadsheet could take for a formula is disarmed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([field.name for field in found.fields])
    for row in found.rows:
        writer.writerow([_text(row.get(field.name)) for field in found.fields])
    return out.getvalue().encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else disarmed(str(value))


def _metadata(export: Export, found: Records) -> bytes:
    """CSV on the Web (W3C): what the columns are, and where the rows come from. `resource` says the same to Frictionless."""
    sources = [
        dict(zip(_heads(export), (cell.text for cell in row), strict=True)) for row in export.documents.rows
    ]
    columns = [
        {"name": field.name, "titles": {"zh-Hans": field.title}, "datatype": field.kind}
        for field in found.fields
    ]
    fields = [{"name": field.name, "title": field.title, "type": field.kind} for field in found.fields]
    address = twin_address(export.address, Twin.CSV.ending)
    content = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "zh-Hans"}],
        "url": address,
        "dc:title": export.title,
        "dc:source": export.address,
        "dc:license": LICENCE["path"],
        "tableSchema": {"columns": columns},
        "notes": [{"name": name, "text": text} for name, text in export.facts],
        "sources": sources,
        "resource": {
            "name": "rows",
            "path": address,
            "format": "csv",
            "encoding": "utf-8",
            "schema": {"fields": fields},
        },
    }
    return msgspec.json.encode(content)


def _heads(export: Export) -> list[str]:
    return [" › ".join(path) for path in export.documents.columns]


def twin_address(address: str, ending: str) -> str:
    """The whole address of a page's twin: the page's with an ending, the question as it is."""
    path, mark, query = address.partition("?")
    own = path.rstrip("/")
    return f"{own if own.count('/') > 2 else own + HOME}.{ending}{mark}{query}"


def _xlsx(export: Export, found: Records) -> bytes:
    """Rows on the first sheet as a program's table; what they are and come from on the second."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        rows, sources = book.add_worksheet("rows"), book.add_worksheet("来源")
        rows.write_row(0, 0, [field.name for field in found.fields])
        for at, row in enumerate(found.rows, start=1):
            for column, field in enumerate(found.fields):
                if (value := row.get(field.name)) is not None:
                    rows.write(at, column, float(value) if isinstance(value, Decimal) else value)
        lines = [
            (export.title,),
            *export.facts,
            (),
            ("字段", "意思"),
            *((field.name, field.title) for field in found.fields),
            (),
            _heads(export),
            *([cell.text for cell in line] for line in export.documents.rows),
        ]
        for at, line in enumerate(lines):
            sources.write_row(at, 0, line)
    return out.getvalue()


_WRITERS: dict[Twin, Callable[[Export, Records], bytes]] = {
    Twin.CSV: _csv,
    Twin.JSON: _json,
    Twin.XLSX: _xlsx,
    Twin.METADATA: _metadata,
}


def twin_file(export: Export, twin: Twin) -> bytes:
    return _WRITERS[twin](export, records(export))
