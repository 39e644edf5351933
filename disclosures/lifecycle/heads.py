"""What every body spends under every code, out of its published disclosures: what the table of heads repeats.

A body is a department with its units, or a unit without a department. Which disclosures answer for it, its own or its
units', is the rule of `columns`; the figures are those of `pivot` and `key_figures`, so rankings and comparisons agree.
What the units of a department published themselves is kept beside it, and counted nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from django.db.models import Q

from disclosures.models import Agency, Disclosure
from disclosures.reading.columns import Column, own_column, year_columns
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.likeness import function_of_agency
from disclosures.reading.pivot import column_value, pivot
from disclosures.reading.statement_lines import StatementLines
from disclosures.reading.values import Absence, Value
from disclosures.vocabulary import SUBJECTS, HeadlineItem, RowKind, Stage, SubjectKind
from disclosures.vocabulary import Statement as StatementType

CODES: dict[SubjectKind, re.Pattern[str]] = {
    SubjectKind.FUNCTIONAL: re.compile(r"2\d\d(\d\d){0,2}", re.ASCII),
    SubjectKind.ECONOMIC: re.compile(r"3\d\d(\d\d)?", re.ASCII),
}
STATEMENTS = (*(known.statement for known in SUBJECTS.values()), StatementType.REVENUE_AND_EXPENDITURE)
ITEMS = (HeadlineItem.EXPENDITURE_TOTAL, *(item for known in SUBJECTS.values() for item in known.items))
UNKNOWN = frozenset({Absence.NO_TABLE, Absence.NOT_MENTIONED, Absence.UNREADABLE})
"""Where a unit might spend and nothing on record says so; a printed table without the row says that it does not."""

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
    department_id: int | None
    function: str
    scope: str
    fen: int
    parts: int
    units: str
    disclosure_id: int | None
    amount_id: int | None
    headline_id: int | None


def body_columns(
    bodies: Iterable[int],
    years: Iterable[BodyYear] | None = None,
    coming: Iterable[Disclosure] = (),
    going: Iterable[int] = (),
) -> list[Column]:
    """The columns of these bodies, of all years or of some, and of the units of departments. Two queries.

    `coming` are taken for published, their agencies loaded; the ids `going` for not published.
    """
    agencies = Agency.objects.filter(parent=None).select_related("region__parent").in_bulk(list(bodies))
    found: dict[int, list[Disclosure]] = {pk: [] for pk in agencies}
    published = (
        Disclosure.objects.published()
        .select_related("agency__parent", "agency__region__parent")
        .filter(Q(agency__in=agencies) | Q(agency__parent__in=agencies))
        .exclude(pk__in=list(going))
    )
    together = {disclosure.pk: disclosure for disclosure in (*published, *coming)}
    for disclosure in sorted(
        together.values(), key=lambda one: (one.agency.code if one.agency else "", one.pk)
    ):
        assert disclosure.agency is not None  # a published one has it: a database constraint
        found[disclosure.agency.parent_id or disclosure.agency.pk].append(disclosure)
    columns = [
        column
        for pk, own in found.items()
        for column in (
            *year_columns(agencies[pk], own),
            *(own_column(disclosure) for disclosure in own if disclosure.agency_id != pk),
        )
    ]
    if years is None:
        return columns
    wanted = set(years)
    return [column for column in columns if _body_year(column) in wanted]


def _body_year(column: Column) -> BodyYear:
    return BodyYear(column.agency.parent_id or column.agency.pk, column.year, column.stage.value)


def heads(columns: Sequence[Column]) -> Iterator[tuple[HeadKey, HeadValue]]:
    """Every code's amount of every column, and the totals under the code "". Three queries for forty columns."""
    for start in range(0, len(columns), BATCH):
        batch = columns[start : start + BATCH]
        ids = [pk for column in batch for pk in column.ids]
        lines = StatementLines.load(ids, STATEMENTS)
        figures = KeyFigures.load(ids, ITEMS, lines=lines)
        for column in batch:
            for kind, code, found in _found(column, lines, figures):
                if found.value.fen is not None:
                    key = HeadKey(column.agency.pk, column.year, column.stage.value, kind.value, code)
                    yield key, _head(column, found, found.value.fen)


@dataclass(frozen=True, slots=True)
class _Found:
    """`answer` is that of one disclosure: it tells which units a sum knows something of."""

    value: Value
    answer: Callable[[int], Value]


def _found(
    column: Column, lines: StatementLines, figures: KeyFigures
) -> Iterator[tuple[SubjectKind, str, _Found]]:
    def figure(item: HeadlineItem) -> _Found:
        return _Found(figures.of_column(column, item), lambda pk: figures.value(pk, item))

    for kind, known in SUBJECTS.items():
        if known.items:
            yield from ((kind, code, figure(kind.item(code))) for code in known.codes)
            continue
        table = known.statement

        def total(pk: int, table: StatementType = table) -> Value:
            return lines.value(pk, table, RowKind.TOTAL)

        of_total = _Found(column_value(lines, column, table, RowKind.TOTAL), total)
        yield kind, "", figure(ITEMS[0]) if kind is SubjectKind.FUNCTIONAL else of_total
        amounts: dict[str, Value] = {}
        for row in pivot(lines, [column], table):
            if CODES[kind].fullmatch(row.code):
                amounts.setdefault(row.code, row.values[0])  # of a code printed twice the first answers
        yield from ((kind, code, _Found(value, total)) for code, value in amounts.items())


def _head(column: Column, found: _Found, fen: int) -> HeadValue:
    value = found.value
    return HeadValue(
        region_id=column.agency.region_id,
        department_id=column.agency.parent_id,
        function=function_of_agency(column.agency),
        scope=column.agency.kind,
        fen=fen,
        parts=value.parts,
        units=_mark(column, found.answer),
        disclosure_id=None if column.is_derived else column.disclosures[0].pk,
        amount_id=value.amount_id,
        headline_id=value.headline_id,
    )


def _mark(column: Column, answer: Callable[[int], Value]) -> str:
    """Which units a sum is of: those that would be in it if they spent anything. Nothing for what was published."""
    if not column.is_derived:
        return ""
    units = sorted(d.agency_id or 0 for d in column.disclosures if answer(d.pk).absence not in UNKNOWN)
    return f"{crc32(repr(units).encode()):08x}"


def body_years(disclosures: Iterable[Disclosure]) -> set[BodyYear]:
    """The bodies and years that these disclosures answer for. Their agencies must be loaded."""
    return {
        BodyYear(d.agency.parent_id or d.agency.pk, d.fiscal_year, Stage(d.stage).value)
        for d in disclosures
        if d.agency is not None and d.fiscal_year is not None
    }
