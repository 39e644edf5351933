"""Two rows that are one agency become one row, and can become two again: acts of a person, with a reason.

Everything of the former goes to the remaining one, its names as other names, so that the next file that prints them finds
it. What is made from published disclosures follows through `totals`, what is checked beside each other through `checking`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from disclosures.lifecycle.public_log import log_agency
from disclosures.lifecycle.refusal import Refused
from disclosures.models import Agency, AgencyAlias, AgencyMerge, Disclosure, Document, PublicationEvent
from disclosures.models.disclosure import PublicationAction
from disclosures.models.public_log_entry import LogAct
from disclosures.vocabulary import Stage

from .checking import recheck
from .totals import refresh_agencies, refresh_places

FILLED: dict[str, Any] = {
    "code": "",
    "parent_id": None,
    "own_level": False,
    "nature": "",
    "rank": "",
    "funding": "",
}
"""What the remaining one takes over where it has nothing of its own, and what nothing is."""
RESTORED = ("name", "region_id", "kind", *FILLED)


@dataclass(frozen=True, slots=True)
class Merge:
    """What would become of two agencies. Nothing is written."""

    former: Agency
    remaining: Agency
    disclosures: tuple[Disclosure, ...]
    units: tuple[Agency, ...]
    names: tuple[str, ...]
    """Other names that the remaining one gets."""
    said: int
    """Files of which somebody said at upload that they are of the former."""
    obstacles: tuple[str, ...]

    @property
    def published(self) -> int:
        return sum(disclosure.is_published for disclosure in self.disclosures)

    @property
    def own_levels(self) -> bool:
        """Each has its own level (本级) as a unit: two rows that are likely one as well."""
        return (
            any(unit.own_level for unit in self.units)
            and self.remaining.units.filter(own_level=True).exists()
        )


def foresee(former: Agency, remaining: Agency) -> Merge:
    """About six queries."""
    disclosures = former.disclosures.select_related("document").order_by("fiscal_year", "stage", "pk")
    known = {remaining.name, *remaining.aliases.values_list("name", flat=True)}
    names = (former.name, *former.aliases.order_by("pk").values_list("name", flat=True))
    return Merge(
        former,
        remaining,
        tuple(disclosures),
        tuple(former.units.order_by("code", "name")),
        tuple(name for name in dict.fromkeys(names) if name not in known),
        Document.objects.filter(said_agency=former).count(),
        tuple(_obstacles(former, remaining)),
    )


def _obstacles(former: Agency, remaining: Agency) -> Iterable[str]:
    if former.kind != remaining.kind:
        yield "一个是部门，一个是单位：部门和它的本级各是一行，不能合并。类别写错的，请先在机构里改正。"
    own = Disclosure.objects.published().filter(agency=former)
    others = set(Disclosure.objects.published().filter(agency=remaining).values_list("fiscal_year", "stage"))
    for year, stage in own.order_by("fiscal_year", "stage").values_list("fiscal_year", "stage"):
        if (year, stage) in others:
            yield (
                f"两个机构都公布了 {year} 年{Stage(stage).label}，只能留一份。请先撤回不对的一份，再合并；"
                "是更正件的，合并后再发布，选择替换。"
            )


def merge(former: Agency, remaining: Agency, user: User | None, reason: str) -> AgencyMerge:
    """Make two agencies one. Raises Refused."""
    if not (reason := reason.strip()):
        raise Refused("请写明理由。")
    with transaction.atomic():
        former, remaining = _locked(former.pk, remaining.pk)
        plan = foresee(former, remaining)
        if plan.obstacles:
            raise Refused(plan.obstacles[0])
        documents = Document.objects.filter(said_agency=former)
        done = AgencyMerge.objects.create(
            former=former.pk,
            former_name=former.name,
            remaining=remaining.pk,
            remaining_name=remaining.name,
            kept={
                "agency": {name: getattr(former, name) for name in RESTORED},
                "aliases": list(former.aliases.order_by("pk").values_list("name", "source")),
                "names": plan.names,
                "filled": _taken_over(former, remaining),
                "disclosures": [disclosure.pk for disclosure in plan.disclosures],
                "units": [unit.pk for unit in plan.units],
                "documents": list(documents.values_list("pk", flat=True)),
            },
            reason=reason,
            by=user,
        )
        places, parents = _places(former, remaining), _parents(former, remaining)
        _hand_over(plan.disclosures, plan.units, documents, remaining)
        for name in plan.names:
            AgencyAlias.objects.create(agency=remaining, name=name, source=f"并入的“{former.name}”"[:200])
        refresh_agencies([former.pk, remaining.pk], parents)
        former.delete()
        _fill(remaining, done.kept["filled"])
        _follow([done.former, remaining.pk], parents, places)
        log_agency(LogAct.MERGE, plan.disclosures, former.name, reason)
    return done


def undo(done: AgencyMerge, user: User | None) -> Agency:
    """Make them two again: the former comes back with its number and all it had. Raises Refused."""
    with transaction.atomic():
        done = AgencyMerge.objects.select_for_update().get(pk=done.pk)
        if reason := irreversible(done):
            raise Refused(reason)
        kept = done.kept
        remaining = Agency.objects.select_for_update(no_key=True).get(pk=done.remaining)
        _empty(remaining, kept["filled"])
        former = Agency(pk=done.former, **kept["agency"])
        former.save(force_insert=True)
        for name, source in kept["aliases"]:
            AgencyAlias.objects.create(agency=former, name=name, source=source)
        for alias in remaining.aliases.filter(name__in=kept["names"]):
            alias.delete()
        returned = list(remaining.disclosures.filter(pk__in=kept["disclosures"]))
        _hand_over(
            returned,
            remaining.units.filter(pk__in=kept["units"]),
            Document.objects.filter(pk__in=kept["documents"], said_agency=remaining),
            former,
        )
        done.undone_at, done.undone_by = timezone.now(), user
        done.save(update_fields=["undone_at", "undone_by"])
        _follow([former.pk, remaining.pk], _parents(former, remaining), _places(former, remaining))
        log_agency(LogAct.DIVIDE, returned, remaining.name, f"还原合并：{done.reason}")
    return former


def irreversible(done: AgencyMerge) -> str:
    """Why a merge can no longer be undone; nothing where it can. Up to five queries."""
    if done.undone_at:
        return "已经还原。"
    remaining = Agency.objects.filter(pk=done.remaining).first()
    if remaining is None:
        return "留下的机构后来并入了别的机构，请先还原那一次。"
    acts = (PublicationAction.PUBLISH, PublicationAction.WITHDRAW, PublicationAction.REPLACED)
    since = PublicationEvent.objects.filter(action__in=acts, at__gte=done.at)
    if since.filter(disclosure__agency=remaining).exists():
        return "合并以后已在留下的机构名下发布或撤回过，不能自动还原。请逐份确认机构。"
    former = done.kept["agency"]
    taken = Q(name=former["name"], kind=former["kind"])
    if former["code"]:
        lent = remaining.pk if "code" in done.kept["filled"] else None
        taken |= Q(code=former["code"]) & ~Q(pk=lent)
    if Agency.objects.filter(taken, region=former["region_id"]).exists():
        return f"现在另有机构叫“{former['name']}”或用它的代码。请先改正那一个。"
    if former["parent_id"] and not Agency.objects.filter(pk=former["parent_id"]).exists():
        return "它的主管部门后来并入了别的机构，请先还原那一次。"
    return ""


def _locked(*ids: int) -> list[Agency]:
    """Agencies in this order, locked in one order against whoever publishes or merges at the same time."""
    found = {one.pk: one for one in Agency.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    if len(found) != len(ids):
        raise Refused("其中一个机构现在已没有。请刷新后再看。")
    return [found[pk] for pk in ids]


def _hand_over(
    disclosures: Iterable[Disclosure], units: Iterable[Agency], documents: Iterable[Document], to: Agency
) -> None:
    """One by one: each is a line in the log of changes."""
    for disclosure in disclosures:
        disclosure.agency = to
        disclosure.save(update_fields=["agency"])
    for unit in units:
        unit.parent = to
        unit.save(update_fields=["parent"])
    for document in documents:
        document.said_agency = to
        document.save(update_fields=["said_agency"])


def _taken_over(former: Agency, remaining: Agency) -> dict[str, Any]:
    found = {name: getattr(former, name) for name in FILLED if not getattr(remaining, name)}
    if remaining.parent_id:
        found.pop("own_level", None)  # of another department, perhaps
    return {name: value for name, value in found.items() if value}


def _fill(remaining: Agency, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(remaining, name, value)
    remaining.save(update_fields=list(values))


def _empty(remaining: Agency, filled: dict[str, Any]) -> None:
    """What it took over and still has goes back."""
    _fill(
        remaining, {name: FILLED[name] for name, value in filled.items() if getattr(remaining, name) == value}
    )


def _places(*agencies: Agency) -> set[str]:
    return {agency.region_id for agency in agencies}


def _parents(*agencies: Agency) -> set[int]:
    return {agency.parent_id for agency in agencies if agency.parent_id}


def _follow(ids: list[int], parents: set[int], places: set[str]) -> None:
    """Sums, search, named units and checks, after the rows have changed."""
    refresh_agencies(ids, parents)
    refresh_places(places)
    recheck(Disclosure.objects.filter(agency__in={*ids, *parents}).select_related("agency"))
