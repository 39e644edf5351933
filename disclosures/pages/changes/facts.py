"""A corrected file beside the one it replaced, for its page: the comparison of the checks, with the cells to open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.models import Disclosure
from disclosures.models.statement import yuan_to_fen
from disclosures.reading.columns import Column, own_column
from disclosures.reading.recorded import Recorded, recorded_tables
from disclosures.reading.replaced import Replaced, replaced
from disclosures.reading.values import Value
from disclosures.reconciliation.subject import Subject
from disclosures.reconciliation.versions import (
    Change,
    Printed,
    Version,
    VersionChange,
    VersionComparison,
    compared,
    words_of,
)


@dataclass(frozen=True, slots=True)
class ChangedSide:
    """One side of a change: the words as printed, or for why nothing is; `value` where it is an amount to open."""

    words: str
    value: Value | None = None
    cell: int | None = None


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
class Changes:
    """`counts`: how many changes of each kind there are. `corrections`: cells of the former that people had put right."""

    former: Column
    corrected: Column
    event: Replaced | None
    changes: tuple[ShownChange, ...]
    counts: tuple[tuple[VersionChange, int], ...]
    same: int
    corrections: int


def changes(pk: int) -> Changes:
    """What a corrected file changed. Eight queries; raises Disclosure.DoesNotExist where it replaces nothing that opens."""
    citable = Disclosure.objects.citable().filter(part_of=None).exclude(replaces=None)
    corrected = (
        citable.with_agency().with_corrections("replaces").select_related("replaces__document").get(pk=pk)
    )
    former = corrected.replaces
    if former is None or not former.is_citable:
        raise Disclosure.DoesNotExist
    former.agency = corrected.agency  # the same, with its places at hand
    both = recorded_tables([former, corrected])
    found = _compared(both)
    counted = Counter(change.kind for change in found.changes)
    return Changes(
        former=own_column(former),
        corrected=own_column(corrected),
        event=replaced(former),
        changes=tuple(_shown(change, both) for change in found.changes),
        counts=tuple((kind, counted[kind]) for kind in VersionChange if counted[kind]),
        same=found.same,
        corrections=getattr(corrected, "corrections_in_force", 0),
    )


def _compared(both: Sequence[Recorded]) -> VersionComparison:
    everyone = [one.parsed for one in both]
    return compared(Subject(0, everyone), Subject(1, everyone))


def _shown(change: Change, both: Sequence[Recorded]) -> ShownChange:
    gap = change.difference
    return ShownChange(
        change.kind,
        change.table,
        change.row,
        change.column,
        _side(change.before, both, change.adds_up),
        _side(change.after, both, change.adds_up),
        None if gap is None else yuan_to_fen(gap),
    )


def _side(version: Version, both: Sequence[Recorded], is_amount: bool) -> ChangedSide:
    words = words_of(version)
    if not isinstance(version, Printed):
        return ChangedSide(words)
    place = version.place
    cell = None
    if place.table is not None and place.line is not None and place.column is not None:
        cell = both[place.disclosure].cells.get((place.table, place.line, place.column))
    value = None
    if is_amount and cell is not None and version.yuan is not None:
        value = Value(fen=yuan_to_fen(version.yuan), amount_id=cell, printed=version.text)
    return ChangedSide(words, value, cell)
