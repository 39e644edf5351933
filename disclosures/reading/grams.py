"""Pairs of signs: how any substring, of one sign or more, is found by an index on SQLite and on PostgreSQL.

PostgreSQL keeps the numbers of every sign and of every two neighbours of an entry's texts in two GIN indexes by itself
(`disclosures_grams` in the migration); of words of three signs and more the text is looked at as well. SQLite has a
full-text table whose words `tokens` makes: of every place in a text its sign and the next one, four letters each. A
phrase of such words is a substring, the beginning of such a word a single sign.

Letters match in either case, ASCII only. Every other sign is itself; `%`, `_` and quotes are ordinary signs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from django.db import connection

TABLE = "disclosures_searchgram"
ENTRIES = "disclosures_searchentry"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LETTERS = 4
"""36⁴ is more than there are signs."""
END = "0" * LETTERS
"""Follows the last sign of a line. No text holds the sign that it stands for."""

_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_OWN = "title || E'\\n' || text"
_CONTEXT = "context"

Sql = tuple[str, list[Any]]


def folded(text: str) -> str:
    return text.translate(_UPPER)


def tokens(text: str) -> str:
    """The words of a text for SQLite's table."""
    return " ".join(token for line in folded(text).split("\n") for token in _pairs(line) if line)


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


def holding(words: Sequence[str]) -> Sql:
    """A query of the numbers (`id`) of all entries that hold the words.

    Every word stands in the texts of the entry itself or in its context (“邢台 接待费”), at least one in its own.
    """
    return _postgresql(words) if connection.vendor == "postgresql" else _sqlite(words)


def _sqlite(words: Sequence[str]) -> Sql:
    phrases = [_phrase(word) for word in words]
    own = " OR ".join(f"own : {phrase}" for phrase in phrases)
    everywhere = " AND ".join(f"({phrase})" for phrase in phrases)
    asked = own if len(words) == 1 else f"({own}) AND {everywhere}"
    return f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s", [asked]  # nosec B608


def _phrase(word: str) -> str:
    letters = [_letters(sign) for sign in folded(word)]
    if len(letters) == 1:
        return f'"{letters[0]}" *'
    return '"' + " ".join(a + b for a, b in pairwise(letters)) + '"'


def _postgresql(words: Sequence[str]) -> Sql:
    """Every word by the index, in the entry or in its context; that one is its own is seen in the texts, which is cheaper
    than to make their pairs again."""
    if len(words) == 1:
        where, parameters = _holds(_OWN, words[0])
    else:
        conditions = [(_holds(_OWN, word), _holds(_CONTEXT, word)) for word in words]
        everywhere = " AND ".join(f"({own} OR {context})" for (own, _), (context, _) in conditions)
        among = " OR ".join(_seen(_OWN) for _ in words)
        where = f"{everywhere} AND ({among})"
        parameters = [p for (_, own), (_, context) in conditions for p in (*own, *context)]
        parameters += [folded(word) for word in words]
    return f"SELECT id FROM {ENTRIES} WHERE {where}", parameters  # nosec B608


def _seen(texts: str) -> str:
    return f'strpos(upper(({texts}) COLLATE "C"), %s) > 0'


def _holds(texts: str, word: str) -> Sql:
    signs = [ord(sign) for sign in folded(word)]
    pairs = [first << 21 | second for first, second in pairwise(signs)]
    sql, parameters = f"disclosures_grams({texts}) @> %s::bigint[]", [pairs or signs]
    if len(signs) < 3:
        return sql, parameters
    return f"({sql} AND {_seen(texts)})", [*parameters, folded(word)]


def words_of(text: str) -> tuple[str, ...]:
    """The words to look for: printable, each once, six at most."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in printable.split()))[:MOST_WORDS]


LONGEST_WORD = 50


MOST_WORDS = 6
