"""The merged header of a printed table, and what stands in a cell."""

from __future__ import annotations

from disclosures.presenting.grids import header_rows, printed_cell, value_html
from disclosures.reading.statements import BLANK, PrintedCell
from disclosures.reading.values import Absence, Value, absent, added, difference


def test_header_is_rebuilt_from_paths() -> None:
    paths = [
        ("序号",),
        ("功能分类科目", "科目编码"),
        ("功能分类科目", "科目名称"),
        ("合计",),
        ("本年收入", "小计"),
    ]
    assert header_rows(paths) == [
        [("序号", 0, 1, 2), ("功能分类科目", 1, 2, 1), ("合计", 3, 1, 2), ("本年收入", 4, 1, 1)],
        [("科目编码", 1, 1, 1), ("科目名称", 2, 1, 1), ("小计", 4, 1, 1)],
    ]


def test_header_keeps_equal_leaves_apart() -> None:
    """Two leaf columns 小计 under different parents, and two equal columns side by side."""
    rows = header_rows([("甲", "小计"), ("乙", "小计"), ("小计",), ("小计",)])
    assert [cell[0] for cell in rows[0]] == ["甲", "乙", "小计", "小计"]
    assert [cell[1:] for cell in rows[1]] == [(0, 1, 1), (1, 1, 1)]


def test_header_of_columns_without_heading() -> None:
    assert header_rows([(), ("名称",)]) == [[("", 0, 1, 1), ("名称", 1, 1, 1)]]


def test_zero_blank_and_dash_are_told_apart() -> None:
    zero = printed_cell(PrintedCell("amount", 0, "0.00", 7), None)
    assert ">0.00</a>" in zero
    assert printed_cell(BLANK, None) == "<td></td>"
    assert printed_cell(PrintedCell("dash", None, "—"), None) == "<td>—</td>"


def test_cells_are_escaped() -> None:
    assert "<script>" not in printed_cell(PrintedCell("unreadable", None, "<script>"), None)
    assert "<b>" not in value_html(absent(Absence.BLANK, '"><b>'))


def test_sums_say_so_and_leave_out_what_is_absent() -> None:
    total = added([Value(fen=100), Value(fen=50), absent(Absence.EMPTY_TABLE)])
    assert total.fen == 150
    assert total.is_derived
    assert total.remark == "本站相加：2 个单位之和；另 1 个单位空表"
    assert 'class="sum"' in value_html(total)


def test_no_sum_and_no_difference_of_nothing() -> None:
    nothing = added([absent(Absence.BLANK), absent(Absence.NO_ROW)])
    assert nothing.fen is None
    assert nothing.absence is Absence.BLANK
    assert difference(Value(fen=1), nothing) is None
