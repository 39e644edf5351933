"""The sides of a check and what lies between them, as pages and files write them: amounts in 万元, rates and counts in
their own unit."""

from __future__ import annotations

from disclosures.reading.ledger import LedgerRow, LedgerSide
from disclosures.reconciliation.results import PERCENT, YUAN
from disclosures.vocabulary import Unit

from .amounts import amount_text, change_text, counted_text

SMALLEST = 5_000
"""分 that still show as 0.01 万元; a smaller amount is told in 元."""


def side_text(side: LedgerSide) -> str:
    """3,952.59 (万元); 13.00 元 where that is too little for two decimals; 8,013 平方米; a rate as printed."""
    if side.fen is None:
        return side.printed
    if side.is_money:
        return f"{_in_yuan(side.fen)} 元" if _in_yuan(side.fen) else amount_text(side.fen)
    if side.unit == PERCENT and side.printed:
        return side.printed
    return counted_text(side.fen, side.unit)


def gap_texts(row: LedgerRow) -> tuple[str, str] | None:
    """One side less the other, and its unit; None where there is nothing to subtract."""
    gap = row.gap
    if gap is None:
        return None
    if row.unit == YUAN:
        return (_in_yuan(gap), YUAN) if _in_yuan(gap) else (change_text(gap), Unit.WAN.label)
    if row.unit == PERCENT:
        return counted_text(gap, PERCENT).removesuffix(PERCENT), "百分点"
    return counted_text(gap, ""), row.unit


def _in_yuan(fen: int) -> str:
    """An amount too small for two decimals of 万元."""
    return amount_text(fen, Unit.YUAN) if 0 < abs(fen) < SMALLEST else ""
