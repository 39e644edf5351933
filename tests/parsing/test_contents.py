"""The table of contents against the headings of the body, on a few lines made for it."""

from __future__ import annotations

import pytest

from disclosures.parsing.contents import contents_that_differ
from disclosures.parsing.document import Paragraph

CONTENTS = ("第一部分 某局概况", "一、主要职能", "第二部分 某局2024年度部门决算表", "一、收入支出决算总表")


def told(contents: tuple[str, ...], *body: str) -> list[str]:
    blocks = [Paragraph(text, 1) for text in ("目 录", *contents)] + [Paragraph(text, 2) for text in body]
    return [note.message for note in contents_that_differ(blocks, "某市某局")]


def test_an_entry_in_other_words_and_a_part_without_its_number_are_told_together() -> None:
    entries = (*CONTENTS, "十一、其他重要事项说明......27")
    (said,) = told(
        entries,
        *("第一部分 某局概况", "一、主要职能", "某局2024年度部门决算表", "收入支出决算总表"),
        "十一、其他重要事项的情况说明",
    )
    assert said == (
        "目录的“第二部分某局2024年度部门决算表”在正文没有印“第二部分”；"
        "目录的“十一、其他重要事项说明”在正文是“十一、其他重要事项的情况说明”"
    )


@pytest.mark.parametrize(
    ("entry", "heading"),
    [
        ("四、财政拨款收支预算总表", "四、财政拨款收支预算总体情况说明"),  # of a table, of the text
        ("五、部门决算情况", "五、部门决算情况说明"),
        ("五、2024年部门决算说明", "五、2024年某市某局部门决算说明"),
        ("五、2024年度机构设置和职责", "五、2024年机构设置及职责"),
        ("五、收入支出决算总表", "收入支出决算总表"),
        ("五、国有资产占用情况说明", "六、政府采购情况说明"),
    ],
)
def test_what_is_shortened_or_of_another_kind_is_no_other_wording(entry: str, heading: str) -> None:
    assert not told((*CONTENTS, entry), *CONTENTS, heading)


def test_a_title_over_two_lines_is_one() -> None:
    assert not told(
        (*CONTENTS, "五、一般公共预算支出决算情况的说明"), *CONTENTS, "五、一般公共预算支出决算", "情况的说明"
    )
