"""What the checks say of a file that is not kept: its disclosures with their results, as the site shows those it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from disclosures.lifecycle.claims import unconfirmed
from disclosures.parsing.records import Note, ParsedDisclosure
from disclosures.parsing.sandbox import Limits, parse_unlogged
from disclosures.reading.ledger import (
    COUNTED,
    COUNTED_AS,
    LedgerPlace,
    LedgerRow,
    LedgerSide,
    check_words,
    grouped,
)
from disclosures.reading.record_rows import fen
from disclosures.reconciliation import Operand, Result, State, reconcile
from disclosures.reconciliation.quality import withheld

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_PAGES = 100
MOST_SECONDS = 20
"""Of processor time: thirty pages take two or three."""


@dataclass(frozen=True, slots=True)
class CheckedDisclosure:
    """One disclosure of the file with its results. Those of `doubtful` differ as they were read, which is not proven."""

    disclosure: ParsedDisclosure
    counts: tuple[tuple[State, int], ...]
    differing: list[LedgerRow]
    doubtful: list[LedgerRow]
    undone: list[LedgerRow]

    @property
    def proven(self) -> int:
        return self.disclosure.share_proven[0]

    @property
    def amounts(self) -> int:
        return self.disclosure.share_proven[1]


@dataclass(frozen=True, slots=True)
class CheckedFile:
    disclosures: tuple[CheckedDisclosure, ...]
    notes: tuple[Note, ...]
    """What was seen in the file and not understood."""


def checked_file(path: Path) -> CheckedFile:
    """Read a file in the sandbox and check it by itself. Raises UnreadableDocument."""
    document = parse_unlogged(
        path, Limits(MOST_SECONDS, settings.PARSE_MAX_MEMORY_MB, MOST_PAGES, MOST_BYTES)
    )
    results = reconcile(document.disclosures, withheld=withheld())
    return CheckedFile(
        tuple(map(_checked, document.disclosures, results)),
        (*document.notes, *(note for one in document.disclosures for note in one.notes)),
    )


def _checked(disclosure: ParsedDisclosure, results: Sequence[Result]) -> CheckedDisclosure:
    rows = [_row(i, result) for i, result in enumerate(results)]
    counts = Counter(COUNTED_AS.get(row.state, row.state) for row in rows)
    return CheckedDisclosure(
        disclosure,
        tuple((state, counts[state]) for state in COUNTED),
        *(_of(rows, state) for state in (State.DIFFERS, State.NEEDS_CONFIRMATION, State.COULD_NOT_BE_DONE)),
    )


def _of(rows: Sequence[LedgerRow], state: State) -> list[LedgerRow]:
    """The results of a state, consequences under their cause, what matters most first."""
    return sorted(grouped(row for row in rows if row.state is state), key=lambda row: row.rank)


def _row(position: int, result: Result) -> LedgerRow:
    return LedgerRow(
        disclosure_id=0,
        position=position,
        check=check_words(result.check),
        state=result.state,
        message=result.message,
        left=_side(result.left),
        right=_side(result.right) if result.right else None,
        difference_fen=fen(result.gap_yuan),
        cause=result.cause,
        key="",
        note=unconfirmed(result) if result.state is State.NEEDS_CONFIRMATION else "",
    )


def _side(side: Operand) -> LedgerSide:
    places = tuple(LedgerPlace(place.words, page=place.page) for place in side.places)
    return LedgerSide(side.label, fen(side.yuan), side.printed, side.unit, places)


def limits_told() -> dict[str, Any]:
    """What a file may be, for the page."""
    return {"most_pages": MOST_PAGES, "most_megabytes": MOST_BYTES // MEGABYTE}
