"""The lines of some disclosures' statements by what they are, so that one place can be asked in any disclosure.

A line's key says the same thing in every document: its code (2150501, 30201), the category its name stands for
(“八、社会保障和就业支出” → 208), its kind (expenditure_total), or at last its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import Case, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models import Value as Constant
from django.db.models.functions import Cast, Length

from disclosures.models import Statement, StatementColumn, StatementLine
from disclosures.models.finding import is_disputed
from disclosures.parsing.same import RowKey, row_key
from disclosures.reconciliation.naming import standards
from disclosures.vocabulary import ITEMS_OF_ROWS, Basis, CellState, CodeKind, Measure, RowKind, Stage
from disclosures.vocabulary import Statement as StatementType

from .values import Absence, Value, absent

ABSENCE_OF_STATE: dict[str, Absence] = {
    CellState.BLANK: Absence.BLANK,
    CellState.DASH: Absence.DASH,
    CellState.NOT_APPLICABLE: Absence.NOT_APPLICABLE,
    CellState.UNREADABLE: Absence.UNREADABLE,
    CellState.PRINTED: Absence.UNREADABLE,
}

OTHER_BASES: dict[Stage, frozenset[str]] = {
    Stage.BUDGET: frozenset({Basis.PRIOR, Basis.FINAL}),
    Stage.FINAL_ACCOUNTS: frozenset({Basis.PRIOR, Basis.BUDGET}),
}
"""Columns that do not answer for a stage: last year's, and the plan beside the accounts."""


LEVELS: dict[CodeKind | None, tuple[int, ...]] = {CodeKind.FUNCTIONAL: (3, 5), CodeKind.ECONOMIC: (3,)}
"""Digits of the codes that other codes are below of (类, 款), in tables by code."""
LATEST = 9998
"""The edition of the classification that is in force."""


BESIDE_NATURES: tuple[Measure, ...] = (
    Measure.RESERVE,
    Measure.BUSINESS_EXPENDITURE,
    Measure.REMITTANCE_TO_SUPERIOR,
    Measure.SUBSIDY_TO_SUBSIDIARIES,
    Measure.CLOSING_CARRYOVER,
)
"""What 支出总表 may have a column of beside 基本支出 and 项目支出."""
NOT_EVERYWHERE: tuple[Measure, ...] = (
    Measure.BASIC,
    Measure.PROJECT,
    Measure.PERSONNEL,
    Measure.OPERATING,
    *BESIDE_NATURES,
)
"""Measures that key figures and rows are asked for, and that some places print no column of."""
MARKS: dict[Measure, int] = {measure: 1 << place for place, measure in enumerate(NOT_EVERYWHERE)}
"""Powers of two: the sum of those of a table's columns says which of them it has, in one subquery."""


class LineRecord(NamedTuple):
    """One cell with its line; a line without a cell comes once, with None in the last eight places before `differs`."""

    statement_id: int
    line_id: int
    position: int
    row: int
    serial: str
    side: str
    code: str
    category_code: str
    name: str
    kind: str
    amount_id: int | None
    column_id: int | None
    measure: str | None
    basis: str | None
    state: str | None
    fen: int | None
    printed: str | None
    is_corrected: bool | None
    differs: bool
    """The cell is a side of an open difference."""


def line_records(
    statement_ids: Sequence[int],
    measures: Sequence[Measure] = (),
    kinds: Sequence[RowKind] = (),
    with_categories: bool = False,
    of_totals: Sequence[Measure] = (),
    in_full: Sequence[int] = (),
) -> list[LineRecord]:
    """Lines with their cells, in printed order; of some measures and kinds where named. One query.

    `of_totals` are measures that are wanted beside `measures`, but only of lines without a code (合计, and the lines of a
    horizontal table): a comparison reads a third of the rows so.

    Lines that nothing but their column names (a horizontal table) come with every kind; those of categories (208) where
    they are asked for. Statements `in_full` are read whole whatever the kinds.
    """
    condition = Q(amounts__measure__in=measures) if measures else Q()
    if of_totals:
        condition |= Q(amounts__measure__in=of_totals, code="")
    lines: QuerySet[StatementLine] = StatementLine.objects.filter(statement__in=statement_ids)
    if kinds:
        wanted = Q(kind__in=kinds) | Q(kind="", code="", category_code="", side="")
        if with_categories:
            lines, wanted = lines.annotate(digits=Length("code")), wanted | Q(digits=3)
        if in_full:
            wanted |= Q(statement__in=in_full)
        lines = lines.filter(wanted)
    cell = "amounts"
    if measures:
        lines, cell = lines.annotate(cell=FilteredRelation("amounts", condition=condition)), "cell"
    return [
        LineRecord(*row)
        for row in lines.annotate(differs=is_disputed(f"{cell}__pk"))
        .order_by("statement_id", "row", "position", f"{cell}__column_id")
        .values_list(
            "statement_id",
            "pk",
            "position",
            "row",
            "serial",
            "side",
            "code",
            "category_code",
            "name",
            "kind",
            f"{cell}__pk",
            f"{cell}__column_id",
            f"{cell}__measure",
            f"{cell}__basis",
            f"{cell}__state",
            f"{cell}__fen",
            f"{cell}__printed",
            f"{cell}__is_corrected",
            "differs",
        )
    ]


@dataclass(frozen=True, slots=True)
class TableHead:
    """A statement without its lines."""

    pk: int
    disclosure_id: int
    stage: str
    statement: str
    empty_note: str
    lacking: frozenset[str] = frozenset()
    """Those of `NOT_EVERYWHERE` that it has no column of."""

    @classmethod
    def read(cls, row: Sequence[Any]) -> TableHead:
        """From `HEAD_VALUES`."""
        pk, whole, stage, statement, empty_note, has = row
        lacking = frozenset(measure for measure, mark in MARKS.items() if not (has or 0) & mark)
        return cls(pk, whole, stage, statement, empty_note, lacking)


def heads_of(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with what `HEAD_VALUES` names."""
    mark = Cast(
        Case(*(When(measure=measure, then=Constant(mark)) for measure, mark in MARKS.items())), IntegerField()
    )
    columns = StatementColumn.objects.filter(statement=OuterRef("pk")).order_by().values("statement")
    has = columns.annotate(marks=Sum(mark, distinct=True)).values("marks")
    return statements.annotate(has=Subquery(has))


HEAD_VALUES = ("pk", "whole", "disclosure__stage", "statement", "empty_note", "has")


def table_heads(disclosure_ids: Iterable[int]) -> list[TableHead]:
    """The standard statements of disclosures and of their parts, in printed order. One query."""
    statements = heads_of(Statement.objects.standard().of_disclosures(disclosure_ids))
    return [TableHead.read(row) for row in statements.values_list(*HEAD_VALUES)]


@dataclass(frozen=True, slots=True)
class LineKey:
    """What a line is, and how its document names it."""

    key: str
    side: str
    code: str
    name: str
    kind: str
    position: int
    is_added: bool = False
    """The table prints no such line: this site adds up those below it."""
    is_column: bool = False
    """A column of a horizontal table, named by nothing but its heading: its row holds it as a measure of the first line."""


@dataclass(slots=True)
class _Table:
    empty_note: str
    lacking: frozenset[str]
    other_bases: frozenset[str]
    has_amounts: bool = False
    lines: dict[str, LineKey] = field(default_factory=dict)
    values: dict[tuple[str, str], Value] = field(default_factory=dict)
    times: Counter[RowKey] = field(default_factory=Counter)

    def new_key(self, record: LineRecord) -> str:
        """The key of the next line; what comes again gets a number."""
        row = side, what = row_key(record)
        self.times[row] += 1
        again = f"#{self.times[row]}" if self.times[row] > 1 else ""
        return f"{side}:{what}{again}" if side else f"{what}{again}"


@dataclass(frozen=True, slots=True)
class StatementLines:
    """Answers `value(...)` for any disclosure, statement, line and measure that was loaded."""

    _tables: dict[tuple[int, str], _Table]
    _with_tables: frozenset[int]
    _partial: frozenset[str]
    """Statements of which only some lines were read."""

    @classmethod
    def load(
        cls,
        disclosure_ids: Iterable[int],
        statements: Sequence[StatementType],
        measures: Sequence[Measure] = (Measure.TOTAL,),
        kinds: Sequence[RowKind] = (),
        with_categories: bool = False,
        heads: Sequence[TableHead] | None = None,
    ) -> StatementLines:
        """The lines of `statements`; only lines of `kinds`, and of categories, where some are given. Two queries, one where
        the `heads` are known."""
        heads = table_heads(disclosure_ids) if heads is None else heads
        wanted = [head.pk for head in heads if head.statement in statements]
        if Measure.TOTAL in measures:
            measures = [*measures, *ITEMS_OF_ROWS]
        records = line_records(wanted, measures, kinds, with_categories)
        return cls.build(heads, records, partial=frozenset(statements if kinds else ()))

    @classmethod
    def build(
        cls, heads: Sequence[TableHead], records: Iterable[LineRecord], partial: frozenset[str] = frozenset()
    ) -> StatementLines:
        """From records that a page has read already. Of a table printed twice the first one answers."""
        tables: dict[tuple[int, str], _Table] = {}
        table_of: dict[int, _Table] = {}
        for head in heads:
            place = (head.disclosure_id, head.statement)
            if place not in tables:
                tables[place] = table_of[head.pk] = _Table(
                    head.empty_note, head.lacking, OTHER_BASES[Stage(head.stage)]
                )
        keys: dict[int, str] = {}
        begins: dict[tuple[int, int], str] = {}
        heads_of_rows: dict[tuple[int, int], str] = {}
        for record in records:
            table = table_of.get(record.statement_id)
            if table is None:
                continue
            key = keys.get(record.line_id)
            if key is None:
                key = keys[record.line_id] = table.new_key(record)
                code = record.code or record.category_code
                begun = begins.setdefault((record.statement_id, record.row), key)
                table.lines[key] = LineKey(
                    key,
                    record.side,
                    code,
                    record.name,
                    record.kind,
                    record.position,
                    is_column=begun != key and not (record.side or code or record.kind),
                )
            if record.state is None or record.measure is None or record.basis in table.other_bases:
                continue
            if record.state == CellState.AMOUNT:
                table.has_amounts = True
                value = Value(
                    fen=record.fen,
                    amount_id=record.amount_id,
                    printed=record.printed or "",
                    differs=record.differs,
                    is_corrected=bool(record.is_corrected),
                )
            else:
                value = absent(ABSENCE_OF_STATE.get(record.state, Absence.UNREADABLE))
            table.values.setdefault((key, record.measure), value)
            first = heads_of_rows.setdefault((record.statement_id, record.row), key)
            if record.measure != Measure.TOTAL and first != key and not (record.side or record.code):
                # A horizontal table: every column is a line of the same row, and a measure of its first line.
                table.values.setdefault((first, record.measure), value)
                table.values.setdefault((key, Measure.TOTAL), value)
        for (_, statement), table in tables.items():
            levels = LEVELS.get(StatementType(statement).codes)
            if levels and statement not in partial:
                _add_levels(table, levels)
        printed = (head for head in heads if not StatementType(head.statement).is_kept)
        return cls(tables, frozenset(head.disclosure_id for head in printed), partial)

    def has_tables(self, disclosure_id: int) -> bool:
        """Whether the disclosure prints any statement at all; a narrative-only one does not."""
        return disclosure_id in self._with_tables

    def has_amounts(self, disclosure_id: int, statement: StatementType) -> bool:
        table = self._tables.get((disclosure_id, statement))
        return table is not None and table.has_amounts

    def printed(self, disclosure_id: int) -> Iterator[str]:
        """The figures of a disclosure as printed, of all its loaded statements."""
        for (pk, _), table in self._tables.items():
            if pk == disclosure_id:
                yield from (value.printed for value in table.values.values() if value.printed)

    def lines(self, disclosure_id: int, statement: StatementType) -> list[LineKey]:
        table = self._tables.get((disclosure_id, statement))
        return list(table.lines.values()) if table else []

    def value(
        self, disclosure_id: int, statement: StatementType, key: str, measure: Measure = Measure.TOTAL
    ) -> Value:
        """The amount, or which kind of nothing stands there."""
        table = self._tables.get((disclosure_id, statement))
        if table is None:
            only_text = "" if disclosure_id in self._with_tables else "文件只有说明部分，没有表"
            return absent(Absence.NO_TABLE, only_text or f"文件中没有{statement.label}")
        found = table.values.get((key, measure))
        if found is not None:
            return found
        if not table.has_amounts and table.empty_note:
            return absent(Absence.EMPTY_TABLE, f"表已印出，{table.empty_note}")
        if not (table.has_amounts or table.lines or statement in self._partial):
            return absent(Absence.EMPTY_TABLE, "表已印出，没有一个数字")
        stands_for_a_line = measure in ITEMS_OF_ROWS and not any(
            known == measure for _, known in table.values
        )
        if key not in table.lines or stands_for_a_line:
            return absent(Absence.NO_ROW)
        return absent(Absence.NO_COLUMN if measure in table.lacking else Absence.BLANK)


def _add_levels(table: _Table, levels: Sequence[int]) -> None:
    """Sums for the 类 and 款 of a table that prints nothing but what is below them, where its rows make its own 合计."""
    coded = {key: line.code for key, line in table.lines.items() if line.code.isdigit()}
    totals = [line.key for line in table.lines.values() if line.kind == RowKind.TOTAL and not line.code]
    whole = table.values.get((totals[0], Measure.TOTAL)) if len(totals) == 1 else None
    lowest = {len(code) for code in coded.values()}
    if len(lowest) != 1 or whole is None or whole.fen is None:
        return
    if whole.fen != _added(table, coded, Measure.TOTAL)[0]:
        return
    measures = {measure for _, measure in table.values}
    names = standards(LATEST)
    for digits in levels:
        for parent in sorted({code[:digits] for code in coded.values() if len(code) > digits}):
            below = [key for key, code in coded.items() if code.startswith(parent)]
            table.lines[parent] = replace(
                table.lines[below[0]],
                key=parent,
                code=parent,
                name=names.get(parent, parent),
                kind="",
                is_added=True,
            )
            for measure in measures:
                fen, count = _added(table, below, measure)
                if fen is not None:
                    remark = f"本站相加：原表没有印出这一级，为其下 {count} 行之和"
                    table.values[parent, measure] = Value(fen=fen, parts=count, remark=remark)


def _added(table: _Table, keys: Iterable[str], measure: str) -> tuple[int | None, int]:
    """The sum of these lines in a column, and how many of them print a number there."""
    numbers = [
        value.fen for key in keys if (value := table.values.get((key, measure))) and value.fen is not None
    ]
    return (sum(numbers) if numbers else None), len(numbers)
