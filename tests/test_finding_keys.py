"""The key of a finding stays with what it is about: not with our words for it, nor with the number that stands there."""

from __future__ import annotations

from dataclasses import replace

from disclosures.lifecycle.finding_keys import Keys
from disclosures.parsing.records import ParsedDisclosure
from disclosures.reconciliation import Operand, Result, State, reconcile
from tests.reconciliation.build import disclosure, statement

CODES = "科目编码|科目名称|合计|基本支出|项目支出"


def printed(total: str, before: str = "") -> ParsedDisclosure:
    return disclosure(
        statement("支出总表", CODES, f"{before}|合计|{total}|3|4\n208|社会保障和就业支出|7|3|4")
    )


def differing(of: ParsedDisclosure) -> tuple[Keys, list[Result]]:
    (results,) = reconcile([of])
    return Keys([of]), [result for result in results if result.state is State.DIFFERS]


def keys(of: ParsedDisclosure) -> set[str]:
    maker, found = differing(of)
    return {maker.of(result) for result in found}


def test_another_number_or_row_number_leaves_the_key() -> None:
    assert keys(printed("9"))
    assert keys(printed("9")) == keys(printed("8"))
    assert keys(printed("9")) == keys(printed("9", "|栏次|||\n"))


def test_other_labels_and_messages_leave_the_key() -> None:
    maker, (first, *_) = differing(printed("9"))
    assert first.right is not None
    renamed = replace(
        first,
        message="换一种说法",
        left=_renamed(first.left),
        right=_renamed(first.right),
    )
    assert Keys([printed("9")]).of(renamed) == maker.of(first)


def _renamed(side: Operand) -> Operand:
    places = tuple(replace(place, words="另一个名目") for place in side.places)
    return replace(side, label="另一个名目", places=places)


def test_other_places_have_other_keys() -> None:
    other = disclosure(statement("支出总表", CODES, "|合计|7|3|4\n208|社会保障和就业支出|8|3|4"))
    assert keys(printed("9")) - keys(other) and keys(other) - keys(printed("9"))


def test_what_comes_twice_has_two_keys() -> None:
    maker, (first, *_) = differing(printed("9"))
    assert maker.of(first) != maker.of(first)
