"""One published disclosure, whole: tables, narrative, performance, procurement, assets, institutions, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from disclosures.models import (
    AssetHolding,
    Disclosure,
    HeadlineFigure,
    Institution,
    Note,
    PerformanceTarget,
    ProcurementItem,
    Section,
)
from disclosures.vocabulary import HeadlineItem

from .columns import Column, own_column
from .key_figures import KeyFigures
from .statement_lines import StatementLines
from .statements import PrintedStatement, disclosure_tables
from .values import Value

HEAD_ITEMS: tuple[HeadlineItem, ...] = (
    HeadlineItem.EXPENDITURE_TOTAL,
    HeadlineItem.BASIC_EXPENDITURE,
    HeadlineItem.PROJECT_EXPENDITURE,
    HeadlineItem.THREE_PUBLIC_TOTAL,
    HeadlineItem.PROCUREMENT_TOTAL,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a sentence; an amount that was understood carries the figure it states."""

    text: str
    figure: HeadlineFigure | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading with its paragraphs, each a sequence of runs."""

    heading: str
    level: int
    page: int | None
    paragraphs: tuple[tuple[Run, ...], ...]


@dataclass(slots=True)
class Indicator:
    level_1: str
    level_2: str
    level_3: str
    description: str
    target: str
    basis: str


@dataclass(slots=True)
class Target:
    pk: int
    number: int | None
    title: str
    code: str
    is_whole: bool
    funds_fen: int | None
    objectives: tuple[str, ...]
    payments: tuple[tuple[str, str], ...]
    page: int | None
    indicators: list[Indicator] = field(default_factory=list)


@dataclass(slots=True)
class Purchase:
    project: str
    item: str
    catalogue_code: str
    unit: str
    quantity: str
    unit_price_fen: int | None
    funds_fen: int | None
    is_total: bool
    cells: dict[str, tuple[str, int | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Purchases:
    """Rows of 政府采购; `headings` are the printed amount columns, in order."""

    headings: tuple[str, ...]
    rows: tuple[Purchase, ...]


@dataclass(frozen=True, slots=True)
class WholeDisclosure:
    column: Column
    statements: tuple[PrintedStatement, ...]
    key_figures: tuple[tuple[str, Value], ...]
    passages: tuple[Passage, ...]
    stated: int
    targets: tuple[Target, ...]
    purchases: Purchases
    assets: tuple[AssetHolding, ...]
    institutions: tuple[Institution, ...]
    notes: tuple[Note, ...]

    @property
    def disclosure(self) -> Disclosure:
        return self.column.disclosures[0]

    @property
    def indicators(self) -> int:
        return sum(len(target.indicators) for target in self.targets)


def whole_disclosure(pk: int) -> WholeDisclosure:
    """Everything a disclosure holds. Ten queries; raises Disclosure.DoesNotExist where it is not published."""
    disclosure = Disclosure.objects.published().with_agency().get(pk=pk)
    column = own_column(disclosure)
    tables = disclosure_tables(pk)
    headline = list(HeadlineFigure.objects.filter(disclosure=pk).order_by("position"))
    lines = StatementLines.build(tables.heads, tables.records)
    figures = KeyFigures.build(lines, headline)
    passages = tuple(
        _passage(section, headline) for section in Section.objects.filter(disclosure=pk).order_by("position")
    )
    return WholeDisclosure(
        column=column,
        statements=tables.printed,
        key_figures=tuple((figures.name(item), figures.value(pk, item)) for item in HEAD_ITEMS),
        passages=passages,
        stated=len(headline),
        targets=tuple(_targets(pk)),
        purchases=_purchases(pk),
        assets=tuple(AssetHolding.objects.filter(disclosure=pk).order_by("position")),
        institutions=tuple(Institution.objects.filter(disclosure=pk).order_by("position")),
        notes=tuple(_notes(disclosure)),
    )


def _notes(disclosure: Disclosure) -> list[Note]:
    """Notes of this disclosure, and of the whole file where they belong to no disclosure."""
    return list(
        Note.objects.filter(document=disclosure.document_id)
        .exclude(disclosure__isnull=False, disclosure__lt=disclosure.pk)
        .exclude(disclosure__gt=disclosure.pk)
        .order_by("pk")
    )


def _passage(section: Section, headline: Sequence[HeadlineFigure]) -> Passage:
    paragraphs = tuple(
        marked(paragraph.strip(), headline) for paragraph in section.text.splitlines() if paragraph.strip()
    )
    return Passage(section.heading, section.level, section.page, paragraphs)


def marked(paragraph: str, headline: Sequence[HeadlineFigure]) -> tuple[Run, ...]:
    """A paragraph cut into runs: every amount that was understood is a run of its own. The words stay as they are."""
    spans: list[tuple[int, int, HeadlineFigure]] = []
    for figure in headline:
        clause = paragraph.find(figure.text)
        if clause < 0 or not figure.printed:
            continue
        start = paragraph.find(figure.printed, clause, clause + len(figure.text))
        if start >= 0:
            spans.append((start, start + len(figure.printed), figure))
    runs: list[Run] = []
    at = 0
    for start, end, figure in sorted(spans, key=lambda span: span[:2]):
        if start < at:
            continue
        if start > at:
            runs.append(Run(paragraph[at:start]))
        runs.append(Run(paragraph[start:end], figure))
        at = end
    if at < len(paragraph):
        runs.append(Run(paragraph[at:]))
    return tuple(runs)


def _targets(pk: int) -> list[Target]:
    """Performance targets with their indicators. One query."""
    targets: dict[int, Target] = {}
    for row in (
        PerformanceTarget.objects.filter(disclosure=pk)
        .order_by("position", "pk", "indicators__position")
        .values_list(
            "pk",
            "number",
            "title",
            "code",
            "scope",
            "funds_fen",
            "objectives",
            "payment_schedule",
            "page",
            "indicators__pk",
            "indicators__level_1",
            "indicators__level_2",
            "indicators__level_3",
            "indicators__description",
            "indicators__operator",
            "indicators__value",
            "indicators__unit",
            "indicators__basis",
        )
    ):
        key, number, title, code, scope, funds, objectives, payments, page = row[:9]
        if key not in targets:
            targets[key] = Target(
                key,
                number,
                title,
                code,
                scope == "department",
                funds,
                tuple(objectives or ()),
                tuple((when, share) for when, share in payments or ()),
                page,
            )
        indicator, level_1, level_2, level_3, description, operator, value, unit, basis = row[9:]
        if indicator is not None:
            target = f"{operator or ''}{value or ''}{unit or ''}"
            targets[key].indicators.append(Indicator(level_1, level_2, level_3, description, target, basis))
    return list(targets.values())


def _purchases(pk: int) -> Purchases:
    """Procurement rows with their printed amounts. One query."""
    rows: dict[int, Purchase] = {}
    headings: dict[str, None] = {}
    for row in (
        ProcurementItem.objects.filter(disclosure=pk)
        .order_by("position", "pk", "amounts__position")
        .values_list(
            "pk",
            "project",
            "item",
            "catalogue_code",
            "unit",
            "quantity",
            "unit_price_fen",
            "funds_fen",
            "is_total",
            "amounts__heading",
            "amounts__printed",
            "amounts__fen",
        )
    ):
        key = row[0]
        if key not in rows:
            rows[key] = Purchase(*row[1:9])
        heading, printed, fen = row[9:]
        if heading:
            name = " › ".join(heading)
            headings.setdefault(name)
            rows[key].cells[name] = (printed, fen)
    return Purchases(tuple(headings), tuple(rows.values()))
