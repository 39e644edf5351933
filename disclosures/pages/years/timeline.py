"""The places of a time line: years that were published, years that a later document implies, and gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from disclosures.reading.columns import Column


@dataclass(frozen=True, slots=True)
class YearPlace:
    """One place of a time line. Exactly one of three: `column` published it, `told_by` implies it, or it is a gap.

    `why_break` says, where figures do not continue those of the place before, what differs.
    """

    year: int
    column: Column | None = None
    told_by: Column | None = None
    last: int = 0
    """The last year of a gap."""
    why_break: str = ""
    is_staged: bool = False
    """Budget and accounts of one year stand side by side: the heading says which it is."""

    @property
    def scope(self) -> Column | None:
        """The column whose scope the figures have; a gap has none."""
        return self.column or self.told_by

    @property
    def is_gap(self) -> bool:
        return self.scope is None

    @property
    def is_implied(self) -> bool:
        return self.told_by is not None

    @property
    def key(self) -> str:
        """2024, or 2024b and 2024f where both stages stand side by side."""
        return f"{self.year}{self.column.stage[0] if self.is_staged and self.column else ''}"

    @property
    def heading(self) -> str:
        if self.is_staged and self.column:
            return f"{self.year} {self.column.stage.label}"
        return f"{self.year}—{self.last}" if self.last > self.year else str(self.year)

    @property
    def form_word(self) -> str:
        if self.column:
            return self.column.scope_word if self.is_staged else self.column.form_word
        return f"由 {self.told_by.year} 年推算" if self.told_by else "未收录"


def time_line(columns: Sequence[Column], implied: Mapping[int, Column]) -> tuple[YearPlace, ...]:
    """Every year from first to last, oldest first. `implied`: years without a column that a later one tells of."""
    known = {column.year: YearPlace(column.year, column) for column in columns}
    for year, teller in implied.items():
        known.setdefault(year, YearPlace(year, told_by=teller))
    places: list[YearPlace] = []
    for year in sorted(known):
        if places and year > places[-1].year + 1:
            places.append(YearPlace(places[-1].year + 1, last=year - 1))
        places.append(known[year])
    return with_breaks(places)


def staged_places(columns: Sequence[Column]) -> tuple[YearPlace, ...]:
    """Budget and accounts of every year that has both, side by side. `columns` come by year, then budget first."""
    pairs = [(a, b) for a, b in pairwise(columns) if a.year == b.year]
    return tuple(
        place
        for pair in pairs
        for place in with_breaks([YearPlace(column.year, column, is_staged=True) for column in pair])
    )


def with_breaks(places: Sequence[YearPlace]) -> tuple[YearPlace, ...]:
    made: list[YearPlace] = []
    before: Column | None = None
    for place in places:
        after = place.scope
        if before is not None and after is not None and (why := why_not_continued(before, after)):
            place = replace(place, why_break=why)
        before = after or before
        made.append(place)
    return tuple(made)


def why_not_continued(before: Column, after: Column) -> str:
    """What differs in the scope of two columns of one agency, in words; nothing where one continues the other."""
    if before.is_derived != after.is_derived or (
        not before.is_derived and before.disclosures[0].kind != after.disclosures[0].kind
    ):
        return f"{_what(before)}，{_what(after)}"
    if not before.is_derived:
        return ""
    names = [
        {d.agency_id: d.agency.name for d in column.disclosures if d.agency} for column in (before, after)
    ]
    gone = "、".join(name for pk, name in names[0].items() if pk not in names[1])
    new = "、".join(name for pk, name in names[1].items() if pk not in names[0])
    parts = [f"{after.year} 年没有{gone}" if gone else "", f"{after.year} 年多了{new}" if new else ""]
    return "，".join(filter(None, parts)) and "相加的单位不同：" + "，".join(filter(None, parts))


def _what(column: Column) -> str:
    if not column.is_derived:
        return f"{column.year} 年为{column.form_word}"
    names = "、".join(d.agency.name for d in column.disclosures if d.agency)
    return f"{column.year} 年没有收录部门的公开，把已公布的 {len(column.disclosures)} 个单位相加（{names}）"
