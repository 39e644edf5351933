"""Layouts: what the tables of a place are called, as data. One small file a place, found by itself.

A layout names only what differs from `national`: its own rules are tried first, the national ones after them.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from disclosures.vocabulary import Measure, RowKind, Statement


@dataclass(frozen=True, slots=True)
class TitleRule:
    """A table whose title (without white space, half-width punctuation) matches `pattern` is `statement`."""

    statement: Statement
    pattern: str


@dataclass(frozen=True, slots=True)
class HeadingRule:
    """An amount column whose leaf heading matches `pattern`, under a group heading that matches `under`."""

    measure: Measure
    pattern: str
    under: str = ""


@dataclass(frozen=True, slots=True)
class RowRule:
    """A row without code whose name (without its numbering) matches `pattern` is of `kind`; where the name is short for
    one, only among the parts of the row of the kind `under`, or with a row of one of the kinds `beside` right above or
    below it, in a table where no row is called by the whole name."""

    kind: RowKind
    pattern: str
    under: RowKind | None = None
    beside: tuple[RowKind, ...] = ()

    @property
    def is_of_short_name(self) -> bool:
        return self.under is not None or bool(self.beside)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The words of one place, one object each, so that what they say of a text can be kept. `marks` are patterns by which a document shows that it is laid out this way."""

    name: str
    label: str
    marks: tuple[str, ...] = ()
    titles: tuple[TitleRule, ...] = ()
    headings: tuple[HeadingRule, ...] = ()
    rows: tuple[RowRule, ...] = ()
    ordinals: tuple[str, ...] = ()

    def over(self, base: Layout) -> Layout:
        """This layout with the rules of `base` after its own."""
        return Layout(
            self.name,
            self.label,
            self.marks,
            self.titles + base.titles,
            self.headings + base.headings,
            self.rows + base.rows,
            self.ordinals + base.ordinals,
        )


@cache
def layouts() -> dict[str, Layout]:
    """Every layout of this folder by name; a file dropped in is found."""
    found = {}
    for module in pkgutil.iter_modules(__path__):
        layout = getattr(importlib.import_module(f"{__name__}.{module.name}"), "LAYOUT", None)
        if isinstance(layout, Layout):
            found[layout.name] = layout
    national = found["national"]
    return {name: layout if layout is national else layout.over(national) for name, layout in found.items()}


def choose(texts: Iterable[str]) -> Layout:
    """The layout with the most of its marks in `texts` (at least half of them), else the national one."""
    text = "\n".join(texts)
    scored = [
        (sum(bool(re.search(mark, text)) for mark in layout.marks) / len(layout.marks), layout)
        for layout in layouts().values()
        if layout.marks
    ]
    share, best = max(scored, key=lambda pair: pair[0], default=(0.0, layouts()["national"]))
    return best if share >= 0.5 else layouts()["national"]
