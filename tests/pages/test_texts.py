"""The same section of several disclosures side by side, and of one body over its years."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from lxml import html as lxml_html

from disclosures.lifecycle.same_words import SAME_WORDS
from disclosures.models import Claim, Section
from disclosures.reconciliation.sentence_changes import SentenceChange, marked, sentence_changes
from disclosures.vocabulary.topics import Topic, topic_of, topics_of
from tests.pages.rows import Country

FORM = "本部门按照预算管理的有关规定安排支出{}万元，用于保障机构正常运转和完成日常工作任务的各项经常性开支。"
OWN = "其中“智慧园区”平台建设{}万元，由软件服务所承办，依据《数字经济三年行动计划》，计划十月底前上线运行。"


@pytest.fixture
def told(country: Country) -> Country:
    """Three bodies with a sentence of the form, each with its own amount; one with a sentence of its own."""
    three = (country.own_2022, country.xingtai_2022, country.lianchi_2023)
    Section.objects.filter(disclosure__in=three).delete()
    for number, of in enumerate(three):
        text = FORM.format(f"{number + 1}2.50") + (OWN.format("36.00") if of is country.own_2022 else "")
        Section.objects.create(
            disclosure=of, position=5, heading="二、支出预算情况说明", level=1, page=3, text=text
        )
    Section.objects.create(
        disclosure=country.own_2022,
        position=6,
        heading="三、政府采购情况",
        level=1,
        page=4,
        text="没有采购。",
    )
    SAME_WORDS.rebuild()
    return country


def address(country: Country, more: str = "") -> str:
    columns = (country.own_level.pk, 2022), (country.xingtai.pk, 2022), (country.lianchi.pk, 2023)
    return "/compare/text/?" + "&".join(f"d={pk}-{year}" for pk, year in columns) + more


@pytest.mark.django_db
def test_a_sentence_that_only_begins_as_the_form_does_is_its_own(client: Client, told: Country) -> None:
    added = (
        "，其中软件园三期机房扩容、工业互联网标识解析二级节点和规上企业数字化诊断，由信息化推进科牵头，",
        "会同高新区管委会、市大数据中心分三批组织实施，首批覆盖装备制造与丝网两个特色集群共四十户企业。",
    )
    longer = FORM.rstrip("。").format("12.50") + "".join(added)
    Section.objects.filter(disclosure=told.own_2022, position=5).update(text=longer)
    SAME_WORDS.rebuild()
    tree = lxml_html.fromstring(client.get(address(told, "&topic=expenditure")).content.decode())
    faded = [
        [p.get("class") == "muted" for p in column.xpath("./p")]
        for column in tree.xpath("//div[@class='beside-texts']/section")
    ]
    assert faded == [[False], [True], [True]]


@pytest.mark.django_db
def test_sentences_of_the_form_are_faded_and_what_is_missing_is_said(client: Client, told: Country) -> None:
    tree = lxml_html.fromstring(client.get(address(told, "&topic=expenditure")).content.decode())
    columns = tree.xpath("//div[@class='beside-texts']/section")
    faded = [[p.get("class") == "muted" for p in column.xpath("./p")] for column in columns]
    assert faded == [[True, False], [True], [True]]
    strong = [b.text for b in columns[0].xpath("./p[not(@class)]/b")]
    assert strong == ["“智慧园区”", "36.00万元", "《数字经济三年行动计划》"]
    procurement = client.get(address(told, "&topic=procurement")).content.decode()
    assert procurement.count("这一节没有单独的文字</p>") == 2 and "没有这一节：邢台市" in procurement
    for href in re.findall(r'href="(/disclosures/\d+/sentences/[^"]+)"', procurement):
        assert client.get(href).status_code == 200


@pytest.mark.django_db
def test_what_is_told_under_another_heading_is_not_missing(client: Client, told: Country) -> None:
    Section.objects.filter(disclosure=told.xingtai_2022).update(text="支出里有政府采购 3 万元。")
    html = client.get(address(told, "&topic=procurement")).content.decode()
    told_elsewhere = "这一节没有单独的文字，只印了标题，或写在别的节里："
    assert f"{told_elsewhere}邢台市" in html and "没有这一节：保定市" in html
    Section.objects.create(
        disclosure=told.lianchi_2023, position=6, heading="三、政府采购情况", level=1, text=""
    )
    html = client.get(address(told, "&topic=procurement")).content.decode()
    assert f"{told_elsewhere}邢台市" in html and "没有这一节：" not in html
    assert "没有这一节：" not in client.get(address(told, "&topic=other")).content.decode()


@pytest.mark.django_db
def test_reasons_stand_out(client: Client, told: Country) -> None:
    reason = "用于保障机构正常运转"
    Claim.objects.create(
        disclosure=told.own_2022, position=9, item="expenditure_total", direction="increase", fen=1, reason=reason, sentence="x"
    )  # fmt: skip
    assert f"<mark>{reason}</mark>" in client.get(address(told, "&topic=expenditure")).content.decode()


@pytest.mark.django_db
def test_one_body_over_its_years(client: Client, told: Country) -> None:
    before, now = told.own_2022, told.lianchi_own_2023
    now.agency = before.agency
    now.save()
    text = FORM.format("13.00") + OWN.format("36.00").replace("十月", "九月") + "新增一句。"
    Section.objects.create(disclosure=now, position=5, heading="二、支出预算情况说明", level=1, text=text)
    html = client.get(f"/compare/text/?d={now.agency_id}-2023&topic=expenditure").content.decode()
    assert "只改了数字 1 句" in html and "改写 1 句" in html and "增加 1 句" in html
    assert "<mark>九</mark>" in html and "<mark>13.00</mark>" in html
    assert (
        "新增一句"
        in client.get(f"/compare/text/?d={now.agency_id}-2023&topic=expenditure&format=csv").content.decode()
    )


@pytest.mark.django_db
def test_nothing_chosen_leads_to_the_choice(client: Client, country: Country) -> None:
    assert "/compare/" in client.get("/compare/text/?d=999-2022").content.decode()


def test_a_difference_of_sentences() -> None:
    before = ["2022年预算10万元。", "用于办公楼日常维修和养护支出。", "购置车辆。", "其他没有变化。"]
    after = ["2023年预算10万元。", "用于办公楼日常维修和管理支出。", "其他没有变化。", "新建机房。"]
    kinds = [one.kind for one in sentence_changes(before, after)]
    k = SentenceChange
    assert kinds == [k.SAME, k.REWORDED, k.DROPPED, k.SAME, k.ADDED]
    assert [one.kind for one in sentence_changes(["预算10万元。"], ["预算11万元。"])] == [k.NUMBERS]
    assert marked("维修和管理", "维修和养护") == [("维修和", False), ("管理", True)]
    years = marked("2023年安排10万元", "2022年安排12万元")
    assert years == [("2023年安排", False), ("10", True), ("万元", False)]


@pytest.mark.parametrize(
    ("heading", "topic"),
    [
        ("（四）“三公”经费支出情况", Topic.THREE_PUBLIC),
        ("五、机关运行经费", Topic.OPERATION),
        ("国有资产占用情况", Topic.ASSETS),
        ("国有资本经营预算情况", Topic.STATE_CAPITAL),
        ("一、部门职责", Topic.DUTIES),
        ("第二部分", None),
    ],
)
def test_what_a_heading_is_about(heading: str, topic: Topic | None) -> None:
    assert topic_of(heading) is topic


def test_a_heading_that_says_nothing_is_of_its_chapter() -> None:
    headings = [("第五部分“三公”经费", 1), ("（一）有关说明", 2), ("第六部分", 1), ("（一）有关说明", 2)]
    assert list(topics_of(headings)) == [Topic.THREE_PUBLIC, Topic.THREE_PUBLIC, Topic.OTHER, Topic.OTHER]


def test_a_heading_without_words_of_its_own_is_of_the_one_over_it_by_their_numbers() -> None:
    headings = [
        "第三部分支出具体情况",
        "一、市信访局",
        "(一)基本支出",
        "1、人员",
        "第四部分其他",
        "一、市信访局",
    ]
    t = Topic
    wanted = [t.EXPENDITURE, t.EXPENDITURE, t.BASIC, t.BASIC, t.OTHER, t.OTHER]
    assert list(topics_of((heading, 1) for heading in headings)) == wanted
