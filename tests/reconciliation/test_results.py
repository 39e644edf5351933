"""Tolerance, causes, and results that never fail, whatever is missing from a disclosure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from disclosures.parsing.records import ParsedDisclosure, StatementTable
from disclosures.reconciliation import CATALOGUE, Operand, Place, Result, State, reconcile
from disclosures.reconciliation.causes import explained
from disclosures.reconciliation.json import results_json
from disclosures.reconciliation.results import compared, money
from disclosures.vocabulary import Statement
from tests.readings import reading

from .build import disclosure, statement
from .cases_narrative import told
from .cases_within import three, tree

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "disclosures" / "data" / "demo"
SAMPLES = (
    DEMO / "lianchi-2023-department.docx",
    *sorted((ROOT / "tests" / "parsing" / "samples").glob("*/*.pdf")),
)
BROKEN = 25
"""So many broken readings of every sample."""


def differing(results: list[Result]) -> dict[str, Result]:
    return {result.check: result for result in results if result.state is State.DIFFERS}


@pytest.mark.parametrize(
    ("whole", "state"),
    [
        ("6.00", State.HOLDS),
        ("6.02", State.WITHIN_ROUNDING),
        ("6.03", State.DIFFERS),
        ("5.97", State.DIFFERS),
    ],
)
def test_half_a_digit_for_each_number_that_takes_part(whole: str, state: State) -> None:
    """Three parts and their whole, with two decimals: rounding accounts for 0.02 and no more."""
    step = (Decimal(100),)
    left = Operand("合计", Decimal(whole) * 10_000, whole, (), step)
    right = Operand("各项之和", Decimal(60_000), "1.00 + 2.00 + 3.00", (), step * 3)
    result = compared("x", 0, left, right, "相差 {difference}")
    assert result.state is state
    if state is State.DIFFERS:
        assert result.message == "相差 0.03 万元"


def test_a_number_without_decimals_among_others_is_no_rounded_one() -> None:
    """“8” in a table that prints 6.00 is 8.00: a spreadsheet drops the zeros."""
    (results,) = reconcile([disclosure(three("8.4"))])
    assert "three-public-is-sum" in differing(results)


def test_a_blank_column_is_no_column_of_zeros() -> None:
    """A province that prints parents without amounts sums up nothing."""
    names_only = statement(
        "支出总表",
        "科目编码|科目名称|合计",
        "208|社会保障和就业支出|\n20805|养老支出|\n2080501|离退休|3\n221|住房保障支出|\n22102|住房改革支出|\n2210201|公积金|2",
    )
    (results,) = reconcile([disclosure(names_only)])
    assert not [r for r in results if r.state is State.DIFFERS and "-is-sum-of-" in r.check]


def test_a_blank_whole_explains_the_total_above_it() -> None:
    (results,) = reconcile([disclosure(three("8", vehicles=""))])
    found = differing(results)
    blank = results.index(found["vehicles-is-purchase-and-operation"])
    assert found["vehicles-is-purchase-and-operation"].cause is None
    assert found["three-public-is-sum"].cause == blank


def test_a_misprinted_cell_is_the_one_cause_of_all_that_it_breaks() -> None:
    (results,) = reconcile([disclosure(tree(section="4"))])
    found = [r for r in results if r.state is State.DIFFERS and "-is-sum-of-" in r.check]
    assert {r.check for r in found} == {"category-is-sum-of-sections", "section-is-sum-of-items"}
    assert [r.cause is None for r in found].count(True) == 1


def test_different_slips_have_no_common_cause() -> None:
    (results,) = reconcile([disclosure(tree(category="9", section="4"), three("8", vehicles=""))])
    of_tree = [r for r in results if r.check == "category-is-sum-of-sections" and r.state is State.DIFFERS]
    assert [r.cause for r in of_tree] == [None]


@pytest.mark.parametrize(
    ("yuan", "said"),
    [("259900.00", "25.99 万元"), ("-1.00", "1 元"), ("100.00", "0.01 万元"), ("27170000", "2,717 万元")],
)
def test_money_is_said_as_people_say_it(yuan: str, said: str) -> None:
    assert money(Decimal(yuan)) == said


def test_results_of_several_disclosures_are_numbered_through() -> None:
    parsed = [disclosure(tree()), disclosure(three("8", vehicles=""))]
    plain = results_json(parsed, reconcile(parsed), everything=True)
    assert [result["id"] for result in plain["results"]] == list(range(len(plain["results"])))
    (explained,) = (result for result in plain["results"] if result["cause"] is not None)
    assert plain["results"][explained["cause"]]["check"] == "vehicles-is-purchase-and-operation"
    assert sum(plain["summary"].values()) == len(plain["results"])
    held = results_json(parsed, reconcile(parsed))
    assert not [result for result in held["results"] if result["state"] == "holds"]


# --- whatever is missing -------------------------------------------------------------------------------------------


def broken(parsed: ParsedDisclosure, chance: random.Random) -> ParsedDisclosure:
    """The disclosure with lines, columns, cells, tables, rows of lists and texts left out at random."""

    def some(items: tuple) -> tuple:
        return tuple(item for item in items if chance.random() > 0.15)

    return replace(
        parsed,
        statements=tuple(broken_table(table, chance) for table in some(parsed.statements)),
        procurement=tuple(replace(item, cells=some(item.cells)) for item in some(parsed.procurement)),
        assets=some(parsed.assets),
        sections=some(parsed.sections),
        prose=(),  # what was read of the sections that are gone
        notes=some(parsed.notes),
        fiscal_year=chance.choice([parsed.fiscal_year, None]),
    )


def broken_table(table: StatementTable, chance: random.Random) -> StatementTable:
    kept = [i for i in range(len(table.columns)) if chance.random() > 0.1]
    places = {old: new for new, old in enumerate(kept)}
    lines = []
    for line in table.lines:
        if chance.random() < 0.1:
            continue
        cells = tuple(
            replace(cell, column=places[cell.column])
            for cell in line.cells
            if cell.column in places and chance.random() > 0.1
        )
        name = line.name if chance.random() > 0.05 else ""
        code = line.code if chance.random() > 0.05 else None
        lines.append(replace(line, cells=cells, name=name, code=code))
    unit = chance.choice([table.printed_unit, None])
    return replace(
        table, columns=tuple(table.columns[i] for i in kept), lines=tuple(lines), printed_unit=unit, title=""
    )


@pytest.fixture(scope="module")
def samples() -> list[list[ParsedDisclosure]]:
    return [list(reading(path).disclosures) for path in SAMPLES]


def test_no_disclosure_makes_a_check_fail(samples: list[list[ParsedDisclosure]]) -> None:
    chance = random.Random(2022)
    for parsed in samples:
        for _ in range(BROKEN):
            everyone = [broken(disclosure, chance) for disclosure in parsed]
            for results in reconcile(everyone):
                assert {result.check for result in results} == {check.id for check in CATALOGUE}
                for i, result in enumerate(results):
                    assert result.cause is None or (0 <= result.cause < len(results) and result.cause != i)
                    assert not list(nothing_said(result))
            results_json(everyone, reconcile(everyone), everything=True)


def nothing_said(result: Result) -> Iterator[str]:
    """A result without words, or a difference that names no side."""
    if not result.message or "{" in result.message:
        yield result.message
    if result.state is State.DIFFERS and not result.left.label:
        yield result.check


def test_words_of_one_sentence_have_not_one_cause() -> None:
    """Two things about the text itself, in the same sentence: neither explains the other."""
    here = (Place(0, "一句话。", 3),)
    found = [
        Result("a", State.DIFFERS, 0, "一件事", Operand("文字", None, "甲", here)),
        Result("b", State.DIFFERS, 0, "另一件事", Operand("文字", None, "乙", here)),
    ]
    assert [result.cause for result in explained(found)] == [None, None]


def test_an_appropriation_that_holds_what_is_carried_over_by_fund_is_counted_otherwise() -> None:
    """收支总表 without a row of carryover counts it among the year's; 财政拨款收支总表 parts it by fund."""
    overview = statement(
        "部门收支总表",
        "收入/项目|收入/预算数|支出/项目|支出/预算数",
        """
        一、一般公共预算资金|912.73|一、教育支出|912.73
        收入总计|912.73|支出总计|912.73
        """,
    )
    fiscal = statement(
        "财政拨款收支总表",
        "收入/项目|收入/预算数|支出/项目|支出/合计",
        """
        一、本年收入|812.73|一、本年支出|912.73
        （一）一般公共预算资金|812.73|（一）教育支出|912.73
        二、上年结转|179.89||
        （一）一般公共预算拨款|100.00||
        （二）政府性基金预算拨款|79.89||
        """,
    )
    results = [
        r for r in reconcile([disclosure(overview, fiscal)])[0] if r.check == "fund-revenue-is-the-same"
    ]
    assert State.DIFFERS not in {result.state for result in results}
    assert State.COULD_NOT_BE_DONE in {result.state for result in results}


def test_a_level_below_the_classification_is_no_misprinted_code() -> None:
    rows = """
    301|工资福利支出|30.10
    30102|津贴补贴|30.10
    3010201|规范性津补贴|20.10
    3010202|其他津补贴|10.00
    """
    economic = statement("一般公共预算基本支出表", "科目编码|科目名称|合计", rows)
    found = [
        r
        for r in reconcile([disclosure(economic)])[0]
        if r.check in ("codes-are-well-formed", "section-is-sum-of-items")
    ]
    assert {result.state for result in found} == {State.HOLDS}


def test_what_is_counted_is_no_amount() -> None:
    given = told("地上建筑面积为8013平方米（其中计容面积7998平方米，不计容面积105平方米）。")
    results = results_json([given], reconcile([given]))["results"]
    (found,) = (result for result in results if result["check"] == "counted-parts-within-whole")
    assert (found["left"]["yuan"], found["left"]["number"], found["left"]["unit"]) == (None, "8013", "平方米")
    assert (found["right"]["number"], found["right"]["unit"]) == ("8103", "平方米")
    assert found["difference_yuan"] is None


def test_a_sum_in_a_formula_stands_in_brackets() -> None:
    given = told(
        "因公出国（境）费支出222.50万元，占“三公”经费的51.28%；公务用车购置及运行维护费支出183.60万元，"
        "占“三公”经费的22.02%；公务接待费支出427.50万元，占“三公”经费的26.69%。",
        heading="“三公”经费支出情况",
    )
    (results,) = reconcile([given])
    messages = [result.message for result in results if result.check == "share-follows-from-amounts"]
    assert any("222.50万元 ÷ （222.50万元 + 183.60万元 + 427.50万元） 得 26.69%" in m for m in messages), (
        messages
    )


def test_a_file_whose_tables_are_only_kept_is_not_held_against_the_other(
    samples: list[list[ParsedDisclosure]],
) -> None:
    whole = samples[0][0]
    kept = replace(whole, statements=(replace(whole.statements[0], statement=Statement.PROJECTS),))
    for together in ([whole, kept], [kept, whole]):
        (result,) = [one for one in reconcile(together)[0] if one.check == "two-files-agree"]
        assert result.state is State.COULD_NOT_BE_DONE
