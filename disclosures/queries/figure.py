"""One amount with everything that says what it is."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.models import Amount, HeadlineFigure
from disclosures.models.disclosure import DisclosureState

from .columns import Column, own_column
from .statements import PrintedStatement, disclosure_tables


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed cell: `statement` is its whole table, for formats without pages and for readers without images."""

    amount: Amount
    column: Column
    statement: PrintedStatement

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
        return (self.statement.title, name, *self.amount.column.heading)


def figure(pk: int) -> Figure:
    """A published cell. Three queries; raises Amount.DoesNotExist."""
    amount = (
        Amount.objects.published()
        .select_related(
            "column",
            "line__statement__disclosure__agency__region__parent__parent",
            "line__statement__disclosure__agency__parent",
            "line__statement__disclosure__document",
        )
        .get(pk=pk)
    )
    disclosure = amount.line.statement.disclosure
    tables = disclosure_tables(disclosure.pk, only=amount.line.statement_id)
    return Figure(amount, own_column(disclosure), tables.printed[0])


@dataclass(frozen=True, slots=True)
class StatedFigure:
    """An amount of the narrative with its sentence, cut at the printed amount."""

    headline: HeadlineFigure
    column: Column
    before: str
    printed: str
    after: str


def stated_figure(pk: int) -> StatedFigure:
    """A published sentence's amount. One query; raises HeadlineFigure.DoesNotExist."""
    headline = (
        HeadlineFigure.objects.filter(disclosure__state=DisclosureState.PUBLISHED)
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
    return StatedFigure(headline, own_column(headline.disclosure), *parts)
