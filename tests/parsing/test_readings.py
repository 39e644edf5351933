"""Readings in doubt are decided by the tables' own arithmetic, and left plain where it does not decide."""

from __future__ import annotations

from printed import UNIT, amounts, grid, read, rows, table

from disclosures.parsing.document import Paragraph
from disclosures.vocabulary import Statement

HEAD = "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n"
FIRST = (
    HEAD
    + "合计{1x2} | · | 9.00 | 4.00 | 5.00\n213 | 农林水支出 | 6.00 | 4.00 | 2.00\n21303 | 水利 | 6.00 | 4.00 | 2.00"
)
BETWEEN = "本表中的数据由临河县水务局提供；如有疑问，请与办公室联系，联系电话见封面。"


def test_a_table_cut_by_words_goes_on_where_its_sums_say_so() -> None:
    rest = "206 | 科学技术支出 | 3.00 | | 3.00\n20604 | 技术研究与开发 | 3.00 | | 3.00"
    found = table(
        read("部门支出总表", UNIT, grid(FIRST, 2), Paragraph(BETWEEN, 2), grid(rest, 3)),
        Statement.EXPENDITURE,
    )
    assert rows(found)[-2:] == ["206 科学技术支出", "20604 技术研究与开发"]


def test_what_its_sums_do_not_ask_for_is_not_joined() -> None:
    whole = FIRST + "\n206 | 科学技术支出 | 3.00 | | 3.00"
    rest = "213 | 农林水支出 | 8.00 | 8.00 |\n21301 | 农业农村 | 8.00 | 8.00 |"
    found = table(
        read("部门支出总表", UNIT, grid(whole, 2), Paragraph(BETWEEN, 2), grid(rest, 3)),
        Statement.EXPENDITURE,
    )
    assert "8.00" not in amounts(found).values()


def test_the_scale_of_a_table_is_that_in_which_its_amounts_come_again() -> None:
    other = (
        "科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出\n213 | 农林水支出 | 60000.00 | 40000.00 | 20000.00"
    )
    disclosure = read("部门支出总表", UNIT, grid(FIRST, 2), "一般公共预算支出表", grid(other, 3))
    found = table(disclosure, Statement.GENERAL_PUBLIC_BUDGET)
    assert found.printed_unit == "元"
    assert [str(cell.yuan) for cell in found.lines[0].cells] == ["60000.00", "40000.00", "20000.00"]
    assert [note.code for note in disclosure.notes if note.code.startswith("unit")] == ["unit-proven"]


def test_codes_of_their_own_level_in_one_column() -> None:
    printed = """
        科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
        213 | 农林水支出 | 9.00 | 4.00 | 5.00
        03 | 水利 | 6.00 | 4.00 | 2.00
        01 | 行政运行 | 4.00 | 4.00 |
        06 | 水利工程运行与维护 | 2.00 | | 2.00
        05 | 巩固脱贫衔接乡村振兴 | 3.00 | | 3.00
        04 | 农村基础设施建设 | 3.00 | | 3.00
    """
    found = table(read("部门支出总表", UNIT, grid(printed)), Statement.EXPENDITURE)
    assert [line.code for line in found.lines] == ["213", "21303", "2130301", "2130306", "21305", "2130504"]


def test_codes_whose_level_no_sum_shows_stay_as_printed() -> None:
    printed = (
        HEAD + "213 | 农林水支出 | 9.00 | 9.00 |\n03 | 水利 | 6.00 | 6.00 |\n01 | 行政运行 | 1.00 | 1.00 |"
    )
    found = table(read("部门支出总表", UNIT, grid(printed)), Statement.EXPENDITURE)
    assert [line.code for line in found.lines] == ["213", "03", "01"]
