"""A comparison as an export: the same rows and cells as its page, and what must be known about them.

What is struck on the page is an empty cell here; the reason stands among the facts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from disclosures.presenting.amounts import FEN_AND_DECIMALS
from disclosures.presenting.exports.page import (
    KINDS_OF_NOTHING,
    NAMES,
    common_facts,
    document_table,
    name_cells,
    placed,
    ratio_cell,
)
from disclosures.presenting.exports.sheets import (
    Export,
    ExportCell,
    ExportNumber,
    ExportTable,
    Formula,
    amount_cell,
    change_cell,
    column_paths,
    words,
)

from .arranged import ShownRow
from .column_names import column_names
from .facts import Comparison
from .like_projects import Aim
from .sections import Block, CompareSection, Mode
from .shown import Shown, ShownKind, ShownPlace, View

NUMBERS: dict[ShownKind, ExportNumber] = {
    ShownKind.SHARE: ExportNumber.SHARE,
    ShownKind.INDEX: ExportNumber.INDEX,
    ShownKind.PER_PEOPLE: ExportNumber.PER_PEOPLE,
}


def comparison_export(
    found: Comparison, view: View, rows: Mapping[CompareSection, Sequence[ShownRow]], title: str, address: str
) -> Export:
    """A comparison as its page shows it; `rows` are those of the page, in its order. Three queries."""
    names = column_names(found.columns)
    tables = [
        _card(found, names),
        *(_Rows(found, view, names).table(block, rows[section]) for section, block in found.blocks.items()),
        _projects(found, names),
    ]
    return placed(
        Export(
            title=title,
            address=address,
            facts=tuple(_facts(found, view, names, address)),
            documents=document_table(found.columns, address),
            tables=tuple(table for table in tables if table.rows),
        )
    )


def _facts(found: Comparison, view: View, names: Sequence[str], address: str) -> list[tuple[str, str]]:
    return [
        *common_facts(address, view.unit),
        ("显示", f"{view.mode.label}；基准列 {names[found.base]}"),
        *(("共同口径", text) for text in found.judgement.common),
        *(("不宜比较，格留空", f"{strike.what}：{strike.reason}") for strike in found.judgement.struck),
        *(
            (
                "人口",
                f"{name}：{count.people} 人，{count.year} 年，{count.source}"
                if count
                else f"{name}：没有人口数",
            )
            for name, count in zip(names, view.populations, strict=False)
        ),
        ("空值", KINDS_OF_NOTHING),
    ]


def _card(found: Comparison, names: Sequence[str]) -> ExportTable:
    return ExportTable(
        key="card",
        title="能否直接比较",
        columns=column_paths(["口径", *names]),
        rows=tuple(words(name, *(cell.text for cell in cells)) for name, cells in found.judgement.rows),
        sheet="比较",
    )


class _Rows:
    """Tables of one view. Where the page shows no amounts, formulas refer to the amounts on a sheet of their own."""

    def __init__(self, found: Comparison, view: View, names: Sequence[str]) -> None:
        self.view, self.names = view, names
        self.amounts_view = replace(view, mode=Mode.AMOUNT)
        self.places = view.places
        self.base = view.base
        at = {place: len(NAMES) + i for i, place in enumerate(self.places)}
        self.at: Callable[[int], int] = lambda column: at[ShownPlace(column)]

    def table(self, block: Block, rows: Sequence[ShownRow]) -> ExportTable:
        is_amount = self.view.mode is Mode.AMOUNT
        return ExportTable(
            key=block.section.value,
            title=block.section.label,
            note=f"{block.source}。{self.view.note(block.section)}",
            columns=column_paths([*NAMES, *(self._heading(place) for place in self.places)]),
            rows=tuple((*name_cells(r.row), *map(self._cell, self.places, r.cells)) for r in rows),
            sheet="比较",
            unit=self.view.unit,
            amounts=() if is_amount else tuple(self._amounts(block, r) for r in rows),
            wholes=() if is_amount else tuple(self._wholes(block)),
        )

    def _heading(self, place: ShownPlace) -> str:
        if place.is_difference:
            return f"差额：{self.names[place.column]}"
        return self.names[place.column] + ("（基准）" if place.column == self.base else "")

    def _cell(self, place: ShownPlace, shown: Shown) -> ExportCell:
        if shown.is_struck:
            return ExportCell()
        if shown.kind is ShownKind.NONE:
            return ExportCell(shown.text, value=shown.value)
        left, right = self.at(place.column), self.at(self.base)
        if shown.kind is ShownKind.AMOUNT:
            assert shown.value is not None
            return amount_cell(shown.value, self.view.unit)
        if shown.kind is ShownKind.CHANGE:
            return change_cell(shown.part, self.view.unit, left, right)
        divisor = FEN_AND_DECIMALS[self.view.unit][0] if shown.kind is ShownKind.PER_PEOPLE else 1
        formula = Formula(left, right if shown.kind is ShownKind.INDEX else left, 0)
        return ratio_cell(shown.text, NUMBERS[shown.kind], shown.part, shown.whole * divisor, formula)

    def _amounts(self, block: Block, shown: ShownRow) -> tuple[ExportCell, ...]:
        view = self.amounts_view
        cells = view.cells(block.section, shown.row, ())
        own = [(p, c) for p, c in zip(view.places, cells, strict=True) if not p.is_difference]
        return (*name_cells(shown.row), *(self._cell(place, cell) for place, cell in own))

    def _wholes(self, block: Block) -> list[ExportCell]:
        """What a share is a share of, or how many people; empty where the column may not be compared."""
        cells = list(words("底数", ""))
        for i, whole in enumerate(block.wholes):
            struck = any(
                s.hits(Mode.AMOUNT, i, self.base) for s in self.view.judgement.of_row(block.section, "")
            )
            if struck:
                cells.append(ExportCell())
            elif self.view.mode is Mode.PER_PEOPLE:
                count = self.view.populations[i]
                cells.append(
                    ExportCell(str(count.people), Decimal(count.people), ExportNumber.PEOPLE)
                    if count
                    else ExportCell()
                )
            else:
                cells.append(amount_cell(whole, self.view.unit))
        return cells


def _projects(found: Comparison, names: Sequence[str]) -> ExportTable:
    """Like projects as the page shows them: names, and the indicators of those that are unfolded."""
    rows: list[tuple[ExportCell, ...]] = []
    for project in found.projects:
        rows.append(words(project.name, *(p.title if p else "没有相近的项目" for p in project.projects)))
        if project.is_open:
            rows += [words(kind, *map(_aims, columns), indent=1) for kind, columns in project.rows]
    return ExportTable(
        key="projects",
        title="名称相近项目的绩效指标",
        columns=column_paths(["项目", *names]),
        rows=tuple(rows),
        sheet="比较",
    )


def _aims(aims: tuple[Aim, ...] | None) -> str:
    if aims is None:
        return ""
    return "；".join(f"{aim.name} {aim.target}".strip() for aim in aims) or "没有这类指标"
