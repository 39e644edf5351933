"""What is wrong in a disclosure and has to be found, each kind on a disclosure made for it; beside each, what is right."""

from __future__ import annotations

import pytest

from disclosures.reconciliation import reconcile

from .build import disclosure, statement
from .test_false_alarms import CODES, NOTE, differs, table, told


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("备注：涉密项目不予公开。（请核实本单位有无涉密项目，若无则写无）", True),
        ("2022年举办（请示事项处理）培训班1期。", False),
    ],
)
def test_an_instruction_to_the_writer_is_a_leftover(words: str, wrong: bool) -> None:
    assert differs("template-leftovers", told(words)) is wrong


@pytest.mark.parametrize(("name", "wrong"), [("XX局", True), ("××单位", True), ("某市某局", False)])
def test_a_placeholder_in_the_title_of_a_table_or_in_a_heading_is_a_leftover(name: str, wrong: bool) -> None:
    titled = table("|合计|9|9|0", f"{name}2022年一般公共预算财政拨款支出表")
    assert differs("template-leftovers", told("无其他事项。", tables=[titled])) is wrong
    assert (
        differs("template-leftovers", told("无其他事项。", heading=f"二、{name}2022年部门预算情况")) is wrong
    )


@pytest.mark.parametrize(("total", "wrong"), [("9", True), ("0", False)])
def test_appropriations_told_to_be_empty_have_no_amounts_in_another_table(total: str, wrong: bool) -> None:
    empty = statement(
        "财政拨款收支总表",
        "收入/项目|收入/预算数|支出/项目|支出/预算数",
        note=NOTE.format("财政拨款收入和支出"),
    )
    given = disclosure(empty, table(f"|合计|{total}|{total}|0"))
    assert differs("note-of-emptiness-stands-under-empty-tables", given) is wrong


def test_a_table_of_another_fund_says_nothing_of_an_empty_one() -> None:
    empty = statement("政府性基金预算支出表", CODES, note=NOTE.format("政府性基金预算支出"))
    given = disclosure(empty, table("|合计|9|9|0"))
    assert not differs("note-of-emptiness-stands-under-empty-tables", given)


@pytest.mark.parametrize(("final", "wrong"), [("1.00", False), ("0.80", True)])
def test_a_final_amount_told_to_be_the_planned_one_is_it(final: str, wrong: bool) -> None:
    words = f"公务接待费支出预算为1.00万元，支出决算为{final}万元，决算数与预算数持平。"
    assert differs("direction-fits-amounts", told(words, final=True)) is wrong


def test_what_is_said_of_a_part_is_not_said_of_the_whole_before_it() -> None:
    words = (
        "“三公”经费支出预算为10.00万元，支出决算为8.00万元，完成预算的80.00%，其中：因公出国（境）费支出预算为0.00万元，"
        "支出决算为0.00万元，决算数与预算数持平，公务接待费支出预算为4.00万元，支出决算为2.00万元，决算数小于预算数。"
    )
    assert not differs("direction-fits-amounts", told(words, final=True))


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        ("压减公务接待支出", True),
        ("人员增加", True),
        ("厉行节约，严控支出增长", False),
        ("没有新增车辆", False),
        ("增加的人员与减少的项目相抵", False),
    ],
)
def test_what_stays_the_same_has_no_reason_to_rise_or_fall(reason: str, wrong: bool) -> None:
    words = f"2022年公务接待费预算3.00万元，与2021年持平，主要原因是{reason}。"
    assert differs("reason-fits-direction", told(words)) is wrong


def test_a_reason_of_the_next_sentence_is_not_of_what_stays_the_same() -> None:
    words = "2022年收入合计100.00万元，比上年增加10.00万元，其中：其他收入20.00万元，与上年持平。主要原因是项目增加。"
    assert not differs("reason-fits-direction", told(words))


@pytest.mark.parametrize(("share", "wrong"), [("90.00", False), ("95.00", True)])
def test_a_share_of_the_total_that_another_word_names_is_one_of_it(share: str, wrong: bool) -> None:
    words = f"2022年度收入合计100.00万元。其中：财政拨款收入90.00万元，占总收入的{share}%；其他收入10.00万元，占总收入的10.00%。"
    assert differs("share-follows-from-amounts", told(words, final=True)) is wrong


def test_figures_of_one_kind_are_no_amounts_that_stay_the_same() -> None:
    words = "2022年机关运行经费80.00万元，按与2021年统计口径一致，主要原因是在编人员减少。"
    assert not differs("reason-fits-direction", told(words))


def test_a_level_under_a_wrong_word_is_said_once_as_what_it_is() -> None:
    lines = table(
        "|合计|9|9|\n205|教育支出|9|9|\n20501|教育管理事务|9|9|\n2050101|行政运行|4|4|\n2050199|其他教育管理事务支出|5|5|"
    )
    words = "教育管理事务（类）行政运行（项）4.00万元，用于人员。教育管理事务（类）其他教育管理事务支出（项）5.00万元，用于人员。"
    (results,) = reconcile([told(words, tables=[lines])])
    said = [one.message for one in results if one.check == "subject-name-is-table-name"]
    assert said == ["科目的级次不同：文字把款“教育管理事务”写作“（类）”"]
