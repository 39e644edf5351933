"""What a result is about, as a short key: the address of a finding, and what an answer of the staff belongs to.

Made of what stays: the check, and on each side the statement, the row's code and the column's meaning, or the words of the
document. Not of our own labels and messages, nor of the numbers in cells: other wording, or a corrected cell, leaves the
key as it is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from disclosures.parsing.normalise import key as plain
from disclosures.parsing.records import ParsedDisclosure
from disclosures.parsing.same import meaning, printed_column
from disclosures.reconciliation import Operand, Place, Result

LENGTH = 32


class Keys:
    """Gives every result of a ledger its key, each one once: what comes again at the same place is counted."""

    def __init__(self, together: Sequence[ParsedDisclosure]) -> None:
        self._together = together
        self._taken: Counter[str] = Counter()

    def of(self, result: Result) -> str:
        words = [result.check]
        for side in (result.left, result.right):
            words += ["|", *(self._side(side) if side else ())]
        about = "\0".join(words)
        self._taken[about] += 1
        if self._taken[about] > 1:
            about += f"\0#{self._taken[about]}"
        return hashlib.sha256(about.encode()).hexdigest()[:LENGTH]

    def _side(self, side: Operand) -> Iterator[str]:
        """A side of cells is those cells; words of the text are also told by what they print; what has no place, by its name."""
        in_tables = [place for place in side.places if place.table is not None]
        if not in_tables:
            yield plain(side.printed) or (side.label if not side.places else "")
        for place in side.places:
            yield self._whose(place) + (
                self._in_table(place) if place.table is not None else plain(place.words)
            )

    def _whose(self, place: Place) -> str:
        """Nothing for the disclosure itself."""
        if not place.disclosure:
            return ""
        other = self._together[place.disclosure]
        return f"{other.agency.code or other.agency.name}/{other.fiscal_year}/{other.stage.value}:"

    def _in_table(self, place: Place) -> str:
        """Statement, row and column by what they mean; else by their words, not `bare`: a stored key cannot be made anew."""
        assert place.table is not None
        table = self._together[place.disclosure].statements[place.table]
        parts: list[str] = [table.statement.value]
        if place.line is not None and place.line < len(table.lines):
            line = table.lines[place.line]
            what = meaning(line) or plain(line.name) or str(line.row)
            parts.append(f"{line.side or ''}:{what}")
        if place.column is not None and place.column < len(table.columns):
            column = table.columns[place.column]
            parts.append(f"{column.basis or ''}:{column.measure or printed_column(column.heading)}")
        return "/".join(parts)
