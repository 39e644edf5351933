"""Which cell of a statement a stated amount repeats: the places of its item, tried in order; only an equal amount counts."""

from __future__ import annotations

from collections.abc import Iterable

from disclosures.models import Amount
from disclosures.vocabulary import Basis, HeadlineItem, Measure, Standing

Cells = dict[tuple[str, str, str, str, int], Amount]
"""Cells by statement, side and kind of row, measure ("" for any) and 分: what stated amounts are looked up in."""


def lookup(amounts: Iterable[Amount]) -> Cells:
    """The first cell of each meaning and size. Amounts of the year before confirm nothing said of this one."""
    cells: Cells = {}
    for amount in amounts:
        line = amount.line
        if amount.fen is None or not line.kind or amount.basis == Basis.PRIOR:
            continue
        for measure in (amount.measure, ""):
            cells.setdefault((line.statement.statement, line.side, line.kind, measure, amount.fen), amount)
    return cells


def agreeing_cell(item: str, fen: int, cells: Cells) -> Amount | None:
    """The cell that a stated amount of an item (not a change of it) repeats to the 分, if there is one."""
    known = HeadlineItem(item)
    near = known.specification.often_equals
    found = (
        cells.get((place.statement, side, row, measure, fen))
        for place in (*known.standings(), *(near.standings() if near else ()))
        for side in dict.fromkeys((place.side or "", ""))
        for row in place.rows
        for measure in _measures(place)
    )
    return next(filter(None, found), None)


def _measures(place: Standing) -> tuple[str, ...]:
    """The columns of a place; any, where a row that is no code has a single amount whatever its column is called."""
    is_any = place.statement.codes is None and Measure.TOTAL in place.measures
    return (*place.measures, "") if is_any else place.measures
