"""Sentences side by side, to take away: a row a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.presenting.exports.page import export_without_unit
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, site_of, words

from .facts import Piece, TextComparison

TOLD = ("公开", "标题", "页", "句子", "多数公开也有", "地址")
CHANGED = ("前一份", "后一份", "改动", "前一份的句子", "后一份的句子")


def texts_export(found: TextComparison, title: str, address: str) -> Export:
    site = site_of(address)
    told = tuple(
        words(
            told.column.label,
            heading,
            page or "",
            one.text,
            "是" if one.is_common else "否",
            site + one.address,
        )
        for told in found.told
        for heading, page, said in told.sections
        for one in said
    )
    changed = tuple(
        words(year.before.label, year.after.label, row.kind.label, _text(row.before), _text(row.after))
        for year in found.years
        for row in year.rows
    )
    table = (
        ExportTable("changes", title, column_paths(CHANGED), changed)
        if found.years
        else ExportTable("sentences", title, column_paths(TOLD), told)
    )
    return export_without_unit(title, address, table, columns=found.columns)


def _text(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
