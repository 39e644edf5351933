"""What can be found, made from what is published: the rows that the table of search entries repeats.

A source is what entries are made of: `d12` the disclosure 12, `a5` the agency 5, `r130500` a region, `f208` and `e301`
codes. An agency is found when it or a unit under it has a published disclosure (others by the staff only), a region when an
agency there is found, a code when something is on record under it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from disclosures.models import (
    Agency,
    Amount,
    Disclosure,
    PerformanceIndicator,
    ProcurementAmount,
    ProcurementItem,
    Project,
    Region,
    Section,
    Statement,
    Total,
)
from disclosures.models.classification import CLASSIFICATION
from disclosures.models.search_entry import RANK_BITS, SearchKind
from disclosures.vocabulary import AgencyKind, CodeKind, Measure, RowKind, Stage
from disclosures.vocabulary import Statement as StatementType

from .signs import folded
from .sounds import sound_lines
from .statement_lines import OTHER_BASES
from .word_tables import short_names

LAST_YEAR = 2155
"""Years are ranked backwards from here: eight bits."""

FEW = 10
"""Places that are looked up one by one; of more of them all that is published is asked at once."""

CODE_SOURCES: dict[str, tuple[CodeKind, SearchKind]] = {
    "f": (CodeKind.FUNCTIONAL, SearchKind.FUNCTIONAL),
    "e": (CodeKind.ECONOMIC, SearchKind.ECONOMIC),
}


class EntryValues(NamedTuple):
    """The values of a SearchEntry."""

    id: int
    source: str
    target: str
    title: str
    text: str = ""
    context: str = ""
    place: str = ""
    fen: int | None = None
    own: str = ""
    around: str = ""
    sound: str = ""


def entries(sources: Iterable[str]) -> Iterator[EntryValues]:
    """The entries of some sources, those of sources that the public may not see left out."""
    keys: dict[str, list[str]] = {}
    for source in sources:
        keys.setdefault(source[0], []).append(source[1:])
    yield from _of_agencies([int(key) for key in keys.get("a", ())])
    yield from _of_regions(keys.get("r", ()))
    for letter in CODE_SOURCES:
        yield from _of_codes(letter, keys.get(letter, ()))
    yield from _of_disclosures([int(key) for key in keys.get("d", ())])


def all_sources() -> Iterator[str]:
    """Every source that may have entries."""
    for pk in Agency.objects.order_by("pk").values_list("pk", flat=True).iterator():
        yield f"a{pk}"
    yield from sources_of_classifications()
    for pk in Disclosure.objects.visible().order_by("pk").values_list("pk", flat=True).iterator():
        yield f"d{pk}"


# --- where a change shows ------------------------------------------------------------------------------------------


def sources_of_disclosures(disclosures: Iterable[Disclosure]) -> set[str]:
    """Disclosures that were published, withdrawn or read again, without codes. Their agencies must be loaded."""
    found: set[str] = set()
    given = list(disclosures)
    for pk in Disclosure.objects.with_parts(d.pk for d in given).values_list("pk", flat=True):
        found.add(f"d{pk}")
    for agency in filter(None, (disclosure.agency for disclosure in given)):
        found |= {f"a{pk}" for pk in (agency.pk, agency.parent_id) if pk}
        found |= _path(agency.region_id)
    return found


def sources_of_agencies(agencies: Iterable[int], former_places: Iterable[str] = ()) -> set[str]:
    """Agencies that were renamed or moved, with their disclosures and places."""
    ids = list(agencies)
    found = {f"a{pk}" for pk in ids}
    published = Disclosure.objects.visible().filter(agency__in=ids)
    found |= {f"d{pk}" for pk in published.values_list("pk", flat=True)}
    places = Agency.objects.filter(pk__in=ids).values_list("region", flat=True)
    return found.union(*map(_path, {*places, *former_places}))


def sources_of_places(places: Iterable[str]) -> set[str]:
    """All agencies of these places."""
    ids = Agency.objects.filter(region__in=list(places)).values_list("pk", flat=True)
    return {f"a{pk}" for pk in ids}


def sources_of_codes(kind: CodeKind, codes: Iterable[str]) -> set[str]:
    letter = next(letter for letter, (own, _) in CODE_SOURCES.items() if own is kind)
    return {f"{letter}{code}" for code in codes if code}


def sources_of_classifications() -> Iterator[str]:
    """All regions, and all codes that anything is on record under."""
    for code in Region.objects.order_by("pk").values_list("pk", flat=True):
        yield f"r{code}"
    for letter, (kind, _) in CODE_SOURCES.items():
        on_record = Total.objects.in_place(None).filter(kind=kind).exclude(code="")
        for code in on_record.order_by("code").values_list("code", flat=True).distinct():
            yield f"{letter}{code}"


def _path(region: str) -> set[str]:
    """A place and those that it lies in, by the digits of its code."""
    return {f"r{region}", f"r{region[:4]}00", f"r{region[:2]}0000"}


REGION_BIT, UNIT_BIT = 32, 31
"""The number of an agency's entry within its kind: its region, whether it is a unit, its own number."""


def place_of(entry_id: int) -> str:
    """The region in the number of an agency's entry."""
    return f"{(entry_id & WITHIN_KIND) >> REGION_BIT:06}"


WITHIN_KIND = (1 << RANK_BITS) - 1
AGENCY_OF = f"(id & {(1 << UNIT_BIT) - 1})"
"""The agency in the number of its entry, for a query."""


def agencies_within(first: str, last: str) -> tuple[int, int]:
    """The lowest and the highest number that a published agency's entry can have in these regions."""
    start = SearchKind.AGENCY.first_id
    return start + (int(first) << REGION_BIT), start + ((int(last) + 1) << REGION_BIT) - 1


# --- agencies, regions, codes --------------------------------------------------------------------------------------


def _of_agencies(ids: list[int]) -> Iterator[EntryValues]:
    """By region, departments first. Found by name, code, other and short names; beside one of those also by published years."""
    if not ids:
        return
    published = set(Agency.objects.published().filter(pk__in=ids).values_list("pk", flat=True))
    years = _published_years(published)
    agencies = Agency.objects.filter(pk__in=ids).select_related("region__parent__parent")
    for agency in agencies.prefetch_related("aliases"):
        kind = SearchKind.AGENCY if agency.pk in published else SearchKind.UNPUBLISHED
        rank = int(agency.region_id) << REGION_BIT | (agency.kind == AgencyKind.UNIT) << UNIT_BIT | agency.pk
        others = sorted(alias.name for alias in agency.aliases.all())
        shorter = [short_names(name, agency.region.name) for name in (agency.name, *others)]
        text = "\n".join(filter(None, (agency.code, *others)))
        yield EntryValues(
            kind.first_id + rank,
            f"a{agency.pk}",
            str(agency.pk),
            agency.name,
            text,
            "，".join(filter(None, (agency.region.full_name, agency.get_kind_display()))),
            own=_lines(folded(agency.name), folded(text), *chain(*shorter)),
            around=_lines(folded(agency.region.full_name), agency.region_id, *sorted(years[agency.pk])),
            sound=sound_lines([agency.name, *shorter[0][:SOUNDED], *others]),
        )


def _published_years(agencies: set[int]) -> dict[int, set[str]]:
    """What published disclosures of an agency, or of units under it, are called by year: 2022年预算. One query."""
    found: dict[int, set[str]] = defaultdict(set)
    theirs = Disclosure.objects.published().filter(Q(agency__in=agencies) | Q(agency__parent__in=agencies))
    rows = theirs.values_list("agency", "agency__parent", "fiscal_year", "stage").distinct()
    for agency, parent, year, stage in rows:
        for pk in filter(None, (agency, parent)):
            found[pk].add(f"{year}年{Stage(stage).label}")
    return found


USUAL, SOUNDED = 2, 4
"""Short names of an agency that its own disclosures are found by too, and those that are found by their sound."""


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _of_regions(codes: Sequence[str]) -> Iterator[EntryValues]:
    regions = list(Region.objects.with_parents().filter(pk__in=codes)) if codes else []
    published = Disclosure.objects.published()
    if len(regions) > FEW:
        known = sorted(set(published.values_list("agency__region", flat=True)))
        found = [r for r in regions if bisect_left(known, r.pk) < bisect_right(known, r.last_code)]
    else:
        found = [region for region in regions if published.filter(region.holds("agency__region")).exists()]
    for region in found:
        above = region.parent.full_name if region.parent else ""
        yield EntryValues(
            SearchKind.REGION.first_id + int(region.pk),
            f"r{region.pk}",
            region.pk,
            region.name,
            region.pk,
            above,
            own=_lines(folded(region.full_name), region.pk),
            sound=sound_lines([region.name]),
        )


def _of_codes(letter: str, codes: Iterable[str]) -> Iterator[EntryValues]:
    """By code. The newest name is the title; a code is found by its older names too."""
    kind, found_as = CODE_SOURCES[letter]
    on_record = (
        Total.objects.in_place(None).filter(kind=kind, code__in=list(codes))
        if codes
        else Total.objects.none()
    )
    names: dict[str, list[str]] = {code: [] for code in on_record.values_list("code", flat=True).distinct()}
    editions = CLASSIFICATION[kind]._default_manager.filter(code__in=names).order_by("-edition")
    for code, name in editions.values_list("code", "name"):
        if name not in names[code]:
            names[code].append(name)
    for code, (newest, *older) in ((code, known or [""]) for code, known in names.items()):
        rank = int(code.ljust(7, "0")) << 3 | len(code)
        yield EntryValues(
            found_as.first_id + rank,
            f"{letter}{code}",
            code,
            f"{code} {newest}".strip(),
            "\n".join(older),
            own=_lines(code, *map(folded, (newest, *older))),
            sound=sound_lines([newest]),
        )


YEAR_BIT, DISCLOSURE_BIT = 48, 18
"""The number of an entry within its kind: how long ago its year is, its disclosure, its place there."""
PROJECT_OF = f"(id & {(1 << YEAR_BIT) - 1})"
"""The project in the number of its entry, for a query."""


def number_in(disclosure: int, place: int) -> int:
    """The number of a thing in a disclosure: what a project has in its own table too."""
    return disclosure << DISCLOSURE_BIT | place


# --- what stands in a disclosure -----------------------------------------------------------------------------------


class Printed(NamedTuple):
    """A thing in a disclosure: what is shown of it, the other texts that it is found by, where it stands, its amount."""

    disclosure: int
    title: str
    text: str = ""
    place: str = ""
    fen: int | None = None
    more: str = ""
    beside: str = ""
    """Texts that it is found by only beside a word of its own."""


def _statements(disclosures: Mapping[int, Disclosure]) -> Iterator[Printed]:
    """Tables by their printed titles, with the total of the disclosure's own year and stage."""
    totals = (
        Amount.objects.numeric()
        .filter(
            line__statement__disclosure__in=disclosures,
            line__kind__in=(RowKind.TOTAL, RowKind.EXPENDITURE_TOTAL),
            measure=Measure.TOTAL,
        )
        .order_by("line__statement", "line__position", "column__position")
    )
    fens: dict[int, int | None] = {}
    for statement, disclosure, basis, fen in totals.values_list(
        "line__statement", "line__statement__disclosure", "basis", "fen"
    ):
        if basis not in OTHER_BASES[Stage(disclosures[disclosure].stage)]:
            fens.setdefault(statement, fen)
    for pk, disclosure, title, kind in _ordered(Statement.objects.all(), disclosures).values_list(
        "pk", "disclosure", "title", "statement"
    ):
        label = StatementType(kind).label
        yield Printed(disclosure, title or label, place=f"s{pk}", fen=fens.get(pk), more=label)


def _projects(disclosures: Mapping[int, Disclosure]) -> Iterator[Printed]:
    """The projects of whole disclosures, where their forms stand, else their rows."""
    rows = _ordered(Project.objects.all(), disclosures)
    for disclosure, name, unit, code, fen, target, statement, goal in rows.values_list(
        "disclosure", "name", "unit", "target__code", "fen", "target", "amount__line__statement", "goal"
    ):
        place = f"t{target}" if target else f"s{statement}" if statement else "h-text"
        yield Printed(disclosure, name, code or "", place, fen, unit, goal)


def _indicators(disclosures: Mapping[int, Disclosure]) -> Iterator[Printed]:
    rows = PerformanceIndicator.objects.filter(target__disclosure__in=disclosures).order_by(
        "target__disclosure", "target__position", "position", "pk"
    )
    for pk, target, name, description, operator, value, unit in rows.values_list(
        "target__disclosure", "target", "level_3", "description", "operator", "value", "unit"
    ):
        what, amount = "，".join(filter(None, (name, description))), f"{operator}{value}{unit}"
        yield Printed(pk, "：".join(filter(None, (what, amount))), place=f"t{target}")


def _procurement(disclosures: Mapping[int, Disclosure]) -> Iterator[Printed]:
    """With their amounts as printed."""
    printed: dict[int, dict[str, None]] = {}
    cells = ProcurementAmount.objects.filter(item__disclosure__in=disclosures, fen__gt=0)
    for item, text in cells.order_by("item", "position").values_list("item", "printed"):
        printed.setdefault(item, {})[text] = None
    rows = _ordered(ProcurementItem.objects.all(), disclosures)
    for pk, disclosure, fen, *texts in rows.values_list(
        "pk", "disclosure", "funds_fen", "project", "item", "catalogue_code"
    ):
        title, amounts = "，".join(filter(None, texts)), "\n".join(printed.get(pk, ()))
        yield Printed(disclosure, title, place="h-proc", fen=fen, more=amounts)


def _sections(disclosures: Mapping[int, Disclosure]) -> Iterator[Printed]:
    """Their texts are in the sections themselves; only what is searched stands here."""
    for pk, disclosure, heading, text in _ordered(Section.objects.all(), disclosures).values_list(
        "pk", "disclosure", "heading", "text"
    ):
        yield Printed(disclosure, heading, place=str(pk), more=text)


def _ordered(rows: QuerySet[Any], disclosures: Iterable[int]) -> QuerySet[Any]:
    return rows.filter(disclosure__in=disclosures).order_by("disclosure_id", "position", "pk")


IN_DISCLOSURES: dict[SearchKind, Callable[[Mapping[int, Disclosure]], Iterator[Printed]]] = {
    SearchKind.STATEMENT: _statements,
    SearchKind.PROJECT: _projects,
    SearchKind.INDICATOR: _indicators,
    SearchKind.PROCUREMENT: _procurement,
    SearchKind.NARRATIVE: _sections,
}
NAMED_BY_SOUND = frozenset({SearchKind.PROJECT})


def _of_disclosures(ids: list[int]) -> Iterator[EntryValues]:
    """The newest year first, then in printed order."""
    if not ids:
        return
    visible = Disclosure.objects.visible().select_related("agency__region__parent__parent").in_bulk(ids)
    contexts = {pk: _context(disclosure) for pk, disclosure in visible.items()}
    for kind, things in IN_DISCLOSURES.items():
        numbers: dict[int, int] = {}
        for thing in things(visible):
            pk, disclosure = thing.disclosure, visible[thing.disclosure]
            number = numbers[pk] = numbers.get(pk, -1) + 1
            years = min(max(LAST_YEAR - (disclosure.fiscal_year or 0), 0), 255)
            if thing.title or thing.text or thing.more:
                shown, around = contexts[pk]
                yield EntryValues(
                    kind.first_id + (years << YEAR_BIT | number_in(pk, number)),
                    f"d{pk}",
                    str(disclosure.whole_id),
                    thing.title,
                    thing.text,
                    shown,
                    thing.place,
                    thing.fen,
                    own=folded(_lines(thing.title, thing.text, thing.more)),
                    around=_lines(around, folded(thing.beside)),
                    sound=sound_lines([thing.title]) if kind in NAMED_BY_SOUND else "",
                )


def _context(disclosure: Disclosure) -> tuple[str, str]:
    """Where something stands, as it is shown and as it is searched."""
    agency = disclosure.agency
    assert agency is not None  # a published one has it: a database constraint
    shown = f"{agency.name} {disclosure.fiscal_year} 年{disclosure.get_stage_display()}"
    shorter = short_names(agency.name, agency.region.name)[:USUAL]
    return shown, _lines(folded(shown), folded(agency.region.full_name), *shorter)
