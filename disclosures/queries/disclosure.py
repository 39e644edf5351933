"""One published disclosure, whole: tables, narrative, performance, procurement, assets, institutions, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, CharField, F, Q, QuerySet
from django.db.models import Value as Literal
from django.db.models.functions import Coalesce

from disclosures.models import (
    AssetHolding,
    Claim,
    Disclosure,
    Document,
    HeadlineFigure,
    Institution,
    Note,
    PerformanceTarget,
    ProcurementItem,
    Section,
)
from disclosures.vocabulary import HeadlineItem
from disclosures.vocabulary import Statement as StatementType

from .columns import Column, own_column
from .key_figures import KeyFigures
from .ledger import WholeLedger, ledger_of
from .parts import of_whole
from .replaced import Replaced, replaced
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
    """A piece of a sentence; an amount that was understood carries the figure it states, or the change it declares."""

    text: str
    figure: HeadlineFigure | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading with its paragraphs, each a sequence of runs; `document` is the file that it stands in."""

    heading: str
    level: int
    page: int | None
    document: Document
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
    """A disclosure with its parts: all tables and all narrative, whichever of the files they were printed in."""

    column: Column
    parts: tuple[Disclosure, ...]
    statements: tuple[PrintedStatement, ...]
    kept: tuple[PrintedStatement, ...]
    """What else is printed: tables that are none of the standard ones."""
    key_figures: tuple[tuple[str, Value], ...]
    passages: tuple[Passage, ...]
    stated: int
    declared: int
    targets: tuple[Target, ...]
    purchases: Purchases
    assets: tuple[AssetHolding, ...]
    institutions: tuple[Institution, ...]
    notes: tuple[Note, ...]
    ledger: WholeLedger | None = None
    replaced: Replaced | None = None

    @property
    def disclosure(self) -> Disclosure:
        return self.column.disclosures[0]

    @property
    def indicators(self) -> int:
        return sum(len(target.indicators) for target in self.targets)


def whole_disclosure(pk: int) -> WholeDisclosure:
    """Everything a disclosure and its parts hold. Nine queries at most; raises Disclosure.DoesNotExist where it is not
    published. What was replaced has no ledger: its page is there for who cited it, and says what took its place."""
    citable = Disclosure.objects.citable().with_parts([pk]).with_agency().with_corrections("replaces")
    found = {d.pk: d for d in citable.select_related("ledger", "replaces__document").order_by("pk")}
    if pk not in found or found[pk].part_of_id:
        raise Disclosure.DoesNotExist
    disclosure = found.pop(pk)
    parts = tuple(found.values())
    column = own_column(disclosure)
    tables = disclosure_tables(pk)
    headline = list(of_whole(HeadlineFigure.objects.all(), [pk]).select_related("disclosure"))
    standard = [head for head in tables.heads if not StatementType(head.statement).is_kept]
    lines = StatementLines.build(standard, tables.records)
    figures = KeyFigures.build(lines, headline)
    documents = {d.pk: d.document for d in (disclosure, *parts)}
    assets, institutions, notes, claims = _short_lists([disclosure, *parts])
    passages = tuple(
        _passage(section, documents[section.disclosure_id], headline, claims)
        for section in of_whole(Section.objects.all(), [pk])
    )
    return WholeDisclosure(
        column=column,
        parts=parts,
        statements=tuple(table for table in tables.printed if not table.is_kept),
        kept=tuple(table for table in tables.printed if table.is_kept),
        key_figures=tuple((figures.name(item), figures.value(pk, item)) for item in HEAD_ITEMS),
        passages=passages,
        stated=len(headline),
        declared=sum(figure.is_change for figure in headline) + len(claims),
        targets=tuple(targets_of(pk)),
        purchases=_purchases(pk),
        assets=assets,
        institutions=institutions,
        notes=notes,
        ledger=None if disclosure.is_replaced else ledger_of(disclosure),
        replaced=replaced(disclosure),
    )


def whole_of_part(pk: int) -> int | None:
    """The disclosure under whose address a part of another is shown."""
    return Disclosure.objects.citable().filter(pk=pk).values_list("part_of", flat=True).first()


def _short_lists(
    disclosures: Sequence[Disclosure],
) -> tuple[tuple[AssetHolding, ...], tuple[Institution, ...], tuple[Note, ...], tuple[Claim, ...]]:
    """Assets, institutions, notes and the declared changes of codes: four short lists of texts in one query.

    Notes are those of these disclosures, and of their whole files where they belong to no disclosure.
    """
    whole = disclosures[0].pk
    notes = Note.objects.filter(document__in=[d.document_id for d in disclosures]).filter(
        Q(disclosure=None) | Q(disclosure__in=[d.pk for d in disclosures])
    )
    text, number = Literal("", CharField()), Literal(None, BigIntegerField())
    rows = _texts(
        of_whole(AssetHolding.objects.all(), [whole]), "item", "quantity", "printed", text, F("fen")
    )
    rows = rows.union(
        _texts(of_whole(Institution.objects.all(), [whole]), "name", "nature", "rank", F("funding"), number),
        _texts(notes, "message", "code", text, text, F("page"), position="pk"),
        _texts(
            of_whole(Claim.objects.exclude(label=""), [whole]),
            "label",
            "printed",
            "sentence",
            text,
            F("page"),
        ),
        all=True,
    )
    found: dict[str, list[tuple[Any, ...]]] = {}
    for kind, *order, first, second, third, fourth, fifth in rows:
        found.setdefault(kind, []).append((order, first, second, third, fourth, fifth))
    assets, institutions, remarks, claims = (
        [row[1:] for row in sorted(found.get(model.__name__, []), key=lambda row: row[0])]
        for model in (AssetHolding, Institution, Note, Claim)
    )
    return (
        tuple(AssetHolding(item=a, quantity=b, printed=c, fen=fen) for a, b, c, _, fen in assets),
        tuple(Institution(name=a, nature=b, rank=c, funding=d) for a, b, c, d, _ in institutions),
        tuple(Note(message=a, code=b, page=page) for a, b, _, _, page in remarks),
        tuple(Claim(label=a, printed=b, sentence=c, page=page) for a, b, c, _, page in claims),
    )


def _texts(rows: QuerySet[Any], *fields: str | F | Literal, position: str = "position") -> QuerySet[Any]:
    """Rows as their kind, their place among their kind, and five columns: what a union can put under each other."""
    columns = {f"column_{i}": F(name) if isinstance(name, str) else name for i, name in enumerate(fields)}
    return (
        rows.order_by()
        .annotate(
            kind=Literal(rows.model.__name__, CharField()),
            part=Coalesce("disclosure__part_of", 0),
            whose=Coalesce("disclosure", 0),
            place=F(position),
            **columns,
        )
        .values_list("kind", "part", "whose", "place", "pk", *columns)
    )


def _passage(
    section: Section, document: Document, headline: Sequence[HeadlineFigure], claims: Sequence[Claim]
) -> Passage:
    own = [figure for figure in headline if figure.disclosure_id == section.disclosure_id]
    paragraphs = tuple(
        marked(paragraph.strip(), own, claims) for paragraph in section.text.splitlines() if paragraph.strip()
    )
    return Passage(section.heading, section.level, section.page, document, paragraphs)


def marked(
    paragraph: str, headline: Sequence[HeadlineFigure], claims: Sequence[Claim] = ()
) -> tuple[Run, ...]:
    """A paragraph cut into runs: every amount that was understood is a run of its own. The words stay as they are."""
    spans: list[tuple[int, int, Run]] = []
    for figure in headline:
        if span := _span(paragraph, figure.text, figure.printed):
            spans.append((*span, Run(paragraph[slice(*span)], figure=figure)))
    for claim in claims:
        if span := _span(paragraph, claim.sentence, claim.printed):
            spans.append((*span, Run(paragraph[slice(*span)], claim=claim)))
    runs: list[Run] = []
    at = 0
    for start, end, run in sorted(spans, key=lambda span: span[:2]):
        if start < at:
            continue
        if start > at:
            runs.append(Run(paragraph[at:start]))
        runs.append(run)
        at = end
    if at < len(paragraph):
        runs.append(Run(paragraph[at:]))
    return tuple(runs)


def _span(paragraph: str, within: str, printed: str) -> tuple[int, int] | None:
    """Where a printed amount stands within some words of a paragraph."""
    first = paragraph.find(within)
    if first < 0 or not printed:
        return None
    start = paragraph.find(printed, first, first + len(within))
    return (start, start + len(printed)) if start >= 0 else None


def targets_of(pk: int) -> list[Target]:
    """Performance targets with their indicators. One query."""
    targets: dict[int, Target] = {}
    for row in of_whole(PerformanceTarget.objects.all(), [pk], "indicators__position").values_list(
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
    for row in of_whole(ProcurementItem.objects.all(), [pk], "amounts__position").values_list(
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
