from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command

from disclosures.lifecycle.ingestion.agencies import name_key, remember
from disclosures.lifecycle.ingestion.regions import Gazetteer
from disclosures.models import Agency, Disclosure, Document, EconomicCode, FunctionalCode, Region
from disclosures.models.classification import CodeSource
from disclosures.models.document import DocumentState
from disclosures.parsing.records import Institution
from disclosures.vocabulary import AgencyKind
from tests.ingestion import hand

Ingest = Callable[..., Document]
CENTRE = "衡水市信息产业中心"


BEGINNINGS = {
    "衡水市工业和信息化局本级": "131100",
    "保定市莲池区工业和信息化局": "130606",
    "河北省保定市莲池区工业和信息化局": "130606",
    "大城县科学技术和工业信息化局": "131025",
    "邢台市工业和信息化局": "130500",
    "中共上海市普陀区委社会工作部": "310107",
    "中国共产党江苏省委员会办公厅": "320000",
    "普陀区商务委员会": None,  # 上海 and 舟山 have one each
    "工业和信息化局": None,
    "": None,
}


def test_the_place_is_in_the_name(classifications: None) -> None:
    gazetteer = Gazetteer.load()
    assert {name: gazetteer.region_of(name) for name in BEGINNINGS} == BEGINNINGS


ONE_BODY = [
    ("中国共产党江苏省委员会办公厅", "中共江苏省委办公厅", "江苏省委办公厅", "中共江苏省委员会办公厅"),
    ("中共上海市普陀区委社会工作部", "上海市普陀区委社会工作部", "中国共产党上海市普陀区委员会社会工作部"),
    ("广西壮族自治区党委办公厅", "中共广西壮族自治区委员会办公厅"),
    ("江苏省人民代表大会常务委员会办公厅", "江苏省人大常委会办公厅"),
    ("中国人民政治协商会议衡水市委员会办公室", "政协衡水市委办公室", "衡水市政协办公室"),
    ("中国共产党江苏省纪律检查委员会", "江苏省纪委"),
    ("上海市普陀区商务委员会", "上海市普陀区商务委", "普陀区商务委员会"),
    ("河北省保定市莲池区工业和信息化局", "保定市莲池区工业和信息化局", "莲池区工业和信息化局"),
    ("上海市财政局（本级）", "上海市财政局(本级)", "上海市财政局本级"),
    ("共青团江苏省委员会", "中国共产主义青年团江苏省委"),
]
OTHER_BODIES = [
    ("江苏省委办公厅", "江苏省政协办公厅", "江苏省人民政府办公厅", "江苏省人大常委会办公厅"),
    ("中共江苏省委", "共青团江苏省委", "民盟江苏省委", "民进江苏省委员会"),
    ("衡水市工业和信息化局", "衡水市工业和信息化局本级", "衡水市工信局", "衡水市信息产业中心"),
    ("上海市普陀区商务委员会", "上海市普陀区卫生健康委员会", "上海市普陀区委"),
    ("江苏省委组织部", "江苏省委宣传部", "江苏省委员会"),
    ("江苏省纪委", "江苏省监委", "江苏省纪委监委"),
    ("衡水市委托代理中心", "衡水市委代理中心"),
    ("江苏省委党校", "江苏省委党史工作办公室"),
]


def test_one_body_is_known_however_its_name_is_written(classifications: None) -> None:
    gazetteer = Gazetteer.load()
    for names in ONE_BODY:
        assert len({name_key(name, gazetteer) for name in names}) == 1, names
    for names in OTHER_BODIES:
        assert len({name_key(name, gazetteer) for name in names}) == len(names), names


def test_another_way_to_write_a_name_becomes_another_name(ingested: Ingest) -> None:
    printed = ["中国共产党衡水市委员会办公室", "中共衡水市委办公室", "衡水市委办公室"]
    agencies = {only(ingested(hand.document(hand.disclosure(name, None)))) for name in printed}
    (agency,) = agencies
    assert agency.name == printed[0]
    assert set(agency.aliases.values_list("name", flat=True)) == set(printed[1:])
    assert only(ingested(hand.document(hand.disclosure("衡水市人大常委会办公室", None)))) != agency


def test_like_names_with_unlike_codes_are_asked_about(ingested: Ingest) -> None:
    ingested(hand.document(hand.disclosure("衡水市商务委员会", "350")))
    document = ingested(hand.document(hand.disclosure("衡水市商务委", "351")))
    assert document.state == DocumentState.NEEDS_REVIEW
    assert "衡水市商务委员会" in document.notes.get(code="agency-unsure").message


def test_a_place_that_was_said_settles_a_name_of_several(ingested: Ingest) -> None:
    shanghai, zhoushan, hebei = (Region.objects.get(code=code) for code in ("310000", "330900", "130000"))
    name = "普陀区商务委员会"
    assert only(ingested(hand.document(hand.disclosure(name, None)), region=shanghai)).region_id == "310107"
    assert only(ingested(hand.document(hand.disclosure(name, None)), region=zhoushan)).region_id == "330903"
    document = ingested(hand.document(hand.disclosure(name, None)), region=hebei)
    assert document.state == DocumentState.NEEDS_REVIEW, "a 普陀区 of Hebei is not known"


def test_classifications_are_loaded_and_can_be_loaded_again(classifications: None) -> None:
    before = Region.objects.count(), FunctionalCode.objects.count(), EconomicCode.objects.count()
    call_command("load_classifications", verbosity=0)
    assert (Region.objects.count(), FunctionalCode.objects.count(), EconomicCode.objects.count()) == before
    assert FunctionalCode.objects.of_edition(2022).categories().count() == 30
    names = FunctionalCode.objects.filter(code="210", edition__in=[2018, 2019]).values_list("name", flat=True)
    assert list(names.order_by("edition")) == ["医疗卫生与计划生育支出", "卫生健康支出"]
    assert EconomicCode.objects.get(edition=2022, code="30101").source == CodeSource.STANDARD


def test_regions_stand_under_their_regions(classifications: None) -> None:
    assert Region.objects.with_parents().get(code="130606").full_name == "河北省保定市莲池区"
    assert Region.objects.with_parents().get(code="110105").full_name == "北京市朝阳区"


def only(document: Document) -> Agency:
    agency = document.disclosures.get().agency
    assert agency is not None
    return agency


def test_the_own_level_names_its_department(ingested: Ingest) -> None:
    unit = only(ingested(hand.document()))
    assert (unit.name, unit.code, unit.region_id, unit.own_level) == (
        hand.BODY + "本级",
        "350001",
        "131100",
        True,
    )
    assert unit.parent is not None
    assert (unit.parent.name, unit.parent.code, unit.parent.kind) == (hand.BODY, "350", AgencyKind.DEPARTMENT)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_units_come_under_their_department_in_any_order(ingested: Ingest, order: tuple[int, ...]) -> None:
    parts = [
        hand.disclosure(),
        hand.disclosure(CENTRE, "350003"),
        hand.disclosure(hand.BODY, None, institutions=()),
    ]
    for number in order:
        ingested(hand.document(parts[number]))
    department = Agency.objects.departments().get()
    assert set(department.units.values_list("name", "own_level")) == {
        (hand.BODY + "本级", True),
        (CENTRE, False),
    }
    assert Agency.objects.count() == 3


def test_a_department_lists_its_units(ingested: Ingest) -> None:
    ingested(hand.document(hand.disclosure(CENTRE, None, institutions=())))
    Agency.objects.update(kind=AgencyKind.UNIT)
    Disclosure.objects.update(kind=AgencyKind.UNIT)
    rows = (
        Institution(hand.BODY, "行政", "县处级", "财政拨款"),
        Institution(CENTRE, "事业", "乡科级", "财政拨款"),
    )
    ingested(hand.document(hand.disclosure(hand.BODY, None, institutions=rows)))
    unit = Agency.objects.units().get()
    assert unit.parent == Agency.objects.departments().get()
    assert (unit.nature, unit.rank) == ("事业", "乡科级")


def test_one_body_can_be_a_department_and_its_own_unit(ingested: Ingest) -> None:
    name = "保定市莲池区工业和信息化局"
    document = ingested(hand.document(hand.disclosure(name, "304"), hand.disclosure(name + "本级", "304001")))
    department, unit = (disclosure.agency for disclosure in document.disclosures.order_by("position"))
    assert unit.parent == department
    assert department.parent is None


def test_another_name_is_known_once_it_is_recorded(ingested: Ingest) -> None:
    name = "大城县科学技术和工业信息化局"
    agency = only(ingested(hand.document(hand.disclosure(name, None))))
    remember(agency, "大城县科工局", source="说明")
    assert only(ingested(hand.document(hand.disclosure("大城县科工局", None)))) == agency


def test_a_code_never_outweighs_a_name(ingested: Ingest) -> None:
    ingested(hand.document())
    document = ingested(hand.document(hand.disclosure("衡水市商务局本级", "350001")))
    assert document.state == DocumentState.NEEDS_REVIEW
    assert document.disclosures.get().agency is None
    assert "350001" in document.notes.get(code="agency-unsure").message


def test_the_same_code_elsewhere_is_another_agency(ingested: Ingest) -> None:
    assert only(ingested(hand.document())) != only(
        ingested(hand.document(hand.disclosure("邢台市教育局本级", "350001")))
    )


def test_a_person_may_say_region_or_agency(ingested: Ingest) -> None:
    region = Region.objects.get(code="310107")
    agency = only(ingested(hand.document(hand.disclosure("普陀区商务委员会", None)), region=region))
    assert agency.region == region
    document = ingested(hand.document(hand.disclosure("", None)), agency=agency)
    assert document.state == DocumentState.READY
    assert only(document) == agency
