"""Where a reviewer is in the list of entries, and which of them a page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.admin.entries import Entry, EntryKind

AT_ONCE = 100
"""Entries of the list that a page shows: those around the one looked at."""


@dataclass(frozen=True, slots=True)
class Walk:
    """The list, and where in it somebody is."""

    entries: Sequence[Entry]
    at: int

    @classmethod
    def to(cls, entries: Sequence[Entry], key: str) -> Walk:
        """At the entry of a key, else at the first that is open, else at the first table."""
        for wanted in (
            lambda entry: entry.key == key,
            lambda entry: entry.is_open and entry.kind is not EntryKind.TABLE,
            lambda entry: entry.is_open,
        ):
            for at, entry in enumerate(entries):
                if wanted(entry):
                    return cls(entries, at)
        return cls(entries, 0)

    @property
    def now(self) -> Entry:
        return self.entries[self.at]

    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def before(self) -> Entry | None:
        return self.entries[self.at - 1] if self.at else None

    @property
    def after(self) -> Entry | None:
        return self.entries[self.at + 1] if self.number < len(self.entries) else None

    @property
    def next_open(self) -> Entry:
        """The one to go on with: the next open one, around the end; where none is left, this one."""
        around = [*self.entries[self.at + 1 :], *self.entries[: self.at]]
        return next((entry for entry in around if entry.is_open), self.now)

    @property
    def open_doubts(self) -> int:
        return sum(1 for entry in self.entries if entry.is_open and entry.kind is not EntryKind.TABLE)

    @property
    def open_tables(self) -> int:
        return sum(1 for entry in self.entries if entry.is_open and entry.kind is EntryKind.TABLE)

    @property
    def first_shown(self) -> int:
        return self.at // AT_ONCE * AT_ONCE

    @property
    def shown(self) -> list[tuple[EntryKind, list[Entry]]]:
        """The entries of this stretch by kind."""
        groups: dict[EntryKind, list[Entry]] = {}
        for entry in self.entries[self.first_shown : self.first_shown + AT_ONCE]:
            groups.setdefault(entry.kind, []).append(entry)
        return list(groups.items())

    @property
    def stretch_before(self) -> Entry | None:
        return self.entries[self.first_shown - 1] if self.first_shown else None

    @property
    def stretch_after(self) -> Entry | None:
        after = self.first_shown + AT_ONCE
        return self.entries[after] if after < len(self.entries) else None
