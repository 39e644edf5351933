"""What looked like a difference and is none, each kind on a disclosure made for it; beside each, the difference of the
same kind that is one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from disclosures.parsing.records import ParsedDisclosure
from disclosures.reconciliation import State, reconcile_one
from disclosures.vocabulary import Stage

from .build import disclosure, final_accounts, purchases, statement, text
from .cases_completeness import ALL, TOPICS, general
from .cases_performance import COST, form, row, shown, spent

CODES = "科目编码|科目名称|合计|基本支出|项目支出"
BALANCE = "收入/项目|收入/预算数|支出/项目|支出/预算数"


def found(check: str, given: ParsedDisclosure) -> list[State]:
    return [result.state for result in reconcile_one([given]) if result.check == check]


def differs(check: str, given: ParsedDisclosure) -> bool:
    return State.DIFFERS in found(check, given)


def told(*words: str, tables: Sequence[object] = (), heading: str = "一、情况说明", final: bool = False):
    made = final_accounts if final else disclosure
    return made(*tables, **text(*((heading, each) for each in words)))


def table(rows: str, title: str = "一般公共预算财政拨款支出表"):
    return statement(title, CODES, rows)


def balance(rows: str, title: str = "收支总表"):
    return statement(title, BALANCE, rows)


# --- tables ----------------------------------------------------------------------------------------------------------


def test_a_section_parted_once_more_is_well_formed() -> None:
    economic = statement(
        "一般公共预算财政拨款基本支出表",
        "科目编码|科目名称|合计",
        "|合计|9\n301|工资福利支出|9\n30102|津贴补贴|9\n3010201|规范性津贴|4\n3010202|其他津贴|5",
    )
    assert not differs("codes-are-well-formed", disclosure(economic))
    assert State.HOLDS in found("section-is-sum-of-items", disclosure(economic))


def test_aid_to_other_regions_ends_at_its_section() -> None:
    assert not differs(
        "codes-go-to-the-last-level", disclosure(general("|合计|5\n219|援助其他地区支出|5\n21999|其他支出|5"))
    )
    assert differs(
        "codes-go-to-the-last-level", disclosure(general("|合计|5\n217|金融支出|5\n21799|其他金融支出|5"))
    )


def test_a_statement_that_the_text_has_no_money_for_is_not_missed() -> None:
    told_so = text(("五、国有资本经营预算", "本局无当年国有资本经营预算拨款收支。"))
    assert not differs("statements-are-there", disclosure(*ALL[:-1], **told_so))
    assert differs("statements-are-there", disclosure(*ALL[:-1], **text(("五、其他", "略"))))


def test_bodies_may_be_told_by_their_posts() -> None:
    posts = ("二、机构编制", "本部门内设办公室、法规处，共6个处室。")
    assert not differs("topics-are-there", disclosure(**text(TOPICS[0], posts, *TOPICS[2:])))


def test_an_empty_table_of_what_was_carried_over_is_told_in_a_word() -> None:
    empty = statement("2022年一般公共预算结转支出表", CODES)
    assert not differs("empty-tables-say-so", told("本局无2021年结转的财政拨款支出。", tables=[empty]))
    assert differs("empty-tables-say-so", told("本局预算收支平衡。", tables=[empty]))


def test_panels_of_one_heading_are_one_column() -> None:
    panels = statement(
        "一般公共预算财政拨款基本支出决算表",
        "人员经费/科目编码|人员经费/科目名称|人员经费/决算数|公用经费/科目编码|公用经费/科目名称|公用经费/决算数"
        "|公用经费/科目编码|公用经费/科目名称|公用经费/决算数",
        "301|工资福利支出|8|302|商品和服务支出|5|310|资本性支出|2\n|人员经费合计|8||||| 公用经费合计|7",
    )
    assert not differs("operating-is-302-and-310", final_accounts(panels))


def test_what_is_carried_over_may_be_counted_in_one_statement_only() -> None:
    whole = balance("一、一般公共预算资金|19|一、教育支出|19\n合计|19|合计|19")
    fiscal = balance(
        "一、本年收入|12|一、本年支出|19\n（一）一般公共预算资金|12|（一）教育支出|19\n"
        "二、上年结转|{0}|二、结转下年|\n（一）一般公共预算拨款|{0}||\n收入合计|19|支出合计|19".format("7"),
        "财政拨款收支总表",
    )
    assert not differs("fund-revenue-is-the-same", disclosure(whole, fiscal))


def test_the_end_of_the_name_above_makes_no_other_name() -> None:
    cut = statement(
        "一般公共预算财政拨款基本支出表",
        "科目编码|科目名称|合计",
        "301|工资福利支出|2\n30108|机关事业单位基本养老保险缴|1\n30109|费职业年金缴费|1",
    )
    assert not differs("names-are-those-of-the-year", disclosure(cut, fiscal_year=2022))


# --- targets and purchases -------------------------------------------------------------------------------------------


def test_rows_of_a_form_that_are_not_used_lack_nothing() -> None:
    unused = row(level_2="生态效益指标", level_3="", value=None, description="")
    blank = row(level_3="培训人次", value=None)
    for check in ("target-filled", "target-name-filled"):
        assert not differs(check, shown(form(row(), unused)))
    assert differs("target-filled", shown(form(row(), blank)))


def test_a_form_printed_with_nothing_in_it_is_no_project() -> None:
    nothing = form(row(level_3="", value=None, description=""), title="", objectives=())
    assert not differs("objective-filled", shown(form(row()), nothing))
    rest = form(row(), title="", objectives=())  # of a form that a page parts
    assert not differs("objective-filled", shown(form(row()), rest))
    assert differs("objective-filled", shown(form(row()), form(row(), objectives=("目标内容1",))))


@pytest.mark.parametrize(
    ("name", "operator", "value", "empty"),
    [
        ("项目成本控制率", "≤", "100", False),
        ("救助标准同比增长率", "≥", "0", False),
        ("支付准确率", "≤", "100", True),
        ("群众知晓率", "≥", "0", True),
    ],
)
def test_a_limit_that_may_be_missed_is_a_target(name: str, operator: str, value: str, empty: bool) -> None:
    target = row(level_3=name, operator=operator, value=value, unit="%")
    assert differs("target-has-content", shown(form(target))) is empty


def test_the_cost_of_a_part_is_not_that_of_the_project() -> None:
    def costs(name: str) -> ParsedDisclosure:
        return shown(form(row("成本指标", name, "19.5", **COST), title="物业管理", funds="31.5"))

    assert not differs("project-funds-are-cost", costs("保安服务预算成本"))
    assert differs("project-funds-are-cost", costs("项目总成本"))


def test_projects_of_all_money_are_not_held_against_one_fund() -> None:
    project = form(row(), funds="9")
    of_one = statement("一般公共预算财政拨款支出表", CODES, "|合计|7|3|4")
    assert not differs(
        "projects-within-project-expenditure", disclosure(of_one, performance_targets=(project,))
    )
    assert differs("projects-within-project-expenditure", spent(project))


def test_purchases_in_yuan_are_rounded_by_the_text() -> None:
    bought = purchases("合计|||418.646", "复印纸|复印纸|A05|418.646")
    said = text(("五、政府采购", "2022年本局政府采购预算{}万元。"))
    for amount, wrong in (("418.65", False), ("418.75", True)):
        given = disclosure(**bought, sections=tuple(_with(each, amount) for each in said["sections"]))
        assert differs("stated-amount-is-cell", given) is wrong


def _with(section: object, amount: str) -> object:
    from dataclasses import replace

    return replace(section, text=section.text.format(amount))  # type: ignore[type-var, attr-defined]


# --- amounts of the text ---------------------------------------------------------------------------------------------

WHOLE = balance(
    "一、一般公共预算拨款收入|60|一、教育支出|40\n二、政府性基金预算拨款收入|30|二、农林水支出|50\n"
    "五、事业收入|10|三、住房保障支出|10\n本年收入合计|100|本年支出合计|100"
)
LINES = table(
    "|合计|60|45|15\n205|教育支出|40|30|10\n20501|教育管理事务|40|30|10\n2050101|行政运行|40|30|10\n213|农林水支出|20|15|5"
)
FUNDS = statement("政府性基金预算财政拨款支出表", CODES, "|合计|30|0|30\n213|农林水支出|30|0|30")


@pytest.mark.parametrize(
    "words",
    [
        "2022年项目支出15.00万元，主要是专项业务费等，其中：教育支出9.00万元，主要用于增加水电费。",
        "机关运行经费20.00万元，其中：办公费5.00万元，会议费3.00万元，培训费2.00万元。",
        "上年结转结余的一般公共预算收入0.50万元，占0.5%。",
        "1.本单位上级专项转移支付支出预算支出29.15万元。",
        "其他收入支出2.00万元。",
        "事业收入支出2.00万元。",
        "1.社工服务项目9.82万元，主要包括：纠纷调解社工23名支出7.66万元；社区建设社工8名支出2.16万元。",
        "政府性基金预算财政拨款年初结转和结余1.25万元，本年收入8.53万元，本年支出9.78万元，其中：基本支出0.00万元，项目支出9.78万元。",
        "所属事业单位公用经费3.84万元。",
        "财政拨款安排支出90.00万元，其中：基本支出45.00万元，项目支出45.00万元。",
    ],
)
def test_an_amount_of_a_part_is_not_held_against_the_whole(words: str) -> None:
    three = statement(
        "财政拨款“三公”经费支出表",
        "项目|合计",
        "合计|9\n“三公”经费合计|4\n公务接待费|4\n会议费|4\n培训费|1",
    )
    assert not differs("stated-amount-is-cell", told(words, tables=[WHOLE, LINES, FUNDS, three]))
    assert not differs("amount-scale", told(words, tables=[WHOLE, LINES, FUNDS, three]))


def test_an_amount_of_the_whole_still_is() -> None:
    given = told("2022年一般公共预算拨款支出61.00万元，其中：教育支出41.00万元。", tables=[WHOLE, LINES])
    assert found("stated-amount-is-cell", given).count(State.DIFFERS) == 2


def test_a_line_that_is_no_more_is_not_taken_for_one_of_its_name() -> None:
    lines = table(
        "|合计|9|9|\n201|一般公共服务支出|9|9|\n20104|发展与改革事务|9|9|\n2010402|一般行政管理事务|9|9|"
    )
    given = told(
        "一般公共服务支出（类）人大事务（款）一般行政管理事务（项）支出0万元，与上年相比减少8万元，减少100%。",
        tables=[lines],
    )
    assert not differs("stated-amount-is-cell", given)
    assert not differs("subject-name-is-table-name", given)


def test_a_name_may_have_a_word_in_brackets() -> None:
    lines = table("|合计|9|9|\n210|卫生健康支出|9|9|\n21002|公立医院|9|9|\n2100202|中医（民族）医院|9|9|")
    given = told(
        "卫生健康支出（类）公立医院（款）中医（民族）医院（项）9.00万元，主要用于中医院。", tables=[lines]
    )
    assert not differs("subject-name-is-table-name", given)


def test_a_code_under_every_unit_is_summed() -> None:
    lines = table(
        "|合计|9|9|\n|甲站|4|4|\n2130101|行政运行|4|4|\n|乙站|5|5|\n2130101|行政运行|5|5|",
    )
    for amount, state in (("9.00", State.HOLDS), ("8.00", State.COULD_NOT_BE_DONE)):
        given = told(f"行政运行（项）{amount}万元，主要用于人员支出。", tables=[lines])
        assert state in found("stated-amount-is-cell", given)


def test_a_difference_of_what_was_carried_over_is_left_open() -> None:
    carried = balance(
        "一、一般公共预算拨款收入|12|一、教育支出|19\n本年收入合计|12|本年支出合计|19\n上年结转|7|结转下年|\n收入总计|19|支出总计|19"
    )
    words = "2022年一般公共预算财政拨款收入{}.00万元。"
    assert not differs("stated-amount-is-cell", told(words.format(19), tables=[carried]))
    assert differs("stated-amount-is-cell", told(words.format(18), tables=[carried]))


def test_people_are_parted_from_running_costs_by_convention_only() -> None:
    economic = statement(
        "一般公共预算财政拨款基本支出表",
        "科目编码|科目名称|合计",
        "|合计|9\n301|工资福利支出|6\n302|商品和服务支出|2\n303|对个人和家庭的补助|1",
    )
    words = "基本支出9.00万元，其中：人员经费6.50万元；公用经费2.50万元。"
    assert not differs("stated-amount-is-cell", told(words, tables=[economic]))


# --- changes and percentages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "checks"),
    [
        ("2022年收入预算88.40万元，比2021年年初预算数64.20万元增加24.20万元，增长37.69%。",
         ("direction-is-told", "direction-fits-amounts", "rate-follows-from-amounts", "change-is-difference")),
        ("2022年收入预算88.40万元，比2021年64.20万元增加24.20万元，增长37.69%。",
         ("direction-is-told", "direction-fits-amounts", "rate-follows-from-amounts", "change-is-difference")),
        ("2022年收入预算43.40万元，比2021年年初预算数64.20万元减少20.80万元，下降32.40%。",
         ("direction-is-told", "direction-fits-amounts", "rate-follows-from-amounts", "change-is-difference")),
        ("2022年委托业务费预算为32.00万元，比上年预算（上年29.00万元）增加3.00万元，增长10.34%。",
         ("rate-follows-from-amounts", "change-is-difference")),
        ("其中：因公出国（境）费2万元，与上年持平；公务用车购置及运行维护费34.67万元（公务用车购置费3万元，比上年增加3万元；"
         "公务用车运行维护费31.67万元，比上年减少0.25万元。）比上年增加2.75万元，增长8.6%；公务接待费1万元，与上年持平。",
         ("direction-fits-amounts", "rate-follows-from-amounts")),
        ("2022年部门预算收入58.24万元，其中一般公共预算拨款收入57.98万元、上年实户资金0万元，2022年部门预算收入较上年增加5.04万元。",
         ("direction-fits-amounts",)),
        ("2022年支出预算数19.00万元，其中：教育支出15.00万元，住房保障支出1.00万元；支出比2021年增加2.00万元。",
         ("direction-fits-amounts",)),
        ("本部门预算收入26.31万元，其中一般公共预算拨款收入26.31万元，政府性基金拨款收入0万元，较上年增加6.35万元。",
         ("direction-fits-amounts",)),
    ],
)  # fmt: skip
def test_a_change_belongs_to_what_it_is_told_of(words: str, checks: Sequence[str]) -> None:
    given = told(words)
    assert not [check for check in checks if differs(check, given)]


def test_a_wrong_change_beside_its_base_is_found() -> None:
    for base in ("2021年年初预算数", "2021年"):
        given = told(f"2022年收入预算88.40万元，比{base}64.20万元增加24.50万元，增长37.69%。")
        assert differs("change-is-difference", given)


def test_a_title_without_numbers_says_what_the_next_sentence_is_of() -> None:
    words = (
        "（一）收入预算。2022年年初预算数100.00万元，其中：一般公共预算拨款90.00万元，事业收入10.00万元。"
        "（二）支出预算。2022年年初预算数100.00万元，其中：教育支出40.00万元；支出比2021年增加20.00万元。"
    )
    given = told(words, tables=[WHOLE])
    assert not differs("stated-amount-is-cell", given) and not differs("direction-fits-amounts", given)


def test_a_reason_of_the_total_is_not_one_of_a_part() -> None:
    words = "支出预算减少12.00万元，其中基本支出增加0.92万元，项目支出减少12.92万元。收支预算减少的主要原因，项目支出减少。"
    assert not differs(
        "reason-fits-direction", told("2022年支出预算75.00万元，比上年减少12.00万元。" + words)
    )


LIST = "其中：一般公共预算收入37.00万元，占{}%；政府性基金收入28.00万元，占{}%；事业收入35.00万元，占{}%。"


def test_the_first_part_of_a_list_is_not_its_whole() -> None:
    whole = "2022年收入预算100.00万元，"
    assert not differs("share-follows-from-amounts", told(whole + LIST.format(37, 28, 35)))
    assert not differs("share-follows-from-amounts", told("按来源分：" + LIST.format(37, 28, 35)))
    assert differs("share-follows-from-amounts", told(whole + LIST.format(37, 29, 35)))


def test_a_share_of_what_leaves_something_out_is_left_open() -> None:
    words = (
        "本部门整体支出纳入绩效目标管理，涉及财政性资金32.10万元；12个项目纳入绩效目标管理，涉及财政性资金合计9.75万元，"
        "占财政性资金（人员类和公用经费除外）总额的比例为100%。"
    )
    assert not differs("share-follows-from-amounts", told(words))


def test_appropriations_are_no_whole_of_other_revenue() -> None:
    words = (
        "（一）本年财政拨款收入77.00万元。1.一般公共预算拨款收入30.00万元。2.政府性基金预算拨款收入{}万元。"
        "（二）本年其他资金收入8.00万元。3.事业收入5.00万元。4.其他收入3.00万元。"
    )
    assert not differs("stated-parts-make-whole", told(words.format("47.00")))
    assert differs("stated-parts-make-whole", told(words.format("48.00")))


def test_revenue_of_the_year_has_no_part_carried_over() -> None:
    words = "2022年度总收入30.00万元，其中本年收入28.00万元。1.一般公共预算财政拨款收入20.00万元。2.事业收入8.00万元。3.上年结转和结余2.00万元。"
    assert not differs("stated-parts-make-whole", told(words, final=True))


def test_a_list_may_add_up_to_the_expenditure_of_the_year() -> None:
    words = "2022年度总支出30.00万元，其中本年支出28.00万元。本年支出按功能分类：教育支出（类）20.00万元；住房保障支出（类）{}万元。"
    assert not differs("listed-items-sum-to-total", told(words.format("8.00"), final=True))
    assert differs("listed-items-sum-to-total", told(words.format("11.00"), final=True))


def test_the_plan_behind_a_list_of_parts_is_that_of_the_whole() -> None:
    words = "一般公共预算财政拨款支出24.00万元，其中基本支出20.00万元，项目支出4.00万元。年初预算20.00万元，完成年初预算的120.00%。"
    assert not differs("completion-follows-from-amounts", told(words, final=True))


# --- reasons ---------------------------------------------------------------------------------------------------------


def lines(*named: tuple[str, str], reason: str) -> ParsedDisclosure:
    return told(
        *(
            f"{section}（款）{item}（项）支出5.00万元，与上年相比增加1.00万元，增长25%。主要原因是{reason}。"
            for section, item in named
        ),
    )


ROADS = (("公路水路运输", "公路建设"), ("铁路运输", "铁路安全"))
PENSIONS = (
    ("行政事业单位养老支出", "机关事业单位基本养老保险缴费支出"),
    ("行政事业单位养老支出", "机关事业单位职业年金缴费支出"),
)


def test_lines_of_one_pay_share_its_reason() -> None:
    assert not differs("reasons-are-of-each-item", lines(*PENSIONS, reason="单位缴费人数增加"))
    assert differs("reasons-are-of-each-item", lines(*ROADS, reason="工程进度投资不同"))


ITEM = "教育支出（类）普通教育（款）{}（项）支出{}万元"


@pytest.mark.parametrize(("third", "wrong"), [("小学教育", False), ("高中教育", True)])
def test_a_line_that_is_told_of_again_is_added_once(third: str, wrong: bool) -> None:
    """“16 项之和”: the list under the total, then each of its lines once more."""
    listed = [ITEM.format("小学教育", "3.00"), ITEM.format("初中教育", "4.00"), ITEM.format(third, "3.00")]
    words = f"财政拨款支出预算7.00万元。主要内容如下：{'；'.join(listed)}。"
    assert differs("listed-items-sum-to-total", told(words)) is wrong


def test_a_line_with_two_amounts_is_not_added_up() -> None:
    listed = [
        ITEM.format("小学教育", "3.00"),
        ITEM.format("初中教育", "4.00"),
        ITEM.format("小学教育", "2.00"),
    ]
    given = told(f"财政拨款支出预算7.00万元。主要内容如下：{'；'.join(listed)}。")
    assert not differs("listed-items-sum-to-total", given)
    assert State.COULD_NOT_BE_DONE in found("listed-items-sum-to-total", given)


@pytest.mark.parametrize("reason", ["厉行节约，压减一般性支出", "根据实际支出", "政策性调整", "人员变动"])
def test_a_reason_that_any_item_could_give_is_looked_at_by_a_person(reason: str) -> None:
    states = found("reasons-are-of-each-item", lines(*ROADS, reason=reason))
    assert State.DIFFERS not in states and State.NEEDS_CONFIRMATION in states


def test_money_that_moved_has_one_reason_in_both_lines() -> None:
    assert not differs("reasons-are-of-each-item", lines(*ROADS, reason="补贴资金功能科目调整"))
    moved = told(
        "铁路运输（款）铁路安全（项）支出5.00万元，比上年增加1.00万元，主要原因是公路建设补贴由公路建设转入铁路核算。"
        "公路水路运输（款）公路建设补贴（项）支出5.00万元，比上年减少1.00万元，主要原因是公路建设补贴由公路建设转入铁路核算。"
    )
    assert not differs("words-of-own-subject", moved)


def test_one_item_told_of_each_fund_is_one_item() -> None:
    words = "2022年{}支出50.00万元，较上年减少5.00万元，其中基本支出减少5.00万元。基本支出减少的原因是上年补发了绩效工资。"
    given = disclosure(
        **text(
            *(
                (f"{number}、{fund}", words.format(fund))
                for number, fund in (("一", "部门预算"), ("二", "财政拨款"))
            )
        )
    )
    assert not differs("reasons-are-of-each-item", given)


def test_a_text_that_tells_of_no_basic_expenditure_explains_its_empty_table() -> None:
    empty = statement("一般公共预算基本支出表", "科目编码|科目名称|合计")
    check = "empty-tables-say-so"
    assert found(check, told("我单位没有安排基本支出。", tables=[empty])) == [State.HOLDS]
    assert differs(check, told("我单位负责全县工业。", tables=[empty]))


def test_the_three_are_their_own_total_where_meetings_stand_in_the_table() -> None:
    table_of_three = statement(
        "“三公”经费支出表",
        "项目|合计",
        "合计|10\n合计|6\n因公出国（境）费|0\n公务接待费|6\n会议费|4",
    )
    check = "stated-amount-is-cell"
    (result,) = [
        result
        for result in reconcile_one([told("“三公”经费预算7万元。", tables=[table_of_three])])
        if result.check == check and result.state is State.DIFFERS
    ]
    assert result.right is not None
    assert result.right.printed == "6.00"


# --- names and funds of tables ----------------------------------------------------------------------------------------


def test_a_name_that_its_cell_cut_is_no_other_name() -> None:
    whole = table("|合计|9|9|\n208|社会保障和就业支出|9|9|\n2080505|机关事业单位基本养老保险缴费支出|9|9|")
    cut = statement(
        "支出总表", CODES, "|合计|9|9|\n208|社会保障和就业支出|9|9|\n2080505|机关事业单位基本养老保|9|9|"
    )
    assert not differs("a-code-has-one-name", disclosure(whole, cut))
    other = statement(
        "支出总表", CODES, "|合计|9|9|\n208|社会保障和就业支出|9|9|\n2080505|机关事业单位养老支出|9|9|"
    )
    assert differs("a-code-has-one-name", disclosure(whole, other))


@pytest.mark.parametrize(
    ("heading", "wrong"), [("本年收入/一般公共预算/其中：财政拨款", False), ("财政拨款收入", True)]
)
def test_the_appropriation_within_one_fund_is_not_that_of_all(heading: str, wrong: bool) -> None:
    funds = balance(
        "一、一般公共预算拨款收入|60|一、教育支出|90\n二、政府性基金预算拨款收入|30||\n"
        "三、国有资本经营预算拨款收入|0||\n本年收入合计|90|本年支出合计|90"
    )
    revenue = statement("收入总表", f"科目编码|科目名称|合计|{heading}", "|合计|90|60")
    assert differs("fiscal-revenue-is-the-sum-of-funds", disclosure(funds, revenue)) is wrong


NOTE = "注：本部门没有{}，故本表无数据。"


@pytest.mark.parametrize(
    ("title", "note", "wrong"),
    [
        ("国有资本经营预算支出表", NOTE.format("国有资本经营预算安排的支出"), False),
        ("国有资本经营预算支出表", "注：本表无数据。", False),
        ("国有资本经营预算支出表", NOTE.format("政府性基金预算安排的支出"), True),
        ("政府性基金预算“三公”经费支出表", NOTE.format("政府性基金预算安排的支出"), False),
    ],
)
def test_a_note_is_of_its_own_table(title: str, note: str, wrong: bool) -> None:
    given = disclosure(statement(title, CODES, note=note))
    assert differs("note-of-emptiness-stands-under-empty-tables", given) is wrong


@pytest.mark.parametrize(("amount", "wrong"), [("0", False), ("4.50", True)])
def test_a_table_told_to_be_empty_has_no_amount_in_the_text(amount: str, wrong: bool) -> None:
    empty = statement("财政拨款“三公”经费支出表", "项目|合计", note=NOTE.format("“三公”经费预算"))
    given = told(f"2022年“三公”经费预算{amount}万元，比上年减少1.00万元。", tables=[empty])
    assert differs("note-of-emptiness-stands-under-empty-tables", given) is wrong


def test_a_change_without_reason_is_told_with_the_year_it_is_against() -> None:
    given = told("2022年机关运行经费61.91万元，比2021年预算减少3.15万元。")
    (result,) = (one for one in reconcile_one([given]) if one.check == "change-has-reason")
    assert result.message == "“机关运行经费”比2021年预算减少3.15万元，同一段文字没有说明原因"


# --- shares ------------------------------------------------------------------------------------------------------------


def test_a_share_of_all_expenditure_is_not_one_of_a_fund_that_another_section_tells() -> None:
    fund = ("八、政府性基金预算财政拨款收入支出决算情况说明", "本年收入60.00万元，本年支出58.00万元。")

    def share(percentage: str) -> ParsedDisclosure:
        words = f"一般公共预算财政拨款支出48.00万元，占本年支出合计的{percentage}。"
        return final_accounts(
            **text(("三、支出", "本年支出合计96.00万元。"), ("五、一般公共预算", words), fund)
        )

    assert not differs("share-follows-from-amounts", share("50.00%"))
    assert differs("share-follows-from-amounts", share("60.00%"))
    alone = final_accounts(
        **text(("五、一般公共预算", "一般公共预算财政拨款支出48.00万元，占本年支出合计的50.00%。"), fund)
    )
    assert not differs("share-follows-from-amounts", alone)


def test_a_share_with_a_subject_of_its_own_is_not_of_the_amount_before_it() -> None:
    words = (
        "政府采购支出总额80.00万元，其中：政府采购货物支出20.00万元、政府采购服务支出60.00万元。授予中小企业合同金额60.00万元，"
        "占政府采购支出总额的{}%，货物采购授予中小企业合同金额占货物支出金额的100.00%。"
    )
    assert not differs("share-follows-from-amounts", told(words.format("75.00"), final=True))
    assert differs("share-follows-from-amounts", told(words.format("85.00"), final=True))


# --- what an amount is of ---------------------------------------------------------------------------------------------


def test_a_numbered_total_is_not_of_what_was_told_before_it() -> None:
    words = (
        "（一）收入预算总计100.00万元。1.上年结转10.00万元，比上年增加10.00万元（上年预算数为0万元）。"
        "（二）支出预算总计{}万元。"
    )
    for total, wrong in (("100.00", False), ("90.00", True)):
        given = told(words.format(total), tables=[WHOLE])
        assert not differs("one-amount-in-a-passage", given)
        assert differs("stated-amount-is-cell", given) is wrong


def test_the_funds_of_a_part_are_not_those_of_the_agency() -> None:
    for words in (
        "“三公”经费支出决算8.00万元（其中：一般公共预算支出8.00万元；政府性基金预算支出0.00万元）。",
        "因公出国（境）费支出预算0.00万元（其中：一般公共预算支出0.00万元；政府性基金预算支出0.00万元），支出决算0.00万元。",
    ):
        assert not differs("stated-amount-is-cell", told(words, tables=[LINES, FUNDS], final=True))


def test_the_plan_of_the_year_is_no_amount_of_last_year() -> None:
    given = told("公务接待费2022年决算数1.00万元，与2022年年初预算数1.00万元持平。", final=True)
    assert not differs("direction-is-told", given)
    without = told("公务接待费2022年决算数1.00万元，与2021年0.50万元。", final=True)
    assert differs("direction-is-told", without)


def test_nothing_of_nothing_may_be_called_whole() -> None:
    words = "因公出国（境）费支出预算{}万元，支出决算{}万元，完成预算的100%。"
    assert not differs("rate-needs-base", told(words.format("0.00", "0.00"), final=True))
    assert differs("rate-needs-base", told(words.format("0.00", "1.00"), final=True))


def test_a_plan_under_a_heading_of_final_accounts_is_a_plan() -> None:
    words = "“三公”经费支出决算总体情况说明本部门“三公”经费支出预算为10.00万元，支出决算为{}万元，其中：公务用车购置及运行费支出决算5.00万元，公务接待费支出决算3.00万元。"
    assert not differs("stated-parts-make-whole", told(words.format("8.00"), final=True))
    assert differs("stated-parts-make-whole", told(words.format("7.00"), final=True))


# --- against the budget ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("年初预算为4.00万元，全年预算为5.00万元，支出决算为3.00万元，比预算减少2.00万元", False),
        ("年初预算为4.00万元，全年预算为5.00万元，支出决算为3.00万元，比预算减少1.00万元", False),
        ("年初预算为4.00万元，全年预算为5.00万元，支出决算为3.00万元，比年初预算减少2.00万元", True),
        ("年初预算为4.00万元，支出决算为3.00万元，比上年减少2.00万元", False),
    ],
)
def test_a_change_against_the_budget_is_counted_from_the_one_it_names(words: str, wrong: bool) -> None:
    given = told(f"公务接待费支出{words}。", final=True)
    assert differs("change-against-budget-is-difference", given) is wrong


@pytest.mark.parametrize(("change", "wrong"), [("1.00", False), ("2.00", True)])
def test_the_budget_of_the_table_is_the_one_that_the_text_does_not_state(change: str, wrong: bool) -> None:
    table_of_three = statement(
        "“三公”经费支出决算表",
        "项目|预算数|决算数",
        "合计|4|3\n因公出国（境）费|0|0\n公务接待费|4|3",
        stage=Stage.FINAL_ACCOUNTS,
    )
    given = told(f"公务接待费支出决算3.00万元，比预算减少{change}万元。", tables=[table_of_three], final=True)
    assert differs("change-against-budget-is-difference", given) is wrong


def test_changes_of_the_parts_against_last_year_make_no_change_against_the_budget() -> None:
    words = (
        "“三公”经费支出决算6.00万元，比预算减少2.00万元。其中：因公出国（境）费0.00万元，与上年持平；"
        "公务用车购置及运行维护费4.00万元，比上年增加1.00万元；公务接待费2.00万元，比上年增加1.00万元。"
    )
    assert not differs("total-change-is-sum-of-changes", told(words, final=True))
