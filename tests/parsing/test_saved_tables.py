"""Tables that a spreadsheet saved with commas, under whatever name."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosures.parsing import parse_document
from disclosures.parsing.document import Grid
from disclosures.parsing.readers import read
from disclosures.parsing.records import Source

CSV = """清河县水利局2025年部门预算,,,
支出总表,,,
部门：清河县水利局,,,单位：万元
科目编码,科目名称,基本支出,项目支出
213,农林水支出,20.00,"1,050.00"
21303,水利,20.00,"1,050.00"
2130301,行政运行,20.00,"1,050.00"
合计,,20.00,"1,050.00"
"""


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.xlsx", "a.txt"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_table_saved_with_commas(tmp_path: Path, name: str, encoding: str) -> None:
    path = tmp_path / name
    path.write_bytes(CSV.replace("\n", "\r\n").encode(encoding))
    (grid,) = read(path).blocks
    assert isinstance(grid, Grid)
    assert [cell.text for cell in grid.rows[5] if cell] == ["21303", "水利", "20.00", "1,050.00"]


def test_its_amounts_are_stored(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CSV, encoding="utf-8")
    (disclosure,) = parse_document(read(path), Source("a.csv", "0" * 64, "text/csv", None)).disclosures
    (statement,) = disclosure.statements
    assert disclosure.fiscal_year == 2025
    assert sum(len(line.cells) for line in statement.lines) == 8


def test_prose_with_commas_stays_prose(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "2025年,本局收入1,234.50万元,支出20万元。\n比上年增加,主要是人员增加。\n此外,无。\n", encoding="utf-8"
    )
    assert not any(isinstance(block, Grid) for block in read(path).blocks)
