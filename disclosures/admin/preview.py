"""What publishing or withdrawing would change in public, said before it is done. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Count, QuerySet

from disclosures.admin.review import address
from disclosures.lifecycle.publication import OWN_FILE, obstacle, own_files
from disclosures.lifecycle.totals import TotalKey, foreseen
from disclosures.models import (
    Amount,
    Disclosure,
    Document,
    HeadlineFigure,
    Ledger,
    Region,
    Statement,
    Total,
)
from disclosures.models.disclosure import PublicationAction
from disclosures.vocabulary import CodeKind, Stage

from .entries import EntryKind, entries
from .walk import Walk

MOST_FORESEEN = 60
"""Disclosures whose effect on totals is worked out: about a tenth of a second each."""

MOST_SUMS = 40


@dataclass(frozen=True, slots=True)
class Preview:
    """What becomes of one disclosure. `other` is what it can replace, or what can be restored in its place."""

    disclosure: Disclosure
    other: Disclosure | None
    obstacles: tuple[str, ...]
    tables: int
    amounts: int
    stated: int
    parts: int
    differs: int
    checked: int
    open: Mapping[EntryKind, int]
    """Entries of the review desk that nobody has compared with the original."""
    review: str
    """Where the first of them is."""

    @property
    def open_count(self) -> int:
        return sum(self.open.values())

    @property
    def open_words(self) -> str:
        return "，".join(f"{kind.label} {count}" for kind, count in self.open.items())


@dataclass(frozen=True, slots=True)
class ChangedSum:
    """A total that changes: of all expenditure of a place, and how many totals of single codes change with it."""

    place: str
    dated: str
    fen: int
    bodies: int
    change: int
    bodies_change: int
    codes: int

    @property
    def fen_after(self) -> int:
        return self.fen + self.change

    @property
    def bodies_after(self) -> int:
        return self.bodies + self.bodies_change


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that nobody from outside may open yet, and of which everything can be seen afterwards."""

    document: Document
    kept_back: tuple[Disclosure, ...]
    """What else is in it and stays unpublished; its figures can be read on the pages all the same."""


@dataclass(frozen=True, slots=True)
class Foresight:
    """All of it. `sums` is None where there are too many disclosures to work it out."""

    previews: tuple[Preview, ...]
    files: tuple[OpenedFile, ...] = ()
    sums: tuple[ChangedSum, ...] | None = None
    more_sums: int = 0

    @property
    def possible(self) -> int:
        return sum(1 for preview in self.previews if not preview.obstacles)

    @property
    def open_count(self) -> int:
        return sum(preview.open_count for preview in self.previews if not preview.obstacles)


def foresee(
    action: PublicationAction,
    disclosures: Sequence[Disclosure],
    others: Mapping[int, Disclosure],
    user: User | AnonymousUser,
) -> Foresight:
    """About twenty queries, however many disclosures; three more for every forty of them."""
    previews = tuple(_previews(action, disclosures, others, user))
    acted_on = [preview.disclosure for preview in previews if not preview.obstacles]
    files = tuple(_opened_files(acted_on)) if action == PublicationAction.PUBLISH else ()
    if len(acted_on) > MOST_FORESEEN:
        return Foresight(previews, files)
    if action == PublicationAction.PUBLISH:
        replaced = [others[disclosure.pk] for disclosure in acted_on if disclosure.pk in others]
        change = foreseen(acted_on, replaced)
    else:
        change = foreseen((), [disclosure for disclosure in acted_on if disclosure.is_published])
    sums = _sums(change)
    return Foresight(previews, files, tuple(sums[:MOST_SUMS]), max(len(sums) - MOST_SUMS, 0))


def _previews(
    action: PublicationAction,
    disclosures: Sequence[Disclosure],
    others: Mapping[int, Disclosure],
    user: User | AnonymousUser,
) -> Iterable[Preview]:
    ids = [disclosure.pk for disclosure in disclosures]
    whole_of = {
        pk: whole if whole in ids else pk
        for pk, whole in Disclosure.objects.with_parts(ids).values_list("pk", "part_of_id")
    }
    tables = _counted(Statement.objects.all(), "disclosure", whole_of)
    amounts = _counted(Amount.objects.numeric(), "line__statement__disclosure", whole_of)
    stated = _counted(HeadlineFigure.objects.all(), "disclosure", whole_of)
    parts = Counter(whole for pk, whole in whole_of.items() if pk != whole)
    ledgers = {
        ledger.disclosure_id: ledger for ledger in Ledger.objects.filter(disclosure__in=ids).defer("results")
    }
    doubts = entries(disclosures, only_doubts=True)
    own = own_files(disclosures, user) if action == PublicationAction.PUBLISH else set()
    seen: set[tuple[int | None, int | None, str]] = set()
    for disclosure in disclosures:
        walk = Walk.to(doubts[disclosure.pk], "")
        identity = (disclosure.agency_id, disclosure.fiscal_year, disclosure.stage)
        obstacles = [obstacle(disclosure, action)]
        if action == PublicationAction.PUBLISH:
            obstacles.append(OWN_FILE if disclosure.pk in own else "")
            if not any(obstacles) and identity in seen:
                obstacles.append("与前面的一份是同一机构、年度和阶段，只能发布一份。")
        if not any(obstacles):
            seen.add(identity)
        ledger = ledgers.get(disclosure.pk)
        yield Preview(
            disclosure=disclosure,
            other=others.get(disclosure.pk),
            obstacles=tuple(filter(None, obstacles)),
            tables=tables[disclosure.pk],
            amounts=amounts[disclosure.pk],
            stated=stated[disclosure.pk],
            parts=parts[disclosure.pk],
            differs=ledger.differs if ledger else 0,
            checked=ledger.possible if ledger else 0,
            open=Counter(entry.kind for entry in walk.entries if entry.is_open),
            review=address(disclosure, walk.now.key),
        )


def _opened_files(coming: Sequence[Disclosure]) -> Iterable[OpenedFile]:
    """The files, those of parts included, that become public when these are published. One query."""
    ids = {disclosure.pk for disclosure in coming}
    public = Disclosure.objects.with_parts(ids)
    in_them = Disclosure.objects.filter(document__in=public.values("document"))
    listed = in_them.select_related("agency", "document").order_by("document", "position")
    for document, found in groupby(listed, key=attrgetter("document")):
        inside = list(found)
        if not any(disclosure.is_citable for disclosure in inside):
            yield OpenedFile(document, tuple(d for d in inside if not ids & {d.pk, d.part_of_id}))


def _counted(rows: QuerySet, whose: str, whole_of: Mapping[int, int]) -> Counter[int]:
    """How many rows each disclosure has, those of its parts included. One query."""
    found: Counter[int] = Counter()
    counted = rows.filter(**{f"{whose}__in": whole_of}).order_by().values_list(whose).annotate(Count("pk"))
    for pk, number in counted:
        found[whole_of[pk]] += number
    return found


def _sums(change: Mapping[TotalKey, tuple[int, int]]) -> list[ChangedSum]:
    """The changes of all expenditure, the narrowest places first. Two queries."""
    whole = {key: by for key, by in change.items() if key.kind == CodeKind.FUNCTIONAL and not key.code}
    codes = Counter(key[:3] for key in change if key.kind == CodeKind.FUNCTIONAL and key.code)
    places = {key.place for key in whole}
    names = {region.pk: region.full_name for region in Region.objects.with_parents().filter(pk__in=places)}
    now = {
        TotalKey(*row[:5]): row[5:]
        for row in Total.objects.filter(place__in=places, kind=CodeKind.FUNCTIONAL, code="").values_list(
            "place", "fiscal_year", "stage", "kind", "code", "fen", "count"
        )
    }
    return [
        ChangedSum(
            names.get(key.place, "全部地区"),
            f"{key.year} 年{Stage(key.stage).label}",
            *now.get(key, (0, 0)),
            *by,
            codes[key[:3]],
        )
        for key, by in sorted(whole.items(), key=lambda item: (_width(item[0].place), item[0]))
    ]


def _width(place: str) -> int:
    """How wide a place is: a county, a city, a province, all."""
    return 3 if not place else 2 if place.endswith("0000") else 1 if place.endswith("00") else 0
