"""What the question sheet of a disclosure is made of, and what a question is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from disclosures.models import Finding, SharedWords
from disclosures.presenting.amounts import amount_text
from disclosures.presenting.grids import source_url
from disclosures.reading.aims import TargetBeside
from disclosures.reading.columns import Column
from disclosures.reading.declared import DeclaredChange
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.targets import Target
from disclosures.reading.values import Value
from disclosures.vocabulary import Unit


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where what a question says can be seen: words, and an address of this site."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Question:
    """What stands in the document, then what it leads one to ask."""

    fact: str
    ask: str
    evidence: tuple[Evidence, ...]
    fen: int = 0
    """The amount that it is about; 0 where it is about none."""


class Share(NamedTuple):
    """“三公”经费 and 支出总计 of a body, in 分."""

    agency: int
    fen: int
    whole: int


@dataclass(frozen=True, slots=True)
class Matter:
    """What the questions are made of."""

    column: Column
    unit: Unit
    changes: tuple[DeclaredChange, ...]
    findings: tuple[Finding, ...]
    targets: tuple[Target, ...]
    figures: KeyFigures
    before: Column | None
    aims: tuple[TargetBeside, ...]
    """The targets beside those of the year before."""
    shared: tuple[SharedWords, ...]
    likes: tuple[Share, ...]

    @property
    def pk(self) -> int:
        return self.column.disclosures[0].pk

    def amount(self, fen: int) -> str:
        return f"{amount_text(fen, self.unit)} {self.unit.label}"

    @property
    def whole(self) -> Evidence:
        """The disclosure itself, for what is nowhere in it."""
        return Evidence("这份公开", reverse("disclosures:disclosure", args=[self.pk]))


def of_value(value: Value, words: str) -> Iterator[Evidence]:
    """Where a figure comes from, if it stands in one place."""
    if address := source_url(value):
        yield Evidence(words, address)
