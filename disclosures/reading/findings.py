"""Findings, which are results of checks that differ, over everything published, and one of them with its places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Case, Count, Q, SmallIntegerField, When
from django.db.models.functions import Abs

from disclosures.models import Amount, Disclosure, Document, Finding, FindingAnswer, Region
from disclosures.models.finding import FindingQuerySet, Verdict
from disclosures.models.statement import AmountQuerySet
from disclosures.reconciliation.natures import CHECKS_OF_FORM, CHECKS_OF_SHARES, Nature
from disclosures.vocabulary import KEPT_STATEMENTS, Term

from .columns import Column, own_column
from .ledger import LedgerPlace, LedgerRow, LedgerSide, catalogue, check_words, finding_row
from .replaced import Replaced, replaced

YUAN = 100
WAN = 10_000 * YUAN


class Size(Term):
    """How large the difference is (`?size=`)."""

    WAN = "1", "1 万元以上"
    TEN_WAN = "10", "10 万元以上"
    HUNDRED_WAN = "100", "100 万元以上"


LEAST: dict[Size, int] = {Size.WAN: WAN, Size.TEN_WAN: 10 * WAN, Size.HUNDRED_WAN: 100 * WAN}


class FindingOrder(Term):
    """How findings are sorted (`?sort=`)."""

    RANK = "size", "按轻重"
    AGENCY = "agency", "按机构"
    NEWEST = "newest", "按发布时间"


ORDERS: dict[FindingOrder, tuple[str, ...]] = {
    FindingOrder.AGENCY: (
        "disclosure__agency__region_id",
        "disclosure__agency__code",
        "disclosure__agency_id",
        "-disclosure__fiscal_year",
        "disclosure__stage",
        "disclosure_id",
        "position",
    ),
    FindingOrder.NEWEST: ("-disclosure__published_at", "disclosure_id", "position"),
}


RANK = tuple(Nature)
NATURE = Case(
    When(difference_fen__isnull=False, then=RANK.index(Nature.AMOUNT)),
    *(
        When(check_id__in=checks, then=RANK.index(nature))
        for nature, checks in ((Nature.SHARE, CHECKS_OF_SHARES), (Nature.FORM, CHECKS_OF_FORM))
    ),
    default=RANK.index(Nature.WORDS),
    output_field=SmallIntegerField(),
)
"""The place of `Nature.of` in `RANK`, for the database."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding with whose it is. `consequences` says how many others it explains."""

    row: LedgerRow
    disclosure: Disclosure
    column: Column
    consequences: int = 0


def finding_list() -> FindingQuerySet:
    """Published findings with whose they are at hand."""
    return Finding.objects.published().select_related(
        "answer", "disclosure__agency__region__parent", "disclosure__document"
    )


def findings_of(disclosure_id: int) -> FindingQuerySet:
    """Those of one disclosure that no other explains, with what was said of them."""
    return Finding.objects.filter(disclosure=disclosure_id).roots().select_related("answer")


def ordered(findings: FindingQuerySet, order: FindingOrder) -> FindingQuerySet:
    if order is FindingOrder.RANK:
        size = Abs("difference_fen").desc(nulls_last=True)
        return findings.order_by(NATURE, size, "disclosure_id", "position")
    return findings.order_by(*ORDERS[order])


def listed(findings: Iterable[Finding]) -> list[Listed]:
    """Findings of one page of the list. One query for how many each of them explains."""
    rows = list(findings)
    explains = dict(
        Finding.objects.filter(cause__in=[finding.pk for finding in rows])
        .order_by()
        .values_list("cause")
        .annotate(number=Count("pk"))
    )
    return [_listed(finding, explains.get(finding.pk, 0)) for finding in rows]


def _listed(finding: Finding, consequences: int = 0) -> Listed:
    disclosure = finding.disclosure
    return Listed(finding_row(finding), disclosure, own_column(disclosure), consequences)


def numbers_by_nature() -> dict[Nature, int]:
    """How many findings there are in everything published, of each nature. One query."""
    counted = Finding.objects.published().order_by().annotate(nature=NATURE).values_list("nature")
    numbers = dict(counted.annotate(number=Count("pk")))
    return {nature: numbers[rank] for rank, nature in enumerate(RANK) if rank in numbers}


LOOKED_AT = 50


def striking(number: int) -> list[Listed]:
    """The open differences of amounts that are largest, each of another agency. One query."""
    open_ones = of_verdict(of_nature(finding_list().roots(), Nature.AMOUNT), Verdict.OPEN)
    found: dict[int | None, Finding] = {}
    for finding in ordered(open_ones, FindingOrder.RANK)[:LOOKED_AT]:
        found.setdefault(finding.disclosure.agency_id, finding)
    return [_listed(finding) for finding in list(found.values())[:number]]


# --- filtering -----------------------------------------------------------------------------------------------------


def of_size(findings: FindingQuerySet, size: Size) -> FindingQuerySet:
    least = LEAST[size]
    return findings.filter(Q(difference_fen__gte=least) | Q(difference_fen__lte=-least))


def of_nature(findings: FindingQuerySet, nature: Nature) -> FindingQuerySet:
    return findings.alias(nature=NATURE).filter(nature=RANK.index(nature))


def of_verdict(findings: FindingQuerySet, verdict: Verdict) -> FindingQuerySet:
    return findings.open() if verdict is Verdict.OPEN else findings.filter(answer__verdict=verdict)


def of_region(findings: FindingQuerySet, region: Region) -> FindingQuerySet:
    return findings.filter(region.holds("disclosure__agency__region"))


def leading(findings: FindingQuerySet) -> FindingQuerySet:
    """Those of some findings that none of the others explains: the consequences stand with their cause."""
    return findings.exclude(cause__in=findings.order_by().values("pk"))


@dataclass(frozen=True, slots=True)
class Facets:
    """What findings can be filtered by, with how many there are: nobody filters into nothing. Each of them counts every
    finding, whether another one explains it or not: so do the ledgers, the checks and the home page."""

    natures: tuple[tuple[Nature, int], ...]
    checks: tuple[tuple[str, int], ...]
    groups: tuple[tuple[str, int], ...]
    years: tuple[tuple[int, int], ...]
    stages: tuple[tuple[str, int], ...]
    regions: tuple[tuple[Region, int], ...]
    verdicts: tuple[tuple[str, int], ...]


def facets() -> Facets:
    """Two queries."""
    checks: Counter[str] = Counter()
    years: Counter[int] = Counter()
    stages: Counter[str] = Counter()
    regions: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    natures: Counter[int] = Counter()
    for nature, check, year, stage, region, verdict, number in (
        Finding.objects.published()
        .order_by()
        .annotate(nature=NATURE)
        .values_list(
            "nature",
            "check_id",
            "disclosure__fiscal_year",
            "disclosure__stage",
            "disclosure__agency__region_id",
            "answer__verdict",
        )
        .annotate(number=Count("pk"))
    ):
        natures[nature] += number
        checks[check] += number
        years[year] += number
        stages[stage] += number
        regions[region] += number
        verdicts[verdict or Verdict.OPEN.value] += number
    places: Counter[str] = Counter()
    for code, number in regions.items():
        for place in dict.fromkeys((code, code[:4] + "00", code[:2] + "0000")):
            places[place] += number
    order = {check.id: i for i, check in enumerate(catalogue())}
    groups: Counter[str] = Counter()
    for check, number in checks.items():
        group = check_words(check).group
        if group is not None:
            groups[group.value] += number
    known = Region.objects.with_parents().filter(pk__in=places).order_by("code")
    return Facets(
        natures=tuple((RANK[nature], number) for nature, number in sorted(natures.items())),
        checks=tuple(sorted(checks.items(), key=lambda item: (order.get(item[0], len(order)), item[0]))),
        groups=tuple(sorted(groups.items())),
        years=tuple(sorted(years.items(), reverse=True)),
        stages=tuple(sorted(stages.items())),
        regions=tuple((region, places[region.pk]) for region in known),
        verdicts=tuple(sorted(verdicts.items(), key=lambda item: list(Verdict).index(Verdict(item[0])))),
    )


# --- one finding ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FindingSpot:
    """A place of a side with what is known of it: the cell with its row and column, else the words of the text."""

    place: LedgerPlace
    amount: Amount | None = None

    @property
    def page(self) -> int | None:
        return self.amount.page if self.amount else self.place.page


@dataclass(frozen=True, slots=True)
class SideInFull:
    """A side with its spots, by the page they stand on."""

    side: LedgerSide
    spots: tuple[FindingSpot, ...]
    equals: tuple[Amount, ...] = ()
    """Other cells of the same disclosure with exactly its amount."""

    @property
    def by_page(self) -> dict[tuple[int, int], list[FindingSpot]]:
        """Spots by (document, page), in order."""
        found: dict[tuple[int, int], list[FindingSpot]] = {}
        for spot in self.spots:
            document = spot.place.document
            if spot.amount is not None:
                document = spot.amount.line.statement.disclosure.document_id
            if document is not None and spot.page is not None:
                found.setdefault((document, spot.page), []).append(spot)
        return found


@dataclass(frozen=True, slots=True)
class FindingInFull:
    """One finding with everything that belongs on its page."""

    finding: Finding
    row: LedgerRow
    column: Column
    sides: tuple[SideInFull, ...]
    documents: dict[int, Document]
    cause: LedgerRow | None
    consequences: tuple[LedgerRow, ...]
    answers: tuple[FindingAnswer, ...]
    others: dict[int, Column] = field(default_factory=dict)
    """Disclosures other than its own that a place of it stands in."""
    replaced: Replaced | None = None

    @property
    def disclosure(self) -> Disclosure:
        return self.finding.disclosure


MOST_EQUAL = 6
"""Cells with the amount of a side that are named; what stands in more places is no news."""
MOST_SPOTS = 60
"""Cells of one side whose rows and columns are shown; a sum over hundreds of rows names the first ones."""


def finding_in_full(disclosure_id: int, key: str) -> FindingInFull:
    """A finding by what it is about, published or of a version that was replaced. Seven queries, eight for the latter;
    raises Finding.DoesNotExist."""
    found = list(
        Finding.objects.citable()
        .select_related(
            "answer",
            "cause__answer",
            "disclosure__agency__region__parent__parent",
            "disclosure__agency__parent",
            "disclosure__document",
        )
        .filter(disclosure=disclosure_id, key=key)
        .order_by("position")[:1]
    )
    if not found:
        raise Finding.DoesNotExist
    finding = found[0]
    row = finding_row(finding)
    cells = _cells(row.sides, Amount.objects.citable())
    equal = _equal_cells(finding, row.sides)
    sides = tuple(SideInFull(side, _spots(side, cells), equal.get(side.fen or 0, ())) for side in row.sides)
    wanted = {document for side in sides for document, _ in side.by_page}
    others = {place.disclosure for side in row.sides for place in side.places if place.disclosure}
    others |= {cell.line.statement.disclosure_id for cell in cells.values()}
    others.discard(finding.disclosure_id)
    return FindingInFull(
        finding=finding,
        row=row,
        column=own_column(finding.disclosure),
        sides=sides,
        documents=Document.objects.public().in_bulk(wanted) if wanted else {},
        cause=finding_row(finding.cause) if finding.cause else None,
        consequences=tuple(
            finding_row(other) for other in finding.consequences.select_related("answer").order_by("position")
        ),
        answers=tuple(FindingAnswer.objects.filter(disclosure=disclosure_id, key=key).select_related("by")),
        others={
            disclosure.whole_id: own_column(disclosure)
            for disclosure in (
                Disclosure.objects.citable().with_agency().filter(pk__in=others) if others else ()
            )
        },
        replaced=replaced(finding.disclosure),
    )


def sides_for_staff(finding: Finding) -> tuple[SideInFull, ...]:
    """The sides of a finding with their spots, published or not. One query."""
    row = finding_row(finding)
    cells = _cells(row.sides, Amount.objects.all())
    return tuple(SideInFull(side, _spots(side, cells)) for side in row.sides)


def _cells(sides: Sequence[LedgerSide], amounts: AmountQuerySet) -> dict[int, Amount]:
    """The cells of these sides, by id. One query."""
    wanted = [place.cell for side in sides for place in side.places[:MOST_SPOTS] if place.cell is not None]
    if not wanted:
        return {}
    return {amount.pk: amount for amount in amounts.with_place().filter(pk__in=wanted)}


def _equal_cells(finding: Finding, sides: Sequence[LedgerSide]) -> dict[int, tuple[Amount, ...]]:
    """By amount, the cells of a finding's disclosure with that amount which are no place of it. One query."""
    asked = {side.fen for side in sides if side.is_money and side.fen}
    own = {place.cell for side in sides for place in side.places}
    if not asked:
        return {}
    cells = Amount.objects.numeric().exclude(line__statement__statement__in=KEPT_STATEMENTS)
    equal: dict[int, list[Amount]] = {}
    for cell in cells.filter(fen__in=asked).of_disclosures([finding.disclosure_id]).with_place():
        if cell.pk not in own:
            equal.setdefault(cell.fen or 0, []).append(cell)
    return {fen: tuple(found) for fen, found in equal.items() if len(found) <= MOST_EQUAL}


def _spots(side: LedgerSide, cells: dict[int, Amount]) -> tuple[FindingSpot, ...]:
    return tuple(
        FindingSpot(place, cells.get(place.cell) if place.cell is not None else None)
        for place in side.places[:MOST_SPOTS]
    )
