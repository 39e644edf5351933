"""The declared changes of one disclosure as an export."""

from __future__ import annotations

from disclosures.presenting.exports.declared import declared_table
from disclosures.presenting.exports.page import common_facts, document_table, placed
from disclosures.presenting.exports.sheets import Export
from disclosures.reading.claims import ClaimList
from disclosures.vocabulary import Unit


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
