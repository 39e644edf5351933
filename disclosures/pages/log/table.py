"""The public log as a table (django-tables2)."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from disclosures.models import PublicLogEntry
from disclosures.presenting.exports.listing import ADDRESS
from disclosures.vocabulary import Stage


class LogTable(tables.Table):
    number = tables.Column("序号")
    at = tables.Column("时间", empty_values=(), orderable=False)
    act = tables.Column("事项", orderable=False)
    what = tables.Column("公开", empty_values=(), orderable=False)
    told = tables.Column("内容", empty_values=(), orderable=False)
    digest = tables.Column("摘要", orderable=False)
    url = tables.Column(ADDRESS, empty_values=(), visible=False)

    class Meta:
        model = PublicLogEntry
        fields = ()
        template_name = "table.html"
        empty_text = "还没有一条。"
        row_attrs: dict[str, Any] = {"id": lambda record: f"n{record.number}"}

    caption = "公开记录"

    def render_at(self, record: PublicLogEntry) -> str:
        at = parse_datetime(record.facts["at"])
        return date_format(at, "Y-m-d H:i") if at else ""

    def render_what(self, record: PublicLogEntry) -> SafeString:
        facts = record.facts
        words = f"{facts['agency']} {facts['year']}年{Stage(facts['stage']).label}"
        return format_html('<a href="{}">{}</a>', self.value_url(record), words)

    def value_url(self, record: PublicLogEntry) -> str:
        return reverse("disclosures:disclosure", args=[record.disclosure_id])

    def render_told(self, record: PublicLogEntry) -> str:
        facts = record.facts
        cell = ""
        if record.correction_id:
            where = "，".join(filter(None, (facts["statement"], facts["row"], facts["column"])))
            cell = f"{where}：读作 {facts['read'] or '空白'}，原件印作 {facts['printed']}"
        elif "former" in facts:
            cell = f"原在“{facts['former']}”名下"
        return "。".join(filter(None, (cell, facts.get("reason", "").rstrip("。"))))

    def render_digest(self, value: str) -> SafeString:
        return format_html('<code title="{}">{}…</code>', value, value[:12])

    def value_digest(self, value: str) -> str:
        return value
