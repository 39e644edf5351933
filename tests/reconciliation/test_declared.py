"""What a declared change says of last year, and whether last year's disclosure says the same."""

from __future__ import annotations

import pytest

from disclosures.reconciliation import Result, State
from disclosures.reconciliation.declared import CHECK, fits_last_year
from disclosures.reconciliation.subject import Subject

from .build import disclosure, statement, text


def results(words: str, now: str = "110.30", before: str = "99.90") -> list[Result]:
    """Of a budget with its 支出总表 and a text, beside last year's table."""
    tables = [
        statement("支出总表", "科目编码|科目名称|合计", f"205|教育支出|{yuan}\n|合计|{yuan}")
        for yuan in (now, before)
    ]
    this = disclosure(tables[0], **text(("三、支出情况", words)))
    return list(fits_last_year(Subject(0, [this, disclosure(tables[1], fiscal_year=2021)]), CHECK))


@pytest.mark.parametrize(
    ("words", "state", "printed"),
    [
        ("支出预算110万元，比上年增加10万元。", State.HOLDS, "110万元 - 10万元"),
        ("支出预算110.30万元，比上年增加10.40万元。", State.HOLDS, "110.30万元 - 10.40万元"),
        ("支出预算110.30万元，比上年增加10.41万元。", State.WITHIN_ROUNDING, "110.30万元 - 10.41万元"),
        ("支出预算110.30万元，比2021年预算增加10.00万元。", State.DIFFERS, "110.30万元 - 10.00万元"),
        ("支出预算110.30万元，与2021年预算持平。", State.DIFFERS, "110.30万元"),
        ("支出预算110.30万元，比2021年预算增长10.41%。", State.HOLDS, "110.30万元 ÷ (1 + 10.41%)"),
        ("支出预算110.30万元，比2021年预算增长10%。", State.HOLDS, "110.30万元 ÷ (1 + 10%)"),
        ("支出预算110.30万元，比2021年预算下降10.41%。", State.DIFFERS, "110.30万元 ÷ (1 - 10.41%)"),
        ("支出预算比2021年预算增加10.40万元。", State.HOLDS, "110.30 - 10.40万元"),
    ],
)
def test_last_year_follows_from_the_text_and_is_held_against_the_table(
    words: str, state: State, printed: str
) -> None:
    (found,) = results(words)
    assert found.left.printed == printed
    assert found.state is state, found.message
    assert found.left.places[0].at is not None


def test_a_rate_behind_its_change_is_judged_with_it() -> None:
    (found,) = results("支出预算110.30万元，比上年增加10.40万元，增长10.41%。")
    assert found.left.printed == "110.30万元 - 10.40万元"


def test_every_change_of_a_topic_is_judged() -> None:
    found = results("支出预算110.30万元，比2021年预算增加10.40万元，比2021年决算增加3.00万元。")
    assert [one.state for one in found] == [State.HOLDS, State.COULD_NOT_BE_DONE]
    assert "没有上年决算" in found[1].message


@pytest.mark.parametrize("words", ["支出预算110.30万元。", "支出预算110.30万元，比2020年预算增加1.00万元。"])
def test_what_is_no_change_against_last_year_is_not_judged(words: str) -> None:
    assert results(words) == []
