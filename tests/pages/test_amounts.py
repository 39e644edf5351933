"""Numbers as text."""

from __future__ import annotations

import pytest

from disclosures.presenting.amounts import (
    amount_text,
    change_text,
    exact_text,
    index_text,
    rate_text,
    share_text,
)
from disclosures.vocabulary import Unit


@pytest.mark.parametrize(
    ("fen", "unit", "text"),
    [
        (3_952_590_000, Unit.WAN, "3,952.59"),
        (3_952_590_000, Unit.YUAN, "39,525,900.00"),
        (3_952_590_000, Unit.YI, "0.3953"),
        (-5_000, Unit.WAN, "−0.01"),
        (-1, Unit.WAN, "0.00"),
        (0, Unit.WAN, "0.00"),
    ],
)
def test_amounts(fen: int, unit: Unit, text: str) -> None:
    assert amount_text(fen, unit) == text


def test_a_plus_stands_only_before_changes() -> None:
    assert change_text(1_000_000) == "+1.00"
    assert change_text(-1_000_000) == "−1.00"
    assert change_text(0) == "0.00"
    assert change_text(4_999) == change_text(-4_999) == "0.00", "what rounds to nothing has no sign"
    assert rate_text(1_000_001, 1_000_000) == "0.00 %"
    assert exact_text(3_952_590_000) == "39,525,900 元"
    assert exact_text(101) == "1.01 元"


def test_no_rate_without_a_base() -> None:
    assert rate_text(100, 0) is None
    assert share_text(1, 0) is None
    assert index_text(1, 0) is None
    assert rate_text(4778, 6467) == "−26.12 %"
    assert share_text(1, 3) == "33.33 %"


def test_an_unknown_unit_is_ten_thousand_yuan() -> None:
    assert Unit.chosen("tons") is Unit.WAN
    assert Unit.chosen(None) is Unit.WAN
    assert Unit.chosen("yi") is Unit.YI
