"""What a difference is called in lists: at most 40 signs, and of what it is."""

from __future__ import annotations

import re

import pytest

from disclosures.presenting.finding_titles import LONGEST, finding_title
from disclosures.reading.ledger import CheckWords, LedgerRow, LedgerSide
from disclosures.reconciliation import State

LONG = "两处数字不一致，相差 2.32万元：文字“住房公积金” 352.67万元，一般公共预算财政拨款支出表“2210201/住房公积金”一般公共预算支出/合计 3,503,499"


def row(
    message: str, left: LedgerSide | None = None, right: LedgerSide | None = None, check: str = "some"
) -> LedgerRow:
    gap = None
    if left and right and left.is_money and left.fen is not None and right.fen is not None:
        gap = left.fen - right.fen
    return LedgerRow(1, 0, CheckWords(check, ""), State.DIFFERS, message, left, right, gap, None, "")


def side(label: str, hundredths: int | None, printed: str = "", unit: str = "元") -> LedgerSide:
    return LedgerSide(label, hundredths, printed, unit)


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (row("合计与各类之和不一致，相差 0.50 万元"), "合计与各类之和不一致，相差 0.50 万元"),
        (
            row(LONG, side("文字“住房公积金”", 352_670_000), side("支出表“2210201/住房公积金”合计", 350_349_900)),
            "住房公积金：352.67 万元 与 350.35 万元",
        ),
        (
            row(LONG, side("收支总表“一、一般公共服务支出”支出/预算数", 190_620_000), side("乙", 190_624_000)),
            "一般公共服务支出：1,906,200 元 与 1,906,240 元",
        ),
        (
            row(LONG, side("“住房公积金”增减幅度", 53, "0.53%", "%"), side("计算", 119, "1.19%", "%")),
            "住房公积金增减幅度：0.53% 与 1.19%",
        ),
        (
            row(LONG, side("“政府采购总额”", 1_000_000), side("之和", 2_000_000), "small-firms-within-procurement"),
            "两处数字不一致，相差 2.32万元：文字“住房公积金” 352.67万元…",
        ),
        (row("科目名称不同：" + "甲" * 60), "科目名称不同：" + "甲" * 32 + "…"),
        (row("文字作“其他国土资源事务支出（项）”，表中为“其他自然资源事务支出”和别的一些名称"), "文字作“其他国土资源事务支出（项）”…"),
    ],
)  # fmt: skip
def test_titles(found: LedgerRow, title: str) -> None:
    assert finding_title(found) == title
    assert len(title) <= LONGEST


def test_a_long_name_gives_way_to_the_numbers() -> None:
    found = row(LONG, side(f"文字“{'甲' * 60}行政运行”", 100_000_000), side("乙", 99_000_000))
    assert re.fullmatch("…甲+行政运行：100.00 万元 与 99.00 万元", finding_title(found))
    assert len(finding_title(found)) == LONGEST
