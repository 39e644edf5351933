"""One sentence to take away, with those around it and the changes that it declares."""

from __future__ import annotations

from dataclasses import replace

from disclosures.presenting.exports.declared import declared_export
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, words
from disclosures.vocabulary import Unit

from .facts import FoundSentence


def sentence_export(found: FoundSentence, title: str, address: str) -> Export:
    around = (
        ("前一句", found.before, ""),
        ("这一句", found.text, found.page or ""),
        ("后一句", found.after, ""),
    )
    sentences = ExportTable(
        key="sentence",
        title="原句",
        columns=column_paths(("哪一句", "原文", "页")),
        rows=tuple(words(*row) for row in around if row[1]),
    )
    made = declared_export(found.column, found.changes, title, Unit.WAN, address)
    return replace(made, tables=(sentences, *(table for table in made.tables if table.rows)))
