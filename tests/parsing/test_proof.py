"""What a table's own arithmetic proves, with tables made anew each time: sums, blocks, panels, slips of reader and printer."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

import printed as as_printed
import pytest

from disclosures.parsing.normalise import read_amount
from disclosures.parsing.proof import IdentityKind, across, identities, prove, proven, score
from disclosures.parsing.records import (
    AgencyName,
    Column,
    ParsedDisclosure,
    StatementCell,
    StatementLine,
    StatementTable,
)
from disclosures.vocabulary import AgencyKind, Measure, RowKind, Side, Stage, Statement

NATURES = (("合计", Measure.TOTAL), ("基本支出", Measure.BASIC), ("项目支出", Measure.PROJECT))
Row = tuple[str | None, str, Sequence[str]]


def columns(named: Sequence[tuple[str, Measure]], side: Side | None = None) -> tuple[Column, ...]:
    """A column of names, then those of amounts."""
    amounts = (Column((name,), "amount", side, measure) for name, measure in named)
    return (Column(("项目",), "name", side), *amounts)


def table(
    rows: Sequence[Row],
    named: Sequence[tuple[str, Measure]] = NATURES,
    statement: Statement = Statement.EXPENDITURE,
    unit: str = "万元",
    page: int | None = 1,
) -> StatementTable:
    """A statement of (code, name, printed amounts)."""
    scale = {"万元": 10_000, "元": 1}[unit]
    lines = []
    for number, (code, name, printed) in enumerate(rows, start=1):
        cells = []
        for column, text in enumerate(printed, start=1):
            state, yuan = read_amount(text, scale)
            cells.append(StatementCell(column, state, text, yuan, page, (0, 0, 1, 1), True))
        kind = RowKind.TOTAL if name in ("合计", "总计") else None
        lines.append(StatementLine(number, None, None, code, name, page, tuple(cells), kind))
    pages = None if page is None else (page,)
    return StatementTable(statement, "支出总表", unit, pages, None, columns(named), tuple(lines))


def disclosure(*tables: StatementTable) -> ParsedDisclosure:
    return ParsedDisclosure(AgencyName(None, "某局", AgencyKind.UNIT), 2026, Stage.BUDGET, tables)


def marks(found: ParsedDisclosure) -> list[bool | None]:
    return [cell.proven for line in found.statements[0].lines for cell in line.cells]


def money(fen: int) -> str:
    return f"{fen / 100:,.2f}" if fen else ""


@pytest.fixture
def chance() -> random.Random:
    return random.Random()


def expenditure(chance: random.Random, units: int = 1) -> list[Row]:
    """Rows of a table by code that adds up, with blanks; with several units each has a row and codes of its own."""
    rows: list[Row] = []
    grand = [0, 0]
    for unit in range(units):
        block: list[Row] = []
        of_unit = [0, 0]
        for category in chance.sample((201, 205, 208, 210, 221), 3):
            of_category = [0, 0]
            below: list[Row] = []
            for section in chance.sample(range(1, 9), 2):
                items = [
                    [chance.choice((0, chance.randint(100, 900_000))), chance.randint(100, 900_000)]
                    for _ in range(2)
                ]
                of_section = [sum(item[i] for item in items) for i in (0, 1)]
                code = f"{category}{section:02}"
                below.append((code, f"款{code}", line(of_section)))
                below += [(f"{code}{n:02}", f"项{n}", line(item)) for n, item in enumerate(items, start=1)]
                of_category = [a + b for a, b in zip(of_category, of_section, strict=True)]
            block += [(str(category), f"类{category}", line(of_category)), *below]
            of_unit = [a + b for a, b in zip(of_unit, of_category, strict=True)]
        rows += [(None, f"某某第{unit}中心", line(of_unit)), *block] if units > 1 else block
        grand = [a + b for a, b in zip(grand, of_unit, strict=True)]
    return [(None, "合计", line(grand)), *rows]


def line(natures: Sequence[int]) -> tuple[str, ...]:
    return tuple(money(fen) for fen in (sum(natures), *natures))


# --- what holds -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("units", [1, 3])
def test_a_table_that_adds_up_is_proven_cell_by_cell(chance: random.Random, units: int) -> None:
    rows = expenditure(chance, units)
    found = proven(disclosure(table(rows)))
    printed = [text for _, _, texts in rows for text in texts if text]
    assert found.share_proven == (len(printed), len(printed))
    assert not found.notes
    assert set(marks(found)) == {True}  # blanks too: their rows and columns are
    assert all(cell.proofs >= 2 for line in found.statements[0].lines for cell in line.cells if cell.yuan)


def test_rounded_numbers_hold_within_half_a_digit_each() -> None:
    rows: list[Row] = [(None, "合计", ["1.01"]), ("201", "甲", ["0.51"]), ("205", "乙", ["0.51"])]
    named = NATURES[:1]
    assert score(identities(table(rows, named))) == (1, 0)
    rows[0] = (None, "合计", ["1.05"])
    assert score(identities(table(rows, named))) == (0, 1)


def test_zeros_and_column_numbers_prove_nothing() -> None:
    zeros: list[Row] = [(None, "合计", ["0.00", "0.00", "0.00"]), ("201", "甲", ["0.00", "0.00", "0.00"])]
    assert score(identities(table(zeros))) == (0, 0)
    ordinals: list[Row] = [(None, "合计", ["3", "1", "2"]), ("201", "甲", ["3", "1", "2"])]
    assert score(identities(table(ordinals))) == (0, 0)


def test_only_items_are_printed_and_still_make_the_total() -> None:
    rows: list[Row] = [
        (None, "合计", ["30.01", "10.01", "20.00"]),
        ("2010101", "甲", ["10.01", "10.01", ""]),
        ("2050201", "乙", ["20.00", "", "20.00"]),
    ]
    assert marks(proven(disclosure(table(rows)))) == [True] * 9


@pytest.mark.parametrize(
    "codes",
    [
        ("301", "30101", "30102", "302", "302", "310"),
        ("2010101", "", "", "2010101", "2010102", "2010102"),
        ("2010101", "2010101", "2010101", "2010101", "2010102", "2010102"),
    ],
    ids=["economic codes", "the item's code again", "the item's code at two depths"],
)
def test_rows_by_economy_under_their_functional_item_are_a_second_cut(codes: Sequence[str]) -> None:
    cut: list[Row] = [
        ("2010101", "行政运行", ["10.01", "10.01", ""]),
        (codes[0], "工资福利支出", ["7.01", "7.01", ""]),
        (codes[1], "基本工资", ["4.60", "4.60", ""]),
        (codes[2], "津贴补贴", ["2.41", "2.41", ""]),
        (codes[3], "商品和服务支出", ["3.00", "3.00", ""]),
        ("2010102", "一般行政管理事务", ["20.00", "", "20.00"]),
        (codes[4], "商品和服务支出", ["15.50", "", "15.50"]),
        (codes[5], "资本性支出", ["4.50", "", "4.50"]),
    ]
    above: list[Row] = [
        (None, "合计", ["30.01", "10.01", "20.00"]),
        ("201", "一般公共服务支出", ["30.01", "10.01", "20.00"]),
        ("20101", "人大事务", ["30.01", "10.01", "20.00"]),
    ]
    rows = [*above, *(row for row in cut if row[0])]
    for printed in (rows, [rows[0], *rows[3:]]):  # also where the items alone are printed
        held, failed = score(identities(table(printed)))
        assert held and not failed, [one.words for one in identities(table(printed)) if not one.holds]
        assert False not in marks(proven(disclosure(table(printed))))


def test_rows_that_only_their_amounts_arrange_are_added_up(chance: random.Random) -> None:
    rows = [(None, name, texts) for _, name, texts in expenditure(chance)]
    kinds = Counter(identity.kind for identity in identities(table(rows)) if identity.holds)
    assert kinds[IdentityKind.TOTAL] >= 2
    found = proven(disclosure(table(rows)))
    assert found.share_proven[0] == found.share_proven[1]


def test_the_two_sides_of_the_overview() -> None:
    named = columns([("预算数", Measure.TOTAL)], Side.REVENUE) + columns(
        [("预算数", Measure.TOTAL)], Side.EXPENDITURE
    )
    sides = (
        (
            (None, "一、一般公共预算拨款收入", "300.50"),
            (None, "二、事业收入", "20.00"),
            (RowKind.REVENUE_THIS_YEAR, "本年收入合计", "320.50"),
            (RowKind.OPENING_CARRYOVER, "上年结转", "9.50"),
            (RowKind.REVENUE_TOTAL, "收入总计", "330.00"),
        ),
        (
            (None, "一、教育支出", "310.00"),
            (None, "二、住房保障支出", "18.00"),
            (RowKind.EXPENDITURE_THIS_YEAR, "本年支出合计", "328.00"),
            (RowKind.CLOSING_CARRYOVER, "结转下年", "2.00"),
            (RowKind.EXPENDITURE_TOTAL, "支出总计", "330.00"),
        ),
    )
    lines = [
        StatementLine(
            row,
            None,
            (Side.REVENUE, Side.EXPENDITURE)[place],
            None,
            name,
            1,
            (StatementCell(2 * place + 1, *_read(text)),),
            kind,
        )
        for row in range(5)
        for place, (kind, name, text) in enumerate(side[row] for side in sides)
    ]
    overview = StatementTable(
        Statement.REVENUE_AND_EXPENDITURE, "收支总表", "万元", (1,), None, named, tuple(lines)
    )
    kinds = Counter(identity.kind for identity in identities(overview) if identity.holds)
    assert kinds == {IdentityKind.YEAR: 2, IdentityKind.GRAND: 2, IdentityKind.BALANCE: 1}
    found = proven(disclosure(overview))
    assert found.share_proven == (10, 10)


def _read(text: str) -> tuple[object, str, Decimal | None]:
    state, yuan = read_amount(text, 10_000)
    return state, text, yuan


def test_a_rule_that_no_heading_states_is_learned_from_nearly_all_rows(chance: random.Random) -> None:
    rows = expenditure(chance)
    strange = [(name, Measure.UNKNOWN) for name in ("甲", "乙", "丙")]
    (kind,) = {i.kind for i in identities(table(rows, strange)) if i.whole.cell == 0 and i.parts[0].cell == 1}
    assert kind is IdentityKind.COLUMNS


def test_the_same_totals_beside_one_another(chance: random.Random) -> None:
    rows = expenditure(chance)
    general = table(rows, statement=Statement.GENERAL_PUBLIC_BUDGET, page=2)
    assert score(across([table(rows), general]))[0] >= 10


def test_lines_of_the_three_public_expenses() -> None:
    kinds = (
        (RowKind.TOTAL, "15.30"),
        (RowKind.OVERSEAS_VISITS, ""),
        (RowKind.VEHICLES, "12.10"),
        (RowKind.VEHICLE_PURCHASE, "0.00"),
        (RowKind.VEHICLE_OPERATION, "12.10"),
        (RowKind.HOSPITALITY, "3.20"),
    )
    made = table([(None, kind.label, [text]) for kind, text in kinds], NATURES[:1], Statement.THREE_PUBLIC)
    lines = tuple(replace(line, kind=kind) for line, (kind, _) in zip(made.lines, kinds, strict=True))
    found = proven(disclosure(replace(made, lines=lines)))
    assert marks(found) == [True] * 6


@pytest.mark.parametrize("confirmed", [True, None])
def test_a_part_in_no_other_sum_is_proven_by_the_second_reader_and_the_same_sum_beside(
    confirmed: bool | None,
) -> None:
    """2.87 in 3.51 is proven, the 3.37 below it stands in no other sum; last year's column adds up the same items."""
    kinds = (
        (RowKind.TOTAL, "4.50", "3.51"),
        (RowKind.OVERSEAS_VISITS, "0.00", "0.00"),
        (RowKind.VEHICLES, "3.00", "2.87"),
        (RowKind.VEHICLE_PURCHASE, "0.00", "0.00"),
        (RowKind.VEHICLE_OPERATION, "3.00", "3.37"),
        (RowKind.HOSPITALITY, "1.50", "0.64"),
        (RowKind.CONFERENCES, "1.00", "0.55"),
    )
    named = (("预算数", Measure.TOTAL), ("决算数", Measure.TOTAL))
    made = table([(None, kind.label, texts) for kind, *texts in kinds], named, Statement.THREE_PUBLIC)
    lines = [replace(line, kind=kind) for line, (kind, *_) in zip(made.lines, kinds, strict=True)]
    cells = tuple(replace(cell, confirmed=confirmed) for cell in lines[4].cells)
    lines[4] = replace(lines[4], cells=cells)
    found = proven(disclosure(replace(made, lines=tuple(lines))))
    of_vehicles = [line.cells[1].proven for line in found.statements[0].lines[2:5]]
    assert (of_vehicles == [True] * 3) is bool(confirmed)


# --- what fails -----------------------------------------------------------------------------------------------------

Slip = Callable[[list[Row]], list[Row]]


def shifted(rows: list[Row]) -> list[Row]:
    """Every column read one place too far to the left."""
    return [(code, name, (*texts[1:], texts[0])) for code, name, texts in rows]


def without_a_section(rows: list[Row]) -> list[Row]:
    place = next(i for i, row in enumerate(rows) if row[0] and len(row[0]) == 5)
    return rows[:place] + rows[place + 1 :]


def under_another(rows: list[Row]) -> list[Row]:
    """A section read with the code of another category."""
    place = max(i for i, row in enumerate(rows) if row[0] and len(row[0]) == 5)
    first = next(row[0] for row in rows if row[0] and len(row[0]) == 3)
    return [
        (f"{first}99{code[5:]}" if i >= place and code else code, name, texts)
        for i, (code, name, texts) in enumerate(rows)
    ]


@pytest.mark.parametrize("slip", [shifted, under_another])
def test_a_misread_table_is_not_proven_and_nothing_in_it_is_the_documents_own(
    chance: random.Random, slip: Slip
) -> None:
    for _ in range(5):
        rows = slip(expenditure(chance))
        proof = prove([table(rows)])
        assert proof.open
        assert not proof.own
        found = proven(disclosure(table(rows)))
        assert found.share_proven[0] < found.share_proven[1]
        assert {note.code for note in found.notes} == {"sum-differs"}
        assert len(found.notes) <= len(IdentityKind)


def test_a_slip_of_the_printer_among_sums_that_hold_is_the_documents_own(chance: random.Random) -> None:
    rows = expenditure(chance)
    code, name, texts = rows[0]
    wrong = [money(round(float(text.replace(",", "")) * 100) + 4_321) if text else "" for text in texts[:2]]
    rows[0] = (code, name, [*wrong, texts[2]])  # 合计 and 基本支出 of the last row: along the row it holds
    again = table(rows, statement=Statement.GENERAL_PUBLIC_BUDGET, page=3)
    proof = prove([table(rows), again])
    assert {identity.whole.line for identity in proof.own} == {0}
    found = proven(disclosure(table(rows), again))
    assert found.share_proven[0] == found.share_proven[1]
    assert not found.notes  # a finding for the checks, no doubt of the reading


def test_where_the_page_holds_more_than_was_taken_the_fault_may_be_the_readers(chance: random.Random) -> None:
    rows = expenditure(chance)
    read = table(without_a_section(rows))
    amounts = Counter(Decimal(text.replace(",", "")) for _, _, texts in rows for text in texts if text)
    assert not prove([read], lambda page: amounts if page == 1 else Counter()).own


def test_a_cell_that_the_second_reader_contradicts_is_never_the_documents_own(chance: random.Random) -> None:
    rows = expenditure(chance)
    code, name, texts = rows[0]
    rows[0] = (
        code,
        name,
        [*(money(int(float(t.replace(",", "")) * 100) + 777) if t else "" for t in texts[:2]), texts[2]],
    )
    made = table(rows)
    first = made.lines[0]
    doubted = replace(first, cells=(replace(first.cells[0], confirmed=False), *first.cells[1:]))
    assert not prove([replace(made, lines=(doubted, *made.lines[1:]))]).own


def test_one_misprinted_cell_fails_in_its_row_and_in_its_column_by_the_same_amount(
    chance: random.Random,
) -> None:
    rows = expenditure(chance)
    place = next(i for i, row in enumerate(rows) if row[0] and len(row[0]) == 7 and row[2][1] and row[2][2])
    code, name, texts = rows[place]
    rows[place] = (
        code,
        name,
        [texts[0], money(int(texts[1].replace(",", "").replace(".", "")) + 3_333), texts[2]],
    )
    proof = prove([table(rows)])
    assert len(proof.own) == 2
    assert not proof.open
    without_a_second_reader = replace(
        table(rows), lines=tuple(_unconfirmed(line) for line in table(rows).lines)
    )
    assert not prove([without_a_second_reader]).own


def _unconfirmed(line: StatementLine) -> StatementLine:
    return replace(line, cells=tuple(replace(cell, confirmed=None) for cell in line.cells))


def test_a_table_that_goes_on_as_another_of_its_kind_was_not_read_whole(chance: random.Random) -> None:
    rows = expenditure(chance)
    halves = table(rows[:9]), table(rows[9:], page=2)
    assert not prove(halves).own


def test_an_item_named_without_a_code_is_proven_by_its_line_with_one() -> None:
    overview = as_printed.grid("""
        收入{1x2} | · | 支出{1x2} | ·
        项目 | 预算数 | 项目 | 预算数
        一、财政拨款 | 130.80 | 科学技术支出 | 130.80
        | | 技术研究与开发 | 117.40
        | | 科技成果转化与扩散 | 117.45
        | | 科技条件与服务 | 13.40
        收入总计 | 130.80 | 支出总计 | 130.80
    """)
    expenditure = as_printed.grid("""
        科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
        | 合计 | 130.80 | 17.40 | 113.40
        206 | 科学技术支出 | 130.80 | 17.40 | 113.40
        20604 | 技术研究与开发 | 117.40 | 17.40 | 100.00
        2060404 | 科技成果转化与扩散 | 117.40 | 17.40 | 100.00
        20605 | 科技条件与服务 | 13.40 | 0.00 | 13.40
        2060503 | 科技条件与服务 | 13.40 | 0.00 | 13.40
    """)
    found = as_printed.read("收支总表", as_printed.UNIT, overview, "支出总表", as_printed.UNIT, expenditure)
    cells = {
        line.name: line.cells[0] for line in as_printed.table(found, Statement.REVENUE_AND_EXPENDITURE).lines
    }
    assert cells["技术研究与开发"].proven
    assert not cells["科技成果转化与扩散"].proven, "another amount"
    assert not cells["科技条件与服务"].proven, "a name of two codes"
