"""Group B: the same amount in several statements, one code and its name, notes under empty tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from disclosures.parsing.normalise import key
from disclosures.vocabulary import REQUIRED_STATEMENTS, HeadlineItem, Measure, RowKind, Side, Stage, Statement

from . import naming, notes, sides, terms
from .catalogue import Check, Group, row
from .figures import Where, by_name, categories, column, find, row_of, sheet_of, total, where
from .meanings import fund_of
from .results import Operand, Result, State, could_not
from .rounding import tolerance
from .subject import Spot, Subject
from .sums import Sum, same

ELSEWHERE = "两表口径可能不同（一表含上年结转，另一表不含）"
OVERALL = "两表的总数本来不同，不能按类核对"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places that print one amount."""

    left: Where
    right: Where


BUDGET = (Stage.BUDGET,)
TOTAL_ROW = (RowKind.TOTAL,)
YEAR_ROWS = (RowKind.EXPENDITURE_THIS_YEAR, RowKind.EXPENDITURE_TOTAL)

FUND_PAIRS = tuple(
    Pair(
        Where(Statement.FISCAL_APPROPRIATION, YEAR_ROWS, measure, Side.EXPENDITURE),
        Where(statement, TOTAL_ROW),
    )
    for measure, statement in zip(terms.FUND_MEASURES, terms.FUND_TABLES, strict=True)
)
FUND_REVENUE_PAIRS = tuple(
    Pair(
        where(item, Statement.REVENUE_AND_EXPENDITURE),
        where(item, Statement.FISCAL_APPROPRIATION),
    )
    for item in (
        HeadlineItem.GENERAL_PUBLIC_REVENUE,
        HeadlineItem.GOVERNMENT_FUNDS_REVENUE,
        HeadlineItem.STATE_CAPITAL_REVENUE,
    )
)
BASIC_PAIRS = (
    Pair(
        where(HeadlineItem.BASIC_EXPENDITURE, Statement.GENERAL_PUBLIC_BUDGET),
        where(HeadlineItem.BASIC_EXPENDITURE, Statement.BASIC_EXPENDITURE),
    ),
)
NATURE_PAIRS = tuple(
    Pair(
        Where(Statement.REVENUE_AND_EXPENDITURE, YEAR_ROWS, measure, Side.EXPENDITURE),
        where(item, Statement.EXPENDITURE),
    )
    for item, measure in (
        (HeadlineItem.BASIC_EXPENDITURE, Measure.BASIC),
        (HeadlineItem.PROJECT_EXPENDITURE, Measure.PROJECT),
    )
)
FISCAL_PAIRS = (
    Pair(
        Where(Statement.FISCAL_APPROPRIATION, YEAR_ROWS, side=Side.EXPENDITURE),
        Where(Statement.FISCAL_EXPENDITURE, TOTAL_ROW),
    ),
)
SOURCE_PAIRS = tuple(
    Pair(
        Where(Statement.REVENUE_AND_EXPENDITURE, (kind,), side=Side.REVENUE),
        Where(Statement.REVENUE, TOTAL_ROW, measure),
    )
    for kind, measure in (
        (RowKind.SPECIAL_ACCOUNT, Measure.SPECIAL_ACCOUNT),
        (RowKind.SERVICE_REVENUE, Measure.SERVICE_REVENUE),
        (RowKind.BUSINESS_REVENUE, Measure.BUSINESS_REVENUE),
        (RowKind.SUPERIOR_SUBSIDY, Measure.SUPERIOR_SUBSIDY),
        (RowKind.SUBSIDIARY_REMITTANCE, Measure.SUBSIDIARY_REMITTANCE),
        (RowKind.OPENING_CARRYOVER, Measure.CARRYOVER),
    )
)


def pairs(subject: Subject, check: str, table: Sequence[Pair]) -> Iterator[Result]:
    for pair in table:
        left, right = find(subject, pair.left), find(subject, pair.right)
        if left is None or right is None:
            yield from _missing(subject, check, pair, left, right)
            continue
        labels = (_label(left), _label(right))
        for result in Sum(
            check, subject.index, left, [right], *labels,
            blank_whole=_says(subject, left), blank_parts=_says(subject, right),
        ).results():  # fmt: skip
            yield _weighed(subject, result)


def _weighed(subject: Subject, result: Result) -> Result:
    """A difference of exactly what is carried over comes from what the two statements count."""
    if result.state is not State.DIFFERS:
        return result
    if result.difference is None or result.right is None:
        return result
    steps = (*result.left.steps, *result.right.steps)
    slack = tolerance((*steps, *steps[:1]))  # what is carried over is rounded, too
    by_carryover = any(abs(abs(result.difference) - yuan) <= slack for yuan in sides.carried(subject))
    return could_not(result, ELSEWHERE) if by_carryover else result


def _says(subject: Subject, spot: Spot) -> bool:
    """A blank total means something in a table that prints other amounts, or that is declared empty."""
    if spot.place.table is None:
        return False
    sheet = subject.sheets[spot.place.table]
    return bool(sheet.table.empty_note) or any(row == spot.place.line for row, _ in sheet.figures)


def _missing(
    subject: Subject, check: str, pair: Pair, left: Spot | None, right: Spot | None
) -> Iterator[Result]:
    """One side stands, the other has no place: an empty table differs from a printed amount, a missing one leaves it open.

    A table that has no such row or column by its form says nothing.
    """
    known, other = (left, pair.right) if left is not None else (right, pair.left)
    sheet = sheet_of(subject, other.statement)
    if known is None or known.figure is None or not known.figure.yuan:
        return
    operand = known.figure.operand(_label(known))
    if sheet is not None and sheet.table.empty_note and not sheet.figures:
        said = f"{_label(known)}有数，而{other.statement.label}注明是空表"
        yield Result(
            check, State.DIFFERS, subject.index, said, operand,
            Operand(other.statement.label, None, sheet.table.empty_note, (sheet.whole(),)), known.figure.yuan,
        )  # fmt: skip
    elif sheet is None and other.statement in REQUIRED_STATEMENTS:
        several = len(subject.sheets_of(other.statement)) > 1
        said = f"文件中{'有几张' if several else '没有'}{other.statement.label}"
        yield Result(check, State.COULD_NOT_BE_DONE, subject.index, said, operand)


def _label(spot: Spot) -> str:
    return spot.place.words


def totals(subject: Subject, check: str, item: HeadlineItem, statement: Statement) -> Iterator[Result]:
    """A total of 收支总表 against that of 收入总表 or 支出总表, which may count the year alone or carryover as well."""
    right = total(subject, statement)
    balance = where(item, Statement.REVENUE_AND_EXPENDITURE)
    found = [find(subject, replace(balance, rows=(row,))) for row in balance.rows]
    lefts = [spot for spot in found if spot is not None and spot.figure is not None]
    if right is None or not lefts:
        return
    results = [
        result
        for left in lefts
        for result in same(check, subject.index, left, right, (_label(left), _label(right)))
    ]
    fitting = next((r for r in results if r.state in (State.HOLDS, State.WITHIN_ROUNDING)), None)
    for result in [fitting] if fitting else results[:1]:
        yield _weighed(subject, result)


def by_category(
    subject: Subject, check: str, left: Statement, left_measure: Measure, right: Statement
) -> Iterator[Result]:
    """Category by category: 收支总表 or 财政拨款收支总表 against a table by code. Only where the totals are the same."""
    here = categories(subject, left, left_measure, Side.EXPENDITURE)
    there = categories(subject, right, Measure.TOTAL)
    whole = find(subject, Where(left, YEAR_ROWS, left_measure, Side.EXPENDITURE))
    other = total(subject, right)
    if not here or not there or whole is None or other is None:
        return
    agree = any(
        r.state in (State.HOLDS, State.WITHIN_ROUNDING)
        for r in same(check, subject.index, whole, other, ("", ""))
    )
    for code in sorted(here.keys() | there.keys()):
        one, two = here.get(code), there.get(code)
        if one is None or two is None:
            yield from _one_sided(subject, check, one or two, right if two is None else left)
            continue
        labels = (_label(one), _label(two))
        for result in Sum(check, subject.index, one, [two], *labels).results():
            open_ = result.state is State.DIFFERS and not agree and right is Statement.REVENUE
            yield could_not(result, OVERALL) if open_ else result


def _one_sided(subject: Subject, check: str, spot: Spot | None, other: Statement) -> Iterator[Result]:
    if spot is not None and spot.figure is not None and spot.figure.yuan:
        operand = spot.figure.operand(_label(spot))
        yield Result(check, State.COULD_NOT_BE_DONE, subject.index, f"{other.label}没有印出这一类", operand)


def fiscal_revenue(subject: Subject, check: str) -> Iterator[Result]:
    """收入总表 财政拨款收入 = the funds of 收支总表. One that stands under a fund is a part of this fund alone."""
    sheet, table = sheet_of(subject, Statement.REVENUE_AND_EXPENDITURE), sheet_of(subject, Statement.REVENUE)
    if sheet is None or table is None:
        return
    whole = find(subject, Where(Statement.REVENUE, TOTAL_ROW, Measure.FISCAL_APPROPRIATION))
    where = column(sheet, Measure.TOTAL, Side.REVENUE, subject.disclosure.stage)
    rows = [row_of(sheet, kind, Side.REVENUE) for kind in terms.FUND_ROWS]
    if whole is None or where is None or None in rows or _is_within_a_fund(whole):
        return
    spots = sheet.spots([row for row in rows if row is not None], where)
    yield from Sum(
        check, subject.index, whole, spots, "收入总表财政拨款收入", "收支总表各项财政拨款之和",
        blank_whole=False, blank_parts=False,
    ).results()  # fmt: skip


def _is_within_a_fund(spot: Spot) -> bool:
    above = spot.sheet.table.columns[spot.cell.column].heading[:-1]
    return any(fund_of(key(heading)) in terms.SINGLE_FUNDS for heading in above)


def basic_by_parts(subject: Subject, check: str) -> Iterator[Result]:
    """一般公共预算支出表 基本支出 = 人员经费合计 + 公用经费合计, where the basic table prints those two (final accounts)."""
    whole = total(subject, Statement.GENERAL_PUBLIC_BUDGET, Measure.BASIC)
    parts = people_totals(subject)
    if whole is not None and parts is not None:
        yield from Sum(
            check, subject.index, whole, list(parts), _label(whole), "人员经费合计 + 公用经费合计"
        ).results()


def people_totals(subject: Subject) -> tuple[Spot, Spot] | None:
    """The two sums of 一般公共预算财政拨款基本支出决算表."""
    sheet = sheet_of(subject, Statement.BASIC_EXPENDITURE)
    if sheet is None:
        return None
    found: list[Spot] = []
    for pattern in (terms.PEOPLE_TOTAL, terms.OPERATING_TOTAL):
        rows = [row for row, line in enumerate(sheet.lines) if not line.code and pattern.match(line.name)]
        spots = [
            spot
            for row in rows
            for spot in (sheet.spot(row, cell.column) for cell in sheet.lines[row].cells)
            if spot is not None and spot.figure is not None
        ]
        if len(spots) != 1:
            return None
        found += spots
    return found[0], found[1]


def natures(subject: Subject, check: str) -> Iterator[Result]:
    """基本支出, 项目支出 of 收支总表 — a column (上海) or a row under 支出用途 (江苏) — against the columns of 支出总表."""
    yield from pairs(subject, check, NATURE_PAIRS)
    for measure, name in ((Measure.BASIC, "基本支出"), (Measure.PROJECT, "项目支出")):
        for left in by_name(subject, Statement.REVENUE_AND_EXPENDITURE, name):
            right = total(subject, Statement.EXPENDITURE, measure) or _item(
                subject, Statement.EXPENDITURE, measure
            )
            if right is not None:
                yield from same(check, subject.index, left, right, (_label(left), _label(right)))


def fiscal_basic(subject: Subject, check: str) -> Iterator[Result]:
    """基本支出 under 支出用途 of 财政拨款收支总表 = 财政拨款基本支出表 合计 (江苏)."""
    right = total(subject, Statement.FISCAL_BASIC_EXPENDITURE)
    for left in by_name(subject, Statement.FISCAL_APPROPRIATION, "基本支出") if right is not None else ():
        if right is not None:
            yield from same(check, subject.index, left, right, (_label(left), _label(right)))


def _item(subject: Subject, statement: Statement, measure: Measure) -> Spot | None:
    """A column of a table whose items stand side by side."""
    sheet = sheet_of(subject, statement)
    if sheet is None or not sheet.is_horizontal:
        return None
    spots = [sheet.spot(r, c) for r, c in sheet.figures if sheet.table.columns[c].measure is measure]
    return spots[0] if len(spots) == 1 else None


def basic_split(subject: Subject, check: str) -> Iterator[Result]:
    """支出总表 基本支出 = 人员经费 + 公用经费 of 收支总表, where that one parts expenditure by nature (上海)."""
    whole = total(subject, Statement.EXPENDITURE, Measure.BASIC)
    parts = [
        find(subject, Where(Statement.REVENUE_AND_EXPENDITURE, YEAR_ROWS, measure, Side.EXPENDITURE))
        for measure in (Measure.PERSONNEL, Measure.OPERATING)
    ]
    if whole is not None and all(parts):
        yield from Sum(
            check,
            subject.index,
            whole,
            [part for part in parts if part],
            _label(whole),
            "收支总表人员经费 + 公用经费",
        ).results()


OFFICIAL = "财政部部门预算、部门决算报表的表间关系；财预〔2016〕143号《地方预决算公开操作规程》"
SUBJECTS = "《政府收支分类科目》（财政部每年印发）：一个科目编码对应一个科目名称"
EMPTY = "财预〔2016〕143号《地方预决算公开操作规程》：没有数据的表列出空表并说明"
SAME_MONEY = "两张表反映同一笔钱，数应相同。不同可能是其中一处印错，也可能两表口径不同（如是否含上年结转）。"
B = Group.ACROSS

CHECKS: tuple[Check, ...] = (
    row(
        B, "revenue-is-the-same", "收支总表与收入总表", "Total revenue in both statements", "收支总表收入总计（或本年收入合计）= 收入总表合计",
        SAME_MONEY, OFFICIAL, totals, item=HeadlineItem.REVENUE_TOTAL, statement=Statement.REVENUE,
    ),
    row(
        B, "expenditure-is-the-same", "收支总表与支出总表", "Total expenditure in both statements",
        "收支总表支出总计（或本年支出合计）= 支出总表合计", SAME_MONEY, OFFICIAL,
        totals, item=HeadlineItem.EXPENDITURE_TOTAL, statement=Statement.EXPENDITURE,
    ),
    row(
        B, "revenue-sources-are-the-same", "收支总表与收入总表：各项来源", "Revenue by source in both statements",
        "收支总表各项收入 = 收入总表同名各列", SAME_MONEY, OFFICIAL, pairs, table=SOURCE_PAIRS,
    ),
    row(
        B, "fiscal-revenue-is-the-sum-of-funds", "收入总表的财政拨款收入", "Fiscal appropriations as the sum of the funds",
        "收入总表财政拨款收入 = 收支总表一般公共预算 + 政府性基金 + 国有资本经营预算", SAME_MONEY, OFFICIAL, fiscal_revenue,
    ),
    row(
        B, "categories-are-the-same-in-expenditure", "收支总表与支出总表：各类支出", "Expenditure by category in both statements",
        "收支总表每一类支出 = 支出总表同一类", SAME_MONEY, OFFICIAL,
        by_category, left=Statement.REVENUE_AND_EXPENDITURE, left_measure=Measure.TOTAL, right=Statement.EXPENDITURE,
    ),
    row(
        B, "categories-are-the-same-in-revenue", "收支总表与收入总表：各类科目", "Categories in the revenue statement",
        "收支总表每一类支出 = 收入总表同一类", "收入总表按支出功能科目列收入时，每一类的收入与支出相同；总数不同时不核对。",
        OFFICIAL, by_category, BUDGET, left=Statement.REVENUE_AND_EXPENDITURE, left_measure=Measure.TOTAL, right=Statement.REVENUE,
    ),
    row(
        B, "natures-are-the-same", "收支总表与支出总表：基本支出和项目支出", "Basic and project expenditure in both statements",
        "收支总表基本支出、项目支出 = 支出总表合计行的同名各列", SAME_MONEY, OFFICIAL, natures,
    ),
    row(
        B, "expenditure-parts-into-personnel-and-operating", "支出总表的基本支出与收支总表的人员、公用", "Basic expenditure as personnel and operating",
        "支出总表基本支出 = 收支总表人员经费 + 公用经费", SAME_MONEY, OFFICIAL, basic_split,
    ),
    row(
        B, "fund-revenue-is-the-same", "收支总表与财政拨款收支总表：各项拨款", "Appropriations in both statements",
        "收支总表一般公共预算、政府性基金、国有资本经营预算收入 = 财政拨款收支总表同名各行", SAME_MONEY, OFFICIAL,
        pairs, table=FUND_REVENUE_PAIRS,
    ),
    row(
        B, "funds-are-the-same", "财政拨款收支总表与三本预算的支出表", "Appropriations by fund in the fund statements",
        "财政拨款收支总表本年支出的每一列 = 一般公共预算、政府性基金、国有资本经营预算支出表合计", SAME_MONEY, OFFICIAL,
        pairs, table=FUND_PAIRS,
    ),
    row(
        B, "categories-are-the-same-in-general-public", "财政拨款收支总表与一般公共预算支出表：各类支出",
        "General public budget by category", "财政拨款收支总表一般公共预算列的每一类 = 一般公共预算支出表同一类", SAME_MONEY, OFFICIAL,
        by_category, left=Statement.FISCAL_APPROPRIATION, left_measure=Measure.GENERAL_PUBLIC, right=Statement.GENERAL_PUBLIC_BUDGET,
    ),
    row(
        B, "fiscal-expenditure-is-the-same", "财政拨款收支总表与财政拨款支出表", "Fiscal expenditure in both statements",
        "财政拨款收支总表支出合计 = 财政拨款支出预算表合计", SAME_MONEY, OFFICIAL, pairs, table=FISCAL_PAIRS,
    ),
    row(
        B, "basic-expenditure-is-the-same", "一般公共预算支出表与基本支出表", "Basic expenditure in both statements",
        "一般公共预算支出表基本支出 = 基本支出表合计", SAME_MONEY, OFFICIAL, pairs, table=BASIC_PAIRS,
    ),
    row(
        B, "basic-expenditure-is-the-sum-of-its-parts", "一般公共预算支出表的基本支出与人员、公用",
        "Basic expenditure as the two sums of its statement", "一般公共预算支出表基本支出 = 基本支出表人员经费合计 + 公用经费合计",
        SAME_MONEY, OFFICIAL, basic_by_parts,
    ),
    row(
        B, "fiscal-basic-is-the-same", "财政拨款收支总表与财政拨款基本支出表", "Fiscal basic expenditure in both statements",
        "财政拨款收支总表基本支出 = 财政拨款基本支出表合计", SAME_MONEY, OFFICIAL, fiscal_basic,
    ),
    row(
        B, "a-code-has-one-name", "一个科目一个名称", "A code has one name", "同一科目编码在各表中的名称相同",
        "同一编码在本文件里印了两个名称。收支总表不印编码，按类的名称认出编码。末尾有无“支出”不算不同。", SUBJECTS, naming.one_name,
    ),
    row(
        B, "names-are-those-of-the-year", "科目名称与当年分类", "Names are those of the year's classification",
        "科目名称 = 当年《政府收支分类科目》的名称", "只核对站内收有当年标准名称的科目。名称可能沿用了以前年度的。", SUBJECTS, naming.standard_name,
    ),
    row(
        B, "empty-tables-say-so", "空表有说明", "An empty table says so", "没有数字的表下有“空表列示”一类的说明",
        "没有数字也没有说明的表，看不出是没有这项收支还是没有填。", EMPTY, notes.empty_has_note,
    ),
    row(
        B, "note-of-emptiness-stands-under-empty-tables", "有数的表不应注明空表", "No note of emptiness under figures",
        "注明“空表”的表没有数字，文字也没有写这项数；说明说的是这张表",
        "表中或文字中有数，表下却注明是空表，或者说的是另一项收支：说明可能沿用了模板或上年文件。", EMPTY, notes.note_over_amounts,
    ),
    row(
        B, "headings-stand-over-their-columns", "表头与各列对应", "Headings stand over their columns", "每一列的数字在它自己的表头之下",
        "两行表头错开了一列，按字面会把数字读到相邻的名目下。", "表的形式", notes.header_in_order,
    ),
)  # fmt: skip
