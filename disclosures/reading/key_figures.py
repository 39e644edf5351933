"""The few figures everyone asks for, of any disclosure: from its tables, else from the sentence that states them.

The specification of the headline item says which cell or sentence answers. A narrative-only disclosure (衡水 2020)
answers from its sentences alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from disclosures.models import HeadlineFigure
from disclosures.vocabulary import HeadlineItem, Measure, RowKind, Side
from disclosures.vocabulary import Statement as StatementType

from .columns import Column
from .pivot import PivotRow
from .statement_lines import StatementLines, TableHead
from .values import Absence, Value, absent, added


@dataclass(frozen=True, slots=True)
class HeadlineCell:
    """A place in a statement: the line's kind, on a side of a two-sided one, and the measure of the column."""

    statement: StatementType
    kind: RowKind
    measure: Measure = Measure.TOTAL
    side: Side | None = None
    number: int = 1
    """Which of several lines of the kind."""

    @property
    def key(self) -> str:
        key = f"{self.side}:{self.kind}" if self.side else str(self.kind)
        return key if self.number == 1 else f"{key}#{self.number}"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One question, and the cells that answer it, best first."""

    item: HeadlineItem
    name: str
    cells: tuple[HeadlineCell, ...]

    @property
    def stated_as(self) -> tuple[HeadlineItem, ...]:
        return (self.item, *self.item.specification.stated_as)


def _figure(item: HeadlineItem, name: str) -> KeyFigure:
    cells = (
        HeadlineCell(place.statement, row, place.measures[0], place.side, place.number or 1)
        for place in item.standings()
        if place.is_shown
        for row in place.rows
    )
    return KeyFigure(item, name, tuple(cells))


KEY_FIGURES: tuple[KeyFigure, ...] = (
    _figure(HeadlineItem.EXPENDITURE_TOTAL, "支出总计"),
    _figure(HeadlineItem.EXPENDITURE_THIS_YEAR, "本年支出合计"),
    _figure(HeadlineItem.BASIC_EXPENDITURE, "基本支出"),
    _figure(HeadlineItem.PERSONNEL_EXPENSES, "其中：人员经费"),
    _figure(HeadlineItem.OPERATING_EXPENSES, "其中：公用经费"),
    _figure(HeadlineItem.PROJECT_EXPENDITURE, "项目支出"),
    _figure(HeadlineItem.RESERVE, "单位预留机动经费"),
    _figure(HeadlineItem.BUSINESS_EXPENDITURE, "经营支出"),
    _figure(HeadlineItem.REMITTANCE_TO_SUPERIOR, "上缴上级支出"),
    _figure(HeadlineItem.SUBSIDY_TO_SUBSIDIARIES, "对附属单位补助支出"),
    _figure(HeadlineItem.CLOSING_CARRYOVER, "结转下年"),
    _figure(HeadlineItem.REVENUE_TOTAL, "收入总计"),
    _figure(HeadlineItem.GENERAL_PUBLIC_REVENUE, "一般公共预算拨款"),
    _figure(HeadlineItem.GOVERNMENT_FUNDS_REVENUE, "政府性基金预算拨款"),
    _figure(HeadlineItem.STATE_CAPITAL_REVENUE, "国有资本经营预算拨款"),
    _figure(HeadlineItem.SPECIAL_ACCOUNT_REVENUE, "财政专户管理资金"),
    _figure(HeadlineItem.OTHER_REVENUE, "其他收入"),
    _figure(HeadlineItem.CARRYOVER, "上年结转"),
    _figure(HeadlineItem.THREE_PUBLIC_TOTAL, "“三公”经费"),
    _figure(HeadlineItem.OVERSEAS_VISITS, "因公出国（境）费"),
    _figure(HeadlineItem.VEHICLES, "公务用车购置及运行维护费"),
    _figure(HeadlineItem.VEHICLE_PURCHASE, "其中：购置费"),
    _figure(HeadlineItem.VEHICLE_OPERATION, "其中：运行维护费"),
    _figure(HeadlineItem.HOSPITALITY, "公务接待费"),
    _figure(HeadlineItem.AGENCY_OPERATING_EXPENSES, "机关运行经费"),
    _figure(HeadlineItem.PROCUREMENT_TOTAL, "政府采购预算（说明文字）"),
    _figure(HeadlineItem.FIXED_ASSETS_TOTAL, "上年末固定资产（说明文字）"),
    _figure(HeadlineItem.PLANNED_ASSET_PURCHASE, "拟购置固定资产（说明文字）"),
)

NOT_PRINTED = frozenset({Absence.NO_TABLE, Absence.NO_ROW, Absence.NO_COLUMN})
"""Where there is no cell, a sentence answers; a cell that is blank answers itself."""

BY_ITEM: dict[HeadlineItem, KeyFigure] = {figure.item: figure for figure in KEY_FIGURES}


def lines_of(
    ids: Iterable[int],
    items: Iterable[HeadlineItem],
    heads: Sequence[TableHead] | None = None,
    with_categories: bool = False,
) -> StatementLines:
    """The lines that these figures are in. Two queries, one where the `heads` are known."""
    cells = [cell for item in items for cell in BY_ITEM[item].cells]
    return StatementLines.load(
        ids,
        tuple({cell.statement for cell in cells}),
        tuple({cell.measure for cell in cells}),
        tuple({cell.kind for cell in cells}),
        with_categories,
        heads,
    )


def _is_of_others(cell: HeadlineCell, value: Value) -> bool:
    """An empty table says nothing of an item that it might have had a column of."""
    return value.absence is Absence.EMPTY_TABLE and cell.measure in cell.statement.specification.items


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """Answers for disclosures and columns that were loaded. Three queries to load."""

    lines: StatementLines
    _sentences: dict[tuple[int, str], Value]

    @classmethod
    def load(
        cls,
        disclosure_ids: Iterable[int],
        items: Sequence[HeadlineItem] = tuple(BY_ITEM),
        lines: StatementLines | None = None,
        with_categories: bool = False,
    ) -> KeyFigures:
        """`lines` may be given where a page has loaded the statements already; it must hold the key figures' cells.
        Else they are loaded, with the categories of the classifications (208) where they are wanted."""
        ids = list(disclosure_ids)
        figures = [BY_ITEM[item] for item in items]
        if lines is None:
            lines = lines_of(ids, items, with_categories=with_categories)
        stated = {item for figure in figures for item in figure.stated_as}
        found = HeadlineFigure.objects.filter(item__in=stated, is_change=False).of_disclosures(ids)
        return cls.build(lines, found)

    @classmethod
    def build(cls, lines: StatementLines, headline: Iterable[HeadlineFigure]) -> KeyFigures:
        """From what a page has read already. Of an item stated twice the first sentence answers."""
        sentences: dict[tuple[int, str], Value] = {}
        for figure in headline:
            if not figure.is_change:
                value = Value(
                    fen=figure.fen, headline_id=figure.pk, printed=figure.printed, remark="见说明文字"
                )
                sentences.setdefault((figure.whole, figure.item), value)
        return cls(lines, sentences)

    def sentences_of(self, disclosure_id: int) -> list[str]:
        """The amounts that sentences of a disclosure state, as printed: 6467.35万元."""
        return [value.printed for (pk, _), value in self._sentences.items() if pk == disclosure_id]

    @staticmethod
    def name(item: HeadlineItem) -> str:
        return BY_ITEM[item].name.removeprefix("其中：").removesuffix("（说明文字）")

    def value(self, disclosure_id: int, item: HeadlineItem) -> Value:
        """The figure of one disclosure: a printed cell; where the table, row or column is missing a sentence; else why none.

        A printed blank stays a blank though a sentence says 0: both are told.
        """
        figure = BY_ITEM[item]
        best: Value | None = None
        for cell in figure.cells:
            value = self.lines.value(disclosure_id, cell.statement, cell.key, cell.measure)
            if value.fen is not None:
                return value
            if best is None or (best.absence in NOT_PRINTED and not _is_of_others(cell, value)):
                best = value
        stated = next(
            (found for item in figure.stated_as if (found := self._sentences.get((disclosure_id, item)))),
            None,
        )
        if best is None or best.absence in NOT_PRINTED:
            if stated is not None:
                return stated
            is_of_tables = self.lines.has_tables(disclosure_id) and not item.specification.is_told
            return best if best is not None and is_of_tables else absent(Absence.NOT_MENTIONED)
        if stated is not None:
            return replace(best, remark=f"{best.remark}；说明文字写“{stated.printed}”")
        return best

    def of_column(self, column: Column, item: HeadlineItem) -> Value:
        """The figure of a column: published, or added up from its units and marked as derived."""
        values = [self.value(pk, item) for pk in column.ids]
        return added(values) if column.is_derived else values[0]

    def rows(
        self, columns: Sequence[Column], items: Sequence[HeadlineItem] = tuple(BY_ITEM)
    ) -> list[PivotRow]:
        """One row a figure; figures that no column has a number, a blank or an empty table for are left out, and 本年支出
        where it is 支出总计 in every column."""
        rows: list[PivotRow] = []
        for item in items:
            figure = BY_ITEM[item]
            level = item.level
            values = tuple(self.of_column(column, item) for column in columns)
            if all(value.absence in NOT_PRINTED | {Absence.NOT_MENTIONED} for value in values):
                continue
            if level == 2 and all(value.fen is None for value in values):
                continue
            if item is HeadlineItem.EXPENDITURE_THIS_YEAR and self._repeats_total(columns, values):
                continue
            rows.append(PivotRow(str(item), "", figure.name, level, values))
        return rows

    def _repeats_total(self, columns: Sequence[Column], values: Sequence[Value]) -> bool:
        totals = (self.of_column(column, HeadlineItem.EXPENDITURE_TOTAL) for column in columns)
        return all(value.fen in (None, total.fen) for value, total in zip(values, totals, strict=True))
