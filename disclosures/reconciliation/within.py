"""Group A: what a statement says of itself. Every row is an identity of its rows or columns; the evaluators stand beside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disclosures.parsing.normalise import key
from disclosures.vocabulary import OPERATING_CODES, PEOPLE_CODES, Measure, RowKind, Side, Stage, Statement

from . import columns, lists, naming, sides, terms, three_public, trees
from .catalogue import Check, Group, row
from .figures import column, row_of, sheet_of
from .results import Result
from .subject import Sheet, Spot, Subject
from .sums import Sum

LOCAL = "有的地区把部分商品和服务支出计入人员经费，不能断定"


def people(subject: Subject, check: str, name: str) -> Iterator[Result]:
    """人员经费 = 301 + 303, 公用经费 = 302 + 310 …: certain where the form parts its codes that way (决算), else not."""
    sheet = sheet_of(subject, Statement.BASIC_EXPENDITURE)
    if sheet is None:
        return
    pattern, measure, codes = PEOPLE[name]
    parts = [i for i, line in enumerate(sheet.lines) if line.code in codes]
    named = [i for i, line in enumerate(sheet.lines) if not line.code and pattern.match(key(line.name))]
    total = row_of(sheet, RowKind.TOTAL, None)
    places = {sheet.lines[i].code for i in parts}
    if not parts or len(places) < len(parts):
        return
    if len(named) == 1:
        for cell in sheet.lines[named[0]].cells:
            whole = sheet.spot(named[0], cell.column)
            spots = _beside(sheet, parts, cell.column)
            if whole is not None and whole.figure is not None and spots:
                yield from Sum(
                    check, subject.index, whole, spots, sheet.lines[named[0]].name, _joined(places)
                ).results()
        return
    own = column(sheet, measure, None, subject.disclosure.stage)
    whole_column = column(sheet, Measure.TOTAL, None, subject.disclosure.stage)
    if total is None or own is None or whole_column is None:
        return
    whole = sheet.spot(total, own)
    if whole is not None:
        yield from Sum(
            check, subject.index, whole, sheet.spots(parts, whole_column), f"合计行{name}", _joined(places),
            certain=False, why=LOCAL, blank_whole=False, blank_parts=False,
        ).results()  # fmt: skip


def _beside(sheet: Sheet, rows: Sequence[int], column: int) -> list[Spot]:
    """The places of rows in a column, or in one of the same heading where panels stand beside each other."""
    heading = sheet.table.columns[column].heading[-1:]
    alike = [place for place in sheet.amounts if sheet.table.columns[place].heading[-1:] == heading]
    spots: list[Spot] = []
    for line in rows:
        own = [place for place in (column, *alike) if (line, place) in sheet.figures]
        spots += sheet.spots([line], own[0] if own else column)
    return spots


PEOPLE = {
    "人员经费": (terms.PEOPLE_TOTAL, Measure.PERSONNEL, PEOPLE_CODES),
    "公用经费": (terms.OPERATING_TOTAL, Measure.OPERATING, OPERATING_CODES),
}


def _joined(codes: set[str | None]) -> str:
    return " + ".join(sorted(code for code in codes if code))


ARITHMETIC = "算术关系：合计等于各项之和"
CLASSIFICATION = "《政府收支分类科目》：类、款、项逐级包含"
OFFICIAL = "财政部部门预算、部门决算报表的表内关系"
NATURES = "《预算法》；财政部部门预算报表：支出分为基本支出、项目支出等"
THREE = "“三公”经费由因公出国（境）费、公务用车购置及运行维护费、公务接待费组成（财预〔2016〕143号）"
SUMS = "不等可能是合计或某一项印错、漏印，也可能有一行没有列出。相差在四舍五入之内的不算不一致。"
A = Group.WITHIN

CHECKS: tuple[Check, ...] = (
    row(
        A, "category-is-sum-of-sections", "类 = 款之和", "A category is the sum of its sections", "类（三位编码）= 其下各款（五位编码）之和，逐列",
        SUMS, CLASSIFICATION, trees.branches, length=3, label="各款",
    ),
    row(
        A, "section-is-sum-of-items", "款 = 项之和", "A section is the sum of its items", "款（五位编码）= 其下各项（七位编码）之和，逐列",
        SUMS, CLASSIFICATION, trees.branches, length=5, label="各项",
    ),
    row(
        A, "total-is-sum-of-categories", "合计 = 各类之和", "The total is the sum of the categories", "合计行 = 各类（三位编码）之和，逐列",
        SUMS, CLASSIFICATION, trees.totals,
    ),
    row(
        A, "row-total-is-sum-of-natures", "行合计 = 基本支出 + 项目支出 + …", "A row's total is the sum of its natures",
        "合计 = 基本支出 + 项目支出 + 经营支出 + 上缴上级支出 + 对附属单位补助支出，逐行", SUMS, NATURES,
        columns.rows, family=columns.FAMILY["row-total-is-sum-of-natures"],
    ),
    row(
        A, "row-total-is-sum-of-funds", "行合计 = 一般公共预算 + 政府性基金 + 国有资本经营预算", "A row's total is the sum of the funds",
        "合计 = 一般公共预算 + 政府性基金预算 + 国有资本经营预算，逐行", SUMS, OFFICIAL,
        columns.rows, family=columns.FAMILY["row-total-is-sum-of-funds"],
    ),
    row(
        A, "row-total-is-sum-of-sources", "行合计 = 各项收入来源之和", "A row's total is the sum of its sources",
        "合计 = 本年收入小计 + 上年结转；小计 = 财政拨款 + 财政专户 + 事业收入 + …，逐行", SUMS, OFFICIAL,
        columns.rows, family=columns.FAMILY["row-total-is-sum-of-sources"],
    ),
    row(
        A, "row-total-is-personnel-and-operating", "行合计 = 人员经费 + 公用经费", "A row's total is personnel and operating",
        "合计 = 人员经费 + 公用经费，逐行", SUMS, OFFICIAL,
        columns.rows, family=columns.FAMILY["row-total-is-personnel-and-operating"],
    ),
    row(
        A, "carryover-rolls-forward", "年末结转 = 年初结转 + 本年收入 − 本年支出", "Carryover rolls forward",
        "年末结转和结余 = 年初结转和结余 + 本年收入 − 本年支出，逐行", "决算的基金表按此关系列示。" + SUMS, OFFICIAL,
        columns.carryover, (Stage.FINAL_ACCOUNTS,),
    ),
    row(
        A, "revenue-is-sum-of-lines", "本年收入合计 = 各项收入之和", "The year's revenue is the sum of its lines",
        "本年收入合计（没有这一行时为收入总计）= 编号各行之和", SUMS, OFFICIAL, sides.year_sums, side=Side.REVENUE, label="各项收入之和",
    ),
    row(
        A, "expenditure-is-sum-of-lines", "本年支出合计 = 各类支出之和", "The year's expenditure is the sum of its lines",
        "本年支出合计（没有这一行时为支出总计）= 编号各行之和", SUMS, OFFICIAL,
        sides.year_sums, side=Side.EXPENDITURE, label="各类支出之和",
    ),
    row(
        A, "expenditure-is-sum-of-uses", "支出合计 = 支出用途各项之和", "Expenditure is the sum of its uses",
        "支出合计 = 基本支出 + 项目支出 + 单位预留机动经费", SUMS, OFFICIAL, sides.use_sums,
    ),
    row(
        A, "revenue-total-is-year-and-carryover", "收入总计 = 本年收入 + 上年结转", "Total revenue is the year's and what is carried over",
        "收入总计 = 本年收入合计 + 上年结转结余 + 使用的结余", SUMS, OFFICIAL,
        sides.total_sums, side=Side.REVENUE, label="本年收入与上年结转之和",
    ),
    row(
        A, "expenditure-total-is-year-and-carryover", "支出总计 = 本年支出 + 年末结转", "Total expenditure is the year's and what is carried on",
        "支出总计 = 本年支出合计 + 结余分配 + 年末结转结余", SUMS, OFFICIAL,
        sides.total_sums, side=Side.EXPENDITURE, label="本年支出与年末结转之和",
    ),
    row(
        A, "revenue-equals-expenditure", "收入总计 = 支出总计", "Total revenue equals total expenditure", "收入总计 = 支出总计（不是本年收入合计与本年支出合计）",
        "收支总表两边平衡。不等可能是一边印错或漏列结转。", "《预算法》第四条：全部收入和支出都纳入预算；" + OFFICIAL, sides.balance,
    ),
    row(
        A, "line-is-sum-of-its-lines", "财政拨款收入 = 其下各行之和", "A line is the sum of the lines below it",
        "一、财政拨款收入 = 1.一般公共预算 + 2.政府性基金 + 3.国有资本经营预算", SUMS, OFFICIAL, sides.lines_of_parts,
    ),
    row(
        A, "list-total-is-sum-of-subtotals", "收入总计 = 各项小计之和", "Total revenue is the sum of the subtotals",
        "收入总计 = 各类资金小计之和（收入总表按资金来源逐行列示时）", SUMS, OFFICIAL, sides.lists,
    ),
    row(
        A, "three-public-is-sum", "“三公”经费合计 = 三项之和", "The three public expenses add up",
        "“三公”经费 = 因公出国（境）费 + 公务用车购置及运行维护费 + 公务接待费", SUMS, THREE,
        three_public.sums, make=three_public.TOTAL,
    ),
    row(
        A, "vehicles-is-purchase-and-operation", "公务用车费 = 购置费 + 运行维护费", "Vehicles are purchase and operation",
        "公务用车购置及运行维护费 = 公务用车购置费 + 公务用车运行维护费", SUMS, THREE,
        three_public.sums, make=three_public.VEHICLES,
    ),
    row(
        A, "three-public-with-meetings", "合计 = “三公”经费 + 会议费 + 培训费", "The total with meetings and training",
        "合计 = “三公”经费小计 + 会议费 + 培训费（三者同表时）", SUMS, ARITHMETIC, three_public.with_meetings,
    ),
    row(
        A, "of-which-is-no-more", "其中 ≤ 总额", "A part is no more than its whole", "“其中”行 ≤ 它所属的行，逐列",
        "部分大于整体：可能是其中一处印错，或“其中”属于别的行。", ARITHMETIC, three_public.of_which,
    ),
    row(
        A, "personnel-is-301-and-303", "人员经费 = 301 + 303", "Personnel is 301 and 303", "人员经费 = 工资福利支出（301）+ 对个人和家庭的补助（303）",
        SUMS, "《支出经济分类科目改革方案》（财预〔2017〕98号）；" + OFFICIAL, people, name="人员经费",
    ),
    row(
        A, "operating-is-302-and-310", "公用经费 = 302 + 310", "Operating is 302 and 310", "公用经费 = 商品和服务支出（302）+ 资本性支出（310）等",
        SUMS, "《支出经济分类科目改革方案》（财预〔2017〕98号）；" + OFFICIAL, people, name="公用经费",
    ),
    row(
        A, "procurement-row-is-sum-of-sources", "采购项目合计 = 各资金来源之和", "A purchase is the sum of its sources",
        "合计 = 一般公共预算 + 政府性基金 + 国有资本经营预算 + 财政专户 + 单位资金 + 结转，逐行", SUMS, ARITHMETIC, lists.row_totals,
    ),
    row(
        A, "procurement-subtotal-is-sum", "采购小计 = 其下各项之和", "A subtotal of purchases is their sum", "小计 = 该单位各采购项目之和，逐列",
        SUMS, ARITHMETIC, lists.subtotals,
    ),
    row(
        A, "procurement-total-is-sum", "采购合计 = 各项之和", "The total of purchases is their sum", "合计 = 各采购项目之和，逐列",
        SUMS, ARITHMETIC, lists.grand_totals,
    ),
    row(
        A, "assets-add-up", "资产总额 = 各项资产之和", "Assets add up", "资产总额 = 房屋 + 车辆 + 设备 + 其他固定资产（“其中”不重复计）",
        SUMS, ARITHMETIC, lists.assets,
    ),
    row(
        A, "codes-are-well-formed", "科目编码的位数和起首", "Codes are well formed", "功能科目：2 开头，三、五、七位；经济科目：3 或 5 开头，三、五位",
        "编码的一段可能漏印或印错，使这一行不属于它上面的科目。", CLASSIFICATION, naming.well_formed,
    ),
)  # fmt: skip
