"""One published disclosure, whole: tables, narrative, performance, procurement, assets, institutions, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    Section,
)
from disclosures.reading.columns import Column, own_column
from disclosures.reading.composition import NATURES, OtherPart, other_parts
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.ledger import WholeLedger, ledger_of
from disclosures.reading.purchases import Purchases, purchases_of
from disclosures.reading.replaced import Replaced, replaced
from disclosures.reading.sentences import SentencePiece, marked
from disclosures.reading.statement_lines import StatementLines
from disclosures.reading.statements import PrintedStatement, disclosure_tables
from disclosures.reading.targets import Target, targets_of
from disclosures.reading.values import Value
from disclosures.vocabulary import HeadlineItem
from disclosures.vocabulary import Statement as StatementType

HEAD_ITEMS: tuple[HeadlineItem, ...] = (
    HeadlineItem.EXPENDITURE_TOTAL,
    *NATURES,
    HeadlineItem.THREE_PUBLIC_TOTAL,
    HeadlineItem.PROCUREMENT_TOTAL,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading with its paragraphs, each a sequence of runs; `document` is the file that it stands in."""

    heading: str
    level: int
    page: int | None
    document: Document
    paragraphs: tuple[tuple[SentencePiece, ...], ...]


@dataclass(frozen=True, slots=True)
class WholeDisclosure:
    """A disclosure with its parts: all tables and all narrative, whichever of the files they were printed in."""

    column: Column
    parts: tuple[Disclosure, ...]
    statements: tuple[PrintedStatement, ...]
    kept: tuple[PrintedStatement, ...]
    """What else is printed: tables that are none of the standard ones."""
    key_figures: tuple[tuple[str, Value], ...]
    others: tuple[OtherPart, ...]
    """What belongs to 支出总计 beside the natures among the key figures."""
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
    def natures(self) -> tuple[tuple[str, int], ...]:
        """What 支出总计 consists of, where both of its natures are known."""
        found = [(name, value.fen) for name, value in self.key_figures[1 : 1 + len(NATURES)]]
        named = [(name, fen) for name, fen in found if fen is not None]
        return (*named, *self.others) if len(named) == len(found) else ()

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
    headline = list(HeadlineFigure.objects.of_disclosures([pk]))
    standard = [head for head in tables.heads if not StatementType(head.statement).is_kept]
    lines = StatementLines.build(standard, tables.records)
    figures = KeyFigures.build(lines, headline)
    documents = {d.pk: d.document for d in (disclosure, *parts)}
    assets, institutions, notes, claims = _short_lists([disclosure, *parts])
    ledger = None if disclosure.is_replaced else ledger_of(disclosure)
    disputed = ledger.disputed_words() if ledger else frozenset()
    passages = tuple(
        _passage(section, documents[section.disclosure_id], headline, claims, disputed)
        for section in Section.objects.of_disclosures([pk])
    )
    return WholeDisclosure(
        column=column,
        parts=parts,
        statements=tuple(table for table in tables.printed if not table.is_kept),
        kept=tuple(table for table in tables.printed if table.is_kept),
        key_figures=tuple((figures.name(item), figures.value(pk, item)) for item in HEAD_ITEMS),
        others=other_parts(figures, column),
        passages=passages,
        stated=len(headline),
        declared=sum(figure.is_change for figure in headline) + len(claims),
        targets=tuple(targets_of(pk)),
        purchases=purchases_of(pk),
        assets=assets,
        institutions=institutions,
        notes=notes,
        ledger=ledger,
        replaced=replaced(disclosure),
    )


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
    rows = _texts(AssetHolding.objects.of_disclosures([whole]), "item", "quantity", "printed", text, F("fen"))
    rows = rows.union(
        _texts(Institution.objects.of_disclosures([whole]), "name", "nature", "rank", F("funding"), number),
        _texts(notes, "message", "code", text, text, F("page"), position="pk"),
        _texts(
            Claim.objects.exclude(label="").of_disclosures([whole]),
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
    section: Section,
    document: Document,
    headline: Sequence[HeadlineFigure],
    claims: Sequence[Claim],
    disputed: frozenset[tuple[str, str]],
) -> Passage:
    own = [figure for figure in headline if figure.disclosure_id == section.disclosure_id]
    paragraphs = tuple(
        tuple(
            replace(run, differs=run.is_among(paragraph, disputed))
            for run in marked(paragraph.strip(), own, claims)
        )
        for paragraph in section.text.splitlines()
        if paragraph.strip()
    )
    return Passage(section.heading, section.level, section.page, document, paragraphs)
