"""The order of rows as an address names it: one engine for lists and for trees."""

from __future__ import annotations

import pytest

from disclosures.presenting.ordering import Order, in_order, in_tree_order, with_what_is_above

TREE = ["a", "a.2", "a.1", "a.1.1", "c", "b", "b.1"]


def level(row: str) -> int:
    return row.count(".")


def test_an_address_names_an_order() -> None:
    assert Order.chosen("-size", ["size", "name"]) == Order("size", descends=True)
    assert Order.chosen("nothing", ["size"], "-size") == Order("size", descends=True)
    assert Order.chosen(None, ["size"]) == Order()
    assert [str(Order("size")), str(Order("size", descends=True)), str(Order())] == ["size", "-size", ""]


def test_a_head_leads_to_the_other_ways() -> None:
    rising, falling = Order("size"), Order("size", descends=True)
    assert (Order().next("size"), falling.next("size"), rising.next("size")) == ("-size", "size", "-size")
    assert (Order().next("name", is_number=False), Order("name").next("name", is_number=False)) == (
        "name",
        "-name",
    )
    assert [order.next_or_none("size") for order in (Order(), falling, rising)] == ["-size", "size", None]
    assert [order.aria("size") for order in (rising, Order("name"))] == [' aria-sort="ascending"', ""]


@pytest.mark.parametrize(("descends", "expected"), [(False, "1 2 3 -"), (True, "3 2 1 -")])
def test_what_has_no_value_comes_last_either_way(descends: bool, expected: str) -> None:
    keys = {"it": lambda text: None if text == "-" else int(text)}
    assert in_order("2-13", Order("it", descends), keys) == expected.split()


def test_siblings_are_sorted_with_what_is_under_them() -> None:
    assert in_tree_order(TREE, level, lambda row: row) == ["a", "a.1", "a.1.1", "a.2", "b", "b.1", "c"]
    assert in_tree_order(TREE, level, None) == TREE


def test_what_is_above_a_kept_row_stays() -> None:
    assert with_what_is_above(TREE, level, lambda row: row in ("a.1.1", "c")) == ["a", "a.1", "a.1.1", "c"]
