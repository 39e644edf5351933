"""The page of a record: of an amount the figure's, under the address that stays with its place in its file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import reverse

from disclosures.reading.file_addresses import HASH, place_on_page
from disclosures.reading.sentences import place_of_sentence

_PK, _FILE, _PLACE = "999999999", "f" * HASH, "1-22-333"


@cache
def _route(name: str, *samples: str) -> str:
    """An address with `{}` for each part. Reversing a thousand of them would take longer than asking for their rows."""
    route = reverse(f"disclosures:{name}", args=samples)
    for sample in samples:
        route = route.replace(sample, "{}", 1)
    return route


@dataclass(frozen=True, slots=True)
class RowAddress:
    """`made` makes the address out of what stands at the paths of a row."""

    paths: tuple[str, ...]
    made: Callable[..., str | None]


def page_of(name: str, path: str, sample: str = _PK) -> RowAddress:
    """The page of that name of what the row refers to."""
    return RowAddress((path,), lambda key: _route(name, sample).format(key))


def cell(prefix: str = "") -> RowAddress:
    """The page of a printed cell; where its format has no pages, under its number."""
    steps = ("page", "x0", "top", "x1", "bottom", "line__statement__disclosure__document__sha256")
    paths = tuple(f"{prefix}{step}" for step in steps)

    def made(pk: int, page: int | None, *rest: Any) -> str:
        *box, sha256 = rest
        if page is None or None in box:
            return _route("figure", _PK).format(pk)
        return _route("figure-place", _FILE, _PLACE).format(sha256[:HASH], place_on_page(page, *box))

    return RowAddress((f"{prefix}pk", *paths), made)


def sentence(words: str) -> RowAddress:
    """The page of a sentence, whose words stand at a path."""

    def made(sha256: str, text: str, page: int | None) -> str:
        return _route("sentence-place", _FILE, f"1-{_FILE}").format(
            sha256[:HASH], place_of_sentence(text, page)
        )

    return RowAddress(("disclosure__document__sha256", words, "page"), made)


def finding() -> RowAddress:
    return RowAddress(("disclosure_id", "key"), _route_of_finding)


def _route_of_finding(disclosure: int, key: str) -> str:
    return _route("finding", "888888888", "fffffff").format(disclosure, key)


def told_by(otherwise: RowAddress) -> RowAddress:
    """The page of the cell that a row names, or of its sentence, else of where it belongs."""
    cells = cell("amount__")

    def made(headline: int | None, *rest: Any) -> str | None:
        own, others = rest[: len(cells.paths)], rest[len(cells.paths) :]
        if own[0] is not None:
            return cells.made(*own)
        return _route("sentence", _PK).format(headline) if headline else otherwise.made(*others)

    return RowAddress(("headline_id", *cells.paths, *otherwise.paths), made)
