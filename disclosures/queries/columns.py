"""A column of a comparison: one published disclosure, or a department's year as the sum of its published units.

A column's `key` is its whole address: a disclosure's id, or `a12-2022` for agency 12 in 2022 as the sum of its units
(`a12-2022-final_accounts` for final accounts). A department that disclosed the year itself is never summed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from disclosures.models import Agency, Disclosure
from disclosures.vocabulary import AgencyKind, Stage

MOST_COLUMNS = 12
MOST_UNITS = 40
"""Units that one derived column may add up; a bound on what one request can cost."""

_DERIVED_KEY = re.compile(r"a(\d{1,9})-(\d{4})(?:-(budget|final_accounts))?")


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    agency: Agency
    year: int
    stage: Stage
    disclosures: tuple[Disclosure, ...]
    is_derived: bool = False

    @property
    def name(self) -> str:
        return self.agency.name

    @property
    def title(self) -> str:
        """衡水市工业和信息化局 2022."""
        return f"{self.agency.name} {self.year}"

    @property
    def scope_word(self) -> str:
        if self.is_derived:
            return f"{len(self.disclosures)} 个单位相加"
        if self.disclosures[0].kind == AgencyKind.DEPARTMENT:
            return "部门"
        return "单位（本级）" if self.agency.own_level else "单位"

    @property
    def form_word(self) -> str:
        if self.is_derived:
            return f"{len(self.disclosures)} 个单位相加"
        scope = "部门" if self.disclosures[0].kind == AgencyKind.DEPARTMENT else "单位"
        return scope + self.stage.label

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(disclosure.pk for disclosure in self.disclosures)


def derived_key(agency_id: int, year: int, stage: Stage = Stage.BUDGET) -> str:
    return f"a{agency_id}-{year}" + ("" if stage is Stage.BUDGET else f"-{stage.value}")


def chosen_columns(keys: Sequence[str]) -> list[Column]:
    """The columns an address names, in its order: unknown, unpublished and repeated ones are left out, at most twelve.

    Two queries.
    """
    wanted = list(dict.fromkeys(key.strip() for key in keys))[: 2 * MOST_COLUMNS]
    ids = [int(key) for key in wanted if key.isascii() and key.isdigit() and len(key) < 10]
    derived = {key: match for key in wanted if (match := _DERIVED_KEY.fullmatch(key))}
    by_id = {
        str(disclosure.pk): disclosure
        for disclosure in Disclosure.objects.published().with_agency().filter(pk__in=ids)
    }
    groups = _department_years([(int(match[1]), int(match[2]), match[3]) for match in derived.values()])
    columns: dict[str, Column] = {}
    for key in wanted:
        column: Column | None = None
        if key in by_id:
            column = own_column(by_id[key])
        elif key in derived:
            match = derived[key]
            column = groups.get((int(match[1]), int(match[2]), match[3] or Stage.BUDGET.value))
        if column is not None:
            columns.setdefault(column.key, column)
    return list(columns.values())[:MOST_COLUMNS]


def published_of(agency: Agency) -> list[Disclosure]:
    """All published disclosures of an agency and of its units, newest first. One query."""
    return list(
        Disclosure.objects.published()
        .with_agency()
        .filter(Q(agency=agency) | Q(agency__parent=agency))
        .order_by("-fiscal_year", "stage", "agency__code", "pk")
    )


def year_columns(agency: Agency, published: Sequence[Disclosure]) -> list[Column]:
    """Every published year and stage of an agency, oldest first, out of `published_of(agency)`.

    A year that the agency did not disclose itself is the sum of its published units; a year it did disclose is only
    its own document, which already contains its units.
    """
    return sorted(_grouped(agency, published), key=lambda column: (column.year, column.stage))


def own_column(disclosure: Disclosure) -> Column:
    """The column of one published disclosure; of a part that of the whole, under whose address it is shown."""
    assert disclosure.agency is not None  # a published one has both: a database constraint
    assert disclosure.fiscal_year is not None
    return Column(
        str(disclosure.whole_id),
        disclosure.agency,
        disclosure.fiscal_year,
        Stage(disclosure.stage),
        (disclosure,),
    )


def _grouped(agency: Agency, published: Iterable[Disclosure]) -> list[Column]:
    """Disclosures of one agency and of its units as its columns."""
    own: list[Column] = []
    of_units: dict[tuple[int, str], list[Disclosure]] = {}
    for disclosure in published:
        if disclosure.agency_id == agency.pk:
            own.append(own_column(disclosure))
        else:
            of_units.setdefault((disclosure.fiscal_year or 0, disclosure.stage), []).append(disclosure)
    taken = {(column.year, column.stage.value) for column in own}
    sums = [
        Column(
            derived_key(agency.pk, year, Stage(stage)),
            agency,
            year,
            Stage(stage),
            tuple(units[:MOST_UNITS]),
            True,
        )
        for (year, stage), units in of_units.items()
        if (year, stage) not in taken
    ]
    return own + sums


def _department_years(wanted: Sequence[tuple[int, int, str | None]]) -> dict[tuple[int, int, str], Column]:
    """Columns of departments by (agency, year, stage). One query, none where nothing is wanted."""
    if not wanted:
        return {}
    condition = Q()
    for agency_id, year, stage in wanted[:MOST_COLUMNS]:
        whose = Q(agency_id=agency_id) | Q(agency__parent_id=agency_id)
        condition |= whose & Q(fiscal_year=year, stage=stage or Stage.BUDGET.value)
    found: dict[int, list[Disclosure]] = {}
    agencies: dict[int, Agency] = {}
    departments = {agency_id for agency_id, _, _ in wanted}
    for disclosure in (
        Disclosure.objects.published().with_agency().filter(condition).order_by("agency__code", "pk")
    ):
        agency = disclosure.agency
        assert agency is not None
        for body in (agency, agency.parent):
            if body is not None and body.pk in departments:
                agencies[body.pk] = body
                found.setdefault(body.pk, []).append(disclosure)
    return {
        (agency_id, column.year, column.stage.value): column
        for agency_id, published in found.items()
        for column in _grouped(agencies[agency_id], published)
    }
