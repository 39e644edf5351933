"""What is wrong in a disclosure and has to be found, each kind on a disclosure made for it; beside each, what is right."""

from __future__ import annotations

import pytest

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
