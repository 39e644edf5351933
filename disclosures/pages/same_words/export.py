"""The list of words that stand in two disclosures, to take away."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.presenting.exports.page import export_without_unit
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, site_of, words

from .facts import Alike

COLUMNS = (
    "怎样相同",
    "字数",
    *(f"{name}{which}" for which in ("", "（另一处）") for name in ("公开", "标题", "页", "文字", "地址")),
)


def same_words_export(found: Sequence[Alike], title: str, address: str) -> Export:
    site = site_of(address)
    rows = tuple(
        words(
            one.sharing.label,
            one.length,
            *(
                cell
                for side in one.both
                for cell in (
                    side.column.label, side.heading, side.page or "", side.words, site + side.address
                )
            ),
        )
        for one in found
    )  # fmt: skip
    table = ExportTable("words", title, column_paths(COLUMNS), rows)
    columns = {side.column.key: side.column for one in found for side in one.both}
    return export_without_unit(title, address, table, columns=list(columns.values()))
