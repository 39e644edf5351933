"""“三公”经费, and any subject over years: the same bodies, those that join and leave, and nothing counted twice."""

from __future__ import annotations

import csv
import io
import random
from typing import Any

import pytest
from django.test import Client

from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.totals import differences
from disclosures.models import Agency, Amount, Disclosure, Head, StatementColumn
from disclosures.pages.places import panel
from disclosures.pages.places.panel import Bodies
from disclosures.vocabulary import AgencyKind, Basis, RowKind, Stage
from tests.pages import rows
from tests.pages.independent_pages import cells, page, table
from tests.pages.independent_pages import rows as rows_of
from tests.pages.rows import Country

YEARS = (2021, 2022, 2023)

# --- the arithmetic ----------------------------------------------------------------------------------------------------


def drawn(chance: random.Random) -> Bodies:
    """Some bodies with amounts in some years, of the same units or of others."""
    years = ({year for year in YEARS if chance.random() < 0.7} or {2022} for _ in range(chance.randrange(9)))
    return Bodies(
        {
            body: {
                year: panel.Amount(chance.randrange(-(10**12), 10**15), chance.choice(["", "", "a", "b"]))
                for year in own
            }
            for body, own in enumerate(years)
        }
    )


@pytest.mark.parametrize("seed", range(60))
def test_a_change_of_all_is_that_of_its_groups(seed: int) -> None:
    found = drawn(random.Random(seed))
    for before, after in ((2021, 2022), (2022, 2023), (2021, 2023)):
        step = found.step(before, after)
        assert (step.all.before, step.all.after) == (found.total(before).after, found.total(after).after)
        assert step.all.change == (
            step.same.change + step.other_units.change + step.joined.after - step.left.before
        )
        assert step.count_before == found.total(before).number
        assert step.count_after == found.total(after).number
        assert {*step.who_joined}.isdisjoint(step.who_left)
    assert all(len(found.amounts[body]) == len(YEARS) for body in found.constant(YEARS))


def test_bodies_that_leave_do_not_make_the_others_spend_less() -> None:
    """34 bodies spend 5 % less each; the largest leaves."""
    found = Bodies(
        {
            **{body: {2022: panel.Amount(2000, ""), 2023: panel.Amount(1900, "")} for body in range(34)},
            99: {2022: panel.Amount(25_623, "")},
        }
    )
    step = found.step(2022, 2023)
    assert (step.same.number, step.same.change * 100 / step.same.before) == (34, -5)
    assert round(step.all.change * 100 / step.all.before) == -31
    assert (step.left.number, step.left.before, step.who_left) == (1, 25_623, (99,))


def test_a_sum_of_other_units_is_not_the_same_thing() -> None:
    step = Bodies({1: {2022: panel.Amount(5, ""), 2023: panel.Amount(9, "u")}}).step(2022, 2023)
    assert (step.same.number, step.other_units) == (0, (1, 5, 9))


# --- the pages ---------------------------------------------------------------------------------------------------------


def departments(country: Country, three: dict[str, dict[int, str]], stage: Stage = Stage.BUDGET) -> None:
    """教育局 of as many places, with the total of their “三公” table by year."""
    for i, (name, years) in enumerate(three.items()):
        body, _ = Agency.objects.get_or_create(
            name=name,
            region=country.xingtai.region,
            kind=AgencyKind.DEPARTMENT,
            defaults={"code": f"7{i:02}"},
        )
        for year, amount in years.items():
            made = rows.disclosure(body, year, rows.document(f"{name}-{year}-{stage}.txt"), state="draft")
            Disclosure.objects.filter(pk=made.pk).update(stage=stage)
            made.refresh_from_db()
            rows.three_public(
                made, [(RowKind.TOTAL, "合计", amount), (RowKind.HOSPITALITY, "公务接待费", amount)]
            )
            if stage is Stage.FINAL_ACCOUNTS:
                of_table = {"line__statement__disclosure": made}
                Amount.objects.filter(**of_table).update(basis=Basis.FINAL)
                StatementColumn.objects.filter(statement__disclosure=made).update(basis=Basis.FINAL)
            publish(made, None, "测试")


SCHOOLS = {
    "桥东区教育局": {2022: "10.00", 2023: "9.00"},
    "桥西区教育局": {2022: "20.00", 2023: "22.00"},
    "南和区教育局": {2022: "30.00"},
    "任泽区教育局": {2023: "4.00"},
    "信都区教育局": {2022: "6.00", 2023: "6.00"},
    "内丘县教育局": {2022: "8.00", 2023: "8.00"},
}


def by_name(tree: Any, key: str) -> dict[str, list[Any]]:
    return {"".join(row.xpath("./th//text()")).strip(): cells(row) for row in rows_of(table(tree, key))}


def following(client: Client, tree: Any, words: str) -> str:
    """Where the link with these words leads."""
    (address,) = {a.get("href") for a in tree.xpath("//main//a") if words in "".join(a.itertext())}
    return str(address)


@pytest.mark.django_db
def test_three_public_of_a_city_in_two_actions(client: Client, country: Country) -> None:
    """Chosen on the home page, and asked for: ranked, with the change, and the median of like bodies."""
    departments(country, SCHOOLS)
    form = page(client, "/").xpath("//form[.//select[@name='region']]")[0]
    assert "130500" in form.xpath(".//option/@value")
    tree = page(client, f"{form.get('action')}?region=130500")
    found = by_name(tree, "rank")
    assert list(found) == ["桥西区教育局", "桥东区教育局", "内丘县教育局", "信都区教育局", "任泽区教育局"]
    yuan, change, rate, rank, middle, likes = found["桥西区教育局"][:6]
    assert (yuan, rank, change, likes) == (220_000, 1, 20_000, 5)
    assert (str(rate), middle) == ("10.00", 80_000)
    assert found["任泽区教育局"][1:3] == ["上年没有", "不适用"]
    assert "2023 预算" in tree.xpath("string(//p[@class='identity'])")
    assert "只含财政拨款" in tree.xpath("string(//section[@aria-labelledby='h-rank'])")


@pytest.mark.django_db
def test_the_same_bodies_and_who_joined_and_left(client: Client, country: Country) -> None:
    departments(country, SCHOOLS)
    tree = page(client, "/three-public/years/?region=130500&like=教育局")
    steps = by_name(tree, "steps")
    number, before, after, rate, *of_all, joined, came, left, went = steps["2022 → 2023"]
    assert (number, before, after, str(rate)) == (4, 440_000, 450_000, "2.27")
    assert [str(cell) for cell in of_all] == ["5", "740000", "5", "490000", "-33.78"]
    assert (joined, came, left, went) == (1, 40_000, 1, 300_000)
    assert by_name(tree, "joined") == {"任泽区教育局": [40_000, "邢台市", "2022 年没有收录"]}
    assert by_name(tree, "left") == {"南和区教育局": [300_000, "邢台市", "2023 年没有收录"]}
    assert by_name(tree, "bodies")["南和区教育局"][:2] == [300_000, "没有数"]


@pytest.mark.django_db
def test_a_year_that_nobody_published_is_no_other_scope(client: Client, country: Country) -> None:
    departments(country, {"任泽区教育局": {2017: "4.00", 2019: "5.00"}})
    html = client.get("/three-public/years/?region=130500&like=教育局").content.decode()
    assert "中间缺年" in html
    assert "口径变化" not in html


@pytest.mark.django_db
def test_a_body_whose_table_is_missing_is_on_record(client: Client, country: Country) -> None:
    """It did not vanish: its disclosure of that year says nothing of the item."""
    departments(country, SCHOOLS)
    body = Agency.objects.get(name="南和区教育局")
    made = rows.disclosure(body, 2023, rows.document("no-table.txt"), state="draft")
    publish(made, None, "测试")
    left = by_name(page(client, "/three-public/years/?region=130500"), "left")
    assert left["南和区教育局"][2] == "2023 年有公开，没有印出这一项的数"


@pytest.mark.django_db
def test_a_code_over_all_units_and_years_in_two_actions(client: Client, country: Country) -> None:
    """From the page of the code to its years, and to the file: a head, then an amount a row and nothing else."""
    years = following(client, page(client, "/codes/functional/205/"), "各单位各年")
    file = following(client, page(client, years), "全部年度的 CSV")
    answer = client.get(years.partition("?")[0] + file)
    found = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(found) == Head.objects.filter(kind="functional", code="205", stage="budget").count()
    assert all(row["科目编码"] == "205" and row["网址"].startswith("http://testserver/") for row in found)
    of_lianchi = {row["机构"]: row for row in found if "莲池" in row["机构"]}
    own, whole = of_lianchi[country.lianchi_own.name], of_lianchi[country.lianchi.name]
    assert (own["所属部门"], own["计入合计"]) == (country.lianchi.name, "否")
    assert (whole["计入合计"], whole["金额（元）"]) == ("是", own["金额（元）"])


@pytest.mark.django_db
def test_units_stand_under_their_department_and_are_not_counted(client: Client, country: Country) -> None:
    address = "/three-public/?year=2022&region=131100"
    alone, listed = (by_name(page(client, address + more), "rank") for more in ("", "&members=1"))
    assert list(alone) == [country.hengshui.name]
    assert next(iter(listed)) == country.hengshui.name
    assert len(listed) > 2
    units = [row for name, row in listed.items() if name != country.hengshui.name]
    assert sum(row[0] for row in units) == alone[country.hengshui.name][0]
    assert all(row[1] is None for row in units)
    totals = by_name(page(client, address + "&members=1"), "years")
    assert totals["2022 预算"] == [89_500, 1]


@pytest.mark.django_db
def test_a_change_is_not_told_where_the_units_differ(client: Client, country: Country) -> None:
    """2021 is the department's own, 2022 the sum of its units."""
    departments(country, {})
    made = rows.disclosure(country.hengshui, 2021, rows.document("own-2021.txt"), state="draft")
    rows.three_public(made, [(RowKind.TOTAL, "合计", "9.00")])
    publish(made, None, "测试")
    row = by_name(page(client, "/three-public/?year=2022&region=131100"), "rank")[country.hengshui.name]
    assert row[1:3] == ["口径不同", "不适用"]
    tree = page(client, "/three-public/years/?region=131100")
    assert by_name(tree, "steps")["2021 → 2022"][-3:] == [1, 90_000, 89_500]
    withdraw(country.resources_2022, None, "测试")
    assert not any(differences())


@pytest.mark.django_db
def test_budgets_and_accounts_are_never_in_one_column(client: Client, country: Country) -> None:
    departments(country, SCHOOLS)
    departments(country, {"桥东区教育局": {2021: "1.00", 2022: "7.00"}}, Stage.FINAL_ACCOUNTS)
    budgets = by_name(page(client, "/three-public/years/?region=130500"), "bodies")
    accounts = by_name(page(client, "/three-public/years/?region=130500&stage=final_accounts"), "bodies")
    assert budgets["桥东区教育局"][:2] == [100_000, 90_000]
    assert accounts["桥东区教育局"][:2] == [10_000, 70_000]
    assert list(accounts) == ["桥东区教育局"]
    ranked = by_name(page(client, "/three-public/?region=130500&year=2022&stage=final_accounts"), "rank")
    assert ranked["桥东区教育局"][1] == 60_000
    text = client.get("/three-public/years/?region=130500&format=csv&part=tidy").content.decode("utf-8-sig")
    assert {row["阶段"] for row in csv.DictReader(io.StringIO(text))} == {"预算"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sort", ["name", "-change", "change", "-hospitality", "overseas_visits", "scope", "place"]
)
def test_every_order_of_a_ranking(client: Client, country: Country, sort: str) -> None:
    departments(country, SCHOOLS)
    tree = page(client, f"/three-public/?region=130500&sort={sort}")
    assert len(rows_of(table(tree, "rank"))) == 5
    if sort == "-change":
        assert next(iter(by_name(tree, "rank"))) == "桥西区教育局"
        assert list(by_name(tree, "rank"))[-1] == "任泽区教育局"  # nothing to compare with comes last


@pytest.mark.django_db
def test_odd_addresses(client: Client, country: Country) -> None:
    departments(country, SCHOOLS)
    for address in (
        "/three-public/?item=nothing&scope=x&like=%00&year=x&page=999",
        "/three-public/?region=130000&like=没有这样的机构",
        "/three-public/years/?step=2022-1999&sort=-1999&page=99&stage=x",
        "/three-public/years/?like=没有这样的机构",
        "/three-public/?region=130606",
        "/three-public/?item=vehicles",
    ):
        assert client.get(address).status_code == 200, address
    for address in (
        "/three-public/?region=x",
        "/three-public/years/?region=999999",
        "/codes/functional/299/years/",
        "/codes/three_public/hospitality/years/",
    ):
        assert client.get(address).status_code == 404, address


@pytest.mark.django_db
def test_sums_over_other_bodies_have_no_rate_and_no_line(client: Client, country: Country) -> None:
    """Nobody is in both years: 6.00 and 4.00 are of two bodies."""
    departments(country, {"桥东区教育局": {2022: "6.00"}, "桥西区教育局": {2023: "4.00"}})
    address = "/three-public/years/?region=130500&like=教育局"
    tree = page(client, address)
    assert by_name(tree, "steps")["2022 → 2023"][8] == "没有同一批"
    assert "线在没有同一批处断开" in tree.xpath("string(//section[@aria-labelledby='h-years'])")
    assert "-33.33" not in client.get(address + "&format=csv").content.decode().replace("−", "-")


@pytest.mark.django_db
def test_a_sum_with_a_body_of_another_scope_has_no_rate(client: Client, country: Country) -> None:
    """2021 is the department's own, 2022 the sum of its units."""
    made = rows.disclosure(country.hengshui, 2021, rows.document("own-2021.txt"), state="draft")
    rows.three_public(made, [(RowKind.TOTAL, "合计", "9.00")])
    publish(made, None, "测试")
    for address in ("/three-public/years/?region=131100", "/three-public/years/"):
        tree = page(client, address)
        assert by_name(tree, "steps")["2021 → 2022"][8] == "口径不同"
        assert "线在口径不同处断开" in tree.xpath("string(//section[@aria-labelledby='h-years'])")


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["/three-public/", "/three-public/years/"])
def test_an_item_that_nobody_printed_is_named_and_the_total_offered(
    client: Client, country: Country, form: str
) -> None:
    departments(country, {"桥东区教育局": {2022: "6.00"}})
    tree = page(client, f"{form}?item=vehicle_purchase&region=130500&unit=yuan")
    (note,) = tree.xpath("//main//p[@class='note']")
    said = "".join(note.itertext())
    assert "河北省邢台市还没有已发布的公开印有公务用车购置费。" in said
    assert "公务用车购置费" in tree.xpath("string(//h1)")
    whole = page(client, form + following(client, tree, "看邢台市的“三公”经费"))
    assert "2022" in whole.xpath("string(//main//table)")
    nowhere = page(client, f"{form}?region=130606")
    assert "印有“三公”经费" in nowhere.xpath("string(//main//p[@class='note'])")
    assert "的“三公”经费 ›" not in nowhere.xpath("string(//main)")


def told_missing(client: Client, address: str) -> str:
    tree = page(client, address)
    return " ".join(tree.xpath("string(//p[@id='missing'])").split())


@pytest.mark.django_db
def test_bodies_that_are_not_ranked_are_told_with_what_is_known_of_why(
    client: Client, country: Country
) -> None:
    departments(country, {"桥东区教育局": {2023: "6.00"}, "桥西区教育局": {2021: "4.00"}})
    printed = [(RowKind.TOTAL, "合计", None)]
    of_another = [(RowKind.HOSPITALITY, "公务接待费", "1.00")]
    for name, own in (("南和区教育局", printed), ("任泽区教育局", None), ("内丘县教育局", of_another)):
        body = rows.agency(name, country.xingtai.region, kind=AgencyKind.DEPARTMENT)
        made = rows.disclosure(body, 2023, rows.document(f"{name}.txt"), state="draft")
        if own:
            rows.three_public(made, own)
        publish(made, None, "测试")
    address = "/three-public/?year=2023&region=130500"
    said = told_missing(client, address)
    assert "印的是空表：南和区教育局；表里没有这一项的数：内丘县教育局；" in said
    assert "公开的那一份没有这张表，文字也没有写：任泽区教育局；" in said
    assert "本站没有收录这一年这一阶段的：" in said
    assert "桥西区教育局" in said
    assert "桥东区教育局" not in said
    assert following(client, page(client, address), "哪些还没有 ›") == "/coverage/130500/"
    assert "南和区教育局" in client.get(address + "&format=csv").content.decode("utf-8-sig")
    assert not told_missing(client, "/three-public/?year=2023")
    assert not told_missing(client, "/codes/functional/210/?region=130500")


@pytest.mark.django_db
def test_of_many_bodies_ten_are_named_and_the_others_counted(client: Client, country: Country) -> None:
    departments(country, {"桥东区教育局": {2023: "6.00"}, **{f"第{i}局": {2021: "1.00"} for i in range(14)}})
    said = told_missing(client, "/three-public/?year=2023&region=130500&scope=department")
    count = Agency.objects.published().filter(region="130500", parent=None, kind="department").count() - 1
    assert f"没有列入的 {count} 个机构" in said
    assert said.count("、") == 9
    assert "；等。" in said


@pytest.mark.django_db
def test_a_unit_with_an_empty_table_does_not_vanish(client: Client, country: Country) -> None:
    body = rows.agency("衡水市某中心", country.hengshui.region, parent=country.hengshui)
    made = rows.disclosure(body, 2022, rows.document("empty.txt"), state="draft")
    rows.three_public(made, [], "本表为空")
    publish(made, None, "测试")
    address = "/three-public/?year=2022&region=131100"
    assert "印的是空表：" in told_missing(client, address + "&members=1")
    assert "衡水市某中心" in told_missing(client, address + "&members=1")
    assert "衡水市某中心" not in told_missing(client, address)


@pytest.mark.django_db
def test_a_department_and_its_own_level_of_one_name_are_told_apart(client: Client, country: Country) -> None:
    departments(country, {"桥东区教育局": {2023: "6.00"}})
    whole = Agency.objects.get(name="桥东区教育局")
    body = rows.agency("桥东区教育局", whole.region, parent=whole)
    made = rows.disclosure(body, 2023, rows.document("own-level.txt"), state="draft")
    rows.three_public(made, [(RowKind.TOTAL, "合计", "6.00")])
    publish(made, None, "测试")
    names = list(by_name(page(client, "/three-public/?year=2023&region=130500&members=1"), "rank"))
    assert names == ["桥东区教育局 部门", "桥东区教育局 本级单位"]
    assert list(by_name(page(client, "/three-public/?year=2023&region=130500"), "rank")) == ["桥东区教育局"]


@pytest.mark.django_db
def test_the_place_stands_in_a_ranking_of_several(client: Client, country: Country) -> None:
    departments(country, {"桥东区教育局": {2022: "6.00"}})
    heads = [
        page(client, f"/three-public/?year=2022&region={place}").xpath("string(//table[1]/thead)")
        for place in ("130500", "130000")
    ]
    assert ["地区" in head for head in heads] == [False, True]
    assert all(head.index("金额") < head.index("较上年") < head.index("名次") for head in heads)
