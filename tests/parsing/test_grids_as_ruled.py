"""Tables as they are ruled: cells from rules that are there, left out, white, or only shading; rows that no rules part;
amounts that touch a rule or go on in a second line."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from disclosures.parsing.document import Grid
from disclosures.parsing.readers import read
from tests.parsing import paper

XS = [60, 150, 400, 520, 640]
HEADINGS = ["科目编码", "科目名称", "合计", "项目支出"]
ROWS = [
    HEADINGS,
    ["20401", "武装警察部队", "2,310.55", "10.00"],
    ["20402", "公安", "867.20", ""],
    ["20499", "其他公共安全支出", "132", "132"],
    ["合计", "", "3,309.75", "142.00"],
]
WORDS = paper.rows(XS, 80, 20, ROWS)
YS = [80, 100, 120, 140, 160, 180]


def rows(path: Path) -> list[list[str]]:
    """The rows of the only grid, blanks for what merged cells cover."""
    (grid,) = [block for block in read(path).blocks if isinstance(block, Grid)]
    return [[cell.text if cell else "" for cell in row] for row in grid.rows]


def down(*xs: float, top: float = 80, bottom: float = 180) -> str:
    return "\n".join(paper.line(x, top, x, bottom) for x in xs)


def across(*ys: float, left: float = XS[0], right: float = XS[-1]) -> str:
    return "\n".join(paper.line(left, y, right, y) for y in ys)


@pytest.mark.parametrize(
    "ruled",
    [
        paper.grid(XS, YS),
        across(80, 100, 180) + down(*XS),  # no rules between rows
        down(*XS) + across(100),  # nor at head and foot
        across(80, 100, 180)
        + down(XS[0], *XS[2:])
        + down(XS[1], bottom=160),  # a column rule that ends at a merged row
        across(*YS) + down(*XS[1:-1]),  # no rules left and right
        across(*YS) + down(*XS[:-1]),  # none to the right
        across(*YS, right=900) + down(*XS[:-1], 900),  # the right border lies off the page
        "1 1 1 RG " + paper.grid(XS, YS) + " 0 0 0 RG",  # white hairs
        "\n".join(paper.area(x, 80, x + 0.5, 180, "0 g") for x in XS)  # rules drawn as thin areas
        + "\n".join(paper.area(60, y, 640, y + 0.5, "0 g") for y in YS),
        "\n".join(paper.area(60, y, 640, y + 20) for y in (100, 140)),  # shading of every second row
        "\n".join(paper.area(a, 80, b, 100) for a, b in pairwise(XS)),  # of the headings
        paper.grid(XS, YS[:2]),  # rules around the headings alone
        paper.grid(XS, YS[:2]) + across(180),
        across(80, 100, 180) + down(XS[0], XS[-1]),  # a frame around it, and a rule under the headings
        across(80, 180) + down(XS[0], XS[-1]),
    ],
)
def test_the_same_rows_however_they_are_ruled(tmp_path: Path, ruled: str) -> None:
    assert rows(paper.pdf(tmp_path / "a.pdf", ruled + "\n" + WORDS)) == ROWS


def test_a_group_of_headings_at_an_open_side(tmp_path: Path) -> None:
    words = [paper.text(64, 112, "科目名称"), paper.text(300, 92, "一般公共预算支出")]
    words += [paper.text(254, 112, "合计"), paper.text(424, 112, "项目支出")]
    words += [
        drawn
        for y, name, amount in ((132, "公安", "867.20"), (152, "武装警察部队", "2,310.55"))
        for drawn in (
            paper.text(64, y, name),
            paper.right(396, y, amount),
            paper.right(596, y, amount),
        )
    ]
    ruled = across(80, 120, 140, 160, left=60, right=600) + "\n" + paper.line(250, 100, 600, 100)
    ruled += "\n" + down(250, bottom=160) + "\n" + down(400, top=100, bottom=160)
    found = rows(paper.pdf(tmp_path / "a.pdf", "\n".join([ruled, *words])))
    assert found[:2] == [["科目名称", "一般公共预算支出", ""], ["", "合计", "项目支出"]]


def test_a_code_broken_over_two_lines_between_rules(tmp_path: Path) -> None:
    xs = [60, 100, 400, 520]
    words = [paper.text(x + 2, 92, w) for x, w in zip(xs, ("编码", "科目名称", "合计"), strict=False)]
    body = [
        ("2040201", "行政运行", "867.20"),
        ("2040299", "其他公安支出", "2,310.55"),
        ("204", "公共安全支出", "1.00"),
    ]
    for number, (code, name, amount) in enumerate(body):
        y = 100 + 30 * number
        words.append(paper.text(64, y + (12 if code[6:] else 18), code[:6]))
        words += [paper.text(64, y + 24, code[6:])] if code[6:] else []
        words += [paper.text(104, y + 18, name), paper.right(516, y + 18, amount)]
    ruled = across(80, 100, 130, 160, 190, right=520)
    found = rows(paper.pdf(tmp_path / "a.pdf", "\n".join([ruled, *words])))
    assert [["".join(row[0].split()), *row[1:]] for row in found[1:]] == [list(row) for row in body]


def test_names_over_two_lines_are_joined_to_the_row_of_their_amounts(tmp_path: Path) -> None:
    words = [
        *(paper.text(XS[i] + 4, 92, words) for i, words in enumerate(HEADINGS)),
        paper.text(64, 116, "2080505"),
        paper.text(154, 110, "机关事业单位基本养老"),
        paper.text(154, 122, "保险缴费支出"),
        paper.right(516, 116, "70.78"),
        paper.text(64, 136, "20811"),
        paper.text(154, 136, "残疾人事业"),
        paper.right(516, 136, "5.02"),
        paper.right(636, 136, "5.02"),
    ]
    ruled = across(80, 100, 180) + down(*XS)
    assert rows(paper.pdf(tmp_path / "a.pdf", "\n".join([ruled, *words])))[1:] == [
        ["2080505", "机关事业单位基本养老\n保险缴费支出", "70.78", ""],
        ["20811", "残疾人事业", "5.02", "5.02"],
    ]


@pytest.mark.parametrize(
    "lines", [("23,410.7", "5"), ("23,", "410.75"), ("23,410", ".75"), ("1023410", "77")]
)
def test_an_amount_over_two_lines_is_one(tmp_path: Path, lines: tuple[str, str]) -> None:
    xs = [60, 150, 400, 440, 640]
    words = [
        *(paper.text(x + 1, 92, words, 7) for x, words in zip(xs, HEADINGS, strict=False)),
        paper.text(64, 118, "213"),
        paper.text(154, 118, "农林水支出"),
        paper.right(439, 112, lines[0]),
        paper.right(439, 124, lines[1]),
        paper.right(636, 118, "88.00"),
    ]
    found = rows(paper.pdf(tmp_path / "a.pdf", "\n".join([paper.grid(xs, [80, 100, 130]), *words])))
    assert found[1:] == [["213", "农林水支出", "\n".join(lines), "88.00"]]


def test_a_cell_of_several_amounts_is_several_rows(tmp_path: Path) -> None:
    words = [paper.text(154, y, name) for y, name in ((112, "甲项目"), (126, "乙项目"), (140, "丙项目"))]
    words += [paper.right(516, y, "132.00") for y in (112, 126, 140)]
    words += [paper.text(64, 126, "20401"), *(paper.text(XS[i] + 4, 92, w) for i, w in enumerate(HEADINGS))]
    found = rows(paper.pdf(tmp_path / "a.pdf", "\n".join([paper.grid(XS, [80, 100, 150]), *words])))
    assert [row[1:3] for row in found[1:]] == [
        ["甲项目", "132.00"],
        ["乙项目", "132.00"],
        ["丙项目", "132.00"],
    ]


def test_an_amount_that_reaches_over_a_rule_stays_whole(tmp_path: Path) -> None:
    words = [
        *(paper.text(XS[i] + 4, 92, w) for i, w in enumerate(HEADINGS)),
        paper.text(64, 112, "20401"),
        paper.right(528, 112, "1,002,310.55"),  # one digit lies in the next column
        paper.right(636, 112, "10.00"),
    ]
    assert rows(paper.pdf(tmp_path / "a.pdf", "\n".join([paper.grid(XS, [80, 100, 120]), *words])))[1] == [
        "20401",
        "",
        "1,002,310.55",
        "10.00",
    ]


def test_amounts_that_touch_at_a_rule_are_two(tmp_path: Path) -> None:
    words = [
        *(paper.text(XS[i] + 4, 92, w) for i, w in enumerate(HEADINGS)),
        paper.text(64, 112, "20401"),
        paper.right(522, 112, "310.55"),
        paper.text(522, 112, "1,710.00"),
    ]
    assert rows(paper.pdf(tmp_path / "a.pdf", "\n".join([paper.grid(XS, [80, 100, 120]), *words])))[1] == [
        "20401",
        "",
        "310.55",
        "1,710.00",
    ]


def test_decimals_painted_on_their_own_belong_to_their_amount(tmp_path: Path) -> None:
    whole = "4,057"
    words = [
        *(paper.text(XS[i] + 4, 92, w) for i, w in enumerate(HEADINGS)),
        paper.text(64, 112, "20401"),
        paper.text(516 - paper.width(whole), 112, whole),
        paper.text(516, 112, ".64"),  # beyond the rule
    ]
    assert rows(paper.pdf(tmp_path / "a.pdf", "\n".join([paper.grid(XS, [80, 100, 120]), *words])))[1][
        2:
    ] == [
        "4,057.64",
        "",
    ]


def test_a_merged_cell_with_an_amount_of_each_row_is_as_many_cells(tmp_path: Path) -> None:
    ruled = across(80, 100) + across(120, 140, 160, right=XS[2]) + across(180) + down(*XS)
    assert rows(paper.pdf(tmp_path / "a.pdf", ruled + "\n" + WORDS)) == ROWS


def test_an_amount_right_before_a_name_ends_there(tmp_path: Path) -> None:
    """No rules: the amounts of the first panel end where the names of the second begin."""
    xs = [60, 260, 330, 560, 640]
    table = [
        ["收入项目", "预算数", "支出项目", "预算数"],
        ["财政拨款", "", "公安支出", ""],
        ["其他收入", "", "农林水支出", ""],
    ]
    words = [paper.rows(xs, 80, 20, table)]
    for number, (income, expense) in enumerate((("1,322.00", "915.20"), ("78.25", "485.05"))):
        words += [paper.right(333.5, 112 + 20 * number, income), paper.right(636, 112 + 20 * number, expense)]
    assert rows(paper.pdf(tmp_path / "a.pdf", "\n".join(words))) == [
        table[0],
        ["财政拨款", "1,322.00", "公安支出", "915.20"],
        ["其他收入", "78.25", "农林水支出", "485.05"],
    ]


def test_a_marker_behind_an_amount_is_no_column(tmp_path: Path) -> None:
    marked = paper.area(470, 102, 518, 118, "1 1 0 rg")
    assert rows(paper.pdf(tmp_path / "a.pdf", "\n".join([paper.grid(XS, YS), marked, WORDS]))) == ROWS


def test_digits_that_a_font_states_too_wide_stay_in_their_column(tmp_path: Path) -> None:
    """Every digit is placed on its own, half as wide as the font says: amounts nearly touch at the rule."""
    wide = [
        "<< /Type /FontDescriptor /FontName /ABCDEF+Wide /Flags 32 /FontBBox [0 -200 1000 800] /ItalicAngle 0"
        " /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
        "<< /Type /Font /Subtype /TrueType /BaseFont /ABCDEF+Wide /FirstChar 32 /LastChar 126 /FontDescriptor 20 0 R"
        f" /Widths [{' '.join(['930'] * 95)}] /Encoding /WinAnsiEncoding >>",
    ]

    def placed(end: float, y: float, amount: str) -> str:
        start = end - 4.2 * len(amount)
        glyphs = ((start + 4.2 * i, char) for i, char in enumerate(amount))
        return "\n".join(
            f"BT /Wide 9 Tf 1 0 0 1 {x:.2f} {paper.HEIGHT - y} Tm ({char}) Tj ET" for x, char in glyphs
        )

    words = [
        *(paper.text(XS[i] + 4, 92, w) for i, w in enumerate(HEADINGS)),
        *(paper.text(64, 112 + 20 * i, code) for i, code in enumerate(("20401", "20402"))),
        placed(518, 112, "12,063.96"),
        placed(558, 112, "11,476.19"),
        placed(518, 132, "1,882.20"),
        placed(558, 132, "4,842.68"),
    ]
    page = "\n".join([paper.grid(XS, [80, 100, 120, 140]), *words])
    found = rows(paper.pdf(tmp_path / "a.pdf", page, fonts="/Wide 21 0 R", objects=wide))
    assert [row[2:] for row in found[1:]] == [["12,063.96", "11,476.19"], ["1,882.20", "4,842.68"]]


def test_codes_of_each_level_alone_between_column_rules(tmp_path: Path) -> None:
    """A narrow column is full with two figures: the next code is no rest of the one above."""
    xs = [60, 80, 94, 110, 300, 400]
    printed = [
        ["201", "", "", "一般公共服务支出", "30.00"],
        ["", "03", "", "政府办公厅", "10.00"],
        ["", "", "01", "行政运行", "4.00"],
        ["", "", "02", "一般行政管理", "6.00"],
        ["", "05", "", "统计事务", "20.00"],
        ["", "", "01", "行政运行", "20.00"],
    ]
    drawn = paper.rows(xs, 68, 12.8, [["类", "款", "项", "科目名称", "合计"]])
    drawn += "\n" + "\n".join(
        paper.rows(
            [xs[0] - 2, xs[1] - 2, xs[2] - 2, *xs[3:]], 80 + 12.8 * n, 12.8, [["", "", "", "", ""], row]
        )
        for n, row in enumerate(printed, start=-1)
    )
    ruled = across(68, 80, 160, right=xs[-1]) + "\n" + down(*xs, top=68, bottom=160)
    assert rows(paper.pdf(tmp_path / "made.pdf", drawn + "\n" + ruled))[1:] == printed


def test_codes_one_figure_a_line_in_columns_as_narrow(tmp_path: Path) -> None:
    xs, ys = [60, 70, 80, 300, 400], [80, 116, 152]
    printed = [["201", "", "一般公共服务支出", "30.00"], ["201", "03", "政府办公厅", "30.00"]]
    drawn = []
    for row, top in zip(printed, ys, strict=False):
        for words, x in zip(row[:2], xs, strict=False):
            drawn += [paper.text(x + 2.5, top + 10 + 11 * n, sign) for n, sign in enumerate(words)]
        drawn += [paper.text(xs[2] + 4, top + 21, row[2]), paper.right(xs[4] - 4, top + 21, row[3])]
    path = paper.pdf(tmp_path / "made.pdf", "\n".join([*drawn, paper.grid(xs, ys)]))
    assert [["".join(cell.split()) for cell in row] for row in rows(path)] == printed


def test_dotted_rules_whose_dots_are_drawn_one_by_one(tmp_path: Path) -> None:
    """Some programs draw thousands of areas of less than a point for them."""

    def dots(x0: float, y0: float, x1: float, y1: float) -> str:
        steps = int(max(x1 - x0, y1 - y0) / 1.5)
        across, down = (1.5, 0) if y0 == y1 else (0, 1.5)
        return "\n".join(
            paper.area(x0 + n * across, y0 + n * down, x0 + n * across + 0.75, y0 + n * down + 0.75, "0 g")
            for n in range(steps)
        )

    ruled = [dots(XS[0], y, XS[-1], y) for y in YS] + [dots(x, YS[0], x, YS[-1]) for x in XS]
    path = paper.pdf(tmp_path / "made.pdf", "\n".join([WORDS, *ruled]))
    page = read(path)
    assert not [note for note in page.notes if "没有框线" in note.message]
    assert rows(path) == ROWS


def test_lines_of_names_that_their_rows_have_no_room_for(tmp_path: Path) -> None:
    """Rows that were not made higher for names of two lines: by their heights the lines stand in other rows."""
    xs, ys = [60, 132, 220], [80, 95, 110, 125, 140]
    printed = [
        ["项目", "预算数"],
        ["一般公共预算拨款收入", "9.00"],
        ["政府性基金预算拨款", "1.00"],
        ["其他收入", "2.00"],
    ]
    drawn = []
    for (name, amount), top in zip(printed, ys, strict=False):
        lines = [name[:6], name[6:]] if len(name) > 6 else [name]
        middle = top + 7.5 + 3.5
        drawn += [
            paper.text(62, middle + 15 * n - 7.5 * (len(lines) - 1), line) for n, line in enumerate(lines)
        ]
        drawn.append(paper.right(216, middle, amount))
    path = paper.pdf(tmp_path / "made.pdf", "\n".join([*drawn, paper.grid(xs, ys)]))
    assert [["".join(cell.split()) for cell in row] for row in rows(path)] == printed
