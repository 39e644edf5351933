"""The newest year of an agency in plain words: what is said, with which figures, and what is not."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from disclosures.lifecycle.totals import rebuild
from disclosures.models import Claim, Disclosure
from disclosures.vocabulary import HeadlineItem, RowKind
from tests.pages import checked
from tests.pages.independent_pages import page
from tests.pages.rows import Country, disclosure, document, expenditure, three_public

pytestmark = pytest.mark.django_db


def said(client: Client, agency: int) -> dict[str, str]:
    """The sentences by what they are about, as a reader sees them."""
    found = page(client, f"/agencies/{agency}/").xpath("//dl[contains(@class, 'said')]/div")
    return {one.get("id").removeprefix("said-"): "".join(one.xpath("./dd")[0].itertext()) for one in found}


def test_one_page_says_how_much_on_what_and_against_whom(client: Client, country: Country) -> None:
    found = said(client, country.hengshui.pk)
    assert found["spent"] == (
        "2022 年 3 个单位预算相加的支出总计 4,778.20，其中基本支出 1,874.44（39.23 %），项目支出 2,903.76（60.77 %）。"
    )
    assert found["for"].startswith(
        "最多的是资源勘探工业信息支出 3,186.09（66.68 %），其次是社会保障和就业支出 452.89"
    )
    assert found["three"] == "“三公”经费 8.95（另 1 个单位空表）。"
    assert "2020 年部门预算的支出总计 6,467.35" in found["before"]
    assert "两年口径不同（部门与 3 个单位相加），不相减" in found["before"]
    assert "中间的年份本站没有" in found["before"]
    assert (
        "邢台市工业和信息化局（部门预算）支出总计 1,476.29（比本机构少），“三公”经费 8.00（比本机构少）"
        in found["likes"]
    )
    assert "口径与本页的 3 个单位预算相加不同" in found["likes"]
    assert found["promises"] == "列出 1 个项目，其中 1 个写了绩效目标。"


def test_every_number_leads_to_where_it_stands(client: Client, country: Country) -> None:
    tree = page(client, f"/agencies/{country.own_level.pk}/")
    spent = tree.xpath("//div[@id='said-spent']/dd/a/@href")
    assert len(spent) == 3 and all(re.fullmatch(r"/figures/\d+/", href) for href in spent)
    assert tree.xpath("//div[@id='said-promises']/dd/a/@href") == [
        f"/projects/?agency={country.own_level.pk}&year=2022&stage=budget"
    ]
    assert "不是人写的" in "".join(tree.itertext())


def test_the_year_before_of_the_same_make_is_subtracted(client: Client, country: Country) -> None:
    before = disclosure(country.xingtai, 2021, document("xingtai-2021.txt"))
    expenditure(before, [("", "合计", ["1000.00", "800.00", "200.00"])])
    three_public(before, [(RowKind.TOTAL, "合计", "10")])
    rebuild()
    assert said(client, country.xingtai.pk)["before"] == (
        "2021 年部门预算的支出总计 1,000.00，今年多 476.29（+47.63 %）；"
        "2021 年部门预算的“三公”经费 10.00，今年少 2.00（−20.00 %）。"
    )


def test_what_the_file_itself_declares_is_told_where_last_year_is_not_here(
    client: Client, country: Country
) -> None:
    found = said(client, country.own_level.pk)
    assert found["before"] == "文件自己写：比 2021 年少 365.05（原句）。"
    assert "before" not in said(client, country.xingtai.pk)
    Claim.objects.update(base_year=2019)
    assert "before" not in said(client, country.own_level.pk)
    Claim.objects.update(base_year=2021, item=HeadlineItem.REVENUE_TOTAL)
    assert "before" not in said(client, country.own_level.pk)


def test_nothing_is_said_of_what_is_not_there(client: Client, country: Country) -> None:
    bare = disclosure(country.xingtai, 2024, document("bare.txt"))
    rebuild()
    assert said(client, country.xingtai.pk) == {}
    three_public(bare, [(RowKind.TOTAL, "合计", "0")])
    rebuild()
    found = said(client, country.xingtai.pk)
    assert set(found) == {"three", "before"}
    assert found["three"] == "“三公”经费 0.00。"


def test_findings_are_counted_as_their_page_counts_them(client: Client, country: Country) -> None:
    found = said(client, country.xingtai.pk)["differs"]
    number = re.search(r"(\d+) 处前后不一致", found)
    assert number
    link = page(client, f"/agencies/{country.xingtai.pk}/").xpath("//div[@id='said-differs']/dd/a/@href")[0]
    assert f"{number[1]} 处" in "".join(page(client, link).itertext())
    assert "differs" not in said(client, country.lianchi.pk)  # never checked
    Disclosure.objects.filter(pk=country.xingtai_2022.pk).update(state="withdrawn", published_at=None)
    rebuild()
    assert client.get(f"/agencies/{country.xingtai.pk}/").status_code == 404


def test_of_a_sum_the_links_lead_to_what_was_added_up(client: Client, country: Country) -> None:
    """A department of which only the units publish: its units side by side, and their findings together."""
    checked.example(country.own_2022)
    rebuild()
    tree = page(client, f"/agencies/{country.hengshui.pk}/")
    (units,) = tree.xpath("//div[@id='said-spent']/dd/a[contains(., '3 个单位预算相加')]")
    side_by_side = page(client, units.get("href"))
    for name in ("衡水市工业和信息化局本级", "衡水市信息产业中心"):
        assert name in "".join(side_by_side.itertext())
    (link,) = tree.xpath("//div[@id='said-differs']/dd/a")
    assert "members=1" in link.get("href")
    listed = page(client, link.get("href"))
    assert link.text in "".join(listed.itertext())
    assert listed.xpath(f"//a[contains(@href, '/findings/{country.own_2022.pk}-')]")
    alone = page(client, link.get("href").replace("&members=1", ""))
    assert not alone.xpath(f"//a[contains(@href, '/findings/{country.own_2022.pk}-')]")


def test_both_the_total_and_three_public_may_be_declared(client: Client, country: Country) -> None:
    claim = Claim.objects.get(disclosure=country.own_2022, label="", fen__isnull=False)
    claim.pk, claim.position, claim.item, claim.fen = None, 99, HeadlineItem.THREE_PUBLIC_TOTAL, 0
    claim.save()
    assert said(client, country.own_level.pk)["before"] == (
        "文件自己写：比 2021 年少 365.05，“三公”经费持平（原句）。"
    )


def test_the_file_of_the_page_has_the_sentences(client: Client, country: Country) -> None:
    text = client.get(f"/agencies/{country.own_level.pk}/?format=csv&part=said").content.decode("utf-8-sig")
    assert "花多少,2022 年单位预算的支出总计 3,952.59" in text.replace('"', "")
