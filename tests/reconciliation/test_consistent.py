"""Of disclosures whose amounts agree nothing is said to differ, however they are worded; of most of the amounts that are
then changed something is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

import pytest

from disclosures.parsing.records import ParsedDisclosure
from disclosures.reconciliation import State, reconcile_one

from .build import disclosure, final_accounts, text
from .consistent import BUDGET_TABLES, BUDGETS, FINAL_TABLES, FINALS, Sections

Make = Callable[..., ParsedDisclosure]
ABOUT_THE_WHOLE = {
    "statements-are-there",
    "topics-are-there",
    "change-has-reason",
    "reasons-are-of-each-item",
}
"""What is asked of a whole disclosure, and of its reasons: these are excerpts with one reason for all."""
WORDINGS = [
    *(pytest.param(disclosure, BUDGET_TABLES, told, id=f"budget-{name}") for name, told in BUDGETS.items()),
    *(pytest.param(final_accounts, FINAL_TABLES, told, id=f"final-{name}") for name, told in FINALS.items()),
]
AMOUNT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?=万元)")
LEAST_FOUND = 0.8
EVERY = 3
"""Which of the amounts are changed: each takes a whole reading of the text."""


def differing(given: ParsedDisclosure) -> set[str]:
    found = (one for one in reconcile_one([given]) if one.state is State.DIFFERS)
    return {one.message for one in found if one.check not in ABOUT_THE_WHOLE}


def changed(told: Sections) -> Iterator[Sections]:
    """The sections with one amount more in one place each."""
    for number, (heading, words) in enumerate(told):
        for match in AMOUNT.finditer(words):
            more = f"{float(match[1].replace(',', '')) + 11:.2f}"
            section = (heading, words[: match.start()] + more + words[match.end() :])
            yield (*told[:number], section, *told[number + 1 :])


@pytest.mark.parametrize(("make", "tables", "told"), WORDINGS)
def test_nothing_differs_where_everything_agrees(make: Make, tables: tuple, told: Sections) -> None:
    assert differing(make(*tables, **text(*told))) == set()


@pytest.mark.slow
def test_most_changed_amounts_are_noticed() -> None:
    found = [
        bool(differing(make(*tables, **text(*other))))
        for make, tables, wordings in (
            (disclosure, BUDGET_TABLES, BUDGETS),
            (final_accounts, FINAL_TABLES, FINALS),
        )
        for told in wordings.values()
        for other in islice(changed(told), 0, None, EVERY)
    ]
    assert sum(found) >= LEAST_FOUND * len(found)
