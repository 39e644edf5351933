"""The clerk merges two agencies that are one, undoes it, and finds what looks like one: only forms and links."""

from __future__ import annotations

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from disclosures.lifecycle.ingestion.duplicates import likely_duplicates
from disclosures.models import Agency, AgencyAlias, AgencyMerge
from disclosures.reading.agencies import orphans
from disclosures.vocabulary import AgencyKind
from tests.kept import kept
from tests.pages import rows

pytestmark = pytest.mark.django_db

LIST = "/admin/disclosures/agency/"
TIDY = LIST + "tidy/"


@pytest.fixture
def country() -> rows.Country:
    return kept(rows.country)


def body(country: rows.Country, name: str, code: str = "", kind: str = AgencyKind.DEPARTMENT) -> Agency:
    return rows.agency(name, country.hengshui.region, code, kind)


def test_two_are_chosen_seen_merged_and_undone(admin_client: Client, country: rows.Country) -> None:
    former, remaining = body(country, "衡水市工业信息化局"), country.hengshui
    rows.disclosure(former, 2021, rows.document("二.txt"), state="draft")
    chosen = {"action": "merge_chosen", "_selected_action": [former.pk, remaining.pk]}
    answer = admin_client.post(LIST, chosen, follow=True)
    page = answer.content.decode()
    address = answer.redirect_chain[-1][0]
    assert f"留下“{remaining}”，“{former}”并入它" in page
    assert f"留下“{former}”，“{remaining}”并入它" in page
    told = re.sub(r"<[^>]+>", "", page)
    assert f"1 份改为“{remaining}”的：2021 预算（未发布，文件“二.txt”）" in told
    assert re.search(rf'value="{remaining.pk}" id="[^"]+" [^>]*checked', page), "that of which there is more"
    assert "必填" in admin_client.post(address, {"remaining": remaining.pk, "reason": ""}).content.decode()
    assert Agency.objects.filter(pk=former.pk).exists()
    said = {"remaining": remaining.pk, "reason": "印作两种名称"}
    assert f"“{former}”已并入“{remaining}”" in admin_client.post(address, said, follow=True).content.decode()
    assert not Agency.objects.filter(pk=former.pk).exists()
    done = AgencyMerge.objects.get()
    assert (done.by and done.by.username, done.reason) == ("admin", "印作两种名称")
    assert f'aria-label="还原 {done}"' in admin_client.get(TIDY).content.decode()
    text = admin_client.post(TIDY, {"merge": done.pk}, follow=True).content.decode()
    assert f"已还原：“{former}”又是单独的机构" in text
    assert Agency.objects.get(pk=former.pk).disclosures.count() == 1
    assert "没有还原：已经还原。" in admin_client.post(TIDY, {"merge": done.pk}, follow=True).content.decode()


def test_what_is_in_the_way_is_said_before_and_after(admin_client: Client, country: rows.Country) -> None:
    address = f"{reverse('admin:disclosures_agency_merge')}?a={country.hengshui.pk}&a={country.own_level.pk}"
    assert "不能合并：一个是部门，一个是单位" in admin_client.get(address).content.decode()
    said = {"remaining": country.hengshui.pk, "reason": "试"}
    assert "没有合并：一个是部门，一个是单位" in admin_client.post(address, said).content.decode()
    assert "请选择留下哪一个" in admin_client.post(address, {"reason": "试"}).content.decode()
    three = {
        "action": "merge_chosen",
        "_selected_action": list(Agency.objects.values_list("pk", flat=True)[:3]),
    }
    assert "请正好选两个" in admin_client.post(LIST, three, follow=True).content.decode()


def test_what_looks_like_one_and_what_nothing_is_of(admin_client: Client, country: rows.Country) -> None:
    """A sign more is likely a way to write it, unless it is one that tells bodies apart."""
    short, ordered = body(country, "衡水市卫生健康委员会", "361"), body(country, "衡水市卫生和健康委", "362")
    other, named = body(country, "衡水市商务局"), body(country, "衡水市商业局")
    AgencyAlias.objects.create(agency=named, name="衡水市商务局")
    for name in ("衡水市第一中学", "衡水市第十一中学", "衡水市第二中学", "衡水市卫生健康委员会"):
        body(country, name, kind=AgencyKind.UNIT)
    assert {frozenset(pair) for pair in likely_duplicates()} == {
        frozenset({short, ordered}),
        frozenset({other, named}),
    }
    assert set(orphans()) >= {short, ordered, other, named}
    assert country.hengshui not in orphans()
    page = admin_client.get(TIDY).content.decode()
    assert f"?a={short.pk}&amp;a={ordered.pk}" in page
    assert "衡水市第二中学" in page
    assert TIDY in admin_client.get(LIST).content.decode()


def test_a_region_is_found_by_typing(admin_client: Client, country: rows.Country) -> None:
    names = "/admin/disclosures/region/names/"
    found = {
        words: admin_client.get(names, {"q": words}).json()["names"]
        for words in ("莲池", "保定市莲", "1311", "%", "")
    }
    assert found == {
        "莲池": ["河北省保定市莲池区"],
        "保定市莲": ["河北省保定市莲池区"],
        "1311": ["河北省衡水市"],
        "%": [],
        "": [],
    }
    agency = country.hengshui
    address = f"{LIST}{agency.pk}/change/"
    page = admin_client.get(address).content.decode()
    assert 'value="河北省衡水市"' in page
    assert "admin/regions.js" in page
    said = {"name": agency.name, "code": agency.code, "kind": agency.kind, "region": "河北省衡水市"}
    said |= {f"aliases-{name}_FORMS": "0" for name in ("TOTAL", "INITIAL")}
    admin_client.post(address, said)
    last = LogEntry.objects.latest("pk")
    assert last.get_change_message() == "没有字段被修改。", "the same place in words is no change"
    admin_client.post(address, said | {"region": "邢台市"})
    agency.refresh_from_db()
    assert agency.region_id == "130500"
    assert "没有地区“某市”" in admin_client.post(address, said | {"region": "某市"}).content.decode()
