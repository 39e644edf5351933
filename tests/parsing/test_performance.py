"""Performance-target forms, on small hand-made tables: one test a trap. Then the five seeds against the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from disclosures.parsing.document import Block, Cell, Grid, Paragraph
from disclosures.parsing.performance import recognise_performance
from disclosures.parsing.performance_rows import is_form, read_target, split_objectives
from disclosures.parsing.records import PerformanceTarget

HEADER = "一级指标|二级指标|三级指标|绩效指标描述|指标值|指标值确定依据"
OBJECTIVE = "绩效目标|1. 目标内容 1、租赁办公楼。||||"
TITLE = "1、办公楼租赁费绩效目标表"
OF_THE_FORM = {"performance-slipped", "performance-doubled", "performance-name", "performance-level-1"}
"""Notes on what is unusual and was understood."""


def grid(*rows: str, page: int | None = None) -> Grid:
    """Cells parted by |; ^ is covered by the cell above, > by the cell on its left."""
    texts = [row.split("|") for row in rows]
    cells: list[list[Cell | None]] = []
    for r, row in enumerate(texts):
        cells.append([])
        for c, text in enumerate(row):
            down = next(
                (n for n, below in enumerate(texts[r + 1 :]) if below[c : c + 1] != ["^"]), len(texts) - r - 1
            )
            across = next((n for n, right in enumerate(row[c + 1 :]) if right != ">"), len(row) - c - 1)
            covered = text in ("^", ">")
            cells[-1].append(None if covered else Cell(text, row_span=down + 1, column_span=across + 1))
    return Grid(tuple(map(tuple, cells)), page)


def targets(*blocks: Block | str) -> list[PerformanceTarget]:
    made = [Paragraph(block) if isinstance(block, str) else block for block in blocks]
    found, notes, *_ = recognise_performance(made)
    assert {note.code for note in notes} <= OF_THE_FORM
    return found


def codes(*blocks: Block | str) -> list[str]:
    made = [Paragraph(block) if isinstance(block, str) else block for block in blocks]
    return [note.code for note in recognise_performance(made)[1]]


def only(*blocks: Block | str) -> PerformanceTarget:
    (target,) = targets(*blocks)
    return target


def levels(target: PerformanceTarget) -> list[tuple[str, str, str]]:
    return [(row.level_1, row.level_2, row.level_3) for row in target.indicators]


# --- the form --------------------------------------------------------------------------------------------


def test_number_and_title_stand_in_the_line_before() -> None:
    target = only(TITLE, grid(OBJECTIVE, HEADER, "产出指标|数量指标|足额|足额支付|100%|工作计划"))
    assert (target.number, target.title, target.scope) == (1, "办公楼租赁费", "project")
    assert target.objectives == ("租赁办公楼。",)
    (row,) = target.indicators
    assert (row.level_3, row.description, row.value, row.basis) == ("足额", "足额支付", "100%", "工作计划")


def test_the_header_may_stand_before_the_objective() -> None:
    target = only(TITLE, grid(HEADER, OBJECTIVE, "产出指标|数量指标|足额|足额支付|100%|工作计划"))
    assert len(target.objectives) == len(target.indicators) == 1


def test_the_objective_may_share_a_cell_with_its_label() -> None:
    row = "绩效目标 1. 目标内容 1、甲。 2. 目标内容 2、乙。|>|>|>|>|>"
    assert only(TITLE, grid(HEADER, row, "产出指标|数量指标|a|b|c|d")).objectives == ("甲。", "乙。")


def test_the_objective_may_be_a_grid_of_its_own() -> None:
    target = only(
        TITLE, grid("绩效目标|1.目标内容1春节慰问300人。"), grid(HEADER, "产出指标|数量指标|a|b|c|d")
    )
    assert target.objectives == ("春节慰问300人。",)
    assert len(target.indicators) == 1


def test_a_line_of_the_contents_announces_no_form() -> None:
    assert targets("1、办公楼租赁费绩效目标表.....21") == []


def test_a_chapter_ends_the_form() -> None:
    other = grid("项目|数量|价值", "车辆|1|2")
    assert (
        len(only(TITLE, grid(HEADER, "产出指标|数量指标|a|b|c|d"), "六、政府采购预算情况", other).indicators)
        == 1
    )


# --- levels ----------------------------------------------------------------------------------------------


def test_level_1_is_carried_down() -> None:
    target = only(TITLE, grid(HEADER, "产出指标|数量指标|a|b|c|d", "|质量指标|a|b|c|d"))
    assert [row.level_1 for row in target.indicators] == ["产出指标", "产出指标"]


def test_level_1_merged_over_rows() -> None:
    target = only(TITLE, grid(HEADER, "产出指标|数量指标|a|b|c|d", "^|质量指标|a|b|c|d"))
    assert [row.level_1 for row in target.indicators] == ["产出指标", "产出指标"]


@pytest.mark.parametrize(("label", "is_told"), [("", True), ("产出指标", False)])
def test_a_level_1_that_neither_page_of_a_broken_form_prints_is_told(label: str, is_told: bool) -> None:
    first = grid(HEADER, "|数量指标|a|b|c|d", "|质量指标|e|f|g|h", page=1)
    second = grid(HEADER, f"{label}|时效指标|i|j|k|l", "效益指标|社会效益指标|m|n|o|p", page=2)
    assert ("performance-level-1" in codes(TITLE, first, second)) is is_told


def test_where_level_1_is_blank_or_displaced_level_2_decides() -> None:
    rows = [
        "|数量指标|a|b|c|d",
        "产出指标|质量指标|a|b|c|d",
        "|社会效益指标|a|b|c|d",
        "|服务对象满意度指标|a|b|c|d",
    ]
    found = [row.level_1 for row in only(TITLE, grid(HEADER, *rows)).indicators]
    assert found == ["产出指标", "产出指标", "效益指标", "满意度指标"]


def test_an_inferred_level_1_takes_the_word_of_the_form() -> None:
    rows = ["产出指标|数量指标|a|b|c|d", "|社会效益指标|a|b|c|d", "效果指标|可持续影响指标|a|b|c|d"]
    found = [row.level_1 for row in only(TITLE, grid(HEADER, *rows)).indicators]
    assert found == ["产出指标", "效果指标", "效果指标"]


def test_level_1_of_another_family_is_carried_whatever_level_2_says() -> None:
    rows = ["部门效果|社会效益|a|b|c|d", "|满意度|a|b|c|d"]
    target = only("（四）部门整体支出绩效指标", grid(HEADER, *rows))
    assert target.scope == "department"
    assert [row.level_1 for row in target.indicators] == ["部门效果", "部门效果"]


@pytest.mark.parametrize("first", ["", "^"])
def test_a_row_that_slipped_by_one_column(first: str) -> None:
    rows = [
        "产出指标|成本指标|补贴|金额|400元|工作计划",
        f"{first}|效益指标|可持续影响指标|更新理念|促进发展|得到发展",
    ]
    last = only(TITLE, grid(HEADER, *rows)).indicators[-1]
    assert (last.level_1, last.level_2, last.level_3) == ("效益指标", "可持续影响指标", "更新理念")
    assert (last.description, last.value, last.basis) == ("促进发展", "得到发展", "")


def test_a_level_3_that_repeats_its_level_2_is_no_slip() -> None:
    rows = [
        "产出指标|成本指标|成本|租赁成本|2万元|工作计划",
        "效益指标|经济效益指标|经济效益指标|经济效益指标|提升|工作计划",
        "满意度指标|服务对象满意度指标|服务对象满意度指标|a|≥90%|d",
    ]
    assert levels(only(TITLE, grid(HEADER, *rows))) == [
        ("产出指标", "成本指标", "成本"),
        ("效益指标", "经济效益指标", "经济效益指标"),
        ("满意度指标", "服务对象满意度指标", "服务对象满意度指标"),
    ]


def test_level_2_merged_over_rows() -> None:
    target = only(TITLE, grid(HEADER, "产出指标|数量指标|a|b|c|d", "^|^|e|f|g|h"))
    assert levels(target) == [("产出指标", "数量指标", "a"), ("产出指标", "数量指标", "e")]


# --- over pages ------------------------------------------------------------------------------------------


def test_the_form_goes_on_with_its_header_repeated() -> None:
    first = grid(OBJECTIVE, HEADER, "产出指标|数量指标|a|b|c|d", page=21)
    second = grid(HEADER, "|质量指标|a|b|c|d", "满意度指标|服务对象满意度指标|a|b|c|d", page=22)
    target = only(TITLE, first, second)
    assert [row.level_1 for row in target.indicators] == ["产出指标", "产出指标", "满意度指标"]
    assert [row.page for row in target.indicators] == [21, 22, 22]


def test_the_form_goes_on_without_header() -> None:
    target = only(TITLE, grid(HEADER, "产出指标|数量指标|a|b|c|d"), grid("|质量指标|a|b|c|d"))
    assert len(target.indicators) == 2


def test_a_row_broken_over_pages() -> None:
    first = grid(HEADER, "产出指标|社会效益指标|综合事务管理工作完成|综合工作完成|≥95%|市政府关于")
    second = grid(HEADER, "||率|率||改造费用的批示", "|生态效益指标|a|b|c|d")
    row = only(TITLE, first, second).indicators[0]
    assert (row.level_3, row.description) == ("综合事务管理工作完成率", "综合工作完成率")
    assert (row.value, row.basis) == ("≥95%", "市政府关于改造费用的批示") or row.operator == "≥"
    assert row.basis == "市政府关于改造费用的批示"


def test_a_row_broken_before_a_header_repeated_in_the_same_grid() -> None:
    rows = ["产出指标|数量指标|新增企业|家数|≥60个|实施", HEADER, "|||||意见", "|质量指标|a|b|c|d"]
    target = only(TITLE, grid(HEADER, *rows))
    assert [row.basis for row in target.indicators] == ["实施意见", "d"]


def test_a_continuation_that_repeats_the_tail() -> None:
    first = grid(HEADER, "效益指标|生态效益指标|a|b|好于去年|《2022年工作要点》")
    second = grid(HEADER, "|||||年工作要点》", "|可持续影响指标|a|b|c|d")
    assert only(TITLE, first, second).indicators[0].basis == "《2022年工作要点》"


# --- targets ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "target"),
    [
        (("", "≥2 场/个".replace(" ", ""), ""), ("≥", "2", "场/个")),
        (("", "≥13459.00(平方米)", ""), ("≥", "13459.00", "平方米")),
        (("", "≤1500人/天", ""), ("≤", "1500", "人/天")),
        (("", "12月底", ""), (None, "12月底", None)),
        (("", "", ""), (None, None, None)),
        (("=", "0.45", "万元"), ("=", "0.45", "万元")),
        (("文字描述", "文字描述", "按时发放到位"), (None, "按时发放到位", None)),
        (("文字描述", "工作需要", ""), (None, "工作需要", None)),
        (("定性", "优", ""), (None, "优", None)),
    ],
)
def test_targets(cells: tuple[str, str, str], target: tuple[str | None, str | None, str | None]) -> None:
    assert read_target(*cells) == target


@pytest.mark.parametrize(
    ("text", "objectives"),
    [
        ("1. 目标内容 1、甲。 2. 目标内容 2、乙。", ["甲。", "乙。"]),
        ("1、及时支付 2、足额支付", ["及时支付", "足额支付"]),
        ("1.目标内容1春节慰问300人，每人200元。", ["春节慰问300人，每人200元。"]),
        ("1. 目标内容 1 落实政策。", ["落实政策。"]),
        ("1.目标内容 1", []),
        ("提高 2.5 倍，减少 1、2 类事故", ["提高2.5倍，减少1、2类事故"]),
        ("1. 提升5G能力，扩大应用 2. 支持创新", ["提升5G能力，扩大应用", "支持创新"]),
        ("", []),
        ("目标1：甲。目标2：乙，实现目标；目标3：丙", ["甲。", "乙，实现目标；", "丙"]),
        ("目标1：按比例1：2配套。", ["按比例1：2配套。"]),
    ],
)
def test_objectives_are_split_where_their_numbers_count_up(text: str, objectives: list[str]) -> None:
    assert split_objectives(text) == objectives


# --- other forms -----------------------------------------------------------------------------------------


def test_a_form_with_code_funds_schedule_and_parted_targets() -> None:
    target = only(
        "2. 企业离休人员补贴绩效目标表",
        grid(
            "项目编码及名称|13102522P00870010001E   2022年医疗物业补贴|>|>|主管部门|>|某局|>",
            "项目单位|某局|>|>|年度资金总额|>|4.8万元|>",
            "资金用途|及时发放补贴。|>|>|>|>|>|>",
            "资金支出计划\n（累计支出比例）|3月底|>|6月底|10月底|>|12月底|>",
            "^|25%|>|50%|75%|>|100%|>",
            "年度绩效目标|目标1|及时发放两项补贴。|>|>|>|>|>",
            "^|目标2||>|>|>|>|>",
            "一级指标|二级指标|三级指标|绩效指标描述（指标内容）|指标值|>|>|指标确定依据",
            "^|^|^|^|符号|值|单位（文字描述）|^",
            "产出指标|数量指标|发放|发放|=|3|人|实际人数",
            "^|质量指标|及时|及时|文字描述||按时|",
            "|||||||",
        ),
    )
    assert (target.number, target.title) == (2, "企业离休人员补贴")
    assert (target.code, target.funds_yuan) == ("13102522P00870010001E", Decimal("48000.00"))
    assert target.objectives == ("及时发放两项补贴。",)
    assert target.payment_schedule == (
        ("3月底", "25%"),
        ("6月底", "50%"),
        ("10月底", "75%"),
        ("12月底", "100%"),
    )
    aims = [(row.operator, row.value, row.unit) for row in target.indicators]
    assert aims == [("=", "3", "人"), (None, "按时", None)]


def test_a_form_that_names_its_project_inside() -> None:
    form = grid(
        "财政项目支出绩效目标填报表|>|>|>|>",
        "（2023年度）|>|>|>|>",
        "项目名称|>|就业补贴|项目性质|经常性项目",
        "项目资金\n（元）|项目资金总额|6,351,000.00|年度资金申请总额|6,351,000.00",
        "项目绩效目标|项目总目标|>|年度总体目标|>",
        "^|管理各类费用|>|实报实销|>",
        "|一级指标|二级指标|三级指标|年度(/项目)指标值",
        "绩效指标|产出指标|数量指标|审核完成率|=100.00(%)",
        "^|^|质量指标|达标率|合规",
    )
    again = grid(
        "项目名称|>|第二个项目|项目性质|a", "|一级指标|二级指标|三级指标|指标值", "|产出指标|数量指标|x|y"
    )
    first, second = targets(form, again)
    assert (first.title, first.funds_yuan) == ("就业补贴", Decimal("6351000.00"))
    assert first.objectives == ("管理各类费用", "实报实销")
    assert levels(first)[1] == ("产出指标", "质量指标", "达标率")
    assert (second.title, len(second.indicators)) == ("第二个项目", 1)


def test_a_list_of_many_projects() -> None:
    listed = grid(
        "项目名称|预算数|年度目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|权重",
        "春节慰问|6.00|慰问300人|产出指标|数量指标|人数|≥|300|人|20",
        "^|^|^|^|质量指标|准确率|≥|95|%|20",
        "医保统筹|308.00|缴纳|产出指标|数量指标|人数|＝|22|人|20",
    )
    first, second = targets("部门预算项目绩效目标表", "单位：万元", listed)
    assert (first.title, first.funds_yuan, first.objectives) == (
        "春节慰问",
        Decimal("60000.00"),
        ("慰问300人",),
    )
    assert levels(first) == [("产出指标", "数量指标", "人数"), ("产出指标", "质量指标", "准确率")]
    assert (second.title, second.indicators[0].value) == ("医保统筹", "22")


def test_a_form_with_a_row_that_is_not_understood_is_not_whole() -> None:
    understood = grid(HEADER, "产出指标|数量指标|a|b|c|d")
    strange = grid("编制说明|见附件||||", HEADER, "产出指标|数量指标|a|b|c|d")
    _, notes, whole, _ = recognise_performance([Paragraph(TITLE), understood, Paragraph(TITLE), strange])
    assert not notes
    assert whole == {1}


@pytest.mark.parametrize(
    ("code", "rows"),
    [
        ("performance-slipped", ("产出指标|数量指标|a|b|c|d", "|效益指标|社会效益指标|e|f|g")),
        ("performance-level-1", ("|数量指标|a|b|c|d", "|质量指标|e|f|g|h")),
    ],
)
def test_what_is_unusual_in_a_form_is_noted(code: str, rows: tuple[str, ...]) -> None:
    assert codes(TITLE, grid(HEADER, *rows)) == [code]
    assert codes(TITLE, grid(HEADER, "产出指标|数量指标|a|b|c|d")) == []


def test_a_project_with_two_names_is_noted() -> None:
    form = grid("项目编码及名称|13102522P0087 2022年医疗物业补贴||||", HEADER, "产出指标|数量指标|a|b|c|d")
    assert codes("1、离休人员两项补贴绩效目标表", form) == ["performance-name"]
    assert codes("1、医疗物业补贴绩效目标表", form) == []


# --- forms over several pages, and of other columns ------------------------------------------------------


def with_edges(made: Grid, *edges: float) -> Grid:
    return replace(made, x_edges=edges)


def test_a_title_printed_over_every_page_of_a_form_begins_none() -> None:
    title = "政策和项目预算绩效目标表"
    first = with_edges(
        grid(
            "项目名称|>|运行保障|>|>",
            "总体目标|保障运行|>|>|>",
            "|一级指标|二级指标|三级指标|指标值",
            "绩效指标|产出指标|数量指标|会议次数|≥4次",
            page=1,
        ),
        20,
        80,
        140,
        200,
        300,
        400,
    )
    rest = with_edges(
        grid("绩效指标|产出指标|质量指标|通过率|≥92%", "^|^|^|合格率|=100%", page=2),
        20,
        80,
        141,
        200,
        300,
        400,
    )
    other = grid(
        "项目名称|>|车辆购置|>|>", "|一级指标|二级指标|三级指标|指标值", "|产出指标|数量指标|台数|1台"
    )
    one, two = targets(title, first, title, rest, title, other)
    assert (one.title, two.title) == ("运行保障", "车辆购置")
    assert [row.level_3 for row in one.indicators] == ["会议次数", "通过率", "合格率"]


def test_a_page_of_a_form_that_is_parted_otherwise_goes_by_the_places_of_its_columns() -> None:
    first = with_edges(
        grid(
            "任务名称|>|主要内容|总额|其他资金",
            "|一级指标|二级指标|指标内容|指标值",
            "|产出指标|数量指标|批次|30次以上",
        ),
        *(20, 80, 140, 260, 400, 500),
    )
    rest = with_edges(grid("产出指标|质量指标|增长|≥15%", "^|时效指标|完成|当年完成"), 80, 140, 260, 400, 500)
    (target,) = targets("部门整体支出绩效目标表", first, rest)
    assert levels(target)[1:] == [("产出指标", "质量指标", ""), ("产出指标", "时效指标", "")]
    assert [row.description for row in target.indicators] == ["批次", "增长", "完成"]


def test_indicators_of_no_level() -> None:
    form = grid(
        "项目名称|水库移民扶持|>|主管部门|某市水务局",
        "当年预算|12,700.00|市级支出||",
        "当年绩效目标|支持项目不少于86个。|>|>|>",
        "绩效指标|指标名称|指标性质|指标值|计量单位",
        "^|验收率|≥|90|%",
        "^|项目数量|≥|86|个",
    )
    target = only("市级专项资金绩效目标表（一级项目）", "单位：万元", form)
    assert (target.title, target.funds_yuan) == ("水库移民扶持", None), (
        "what is handed on is no project of its own"
    )
    assert target.objectives == ("支持项目不少于86个。",)
    assert [(row.level_3, row.operator, row.value, row.unit) for row in target.indicators] == [
        ("验收率", "≥", "90", "%"),
        ("项目数量", "≥", "86", "个"),
    ]


def test_funds_under_a_label_that_names_their_unit() -> None:
    form = grid(
        "项目名称|综合工作经费|>|>",
        "专项资金情况（万元）|资金总额|>|260.00",
        "^|财政拨款|>|260.00",
        HEADER.replace("|绩效指标描述|指标值|指标值确定依据", "|指标值"),
        "产出指标|数量指标|人数|≥5人",
    )
    assert only(form).funds_yuan == Decimal("2600000.00")


@pytest.mark.parametrize(
    ("heads", "spent", "funds"),
    [
        ("年初预算数|全年预算数|全年执行数", "41.30", Decimal("460000.00")),
        ("年初|年中|年末", "46.00", Decimal("460000.00")),
        ("年初|年中|年末", "41.30", None),
    ],
)
def test_funds_of_a_self_evaluation_are_those_of_the_year_or_the_only_amount(
    heads: str, spent: str, funds: Decimal | None
) -> None:
    form = grid(
        "项目名称|环境整治|>|>|>|>",
        f"项目资金（万元）||{heads}|分值",
        f"^|年度资金总额|46.00|46.00|{spent}|10",
        "一级指标|二级指标|三级指标|年度指标值|实际完成值|得分",
        "产出指标|数量指标|次数|≥12次|15次|20",
    )
    targets_, notes, *_ = recognise_performance([Paragraph("项目支出绩效自评表"), form])
    assert [target.funds_yuan for target in targets_] == [funds]
    assert ("performance-funds" in {note.code for note in notes}) is (funds is None)


def test_a_name_that_the_end_of_the_page_broke() -> None:
    above = grid("2026年能力提升补助资金项目绩\n效目标表|>", "项目名称|2026年能力提升补助资", page=1)
    below = grid(
        "|金|>|>",
        "主管部门|某局|>|>",
        "年度目标|提升能力。|>|>",
        "一级指标|二级指标|三级指标|指标值",
        "产出指标|数量指标|次数|≥18次",
        page=2,
    )
    assert only(above, below).title == "2026年能力提升补助资金"


def test_a_heading_of_two_rows_over_projects_is_no_form() -> None:
    listed = grid(
        "项目名称|项目类别|合计|财政拨款|>",
        "^|^|^|小计|一般公共预算",
        "办公运行|其他运转类|155.00|155.00|155.00",
    )
    assert not is_form(listed)
    assert is_form(grid("项目名称|运行保障", "主管部门|某局", "总体目标|保障运行"))


def test_a_form_left_blank_is_no_target() -> None:
    """It prints the levels of its indicators, and neither a project nor one indicator."""
    blank = ("项目名称||||", "绩效目标||||", "一级指标|二级指标|三级指标|指标值|权重")
    assert targets("专项资金总体绩效目标表", grid(*blank, "产出指标|数量指标|||", "^|质量指标|||")) == []
    assert codes("专项资金总体绩效目标表", grid(*blank, "产出指标|数量指标|||", "^|质量指标|||")) == []


LISTED = (
    "项目名称|预算金额（万元）|绩效目标|绩效指标|>|>|>",
    "^|^|^|一级指标|二级指标|三级指标|指标值",
)


def test_a_list_goes_on_within_a_project_that_the_end_of_the_page_breaks() -> None:
    first = grid(*LISTED, "校舍维修|56.40|修好校舍|产出指标|数量指标|维修栋数|≥2栋", page=1)
    second = grid(*LISTED, "|||效益指标|社会效益|受益学生|≥90人", page=2)
    target = only("部门预算项目绩效目标表", first, second)
    assert (target.title, target.funds_yuan, target.objectives) == (
        "校舍维修",
        Decimal(564000),
        ("修好校舍",),
    )
    assert levels(target) == [("产出指标", "数量指标", "维修栋数"), ("效益指标", "社会效益", "受益学生")]


@pytest.mark.parametrize("heading", ["单位名称、项目名称", "单位（专项）名称", "预算单位/项目名称"])
def test_projects_of_a_list_under_headings_that_name_units_too(heading: str) -> None:
    rows = ("数量指标|清淤长度|30公里", "质量指标|合格率|100%")
    listed = grid(
        f"{heading}|一级指标|二级指标|三级指标|指标值", *(f"城市防洪|产出指标|{row}" for row in rows)
    )
    assert only(listed).title == "城市防洪"


def test_the_scale_of_a_list_stands_in_its_grid() -> None:
    listed = grid(
        "部门：临河县水务局|>|>|>|单位：万元",
        "项目名称|预算数|一级指标|三级指标|指标值",
        "城市防洪|53.00|产出指标|清淤长度|30公里",
    )
    assert only(listed).funds_yuan == Decimal(530000)


# --- kinds of indicators without levels, and several projects in one grid -----------------------------------

OF_KINDS = "数量指标|维护水库数量|3座", "质量指标|合格率|≥95%"


@pytest.mark.parametrize(
    "header",
    [
        "指标类型|指标名称|指标值",
        "指标类别|绩效指标名称|目标值",
        "绩效指标|指标内容|年度指标值",
        "绩效指标|指标名称|绩效标准",
    ],
)
def test_the_kind_of_an_indicator_beside_its_name(header: str) -> None:
    form = grid("项目名称|水库维护|>", "年度目标|维护水库。|>", header, *OF_KINDS)
    target = only(form)
    assert [(row.level_1, row.level_2, row.level_3 or row.description) for row in target.indicators] == [
        ("产出指标", "数量指标", "维护水库数量"),
        ("产出指标", "质量指标", "合格率"),
    ]
    assert [(row.operator, row.value, row.unit) for row in target.indicators][1] == ("≥", "95", "%")
    assert whole_grids(form) == {0}


def test_the_kind_of_an_indicator_may_be_of_the_first_level() -> None:
    header = "指标类型|指标名称|绩效指标性质|本年绩效指标值|绩效度量单位"
    target = only(TITLE, grid(header, "产出指标|座数|≥|3|座", "成本指标|投入|≤|9|万元"))
    assert levels(target) == [("产出指标", "", "座数"), ("成本指标", "", "投入")]
    assert [(row.operator, row.value, row.unit) for row in target.indicators] == [
        ("≥", "3", "座"),
        ("≤", "9", "万元"),
    ]


def test_indicators_are_headed_by_what_they_are() -> None:
    target = only(TITLE, grid("一级指标|二级指标|绩效指标|年度指标值", f"产出指标|{OF_KINDS[0]}"))
    assert levels(target) == [("产出指标", "数量指标", "维护水库数量")]


def test_a_list_of_projects_with_kinds_of_indicators() -> None:
    header = "项目名称|年度目标|指标类型|指标名称|指标值"
    listed = grid(
        header, *(f"{name}|{name}。|{row}" for name in ("水库维护", "河道清淤") for row in OF_KINDS)
    )
    assert [(one.title, one.objectives, len(one.indicators)) for one in targets(listed)] == [
        ("水库维护", ("水库维护。",), 2),
        ("河道清淤", ("河道清淤。",), 2),
    ]


LEVELLED = "一级指标|二级指标|三级指标|指标值"


@pytest.mark.parametrize(
    "rows",
    [
        ["项目名称|{}|>|>", "年度目标|{}。|>|>", LEVELLED, "产出指标|{}"],
        [LEVELLED, "项目名称|{}|>|>", "产出指标|{}"],
        [LEVELLED, "项目名称：{}|>|>|>", "产出指标|{}"],
        ["项目名称|" + LEVELLED, "{}|>|>|>|>", "|产出指标|{}"],
    ],
    ids=["whole forms", "labels", "name behind its label", "names in rows of their own"],
)
def test_several_projects_in_one_grid_are_several_targets(rows: list[str]) -> None:
    head = [row for row in rows if "指标值" in row and row is rows[0]]
    own = [row for row in rows if row not in head]
    made = [
        row.format(indicator if "产出" in row else name)
        for name, indicator in zip(("水库维护", "河道清淤"), OF_KINDS, strict=True)
        for row in own
    ]
    form = grid(*head, *made)
    assert [
        (one.title, [row.level_3 for row in one.indicators]) for one in targets("项目支出绩效目标表", form)
    ] == [
        ("水库维护", ["维护水库数量"]),
        ("河道清淤", ["合格率"]),
    ]
    assert whole_grids(Paragraph("项目支出绩效目标表"), form) == {1}


def test_a_name_over_a_list_that_stands_in_no_column_is_not_lost() -> None:
    listed = grid(
        "序号|一级指标|二级指标|三级指标|指标值", "一、水库维护|>|>|>|>", f"1|产出指标|{OF_KINDS[0]}"
    )
    assert whole_grids(listed) == frozenset()


@pytest.mark.parametrize(("named", "is_undivided"), [((1, 4), True), ((0, 3), False), ((2, 4), False)])
def test_names_in_the_middle_of_their_rows_tell_no_indicator_its_project(
    named: Sequence[int], is_undivided: bool
) -> None:
    """In a list without rules a merged name is a word in one of its rows; a list may also go on from the page before."""
    names = dict(zip(named, ("水库维护", "河道清淤"), strict=True))
    rows = (f"{names.get(at, '')}|产出指标|数量指标|第{at}处|{at}座" for at in range(6))
    form = grid("项目名称|" + LEVELLED, *rows)
    assert ("performance-undivided" in codes(form)) is is_undivided
    found, *_ = recognise_performance([form])
    assert bool(found) is not is_undivided
    assert whole_grids(form) == (frozenset() if is_undivided else {0})


def test_a_group_over_the_levels_with_the_other_headings_merged_down() -> None:
    form = grid(
        "绩效指标|>|>|指标性质|指标值|度量单位",
        "一级指标|二级指标|三级指标|^|^|^",
        "产出指标|数量指标|座数|≥|3|座",
    )
    assert levels(only(TITLE, form)) == [("产出指标", "数量指标", "座数")]
    assert whole_grids(Paragraph(TITLE), form) == {1}


# --- columns that no record holds ------------------------------------------------------------------------


def whole_grids(*blocks: Block) -> frozenset[int]:
    """The places of the grids that the records hold row by row, which are not kept as printed beside them."""
    return frozenset(recognise_performance(blocks)[2])


@pytest.mark.parametrize("heading", ["权重", "指标权重", "是否核心指标", "评（扣）分标准", "备注"])
def test_a_form_with_a_column_that_no_record_holds_is_kept_as_printed_too(heading: str) -> None:
    def form(said: str) -> Grid:
        return grid(
            f"一级指标|二级指标|三级指标|指标值|{heading}", f"产出指标|数量指标|河道长度|≥5公里|{said}"
        )

    assert whole_grids(Paragraph(TITLE), form("20")) == frozenset()
    assert whole_grids(Paragraph(TITLE), form("")) == {1}


@pytest.mark.parametrize("heading", ["指标性质", "指标方向", "指标方向性", "计算符号"])
def test_the_sign_of_an_indicator_has_a_column_of_its_own(heading: str) -> None:
    target = only(
        TITLE,
        grid(f"一级指标|二级指标|三级指标|{heading}|计划指标值|计量单位", "产出指标|数量指标|长度|≥|5|公里"),
    )
    (row,) = target.indicators
    assert (row.operator, row.value, row.unit) == ("≥", "5", "公里")


@pytest.mark.parametrize("nature", ["定量", "正向"])
def test_the_nature_of_an_indicator_is_no_part_of_its_target(nature: str) -> None:
    form = grid(
        "一级指标|二级指标|三级指标|指标性质|指标值|计量单位", f"产出指标|数量指标|长度|{nature}|≥5|公里"
    )
    (row,) = only(TITLE, form).indicators
    assert (row.operator, row.value, row.unit) == ("≥", "5", "公里")
    assert whole_grids(Paragraph(TITLE), form) == frozenset()


def test_a_stray_full_stop_in_a_heading_hides_no_form() -> None:
    target = only(TITLE, grid("指标名称|指标性质|指标值|计量。单位", "河道长度|≥|5|公里"))
    (row,) = target.indicators
    assert (row.level_3, row.operator, row.value, row.unit) == ("河道长度", "≥", "5", "公里")


# --- self-evaluations ------------------------------------------------------------------------------------

FUNDS = (
    "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|得分",
    "^|年度资金总额|50.00|60.00|57.30|10|9.55",
)
REACHED = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分"
EVALUATED = (
    "项目名称|河道巡查|>|>|>|>|>",
    *FUNDS,
    "年度总体目标|预期目标|>|>|实际完成情况|>|>",
    "^|巡查河道，及时清理。|>|>|巡查 14 次，已清理。|>|>",
    REACHED,
    "产出指标|数量指标|巡查次数|≥12次|14次|20|20",
    "^|质量指标|清理率|100%|92%|15|13.8",
    "总分|>|>|>|>|100|97.35",
)


def test_a_self_evaluation_prints_what_was_reached() -> None:
    target = only("项目支出绩效自评表", grid(*EVALUATED))
    assert (target.title, target.scope, target.objectives) == (
        "河道巡查",
        "project",
        ("巡查河道，及时清理。",),
    )
    assert (target.funds_yuan, target.spent_yuan) == (Decimal(600_000), Decimal(573_000))
    assert target.result == "巡查14次，已清理。"
    read = [(row.value, row.result, row.weight, row.score) for row in target.indicators]
    assert read == [("12", "14次", "20", "20"), ("100%", "92%", "15", "13.8")]


def test_the_line_of_all_scores_is_no_rest_of_an_indicator() -> None:
    first, second = "产出指标|数量指标|巡查次数|≥12次|14次|20|20", "总分||||||97.35"
    target = only(grid("项目名称|河道巡查|>|>|>|>|>", REACHED, first), grid(REACHED, second))
    assert [(row.weight, row.score) for row in target.indicators] == [("20", "20")]


def test_the_self_evaluation_of_a_department_is_of_it_as_a_whole() -> None:
    target = only(
        "2024年度部门整体支出绩效自评表", grid(REACHED, "产出指标|数量指标|巡查次数|≥12次|14次|20|20")
    )
    assert (target.scope, target.indicators[0].result) == ("department", "14次")
