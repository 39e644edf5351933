"""Sorting short tables by any of their columns (`?sort=name`, `?sort=-amount`); long lists are sorted in `queries`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

Row = TypeVar("Row")


def chosen_order(asked: str | None, keys: Iterable[str], default: str) -> str:
    """The order that an address names: a key, with a minus for the largest first."""
    return asked if asked and asked.removeprefix("-") in set(keys) else default


def in_order(rows: Iterable[Row], order: str, keys: Mapping[str, Callable[[Row], Any]]) -> list[Row]:
    """The rows by one key; rows without a value come last either way."""
    key = keys[order.removeprefix("-")]
    found = list(rows)
    with_value = [row for row in found if key(row) is not None]
    with_value.sort(key=key, reverse=order.startswith("-"))
    return with_value + [row for row in found if key(row) is None]
