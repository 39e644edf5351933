"""The performance targets of a disclosure beside last year's, or a final account's beside the budget's, what was reached where
it is printed, and the same objectives of other bodies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from disclosures.models import Disclosure, Project
from disclosures.reading.aims import (
    AimChange,
    AimNote,
    Reached,
    TargetBeside,
    same_objectives,
    targets_beside,
)
from disclosures.reading.columns import Column, chosen_columns, column_key, own_column
from disclosures.reading.project_names import project_key
from disclosures.reading.targets import targets_by_disclosure
from disclosures.vocabulary import Stage


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
    counts: tuple[tuple[Reached | AimChange | AimNote, int], ...]

    @property
    def before_word(self) -> str:
        return "预算" if self.before and self.before.stage is not self.column.stage else "上年"


def target_list(pk: int) -> TargetList:
    """Six queries at most. Raises Disclosure.DoesNotExist where it is not published under its own address."""
    column = own_column(Disclosure.objects.published().with_agency().get(pk=pk))
    before = _before(column)
    found = targets_by_disclosure([pk, *(before.ids if before else ())])
    former = [target for of in (before.ids if before else ()) for target in found.get(of, ())]
    beside = targets_beside(found.get(pk, []), former)
    alike = same_objectives([one.target for one in beside], column.agency.parent_id or column.agency.pk)
    shown = tuple(ShownTarget(one, tuple(alike.get(one.target.pk, ()))) for one in beside)
    counted: Counter[Reached | AimChange | AimNote] = Counter()
    for one in beside:
        for aim in one.aims:
            counted.update([*aim.notes, *(kind for kind in (aim.change, aim.reached) if kind)])
    counts = tuple((kind, counted[kind]) for kind in (*Reached, *AimChange, *AimNote) if counted[kind])
    return TargetList(column, before, shown, counts)


def _before(column: Column) -> Column | None:
    """What the targets are held against: of a final account the year's budget, where it is on record; else the year before."""
    wanted = [(column.year, Stage.BUDGET)] if column.stage is Stage.FINAL_ACCOUNTS else []
    wanted.append((column.year - 1, column.stage))
    found = chosen_columns([column_key(column.agency.pk, *when) for when in wanted])
    return next(iter(found), None)
