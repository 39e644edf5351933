"""Keeps the projects equal to what is published: see `disclosures.reading.projects`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from disclosures.models import Disclosure, Project
from disclosures.models.project import NO_AMOUNT
from disclosures.reading.project_names import project_key
from disclosures.reading.projects import projects_of
from disclosures.reading.search_entries import number_in

from .kept_rows import KeptRows

FIELDS = (
    "id",
    "disclosure_id",
    "position",
    "name",
    "core",
    "unit",
    "goal",
    "fen",
    "size",
    "page",
    "amount_id",
    "headline_id",
    "target_id",
)


def _rows(ids: list[int]) -> Iterator[tuple[Any, ...]]:
    published = Disclosure.objects.published().filter(pk__in=ids).values_list("pk", flat=True)
    for pk, found in projects_of(published).items():
        for place, one in enumerate(found):
            named = (one.name, project_key(one.name), one.unit, one.goal)
            size = NO_AMOUNT if one.fen is None else one.fen
            sources = (one.page, one.amount_id, one.headline_id, one.target_id)
            yield number_in(pk, place), pk, place, *named, one.fen, size, *sources


PROJECTS = KeptRows(Project, FIELDS, 1, _rows)
