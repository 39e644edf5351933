"""What 支出总计 consists of beside 基本支出 and 项目支出: two parts shown alone must not seem to be the whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from disclosures.vocabulary import HeadlineItem

from .columns import Column
from .key_figures import KeyFigures

NATURES: tuple[HeadlineItem, ...] = (HeadlineItem.BASIC_EXPENDITURE, HeadlineItem.PROJECT_EXPENDITURE)
OTHERS: tuple[HeadlineItem, ...] = (
    HeadlineItem.RESERVE,
    HeadlineItem.BUSINESS_EXPENDITURE,
    HeadlineItem.REMITTANCE_TO_SUPERIOR,
    HeadlineItem.SUBSIDY_TO_SUBSIDIARIES,
    HeadlineItem.CLOSING_CARRYOVER,
)
COMPOSITION: tuple[HeadlineItem, ...] = (HeadlineItem.EXPENDITURE_TOTAL, *NATURES, *OTHERS)
"""What key figures must hold for `other_parts`."""

UNNAMED = "没有列明的部分"
ROUNDED_AWAY = 10_000
"""分 that three figures with two decimals of 万元 may be apart."""


class OtherPart(NamedTuple):
    name: str
    fen: int


def other_parts(figures: KeyFigures, column: Column) -> tuple[OtherPart, ...]:
    """The named parts of 支出总计 beside the two natures, and what no name is printed for; nothing where the two make
    the whole, or one of the three is not known."""
    total, *natures = (figures.of_column(column, item).fen for item in COMPOSITION[:3])
    if total is None or any(fen is None for fen in natures):
        return ()
    rest = total - sum(fen or 0 for fen in natures)
    if abs(rest) <= ROUNDED_AWAY:
        return ()
    found = [OtherPart(figures.name(item), figures.of_column(column, item).fen or 0) for item in OTHERS]
    named = [part for part in found if part.fen]
    left = rest - sum(part.fen for part in named)
    return (*named, *([OtherPart(UNNAMED, left)] if abs(left) > ROUNDED_AWAY else []))


def parts_fen(parts: Sequence[OtherPart]) -> int:
    return sum(part.fen for part in parts)
