"""Projects of everything published, and projects of one name side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet

from disclosures.models import PerformanceIndicator, Project
from disclosures.presenting.ordering import Order
from disclosures.reading.agency_names import as_written
from disclosures.reading.asking import asked
from disclosures.reading.columns import Column, own_column
from disclosures.reading.values import Absence, Value, absent

MOST_BESIDE = 12
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
    """Projects of this name, itself among them."""
    indicators: tuple[str, ...]
    """What is measured and the target, as printed."""

    @property
    def anchor(self) -> str:
        """Where its form stands on the page of its disclosure."""
        return f"#t{self.project.target_id}" if self.project.target_id else ""


def projects() -> QuerySet[Project]:
    """There are no others than those of what is published."""
    return Project.objects.all()


def holding(found: QuerySet[Project], text: str) -> QuerySet[Project]:
    """Projects in whose name, unit, goals or agency every word stands, in any form that a search takes it in."""
    for word in asked(text):
        wanted = Q(disclosure__agency__in=as_written([word]))
        for form in word.sought.forms:
            wanted |= Q(name__icontains=form) | Q(unit__icontains=form) | Q(goal__icontains=form)
        found = found.filter(wanted)
    return found


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


def listed(found: QuerySet[Project]) -> list[Listed]:
    """Four queries: which projects (from an index, before anything is joined), these, how many there are of each name,
    the indicators."""
    ids = list(found.values_list("pk", flat=True))
    rows = Project.objects.select_related(
        "disclosure__agency__region__parent__parent", "disclosure__agency__parent", "disclosure__document"
    ).in_bulk(ids)
    shown = [rows[pk] for pk in ids]
    cores = {project.core for project in shown}
    counted = projects().filter(core__in=cores).order_by().values_list("core").annotate(Count("pk"))
    same: dict[str, int] = dict(counted)
    indicators = _indicators({project.target_id for project in shown if project.target_id})
    return [
        Listed(
            project,
            own_column(project.disclosure),
            value_of(project),
            same.get(project.core, 1),
            tuple(indicators.get(project.target_id or 0, ())),
        )
        for project in shown
    ]


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
