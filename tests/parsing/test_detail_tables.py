"""Procurement, assets and institutions, on small hand-made tables; then all details of the seeds against the truth."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from disclosures.parsing.assets import counted_quantity, recognise_assets, valued_item
from disclosures.parsing.document import Block, Cell, Grid, Paragraph
from disclosures.parsing.institutions import recognise_institutions
from disclosures.parsing.procurement import recognise_procurement
from disclosures.parsing.records import ParsedDisclosure
from tests.readings import reading

SHARED = Path(__file__).resolve().parents[3] / "shared"
PROCUREMENT = (
    "政府采购项目来源||采购物品名称|政府采购目录 序号|计量 单位|数量|单价|政府采购金额（当年部门预算安排资金）|",
    "项目名称|预算资金||||||合计|一般公共预算拨款",
)


def grid(*rows: str, page: int | None = None) -> Grid:
    return Grid(tuple(tuple(Cell(text) for text in row.split("|")) for row in rows), page)


def blocks(*made: Block | str) -> list[Block]:
    return [Paragraph(block) if isinstance(block, str) else block for block in made]


# --- procurement -----------------------------------------------------------------------------------------


def test_a_purchase_with_its_amounts_under_their_headings() -> None:
    table = grid(*PROCUREMENT, "合 计|||||||12.70|12.70", "办公费|5|台式计算机|A02010104|台|3|0.5|1.5|1.5")
    (total, item), notes, _ = recognise_procurement(blocks("单位政府采购预算", "单位：万元", table))
    assert notes == []
    assert (total.project, total.is_total) == ("合计", True)
    assert (item.project, item.funds_yuan, item.item) == ("办公费", Decimal("50000.00"), "台式计算机")
    assert (item.catalogue_code, item.unit, item.quantity) == ("A02010104", "台", "3")
    assert item.unit_price_yuan == Decimal("5000.00")
    assert not item.is_total
    amounts = {cell.heading[-1]: cell.yuan for cell in item.cells}
    assert amounts == {"合计": Decimal("15000.00"), "一般公共预算拨款": Decimal("15000.00")}


def test_a_total_by_its_other_name() -> None:
    table = grid(
        *(row.replace("合计", "共计") for row in PROCUREMENT),
        "共 计|||||20||12.70|12.70",
        "办公费|5|台式计算机|A02010104|台|3|0.5|1.5|1.5",
    )
    items, notes, _ = recognise_procurement(blocks("单位政府采购预算", "单位：万元", table))
    assert [(item.project, item.is_total) for item in items] == [("共计", True), ("办公费", False)]
    assert notes == []


def test_subtotals_of_agencies_are_totals_and_unnamed_goods_are_not() -> None:
    table = grid(*PROCUREMENT, "某中心小计|||||||10|10", "信息产业运行|10|||套|1|10|10|10")
    items, _, _ = recognise_procurement(blocks("单位：万元", table))
    assert [(item.project, item.is_total) for item in items] == [
        ("某中心小计", True),
        ("信息产业运行", False),
    ]


def test_a_table_that_goes_on_with_other_columns() -> None:
    first = grid(*PROCUREMENT, "办公费|5|台式计算机|A02010104|台|3|0.5|1.5|1.5", page=20)
    narrow = [row.rsplit("|", 1)[0] for row in PROCUREMENT]
    second = grid(*narrow, "办公费|5|空调机|A0206180203|台|1|0.3|0.3", page=21)
    items, _, _ = recognise_procurement(blocks("单位：万元", first, "350 某局  单位：万元", second))
    assert [item.item for item in items] == ["台式计算机", "空调机"]
    assert items[1].unit_price_yuan == Decimal("3000.00")


def test_a_project_named_once_before_its_purchases() -> None:
    table = grid(
        "采购品目大类|专项名称|经济科目|采购物品名称|采购组织形式|总计",
        "合计|||||59.00",
        "一、货物A|||||59.00",
        "|办公设备购置费|办公设备购置|||59.00",
        "|||台式计算机|分散自行组织|10.00",
        "|||家具用具|分散自行组织|49.00",
    )
    items, _, _ = recognise_procurement(blocks("2017年政府采购预算表", "单位：万元", table))
    assert [item.is_total for item in items] == [True, True, True, False, False]
    assert [(item.project, item.item) for item in items[3:]] == [
        ("办公设备购置费", "台式计算机"),
        ("办公设备购置费", "家具用具"),
    ]
    assert [cell.yuan for cell in items[4].cells] == [Decimal("490000.00")]


def test_an_empty_table_has_no_rows() -> None:
    assert recognise_procurement(blocks("单位：万元", grid(*PROCUREMENT, "合  计||||||||")))[0] == []


def test_amounts_without_a_scale_are_noted_not_guessed() -> None:
    items, notes, _ = recognise_procurement(
        blocks(grid(*PROCUREMENT, "办公费|5|台式计算机|A02010104|台|3|0.5|1.5|1.5"))
    )
    assert items[0].unit_price_yuan is None
    assert [note.code for note in notes] == ["procurement-unit"]


# --- assets and institutions -----------------------------------------------------------------------------


def test_assets_in_the_scale_of_their_heading() -> None:
    first = grid("项 目|数量|价值（金额单位：万元）", "资产总额|—|69.33", page=56)
    second = grid(
        "项 目|数量|价值（金额单位：万元）", "1、房屋（平方米）|228|6.81", "2、车辆（台、辆）||", page=57
    )
    assets, notes, _ = recognise_assets(
        blocks("单位固定资产占用情况表", first, "截止时间：2021-12-31", second)
    )
    assert notes == []
    assert [(a.item, a.quantity, a.value_yuan, a.page) for a in assets] == [
        ("资产总额", "—", Decimal("693300.00"), 56),
        ("1、房屋（平方米）", "228", Decimal("68100.00"), 57),
        ("2、车辆（台、辆）", None, None, 57),
    ]


def test_a_title_row_inside_the_table_of_assets() -> None:
    table = grid("编制部门：某局|截止时间：2021年12月31日|", "项目|数量|价值（单位：万元）", "资产总额|1|2")
    assert [asset.item for asset in recognise_assets(blocks(table))[0]] == ["资产总额"]


@pytest.mark.parametrize(
    ("item", "quantity", "shown", "valued"),
    [
        ("1、房屋（平方米）", "2645", "2645 平方米", "1、房屋"),
        ("2、车辆（台、辆）", "4", "4（台、辆）", "2、车辆"),
        ("其中：单价50万元（含）以上的通用设备", "3", "3", "其中：单价50万元（含）以上的通用设备"),
        ("资产总额", "——", "——", "资产总额"),
        ("1、房屋（平方米）", "—", "—", "1、房屋"),
    ],
)
def test_a_quantity_of_assets_has_the_unit_of_its_row(
    item: str, quantity: str, shown: str, valued: str
) -> None:
    assert counted_quantity(item, quantity) == shown
    assert valued_item(item) == valued


def test_assets_go_on_without_header() -> None:
    first = grid("项目|数量|价值（单位：万元）", "资产总额|1|2", page=1)
    assets, _, _ = recognise_assets(blocks(first, grid("4、其他固定资产|119|22.74", page=2)))
    assert [(asset.item, asset.page) for asset in assets] == [("资产总额", 1), ("4、其他固定资产", 2)]


def test_institutions() -> None:
    table = grid(
        "单位名称|单位性质|单位规格|经费保障形式", "|||", "某局|行政|正科级|财政拨款", "某中心|事业|科级|"
    )
    found, _, _ = recognise_institutions(blocks("部门机构设置情况", table))
    assert [(one.name, one.nature, one.rank, one.funding) for one in found] == [
        ("某局", "行政", "正科级", "财政拨款"),
        ("某中心", "事业", "科级", ""),
    ]


# --- the truth -------------------------------------------------------------------------------------------


def plain(text: Any) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text or ""))


def read_details(disclosure: ParsedDisclosure) -> Counter[tuple[Any, ...]]:
    agency = disclosure.agency.code or disclosure.agency.name
    rows: list[tuple[Any, ...]] = []
    for target in disclosure.performance_targets:
        if target.scope == "project":
            rows.append(
                (agency, target.number, plain(target.title), target.code, *map(plain, target.objectives))
            )
        for row in target.indicators:
            aim = plain((row.operator or "") + (row.value or "") + (row.unit or "")).translate(
                {40: None, 41: None}
            )
            texts = (row.level_1, row.level_2, row.level_3, row.description)
            rows.append((agency, target.number, *map(plain, texts), aim, plain(row.basis)))
    for item in disclosure.procurement:
        if not item.is_total:
            price = str(item.unit_price_yuan)
            rows.append(
                (agency, plain(item.project), plain(item.item), item.catalogue_code, item.quantity, price)
            )
    rows += [
        (agency, plain(a.item), a.quantity, None if a.value_yuan is None else str(a.value_yuan))
        for a in disclosure.assets
    ]
    rows += [
        (plain(i.name), plain(i.nature), plain(i.rank), plain(i.funding)) for i in disclosure.institutions
    ]
    return Counter(rows)


def true_details(truth: dict[str, Any]) -> Counter[tuple[Any, ...]]:
    def agency(row: dict[str, Any]) -> str:
        return row["agency_code"] or row["agency"]

    rows: list[tuple[Any, ...]] = [
        (agency(p), p["number"], plain(p["title"]), p["code"], *map(plain, p["objectives"]))
        for p in truth["projects"]
    ]
    for row in truth["indicators"]:
        texts = (row[name] for name in ("level_1", "level_2", "level_3", "description"))
        aim = plain(row["target"]).translate({40: None, 41: None})
        rows.append((agency(row), row["project_number"], *map(plain, texts), aim, plain(row["basis"])))
    rows += [
        (
            agency(r),
            plain(r["project"]),
            plain(r["item"]),
            r["catalogue_code"],
            r["quantity"],
            r["unit_price_yuan"],
        )
        for r in truth["procurement"]
    ]
    rows += [(agency(r), plain(r["item"]), r["quantity"], r["value_yuan"]) for r in truth["assets"]]
    rows += [
        tuple(plain(r[name]) for name in ("name", "nature", "rank", "funding")) for r in truth["institutions"]
    ]
    return Counter(rows)


def documents() -> list[Path]:
    if not SHARED.exists():
        return []
    aliases = json.loads((SHARED / "truth" / "aliases.json").read_text())
    found = [
        *SHARED.glob("seeds/*.txt"),
        *SHARED.glob("documents/hebei/*.docx"),
        *SHARED.glob("documents/hebei/*.pdf"),
    ]
    stems = {path: aliases.get(path.stem, path.stem) for path in sorted(found)}
    return [path for path, stem in stems.items() if (SHARED / "truth" / f"{stem}.details.json").exists()]


@pytest.mark.skipif(not SHARED.exists(), reason="shared documents are not here")
@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_every_detail_of_the_seeds_is_read(path: Path) -> None:
    aliases = json.loads((SHARED / "truth" / "aliases.json").read_text())
    stem = aliases.get(path.stem, path.stem)
    truth = json.loads((SHARED / "truth" / f"{stem}.details.json").read_text())
    read: Counter[tuple[Any, ...]] = Counter()
    for disclosure in reading(path).disclosures:
        read += read_details(disclosure)
    assert true_details(truth) - read == Counter()
