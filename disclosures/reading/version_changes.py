"""What became different between two versions of a disclosure, place by place, as pages and the desk show it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.models.statement import yuan_to_fen
from disclosures.parsing.records import ParsedDisclosure
from disclosures.reconciliation.subject import Subject
from disclosures.reconciliation.versions import (
    Change,
    Printed,
    Version,
    VersionChange,
    compared,
    words_of,
)

from .recorded import Place
from .values import Value


@dataclass(frozen=True, slots=True)
class ChangedSide:
    """One side of a change: the words as printed, or for why nothing is; `value` where it is an amount to open."""

    words: str
    value: Value | None = None
    cell: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ShownChange:
    """`fen` is after less before, made by this site; None where nothing is subtracted."""

    kind: VersionChange
    table: str
    row: str
    column: str
    before: ChangedSide
    after: ChangedSide
    fen: int | None


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """`same`: numbers that both print."""

    changes: tuple[ShownChange, ...]
    same: int

    @property
    def counts(self) -> tuple[tuple[VersionChange, int], ...]:
        """How many changes of each kind there are."""
        counted = Counter(change.kind for change in self.changes)
        return tuple((kind, counted[kind]) for kind in VersionChange if counted[kind])


Cells = dict[Place, int]
"""The ids of amounts by their place; nothing of a version that is not recorded."""


def version_changes(versions: Sequence[ParsedDisclosure], cells: Sequence[Cells]) -> VersionChanges:
    """Of the first of two versions to the second."""
    found = compared(Subject(0, versions), Subject(1, versions))
    return VersionChanges(tuple(_shown(change, cells) for change in found.changes), found.same)


def _shown(change: Change, cells: Sequence[Cells]) -> ShownChange:
    gap = change.difference
    return ShownChange(
        change.kind,
        change.table,
        change.row,
        change.column,
        _side(change.before, cells, change.adds_up),
        _side(change.after, cells, change.adds_up),
        None if gap is None else yuan_to_fen(gap),
    )


def _side(version: Version, cells: Sequence[Cells], is_amount: bool) -> ChangedSide:
    words = words_of(version)
    if not isinstance(version, Printed):
        return ChangedSide(words)
    place = version.place
    cell = None
    if place.table is not None and place.line is not None and place.column is not None:
        cell = cells[place.disclosure].get((place.table, place.line, place.column))
    value = None
    if is_amount and cell is not None and version.yuan is not None:
        value = Value(fen=yuan_to_fen(version.yuan), amount_id=cell, printed=version.text)
    return ChangedSide(words, value, cell, place.page)
