"""Which place an agency's name begins with: 保定市莲池区工业和信息化局 → 130606."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import NamedTuple

from disclosures.models import Region

BEFORE_PLACE: dict[str, str] = {
    "中国共产党": "中共",
    "中共": "中共",
    "中国人民政治协商会议": "政协",
    "政协": "政协",
    "中国共产主义青年团": "共青团",
    "共青团": "共青团",
    "中国国民党革命委员会": "民革",
    "民革": "民革",
    "中国民主同盟": "民盟",
    "民盟": "民盟",
    "中国民主建国会": "民建",
    "民建": "民建",
    "中国民主促进会": "民进",
    "民进": "民进",
    "中国农工民主党": "农工党",
    "农工党": "农工党",
    "中国致公党": "致公党",
    "致公党": "致公党",
    "九三学社": "九三学社",
    "台湾民主自治同盟": "台盟",
    "台盟": "台盟",
}
"""Bodies that name an organisation first, then the place; and the short word for each organisation."""


class SplitName(NamedTuple):
    """中共江苏省委办公厅 as the codes its place may mean, 中共, 委办公厅. No place: no codes, and the name whole."""

    codes: frozenset[str]
    organisation: str
    rest: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every way to write a region, from the bare name to the full path, and the codes it may mean."""

    codes: Mapping[str, Set[str]]
    longest: int

    @classmethod
    def load(cls) -> Gazetteer:
        """One query."""
        regions = {code: named for code, *named in Region.objects.values_list("code", "name", "parent_id")}
        codes: dict[str, set[str]] = {}
        for code in regions:
            for name in _ways_to_write(code, regions):
                codes.setdefault(name, set()).add(code)
        return cls(codes, max(map(len, codes), default=0))

    def split(self, agency_name: str) -> SplitName:
        """An agency's name taken apart at the longest region name that it begins with."""
        prefix = next((prefix for prefix in BEFORE_PLACE if agency_name.startswith(prefix)), "")
        name = agency_name.removeprefix(prefix)
        for length in range(min(self.longest, len(name)), 1, -1):
            if found := self.codes.get(name[:length]):
                return SplitName(frozenset(found), BEFORE_PLACE.get(prefix, ""), name[length:])
        return SplitName(frozenset(), "", agency_name)

    def region_of(self, agency_name: str, said: str | None = None) -> str | None:
        """The code of the place that an agency's name begins with, or of the place that a person `said`.

        A name such as 普陀区, of several places, is settled by a place that was said if just one of them lies in it.
        """
        meant = named = self.split(agency_name).codes
        if len(named) > 1 and said:
            meant = frozenset(code for code in named if code.startswith(significant(said)))
        if len(meant) == 1:
            return next(iter(meant))
        return None if named else said


def significant(code: str) -> str:
    """The digits of a region's code that all places in it share: 130600 → 1306."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def _ways_to_write(code: str, regions: dict[str, list[str]]) -> Iterator[str]:
    """莲池区, 保定市莲池区, 河北省保定市莲池区 and 河北省莲池区. `regions` holds the name and the code above."""
    path, above = regions[code]
    own = path
    yield path
    names: list[str] = []
    while above:
        name, above = regions[above]
        names.append(name)
        path = name + path
        yield path
    if len(names) > 1:
        yield names[-1] + own
