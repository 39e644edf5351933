"""Rows of a resource as JSON: one query, in the order of their keys, going on after the last one."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Exists, Func, OuterRef, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from disclosures.models import Disclosure, Region, StatementColumn
from disclosures.models.statement import fen_to_yuan
from disclosures.presenting.exports.package_columns import Kind
from disclosures.presenting.exports.records import EXACT

from . import sentences
from .questions import Question
from .resources import URL, Resource

JSON = "application/json"
JSON_LINES = ("application/jsonl", "application/x-ndjson")
"""The first is what is answered, both may be asked for."""


def answered(request: HttpRequest, resource: Resource, question: Question) -> HttpResponse:
    asked = question.dict(exclude_unset=True)
    names = tuple(dict.fromkeys(asked["fields"].split(","))) if "fields" in asked else resource.names
    paths = _paths(resource, names)
    found = _read_rows(resource, asked, paths, question.limit + 1)
    rows = _records(resource, names, paths, found[: question.limit], request.build_absolute_uri("/")[:-1])
    more = (
        _next(request, found[question.limit - 1][: len(resource.order)])
        if len(found) > question.limit
        else None
    )
    if question.format == "jsonl":
        answer = HttpResponse(EXACT.encode_lines(rows), content_type=JSON_LINES[0])
        if more:
            answer["Link"] = f'<{more}>; rel="next"'
        return answer
    return HttpResponse(EXACT.encode({"rows": rows, "next": more}), content_type=JSON)


def _next(request: HttpRequest, last: tuple[Any, ...]) -> str:
    query = request.GET.copy()
    query["after"] = "-".join(map(str, last))
    return request.build_absolute_uri(f"{request.path}?{query.urlencode(safe=',')}")


def _read_rows(
    resource: Resource, asked: dict[str, Any], paths: list[str], most: int
) -> list[tuple[Any, ...]]:
    """What stands at the paths of the next rows, in the order of their keys."""
    rows = _rows(resource, asked)
    if resource.table is sentences.TABLE:
        return sentences.read_sentences(rows, paths, asked.get("after", sentences.FIRST), most)
    rows = _after(resource, rows, asked.get("after"))
    return list(rows.order_by(*resource.order).values_list(*paths)[:most])


def _after(resource: Resource, rows: QuerySet[Any], last: str | int | None) -> QuerySet[Any]:
    """The rows that follow one. The first page has a beginning too: without it SQLite reads and sorts all of them.

    What belongs to a disclosure goes on within it: a database comes to the rows that a filter chooses by way of the few
    statements that they can stand in, and need not look at each row before them.
    """
    if not resource.way:
        first = "" if resource.table.type_of(resource.key) is Kind.STRING else 0
        return rows.filter(pk__gt=first if last is None else last)
    if last is None:
        return rows.filter(**{f"{resource.way}__gte": 0})
    disclosure, key = str(last).split("-")
    rows = rows.filter(**{f"{resource.way}__gte": disclosure})
    return rows.exclude(**{resource.way: disclosure, "pk__lte": key})


def _rows(resource: Resource, asked: dict[str, Any]) -> QuerySet[Any]:
    """The rows that are asked for."""
    rows = resource.table.rows()
    for name in resource.filters:
        if name in asked:
            column = resource.columns[name]
            path = column.source
            if name == "disclosure_id":  # what was printed in several files is one disclosure
                rows = rows.filter(**{f"{path}__in": Disclosure.objects.with_parts([asked[name]])})
            else:
                rows = rows.filter(**{path: asked[name]})
    said = {name: asked[name] for name in resource.of_columns if name in asked}
    if said and connection.vendor == "sqlite":
        # It would look at every amount; of statements without such a column it need look at none. They are named by their
        # place: by the key, which is in the line as well, each line would be asked.
        place = {
            f"statement__{name}": OuterRef(f"line__statement__{name}") for name in ("disclosure", "position")
        }
        rows = rows.filter(Exists(StatementColumn.objects.filter(**place, **said)))
    if "region" in asked:
        rows = rows.alias(place=Unindexed(resource.place)).filter(Region(asked["region"]).holds("place"))
    return rows


class Unindexed(Func):
    """A column that SQLite looks up in no index. It plans without regard to the limit: by the index of a region it would
    read and sort all that stands in it for the first thousand rows."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def _paths(resource: Resource, names: tuple[str, ...]) -> list[str]:
    """What is read from the database: the key first, then each thing once."""
    columns = [resource.columns[name] for name in names if name != URL]
    of_page = resource.address.paths if resource.address and URL in names else ()
    return list(dict.fromkeys([*resource.order, *(column.source for column in columns), *of_page]))


def _records(
    resource: Resource, names: tuple[str, ...], paths: list[str], found: list[tuple[Any, ...]], site: str
) -> list[dict[str, Any]]:
    fields = [(name, _read(resource, name, paths, site)) for name in names]
    return [{name: read(row) for name, read in fields} for row in found]


def _read(resource: Resource, name: str, paths: list[str], site: str) -> Callable[[tuple[Any, ...]], Any]:
    """Gives the value of a field out of what was read of a row."""
    if name == URL and (address := resource.address):
        parts = [paths.index(path) for path in address.paths]

        def url(row: tuple[Any, ...]) -> str | None:
            made = address.made(*[row[part] for part in parts])
            return made and site + made

        return url
    column = resource.columns[name]
    place, kind = paths.index(column.source), resource.table.type_of(column)
    if kind is Kind.YUAN:
        return lambda row: None if row[place] is None else fen_to_yuan(row[place])
    if kind is Kind.FIGURES:
        return lambda row: [figure | {"url": site + figure["url"]} for figure in row[place]]
    if kind is Kind.DATETIME:
        return lambda row: row[place] and timezone.localtime(row[place]).isoformat(timespec="seconds")
    return itemgetter(place)
