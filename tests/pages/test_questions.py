"""The question sheet: facts of the document, a neutral question each, with its page."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import count

import docx
import pytest
from django.test import Client

from disclosures.models import (
    Amount,
    Claim,
    Disclosure,
    Finding,
    FindingAnswer,
    HeadlineFigure,
    PerformanceTarget,
    SharedWords,
)
from disclosures.models.finding import Verdict
from disclosures.pages.questions.beside import above_like
from disclosures.pages.questions.matter import Matter, Share
from disclosures.reading.columns import own_column
from disclosures.reading.key_figures import KeyFigures
from disclosures.reading.sentences import place_of_sentence
from disclosures.reconciliation.natures import Nature
from disclosures.vocabulary import HeadlineItem, Unit
from tests.pages.rows import Country


@pytest.fixture
def disclosure(country: Country) -> Disclosure:
    return Disclosure.objects.get(pk=country.xingtai_2022.pk)


def sheet(client: Client, disclosure: Disclosure) -> str:
    answer = client.get(f"/disclosures/{disclosure.pk}/questions/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def claimed(disclosure: Disclosure) -> Callable[..., Claim]:
    """Makes a declared change of 项目支出, in a disclosure that declares nothing else. Of it nothing else is explained."""
    Claim.objects.filter(disclosure=disclosure).delete()
    positions = count()

    def make(fen: int | None, **said: object) -> Claim:
        usual = {"item": "project_expenditure", "direction": "increase", "base_year": 2021, "page": 4}
        usual |= {"sentence": f"增加{fen}", "printed": "", "reason_beside": "", "stated_fen": 50_000_000}
        return Claim.objects.create(
            disclosure=disclosure, position=next(positions), fen=fen, **{**usual, **said}
        )

    return make


SILENT = "变化较大而没有说明原因"


def test_large_changes_without_a_reason_are_asked_for(
    client: Client, disclosure: Disclosure, claimed: Callable[..., Claim]
) -> None:
    claimed(10_000_000)
    claimed(20_000_000, item="", label="教育支出（类）", direction="decrease", reason="")
    claimed(30_000_000, reason="新增项目")
    claimed(35_000_000, reason_beside="新增项目")
    claimed(40_000_000, reason_beside=None)
    text = sheet(client, disclosure)
    assert "项目支出比 2021 年增加 10.00 万元" in text
    assert "教育支出（类）比 2021 年增加 20.00 万元" in text
    assert text.index("20.00") < text.index("10.00 万元"), "the largest first"
    for explained in ("30.00", "35.00", "40.00"):
        assert f"增加 {explained}" not in text, "a reason is given, or was not looked for yet"


@pytest.mark.parametrize(
    ("said", "is_asked"),
    [
        ({"fen": 17_890_000, "stated_fen": 10_528_330_000, "direction": "decrease"}, False),  # 0.17 %
        ({"fen": 4_600_000, "stated_fen": 50_000_000}, True),  # 4.60 of 45.40
        ({"fen": 4_500_000, "stated_fen": 50_000_000}, False),  # 4.50 of 45.50
        ({"fen": 990_000, "stated_fen": 990_000}, False),  # from nothing, but less than 1 万元
        ({"fen": 1_000_000, "stated_fen": 1_000_000}, True),
        ({"fen": 9_000_000, "stated_fen": None, "percentage": Decimal("12")}, True),
        ({"fen": 9_000_000, "stated_fen": None}, False),  # nobody knows of how much
        (
            {"fen": None, "percentage": Decimal("41.7"), "direction": "decrease", "stated_fen": 38_500_000},
            True,
        ),
        ({"fen": None, "percentage": Decimal("9.9"), "stated_fen": 38_500_000}, False),
    ],
)
def test_large_is_a_rule(
    client: Client,
    disclosure: Disclosure,
    claimed: Callable[..., Claim],
    said: dict[str, object],
    is_asked: bool,
) -> None:
    claimed(**said)
    text = sheet(client, disclosure)
    assert (SILENT in text) is is_asked
    assert ("这是本站的规则" in text) is is_asked


def test_changes_of_one_amount_are_one_question(
    client: Client, disclosure: Disclosure, claimed: Callable[..., Claim]
) -> None:
    claimed(10_000_000, item="budget_total")
    claimed(10_000_000, item="", label="财政拨款支出预算", sentence="财政拨款支出预算增加10.00万元")
    text = sheet(client, disclosure)
    assert text.count("这一变化的主要原因是什么？") == 1
    assert "；财政拨款支出预算同样" in text


def test_every_question_leads_to_its_evidence(
    client: Client, disclosure: Disclosure, claimed: Callable[..., Claim]
) -> None:
    claim = claimed(10_000_000)
    Finding.objects.create(
        disclosure=disclosure, position=900, check_id="some", key="4f", message="文字写 6.00，表中写 8.00",
        left={"label": "甲", "fen": 600, "printed": "6.00", "places": [{"words": "甲", "page": 7}]},
        difference_fen=-200,
    )  # fmt: skip
    text = sheet(client, disclosure)
    questions = re.findall(r"<li><p>.*?</li>", text)
    assert len(questions) >= 2
    assert all(re.search(r'<p class="small"><a href="/', question) for question in questions)
    place = place_of_sentence(claim.sentence, claim.page)
    assert f'href="/disclosures/{disclosure.pk}/sentences/{place}/">原句，第 4 页</a>' in text
    assert f'href="/findings/{disclosure.pk}-4f/">两边的位置，第 7 页</a>' in text


def test_a_figure_far_from_last_years_is_asked_for_where_the_text_says_nothing(
    client: Client, country: Country
) -> None:
    """衡水 2022: the units added up have a year before; one disclosure of its own year has none."""
    before = country.lianchi_2023
    later = Disclosure.objects.get(pk=before.pk)
    former = Disclosure.objects.create(
        document=later.document, position=77, agency=later.agency, kind=later.kind, fiscal_year=2022,
        stage="budget", state="published", published_at=later.published_at,
    )  # fmt: skip
    for of, fen in ((former, 78_609_000), (later, 44_318_000)):
        HeadlineFigure.objects.filter(disclosure=of, item="agency_operating_expenses").delete()
        HeadlineFigure.objects.create(
            disclosure=of, position=99, item="agency_operating_expenses", fen=fen, printed=str(fen), text=str(fen), sentence=str(fen),
        )  # fmt: skip
    Claim.objects.filter(disclosure=later).delete()
    text = sheet(client, later)
    assert "机关运行经费 2023 年 44.32 万元，2022 年 78.61 万元，−43.62 %；说明文字没有写它的增减" in text
    Claim.objects.create(
        disclosure=later, position=1, item="agency_operating_expenses", direction="decrease", sentence="有所减少", printed="减少"
    )  # fmt: skip
    assert "机关运行经费 2023 年" not in sheet(client, later)


def test_all_questions_are_listed_and_go_into_a_word_file(client: Client, disclosure: Disclosure) -> None:
    for i in range(12):
        Finding.objects.create(
            disclosure=disclosure, position=900 + i, check_id="some", key=f"{i:x}", message=f"第 {i} 处不一致",
            left={"label": "甲", "fen": 600, "printed": "6.00", "places": []}, difference_fen=-200 - i,
        )  # fmt: skip
    text = sheet(client, disclosure)
    assert text.count("处不一致</p>") == 12
    answer = client.get(f"/disclosures/{disclosure.pk}/questions/?format=docx")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert ".docx" in answer["Content-Disposition"]
    document = docx.Document(io.BytesIO(answer.content))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    listed = [re.sub(r"^\d+\. ", "", words) for words in paragraphs if words.endswith("处不一致")]
    assert listed == [f"第 {i} 处不一致" for i in reversed(range(12))], "the largest first"
    assert sum(bool(paragraph.hyperlinks) for paragraph in document.paragraphs) == text.count('class="ask"')
    begins = [one.text for one in document.paragraphs if one.paragraph_format.page_break_before]
    assert len(begins) == 1 and not document.element.xpath("//w:br"), "no break on a page of its own"
    addresses = [link.address for paragraph in document.paragraphs for link in paragraph.hyperlinks]
    assert f"http://testserver/findings/{disclosure.pk}-b/" in addresses


def test_the_question_fits_a_reason_that_is_told_again(client: Client, disclosure: Disclosure) -> None:
    Finding.objects.create(
        disclosure=disclosure, position=901, check_id="reasons-are-of-this-year", key="b2",
        message="增减原因与上年公开的文字相同", left={"label": "甲", "fen": None, "printed": "", "places": []},
    )  # fmt: skip
    text = sheet(client, disclosure)
    assert "今年的变化具体由什么引起？" in text
    assert "前后两份为什么不同？" not in text


def test_findings_are_asked_about_until_they_are_explained(client: Client, disclosure: Disclosure) -> None:
    finding = Finding.objects.create(
        disclosure=disclosure, position=900, check_id="some", key="b", message="文字写 6.00，表中写 8.00",
        left={"label": "甲", "fen": 600, "printed": "6.00", "places": [{"words": "甲", "page": 7}]},
        difference_fen=-200,
    )  # fmt: skip
    text = sheet(client, disclosure)
    assert "文字写 6.00，表中写 8.00" in text
    assert "第 7 页" in text
    finding.answer = FindingAnswer.objects.create(
        disclosure=disclosure, key="b", verdict=Verdict.EXPLAINED, note="四舍五入"
    )
    finding.save()
    assert "文字写 6.00，表中写 8.00" not in sheet(client, disclosure)


def test_differences_of_every_nature_are_asked_about(client: Client, disclosure: Disclosure) -> None:
    checks = {
        Nature.AMOUNT: "expenditure-is-the-same",
        Nature.SHARE: "rate-follows-from-amounts",
        Nature.WORDS: "a-code-has-one-name",
        Nature.FORM: "percent-sign",
    }
    for number, (nature, check) in enumerate(checks.items()):
        gap = 100 if nature is Nature.AMOUNT else None
        assert Nature.of(check, gap is not None) is nature
        Finding.objects.create(
            disclosure=disclosure, position=900 + number, check_id=check, key=f"{number}", message=f"这是{nature.label}的",
            left={"label": "甲", "fen": None, "printed": "", "places": []}, difference_fen=gap,
        )  # fmt: skip
    assert set(checks) == set(Nature)
    text = sheet(client, disclosure)
    assert [nature for nature in Nature if f"这是{nature.label}的" not in text] == []


def test_projects_whose_targets_hold_no_number(client: Client, disclosure: Disclosure) -> None:
    vague = PerformanceTarget.objects.create(
        disclosure=disclosure, position=80, title="含糊的项目", funds_fen=5_000_000
    )
    vague.indicators.create(position=0, level_3="效果", value="明显改善")
    clear = PerformanceTarget.objects.create(disclosure=disclosure, position=81, title="清楚的项目")
    clear.indicators.create(position=0, level_3="培训", value="12")
    text = sheet(client, disclosure)
    assert "项目“含糊的项目”（5.00 万元）有 1 项指标，指标值都没有数字" in text
    assert "清楚的项目" not in text


def test_projects_of_forms_without_indicators_are_one_question(
    client: Client, disclosure: Disclosure
) -> None:
    """Lists of projects with their goals, as Guangzhou, Huzhou and Shenzhen print them."""
    goals = {
        "办学习班": "2026年举办1个学习班",
        "不公开的": "该项目为保密项目，不需要填报总体绩效目标",
        "明显改善一": "明显改善",
        "明显改善二": "2026年明显改善",
        "明显改善三": "明显改善",
        "明显改善四": "明显改善",
    }
    for number, (title, goal) in enumerate(goals.items()):
        PerformanceTarget.objects.create(
            disclosure=disclosure, position=80 + number, title=title, funds_fen=100_000_000 - number, objectives=[goal]
        )  # fmt: skip
    text = sheet(client, disclosure)
    told = "、".join(f"项目“明显改善{number}”（100.00 万元）" for number in "一二三")
    assert f"{told}等 4 个项目没有列出绩效指标，总体目标里也没有数字" in text
    assert text.count("用什么衡量这些项目") == 1
    assert "办学习班" not in text
    assert "不公开的" not in text


def test_an_empty_form_of_a_target_is_no_project(client: Client, disclosure: Disclosure) -> None:
    form = PerformanceTarget.objects.create(disclosure=disclosure, position=82)
    form.indicators.create(position=0, level_1="产出指标")
    assert "绩效目标表" not in sheet(client, disclosure)
    form.indicators.create(position=1, level_1="效益指标", value="明显")
    assert "一张没有写项目名称的绩效目标表有 2 项指标，指标值都没有数字" in sheet(client, disclosure)


@pytest.mark.parametrize(("share", "is_asked"), [(10, True), (11, False)])
def test_carryover_is_asked_about_where_it_is_much(
    client: Client, country: Country, share: int, is_asked: bool
) -> None:
    """Without a year before: from a tenth of the revenue."""
    figures = KeyFigures.load([country.own_2022.pk])
    carried = figures.value(country.own_2022.pk, HeadlineItem.CARRYOVER)
    total = figures.value(country.own_2022.pk, HeadlineItem.REVENUE_TOTAL)
    assert total.amount_id is not None
    Amount.objects.filter(pk=total.amount_id).update(fen=(carried.fen or 0) * share)
    assert ("结转的是哪些项目？" in sheet(client, country.own_2022)) is is_asked


def test_drafts_have_no_public_sheet(client: Client, disclosure: Disclosure) -> None:
    Disclosure.objects.filter(pk=disclosure.pk).update(state="draft")
    assert client.get(f"/disclosures/{disclosure.pk}/questions/").status_code == 404


def test_ten_are_asked_first_by_their_amounts(client: Client, disclosure: Disclosure) -> None:
    for i in range(12):
        nature = "expenditure-is-the-same" if i < 6 else "percent-sign"
        Finding.objects.create(
            disclosure=disclosure, position=900 + i, check_id=nature, key=f"{i:x}", message=f"第 {i} 处不一致",
            left={"label": "甲", "fen": None, "printed": "", "places": []}, difference_fen=-200 - i if i < 6 else None,
        )  # fmt: skip
    for number in range(8):
        form = PerformanceTarget.objects.create(
            disclosure=disclosure, position=80 + number, title=f"含糊的项目{number}", funds_fen=500 * number
        )
        form.indicators.create(position=0, level_3="效果", value="明显改善")
    first, _, others = sheet(client, disclosure).partition("<details><summary>其余")
    asked = re.findall(r"(?:第 \d+ 处不一致|含糊的项目\d)", first)
    assert [one for one in asked if one[-1] in "765"] == ["含糊的项目7", "含糊的项目6", "含糊的项目5"]
    assert first.count('class="ask"') == 10
    assert "第 2 处不一致" in others and "含糊的项目2" in others


def test_words_and_targets_beside_others_are_asked_about(client: Client, country: Country) -> None:
    now = country.lianchi_2023
    before = Disclosure.objects.create(
        document=now.document, position=77, agency=now.agency, kind=now.kind, fiscal_year=2022, stage="budget",
        state="published", published_at=now.published_at,
    )  # fmt: skip
    for of, aim in ((before, "6"), (now, "4")):
        form = PerformanceTarget.objects.create(
            disclosure=of, position=70, title="系统维护", funds_fen=70_000_000
        )
        form.indicators.create(position=0, level_3="维护次数", operator="≥", value=aim, unit="次")
        form.indicators.create(position=1, level_3="合同数", value="2", unit="份")
    common = {
        "disclosure": now,
        "length": 70,
        "heading": "三、支出",
        "place": "",
        "other_place": "",
        "other_words": "",
    }
    SharedWords.objects.create(other=before, sharing="last-year", words="2023年用于甲事项", page=4, **common)
    SharedWords.objects.create(
        other=country.xingtai_2022, sharing="other", words="乙措施的文字", page=5, **common
    )
    text = sheet(client, now)
    assert "项目“系统维护”（70.00 万元）与 2022 年相比：“维护次数”≥6次 → ≥4次" in text
    assert "“2023年用于甲事项”，70 字，只有年份与上年的公开不同" in text
    assert "也见于 邢台市工业和信息化局 2022年预算" in text


def test_a_share_far_above_like_bodies_is_asked_about(disclosure: Disclosure) -> None:
    column = own_column(disclosure)
    own, others = (
        Share(column.agency.pk, 9_000_000, 100_000_000),
        [Share(-n, 1_000_000, 50_000_000) for n in range(1, 6)],
    )
    matter = Matter(
        column, Unit.WAN, (), (), (), KeyFigures.load([disclosure.pk]), None, (), (), (own, *others)
    )
    (question,) = above_like(matter)
    assert "占支出总计的 9.00%；同类 5 个机构的中位数是 2.00%" in question.fact.replace(" %", "%")
    assert not list(above_like(replace(matter, likes=(own, *others[1:]))))
    assert not list(above_like(replace(matter, likes=(own._replace(fen=3_900_000), *others))))
