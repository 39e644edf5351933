"""What else is published of the agencies of a comparison: their other years and stages, departments, own levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from disclosures.models import Disclosure
from disclosures.reading.columns import Column, column_key
from disclosures.vocabulary import AgencyKind, Stage

YearAndStage = tuple[int, Stage]


@dataclass(frozen=True, slots=True)
class Relatives:
    """Years and stages by agency; `own_level` is by department. A department without a disclosure of its own is there
    as the sum of its units, as it would be as a column."""

    published: dict[int, set[YearAndStage]] = field(default_factory=dict)
    own_level: dict[int, int] = field(default_factory=dict)

    @classmethod
    def load(cls, columns: Sequence[Column]) -> Relatives:
        """One query."""
        departments = {_department(column) for column in columns} - {0}
        found = cls()
        rows = (
            Disclosure.objects.published()
            .filter(
                Q(agency__in={c.agency.pk for c in columns} | departments) | Q(agency__parent__in=departments)
            )
            .values_list("agency", "agency__parent", "agency__own_level", "fiscal_year", "stage")
            .distinct()
        )
        for agency, parent, is_own_level, year, stage in rows:
            for body in (agency, parent):
                if body is not None:
                    found.published.setdefault(body, set()).add((year or 0, Stage(stage)))
            if is_own_level and parent is not None:
                found.own_level[parent] = agency
        return found

    def key(self, agency_id: int, year: int, stage: Stage) -> str | None:
        """The key of a column, if there would be anything in it."""
        has = (year, stage) in self.published.get(agency_id, set())
        return column_key(agency_id, year, stage) if has else None

    def own_level_key(self, column: Column) -> str | None:
        """The same year and stage of the department's own level; of an own level itself."""
        if column.agency.own_level:
            return column.key
        own_level = self.own_level.get(_department(column), 0)
        return self.key(own_level, column.year, column.stage)

    def department_key(self, column: Column) -> str | None:
        department = _department(column)
        return self.key(department, column.year, column.stage) if department else None


def _department(column: Column) -> int:
    """The agency that is the column's department, be it itself; 0 for a unit without one."""
    if column.agency.kind == AgencyKind.DEPARTMENT:
        return column.agency.pk
    return column.agency.parent_id or 0
