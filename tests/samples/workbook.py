"""Typeset the disclosures of the country as workbooks: source/country/*.json → disclosures/data/demo/country/*.xlsx.

    python tests/samples/workbook.py [NAME …]

A sheet a table, the cover first. Each says that it is typeset by this project from published figures.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import xlsxwriter
from typeset import DEMO, NOTICE, TYPESET_ON, Grid, cells

COUNTRY = Path(__file__).with_name("source") / "country"
FOLDER = DEMO / "country"
STAGES = {"budget": "预算", "final_accounts": "决算"}
KINDS = {"department": "部门", "unit": "单位"}
SIDES = {"revenue": "收入", "expenditure": "支出", "use": "支出"}
TARGET_HEADER = ["项目名称", "预算数（万元）", "一级指标", "二级指标", "三级指标", "指标值"]
EMPTY = "注：原表没有数据，本表为空表。"
CHINESE_YUAN = 10_000
"""元 in 万元."""

Source = dict[str, Any]


def read_country() -> dict[str, Source]:
    """The sources by the name of their file."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(COUNTRY.glob("*.json"))
    }


def of(source: Source) -> str:
    """“2026年部门预算”."""
    return f"{source['fiscal_year']}年{KINDS[source['kind']]}{STAGES[source['stage']]}"


def header(panels: list[Source]) -> Grid:
    """The heading rows of all panels side by side, merged places marked as in the sources of typeset."""
    columns = [path for panel in panels for path in _column_paths(panel)]
    depth = max(map(len, columns), default=1)
    grid = [[path[level] if level < len(path) else "^" for path in columns] for level in range(depth)]
    for level, row in enumerate(grid):
        for column in range(1, len(row)):
            above = all(grid[upper][column] in ("<", columns[column - 1][upper]) for upper in range(level))
            alike = columns[column][: level + 1] == columns[column - 1][: level + 1]
            if alike and above and level + 1 < len(columns[column]):
                row[column] = "<"
    return grid


def _column_paths(panel: Source) -> list[list[str]]:
    names = [["科目编码"], [panel["names"]]] if _is_coded(panel) else [[panel["names"]]]
    if panel["side"] is None:
        return names + panel["paths"]
    over = SIDES[panel["side"]]
    return [[over, *path] for path in names] + [
        [over, *(part for part in path if part != over)] for path in panel["paths"]
    ]


def _is_coded(panel: Source) -> bool:
    return any(row[0] for row in panel["rows"])


def body(panels: list[Source]) -> Grid:
    longest = max(len(panel["rows"]) for panel in panels)
    return [[text for panel in panels for text in _cells_of(panel, number)] for number in range(longest)]


def _cells_of(panel: Source, number: int) -> list[str]:
    start = 0 if _is_coded(panel) else 1
    if number < len(panel["rows"]):
        return list(panel["rows"][number][start:])
    return [""] * (len(panel["paths"]) + 2 - start)


def sheets(source: Source) -> Iterator[tuple[str, str, Grid, Grid]]:
    """Title, unit, heading rows and rows of every sheet after the cover."""
    for table in source["tables"]:
        panels = table["panels"]
        if panels:
            yield table["title"], table["unit"], header(panels), body(panels)
        else:
            yield table["title"], table["unit"], [["科目编码", "科目名称", "合计"]], [[EMPTY, "<", "<"]]
    if source["targets"]:
        yield "项目绩效目标表", "万元", [TARGET_HEADER], list(_target_rows(source["targets"]))


def _target_rows(targets: list[Source]) -> Iterator[list[str]]:
    for target in targets:
        funds = f"{float(target['funds_yuan']) / CHINESE_YUAN:,.2f}" if target["funds_yuan"] else ""
        for number, indicator in enumerate(target["indicators"]):
            yield [*((target["title"], funds) if number == 0 else ("^", "^")), *indicator]


def write_workbook(source: Source, path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties(
            {
                "title": f"{source['agency']}{of(source)}（明账示例）",
                "comments": NOTICE,
                "created": TYPESET_ON,
            }
        )
        styles = {
            "title": book.add_format({"bold": True, "font_size": 14, "align": "center"}),
            "header": book.add_format(
                {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bold": True}
            ),
            "words": book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"}),
            "amount": book.add_format({"border": 1, "num_format": "#,##0.00"}),
            "notice": book.add_format({"font_color": "#9B2C1D"}),
        }
        _write_cover(book, styles, source)
        for number, (title, unit, head, rows) in enumerate(sheets(source), 1):
            _write_sheet(book, styles, source, f"{number}", title, unit, head, rows)
        if source["told_without"]:
            _write_told(book, source)


def _write_cover(book: xlsxwriter.Workbook, styles: dict[str, Any], source: Source) -> None:
    sheet = book.add_worksheet("封面")
    sheet.set_column(0, 0, 80)
    lines = [
        (source["agency"], "title"),
        (of(source), "title"),
        (f"{NOTICE}。", "notice"),
        (f"数字取自{source['agency']}公开的{STAGES[source['stage']]}，摘录主要的表，文字从略。", "notice"),
    ]
    for row, (text, style) in enumerate(lines):
        sheet.write_string(row, 0, text, styles[style])


def _write_told(book: xlsxwriter.Workbook, source: Source) -> None:
    sheet = book.add_worksheet("情况说明")
    sheet.set_column(0, 0, 80)
    sheet.write_string(0, 0, f"{of(source)}情况说明")
    for number, fund in enumerate(source["told_without"]):
        sheet.write_string(2 * number + 1, 0, f"{'一二'[number]}、{fund}情况说明")
        sheet.write_string(2 * number + 2, 0, f"{source['fiscal_year']}年没有{fund}收支。")


def _write_sheet(
    book: xlsxwriter.Workbook,
    styles: dict[str, Any],
    source: Source,
    name: str,
    title: str,
    unit: str,
    head: Grid,
    rows: Grid,
) -> None:
    sheet = book.add_worksheet(name)
    width = len(head[0])
    sheet.set_landscape()
    sheet.set_footer(f"&L{NOTICE}")
    sheet.set_column(0, width - 1, 16)
    sheet.merge_range(0, 0, 0, width - 1, f"{source['fiscal_year']}年{title}", styles["title"])
    sheet.write_string(1, 0, f"{KINDS[source['kind']]}：{source['agency']}")
    sheet.write_string(1, width - 1, f"单位：{unit}")
    for top, grid, style in ((2, head, "header"), (2 + len(head), rows, "words")):
        for cell in cells(grid):
            row, column = top + cell.row, cell.column
            if cell.rows > 1 or cell.columns > 1:
                last = (row + cell.rows - 1, column + cell.columns - 1)
                sheet.merge_range(row, column, *last, cell.text, styles[style])
            elif (
                style == "words" and (amount := _amount(cell.text)) is not None and not _is_code(head, column)
            ):
                sheet.write_number(row, column, amount, styles["amount"])
            else:
                sheet.write_string(row, column, cell.text, styles[style])


def _amount(text: str) -> float | None:
    """The number that a printed amount with two decimals stands for; what is printed otherwise stays text."""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return number if f"{number:.2f}" == text.replace(",", "") else None


def _is_code(head: Grid, column: int) -> bool:
    return any(row[column] == "科目编码" for row in head)


def write_readme(sources: dict[str, Source]) -> None:
    lines = [
        "# 各地的示例",
        "",
        f"{NOTICE}。Workbooks typeset by this project from published figures; not the originals.",
        "",
        "数字、科目、项目与绩效指标按各单位公开的预决算逐格录入，原文中前后不一致的数字也照样保留；只有主要的表，每份最多三个项目的几条"
        "绩效指标，文字从略。",
        "",
        "| 文件 | 公开单位 | 内容 |",
        "|---|---|---|",
        *(f"| `{name}.xlsx` | {source['agency']} | {of(source)} |" for name, source in sources.items()),
        "",
        "由 `python tests/samples/workbook.py` 从 `tests/samples/source/country/` 生成；改动内容请改源文件后重新生成。",
        "",
    ]
    (FOLDER / "README.md").write_text("\n".join(lines), encoding="utf-8")


def main(names: list[str]) -> None:
    for name, source in read_country().items():
        if not names or name in names:
            path = FOLDER / f"{name}.xlsx"
            write_workbook(source, path)
            print(f"{path.name}: {path.stat().st_size / 1024:.0f} KB")
    write_readme(read_country())


if __name__ == "__main__":
    main(sys.argv[1:])
