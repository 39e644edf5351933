"""Results of checks in templates: a side as a number that leads to its cell, a difference, a state. Formatting only."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from disclosures.presenting.amounts import MINUS, amount_text, change_text, exact_text
from disclosures.presenting.verdicts import STATE_WORDS
from disclosures.reading.ledger import LedgerRow, LedgerSide
from disclosures.reconciliation import State
from disclosures.vocabulary import Unit

register = template.Library()

SMALLEST = 5_000
"""分 that still show as 0.01 万元; a smaller amount is told in 元."""


@register.filter
def state_word(state: State) -> SafeString:
    css, word = STATE_WORDS[state]
    return format_html('<span class="verdict {}">{}</span>', css, word)


@register.simple_tag
def side_value(side: LedgerSide | None, row: LedgerRow) -> SafeString:
    """The number of a side in 万元, which leads to its cell where it is one; else its words; else the word for nothing."""
    if side is None:
        return mark_safe('<span class="nil" title="这项核对只有一边">不适用</span>')  # nosec B308
    if side.fen is None:
        if side.printed:
            return format_html("{}", side.printed)
        return mark_safe('<span class="nil" title="这一边没有印出的数">无数</span>')  # nosec B308
    if row.is_rate:
        return format_html("{}", side.printed or _percent(side.fen))
    shown = _amount(side.fen)
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
    if side.fen is None or side.is_rate or not side.printed:
        return ""
    plain = side.printed.replace(",", "").removesuffix("万元")
    return "" if plain == _amount(side.fen).replace(",", "").replace(MINUS, "-") else side.printed


@register.simple_tag
def gap(row: LedgerRow) -> SafeString:
    """One side less the other."""
    if row.difference_fen is None:
        return mark_safe('<span class="nil" title="比的不是金额">不适用</span>')  # nosec B308
    if row.is_rate:
        return format_html("{}", _percent(row.difference_fen).removesuffix("%"))
    shown = _in_yuan(row.difference_fen) or change_text(row.difference_fen)
    return format_html('<span title="{}">{}</span>', exact_text(row.difference_fen), shown)


@register.simple_tag
def gap_unit(row: LedgerRow) -> str:
    if row.difference_fen is None:
        return "没有金额差"
    unit = "百分点" if row.is_rate else "元" if _in_yuan(row.difference_fen) else "万元"
    blank = any(side.fen is None for side in row.sides)
    return f"相差，{unit}" + ("；空白按 0 计" if blank else "")


def _amount(fen: int) -> str:
    return f"{_in_yuan(fen)} 元" if _in_yuan(fen) else amount_text(fen)


def _in_yuan(fen: int) -> str:
    """An amount too small for two decimals of 万元."""
    return amount_text(fen, Unit.YUAN) if 0 < abs(fen) < SMALLEST else ""


def _percent(hundredths: int) -> str:
    return f"{MINUS if hundredths < 0 else ''}{abs(hundredths) / 100:.2f}%"
