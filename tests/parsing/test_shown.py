"""What `python -m disclosures.parsing FILE` tells an author of layouts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from disclosures.parsing.__main__ import main

ROWS = (
    ("项目", "合计", "基本支出", "项目支出"),
    ("合计", "30.00", "20.00", "10.00"),
    ("208 社会保障和就业支出", "30.00", "20.00", "10.00"),
    ("20805 行政事业单位养老支出", "30.00", "20.00", "10.00"),
    ("其余不明", "", "", ""),
)
PAGE = "<p>2024年部门预算</p><p>支出总表</p><p>单位：万元</p><table>{}</table>"


def test_every_row_is_shown_with_what_it_means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "公开.html"
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    path.write_text(PAGE.format(rows), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["parsing", str(path)])
    assert main() == 0
    shown = capsys.readouterr().out
    assert "合计  2=300000.00 元  3=200000.00 元  4=100000.00 元" in shown
    assert "→ 208 › 20805  2=300000.00 元" in shown
    assert "其余不明" in shown.split("只知其名的 1 行：")[1]
