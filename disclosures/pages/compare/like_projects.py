"""Performance targets of like projects side by side: their names are compared, and their indicators stand by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from disclosures.models import PerformanceTarget
from disclosures.reading.columns import Column
from disclosures.reading.likeness import pairs
from disclosures.reading.project_names import core_of

ALIKE = 0.6
"""The part of the shorter name's pairs of characters that both names must share."""

FEWEST_PAIRS = 2

_AIM = ("level_1", "level_2", "level_3", "description", "operator", "value", "unit")


@dataclass(frozen=True, slots=True)
class Aim:
    """One indicator: what is measured and the target as printed."""

    name: str
    target: str


@dataclass(slots=True)
class Project:
    """A project of one column with its indicators by (level 1, level 2)."""

    pk: int
    title: str
    count: int = 0
    """Indicators; `aims` holds them where some project is unfolded."""
    aims: dict[tuple[str, str], list[Aim]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LikeProject:
    """Projects of several columns with like names; a column without one has None."""

    key: str
    projects: tuple[Project | None, ...]
    is_open: bool

    @property
    def name(self) -> str:
        """The title of the first of them."""
        return next(project.title for project in self.projects if project)

    @property
    def rows(self) -> list[tuple[str, tuple[tuple[Aim, ...] | None, ...]]]:
        """Kind of indicator, then the indicators of each column; None where the column has no such project."""
        kinds = dict.fromkeys(kind for project in self.projects if project for kind in project.aims)
        return [
            (" › ".join(dict.fromkeys(filter(None, kind))), tuple(_aims(p, kind) for p in self.projects))
            for kind in kinds
        ]


def _aims(project: Project | None, kind: tuple[str, str]) -> tuple[Aim, ...] | None:
    return None if project is None else tuple(project.aims.get(kind, ()))


def like_projects(columns: Sequence[Column], unfolded: Iterable[str] = ()) -> list[LikeProject]:
    """Projects that more than one column names alike, in the order of the first. One query."""
    opened = set(unfolded)
    of_disclosures = _projects((pk for column in columns for pk in column.ids), with_aims=bool(opened))
    groups: list[dict[int, Project]] = []
    for i, column in enumerate(columns):
        for pk in column.ids:
            for project in of_disclosures.get(pk, ()):
                best = max(
                    (group for group in groups if i not in group),
                    key=lambda group: max(_likeness(project.title, p.title) for p in group.values()),
                    default=None,
                )
                if (
                    best is not None
                    and max(_likeness(project.title, p.title) for p in best.values()) >= ALIKE
                ):
                    best[i] = project
                else:
                    groups.append({i: project})
    found: list[LikeProject] = []
    for group in groups:
        if len(group) > 1:
            key = f"p{next(iter(group.values())).pk}"
            found.append(LikeProject(key, tuple(group.get(i) for i in range(len(columns))), key in opened))
    return found


def _likeness(one: str, other: str) -> float:
    """1 for the same name; else the shared part of the shorter name's pairs, 0 where hardly any are shared."""
    a, b = core_of(one), core_of(other)
    if one == other or (a and a == b):
        return 1.0
    shared = len(pairs(a) & pairs(b))
    return shared / min(len(pairs(a)), len(pairs(b))) if shared >= FEWEST_PAIRS else 0.0


def _projects(ids: Iterable[int], with_aims: bool) -> dict[int, list[Project]]:
    """Projects by disclosure, in printed order, with their indicators or only the number of these. One query."""
    found: dict[int, dict[int, Project]] = {}
    projects = PerformanceTarget.objects.filter(scope="project")
    place = ("whole", "pk", "title")
    if not with_aims:
        counted = projects.annotate(aims=Count("indicators")).of_disclosures(ids)
        for whole, pk, title, count in counted.values_list(*place, "aims"):
            found.setdefault(whole, {})[pk] = Project(pk, title, count)
    else:
        listed = projects.of_disclosures(ids, "indicators__position")
        cells = listed.values_list(*place, *(f"indicators__{field}" for field in _AIM))
        for whole, pk, title, level_1, level_2, level_3, description, *target in cells:
            project = found.setdefault(whole, {}).setdefault(pk, Project(pk, title))
            if level_1 is not None:
                aim = Aim(level_3 or description or "", "".join(text or "" for text in target))
                project.aims.setdefault((_kind(level_1), _kind(level_2 or "")), []).append(aim)
                project.count += 1
    return {pk: list(of_one.values()) for pk, of_one in found.items()}


def _kind(level: str) -> str:
    """数量指标 and 数量 are the same kind."""
    return level.strip().removesuffix("指标")
