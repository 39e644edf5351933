"""The way into a comparison: which columns, in which order, and what to do where an address names none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from disclosures.presenting.addresses import written_words
from disclosures.reading.candidates import Candidate, Option, picking
from disclosures.reading.columns import MOST_COLUMNS, Choice, Column

FEWEST_COLUMNS = 2
MOST_TICKED = 3
"""Like agencies that are ticked beforehand: with the first column as many as fit a wide screen."""

LONGEST_WORDS = 100
LONGEST_SHOWN = 40

_NOT_KEPT = ("d", "q", "edit", "base", "format", "part")
"""Parts of an address that the picker sets itself; the others are kept for the comparison."""


class Link(NamedTuple):
    word: str
    address: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Picked:
    """A chosen column and what can be done with it; an address is empty where there is nothing to do."""

    column: Column
    is_base: bool
    switches: tuple[tuple[str, tuple[Link, ...]], ...]
    """Years and stages, first of its own agency, then of its department or own level."""
    as_base: str
    earlier: str
    later: str
    drop: str


@dataclass(frozen=True, slots=True)
class MissingColumn:
    """A column that an address names and that is not there: in words, and what is there instead."""

    words: str
    instead: tuple[Link, ...] = ()


def renamed(request: HttpRequest, choice: Choice) -> HttpResponse | None:
    """The same address with each column once and by its present key, where it was not."""
    if not choice.renamed and not choice.repeated:
        return None
    query = request.GET.copy()
    named = [choice.renamed.get(key.strip(), key.strip()) for key in query.getlist("d")]
    query.setlist("d", list(dict.fromkeys(named)))
    if (base := query.get("base")) in choice.renamed:
        query["base"] = choice.renamed[base]
    return HttpResponseRedirect(f"{request.path}?{query.urlencode(safe=',')}")


def is_wanted(request: HttpRequest, choice: Choice) -> bool:
    """Columns are being picked, or are too few, too many or not all there."""
    return bool(request.GET.get("edit")) or len(choice.columns) < FEWEST_COLUMNS or not choice.is_whole


def picker(request: HttpRequest, choice: Choice) -> HttpResponse:
    words = written_words(request, "q", LONGEST_WORDS)
    columns = choice.columns
    base = next((c for c in columns if c.key == request.GET.get("base")), columns[0] if columns else None)
    found = picking(words, choice, base)
    addresses = _Addresses(request, [*choice.keys, *(column.key for column in choice.beyond)], base)
    is_full = len(columns) >= MOST_COLUMNS
    context = {
        "chosen": [_picked(i, c, found.relatives[i], addresses, base) for i, c in enumerate(columns)],
        "choice": choice,
        "missing": [
            MissingColumn(
                f"{known.agency.name}没有收录 {place.year} 年{place.stage.label}", _adding(known, addresses)
            )
            if known
            else MissingColumn(f"没有收录“{place.key}”这一列的机构")
            for place, known in found.missing
        ],
        "unreadable": ["".join(s for s in k[:LONGEST_SHOWN] if s.isprintable()) for k in choice.unreadable],
        "fewest": FEWEST_COLUMNS,
        "most": MOST_COLUMNS,
        "is_full": is_full,
        "room": MOST_COLUMNS - len(columns),
        "words": words,
        "found": found,
        "candidates": [(candidate.agency, _adding(candidate, addresses)) for candidate in found.found],
        "ticked": _ticked(len(columns), [like.is_same for like in found.likes]),
        "kept": addresses.kept,
        "compare_address": addresses.of(choice.keys, edit=False),
        "section": "compare",
    }
    return render(request, "disclosures/picker.html", context)


class _Addresses:
    """Addresses of neighbouring states: other columns, all else kept."""

    def __init__(self, request: HttpRequest, keys: list[str], base: Column | None) -> None:
        self.path = reverse("disclosures:compare")
        self.query = request.GET
        self.keys = keys
        self.base = base.key if base and keys and base.key != keys[0] else ""

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form must repeat beside the columns."""
        rest = [(name, str(value)) for name, value in self.query.items() if name not in _NOT_KEPT]
        return [*rest, ("base", self.base)] if self.base else rest

    def of(self, keys: list[str], base: str | None = None, edit: bool = True) -> str:
        query = self.query.copy()
        for name in _NOT_KEPT:
            query.pop(name, None)
        query.setlist("d", keys)
        base = self.base if base is None else base
        if base in keys[1:]:
            query["base"] = base
        if edit:
            query["edit"] = "1"
        return f"{self.path}?{query.urlencode(safe=',')}"

    def adding(self, key: str) -> str:
        return self.of([*self.keys, key])

    def replacing(self, old: str, new: str) -> str:
        keys = [new if key == old else key for key in self.keys]
        return self.of(keys, base=new if self.base == old else None)

    def dropping(self, key: str) -> str:
        return self.of([other for other in self.keys if other != key])

    def moving(self, position: int, to: int) -> str:
        """A column to another place. A base that was chosen stays the base; else it is whichever comes first."""
        keys = list(self.keys)
        keys.insert(to, keys.pop(position))
        return self.of(keys)


def _picked(
    position: int,
    column: Column,
    relatives: tuple[Candidate, ...],
    addresses: _Addresses,
    base: Column | None,
) -> Picked:
    def link(option: Option) -> Link:
        return Link(str(option), addresses.replacing(column.key, option.key), option.key == column.key)

    taken = set(addresses.keys) - {column.key}
    switches = [
        (
            "年度" if relative.agency.pk == column.agency.pk else relative.agency.get_kind_display(),
            tuple(link(option) for option in relative.options if option.key not in taken),
        )
        for relative in relatives
    ]
    return Picked(
        column=column,
        is_base=column is base,
        switches=tuple((name, links) for name, links in switches if links),
        as_base="" if column is base else addresses.of(addresses.keys, base=column.key),
        earlier=addresses.moving(position, position - 1) if position else "",
        later=addresses.moving(position, position + 1) if position + 1 < len(addresses.keys) else "",
        drop=addresses.dropping(column.key),
    )


def _adding(candidate: Candidate, addresses: _Addresses) -> tuple[Link, ...]:
    """Each option as a link that adds it; one that is a column already has none."""
    return tuple(
        Link(str(o), "" if o.key in addresses.keys else addresses.adding(o.key)) for o in candidate.options
    )


def _ticked(columns: int, same: list[bool]) -> list[int]:
    """Which of the like agencies are ticked: the first that do the same work, while there is one column only."""
    if columns != 1:
        return []
    return [i for i, is_same in enumerate(same) if is_same][:MOST_TICKED]
