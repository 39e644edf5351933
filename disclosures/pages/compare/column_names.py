"""What a column is called: as short as keeps the columns of a page apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from disclosures.reading.columns import Column

Naming = Callable[[Column], str]

SHORT: tuple[Naming, ...] = (
    lambda c: f"{c.agency.region.name} {c.year}",
    lambda c: f"{c.agency.region.name} {c.year} {c.stage.label}",
)
LONG: tuple[Naming, ...] = (
    lambda c: c.title,
    lambda c: f"{c.title} {c.stage.label}",
    lambda c: f"{c.title}（{c.scope_word}）",
    lambda c: f"{c.title} {c.stage.label}（{c.scope_word}）",
)


def short_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """衡水市 2022; the agency's name where places do not tell the columns apart."""
    return _apart(columns, (*SHORT, *LONG))


def long_names(columns: Sequence[Column]) -> tuple[str, ...]:
    """衡水市工业和信息化局 2022, with stage or scope where two would be called the same."""
    return _apart(columns, LONG)


def _apart(columns: Sequence[Column], ways: Sequence[Naming]) -> tuple[str, ...]:
    names: tuple[str, ...] = ()
    for way in ways:
        names = tuple(way(column) for column in columns)
        if len(set(names)) == len(names):
            break
    return names
