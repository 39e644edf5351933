"""The tools: what may be asked (bounded), and the answers, each value with the address of its figure.

The pages compute; this tells their values. A value that nobody printed (a sum of ours) has the address of its page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField
from django.http import Http404
from django.urls import reverse
from msgspec import Meta, Struct

from disclosures.models import Agency, Disclosure
from disclosures.models.search_entry import SearchKind
from disclosures.models.statement import fen_to_yuan
from disclosures.pages.compare.facts import compare
from disclosures.pages.search.facts import every_hit, search
from disclosures.pages.search.hits import SearchHit
from disclosures.pages.search.marks import plain
from disclosures.pages.search.view import address_of
from disclosures.pages.years.facts import Asked, stages_of, year_over_year
from disclosures.presenting.addresses import Unfolded, published_agency
from disclosures.presenting.grids import source_url
from disclosures.reading.columns import MOST_COLUMNS, Column, choose, published_of, year_columns
from disclosures.reading.pivot import PivotRow
from disclosures.reading.values import Value
from disclosures.vocabulary import Stage
from disclosures.vocabulary import Statement as StatementType

MOST_FOUND, MOST_ROWS = 20, 60
UNIT = "元（yuan）；金额照文件所印，没有误差"
NOTE = "amount_yuan 为空时看 absence：没有数与 0 是不同的事实。部门的数已含下属单位，不能与之相加。"

Text = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Kind = Annotated[str, Meta(pattern=f"^({'|'.join(SearchKind.public())})$")]


class UnanswerableError(Exception):
    """The question is well formed and there is nothing to answer it with; the message says so."""


class Find(Struct, forbid_unknown_fields=True):
    text: Annotated[Text, Meta(description="机构、地区、科目、项目的名称，编码，或照印的金额")]
    kind: Annotated[Kind | None, Meta(description="只要这一种")] = None
    limit: Annotated[int, Meta(ge=1, le=MOST_FOUND)] = 10


class Series(Struct, forbid_unknown_fields=True):
    agency_id: Annotated[int, Meta(ge=1, le=BigIntegerField.MAX_BIGINT, description="机构编号，find 给出")]
    table: Annotated[
        StatementType | None, Meta(description="哪一张表；不写为主要数字（支出总计、“三公”等）")
    ] = None
    row: Annotated[Text | None, Meta(description="只要这一行：它的 key、编码或名称里的字")] = None
    stage: Annotated[Stage | None, Meta(description="只要预算或决算；不写两者分别给出")] = None


class Compare(Struct, forbid_unknown_fields=True):
    columns: Annotated[
        list[Annotated[str, Meta(max_length=40)]],
        Meta(
            min_length=2,
            max_length=MOST_COLUMNS,
            description="要并排的列：机构编号-年度为预算（12-2022），加 -f 为决算；series 给出",
        ),
    ]
    row: Annotated[Text | None, Meta(description="只要这一行：它的 key、编码或名称里的字")] = None


def find(asked: Find, site: str) -> dict[str, Any]:
    kind = SearchKind(asked.kind) if asked.kind else None
    found = search(asked.text, kind)
    hits = islice(every_hit(found), asked.limit) if found.total else found.nearest
    return {
        "unit": UNIT,
        "counts": {each.value: count for each, count in found.counts.items() if count},
        "told": found.told,
        "found": [_hit(hit, site) for hit in hits],
        "url": f"{site}{reverse('disclosures:search')}",
    }


def _hit(hit: SearchHit, site: str) -> dict[str, Any]:
    what, fen = hit.amount or (None, None)
    whose = hit.agency.pk if hit.agency else None
    own = hit.target if hit.kind is SearchKind.AGENCY else whose
    return {
        "kind": hit.kind.value,
        "title": plain(hit.title),
        "context": plain(hit.context),
        "excerpt": plain(hit.excerpt),
        "agency_id": int(own) if own else None,
        "amount_yuan": _yuan(fen),
        "amount_of": what,
        "url": site + address_of(hit),
    }


def series(asked: Series, site: str) -> dict[str, Any]:
    try:
        body = published_agency(asked.agency_id)
    except Http404:
        raise UnanswerableError("没有已发布的公开属于这个机构编号。") from None
    published = published_of(body)
    columns = year_columns(body, published)
    stages = [stage for stage in stages_of(columns) if asked.stage in (None, stage)]
    if not stages:
        raise UnanswerableError("这个机构没有公布这一阶段。")
    return {
        "agency": body.name,
        "region": body.region.full_name,
        "series": [_one_stage(asked, body, columns, published, stage, site) for stage in stages],
    }


def _one_stage(
    asked: Series,
    body: Agency,
    columns: Sequence[Column],
    published: Sequence[Disclosure],
    stage: Stage,
    site: str,
) -> dict[str, Any]:
    question = Asked(stage=stage, table=asked.table, unfolded=Unfolded(all_but=True))
    found = year_over_year(columns, published, question)
    if asked.table is not None and found.table is None:
        raise UnanswerableError("这个机构没有公布这张表。")
    table = {"table": found.table.value} if found.table else {}
    page = f"{reverse('disclosures:years', args=[body.pk])}?{urlencode({'stage': stage.value, **table})}"
    places = [place.column for place in found.places]
    return {
        "stage": stage.value,
        "stage_words": stage.label,
        "table": found.table.label if found.table else "主要数字",
        "years_missing": found.missing,
        "not_continued": found.break_words,
        **_told(places, [(row.row, row.values) for row in found.rows], asked.row, site, page),
    }


def compared(asked: Compare, site: str) -> dict[str, Any]:
    choice = choose(asked.columns)
    if len(choice.columns) < 2:
        unknown = "、".join([*choice.unreadable, *(wanted.key for wanted in choice.missing)])
        raise UnanswerableError(f"至少要有两列是已发布的；没有：{unknown}")
    found = compare(choice.columns, unfolded=Unfolded(all_but=True), open_projects=None)
    rows = [(row, row.values) for block in found.blocks.values() for row in block.rows]
    page = f"{reverse('disclosures:compare')}?{'&'.join(f'd={key}' for key in choice.keys)}"
    return _told(choice.columns, rows, asked.row, site, page) | {
        "common": found.judgement.common,
        "not_comparable": [f"{strike.what}：{strike.reason}" for strike in found.judgement.struck],
        "not_found": [*choice.unreadable, *(wanted.key for wanted in choice.missing)],
    }


def _told(
    columns: Sequence[Column | None],
    rows: Sequence[tuple[PivotRow, tuple[Value, ...]]],
    wanted: str | None,
    site: str,
    page: str,
) -> dict[str, Any]:
    """Columns with their stage and scope, and the rows that are wanted with a value a column."""
    chosen = [(row, values) for row, values in rows if wanted is None or _is_wanted(row, wanted)]
    return {
        "unit": UNIT,
        "note": NOTE,
        "columns": [_column(column, site) for column in columns if column],
        "rows": [
            {
                "key": row.key,
                "code": row.code,
                "name": row.name,
                "values": [
                    _value(column, value, site, page)
                    for column, value in zip(columns, values, strict=False)
                    if column
                ],
            }
            for row, values in chosen[:MOST_ROWS]
        ],
        "rows_left_out": max(len(chosen) - MOST_ROWS, 0),
        "url": site + page,
    }


def _is_wanted(row: PivotRow, wanted: str) -> bool:
    return wanted in (row.key, row.code) or wanted in row.name


def _column(column: Column, site: str) -> dict[str, Any]:
    where = reverse("disclosures:disclosure", args=[column.disclosure_id]) if column.disclosure_id else None
    return {
        "column": column.key,
        "agency_id": column.agency.pk,
        "agency": column.name,
        "fiscal_year": column.year,
        "stage": column.stage.value,
        "stage_words": column.stage.label,
        "scope": column.scope_word,
        "url": where and site + where,
    }


def _value(column: Column, value: Value, site: str, page: str) -> dict[str, Any]:
    return {
        "column": column.key,
        "stage": column.stage.value,
        "scope": column.scope_word,
        "amount_yuan": _yuan(value.fen),
        "absence": value.absence.label if value.absence else None,
        "is_derived": value.is_derived,
        "differs": value.differs,
        "remark": value.remark,
        "url": site + (source_url(value) or page),
    }


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else fen_to_yuan(fen)


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    title: str
    words: str
    asked: type[Struct]
    answer: Callable[[Any, str], dict[str, Any]]


TOOLS: dict[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "find",
            "查找",
            "在已发布的预决算公开里找机构、地区、科目、项目、报表、金额、说明文字。简称、拼音、照印的金额都可以。",
            Find,
            find,
        ),
        Tool(
            "series",
            "各年",
            "一个机构各年的数：主要数字（支出总计、“三公”经费各项等），或一张表的各行。预算与决算分列。",
            Series,
            series,
        ),
        Tool(
            "compare",
            "并排",
            "二到十二份公开逐行并排；口径不同而不宜比较的写在 not_comparable。",
            Compare,
            compared,
        ),
    )
}
