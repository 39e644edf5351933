"""Large tables as escaped, joined rows: a statement as printed, and rows of values beside one another.

One function a table instead of a template: a 300-row statement costs 2 ms here and 90 ms in django-tables2
(docs/decisions/0031). All text passes `escape`; nothing else in the project builds HTML in Python.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe

from disclosures.amounts import Unit, amount_text, change_text, exact_text, index_text, share_text
from disclosures.queries.columns import Column
from disclosures.queries.pivot import PivotRow
from disclosures.queries.statements import PrintedCell, PrintedColumn, PrintedStatement
from disclosures.queries.values import Value, difference
from disclosures.vocabulary import CellState, Term

NO_DIFFERENCE = '<span class="vh">一侧没有数，不作差</span>'


class Mode(Term):
    """What a comparison shows of every column (`?mode=`)."""

    AMOUNT = "amount", "金额"
    SHARE = "share", "占比"
    DIFFERENCE = "difference", "差额"
    RATIO = "ratio", "比率"

    @classmethod
    def chosen(cls, value: str | None) -> Mode:
        return cls(value) if value in {mode.value for mode in cls} else cls.AMOUNT


_PLACE_END = re.compile(r"(?<=[省市区县州旗])(?=[^省市区县州旗本]{2})")
_OWN_LEVEL = re.compile(r"(?=本级)")


def breakable_name(name: str) -> SafeString:
    """An agency's name that may break after its place and before 本级, and nowhere else in a heading."""
    return mark_safe(_OWN_LEVEL.sub("<wbr>", _PLACE_END.sub("<wbr>", escape(name))))


# --- one value -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _address_of(name: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the number in an address: `reverse` for each of 2,000 cells costs 50 ms."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return before, after


def _source_url(value: Value) -> str | None:
    name, pk = (
        ("disclosures:figure", value.amount_id)
        if value.amount_id
        else ("disclosures:sentence", value.headline_id)
    )
    if not pk:
        return None
    before, after = _address_of(name, get_script_prefix())
    return f"{before}{pk}{after}"


def _title(value: Value, shown: str) -> str:
    words = [exact_text(value.fen or 0)]
    if value.printed and value.printed.replace(",", "") != shown.replace(",", ""):
        words.append(f"文件印作“{value.printed}”")
    if value.remark:
        words.append(value.remark)
    return "；".join(words)


def value_html(value: Value, text: str | None = None, unit: Unit = Unit.WAN) -> SafeString:
    """A figure that leads to its source, a derived sum, or the word for why there is none. `text` replaces the amount."""
    if value.fen is None:
        word = value.absence.label if value.absence else ""
        return mark_safe(f'<span class="nil" title="{escape(value.remark)}">{escape(word)}</span>')
    number = amount_text(value.fen, unit) if text is None else text
    shown, title = escape(number), escape(_title(value, number))
    url = _source_url(value)
    if url:
        return mark_safe(f'<a class="fig" href="{url}" title="{title}">{shown}</a>')
    kind = "derived" if value.is_implied else "sum" if value.is_derived else "fig"
    return mark_safe(f'<span class="{kind}" title="{title}">{shown}</span>')


# --- a statement as printed ----------------------------------------------------------------------------------------


def header_rows(paths: Sequence[Sequence[str]]) -> list[list[tuple[str, int, int, int]]]:
    """The merged header rebuilt from the heading path of every column: rows of (text, column, colspan, rowspan).

    Neighbours with the same beginning of their paths share a cell; a path that ends early stretches down.
    """
    depth = max((len(path) for path in paths), default=1) or 1
    rows: list[list[tuple[str, int, int, int]]] = [[] for _ in range(depth)]
    for level in range(depth):
        column = 0
        while column < len(paths):
            path = tuple(paths[column])
            if level >= max(len(path), 1):
                column += 1
                continue
            span = 1
            is_leaf = level == len(path) - 1 or not path
            while not is_leaf and column + span < len(paths):
                other = tuple(paths[column + span])
                if other[: level + 1] != path[: level + 1] or len(other) <= level + 1:
                    break
                span += 1
            text = path[level] if path else ""
            rows[level].append((text, column, span, depth - level if is_leaf else 1))
            column += span
    return rows


def _header(columns: Sequence[PrintedColumn]) -> str:
    out: list[str] = []
    for row in header_rows([column.heading for column in columns]):
        out.append("<tr>")
        for text, _, colspan, rowspan in row:
            scope = "colgroup" if colspan > 1 else "col"
            spans = (f' colspan="{colspan}"' if colspan > 1 else "") + (
                f' rowspan="{rowspan}"' if rowspan > 1 else ""
            )
            tag = f'<th scope="{scope}"{spans}>{escape(text)}</th>' if text else f"<td{spans}></td>"
            out.append(tag)
        out.append("</tr>")
    return "".join(out)


def _ordinals(columns: Sequence[PrintedColumn]) -> str:
    if not any(column.ordinal for column in columns):
        return ""
    cells = [
        '<th scope="row">栏次</th>'
        if i == 0 and not column.ordinal
        else f"<td>{escape(column.ordinal or '')}</td>"
        for i, column in enumerate(columns)
    ]
    return f'<tr class="ordinals">{"".join(cells)}</tr>'


def printed_cell(cell: PrintedCell, unit: Unit | None, here: int | None = None) -> str:
    """A blank stays blank, a dash a dash; a number leads to its figure. Without `unit` in the unit it was printed in."""
    if cell.state == CellState.AMOUNT and cell.fen is not None:
        mark = " here" if here is not None and cell.amount_id == here else ""
        anchor = f' id="c{cell.amount_id}"'
        shown = value_html(
            Value(fen=cell.fen, amount_id=cell.amount_id, printed=cell.printed),
            unit=unit or cell.printed_unit,
        )
        return f'<td class="num{mark}"{anchor}>{shown}</td>'
    if cell.state == CellState.BLANK:
        return "<td></td>"
    if cell.state == CellState.UNREADABLE:
        return f'<td class="num"><span class="nil" title="有字，未能辨认为金额">{escape(cell.printed)}</span></td>'
    return f'<td class="num">{escape(cell.printed)}</td>'


def printed_rows(statement: PrintedStatement, unit: Unit | None, here: int | None = None) -> SafeString:
    """Head and body of a statement, in the order, with the merged header, 栏次 and blanks of the document."""
    out: list[str] = ["<thead>", _header(statement.columns), "</thead><tbody>", _ordinals(statement.columns)]
    for row in statement.rows:
        out.append("<tr>")
        for i, place in enumerate(row):
            if isinstance(place, str):
                serial = ' class="serial"' if statement.columns[i].role == "serial" else ""
                if i == 0 and place:
                    out.append(f'<th scope="row"{serial}>{escape(place)}</th>')
                else:
                    out.append(f"<td{serial}>{escape(place)}</td>")
            else:
                out.append(printed_cell(place, unit, here))
        out.append("</tr>")
    out.append("</tbody>")
    return mark_safe("".join(out))


# --- rows side by side ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CompareGrid:
    """How a comparison is shown: base column, mode, unit, and the link that folds or unfolds a code."""

    columns: Sequence[Column]
    base: int
    mode: Mode
    unit: Unit
    fold_url: Callable[[str], str]

    @property
    def has_difference(self) -> bool:
        return self.mode is Mode.AMOUNT and len(self.columns) <= 6

    def head(self, first: str) -> SafeString:
        out = [f'<thead><tr><th scope="col">{escape(first)}</th>']
        for i, column in enumerate(self.columns):
            base = " base" if i == self.base else ""
            note = f"{column.year} {column.scope_word}" + ("，基准" if base else "")
            out.append(
                f'<th scope="col" class="num{base}">{breakable_name(column.name)}<small>{escape(note)}</small></th>'
            )
            if self.has_difference and not base:
                out.append('<th scope="col" class="num d">差额</th>')
        out.append("</tr></thead>")
        return mark_safe("".join(out))

    @property
    def width(self) -> int:
        extra = len(self.columns) - 1 if self.has_difference else 0
        return 1 + len(self.columns) + extra

    def rows(self, rows: Sequence[PivotRow], totals: Sequence[Value] = ()) -> SafeString:
        """Body rows. `totals` are the values a share is a share of, one a column."""
        return mark_safe("".join(self._row(row, totals) for row in rows))

    def _row(self, row: PivotRow, totals: Sequence[Value]) -> str:
        css = "total" if row.is_total else f"lv{row.level}"
        out = [f'<tr class="{css}"><th scope="row">{_row_name(row, self.fold_url)}</th>']
        base_value = row.values[self.base]
        for i, value in enumerate(row.values):
            css = "num base" if i == self.base else "num"
            out.append(f'<td class="{css}">{self._cell(value, base_value, i, totals)}</td>')
            if self.has_difference and i != self.base:
                out.append(self._difference(value, base_value))
        out.append("</tr>")
        return "".join(out)

    def _cell(self, value: Value, base: Value, place: int, totals: Sequence[Value]) -> str:
        if value.fen is None or self.mode is Mode.AMOUNT:
            return value_html(value, unit=self.unit)
        if self.mode is Mode.SHARE:
            whole = totals[place].fen if totals else None
            text = share_text(value.fen, whole) if whole is not None else None
        elif place == self.base:
            return value_html(value, unit=self.unit)
        elif base.fen is None:
            return NO_DIFFERENCE
        elif self.mode is Mode.DIFFERENCE:
            text = change_text(difference(value, base) or 0, self.unit)
        else:
            text = index_text(value.fen, base.fen)
        if text is None:
            return '<span class="nil" title="没有可比的底数，不算比率">不适用</span>'
        return value_html(value, text=text)

    def _difference(self, value: Value, base: Value) -> str:
        gap = difference(value, base)
        if gap is None:
            return f"<td>{NO_DIFFERENCE}</td>"
        return f'<td class="num d">{escape(change_text(gap, self.unit))}</td>'


def _row_name(row: PivotRow, fold_url: Callable[[str], str]) -> str:
    code = f'<span class="code">{escape(row.code)}</span>' if row.code else ""
    title = f' title="{escape(row.remark)}"' if row.remark else ""
    name = f"<span{title}>{escape(row.name)}</span>" if title else escape(row.name)
    if not row.can_unfold:
        return code + name
    state = "true" if row.is_open else "false"
    url = escape(fold_url(row.key))
    return f'<a class="fold" id="r{escape(row.key)}" href="{url}" aria-expanded="{state}">{code}{name}</a>'

