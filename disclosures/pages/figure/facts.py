"""One amount with everything that says what it is, and the address that stays with its place in its file."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from django.db.models import Q

from disclosures.models import (
    Amount,
    Correction,
    Disclosure,
    FormerCell,
    HeadlineFigure,
    Ledger,
    StatementLine,
)
from disclosures.models.disclosure import CITABLE, DisclosureState
from disclosures.models.finding import is_disputed
from disclosures.models.statement import AmountQuerySet
from disclosures.parsing.same import column_key, meaning, row_key
from disclosures.reading.cell_places import IN_TABLE, cell_at, place_of
from disclosures.reading.columns import Column, own_column
from disclosures.reading.declared import DeclaredChange, claims_at_hand, declared_change
from disclosures.reading.file_addresses import HASH, ONCE_PUBLIC
from disclosures.reading.ledger import LedgerRow, whole_ledger
from disclosures.reading.replaced import Replaced, replaced
from disclosures.reading.statements import PrintedStatement, disclosure_tables
from disclosures.vocabulary import KEPT_STATEMENTS, ReadBy, RowKind, same_whole
from disclosures.vocabulary import Statement as StatementType

MOST_ELSEWHERE = 40
"""Cells of the same row in other tables and years; more are not shown."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A cell of the same row and column in another table or another year."""

    amount: Amount
    column: Column

    @property
    def table(self) -> str:
        return self.amount.line.statement.title


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A printed cell: `statement` is its whole table, for formats without pages and for readers without images.

    `file` and `place` are its permanent address; `corrections` what people put right, the newest first.
    """

    amount: Amount
    column: Column
    statement: PrintedStatement
    file: str
    place: str
    checks: tuple[LedgerRow, ...] = ()
    corrections: tuple[Correction, ...] = ()
    in_tables: tuple[Elsewhere, ...] = ()
    in_years: tuple[Elsewhere, ...] = ()
    declared: tuple[DeclaredChange, ...] = ()
    """The changes that the text declares of it."""
    replaced: Replaced | None = None

    @property
    def correction(self) -> Correction | None:
        """The one in force."""
        return next((one for one in self.corrections if one.is_in_force), None)

    @property
    def printed(self) -> str:
        """What the document prints: a person's reading where the machine misread."""
        return self.correction.printed if self.correction else self.amount.printed

    @property
    def read_word(self) -> str:
        """What the machine's reading is: the text of the file says what is printed, an image only what was made out."""
        return "机器识别作" if self.amount.read_by == ReadBy.OCR else "文件印作"

    @property
    def printed_words(self) -> str:
        """As printed; of a corrected cell what was read, and what it was put right to."""
        one = self.correction
        if one is None:
            return f"印作 {self.amount.printed}"
        return f"{self.read_word} {one.read_printed or '空白'}，更正为 {one.printed}"

    @property
    def row_words(self) -> str:
        line = self.amount.line
        serial = f"序号 {line.serial}" if line.serial else f"第 {line.row} 行"
        return "，".join(filter(None, (serial, f"{line.code} {line.name}".strip())))

    @property
    def column_words(self) -> str:
        column = self.amount.column
        ordinal = f"栏次 {column.ordinal}" if column.ordinal else ""
        return "，".join(filter(None, (ordinal, " › ".join(column.heading))))

    @property
    def path(self) -> tuple[str, ...]:
        line = self.amount.line
        name = f"{line.code} {line.name}".strip()
        return (self.statement.title, *filter(None, (name,)), *self.amount.column.heading)


class FixedPlace(NamedTuple):
    """The permanent address of a cell: the beginning of the SHA-256 of its file, and its place there."""

    file: str
    place: str


def fixed_place(pk: int) -> FixedPlace:
    """File and place of a cell that is or ever was public, read again or taken back since. Two queries at most.

    Raises Amount.DoesNotExist.
    """
    once_public = Q(line__statement__disclosure__state__in=ONCE_PUBLIC)
    cells = Amount.objects.select_related("line__statement__disclosure__document", "column")
    if cell := cells.filter(once_public, pk=pk).first():
        document = cell.line.statement.disclosure.document
        return FixedPlace(document.sha256[:HASH], place_of(cell, document))
    former = FormerCell.objects.filter(pk=pk).select_related("document").first()
    if former is None:
        raise Amount.DoesNotExist
    return FixedPlace(former.document.sha256[:HASH], former.place)


def figure_at(file: str, place: str) -> PrintedFigure:
    """What stands at a place of a file today, published or replaced. Nine queries. Raises Amount.DoesNotExist where nothing that is published, or was replaced, does."""
    return _figure(cell_at(_cells(), file, place), place)


def _cells() -> AmountQuerySet:
    cells = Amount.objects.citable().annotate(differs=is_disputed("pk"))
    return cells.select_related(
        "column",
        "line__statement__disclosure__agency__region__parent__parent",
        "line__statement__disclosure__agency__parent",
        "line__statement__disclosure__document",
    )


def _figure(amount: Amount, place: str = "") -> PrintedFigure:
    disclosure = amount.line.statement.disclosure
    tables = disclosure_tables(disclosure.whole_id, only=amount.line.statement_id)
    document = disclosure.document
    column = own_column(disclosure)
    return PrintedFigure(
        amount=amount,
        column=column,
        statement=tables.printed[0],
        file=document.sha256[:HASH],
        place=place if IN_TABLE.fullmatch(place) else place_of(amount, document),
        checks=() if disclosure.is_replaced else tuple(_checks(amount, disclosure)),
        corrections=tuple(amount.corrections.public().select_related("by")),
        in_tables=_same_cells(
            amount,
            _candidates(amount)
            .of_disclosures([disclosure.whole_id])
            .exclude(line__statement=amount.line.statement_id),
        ),
        in_years=_same_cells(
            amount,
            _candidates(amount)
            .filter(
                line__statement__disclosure__agency=disclosure.agency,
                line__statement__statement=amount.line.statement.statement,
            )
            .exclude(line__statement__disclosure__in=Disclosure.objects.with_parts([disclosure.whole_id])),
        ),
        declared=() if disclosure.is_replaced else _declared(amount, column),
        replaced=replaced(disclosure),
    )


# --- what belongs to a cell ----------------------------------------------------------------------------------------


def _checks(amount: Amount, disclosure: Disclosure) -> list[LedgerRow]:
    """The results it takes part in: of its own disclosure's ledger, and of the same agency's years beside it. One query."""
    year = disclosure.fiscal_year or 0
    ledgers = Ledger.objects.filter(
        Q(disclosure=disclosure.whole_id)
        | Q(
            disclosure__agency=disclosure.agency_id,
            disclosure__fiscal_year__range=(year - 1, year + 1),
            disclosure__state=DisclosureState.PUBLISHED,
        )
    ).order_by("disclosure__fiscal_year", "pk")
    return [row for ledger in ledgers for row in whole_ledger(ledger).of_cell(amount.pk)]


def _declared(amount: Amount, column: Column) -> tuple[DeclaredChange, ...]:
    """One query."""
    claims = claims_at_hand().filter(amount=amount).order_by("position")
    return tuple(declared_change(column, column.disclosures[0], claim) for claim in claims)


def _candidates(amount: Amount) -> AmountQuerySet:
    """Published numbers in standard tables that may stand in the same row and column."""
    line, what = amount.line, meaning(amount.line)
    if line.statement.statement in KEPT_STATEMENTS or not (what or line.name):
        return Amount.objects.none()  # nobody knows what it means, or nothing names the row
    either = Q.OR if what else Q.AND
    others = Amount.objects.published().numeric().exclude(line__statement__statement__in=KEPT_STATEMENTS)
    return others.annotate(differs=is_disputed("pk")).filter(
        Q(line__code=what, line__category_code=what, line__kind=what, _connector=either),
        line__side=line.side,
        basis=amount.basis,
        measure=amount.measure,
    )


def _same_cells(amount: Amount, cells: AmountQuerySet) -> tuple[Elsewhere, ...]:
    others = (
        cells.exclude(pk=amount.pk)
        .with_place()
        .order_by(
            "line__statement__disclosure__fiscal_year",
            "line__statement__disclosure__stage",
            "line__statement__position",
            "line__position",
        )
    )
    same = (
        Elsewhere(other, own_column(other.line.statement.disclosure))
        for other in others
        if row_key(other.line) == row_key(amount.line)
        and _are_of_one_whole(other.line, amount.line)
        and column_key(other.column) == column_key(amount.column)
    )
    return tuple(islice(same, MOST_ELSEWHERE))


def _are_of_one_whole(one: StatementLine, other: StatementLine) -> bool:
    """合计 says only that it is a total: two of them are one where their tables show the same money."""
    if meaning(one) != RowKind.TOTAL:
        return True
    return same_whole(StatementType(one.statement.statement), StatementType(other.statement.statement))


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """An amount of the narrative with its sentence, cut at the printed amount."""

    headline: HeadlineFigure
    column: Column
    before: str
    printed: str
    after: str
    replaced: Replaced | None = None


def stated_figure(pk: int) -> StatedFigure:
    """A sentence's amount. One query, three for a version that was replaced; raises HeadlineFigure.DoesNotExist."""
    headline = (
        HeadlineFigure.objects.filter(disclosure__state__in=CITABLE)
        .select_related(
            "disclosure__agency__region__parent__parent",
            "disclosure__agency__parent",
            "disclosure__document",
            "amount__line__statement",
        )
        .get(pk=pk)
    )
    sentence = headline.sentence or headline.text
    clause = max(sentence.find(headline.text), 0)
    at = sentence.find(headline.printed, clause) if headline.printed else -1
    if at < 0:
        parts = (sentence, "", "")
    else:
        end = at + len(headline.printed)
        parts = (sentence[:at], sentence[at:end], sentence[end:])
    return StatedFigure(headline, own_column(headline.disclosure), *parts, replaced(headline.disclosure))
