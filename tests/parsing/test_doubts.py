"""Sums that do not hold are flagged, rounding is not, and no figure is changed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from test_tables import CONTEXT, ONE_SIDED, TWO_SIDED, grid, parsed


def flagged(*rows: str, header: list[str] = ONE_SIDED, title: str = "单位预算支出总表") -> list[str]:
    (disclosure,) = parsed(title, CONTEXT, grid(*header, *rows)).disclosures
    return [note.message for note in disclosure.notes if note.code == "sum-differs"]


def test_sums_that_hold_are_not_flagged() -> None:
    rows = [
        "1||合计|5.00|3.00|2.00",
        "2|205|教育支出|3.00|3.00|",
        "3|20501|教育管理事务|3.00|3.00|",
        "4|206|科学技术支出|2.00||2.00",
    ]
    assert flagged(*rows) == []


def test_a_total_that_is_no_sum_is_flagged_with_both_numbers() -> None:
    rows = ["1||合计|7.00|3.00|2.00", "2|205|教育支出|3.00|3.00|", "4|206|科学技术支出|2.00||2.00"]
    down, along = flagged(*rows)
    for message in (down, along):
        assert "读作 7.00" in message
        assert "为 5" in message


def test_a_category_that_is_no_sum_of_its_sections_is_flagged_once() -> None:
    rows = ["1||合计|3.00|3.00|", "2|205|教育支出|3.00|2.90|", "3|20501|教育管理事务|2.50|2.40|"]
    assert sum("其下 1 行" in message for message in flagged(*rows)) == 1  # though in two columns


@pytest.mark.parametrize(("total", "count"), [("5.01", 0), ("5.02", 1)])
def test_rounding_is_allowed_half_a_digit_a_number(total: str, count: int) -> None:
    rows = [f"1||合计|{total}||", "2|205|教育支出|3.00||", "4|206|科学技术支出|2.00||"]
    assert len(flagged(*rows)) == count


def test_categories_of_the_overview_add_up_to_this_years_expenditure() -> None:
    rows = ["1|||五、教育支出|3.00", "2|||六、科学技术支出|2.00", "3|||本年支出合计|6.00"]
    (message,) = flagged(*rows, header=TWO_SIDED, title="单位预算收支总表")
    assert "本年支出合计" in message


def test_the_figure_stays_as_printed() -> None:
    (disclosure,) = parsed(
        "单位预算支出总表",
        CONTEXT,
        grid(*ONE_SIDED, "1||合计|7.00||", "2|205|教育支出|3.00||", "4|206|科学技术支出|2.00||"),
    ).disclosures
    assert disclosure.statements[0].lines[0].cells[0].yuan == Decimal("70000.00")


def test_an_amount_within_a_name_is_flagged() -> None:
    rows = ["1||合计 12,945.67|3.00|3.00|", "2|205|教育支出|3.00|3.00|"]
    (disclosure,) = parsed("单位预算支出总表", CONTEXT, grid(*ONE_SIDED, *rows)).disclosures
    (message,) = (note.message for note in disclosure.notes if note.code == "amount-in-name")
    assert "合计12,945.67" in message
