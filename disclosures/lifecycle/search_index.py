"""Keeps the table of search entries, and on SQLite the index of pairs of signs, equal to what is published.

`totals` calls `refresh` with the sources a change shows in, inside the transaction that makes the change. Nobody else
writes the table. `differences` makes everything again and must find none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from disclosures.models import SearchEntry
from disclosures.models.rows import write
from disclosures.reading.grams import TABLE, tokens
from disclosures.reading.search_entries import EntryValues, all_sources, entries

SOURCES_AT_ONCE = 500

NEW = "(rowid, own, around, sound) VALUES (%s, %s, %s, %s)"
STALE = f"({TABLE}, rowid, own, around, sound) VALUES ('delete', %s, %s, %s, %s)"


@transaction.atomic
def refresh(sources: Iterable[str]) -> None:
    """Make the entries of these sources again; write what changed."""
    for some in _some(sorted(set(sources))):
        wanted = {entry.id: entry for entry in entries(some)}
        stored = _stored(some)
        _remove([entry for pk, entry in stored.items() if wanted.get(pk) != entry])
        _add([entry for pk, entry in wanted.items() if stored.get(pk) != entry])


@transaction.atomic
def rebuild() -> None:
    """Empty the table and make it again from what is published."""
    SearchEntry.objects.all().delete()
    reindex()
    for some in _some(all_sources()):
        new = list(entries(some))
        write(SearchEntry, EntryValues._fields, new)
        _index(NEW, new)


@transaction.atomic
def reindex() -> None:
    """Make the index again from the entries as they stand, after they were written by other means."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")  # nosec B608
        rows = SearchEntry.objects.order_by("pk").values_list(*EntryValues._fields).iterator(chunk_size=1000)
        stored = (EntryValues(*row) for row in rows)
        while some := list(islice(stored, 1000)):
            _index(NEW, some)


def differences() -> int:
    """How many entries differ from what is published now, or are not in the index."""
    wrong, right = 0, 0
    for some in _some(all_sources()):
        wanted, stored = {entry.id: entry for entry in entries(some)}, _stored(some)
        wrong += sum(1 for pk in {*wanted, *stored} if wanted.get(pk) != stored.get(pk))
        right += len(stored)
    wrong += SearchEntry.objects.count() - right  # of sources that are no longer there
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT COUNT(*) FROM (SELECT rowid FROM {TABLE} EXCEPT SELECT id FROM disclosures_searchentry "  # nosec B608
                f"UNION ALL SELECT id FROM (SELECT id FROM disclosures_searchentry EXCEPT SELECT rowid FROM {TABLE}))"
            )
            wrong += cursor.fetchone()[0]
    return wrong


def _some(sources: Iterable[str]) -> Iterator[list[str]]:
    """As many sources at a time as are good to handle."""
    left = iter(sources)
    while some := list(islice(left, SOURCES_AT_ONCE)):
        yield some


def _stored(sources: Iterable[str]) -> dict[int, EntryValues]:
    rows = SearchEntry.objects.filter(source__in=list(sources)).values_list(*EntryValues._fields)
    return {row[0]: EntryValues(*row) for row in rows}


def _add(new: list[EntryValues]) -> None:
    """Two publications at the same time may both find a place or a code; it stands there once."""
    SearchEntry.objects.bulk_create(
        [SearchEntry(**entry._asdict()) for entry in new], ignore_conflicts=True, batch_size=1000
    )
    _index(NEW, new)


def _remove(stale: list[EntryValues]) -> None:
    SearchEntry.objects.filter(pk__in=[entry.id for entry in stale]).delete()
    _index(STALE, stale)


def _index(into: str, changed: list[EntryValues]) -> None:
    """PostgreSQL keeps its index by itself; SQLite's must be told the same words to forget them."""
    if connection.vendor == "sqlite" and changed:
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {TABLE} {into}",
                [(e.id, tokens(e.own), tokens(e.around), tokens(e.sound)) for e in changed],
            )
