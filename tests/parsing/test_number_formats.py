"""Number formats: what the sheet shows, or nothing where that is not certain."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.parsing.readers.number_formats import BUILT_IN, shown, shown_text, stored

ACCOUNTING = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("3824.91", "", "3824.91"),
        ("205.0", "General", "205"),
        ("0.30000000000000004", "", "0.3"),
        ("61.949999999999996", "G/通用格式", "61.95"),
        ("41136621.59", "General", "41136621.59"),
        ("108", "0.00", "108.00"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1234.565", "0.00", "1234.57"),
        ("-1234.5", ACCOUNTING, "-1,234.50"),
        ("0", ACCOUNTING, "-"),
        ("0", "0.00;-0.00;;@", ""),
        ("-12", "#,##0.00_);[Red]\\(#,##0.00\\)", "(12.00)"),
        ("-12", '#,##0.00;"△"#,##0.00', "△12.00"),
        ("-12", "0.00;[红色]0.00", "-12.00"),
        ("-12", "0.00;@", "-12.00"),
        ("0.153", "0.0%", "15.3%"),
        ("5", "0.##", "5"),
        ("5.1", "0.0?", "5.1"),
        ("7", "@", "7"),
        ("5", "000000", "000005"),
        ("123456", "0.00E+00", "1.23E+05"),
        ("12.5", "[$¥-804]#,##0.00;[$¥-804]\\-#,##0.00", "¥12.50"),
        ("12.5", '0.00"万元"', "12.50万元"),
        ("45292", 'yyyy"年"m"月"d"日"', "2024年1月1日"),
        ("45292.75", "yyyy-mm-dd hh:mm", "2024-01-01 18:00"),
    ],
)
def test_a_number_as_the_sheet_shows_it(value: str, number_format: str, text: str) -> None:
    assert shown(stored(value), number_format) == text


@pytest.mark.parametrize(
    ("number_format", "text"),
    [
        ("0!.0,", "4567.9"),
        ('0"."0,', "4567.9"),
        ("0\\.0,", "4567.9"),
        ("0!.0000", "4567.8912"),
        ("0.00,", "45678.91"),
        ("#,##0.00,", "45,678.91"),
        ("#,##0.00,,", "45.68"),
        ("#,##0,.00", "45,678.91"),
        ('#,##0,"千元"', "45,679千元"),
        ('[>=100000000]0!.0000,,"亿";[>=10000]0!.0,"万";0', "4567.9万"),
        ("[<1000]0.00;0!.0,", "4567.9"),
    ],
)
def test_formats_that_move_the_point(number_format: str, text: str) -> None:
    assert shown(stored("45678912"), number_format) == text


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        ("300", "[DBNum1]General"),
        ("300", "[DBNum2][$-804]G/通用格式"),
        ("1.25", "# ?/?"),
        ("1234567", "#,##0!.00"),
        ("-5", "0.00;0.00"),
        ("-5", "[>100]0.00;0.0"),
        ("5", "[>100]0.00;[<0]0.0"),
        ("5", "Q0.00"),
        ("5", "0.00.0"),
        ("5", ",0"),
        ("5", "[199]"),
        ("1", "[h]:mm"),
        ("45292", "d-mmm-yy"),
        ("5", "0;0;0;@;0"),
    ],
)
def test_what_is_not_fully_understood_shows_nothing(value: str, number_format: str) -> None:
    assert shown(stored(value), number_format) is None


def test_text_sections() -> None:
    assert shown_text("合计", ACCOUNTING) == "合计"
    assert shown_text("合计", "@") == "合计"
    assert shown_text("合计", "0.00") == "合计"
    assert shown_text("合计", ";;;") == ""
    assert shown_text("清源县", '@"财政局"') == "清源县财政局"


@given(
    st.text(alphabet='0#?.,%;@"\\!_*[]()E+-年元 ymd/>=1Redg', max_size=24),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**16), max_value=10**16),
)
def test_no_format_raises(number_format: str, value: Decimal) -> None:
    shown(stored(str(value)), number_format)
    shown_text("合计", number_format)


@given(st.sampled_from(sorted(BUILT_IN)), st.floats(-1e12, 1e12))
def test_formats_known_by_number_never_raise(number: int, value: float) -> None:
    shown(stored(repr(value)), BUILT_IN[number])


@given(st.integers(0, 10**12), st.integers(0, 3), st.booleans())
def test_plain_formats_keep_the_number(value: int, decimals: int, thousands: bool) -> None:
    number_format = ("#,##0" if thousands else "0") + ("." + "0" * decimals if decimals else "")
    text = shown(Decimal(value), number_format)
    assert text is not None
    assert Decimal(text.replace(",", "")) == value
    assert not thousands or text == f"{value:,.{decimals}f}"
