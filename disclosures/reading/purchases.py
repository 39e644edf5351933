"""Rows of 政府采购 of a disclosure with their printed amount columns."""

from __future__ import annotations

from dataclasses import dataclass, field

from disclosures.models import ProcurementItem


@dataclass(slots=True)
class Purchase:
    project: str
    item: str
    catalogue_code: str
    unit: str
    quantity: str
    unit_price_fen: int | None
    funds_fen: int | None
    is_total: bool
    cells: dict[str, tuple[str, int | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Purchases:
    """Rows of 政府采购; `headings` are the printed amount columns, in order."""

    headings: tuple[str, ...]
    rows: tuple[Purchase, ...]


def purchases_of(pk: int) -> Purchases:
    """Procurement rows with their printed amounts. One query."""
    rows: dict[int, Purchase] = {}
    headings: dict[str, None] = {}
    for row in ProcurementItem.objects.of_disclosures([pk], "amounts__position").values_list(
        "pk",
        "project",
        "item",
        "catalogue_code",
        "unit",
        "quantity",
        "unit_price_fen",
        "funds_fen",
        "is_total",
        "amounts__heading",
        "amounts__printed",
        "amounts__fen",
    ):
        key = row[0]
        if key not in rows:
            rows[key] = Purchase(*row[1:9])
        heading, printed, fen = row[9:]
        if heading:
            name = " › ".join(heading)
            headings.setdefault(name)
            rows[key].cells[name] = (printed, fen)
    return Purchases(tuple(headings), tuple(rows.values()))
