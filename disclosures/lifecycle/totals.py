"""Keeps what is made from what is published equal to it: the tables behind rankings (`Head`, `Total`), the units that
departments name, the projects, the entries of search, and the number of the edition, which is the tag of every public page.

Whoever changes what is published calls one of these inside the same transaction: `refresh_disclosures` after a
publication, a withdrawal or a new reading, `refresh_agencies` after an agency was renamed or moved, `refresh_places`
after a document brought agencies or names of agencies along, `refresh_codes` after it brought names of codes.
Nobody else writes these tables. `differences` computes them again and must find none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q

from disclosures.models import (
    Agency,
    Amount,
    Disclosure,
    Edition,
    Head,
    PerformanceIndicator,
    Region,
    SearchEntry,
    Total,
)
from disclosures.models.rows import insert
from disclosures.reading.search_entries import (
    place_of,
    sources_of_agencies,
    sources_of_classifications,
    sources_of_codes,
    sources_of_disclosures,
    sources_of_places,
)
from disclosures.vocabulary import CodeKind, Stage

from . import naming, search_index
from .heads import (
    BodyYear,
    HeadKey,
    HeadValue,
    body_columns,
    body_years,
    heads,
)
from .naming import NAMED_UNITS
from .projects import PROJECTS
from .reasons import REASONS
from .same_words import SAME_WORDS

BODIES_AT_ONCE = 200
KEPT_ROWS = (NAMED_UNITS, PROJECTS, SAME_WORDS, REASONS)
"""In this order: over the projects of a table their units may be named."""


class TotalKey(NamedTuple):
    place: str
    year: int
    stage: str
    kind: str
    code: str


Heads = dict[HeadKey, HeadValue]
HEAD_FIELDS = ("agency_id", "fiscal_year", "stage", "kind", "code", *HeadValue._fields)


# --- after something was published, withdrawn, read again, moved ----------------------------------------------------


@transaction.atomic
def refresh_disclosures(disclosures: Iterable[Disclosure]) -> None:
    """These disclosures were published, withdrawn or loaded again. Nothing happens for none."""
    if changed := list(disclosures):
        _count(Disclosure.objects.with_parts(d.pk for d in changed).values_list("pk", flat=True))
        _refresh_rows([disclosure.pk for disclosure in changed])
        codes = _refresh(body_years(changed))
        _show(sources_of_disclosures(changed) | codes)


@transaction.atomic
def refresh_agencies(agencies: Iterable[int], former_parents: Iterable[int] = ()) -> None:
    """These agencies were renamed, came under another department (from `former_parents`), or to another place."""
    ids = list(agencies)
    moved = Agency.objects.filter(pk__in=ids)
    bodies = {*ids, *former_parents, *moved.exclude(parent=None).values_list("parent_id", flat=True)}
    whose = Q(agency__in=bodies) | Q(agency__parent__in=bodies)
    years = Disclosure.objects.published().filter(whose).values_list("fiscal_year", "stage").distinct()
    codes = _refresh(BodyYear(body, year or 0, stage) for body in bodies for year, stage in years)
    shown = SearchEntry.objects.filter(source__in=[f"a{pk}" for pk in ids]).values_list("pk", flat=True)
    former_places = {place_of(pk) for pk in shown}
    whole = Disclosure.objects.published().filter(agency__in=bodies)
    _refresh_rows(list(whole.values_list("pk", flat=True)))
    naming.match({*former_places, *moved.values_list("region", flat=True)})
    _show(sources_of_agencies(bodies, former_places) | codes)


@transaction.atomic
def refresh_places(places: Iterable[str]) -> None:
    """Agencies of these places may have got other names, or come under a department, while a document was loaded."""
    here = set(places)
    stale = Head.objects.filter(region__in=here, department=None, agency__parent__isnull=False)
    if units := set(stale.values_list("agency_id", flat=True)):
        refresh_agencies(units)
    if here:
        naming.match(here)
        _show(sources_of_places(here))


def refresh_codes(kind: CodeKind, codes: Iterable[str]) -> None:
    """Names of these codes were added or changed. Nothing happens for none."""
    if sources := sources_of_codes(kind, codes):
        _show(sources)


def refresh_classifications() -> None:
    """Regions and classifications were loaded."""
    _show(sources_of_classifications())


def _refresh_rows(ids: Sequence[int]) -> None:
    for rows in KEPT_ROWS:
        rows.refresh(ids)


def _count(ids: Iterable[int]) -> None:
    Disclosure.objects.bulk_update(_miscounted(list(ids)), ["numeric_cells", "indicator_rows"])


def _miscounted(ids: Sequence[int]) -> list[Disclosure]:
    """Of these disclosures those that do not say how much is in them, put right and not yet saved. Three queries."""
    cells = Amount.objects.numeric().filter(line__statement__disclosure__in=ids).order_by()
    numeric = dict(cells.values_list("line__statement__disclosure").annotate(Count("pk")))
    indicators = PerformanceIndicator.objects.filter(target__disclosure__in=ids).order_by()
    rows = dict(indicators.values_list("target__disclosure").annotate(Count("pk")))
    wrong: list[Disclosure] = []
    for disclosure in Disclosure.objects.filter(pk__in=ids):
        now = (numeric.get(disclosure.pk, 0), rows.get(disclosure.pk, 0))
        if (disclosure.numeric_cells, disclosure.indicator_rows) != now:
            disclosure.numeric_cells, disclosure.indicator_rows = now
            wrong.append(disclosure)
    return wrong


@transaction.atomic
def _show(sources: Iterable[str]) -> None:
    search_index.refresh(sources)
    Edition.objects.advance()


@transaction.atomic
def _refresh(years: Iterable[BodyYear]) -> set[str]:
    """Make the heads of these bodies and years again; add to the totals what changed. The sources of changed codes."""
    wanted = set(years)
    if not wanted:
        return set()
    bodies = sorted({year.agency_id for year in wanted})
    list(
        Agency.objects.select_for_update(no_key=True).filter(pk__in=bodies).order_by("pk")
    )  # one at a time for each body
    now = dict(heads(body_columns(bodies, wanted)))
    stored = _stored(bodies, wanted)
    _write(stored, now)
    changed = _change(stored, now)
    _add(changed)
    return {
        source
        for kind in CodeKind
        for source in sources_of_codes(kind, {key.code for key in changed if key.kind == kind})
    }


def _change(stored: Heads, now: Heads) -> dict[TotalKey, tuple[int, int]]:
    """What is to be added to totals: 分, and how many bodies. One query."""
    above = _places_above()
    change = _sums(now, above)
    for key, (fen, count) in _sums(stored, above).items():
        was_fen, was_count = change.get(key, (0, 0))
        change[key] = (was_fen - fen, was_count - count)
    return {key: value for key, value in change.items() if value != (0, 0)}


def foreseen(coming: Sequence[Disclosure], going: Sequence[Disclosure]) -> dict[TotalKey, tuple[int, int]]:
    """By how much totals would change if these were published and those no longer; nothing is written.

    Their agencies must be loaded. Four queries, and three for forty bodies and years.
    """
    wanted = body_years([*coming, *going])
    bodies = sorted({year.agency_id for year in wanted})
    columns = body_columns(bodies, wanted, coming, [disclosure.pk for disclosure in going])
    stored = _stored(bodies, wanted)
    return _change(stored, dict(heads(columns)))


def _stored(bodies: Iterable[int], years: Collection[BodyYear] | None = None) -> Heads:
    """The rows of these bodies and of their units, of all years or of some. One query."""
    ids = list(bodies)
    whose = Q(agency__in=ids, department=None) | Q(department__in=ids)
    rows = Head.objects.filter(whose).values_list(*HEAD_FIELDS)
    found = {HeadKey(*row[:5]): HeadValue(*row[5:]) for row in rows}
    if years is None:
        return found
    return {
        key: value
        for key, value in found.items()
        if BodyYear(value.department_id or key.agency_id, key.year, key.stage) in years
    }


def _write(stored: Heads, now: Heads) -> None:
    """Replace the stored rows that differ."""
    stale = [key for key, value in stored.items() if now.get(key) != value]
    by_year: dict[tuple[int, int, str, str], list[str]] = {}
    for key in stale:
        by_year.setdefault(key[:4], []).append(key.code)
    for (agency, year, stage, kind), codes in by_year.items():
        Head.objects.filter(agency=agency, fiscal_year=year, stage=stage, kind=kind, code__in=codes).delete()
    insert(
        Head(**dict(zip(HEAD_FIELDS, (*key, *value), strict=True)))
        for key, value in now.items()
        if stored.get(key) != value
    )


def _places_above() -> dict[str, tuple[str, ...]]:
    """Every region with all that it lies in, itself first, the nation ("") last. One query."""
    parents = dict(Region.objects.values_list("pk", "parent_id"))

    def path(code: str) -> Iterator[str]:
        place: str | None = code
        while place:
            yield place
            place = parents.get(place)
        yield ""

    return {code: tuple(path(code)) for code in parents}


def _sums(
    found: Mapping[HeadKey, HeadValue], above: Mapping[str, tuple[str, ...]]
) -> dict[TotalKey, tuple[int, int]]:
    fen: Counter[TotalKey] = Counter()
    count: Counter[TotalKey] = Counter()
    for key, value in found.items():
        for place in above[value.region_id] if value.department_id is None else ():
            total = TotalKey(place, *key[1:])
            fen[total] += value.fen
            count[total] += 1
    return {key: (fen[key], number) for key, number in count.items()}


def _add(change: Mapping[TotalKey, tuple[int, int]]) -> None:
    """Add to the totals in the database, where two publications at the same time cannot lose one another's."""
    table = Total._meta.db_table
    columns = "place, fiscal_year, stage, kind, code, fen, count"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES (%s, %s, %s, %s, %s, %s, %s) "  # nosec B608
            "ON CONFLICT (place, kind, code, fiscal_year, stage) DO UPDATE "
            f"SET fen = {table}.fen + excluded.fen, count = {table}.count + excluded.count",
            [(*key, fen, count) for key, (fen, count) in sorted(change.items())],
        )
    Total.objects.filter(count=0, place__in={key.place for key in change}).delete()


# --- all of it again -------------------------------------------------------------------------------------------------


class Differences(NamedTuple):
    counts: int
    heads: int
    totals: int
    entries: int
    namings: int
    projects: int
    same_words: int
    reasons: int


def differences() -> Differences:
    """How many disclosures are counted wrong, and rows of the tables differ from what is published now."""
    above = _places_above()
    wrong = 0
    sums: dict[TotalKey, tuple[int, int]] = {}
    bodies = Agency.objects.filter(parent=None).order_by("pk").values_list("pk", flat=True)
    pending: list[int] = list(bodies)
    for start in range(0, len(pending), BODIES_AT_ONCE):
        some = pending[start : start + BODIES_AT_ONCE]
        now, stored = dict(heads(body_columns(some))), _stored(some)
        wrong += sum(1 for key in {*now, *stored} if now.get(key) != stored.get(key))
        for key, (fen, count) in _sums(now, above).items():
            was_fen, was_count = sums.get(key, (0, 0))
            sums[key] = (was_fen + fen, was_count + count)
    wrong += Head.objects.filter(department=None, agency__parent__isnull=False).count()
    rows = Total.objects.values_list("place", "fiscal_year", "stage", "kind", "code", "fen", "count")
    kept = {TotalKey(*row[:5]): (row[5], row[6]) for row in rows.iterator()}
    wrong_totals = sum(1 for key in {*sums, *kept} if sums.get(key) != kept.get(key))
    miscounted = sum(len(_miscounted(some)) for some in _visible())
    return Differences(
        miscounted,
        wrong,
        wrong_totals,
        search_index.differences(),
        NAMED_UNITS.differences(),
        PROJECTS.differences(),
        SAME_WORDS.differences(),
        REASONS.differences(),
    )


def _visible() -> Iterator[list[int]]:
    """All published disclosures, some at a time."""
    ids = list(Disclosure.objects.visible().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BODIES_AT_ONCE):
        yield ids[start : start + BODIES_AT_ONCE]


@transaction.atomic
def rebuild() -> None:
    """Empty the tables and make them again from what is published."""
    for some in _visible():
        _count(some)
    Head.objects.all().delete()
    Total.objects.all().delete()
    years: dict[int, set[BodyYear]] = {}
    for agency, parent, year, stage in Disclosure.objects.published().values_list(
        "agency_id", "agency__parent_id", "fiscal_year", "stage"
    ):
        body = parent or agency or 0
        years.setdefault(body, set()).add(BodyYear(body, year or 0, Stage(stage).value))
    bodies = sorted(years)
    for start in range(0, len(bodies), BODIES_AT_ONCE):
        _refresh(year for body in bodies[start : start + BODIES_AT_ONCE] for year in years[body])
    for rows in KEPT_ROWS:
        rows.rebuild()
    search_index.rebuild()
    Edition.objects.advance()
