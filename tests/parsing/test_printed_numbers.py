"""Every way a figure is printed, and what looks like one and is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.parsing.normalise import code, number, read_amount, yuan
from disclosures.vocabulary import CellState


@pytest.mark.parametrize(
    "printed",
    [
        *(f"{sign}45.60" for sign in "-−－‐‑‒–—―﹣⁻负△▲∆"),
        "(45.60)",
        "（45.60）",
        "（-45.60）",
        "45.60-",
        "45.60－",
        "¥-45.60",
        "-￥45.60",
        "△ 45.60",
        "-４５．６０",
    ],
)
def test_negatives_in_every_notation(printed: str) -> None:
    assert number(printed) == Decimal("-45.60")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("700¹", "700"),
        ("700.00²⁾", "700.00"),
        ("700.00①", "700.00"),
        ("700.00*", "700.00"),
        ("※700.00", "700.00"),
        ("700.00 #", "700.00"),
        ("*-700.00", "-700.00"),
    ],
)
def test_marks_of_notes_are_no_digits(printed: str, value: str) -> None:
    assert number(printed) == Decimal(value)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2，345，678．90", "2345678.90"),
        ("2 345 678.90", "2345678.90"),
        ("2\u2009345\u2009678", "2345678"),
        ("2'345.6", "2345.6"),
        ("￥2,345.60", "2345.60"),
        ("2,345.\n60", "2345.60"),
        ("2,\n345.60", "2345.60"),
        ("2,345.6\n0", "2345.60"),
        ("8.", "8"),
    ],
)
def test_thousands_and_figures_over_two_lines(printed: str, value: str) -> None:
    assert number(printed) == Decimal(value)


@pytest.mark.parametrize(
    "printed",
    [
        "87\n87\n87",
        "87 91",
        "12.30\n45",
        "12.30\n45.60",
        "3²00",
        "①",
        "¹",
        "- 3 -",
        "△",
        "(+4)",
        "4%",
        "４％",
        "1e309",
        "1.2E+05",
        "#DIV/0!",
        "9" * 400,
        "0" * 3 + "9" * 16,
    ],
)
def test_what_is_no_figure_or_several(printed: str) -> None:
    assert number(printed) is None
    assert read_amount(printed, 1) == (CellState.UNREADABLE, None)


def test_a_figure_that_no_budget_reaches_is_unreadable() -> None:
    assert read_amount("999999999999.00", 10_000) == (CellState.UNREADABLE, None)
    assert yuan(Decimal("9" * 400), 1) is None
    assert yuan(Decimal("1e309"), 100_000_000) is None


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12.50万元", "125000.00"),
        ("(12.50)元", "-12.50"),
        ("￥1,200 元", "1200.00"),
        ("0.3亿元", "30000000.00"),
    ],
)
def test_a_figure_with_a_unit_of_its_own(printed: str, value: str) -> None:
    assert read_amount(printed, 1_000) == (CellState.AMOUNT, Decimal(value))


@pytest.mark.parametrize("printed", ["万元", "12.50万", "5元/人", "12元30"])
def test_what_only_looks_like_a_unit(printed: str) -> None:
    assert read_amount(printed, 1)[0] is not CellState.AMOUNT


def test_a_mark_beside_a_code_is_no_digit() -> None:
    assert code("20805①") == "20805"


@given(
    st.text(alphabet="0123456789.,，．-−△()（）¹①*#%¥ \n\u2009负eE", max_size=40),
    st.sampled_from([1, 10_000]),
)
def test_no_text_raises(printed: str, scale: int) -> None:
    state, value = read_amount(printed, scale)
    assert (state is CellState.AMOUNT) == (value is not None)


def test_a_word_for_nothing_is_no_figure_that_was_not_read() -> None:
    assert read_amount("无", 1) == read_amount("此栏不需填列", 1) == (CellState.NOT_APPLICABLE, None)
    assert read_amount("无偿划拨", 1) == (CellState.UNREADABLE, None)
