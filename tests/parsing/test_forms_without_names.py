"""Titles that name a form and no project, and purchases by the catalogue with the totals of units and funds between them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosures.parsing.document import Cell, Grid, Paragraph
from disclosures.parsing.performance import recognise_performance
from disclosures.parsing.procurement import recognise_procurement


def grid(*rows: str) -> Grid:
    return Grid(tuple(tuple(Cell(text) for text in row.split("|")) for row in rows), 1)


INDICATORS = (
    "一级指标|二级指标|三级指标|指标值",
    "产出指标|数量指标|巡查次数|≥7次",
    "效益指标|社会效益指标|投诉|下降",
)


@pytest.mark.parametrize(
    "title",
    [
        "2031年部门预算专项业务经费绩效目标表",
        "政策和项目预算绩效目标表",
        "专项资金总体绩效目标表",
        "（四）项目支出绩效目标表",
    ],
)
def test_a_title_of_the_form_names_no_project(title: str) -> None:
    form = grid("项目名称|河道巡查|河道巡查|河道巡查", *INDICATORS)
    targets, notes, *_ = recognise_performance([Paragraph(title), form])
    assert [target.title for target in targets] == ["河道巡查"]
    assert not [note for note in notes if note.code == "performance-name"]


def test_a_title_with_another_name_is_told() -> None:
    form = grid("项目名称|河道巡查|河道巡查|河道巡查", *INDICATORS)
    _, notes, *_ = recognise_performance([Paragraph("3、水库加固绩效目标表"), form])
    assert [note.code for note in notes if note.code == "performance-name"]


def test_level_1_on_the_next_page_is_not_missed() -> None:
    rows = ("一级指标|二级指标|三级指标|指标值", "|数量指标|补贴企业|≥7家", "|数量指标|展会|≥2场")
    form = grid("项目名称|外贸专项|外贸专项|外贸专项", *rows)
    _, notes, *_ = recognise_performance([Paragraph("专项资金总体绩效目标表"), form])
    assert not [note for note in notes if note.code == "performance-level-1"]


PURCHASES = (
    "序号|类|款|项|单位编码|采购项目|采购目录|规格型号|数量|类|款|预算金额|说明",
    "1|合计|合计|合计|合计|合计|合计|合计|38|||900.50|",
    "2|213|05|01|1|全额|||38|||900.50|",
    "3|213|05|01|306001|河务中心|||38|||900.50|",
    "4|213|05|01||日常公用经费|A0501办公桌|橡木|8|310|02|100.50|",
    "5|213|05|01||巡查船|A0203船舶||30|310|13|800.00|",
)


def test_purchases_by_the_catalogue() -> None:
    items, notes, _ = recognise_procurement(
        [Paragraph("2031年部门综合预算政府采购预算表"), Paragraph("单位：元"), grid(*PURCHASES)]
    )
    assert [(item.project, item.is_total) for item in items] == [
        ("合计", True), ("全额", True), ("河务中心", True), ("日常公用经费", False), ("巡查船", False)
    ]  # fmt: skip
    assert [[cell.yuan for cell in item.cells] for item in items][3:] == [
        [Decimal("100.50")],
        [Decimal("800.00")],
    ]
    assert items[3].catalogue_code == "A0501办公桌" and not notes


def test_a_purchase_without_its_name_is_no_total() -> None:
    rows = (*PURCHASES, "6|213|05|01||铭牌|||2|310|02|12.00|")
    items, _, _ = recognise_procurement([Paragraph("政府采购预算表"), Paragraph("单位：元"), grid(*rows)])
    assert (items[-1].project, items[-1].is_total) == ("铭牌", False)
