"""The public log of corrections (django-tables2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from disclosures.models import Correction
from disclosures.presenting.exports.listing import ADDRESS


class CorrectionTable(tables.Table):
    """The public log of corrections: what the machine read, what is printed, and why."""

    disclosure = tables.Column("公开", order_by=("disclosure__agency__name", "disclosure__fiscal_year"))
    place = tables.Column("所在的格", empty_values=(), orderable=False)
    read_printed = tables.Column("原读作", empty_values=(), orderable=False)
    printed = tables.Column("更正为", orderable=False)
    reason = tables.Column("理由", orderable=False)
    at = tables.DateColumn(format="Y-m-d", verbose_name="时间")
    url = tables.Column(ADDRESS, empty_values=(), visible=False)

    class Meta:
        model = Correction
        fields = ()
        template_name = "table.html"
        empty_text = "还没有更正。"
        row_attrs: dict[str, Any] = {}

    caption = "经人更正的格"

    def render_disclosure(self, record: Correction) -> SafeString:
        return format_html('<a href="{}">{}</a>', _disclosure(record), record.disclosure)

    def render_place(self, record: Correction) -> SafeString:
        words = f"{record.get_statement_display()}，{record.code} {record.name}，{' › '.join(record.heading)}"
        if record.amount_id is None:
            return format_html("{}", words)
        return format_html('<a href="{}">{}</a>', self.value_url(record), words)

    def render_read_printed(self, record: Correction) -> SafeString:
        return format_html("<s>{}</s>", record.read_printed or "空白")

    def value_at(self, value: datetime) -> str:
        return timezone.localdate(value).isoformat()

    def value_url(self, record: Correction) -> str:
        """The cell, or the disclosure that no longer has it."""
        if record.amount_id is None:
            return _disclosure(record)
        return reverse("disclosures:figure", args=[record.amount_id])

    def render_reason(self, record: Correction) -> SafeString:
        if record.revoked_at is None:
            return format_html("{}", record.reason)
        return format_html("{}　<strong>已撤销</strong>：{}", record.reason, record.revoked_reason)


def _disclosure(record: Correction) -> str:
    return reverse("disclosures:disclosure", args=[record.disclosure.whole_id])
