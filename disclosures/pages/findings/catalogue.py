"""The catalogue of checks to take away, and what is said of one check."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse

from disclosures.presenting.exports.page import export_without_unit
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportNumber,
    ExportTable,
    column_paths,
    number_of,
    site_of,
    words,
)
from disclosures.presenting.quality import MeasuredChecks, ShownQuality
from disclosures.presenting.verdicts import STATE_WORDS
from disclosures.reading.findings import Listed
from disclosures.reading.ledger import COUNTED, Tally
from disclosures.reconciliation import Check, Group

from .export import findings_export

STATES = tuple(STATE_WORDS[state][1] for state in COUNTED)
COLUMNS = ("核对", "关系", *STATES, "判断过", "查准率", "该找的", "查全率", "地址")

CheckRow = tuple[Check, Tally, ShownQuality]


def checks_export(groups: Iterable[tuple[Group, Sequence[CheckRow]]], title: str, address: str) -> Export:
    """A table a group."""
    site = site_of(address)
    tables = tuple(
        ExportTable(
            key=group.value,
            title=group.label,
            columns=column_paths(COLUMNS),
            rows=tuple(_row(*row, site) for row in rows),
        )
        for group, rows in groups
    )
    return export_without_unit(title, address, *tables)


def _row(check: Check, tally: Tally, shown: ShownQuality, site: str) -> tuple[ExportCell, ...]:
    return (
        *words(check.title, check.formula, *tally.counts, shown.quality.judged),
        _share(shown.precision, "（不公开）" if shown.quality.is_withheld else ""),
        *words(shown.quality.certain),
        _share(shown.recall),
        *words(site + reverse("disclosures:check", args=[check.id])),
    )


def _share(text: str, remark: str = "") -> ExportCell:
    number = number_of(text) if text.endswith("%") else None
    return ExportCell(text + remark, number, ExportNumber.SHARE)


def check_export(
    said: Sequence[tuple[str, str]], tally: Tally, found: Sequence[Listed], title: str, address: str
) -> Export:
    """What the page says of a check, and the findings that it shows."""
    counts = (f"{count:,} 处" for count in tally.counts)
    rows = tuple(words(*row) for row in (*said, *zip(STATES, counts, strict=True)))
    table = ExportTable("check", "这项核对怎样做", column_paths(("项目", "内容")), rows)
    export = findings_export(found, tally.counts[STATES.index("不一致")], title, address)
    return replace(export, tables=(table, *export.tables))


def said_of(check: Check, shown: ShownQuality, measured: MeasuredChecks) -> tuple[tuple[str, str], ...]:
    """How it is done, and how good it is."""
    quality = shown.quality
    precision, recall = "还没有判断过的不一致", "还没有可以对照的差错"
    if quality.judged:
        precision = f"{shown.precision}：在 {measured.documents} 个文件里判断过 {quality.judged} 处，属实 {quality.right} 处"
        if quality.is_withheld:
            precision += f"。不到 {measured.least}%，这项核对的结果只给审阅的人看，不公开"
    if quality.certain:
        recall = f"{shown.recall}：人工先已证实或有意埋下的 {quality.certain} 处里，找到 {quality.found} 处"
    return (
        ("关系", check.formula),
        ("说明", check.explanation),
        ("依据", check.source),
        ("适用", "、".join(stage.label for stage in check.stages)),
        ("容差", "参与核对的每个印出的数，允许末位的一半；文字与名称没有容差"),
        ("查准率", precision),
        ("查全率", recall),
    )
