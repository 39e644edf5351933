"""A file of two bodies: the head of each runs over its own pages, and parts no table that goes on over them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from disclosures.parsing import parse
from disclosures.parsing.document import Grid
from disclosures.parsing.readers import read
from disclosures.vocabulary import Statement
from tests.parsing import paper

BODIES = (("临河县水务局", "部门"), ("临河县水库管理所", "单位"))
XS = [60, 150, 400, 500, 600, 700]
HEADINGS = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
ITEMS = [[f"21303{number:02d}", f"水利事项{number}", "1.00", "1.00", ""] for number in range(1, 25)]
ROWS = [["213", "农林水支出", "24.00", "24.00", ""], ["21303", "水利", "24.00", "24.00", ""], *ITEMS]
SIDES = [60, 260, 360, 560, 660]
SUMMARY = [
    ["收入", "预算数", "支出", "预算数"],
    ["一、一般公共预算拨款收入", "24.00", "一、农林水支出", "24.00"],
    ["收入总计", "24.00", "支出总计", "24.00"],
]


def table(xs: Sequence[float], top: float, rows: Sequence[Sequence[str]]) -> str:
    below = [top + 16 * number for number in range(len(rows) + 1)]
    return paper.grid(xs, below) + "\n" + paper.rows(xs, top, 16, rows)


def pages(kind: str, again: str) -> list[str]:
    """The pages of one body: a summary, and a table over three pages with, on each, what is printed `again`."""
    scale = paper.text(600, 94, "单位：万元")
    title = paper.text(330, 76, f"2026年{kind}支出总表", 14)
    made = ["\n".join([paper.text(330, 76, f"2026年{kind}收支总表", 14), scale, table(SIDES, 100, SUMMARY)])]
    for number, part in enumerate((ROWS[:10], ROWS[10:20], ROWS[20:])):
        over = [title, scale] if number == 0 or again == "title" else []
        head = [HEADINGS] if number == 0 or again else []
        made.append("\n".join([*over, table(XS, 100, [*head, *part])]))
    return made


@pytest.mark.parametrize("again", ["", "headings", "title"])
@pytest.mark.parametrize(
    "head", ["{name}2026年{kind}预算公开", "2026年{kind}预算公开——{name}", "{name}2026年{kind}预算　{page}"]
)
def test_the_head_of_each_body_parts_no_table(tmp_path: Path, head: str, again: str) -> None:
    printed: list[str] = []
    for name, kind in BODIES:
        for content in pages(kind, again):
            running = head.format(name=name, kind=kind, page=len(printed) + 1)
            printed.append(content + "\n" + paper.text(300, 30, running))
    found = parse(paper.pdf(tmp_path / "made.pdf", *printed)).disclosures
    assert [(one.agency.name, one.fiscal_year) for one in found] == [(name, 2026) for name, _ in BODIES]
    for one in found:
        assert [(statement.statement, len(statement.lines)) for statement in one.statements] == [
            (Statement.REVENUE_AND_EXPENDITURE, 4),
            (Statement.EXPENDITURE, len(ROWS)),
        ]


def test_a_table_without_rules_goes_on_below_a_running_head(tmp_path: Path) -> None:
    """The head of the page is no row, and longer names than those of the page before keep to the columns that they show."""
    xs = [60, 150, 420, 520, 620]
    headings = ["单位名称", "科目名称", "合计", "项目支出"]

    def sheet(first: int, unit: str, headed: bool) -> str:
        rows = [[unit, f"第{'甲乙丙丁戊己庚辛壬癸'[n]}项支出", f"{first + n}.00", "3.00"] for n in range(10)]
        above = [paper.text(60, 30, "石桥县教育局2026年部门预算")]
        if not headed:
            return "\n".join([*above, paper.rows(xs, 80, 18, [["", "", "", ""], *rows])])
        above.append(paper.text(300, 60, "部门支出总表", 14))
        return "\n".join([*above, paper.rows(xs, 80, 18, [headings, *rows])])

    pages = [
        sheet(10, "石桥县教育局", True),
        sheet(20, "石桥县教师进修学", False),
        sheet(40, "石桥县教师进修学", False),
    ]
    document = read(paper.pdf(tmp_path / "a.pdf", *pages))
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert [len(grid.rows) for grid in grids] == [11, 10, 10]
    assert [cell.text if cell else "" for cell in grids[2].rows[0]] == [
        "石桥县教师进修学",
        "第甲项支出",
        "40.00",
        "3.00",
    ]


def test_the_group_that_begins_the_headings_of_every_page_is_no_running_head(tmp_path: Path) -> None:
    xs = [60, 150, 360, 440, 520, 600]
    heads = [
        paper.text(460, 40, "基本支出"),
        paper.rows(xs, 40, 18, [["编码", "科目名称", "合计", "", "项目支出"]]),
    ]
    heads += [paper.text(365, 66, "小计"), paper.text(450, 66, "人员"), paper.text(530, 66, "公用")]

    def sheet(first: int) -> str:
        rows = [[f"2010{first + n}", f"第{first + n}项支出", "3.00", "1.00", "2.00"] for n in range(10)]
        return "\n".join([*heads, paper.rows(xs, 56, 18, [[""] * 5, *rows])])

    document = read(paper.pdf(tmp_path / "a.pdf", sheet(110), sheet(120), sheet(130)))
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    said = [["".join(cell.text.split()) for cell in grid.rows[0] if cell and cell.text] for grid in grids]
    assert said[0] == said[1] == said[2]


@pytest.mark.parametrize(
    "line", ["单 位 名 称 ： 临 河 县 水 务 局 金 额 单 位 ： 万 元", "507-临河县水务局 万元", "（元）"]
)
def test_the_scale_of_every_table_is_no_running_head(tmp_path: Path, line: str) -> None:
    made = [
        "\n".join([paper.text(60, 50, line), table(SIDES, 80, SUMMARY), paper.text(60, 200, f"第{sign}页")])
        for sign in "甲乙丙"
    ]
    found = read(paper.pdf(tmp_path / "made.pdf", *made))
    texts = ["".join(block.text.split()) for block in found.blocks if not isinstance(block, Grid)]
    assert texts.count("".join(line.split())) == 3
