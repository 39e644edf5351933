"""What stands in the head of a page more than once: the title, for the browser and for previews of a link."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import mark_safe

register = template.Library()


class Captured(template.Node):
    """Keeps what is between its tags under a name; a block in it is filled by the page as anywhere."""

    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Any) -> str:
        text = " ".join(self.nodelist.render(context).split())
        context[self.name] = mark_safe(text)  # nosec B308 B703 # what the template wrote, escaped there
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> Captured:
    """`{% capture title %}…{% endcapture %}`."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Captured(name, nodelist)
