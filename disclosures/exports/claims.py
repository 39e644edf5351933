"""The declared changes of one disclosure as an export."""

from __future__ import annotations

from disclosures.amounts import Unit
from disclosures.queries.claims import ClaimList

from .page import common_facts, document_table, placed
from .sheets import Export
from .years import declared_table


def claims_export(found: ClaimList, title: str, unit: Unit, address: str) -> Export:
    """What the filter of the page chooses. Two queries beside those of the page."""
    return placed(
        Export(
            title=title,
            address=address,
            facts=tuple(common_facts(address, unit)),
            documents=document_table([found.column], address),
            tables=(declared_table(found.changes, unit, "所述增减"),),
        )
    )
