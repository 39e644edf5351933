"""What leaves the parser: frozen records. Their JSON form is made in `record_json`.

Amounts are Decimal yuan with two decimals; boxes are PDF points on the page; pages count from 1 and are None for
formats without pages. The printed text is always kept beside what was made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from disclosures.parsing.document import Box
from disclosures.vocabulary import (
    AgencyKind,
    BaseKind,
    Basis,
    CellState,
    Direction,
    FactRole,
    HeadlineItem,
    Measure,
    ReadBy,
    RowKind,
    Side,
    Stage,
    Statement,
)

FORMAT_VERSION = 1
PARSER_VERSION = "1.5"
"""Raised whenever the same file can give another result: loaded disclosures then know that they can be read anew."""


@dataclass(frozen=True, slots=True)
class Source:
    name: str
    sha256: str
    media_type: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class AgencyName:
    """The body a disclosure is of, as printed; `code` (such as 350001) is unique within a region only."""

    code: str | None
    name: str
    kind: AgencyKind


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was seen and not understood, or a decision that was taken. `code` is stable."""

    code: str
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """One printed column. `heading` is the path of header cells above it, white space removed.

    `role` is "serial", "code", "name", "agency" (codes of agencies), "amount", "rate" (a column of percentages, which are no amounts) or "words" (a column of words that name no row). `ordinal` is its printed 栏次, where there is one.
    """

    heading: tuple[str, ...]
    role: str
    side: Side | None = None
    measure: Measure | None = None
    basis: Basis | None = None
    ordinal: str | None = None


@dataclass(frozen=True, slots=True)
class StatementCell:
    """One place of an amount column. `column` counts into Statement.columns; `yuan` is None unless state is AMOUNT.

    `read_by` is OCR on pages that are images.
    `confirmed` is whether a second reader found the same amount at the same place; None where there is none.
    `proofs` is how many identities that hold the cell takes part in; `proven`, whether the arithmetic of the statement
    leaves no doubt of it (see `proof`), None where nothing was proven or there is nothing to prove.
    """

    column: int
    state: CellState
    printed: str
    yuan: Decimal | None = None
    page: int | None = None
    box: Box | None = None
    confirmed: bool | None = None
    read_by: ReadBy = ReadBy.TEXT
    proofs: int = 0
    proven: bool | None = None


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One record of a statement. A printed row of a two-sided statement gives one line a side, with the same `row`.

    `code` is the printed functional or economic code, joined. `category_code` is derived from a category's name
    (“八、社会保障和就业支出” → 208) where no code is printed. `kind` says what a row without a code is.
    """

    row: int
    serial: str | None
    side: Side | None
    code: str | None
    name: str
    page: int | None
    cells: tuple[StatementCell, ...]
    kind: RowKind | None = None
    category_code: str | None = None


@dataclass(frozen=True, slots=True)
class StatementTable:
    statement: Statement
    title: str
    printed_unit: str | None
    pages: tuple[int, ...] | None
    empty_note: str | None
    columns: tuple[Column, ...]
    lines: tuple[StatementLine, ...]

    @property
    def share_proven(self) -> tuple[int, int]:
        """(proven, all) printed amounts but 0, which adds to nothing and is proven by nothing."""
        marks = [cell.proven for line in self.lines for cell in line.cells if cell.yuan]
        return marks.count(True), len(marks)


@dataclass(frozen=True, slots=True)
class HeadlineFigure:
    """An amount that the narrative states of a known thing. A change is signed; 持平 is 0.00."""

    item: HeadlineItem
    is_change: bool
    yuan: Decimal
    printed: str
    text: str  # the clause it stands in
    sentence: str
    page: int | None = None
    direction: Direction | None = None
    label: str | None = None  # the project's name, for PROJECT_ITEM
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True)
class Claim:
    """A declared change: “较2021年预算减少365.05万元，主要原因是 …”. `yuan` is signed; None where only a percentage stands."""

    item: HeadlineItem
    direction: Direction
    yuan: Decimal | None
    percentage: Decimal | None
    base_year: int | None
    reason: str | None
    sentence: str
    printed: str
    page: int | None = None
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True)
class Institution:
    name: str
    nature: str
    rank: str
    funding: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class PerformanceIndicator:
    level_1: str
    level_2: str
    level_3: str
    description: str
    operator: str | None
    value: str | None
    unit: str | None
    basis: str
    page: int | None = None
    result: str = ""
    weight: str = ""
    score: str = ""


@dataclass(frozen=True, slots=True)
class PerformanceTarget:
    """A performance-target table. `scope` is "project" or "department" (部门整体绩效目标).

    A self-evaluation (绩效自评) also prints what was reached and spent.
    """

    number: int | None
    title: str
    code: str | None
    funds_yuan: Decimal | None
    objectives: tuple[str, ...]
    payment_schedule: tuple[tuple[str, str], ...]
    indicators: tuple[PerformanceIndicator, ...]
    scope: str = "project"
    page: int | None = None
    read_by: ReadBy = ReadBy.TEXT
    result: str = ""
    spent_yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """An amount under a heading path, in tables that are not one of the nine statements."""

    heading: tuple[str, ...]
    printed: str
    yuan: Decimal | None
    page: int | None = None
    box: Box | None = None
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True)
class ProcurementItem:
    project: str
    funds_yuan: Decimal | None
    item: str | None
    catalogue_code: str | None
    unit: str | None
    quantity: str | None
    unit_price_yuan: Decimal | None
    cells: tuple[NamedAmount, ...]
    is_total: bool = False
    page: int | None = None
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True)
class AssetHolding:
    item: str
    quantity: str | None
    value_yuan: Decimal | None
    printed_value: str = ""
    page: int | None = None
    box: Box | None = None
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True)
class Section:
    """Narrative text under its heading. Level 1 is “一、…”, level 2 the heading under it.

    A line is a paragraph; a form feed (\\f) before a line says that it stands on the next page.
    """

    heading: str
    level: int
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class ProseFact:
    """One number of the narrative, or a 持平. Amounts in yuan, changes signed; rates and counts as printed in `number`.

    `base_year` and `base_kind` say what a change is counted from, `whole` what a share is of. `at` counts sections,
    their sentences and characters. `unit` is blank where a number is printed without any.
    """

    role: FactRole
    printed: str
    label: str  # the words before it
    sentence: str
    at: tuple[int, int, int]
    yuan: Decimal | None = None
    number: Decimal | None = None
    unit: str = ""
    year: int | None = None
    direction: Direction | None = None
    base_year: int | None = None
    base_kind: BaseKind | None = None
    whole: str = ""
    reason: str | None = None
    in_reason: bool = False  # it explains a change, and says nothing of the topic itself
    page: int | None = None
    read_by: ReadBy = ReadBy.TEXT


@dataclass(frozen=True, slots=True)
class ProseTopic:
    """What a section says of one subject, in reading order. `functional` names 类, 款 and 项, as far as they are told."""

    subject: str
    heading: str
    chapter: str  # the heading of level 1 over it
    facts: tuple[ProseFact, ...]
    item: HeadlineItem | None = None
    functional: tuple[tuple[str, str], ...] = ()
    purpose: str | None = None
    at: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class ParsedDisclosure:
    """What one body discloses for one year and stage."""

    agency: AgencyName
    fiscal_year: int | None
    stage: Stage
    statements: tuple[StatementTable, ...] = ()
    headline: tuple[HeadlineFigure, ...] = ()
    claims: tuple[Claim, ...] = ()
    institutions: tuple[Institution, ...] = ()
    performance_targets: tuple[PerformanceTarget, ...] = ()
    procurement: tuple[ProcurementItem, ...] = ()
    assets: tuple[AssetHolding, ...] = ()
    sections: tuple[Section, ...] = ()
    prose: tuple[ProseTopic, ...] = ()
    notes: tuple[Note, ...] = ()
    pages: tuple[int, int] | None = None  # first and last page, where the format has pages

    @property
    def share_proven(self) -> tuple[int, int]:
        """(proven, all) printed amounts of the standard statements."""
        shares = [table.share_proven for table in self.statements if not table.statement.is_kept]
        return sum(proven for proven, _ in shares), sum(amounts for _, amounts in shares)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    source: Source
    layout: str
    disclosures: tuple[ParsedDisclosure, ...]
    notes: tuple[Note, ...] = ()
