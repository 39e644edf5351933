"""A small parsed document made by hand: what tests of loading load, whatever the parser does meanwhile."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from disclosures.parsing.records import (
    AgencyName,
    AssetHolding,
    Claim,
    Column,
    HeadlineFigure,
    Institution,
    NamedAmount,
    Note,
    ParsedDisclosure,
    ParsedDocument,
    PerformanceIndicator,
    PerformanceTarget,
    ProcurementItem,
    Section,
    Source,
    StatementCell,
    StatementLine,
    StatementTable,
)
from disclosures.vocabulary import (
    AgencyKind,
    Basis,
    CellState,
    Direction,
    HeadlineItem,
    Measure,
    RowKind,
    Side,
    Stage,
    Statement,
)

BODY = "衡水市工业和信息化局"


def cell(column: int, printed: str, yuan: str | None = None, state: CellState | None = None) -> StatementCell:
    if state is None:
        state = CellState.AMOUNT if yuan is not None else CellState.BLANK
    return StatementCell(
        column, state, printed, Decimal(yuan) if yuan is not None else None, 2, (10.04, 20.0, 30.0, 40.26)
    )


def expenditure() -> StatementTable:
    columns = (
        Column(("序号",), "serial"),
        Column(("科目编码",), "code"),
        Column(("科目名称",), "name"),
        Column(("合计",), "amount", None, Measure.TOTAL, Basis.BUDGET, "1"),
        Column(("其中", "基本支出"), "amount", None, Measure.BASIC, Basis.BUDGET, "2"),
        Column(("其中", "项目支出"), "amount", None, Measure.PROJECT, Basis.BUDGET, "3"),
    )
    lines = (
        StatementLine(
            0, "1", None, None, "合计", 2,
            (cell(3, "100.01", "1000100.00"), cell(4, "100.01", "1000100.00"), cell(5, "0.00", "0.00")),
            kind=RowKind.TOTAL,
        ),
        StatementLine(
            1, "2", None, "2150801", "行政\0运行", 2,
            (cell(3, "100.01", "1000100.00"), cell(4, ""), cell(5, "—", state=CellState.DASH)),
        ),
    )  # fmt: skip
    return StatementTable(Statement.EXPENDITURE, "支出总表", "万元", (2,), None, columns, lines)


def summary() -> StatementTable:
    columns = (
        Column(("支出", "项目"), "name", Side.EXPENDITURE),
        Column(("支出", "预算数"), "amount", Side.EXPENDITURE, Measure.TOTAL, Basis.BUDGET),
    )
    line = StatementLine(
        0,
        None,
        Side.EXPENDITURE,
        None,
        "支出总计",
        1,
        (cell(1, "100.01", "1000100.00"),),
        RowKind.EXPENDITURE_TOTAL,
    )
    return StatementTable(Statement.REVENUE_AND_EXPENDITURE, "收支总表", "万元", (1,), None, columns, (line,))


def empty() -> StatementTable:
    return StatementTable(
        Statement.STATE_CAPITAL, "国有资本经营预算表", "万元", (3,), "注：空表列示。", (), ()
    )


def disclosure(name: str = BODY + "本级", code: str | None = "350001", **changes: object) -> ParsedDisclosure:
    kind = AgencyKind.UNIT if code and len(code) > 3 else AgencyKind.DEPARTMENT
    amount = Decimal("1000100.00")
    whole = ParsedDisclosure(
        AgencyName(code, name, kind),
        2022,
        Stage.BUDGET,
        statements=(summary(), expenditure(), empty()),
        headline=(
            HeadlineFigure(HeadlineItem.EXPENDITURE_TOTAL, False, amount, "100.01万元", "支出100.01万元", "全年支出100.01万元。", 5),
            HeadlineFigure(HeadlineItem.EXPENDITURE_TOTAL, True, amount, "100.01万元", "增加100.01万元", "增加100.01万元。", 5, Direction.INCREASE),
            HeadlineFigure(HeadlineItem.BASIC_EXPENDITURE, False, Decimal("1.00"), "1元", "基本支出1元", "基本支出1元。", 5),
        ),
        claims=(Claim(HeadlineItem.EXPENDITURE_TOTAL, Direction.INCREASE, amount, None, 2021, "人员增加", "…", "100.01万元", 5),),
        institutions=(Institution(name, "行政", "县处级", "财政拨款", 4),),
        performance_targets=(
            PerformanceTarget(
                1, "办公楼租赁费", None, Decimal("600000"), ("按期支付",), (("3月底", "0%"), ("6月底", "50%")),
                (PerformanceIndicator("产出指标", "数量指标", "足额", "足额支付", "≥", "100", "%", "工作计划", 8),), page=8,
            ),
        ),
        procurement=(
            ProcurementItem("电脑", Decimal("10000"), "台式机", "A02010104", "台", "2", Decimal("5000"), (NamedAmount(("合计",), "1.00", Decimal("10000")),)),
        ),
        assets=(AssetHolding("房屋", "1", Decimal("0.005"), "0.005"),),
        sections=(Section("一、职责", 1, 4, "正文"),),
        notes=(Note("heading", "表头未识别", 4),),
        pages=(1, 9),
    )  # fmt: skip
    return replace(whole, **changes)  # type: ignore[arg-type]


def document(*disclosures: ParsedDisclosure) -> ParsedDocument:
    source = Source("x.pdf", "0" * 64, "application/pdf", 9)
    return ParsedDocument(
        source, "hebei", disclosures or (disclosure(),), (Note("reader", "第 9 页是图片", 9),)
    )
