"""The second witness: amounts are confirmed at their place, numbers that were not read are flagged."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.parsing import parse
from disclosures.parsing.readers import read
from disclosures.parsing.witness import Witness, confirmed, decimals_in, missed, text_of, value_of
from disclosures.vocabulary import CellState
from tests.parsing import paper

DEMO = Path(__file__).resolve().parents[2] / "disclosures" / "data" / "demo" / "xingtai-2022-department.pdf"


def test_every_amount_of_a_good_file_is_confirmed() -> None:
    parsed = parse(DEMO)
    cells = [c for d in parsed.disclosures for s in d.statements for line in s.lines for c in line.cells]
    assert Counter(cell.confirmed for cell in cells if cell.state is CellState.AMOUNT) == {True: 143}
    assert not [note for note in parsed.notes if note.code == "amount-missed"]


def test_a_misread_amount_is_flagged_and_not_changed() -> None:
    parsed = parse(DEMO)
    disclosure = parsed.disclosures[0]
    table = disclosure.statements[0]
    row = next(i for i, line in enumerate(table.lines) if line.cells[0].state is CellState.AMOUNT)
    wrong = replace(table.lines[row].cells[0], printed="9999.99", confirmed=None)
    lines = [*table.lines]
    lines[row] = replace(lines[row], cells=(wrong,))
    misread = replace(disclosure, statements=(replace(table, lines=tuple(lines)),), notes=())
    with Witness(DEMO) as witness:
        checked = confirmed(misread, witness)
    assert checked.statements[0].lines[row].cells[0].confirmed is False
    assert checked.statements[0].lines[row].cells[0].printed == "9999.99"
    assert [note.code for note in checked.notes] == ["witness-differs"]


def test_numbers_that_were_not_read_are_named_with_their_page() -> None:
    document = read(DEMO)
    page = next(block.page for block in document.blocks if hasattr(block, "rows"))
    without = replace(document, blocks=tuple(block for block in document.blocks if block.page != page))
    with Witness(DEMO) as witness:
        notes = list(missed(without, witness))
    assert [(note.code, note.page) for note in notes] == [("amount-missed", page)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,234.50 和 12.5", ["1234.50", "12.5"]),
        ("12.5%和2026.01.15", []),
        ("20,153.7520131", []),
        ("2022年", []),
        ("１２．３４", ["12.34"]),
    ],
)
def test_decimals_in_text(text: str, numbers: list[str]) -> None:
    assert sorted(decimals_in(text).elements()) == sorted(numbers)


def test_a_dash_in_the_next_cell_touches_the_amount_and_is_no_minus(tmp_path: Path) -> None:
    drawn = "\n".join(
        [
            paper.right(199.5, 100, "9.50"),
            paper.text(200, 100, "—"),
            paper.text(150, 91, "）"),
            paper.right(300, 100, "12.50－"),
        ]
    )
    with Witness(paper.pdf(tmp_path / "made.pdf", drawn)) as witness:
        page = witness.page(1)
        assert page is not None
        cells = [(100.0, 90.0, 200.0, 104.0), (200.0, 90.0, 250.0, 104.0), (250.0, 90.0, 310.0, 104.0)]
        found = [value_of(text_of(page.within(box), box)) for box in cells]
    assert found == [Decimal("9.50"), None, Decimal("-12.50")]
