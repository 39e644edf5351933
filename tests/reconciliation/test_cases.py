"""Every check differs, holds and cannot be done: each on a disclosure made for it. Tables of cases stand in cases_*.py."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest

from disclosures.parsing.records import ParsedDisclosure
from disclosures.reconciliation import CATALOGUE, State, reconcile

from .case import Case

CASES: tuple[Case, ...] = tuple(
    case
    for path in sorted(Path(__file__).parent.glob("cases_*.py"))
    for case in import_module(f"{__package__}.{path.stem}").CASES
)
JUDGING = ("错误", "违规", "违法", "虚假", "造假")
"""Words of a judgement, which no check speaks."""
IDS = [case.check for case in CASES]


def states(check: str, given: ParsedDisclosure | Sequence[ParsedDisclosure]) -> list[State]:
    """The states of a check's results on the first of the disclosures."""
    everyone = [given] if isinstance(given, ParsedDisclosure) else list(given)
    return [result.state for result in reconcile(everyone)[0] if result.check == check]


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_it_differs(case: Case) -> None:
    assert State.DIFFERS in states(case.check, case.differs)


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_it_holds(case: Case) -> None:
    found = states(case.check, case.holds)
    assert State.HOLDS in found
    assert State.DIFFERS not in found


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_it_cannot_be_done(case: Case) -> None:
    found = states(case.check, case.could_not)
    assert State.COULD_NOT_BE_DONE in found
    assert State.DIFFERS not in found


def test_every_check_has_its_three_cases() -> None:
    assert sorted(IDS) == sorted({check.id for check in CATALOGUE})


def test_every_check_explains_itself() -> None:
    for check in CATALOGUE:
        for words in (check.title, check.title_en, check.formula, check.explanation, check.source):
            assert words.strip(), check.id
        assert not any(word in check.title + check.explanation for word in JUDGING), check.id
    assert len({check.id for check in CATALOGUE}) == len(CATALOGUE)


def test_nothing_to_look_at_is_not_applicable() -> None:
    nothing = ParsedDisclosure(CASES[0].holds.agency, 2022, CASES[0].holds.stage)  # type: ignore[union-attr]
    (results,) = reconcile([nothing])
    assert {result.check for result in results} == {check.id for check in CATALOGUE}
    assert {result.state for result in results} <= {State.NOT_APPLICABLE, State.COULD_NOT_BE_DONE}
