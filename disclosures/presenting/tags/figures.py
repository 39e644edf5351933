"""Numbers, names and links in templates. Formatting only: what is added or divided is decided in `reading` and by the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from disclosures.models import AssetHolding
from disclosures.parsing.assets import counted_quantity
from disclosures.presenting.amounts import (
    amount_text,
    change_text,
    exact_text,
    other_parts_text,
    rate_text,
    share_text,
)
from disclosures.presenting.downloads import page_address
from disclosures.presenting.exports.records import twin_address
from disclosures.presenting.grids import breakable_name, value_html
from disclosures.reading.purchases import Purchase
from disclosures.reading.sentences import place_of_sentence
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

register = template.Library()


@register.simple_tag(takes_context=True)
def twin(context: dict[str, Any], ending: str) -> str:
    """The address of the page as rows for programs."""
    return twin_address(page_address(context["request"]), ending)


@register.simple_tag
def value(found: Value, unit: Unit = Unit.WAN) -> SafeString:
    """A figure with its link, a sum of ours, or the word for an empty place."""
    return value_html(found, unit=unit)


@register.simple_tag
def amount(fen: int | None, unit: Unit = Unit.WAN, nil: str = "") -> SafeString:
    """An amount of a table without figure pages (procurement, assets): exact yuan in its title. Without one an empty cell, or
    `nil`, the word for what is there instead."""
    if fen is None:
        if nil:
            return format_html('<span class="nil">{}</span>', nil)
        return mark_safe('<span class="nil" title="格内无字">空白</span>')  # nosec B308
    return format_html('<span title="{}">{}</span>', exact_text(fen), amount_text(fen, unit))


@register.simple_tag
def change(fen: int | None, unit: Unit = Unit.WAN) -> SafeString:
    """A declared change, with its sign."""
    if fen is None:
        return mark_safe('<span class="nil" title="只写了幅度，没有写金额">未提及</span>')  # nosec B308
    return format_html('<span title="{}">{}</span>', exact_text(fen), change_text(fen, unit))


@register.simple_tag
def rate(change_fen: int | None, base: int | None) -> SafeString:
    """A change in per cent of what it was counted from, or the word for why there is none."""
    text = None if change_fen is None or base is None else rate_text(base + change_fen, base)
    if text is None:
        return mark_safe('<span class="nil" title="没有可比的上年数，或上年是 0">不适用</span>')  # nosec B308, B703
    return format_html("{}", text)


@register.simple_tag
def nothing(word: str, before: Value) -> SafeString:
    """Why there is no change, with the amount that was not compared."""
    title = before.remark if before.fen is None else f"上年 {amount_text(before.fen)} 万元，不作差"
    return format_html('<span class="nil" title="{}">{}</span>', title, word)


@register.simple_tag
def share(part: int | None, whole: int | None) -> SafeString:
    """A share in per cent, or the word for why there is none."""
    text = None if part is None or whole is None else share_text(part, whole)
    if text is None:
        return mark_safe('<span class="nil" title="没有可比的合计，不算占比">不适用</span>')  # nosec B308
    return format_html("{}", text)


@register.simple_tag
def sentence_address(disclosure_id: int, text: str, page: int | None) -> str:
    """Where a sentence of a disclosure is shown on its page."""
    return reverse("disclosures:sentence-of", args=[disclosure_id, place_of_sentence(text, page)])


@register.filter
def exact(fen: int) -> str:
    """39,525,900 元."""
    return exact_text(fen)


@register.filter
def in_unit(fen: int, unit: str) -> str:
    return amount_text(fen, Unit(unit))


@register.filter
def breakable(name: str) -> SafeString:
    """A name that may break after its place and before 本级, and nowhere else in a heading."""
    return breakable_name(name)


@register.filter
def grouped(number: int) -> str:
    """1,364."""
    return f"{number:,}"


@register.simple_tag
def beside(parts: Sequence[tuple[str, int]], unit: Unit = Unit.WAN) -> SafeString | str:
    """A small line that says what the parts shown leave out."""
    text = other_parts_text(parts, unit)
    return format_html('<small class="bore">{}</small>', text) if text else ""


@register.filter
def counted(row: AssetHolding) -> str:
    """The quantity of a row of assets with its unit."""
    return counted_quantity(row.item, row.quantity)


@register.filter
def in_columns(row: Purchase, headings: tuple[str, ...]) -> list[int | None]:
    """The amounts of a procurement row under the printed headings, in order."""
    if not headings:
        return [row.funds_fen]
    return [row.cells.get(heading, ("", None))[1] for heading in headings]
