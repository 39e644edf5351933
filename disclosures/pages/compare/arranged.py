"""Rows of a comparison in the order, and with the filter, that a reader chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.presenting.ordering import Order, Rank, in_tree_order, with_what_is_above
from disclosures.reading.pivot import PivotRow
from disclosures.vocabulary import Term

from .shown import Shown, ShownPlace


class Kept(Term):
    """Which rows are shown (`?rows=`)."""

    ALL = "all", "全部"
    FILLED = "filled", "不含空行"
    DIFFERENT = "different", "只看不同"


@dataclass(frozen=True, slots=True)
class ShownRow:
    row: PivotRow
    cells: list[Shown]


def arranged(
    rows: Sequence[ShownRow], places: Sequence[ShownPlace], order: Order, kept: Kept = Kept.ALL
) -> list[ShownRow]:
    """The tree stays one: siblings are sorted by the numbers of a place (`?sort=2`, `2d` its differences), and what is
    above a kept row is kept."""
    at = next((i for i, place in enumerate(places) if place.key == order.key), None)

    def rank(shown: ShownRow) -> Rank:
        return order.rank(None if at is None else shown.cells[at].number, is_total=shown.row.is_total)

    def level(shown: ShownRow) -> int:
        return shown.row.level

    found = in_tree_order(rows, level, None if at is None else rank)
    return with_what_is_above(found, level, lambda shown: _passes(shown.row, kept))


def _passes(row: PivotRow, kept: Kept) -> bool:
    if kept is Kept.ALL:
        return True
    numbers = {value.fen for value in row.values}
    return numbers != {None} and (kept is Kept.FILLED or len(numbers) > 1)
