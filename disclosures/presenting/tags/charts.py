"""Drawing a chart of the page, with what can be done with it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

CAPTION_AND_SOURCE = 230
"""Pixels of an embedded chart around its drawing, on a narrow page."""


@register.simple_tag
def figure(chart: Any, name: str) -> SafeString:
    """The drawing alone."""
    return render_to_string(chart.template, {**chart.context, "id": name})


@register.simple_tag(takes_context=True)
def chart(context: dict[str, Any], name: str) -> SafeString:
    """The chart of the page with that name, if it could be drawn, and how to take it away or frame it."""
    found = context["charts"].get(name)
    if found is None:
        return SafeString("")
    request = context["request"]
    query = request.GET.copy()
    for key in ("format", "part", "embed"):
        query.pop(key, None)
    query["embed"] = name
    address = request.build_absolute_uri(f"{request.path}?{query.urlencode(safe=',')}")
    height = int(found.context["chart"].height) + CAPTION_AND_SOURCE
    code = format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>',
        address,
        found.title,
        height,
    )
    query["format"], query["part"] = "svg", query.pop("embed")[0]
    return render_to_string(
        "charts/framed.html",
        {
            "drawing": figure(found, name),
            "name": name,
            "title": found.title,
            "code": code,
            "svg": query.urlencode(safe=","),
        },
    )
