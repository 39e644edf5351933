"""The measured accuracy and the glossary to take away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disclosures.presenting.exports.page import export_without_unit
from disclosures.presenting.exports.sheets import Export, ExportTable, column_paths, words
from disclosures.presenting.glossary import GLOSSARY

from .accuracy import Accuracy, MeasuredForm, Proven, ProvenShares

ACCURACY, GLOSSARY_TITLE = "读取的准确程度", "名词解释"


def accuracy_export(measured: Accuracy, shares: ProvenShares, address: str) -> Export:
    tables = (table for table in _accuracy_tables(measured, shares) if table.rows)
    return export_without_unit(ACCURACY, address, *tables)


def _accuracy_tables(measured: Accuracy, shares: ProvenShares) -> Iterator[ExportTable]:
    yield _forms("forms", "各种形式，全部式样合计", measured.forms)
    for number, layout in enumerate(measured.layouts, start=1):
        yield _forms(f"layout{number}", layout.caption, layout.forms)
    yield _proven("by_place", "已公开数字中得到证实的比例，按地区", "地区", shares.by_place)
    yield _proven("by_form", "已公开数字中得到证实的比例，按式样", "式样", shares.by_form)
    limits = tuple(words(limit.subject, limit.sentence) for limit in measured.limits)
    yield ExportTable("limits", "已知的限度", column_paths(("什么", "限度")), limits)


def _forms(key: str, title: str, forms: Sequence[MeasuredForm]) -> ExportTable:
    heads = ("形式", "样本", "底稿的数字", "读出", "多读", "查全率", "查准率")
    rows = tuple(
        words(one.form, one.documents, one.cells, one.found, one.spurious, one.recall, one.precision)
        for one in forms
    )
    return ExportTable(key, title, column_paths(heads), rows)


def _proven(key: str, title: str, head: str, shares: Sequence[Proven]) -> ExportTable:
    rows = tuple(words(one.name, one.amounts, one.proven, one.share) for one in shares)
    return ExportTable(key, title, column_paths((head, "数字", "得到证实", "比例")), rows)


def glossary_export(address: str) -> Export:
    rows = tuple(words(group, word, meaning) for group, terms in GLOSSARY for word, meaning in terms)
    table = ExportTable("words", GLOSSARY_TITLE, column_paths(("组", "名词", "解释")), rows)
    return export_without_unit(GLOSSARY_TITLE, address, table)
