"""The performance targets of a disclosure beside last year's, and the same objectives of other bodies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from disclosures.models import Disclosure, Project
from disclosures.reading.aims import AimChange, AimNote, TargetBeside, same_objectives, targets_beside
from disclosures.reading.columns import Column, chosen_columns, column_key, own_column
from disclosures.reading.project_names import project_key
from disclosures.reading.targets import targets_by_disclosure


@dataclass(frozen=True, slots=True)
class ShownTarget:
    beside: TargetBeside
    alike: tuple[Project, ...]
    """Projects of other bodies with the same name and objective."""

    @property
    def core(self) -> str:
        """Where projects of this name stand side by side."""
        return project_key(self.beside.target.title) if self.beside.target.title else ""


@dataclass(frozen=True, slots=True)
class TargetList:
    column: Column
    before: Column | None
    targets: tuple[ShownTarget, ...]
    counts: tuple[tuple[AimChange | AimNote, int], ...]


def target_list(pk: int) -> TargetList:
    """Six queries at most. Raises Disclosure.DoesNotExist where it is not published under its own address."""
    column = own_column(Disclosure.objects.published().with_agency().get(pk=pk))
    before = next(iter(chosen_columns([column_key(column.agency.pk, column.year - 1, column.stage)])), None)
    found = targets_by_disclosure([pk, *(before.ids if before else ())])
    former = [target for of in (before.ids if before else ()) for target in found.get(of, ())]
    beside = targets_beside(found.get(pk, []), former)
    alike = same_objectives([one.target for one in beside], column.agency.parent_id or column.agency.pk)
    shown = tuple(ShownTarget(one, tuple(alike.get(one.target.pk, ()))) for one in beside)
    counted: Counter[AimChange | AimNote] = Counter()
    for one in beside:
        for aim in one.aims:
            counted.update([*aim.notes, *([aim.change] if aim.change else [])])
    counts = tuple((kind, counted[kind]) for kind in (*AimChange, *AimNote) if counted[kind])
    return TargetList(column, before, shown, counts)
