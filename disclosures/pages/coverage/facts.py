"""Whose disclosure this site has and whose it has not, with how it knows of them.

A body is known here by a disclosure of any year, by its department's disclosure, which names it, or by its units'. What
this site has not may well have been published: nothing here says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Count, Exists, OuterRef, Q

from disclosures.models import Agency, Disclosure, Document, NamedUnit, Region
from disclosures.reading.columns import dated, form_word
from disclosures.reading.year_stages import YearStage
from disclosures.vocabulary import AgencyKind, Stage, Term

BODIES_PER_PAGE = 50


class State(Term):
    """Of a body in one year and stage."""

    HERE = "here", "本站有"
    NAMED = "named", "部门的公开点了名，本站没有"
    KNOWN = "known", "另有记载，本站没有"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is published here that shows the body: `word` says what it is to it."""

    when: YearStage
    disclosure_id: int
    word: str
    document: Document | None = None
    page: int | None = None

    @property
    def said(self) -> str:
        """2022 年部门预算."""
        return dated(self.when.year, self.word)

    @property
    def has_image(self) -> bool:
        return bool(self.page and self.document and self.document.media_type == "application/pdf")

    def distance(self, when: YearStage) -> tuple[int, bool, int]:
        """How near in years; the same stage first, then the later year."""
        return abs(self.when.year - when.year), self.when.stage is not when.stage, -self.when.year


@dataclass(frozen=True, slots=True)
class Place:
    when: YearStage
    state: State
    evidence: Evidence


@dataclass(slots=True)
class Body:
    """A department, or a unit: an agency of this site, or only a name."""

    name: str
    kind: AgencyKind
    department: str = ""
    agency: Agency | None = None
    own: dict[YearStage, Evidence] = field(default_factory=dict)
    named: dict[YearStage, Evidence] = field(default_factory=dict)
    others: list[Evidence] = field(default_factory=list)
    """Of a department: disclosures of its units."""

    def place(self, when: YearStage) -> Place:
        if here := self.own.get(when):
            return Place(when, State.HERE, here)
        if named := self.named.get(when):
            return Place(when, State.NAMED, named)
        known = [*self.own.values(), *self.named.values(), *self.others]
        return Place(when, State.KNOWN, min(known, key=lambda one: one.distance(when)))

    def places(self, years: Iterable[YearStage]) -> list[Place]:
        return [self.place(when) for when in years]


@dataclass(frozen=True, slots=True)
class Grid:
    """The bodies of one place, each department before its units; years and stages newest first."""

    region: Region
    years: tuple[YearStage, ...]
    bodies: tuple[Body, ...]

    def counted(self, state: State) -> list[int]:
        """For every year and stage, how many bodies are in a state."""
        return [sum(body.place(when).state is state for body in self.bodies) for when in self.years]


@dataclass(frozen=True, slots=True)
class PlaceRow:
    region: Region
    known: int
    here: int
    named: int

    @property
    def elsewhere(self) -> int:
        """Known from another year, another stage, or by their units."""
        return self.known - self.here - self.named


# --- one place -------------------------------------------------------------------------------------------------------


def grid(region: Region) -> Grid:
    """Three queries."""
    departments: dict[int, Body] = {}
    units: dict[int, dict[str, Body]] = {}
    alone: dict[int, Body] = {}
    agencies = Agency.objects.filter(region=region).select_related("parent").in_bulk()
    # No rows of models: a city has some thousands of disclosures.
    published = (
        Disclosure.objects.published()
        .filter(agency__region=region)
        .order_by("pk")
        .values_list("agency", "pk", "fiscal_year", "stage", "kind")
    )
    for whose, pk, year, stage, kind in sorted(
        published, key=lambda row: (agencies[row[0] or 0].code, agencies[row[0] or 0].name, row[1])
    ):
        agency, shown = agencies[whose or 0], _evidence(pk, year, stage, kind)
        if agency.parent is None:
            bodies = departments if agency.kind == AgencyKind.DEPARTMENT else alone
            bodies.setdefault(agency.pk, _body(agency)).own[shown.when] = shown
            continue
        department = departments.setdefault(agency.parent.pk, _body(agency.parent))
        department.others.append(replace(shown, word=f"其单位的{shown.when.stage.label}"))
        unit = units.setdefault(agency.parent.pk, {}).setdefault(
            _identity(agency.pk), _body(agency, department.name)
        )
        unit.own[shown.when] = shown
    named = NamedUnit.objects.filter(department__region=region).select_related(
        "disclosure", "department", "agency", "document"
    )
    for naming in named.order_by("pk"):
        department = departments.setdefault(naming.department_id, _body(naming.department))
        of_department = units.setdefault(naming.department_id, {})
        known = naming.agency and alone.get(naming.agency.pk)
        body = known or of_department.setdefault(
            _identity(naming.agency_id, naming.name),
            Body(naming.name, AgencyKind.UNIT, department.name, naming.agency),
        )
        said = _evidence(naming.disclosure.pk, naming.disclosure.fiscal_year, naming.disclosure.stage)
        word = f"部门{said.when.stage.label}点名"
        said = replace(said, word=word, document=naming.document, page=naming.page)
        body.named.setdefault(said.when, said)
    listed = [
        *(
            one
            for pk, department in sorted(departments.items(), key=_by_code)
            for one in (department, *units.get(pk, {}).values())
        ),
        *(body for _, body in sorted(alone.items(), key=_by_code)),
    ]
    years = {when for body in listed for when in body.own}
    return Grid(region, tuple(sorted(years, key=lambda when: (-when.year, when.stage))), tuple(listed))


def _identity(agency_id: int | None, name: str = "") -> str:
    return f"{agency_id}" if agency_id else name


def _body(agency: Agency, department: str = "") -> Body:
    return Body(agency.name, AgencyKind(agency.kind), department, agency)


def _by_code(item: tuple[int, Body]) -> tuple[str, str]:
    agency = item[1].agency
    return agency.code if agency else "", item[1].name


def _evidence(pk: int, year: int | None, stage: str, kind: str = AgencyKind.DEPARTMENT) -> Evidence:
    when = YearStage(year or 0, Stage(stage))
    return Evidence(when, pk, form_word(kind, when.stage))


# --- all places ------------------------------------------------------------------------------------------------------


def years_on_record() -> list[YearStage]:
    """The year and stage that most is published of, then the others, newest first. One query."""
    counts = (
        Disclosure.objects.published()
        .order_by("-fiscal_year", "stage")
        .values_list("fiscal_year", "stage")
        .annotate(number=Count("pk"))
    )
    found = {YearStage(year or 0, Stage(stage)): number for year, stage, number in counts}
    fullest = max(found, key=lambda when: found[when], default=None)
    return [*([fullest] if fullest else []), *(when for when in found if when != fullest)]


def place_rows(when: YearStage) -> list[PlaceRow]:
    """Every place with a body known here. Four queries."""
    published = Disclosure.objects.published().order_by()
    this = Q(fiscal_year=when.year, stage=when.stage)
    own = {
        code: (known, here)
        for code, known, here in published.values_list("agency__region").annotate(
            known=Count("agency", distinct=True), here=Count("agency", filter=this)
        )
    }
    by_units = dict(
        Agency.objects.filter(
            ~Exists(published.filter(agency=OuterRef("pk"))),
            Q(Exists(published.filter(agency__parent=OuterRef("pk")))),
            kind=AgencyKind.DEPARTMENT,
        )
        .order_by()
        .values_list("region")
        .annotate(number=Count("pk"))
    )
    its_own = published.filter(agency=OuterRef("agency"))
    named = {
        code: (unknown, missing)
        for code, unknown, missing in NamedUnit.objects.order_by()
        .annotate(has_any=Exists(its_own), has_this=Exists(its_own.filter(this)))
        .values_list("department__region")
        .annotate(
            unknown=Count("name", filter=Q(has_any=False), distinct=True),
            missing=Count(
                "name",
                filter=Q(has_this=False, disclosure__fiscal_year=when.year, disclosure__stage=when.stage),
                distinct=True,
            ),
        )
    }
    places = Region.objects.with_parents().filter(pk__in={*own, *by_units, *named}).order_by("pk")
    return [
        PlaceRow(
            region,
            own.get(region.pk, (0, 0))[0] + by_units.get(region.pk, 0) + named.get(region.pk, (0, 0))[0],
            own.get(region.pk, (0, 0))[1],
            named.get(region.pk, (0, 0))[1],
        )
        for region in places
    ]


def sums(rows: Sequence[PlaceRow]) -> tuple[int, int, int, int]:
    """Known, here, named and known otherwise, of all places."""
    return (
        sum(row.known for row in rows),
        sum(row.here for row in rows),
        sum(row.named for row in rows),
        sum(row.elsewhere for row in rows),
    )
