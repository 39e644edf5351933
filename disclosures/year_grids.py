"""The table of an agency's years as escaped rows: amounts by year, and what this site computes between two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from disclosures.amounts import (
    MINUS,
    Unit,
    amount_text,
    change_text,
    exact_text,
    points_text,
    rate_text,
    share_text,
)
from disclosures.grids import NO_DIFFERENCE, value_html
from disclosures.models import Claim
from disclosures.queries.sentences import place_of_sentence
from disclosures.queries.values import Value
from disclosures.queries.years import Cell as YearCell
from disclosures.queries.years import (
    DeclaredChange,
    Derived,
    Head,
    Kind,
    Verdict,
    YearOverYear,
    YearRow,
    sort_key,
)

COMPUTED: dict[Kind, Callable[[Derived, Unit], str | None]] = {
    Kind.CHANGE: lambda cell, unit: change_text(cell.part or 0, unit),
    Kind.GAP: lambda cell, unit: change_text(cell.part or 0, unit),
    Kind.RATE: lambda cell, unit: rate_text((cell.part or 0) + (cell.whole or 0), cell.whole or 0),
    Kind.CONTRIBUTION: lambda cell, unit: points_text(cell.part or 0, cell.whole or 0),
    Kind.EXECUTION: lambda cell, unit: share_text(cell.part or 0, cell.whole or 0),
}


def derived_text(cell: Derived, unit: Unit) -> str | None:
    """What a computed cell shows: its number or its word; None where a side has no number."""
    if cell.part is None:
        return cell.word or None
    return COMPUTED[cell.kind](cell, unit)


def head_words(found: YearOverYear, head: Head) -> tuple[str, str]:
    """The heading of a column and the small line under it."""
    place = found.places[head.place]
    if head.before is None:
        return place.heading, place.form_word
    before = found.places[head.before]
    note = {
        Kind.CONTRIBUTION: "百分点",
        Kind.EXECUTION: "决算 / 预算，本站算出",
        Kind.GAP: "本站算出",
    }.get(head.kind, f"较 {before.heading}{' 推算' if before.is_implied else ''}")
    return head.kind.label, note


@dataclass(frozen=True, slots=True)
class YearGrid:
    """How the page shows its table. `fold_url` and `sort_url` make the address of a neighbouring state."""

    found: YearOverYear
    unit: Unit
    fold_url: Callable[[str], str]
    sort_url: Callable[[str], str]

    def head(self, first: str) -> SafeString:
        cells = "".join(self._head(head) for head in self.found.heads)
        return mark_safe(f'<thead><tr><th scope="col">{escape(first)}</th>{cells}</tr></thead>')  # nosec B308, B703

    def _head(self, head: Head) -> str:
        place = self.found.places[head.place]
        words, note = (escape(text) for text in head_words(self.found, head))
        css = "num d" if head.before is not None else "num"
        if head.before is None and place.why_break:
            css, note = "num break", f"{note}<br>口径变化"
        sorted_by = ""
        if self.found.is_coded and not place.is_gap:
            key, sorting = sort_key(self.found.places, head), self.found.sorting
            following = key
            if sorting is not None and sorting.head == head:
                sorted_by = f' aria-sort="{"ascending" if sorting.is_rising else "descending"}"'
                following = "" if sorting.is_rising else f"-{key}"
            words = f'<a class="sort" rel="nofollow" href="{escape(self.sort_url(following))}">{words}</a>'
        return f'<th scope="col" class="{css}"{sorted_by}>{words}<small>{note}</small></th>'

    def rows(self) -> SafeString:
        return mark_safe("".join(self._row(row) for row in self.found.rows))  # nosec B308, B703

    def _row(self, row: YearRow) -> str:
        css = "total" if row.row.is_total else f"lv{row.row.level}"
        cells = "".join(self._cell(row, head) for head in self.found.heads)
        return f'<tr class="{css}"><th scope="row">{self._name(row)}</th>{cells}</tr>'

    def _name(self, row: YearRow) -> str:
        found = row.row
        code = f'<span class="code">{escape(found.code)}</span>' if found.code else ""
        title = f' title="{escape(found.remark)}"' if found.remark else ""
        name = f"{code}<span{title}>{escape(found.name)}</span>" if title else code + escape(found.name)
        if found.can_unfold:
            state = "true" if found.is_open else "false"
            url = escape(self.fold_url(found.key))
            name = (
                f'<a class="fold" id="r{escape(found.key)}" href="{url}" aria-expanded="{state}">{name}</a>'
            )
        bore = "；".join(f"{years}：{known}" for years, known in row.names)
        return name + (f'<small class="bore">{escape(bore)}</small>' if bore else "")

    def _cell(self, row: YearRow, head: Head) -> str:
        place = self.found.places[head.place]
        if place.is_gap:
            return '<td class="gap"></td>'
        cell: YearCell = row.cell(head)
        if isinstance(cell, Value):
            is_break = place.why_break or head.place in row.stops or head.place in row.renamed
            return f'<td class="num{" break" if is_break else ""}">{value_html(cell, unit=self.unit)}</td>'
        text = derived_text(cell, self.unit)
        if text is None:
            return f"<td>{NO_DIFFERENCE}</td>"
        if cell.word:
            text = f'<span class="nil" title="{escape(cell.why)}">{escape(text)}</span>'
        else:
            text = escape(text)
        return f'<td class="num d">{text}</td>'

    @property
    def width(self) -> int:
        return 1 + len(self.found.heads)


def column_names(found: YearOverYear) -> Sequence[str]:
    """One name a column, for files."""
    names: list[str] = []
    for head in found.heads:
        place = found.places[head.place]
        words, note = head_words(found, head)
        if head.before is None:
            broken = "，口径变化" if place.why_break else ""
            names.append(f"{words} {note}{broken}")
        else:
            names.append(f"{place.heading} {words}（{note}）")
    return names


# --- declared changes --------------------------------------------------------------------------------------------------


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

VERDICT_CSS: dict[Verdict, str] = {
    Verdict.HOLDS: "v-holds",
    Verdict.ROUND: "v-round",
    Verdict.DIFFERS: "v-differs",
    Verdict.UNDONE: "v-undone",
}


def declared_texts(change: DeclaredChange, unit: Unit) -> tuple[str, ...]:
    """One row of the table of declared changes, a text a column."""
    claim = change.claim
    told = claim.printed or claim.sentence
    rate = change.rate
    return (
        f"{change.column.year}{f' 较 {claim.base_year}' if claim.base_year else ''}{unit_of(change)}",
        change.label,
        change_text(claim.fen, unit) if claim.fen is not None else "" if rate is not None else told,
        "" if rate is None else f"{'+' if rate > 0 else ''}{rate.normalize():f} %".replace("-", MINUS),
        "" if change.computed_fen is None else change_text(change.computed_fen, unit),
        "" if change.gap_fen is None else change_text(change.gap_fen, unit),
        change.verdict.label + (f"：{change.why}" if change.why else ""),
        "" if change.implied_fen is None else amount_text(change.implied_fen, unit),
        _reason_text(claim),
        f"第 {claim.page} 页" if claim.page else "原句",
    )


REPEATED = "（与上年说法相同）"


def _reason_text(claim: Claim) -> str:
    if claim.is_silent:
        return "没有说明"
    return claim.reason + (REPEATED if claim.is_repeated else "")


def unit_of(change: DeclaredChange) -> str:
    """The unit whose document it is, where a column adds up several."""
    return change.agency if change.column.is_derived else ""


def declared_rows(changes: Sequence[DeclaredChange], unit: Unit) -> SafeString:
    return mark_safe("".join(_declared_row(change, unit) for change in changes))  # nosec B308, B703


def _declared_row(change: DeclaredChange, unit: Unit) -> str:
    out: list[str] = []
    for name, text in zip(DECLARED_COLUMNS, declared_texts(change, unit), strict=True):
        shown = escape(text)
        if name == "公开":
            whose = unit_of(change)
            shown = escape(text.removesuffix(whose)) + (
                f'<small class="bore">{escape(whose)}</small>' if whose else ""
            )
            out.append(f'<th scope="row">{shown}</th>')
            continue
        if name == "所述增减" and change.claim.fen is not None:
            shown = f'<span title="{escape(exact_text(change.claim.fen))}">{shown}</span>'
        elif name == "公布数之差" and change.computed_fen is not None:
            both = f"{exact_text(change.now.fen or 0)} − {exact_text(change.before.fen or 0)}"
            shown = f'<span title="{escape(both)}">{shown}</span>'
        elif name == "核对":
            why = f'<small class="bore">{escape(change.why)}</small>' if change.why else ""
            colon = '<span class="vh">：</span>' if why else ""
            shown = f'<span class="verdict {VERDICT_CSS[change.verdict]}">{change.verdict.label}</span>{colon}{why}'
        elif name == "上年推算" and change.implied_fen is not None:
            shown = f'<span class="derived" title="{escape(exact_text(change.implied_fen))}">{shown}</span>'
        elif name == "所述原因" and change.claim.is_silent:
            shown = f'<span class="nil" title="同一段文字里没有读出原因">{shown}</span>'
        elif name == "所述原因" and change.claim.is_repeated:
            shown = f"{escape(change.claim.reason)}<small>{REPEATED}</small>"
        elif name == "项目" and change.now.amount_id is not None and change.is_by_code:
            address = reverse("disclosures:figure", args=[change.now.amount_id])
            shown = f'<a href="{address}" title="{escape(change.claim.label)}">{shown}</a>'
        elif name == "原句":
            shown = f'<a href="{_sentence_url(change)}" title="{escape(change.claim.sentence)}">{shown}</a>'
        css = ' class="num"' if name in DECLARED_AMOUNTS else ""
        out.append(f"<td{css}>{shown}</td>")
    return f"<tr>{''.join(out)}</tr>"


def _sentence_url(change: DeclaredChange) -> str:
    claim = change.claim
    place = place_of_sentence(claim.sentence, claim.page)
    return reverse("disclosures:sentence-of", args=[claim.disclosure.whole_id, place])
