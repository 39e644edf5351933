"""Names, rows and columns that are the same though they are printed otherwise, and such that are not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from disclosures.parsing.records import Column, StatementLine
from disclosures.parsing.same import (
    bare,
    bare_without_aside,
    column_key,
    counted,
    printed_row,
    row_key,
    same_name,
)
from disclosures.vocabulary import Basis, Measure, RowKind, Side


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("社会保障和就业", "社会保障和就业支出"),
        ("八、社会保障和就业支出", "社会保障和就业支出"),
        ("（一）教育 支出", "教育支出"),
        ("其中：1.取暖费用", "取暖费"),
        ("2、20万元以上设备", "20万元以上的设备"),
        ("机关事业单位基本养老保险缴费", "机关事业单位基本养老保险缴费支出"),
        ("因公出国（境）费", "一、因公出国(境)费用"),
        ("公检法司、“两庭”建设", "公检法司两庭建设"),
    ],
)
def test_one_name(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("资源勘探信息等支出", "资源勘探工业信息等支出"),
        ("行政单位离退休", "事业单位离退休"),
        ("1.5倍工资", "5倍工资"),
        ("支出", "费用"),
        ("", "支出"),
    ],
)
def test_two_names(one: str, other: str) -> None:
    assert not same_name(one, other)


def test_what_is_printed_is_never_bared_to_nothing() -> None:
    assert bare("支出") and bare("（）") and bare("其中：")


def test_units_and_limits_in_brackets_are_no_part_of_a_purchase_or_an_asset() -> None:
    assert (
        bare_without_aside("1、台式计算机（20万元以下）") == bare_without_aside("台式计算机") == "台式计算机"
    )
    assert bare_without_aside("（一）房屋") == "房屋", "numbering in brackets is taken off first"
    assert not same_name("台式计算机（20万元以下）", "台式计算机"), "of a code or a row they are"


@dataclass(frozen=True)
class Stored:
    """A row as the database gives it, with "" for what there is not."""

    side: str = ""
    code: str = ""
    category_code: str = ""
    kind: str = ""
    name: str = ""


def line(
    name: str,
    code: str | None = None,
    side: Side | None = None,
    kind: RowKind | None = None,
    category: str | None = None,
) -> StatementLine:
    return StatementLine(1, None, side, code, name, None, (), kind, category)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (line("教育支出", "205"), Stored(code="205", name="教育")),
        (
            line("八、社会保障和就业支出", side=Side.EXPENDITURE, category="208"),
            Stored(side="expenditure", category_code="208", name="社会保障和就业"),
        ),
        (line("合计", kind=RowKind.TOTAL), Stored(kind="total", name="总计")),
        (
            line("三、租金收入", side=Side.REVENUE),
            Stored(side="revenue", name="五、租金收入"),
        ),
    ],
)
def test_a_row_read_and_the_row_stored_have_one_key(here: StatementLine, there: Stored) -> None:
    assert row_key(here) == row_key(there)


def test_rows_of_two_sides_or_two_meanings_have_two_keys() -> None:
    assert row_key(line("结转", side=Side.REVENUE)) != row_key(line("结转", side=Side.EXPENDITURE))
    assert row_key(line("教育支出", "205")) != row_key(line("教育支出", "20502"))


def test_a_column_is_what_it_measures_and_one_without_a_known_measure_what_it_says() -> None:
    known = [
        Column((word,), "amount", None, Measure.TOTAL, Basis.BUDGET) for word in ("预算数", "2022年预算数")
    ]
    assert column_key(known[0]) == column_key(known[1])
    unknown = [
        Column((word,), "amount", None, Measure.UNKNOWN, Basis.BUDGET) for word in ("彩票资金", "债务资金")
    ]
    assert column_key(unknown[0]) != column_key(unknown[1])
    assert column_key(unknown[0]) == column_key(Column(("彩票 资金",), "amount", None, None, Basis.BUDGET))


def test_in_a_copy_of_the_document_rows_of_one_code_are_told_apart_by_name() -> None:
    assert printed_row(None, "205", "甲校") != printed_row(None, "205", "乙校")
    assert printed_row(None, "205", "教育支出") == printed_row("", "205", "（一）教育")


def test_what_comes_again_is_counted() -> None:
    assert list(counted(["合计", "教育", "合计"])) == [("合计", 1), ("教育", 1), ("合计", 2)]
