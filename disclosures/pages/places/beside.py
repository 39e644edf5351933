"""What is told beside the amounts of a ranking's page: the year before, like bodies, the items, and a department's units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from disclosures.models import Agency, Head
from disclosures.models.finding import is_disputed
from disclosures.reading.values import Absence, Value, absent, difference
from disclosures.reading.year_stages import YearStage
from disclosures.vocabulary import AgencyKind, HeadlineItem, SubjectKind

from .panel import OTHER_UNITS
from .ranking import FEWEST_PEERS, Peers, Ranked, Ranking, head_value, middle


@dataclass(frozen=True, slots=True)
class Change:
    """Against the year before in the same stage; `word` says why there is none."""

    before: Value
    fen: int | None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """What a unit of a department published itself: the department's amount holds it already."""

    agency: Agency
    value: Value
    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A ranked body with what is told beside it; no `change` and no `like` where the page tells neither."""

    row: Ranked
    change: Change | None = None
    like: Peers | None = None
    parts: tuple[Value, ...] = ()
    members: tuple[Member, ...] = ()

    @property
    def has_namesake(self) -> bool:
        """A unit of the same name stands under it: its own level."""
        return any(member.agency.name == self.row.agency.name for member in self.members)

    @property
    def basis_word(self) -> str:
        """Where the amount is read."""
        if self.row.value.headline_id:
            return "说明文字"
        return "本站相加" if self.row.value.is_derived else "表"


Heads = dict[tuple[int, int, str], Head]
"""By body, year and code."""
READ_FIELDS = (
    *("agency__code", "agency__name", "fiscal_year", "code", "department"),
    *("fen", "parts", "units", "disclosure", "amount", "headline"),
)
"""What is read of them: hundreds stand beside a page."""


def part_items(kind: SubjectKind, code: str) -> tuple[HeadlineItem, ...]:
    """The items whose amounts stand beside that of their whole."""
    return kind.specification.items[1:] if not code else ()


def alone(ranking: Ranking) -> tuple[Beside, ...]:
    return tuple(Beside(row) for row in ranking.rows)


def beside(
    ranking: Ranking, kind: SubjectKind, code: str, when: YearStage, with_units: bool = False
) -> tuple[Beside, ...]:
    """For every row of the page; the units of departments where they are asked for. Three queries at most."""
    if not ranking.rows:
        return ()
    parts = tuple(item.value for item in part_items(kind, code))
    found = _heads(ranking.rows, kind, (code, *parts), when, with_units)
    likes = _likes(ranking.rows, kind, code, when)
    members = _members(found.values(), found, (code, *parts))
    return tuple(
        Beside(
            row,
            _change(row, found.get((row.agency.pk, when.year - 1, code))),
            likes[row.function, row.scope],
            _values(found, row.agency.pk, when.year, parts),
            tuple(members.get(row.agency.pk, ())),
        )
        for row in ranking.rows
    )


def _heads(
    rows: Sequence[Ranked], kind: SubjectKind, codes: Sequence[str], when: YearStage, with_units: bool
) -> Heads:
    """Of the bodies their parts in the year and the whole of the year before; of their units in the year. One query."""
    bodies = [row.agency.pk for row in rows]
    heads = (
        Head.objects.filter(kind=kind, stage=when.stage)
        .annotate(differs=is_disputed("amount_id"))
        .select_related("agency")
        .only(*READ_FIELDS)
    )
    before = heads.filter(agency__in=bodies, fiscal_year=when.year - 1, code=codes[0])
    asked = [heads.filter(agency__in=bodies, fiscal_year=when.year, code__in=codes), before]
    if with_units:
        asked.append(heads.filter(department__in=bodies, fiscal_year=when.year, code__in=codes))
    # One search of one index each: with “or” between them SQLite and PostgreSQL plan for long, and read twice as much.
    found = asked[0].union(*asked[1:], all=True)
    return {(head.agency_id, head.fiscal_year, head.code): head for head in found}


def _values(found: Heads, agency: int, year: int, codes: Sequence[str]) -> tuple[Value, ...]:
    heads = (found.get((agency, year, code)) for code in codes)
    return tuple(head_value(head) if head else absent(Absence.NO_NUMBER) for head in heads)


def _change(row: Ranked, before: Head | None) -> Change:
    if before is None:
        return Change(absent(Absence.NOT_COLLECTED, "上年没有收录，或没有印出"), None, "上年没有")
    value = head_value(before)
    if before.units != row.units:
        return Change(value, None, OTHER_UNITS)
    return Change(value, difference(row.value, value))


def _likes(
    rows: Sequence[Ranked], kind: SubjectKind, code: str, when: YearStage
) -> dict[tuple[str, AgencyKind], Peers]:
    """The median of every function and kind on the page, over all places. One query."""
    wanted = {(row.function, row.scope) for row in rows}
    functions = {function for function, _ in wanted if function}
    amounts: dict[tuple[str, str], list[int]] = {}
    heads = Head.objects.under(kind, code).of_year(when.year, when.stage).filter(function__in=functions)
    for function, scope, fen in heads.values_list("function", "scope", "fen"):
        amounts.setdefault((function, scope), []).append(fen)
    return {
        (function, scope): _peers(scope, amounts.get((function, scope), [])) for function, scope in wanted
    }


def _peers(scope: AgencyKind, amounts: Sequence[int]) -> Peers:
    ordered, count = sorted(amounts), len(amounts)
    between = ordered[(count - 1) // 2 : count // 2 + 1] if count >= FEWEST_PEERS else []
    return Peers(scope, count, middle(between))


def _members(heads: Iterable[Head], found: Heads, codes: Sequence[str]) -> dict[int, list[Member]]:
    """The units among the heads by their departments."""
    members: dict[int, list[Member]] = {}
    for head in heads:
        if head.department_id is not None and head.code == codes[0]:
            values = _values(found, head.agency_id, head.fiscal_year, codes[1:])
            members.setdefault(head.department_id, []).append(Member(head.agency, head_value(head), values))
    for units in members.values():
        units.sort(key=lambda member: (member.agency.code, member.agency.name))
    return members
