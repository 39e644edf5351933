"""One agency over its years."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from disclosures.models import Claim, Statement
from disclosures.vocabulary import HeadlineItem, Measure, Stage
from disclosures.vocabulary import Statement as StatementType

from .columns import Column
from .key_figures import KeyFigures
from .parts import of_whole
from .pivot import PivotRow, pivot
from .statement_lines import StatementLines
from .statements import tab_word
from .values import Value

LINE_ITEMS: tuple[HeadlineItem, ...] = (
    HeadlineItem.EXPENDITURE_TOTAL,
    HeadlineItem.PROJECT_EXPENDITURE,
    HeadlineItem.BASIC_EXPENDITURE,
)

CLAIM_ITEMS: tuple[HeadlineItem, ...] = (
    HeadlineItem.BUDGET_TOTAL,
    HeadlineItem.REVENUE_TOTAL,
    HeadlineItem.EXPENDITURE_TOTAL,
    HeadlineItem.BASIC_EXPENDITURE,
    HeadlineItem.PROJECT_EXPENDITURE,
    HeadlineItem.THREE_PUBLIC_TOTAL,
    HeadlineItem.AGENCY_OPERATING_EXPENSES,
    HeadlineItem.PROCUREMENT_TOTAL,
)


@dataclass(frozen=True, slots=True)
class DeclaredChange:
    """What a document says of its change against an earlier year, and what that implies for the earlier year."""

    column: Column
    agency: str
    item: str
    claim: Claim
    now: Value
    implied_fen: int | None


@dataclass(frozen=True, slots=True)
class YearOverYear:
    columns: tuple[Column, ...]
    breaks: tuple[bool, ...]
    table: StatementType | None
    tables: tuple[tuple[StatementType, str], ...]
    """Statements that any year prints, with a short word for each."""
    rows: tuple[PivotRow, ...]
    lines: tuple[tuple[str, tuple[Value, ...]], ...]
    declared: tuple[DeclaredChange, ...]
    missing_years: tuple[int, ...]

    @property
    def break_words(self) -> list[str]:
        """Why each break is one, in a sentence each."""
        return [
            f"{before.year} 与 {after.year} 之间口径有变化：{_what(before)}，{_what(after)}。"
            for before, after, is_break in zip(self.columns, self.columns[1:], self.breaks[1:], strict=False)
            if is_break
        ]


def stages_of(columns: Sequence[Column]) -> list[Stage]:
    return [stage for stage in Stage if any(column.stage is stage for column in columns)]


def year_over_year(
    columns: Sequence[Column], table: StatementType | None, unfolded: Collection[str] = ()
) -> YearOverYear:
    """The years of one stage, oldest first: key figures, or the rows of one statement. At most ten queries."""
    ids = [pk for column in columns for pk in column.ids]
    figures = KeyFigures.load(ids)
    printed = set(of_whole(Statement.objects.all(), ids).values_list("statement", flat=True))
    tables = tuple(statement for statement in StatementType if statement in printed)
    if table is not None and table in tables:
        lines = StatementLines.load(ids, (table,), (Measure.TOTAL,))
        rows = pivot(lines, columns, table, unfolded=unfolded)
    else:
        table, rows = None, figures.rows(columns)
    years = [column.year for column in columns]
    return YearOverYear(
        columns=tuple(columns),
        breaks=tuple(i > 0 and _is_break(columns[i - 1], columns[i]) for i in range(len(columns))),
        table=table,
        tables=tuple((statement, tab_word(statement)) for statement in tables),
        rows=tuple(rows),
        lines=tuple(
            (figures.name(item), tuple(figures.of_column(column, item) for column in columns))
            for item in LINE_ITEMS
        ),
        declared=tuple(_declared(columns, figures)),
        missing_years=tuple(year for year in range(min(years), max(years)) if year not in years),
    )


def _is_break(before: Column, after: Column) -> bool:
    """A change of scope: a department's own figures beside a sum, or a sum of other units."""
    if before.is_derived != after.is_derived:
        return True
    if not before.is_derived:
        return before.disclosures[0].kind != after.disclosures[0].kind
    return {d.agency_id for d in before.disclosures} != {d.agency_id for d in after.disclosures}


def _what(column: Column) -> str:
    if not column.is_derived:
        return f"{column.year} 年为{column.form_word}"
    names = "、".join(d.agency.name for d in column.disclosures if d.agency)
    return f"{column.year} 年没有收录部门的公开，把已公布的 {len(column.disclosures)} 个单位相加（{names}）"


def _declared(columns: Sequence[Column], figures: KeyFigures) -> list[DeclaredChange]:
    """Declared changes of all columns' disclosures, in order. One query."""
    by_id = {pk: column for column in columns for pk in column.ids}
    claims = (
        of_whole(Claim.objects.filter(item__in=CLAIM_ITEMS), list(by_id))
        .select_related("disclosure")
        .order_by("disclosure__fiscal_year", "disclosure__agency__code", "disclosure", "position")
    )
    names = {d.pk: d.agency.name for column in columns for d in column.disclosures if d.agency}
    changes: list[DeclaredChange] = []
    for claim in claims:
        item = HeadlineItem(claim.item)
        asked = HeadlineItem.EXPENDITURE_TOTAL if item is HeadlineItem.BUDGET_TOTAL else item
        whole = claim.disclosure.whole_id
        now = figures.value(whole, asked)
        implied = None if now.fen is None or claim.fen is None else now.fen - claim.fen
        changes.append(DeclaredChange(by_id[whole], names[whole], item.label, claim, now, implied))
    return changes
