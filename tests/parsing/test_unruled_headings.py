"""Headings of tables that no rules enclose: column numbers, headings that touch, groups over codes, and where a table goes on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from disclosures.parsing.document import Grid
from disclosures.parsing.readers import read
from tests.parsing import paper


def grids(path: Path) -> list[list[list[str]]]:
    """The rows of every grid, blanks for what merged cells cover."""
    found = [block for block in read(path).blocks if isinstance(block, Grid)]
    return [[[cell.text if cell else "" for cell in row] for row in grid.rows] for grid in found]


def centred(x0: float, x1: float, y: float, words: str) -> str:
    return paper.text((x0 + x1 - paper.width(words)) / 2, y, words)


TWO_SIDES = [60, 250, 330, 520, 640]
"""Columns of a table of revenue beside expenditure."""


@pytest.mark.parametrize("over_names", ["栏次", "**"])
def test_column_numbers_of_two_sides_with_a_word_over_each_name(tmp_path: Path, over_names: str) -> None:
    rows = [
        ["项目", "预算数", "项目", "预算数"],
        ["", "", "", ""],
        ["一、财政拨款收入", "310.55", "一、农林水支出", "300.55"],
        ["二、其他收入", "1.00", "二、住房保障支出", "11.00"],
        ["收入总计", "311.55", "支出总计", "311.55"],
    ]
    numbers = "\n".join(
        centred(a, b, 112, words)
        for a, b, words in zip(TWO_SIDES, TWO_SIDES[1:], (over_names, "1", over_names, "2"), strict=False)
    )
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", paper.rows(TWO_SIDES, 80, 20, rows) + "\n" + numbers))
    assert table == [rows[0], [over_names, "1", over_names, "2"], *rows[2:]]


def test_headings_spelled_wide_head_a_table(tmp_path: Path) -> None:
    rows = [
        ["收入", "本 年 预 算", "支出", "本 年 预 算"],
        ["一、财政拨款收入", "310.55", "一、农林水支出", "300.55"],
        ["二、其他收入", "1.00", "二、住房保障支出", "11.00"],
    ]
    wide = [[cell.replace(" ", "　") for cell in row] for row in rows]
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", paper.rows(TWO_SIDES, 80, 20, wide)))
    assert [[cell.replace(" ", "") for cell in row] for row in table] == [
        [cell.replace(" ", "") for cell in row] for row in rows
    ]


def test_headings_spelled_wide_and_broken_over_lines_stay_whole(tmp_path: Path) -> None:
    edges = [60, 120, 280, 400, 520]
    names = (["科 目", "编 码"], ["科 目", "名 称"], ["合 计"], ["基 本", "支 出"])
    drawn = [paper.area(60, 80, 520, 120)]
    for (left, right), lines in zip(pairwise(edges), names, strict=True):
        drawn += [
            centred(left, right, 104 + 13 * (at - (len(lines) - 1) / 2), words)
            for at, words in enumerate(lines)
        ]
    rows = [["213", "农林水支出", "310.55", "310.55"], ["2130301", "行政运行", "310.55", "310.55"]]
    body = paper.rows(edges, 100, 20, [["", "", "", ""], *rows])
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", "\n".join([*drawn, body])))
    whole = ["".join(lines).replace(" ", "") for lines in names]
    assert [[cell.replace(" ", "").replace("\n", "") for cell in row] for row in table] == [whole, *rows]


CODED = [60, 84, 108, 132, 260, 320, 380, 440]
HEADINGS = ["类", "款", "项", "", "本年支出合计", "基本支出", "项目支出"]
BODY = [
    ["213", "", "", "农林水支出", "30.00", "10.00", "20.00"],
    ["213", "03", "", "水利", "30.00", "10.00", "20.00"],
    ["213", "03", "01", "行政运行", "30.00", "10.00", "20.00"],
]


def coded(y: float, numbers: bool) -> str:
    """A table with the codes in three narrow columns, and headings that all but touch."""
    drawn = [centred(CODED[0], CODED[3], y + 2, "科目编码"), centred(CODED[3], CODED[4], y + 9, "科目名称")]
    drawn += [centred(a, b, y + 16, words) for a, b, words in zip(CODED, CODED[1:4], "类款项", strict=False)]
    drawn += [
        centred(a, b, y + 9, words) for a, b, words in zip(CODED[4:], CODED[5:], HEADINGS[4:], strict=False)
    ]
    if numbers:
        marks = ("类", "款", "项", "栏次", "1", "2", "3")
        drawn += [centred(a, b, y + 32, mark) for a, b, mark in zip(CODED, CODED[1:], marks, strict=False)]
    return "\n".join([*drawn, paper.rows(CODED, y + 24, 16, [[""] * 7, *BODY])])


@pytest.mark.parametrize("numbers", [True, False])
def test_a_group_over_narrow_columns_of_codes(tmp_path: Path, numbers: bool) -> None:
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", coded(80, numbers)))
    assert table[0] == ["科目编码", "", "", "科目名称", *HEADINGS[4:]]
    assert table[1][:3] == ["类", "款", "项"]
    assert table[-3:] == BODY


@pytest.mark.parametrize("title", ["支出预算总表（续表）", "支出预算总表"])
def test_a_table_goes_on_below_its_title_without_its_headings(tmp_path: Path, title: str) -> None:
    xs = [60, 150, 400, 520, 640]
    head = [["科目编码", "科目名称", "合计", "项目支出"]]
    first = [["20401", "武装警察部队", "2,310.55", "10.00"], ["20402", "公安", "867.20", "5.00"]]
    rest = [["20499", "其他公共安全支出", "132.00", "132.00"], ["205", "教育支出", "7.00", "7.00"]]
    pages = (
        paper.text(300, 70, "支出预算总表", 14) + "\n" + paper.rows(xs, 80, 20, head + first),
        paper.text(300, 70, title, 14) + "\n" + paper.rows(xs, 80, 20, [["", "", "", ""], *rest]),
    )
    one, other = grids(paper.pdf(tmp_path / "made.pdf", *pages))
    assert (one, other) == (head + first, rest)


def test_a_table_below_its_title_has_its_own_headings_however_high_they_stand(tmp_path: Path) -> None:
    wide, xs = [60, 150, 400, 520, 640], [60, 160, 260, 360, 460, 640]
    before = [["科目编码", "科目名称", "合计", "项目支出"], ["20401", "武装警察部队", "2,310.55", "10.00"]]
    heads = [
        centred(60, 460, 82, "“三公”经费预算数"),
        centred(460, 640, 92, "机关运行经费预算数"),
        centred(260, 460, 97, "公务用车费"),
    ]
    heads += [
        centred(a, b, 112, words)
        for a, b, words in zip(xs, xs[1:], ("合计", "接待费", "购置费", "运行费"), strict=False)
    ]
    body = "\n".join(
        centred(a, b, 130, words)
        for a, b, words in zip(xs, xs[1:], ("11.00", "2.00", "4.00", "5.00", "171.01"), strict=False)
    )
    title = paper.text(260, 70, "“三公”经费和机关运行经费预算表", 14)
    pages = (
        paper.text(300, 70, "支出预算总表", 14) + "\n" + paper.rows(wide, 80, 20, before),
        "\n".join([title, *heads, body]),
    )
    one, other = grids(paper.pdf(tmp_path / "made.pdf", *pages))
    assert one == before
    assert other[-1] == ["11.00", "2.00", "4.00", "5.00", "171.01"]
    assert {"合计", "接待费", "购置费", "运行费"} <= {text for row in other[:-1] for text in row}


def test_the_middle_heading_of_a_group_is_no_second_line_of_it(tmp_path: Path) -> None:
    xs = [60, 210, 290, 370, 450, 530]
    heads = [
        centred(60, 210, 88, "科目名称"),
        centred(210, 290, 88, "合计"),
        centred(290, 530, 82, "基本支出"),
    ]
    heads += [
        centred(a, b, 95, words)
        for a, b, words in zip(xs[2:], xs[3:], ("小计", "人员经费", "公用经费"), strict=False)
    ]
    body = [
        ["", "", "", "", ""],
        ["农林水支出", "30.00", "30.00", "10.00", "20.00"],
        ["水利", "7.00", "7.00", "3.00", "4.00"],
    ]
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", "\n".join([*heads, paper.rows(xs, 86, 14, body)])))
    assert table == [
        ["科目名称", "合计", "基本支出", "", ""],
        ["", "", "小计", "人员经费", "公用经费"],
        *body[1:],
    ]


def test_names_that_stand_evenly_are_a_row_each_though_few_have_amounts(tmp_path: Path) -> None:
    names = [
        "外交支出",
        "国防支出",
        "公共安全支出",
        "教育支出",
        "科学技术支出",
        "农林水支出",
        "预备费",
        "其他支出",
        "本年支出合计",
    ]
    printed = {"公共安全支出": "4.00", "农林水支出": "5.00", "本年支出合计": "9.00"}
    body = [[name, printed.get(name, "")] for name in names]
    drawn = paper.rows([60, 300, 420], 80, 14, [["项目", "预算数"], *body])
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", drawn))
    assert table == [["项目", "预算数"], *body]


def test_headings_that_are_all_broken_head_a_table(tmp_path: Path) -> None:
    """No line of them holds a whole heading, and most hold no word of one."""
    xs = [60, 180, 240, 300, 360, 420]
    broken = ["收|入", "事业|收入", "经营|收入", "其他|收入"]
    drawn = [centred(60, 180, 92, "单位")]
    for (a, b), words in zip(pairwise(xs[1:]), broken, strict=True):
        drawn += [centred(a, b, y, part) for y, part in zip((86, 97), words.split("|"), strict=True)]
    rows = [["", "", "", "", ""], ["临河县水务局", "6.00", "1.00", "2.00", "3.00"]]
    rows += [["临河县河道管理所", "9.00", "2.00", "3.00", "4.00"]]
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", "\n".join([*drawn, paper.rows(xs, 84, 20, rows)])))
    assert [cell.replace("\n", "|") for cell in table[0]] == ["单位", *broken]
    assert table[1:] == rows[1:]


def test_of_which_among_headings_ends_them_not(tmp_path: Path) -> None:
    xs = [60, 120, 240, 320, 380, 480, 560]
    drawn = [centred(xs[3], xs[5], 86, "事业收入"), centred(xs[0], xs[1], 92, "科目编码")]
    drawn += [centred(a, b, 92, w) for a, b, w in zip(xs[1:3], xs[2:4], ("科目名称", "合计"), strict=True)]
    drawn += [centred(xs[3], xs[4], 102, "小计"), centred(xs[4], xs[5], 102, "其中：教育收费")]
    drawn += [centred(xs[5], xs[6], 92, "其他收入")]
    body = [
        ["205", "教育支出", "6.00", "2.00", "1.00", "4.00"],
        ["206", "科学技术支出", "3.00", "", "", "3.00"],
    ]
    rows = [[""] * 6, *body]
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", "\n".join([*drawn, paper.rows(xs, 90, 20, rows)])))
    assert table[1][3:5] == ["小计", "其中：教育收费"]
    assert table[2:] == body


FUNDS = [60, 84, 108, 132, 242, 300, 356, 412, 468]


def of_funds(body: list[list[str]]) -> str:
    """A table by funds with codes in three columns, and headings of several lines."""
    named = ("科目名称", "合计", "一般公共预|算拨款收入", "政府性基金|预算拨款|收入", "国有资本经|营预算")
    drawn = [centred(FUNDS[0], FUNDS[3], 90, "科目编码")]
    drawn += [centred(a, b, 104, words) for a, b, words in zip(FUNDS, FUNDS[1:4], "类款项", strict=False)]
    for a, b, words in zip(FUNDS[3:], FUNDS[4:], named, strict=False):
        parts = words.split("|")
        tops = {1: (97,), 2: (91, 102), 3: (86, 97, 108)}[len(parts)]
        drawn += [centred(a, b, y, part) for y, part in zip(tops, parts, strict=True)]
    return "\n".join([*drawn, paper.rows(FUNDS, 112, 18, [[""] * 8, *body])])


def test_headings_printed_again_stand_over_the_columns_of_the_page_before(tmp_path: Path) -> None:
    """The rest of a broken name stands right below them, and the page has nothing in some columns."""
    first = [
        ["213", "", "", "农林水支出", "30.00", "10.00", "15.00", "5.00"],
        ["208", "05", "", "行政事业单位养老支", "30.00", "10.00", "15.00", "5.00"],
    ]
    second = [
        ["221", "", "", "住房保障支出", "7.00", "7.00", "", ""],
        ["221", "02", "", "住房改革支出", "7.00", "7.00", "", ""],
    ]
    title = paper.text(300, 70, "部门收入总表", 14)
    pages = (
        title + "\n" + of_funds(first),
        of_funds(second) + "\n" + paper.text(FUNDS[3] + 4, 121, "出"),
    )
    one, other = grids(paper.pdf(tmp_path / "made.pdf", *pages))
    assert (one[-2:], other[-2:]) == (first, second)
    assert other[len(one) - 2] == ["", "", "", "出", "", "", "", ""]


def test_two_numbers_in_one_column_show_that_a_table_is_another(tmp_path: Path) -> None:
    """The line of agency and scale stands at the head of the page, its title at the foot of the page before."""
    wide, xs = [60, 250, 330, 520, 640], [60, 130, 250, 330, 400, 470, 540, 640]
    before = [
        ["收入", "预算数", "支出", "预算数"],
        ["一、财政拨款收入", "310.55", "一、农林水支出", "310.55"],
        ["收入总计", "310.55", "支出总计", "310.55"],
    ]
    rows = [
        ["科目编码", "科目名称", "合计", "财政拨款收入", "事业收入", "经营收入", "其他收入"],
        ["213", "农林水支出", "310.55", "300.55", "4.00", "3.00", "3.00"],
        ["21303", "水利", "310.55", "300.55", "4.00", "3.00", "3.00"],
    ]
    pages = (
        paper.text(300, 70, "部门收支总表", 14) + "\n" + paper.rows(wide, 80, 20, before),
        paper.text(60, 66, "部门：临河县水务局")
        + paper.text(560, 66, "单位：万元")
        + "\n"
        + paper.rows(xs, 70, 20, rows),
    )
    _, other = grids(paper.pdf(tmp_path / "made.pdf", *pages))
    assert other == rows


def test_a_remark_on_one_of_many_rows_is_no_part_of_the_amount_before_it(tmp_path: Path) -> None:
    xs = [60, 130, 280, 360, 520]
    body = [
        [f"2130{n}", "水利事务", f"{n}.00", "含上级提前下达的资金" if n == 3 else ""] for n in range(1, 10)
    ]
    drawn = paper.rows(xs, 80, 18, [["科目编码", "科目名称", "合计", "备注"], *body])
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", drawn))
    assert table[1:] == body


@pytest.mark.parametrize("rows_at_the_foot", [0, 1])
def test_headings_at_the_foot_of_a_page_stand_over_the_rows_of_the_next(
    tmp_path: Path, rows_at_the_foot: int
) -> None:
    xs = [60, 120, 320, 400, 470, 540]
    head = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    body = [
        ["", "合计", "2,650.98", "1,773.37", "877.61"],
        ["201", "一般公共服务支出", "1,222.09", "344.48", "877.61"],
        ["20105", "统计信息事务", "1,222.09", "344.48", "877.61"],
        ["208", "社会保障和就业支出", "1,428.89", "1,428.89", ""],
        ["20805", "行政事业单位养老支出", "1,428.89", "1,428.89", ""],
        ["2080505", "机关事业单位基本养老保险缴费支出", "1,428.89", "1,428.89", ""],
    ]
    title = paper.text(300, 70, "一般公共预算支出表", 14)
    pages = (
        title + "\n" + paper.rows(xs, 80, 20, [head, *body[:rows_at_the_foot]]),
        paper.rows(xs, 60, 20, [[""] * 5, *body[rows_at_the_foot:]]),
    )
    one, other = grids(paper.pdf(tmp_path / "made.pdf", *pages))
    assert one[0] == head
    assert [row for row in other if "合计" not in row] == body[1:]


def test_totals_by_themselves_on_the_next_page_are_a_row_each(tmp_path: Path) -> None:
    rows = [["项目", "预算数", "项目", "预算数"], ["一、财政拨款收入", "310.55", "一、农林水支出", "310.55"]]
    last = [["上年结转", "", "结转下年", ""], ["收入总计", "310.55", "支出总计", "310.55"]]
    pages = (
        paper.text(300, 70, "部门收支总表", 14) + "\n" + paper.rows(TWO_SIDES, 80, 14, rows),
        paper.rows(TWO_SIDES, 60, 14, last),
    )
    _, other = grids(paper.pdf(tmp_path / "made.pdf", *pages))
    assert other == last


def test_a_name_merged_over_rows_makes_none_of_them_higher(tmp_path: Path) -> None:
    """The second reader looks for an amount within its own row."""
    xs = [60, 200, 320, 420]
    rows = [["单位名称", "项目名称", "金额"]]
    rows += [["", f"水利工程{n}", f"{n}.00"] for n in range(1, 5)]
    drawn = paper.rows(xs, 80, 14, rows) + "\n" + paper.text(64, 127, "临河县水务局")
    document = read(paper.pdf(tmp_path / "made.pdf", drawn))
    (table,) = [block for block in document.blocks if isinstance(block, Grid)]
    boxes = [row[2].box for row in table.rows if row[2] is not None and row[2].box is not None]
    assert all(above[3] <= below[1] for above, below in pairwise(boxes))


@pytest.mark.parametrize("number", ["1", "(1)"])
def test_the_only_column_number_of_a_table_of_two_columns(tmp_path: Path, number: str) -> None:
    rows = [["项目", "预算数"], ["", ""], ["一、财政拨款收入", "310.55"], ["收入合计", "310.55"]]
    xs = [60, 250, 330]
    drawn = paper.rows(xs, 80, 20, rows) + "\n" + centred(250, 330, 112, number)
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", drawn))
    assert table == [rows[0], ["", number], *rows[2:]]


def test_the_group_between_two_lower_headings_is_no_column(tmp_path: Path) -> None:
    """本年收入 / 单位资金 / 事业收入 and 其他收入: the amounts stand right of their headings, nearer to the group."""
    xs = [60, 120, 240, 320, 400, 480, 560]
    heads = [
        centred(60, 120, 94, "科目编码"),
        centred(120, 240, 94, "科目名称"),
        centred(240, 320, 94, "合计"),
    ]
    heads += [centred(320, 560, 80, "本年收入"), centred(320, 400, 101, "一般公共预算")]
    heads += [centred(400, 560, 94, "单位资金")]
    heads += [centred(400, 480, 108, "事业收入"), centred(480, 560, 108, "其他收入")]
    body = [[f"20101{n}", f"第{n}项支出", "3.00", "1.00", "0.00", "2.00"] for n in range(10, 18)]
    drawn = "\n".join([*heads, paper.rows(xs, 104, 18, [[""] * 6, *body])])
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", drawn))
    assert table[-1] == body[-1]
    assert [cell for row in table[:3] for cell in row][-3:-1] == ["", "事业收入"]


def test_the_last_character_of_several_headings_is_no_level_of_a_code(tmp_path: Path) -> None:
    """一般公共预算财政拨⏎款: 款 stands below three headings side by side, without 类 and 项."""
    xs = [60, 120, 240, 330, 420, 510]
    names = ("一般公共预算拨", "政府性基金拨", "国有资本拨")
    heads = [centred(60, 120, 97, "编码"), centred(120, 240, 97, "科目名称")]
    heads += [centred(a, b, 90, words) for a, b, words in zip(xs[2:], xs[3:], names, strict=False)]
    heads += [centred(a, b, 102, "款") for a, b in pairwise(xs[2:])]
    body = [["213", "农林水支出", "3.00", "1.00", "2.00"], ["221", "住房保障支出", "4.00", "2.00", "2.00"]]
    drawn = "\n".join([*heads, paper.rows(xs, 104, 18, [[""] * 5, *body])])
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", drawn))
    assert ["".join(cell.split()) for cell in table[0]][2:] == [f"{words}款" for words in names]


def test_headings_spelled_wide_side_by_side_stand_over_a_number_each(tmp_path: Path) -> None:
    xs = [60, 200, 280, 360]
    heads = [
        centred(60, 200, 90, "项目"),
        centred(200, 280, 90, "人　员　经　费"),
        centred(280, 360, 90, "公　用　经　费"),
    ]
    heads += [centred(60, 200, 108, "栏次"), centred(200, 280, 108, "1"), centred(280, 360, 108, "2")]
    body = [["基本工资", "3.00", "1.00"], ["津贴补贴", "4.00", "2.00"], ["奖金", "5.00", "0.00"]]
    drawn = "\n".join([*heads, paper.rows(xs, 100, 18, [[""] * 3, *body])])
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", drawn))
    assert ["".join(cell.split()) for cell in table[0]] == ["项目", "人员经费", "公用经费"]
    assert table[2:] == body


def test_equal_rows_at_the_head_of_a_page_do_not_end_the_table(tmp_path: Path) -> None:
    """A name over two lines begins each of them, or the 款 and its only 项 are called the same."""
    xs = [60, 200, 290, 380]
    rows = [["科目名称", "合计", "项目支出"], *([f"第{n}项", f"{n}.00", "1.00"] for n in range(10, 20))]
    again = [["城乡社区环境卫生", "741.24", "741.24"]] * 2 + [["城管执法", "5.00", "5.00"]]
    first = "\n".join([paper.text(150, 60, "支出总表", 12), paper.rows(xs, 80, 18, rows)])
    rest = "\n".join(
        [paper.text(150, 60, "支出总表（续表）", 12), paper.rows(xs, 62, 18, [[""] * 3, *again])]
    )
    assert grids(paper.pdf(tmp_path / "made.pdf", first, rest))[1] == again


def test_amounts_far_from_the_heading_of_a_wide_last_column(tmp_path: Path) -> None:
    rows = [["一、财政拨款收入", "310.55"], ["二、其他收入", "1.00"], ["收入合计", "311.55"]]
    heads = [centred(60, 400, 90, "项目"), centred(400, 780, 90, "预算数")]
    body = [
        paper.text(64, 110 + 18 * n, name) + "\n" + paper.right(776, 110 + 18 * n, amount)
        for n, (name, amount) in enumerate(rows)
    ]
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", "\n".join([*heads, *body])))
    assert table == [["项目", "预算数"], *rows]


def test_the_end_of_a_total_in_a_narrow_column_is_no_row(tmp_path: Path) -> None:
    """人员经费合⏎计 and 公用经费合⏎计, each on both sides of its amount."""
    xs = [60, 110, 230, 310, 360, 480, 560]
    rows = [["编码", "科目名称", "预算数"] * 2]
    rows += [[f"{n}", f"第{n}项支出", "3.00", f"{n + 10}", f"第{n}项用", "1.00"] for n in range(301, 309)]
    foot = 80 + 18 * len(rows) + 14
    drawn = [paper.rows(xs, 80, 18, rows), paper.right(306, foot, "24.00"), paper.right(556, foot, "8.00")]
    for x, words in ((60, "人员经费合"), (310, "公用经费合")):
        drawn += [paper.text(x, foot - 5.4, words), centred(x, x + 50, foot + 5.4, "计")]
    (table,) = grids(paper.pdf(tmp_path / "made.pdf", "\n".join(drawn)))
    said = ["".join(cell.split()) for cell in table[-1]]
    assert said == ["人员经费合计", "", "24.00", "公用经费合计", "", "8.00"]


def test_rows_that_no_table_took_are_told(tmp_path: Path) -> None:
    """Without headings nothing says what the amounts are; as text they would be there without a word."""
    rows = [["", "", "", ""], *([f"第{n}项支出", f"{n}.00", "1.00", "2.00"] for n in range(10, 16))]
    said = "本年支出合计 3.00 万元，其中基本支出 1.00 万元，项目支出 2.00 万元。"
    path = paper.pdf(tmp_path / "made.pdf", paper.rows([60, 200, 290, 380, 470], 80, 18, rows))
    assert "本页有 6 行像表格的数字" in " ".join(note.message for note in read(path).notes)
    plain = "\n".join(paper.text(60, 80 + 18 * n, said) for n in range(6))
    assert not read(paper.pdf(tmp_path / "text.pdf", plain)).notes
