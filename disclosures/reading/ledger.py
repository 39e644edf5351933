"""The ledger of a disclosure's checks (勾稽核对) as pages show it: results with both sides and their places.

What is read here was written by `disclosures.lifecycle.checking`, which keeps it true to what is loaded and published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from disclosures import reconciliation
from disclosures.models import CheckTally, Disclosure, Finding, Ledger
from disclosures.models.box import Box
from disclosures.models.finding import Verdict
from disclosures.reconciliation import Check, Group, State
from disclosures.reconciliation.natures import Nature
from disclosures.reconciliation.results import YUAN

COUNTED: tuple[State, ...] = (
    State.HOLDS,
    State.WITHIN_ROUNDING,
    State.DIFFERS,
    State.COULD_NOT_BE_DONE,
)
"""The states that a ledger lists; what is not applicable is only counted."""

COUNTED_AS = {State.NEEDS_CONFIRMATION: State.COULD_NOT_BE_DONE}
"""A state that is counted as another one: no difference, until a person compared it with the original."""

FIRST_SHOWN = (
    State.DIFFERS,
    State.NEEDS_CONFIRMATION,
    State.COULD_NOT_BE_DONE,
    State.WITHIN_ROUNDING,
    State.HOLDS,
    State.NOT_APPLICABLE,
)


# --- the catalogue -------------------------------------------------------------------------------------------------


def catalogue() -> tuple[Check, ...]:
    """All checks, in the order of their groups."""
    return reconciliation.CATALOGUE


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Check]:
    return {check.id: check for check in catalogue()}


@dataclass(frozen=True, slots=True)
class CheckWords:
    """What pages say of a check. `group` is None for one that is no longer in the catalogue."""

    id: str
    title: str
    group: Group | None = None


def check_words(check_id: str) -> CheckWords:
    check = check_named(check_id)
    return CheckWords(check_id, check.title, check.group) if check else CheckWords(check_id, "原有的一项核对")


def checks_of(group: Group) -> list[str]:
    return [check.id for check in catalogue() if check.group is group]


def check_named(check_id: str) -> Check | None:
    return _by_id().get(check_id)


# --- one result ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """Where a side stands: a cell by its id, else words on a page of a document; `box` in points."""

    words: str
    cell: int | None = None
    document: int | None = None
    page: int | None = None
    box: Box | None = None
    disclosure: int | None = None
    is_corrected: bool = False

    @classmethod
    def read(cls, row: dict[str, Any]) -> LedgerPlace:
        box = row.get("box")
        return cls(
            words=row.get("words", ""),
            cell=row.get("cell"),
            document=row.get("document"),
            page=row.get("page"),
            box=tuple(box) if box else None,
            disclosure=row.get("disclosure"),
            is_corrected=row.get("corrected", False),
        )


@dataclass(frozen=True, slots=True)
class LedgerSide:
    """One side of a comparison: what it is, its number in 分 (hundredths of `unit` where that is another), as printed,
    where."""

    label: str
    fen: int | None
    printed: str
    unit: str = YUAN
    """元; of a rate %, of a count what is counted."""
    places: tuple[LedgerPlace, ...] = ()

    @classmethod
    def read(cls, row: dict[str, Any] | None) -> LedgerSide | None:
        if row is None:
            return None
        places = tuple(LedgerPlace.read(place) for place in row.get("places", ()))
        return cls(
            row.get("label", ""), row.get("fen"), row.get("printed", ""), row.get("unit", YUAN), places
        )

    @property
    def is_money(self) -> bool:
        return self.unit == YUAN

    @property
    def is_corrected(self) -> bool:
        """A person put right what is told as printed."""
        return any(place.is_corrected for place in self.places)

    @property
    def cell(self) -> int | None:
        """The one cell that this side is; None for sums and sentences."""
        return self.places[0].cell if len(self.places) == 1 else None

    @property
    def name(self) -> str:
        """What it is; of one cell also its table, row and column, unless they say the same."""
        if self.cell is None:
            return self.label
        words = self.places[0].words
        return words if all(part in words for part in self.label.split()) else f"{self.label}（{words}）"

    @property
    def pages(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(place.page for place in self.places if place.page is not None))


@dataclass(slots=True)
class LedgerRow:
    """One result. `position` counts the listed results; `cause` is the position of the one that explains it."""

    disclosure_id: int
    position: int
    check: CheckWords
    state: State
    message: str
    left: LedgerSide | None
    right: LedgerSide | None
    difference_fen: int | None
    cause: int | None
    key: str
    verdict: Verdict = Verdict.OPEN
    note: str = ""
    consequences: list[LedgerRow] = field(default_factory=list)

    @property
    def sides(self) -> tuple[LedgerSide, ...]:
        return tuple(side for side in (self.left, self.right) if side is not None)

    @property
    def unit(self) -> str:
        """What both sides count; 元 where they do not count the same."""
        units = {side.unit for side in self.sides if side.fen is not None}
        return units.pop() if len(units) == 1 else YUAN

    @property
    def gap(self) -> int | None:
        """One side less the other, in hundredths of `unit`; None where there is nothing to subtract."""
        if self.unit == YUAN or self.left is None or self.right is None:
            return self.difference_fen
        left, right = self.left.fen, self.right.fen
        return None if left is None or right is None else left - right

    @property
    def rank(self) -> tuple[int, int]:
        """What matters most comes first: by its nature, then by its size."""
        nature = Nature.of(self.check.id, self.difference_fen is not None)
        return list(Nature).index(nature), -abs(self.difference_fen or 0)

    @property
    def holds(self) -> bool:
        return self.state is State.HOLDS

    @property
    def differs(self) -> bool:
        return self.state is State.DIFFERS

    @property
    def is_open(self) -> bool:
        return self.verdict is Verdict.OPEN


def _row(disclosure_id: int, position: int, row: dict[str, Any]) -> LedgerRow:
    return LedgerRow(
        disclosure_id=disclosure_id,
        position=position,
        check=check_words(row["check"]),
        state=State(row["state"]),
        message=row["message"],
        left=LedgerSide.read(row.get("left")),
        right=LedgerSide.read(row.get("right")),
        difference_fen=row.get("difference_fen"),
        cause=row.get("cause"),
        key=row.get("key", ""),
    )


def finding_row(finding: Finding) -> LedgerRow:
    """A finding of the database as the result that it is. `answer` has to be at hand."""
    return LedgerRow(
        disclosure_id=finding.disclosure_id,
        position=finding.position,
        check=check_words(finding.check_id),
        state=State.DIFFERS,
        message=finding.message,
        left=LedgerSide.read(finding.left),
        right=LedgerSide.read(finding.right),
        difference_fen=finding.difference_fen,
        cause=finding.cause_id,
        key=finding.key,
        verdict=finding.verdict,
        note=finding.answer.note if finding.answer else "",
    )


def grouped(rows: Iterable[LedgerRow]) -> list[LedgerRow]:
    """Results with one cause under it. A result whose cause is not among the rows stands for itself."""
    by_position = {row.position: row for row in rows}
    roots: list[LedgerRow] = []
    for row in by_position.values():
        root = row
        seen = {row.position}
        while root.cause is not None and root.cause in by_position and root.cause not in seen:
            root = by_position[root.cause]
            seen.add(root.position)
        if root is row:
            roots.append(row)
        else:
            root.consequences.append(row)
    return roots


# --- a whole ledger ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """How often each state came out, of one group or one check."""

    name: str
    key: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class WholeLedger:
    """All listed results of one disclosure, in the order in which the checks ran."""

    disclosure_id: int
    ledger: Ledger
    rows: tuple[LedgerRow, ...]
    states: tuple[State, ...] = COUNTED

    @property
    def counts(self) -> tuple[int, ...]:
        """In the order of `COUNTED`."""
        return tuple(getattr(self.ledger, state.value) for state in COUNTED)

    @property
    def possible(self) -> int:
        return self.ledger.possible

    @property
    def by_group(self) -> tuple[Tally, ...]:
        """Groups in which something was checked."""
        found = {group: Counter[State]() for group in Group}
        for row in self.rows:
            if row.check.group is not None:
                found[row.check.group][COUNTED_AS.get(row.state, row.state)] += 1
        return tuple(
            Tally(group.label, group.value, tuple(counts[state] for state in COUNTED))
            for group, counts in found.items()
            if counts
        )

    @cached_property
    def differing(self) -> list[LedgerRow]:
        """What differs, what matters most first, consequences under their cause."""
        found = grouped(row for row in self.rows if row.state is State.DIFFERS)
        return sorted(found, key=lambda row: row.rank)

    def disputed_words(self) -> frozenset[tuple[str, str]]:
        """Amounts of the text that are a side of an open difference: the words they stand in, and the number as printed."""
        return frozenset(
            (side.places[0].words, side.printed)
            for row in self.rows
            if row.differs and row.is_open and row.difference_fen is not None
            for side in row.sides
            if len(side.places) == 1 and side.cell is None
        )

    def of(self, state: State | None, group: Group | None) -> list[LedgerRow]:
        """Those of a state and a group; what differs first, what holds last."""
        chosen = (
            row
            for row in self.rows
            if (state is None or state in (row.state, COUNTED_AS.get(row.state)))
            and (group is None or row.check.group is group)
        )
        return sorted(chosen, key=lambda row: FIRST_SHOWN.index(row.state))

    def of_cell(self, amount_id: int) -> list[LedgerRow]:
        """The results that a cell takes part in."""
        return [
            row
            for row in self.rows
            if any(place.cell == amount_id for side in row.sides for place in side.places)
        ]


def whole_ledger(ledger: Ledger, answered: Iterable[Finding] = ()) -> WholeLedger:
    """A ledger read. `answered` are the disclosure's findings that have an answer."""
    rows = tuple(_row(ledger.disclosure_id, i, row) for i, row in enumerate(ledger.results))
    for finding in answered:
        if finding.answer and finding.position < len(rows):
            rows[finding.position].verdict = finding.verdict
            rows[finding.position].note = finding.answer.note
    return WholeLedger(ledger.disclosure_id, ledger, rows)


def answered_findings(disclosure_id: int) -> list[Finding]:
    """The findings of a disclosure that the staff answered. One query."""
    return list(
        Finding.objects.filter(disclosure=disclosure_id, answer__isnull=False).select_related("answer")
    )


def ledger_of(disclosure: Disclosure) -> WholeLedger | None:
    """The ledger of a disclosure that has one at hand (`select_related("ledger")`). One query."""
    ledger = getattr(disclosure, "ledger", None)
    if ledger is None:
        return None
    return whole_ledger(ledger, answered_findings(disclosure.pk) if ledger.differs else ())


# --- across everything published -----------------------------------------------------------------------------------


def tallies() -> dict[str, tuple[int, ...]]:
    """How often each check came out how, over all published disclosures: counts in the order of `COUNTED`. One query."""
    return {tally.check_id: tally.counts for tally in CheckTally.objects.all()}


def check_tallies(groups: Sequence[Group] = tuple(Group)) -> list[tuple[Group, list[tuple[Check, Tally]]]]:
    """The catalogue by group, each check with how often it came out how."""
    counts = tallies()
    none = (0,) * len(COUNTED)
    found = []
    for group in groups:
        checks = [
            (check, Tally(check.title, check.id, counts.get(check.id, none)))
            for check in catalogue()
            if check.group is group
        ]
        if checks:
            found.append((group, checks))
    return found
