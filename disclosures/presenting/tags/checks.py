"""Results of checks in templates: a side as a number that leads to its cell, a difference, a state. Formatting only."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from disclosures.models import Amount
from disclosures.presenting.amounts import MINUS, amount_text, exact_text
from disclosures.presenting.finding_titles import finding_title
from disclosures.presenting.grids import DIFFERS
from disclosures.presenting.sides import gap_texts, side_text
from disclosures.presenting.verdicts import STATE_WORDS
from disclosures.reading.ledger import LedgerRow, LedgerSide
from disclosures.reading.sentences import SentencePiece
from disclosures.reconciliation import State

register = template.Library()


@register.filter
def state_word(state: State) -> SafeString:
    css, word = STATE_WORDS[state]
    return format_html('<span class="verdict {}">{}</span>', css, word)


@register.simple_tag
def dispute(shown: Amount | SentencePiece) -> SafeString:
    """The mark of what is a side of an open difference, where that was asked for (`differs`)."""
    return mark_safe(DIFFERS if getattr(shown, "differs", False) else "")  # nosec B308 B703


@register.filter
def title(row: LedgerRow) -> str:
    """At most 40 signs."""
    return finding_title(row)


@register.simple_tag
def side_value(side: LedgerSide | None) -> SafeString:
    """The number of a side, which leads to its cell where it is one; else its words; else what is missing."""
    if side is None:
        return mark_safe('<span class="nil">没有另一边</span>')  # nosec B308
    if side.fen is None:
        if side.printed:
            return format_html("{}", side.printed)
        return mark_safe('<span class="nil">没有印出数字</span>')  # nosec B308
    shown = side_text(side)
    if not side.is_money:
        return format_html("{}", shown)
    if side.cell is None:
        return format_html('<span title="{}">{}</span>', exact_text(side.fen), shown)
    url = reverse("disclosures:figure", args=[side.cell])
    return format_html('<a class="fig" href="{}" title="{}">{}</a>', url, exact_text(side.fen), shown)


@register.filter
def is_words(side: LedgerSide | None) -> bool:
    """Text stands there, and no number."""
    return side is not None and side.fen is None and bool(side.printed)


@register.filter
def printed_besides(side: LedgerSide) -> str:
    """How the document prints it, where that says more than the number."""
    if side.fen is None or not side.printed:
        return ""
    return "" if _plain(side.printed) == _plain(side_text(side)) else side.printed


def _plain(text: str) -> str:
    return text.replace(",", "").replace(" ", "").removesuffix("万元").replace(MINUS, "-")


@register.filter
def as_printed(amount: Amount) -> str:
    """What a cell prints; of a corrected one what was read before, and the amount it has now."""
    if not amount.is_corrected or amount.fen is None:
        return amount.printed
    return f"更正前为 {amount.printed or '空白'}，更正为 {amount_text(amount.fen)} 万元"


@register.filter
def gap(row: LedgerRow) -> SafeString | str:
    """One side less the other; blank where there is nothing to subtract."""
    texts = gap_texts(row)
    if texts is None:
        return ""
    exact = (
        format_html(' title="{}"', exact_text(row.difference_fen)) if row.difference_fen is not None else ""
    )
    return format_html("<span{}>{}</span>", exact, texts[0])


@register.filter
def gap_unit(row: LedgerRow) -> str:
    """相差，万元."""
    texts = gap_texts(row)
    blank = any(side.fen is None for side in row.sides)
    return f"相差，{texts[1]}" + ("；空白按 0 计" if blank else "") if texts else ""
