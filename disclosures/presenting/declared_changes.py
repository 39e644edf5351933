"""The declared changes (所述增减) as rows of a page and as texts of a file."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from disclosures.models import Claim
from disclosures.reading.declared import DeclaredChange
from disclosures.reading.sentences import place_of_sentence
from disclosures.vocabulary import Unit

from .amounts import MINUS, amount_text, change_text, exact_text
from .verdicts import STATE_WORDS

DECLARED_COLUMNS = (
    "公开",
    "项目",
    "所述增减",
    "所述幅度",
    "公布数之差",
    "相差",
    "核对",
    "上年推算",
    "所述原因",
    "原句",
)


DECLARED_AMOUNTS = frozenset(("所述增减", "所述幅度", "公布数之差", "相差", "上年推算"))


def declared_texts(change: DeclaredChange, unit: Unit) -> tuple[str, ...]:
    """One row of the table of declared changes, a text a column."""
    claim = change.claim
    told = claim.printed or claim.sentence
    rate = change.rate
    return (
        f"{change.column.year}{f' 较 {claim.base_year}' if claim.base_year else ''}{unit_of(change)}",
        claim.name,
        change_text(claim.fen, unit) if claim.fen is not None else "" if rate is not None else told,
        "" if rate is None else f"{'+' if rate > 0 else ''}{rate.normalize():f} %".replace("-", MINUS),
        "" if claim.computed_fen is None else change_text(claim.computed_fen, unit),
        "" if change.gap_fen is None else change_text(change.gap_fen, unit),
        STATE_WORDS[change.state][1] + (f"：{change.why}" if change.why else ""),
        "" if change.implied_fen is None else amount_text(change.implied_fen, unit),
        _reason_text(claim),
        f"第 {claim.page} 页" if claim.page else "原句",
    )


REPEATED = "（与上年说法相同）"
BESIDE = "（写在别处）"


def _reason_text(claim: Claim) -> str:
    if claim.is_silent:
        return "没有说明"
    return f"{_reason(claim)}{_of_reason(claim)}"


def _reason(claim: Claim) -> str:
    return claim.reason or (claim.is_change and claim.reason_beside) or ""


def _of_reason(claim: Claim) -> str:
    """What a reader should know of the reason."""
    if claim.is_repeated:
        return REPEATED
    return BESIDE if _reason(claim) and not claim.reason else ""


def unit_of(change: DeclaredChange) -> str:
    """The unit whose document it is, where a column adds up several."""
    return change.agency if change.column.is_derived else ""


def declared_rows(changes: Sequence[DeclaredChange], unit: Unit) -> SafeString:
    return mark_safe("".join(_declared_row(change, unit) for change in changes))  # nosec B308, B703


def _declared_row(change: DeclaredChange, unit: Unit) -> str:
    out: list[str] = []
    claim = change.claim
    for name, text in zip(DECLARED_COLUMNS, declared_texts(change, unit), strict=True):
        shown = escape(text)
        if name == "公开":
            whose = unit_of(change)
            shown = escape(text.removesuffix(whose)) + (
                f'<small class="bore">{escape(whose)}</small>' if whose else ""
            )
            out.append(f'<th scope="row">{shown}</th>')
            continue
        if name == "所述增减" and claim.fen is not None:
            shown = f'<span title="{escape(exact_text(claim.fen))}">{shown}</span>'
        elif name == "公布数之差" and claim.computed_fen is not None and change.before_fen is not None:
            both = f"{exact_text(change.before_fen + claim.computed_fen)} − {exact_text(change.before_fen)}"
            shown = f'<span title="{escape(both)}">{shown}</span>'
        elif name == "核对":
            why = f'<small class="bore">{escape(change.why)}</small>' if change.why else ""
            colon = '<span class="vh">：</span>' if why else ""
            css, word = STATE_WORDS[change.state]
            shown = f'<span class="verdict {css}">{word}</span>{colon}{why}'
        elif name == "上年推算" and change.implied_fen is not None:
            shown = f'<span class="derived" title="{escape(exact_text(change.implied_fen))}">{shown}</span>'
        elif name == "所述原因" and claim.is_silent:
            shown = f'<span class="nil" title="句中、前后句、各部分和另一处相同的增减都没有读出原因">{shown}</span>'
        elif name == "所述原因" and (remark := _of_reason(claim)):
            shown = f"{escape(_reason(claim))}<small>{remark}</small>"
        elif name == "项目" and claim.amount_id is not None and claim.is_of_line:
            address = reverse("disclosures:figure", args=[claim.amount_id])
            shown = f'<a href="{address}" title="{escape(claim.label)}">{shown}</a>'
        elif name == "原句":
            shown = f'<a href="{_sentence_url(change)}" title="{escape(claim.sentence)}">{shown}</a>'
        css = ' class="num"' if name in DECLARED_AMOUNTS else ""
        out.append(f"<td{css}>{shown}</td>")
    return f"<tr>{''.join(out)}</tr>"


def _sentence_url(change: DeclaredChange) -> str:
    claim = change.claim
    place = place_of_sentence(claim.sentence, claim.page)
    return reverse("disclosures:sentence-of", args=[claim.disclosure.whole_id, place])
