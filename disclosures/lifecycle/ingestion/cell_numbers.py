"""The numbers of cells outlive a new reading: a cell at the place of a former one takes over its number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from disclosures.models import Amount, Disclosure, Document, FormerCell, Statement
from disclosures.models.rows import insert
from disclosures.parsing import records
from disclosures.reading.cell_places import place_in_box, place_in_table, tables_in_order
from disclosures.reading.file_addresses import ONCE_PUBLIC


class CellNumbers:
    """The numbers of the cells of a document that are or were public, by their place; to be made before they are deleted.

    Whoever loads the cells anew lets each `take` its number, and `keep`s what is left over at the end.
    """

    def __init__(
        self, document: Document, parsed: records.ParsedDocument, replaced: Iterable[Disclosure]
    ) -> None:
        """`replaced`: the disclosures whose cells are to be deleted."""
        self.document = document
        self._left: dict[str, list[int]] = defaultdict(list)
        self._tables = _table_numbers(parsed)
        once_public = [disclosure for disclosure in replaced if disclosure.state in ONCE_PUBLIC]
        for place, number in [*_public_now(document, once_public), *_public_before(document)]:
            self._left[place].append(number)

    def take(self, disclosure: int, table: int, cells: Iterable[Amount]) -> None:
        """Set the numbers of new cells of a table (both counted from 0 in their order) that stand where others stood."""
        if not self._left:
            return
        for cell in cells:
            place = place_in_box(cell) or place_in_table(cell, self._tables[disclosure, table])
            if numbers := self._left.get(place):
                cell.pk = numbers.pop(0)

    def keep(self) -> None:
        """Where no cell is read any more, the number keeps its place."""
        FormerCell.objects.filter(document=self.document).delete()
        insert(
            FormerCell(number=number, document=self.document, place=place)
            for place, numbers in self._left.items()
            for number in numbers
        )


def _table_numbers(parsed: records.ParsedDocument) -> dict[tuple[int, int], int]:
    """By disclosure and table, the number that addresses give a table: what is only kept as printed comes last."""
    tables = [
        (table.statement.is_kept, disclosure, position)
        for disclosure, parts in enumerate(parsed.disclosures)
        for position, table in enumerate(parts.statements)
    ]
    return {(disclosure, position): number for number, (_, disclosure, position) in enumerate(sorted(tables))}


def _public_now(document: Document, disclosures: Sequence[Disclosure]) -> Sequence[tuple[str, int]]:
    """Two queries; none where nothing is or was public."""
    if not disclosures:
        return ()
    order = tables_in_order(Statement.objects.filter(disclosure__document=document))
    number = {pk: place for place, pk in enumerate(order)}
    cells = Amount.objects.filter(line__statement__disclosure__in=disclosures)
    return [
        (place_in_box(cell) or place_in_table(cell, number[cell.line.statement_id]), cell.pk)
        for cell in cells.select_related("line", "column").order_by("pk")
    ]


def _public_before(document: Document) -> Iterable[tuple[str, int]]:
    return FormerCell.objects.filter(document=document).order_by("pk").values_list("place", "number")
