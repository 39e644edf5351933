"""What can be added to a comparison: agencies found by words, like agencies, and their published years as columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Max, Q, When

from disclosures.models import Agency, Disclosure
from disclosures.vocabulary import Stage

from .agency_names import Named, named
from .columns import Choice, Column, Wanted, column_key, dated, form_word
from .likeness import Like, family, like_agencies

MOST_FOUND = 20
NEWEST = 40
"""Disclosures among which the agencies are looked for that are shown before anything was asked."""


@dataclass(frozen=True, slots=True)
class Option:
    """A year and stage that an agency can be a column of: its own disclosure, or the sum of its units."""

    key: str
    year: int
    stage: Stage
    word: str
    disclosure_id: int | None = None
    """The agency's own; a sum of its units has none."""

    def __str__(self) -> str:
        return dated(self.year, self.word)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency and its options, newest first."""

    agency: Agency
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A like agency with the option nearest to the base column."""

    agency: Agency
    option: Option
    is_same: bool
    options: tuple[Option, ...] = ()
    """All of them, newest first."""

    @property
    def key(self) -> str:
        return self.option.key

    @property
    def title(self) -> str:
        return f"{self.agency.name} {self.option}"


@dataclass(frozen=True, slots=True)
class Picking:
    """What the picker shows beside the columns."""

    relatives: tuple[tuple[Candidate, ...], ...]
    """For each column its agency, then its department or its own level."""
    missing: tuple[tuple[Wanted, Candidate | None], ...]
    found: tuple[Candidate, ...]
    has_more: bool
    told: tuple[str, ...]
    """What was done to the words, where nobody has them as they were written."""
    likes: tuple[Suggestion, ...]


def picking(words: str, choice: Choice, base: Column | None) -> Picking:
    """Nine queries at most."""
    agencies, told = named(words, MOST_FOUND + 1) if words else Named(_newest() if base is None else [])
    likes = like_agencies(base.agency, {family(c.agency) for c in choice.columns}) if base else []
    families = _families(choice.columns)
    wanted = {place.agency_id for place in choice.missing}
    known = {a.pk: a for a in Agency.objects.published().filter(pk__in=wanted)} if wanted else {}
    shown = [*agencies, *(like.agency for like in likes), *known.values()]
    options = options_of({a.pk for a in shown} | {a.pk for group in families for a in group})
    return Picking(
        relatives=tuple(tuple(_with_options(group, options)) for group in families),
        missing=tuple(
            (
                place,
                Candidate(known[place.agency_id], options.get(place.agency_id, ()))
                if place.agency_id in known
                else None,
            )
            for place in choice.missing
        ),
        found=tuple(_with_options(agencies[:MOST_FOUND], options)),
        has_more=len(agencies) > MOST_FOUND,
        told=told,
        likes=tuple(_suggestions(likes, options, base)) if base else (),
    )


def suggestions(base: Column) -> list[Suggestion]:
    """Like agencies elsewhere, each with its option nearest to a column. Two queries."""
    likes = like_agencies(base.agency, {family(base.agency)})
    return _suggestions(likes, options_of({like.agency.pk for like in likes}), base)


def options_of(agencies: Collection[int]) -> dict[int, tuple[Option, ...]]:
    """The published years of agencies, newest first, as `columns` makes columns of them. One query."""
    if not agencies:
        return {}
    whose = Agency.objects.filter(Q(pk__in=agencies) | Q(parent__in=agencies))
    own = Case(When(agency__in=agencies, then=F("agency")), default=None, output_field=IntegerField())
    rows = (
        Disclosure.objects.published()
        .filter(agency__in=whose.values("pk"))
        .order_by()
        .values_list(own, "agency__parent", "fiscal_year", "stage", "kind")
        .annotate(Count("pk"), Max("pk"))
    )
    words: dict[tuple[int, int, str], str] = {}
    own_ids: dict[tuple[int, int, str], int] = {}
    parts: dict[tuple[int, int, str], int] = {}
    for agency_id, parent_id, year, stage, kind, count, pk in rows:
        if agency_id:
            words[agency_id, year, stage] = form_word(kind, Stage(stage))
            own_ids[agency_id, year, stage] = pk
        if parent_id in agencies:
            parts[parent_id, year, stage] = parts.get((parent_id, year, stage), 0) + count
    for place, count in parts.items():
        words.setdefault(place, form_word("", Stage(place[2]), count))
    options: dict[int, list[Option]] = {}
    for (agency_id, year, stage), word in sorted(words.items(), key=lambda item: (-item[0][1], item[0][2])):
        key = column_key(agency_id, year, Stage(stage))
        option = Option(key, year, Stage(stage), word, own_ids.get((agency_id, year, stage)))
        options.setdefault(agency_id, []).append(option)
    return {agency_id: tuple(made) for agency_id, made in options.items()}


def _newest() -> list[Agency]:
    newest = Disclosure.objects.published().with_agency().order_by("-published_at", "-pk")[:NEWEST]
    return list({d.agency_id: d.agency for d in newest if d.agency is not None}.values())


def _families(columns: Sequence[Column]) -> list[list[Agency]]:
    """Each column's agency, with the department of a unit, or the own level of a department."""
    departments = {column.agency.pk for column in columns if column.agency.parent_id is None}
    units = Agency.objects.filter(parent__in=departments, own_level=True) if departments else ()
    own_level = {unit.parent_id: unit for unit in units}  # one without anything published has no options
    return [
        [a for a in (c.agency, c.agency.parent, own_level.get(c.agency.pk)) if a is not None] for c in columns
    ]


def _with_options(agencies: Iterable[Agency], options: dict[int, tuple[Option, ...]]) -> list[Candidate]:
    return [Candidate(agency, options[agency.pk]) for agency in agencies if agency.pk in options]


def _suggestions(
    likes: Iterable[Like], options: dict[int, tuple[Option, ...]], base: Column
) -> list[Suggestion]:
    def distance(option: Option) -> tuple[bool, int, int]:
        return (option.stage is not base.stage, abs(option.year - base.year), -option.year)

    return [
        Suggestion(
            like.agency,
            min(options[like.agency.pk], key=distance),
            like.is_same,
            options[like.agency.pk],
        )
        for like in likes
        if like.agency.pk in options
    ]
