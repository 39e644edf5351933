"""What every body spends under every code, out of its published disclosures: what the table of heads repeats.

A body is a department with its units, or a unit without a department. Which disclosures answer for it, its own or its
units', is the rule of `columns`; the figures are those of `pivot` and `key_figures`, so rankings and comparisons agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q

from disclosures.models import Agency, Disclosure
from disclosures.reading.columns import Column, year_columns
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.pivot import column_value, pivot
from disclosures.reading.statement_lines import StatementLines
from disclosures.reading.values import Value
from disclosures.vocabulary import CodeKind, HeadlineItem, RowKind, Stage
from disclosures.vocabulary import Statement as StatementType

SOURCE: dict[CodeKind, StatementType] = {
    CodeKind.FUNCTIONAL: StatementType.EXPENDITURE,
    CodeKind.ECONOMIC: StatementType.BASIC_EXPENDITURE,
}
"""The statement each classification is read from. A disclosure without it has no heads of that kind: nothing narrower
stands in for 支出总表."""

CODES: dict[CodeKind, re.Pattern[str]] = {
    CodeKind.FUNCTIONAL: re.compile(r"2\d\d(\d\d){0,2}", re.ASCII),
    CodeKind.ECONOMIC: re.compile(r"3\d\d(\d\d)?", re.ASCII),
}
BATCH = 40
"""Columns whose lines are read at once."""


class BodyYear(NamedTuple):
    agency_id: int
    year: int
    stage: str


class HeadKey(NamedTuple):
    agency_id: int
    year: int
    stage: str
    kind: str
    code: str


class HeadValue(NamedTuple):
    region_id: str
    scope: str
    fen: int
    parts: int
    disclosure_id: int | None
    amount_id: int | None
    headline_id: int | None


def body_columns(
    bodies: Iterable[int],
    years: Iterable[BodyYear] | None = None,
    coming: Iterable[Disclosure] = (),
    going: Iterable[int] = (),
) -> list[Column]:
    """The columns of these bodies, of all years or of some. Two queries.

    `coming` are taken for published, their agencies loaded; the ids `going` for not published.
    """
    agencies = Agency.objects.filter(parent=None).in_bulk(list(bodies))
    found: dict[int, list[Disclosure]] = {pk: [] for pk in agencies}
    published = (
        Disclosure.objects.published()
        .select_related("agency__parent")
        .filter(Q(agency__in=agencies) | Q(agency__parent__in=agencies))
        .exclude(pk__in=list(going))
    )
    together = {disclosure.pk: disclosure for disclosure in (*published, *coming)}
    for disclosure in sorted(
        together.values(), key=lambda one: (one.agency.code if one.agency else "", one.pk)
    ):
        assert disclosure.agency is not None  # a published one has it: a database constraint
        found[disclosure.agency.parent_id or disclosure.agency.pk].append(disclosure)
    columns = [column for pk, own in found.items() for column in year_columns(agencies[pk], own)]
    if years is None:
        return columns
    wanted = set(years)
    return [column for column in columns if _body_year(column) in wanted]


def _body_year(column: Column) -> BodyYear:
    return BodyYear(column.agency.pk, column.year, column.stage.value)


def heads(columns: Sequence[Column]) -> Iterator[tuple[HeadKey, HeadValue]]:
    """Every code's amount of every column, and the totals under the code "". Three queries for forty columns."""
    for start in range(0, len(columns), BATCH):
        batch = columns[start : start + BATCH]
        ids = [pk for column in batch for pk in column.ids]
        lines = StatementLines.load(ids, (*SOURCE.values(), StatementType.REVENUE_AND_EXPENDITURE))
        figures = KeyFigures.load(ids, (HeadlineItem.EXPENDITURE_TOTAL,), lines=lines)
        for column in batch:
            totals = {
                CodeKind.FUNCTIONAL: figures.of_column(column, HeadlineItem.EXPENDITURE_TOTAL),
                CodeKind.ECONOMIC: column_value(lines, column, SOURCE[CodeKind.ECONOMIC], RowKind.TOTAL),
            }
            for kind, total in totals.items():
                amounts = {"": total}
                for row in pivot(lines, [column], SOURCE[kind]):
                    if CODES[kind].fullmatch(row.code):
                        amounts.setdefault(
                            row.code, row.values[0]
                        )  # of a code printed twice the first answers
                for code, value in amounts.items():
                    if value.fen is not None:
                        yield HeadKey(*_body_year(column), kind.value, code), _head(column, value, value.fen)


def _head(column: Column, value: Value, fen: int) -> HeadValue:
    return HeadValue(
        region_id=column.agency.region_id,
        scope=column.agency.kind,
        fen=fen,
        parts=value.parts,
        disclosure_id=None if column.is_derived else column.disclosures[0].pk,
        amount_id=value.amount_id,
        headline_id=value.headline_id,
    )


def body_years(disclosures: Iterable[Disclosure]) -> set[BodyYear]:
    """The bodies and years that these disclosures answer for. Their agencies must be loaded."""
    return {
        BodyYear(d.agency.parent_id or d.agency.pk, d.fiscal_year, Stage(d.stage).value)
        for d in disclosures
        if d.agency is not None and d.fiscal_year is not None
    }
