"""The measure of the checks counts what it says, and a check that is wrong too often says nothing in public."""

from __future__ import annotations

import json

from disclosures.reconciliation import CATALOGUE, State, quality, reconcile
from disclosures.reconciliation.quality import Judgement, Quality, Said

from .build import disclosure, statement

SUM, NAME = Said("a.pdf", "section-is-sum-of-items", "9"), Said("a.pdf", "a-code-has-one-name", "科目 208")
BROKEN = disclosure(statement("支出总表", "科目编码|科目名称|合计|基本支出|项目支出", "|合计|9|3|4"))


def test_differences_are_counted_as_they_were_judged() -> None:
    judged = [Judgement(SUM, True, is_certain=True), Judgement(NAME, False)]
    sums, names, none = quality.measured([SUM, SUM, NAME], judged, [SUM.check, NAME.check, "other"])
    assert (sums.right, sums.wrong, sums.certain, sums.found) == (2, 0, 1, 1)
    assert (names.right, names.wrong, names.certain) == (0, 1, 0)
    assert none == Quality("other")


def test_what_nobody_judged_and_what_is_missed_are_counted() -> None:
    (row,) = quality.measured([SUM._replace(words="8")], [Judgement(SUM, True, is_certain=True)], [SUM.check])
    assert (row.unjudged, row.reported, row.judged) == (1, 1, 0)
    assert (row.certain, row.found) == (1, 0)


def test_a_check_is_withheld_when_enough_was_judged_and_too_much_was_wrong() -> None:
    assert Quality("x", right=3, wrong=2).is_withheld
    assert Quality("x", right=94, wrong=6).is_withheld
    assert not Quality("x", right=95, wrong=5).is_withheld
    assert not Quality("x", right=2, wrong=2).is_withheld, "four of them are not enough"
    assert not Quality("x", unjudged=9).is_withheld


def test_what_a_withheld_check_finds_needs_confirmation() -> None:
    (told,), (kept,) = reconcile([BROKEN]), reconcile([BROKEN], withheld={"row-total-is-sum-of-natures"})
    differing = {one.check for one in told if one.state is State.DIFFERS}
    assert "row-total-is-sum-of-natures" in differing
    assert {one.check for one in kept if one.state is State.DIFFERS} == differing - {
        "row-total-is-sum-of-natures"
    }
    assert [one.state for one in kept if one.check == "row-total-is-sum-of-natures"] == [
        State.NEEDS_CONFIRMATION
    ]


def test_the_published_measure_is_of_the_catalogue() -> None:
    documents, rows = quality.published()
    assert documents > 0
    assert list(rows) == [check.id for check in CATALOGUE]
    text = quality.as_text(rows.values(), documents)
    assert text == quality.PUBLISHED.read_text(encoding="utf-8") and json.loads(text)
