"""Rows that many tests begin with: made once by each process, then put back as they stood, in a fifth of the time.

What is put back is what `make` left behind: new rows with their numbers and moments, changed ones, files. It is kept for the
state of the database that `make` was called in; in another one (a test that made a person before) it is made again.
"""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from disclosures.lifecycle.search_index import reindex
from disclosures.models import Document, SearchEntry
from disclosures.models.rows import write
from disclosures.operations.contents import Model, columns, database_row, portable_rows, tables

Thing = TypeVar("Thing")
Row = list[Any]


@dataclass(frozen=True)
class Made:
    thing: bytes
    """What `make` returned, pickled: every test gets one of its own."""
    new: dict[Model, list[Row]]
    """Rows as the database takes them, those that were changed among them."""
    stale: dict[Model, list[Any]]
    """Numbers of rows that are no longer what they were before."""
    files: dict[str, bytes]


_made: dict[tuple[Callable[[], Any], Hashable], Made] = {}


@transaction.atomic
def kept(make: Callable[[], Thing]) -> Thing:
    """What `make` returns, with everything that it puts into the database."""
    key = make, _state()
    if key in _made:
        _put_back(_made[key])
    else:
        _made[key] = _recorded(make)
    thing: Thing = pickle.loads(_made[key].thing)
    return thing


def _state() -> Hashable:
    """How many rows every table holds; emptied tables get their content types anew, with other numbers."""
    quote = connection.ops.quote_name
    counts = ", ".join(f"(SELECT COUNT(*) FROM {quote(model._meta.db_table)})" for model in tables())
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        held = cursor.fetchone()
    return held, tuple(ContentType.objects.order_by("pk").values_list("pk", flat=True))


def _recorded(make: Callable[[], Any]) -> Made:
    before = {model: _rows(model) for model in tables()}
    thing = pickle.dumps(make())
    new: dict[Model, list[Row]] = {}
    stale: dict[Model, list[Any]] = {}
    for model, was in before.items():
        now = _rows(model)
        if rows := [json.loads(row) for pk, row in now.items() if was.get(pk) != row]:
            new[model] = [database_row(model, row) for row in rows]
        if changed := [pk for pk, row in was.items() if now.get(pk) != row]:
            stale[model] = changed
    names = Document.objects.values_list("file", flat=True)
    return Made(thing, new, stale, {name: _content(name) for name in names})


def _rows(model: Model) -> dict[Any, str]:
    keys = [field.attname for field in model._meta.concrete_fields].index(model._meta.pk.attname)
    return {row[keys]: json.dumps(row) for row in portable_rows(model)}


def _content(name: str) -> bytes:
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def _put_back(made: Made) -> None:
    for model, numbers in made.stale.items():
        model._base_manager.filter(pk__in=numbers)._raw_delete(connection.alias)
    for model, rows in made.new.items():
        write(model, columns(model), rows)
    if SearchEntry in made.new:
        reindex()
    for name, content in made.files.items():
        default_storage.delete(name)
        default_storage.save(name, ContentFile(content))
