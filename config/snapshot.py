"""Every public page shows one moment: what others publish or withdraw while it is made does not change half of it.

A page takes up to ten queries. Within a transaction that sees one state of the database they cannot contradict each
other: on PostgreSQL with REPEATABLE READ, on SQLite by not taking the writer's lock, so that nobody waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from config.conditional import NAMESPACE, SAFE
from config.given_up import answer_to

READS_BY_POST = frozenset({"mcp"})
"""Views that are asked with POST and write nothing."""


class SnapshotMiddleware:
    """The last one: it calls the view itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.app_name != NAMESPACE:
            return None
        if request.method not in SAFE and match.url_name not in READS_BY_POST:
            return None
        if connection.in_atomic_block or shared():  # somebody else's transaction
            return None
        try:
            with snapshot():
                response: HttpResponseBase = view(request, *arguments, **named)
                if callable(render := getattr(response, "render", None)):
                    response = render()  # templates ask too
        except Exception as error:  # Django asks the middleware only about views that it calls itself
            if (answer := answer_to(request, error)) is None:
                raise
            return answer
        return response


def shared() -> bool:
    """A database in memory has one connection for all threads: a transaction on it is everybody's."""
    return connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined]


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction for reading only."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = usual  # type: ignore[attr-defined]
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
