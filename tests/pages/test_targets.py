"""Performance targets beside last year's: twenty edits of each kind are told for what they are, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client

from disclosures.lifecycle.projects import PROJECTS
from disclosures.models import Disclosure, PerformanceTarget
from disclosures.reading.aims import AimChange, AimNote, Reached, targets_beside
from disclosures.reading.targets import Indicator, Target
from tests.pages.rows import Country

EACH = 20
GOAL = "完成全年设备维护任务，保障业务系统稳定运行，及时处理故障，提高群众办事效率。"


def indicator(name: str, aim: str, description: str = "") -> Indicator:
    return Indicator("产出指标", "数量指标", name, description, aim, "")


def target(indicators: list[Indicator], title: str = "设备维护", objective: str = GOAL) -> Target:
    return Target(1, 1, title, "", False, None, (objective,), (), 5, indicators)


PLANTED = {
    AimChange.UP: ("≥{}次", "≥{}.5次"),
    AimChange.DOWN: ("≤1{}万元", "≤{}万元"),
    AimChange.CHANGED: ("≥{}次", "≤{}次"),
    AimChange.NEW: ("", "{}次"),
    AimChange.DROPPED: ("{}次", ""),
    AimChange.SAME: ("≥{}次", "≥{}次"),
}


def test_what_was_changed_is_told_and_nothing_else() -> None:
    before, now = [], []
    wanted: dict[str, AimChange] = {}
    for kind, (was, aim) in PLANTED.items():
        for number in range(10, 10 + EACH):
            name = f"第{number}类{kind.label}的事项"
            wanted[name] = kind
            before += [indicator(name, was.format(number))] if was else []
            now += [indicator(name, aim.format(number))] if aim else []
    (one,) = targets_beside([target(now, "2023年设备维护经费")], [target(before)])
    assert {aim.name: aim.change for aim in one.aims} == wanted
    assert one.is_repeated
    assert len(one.told) == EACH * (len(AimChange) - 1)


def test_what_the_words_leave_open() -> None:
    unmeasured = [indicator(f"第{place}项效果", "明显改善") for place in "甲乙丙丁"]
    repeated = [indicator("保障会议进行", "保障会议进行"), indicator("", "按合同支付", "按合同支付")]
    unmeasured.append(indicator("及时支付", "及时支付费用"))
    two = [indicator("租用办公室", "≥3间"), indicator("租用办公室", "≥5间")]
    fine = [
        indicator("检查次数", "≥3次"), indicator("时限", "12月底前"), indicator("户数", "三户"), indicator("稳定", "零上访"), indicator("发放", "按月发放"), indicator("生态效益", "不涉及"),
        indicator("检查次数", "≥3次"), indicator("覆盖率", ""), indicator("不涉及", "不涉及"),
    ]  # fmt: skip
    (one,) = targets_beside([target([*unmeasured, *repeated, *two, *fine])], [])
    told = [aim.notes for aim in one.aims]
    assert told == [(AimNote.UNMEASURED,)] * 5 + [(AimNote.REPEATED,)] * 2 + [(AimNote.TWO,)] * 2 + [()] * 9
    assert {aim.change for aim in one.aims} == {None}


def test_a_name_that_two_projects_of_last_year_have_is_not_matched() -> None:
    former = [target([indicator("次数", "1次")]), target([indicator("次数", "2次")])]
    (one,) = targets_beside([target([indicator("次数", "3次")])], former)
    assert one.before is None and not one.told


def form(of: Disclosure, title: str, aim: str, objective: str = GOAL) -> None:
    made = PerformanceTarget.objects.create(
        disclosure=of, position=70, title=title, objectives=[objective], page=9
    )
    made.indicators.create(position=0, level_3="维护次数", operator="≥", value=aim, unit="次")


@pytest.mark.django_db
def test_the_page_shows_last_years_target_and_where_the_same_words_stand(
    client: Client, country: Country
) -> None:
    now = country.lianchi_2023
    former = Disclosure.objects.create(
        document=now.document, position=77, agency=now.agency, kind=now.kind, fiscal_year=2022, stage="budget",
        state="published", published_at=now.published_at,
    )  # fmt: skip
    form(now, "业务系统维护费", "8", f"2023年{GOAL}")
    form(former, "业务系统维护", "6", f"2022年{GOAL}")
    form(country.xingtai_2022, "业务系统维护", "5", f"2021年{GOAL}")
    form(country.own_2022, "业务系统维护", "5", "别的目标，与以上各份都不相同，不应当列出来。")
    PROJECTS.rebuild()
    html = client.get(f"/disclosures/{now.pk}/targets/").content.decode()
    assert "数值调高 1" in html and "<td>≥6次</td><td>≥8次</td>" in html
    assert "总体目标与上年逐字相同" in html
    assert (
        html.count("总体目标也逐字见于") == 1 and "邢台市工业和信息化局 2022年预算</a>“业务系统维护”" in html
    )
    assert "衡水市" not in html.partition("总体目标也逐字见于")[2].partition("</p>")[0]
    assert "数值调高" in client.get(f"/disclosures/{now.pk}/targets/?format=csv").content.decode()


def test_of_names_that_stand_twice_and_of_other_forms_nothing_is_said() -> None:
    twice = [indicator("次数", "1次"), indicator("次数", "2次"), indicator("人数", "5人")]
    (one,) = targets_beside([target(twice)], [target([indicator("次数", "1次"), indicator("人数", "5人")])])
    assert [aim.change for aim in one.aims] == [None, None, AimChange.SAME]
    other = [indicator(f"第{number}项", "1次") for number in "一二三"]
    (one,) = targets_beside(
        [target([*other, indicator("人数", "5人")])],
        [target([*twice, indicator("户数", "1户"), indicator("次序", "1")])],
    )
    assert {aim.change for aim in one.aims} == {None}


@pytest.mark.parametrize(
    ("aim", "result", "reached"),
    [
        ("≥12次", "14次", Reached.YES), ("≥12次", "12", Reached.YES), ("≥12次", "11次", Reached.NO),
        ("≤50万元", "49.5万元", Reached.YES), ("≤50万元", "50.1万元", Reached.NO),
        ("＝100%", "100%", Reached.YES), ("=100%", "98%", Reached.NO), (">3个", "3个", Reached.NO),
        ("100%", "98%", None), ("≥95%", "1", None), ("≥12次", "14场", None), ("≥90%", "≥90%", None),
        ("12月底前", "按期完成", None), ("≥12次", "", None), ("≥12次", "3-14次", None), ("≤12月", "2024年12月", None),
    ],
)  # fmt: skip
def test_whether_a_target_was_reached_is_told_of_numbers_alone(
    aim: str, result: str, reached: Reached | None
) -> None:
    one = Indicator("产出指标", "数量指标", "巡查", "", aim, "", result, "20", "20.00")
    (beside,) = targets_beside([target([one])], [])
    assert beside.aims[0].reached is reached
    assert (AimNote.FULL in beside.aims[0].notes) is (reached is Reached.NO)


@pytest.mark.django_db
def test_a_final_account_stands_beside_the_budget_of_its_year(client: Client, country: Country) -> None:
    """The target of the budget, the one that the self-evaluation prints, and what was reached."""
    budget = country.lianchi_2023
    final = Disclosure.objects.create(
        document=budget.document, position=78, agency=budget.agency, kind=budget.kind, fiscal_year=2023,
        stage="final_accounts", state="published", published_at=budget.published_at,
    )  # fmt: skip
    form(budget, "系统维护", "12")
    made = PerformanceTarget.objects.create(
        disclosure=final, position=71, title="系统维护", objectives=[GOAL], result="维护了十一次。", page=9,
        funds_fen=6_000_000, spent_fen=5_730_000,
    )  # fmt: skip
    made.indicators.create(
        position=0,
        level_3="维护次数",
        operator="≥",
        value="10",
        unit="次",
        result="9次",
        weight="20",
        score="18",
    )
    html = client.get(f"/disclosures/{final.pk}/targets/").content.decode()
    assert "预算的目标" in html and "<td>≥12次</td><td>≥10次</td><td>数值调低</td>" in html
    assert '<td>9次</td><td>未达到目标</td><td class="nowrap">18／20</td>' in html
    assert "未达到目标 1" in html and "实际完成情况：维护了十一次。" in html
    assert "全年执行" in html
    taken = client.get(f"/disclosures/{final.pk}/targets/?format=csv").content.decode()
    assert "预算的目标" in taken and "9次,未达到目标,20,18" in taken
    shown = client.get(f"/disclosures/{final.pk}/").content.decode()
    assert "<td>≥10次</td><td>9次</td><td>20</td><td>18</td>" in shown
    asked = client.get(f"/disclosures/{final.pk}/questions/").content.decode()
    assert "目标 ≥10次，实际完成 9次" in asked


@pytest.mark.parametrize(
    ("aim", "objective", "is_told"),
    [
        ("≥5次", "全年开展专项检查3次。", True), ("≥5次", "开展专项检查达到3次，及时整改。", True),
        ("≤50万元", "专项检查60万元。", True), ("3次", "开展4次专项检查。", True), ("＝3次", "专项检查为2次。", True),
        ("≥5次", "全年开展专项检查5次。", False), ("≥5次", "开展专项检查12次。", False), ("≥5次", "专项检查3场。", False),
        ("≥5次", "专项检查3次以上。", False), ("≥5次", "专项检查不少于3次。", False), ("≥5次", "检查3次。", False),
        ("≥5次", "上半年专项检查3次，下半年专项检查2次。", False), ("定期", "专项检查3次。", False), ("≥5次", "", False),
    ],
)  # fmt: skip
def test_an_objective_that_says_another_number(aim: str, objective: str, is_told: bool) -> None:
    (beside,) = targets_beside([target([indicator("专项检查次数", aim)], objective=objective)], [])
    assert (AimNote.CONTRADICTED in beside.aims[0].notes) is is_told


@pytest.mark.parametrize(
    ("one", "other", "is_told"),
    [("≥5次", "≤3次", True), ("≥5次", "3次", True), ("≤3次", "=5次", True), ("≥3次", "≥5次", True),
     ("≥3次", "≤5次", False), ("≥3次", "5次", False), ("≥3次", "5场", False), ("≥3次", "约5次", False)],
)  # fmt: skip
def test_two_targets_of_one_indicator_that_no_number_reaches(one: str, other: str, is_told: bool) -> None:
    (beside,) = targets_beside([target([indicator("检查", one), indicator("检查", other)])], [])
    assert {AimNote.TWO in aim.notes for aim in beside.aims} == {is_told}
