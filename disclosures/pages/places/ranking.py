"""Who spends most under one code, in one year and stage, here or everywhere; and what is usual among them.

Bodies, not disclosures, are ranked: a department with its units once, a unit only where no department holds it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, FloatField, OrderBy, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import Cast, Rank

from disclosures.models import Agency, Disclosure, Head, Region, Total
from disclosures.models.finding import is_disputed
from disclosures.models.total import HeadQuerySet
from disclosures.presenting.ordering import Order
from disclosures.reading.columns import Column, column_key, dated, form_word, year_columns
from disclosures.reading.values import Value
from disclosures.reading.year_stages import YearStage
from disclosures.vocabulary import SUBJECTS, AgencyKind, Stage

from .asked import Among

FEWEST_PEERS = 4
"""A median of fewer says little and points at single bodies."""

PER_PAGE = 50
MOST_COMPARED = 4


@dataclass(frozen=True, slots=True)
class PlaceTotal:
    """The sum of a place in one year and stage, and of how many bodies."""

    when: YearStage
    fen: int
    count: int

    @property
    def value(self) -> Value:
        return place_value(self.fen, self.count)


@dataclass(frozen=True, slots=True)
class Peers:
    """Bodies of one kind in a ranking; no median of fewer than four."""

    scope: AgencyKind
    count: int
    median_fen: int | None


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: int
    agency: Agency
    scope: AgencyKind
    year_key: str
    title: str
    """Of the column that `year_key` names."""
    scope_word: str
    value: Value
    whole_fen: int | None
    """The body's own total, of which the value is a share."""
    function: str
    units: str


@dataclass(frozen=True, slots=True)
class Ranking:
    rows: tuple[Ranked, ...]
    peers: tuple[Peers, ...]
    page: Page[int]
    order: Order

    @property
    def count(self) -> int:
        return sum(group.count for group in self.peers)

    @property
    def median_fen(self) -> int | None:
        """The median of departments; of units where no department is ranked."""
        return self.peers[0].median_fen if self.peers else None

    @property
    def has_places(self) -> bool:
        return len({row.agency.region_id for row in self.rows}) > 1

    @property
    def compared(self) -> tuple[str, ...]:
        """The first ones on the page, as columns of a comparison."""
        return tuple(row.year_key for row in self.rows[:MOST_COMPARED])


def _elsewhere(kind: object, code: object, years_before: int = 0, **more: object) -> Subquery:
    """The amount of the same body under another code, or in an earlier year."""
    same = {"agency": OuterRef("agency"), "stage": OuterRef("stage")}
    year = OuterRef("fiscal_year") - years_before
    return Subquery(
        Head.objects.filter(kind=kind, code=code, fiscal_year=year, **same, **more).values("fen")[:1]
    )


SHARE = Case(
    When(whole_fen__gt=0, then=Cast(F("fen"), FloatField()) / Cast(F("whole_fen"), FloatField())),
    default=None,
)
CHANGE = F("fen") - _elsewhere(OuterRef("kind"), OuterRef("code"), 1, units=OuterRef("units"))
"""Against the year before; nothing where the sums are of other units."""
ORDERS: dict[str, tuple[Any, ...]] = {
    "amount": (F("fen"),),
    "share": (SHARE,),
    "change": (CHANGE,),
    **{code: (_elsewhere(kind, code),) for kind, known in SUBJECTS.items() for code in known.codes if code},
    "name": (F("agency__name"),),
    "place": (F("region"),),
    "scope": (F("scope"), F("parts")),
}
"""What a ranking can be sorted by; the ranks are always those of the amounts."""

LARGEST_FIRST = Order("amount", descends=True)


def ranking(
    kind: str,
    code: str,
    when: YearStage,
    among: Among,
    page: int = 1,
    order: Order = LARGEST_FIRST,
) -> Ranking:
    """Four queries at most, each answered by an index where the order is that of the amounts."""
    of_year = Head.objects.under(kind, code).of_year(when.year, when.stage)
    assert isinstance(of_year, HeadQuerySet)
    heads = among.heads(of_year)
    peers = _peers(heads)
    pages = Paginator(range(sum(group.count for group in peers)), PER_PAGE)
    shown = pages.get_page(page)
    start = (shown.number - 1) * PER_PAGE
    whole_fen = Subquery(Head.objects.whole(kind).values("fen")[:1]) if code else F("fen")
    differs = is_disputed("amount_id")
    end = start + PER_PAGE
    if order == LARGEST_FIRST:
        first = max(start - 1, 0)  # the last of the page before: the first one here may share its rank
        shown_heads = heads.ranked().values("pk")  # from the index alone, before anything is joined
        found = Head.objects.filter(pk__in=shown_heads[first:end]).annotate(
            whole_fen=whole_fen, differs=differs
        )
        rows = [_ranked(0, head, when) for head in found.with_agency().ranked()]
        rows = _with_ranks(rows, heads, first)[start - first :]
    else:
        by_amount = Window(Rank(), order_by=F("fen").desc())
        ranked = heads.annotate(whole_fen=whole_fen, rank=by_amount, differs=differs).select_related(
            "agency__region"
        )
        rows = [_ranked(head.rank, head, when) for head in ranked.order_by(*_sorted(order))[start:end]]
    return Ranking(tuple(rows), peers, shown, order)


def _sorted(order: Order) -> list[OrderBy | str]:
    """Rows without the value last; the larger amount first among equals."""
    terms = ORDERS[order.key]
    return [*(OrderBy(term, descending=order.descends, nulls_last=True) for term in terms), "-fen", "pk"]


def _with_ranks(rows: list[Ranked], heads: HeadQuerySet, start: int) -> list[Ranked]:
    """Rows in the order of their amounts with their ranks: equal amounts share one. One query where a page begins with
    the amount that the one before it ended with."""
    ranked: list[Ranked] = []
    for place, row in enumerate(rows, start + 1):
        if ranked and ranked[-1].value.fen == row.value.fen:
            place = ranked[-1].rank
        elif not ranked and start and len(rows) > 1 and row.value.fen == rows[1].value.fen:
            place = heads.filter(fen__gt=row.value.fen).count() + 1
        ranked.append(replace(row, rank=place))
    return ranked


def ranked_columns(found: Ranking, when: YearStage) -> list[Column]:
    """The columns behind the rows of a ranking's page, in its order: what was published, or is added up. One query."""
    bodies = [row.agency for row in found.rows]
    published: dict[int, list[Disclosure]] = {body.pk: [] for body in bodies}
    for disclosure in (
        Disclosure.objects.published()
        .with_agency()
        .filter(Q(agency__in=bodies) | Q(agency__parent__in=bodies), fiscal_year=when.year, stage=when.stage)
        .order_by("agency__code", "pk")
    ):
        assert disclosure.agency is not None  # a published one has it: a database constraint
        whose = disclosure.agency_id if disclosure.agency_id in published else disclosure.agency.parent_id
        published[whose or 0].append(disclosure)
    return [column for body in bodies for column in year_columns(body, published[body.pk])]


def _peers(heads: HeadQuerySet) -> tuple[Peers, ...]:
    """Departments first. One query, and one for the medians."""
    counts = [
        (AgencyKind(scope), count)
        for scope, count in heads.order_by("scope").values_list("scope").annotate(Count("pk"))
    ]
    middles = Q()
    for scope, count in counts:
        if count >= FEWEST_PEERS:
            of_scope = heads.filter(scope=scope).ranked().values("pk")
            middles |= Q(pk__in=of_scope[(count - 1) // 2 : count // 2 + 1])
    values: dict[str, list[int]] = {}
    for of_group, fen in Head.objects.filter(middles).values_list("scope", "fen") if middles else ():
        values.setdefault(of_group, []).append(fen)
    return tuple(Peers(scope, count, middle(values.get(scope, []))) for scope, count in counts)


def middle(values: Sequence[int]) -> int | None:
    """Of the one or two in the middle, half a 分 up."""
    return (2 * sum(values) + len(values)) // (2 * len(values)) if values else None


def _ranked(rank: int, head: Head, when: YearStage) -> Ranked:
    key = column_key(head.agency_id, when.year, when.stage)
    # Of the units only those with the code are counted here; the column is the sum of all of them.
    form = f"各单位{when.stage.label}相加" if head.is_of_units else form_word(head.scope, when.stage)
    scope = f"{head.parts} 个单位相加" if head.is_of_units else AgencyKind(head.scope).label
    return Ranked(
        rank=rank,
        agency=head.agency,
        scope=AgencyKind(head.scope),
        year_key=key,
        title=f"{head.agency.name} {dated(when.year, form)}",
        scope_word=scope,
        value=head_value(head),
        whole_fen=getattr(head, "whole_fen", None),
        function=head.function,
        units=head.units,
    )


def head_value(head: Head) -> Value:
    """The amount of a head, with its source; whether it is disputed where that was asked for."""
    return Value(
        fen=head.fen,
        amount_id=head.amount_id,
        headline_id=head.headline_id,
        parts=head.parts,
        remark=f"本站相加：{head.parts} {'个单位' if head.is_of_units else '行'}之和" if head.parts else "",
        differs=getattr(head, "differs", False),
    )


def place_value(fen: int, count: int) -> Value:
    """A total of this site's own making."""
    return Value(fen=fen, parts=count, remark=f"本站相加：{count} 个机构之和")


def place_totals(kind: str, code: str, place: Region | None) -> list[PlaceTotal]:
    """Every year and stage on record, newest first, budgets before final accounts. One query."""
    rows = Total.objects.in_place(place).filter(kind=kind, code=code).order_by("-fiscal_year", "stage")
    return [
        PlaceTotal(YearStage(year, Stage(stage)), fen, count)
        for year, stage, fen, count in rows.values_list("fiscal_year", "stage", "fen", "count")
    ]
