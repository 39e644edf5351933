"""Tables whose rows are made of published disclosures, each of one: emptied and filled by the disclosure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import models

from disclosures.models import Disclosure
from disclosures.models.rows import insert, write

AT_ONCE = 200


@dataclass(frozen=True)
class KeptRows:
    """`rows` gives the values of the rows that some published disclosures have, in the order of `fields`; the first
    `key` of them name a row; rows whose number is among them keep it. Nobody else writes the table."""

    model: type[models.Model]
    fields: tuple[str, ...]
    key: int
    rows: Callable[[list[int]], Iterable[tuple[Any, ...]]]

    def refresh(self, disclosures: Iterable[int]) -> None:
        """These were published, withdrawn or read again."""
        ids = list(disclosures)
        self.model._default_manager.filter(disclosure__in=ids).delete()
        if "id" in self.fields:
            write(self.model, self.fields, list(self.rows(ids)))
        else:
            insert(self.model(**dict(zip(self.fields, row, strict=True))) for row in self.rows(ids))

    def rebuild(self) -> None:
        self.model._default_manager.all().delete()
        for some in _published():
            self.refresh(some)

    def differences(self) -> int:
        """How many rows differ from what is published now."""
        stored = set(self.model._default_manager.values_list(*self.fields))
        wanted = {tuple(row) for some in _published() for row in self.rows(some)}
        return len({row[: self.key] for row in stored ^ wanted})


def _published() -> Iterator[list[int]]:
    ids = iter(Disclosure.objects.published().order_by("pk").values_list("pk", flat=True))
    while some := list(islice(ids, AT_ONCE)):
        yield some
