"""Of disclosures whose amounts agree nothing is said to differ, however they are worded; of most of the amounts that are
then changed something is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from disclosures.parsing.records import ParsedDisclosure
from disclosures.reconciliation import CATALOGUE, Group, State, reconcile_one
from disclosures.reconciliation.certainty import marked, weighed
from disclosures.reconciliation.subject import Subject

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


IN_ORDER = sorted(CATALOGUE, key=lambda check: check.group is not Group.NARRATIVE)
"""The checks that look at the text first: most of what was changed in it they notice."""


def is_noticed(given: ParsedDisclosure) -> bool:
    """Does any check say that something differs? The first that does is enough."""
    subject = Subject(0, [marked(given)])
    return any(
        weighed(result, subject.everyone, check.group).state is State.DIFFERS
        for check in IN_ORDER
        if given.stage in check.stages and check.id not in ABOUT_THE_WHOLE
        for result in check.run(subject)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "tables", "wordings", "least"),
    [(disclosure, BUDGET_TABLES, BUDGETS, 0.79), (final_accounts, FINAL_TABLES, FINALS, 0.89)],
    ids=["budget", "final"],
)
def test_most_changed_amounts_are_noticed(
    make: Make, tables: tuple, wordings: dict[str, Sections], least: float
) -> None:
    found = [
        is_noticed(make(*tables, **text(*other))) for told in wordings.values() for other in changed(told)
    ]
    assert sum(found) >= least * len(found)
