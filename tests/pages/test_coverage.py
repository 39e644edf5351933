"""Which units departments name, and what is said of a body that this site has nothing of."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.totals import differences, rebuild, refresh_agencies, refresh_places
from disclosures.models import Agency, Disclosure, Institution, NamedUnit, Section, Statement, StatementColumn
from disclosures.models.statement import StatementLine
from disclosures.pages.coverage.facts import State, grid, place_rows
from disclosures.reading.named_units import Naming, named_in
from disclosures.reading.year_stages import YearStage
from disclosures.vocabulary import AgencyKind, Stage
from disclosures.vocabulary import Statement as StatementType
from tests.pages.rows import Country, agency

THIS = YearStage(2022, Stage.BUDGET)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "2．纳入本部门2026年部门汇总预算编制范围的预算单位共计2家，具体包括：甲市统计局（本级），甲市统计普查中心。",
            ["甲市统计局（本级）", "甲市统计普查中心"],
        ),
        (
            "甲市司法局下属2个二级预算单位，分别是：甲市司法局本级，属全额拨款行政单位；甲市法律援助中心，属全额拨款事业单位。",
            ["甲市司法局本级", "甲市法律援助中心"],
        ),
        (
            "本部门中，行政单位1家，事业单位1家，具体包括：\n1. 甲街道办事处（本部）。\n2. 甲街道社区事务受理服务中心。",
            ["甲街道办事处（本部）", "甲街道社区事务受理服务中心"],
        ),
        (
            "预算包括局机关本级预算和所属单位预算，具体为：1.乙县农业农村局机关；2.乙县农业技术推广中心（正科级）。",
            ["乙县农业农村局机关", "乙县农业技术推广中心"],
        ),
        ("纳入2016年度部门决算编制范围的单位共1个，即县科协本级。", []),
        ("甲市司法局内设3个机构，包括：办公室、立法一处、普法处。", []),
        ("纳入编制范围的单位包括：办公室、人事处、3个事业单位、局本级预算、机关党委科。", []),
    ],
)
def test_units_are_named_in_sentences(text: str, names: list[str]) -> None:
    assert named_in(text) == names


@pytest.mark.parametrize(
    ("name", "is_own"),
    [
        ("某省委办公厅", True),
        ("某省委办公厅（本级）", True),
        ("某省委办公厅厅机关本级", True),
        ("某省委办公厅机关后勤服务中心", False),
        ("某省委", False),
    ],
)
def test_a_department_names_its_own_level(name: str, is_own: bool) -> None:
    assert Naming(name, 1, None).is_own_level_of("某省委办公厅") is is_own


def name_units(disclosure: Disclosure, *names: str) -> None:
    """机构设置 of a disclosure, on page 2."""
    for place, name in enumerate(names):
        Institution.objects.create(disclosure=disclosure, position=place, name=name, page=2)


def states(country: Country) -> dict[tuple[str, YearStage], State]:
    found = grid(country.hengshui.region)
    return {(body.name, when): body.place(when).state for body in found.bodies for when in found.years}


@pytest.fixture
def named(country: Country) -> Country:
    name_units(
        country.hengshui_2020, "衡水市工业和信息化局", "衡水市信息产业中心", "衡水市企业咨询服务中心（事业）"
    )
    rebuild()
    return country


pytestmark = pytest.mark.django_db


def test_what_is_here_what_is_named_and_what_is_known_otherwise(named: Country) -> None:
    before = YearStage(2020, Stage.BUDGET)
    found = states(named)
    assert found["衡水市工业和信息化局", before] is State.HERE
    assert found["衡水市工业和信息化局", THIS] is State.KNOWN  # of its units alone
    assert found["衡水市信息产业中心", THIS] is State.HERE
    assert found["衡水市信息产业中心", before] is State.NAMED
    assert found["衡水市工业和信息化局本级", before] is State.NAMED  # named without the word
    assert found["衡水市企业咨询服务中心", before] is State.NAMED
    assert found["衡水市企业咨询服务中心", THIS] is State.KNOWN
    assert len(found) == 5 * 2


def test_the_counts_of_all_places_are_those_of_the_grids(named: Country) -> None:
    for when in (THIS, YearStage(2020, Stage.BUDGET), YearStage(2023, Stage.BUDGET)):
        for row in place_rows(when):
            found = [body.place(when).state for body in grid(row.region).bodies]
            counted = tuple(found.count(state) for state in State)
            assert (row.here, row.named, row.elsewhere) == counted, (row.region, when)


def test_the_page_links_what_it_says_to_its_evidence(client: Client, named: Country) -> None:
    html = client.get("/coverage/131100/").content.decode()
    assert "本站没有，不等于没有公布" in html
    assert (
        f'href="/disclosures/{named.hengshui_2020.pk}/" aria-label="衡水市企业咨询服务中心：依据是 2020 年部门预算点名"'
        in html
    )
    assert "第 2 页" in html
    text = client.get("/coverage/131100/?format=csv").content.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) == 11 and row[5] == "2020"]
    assert [(row[3], row[7], row[9]) for row in rows if "咨询" in row[3]] == [
        ("衡水市企业咨询服务中心", State.NAMED.label, "2")
    ]
    assert client.get("/coverage/110000/").status_code == 404


def test_only_what_is_published_names_and_is_known(client: Client, named: Country) -> None:
    name_units(named.draft, "邢台市工业和信息化局本级", "邢台市不公开中心")
    rebuild()
    assert not NamedUnit.objects.filter(name__startswith="邢台").exists()
    withdraw(named.hengshui_2020, None, "测试")
    assert not NamedUnit.objects.exists()
    assert "企业咨询" not in client.get("/coverage/131100/").content.decode()
    publish(named.hengshui_2020, None, "测试")
    assert NamedUnit.objects.count() == 3
    assert not any(differences())


def test_a_unit_that_comes_later_is_the_one_that_was_named(named: Country) -> None:
    later = agency("衡水市企业咨询服务中心", named.hengshui.region, parent=named.hengshui)
    assert differences().namings == 1
    refresh_places([named.hengshui.region_id])
    assert NamedUnit.objects.get(name=later.name).agency == later
    Agency.objects.filter(pk=named.hengshui.pk).update(name="衡水市工信局")
    refresh_agencies([named.hengshui.pk])
    assert not any(differences())


def test_a_department_that_names_but_itself_names_no_unit(country: Country) -> None:
    name_units(country.xingtai_2022, "邢台市工业和信息化局")
    rebuild()
    assert not NamedUnit.objects.exists()


def test_a_table_of_names_and_the_text_name_units(country: Country) -> None:
    table = Statement.objects.create(
        disclosure=country.xingtai_2022, position=90, statement=StatementType.OTHER, title=""
    )
    for place, (word, role) in enumerate((("序号", "serial"), ("单位名称", "name"))):
        StatementColumn.objects.create(statement=table, position=place, heading=[word], role=role)
    for row, name in enumerate(("邢台市工业和信息化局（本级）", "邢台市节能监察中心", "合计")):
        StatementLine.objects.create(statement=table, position=row, row=row, name=name, page=3)
    said = "纳入本部门预算编制范围的单位包括：邢台市节能监察中心、邢台市信息中心。"
    Section.objects.create(
        disclosure=country.xingtai_2022, position=90, heading="单位构成", level=1, text=said
    )
    rebuild()
    assert list(NamedUnit.objects.order_by("pk").values_list("name", "page")) == [
        ("邢台市工业和信息化局本级", 3),
        ("邢台市节能监察中心", 3),
        ("邢台市信息中心", None),
    ]
    assert {unit.department.kind for unit in NamedUnit.objects.all()} == {AgencyKind.DEPARTMENT}
