"""Bodies of a place that are not in its ranking, and what this site knows of why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Exists, OuterRef, Q, Window

from disclosures.models import Agency, Amount, Disclosure, Head, Statement
from disclosures.reading.year_stages import YearStage
from disclosures.vocabulary import SubjectKind, Term

from .asked import Among

MOST_NAMED = 10
"""Named under a ranking; the others are counted."""


class Why(Term):
    """What the disclosures of the year say. Whether a body published what this site has not, nobody here knows."""

    EMPTY_TABLE = "empty_table", "印的是空表"
    NO_NUMBER = "no_number", "表里没有这一项的数"
    NO_TABLE = "no_table", "公开的那一份没有这张表，文字也没有写"
    NOT_HERE = "not_here", "本站没有收录这一年这一阶段的"


@dataclass(frozen=True, slots=True)
class Missing:
    count: int
    named: tuple[tuple[Why, tuple[Agency, ...]], ...]
    has_page: bool
    """The place itself, not only places in it, has bodies: there is a page of what is not on record."""

    @property
    def is_cut(self) -> bool:
        return self.count > sum(len(bodies) for _, bodies in self.named)

    @property
    def text(self) -> str:
        told = "；".join(f"{why.label}：{'、'.join(map(str, bodies))}" for why, bodies in self.named)
        return f"{self.count} 个。{told}" + ("；等" if self.is_cut else "")


def missing(kind: SubjectKind, code: str, when: YearStage, among: Among, with_units: bool) -> Missing | None:
    """Published bodies of the place without an amount; with the units of departments, where those are listed, that
    published in the year. None where no place is asked for, and of codes, which not every body spends under. Two queries."""
    place = among.place
    if place is None or kind.is_code or among.function:
        return None
    heads = Head.objects.filter(kind=kind, code=code, agency=OuterRef("pk")).of_year(when.year, when.stage)
    of_year = Disclosure.objects.published().filter(fiscal_year=when.year, stage=when.stage)
    is_here = Q(Exists(of_year.filter(agency=OuterRef("pk"))))
    is_here |= Q(Exists(of_year.filter(agency__parent=OuterRef("pk"))))
    bodies = (
        Agency.objects.published()
        .filter(place.holds("region"), ~Exists(heads))
        .annotate(is_here=is_here, together=Window(Count("pk")))
        .filter(Q(parent=None) | Q(is_here=True) if with_units else Q(parent=None))
        .order_by("-is_here", "region", "code", "name")
    )
    if among.scope is not None:
        bodies = bodies.filter(kind=among.scope)
    found = list(bodies[:MOST_NAMED])
    if not found:
        return None
    return Missing(
        count=found[0].together,
        named=tuple(_by_reason(found, kind, when)),
        has_page=any(body.region_id == place.pk for body in found),
    )


def _by_reason(
    bodies: Sequence[Agency], kind: SubjectKind, when: YearStage
) -> Iterator[tuple[Why, tuple[Agency, ...]]]:
    """One query."""
    printed = kind.specification.statement
    tables = Statement.objects.of_disclosures(OuterRef(OuterRef("pk"))).filter(statement=printed)
    amounts = Amount.objects.of_disclosures(OuterRef(OuterRef("pk"))).filter(
        line__statement__statement=printed, fen__isnull=False
    )
    published = (
        Disclosure.objects.published()
        .filter(Q(agency__in=bodies) | Q(agency__parent__in=bodies), fiscal_year=when.year, stage=when.stage)
        .values_list("agency", "agency__parent", Exists(amounts), Exists(tables))
    )
    known: dict[int | None, list[Why]] = {}
    for agency, parent, has_amounts, has_table in published:
        why = Why.NO_NUMBER if has_amounts else Why.EMPTY_TABLE if has_table else Why.NO_TABLE
        for body in (agency, parent):
            known.setdefault(body, []).append(why)
    order = list(Why)

    def reason(body: Agency) -> int:
        """Of several units what says most."""
        return min(map(order.index, known.get(body.pk, [Why.NOT_HERE])))

    for place, group in groupby(sorted(bodies, key=reason), key=reason):
        yield order[place], tuple(group)
