"""Which agency a disclosure is of. Proposes; where it is unsure it answers None and says why, and a person decides.

An agency is known by its place and name (or another name of it that was recorded); a printed code such as 350001 holds
within its place only, and never outweighs a name: codes are given anew when departments are reorganised.

One body's name is printed in several ways: 中国共产党江苏省委员会办公厅, 中共江苏省委办公厅, 江苏省委办公厅. `name_key` makes them
one, by rules that hold for every name; what merely looks alike stays apart.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from disclosures.models import Agency, AgencyAlias, Document, Institution, Region
from disclosures.parsing.records import AgencyName
from disclosures.vocabulary import AgencyKind

from .regions import Gazetteer

OWN_LEVEL = "本级"
UNIT_DIGITS = 3
"""A unit's code is its department's code and these many digits more: 350 and 350001."""

SHORT_WORDS: tuple[tuple[str, str], ...] = (
    ("人民代表大会", "人大"),
    ("常务委员会", "常委会"),
    ("管理委员会", "管委会"),
    ("纪律检查委员会", "纪委"),
    ("监察委员会", "监委"),
    ("委员会", "委"),
    ("(本级)", OWN_LEVEL),
)
"""Words of names that have one accepted short form, longer ones first. Not here: whatever could name another body."""

COMMITTEE = re.compile(r"(?:党委|委)(?![托派任])")
"""What follows a place where its Party committee is meant (江苏省委, 广西壮族自治区党委), not 委托 or 委派."""


@dataclass(slots=True)
class Resolver:
    """Finds or creates the agencies of one document, inside the transaction that loads it."""

    document: Document
    only_disclosure: bool
    gazetteer: Gazetteer = field(default_factory=Gazetteer.load)
    doubts: list[str] = field(default_factory=list)

    def resolve(self, printed: AgencyName) -> Agency | None:
        """The agency of a printed name, or None with a sentence in `doubts`."""
        name = printed.name
        said = self.document.said_agency
        if said and self.only_disclosure and self.gazetteer.region_of(name) is None:
            remember(said, name, source=self.document.original_name)
            return said
        if not name:
            self.doubts.append("没有找到部门或单位名称，请选择机构。")
            return None
        region = self.gazetteer.region_of(name, self.document.said_region_id)
        if region is None:
            self.doubts.append(f"“{name}”属于哪个地区不能确定，请选择机构，或先建立机构。")
            return None
        if known := find(region, name, printed.kind) or self._decided(name, printed.kind):
            return self._with_code(known, printed.code)
        # New names of a place one file at a time: two that are loaded at once could be two ways to write one name.
        Region.objects.select_for_update(no_key=True).get(pk=region)
        if known := find(region, name, printed.kind):
            return self._with_code(known, printed.code)
        alike = find_alike(region, name, printed.kind, self.gazetteer)
        if alike and not (alike.code and printed.code and alike.code != printed.code):
            remember(alike, name, source=self.document.original_name)
            return self._with_code(alike, printed.code)
        if holder := alike or self._holder(region, printed.code):
            self.doubts.append(
                f"“{holder.name}”的代码是 {holder.code}；文件所印代码是 {printed.code}，名称是“{name}”。"
                "请确认是不是同一机构。"
            )
            return None
        return create(region, name, printed.kind, printed.code or "", self.gazetteer)

    def _decided(self, name: str, kind: AgencyKind) -> Agency | None:
        """The agency that has this name in another place than its name says: only a person puts it there.

        A name that could be of several places says nothing of the sort.
        """
        if len(self.gazetteer.split(name).codes) != 1:
            return None
        elsewhere = named(name).filter(kind=kind)[:2]
        return elsewhere[0] if len(elsewhere) == 1 else None

    @staticmethod
    def _holder(region: str, code: str | None) -> Agency | None:
        """The agency that has a printed code already, under another name."""
        return Agency.objects.filter(region=region, code=code).first() if code else None

    @staticmethod
    def _with_code(agency: Agency, code: str | None) -> Agency:
        """An agency first met without a code gets the one printed now, unless another agency has it."""
        if (
            code
            and not agency.code
            and not Agency.objects.filter(region=agency.region_id, code=code).exists()
        ):
            agency.code = code
            agency.save(update_fields=["code"])
        return agency


def find(region: str, name: str, kind: AgencyKind) -> Agency | None:
    """An agency of that place with that name, or with that other name (if only one has it)."""
    of_kind = Agency.objects.filter(region=region, kind=kind)
    if agency := of_kind.filter(name=name).first():
        return agency
    candidates = of_kind.filter(aliases__name=name)[:2]
    return candidates[0] if len(candidates) == 1 else None


def find_alike(region: str, name: str, kind: AgencyKind, gazetteer: Gazetteer) -> Agency | None:
    """The one agency of that place whose name, or another name of it, is the same name written in another way."""
    key = name_key(name, gazetteer)
    names = Agency.objects.filter(region=region, kind=kind).values_list("pk", "name", "aliases__name")
    alike = {
        pk for pk, *written in names if any(other and name_key(other, gazetteer) == key for other in written)
    }
    return Agency.objects.get(pk=alike.pop()) if len(alike) == 1 else None


def name_key(name: str, gazetteer: Gazetteer) -> str:
    """What all ways to write one name within its place have in common; of no use for showing.

    Width, spaces, the path to the place (河北省保定市莲池区, 莲池区), the Party before its own bodies and a few words with
    accepted short forms do not count.
    """
    name = "".join(unicodedata.normalize("NFKC", name).split())
    places, organisation, rest = gazetteer.split(name)
    for word, short in SHORT_WORDS:
        rest = rest.replace(word, short)
    if organisation not in ("", "中共"):
        return organisation + rest.removeprefix("委")
    return COMMITTEE.sub("中共委", rest, count=1) if places and COMMITTEE.match(rest) else rest


def named(name: str, region: Region | None = None) -> QuerySet[Agency]:
    """Agencies of any kind with that name or other name, in that place if one is given."""
    agencies = Agency.objects.filter(Q(name=name) | Q(aliases__name=name)).distinct()
    return agencies.filter(region=region) if region else agencies


def create(region: str, name: str, kind: AgencyKind, code: str, gazetteer: Gazetteer) -> Agency:
    """A new agency, under its department if it is a unit, over its units if it is a department."""
    if kind == AgencyKind.DEPARTMENT:
        agency, _ = Agency.objects.get_or_create(
            region_id=region, name=name, kind=kind, defaults={"code": code}
        )
        adopt_units(agency, gazetteer)
        return agency
    department = department_of(region, name, code, gazetteer)
    own_level = department is not None and is_own_level(name, department, gazetteer)
    agency, _ = Agency.objects.get_or_create(
        region_id=region,
        name=name,
        kind=kind,
        defaults={"code": code, "parent": department, "own_level": own_level},
    )
    return agency


def is_own_level(name: str, department: Agency, gazetteer: Gazetteer) -> bool:
    """Whether a unit's name is its department's, with or without 本级."""
    return name_key(name, gazetteer).removesuffix(OWN_LEVEL) == name_key(department.name, gazetteer)


def department_of(region: str, name: str, code: str, gazetteer: Gazetteer) -> Agency | None:
    """The department of a unit: its own name says so (本级), or its code, or a department's list of institutions."""
    departments = Agency.objects.departments().filter(region=region)
    prefix = code[:-UNIT_DIGITS] if len(code) > UNIT_DIGITS else ""
    title = name.removesuffix(OWN_LEVEL).removesuffix(f"（{OWN_LEVEL}）")
    department = find(region, title, AgencyKind.DEPARTMENT) or find_alike(
        region, title, AgencyKind.DEPARTMENT, gazetteer
    )
    if title != name:
        if department is None:
            free = prefix and not Agency.objects.filter(region=region, code=prefix).exists()
            department = create(region, title, AgencyKind.DEPARTMENT, prefix if free else "", gazetteer)
        elif (
            prefix and not department.code and not Agency.objects.filter(region=region, code=prefix).exists()
        ):
            department.code = prefix
            department.save(update_fields=["code"])
            adopt_units(department, gazetteer)
        return department
    if department:
        return department
    if prefix and (department := departments.filter(code=prefix).first()):
        return department
    listed = Institution.objects.filter(
        name=name, disclosure__agency__kind=AgencyKind.DEPARTMENT, disclosure__agency__region=region
    )
    named = departments.filter(pk__in=listed.values("disclosure__agency"))[:2]
    return named[0] if len(named) == 1 else None


def adopt_units(department: Agency, gazetteer: Gazetteer) -> None:
    """Units that were there before their department come under it: by its name, or by its code."""
    orphans = Agency.objects.units().filter(region=department.region_id, parent=None)
    own = [unit.pk for unit in orphans if is_own_level(unit.name, department, gazetteer)]
    orphans.filter(pk__in=own).update(parent=department, own_level=True)
    if department.code:
        code = rf"^{department.code}[0-9]{{{UNIT_DIGITS}}}$"
        orphans.filter(code__regex=code).update(parent=department)


def learn_institutions(department: Agency, institutions: list[Institution]) -> None:
    """What a department's table of institutions says: which units are its own, and what they are."""
    if department.kind != AgencyKind.DEPARTMENT:
        return
    by_name = {row.name: row for row in institutions}
    Agency.objects.units().filter(region=department.region_id, parent=None, name__in=by_name).update(
        parent=department
    )
    known = Agency.objects.filter(
        region=department.region_id, name__in=by_name, nature="", rank="", funding=""
    )
    changed = list(known)
    for agency in changed:
        row = by_name[agency.name]
        agency.nature, agency.rank, agency.funding = row.nature[:50], row.rank[:50], row.funding[:50]
    Agency.objects.bulk_update(changed, ["nature", "rank", "funding"])


def remember(agency: Agency, name: str, *, source: str) -> None:
    """Record another printed name of an agency, so that the next document finds it."""
    if name and name != agency.name:
        AgencyAlias.objects.get_or_create(agency=agency, name=name, defaults={"source": source[:200]})
