"""Which place an agency's name begins with: 保定市莲池区工业和信息化局 → 130606."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.models import Region

PARTY_PREFIXES = ("中国共产党", "中共")
"""Party bodies name the Party first, then the place."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Every way to write a region, from the bare name to the full path, and the codes it may mean."""

    codes: dict[str, frozenset[str]]
    longest: int

    @classmethod
    def load(cls) -> Gazetteer:
        """One query."""
        regions = Region.objects.in_bulk()
        codes: dict[str, set[str]] = {}
        for region in regions.values():
            for name in _ways_to_write(region, regions):
                codes.setdefault(name, set()).add(region.code)
        return cls({name: frozenset(found) for name, found in codes.items()}, max(map(len, codes), default=0))

    def region_of(self, agency_name: str) -> str | None:
        """The code of the longest region name at the start of an agency's name; None where it may mean several places."""
        for prefix in PARTY_PREFIXES:
            agency_name = agency_name.removeprefix(prefix)
        for length in range(min(self.longest, len(agency_name)), 1, -1):
            if found := self.codes.get(agency_name[:length]):
                return next(iter(found)) if len(found) == 1 else None
        return None


def _ways_to_write(region: Region, regions: dict[str, Region]) -> Iterator[str]:
    """莲池区, 保定市莲池区, 河北省保定市莲池区 and 河北省莲池区."""
    above: list[str] = []
    code = region.parent_id
    while code:
        above.append(regions[code].name)
        code = regions[code].parent_id
    yield region.name
    path = region.name
    for name in above:
        path = name + path
        yield path
    if len(above) > 1:
        yield above[-1] + region.name
