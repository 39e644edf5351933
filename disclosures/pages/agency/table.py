"""The list of agencies (django-tables2)."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from disclosures.models import Agency, Disclosure
from disclosures.presenting.amounts import amount_text, exact_text
from disclosures.vocabulary import Unit


def kind_word(agency: Agency) -> str:
    return "单位（本级）" if agency.own_level else agency.get_kind_display()


class AgencyTable(tables.Table):
    """Agencies with their newest budget. `years` holds the published disclosures of the agencies on the page."""

    name = tables.Column("机构", order_by=("name",))
    place = tables.Column("地区", accessor="region__name", order_by=("region_id", "code"))
    kind = tables.Column("类别", order_by=("kind", "name"))
    years = tables.Column("已收录年度", empty_values=(), order_by=("newest_year",))
    expenditure_fen = tables.Column("支出总计", attrs={"th": {"class": "num"}, "td": {"class": "num"}})

    class Meta:
        model = Agency
        fields = ()
        template_name = "table.html"
        empty_text = "没有符合条件的机构。请减少筛选条件，或者换一个说法。"
        row_attrs: dict[str, Any] = {}

    def __init__(self, *args: Any, years: dict[int, list[Disclosure]], unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.years_of = years
        self.unit = unit
        self.caption = f"已发布公开的机构，金额单位：{unit.label}"

    def render_name(self, record: Agency) -> SafeString:
        code = format_html('<span class="code">{}</span>', record.code) if record.code else ""
        return format_html(
            '{}<a href="{}">{}</a>', code, reverse("disclosures:agency", args=[record.pk]), record.name
        )

    def render_place(self, record: Agency) -> str:
        parent = record.region.parent
        return (parent.name if parent else "") + record.region.name

    def render_kind(self, record: Agency) -> str:
        return kind_word(record)

    def render_years(self, record: Agency) -> SafeString:
        found = self.years_of.get(record.pk, [])
        if not found:
            return format_html('<span class="nil" title="只收录了下属单位的公开">{}</span>', "见下属单位")
        return format_html_join(
            "、",
            '<a class="nowrap" href="{}">{} {}</a>',
            (
                (reverse("disclosures:disclosure", args=[d.pk]), d.fiscal_year, d.get_stage_display())
                for d in found
            ),
        )

    def render_expenditure_fen(self, value: int, record: Agency) -> SafeString:
        year = getattr(record, "budget_year", "")
        shown = amount_text(value, self.unit)
        return format_html(
            '<span title="{}">{}</span> <small class="muted">{}</small>', exact_text(value), shown, year
        )
