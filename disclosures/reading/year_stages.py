"""A year and stage that something is on record for, and which of them a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.vocabulary import Stage


@dataclass(frozen=True, slots=True)
class YearStage:
    year: int
    stage: Stage

    def __str__(self) -> str:
        return f"{self.year} {self.stage.label}"


def chosen_year(
    on_record: Sequence[YearStage], year: str | None, stage: str | None, first: YearStage | None = None
) -> YearStage | None:
    """The year and stage an address names; else `first`, or the newest that is on record."""
    named = [when for when in on_record if str(when.year) == year]
    exact = [when for when in named if when.stage == stage]
    return next(iter(exact or named or ([first] if first else on_record)), None)


def years_of(on_record: Sequence[YearStage], now: YearStage) -> list[YearStage]:
    """Every year once, the newest first: in the stage that is looked at, else in the one that is on record."""
    years = dict.fromkeys(when.year for when in on_record)
    return [
        min((when for when in on_record if when.year == year), key=lambda when: when.stage is not now.stage)
        for year in years
    ]


def stages_of(on_record: Sequence[YearStage], now: YearStage) -> list[YearStage]:
    """Every stage once, budgets first: in the year that is looked at, else in the nearest that has it."""
    return [
        min((when for when in on_record if when.stage is stage), key=lambda when: abs(when.year - now.year))
        for stage in Stage
        if any(when.stage is stage for when in on_record)
    ]
