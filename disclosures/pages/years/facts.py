"""One agency over its years."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from disclosures.models import Disclosure, HeadlineFigure, StatementColumn
from disclosures.presenting.addresses import NOTHING_UNFOLDED, Unfolded
from disclosures.presenting.ordering import Order
from disclosures.reading.columns import Column
from disclosures.reading.declared import DeclaredChange, Which, declared_changes, implied_values
from disclosures.reading.key_figures import BY_ITEM, KeyFigures, lines_of
from disclosures.reading.pivot import TOTAL_KINDS, PivotRow, pivot
from disclosures.reading.statement_lines import (
    OTHER_BASES,
    StatementLines,
    TableHead,
    table_heads,
)
from disclosures.reading.values import Value
from disclosures.vocabulary import (
    CODES_BESIDE_THREE_PUBLIC,
    ITEMS_OF_ROWS,
    HeadlineItem,
    Measure,
    RowKind,
    Stage,
)
from disclosures.vocabulary import Statement as StatementType

from .codes import CodeEvent, What, code_events, name_spans, names_by_place
from .rows import (
    Cell,
    Derived,
    HeadKind,
    Show,
    YearHead,
    YearRow,
    chosen_order,
    heads,
    in_order,
    sort_key,
    with_place_values,
    without_unchanged,
)
from .timeline import YearPlace, staged_places, time_line

__all__ = [
    "Asked",
    "Cell",
    "CodeEvent",
    "DeclaredChange",
    "Derived",
    "HeadKind",
    "Show",
    "What",
    "Which",
    "YearHead",
    "YearOverYear",
    "YearPlace",
    "YearRow",
    "sort_key",
    "stages_of",
    "year_over_year",
]

LINE_ITEMS: tuple[HeadlineItem, ...] = (
    HeadlineItem.EXPENDITURE_TOTAL,
    HeadlineItem.PROJECT_EXPENDITURE,
    HeadlineItem.BASIC_EXPENDITURE,
)
MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the page. `stage` None: budget beside accounts. `table` None: the key figures."""

    stage: Stage | None = Stage.BUDGET
    table: StatementType | None = None
    measure: Measure | None = None
    show: Show = Show.CHANGE
    unfolded: Unfolded = NOTHING_UNFOLDED
    sort: str = ""
    only_changed: bool = False
    which: Which | None = None


@dataclass(frozen=True, slots=True)
class YearOverYear:
    """The page. `hidden` counts the rows that `only_changed` left out."""

    asked: Asked
    places: tuple[YearPlace, ...]
    table: StatementType | None
    measure: Measure
    tables: tuple[tuple[StatementType, str], ...]
    """Statements that any year prints, with a short word for each."""
    measures: tuple[Measure, ...]
    heads: tuple[YearHead, ...]
    order: Order
    rows: tuple[YearRow, ...]
    hidden: int
    lines: tuple[tuple[str, tuple[Value, ...]], ...]
    events: tuple[CodeEvent, ...]
    declared: tuple[DeclaredChange, ...]
    """Those that are asked for; `told` counts them all."""
    told: int
    told_which: tuple[tuple[Which, int], ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(place.column for place in self.places if place.column)

    @property
    def changed(self) -> list[DeclaredChange]:
        return [change for change in self.declared if not (change.is_nothing or change.claim.is_of_line)]

    @property
    def unchanged(self) -> list[DeclaredChange]:
        """Declared to be as the year before; nothing that was computed says otherwise."""
        return [change for change in self.declared if change.is_nothing and not change.claim.is_of_line]

    @property
    def by_code(self) -> list[DeclaredChange]:
        """Of single codes, as the narrative names them."""
        return [change for change in self.declared if change.claim.is_of_line]

    @property
    def is_coded(self) -> bool:
        return self.table is not None and self.table.codes is not None

    @property
    def missing(self) -> str:
        """2018、2020—2021: the gaps and the years that nobody published."""
        return "、".join(place.heading for place in self.places if place.column is None)

    @property
    def has_implied(self) -> bool:
        return any(place.is_implied for place in self.places)

    @property
    def break_words(self) -> list[str]:
        """Why each break is one, in a sentence each."""
        words: list[str] = []
        before: YearPlace | None = None
        for place in self.places:
            if place.why_break and before:
                both = (
                    f"{before.year} 年的预算与决算" if place.is_staged else f"{before.year} 与 {place.year}"
                )
                words.append(f"{both}之间口径有变化：{place.why_break}。")
            before = before if place.is_gap else place
        return words

    @property
    def stop_words(self) -> list[str]:
        """Why rows stop at a place, each reason once."""
        return list(dict.fromkeys(why for row in self.rows for _, why in sorted(row.stops.items())))


def stages_of(columns: Sequence[Column]) -> list[Stage]:
    return [stage for stage in Stage if any(column.stage is stage for column in columns)]


def year_over_year(
    columns: Sequence[Column], published: Sequence[Disclosure], asked: Asked | None = None
) -> YearOverYear:
    """An agency's columns over the years, oldest first: key figures, or the rows of one statement. Six queries at most.

    `columns` and `published` are those of the agency (`year_columns`, `published_of`).
    """
    asked = asked or Asked()
    if asked.stage is not None:
        columns = [column for column in columns if column.stage is asked.stage]
    else:
        columns = [place.column for place in staged_places(columns) if place.column]
    shown = [d for column in columns for d in column.disclosures]
    ids = sorted({d.pk for d in shown})
    printed = table_heads(ids)
    figures = _figures(ids, printed)
    declared = declared_changes(columns, published, figures)
    kinds = {head.statement for head in printed}
    tables = tuple((table, table.tab_word) for table in StatementType if table in kinds)
    if asked.table is not None and asked.table in kinds:
        return _of_statement(asked, columns, asked.table, printed, tables, declared)
    return _of_key_figures(asked, columns, figures, tables, declared)


def _figures(ids: Sequence[int], table_list: Sequence[TableHead]) -> KeyFigures:
    """The key figures. Two queries."""
    lines = lines_of(ids, BY_ITEM, table_list)
    stated = {item for figure in BY_ITEM.values() for item in figure.stated_as}
    headline = HeadlineFigure.objects.filter(item__in=stated).of_disclosures(ids)
    return KeyFigures.build(lines, headline)


def _printed_measures(table_list: Sequence[TableHead]) -> tuple[Measure, ...]:
    """What the columns of amounts of some printed tables mean. One query."""
    found = (
        StatementColumn.objects.filter(statement__in=[head.pk for head in table_list], role="amount")
        .values_list("measure", "basis", "statement__disclosure__stage")
        .distinct()
    )
    return _choices({measure for measure, basis, stage in found if basis not in OTHER_BASES[Stage(stage)]})


def _choices(known: Collection[str]) -> tuple[Measure, ...]:
    """What a reader may choose of a statement: columns that stand for a line are lines where there is a total."""
    lines = set(ITEMS_OF_ROWS) if Measure.TOTAL in known else set()
    return tuple(
        measure
        for measure in Measure
        if measure in known and measure not in lines and measure is not Measure.UNKNOWN
    ) or (Measure.TOTAL,)


# --- key figures -------------------------------------------------------------------------------------------------------


def _of_key_figures(
    asked: Asked,
    columns: Sequence[Column],
    figures: KeyFigures,
    tables: tuple[tuple[StatementType, str], ...],
    declared: list[DeclaredChange],
) -> YearOverYear:
    implied = _implied(columns, declared) if asked.stage else {}
    places = (
        time_line(columns, {year: column for year, (column, _) in implied.items()})
        if asked.stage
        else staged_places(columns)
    )
    told = [implied[place.year][1] if place.is_implied else {} for place in places]
    values = {
        HeadlineItem(row.key): with_place_values(
            row, places, [values.get(HeadlineItem(row.key)) for values in told]
        )
        for row in figures.rows(columns)
    }
    stops = _declared_stops(places, declared)
    rows = [
        YearRow(
            row=row,
            values=values[HeadlineItem(row.key)],
            whole=_whole(HeadlineItem(row.key), values),
            stops=stops.get(HeadlineItem(row.key), {}),
        )
        for row in figures.rows(columns)
    ]
    lines = [(figures.name(item), values[item]) for item in LINE_ITEMS if item in values]
    return _page(asked, places, None, Measure.TOTAL, tables, (), rows, lines, (), declared)


def _implied(
    columns: Sequence[Column], declared: Sequence[DeclaredChange]
) -> Mapping[int, tuple[Column, dict[HeadlineItem, Value]]]:
    """Years without a column that the column after them tells of."""
    known = {column.year for column in columns}
    found: dict[int, tuple[Column, dict[HeadlineItem, Value]]] = {}
    for column in columns:
        told = implied_values(column, declared)
        if told and told[0] not in known:
            found[told[0]] = (column, told[1])
    return found


def _whole(item: HeadlineItem, values: Mapping[HeadlineItem, tuple[Value, ...]]) -> tuple[Value, ...]:
    """The total whose change a key figure contributes to; none of what stands by itself."""
    return values.get(item.whole, ()) if item.whole.parts else ()


def _declared_stops(
    places: Sequence[YearPlace], declared: Sequence[DeclaredChange]
) -> dict[HeadlineItem, dict[int, str]]:
    """Where a document itself says that a figure is counted otherwise than the year before."""
    at = {place.column.key: i for i, place in enumerate(places) if place.column and not place.is_staged}
    stops: dict[HeadlineItem, dict[int, str]] = {}
    for change in declared:
        i = at.get(change.column.key)
        if i is not None and change.item is not None and change.changes_basis:
            why = f"{change.column.year} 年的文件说明{change.claim.name}口径有变：{change.claim.reason or change.claim.sentence}"
            stops.setdefault(change.item, {}).setdefault(i, why)
    return stops


# --- one statement -----------------------------------------------------------------------------------------------------


def _of_statement(
    asked: Asked,
    columns: Sequence[Column],
    table: StatementType,
    printed: Sequence[TableHead],
    tables: tuple[tuple[StatementType, str], ...],
    declared: list[DeclaredChange],
) -> YearOverYear:
    measures = _printed_measures([head for head in printed if head.statement == table])
    measure = asked.measure if asked.measure in measures else measures[0]
    lines = StatementLines.load((), (table,), (measure,), heads=printed)
    places = time_line(columns, {}) if asked.stage else staged_places(columns)
    every = pivot(lines, columns, table, measure)
    found = pivot(lines, columns, table, measure, asked.unfolded)
    names = names_by_place(lines, table, places) if table is not None and table.codes else {}
    totals = _totals(every, places)
    stops = _composition_stops(lines, places) if table is StatementType.THREE_PUBLIC else {}
    rows = [
        _named(
            YearRow(
                row=row,
                values=with_place_values(row, places),
                whole=totals.get(_side(row), ()),
                stops=stops if row.is_total else {},
            ),
            names.get(row.code, {}) if row.code else {},
            places,
        )
        for row in found
    ]
    events = code_events(every, names, places, lines, table) if names and asked.stage else []
    return _page(
        asked, places, table, measure, tables, measures, rows, _lines(every, places), events, declared
    )


def _side(row: PivotRow) -> str:
    """The half of a two-sided table that a row's key names."""
    side, parted, _ = row.key.partition(":")
    return side if parted else ""


def _totals(rows: Sequence[PivotRow], places: Sequence[YearPlace]) -> dict[str, tuple[Value, ...]]:
    """The first total of every side; of one that has 本年合计 and 总计 the latter, which all rows are part of."""
    found: dict[str, tuple[Value, ...]] = {}
    final = {RowKind.REVENUE_TOTAL, RowKind.EXPENDITURE_TOTAL, RowKind.TOTAL}
    for row in rows:
        kind = row.key.rpartition(":")[2]
        if row.is_total and (kind in final or kind not in TOTAL_KINDS):
            found.setdefault(_side(row), with_place_values(row, places))
    return found


def _named(row: YearRow, names: dict[int, str], places: Sequence[YearPlace]) -> YearRow:
    """With the newest name, and every name with its years where it changed."""
    spans = name_spans(names, places)
    if not spans:
        return row
    newest = replace(row.row, name=spans[-1][1], remark="")
    if len(spans) == 1:
        return replace(row, row=newest)
    return replace(
        row,
        row=newest,
        names=tuple((years, name) for years, name, _ in spans),
        renamed=frozenset(first for _, _, first in spans[1:]),
    )


def _composition_stops(lines: StatementLines, places: Sequence[YearPlace]) -> dict[int, str]:
    """Where the total of 三公 begins or ceases to hold conferences and training."""
    stops: dict[int, str] = {}
    before: tuple[int, bool] | None = None
    for i, place in enumerate(places):
        if place.column is None:
            continue
        kinds = {line.kind for pk in place.column.ids for line in lines.lines(pk, StatementType.THREE_PUBLIC)}
        if not kinds:
            continue
        wide = bool(kinds & CODES_BESIDE_THREE_PUBLIC.keys())
        if before is not None and before[1] != wide:
            with_it, without = (place.year, before[0]) if wide else (before[0], place.year)
            stops[i] = f"{with_it} 年的表另列会议费或培训费，{without} 年的没有，合计的范围不同"
        before = (place.year, wide)
    return stops


def _lines(rows: Sequence[PivotRow], places: Sequence[YearPlace]) -> list[tuple[str, tuple[Value, ...]]]:
    """The total and the largest rows of the last published place, for the chart."""
    total = next((row for row in rows if row.is_total), None)
    parts = [row for row in rows if row.level == 1 and not row.is_total and row.code]
    parts.sort(key=lambda row: max((value.fen or 0 for value in row.values), default=0), reverse=True)
    chosen = ([total] if total else []) + parts
    return [
        (row.name if row.is_total else f"{row.code} {row.name}", with_place_values(row, places))
        for row in chosen[:MOST_LINES]
    ]


# --- what both have in common ------------------------------------------------------------------------------------------


def _page(
    asked: Asked,
    places: tuple[YearPlace, ...],
    table: StatementType | None,
    measure: Measure,
    tables: tuple[tuple[StatementType, str], ...],
    measures: tuple[Measure, ...],
    rows: Sequence[YearRow],
    lines: Sequence[tuple[str, tuple[Value, ...]]],
    events: Sequence[CodeEvent],
    declared: Sequence[DeclaredChange],
) -> YearOverYear:
    columns = heads(places, asked.show)
    order = chosen_order(asked.sort, places, columns) if table is not None and table.codes else Order()
    kept = without_unchanged(rows) if asked.only_changed else list(rows)
    known = declared if asked.stage else ()
    return YearOverYear(
        asked=asked,
        places=places,
        table=table,
        measure=measure,
        tables=tables,
        measures=measures,
        heads=columns,
        order=order,
        rows=tuple(in_order(kept, order, places, columns)),
        hidden=len(rows) - len(kept),
        lines=tuple(lines),
        events=tuple(events),
        declared=tuple(change for change in known if asked.which is None or asked.which.holds(change.claim)),
        told=len(known),
        told_which=tuple((which, sum(which.holds(change.claim) for change in known)) for which in Which),
    )
