"""The declared changes of one disclosure, each beside the figures it is bound to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from disclosures.models import Claim, Disclosure
from disclosures.models.printed_row import PrintedRowQuerySet

from .columns import Column, own_column
from .declared import DeclaredChange, Which, bound_change


@dataclass(frozen=True, slots=True)
class ClaimList:
    """`counts` are those of all, whatever is listed."""

    column: Column
    changes: tuple[DeclaredChange, ...]
    total: int
    counts: dict[Which, int]

    @property
    def disclosure(self) -> Disclosure:
        return self.column.disclosures[0]


def claim_list(disclosure: Disclosure, which: Which | None) -> ClaimList:
    """What a disclosure (with its agency at hand) declares; what is said twice comes once. Two queries."""
    column = own_column(disclosure)
    claims = _once(claims_at_hand().of_disclosures([disclosure.pk]))
    bases = set(
        Disclosure.objects.published()
        .filter(agency=disclosure.agency_id, stage=disclosure.stage)
        .values_list("fiscal_year", flat=True)
    )
    return ClaimList(
        column,
        tuple(
            bound_change(column, disclosure, claim, claim.base_year in bases)
            for claim in claims
            if which is None or which.holds(claim)
        ),
        len(claims),
        {each: sum(each.holds(claim) for claim in claims) for each in Which},
    )


def claims_at_hand() -> PrintedRowQuerySet[Claim]:
    """With what `bound_change` needs."""
    return Claim.objects.select_related("disclosure", "amount", "before")


def _once(claims: Iterable[Claim]) -> list[Claim]:
    """One with a reason rather than one without."""
    found: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        same = (claim.item, claim.label, claim.direction, claim.fen, claim.percentage, claim.base_year)
        if same not in found or (claim.reason and not found[same].reason):
            found[same] = claim
    return list(found.values())
