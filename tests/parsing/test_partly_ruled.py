"""Tables shaded, or boxed cell by cell, in part: what stands beside the areas belongs to the table as well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from disclosures.parsing.document import Grid
from disclosures.parsing.readers import read
from tests.parsing import paper

XS = [60, 130, 330, 420, 510, 600]
TOP, STEP = 80, 20
ROWS = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["204", "公共安全支出", "3,309.75", "3,167.75", "142.00"],
    ["20401", "武装警察部队", "2,310.55", "2,300.55", "10.00"],
    ["20402", "公安", "867.20", "867.20", ""],
    ["2040201", "行政运行", "799.45", "799.45", ""],
    ["2040299", "其他公安支出", "67.75", "67.75", ""],
    ["20499", "其他公共安全支出", "132.00", "", "132.00"],
    ["合计", "", "3,309.75", "3,167.75", "142.00"],
]
LAST = len(ROWS) - 1
Chosen = Callable[[int, int], bool]
"""Is the cell of this row and column boxed?"""
CHOSEN: dict[str, Chosen] = {
    "body": lambda row, column: row > 0,
    "what is printed": lambda row, column: row > 0 and bool(ROWS[row][column]),
    "headings": lambda row, column: row == 0,
    "total": lambda row, column: row == LAST,
    "headings and total": lambda row, column: row in (0, LAST),
    "even rows": lambda row, column: row % 2 == 0,
    "odd rows": lambda row, column: row % 2 == 1,
    "names": lambda row, column: row > 0 and column < 2,
    "amounts": lambda row, column: row > 0 and column > 1,
    "columns": lambda row, column: row > 0 and column % 2 == 0,
    "every second cell": lambda row, column: row > 0 and (row + column) % 2 == 0,
}
Drawn = Callable[[float, float, float, float], str]
"""How a box is drawn: its left and upper, its right and lower edge."""


def filled(gap: float) -> Drawn:
    return lambda x0, y0, x1, y1: paper.area(x0 + gap / 2, y0 + gap / 2, x1 - gap / 2, y1 - gap / 2)


def bordered(gap: float) -> Drawn:
    return lambda x0, y0, x1, y1: (
        f"0.5 w {x0 + gap / 2} {paper.HEIGHT - y1 + gap / 2} {x1 - x0 - gap} {y1 - y0 - gap} re S"
    )


def page(chosen: Chosen, box: Drawn) -> str:
    """The table with a box behind, or around, each chosen cell."""
    boxes = [
        box(XS[column], TOP + STEP * row, XS[column + 1], TOP + STEP * (row + 1))
        for row in range(len(ROWS))
        for column in range(len(XS) - 1)
        if chosen(row, column)
    ]
    return "\n".join([paper.text(300, 60, "支出预算总表", 14), *boxes, paper.rows(XS, TOP, STEP, ROWS)])


@pytest.mark.parametrize("box", [filled(0), filled(2), bordered(0), bordered(1)])
@pytest.mark.parametrize("chosen", CHOSEN.values(), ids=CHOSEN)
def test_a_table_boxed_in_part_is_one(tmp_path: Path, chosen: Chosen, box: Drawn) -> None:
    assert rows(paper.pdf(tmp_path / "a.pdf", page(chosen, box))) == ROWS


def test_a_line_above_a_ruled_table_is_no_row_of_it(tmp_path: Path) -> None:
    ys = [TOP + STEP * number for number in range(len(ROWS) + 1)]
    line = paper.text(60, TOP - 6, "纳入本部门 2022 年预算的二级预算单位共有 5 个，支出 30.00 万元，包括：")
    drawn = [paper.grid(XS, ys), paper.rows(XS, TOP, STEP, ROWS), line]
    assert rows(paper.pdf(tmp_path / "a.pdf", "\n".join(drawn))) == ROWS


def test_a_line_below_a_ruled_table_is_no_row_of_it(tmp_path: Path) -> None:
    ys = [TOP + STEP * number for number in range(len(ROWS) + 1)]
    foot = [paper.text(64, ys[-1] + 14, "据已公开的数字排版"), paper.text(560, ys[-1] + 14, "— 455 —")]
    drawn = [paper.grid(XS, ys), paper.rows(XS, TOP, STEP, ROWS), *foot]
    assert rows(paper.pdf(tmp_path / "a.pdf", "\n".join(drawn))) == ROWS


def rows(path: Path) -> list[list[str]]:
    """The rows of the only grid."""
    (grid,) = [block for block in read(path).blocks if isinstance(block, Grid)]
    return [[cell.text if cell else "" for cell in row] for row in grid.rows]


@pytest.mark.parametrize("framed", [False, True])
def test_column_rules_alone_leave_the_rows_and_the_headings_to_the_text(tmp_path: Path, framed: bool) -> None:
    """No rule lies below the headings, and the rule between the codes and the names begins below their group."""
    foot = TOP + STEP * (len(ROWS) + 1)
    tops = [TOP, TOP + STEP, TOP, TOP, TOP, TOP]
    rules = [paper.line(x, top, x, foot) for x, top in zip(XS, tops, strict=True)]
    if framed:
        rules += [paper.line(XS[0], y, XS[-1], y) for y in (TOP, foot)]

    def centred(words: str, first: int, last: int, y: float) -> str:
        return paper.text((XS[first] + XS[last] - paper.width(words)) / 2, y, words)

    headings = [
        centred("科目", 0, 2, TOP + 12),
        centred("编码", 0, 1, TOP + 32),
        centred("名称", 1, 2, TOP + 32),
    ]
    headings += [centred(ROWS[0][n], n, n + 1, TOP + 22) for n in (2, 3, 4)]
    body = paper.rows(XS, TOP + 2 * STEP, STEP, ROWS[1:])
    drawn = "\n".join([paper.text(300, 60, "支出预算总表", 14), *rules, *headings, body])
    found = rows(paper.pdf(tmp_path / "a.pdf", drawn))
    assert found[:2] == [["科目", "", "合计", "基本支出", "项目支出"], ["编码", "名称", "", "", ""]]
    assert found[2:] == ROWS[1:]
