"""Pairs of signs: how any substring, of one sign or more, is found by an index on SQLite and on PostgreSQL.

PostgreSQL keeps the numbers of every sign and of every two neighbours of an entry's texts in GIN indexes by itself
(`disclosures_grams` in the migration); of words of three signs and more the text is looked at as well. SQLite has a
full-text table whose words `tokens` makes: of every place in a text its sign and the next one, four letters each. A
phrase of such words is a substring, the beginning of such a word a single sign. What is asked never stands in the text
of a query as it was written.

Both hold texts that `signs` has folded; a sign is then itself, `%`, `_` and `*` too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection

TABLE = "disclosures_searchgram"
ENTRIES = "disclosures_searchentry"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LETTERS = 4
"""36⁴ is more than there are signs."""
END = "0" * LETTERS
"""Follows the last sign of a line. No text holds the sign that it stands for."""

Sql = tuple[str, list[Any]]


class Sought(NamedTuple):
    """A word to look for, folded, in all the forms that count as this word; `by_sound` also among the sounds of names."""

    forms: tuple[str, ...]
    by_sound: bool = False


def tokens(text: str) -> str:
    """The words of a folded text for SQLite's table."""
    return " ".join(token for line in text.split("\n") for token in _pairs(line) if line)


def _pairs(line: str) -> list[str]:
    letters = [*map(_letters, line), END]
    return [first + second for first, second in pairwise(letters)]


@cache
def _letters(sign: str) -> str:
    number, letters = ord(sign), ""
    for _ in range(LETTERS):
        number, digit = divmod(number, len(DIGITS))
        letters = DIGITS[digit] + letters
    return letters


def holding(words: Sequence[Sought], anywhere: bool = False) -> Sql:
    """A query of the numbers (`id`) of all entries that hold the words.

    Every word stands in the texts of the entry itself or where it belongs (“邢台 接待费”), at least one in its own;
    `anywhere`: none need to.
    """
    return (_postgresql if connection.vendor == "postgresql" else _sqlite)(words, anywhere)


def _sqlite(words: Sequence[Sought], anywhere: bool) -> Sql:
    own = " OR ".join(_match(word, "own") for word in words)
    if len(words) == 1 and not anywhere:
        asked = own
    else:
        everywhere = " AND ".join(f"({_match(word, '{own around}')})" for word in words)
        asked = everywhere if anywhere else f"({own}) AND {everywhere}"
    return f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s", [asked]  # nosec B608


def _match(word: Sought, columns: str) -> str:
    forms = " OR ".join(map(_phrase, word.forms))
    return f"{columns} : ({forms})" + (f" OR sound : ({forms})" if word.by_sound else "")


def _phrase(form: str) -> str:
    letters = [_letters(sign) for sign in form]
    if len(letters) == 1:
        return f'"{letters[0]}" *'
    return '"' + " ".join(a + b for a, b in pairwise(letters)) + '"'


def _postgresql(words: Sequence[Sought], anywhere: bool) -> Sql:
    """Every word by the index, in the entry or in its context; that one is its own is seen in the texts, which is cheaper
    than to make their pairs again."""
    if len(words) == 1 and not anywhere:
        where, parameters = _held(words[0], ("own",))
    else:
        conditions = [_held(word, ("own", "around")) for word in words]
        where = " AND ".join(sql for sql, _ in conditions)
        parameters = [value for _, values in conditions for value in values]
        if not anywhere:
            among = [(field, form) for word in words for field in _own(word) for form in word.forms]
            where += f" AND ({' OR '.join(_seen(field) for field, _ in among)})"
            parameters += [form for _, form in among]
    return f"SELECT id FROM {ENTRIES} WHERE {where}", parameters  # nosec B608


def _own(word: Sought) -> tuple[str, ...]:
    return ("own", "sound") if word.by_sound else ("own",)


def _held(word: Sought, fields: Sequence[str]) -> Sql:
    """That some form of a word stands in some of the fields.

    The index is asked first, for all of them, and what it gives is then looked at, for all of them: were each form asked
    and looked at by itself, PostgreSQL would make the pairs of every row again.
    """
    places = [(field, form) for field in dict.fromkeys((*fields, *_own(word))) for form in word.forms]
    sql = f"({' OR '.join(f'disclosures_grams({field}) @> %s::bigint[]' for field, _ in places)})"
    parameters: list[Any] = [_numbers(form) for _, form in places]
    if all(len(form) < 3 for form in word.forms):
        return sql, parameters
    looked_at = " OR ".join(_seen(field) for field, _ in places)
    return f"({sql} AND ({looked_at}))", [*parameters, *(form for _, form in places)]


def _seen(field: str) -> str:
    return f'strpos({field} COLLATE "C", %s) > 0'


def _numbers(form: str) -> list[int]:
    """The pairs of a form; of a single sign that sign."""
    numbers = [ord(sign) for sign in form]
    return [first << 21 | second for first, second in pairwise(numbers)] or numbers


def sharing(pieces: Iterable[tuple[Sought, int]], within: str) -> Sql:
    """A query of the entries `within` a condition on `id` that hold any of some pieces of a word, with the sum `n` of what
    the pieces weigh."""
    parts: list[str] = []
    parameters: list[Any] = []
    for piece, weight in pieces:
        sql, values = holding([piece])
        parts.append(f"SELECT id, {weight} AS n FROM ({sql}) AS piece WHERE {within}")  # nosec B608
        parameters += values
    return f"SELECT id, SUM(n) AS n FROM ({' UNION ALL '.join(parts)}) AS pieces GROUP BY id", parameters  # nosec B608
