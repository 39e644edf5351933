"""Disclosures as they stand in the database, given back as the records that the parser makes: what the checks read.

Corrections of people are in them: a corrected cell carries the corrected amount and text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from disclosures.models import (
    Amount,
    AssetHolding,
    Claim,
    Correction,
    Disclosure,
    HeadlineFigure,
    Institution,
    Note,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementAmount,
    ProcurementItem,
    Section,
    Statement,
    StatementColumn,
    StatementLine,
)
from disclosures.models.statement import fen_to_yuan
from disclosures.parsing import records
from disclosures.parsing.columns import amounts_side_by_side, is_horizontal
from disclosures.parsing.prose import read_prose
from disclosures.vocabulary import (
    AgencyKind,
    Basis,
    CellState,
    Direction,
    HeadlineItem,
    Measure,
    ReadBy,
    RowKind,
    Side,
    Stage,
)
from disclosures.vocabulary import Statement as StatementType

Place = tuple[int, int, int]
"""Statement, line and column of a cell, counted from 0 as in the records."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Recorded:
    """`cells` are the ids of the amounts by their place; `documents` say which file each page of the narrative is of."""

    id: int
    parsed: records.ParsedDisclosure
    cells: dict[Place, int]
    document: int
    narrative_document: int


def recorded(disclosures: Sequence[Disclosure]) -> list[Recorded]:
    """Whole disclosures (with `agency` at hand) with what is part of them, in the order given. Sixteen queries, however many."""
    ids = [disclosure.pk for disclosure in disclosures]
    parts = dict(Disclosure.objects.filter(part_of__in=ids).values_list("pk", "part_of_id"))
    documents = dict(Disclosure.objects.with_parts(ids).values_list("pk", "document_id"))
    store = _Store([*ids, *parts])
    found = []
    for disclosure in disclosures:
        own = [disclosure.pk, *(part for part, whole in parts.items() if whole == disclosure.pk)]
        statements, cells = store.tables.statements(own)
        narrative = next((pk for pk in own if store.sections[pk]), disclosure.pk)
        agency = disclosure.agency
        told = tuple(
            records.Section(row.heading, row.level, row.page, row.text) for row in _of(own, store.sections)
        )
        parsed = records.ParsedDisclosure(
            agency=records.AgencyName(
                disclosure.printed_code or (agency.code if agency else "") or None,
                disclosure.printed_name or (agency.name if agency else ""),
                AgencyKind(disclosure.kind),
            ),
            fiscal_year=disclosure.fiscal_year,
            stage=Stage(disclosure.stage),
            statements=statements,
            headline=tuple(_headline(row) for row in _of(own, store.headline)),
            claims=tuple(_claim(row) for row in _of(own, store.claims)),
            institutions=tuple(
                records.Institution(row.name, row.nature, row.rank, row.funding, row.page)
                for row in _of(own, store.institutions)
            ),
            performance_targets=tuple(
                _target(row, store.indicators[row.pk]) for row in _of(own, store.targets)
            ),
            procurement=tuple(_purchase(row, store.purchased[row.pk]) for row in _of(own, store.procurement)),
            assets=tuple(_asset(row) for row in _of(own, store.assets)),
            sections=told,
            notes=tuple(records.Note(row.code, row.message, row.page) for row in _of(own, store.notes)),
            prose=tuple(read_prose(told, disclosure.fiscal_year, Stage(disclosure.stage))),
            pages=(disclosure.first_page, disclosure.last_page)
            if disclosure.first_page and disclosure.last_page
            else None,
        )
        found.append(
            Recorded(
                disclosure.pk,
                parsed,
                cells,
                disclosure.document_id,
                documents.get(narrative, disclosure.document_id),
            )
        )
    return found


def of_agency(one: Recorded, other: Recorded) -> Recorded:
    """A disclosure as if it printed the name and code of its agency as another one does."""
    return replace(one, parsed=replace(one.parsed, agency=other.parsed.agency))


def recorded_tables(disclosures: Sequence[Disclosure]) -> list[Recorded]:
    """`recorded` with nothing but the tables. Six queries."""
    ids = [disclosure.pk for disclosure in disclosures]
    parts = dict(Disclosure.objects.filter(part_of__in=ids).values_list("pk", "part_of_id"))
    store = _Tables([*ids, *parts])
    found = []
    for disclosure in disclosures:
        own = [disclosure.pk, *(part for part, whole in parts.items() if whole == disclosure.pk)]
        statements, cells = store.statements(own)
        parsed = records.ParsedDisclosure(
            agency=records.AgencyName(None, disclosure.printed_name, AgencyKind(disclosure.kind)),
            fiscal_year=disclosure.fiscal_year,
            stage=Stage(disclosure.stage),
            statements=statements,
        )
        document = disclosure.document_id
        found.append(Recorded(disclosure.pk, parsed, cells, document, document))
    return found


class _Store:
    """The rows of some disclosures, by the disclosure (or the row) they belong to."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.tables = _Tables(ids)
        self.headline = _by(HeadlineFigure.objects.filter(disclosure__in=ids), "disclosure_id")
        self.claims = _by(Claim.objects.filter(disclosure__in=ids).exclude(item=""), "disclosure_id")
        self.institutions = _by(Institution.objects.filter(disclosure__in=ids), "disclosure_id")
        self.targets = _by(PerformanceTarget.objects.filter(disclosure__in=ids), "disclosure_id")
        self.indicators = _by(PerformanceIndicator.objects.filter(target__disclosure__in=ids), "target_id")
        self.procurement = _by(ProcurementItem.objects.filter(disclosure__in=ids), "disclosure_id")
        self.purchased = _by(ProcurementAmount.objects.filter(item__disclosure__in=ids), "item_id")
        self.assets = _by(AssetHolding.objects.filter(disclosure__in=ids), "disclosure_id")
        self.sections = _by(Section.objects.filter(disclosure__in=ids), "disclosure_id")
        self.notes = _by(Note.objects.filter(disclosure__in=ids), "disclosure_id")


class _Tables:
    """The standard tables of some disclosures. Five queries."""

    def __init__(self, ids: Sequence[int]) -> None:
        standard = Statement.objects.standard().filter(disclosure__in=ids)
        self._statements = _by(standard, "disclosure_id")
        self._columns = _by(StatementColumn.objects.filter(statement__in=standard), "statement_id")
        self._lines = _by(StatementLine.objects.filter(statement__in=standard), "statement_id")
        amounts = Amount.objects.filter(line__statement__in=standard).order_by()
        self._amounts: dict[int, dict[int, Amount]] = defaultdict(dict)
        for amount in amounts:
            self._amounts[amount.line_id][amount.column_id] = amount
        self._corrections = {
            correction.amount_id: correction
            for correction in Correction.objects.filter(disclosure__in=ids, revoked_at=None)
        }
        self._corrected = {correction.disclosure_id for correction in self._corrections.values()}

    def statements(self, ids: Sequence[int]) -> tuple[tuple[records.StatementTable, ...], dict[Place, int]]:
        tables: list[records.StatementTable] = []
        cells: dict[Place, int] = {}
        for statement in _of(ids, self._statements):
            columns = self._columns[statement.pk]
            is_stale = statement.disclosure_id in self._corrected
            known = tuple(_column(column) for column in columns)
            beside = amounts_side_by_side(known)
            lines = []
            for line_index, line in enumerate(self._lines[statement.pk]):
                amounts = self._amounts[line.pk]
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
                    own = beside[line_index % len(beside)]
                row = []
                for column_index, column in enumerate(columns):
                    amount = amounts.get(column.pk)
                    if amount:
                        cells[len(tables), line_index, column_index] = amount.pk
                        row.append(self._cell(column_index, amount, is_stale))
                    elif own is not None and column_index not in own:
                        continue  # a blank of another line of the same printed row
                    elif column.role == "amount" and column.side in ("", line.side):
                        row.append(records.StatementCell(column_index, CellState.BLANK, "", page=line.page))
                lines.append(_line(line, tuple(row)))
            tables.append(_table(statement, known, tuple(lines)))
        return tuple(tables), cells

    def _cell(self, column: int, amount: Amount, is_stale: bool) -> records.StatementCell:
        correction = self._corrections.get(amount.pk) if amount.is_corrected else None
        return records.StatementCell(
            column,
            CellState(amount.state),
            correction.printed if correction else amount.printed,
            amount.yuan,
            amount.page,
            amount.box,
            amount.confirmed,
            ReadBy(amount.read_by),
            amount.proofs,
            # A person read it; what stands around it is to be proven anew.
            True if correction else None if is_stale else amount.proven,
        )


def _by(rows: QuerySet[Row], field: str) -> dict[int, list[Row]]:
    """Rows in their order, by the number in one of their fields."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, field)].append(row)
    return found


def _of(ids: Iterable[int], rows: dict[int, list[Any]]) -> list[Any]:
    return [row for pk in ids for row in rows[pk]]


def _table(
    statement: Statement, columns: tuple[records.Column, ...], lines: tuple[records.StatementLine, ...]
) -> records.StatementTable:
    return records.StatementTable(
        statement=StatementType(statement.statement),
        title=statement.title,
        printed_unit=statement.printed_unit or None,
        pages=tuple(statement.pages) if statement.pages else None,
        empty_note=statement.empty_note or None,
        columns=columns,
        lines=lines,
    )


def _column(column: StatementColumn) -> records.Column:
    return records.Column(
        heading=tuple(column.heading),
        role=column.role,
        side=Side(column.side) if column.side else None,
        measure=Measure(column.measure) if column.measure else None,
        basis=Basis(column.basis) if column.basis else None,
        ordinal=column.ordinal or None,
    )


def _line(line: StatementLine, cells: tuple[records.StatementCell, ...]) -> records.StatementLine:
    return records.StatementLine(
        row=line.row,
        serial=line.serial or None,
        side=Side(line.side) if line.side else None,
        code=line.code or None,
        name=line.name,
        page=line.page,
        cells=cells,
        kind=RowKind(line.kind) if line.kind else None,
        category_code=line.category_code or None,
    )


def _headline(row: HeadlineFigure) -> records.HeadlineFigure:
    return records.HeadlineFigure(
        item=HeadlineItem(row.item),
        is_change=row.is_change,
        yuan=row.yuan,
        printed=row.printed,
        text=row.text,
        sentence=row.sentence,
        page=row.page,
        direction=Direction(row.direction) if row.direction else None,
        label=row.label or None,
        read_by=ReadBy(row.read_by),
    )


def _claim(row: Claim) -> records.Claim:
    return records.Claim(
        item=HeadlineItem(row.item),
        direction=Direction(row.direction),
        yuan=row.yuan,
        percentage=row.percentage,
        base_year=row.base_year,
        reason=row.reason or None,
        sentence=row.sentence,
        printed=row.printed,
        page=row.page,
    )


def _target(row: PerformanceTarget, indicators: Iterable[PerformanceIndicator]) -> records.PerformanceTarget:
    return records.PerformanceTarget(
        number=row.number,
        title=row.title,
        code=row.code or None,
        funds_yuan=row.funds_yuan,
        objectives=tuple(row.objectives),
        payment_schedule=tuple((when, share) for when, share in row.payment_schedule),
        indicators=tuple(
            records.PerformanceIndicator(
                indicator.level_1,
                indicator.level_2,
                indicator.level_3,
                indicator.description,
                indicator.operator or None,
                indicator.value or None,
                indicator.unit or None,
                indicator.basis,
                indicator.page,
            )
            for indicator in indicators
        ),
        scope=row.scope,
        page=row.page,
    )


def _purchase(row: ProcurementItem, amounts: Iterable[ProcurementAmount]) -> records.ProcurementItem:
    return records.ProcurementItem(
        project=row.project,
        funds_yuan=row.funds_yuan,
        item=row.item or None,
        catalogue_code=row.catalogue_code or None,
        unit=row.unit or None,
        quantity=row.quantity or None,
        unit_price_yuan=row.unit_price_yuan,
        cells=tuple(
            records.NamedAmount(
                tuple(amount.heading), amount.printed, _yuan(amount.fen), amount.page, amount.box
            )
            for amount in amounts
        ),
        is_total=row.is_total,
        page=row.page,
    )


def _asset(row: AssetHolding) -> records.AssetHolding:
    return records.AssetHolding(
        row.item, row.quantity or None, _yuan(row.fen), row.printed, row.page, row.box
    )


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else fen_to_yuan(fen)
