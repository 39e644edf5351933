"""The table of an agency's years as escaped rows: amounts by year, and what this site computes between two of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from disclosures.presenting.amounts import change_text, points_text, rate_text, share_text
from disclosures.presenting.grids import NO_DIFFERENCE, value_html
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit

from .facts import Cell as YearCell
from .facts import Derived, HeadKind, YearHead, YearOverYear, YearRow, sort_key
from .rows import turned

COMPUTED: dict[HeadKind, Callable[[Derived, Unit], str | None]] = {
    HeadKind.CHANGE: lambda cell, unit: change_text(cell.part or 0, unit),
    HeadKind.GAP: lambda cell, unit: change_text(cell.part or 0, unit),
    HeadKind.RATE: lambda cell, unit: rate_text((cell.part or 0) + (cell.whole or 0), cell.whole or 0),
    HeadKind.CONTRIBUTION: lambda cell, unit: points_text(cell.part or 0, cell.whole or 0),
    HeadKind.EXECUTION: lambda cell, unit: share_text(cell.part or 0, cell.whole or 0),
}


def derived_text(cell: Derived, unit: Unit) -> str | None:
    """What a computed cell shows: its number or its word; None where a side has no number."""
    if cell.part is None:
        return cell.word or None
    return COMPUTED[cell.kind](cell, unit)


def head_words(found: YearOverYear, head: YearHead) -> tuple[str, str]:
    """The heading of a column and the small line under it."""
    place = found.places[head.place]
    if head.before is None:
        return place.heading, place.form_word
    before = found.places[head.before]
    note = {
        HeadKind.CONTRIBUTION: "百分点",
        HeadKind.EXECUTION: "决算 / 预算，本站算出",
        HeadKind.GAP: "本站算出",
    }.get(head.kind, f"较 {before.heading}{' 推算' if before.is_implied else ''}")
    return head.kind.label, note


@dataclass(frozen=True, slots=True)
class YearGrid:
    """How the page shows its table. `fold_url` and `sort_url` make the address of a neighbouring state."""

    found: YearOverYear
    unit: Unit
    fold_url: Callable[[str], str]
    sort_url: Callable[[str | None], str]

    def head(self, first: str) -> SafeString:
        cells = "".join(self._head(head) for head in self.found.heads)
        return mark_safe(f'<thead><tr><th scope="col">{escape(first)}</th>{cells}</tr></thead>')  # nosec B308, B703

    def _head(self, head: YearHead) -> str:
        place = self.found.places[head.place]
        words, note = (escape(text) for text in head_words(self.found, head))
        css = "num d" if head.before is not None else "num"
        if head.before is None and place.why_break:
            css, note = "num break", f"{note}<br>口径变化"
        sorted_by = ""
        if self.found.is_coded and not place.is_gap:
            key, order = sort_key(self.found.places, head), self.found.order
            sorted_by = order.aria(key)
            following = order.next_or_none(key)
            words = f'<a class="sort" rel="nofollow" href="{escape(self.sort_url(following and turned(following)))}">{words}</a>'
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

    def _cell(self, row: YearRow, head: YearHead) -> str:
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
