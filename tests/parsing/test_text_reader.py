"""Text conversions in three dialects, on small hand-made files: one test a trap."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosures.parsing.document import Block, Grid, Paragraph
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import text


def blocks(tmp_path: Path, content: str | bytes) -> tuple[Block, ...]:
    path = tmp_path / "made.txt"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return text.read(path).blocks


def rows(block: Block) -> list[list[str | None]]:
    assert isinstance(block, Grid)
    return [[cell.text if cell is not None else None for cell in row] for row in block.rows]


def texts(found: tuple[Block, ...]) -> list[str]:
    return [block.text for block in found if isinstance(block, Paragraph)]


# --- tab rows --------------------------------------------------------------------------------------------


def test_rows_with_tabs_are_one_grid_padded_to_its_width(tmp_path: Path) -> None:
    (grid,) = blocks(tmp_path, "序号\t收入\t\t支出\t\n\t项目\t预算数\t项目\t预算数\n1\t甲\t1.00\n")
    assert rows(grid) == [
        ["序号", "收入", "", "支出", ""],
        ["", "项目", "预算数", "项目", "预算数"],
        ["1", "甲", "1.00", "", ""],
    ]


def test_a_row_of_blanks_and_one_word_is_a_row(tmp_path: Path) -> None:
    (grid,) = blocks(tmp_path, "1\t210\t卫生健康支出\t1.00\n\t\t医疗\t\n")
    assert rows(grid)[1] == ["", "", "医疗", ""]


def test_a_row_whose_blank_cells_were_stripped(tmp_path: Path) -> None:
    (grid,) = blocks(tmp_path, "1、房屋\t228\t6.81\n其中：办公用房\n2、车辆\t4\t80.16\n")
    assert rows(grid)[1] == ["其中：办公用房", "", ""]


def test_a_title_between_two_tables_is_no_row(tmp_path: Path) -> None:
    found = blocks(tmp_path, "a\tb\n2、物业服务费绩效目标表\nc\td\n")
    assert texts(found) == ["2、物业服务费绩效目标表"]


def test_a_table_that_a_page_interrupts_stays_two_grids(tmp_path: Path) -> None:
    found = blocks(tmp_path, "a\tb\n1\t2\n\n单位：万元\n\na\tb\n3\t4\n")
    assert [type(block) for block in found] == [Grid, Paragraph, Grid]


def test_marks_of_markdown_and_html_are_removed_and_heading_levels_kept(tmp_path: Path) -> None:
    found = blocks(
        tmp_path, "## 部门预算**收支**总表\n\n32\t<b>合计</b>\t<b>1.00</b>\n\n- 1、**基本支出**：指……\n"
    )
    assert found[0] == Paragraph("部门预算收支总表", level=2)
    assert rows(found[1]) == [["32", "合计", "1.00"]]
    assert texts(found)[1] == "1、基本支出：指……"


def test_asterisks_of_a_formula_stay(tmp_path: Path) -> None:
    assert texts(blocks(tmp_path, "满意企业数/企业数 *100%\n")) == ["满意企业数/企业数 *100%"]


def test_a_line_of_the_contents_is_no_table(tmp_path: Path) -> None:
    assert texts(blocks(tmp_path, "部门预算收支总表.....\t3\n部门预算收入总表.....\t5\n")) == [
        "部门预算收支总表..... 3",
        "部门预算收入总表..... 5",
    ]


def test_an_indented_paragraph_is_no_table(tmp_path: Path) -> None:
    assert texts(blocks(tmp_path, "\t2023年，我部门安排3万元。\n")) == ["2023年，我部门安排3万元。"]


def test_a_ruler_left_in_a_table_is_dropped(tmp_path: Path) -> None:
    (grid,) = blocks(tmp_path, "单位名称\t单位性质\n------\t------\n某局\t行政\n")
    assert rows(grid) == [["单位名称", "单位性质"], ["某局", "行政"]]


# --- pipe tables -----------------------------------------------------------------------------------------


def test_pipe_tables_lose_their_ruler_and_empty_header(tmp_path: Path) -> None:
    (grid,) = blocks(tmp_path, "| | |\n|---|:--:|\n| 绩效目标 | 1、及时 |\n| 一级指标 | 二级指标 |\n")
    assert rows(grid) == [["绩效目标", "1、及时"], ["一级指标", "二级指标"]]


# --- prose -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "drawn",
    [
        "+----+------+\n| 科目 | 合计 |\n+====+======+\n| 教育 | 1.00 |\n+----+------+\n| 合计 | 1.00 |\n+----+------+",
        "┌────┬────┐\n│科目│合计│\n├────┼────┤\n│教育│1.00│\n│合计│1.00│\n└────┴────┘",
    ],
)
def test_a_table_drawn_with_characters(tmp_path: Path, drawn: str) -> None:
    found = blocks(tmp_path, f"支出总表\n{drawn}\n注：说明")
    assert texts(found) == ["支出总表", "注：说明"]
    assert rows(found[1]) == [["科目", "合计"], ["教育", "1.00"], ["合计", "1.00"]]


def test_a_sentence_broken_by_a_page_is_joined(tmp_path: Path) -> None:
    first = "按照预算管理有关规定，目前我市部门预算的编制实行综合预算管理，即全部收入和支出都反"
    assert texts(blocks(tmp_path, f"{first}\n\n映在预算中。\n")) == [f"{first}映在预算中。"]


def test_a_heading_after_a_long_title_is_not_joined(tmp_path: Path) -> None:
    title = "某某市工业和信息化局本级及所属事业单位二〇二二年度部门综合预算信息公开情况说明材料汇编"
    assert len(texts(blocks(tmp_path, f"{title}\n\n按照预算法规定公开如下：\n"))) == 2


def test_lines_wrapped_at_a_fixed_width_are_joined(tmp_path: Path) -> None:
    wrapped = "（一）办公室协调机关政务工作负责文电会务档案等机关日常运转工作和其他 \n承担信息督查督办等工作。 \n（二）运行股。\n"
    assert texts(blocks(tmp_path, wrapped)) == [
        "（一）办公室协调机关政务工作负责文电会务档案等机关日常运转工作和其他承担信息督查督办等工作。",
        "（二）运行股。",
    ]


# --- Word dumps ------------------------------------------------------------------------------------------

DUMP = """[bookmark: _Toc_1]收支总表
\t304某局
\t预算年度：2023
\t单位：万元

\t序号
\t收入
\t支出

\t
\t项  目
\t预算数
\t项  目
\t预算数

\t1
\t甲
\t1.00
\t乙
\t

{ TC 2、别的表 \\f C \\l 1 }
一、职责
"""


def test_cells_of_a_word_dump_stand_on_lines_of_their_own(tmp_path: Path) -> None:
    title, grid, heading = blocks(tmp_path, DUMP)
    assert (title, heading) == (Paragraph("收支总表"), Paragraph("一、职责"))
    assert rows(grid)[0] == ["304某局", "预算年度：2023", "单位：万元", "", ""]
    assert rows(grid)[-1] == ["1", "甲", "1.00", "乙", ""]


def test_a_header_row_with_fewer_cells_is_spread_over_the_row_below(tmp_path: Path) -> None:
    _, grid, _ = blocks(tmp_path, DUMP)
    assert isinstance(grid, Grid)
    assert rows(grid)[1] == ["序号", "收入", None, "支出", None]
    assert [cell.column_span for cell in grid.rows[1] if cell is not None] == [1, 2, 2]


def test_a_group_of_amounts_begins_with_its_total(tmp_path: Path) -> None:
    header = "\t序号\n\t科目\n\t一般公共预算基本支出\n\n\t\n\t科目编码\n\t科目名称\n\t合计\n\t人员经费\n\t公用经费\n"
    (grid,) = blocks(tmp_path, header)
    assert rows(grid)[0] == ["序号", "科目", None, "一般公共预算基本支出", None, None]


def test_three_rows_of_headings_with_cells_that_reach_down(tmp_path: Path) -> None:
    header = ["合计|“三公”经费|会议费", "|小计|公务用车|公务接待费|", "||小计|购置费|运行费||"]
    amounts = "9.10|5.10|4.00|3.00|1.00|1.10|4.00"
    dump = "\n".join("".join(f"\t{cell}\n" for cell in row.split("|")) for row in [*header, amounts])
    (grid,) = blocks(tmp_path, dump)
    assert rows(grid) == [
        ["合计", "“三公”经费", None, None, None, None, "会议费"],
        ["", "小计", "公务用车", None, None, "公务接待费", ""],
        ["", "", "小计", "购置费", "运行费", "", ""],
        amounts.split("|"),
    ]


def test_a_total_with_fewer_cells_is_no_heading_over_the_row_below(tmp_path: Path) -> None:
    table = ["项目|名称|金额", "收入总计|9.10", "一般公共预算|小计|9.10", "|财政拨款|9.10"]
    (grid,) = blocks(tmp_path, "\n".join("".join(f"\t{cell}\n" for cell in row.split("|")) for row in table))
    assert rows(grid)[1] == ["收入总计", None, "9.10"]


def test_a_cell_of_several_lines(tmp_path: Path) -> None:
    (grid,) = blocks(tmp_path, "\t一级指标\n\t二级\n指标\n\t值\n\n\t产出\n\t数量\n\t1\n")
    assert rows(grid)[0] == ["一级指标", "二级\n指标", "值"]


def test_a_row_that_a_blank_line_inside_a_cell_broke(tmp_path: Path) -> None:
    dump = "\t级\t\n\t名\n\t标准\n\t描述\n\t值\n\n\t产出\n\t数量\n\t15分\n\n\t反映\n\t计划\n\n\t\n\t质量\n\t10分\n\t描述\n\t2\n"
    (grid,) = blocks(tmp_path, dump)
    assert rows(grid)[1:] == [["产出", "数量", "15分", "反映", "计划"], ["", "质量", "10分", "描述", "2"]]


def test_the_next_chapter_ends_a_table_that_breaks_off(tmp_path: Path) -> None:
    dump = "六、采购\n\t项目名称\n\t数量\n\t单价\n\n\t合  计\n 七、国有资产\n无。\n\t项目\n\t数量\n\t价值\n\n\t车辆\n\t1\n\t2\n"
    found = blocks(tmp_path, dump)
    assert texts(found) == ["六、采购", "七、国有资产", "无。"]
    assert [rows(block)[-1] for block in found if isinstance(block, Grid)] == [
        ["合  计", "", ""],
        ["车辆", "1", "2"],
    ]


def test_a_numbered_line_inside_a_cell_stays_in_it(tmp_path: Path) -> None:
    dump = "五、绩效\n\t目标\n\t一、甲\n二、乙\n\n\t一级指标\n\t二级指标\n\n\t产出\n\t数量\n"
    grid = blocks(tmp_path, dump)[1]
    assert rows(grid)[0] == ["目标", "一、甲\n二、乙"]


# --- encodings -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    assert texts(blocks(tmp_path, "部门预算收支总表".encode(encoding))) == ["部门预算收支总表"]


def test_what_does_not_decode_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as error:
        blocks(tmp_path, bytes(range(256)) * 4)
    assert error.value.code == "unsupported-type"
