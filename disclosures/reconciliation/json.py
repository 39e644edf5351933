"""The public form of results (docs/reconcile-format.md)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from disclosures.parsing.records import ParsedDisclosure

from . import CATALOGUE
from .results import Operand, Place, Result, State

FORMAT_VERSION = 2
GROUPS = {check.id: check.group.value for check in CATALOGUE}


def results_json(
    disclosures: Sequence[ParsedDisclosure], results: Sequence[Sequence[Result]], everything: bool = False
) -> dict[str, Any]:
    """Summary and results of the disclosures of one file. Held results only with `everything`."""
    counts = Counter(result.state for part in results for result in part)
    listed: list[dict[str, Any]] = []
    first = 0
    for disclosure, part in zip(disclosures, results, strict=True):
        listed += [
            _result(disclosure, result, first + i, first)
            for i, result in enumerate(part)
            if everything or result.state is not State.HOLDS
        ]
        first += len(part)
    return {
        "format_version": FORMAT_VERSION,
        "summary": {state.value: counts[state] for state in State},
        "results": listed,
    }


def _result(disclosure: ParsedDisclosure, result: Result, place: int, first: int) -> dict[str, Any]:
    return {
        "id": place,
        "check": result.check,
        "group": GROUPS.get(result.check),
        "state": result.state.value,
        "agency": {"code": disclosure.agency.code, "name": disclosure.agency.name},
        "fiscal_year": disclosure.fiscal_year,
        "stage": disclosure.stage.value,
        "left": _operand(result.left),
        "right": _operand(result.right) if result.right else None,
        "difference_yuan": _yuan(result.gap_yuan),
        "message": result.message,
        "cause": None if result.cause is None else first + result.cause,
    }


def _operand(operand: Operand) -> dict[str, Any]:
    place = operand.places[0] if operand.places else None
    return {
        "label": operand.label,
        "yuan": _yuan(operand.yuan) if operand.is_money else None,
        "number": None if operand.is_money or operand.yuan is None else f"{operand.yuan:f}",
        "unit": operand.unit,
        "printed": operand.printed,
        "page": place.page if place else None,
        "where": place.words if place else None,
        "places": [_place(place) for place in operand.places],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "words": place.words,
        "page": place.page,
        "bbox": None if place.box is None else [_yuan(Decimal(edge)) for edge in place.box],
        "statement": place.statement.value if place.statement else None,
        "disclosure": place.disclosure,
    }


def _yuan(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"
