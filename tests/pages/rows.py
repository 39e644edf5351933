"""Small disclosures made by hand for tests of pages: true figures of the five seeds, few rows.

An amount is written as printed in 万元: "180.00"; None is a blank cell, "—" a dash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from disclosures.models import (
    Agency,
    Amount,
    Claim,
    Disclosure,
    Document,
    HeadlineFigure,
    Note,
    PerformanceIndicator,
    PerformanceTarget,
    PublicationEvent,
    Region,
    Section,
    Statement,
    StatementColumn,
    StatementLine,
)
from disclosures.reading.columns import own_column
from disclosures.vocabulary import AgencyKind, CellState, HeadlineItem, Measure, RowKind, Side, Stage
from disclosures.vocabulary import Statement as StatementType

Cells = Sequence[str | None]


def fen(printed: str) -> int:
    return int(Decimal(printed) * 1_000_000)


def compare_address(*chosen: Disclosure) -> str:
    """Where some disclosures stand side by side."""
    return "/compare/?" + "&".join(f"d={own_column(d).key}" for d in chosen)


def region(code: str, name: str, parent: Region | None = None) -> Region:
    return Region.objects.get_or_create(pk=code, defaults={"name": name, "parent": parent, "source": "测试"})[
        0
    ]


def agency(
    name: str, place: Region, code: str = "", kind: str = AgencyKind.UNIT, parent: Agency | None = None
) -> Agency:
    own_level = "本级" in name
    return Agency.objects.create(
        name=name, region=place, code=code, kind=kind, parent=parent, own_level=own_level
    )


def document(name: str, media_type: str = "text/plain", pages: int | None = None) -> Document:
    made = Document(
        sha256=hashlib.sha256(name.encode()).hexdigest(),
        original_name=name,
        media_type=media_type,
        size=3,
        pages=pages,
    )
    made.state = "ready"
    made.file.save(name, ContentFile(b"abc"), save=False)
    made.save()
    return made


def disclosure(body: Agency, year: int, source: Document, state: str = "published") -> Disclosure:
    return Disclosure.objects.create(
        document=source,
        position=source.disclosures.count(),
        agency=body,
        fiscal_year=year,
        stage=Stage.BUDGET,
        kind=body.kind,
        printed_name=body.name,
        printed_code=body.code,
        state=state,
        published_at=None if state == "draft" else timezone.now(),
    )


def _statement(of: Disclosure, which: StatementType, note: str = "") -> Statement:
    return Statement.objects.create(
        disclosure=of,
        position=of.statements.count(),
        statement=which,
        title=f"部门预算{which.label}",
        printed_unit="万元",
        empty_note=note,
    )


def _columns(
    statement: Statement, columns: Sequence[tuple[Sequence[str], str, str, str]]
) -> list[StatementColumn]:
    """(heading path, role, side, measure) of each."""
    return [
        StatementColumn.objects.create(
            statement=statement,
            position=i,
            heading=list(heading),
            role=role,
            side=side,
            measure=measure,
            basis="budget" if role == "amount" else "",
            ordinal=str(i) if i else "栏次",
        )
        for i, (heading, role, side, measure) in enumerate(columns)
    ]


def _cells(line: StatementLine, columns: Sequence[StatementColumn], printed: Cells) -> None:
    for column, text in zip(columns, printed, strict=True):
        if text is not None:
            is_amount = text not in ("—", "不适用")
            Amount.objects.create(
                line=line,
                column=column,
                measure=column.measure,
                basis=column.basis,
                state=CellState.AMOUNT if is_amount else CellState.DASH,
                fen=fen(text) if is_amount else None,
                printed=text,
            )


def expenditure(
    of: Disclosure,
    rows: Sequence[tuple[str, str, Cells]],
    which: StatementType = StatementType.EXPENDITURE,
    note: str = "",
    more: Sequence[Measure] = (),
) -> Statement:
    """A table by functional code: (code, name, [合计, 基本支出, 项目支出, *more]); code "" is the total row."""
    statement = _statement(of, which, note)
    columns = _columns(
        statement,
        [
            (("序号",), "serial", "", ""),
            (("功能分类科目", "科目编码"), "code", "", ""),
            (("功能分类科目", "科目名称"), "name", "", ""),
            (("合计",), "amount", "", Measure.TOTAL),
            (("基本支出",), "amount", "", Measure.BASIC),
            (("项目支出",), "amount", "", Measure.PROJECT),
            *(((measure.label,), "amount", "", measure) for measure in more),
        ],
    )
    for i, (code, name, printed) in enumerate(rows, start=1):
        kind = "" if code else RowKind.TOTAL
        line = StatementLine.objects.create(
            statement=statement, position=i, row=i, serial=str(i), code=code, name=name, kind=kind
        )
        _cells(line, columns[3:], printed)
    return statement


def summary(
    of: Disclosure, printed_rows: Sequence[tuple[str, str, str | None]], side: Side = Side.REVENUE
) -> Statement:
    """收支总表: (kind, name, amount) of one side."""
    statement = _statement(of, StatementType.REVENUE_AND_EXPENDITURE)
    columns = _columns(
        statement,
        [
            (("收入", "项目"), "name", Side.REVENUE, ""),
            (("收入", "预算数"), "amount", Side.REVENUE, Measure.TOTAL),
            (("支出", "项目"), "name", Side.EXPENDITURE, ""),
            (("支出", "预算数"), "amount", Side.EXPENDITURE, Measure.TOTAL),
        ],
    )
    for i, (kind, name, printed) in enumerate(printed_rows, start=1):
        line = StatementLine.objects.create(
            statement=statement, position=i, row=i, side=side, name=name, kind=kind
        )
        _cells(line, columns[1:2] if side is Side.REVENUE else columns[3:], [printed])
    return statement


def people(of: Disclosure, personnel: str, operating: str) -> Amount:
    """基本支出表 by its total alone: 人员经费 and 公用经费. Gives the cell of 公用经费."""
    statement = _statement(of, StatementType.BASIC_EXPENDITURE)
    columns = _columns(
        statement,
        [
            (("科目名称",), "name", "", ""),
            (("人员经费",), "amount", "", Measure.PERSONNEL),
            (("公用经费",), "amount", "", Measure.OPERATING),
        ],
    )
    line = StatementLine.objects.create(
        statement=statement, position=1, row=1, name="合计", kind=RowKind.TOTAL
    )
    _cells(line, columns[1:], [personnel, operating])
    return Amount.objects.get(line=line, measure=Measure.OPERATING)


def three_public(of: Disclosure, rows: Sequence[tuple[str, str, str | None]], note: str = "") -> Statement:
    statement = _statement(of, StatementType.THREE_PUBLIC, note)
    columns = _columns(statement, [(("项目",), "name", "", ""), (("合计",), "amount", "", Measure.TOTAL)])
    for i, (kind, name, printed) in enumerate(rows, start=1):
        line = StatementLine.objects.create(statement=statement, position=i, row=i, name=name, kind=kind)
        _cells(line, columns[1:], [printed])
    return statement


def stated(of: Disclosure, item: HeadlineItem, printed: str, is_change: bool = False) -> HeadlineFigure:
    text = f"{item.label}{printed}万元"
    return HeadlineFigure.objects.create(
        disclosure=of,
        position=of.headline.count(),
        item=item,
        is_change=is_change,
        fen=fen(printed),
        printed=f"{printed}万元",
        text=text,
        sentence=text + "。",
    )


def former_of(corrected: Disclosure) -> Disclosure:
    """The version that a disclosure replaced, made at the first call: another total, and a row of its own."""
    if corrected.replaces is None:
        assert corrected.agency
        assert corrected.fiscal_year
        source = document(f"before-{corrected.pk}.txt")
        former = disclosure(corrected.agency, corrected.fiscal_year, source, state="replaced")
        expenditure(
            former, [("", "合计", ["1470.00", "1000.00", "470.00"]), ("299", "其他支出", ["6.29", None, "—"])]
        )
        PublicationEvent.objects.create(disclosure=former, action="replaced", reason="单位来函更正")
        corrected.replaces = former
        corrected.save(update_fields=["replaces"])
    assert corrected.replaces
    return corrected.replaces


EMPTY_NOTE = "注：无“三公”经费预算，空表列示。"


@dataclass(frozen=True)
class Country:
    """What the fixture `country` made."""

    hengshui: Agency
    own_level: Agency
    xingtai: Agency
    lianchi: Agency
    lianchi_own: Agency
    hengshui_2020: Disclosure
    own_2022: Disclosure
    centre_2022: Disclosure
    resources_2022: Disclosure
    xingtai_2022: Disclosure
    lianchi_2023: Disclosure
    lianchi_own_2023: Disclosure
    draft: Disclosure


def country() -> Country:
    """The seeds in small: 衡水 as three units in 2022 and a narrative in 2020, 邢台, 莲池 as department and own level."""
    hebei = region("130000", "河北省")
    baoding = region("130600", "保定市", hebei)
    places = (
        region("131100", "衡水市", hebei),
        region("130500", "邢台市", hebei),
        region("130606", "莲池区", baoding),
    )

    hengshui = agency("衡水市工业和信息化局", places[0], "350", AgencyKind.DEPARTMENT)
    own_level = agency("衡水市工业和信息化局本级", places[0], "350001", parent=hengshui)
    centre = agency("衡水市信息产业中心", places[0], "350003", parent=hengshui)
    resources = agency("衡水市信息资源管理中心", places[0], "350004", parent=hengshui)
    xingtai = agency("邢台市工业和信息化局", places[1], "501", AgencyKind.DEPARTMENT)
    lianchi = agency("保定市莲池区工业和信息化局", places[2], "304", AgencyKind.DEPARTMENT)
    lianchi_own = agency("保定市莲池区工业和信息化局本级", places[2], "304001", parent=lianchi)

    units = document("hengshui-2022.txt")
    own = disclosure(own_level, 2022, units)
    summary(
        own,
        [
            (RowKind.GENERAL_PUBLIC, "一、一般公共预算拨款收入", "3824.91"),
            (RowKind.STATE_CAPITAL, "三、国有资本经营预算拨款收入", "108.00"),
            (RowKind.OPENING_CARRYOVER, "上年结转结余", "19.68"),
            (RowKind.REVENUE_TOTAL, "收入总计", "3952.59"),
        ],
    )
    expenditure(
        own,
        [
            ("", "合计", ["3952.59", "1083.83", "2868.76"]),
            ("206", "科学技术支出", ["180.00", None, "180.00"]),
            ("208", "社会保障和就业支出", ["365.89", "337.20", "28.69"]),
            ("210", "卫生健康支出", ["68.47", "68.47", None]),
            ("215", "资源勘探工业信息支出", ["3186.09", "634.02", "2552.07"]),
            ("21505", "工业和信息产业监管", ["821.41", "634.02", "187.39"]),
            ("2150501", "行政运行", ["634.02", "634.02", None]),
            ("221", "住房保障支出", ["44.14", "44.14", None]),
            ("223", "国有资本经营预算支出", ["108.00", "—", "108.00"]),
        ],
    )
    expenditure(
        own,
        [
            ("", "合计", ["3844.59", "1083.83", "2760.76"]),
            ("215", "资源勘探工业信息支出", ["3186.09", "634.02", "2552.07"]),
        ],
        StatementType.GENERAL_PUBLIC_BUDGET,
    )
    three_public(
        own,
        [(RowKind.TOTAL, "合计", "8.55"), (RowKind.OVERSEAS_VISITS, "一、因公出国（境）费", None)],
    )
    stated(own, HeadlineItem.EXPENDITURE_TOTAL, "3952.59")
    Claim.objects.create(
        disclosure=own,
        position=0,
        item=HeadlineItem.BUDGET_TOTAL,
        direction="decrease",
        fen=fen("-365.05"),
        base_year=2021,
        sentence="较2021年预算减少365.05万元。",
        printed="减少365.05万元",
        reason_beside="",
        verdict="could_not_be_done",
        why="没有同一机构 2021 年的预算可以对照",
    )
    Section.objects.create(
        disclosure=own,
        position=0,
        heading="二、单位预算安排的总体情况",
        level=1,
        text="支出总额3952.59万元，<b>其中</b>基本支出若干。\n较2021年预算减少365.05万元。",
    )
    target = PerformanceTarget.objects.create(
        disclosure=own, position=0, number=1, title="办公楼租赁费", objectives=["满足办公需要"]
    )
    PerformanceIndicator.objects.create(
        target=target,
        position=0,
        level_1="产出指标",
        level_2="数量指标",
        operator="≤",
        value="60",
        unit="万元",
    )
    Note.objects.create(document=units, disclosure=own, code="header", message="一处表头未识别")

    second = disclosure(centre, 2022, units)
    expenditure(
        second,
        [
            ("", "合计", ["474.98", "459.98", "15.00"]),
            ("208", "社会保障和就业支出", ["87.00", "87.00", None]),
        ],
    )
    three_public(second, [(RowKind.TOTAL, "合计", "0.40")])
    third = disclosure(resources, 2022, units)
    expenditure(third, [("", "合计", ["350.63", "330.63", "20.00"])])
    three_public(third, [], EMPTY_NOTE)

    narrative = disclosure(hengshui, 2020, document("hengshui-2020.txt"))
    stated(narrative, HeadlineItem.EXPENDITURE_TOTAL, "6467.35")
    stated(narrative, HeadlineItem.BASIC_EXPENDITURE, "1707.62")
    stated(narrative, HeadlineItem.GOVERNMENT_FUNDS_REVENUE, "0")

    of_xingtai = disclosure(xingtai, 2022, document("xingtai.txt"))
    summary(of_xingtai, [(RowKind.GENERAL_PUBLIC, "一、一般公共预算拨款收入", "1476.29")])
    expenditure(
        of_xingtai,
        [
            ("", "合计", ["1476.29", "891.29", "585.00"]),
            ("210", "卫生健康支出", ["440.00", None, "440.00"]),
            ("215", "资源勘探工业信息等支出", ["1036.29", "891.29", "145.00"]),
            ("21505", "工业和信息产业监管", ["1036.29", "891.29", "145.00"]),
        ],
    )
    three_public(
        of_xingtai, [(RowKind.TOTAL, "合计", "8"), (RowKind.VEHICLES, "二、公务用车购置及运维费", None)]
    )
    source = document("lianchi.txt")
    of_lianchi = disclosure(lianchi, 2023, source)
    of_lianchi_own = disclosure(lianchi_own, 2023, source)
    for same in (of_lianchi, of_lianchi_own):
        expenditure(
            same,
            [("", "合计", ["812.32", "373.37", "438.95"]), ("205", "教育支出", ["117.50", None, "117.50"])],
        )
    draft = disclosure(xingtai, 2023, document("draft.txt"), state="draft")
    expenditure(draft, [("", "合计", ["9999.99", "9999.99", None])])
    return Country(
        hengshui,
        own_level,
        xingtai,
        lianchi,
        lianchi_own,
        narrative,
        own,
        second,
        third,
        of_xingtai,
        of_lianchi,
        of_lianchi_own,
        draft,
    )
