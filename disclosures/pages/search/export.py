"""Results of a search as an export: all hits, with the amount, the agency and the address of each."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

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

from .facts import MOST_EXPORTED, SearchResult, every_hit
from .hits import SearchHit
from .marks import plain

UNIT = Unit.WAN
COLUMNS = ("名称", "所在", "金额", "是什么金额", "摘录", "机构", "地址", "机构地址")
NO_DOCUMENTS = ExportTable(
    "documents", "原件", (("原件",),), (words("搜索结果只列名称与摘录，原件见每条的页面。"),)
)


def search_export(found: SearchResult, address_of: Callable[[SearchHit], str], address: str) -> Export:
    site = site_of(address)
    rows: dict[str, list[tuple[ExportCell, ...]]] = {}
    for hit in every_hit(found):
        rows.setdefault(hit.kind.value, []).append(_row(hit, site, address_of(hit)))
    tables = tuple(
        ExportTable(kind.value, kind.label, column_paths(COLUMNS), tuple(rows[kind.value]), _note(count))
        for kind, count in found.counts.items()
        if kind.value in rows
    )
    facts = [*common_facts(address, UNIT), ("搜索", " ".join(found.said)), ("共", f"{found.total} 条")]
    facts += [("说明", f"没有照原样找到，{told}") for told in found.told]
    facts += [("说明", f"“{said}”也按{'、'.join(also)}找") for said, also in found.also]
    return Export(f"搜索“{' '.join(found.said)}”", address, tuple(facts), NO_DOCUMENTS, tables)


def _note(count: int) -> str:
    return f"共 {count} 条" + (f"，本文件有前 {MOST_EXPORTED} 条" if count > MOST_EXPORTED else "")


def _row(hit: SearchHit, site: str, path: str) -> tuple[ExportCell, ...]:
    what, fen = hit.amount or ("", None)
    own = site + reverse("disclosures:agency", args=[hit.agency.pk]) if hit.agency else ""
    return (
        *words(plain(hit.title), plain(hit.context)),
        plain_amount(fen, UNIT, ""),
        *words(what, plain(hit.excerpt), hit.agency.name if hit.agency else "", site + path, own),
    )
