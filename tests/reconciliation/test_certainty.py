"""What differs is said only of figures whose reading is proven; of others a person is asked to look."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.parsing.records import NamedAmount, Note, ParsedDisclosure, ProcurementItem, StatementTable
from disclosures.reconciliation import Result, State, reconcile_one

from .build import UNIT, disclosure, statement

HEAD = "科目编码|科目名称|合计|基本支出|项目支出"
CODES = {"205": ("20501", "20502"), "208": ("20805",), "221": ("22102", "22103")}


def rows(chance: random.Random) -> list[list[str]]:
    """合计, categories and sections that add up: code, name, three amounts in fen."""
    made: list[list[str]] = []
    grand = [0, 0]
    for category, sections in CODES.items():
        own = [[chance.randint(1_000, 900_000), chance.randint(1_000, 900_000)] for _ in sections]
        total = [sum(pair[i] for pair in own) for i in (0, 1)]
        made.append([category, f"类{category}", *printed(total)])
        made += [[code, f"款{code}", *printed(pair)] for code, pair in zip(sections, own, strict=True)]
        grand = [a + b for a, b in zip(grand, total, strict=True)]
    return [["", "合计", *printed(grand)], *made]


def printed(pair: list[int]) -> list[str]:
    return [f"{fen / 100:.2f}" for fen in (sum(pair), *pair)]


def read(rows: list[list[str]]) -> ParsedDisclosure:
    """The disclosure with one table of these rows, nothing marked yet."""
    made = statement("部门支出总表", HEAD, "\n".join("|".join(row) for row in rows))
    return disclosure(unmarked(made))


def unmarked(table: StatementTable) -> StatementTable:
    lines = (
        replace(line, cells=tuple(replace(cell, proven=None, confirmed=True) for cell in line.cells))
        for line in table.lines
    )
    return replace(table, lines=tuple(lines))


def states(of: ParsedDisclosure) -> dict[State, list[Result]]:
    found: dict[State, list[Result]] = {}
    for result in reconcile_one([of]):
        if "-is-sum-of-" in result.check:
            found.setdefault(result.state, []).append(result)
    return found


@pytest.fixture
def chance() -> random.Random:
    return random.Random()


def test_a_planted_slip_among_sums_that_hold_is_a_difference(chance: random.Random) -> None:
    made = rows(chance)
    place = chance.choice([i for i, row in enumerate(made) if len(row[0]) == 5])
    made[place][3] = f"{float(made[place][3]) + 43.21:.2f}"
    found = states(read(made))
    assert State.NEEDS_CONFIRMATION not in found
    differing = [result for result in found[State.DIFFERS] if result.cause is None]
    assert [abs(result.difference or 0) for result in differing] == [432_100]


def test_a_shifted_column_yields_no_difference(chance: random.Random) -> None:
    found = states(read([[*row[:2], row[3], row[4], row[2]] for row in rows(chance)]))
    assert State.DIFFERS not in found
    assert len(found[State.NEEDS_CONFIRMATION]) > 3


def test_a_lost_code_yields_no_difference(chance: random.Random) -> None:
    made = rows(chance)
    place = next(i for i, row in enumerate(made) if row[0] == "20502")
    made[place][0] = "20802"
    found = states(read(made))
    assert State.DIFFERS not in found
    assert found[State.NEEDS_CONFIRMATION]


def test_what_a_person_compared_is_a_difference(chance: random.Random) -> None:
    shifted = read([[*row[:2], row[3], row[4], row[2]] for row in rows(chance)])
    lines = (
        replace(line, cells=tuple(replace(cell, proven=True) for cell in line.cells))
        for line in shifted.statements[0].lines
    )
    table = replace(shifted.statements[0], lines=tuple(lines))
    assert State.DIFFERS in states(replace(shifted, statements=(table,)))


@pytest.mark.parametrize(("price", "state"), [("10", State.DIFFERS), ("9", State.NEEDS_CONFIRMATION)])
def test_a_purchase_of_small_whole_numbers_is_sure_where_quantity_and_price_make_it(
    price: str, state: State
) -> None:
    """The total is blank, the source prints 10, which a count might be as well."""
    cells = tuple(
        NamedAmount(("政府采购金额", heading), text, Decimal(text) * UNIT if text else None, 1)
        for heading, text in (("合计", ""), ("一般公共预算", "10"))
    )
    item = ProcurementItem(
        "软件", None, "平台软件", "C0201", "套", "1", Decimal(price) * UNIT, cells, False, 1
    )
    (found,) = (
        result
        for result in reconcile_one([disclosure(procurement=(item,))])
        if result.check == "procurement-row-is-sum-of-sources"
    )
    assert found.state is state


@pytest.mark.parametrize("code", ["text-left-out", "amount-left-out", "amount-missed"])
def test_a_table_is_not_said_to_be_missing_where_something_was_not_understood(code: str) -> None:
    titles = (
        "部门收入总表",
        "部门支出总表",
        "一般公共预算支出表",
        "一般公共预算基本支出表",
        "政府性基金预算支出表",
    )
    whole = disclosure(*(statement(title, HEAD, "213|农林水支出|1.00|1.00|0.00") for title in titles))

    def found(of: ParsedDisclosure) -> set[State]:
        return {result.state for result in reconcile_one([of]) if result.check == "statements-are-there"}

    assert State.DIFFERS in found(whole)
    assert State.DIFFERS not in found(replace(whole, notes=(Note(code, "政府性基金……9.00", 3),)))
