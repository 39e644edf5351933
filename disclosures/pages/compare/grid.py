"""The tables of a comparison as escaped rows. A cell costs some 60 bytes: twelve columns unfolded to items stay below
300 KB (docs/decisions/0038), so alignment and links are styled by the table's class and not cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from disclosures.presenting.amounts import exact_text
from disclosures.presenting.grids import DIFFERS, breakable_name, exact_title, source_url
from disclosures.presenting.ordering import Order
from disclosures.reading.pivot import PivotRow
from disclosures.reading.values import EXPLANATIONS

from .arranged import ShownRow
from .like_projects import Aim, LikeProject
from .shown import Shown, ShownKind, ShownPlace, View

SELF_EVIDENT = frozenset(EXPLANATIONS.values())
"""What the words for empty places mean is said once below the tables."""


@dataclass(frozen=True, slots=True)
class CompareGrid:
    """How the tables are written: the view, its order, and the links that fold a row or sort by a place."""

    view: View
    order: Order
    notes: Sequence[str]
    """A small line under each column's name."""
    fold_url: Callable[[str], str]
    sort_url: Callable[[str | None], str]

    @property
    def width(self) -> int:
        return 1 + len(self.view.places)

    def head(self, first: str) -> SafeString:
        start = escape(first)
        if self.order.key:
            start = f'{start} <a class="sort" href="{escape(self.sort_url(None))}">按原来的顺序</a>'
        out = [f'<thead><tr><th scope="col">{start}</th>', *(self._head(place) for place in self.view.places)]
        return mark_safe("".join(out) + "</tr></thead>")  # nosec B308, B703

    def _head(self, place: ShownPlace) -> str:
        column = self.view.columns[place.column]
        css = "num d" if place.is_difference else "num base" if place.column == self.view.base else "num"
        sort = self.order.aria(place.key)
        url = escape(self.sort_url(self.order.next_or_none(place.key)))
        if place.is_difference:
            return f'<th scope="col" class="{css}"{sort}><a class="sort" href="{url}">差额</a></th>'
        note = self.notes[place.column] + ("，基准" if place.column == self.view.base else "")
        return (
            f'<th scope="col" class="{css}"{sort}><a class="sort" href="{url}">{breakable_name(column.name)}</a>'
            f"<small>{escape(note)}</small></th>"
        )

    def rows(self, rows: Sequence[ShownRow]) -> SafeString:
        return mark_safe("".join(self._row(shown) for shown in rows))  # nosec B308, B703

    def _row(self, shown: ShownRow) -> str:
        row = shown.row
        out = [
            f'<tr class="{"total" if row.is_total else f"lv{row.level}"}"><th scope="row">{self._name(row)}</th>'
        ]
        for place, cell in zip(self.view.places, shown.cells, strict=True):
            out.append(_cell(cell, place, place.column == self.view.base))
        out.append("</tr>")
        return "".join(out)

    def _name(self, row: PivotRow) -> str:
        code = f'<span class="code">{escape(row.code)}</span>' if row.code else ""
        name = escape(row.name)
        if row.remark:
            name = f'<span title="{escape(row.remark)}">{name}</span>'
        if not row.can_unfold:
            return code + name
        return _fold(row.key, row.is_open, self.fold_url(row.key), code + name)

    def project_head(self, first: str) -> SafeString:
        cells = "".join(
            f'<th scope="col">{breakable_name(c.name)}<small>{escape(note)}</small></th>'
            for c, note in zip(self.view.columns, self.notes, strict=True)
        )
        return mark_safe(f'<thead><tr><th scope="col">{escape(first)}</th>{cells}</tr></thead>')  # nosec B308, B703

    def projects(self, projects: Sequence[LikeProject]) -> SafeString:
        """Every project a row of names; unfolded, a row for each kind of indicator, target beside target."""
        out: list[str] = []
        for project in projects:
            count = max(p.count for p in project.projects if p)
            name = _fold(
                project.key,
                project.is_open,
                self.fold_url(project.key),
                f"{escape(project.name)}（{count} 项指标）",
            )
            cells = "".join(
                f"<td>{escape(p.title)}</td>" if p else '<td><span class="nil">没有相近的项目</span></td>'
                for p in project.projects
            )
            out.append(f'<tr class="lv1"><th scope="row">{name}</th>{cells}</tr>')
            if project.is_open:
                for kind, columns in project.rows:
                    row = "".join(f"<td>{_aims(aims)}</td>" for aims in columns)
                    out.append(f'<tr class="lv2"><th scope="row">{escape(kind)}</th>{row}</tr>')
        return mark_safe("".join(out))  # nosec B308, B703


def _fold(key: str, is_open: bool, url: str, name: str) -> str:
    state = "true" if is_open else "false"
    return f'<a class="fold" id="r{escape(key)}" href="{escape(url)}" aria-expanded="{state}">{name}</a>'


def _cell(shown: Shown, place: ShownPlace, is_base: bool) -> str:
    if shown.is_struck and shown.kind is ShownKind.NONE:
        return f'<td class="struck{" base" if is_base else ""}" title="{escape(shown.why)}">{escape(shown.text)}</td>'
    if shown.kind is ShownKind.NONE:
        if shown.value is None and not shown.is_word:
            return f'<td><span class="vh">{escape(shown.text)}</span></td>'
        title = "" if shown.why in SELF_EVIDENT else f' title="{escape(shown.why)}"'
        return f'<td class="nil{" base" if is_base else ""}"{title}>{escape(shown.text)}</td>'
    if place.is_difference:
        return f'<td class="d">{escape(shown.text)}</td>'
    css = ["base"] if is_base else []
    number = _number(shown)
    if shown.is_struck:
        css, number = ["struck", *css], f'<s title="{escape(shown.why)}">{number}</s>'
    return f'<td class="{" ".join(css)}">{number}</td>' if css else f"<td>{number}</td>"


def _number(shown: Shown) -> str:
    """The figure behind a share or difference is told in yuan; how it is printed, where it is shown itself. With the mark of a
    figure that differs from another place."""
    text, value = escape(shown.text), shown.value
    assert value is not None
    is_itself = shown.kind is ShownKind.AMOUNT
    title = escape(exact_title(value, shown.text) if is_itself else exact_text(value.fen or 0))
    url, mark = source_url(value), DIFFERS if value.differs else ""
    if url:
        return f'<a href="{url}" title="{title}">{text}</a>{mark}'
    css = ' class="sum"' if value.is_derived else ""
    return f'<span{css} title="{title}">{text}</span>{mark}'


def _aims(aims: Sequence[Aim] | None) -> str:
    """The indicators of a kind as a list; None: the column has no such project."""
    if not aims:
        return "" if aims is None else '<span class="nil">没有这类指标</span>'
    items = (f"<li>{escape(aim.name)} <b>{escape(aim.target)}</b></li>" for aim in aims)
    return f"<ul>{''.join(items)}</ul>"
