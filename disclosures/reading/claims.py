"""The declared changes of one disclosure, each with what the checks say of it."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.models import Disclosure

from .columns import Column, own_column
from .declared import DeclaredChange, Which, claims_by_disclosure, declared_change


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
    claims = claims_by_disclosure([disclosure.pk]).get(disclosure.pk, [])
    years = set(
        Disclosure.objects.published()
        .filter(agency=disclosure.agency_id, stage=disclosure.stage)
        .values_list("fiscal_year", flat=True)
    )
    return ClaimList(
        column,
        tuple(
            declared_change(column, disclosure, claim, years)
            for claim in claims
            if which is None or which.holds(claim)
        ),
        len(claims),
        {each: sum(each.holds(claim) for claim in claims) for each in Which},
    )
