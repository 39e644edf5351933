"""The checks (勾稽关系): a pure library. Disclosures in, results out; a check yields results and never raises, prints or stops."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from disclosures.parsing.records import ParsedDisclosure

from . import across, between, completeness, narrative, performance, reasons, within
from .catalogue import Check, Group, fingerprint
from .causes import explained
from .certainty import marked, unconfirmed, weighed
from .results import Operand, Place, Result, State
from .subject import Subject

__all__ = [
    "CATALOGUE",
    "Check",
    "Group",
    "Operand",
    "Place",
    "Result",
    "State",
    "fingerprint",
    "reconcile",
    "reconcile_one",
]

CATALOGUE: tuple[Check, ...] = (
    *within.CHECKS,
    *across.CHECKS,
    *narrative.CHECKS,
    *performance.CHECKS,
    *completeness.CHECKS,
    *between.CHECKS,
    *reasons.CHECKS,
)
"""Every check, by group."""


def reconcile(
    documents: Sequence[ParsedDisclosure],
    catalogue: Sequence[Check] = CATALOGUE,
    withheld: Collection[str] = (),
) -> list[list[Result]]:
    """The results of every check on every one of the disclosures, checked together; one list a disclosure.

    `cause` of a result counts into its list. A check that finds nothing to look at has one result, NOT_APPLICABLE.
    What the `withheld` checks find needs confirmation.
    """
    everyone = [marked(document) for document in documents]
    return [
        explained(_results(Subject(index, everyone), catalogue, withheld)) for index in range(len(everyone))
    ]


def reconcile_one(documents: Sequence[ParsedDisclosure], withheld: Collection[str] = ()) -> list[Result]:
    """The results of every check on the first of the disclosures, which is checked together with the others."""
    everyone = [marked(document) for document in documents]
    return explained(_results(Subject(0, everyone), CATALOGUE, withheld))


def _results(subject: Subject, catalogue: Sequence[Check], withheld: Collection[str]) -> list[Result]:
    found: list[Result] = []
    for check in catalogue:
        applies = subject.disclosure.stage in check.stages
        results = list(check.run(subject)) if applies else []
        told = [weighed(result, subject.everyone, check.group) for result in results]
        if check.id in withheld:
            told = [unconfirmed(result) for result in told]
        found += told or [_nothing(check, subject)]
    return found


def _nothing(check: Check, subject: Subject) -> Result:
    return Result(
        check.id, State.NOT_APPLICABLE, subject.index, "没有可核对的数字或文字", Operand(check.title, None)
    )
