"""A final account with a self-evaluation (绩效自评表), set as PDF and as DOCX. Rows: | parts cells, > is covered by the cell on
its left, ^ by the one above."""

from __future__ import annotations

from pathlib import Path

import docx

from tests.parsing import paper

YEAR, BUREAU = 2024, "河源县水利局"
TITLES = (f"{BUREAU}{YEAR}年度部门决算", "收入支出决算总表", f"{YEAR}年度项目支出绩效自评表")
ACCOUNT = (
    "收入|>|支出|>",
    "项目|金额|项目|金额",
    "一、一般公共预算财政拨款收入|57.30|一、农林水支出|57.30",
    "本年收入合计|57.30|本年支出合计|57.30",
    "总计|57.30|总计|57.30",
)
EVALUATION = (
    "项目名称|河道巡查|>|>|>|>|>",
    "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|得分",
    "^|年度资金总额|50.00|60.00|57.30|10|9.55",
    "年度总体目标|预期目标|>|>|实际完成情况|>|>",
    "^|巡查河道，及时清理。|>|>|巡查14次，已清理。|>|>",
    "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
    "产出指标|数量指标|巡查次数|≥12次|14次|20|20",
    "^|质量指标|清理率|≥95%|92%|15|13.8",
    "^|时效指标|完成时间|12月底前|按期完成|15|15",
    "效益指标|社会效益|水环境|明显改善|明显改善|30|30",
    "满意度指标|服务对象满意度|群众满意度|≥90%|≥90%|10|10",
    "总分|>|>|>|>|100|98.35",
)
LEFT, STEP = 40, 26


def write_pdf(path: Path) -> Path:
    first, last = _table(ACCOUNT, 90, 190), _table(EVALUATION, 90, 108)
    heads = [paper.text(LEFT, 60, words, 14) for words in TITLES]
    unit = paper.right(LEFT + 4 * 190, 80, "单位：万元")
    return paper.pdf(
        path, "\n".join((heads[0],)), "\n".join((heads[1], unit, first)), "\n".join((heads[2], last))
    )


def _table(rows: tuple[str, ...], top: float, wide: float) -> str:
    """Every cell boxed as far as it reaches."""
    texts = [row.split("|") for row in rows]
    drawn = []
    for r, row in enumerate(texts):
        for c, words in enumerate(row):
            if words not in (">", "^"):
                across = 1 + _run([one == ">" for one in row[c + 1 :]])
                down = 1 + _run([below[c] == "^" for below in texts[r + 1 :]])
                x, y = LEFT + c * wide, top + r * STEP
                box = f"0.5 w {x} {paper.HEIGHT - y - down * STEP} {across * wide} {down * STEP} re S"
                drawn += [box, paper.text(x + 4, y + 16, words, 8)]
    return "\n".join(drawn)


def _run(marks: list[bool]) -> int:
    return next((at for at, mark in enumerate(marks) if not mark), len(marks))


def write_docx(path: Path) -> Path:
    made = docx.Document()
    made.add_paragraph(TITLES[0])
    for title, rows in zip(TITLES[1:], (ACCOUNT, EVALUATION), strict=True):
        made.add_paragraph(title)
        if rows is ACCOUNT:
            made.add_paragraph("单位：万元")
        texts = [row.split("|") for row in rows]
        table = made.add_table(len(texts), len(texts[0]))
        for r, row in enumerate(texts):
            for c, words in enumerate(row):
                if words == ">":
                    table.cell(r, c).merge(table.cell(r, c - 1))
                elif words == "^":
                    table.cell(r, c).merge(table.cell(r - 1, c))
                else:
                    table.cell(r, c).text = words
    made.save(str(path))
    return path
