"""The narrative of published disclosures by what its sections are about, and how many bodies say the same."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from disclosures.models import Section
from disclosures.models.same_words import SECTION_BITS
from disclosures.parsing.normalise import key
from disclosures.vocabulary.topics import Topic, topics_of

from .sentences import SentenceOfSection, sentences_of

FAR = 60
"""Sections with a shingle that are counted; a shingle of more is of so many bodies, too."""


@dataclass(frozen=True)
class Passage:
    """A section; `text` is empty where only tables or other headings stand under its heading."""

    pk: int
    heading: str
    topic: Topic
    page: int | None
    text: str

    @cached_property
    def sentences(self) -> list[SentenceOfSection]:
        return sentences_of(self.text, self.page)


def passages_of(ids: Iterable[int]) -> dict[int, list[Passage]]:
    """By disclosure, its sections in printed order. One query."""
    found: dict[int, list[Section]] = {}
    for section in Section.objects.of_disclosures(ids):
        found.setdefault(section.whole, []).append(section)
    return {
        whole: [
            Passage(one.pk, one.heading, topic, one.page, one.text)
            for one, topic in zip(
                sections, topics_of((key(one.heading), one.level) for one in sections), strict=True
            )
        ]
        for whole, sections in found.items()
    }


def bodies_with(shingles: Collection[int]) -> dict[int, int]:
    """Of how many bodies the published disclosures have each of these shingles; `FAR` where that is many. One query."""
    sql = f"""
        SELECT asked.value, (
            SELECT CASE WHEN COUNT(*) = {FAR} THEN {FAR} ELSE COUNT(DISTINCT body_id) END
            FROM (SELECT body_id FROM disclosures_shingle AS own WHERE {_OWN} LIMIT {FAR}) AS few
        ) FROM """  # nosec B608
    return dict(_asked(sql, "", shingles))


def holders(shingles: Collection[int]) -> list[tuple[int, int, int]]:
    """Each of these shingles with a disclosure that has it and its body. One query."""
    return _asked(
        "SELECT DISTINCT asked.value, own.disclosure_id, own.body_id FROM ",
        f" JOIN disclosures_shingle AS own ON {_OWN}",
        shingles,
    )


_FIRST = f"(asked.value << {SECTION_BITS})"
_OWN = f"own.id BETWEEN {_FIRST} AND {_FIRST} + {(1 << SECTION_BITS) - 1}"


def _asked(select: str, join: str, numbers: Collection[int]) -> list[Any]:
    """Numbers are one parameter, however many they are."""
    if not numbers:
        return []
    is_postgresql = connection.vendor == "postgresql"
    asked = "unnest(%s::bigint[]) AS asked (value)" if is_postgresql else "json_each(%s) AS asked"
    with connection.cursor() as cursor:
        cursor.execute(select + asked + join, [list(numbers) if is_postgresql else json.dumps(list(numbers))])
        return list(cursor.fetchall())
