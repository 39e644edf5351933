"""A difference is said only of figures whose reading is proven: of others a person is asked to look at the original.

What proves a cell, `disclosures.parsing.proof` says. Disclosures that carry no marks are proven here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from disclosures.parsing.normalise import key, number
from disclosures.parsing.proof import proven
from disclosures.parsing.records import ParsedDisclosure, StatementCell, StatementTable
from disclosures.vocabulary import Statement

from .catalogue import Group
from .results import Place, Result, State

FIRM = re.compile(r"\d[.]\d|\d{4}|\d,\d{3}")
"""What only an amount prints: decimals, or more digits than a code or a count has."""


def marked(disclosure: ParsedDisclosure) -> ParsedDisclosure:
    """The disclosure with its cells marked: as it came, else by its own arithmetic now; what a person read is proven."""
    cells = [cell for table in disclosure.statements for line in table.lines for cell in line.cells]
    if all(cell.proven is not None for cell in cells if cell.yuan is not None):
        return disclosure
    found = proven(disclosure)
    tables = zip(found.statements, disclosure.statements, strict=True)
    return replace(disclosure, statements=tuple(_with_known(new, old) for new, old in tables))


def _with_known(new: StatementTable, old: StatementTable) -> StatementTable:
    lines = tuple(
        replace(
            line,
            cells=tuple(
                replace(cell, proven=True) if known.proven else cell
                for cell, known in zip(line.cells, former.cells, strict=True)
            ),
        )
        for line, former in zip(new.lines, old.lines, strict=True)
    )
    return replace(new, lines=lines)


def weighed(result: Result, everyone: Sequence[ParsedDisclosure], group: Group) -> Result:
    """The result; NEEDS_CONFIRMATION where it differs and one of its cells may have been misread.

    Lists (purchases, assets) are not proven: of those a sum of small whole numbers may be one of codes or of counts,
    unless quantity and price make the amount.
    """
    if result.state is not State.DIFFERS:
        return result
    places = [*result.left.places, *(result.right.places if result.right else ())]
    of_tables = [place for place in places if place.table is not None and place.line is not None]
    is_of_lists = group is Group.WITHIN and not of_tables and result.difference is not None
    if is_of_lists and not any(
        FIRM.search(key(side.printed)) for side in (result.left, result.right) if side
    ):
        is_sure = bool(places) and all(_is_priced(place, everyone[place.disclosure]) for place in places)
        return result if is_sure else unconfirmed(result)
    beside_words = len(of_tables) < len(places)
    if all(_is_sure(place, everyone[place.disclosure], beside_words) for place in of_tables):
        return result
    return unconfirmed(result)


def _is_priced(place: Place, disclosure: ParsedDisclosure) -> bool:
    """Is it a row of purchases that prints an amount which is its quantity times its price?"""
    if place.statement is not Statement.PROCUREMENT or place.line is None:
        return False
    item = disclosure.procurement[place.line]
    quantity = number(item.quantity or "")
    if not quantity or not item.unit_price_yuan:
        return False
    return any(cell.yuan == quantity * item.unit_price_yuan for cell in item.cells)


def unconfirmed(result: Result) -> Result:
    """The result; a difference is none before a person compared both sides with the original."""
    return replace(result, state=State.NEEDS_CONFIRMATION) if result.state is State.DIFFERS else result


def _is_sure(place: Place, disclosure: ParsedDisclosure, beside_words: bool) -> bool:
    """Is the cell of a place read beyond doubt, or every amount of the row that it is?

    A cell that is compared with a sentence may stand in a sum that fails: that the second reader found the same, and
    another sum holds, is enough. A blank is sure where its row or its column has amounts that are.
    """
    assert place.table is not None and place.line is not None
    table = disclosure.statements[place.table]
    row = table.lines[place.line].cells
    if place.column is None:
        return all(cell.proven is not False for cell in row if cell.yuan)
    cell = next((cell for cell in row if cell.column == place.column), None)
    if cell is None or cell.yuan is None:
        return _has_sure(row) or _has_sure(_column(table, place.column))
    return cell.proven is not False or (beside_words and cell.confirmed is True and cell.proofs > 0)


def _has_sure(cells: Sequence[StatementCell]) -> bool:
    return any(cell.proven for cell in cells if cell.yuan)


def _column(table: StatementTable, column: int) -> list[StatementCell]:
    return [cell for line in table.lines for cell in line.cells if cell.column == column]
