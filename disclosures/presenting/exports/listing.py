"""A list that django-tables2 arranges, to take away: the words on its pages, all rows in the order that was asked for."""

from __future__ import annotations

from html import unescape
from itertools import islice
from typing import Any

from django.utils.html import strip_tags
from django_tables2 import Table

from .page import common_facts, document_table
from .sheets import Export, ExportTable, column_paths, site_of, words

MOST = 5000
ADDRESS = "地址"
"""Heads a column that pages do not show: where the row leads to on this site."""


def list_export(table: Table, title: str, address: str) -> Export:
    """A `value_…` of the table tells what pages shorten."""
    heads, *rows = islice(table.as_values(), MOST + 1)
    facts = common_facts(address, None)
    if len(table.rows) > MOST:
        facts.append(("条数", f"共 {len(table.rows)} 条，本文件只有前 {MOST} 条"))
    sites = [site_of(address) if head == ADDRESS else "" for head in heads]
    made = ExportTable(
        key="list",
        title=title,
        columns=column_paths(heads),
        rows=tuple(
            words(*(f"{site}{_plain(cell)}" for site, cell in zip(sites, row, strict=True))) for row in rows
        ),
    )
    return Export(title, address, tuple(facts), document_table((), address), (made,))


def _plain(cell: Any) -> str:
    return unescape(strip_tags("" if cell is None else str(cell)))
