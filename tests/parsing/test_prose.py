"""Sentences → topics with their facts: one made-up sentence a trap."""

from __future__ import annotations

import pytest

from disclosures.parsing.prose import read_prose
from disclosures.parsing.records import ProseTopic, Section
from disclosures.vocabulary import BaseKind, Direction, Stage

LINE = "“社会保障和就业支出（类）行政事业单位养老支出（款）行政单位离退休（项）”"


def topics(text: str, heading: str = "一、情况说明", stage: Stage = Stage.BUDGET) -> list[ProseTopic]:
    return read_prose([Section(heading, 1, 3, text)], 2022, stage)


def facts(text: str, **given: object) -> list[tuple[str, str, str]]:
    """(subject, role, printed) of everything that a text says."""
    found = [(topic.subject, fact) for topic in topics(text, **given) for fact in topic.facts]  # type: ignore[arg-type]
    return [
        (subject, fact.role.value, fact.printed) for subject, fact in sorted(found, key=lambda one: one[1].at)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "支出预算9万元，其中：基本支出3万元，占33.33%。",
            [
                ("支出预算", "stated", "9万元"),
                ("基本支出", "stated", "3万元"),
                ("基本支出", "share", "33.33%"),
            ],
        ),
        (
            "与2021年度相比，收入支出总计增加3万元，增长50%。",
            [("收入支出总计", "change", "3万元"), ("收入支出总计", "change_rate", "50%")],
        ),
        (
            "公务用车购置为0，与上年持平。",
            [("公务用车购置", "stated", "0"), ("公务用车购置", "flat", "持平")],
        ),
        (
            "项目支出增加3万元，主要原因是新增设备2万元。",
            [("项目支出", "change", "3万元"), ("项目支出", "stated", "2万元")],
        ),
        (
            "单价100万元（含）以上设备0台（套）。",
            [("一、情况说明", "threshold", "100万元"), ("设备", "count", "0台（套）")],
        ),
        (
            "公务接待费3万元，比上年减少4.76万元（26.30%），减少的主要原因是节约。",
            [
                ("公务接待费", "stated", "3万元"),
                ("公务接待费", "change", "4.76万元"),
                ("公务接待费", "change_rate", "26.30%"),
            ],
        ),
        ("2022年部门支出预算：9万元。", [("2022年部门支出预算：", "stated", "9万元")]),
    ],
)
def test_numbers_have_a_subject_and_a_role(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = facts(text)
    assert [one[1:] for one in found] == [one[1:] for one in expected]
    for (subject, *_), (wanted, *_) in zip(found, expected, strict=True):
        assert wanted in subject or wanted == "一、情况说明"


def test_a_line_of_the_classification_keeps_its_levels_over_sentences() -> None:
    text = f"1.{LINE}3万元，主要用于离退休人员。2021年预算执行数为2万元，2022年预算安排3万元，比2021年预算执行数增加50%。主要原因是：人员增加。"
    (topic,) = [topic for topic in topics(text) if topic.functional]
    assert [level for level, _ in topic.functional] == ["类", "款", "项"]
    assert topic.purpose == "离退休人员"
    assert [fact.role.value for fact in topic.facts] == ["stated", "prior", "current", "change_rate"]
    rate = topic.facts[-1]
    assert (rate.direction, rate.base_year, rate.base_kind, rate.reason) == (
        Direction.INCREASE,
        2021,
        BaseKind.EXECUTION,
        "人员增加",
    )


def test_one_sign_in_brackets_belongs_to_a_name_and_a_number_does_not() -> None:
    text = "（一）政府办公厅（室）及相关机构事务（款）行政运行（项）5.00万元，比上年增加1.00万元。"
    (topic,) = [topic for topic in topics(text) if topic.functional]
    assert topic.functional == (("款", "政府办公厅（室）及相关机构事务"), ("项", "行政运行"))


def test_levels_stand_in_the_heading_too() -> None:
    found = topics(
        "检察（款）：2022年预算支出9万元。其中：1．行政运行（项）支出3万元。",
        heading="（一）公共安全支出（类）",
    )
    assert [topic.functional[-1][1] for topic in found if topic.facts] == ["检察", "行政运行"]
    assert all(topic.functional[0] == ("类", "公共安全支出") for topic in found if topic.facts)


def test_final_accounts_tell_plan_and_outcome() -> None:
    text = f"{LINE}。年初预算为4万元，支出决算为3万元，完成年初预算的75%。决算数小于预算数的主要原因：节约。"
    (topic,) = [topic for topic in topics(text, stage=Stage.FINAL_ACCOUNTS) if topic.facts]
    assert [fact.role.value for fact in topic.facts] == ["budget_initial", "final", "completion"]
    assert topic.facts[-1].reason == "节约"


def test_a_further_change_ends_a_reason() -> None:
    found = topics("基本支出增加3万元，主要原因人员变化：项目支出减少1万元，主要是压减项目。")
    assert [(topic.subject, topic.facts[0].reason) for topic in found] == [
        ("基本支出", "人员变化"),
        ("项目支出", "压减项目"),
    ]


def test_a_form_feed_turns_the_page() -> None:
    found = topics("基本支出3万元。\n\f项目支出4万元。\n\f\f其他支出1万元。")
    assert [fact.page for topic in found for fact in topic.facts] == [3, 4, 6]


def test_a_sentence_after_a_list_is_about_the_whole() -> None:
    text = "支出预算5000万元，其中：基本支出3000万元，项目支出2000万元。比上年增加500万元，增长11.11%。"
    assert [one[:2] for one in facts(text)][-2:] == [("支出预算", "change"), ("支出预算", "change_rate")]


@pytest.mark.parametrize(
    "words",
    [
        "比年初预算减少1万元",
        "较预算数减少1万元，下降25%",
        "与全年预算相比，减少1万元",
        "比调整后的预算减少1万元",
    ],
)
def test_a_change_against_the_budget_is_of_what_was_told_before(words: str) -> None:
    (topic,) = topics(f"公务接待费支出决算3万元，{words}。", stage=Stage.FINAL_ACCOUNTS)
    changes = [fact for fact in topic.facts if fact.role.value.startswith("change")]
    assert changes and {fact.direction for fact in changes} == {Direction.DECREASE}
    assert {(fact.base_year, fact.base_kind) for fact in changes} == {(2022, BaseKind.BUDGET)}


def test_the_budget_that_a_change_is_counted_from_is_no_amount_of_last_year() -> None:
    text = "公务接待费支出决算3万元，比年初预算4万元减少1万元，比上年减少2万元。"
    (topic,) = topics(text, stage=Stage.FINAL_ACCOUNTS)
    assert [fact.role.value for fact in topic.facts] == ["final", "budget_initial", "change", "change"]
    assert [fact.base_year for fact in topic.facts[2:]] == [2022, 2021]
