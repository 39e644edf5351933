"""Large tables as escaped, joined rows: a statement as printed, and rows of values beside one another.

One function a table instead of a template: a 300-row statement costs 2 ms here and 90 ms in django-tables2
(docs/decisions/0031). All text passes `escape`; nothing else in the project builds HTML in Python.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe

from disclosures.parsing.normalise import number
from disclosures.reading.statements import PrintedCell, PrintedColumn, PrintedStatement, is_blank
from disclosures.reading.values import Value
from disclosures.vocabulary import CellState, Unit

from .amounts import amount_text, exact_text

DIFFERS = (
    '<sup class="differs" role="img" aria-label="与另一处不一致" title="与另一处不一致，还没有说明"></sup>'
)
"""The mark (≠) of a number that is a side of an open difference, wherever it is shown. It is drawn by the stylesheet, so that
a column of numbers is copied as numbers."""
NO_DIFFERENCE = '<span class="vh">一侧没有数，不作差</span>'


_PLACE_END = re.compile(r"(?<=[省市区县州旗])(?=[^省市区县州旗本]{2})")
_OWN_LEVEL = re.compile(r"(?=本级)")


def breakable_name(name: str) -> SafeString:
    """An agency's name that may break after its place and before 本级, and nowhere else in a heading."""
    return mark_safe(_OWN_LEVEL.sub("<wbr>", _PLACE_END.sub("<wbr>", escape(name))))  # nosec B308, B703


# --- one value -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _address_of(name: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the number in an address: `reverse` for each of 2,000 cells costs 50 ms."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return before, after


def source_url(value: Value) -> str | None:
    name, pk = (
        ("disclosures:figure", value.amount_id)
        if value.amount_id
        else ("disclosures:sentence", value.headline_id)
    )
    if not pk:
        return None
    before, after = _address_of(name, get_script_prefix())
    return f"{before}{pk}{after}"


def exact_title(value: Value, shown: str) -> str:
    return "；".join([exact_text(value.fen or 0), *_told_besides(value, shown)])


def _told_besides(value: Value, shown: str) -> list[str]:
    """What a figure does not say itself."""
    words = []
    if value.is_corrected:
        words.append(f"更正前为“{value.printed or '空白'}”，经人更正")
    elif value.printed and value.printed.replace(",", "") != shown.replace(",", ""):
        words.append(f"文件印作“{value.printed}”")
    if value.remark:
        words.append(value.remark)
    return words


def value_html(value: Value, text: str | None = None, unit: Unit = Unit.WAN) -> SafeString:
    """A figure that leads to its source, a derived sum, or the word for why there is none. `text` replaces the amount."""
    if value.fen is None:
        word = value.absence.label if value.absence else ""
        return mark_safe(f'<span class="nil" title="{escape(value.remark)}">{escape(word)}</span>')  # nosec B308, B703
    number = amount_text(value.fen, unit) if text is None else text
    shown, title = escape(number), escape(exact_title(value, number))
    url, mark = source_url(value), DIFFERS if value.differs else ""
    if url:
        return mark_safe(f'<a class="fig" href="{url}" title="{title}">{shown}</a>{mark}')  # nosec B308, B703
    kind = "derived" if value.is_implied else "sum" if value.is_derived else "fig"
    return mark_safe(f'<span class="{kind}" title="{title}">{shown}</span>{mark}')  # nosec B308, B703


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
    """A blank stays blank, a dash a dash; a number leads to its figure. Without `unit` in the unit it was printed in.

    A statement has up to 1,800 cells: numbers are aligned and linked by the table's class, words (`w`) and what says more
    than is printed (a title) are marked.
    """
    if cell.state == CellState.AMOUNT and cell.fen is not None:
        mark = ' class="here"' if here is not None and cell.amount_id == here else ""
        return f'<td{mark} id="c{cell.amount_id}">{_printed_number(cell, unit)}</td>'
    if cell.state == CellState.BLANK:
        return "<td></td>"
    if cell.state == CellState.PRINTED and number(cell.printed) is None:
        return f'<td class="w">{escape(cell.printed)}</td>'
    if cell.state == CellState.UNREADABLE:
        return f'<td><span class="nil" title="有字，未能辨认为金额">{escape(cell.printed)}</span></td>'
    return f"<td>{escape(cell.printed)}</td>"


def _printed_number(cell: PrintedCell, unit: Unit | None) -> str:
    value, url = cell.value, source_url(cell.value)
    if unit is not None or url is None:
        return value_html(value, unit=unit or cell.printed_unit)
    shown = cell.printed if cell.as_printed else amount_text(value.fen or 0, cell.printed_unit)
    title = f' title="{escape(exact_title(value, shown))}"' if _told_besides(value, shown) else ""
    return f'<a href="{url}"{title}>{escape(shown)}</a>{DIFFERS if value.differs else ""}'


def printed_rows(statement: PrintedStatement, unit: Unit | None, here: int | None = None) -> SafeString:
    """Head and body of a statement, in the order, with the merged header, 栏次 and blanks of the document."""
    out: list[str] = ["<thead>", _header(statement.columns), "</thead><tbody>", _ordinals(statement.columns)]
    for row in statement.rows:
        out.append('<tr class="blank">' if is_blank(row) else "<tr>")
        for i, place in enumerate(row):
            if isinstance(place, str):
                css = "serial" if statement.columns[i].role == "serial" else "w" if place and i else ""
                mark = f' class="{css}"' if css else ""
                if i == 0 and place:
                    out.append(f'<th scope="row"{mark}>{escape(place)}</th>')
                else:
                    out.append(f"<td{mark}>{escape(place)}</td>")
            else:
                out.append(printed_cell(place, unit, here))
        out.append("</tr>")
    out.append("</tbody>")
    return mark_safe("".join(out))  # nosec B308, B703
