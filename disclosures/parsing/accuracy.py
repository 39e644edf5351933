"""How many printed amounts of the statements the parser finds, against figures known from elsewhere.

A figure counts as found when it was read with everything that makes it this figure: year and stage, the title of its
table (and which one of that title in the document), the code and name of its row, the headings of its column, and the
amount in yuan, so that a wrong scale is a miss. Everything else that was read is spurious.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from disclosures.parsing.normalise import key
from disclosures.parsing.records import ParsedDocument, StatementLine, StatementTable
from disclosures.vocabulary import Stage


class KnownAmount(NamedTuple):
    """One printed amount; texts without white space, half-width."""

    year: int | None
    stage: Stage
    title: str
    occurrence: int
    label: str
    heading: tuple[str, ...]
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """`cells` known amounts, of which `found` were read; `spurious` more were read that are not known."""

    cells: int
    found: int
    spurious: int

    def __add__(self, other: Score) -> Score:
        return Score(self.cells + other.cells, self.found + other.found, self.spurious + other.spurious)

    @property
    def recall(self) -> float:
        return self.found / self.cells if self.cells else 1.0

    @property
    def precision(self) -> float:
        read = self.found + self.spurious
        return self.found / read if read else 1.0


def score(known: Iterable[KnownAmount], read: Iterable[KnownAmount]) -> Score:
    """Compare as multisets: a figure read twice is found once and spurious once."""
    truth, reading = Counter(known), Counter(read)
    found = (truth & reading).total()
    return Score(truth.total(), found, reading.total() - found)


def figures(document: ParsedDocument) -> Iterator[KnownAmount]:
    """The amounts of every statement that the parser read. Purchases, and tables kept as printed, are not scored."""
    seen: Counter[str] = Counter()
    for disclosure in document.disclosures:
        for table in disclosure.statements:
            if table.statement.is_kept or table.statement.specification.is_list:
                continue
            title = key(table.title)
            seen[title] += 1
            for line in table.lines:
                for cell in line.cells:
                    if cell.yuan is not None:
                        heading = tuple(map(key, table.columns[cell.column].heading))
                        yield KnownAmount(
                            disclosure.fiscal_year,
                            disclosure.stage,
                            title,
                            seen[title],
                            _label(table, line),
                            heading,
                            cell.yuan,
                        )


def _label(table: StatementTable, line: StatementLine) -> str:
    """Code and name; nothing where the items of a table stand side by side and the heading names them."""
    if not any(column.role in ("code", "name") for column in table.columns):
        return ""
    return (line.code or "") + key(line.name)
