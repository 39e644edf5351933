"""One rule of rounding: half of the last printed digit of every number that takes part, in the unit it is printed in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosures.reconciliation.rounding import (
    is_cut,
    is_near,
    is_rounded,
    last_digit,
    last_digit_of,
    tolerance,
    usual_decimals,
)
from disclosures.reconciliation.subject import Subject
from disclosures.reconciliation.told import step, told

from .build import disclosure, text

WAN = 10_000


@pytest.mark.parametrize(
    ("places", "unit", "worth"),
    [(0, WAN, "10000"), (2, WAN, "100"), (2, 10**8, "1000000"), (0, 1, "1"), (4, 1, "0.01")],
)
def test_what_a_last_digit_is_worth(places: int, unit: int, worth: str) -> None:
    assert last_digit(places, unit) == Decimal(worth)


def test_the_unit_of_an_amount_shows_in_what_it_stands_for() -> None:
    assert last_digit_of(Decimal(3_650_500), Decimal("365.05"), "365.05") == 100
    assert last_digit_of(Decimal(0), Decimal(0), "0.00") is None


def test_an_amount_without_decimals_leaves_more_room_than_one_with_two() -> None:
    """“支出预算110万元，比上年增加10万元” beside 110.30 and 99.90; with two decimals the same gap is a difference."""
    whole, fine = last_digit(0, WAN), last_digit(2, WAN)
    assert is_near(Decimal(1_000_000), (whole, whole), Decimal(999_000), (fine,))
    assert not is_near(Decimal(1_000_000), (fine, fine), Decimal(999_000), (fine,))
    assert tolerance((fine, fine)) == 100  # 100 元 for two numbers of 万元 with two decimals
    assert tolerance((whole, whole)) == 10_000  # 10,000 元 for two without


def test_what_a_narrative_prints_is_judged_by_its_own_digits() -> None:
    for words, worth in (
        ("支出预算110万元。", 10_000),
        ("支出预算110.00万元。", 100),
        ("支出预算1.5亿元。", 10_000_000),
    ):
        subject = Subject(0, [disclosure(**text(("二、支出情况", words)))])
        (topic,) = (topic for topic in told(subject) if topic.facts)
        assert step(subject, topic.facts[0]) == worth


def test_cut_and_rounded_numbers() -> None:
    coarse, fine = (Decimal(WAN),), (Decimal(100),)
    assert is_cut(Decimal(520_000), coarse, Decimal(527_000), fine)
    assert is_rounded(Decimal(530_000), coarse, Decimal(527_000), fine)
    assert not is_cut(Decimal(520_000), fine, Decimal(527_000), fine)
    assert not is_near(Decimal(510_000), coarse, Decimal(527_000), fine)


def test_a_number_without_decimals_among_others_is_no_rounded_one() -> None:
    assert usual_decimals([2, 2, 2, 0]) == 2
    assert usual_decimals([0, 0, 0, 0, 0, 2]) == 0
    assert usual_decimals([]) == 0
