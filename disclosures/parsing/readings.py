"""Where a reading is in doubt, the readings that are possible, and the one that the tables' own arithmetic proves.

In doubt are: whether a table without a title goes on with the one before it, though something stands between them; the
scale of a table that prints none. (The levels of codes that stand alone are `recognise`'s.) Nothing is changed to make a
sum fit: every reading takes the printed figures as they are, and where the arithmetic does not decide, the plain reading
stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from disclosures.parsing.layouts import Layout
from disclosures.parsing.normalise import SCALES
from disclosures.parsing.pivoted import pivoted
from disclosures.parsing.proof import identities, score
from disclosures.parsing.recognise import recognise
from disclosures.parsing.records import Note, StatementTable
from disclosures.vocabulary import Stage

from .anatomy import Table, joined

Found = tuple[StatementTable, list[Note]]

FAR_LARGER = 3
"""Times as many amounts must be found again under one scale as under another, to say which of them is meant."""
SMALL = Decimal(10_000)
"""Yuan. Smaller amounts come again by accident."""
ASSUMED = ("unit-assumed", "unit-inherited")


@dataclass(frozen=True, slots=True)
class Reading:
    """One table of a disclosure, and the statement that was found in it."""

    table: Table
    found: Found | None
    unit: str | None  # of the tables before it, where it prints none

    @property
    def is_assumed(self) -> bool:
        """Does no title, but only what it holds, say which statement it is?"""
        return self.found is not None and any(note.code == "statement-assumed" for note in self.found[1])


def readings(tables: Sequence[Table], layout: Layout, stage: Stage, year: int | None) -> list[Reading]:
    """What each table says, in their order; tables that prove to be the rest of the one before are joined to it."""
    read: list[Reading] = []
    unit: str | None = None
    for table in tables:
        if read and (whole := _rest_of(read[-1], table, layout, stage, year)) is not None:
            read[-1] = whole
            continue
        if not table.has_header:
            continue
        table = pivoted(table, layout)
        found = recognise(table, layout, stage, unit, year)
        read.append(Reading(table, found, unit))
        unit = found[0].printed_unit if found else unit
    return [_in_proven_scale(reading, read, layout, stage, year) for reading in read]


# --- a table that goes on ---------------------------------------------------------------------------------------------


def _rest_of(before: Reading, table: Table, layout: Layout, stage: Stage, year: int | None) -> Reading | None:
    """The table before with this one as its rest, where its sums hold only so."""
    if before.found is None or table.title:
        return None
    held, failed = score(identities(before.found[0]))
    if not failed:
        return None
    whole = joined(before.table, table)
    if whole is None:
        return None
    found = recognise(whole, layout, stage, before.unit, year)
    if found is None:
        return None
    held_now, failed_now = score(identities(found[0]))
    return Reading(whole, found, before.unit) if failed_now < failed and held_now > held else None


# --- the scale of a table that prints none ----------------------------------------------------------------------------


def _in_proven_scale(
    reading: Reading, read: Sequence[Reading], layout: Layout, stage: Stage, year: int | None
) -> Reading:
    """A table whose scale was assumed, read in the scale in which its amounts are found again in the others."""
    if reading.found is None or not _is_assumed(reading.found):
        return reading
    known = {
        amount
        for other in read
        if other.found and not _is_assumed(other.found)
        for amount in _large(other.found[0])
    }
    again = {}
    for unit in ("元", "万元"):
        scaled = Decimal(SCALES[unit]) / SCALES[reading.found[0].printed_unit or "万元"]
        again[unit] = sum(amount in known for amount in _large(reading.found[0], scaled))
    best = max(again, key=lambda unit: again[unit])
    rest = sum(again.values()) - again[best]
    if again[best] < 2 or again[best] < FAR_LARGER * rest or best == reading.found[0].printed_unit:
        return reading
    found = recognise(reading.table, layout, stage, best, year)
    if found is None:
        return reading
    said = f"“{reading.table.title}”没有印出金额单位，按{best}读取：这样它的数字与其他各表相同"
    page = reading.table.pages[0] if reading.table.pages else None
    notes = [note for note in found[1] if note.code not in ASSUMED] + [Note("unit-proven", said, page)]
    return replace(reading, found=(found[0], notes))


def _is_assumed(found: Found) -> bool:
    return any(note.code in ASSUMED for note in found[1])


def _large(statement: StatementTable, scaled: Decimal = Decimal(1)) -> Iterator[Decimal]:
    """Its amounts, `scaled` times as large, to a hundred yuan, as a table in 万元 prints them; small ones left aside."""
    for line in statement.lines:
        for cell in line.cells:
            if cell.yuan is not None and abs(cell.yuan * scaled) >= SMALL:
                yield (cell.yuan * scaled).quantize(Decimal("1E2"))
