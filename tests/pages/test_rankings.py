"""Codes, regions and the precomputed tables behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files import File
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.lifecycle.ingestion import ingest, store
from disclosures.lifecycle.publication import publish, withdraw
from disclosures.lifecycle.totals import (
    Differences,
    differences,
    refresh_agencies,
    refresh_disclosures,
    refresh_places,
)
from disclosures.models import Agency, Disclosure, FunctionalCode, Head, Total
from disclosures.pages.places import codes as code_pages
from disclosures.pages.places.asked import Among
from disclosures.pages.places.codes import Asked, code_profile, code_trees
from disclosures.pages.places.ranking import ORDERS, ranking
from disclosures.pages.places.regions import region_profile
from disclosures.presenting.amounts import amount_text
from disclosures.presenting.ordering import Order
from disclosures.reading.values import Absence
from disclosures.reading.year_stages import YearStage, chosen_year
from disclosures.vocabulary import AgencyKind, Basis, CodeKind, Measure, Stage, SubjectKind
from disclosures.vocabulary import Statement as StatementType
from tests.pages import rows
from tests.pages.rows import Country, fen
from tests.readings import reading

pytestmark = pytest.mark.django_db

DEMO = Path(__file__).resolve().parents[2] / "disclosures" / "data" / "demo"
SAME = (0,) * len(Differences._fields)


def total(
    place: str, year: int, code: str = "", kind: CodeKind = CodeKind.FUNCTIONAL
) -> tuple[int, int] | None:
    found = Total.objects.filter(
        place=place, fiscal_year=year, stage=Stage.BUDGET, code=code, kind=kind
    ).first()
    return (found.fen, found.count) if found else None


# --- the two tables ----------------------------------------------------------------------------------------------------


def test_a_department_without_a_document_is_the_sum_of_its_units(country: Country) -> None:
    head = Head.objects.get(agency=country.hengshui, fiscal_year=2022, code="208")
    assert (head.fen, head.parts, head.disclosure_id, head.amount_id) == (fen("452.89"), 2, None, None)
    of_units = Head.objects.filter(
        fiscal_year=2022, kind="functional", code="208", department=country.hengshui
    )
    assert sum(head.fen for head in of_units) == head.fen  # kept beside it, and counted nowhere
    assert {(one.scope, one.parts, one.disclosure_id is None) for one in of_units} == {("unit", 0, False)}
    assert total("131100", 2022) == (fen("4778.20"), 1)
    assert total("130000", 2022) == total("", 2022) == (fen("6254.49"), 2)


def test_a_department_is_never_added_to_its_own_unit(country: Country) -> None:
    assert total("130606", 2023) == total("130600", 2023) == total("", 2023) == (fen("812.32"), 1)


def test_a_narrative_only_year_counts_in_the_total_alone(country: Country) -> None:
    assert total("131100", 2020) == (fen("6467.35"), 1)
    assert not Head.objects.filter(fiscal_year=2020).exclude(code="").exists()


def test_publishing_and_withdrawing_keep_the_tables(country: Country) -> None:
    withdraw(country.lianchi_2023, None, "测试")
    head = Head.objects.get(agency=country.lianchi, code="205")
    assert (head.fen, head.parts) == (fen("117.50"), 1)  # now the sum of its one unit
    assert differences() == SAME
    withdraw(country.lianchi_own_2023, None, "测试")
    assert total("130606", 2023) is None
    publish(country.lianchi_2023, None, "测试")
    withdraw(country.own_2022, None, "测试")
    assert total("131100", 2022) == (fen("825.61"), 1)
    publish(country.draft, None, "测试")
    assert total("", 2023) == (fen("10812.31"), 2)
    assert differences() == SAME


def test_an_agency_that_moves_takes_its_figures_along(country: Country) -> None:
    centre = Agency.objects.get(name="衡水市信息产业中心")
    Agency.objects.filter(pk=centre.pk).update(parent=None)
    refresh_agencies([centre.pk], [country.hengshui.pk])
    assert total("131100", 2022) == (fen("4778.20"), 2)
    assert Head.objects.get(agency=centre, code="208").fen == fen("87.00")
    Agency.objects.filter(pk=centre.pk).update(parent=country.hengshui)
    refresh_places(["131100"])
    assert total("131100", 2022) == (fen("4778.20"), 1)
    Agency.objects.filter(pk=country.xingtai.pk).update(region="131100")
    refresh_agencies([country.xingtai.pk])
    assert total("130500", 2022) is None
    assert total("131100", 2022) == (fen("6254.49"), 2)
    assert differences() == SAME


def test_the_command_finds_and_repairs_a_difference(country: Country) -> None:
    call_command("rebuild_totals", "--check", verbosity=0)
    Head.objects.filter(code="208").update(fen=1)
    Total.objects.filter(place="").delete()
    with pytest.raises(CommandError) as caught:
        call_command("rebuild_totals", "--check", verbosity=0)
    assert caught.value.returncode == 1
    call_command("rebuild_totals", verbosity=0)
    assert differences() == SAME


def test_nothing_of_a_draft_is_counted(country: Country) -> None:
    refresh_disclosures([country.draft])
    assert not Head.objects.filter(agency=country.xingtai, fiscal_year=2023).exists()


# --- rankings ----------------------------------------------------------------------------------------------------------


def more_departments(country: Country, amounts: list[str]) -> None:
    """Departments of 邢台 with one category and a total, 2022."""
    for i, amount in enumerate(amounts):
        body = rows.agency(f"邢台市第{i}局", country.xingtai.region, f"6{i:02}", AgencyKind.DEPARTMENT)
        made = rows.disclosure(body, 2022, rows.document(f"more-{i}.txt"), state="draft")
        rows.expenditure(
            made, [("", "合计", [amount, None, amount]), ("210", "卫生健康支出", [amount, None, amount])]
        )
        publish(made, None, "测试")


def test_medians_of_four_and_none_of_three(country: Country) -> None:
    when, place = YearStage(2022, Stage.BUDGET), country.xingtai.region
    more_departments(country, ["100.00", "200.01"])
    few = ranking(CodeKind.FUNCTIONAL, "210", when, Among(place))
    assert [(group.count, group.median_fen) for group in few.peers] == [(3, None)]
    assert (
        "不足 4 个，不算中位数"
        in Client().get("/codes/functional/210/?region=130500&year=2022").content.decode()
    )
    more = rows.agency("邢台市第九局", place, "699", AgencyKind.DEPARTMENT)
    made = rows.disclosure(more, 2022, rows.document("more-9.txt"), state="draft")
    rows.expenditure(made, [("", "合计", ["800.00"] * 3), ("210", "卫生健康支出", ["800.00"] * 3)])
    publish(made, None, "测试")
    found = ranking(CodeKind.FUNCTIONAL, "210", when, Among(place))
    assert [row.value.fen for row in found.rows] == [fen(x) for x in ("800.00", "440.00", "200.01", "100.00")]
    assert found.median_fen == (fen("440.00") + fen("200.01")) // 2
    assert found.rows[1].whole_fen == fen("1476.29")
    html = Client().get("/codes/functional/210/?region=130500&year=2022").content.decode()
    assert "中位数 320.01" in html
    assert "29.80 %" in html  # 440.00 of 1,476.29


@pytest.mark.parametrize(
    "address", ["/codes/functional/210/?region=130500&year=2022", "/regions/130500/?year=2022"]
)
def test_queries_do_not_grow_with_the_ranking(client: Client, country: Country, address: str) -> None:
    more_departments(country, [f"{i}.00" for i in range(100, 112)])
    with CaptureQueriesContext(connection) as queries:
        html = client.get(address).content.decode()
    assert "中位数" in html
    assert len(queries) <= 10


def test_the_newest_year_unless_another_is_named() -> None:
    on_record = [
        YearStage(2025, Stage.BUDGET),
        YearStage(2024, Stage.BUDGET),
        YearStage(2024, Stage.FINAL_ACCOUNTS),
    ]
    assert chosen_year(on_record, None, None) == on_record[0]
    assert chosen_year(on_record, "2024", "final_accounts") == on_record[2]
    assert chosen_year(on_record, "2024", "x") == on_record[1]
    assert chosen_year(on_record, "1999", None) == on_record[0]
    assert chosen_year([], "2024", None) is None


# --- pages -------------------------------------------------------------------------------------------------------------


def test_the_tree_unfolds_and_tells_no_row_from_no_table(country: Country) -> None:
    functional, economic = code_trees(Stage.BUDGET, {"215"}).trees
    found = {row.code: row for row in functional.rows}
    assert functional.years == (2023, 2022, 2020)
    assert "21505" in found
    assert "2150501" not in found
    assert found["215"].is_open
    assert [value.fen for value, _ in found["210"].cells] == [None, fen("508.47"), None]
    assert [value.absence for value, _ in found["210"].cells] == [Absence.NO_ROW, None, Absence.NO_TABLE]
    assert [count for _, count in functional.total.cells] == [1, 2, 1]
    assert economic.rows == ()


def test_the_tree_reaches_every_year(
    client: Client, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_pages, "MOST_YEARS", 2)
    assert code_trees(Stage.BUDGET).trees[0].years == (2023, 2022)
    html = client.get("/codes/").content.decode()
    address = re.search(r'href="([^"]+)">2020</a>', html)
    assert address
    older = client.get("/codes/" + address[1]).content.decode()
    assert ">2020</a></th>" in older
    assert code_trees(Stage.BUDGET, page=99).trees[0].years == (2020,)


def test_a_code_is_called_with_what_is_above_it(client: Client, country: Country) -> None:
    for code, name, above in (
        ("215", "资源勘探工业信息等支出", ""),
        ("21505", "工业和信息产业监管", "资源勘探工业信息等支出"),
    ):
        level = {3: "category", 5: "section"}[len(code)]
        FunctionalCode.objects.create(edition=2022, code=code, level=level, name=name, source="standard")
        for page in ("", "years/"):
            html = client.get(f"/codes/functional/{code}/{page}").content.decode()
            heading = f"{code} {name}（{above}）" if above else f"{code} {name}"
            assert f"<title>{heading}，" in html
            assert f"<h1>{heading}" in html
            assert f'<a href="/codes/functional/215/">215 {above}</a>' in html or not above


def test_a_place_opens_on_the_year_with_most_bodies(country: Country) -> None:
    place = country.xingtai.region.parent
    assert place
    found = region_profile(place, None, None)
    assert found and found.when
    assert (found.when.year, [total.count for total in found.totals]) == (2022, [1, 2, 1])
    asked = region_profile(place, "2020", None)
    assert asked and asked.when and asked.when.year == 2020


def test_names_by_edition(country: Country) -> None:
    for edition, name in (
        (2017, "医疗卫生与计划生育支出"),
        (2018, "医疗卫生与计划生育支出"),
        (2022, "卫生健康支出"),
    ):
        FunctionalCode.objects.create(
            edition=edition, code="210", level="category", name=name, source="standard"
        )
    found = code_profile(SubjectKind.FUNCTIONAL, "210", Asked(Among()))
    assert found
    assert found.name == "卫生健康支出"
    assert [(name.name, name.editions) for name in found.names] == [
        ("医疗卫生与计划生育支出", "2017—2018"),
        ("卫生健康支出", "2022"),
    ]


def test_coverage_of_a_place(country: Country) -> None:
    found = region_profile(country.hengshui.region, None, None)
    assert found
    assert found.years == (2022, 2020)
    (body,) = found.coverage
    assert body.agency == country.hengshui
    assert [[column.form_word for column in columns] for columns in body.years] == [
        ["3 个单位预算相加"],
        ["部门预算"],
    ]
    hebei = region_profile(country.xingtai.region.parent, "2022", None)  # type: ignore[arg-type]
    assert hebei
    assert [(below.region.name, below.bodies) for below in hebei.below] == [
        ("邢台市", 1),
        ("保定市", 0),
        ("衡水市", 1),
    ]


def test_pages_show_what_the_tables_hold(client: Client, country: Country) -> None:
    html = client.get("/regions/130000/?year=2022").content.decode()
    assert "4,778.20" in html
    assert "3 个单位相加" in html
    assert f"d={country.hengshui.pk}-2022&amp;d={country.xingtai.pk}-2022" in html
    html = client.get("/codes/functional/215/?unit=yuan").content.decode()
    assert "31,860,900.00" in html
    assert f"/agencies/{country.hengshui.pk}/" in html
    assert '/regions/131100/"' in client.get("/").content.decode()


def test_odd_addresses(client: Client, country: Country) -> None:
    for address in (
        "/codes/?open=x,208&stage=nothing&unit=tons",
        "/codes/functional/215/?year=x&stage=y&page=99999&region=",
        "/regions/131100/?year=%00&page=0&bodies=999999",
    ):
        assert client.get(address).status_code == 200, address
    for address in (
        "/codes/functional/299/",
        "/codes/functional/%00/",
        "/codes/nothing/215/",
        f"/codes/functional/{'2' * 40}/",
        "/codes/functional/215/?region=%00",
        "/codes/functional/215/?region=999999",
        "/regions/%00/",
        "/regions/999999/",
    ):
        assert client.get(address).status_code == 404, address


# --- against the parser's own output -----------------------------------------------------------------------------------


def printed(paths: Iterator[Path]) -> dict[tuple[str, int, str], dict[str, int]]:
    """合计 of 支出总表 by agency, year and code, added up from the extract without any of the code under test."""
    found: dict[tuple[str, int, str], dict[str, int]] = {}
    for path in paths:
        for disclosure in reading(path).disclosures:
            codes: dict[str, int] = {}
            table = next((t for t in disclosure.statements if t.statement is StatementType.EXPENDITURE), None)
            for line in table.lines if table else ():
                for cell in line.cells:
                    column = table.columns[cell.column]  # type: ignore[union-attr]
                    is_total = column.measure is Measure.TOTAL and column.basis is not Basis.PRIOR
                    if line.code and is_total and cell.yuan is not None:
                        codes.setdefault(line.code, round(cell.yuan * 100))
            found[(disclosure.agency.name, disclosure.fiscal_year or 0, disclosure.agency.kind)] = codes
    return found


@pytest.mark.slow
def test_demo_documents_read_twice(client: Client) -> None:
    """Publish all, read them again: the tables hold, equal the extract, and every code page shows its total."""
    call_command("load_classifications", verbosity=0)
    paths = sorted(path for path in DEMO.iterdir() if path.suffix in (".pdf", ".docx"))
    documents = []
    for path in paths:
        with path.open("rb") as content:
            document, _ = store(File(content), path.name)
        documents.append(ingest(document))
        for disclosure in document.disclosures.all():
            publish(disclosure, None, "测试")
    assert differences() == SAME
    before = set(Head.objects.values_list("agency", "fiscal_year", "kind", "code", "fen"))
    for document in documents:
        ingest(document)
    assert differences() == SAME
    assert set(Head.objects.values_list("agency", "fiscal_year", "kind", "code", "fen")) == before

    extract = printed(iter(paths))
    sums: dict[tuple[int, str], int] = {}
    for (name, year, kind), codes in extract.items():
        whose = Disclosure.objects.published().get(printed_name=name, fiscal_year=year, kind=kind).agency
        assert whose
        department = whose.parent.name if whose.parent else None
        if department and (department, year, AgencyKind.DEPARTMENT) in extract:
            continue
        for code, amount in codes.items():
            sums[(year, code)] = sums.get((year, code), 0) + amount
    stored = Total.objects.filter(place="", kind=CodeKind.FUNCTIONAL).exclude(code="")
    assert {(row.fiscal_year, row.code): row.fen for row in stored} == sums
    for (year, code), amount in sums.items():
        html = client.get(f"/codes/functional/{code}/?year={year}").content.decode()
        assert amount_text(amount) in html, (year, code)


def test_equal_amounts_share_a_rank_over_pages_and_orders(
    client: Client, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("disclosures.pages.places.ranking.PER_PAGE", 2)
    more_departments(country, ["300.00", "200.00", "200.00", "200.00", "100.00"])
    when, place = YearStage(2022, Stage.BUDGET), country.xingtai.region
    pages = [ranking(CodeKind.FUNCTIONAL, "210", when, Among(place), page).rows for page in (1, 2, 3)]
    assert [row.rank for rows_ in pages for row in rows_] == [1, 2, 3, 3, 3, 6]
    for order in ORDERS:
        for descends in (False, True):
            found = [
                row
                for page in (1, 2, 3)
                for row in ranking(
                    CodeKind.FUNCTIONAL, "210", when, Among(place), page, Order(order, descends)
                ).rows
            ]
            assert len({row.agency.pk for row in found}) == 6
            assert sorted(row.rank for row in found) == [1, 2, 3, 3, 3, 6]
    names = ranking(CodeKind.FUNCTIONAL, "210", when, Among(place), 1, Order("name")).rows
    assert names[0].agency.name < names[1].agency.name
    html = client.get("/codes/functional/210/?region=130500&year=2022&sort=-share").content.decode()
    assert 'aria-sort="descending"' in html
    assert "sort=share" in html


def test_tables_sort_and_bad_orders_do_not(client: Client, country: Country) -> None:
    for address in (
        "/codes/?sort=-2022&open=215",
        "/codes/?sort=-code",
        "/codes/?sort=99999999999999999999&open=208",
        "/codes/functional/215/?parts=-count&sort=nothing",
        "/regions/130000/?year=2022&places=amount&parts=count&sort=scope",
        "/regions/?sort=disclosures",
        "/regions/?sort=%00",
    ):
        assert client.get(address).status_code == 200, address
    (functional, _) = code_trees(Stage.BUDGET, {"215"}, Order.named("-2022")).trees
    amounts = [row.cells[1][0].fen for row in functional.rows if row.level == 1]
    known = [amount for amount in amounts if amount is not None]
    assert amounts[: len(known)] == sorted(known, reverse=True)
    codes = [row.code for row in functional.rows]
    assert codes[codes.index("215") + 1] == "21505"


# --- what the heads tell besides ----------------------------------------------------------------------------------------


def test_three_public_comes_from_its_own_table(country: Country) -> None:
    """Parts by the item that they are; an empty table is no amount, and a sum says which units it is of."""
    found = Head.objects.filter(agency=country.hengshui, fiscal_year=2022, kind="three_public")
    assert found.get(code="").fen == fen("8.95")
    assert total("131100", 2022, kind="three_public") == (fen("8.95"), 1)  # type: ignore[arg-type]
    assert not Head.objects.filter(agency=country.lianchi, kind="three_public").exists()


def test_a_sum_of_other_units_has_another_mark(country: Country) -> None:
    def mark(code: str = "") -> str:
        return Head.objects.get(agency=country.hengshui, fiscal_year=2022, kind="functional", code=code).units

    before, of_code = mark(), mark("208")
    assert before and of_code
    assert not Head.objects.get(agency=country.xingtai, fiscal_year=2022, kind="functional", code="").units
    withdraw(country.resources_2022, None, "测试")
    assert mark() != before
    publish(country.resources_2022, None, "测试")
    assert (mark(), mark("208")) == (before, of_code)


def test_like_bodies_have_the_same_function(country: Country) -> None:
    assert set(Head.objects.filter(code="").values_list("function", flat=True)) >= {"工业信息化"}
    Agency.objects.filter(pk=country.xingtai.pk).update(name="邢台市教育局")
    refresh_agencies([country.xingtai.pk])
    assert set(Head.objects.filter(agency=country.xingtai).values_list("function", flat=True)) == {"教育"}
    assert differences() == SAME
