"""Search in everything that is published: the same answers on SQLite and PostgreSQL.

A row is found where every word stands in one of its texts; of several words some may stand where it belongs: the
agency, year and stage of a project, the region of an agency (“邢台 接待费”). What counts as a word is `asking`'s to say. Only
where nothing is found so, the words are mended (`near`), and the page says how.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from disclosures.models import Amount, SearchEntry
from disclosures.models.search_entry import RANK_BITS, SearchKind
from disclosures.reading.agency_names import matching
from disclosures.reading.asking import Word, asked
from disclosures.reading.grams import ENTRIES, Sql, holding
from disclosures.reading.near import mended

from .hits import SearchHit, cell_hits, hits_of

FIRST_OF_EACH = 3
PER_PAGE = 20
MOST_EXPORTED = 20_000
AT_ONCE = 500
NEAREST = 3
NEAR_PART = 100
"""The amounts offered for one that is nowhere differ from it by less than this part of it."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    said: tuple[str, ...]
    """The words as they were written."""
    words: tuple[Word, ...]
    """What was looked for in the end."""
    counts: dict[SearchKind, int]
    kind: SearchKind | None = None
    groups: tuple[tuple[SearchKind, tuple[SearchHit, ...]], ...] = ()
    page: int = 1
    told: tuple[str, ...] = ()
    """What was done to words that are nowhere as they were written."""
    offered: tuple[str, ...] = ()
    """Names that are a little like what was not found."""
    nearest: tuple[SearchHit, ...] = ()
    """Amounts that are close to one that was not found."""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        """Pages of the chosen kind."""
        return -(-self.counts.get(self.kind, 0) // PER_PAGE) if self.kind else 1

    @property
    def also(self) -> list[tuple[str, tuple[str, ...]]]:
        """Words with those of the table of synonyms that counted as them."""
        return [(word.said, word.also) for word in self.words if word.also]


def search(text: str, kind: SearchKind | None = None, page: int = 1) -> SearchResult:
    """Counts of every kind and the first rows of each, or one page of one kind. Nine queries at most; none for no words."""
    words = asked(text)
    said = tuple(word.said for word in words)
    kind = kind if kind in SearchKind.public() else None
    if not words:
        return SearchResult(said, words, {}, kind)
    if (found := _Question(words).answer(said, kind, page)).total:
        return found
    if near := _nearest(words):
        return replace(found, nearest=near)
    better = mended(words)
    if better.words:
        found = _Question(better.words).answer(said, kind, page)
    return replace(found, told=better.told, offered=better.offered)


def every_hit(found: SearchResult) -> Iterator[SearchHit]:
    """All hits that a result counts, of its kind if one is chosen, in the order of the page."""
    return _Question(found.words).hits(found.kind) if found.words else iter(())


@dataclass(slots=True)
class _Question:
    words: tuple[Word, ...]
    forms: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.forms = [form for word in self.words for form in word.sought.forms]

    def answer(self, said: tuple[str, ...], kind: SearchKind | None, page: int) -> SearchResult:
        cells = self._cells()
        shown = [kind] if kind else SearchKind.public()
        most = PER_PAGE if kind else FIRST_OF_EACH
        counts, ids = self._numbers(shown, (page - 1) * most, most)
        if cells is not None:
            counts[SearchKind.AMOUNT] = cells.count()
        last = max(-(-counts[kind] // PER_PAGE), 1) if kind else 1
        if kind and page > last:
            return self.answer(said, kind, last)
        entries = SearchEntry.objects.filter(pk__in=ids).order_by("pk") if ids else ()
        groups: dict[SearchKind, list[SearchHit]] = {}
        for hit in hits_of(entries, self.forms):
            groups.setdefault(hit.kind, []).append(hit)
        if cells is not None and counts[SearchKind.AMOUNT] and SearchKind.AMOUNT in shown:
            start = (page - 1) * most
            groups[SearchKind.AMOUNT] = list(cell_hits(cells[start : start + most]))
        in_order = tuple((each, tuple(groups[each])) for each in SearchKind.public() if each in groups)
        return SearchResult(said, self.words, counts, kind, in_order, page)

    def hits(self, kind: SearchKind | None) -> Iterator[SearchHit]:
        kinds = [kind] if kind else SearchKind.public()
        _, ids = self._numbers(kinds, 0, MOST_EXPORTED)
        cells = self._cells() if SearchKind.AMOUNT in kinds else None
        before = [pk for pk in ids if pk < SearchKind.AMOUNT.first_id]
        after = [pk for pk in ids if pk > SearchKind.AMOUNT.last_id]
        yield from self._in_parts(before)
        if cells is not None:
            yield from cell_hits(cells[:MOST_EXPORTED])
        yield from self._in_parts(after)

    def _in_parts(self, ids: Sequence[int]) -> Iterator[SearchHit]:
        left = iter(sorted(ids))
        while some := list(islice(left, AT_ONCE)):
            yield from hits_of(SearchEntry.objects.filter(pk__in=some).order_by("pk"), self.forms)

    def _found(self) -> Sql:
        """A query of all entries that answer."""
        sql, parameters = holding([word.sought for word in self.words])
        if len(self.words) == 1 and (fens := self.words[0].fens):
            sql += f" UNION SELECT id FROM {ENTRIES} WHERE fen IN ({', '.join(['%s'] * len(fens))})"  # nosec B608
            parameters = [*parameters, *fens]
        return sql, parameters

    def _cells(self) -> QuerySet[Amount] | None:
        """The printed amounts that answer: of agencies that the other words find. None where no word is an amount."""
        amounts = [word for word in self.words if word.fens]
        if len(amounts) != 1:
            return None
        others = " ".join(word.said for word in self.words if not word.fens)
        cells = Amount.objects.published().filter(fen__in=amounts[0].fens)
        if (agencies := matching(others).agencies) is not None:
            cells = cells.filter(line__statement__disclosure__agency__in=agencies)
        return _in_order(cells)

    def _numbers(
        self, shown: Sequence[SearchKind], start: int, most: int
    ) -> tuple[dict[SearchKind, int], list[int]]:
        """How many entries of every kind answer, and the numbers of those to show of some kinds. One query.

        PostgreSQL keeps what it found for all parts of the question; SQLite is quicker to look in order and to stop.
        """
        sql, parameters = self._found()
        is_kept = connection.vendor == "postgresql"
        parts = [f"SELECT id >> {RANK_BITS} AS number, COUNT(*) AS n, NULL AS id FROM found GROUP BY 1"]  # nosec B608
        for kind in shown:
            within = f"id BETWEEN {kind.first_id} AND {kind.last_id} ORDER BY id LIMIT {most} OFFSET {start}"
            first = f"SELECT id FROM found WHERE {within}"  # nosec B608
            parts.append(f"SELECT NULL, NULL, id FROM ({first}) AS of_{kind.value}")  # nosec B608
        question = (
            f"WITH found AS {'' if is_kept else 'NOT '}MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}"
        )
        rows = _rows(question, parameters)
        counted = {number: count for number, count, _ in rows if number is not None}
        counts = {kind: counted.get(kind.number, 0) for kind in SearchKind.public()}
        return counts, [pk for _, _, pk in rows if pk is not None]


def _rows(question: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        return cursor.fetchall()


def _in_order(cells: QuerySet[Amount]) -> QuerySet[Amount]:
    """The newest year first."""
    return cells.with_place().order_by("-line__statement__disclosure__fiscal_year", "pk")  # type: ignore[attr-defined]


def _nearest(words: Sequence[Word]) -> tuple[SearchHit, ...]:
    """Printed amounts that come closest to one that is nowhere. One query, none where no amount was asked for."""
    if len(words) != 1 or not words[0].fens:
        return ()
    close = Q()
    for fen in words[0].fens:
        least, most = sorted((fen - fen // NEAR_PART, fen + fen // NEAR_PART))
        close |= Q(fen__range=(least, most))
    cells = list(_in_order(Amount.objects.published().filter(close))[:AT_ONCE])
    cells.sort(key=lambda cell: min(abs(1 - (cell.fen or 0) / fen) for fen in words[0].fens))
    return tuple(cell_hits(cells[:NEAREST]))
