"""What was loaded is given back as it was parsed: the checks see the same from a file and from the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from disclosures.models import Amount, Disclosure, Document
from disclosures.parsing import parse
from disclosures.parsing.records import ParsedDisclosure
from disclosures.reading.recorded import recorded
from disclosures.vocabulary import ReadBy

SAMPLES = sorted(
    path
    for folder in ("disclosures/data/demo", "tests/parsing/samples")
    for path in Path(folder).rglob("*.*")
    if path.suffix != ".md"
)

ADDED = {"agency-unsure"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_loaded_disclosures_come_back_as_they_were_parsed(
    path: Path, ingested: Callable[..., Document]
) -> None:
    parsed = parse(path)
    document = ingested(parsed)
    loaded = list(document.disclosures.select_related("agency").order_by("position"))
    assert [comparable(one.parsed) for one in recorded(loaded)] == [
        comparable(one) for one in parsed.disclosures
    ]


def test_places_of_cells_lead_to_their_rows(ingested: Callable[..., Document]) -> None:
    document = ingested(parse(SAMPLES[0]))
    for one in recorded(list(Disclosure.objects.filter(document=document))):
        printed = dict(Amount.objects.order_by().values_list("pk", "printed"))
        cells = {
            (table, line, cell.column): cell.printed
            for table, statement in enumerate(one.parsed.statements)
            for line, row in enumerate(statement.lines)
            for cell in row.cells
            if cell.printed
        }
        assert {place: printed[pk] for place, pk in one.cells.items()} == cells


def comparable(parsed: ParsedDisclosure) -> dict[str, Any]:
    """Without boxes, which are kept in tenths of a point, notes that loading adds, and the blanks of lines that print
    no figure: in which of several panels they stand is not kept."""
    return {
        "agency": (parsed.agency.code, parsed.agency.name, parsed.agency.kind),
        "year": (parsed.fiscal_year, parsed.stage),
        "statements": [
            (
                table.statement,
                table.title,
                table.printed_unit,
                table.columns,
                [
                    replace(
                        line,
                        cells=tuple(
                            (cell.column, cell.state, cell.printed, cell.yuan, cell.confirmed, cell.read_by)
                            for cell in line.cells
                            if any(other.printed for other in line.cells)
                        ),
                    )
                    for line in table.lines
                ],
            )
            for table in parsed.statements
            if not table.statement.is_kept  # checks see the standard tables only
        ],
        "headline": parsed.headline,
        "claims": parsed.claims,
        "institutions": parsed.institutions,
        "targets": [replace(target, read_by=ReadBy.TEXT) for target in parsed.performance_targets],
        "procurement": [
            replace(item, cells=tuple((c.heading, c.printed, c.yuan) for c in item.cells))
            for item in parsed.procurement
        ],
        "assets": [
            (asset.item, asset.quantity, asset.value_yuan, asset.printed_value) for asset in parsed.assets
        ],
        "sections": parsed.sections,
        "prose": parsed.prose,
        "notes": [note for note in parsed.notes if note.code not in ADDED],
    }
