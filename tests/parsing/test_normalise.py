"""One printed string → one value."""

from decimal import Decimal

import pytest

from disclosures.parsing.normalise import SHORT, code, for_short, key, number, read_amount, tidy, yuan
from disclosures.vocabulary import CellState


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("3824.91", "3824.91"),
        ("1,234,567.80", "1234567.80"),
        ("１，２３４．５", "1234.5"),
        (" 0 ", "0"),
        ("0.00", "0.00"),
        ("-12.5", "-12.5"),
        ("−12.5", "-12.5"),
        ("－12.5", "-12.5"),
        ("(12.50)", "-12.50"),
        ("（12.50）", "-12.50"),
        (".5", "0.5"),
        ("3\n824.91", "3824.91"),
    ],
)
def test_numbers(printed: str, value: str) -> None:
    assert number(printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["", "—", "12.3.4", "1,23", "12%", "约3", "(12", "2022年", "三"])
def test_what_is_no_number(printed: str) -> None:
    assert number(printed) is None


@pytest.mark.parametrize(
    ("printed", "state"),
    [
        ("", CellState.BLANK),
        ("　 \n", CellState.BLANK),
        ("0", CellState.AMOUNT),
        ("—", CellState.DASH),
        ("--", CellState.DASH),
        ("单位不需填列", CellState.NOT_APPLICABLE),
        ("约三百", CellState.UNREADABLE),
    ],
)
def test_states_of_a_cell(printed: str, state: CellState) -> None:
    assert read_amount(printed, 10_000)[0] is state


def test_scale_is_exact() -> None:
    assert yuan(Decimal("0.1"), 10_000) == Decimal("1000.00")
    assert yuan(Decimal("2226.49"), 10_000) == Decimal("22264900.00")
    assert yuan(Decimal("371514655.00"), 1) == Decimal("371514655.00")


def test_labels_and_codes() -> None:
    assert tidy("科    目\u3000编\n码") == "科目编码"
    assert key("（一）门类：") == "(一)门类:"
    assert code("2080501") == "2080501"
    assert code("205.0") == "205"
    assert code("合计") is None


def test_what_is_found_in_a_short_text_is_kept() -> None:
    asked: list[str] = []

    @for_short
    def length(text: str, more: int) -> int:
        asked.append(text)
        return len(text) + more

    long = "科" * (SHORT + 1)
    assert [length(text, 1) for text in ("合计", "合计", long, long)] == [3, 3, SHORT + 2, SHORT + 2]
    assert length("合计", 2) == 4
    assert asked == ["合计", long, long, "合计"]
