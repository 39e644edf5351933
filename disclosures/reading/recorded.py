"""Disclosures as they stand in the database, given back as the records that the parser makes: what the checks read.

Corrections of people are in them: a corrected cell carries the corrected amount and text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from disclosures.models import (
    Amount,
    Correction,
    Disclosure,
    Section,
    Statement,
    StatementColumn,
    StatementLine,
)
from disclosures.parsing import records
from disclosures.parsing.columns import amounts_side_by_side, is_horizontal
from disclosures.parsing.prose import read_prose
from disclosures.vocabulary import AgencyKind, CellState, Stage
from disclosures.vocabulary import Statement as StatementType

from .record_rows import CELL, COLUMN, LINE, PARTS, TABLE, Part

Place = tuple[int, int, int]
"""Statement, line and column of a cell, counted from 0 as in the records."""
Prose = tuple[records.ProseTopic, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """`cells` are the ids of the amounts by their place; `documents` say which file each page of the narrative is of."""

    id: int
    parsed: records.ParsedDisclosure
    cells: dict[Place, int]
    document: int
    narrative_document: int
    corrected: frozenset[int] = frozenset()
    """Ids of the amounts that a person put right."""


@dataclass(slots=True)
class Rows:
    """The rows of some disclosures: as they are loaded, or as they are found."""

    by_model: dict[type, dict[int, list[Any]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    """Rows in their order, by the disclosure under which they are shown or the row to which they belong."""
    amounts: dict[int, dict[int, Amount]] = field(default_factory=lambda: defaultdict(dict))
    """By line and column."""
    corrections: dict[int | None, Correction] = field(default_factory=dict)
    """By amount; None where no cell answers the description any more."""
    corrected: set[int] = field(default_factory=set)
    """Disclosures, whole or part, that a person corrected."""
    documents: dict[int, int] = field(default_factory=dict)
    """The files that the disclosures and their parts stand in."""

    def add(self, rows: Iterable[Any], owner: str) -> None:
        """Rows, by the number in one of their fields."""
        for row in rows:
            self.by_model[type(row)][getattr(row, owner)].append(row)

    def add_amounts(self, amounts: Iterable[Amount]) -> None:
        for amount in amounts:
            self.amounts[amount.line_id][amount.column_id] = amount

    @classmethod
    def of_tables(cls, ids: Sequence[int]) -> Rows:
        """The standard tables of disclosures, and the titles of the others. Five queries, however many."""
        found = cls()
        found.add(Statement.objects.of_disclosures(ids), "whole")
        known = [table for tables in found.by_model[Statement].values() for table in tables]
        tables = [table.pk for table in known if not StatementType(table.statement).is_kept]
        found.add(StatementColumn.objects.filter(statement__in=tables), "statement_id")
        found.add(StatementLine.objects.filter(statement__in=tables), "statement_id")
        found.add_amounts(Amount.objects.filter(line__statement__in=tables).order_by())
        wholes = Disclosure.objects.with_parts(ids)
        for correction in Correction.objects.in_force().filter(disclosure__in=wholes):
            found.corrected.add(correction.disclosure_id)
            found.corrections[correction.amount_id] = correction
        return found

    @classmethod
    def of(cls, ids: Sequence[int]) -> Rows:
        """All that the checks read of disclosures. Sixteen queries, however many."""
        found = cls.of_tables(ids)
        for part in PARTS:
            found.add(part.table.model.objects.filter(part.only).of_disclosures(ids), "whole")
            if inner := part.inner:
                found.add(inner.table.model.objects.of_disclosures(ids), f"{inner.owner}_id")
        found.documents = dict(Disclosure.objects.with_parts(ids).values_list("pk", "document_id"))
        return found


def recorded(
    disclosures: Sequence[Disclosure], rows: Rows | None = None, prose: Mapping[int, Prose] | None = None
) -> list[Recorded]:
    """Whole disclosures (with `agency` at hand) with what is part of them, in the order given.

    `rows` and `prose` (by disclosure) are given where they are at hand; else they are looked up and read.
    """
    rows = rows or Rows.of([disclosure.pk for disclosure in disclosures])
    return [_recorded(disclosure, rows, prose or {}) for disclosure in disclosures]


def _corrected(rows: Rows) -> frozenset[int]:
    return frozenset(pk for pk in rows.corrections if pk is not None)


def _recorded(disclosure: Disclosure, rows: Rows, prose: Mapping[int, Prose]) -> Recorded:
    pk, agency, stage = disclosure.pk, disclosure.agency, Stage(disclosure.stage)
    statements, cells = _statements(pk, rows)
    own: dict[str, Any] = {part.name: _records(part, pk, rows) for part in PARTS}
    year = disclosure.fiscal_year
    read = prose[pk] if pk in prose else tuple(read_prose(own["sections"], year, stage))
    first, last = disclosure.first_page, disclosure.last_page
    parsed = records.ParsedDisclosure(
        agency=records.AgencyName(
            disclosure.printed_code or (agency.code if agency else "") or None,
            disclosure.printed_name or (agency.name if agency else ""),
            AgencyKind(disclosure.kind),
        ),
        fiscal_year=year,
        stage=stage,
        statements=(*statements, *_kept(pk, rows)),
        prose=read,
        pages=(first, last) if first and last else None,
        **own,
    )
    told = rows.by_model[Section][pk]
    narrative = rows.documents[told[0].disclosure_id] if told else disclosure.document_id
    return Recorded(pk, parsed, cells, disclosure.document_id, narrative, _corrected(rows))


def of_agency(one: Recorded, other: Recorded) -> Recorded:
    """A disclosure as if it printed the name and code of its agency as another one does."""
    return replace(one, parsed=replace(one.parsed, agency=other.parsed.agency))


def recorded_tables(disclosures: Sequence[Disclosure]) -> list[Recorded]:
    """`recorded` with nothing but the tables."""
    rows = Rows.of_tables([disclosure.pk for disclosure in disclosures])
    found = []
    for disclosure in disclosures:
        statements, cells = _statements(disclosure.pk, rows)
        parsed = records.ParsedDisclosure(
            agency=records.AgencyName(None, disclosure.printed_name, AgencyKind(disclosure.kind)),
            fiscal_year=disclosure.fiscal_year,
            stage=Stage(disclosure.stage),
            statements=statements,
        )
        document = disclosure.document_id
        found.append(Recorded(disclosure.pk, parsed, cells, document, document, _corrected(rows)))
    return found


def _records(part: Part, owner: int, rows: Rows) -> tuple[Any, ...]:
    """The records of a part of one disclosure, or of one row."""
    inner = part.inner
    return tuple(
        part.table.record(row, **({inner.name: _records(inner, row.pk, rows)} if inner else {}))
        for row in rows.by_model[part.table.model][owner]
    )


def _kept(pk: int, rows: Rows) -> Iterator[records.StatementTable]:
    """The tables that are only kept as printed, without what stands in them: that they are there is asked for."""
    for statement in rows.by_model[Statement][pk]:
        if StatementType(statement.statement).is_kept:
            yield TABLE.record(statement, columns=(), lines=())


# --- the tables ----------------------------------------------------------------------------------------------------


def _statements(pk: int, rows: Rows) -> tuple[tuple[records.StatementTable, ...], dict[Place, int]]:
    """The standard tables of a disclosure, and the ids of their amounts."""
    tables: list[records.StatementTable] = []
    cells: dict[Place, int] = {}
    for statement in rows.by_model[Statement][pk]:
        if StatementType(statement.statement).is_kept:
            continue
        columns = rows.by_model[StatementColumn][statement.pk]
        known = tuple(map(COLUMN.record, columns))
        beside = amounts_side_by_side(known)
        lines = []
        for index, line in enumerate(rows.by_model[StatementLine][statement.pk]):
            amounts = rows.amounts[line.pk]
            filled = next(
                (
                    place
                    for place, column in enumerate(columns)
                    if column.pk in amounts and column.role == "amount"
                ),
                None,
            )
            # The blanks of a line stand beside its figures; of a line without figures nobody knows them.
            own = next((places for places in beside if filled in places), None)
            if own is None and is_horizontal(known):
                own = beside[index % len(beside)]
            row = []
            for place, column in enumerate(columns):
                amount = amounts.get(column.pk)
                if amount:
                    cells[len(tables), index, place] = amount.pk
                    row.append(_cell(place, amount, rows, statement.disclosure_id in rows.corrected))
                elif own is not None and place not in own:
                    continue  # a blank of another line of the same printed row
                elif column.role == "amount" and column.side in ("", line.side):
                    row.append(records.StatementCell(place, CellState.BLANK, "", page=line.page))
            lines.append(LINE.record(line, cells=tuple(row)))
        tables.append(TABLE.record(statement, columns=known, lines=tuple(lines)))
    return tuple(tables), cells


def _cell(place: int, amount: Amount, rows: Rows, is_stale: bool) -> records.StatementCell:
    cell = CELL.record(amount, column=place)
    if amount.is_corrected and (correction := rows.corrections.get(amount.pk)):
        return replace(cell, printed=correction.printed, proven=True)  # a person read it
    return replace(cell, proven=None) if is_stale else cell  # what stands around it is to be proven anew
