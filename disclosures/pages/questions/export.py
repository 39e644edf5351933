"""The question sheet as a list, a row a question."""

from __future__ import annotations

from disclosures.presenting.exports.page import common_facts, document_table
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, site_of, words
from disclosures.vocabulary import Unit

from .facts import QuestionSheet


def questions_export(sheet: QuestionSheet, title: str, unit: Unit, address: str) -> Export:
    """Where a question has several places to look at, their addresses stand in one cell, a line each."""
    site = site_of(address)
    rows = tuple(
        words(
            kind,
            question.fact,
            question.ask,
            "\n".join(one.words for one in question.evidence),
            "\n".join(site + one.address for one in question.evidence),
        )
        for kind, question in sheet.asked
    )
    columns = column_paths(("问哪一类", "文件所载", "提问", "依据", "依据的地址"))
    table = ExportTable("questions", title, columns, rows)
    facts = tuple(common_facts(address, unit))
    return Export(title, address, facts, document_table([sheet.column], address), (table,))
