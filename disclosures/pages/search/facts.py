"""Search in everything that is published: substrings of any length, the same answers on SQLite and PostgreSQL.

A row is found where every word stands in one of its texts; of several words some may stand where it belongs: the
agency, year and stage of a project, the region of an agency (“邢台 接待费”). See `grams` for what is the same sign.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from disclosures.models import SearchEntry
from disclosures.models.search_entry import RANK_BITS, SearchKind
from disclosures.parsing.narrative import section_sentences
from disclosures.parsing.records import Section
from disclosures.reading.grams import folded, holding, words_of

FIRST_OF_EACH = 3
PER_PAGE = 20
AROUND = 40
"""Signs of a long text shown before the first word found."""
LONGEST_EXCERPT = 160

ALSO: dict[SearchKind, str] = {
    SearchKind.AGENCY: "代码或别名：",
    SearchKind.REGION: "代码：",
    SearchKind.FUNCTIONAL: "曾用名称：",
    SearchKind.ECONOMIC: "曾用名称：",
    SearchKind.PROJECT: "项目编码：",
}
"""What the lines of an entry's text are, where it is not running text."""

__all__ = ["MarkedText", "SearchHit", "SearchKind", "SearchResult", "excerpt", "marked", "search", "words_of"]


class MarkedText(NamedTuple):
    text: str
    is_mark: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One row found. `target` is the key of the page it is on: an agency's, region's, disclosure's id, or a code."""

    kind: SearchKind
    target: str
    title: tuple[MarkedText, ...]
    context: tuple[MarkedText, ...]
    excerpt: tuple[MarkedText, ...] = ()
    sentence: str = ""
    """Of running text the first sentence with a word."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    words: tuple[str, ...]
    counts: dict[SearchKind, int]
    kind: SearchKind | None
    groups: tuple[tuple[SearchKind, tuple[SearchHit, ...]], ...]
    page: int = 1

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        """Pages of the chosen kind."""
        return -(-self.counts.get(self.kind, 0) // PER_PAGE) if self.kind else 1


def search(text: str, kind: SearchKind | None = None, page: int = 1) -> SearchResult:
    """Counts of every kind and the first rows of each, or one page of one kind. At most three queries; none for no words."""
    words = words_of(text)
    if not words:
        return SearchResult(words, {}, kind, ())
    start = (page - 1) * PER_PAGE
    counts, ids = _numbers(
        words, [kind] if kind else list(SearchKind), start, PER_PAGE if kind else FIRST_OF_EACH
    )
    last = max(-(-counts[kind] // PER_PAGE), 1) if kind else 1
    if kind and page > last:
        page = last
        _, ids = _numbers(words, [kind], (page - 1) * PER_PAGE, PER_PAGE)
    groups: dict[SearchKind, list[SearchHit]] = {}
    for entry in SearchEntry.objects.filter(pk__in=ids).order_by("pk") if ids else ():
        groups.setdefault(entry.kind, []).append(_hit(entry, words))
    return SearchResult(words, counts, kind, tuple((k, tuple(hits)) for k, hits in groups.items()), page)


def _numbers(
    words: Sequence[str], shown: Sequence[SearchKind], start: int, most: int
) -> tuple[dict[SearchKind, int], list[int]]:
    """How many entries of every kind hold the words, and the numbers of those to show of some kinds. One query.

    PostgreSQL keeps what it found for all parts of the question; SQLite is quicker to look in order and to stop.
    """
    sql, parameters = holding(words)
    is_kept = connection.vendor == "postgresql"
    parts = [f"SELECT id >> {RANK_BITS} AS number, COUNT(*) AS n, NULL AS id FROM found GROUP BY 1"]  # nosec B608
    for kind in shown:
        within = f"id BETWEEN {kind.first_id} AND {kind.last_id} ORDER BY id LIMIT {most} OFFSET {start}"
        parts.append(f"SELECT NULL, NULL, id FROM (SELECT id FROM found WHERE {within}) AS of_{kind.value}")  # nosec B608
    question = f"WITH found AS {'' if is_kept else 'NOT '}MATERIALIZED ({sql}) {' UNION ALL '.join(parts)}"
    with connection.cursor() as cursor:
        cursor.execute(question, parameters)
        rows = cursor.fetchall()
    counted = {number: count for number, count, _ in rows if number is not None}
    counts = {kind: counted.get(kind.number, 0) for kind in SearchKind}
    return counts, [pk for _, _, pk in rows if pk is not None]


def _hit(entry: SearchEntry, words: Sequence[str]) -> SearchHit:
    """The title, and of the text the part that was found: of running text always, of other lines where they hold a word."""
    kind = entry.kind
    if kind in ALSO:
        lines = [line for line in entry.text.split("\n") if any(folded(w) in folded(line) for w in words)]
        also = (MarkedText(ALSO[kind], False), *marked("，".join(lines), words)) if lines else ()
    else:
        also = excerpt(entry.text, words)
    title = excerpt(entry.title, words) if entry.title else (MarkedText(kind.label, False),)
    sentence = _sentence(entry, words) if kind is SearchKind.NARRATIVE else ""
    return SearchHit(kind, entry.target, title, marked(entry.context, words), also, sentence)


def _sentence(entry: SearchEntry, words: Sequence[str]) -> str:
    wanted = [folded(word) for word in words]
    for sentence in section_sentences(Section(entry.title, 1, None, entry.text)):
        if any(word in folded(sentence.text) for word in wanted):
            return sentence.text
    return ""


def marked(text: str, words: Sequence[str]) -> tuple[MarkedText, ...]:
    """A text cut into runs, the words found being runs of their own. The signs stay as they are."""
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    runs: list[MarkedText] = []
    at = 0
    for match in re.finditer(pattern, text, re.IGNORECASE | re.ASCII):
        if match.start() > at:
            runs.append(MarkedText(text[at : match.start()], False))
        runs.append(MarkedText(match.group(), True))
        at = match.end()
    if at < len(text):
        runs.append(MarkedText(text[at:], False))
    return tuple(runs)


def excerpt(text: str, words: Sequence[str]) -> tuple[MarkedText, ...]:
    """The part of a long text around the first word found, from the beginning of its sentence where that is near."""
    flat = " ".join(text.split())
    places = [found for word in words if (found := folded(flat).find(folded(word))) >= 0]
    first = min(places, default=0)
    start = max(flat.rfind(sign, 0, first) for sign in "。；!?") + 1
    start = max(start, first - AROUND)
    end = start + LONGEST_EXCERPT
    cut = ("…" if start else "") + flat[start:end].strip() + ("…" if end < len(flat) else "")
    return marked(cut, words)
