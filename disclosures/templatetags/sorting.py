"""Heads of columns that sort their table."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def sort_head(
    context: dict[str, Any], key: str, label: str, order: str, param: str = "sort", is_number: bool = False
) -> SafeString:
    """A `th` whose link sorts by `key`: numbers from the largest, words from the first; a second time the other way."""
    key, label = str(key), str(label)
    now = order.removeprefix("-") == key
    descends = order.startswith("-")
    following = key if (now and descends) or (not now and not is_number) else f"-{key}"
    query = context["request"].GET.copy()
    query.pop("page", None)
    query[param] = following
    state = f' aria-sort="{"descending" if descends else "ascending"}"' if now else ""
    arrow = f'<span aria-hidden="true"> {"↓" if descends else "↑"}</span>' if now else ""
    return format_html(
        '<th scope="col"{}{}><a href="?{}">{}{}</a></th>',
        mark_safe(' class="num"' if is_number else ""),  # nosec B308, B703
        mark_safe(state),  # nosec B308, B703
        query.urlencode(safe=","),
        label,
        mark_safe(arrow),  # nosec B308, B703
    )
