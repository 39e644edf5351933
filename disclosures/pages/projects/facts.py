"""Projects of everything published, and projects of one name side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, F, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from disclosures.models import PerformanceIndicator, Project, Region
from disclosures.models.search_entry import SearchKind
from disclosures.presenting.ordering import Order
from disclosures.reading.asking import Word, asked
from disclosures.reading.columns import Column, own_column
from disclosures.reading.grams import holding
from disclosures.reading.near import mended
from disclosures.reading.search_entries import DISCLOSURE_BIT, PROJECT_OF
from disclosures.reading.values import Absence, Value, absent

MOST_BESIDE = 12
MOST_COUNTED = 5_000
"""Projects of a list that are counted, and that its pages reach; a list of more says that there are more."""
FEW_DISCLOSURES = 100
MOST_SAME = 20
"""Projects of one name that are counted."""
ORDERS: dict[str, str] = {
    "amount": "fen",
    "name": "core",
    "agency": "disclosure__agency__name",
    "year": "disclosure__fiscal_year",
}


@dataclass(frozen=True, slots=True)
class Listed:
    project: Project
    column: Column
    value: Value
    same: int
    """Projects of this name, itself among them; no more than `MOST_SAME`."""
    indicators: tuple[str, ...]
    """What is measured and the target, as printed."""

    @property
    def same_word(self) -> str:
        return f"{self.same}{' 以上' if self.same == MOST_SAME else ''}"

    @property
    def anchor(self) -> str:
        """Where its form stands on the page of its disclosure."""
        return f"#t{self.project.target_id}" if self.project.target_id else ""


def projects() -> QuerySet[Project]:
    """There are no others than those of what is published."""
    return Project.objects.all()


class Matching(NamedTuple):
    """The projects that words find, as a condition; None where there are no words."""

    holds: RawSQL | None = None
    number: int | None = None
    """How many, if they are no more than are counted."""
    elsewhere: bool = False
    """Found in other disclosures than those that were asked for."""
    told: tuple[str, ...] = ()
    """What was done to words that no project has as they were written."""


def matching(text: str, among: list[int] | None = None) -> Matching:
    """Projects of which every word stands in the name, the unit, the goal, the agency, its place or year, in any form that
    a search takes it in; only those `among` some disclosures. One query, two where there are very many; four where nothing
    is found as it is written."""
    words = asked(text)
    if not words:
        return Matching()
    found = _matching(words, among)
    if found.number != 0 or found.elsewhere:
        return found
    better = mended(words)
    return _matching(better.words, among)._replace(told=better.told) if better.words else found


def _matching(words: Sequence[Word], among: list[int] | None) -> Matching:
    """The numbers, once found, make every further question a small one; more than are counted are found again by it."""
    entries, parameters = holding([word.sought for word in words], anywhere=True)
    kind = SearchKind.PROJECT
    within = f"id BETWEEN {kind.first_id} AND {kind.last_id}"
    sql = f"SELECT {PROJECT_OF} FROM ({entries}) AS f WHERE {within}"  # nosec B608
    found = _numbers(sql, parameters)
    if among is None:
        return _found(found, sql, parameters)
    if len(found) <= MOST_COUNTED:
        disclosures = set(among)
        inside = [pk for pk in found if pk >> DISCLOSURE_BIT in disclosures]
        return _found(inside, sql, parameters)._replace(elsewhere=bool(found))
    condition, numbers = _is_one_of(f"{PROJECT_OF} >> {DISCLOSURE_BIT}", among)
    sql, parameters = f"{sql} AND {condition}", [*parameters, *numbers]
    return _found(_numbers(sql, parameters), sql, parameters)._replace(elsewhere=True)


def _numbers(sql: str, parameters: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT {MOST_COUNTED + 1}", parameters)
        return [pk for (pk,) in cursor.fetchall()]


def _found(numbers: list[int], sql: str, parameters: list[Any]) -> Matching:
    if len(numbers) > MOST_COUNTED:
        return Matching(_condition(f"id IN ({sql})", parameters))
    return Matching(_among("id", numbers), len(numbers))


class Chosen(NamedTuple):
    """Projects of some disclosures, twice: to be listed in an order, and to be counted."""

    listed: QuerySet[Project]
    counted: QuerySet[Project]


def of_disclosures(found: QuerySet[Project], ids: list[int]) -> Chosen:
    """Of few disclosures projects are looked up. Of more the list is read in its order until a page is full; the number of
    a project tells its disclosure, so that this reads the index alone. They are always counted disclosure by disclosure."""
    counted = found.filter(_among("disclosure_id", ids))
    if len(ids) <= FEW_DISCLOSURES:
        return Chosen(counted, counted)
    return Chosen(found.filter(_among(f"id >> {DISCLOSURE_BIT}", ids)), counted)


def _among(number: str, numbers: list[int]) -> RawSQL:
    return _condition(*_is_one_of(number, numbers))


def _is_one_of(number: str, numbers: list[int]) -> tuple[str, list[Any]]:
    """A condition, however many the numbers are. PostgreSQL looks each up in a table of hashes where they are written in
    the query, and one after the other where they are a parameter of a plan that is kept."""
    if connection.vendor == "postgresql":
        return f"{number} = ANY('{{{','.join(map(str, numbers))}}}'::bigint[])", []
    return f"{number} IN (SELECT value FROM json_each(%s))", [json.dumps(numbers)]  # nosec B608


def _condition(sql: str, parameters: list[Any]) -> RawSQL:
    return RawSQL(f"disclosures_project.{sql}", parameters, BooleanField())  # nosec B611


def ordered(found: QuerySet[Project], order: Order) -> QuerySet[Project]:
    """Those without an amount last, whichever way."""
    sign = "-" * order.descends
    if order.key != "amount":
        return found.order_by(f"{sign}{ORDERS[order.key]}", "-size", "pk")
    return (
        found.order_by("-size", "pk")
        if order.descends
        else found.order_by(F("fen").asc(nulls_last=True), "pk")
    )


OF_ITS_NAME = """(
    SELECT COUNT(*) FROM (
        SELECT 1 FROM disclosures_project AS other WHERE other.core = disclosures_project.core LIMIT %s
    ) AS same
)"""


def listed(found: QuerySet[Project], places: Mapping[str, Region]) -> list[Listed]:
    """Three queries: which projects (from an index, before anything is joined), these with how many there are of each
    name, the indicators. Of `places`, by their codes, every agency's is one."""
    ids = list(found.values_list("pk", flat=True))
    rows = (
        Project.objects.annotate(same=RawSQL(OF_ITS_NAME, [MOST_SAME], IntegerField()))  # nosec B611
        .select_related("disclosure__agency__parent", "disclosure__document")
        .in_bulk(ids)
    )
    shown = [rows[pk] for pk in ids]
    for project in shown:
        agency = project.disclosure.agency
        if agency and agency.region_id in places:
            agency.region = places[agency.region_id]
    indicators = _indicators({project.target_id for project in shown if project.target_id})
    return [
        Listed(
            project,
            own_column(project.disclosure),
            value_of(project),
            project.same,
            tuple(indicators.get(project.target_id or 0, ())),
        )
        for project in shown
    ]


def number_word(count: int) -> str:
    return f"{count:,} 个{'以上' if count == MOST_COUNTED else ''}"


def value_of(project: Project) -> Value:
    if project.fen is None:
        return absent(Absence.NOT_MENTIONED, "文件列出了这个项目，没有写它的金额")
    return Value(fen=project.fen, amount_id=project.amount_id, headline_id=project.headline_id)


def _indicators(targets: set[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = PerformanceIndicator.objects.filter(target__in=targets).order_by("target", "position")
    for target, level_2, level_3, description, *aim in rows.values_list(
        "target_id", "level_2", "level_3", "description", "operator", "value", "unit"
    ):
        what, wanted = level_3 or description or level_2, "".join(aim)
        if what or wanted:
            found.setdefault(target, []).append("：".join(filter(None, (what, wanted))))
    return found
