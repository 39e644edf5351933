"""Disclosures side by side: what is on the page, before anyone decides how it is shown."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef

from disclosures.models import Amount, Statement
from disclosures.presenting.addresses import NOTHING_UNFOLDED
from disclosures.reading.columns import Column
from disclosures.reading.key_figures import BY_ITEM, KeyFigures
from disclosures.reading.pivot import PivotRow, column_value, pivot
from disclosures.reading.statement_lines import (
    HEAD_VALUES,
    NOT_EVERYWHERE,
    StatementLines,
    TableHead,
    heads_of,
    line_records,
)
from disclosures.reading.values import Absence, Value, absent
from disclosures.vocabulary import (
    CODES_BESIDE_THREE_PUBLIC,
    HEADLINE,
    ITEMS_OF_ROWS,
    REQUIRED_STATEMENTS,
    HeadlineItem,
    Measure,
    ReadBy,
    RowKind,
)
from disclosures.vocabulary import Statement as StatementType

from .comparability import judged
from .holdings import TOTAL, asset_rows, procurement_rows
from .judgement import Judgement
from .like_projects import LikeProject, like_projects
from .relatives import Relatives
from .sections import Block, CompareSection
from .situation import BASIS_WORDS, CARRYOVER, ITEM_OF_MEASURE, ONLY_BASIC, Footing, Situation

BASES: tuple[StatementType, ...] = tuple(BASIS_WORDS)
"""What the functional rows may be taken from: all funds first, then the basis that most disclosures share."""

MEASURES: tuple[Measure, ...] = tuple(ITEM_OF_MEASURE)

FUNDS: tuple[tuple[HeadlineItem, str], ...] = (
    (HeadlineItem.GENERAL_PUBLIC_REVENUE, "一般公共预算"),
    (HeadlineItem.GOVERNMENT_FUNDS_REVENUE, "政府性基金预算"),
    (HeadlineItem.STATE_CAPITAL_REVENUE, "国有资本经营预算"),
    (HeadlineItem.SPECIAL_ACCOUNT_REVENUE, "财政专户"),
    (HeadlineItem.OTHER_REVENUE, "其他收入"),
    (HeadlineItem.CARRYOVER, CARRYOVER),
)

HEADLINE_ITEMS: tuple[HeadlineItem, ...] = (
    *(item for item in BY_ITEM if item.whole is HeadlineItem.EXPENDITURE_TOTAL),
    HeadlineItem.REVENUE_TOTAL,
    *(item for item, _ in FUNDS),
    HeadlineItem.AGENCY_OPERATING_EXPENSES,
    HeadlineItem.PROCUREMENT_TOTAL,
    HeadlineItem.FIXED_ASSETS_TOTAL,
)

THREE_PUBLIC_ITEMS = tuple(item for item in HEADLINE if item.whole is HeadlineItem.THREE_PUBLIC_TOTAL)

LOADED: frozenset[StatementType] = frozenset(
    {*BASES, *(cell.statement for figure in BY_ITEM.values() for cell in figure.cells)}
)

_DECIMALS = re.compile(r"\d\.(\d+)")
_UNIT = re.compile(r"(亿元|万元|元)$")


@dataclass(frozen=True, slots=True)
class Comparison:
    columns: tuple[Column, ...]
    base: int
    basis: StatementType
    measure: Measure
    judgement: Judgement
    blocks: dict[CompareSection, Block]
    projects: tuple[LikeProject, ...]

    @property
    def headline(self) -> tuple[PivotRow, ...]:
        return self.blocks[CompareSection.HEADLINE].rows

    @property
    def functional(self) -> tuple[PivotRow, ...]:
        return self.blocks[CompareSection.FUNCTIONAL].rows

    @property
    def totals(self) -> tuple[Value, ...]:
        """Of the functional rows, one a column."""
        return self.blocks[CompareSection.FUNCTIONAL].wholes


def compare(
    columns: Sequence[Column],
    base_key: str = "",
    basis: StatementType = StatementType.EXPENDITURE,
    measure: Measure = Measure.TOTAL,
    unfolded: Container[str] = NOTHING_UNFOLDED,
    is_mixed: bool = False,
    open_projects: Sequence[str] | None = (),
) -> Comparison:
    """Two to twelve columns, the first being the base unless `base_key` names another. Seven queries; six with None for
    `open_projects`, which leaves out projects and their indicators."""
    printed = _Printed.load([pk for column in columns for pk in column.ids], measure)
    lines, figures = printed.lines, printed.figures
    base = next((i for i, column in enumerate(columns) if column.key == base_key), 0)
    whole = tuple(figures.of_column(column, HeadlineItem.EXPENDITURE_TOTAL) for column in columns)
    economic = StatementType.BASIC_EXPENDITURE
    procurement, assets = (
        tuple(procurement_rows(columns, figures)),
        tuple(asset_rows(columns)),
    )
    tables = (
        (
            CompareSection.HEADLINE,
            figures.rows(columns, HEADLINE_ITEMS),
            whole,
            "各表合计行；没有表的取自说明文字",
        ),
        (
            CompareSection.FUNCTIONAL,
            [row for row in pivot(lines, columns, basis, measure, unfolded) if not row.is_column],
            tuple(column_value(lines, column, basis, "total", measure) for column in columns),
            BASIS_WORDS[basis],
        ),
        (
            CompareSection.ECONOMIC,
            pivot(lines, columns, economic, unfolded=unfolded),
            tuple(column_value(lines, column, economic, "total") for column in columns),
            economic.label,
        ),
        (
            CompareSection.THREE_PUBLIC,
            _three_public(columns, printed),
            whole,
            StatementType.THREE_PUBLIC.label,
        ),
        (
            CompareSection.PROCUREMENT,
            procurement,
            _wholes(procurement, columns),
            "政府采购预算表；没有表的，总额取自说明文字；货物、工程、服务没有印出的由本站相加",
        ),
        (CompareSection.ASSETS, assets, _wholes(assets, columns), "国有资产信息表，各列名称相同的为一行"),
    )
    blocks = {
        section: Block(section, tuple(rows), wholes, source) for section, rows, wholes, source in tables
    }
    situation = Situation(
        columns=tuple(columns),
        base=base,
        basis=basis,
        measure=measure,
        footings=tuple(printed.footing(column) for column in columns),
        blocks=blocks,
        bases={
            other: frozenset(
                i
                for i, column in enumerate(columns)
                if any(lines.has_amounts(pk, other) for pk in column.ids)
            )
            for other in BASES
        },
        relatives=Relatives.load(columns) if _are_unlike(columns) else Relatives(),
        is_mixed=is_mixed,
    )
    return Comparison(
        columns=tuple(columns),
        base=base,
        basis=basis,
        measure=measure,
        judgement=judged(situation),
        blocks=blocks,
        projects=() if open_projects is None else tuple(like_projects(columns, open_projects)),
    )


def _are_unlike(columns: Sequence[Column]) -> bool:
    """Whether other columns might be compared better: another scope, year or stage."""
    return len({(c.is_derived, c.disclosures[0].kind, c.year, c.stage) for c in columns}) > 1


def _wholes(rows: Sequence[PivotRow], columns: Sequence[Column]) -> tuple[Value, ...]:
    """Of each column its own printed whole: one table says 资产总额, another 固定资产总额. Nothing else is a whole of it."""
    found = [[row.values[i] for row in rows if row.key == TOTAL] for i in range(len(columns))]
    return tuple(
        next((value for value in values if value.fen is not None), absent(Absence.NO_ROW)) for values in found
    )


def _three_public(columns: Sequence[Column], printed: _Printed) -> list[PivotRow]:
    """The terms of 三公 from table or sentence, then what a place prints besides in the same table."""
    rows = printed.figures.rows(columns, THREE_PUBLIC_ITEMS)
    for row in pivot(printed.lines, columns, StatementType.THREE_PUBLIC):
        if code := CODES_BESIDE_THREE_PUBLIC.get(row.key):
            pairs = zip(columns, row.values, strict=True)
            values = (_with_basic(printed.lines, column, value, code) for column, value in pairs)
            rows.append(replace(row, values=tuple(values)))
    return rows


def _with_basic(lines: StatementLines, column: Column, value: Value, code: str) -> Value:
    """A value; where no row of 三公 has it, what the table of 基本支出 prints under the code."""
    if value.absence not in (Absence.NO_ROW, Absence.NO_TABLE):
        return value
    basic = column_value(lines, column, StatementType.BASIC_EXPENDITURE, code)
    return value if basic.fen is None else replace(basic, remark=ONLY_BASIC)


ONLY_TOTALS: frozenset[StatementType] = frozenset({StatementType.REVENUE})
"""Statements of which a comparison shows the total only."""

OF_TOTALS: tuple[Measure, ...] = NOT_EVERYWHERE
"""Measures that key figures take from rows of totals."""


@dataclass(slots=True)
class _Printed:
    """What the disclosures of a comparison print: statements with their units, cells, sentences."""

    lines: StatementLines
    figures: KeyFigures
    units: dict[int, dict[str, str]]
    scanned: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def load(cls, ids: Sequence[int], measure: Measure) -> _Printed:
        """The cells of one measure, and of all key figures. Three queries."""
        units: dict[int, dict[str, str]] = {pk: {} for pk in ids}
        heads: list[TableHead] = []
        scanned: set[int] = set()
        # Of a sheet that was scanned every cell is: one row tells.
        total = Amount.objects.filter(
            line__statement=OuterRef("pk"), line__kind=RowKind.TOTAL, read_by=ReadBy.OCR
        )
        for *head, unit, is_scanned in (
            heads_of(Statement.objects.standard().of_disclosures(ids))
            .annotate(is_scanned=Exists(total))
            .values_list(*HEAD_VALUES, "printed_unit", "is_scanned")
        ):
            heads.append(TableHead.read(head))
            units[heads[-1].disclosure_id].setdefault(heads[-1].statement, unit)
            if is_scanned:
                scanned.add(heads[-1].disclosure_id)
        wanted = [head.pk for head in heads if head.statement in LOADED]
        records = line_records(
            wanted,
            (Measure.TOTAL, measure, *ITEMS_OF_ROWS),
            kinds=(RowKind.TOTAL,),
            of_totals=OF_TOTALS,
            in_full=[head.pk for head in heads if head.statement not in ONLY_TOTALS],
        )
        lines = StatementLines.build(heads, records, partial=ONLY_TOTALS)
        return cls(lines, KeyFigures.load(ids, lines=lines), units, frozenset(scanned))

    def footing(self, column: Column) -> Footing:
        ids = column.ids
        has = {statement for pk in ids for statement in self.units[pk]}
        is_narrative = not has
        lacking = [statement.label for statement in REQUIRED_STATEMENTS if statement not in has]
        form = "只有说明文字" if is_narrative else "表" if not self._is_told(ids) else "表与说明"
        if any(pk in self.scanned for pk in ids):
            form += "，图像识别"
        scope = column.scope_word
        if not column.is_derived and column.disclosures[0].kind == "department":
            scope = "部门（含所属单位）"
        return Footing(
            scope=scope,
            funds=tuple(w for item, w in FUNDS if (self.figures.of_column(column, item).fen or 0) > 0),
            form=form,
            scale=self._scale(ids),
            missing="全部九张" if len(lacking) == len(REQUIRED_STATEMENTS) else "、".join(lacking),
            is_narrative=is_narrative,
            carryover_fen=self.figures.of_column(column, HeadlineItem.CARRYOVER).fen or 0,
        )

    def _is_told(self, ids: Sequence[int]) -> bool:
        return any(True for pk in ids for _ in self.figures.sentences_of(pk))

    def _scale(self, ids: Sequence[int]) -> str:
        """万元，两位小数: the units of the tables, else of the sentences, and the most decimals of any figure."""
        sentences = [text for pk in ids for text in self.figures.sentences_of(pk)]
        units = {unit for pk in ids for unit in self.units[pk].values() if unit}
        if not units:
            units = {match[1] for text in sentences if (match := _UNIT.search(text))}
        printed = [text for pk in ids for text in self.lines.printed(pk)] or sentences
        decimals = max((len(m[1]) for text in printed if (m := _DECIMALS.search(text))), default=0)
        words = f"{decimals} 位小数" if decimals else "没有小数"
        return "，".join([*sorted(units), words]) if printed else "未写明"
