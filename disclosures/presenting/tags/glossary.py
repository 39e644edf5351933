"""Words that the glossary explains, as links to where it does."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from disclosures.presenting import glossary
from disclosures.presenting.glossary import term

register = template.Library()
register.filter(glossary.anchor)
register.simple_tag(term)


@register.filter
def explained(text: str) -> SafeString:
    """A label with the longest word in it that the glossary has as a link; any other as it is."""
    word = max((word for word in glossary.EXPLAINED if word in text), key=len, default="")
    if not word:
        return conditional_escape(text)
    before, _, after = text.partition(word)
    return mark_safe(f"{conditional_escape(before)}{term(word)}{conditional_escape(after)}")  # nosec B308 B703
