"""Results of a search as an export: what the page lists, with the address of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from disclosures.presenting.exports.page import common_facts
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, words

from .facts import MarkedText, SearchHit, SearchKind, SearchResult

NO_DOCUMENTS = ExportTable(
    "documents", "原件", (("原件",),), (words("搜索结果只列名称与摘录，原件见每条的页面。"),)
)


def search_export(
    found: SearchResult,
    text: str,
    groups: Iterable[tuple[SearchKind, int, Sequence[tuple[SearchHit, str]]]],
    address: str,
) -> Export:
    """`groups` are (kind, how many there are, what the page lists of them with their paths)."""
    site = "/".join(address.split("/", 3)[:3])
    tables = tuple(
        ExportTable(
            key=kind.value,
            title=kind.label,
            note=f"本页列出 {len(hits)} 条，共 {count} 条",
            columns=column_paths(["名称", "所在", "摘录", "地址"]),
            rows=tuple(
                words(_plain(hit.title), _plain(hit.context), _plain(hit.excerpt), site + path)
                for hit, path in hits
            ),
        )
        for kind, count, hits in groups
    )
    facts = [*common_facts(address, None), ("搜索", text), ("共", f"{found.total} 条")]
    return Export(f"搜索“{text}”", address, tuple(facts), NO_DOCUMENTS, tables)


def _plain(runs: Iterable[MarkedText]) -> str:
    return "".join(run.text for run in runs)
