"""One subject over years: every body, the same bodies alone, and who joined and left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

from django.db.models import Q

from disclosures.models import Agency, Disclosure, Head, Region, Total
from disclosures.models.finding import is_disputed
from disclosures.models.total import HeadQuerySet
from disclosures.presenting.ordering import Order, in_order
from disclosures.reading.values import Absence, Value, absent
from disclosures.vocabulary import AgencyKind, CodeKind, Stage, SubjectKind

from .asked import Among
from .codes import UNNAMED, codes_above, named_above, newest_names
from .panel import Amount, Bodies, Group, Step
from .ranking import PER_PAGE, head_value

MOST_YEARS = 8
MOST_NAMED = 30
"""Bodies that joined, and as many that left, which are named on the page; the file has all."""


@dataclass(frozen=True, slots=True)
class Year:
    """All bodies of one year, and those that are on record in every year."""

    year: int
    all: Group
    constant: Group


@dataclass(frozen=True, slots=True)
class Mover:
    """A body that joined or left between two years, with why it is in one of them only."""

    agency: Agency
    value: Value
    reason: str


@dataclass(frozen=True, slots=True)
class BodyRow:
    agency: Agency
    scope_word: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Series:
    kind: SubjectKind
    code: str
    name: str
    above: tuple[tuple[str, str], ...]
    stage: Stage
    stages: tuple[Stage, ...]
    among: Among
    places: tuple[Region, ...]
    years: tuple[int, ...]
    """The newest eight on record, the oldest first."""
    bodies: Bodies
    rows: tuple[BodyRow, ...]
    page: int
    order: Order
    step: Step | None
    """The one whose bodies are named."""
    joined: tuple[Mover, ...]
    left: tuple[Mover, ...]

    @property
    def count(self) -> int:
        return len(self.bodies.amounts)

    @property
    def pages(self) -> int:
        return -(-self.count // PER_PAGE)

    @property
    def previous_page(self) -> int:
        return self.page - 1

    @property
    def next_page(self) -> int:
        return self.page + 1

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """From each year to the next, and from the first to the last."""
        return tuple(self.bodies.step(*pair) for pair in pairs(self.years))

    @cached_property
    def has_other_units(self) -> bool:
        return any(step.other_units.number for step in self.steps)

    @cached_property
    def constant(self) -> tuple[int, ...]:
        return self.bodies.constant(self.years)

    @cached_property
    def totals(self) -> tuple[Year, ...]:
        kept = Bodies({body: self.bodies.amounts[body] for body in self.constant})
        return tuple(Year(year, self.bodies.total(year), kept.total(year)) for year in self.years)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the page; `step` is two years: 2021-2023."""

    among: Among
    stage: Stage | None = None
    step: str = ""
    page: int = 1
    sort: str | None = None


def pairs(years: Sequence[int]) -> list[tuple[int, int]]:
    """Each year and the next, then the first and the last."""
    return [*pairwise(years), *([(years[0], years[-1])] if len(years) > 2 else [])]


def series(kind: SubjectKind, code: str, asked: Asked) -> Series | None:
    """None where nothing is on record. Seven queries at most."""
    totals = Total.objects.in_place(asked.among.place).filter(kind=kind, code=code)
    on_record = set(totals.values_list("stage", "fiscal_year"))
    stages = tuple(stage for stage in Stage if any(own == stage for own, _ in on_record))
    if not stages:
        return None
    stage = asked.stage if asked.stage in stages else stages[0]
    years = tuple(sorted(year for own, year in on_record if own == stage)[-MOST_YEARS:])
    order = Order.chosen(asked.sort, [*map(str, years), "name", "place"], f"-{years[-1]}")
    subject = Head.objects.filter(kind=kind, code=code, stage=stage, fiscal_year__in=years)
    bodies, sorts = _bodies(subject, asked.among, order)
    ordered = in_order(sorted(bodies.amounts), order, _keys(bodies, sorts, order))
    page = min(asked.page, -(-len(ordered) // PER_PAGE) or 1)
    chosen = {f"{one}-{two}": (one, two) for one, two in combinations(years, 2)}
    step = bodies.step(*chosen.get(asked.step, years[-2:])) if chosen else None
    joined, left = _movers(subject, stage, bodies, step) if step else ((), ())
    of_places = Total.objects.filter(kind=kind, code=code, stage=stage).exclude(place="").values("place")
    places = tuple(Region.objects.with_parents().filter(pk__in=of_places).order_by("pk"))
    names = (
        newest_names(CodeKind(kind), [code, *codes_above(code)])
        if kind.is_code
        else {code: kind.item(code).label}
    )
    return Series(
        kind=kind,
        code=code,
        name=names.get(code, UNNAMED),
        above=named_above(code, names) if kind.is_code else (),
        stage=stage,
        stages=stages,
        among=asked.among.named(places),
        places=places,
        years=years,
        bodies=bodies,
        rows=_rows(subject, years, ordered[(page - 1) * PER_PAGE : page * PER_PAGE]),
        page=page,
        order=order,
        step=step,
        joined=joined,
        left=left,
    )


Sorts = dict[int, tuple[str, str]]
"""The region and the name of each body, for orders by them."""


def _bodies(subject: HeadQuerySet, among: Among, order: Order) -> tuple[Bodies, Sorts]:
    """Every body with an amount in one of the years. One query, which reads as many rows as there are amounts."""
    name = "agency__name" if order.key == "name" else "region"
    heads = among.heads(subject.filter(department=None))
    amounts: dict[int, dict[int, Amount]] = {}
    sorts: Sorts = {}
    for body, year, fen, units, *own in heads.values_list(
        "agency", "fiscal_year", "fen", "units", "region", name
    ):
        amounts.setdefault(body, {})[year] = Amount(fen, units)
        sorts[body] = (own[0], own[1])
    return Bodies(amounts), sorts


def _keys(bodies: Bodies, sorts: Sorts, order: Order) -> dict[str, Callable[[int], Any]]:
    def of_year(body: int) -> int | None:
        own = bodies.amounts[body].get(int(order.key))
        return own.fen if own else None

    return {
        "place": lambda body: sorts[body][0],
        "name": lambda body: sorts[body][1],
        **({order.key: of_year} if order.key.isdecimal() else {}),
    }


def _rows(subject: HeadQuerySet, years: Sequence[int], bodies: Sequence[int]) -> tuple[BodyRow, ...]:
    """The bodies of the page with their figures. One query."""
    heads = (
        subject.filter(agency__in=bodies)
        .annotate(differs=is_disputed("amount_id"))
        .select_related("agency__region")
    )
    found: dict[int, dict[int, Head]] = {}
    for head in heads:
        found.setdefault(head.agency_id, {})[head.fiscal_year] = head
    return tuple(
        BodyRow(
            next(iter(found[body].values())).agency,
            _scope_word(found[body].values()),
            tuple(
                head_value(found[body][year]) if year in found[body] else absent(Absence.NO_NUMBER, NO_YEAR)
                for year in years
            ),
        )
        for body in bodies
    )


NO_YEAR = "这一年没有收录，或没有印出这一项"


def _scope_word(heads: Iterable[Head]) -> str:
    """部门; with the years that are sums of units: other units are another scope."""
    listed = sorted(heads, key=lambda head: head.fiscal_year)
    sums = [head for head in listed if head.units]
    word = AgencyKind(listed[0].scope).label
    if not sums:
        return word
    kinds = {head.units for head in listed}
    return f"{word}；{'、'.join(str(head.fiscal_year) for head in sums)} 为各单位相加" + (
        "，各年口径不同" if len(kinds) > 1 else ""
    )


def _movers(
    subject: HeadQuerySet, stage: Stage, bodies: Bodies, step: Step
) -> tuple[tuple[Mover, ...], tuple[Mover, ...]]:
    """Who joined and who left, the largest amounts first. Two queries."""

    def largest(movers: Sequence[int], year: int) -> list[int]:
        return sorted(movers, key=lambda body: (-bodies.amounts[body][year].fen, body))[:MOST_NAMED]

    joined, left = largest(step.who_joined, step.after), largest(step.who_left, step.before)
    heads = {
        (head.agency_id, head.fiscal_year): head
        for head in subject.filter(
            Q(agency__in=joined, fiscal_year=step.after) | Q(agency__in=left, fiscal_year=step.before)
        )
        .annotate(differs=is_disputed("amount_id"))
        .select_related("agency__region")
    }
    published = Disclosure.objects.published().filter(
        Q(agency__in=joined, fiscal_year=step.before)
        | Q(agency__parent__in=joined, fiscal_year=step.before)
        | Q(agency__in=left, fiscal_year=step.after)
        | Q(agency__parent__in=left, fiscal_year=step.after),
        stage=stage,
    )
    on_record = {
        (parent or agency, year)
        for agency, parent, year in published.values_list("agency", "agency__parent", "fiscal_year")
    }

    def mover(body: int, here: int, there: int) -> Mover:
        head = heads[body, here]
        reason = "有公开，没有印出这一项的数" if (body, there) in on_record else "没有收录"
        return Mover(head.agency, head_value(head), f"{there} 年{reason}")

    return (
        tuple(mover(body, step.after, step.before) for body in joined),
        tuple(mover(body, step.before, step.after) for body in left),
    )
