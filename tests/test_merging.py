"""Two agencies that are one: merged with all they have, found by the next file, made two again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from disclosures.lifecycle.merging import foresee, merge, undo
from disclosures.lifecycle.public_log import complete, problems
from disclosures.lifecycle.publication import publish
from disclosures.lifecycle.refusal import Refused
from disclosures.lifecycle.totals import differences, rebuild
from disclosures.models import (
    Agency,
    AgencyAlias,
    AgencyMerge,
    Disclosure,
    Document,
    Head,
    PublicLogEntry,
    SearchEntry,
)
from disclosures.reading.columns import own_column
from disclosures.vocabulary import AgencyKind
from tests.ingestion import hand
from tests.ingestion.conftest import ingested, places
from tests.kept import kept
from tests.pages import rows

__all__ = ["ingested", "places"]

pytestmark = pytest.mark.django_db

REASON = "同一机构，印作两种名称"


@pytest.fixture
def country() -> rows.Country:
    return kept(_country)


def _country() -> rows.Country:
    made = rows.country()
    rebuild()
    return made


@pytest.fixture
def twin(country: rows.Country) -> Agency:
    """衡水市工信局, of which 2021 is published under another name, a unit hangs, and one file was said to be."""
    place = country.hengshui.region
    body = rows.agency("衡水市经济和信息化局", place, "", AgencyKind.DEPARTMENT)
    AgencyAlias.objects.create(agency=body, name="衡水经信局", source="人填写")
    unit = rows.agency("衡水市墙改办公室", place, "", parent=body)
    for owner in (body, unit):
        made = rows.disclosure(owner, 2021, rows.document(f"{owner}.txt"), state="draft")
        rows.expenditure(
            made, [("", "合计", ["10.00", "10.00", None]), ("215", "资源勘探", ["10.00", "10.00", None])]
        )
        publish(made, None, "核对")
    Document.objects.filter(original_name=f"{body}.txt").update(said_agency=body)
    assert not any(differences())
    return body


def state() -> object:
    """All that a merge touches, as it stands."""
    return [
        list(Agency.objects.order_by("pk").values()),
        list(AgencyAlias.objects.order_by("agency", "name").values_list("agency", "name", "source")),
        list(Disclosure.objects.order_by("pk").values_list("pk", "agency", "state")),
        list(Document.objects.order_by("pk").values_list("pk", "said_agency")),
        list(
            Head.objects.order_by("agency", "fiscal_year", "stage", "kind", "code").values_list(
                "agency", "code", "fen"
            )
        ),
        list(SearchEntry.objects.order_by("pk").values_list("source", "title")),
    ]


def test_everything_goes_to_the_remaining_one_and_comes_back(country: rows.Country, twin: Agency) -> None:
    before = state()
    plan = foresee(twin, country.hengshui)
    assert (len(plan.disclosures), len(plan.units), plan.said, plan.obstacles) == (1, 1, 1, ())
    assert plan.names == ("衡水市经济和信息化局", "衡水经信局")
    done = merge(twin, country.hengshui, None, REASON)
    remaining = Agency.objects.get(pk=country.hengshui.pk)
    assert not Agency.objects.filter(pk=done.former).exists()
    assert set(remaining.disclosures.values_list("fiscal_year", flat=True)) == {2020, 2021}
    assert remaining.units.filter(name="衡水市墙改办公室").exists()
    assert set(remaining.aliases.values_list("name", flat=True)) == {"衡水市经济和信息化局", "衡水经信局"}
    assert not any(differences()), "sums, search and named units have followed"
    head = Head.objects.get(agency=remaining, fiscal_year=2021, code="215", department=None)
    assert head.fen == rows.fen("10.00")
    undo(done, None)
    assert state() == before
    assert not any(differences())
    assert AgencyMerge.objects.get().undone_at


def test_the_public_log_tells_of_it(client: Client, country: rows.Country, twin: Agency) -> None:
    complete()
    assert list(problems()) == []
    public = twin.disclosures.filter(state="published", part_of=None).count()
    assert public
    done = merge(twin, country.hengshui, None, REASON)
    entries = PublicLogEntry.objects.filter(act="merge")
    assert len(entries) == public
    assert (entries[0].facts["agency"], entries[0].facts["former"]) == (country.hengshui.name, twin.name)
    assert list(problems()) == []
    assert f"原在“{twin.name}”名下" in client.get("/log/").content.decode()
    undo(done, None)
    assert PublicLogEntry.objects.filter(act="divide").count() == public
    assert PublicLogEntry.objects.first().facts["agency"] == twin.name  # type: ignore[union-attr]
    assert list(problems()) == []


def test_what_is_empty_is_filled_and_given_back(country: rows.Country) -> None:
    coded = rows.agency("衡水市商务局", country.hengshui.region, "360", AgencyKind.DEPARTMENT)
    bare = rows.agency("衡水市商业局", country.hengshui.region, "", AgencyKind.DEPARTMENT)
    done = merge(coded, bare, None, REASON)
    bare.refresh_from_db()
    assert bare.code == "360"
    undo(done, None)
    bare.refresh_from_db()
    assert (bare.code, Agency.objects.get(pk=coded.pk).code) == ("", "360")


def test_the_address_of_the_former_leads_on(client: Client, country: rows.Country, twin: Agency) -> None:
    former, remaining = twin.pk, country.hengshui.pk
    done = merge(twin, country.hengshui, None, REASON)
    for address in ("/agencies/{}/", "/agencies/{}/?unit=wan", "/agencies/{}/years/"):
        answer = client.get(address.format(former))
        assert (answer.status_code, answer["Location"]) == (301, address.format(remaining))
    twins = [client.get(f"/agencies/{pk}.csv", follow=True) for pk in (former, remaining)]
    assert twins[0].content == twins[1].content
    assert twins[0].status_code == 200
    assert client.get(f"/feeds/publications.atom?agency={former}").status_code == 200
    compared = "/compare/?d={}-2021&d=" + own_column(country.xingtai_2022).key
    assert client.get(compared.format(former))["Location"] == compared.format(remaining)
    assert client.get(compared.format(remaining)).status_code == 200
    last = merge(Agency.objects.get(pk=remaining), country.xingtai, None, REASON)
    assert client.get(f"/agencies/{former}/")["Location"] == f"/agencies/{country.xingtai.pk}/"
    with pytest.raises(Refused, match="先还原那一次"):
        undo(done, None)
    undo(last, None)
    undo(done, None)
    assert client.get(f"/agencies/{former}/").status_code == 200
    assert client.get("/agencies/999999/").status_code == 404


def test_two_published_disclosures_of_one_year_are_in_the_way(country: rows.Country, twin: Agency) -> None:
    rows.disclosure(country.hengshui, 2021, rows.document("又.txt"))
    before = state()
    with pytest.raises(Refused, match="两个机构都公布了 2021 年预算，只能留一份。请先撤回"):
        merge(twin, country.hengshui, None, REASON)
    with pytest.raises(Refused, match="一个是部门，一个是单位"):
        merge(country.own_level, country.hengshui, None, REASON)
    with pytest.raises(Refused, match="请写明理由"):
        merge(twin, country.xingtai, None, " ")
    assert state() == before


def test_it_is_not_undone_once_something_was_published(country: rows.Country, twin: Agency) -> None:
    done = merge(twin, country.hengshui, None, REASON)
    later = rows.disclosure(country.hengshui, 2019, rows.document("后.txt"), state="draft")
    publish(later, None, "核对")
    with pytest.raises(Refused, match="合并以后已在留下的机构名下发布"):
        undo(done, None)


def test_a_former_name_that_was_taken_again_is_in_the_way(country: rows.Country, twin: Agency) -> None:
    done = merge(twin, country.hengshui, None, REASON)
    rows.agency("衡水市经济和信息化局", country.hengshui.region, "", AgencyKind.DEPARTMENT)
    with pytest.raises(Refused, match="现在另有机构叫"):
        undo(done, None)


# --- the next file ---------------------------------------------------------------------------------------------------

Ingest = Callable[..., Document]


def of(ingest: Ingest, name: str, **changes: object) -> Agency | None:
    return ingest(hand.document(hand.disclosure(name, None, **changes))).disclosures.get().agency


def test_the_next_file_of_the_former_name_is_of_the_remaining_one(ingested: Ingest) -> None:
    former, remaining = of(ingested, "衡水市经济和信息化局"), of(ingested, "衡水市工业和信息化局")
    assert former
    assert remaining
    assert former != remaining
    merge(former, remaining, None, REASON)
    assert of(ingested, "衡水市经济和信息化局") == remaining
    assert Agency.objects.count() == 1


def test_the_place_that_a_person_gave_holds_for_the_next_file(ingested: Ingest) -> None:
    """In a merge over two places, and where a person moved an agency to another place than its name says."""
    former, remaining = of(ingested, "邢台市开发区管理局"), of(ingested, "保定市开发区管理局")
    assert former
    assert remaining
    merge(former, remaining, None, REASON)
    assert of(ingested, "邢台市开发区管理局") == remaining
    Agency.objects.filter(pk=remaining.pk).update(region="131100")
    assert of(ingested, "保定市开发区管理局") == remaining
    assert Agency.objects.count() == 1


def test_a_name_of_several_places_is_asked_about(ingested: Ingest) -> None:
    shanghai = Agency.objects.create(name="普陀区教育局", region_id="310107", kind=AgencyKind.DEPARTMENT)
    assert of(ingested, "普陀区教育局") is None
    assert shanghai
