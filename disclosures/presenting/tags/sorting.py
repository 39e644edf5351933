"""Heads of columns that sort their table."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from disclosures.presenting.addresses import changed
from disclosures.presenting.ordering import Order

register = template.Library()


@register.simple_tag(takes_context=True)
def sort_head(
    context: dict[str, Any],
    key: str,
    label: str,
    order: Order,
    param: str = "sort",
    is_number: bool = False,
) -> SafeString:
    """A `th` whose link sorts by `key`: numbers from the largest, words from the first; a second time the other way."""
    key, label = str(key), str(label)
    arrow = f'<span aria-hidden="true"> {"↓" if order.descends else "↑"}</span>' if order.key == key else ""
    return format_html(
        '<th scope="col"{}{}><a href="{}">{}{}</a></th>',
        mark_safe(' class="num"' if is_number else ""),  # nosec B308, B703
        mark_safe(order.aria(key)),  # nosec B308, B703
        changed(context["request"], [("page", None), (param, order.next(key, is_number=is_number))]),
        label,
        mark_safe(arrow),  # nosec B308, B703
    )
