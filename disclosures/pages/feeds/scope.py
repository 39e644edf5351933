"""Of what a feed tells: everything, or an agency, a region, a code, the words of a search, as its address says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Substr
from django.http import Http404, HttpRequest

from disclosures.models import Agency, Finding, Head, Region, SearchEntry
from disclosures.models.finding import FindingQuerySet, Verdict
from disclosures.presenting.addresses import (
    chosen_term,
    key_number,
    named_region,
    published_agency,
    written_words,
)
from disclosures.reading import public_acts
from disclosures.reading.agency_names import matching
from disclosures.reading.asking import asked
from disclosures.reading.findings import Size, finding_list, of_nature, of_size, of_verdict
from disclosures.reading.grams import holding
from disclosures.reading.ledger import checks_of
from disclosures.reconciliation import Group
from disclosures.reconciliation.natures import Nature
from disclosures.vocabulary import Stage, SubjectKind

LONGEST_QUERY = 100
LONGEST_CODE = 20


@dataclass(frozen=True, slots=True)
class Scope:
    address: str = ""
    query: dict[str, str] = field(default_factory=dict)
    agency: Agency | None = None
    region: Region | None = None
    kind: SubjectKind | None = None
    code: str = ""
    words: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Scope:
        """As an address says; an agency or a region that is not there is a page that is not there."""
        asked_for = request.GET
        return cls(
            request.get_full_path(),
            {name: value for name, value in asked_for.items() if isinstance(value, str)},
            published_agency(_number(asked_for["agency"])) if asked_for.get("agency") else None,
            named_region(asked_for["region"]) if asked_for.get("region") else None,
            chosen_term(SubjectKind, asked_for.get("kind"), None),
            written_words(request, "code", LONGEST_CODE),
            written_words(request, "q", LONGEST_QUERY),
        )

    @property
    def title(self) -> str:
        place = self.region.full_name if self.region else ""
        subject = f"{self.kind.label} {self.code}".strip() if self.kind else self.code
        told = (
            self.agency.name if self.agency else "",
            place,
            subject,
            f"“{self.words}”" if self.words else "",
        )
        return "，".join(word for word in told if word)

    def bodies(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Rows that have a disclosure, of the agency (and of its units) and of the region."""
        if self.agency:
            rows = rows.filter(Q(disclosure__agency=self.agency) | Q(disclosure__agency__parent=self.agency))
        return rows.filter(self.region.holds("disclosure__agency__region")) if self.region else rows

    def of_named_agencies(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        named = matching(self.words).agencies
        return rows if named is None else rows.filter(disclosure__agency__in=named)


def _number(text: str) -> int:
    if (number := key_number(text)) is None:
        raise Http404
    return number


def acts(scope: Scope) -> QuerySet[Any]:
    """Publications and withdrawals; of a code those that print it, of words those whose contents hold them."""
    found = scope.bodies(public_acts.acts())
    if scope.kind or scope.code:
        heads = Head.objects.filter(code=scope.code).exclude(disclosure=None)
        heads = heads.filter(kind=scope.kind) if scope.kind else heads
        found = found.filter(disclosure__in=heads.values("disclosure"))
    return found.filter(disclosure__in=_holding(scope.words)) if asked(scope.words) else found


def _holding(words: str) -> QuerySet[Any]:
    """The disclosures that a search for the words would find."""
    entries = RawSQL(*holding([word.sought for word in asked(words)], anywhere=True))  # nosec B611 - a query of ours, words are values
    of_disclosures = SearchEntry.objects.filter(source__startswith="d", pk__in=entries)
    return of_disclosures.values_list(Cast(Substr("source", 2), BigIntegerField()))


def corrections(scope: Scope) -> QuerySet[Any]:
    found = scope.of_named_agencies(scope.bodies(public_acts.corrections()))
    return found.filter(code=scope.code) if scope.code else found


def differences(scope: Scope) -> QuerySet[Any]:
    """Those that no other explains, by what the page of differences can be filtered by."""
    found: Any = scope.of_named_agencies(scope.bodies(finding_list().roots()))
    if scope.code:
        found = found.filter(pk__in=Finding.objects.filter(cells__line__code=scope.code).values("pk"))
    for name, narrow in NARROWED.items():
        if value := scope.query.get(name):
            found = narrow(found, value)
    return found.order_by("-disclosure__published_at", "disclosure_id", "position")


def _terms(terms: Any, narrow: Callable[[FindingQuerySet, Any], FindingQuerySet]) -> Callable[..., Any]:
    return lambda found, value: (
        narrow(found, terms(value)) if value in {term.value for term in terms} else found
    )


NARROWED: dict[str, Callable[[FindingQuerySet, str], FindingQuerySet]] = {
    "nature": _terms(Nature, of_nature),
    "size": _terms(Size, of_size),
    "verdict": _terms(Verdict, of_verdict),
    "stage": _terms(Stage, lambda found, stage: found.filter(disclosure__stage=stage)),
    "group": _terms(Group, lambda found, group: found.filter(check_id__in=checks_of(group))),
    "check": lambda found, check: found.filter(check_id=check),
    "year": lambda found, year: found.filter(disclosure__fiscal_year=_number(year)),
}
"""The other choices of the page of differences, by their names in its address."""
