"""Year over year: breaks, contributions, implied years, declared beside computed changes, budget beside accounts."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from disclosures.lifecycle.checking import check
from disclosures.lifecycle.ingestion.loader import load_prose_claims
from disclosures.models import Agency, Claim, Disclosure, Section
from disclosures.parsing.prose import read_prose
from disclosures.parsing.records import AgencyName, ParsedDisclosure
from disclosures.parsing.records import Section as Passage
from disclosures.vocabulary import AgencyKind, HeadlineItem, RowKind, Stage
from tests.pages import rows
from tests.pages.rows import fen

pytestmark = pytest.mark.django_db


# --- a body made by hand -----------------------------------------------------------------------------------------------


@pytest.fixture
def office(db: None) -> Agency:
    """Budgets of 2022 to 2024 and accounts of 2024; a code is renamed, one begins, one ceases."""
    place = rows.region("310107", "普陀区", rows.region("310000", "上海市"))
    body = rows.agency("普陀区某局", place, kind=AgencyKind.DEPARTMENT)
    tables = {
        2022: [
            ("205", "教育支出", ["10.00", None, "10.00"]),
            ("215", "资源勘探信息等支出", ["70.00", "50.00", "20.00"]),
            ("", "合计", ["80.00", "50.00", "30.00"]),
        ],
        2023: [
            ("205", "教育支出", ["16.00", None, "16.00"]),
            ("208", "社会保障和就业支出", ["24.00", "24.00", None]),
            ("215", "资源勘探工业信息等支出", ["60.00", "40.00", "20.00"]),
            ("", "合计", ["100.00", "64.00", "36.00"]),
        ],
        2024: [
            ("205", "教育支出", ["16.00", None, "16.00"]),
            ("215", "资源勘探工业信息等支出", ["44.00", "30.00", "14.00"]),
            ("21505", "工业和信息产业监管", ["44.00", "30.00", "14.00"]),
            ("", "合计", ["60.00", "30.00", "30.00"]),
        ],
    }
    for year, table in tables.items():
        rows.expenditure(rows.disclosure(body, year, rows.document(f"office-{year}.txt")), table)
    accounts = rows.disclosure(body, 2024, rows.document("office-2024-final.txt"), state="draft")
    Disclosure.objects.filter(pk=accounts.pk).update(
        stage=Stage.FINAL_ACCOUNTS, state="published", published_at=timezone.now()
    )
    accounts.refresh_from_db()
    statement = rows.expenditure(
        accounts,
        [("205", "教育支出", ["12.00", None, "12.00"]), ("", "合计", ["57.00", "30.00", "27.00"])],
    )
    statement.columns.filter(role="amount").update(basis="final")
    for line in statement.lines.all():
        line.amounts.update(basis="final")
    return body


def claim(
    of: Disclosure, item: HeadlineItem, printed: str, wan: str | None, base: int | None, **more: Any
) -> Claim:
    number = None if wan is None else fen(wan)
    direction = "unchanged" if number == 0 else "decrease" if (number or 0) < 0 else "increase"
    return Claim.objects.create(
        disclosure=of, position=of.claims.count(), item=item, fen=number, base_year=base, printed=printed,
        sentence=more.pop("sentence", printed + "。"), **{"direction": direction} | more,
    )  # fmt: skip


HEADING = "部门预算编制说明"


def tell(of: Disclosure, text: str) -> None:
    """A passage of its narrative, with the changes it declares of things that are no headline item."""
    Section.objects.create(
        disclosure=of, position=of.sections.count(), heading=HEADING, level=1, page=6, text=text
    )
    topics = read_prose([Passage(HEADING, 1, 6, text)], of.fiscal_year, Stage(of.stage))
    name = AgencyName(None, of.printed_name, AgencyKind(of.kind))
    load_prose_claims(of, ParsedDisclosure(name, of.fiscal_year, Stage(of.stage), prose=tuple(topics)))


def checked(body: Agency) -> None:
    check(list(Disclosure.objects.filter(agency=body).select_related("agency")))


def of_year(body: Agency, year: int, stage: Stage = Stage.BUDGET) -> Disclosure:
    return Disclosure.objects.get(agency=body, fiscal_year=year, stage=stage)


# --- reading the page --------------------------------------------------------------------------------------------------


class Table:
    """A table of the page as text: heads and rows without what only explains a name."""

    def __init__(self, client: Client, address: str, section: str = "h-y") -> None:
        answer = client.get(address)
        assert answer.status_code == 200, address
        self.tree = lxml_html.fromstring(answer.content.decode())
        self.tables = self.tree.xpath(f'//section[@aria-labelledby="{section}"]//table')
        self.heads = [_text(cell) for cell in self.tables[0].xpath("./thead/tr/th")] if self.tables else []
        self.rows = [row for table in self.tables for row in _rows(table)]

    def row(self, name: str) -> list[str]:
        return next(row for row in self.rows if row[0] == name)


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.xpath("./tbody/tr"):
        head, *cells = row.xpath("./th|./td")
        name = "".join(text for text in head.xpath(".//text()[not(ancestor::small)]")).strip()
        yield [name, *(_text(cell) for cell in cells)]


def _text(cell: Any) -> str:
    return " ".join(text.strip() for text in cell.itertext() if text.strip())


def years(body: Agency, query: str = "") -> str:
    return f"/agencies/{body.pk}/years/{query}"


# --- what lies between two years ---------------------------------------------------------------------------------------


def test_changes_rates_and_contributions(client: Client, office: Agency) -> None:
    found = Table(client, years(office, "?table=expenditure&show=all"))
    assert found.heads[1:6] == [
        "2022 部门预算",
        "2023 部门预算",
        "变化 较 2022",
        "变化率 较 2022",
        "贡献 百分点",
    ]
    assert found.row("205教育支出")[1:6] == ["10.00", "16.00", "+6.00", "+60.00 %", "+7.50"]
    assert found.row("合计")[1:] == [
        "80.00", "100.00", "+20.00", "+25.00 %", "+25.00", "60.00", "−40.00", "−40.00 %", "−40.00",
    ]  # fmt: skip
    assert found.row("215资源勘探工业信息等支出")[1:6] == ["70.00", "60.00", "−10.00", "−14.29 %", "−12.50"]


def test_contributions_add_up_to_the_rate_of_the_total(client: Client, office: Agency) -> None:
    found = Table(client, years(office, "?table=expenditure&measure=project&show=contribution"))
    points = [
        Decimal(row[4].replace("−", "-")) for row in found.rows if row[4][:1] in "+−0" and row[0] != "合计"
    ]
    assert sum(points) == Decimal("20.00")
    assert found.row("合计")[4] == "+20.00"


def test_the_switch_of_columns(client: Client, office: Agency) -> None:
    widths = {
        show: len(Table(client, years(office, f"?table=expenditure&show={show}")).heads)
        for show in ("amount", "change", "contribution", "all", "nonsense")
    }
    assert widths == {"amount": 4, "change": 8, "contribution": 8, "all": 10, "nonsense": 8}


def test_every_column_of_a_table_can_be_chosen(client: Client, office: Agency) -> None:
    found = Table(client, years(office, "?table=expenditure&measure=basic&show=amount"))
    assert found.row("215资源勘探工业信息等支出")[1:] == ["50.00", "40.00", "30.00"]
    assert found.row("205教育支出")[1:] == ["空白", "空白", "空白"]


# --- codes -------------------------------------------------------------------------------------------------------------


def test_codes_renamed_begun_and_ceased_are_told(client: Client, office: Agency) -> None:
    address = years(office, "?table=expenditure")
    found = Table(client, address)
    assert found.row("208社会保障和就业支出")[1:] == [
        "无此行",
        "24.00",
        "新出现",
        "一侧没有数，不作差",
        "无此行",
        "不再出现",
        "一侧没有数，不作差",
    ]
    assert "2022：资源勘探信息等支出；2023—2024：资源勘探工业信息等支出" in _text(found.tables[0])
    renamed = found.tables[0].xpath('.//tr[th[contains(., "215")]]/td[contains(@class, "break")]')
    assert [_text(cell) for cell in renamed] == ["60.00"]
    events = Table(client, address, "h-codes").rows
    assert events == [
        ["208社会保障和就业支出", "新出现", "2023", "", "24.00"],
        ["215资源勘探工业信息等支出", "改名", "2023", "资源勘探信息等支出", "60.00"],
        ["208社会保障和就业支出", "不再出现", "2024", "", "24.00"],
        ["21505工业和信息产业监管", "新出现", "2024", "", "44.00"],
    ]


@pytest.mark.parametrize("printed", ["（一）教育 支出", "教育"])
def test_spelling_is_no_renaming(client: Client, office: Agency, printed: str) -> None:
    """What is one name for the checks (`naming.one_name`) is one here."""
    line = of_year(office, 2024).statements.get().lines.get(code="205")
    line.name = printed
    line.save()
    events = Table(client, years(office, "?table=expenditure"), "h-codes").rows
    assert "205" not in "".join(event[0] for event in events)


# --- breaks and gaps ---------------------------------------------------------------------------------------------------


def test_nothing_is_computed_across_a_change_of_scope(client: Client, office: Agency) -> None:
    Disclosure.objects.filter(agency=office, fiscal_year=2023).update(kind=AgencyKind.UNIT)
    address = years(office, "?table=expenditure&show=all")
    found = Table(client, address)
    assert found.heads == ["科目", "2022 部门预算", "2023 单位预算 口径变化", "2024 部门预算 口径变化"]
    html = client.get(address).content.decode()
    assert "2022 与 2023之间口径有变化：2022 年为部门预算，2023 年为单位预算" in html
    assert html.count('class="brk"') == 2
    assert 'class="ln ' not in html


def test_sums_of_other_units_are_a_break(client: Client, country: rows.Country) -> None:
    source = rows.document("hengshui-2023.txt")
    for body in (country.own_level, Agency.objects.get(code="350003")):
        rows.expenditure(rows.disclosure(body, 2023, source), [("", "合计", ["1.00", "1.00", None])])
    html = client.get(years(country.hengshui, "?table=expenditure")).content.decode()
    assert "相加的单位不同：2023 年没有衡水市信息资源管理中心" in html


def test_years_that_are_not_here_are_gaps(client: Client, office: Agency) -> None:
    Disclosure.objects.filter(agency=office, fiscal_year=2023).update(state="withdrawn")
    found = Table(client, years(office, "?table=expenditure"))
    assert found.heads[1:4] == ["2022 部门预算", "2023 未收录", "2024 部门预算"]
    assert found.heads[4] == "变化 较 2022"
    assert found.row("205教育支出")[1:] == ["10.00", "", "16.00", "+6.00", "+60.00 %"]
    html = client.get(years(office, "?table=expenditure")).content.decode()
    assert "没有收录 2023 年的公开" in html
    assert 'class="ln ' not in html  # nothing is drawn over the gap


def test_a_document_that_counts_otherwise_stops_its_row(client: Client, office: Agency) -> None:
    for year, amount in ((2023, "10101.76"), (2024, "2094.58")):
        rows.stated(of_year(office, year), HeadlineItem.AGENCY_OPERATING_EXPENSES, amount)
    claim(
        of_year(office, 2024), HeadlineItem.AGENCY_OPERATING_EXPENSES, "减少8007.18万元", "-8007.18", 2023,
        reason="统计口径发生调整，上下年度不具备可比性", computed_fen=fen("-8007.18"), verdict="holds",
    )  # fmt: skip
    found = Table(client, years(office, "?show=all"))
    assert "口径变化" in found.row("机关运行经费")
    assert "−79.27 %" not in found.row("机关运行经费")
    declared = Table(client, years(office), "derive")
    assert declared.rows[0][1:6] == ["机关运行经费", "−8,007.18", "", "−8,007.18", "0.00"]


def test_a_total_with_conferences_is_no_total_without(client: Client, office: Agency) -> None:
    three = [(RowKind.TOTAL, "合计", "8.00"), (RowKind.HOSPITALITY, "公务接待费", "3.00")]
    rows.three_public(of_year(office, 2023), [*three, (RowKind.TRAINING, "培训费", "5.00")])
    rows.three_public(of_year(office, 2024), three)
    found = Table(client, years(office, "?table=three_public"))
    assert found.row("合计")[-2:] == ["口径变化", "一侧没有数，不作差"]
    assert found.row("公务接待费")[-2:] == ["0.00", "0.00 %"]


# --- budget beside accounts --------------------------------------------------------------------------------------------


def test_budget_beside_accounts_with_execution(client: Client, office: Agency) -> None:
    found = Table(client, years(office, "?stage=both&table=expenditure"))
    assert found.heads == [
        "科目", "2024 预算 部门", "2024 决算 部门", "决算 − 预算 本站算出", "执行率 决算 / 预算，本站算出",
    ]  # fmt: skip
    assert found.row("205教育支出")[1:] == ["16.00", "12.00", "−4.00", "75.00 %"]
    assert found.row("合计")[1:] == ["60.00", "57.00", "−3.00", "95.00 %"]
    figures = Table(client, years(office, "?stage=both"))
    assert figures.row("支出总计")[1:] == ["60.00", "57.00", "−3.00", "95.00 %"]


def test_no_execution_rate_between_scopes(client: Client, office: Agency) -> None:
    Disclosure.objects.filter(agency=office, stage=Stage.FINAL_ACCOUNTS).update(kind=AgencyKind.UNIT)
    found = Table(client, years(office, "?stage=both&table=expenditure"))
    assert found.heads == ["科目", "2024 预算 部门", "2024 决算 单位 口径变化"]


def test_without_both_stages_the_address_shows_one(client: Client, country: rows.Country) -> None:
    found = Table(client, years(country.xingtai, "?stage=both"))
    assert found.heads[1] == "2022 部门预算"


# --- declared changes --------------------------------------------------------------------------------------------------


def test_declared_beside_computed(client: Client, office: Agency) -> None:
    now, before = of_year(office, 2024), of_year(office, 2023)
    for of, item, printed, wan, more in (
        (now, HeadlineItem.BUDGET_TOTAL, "2024年收支预算60.00万元，比2023年预算减少40.00万元", "-40", {"reason": "压减", "page": 7}),
        (now, HeadlineItem.BASIC_EXPENDITURE, "基本支出比2023年预算减少33.99万元", "-33.99", {}),
        (now, HeadlineItem.PROJECT_EXPENDITURE, "项目支出比2023年预算减少7.50万元", "-7.50", {}),
        (before, HeadlineItem.EXPENDITURE_TOTAL, "2023年支出预算100.00万元，比2022年预算增长25.00%", None, {"percentage": 25}),
    ):  # fmt: skip
        tell(of, printed + "。")
        claim(of, item, printed, wan, of.fiscal_year - 1 if of.fiscal_year else None, **more)
    assert [row[6] for row in Table(client, years(office), "derive").rows] == ["未核对"] * 4
    checked(office)
    found = Table(client, years(office), "derive").rows
    assert found == [
        ["2023 较 2022", "支出总额", "", "+25 %", "+20.00", "", "一致", "", "没有说明", "原句"],
        ["2024 较 2023", "收支总额", "−40.00", "", "−40.00", "0.00", "一致", "", "压减", "第 7 页"],
        ["2024 较 2023", "基本支出", "−33.99", "", "−34.00", "+0.01", "舍入差", "", "没有说明", "原句"],
        ["2024 较 2023", "项目支出", "−7.50", "", "−6.00", "−1.50", "不一致", "", "没有说明", "原句"],
    ]


def test_the_page_says_what_the_ledger_says(client: Client, office: Agency) -> None:
    """“支出预算110万元，比上年增加10万元” beside 110.30 and 99.90: what is printed without decimals may be rounded by so
    much. One judgement: a page has none of its own."""
    whole = {2023: "99.90", 2024: "110.30"}
    for year, amount in whole.items():
        of = of_year(office, year)
        of.statements.all().delete()
        rows.expenditure(
            of, [("205", "教育支出", [amount, None, amount]), ("", "合计", [amount, None, amount])]
        )
    words = "支出预算110万元，比上年增加10万元"
    now = of_year(office, 2024)
    tell(now, words + "。")
    claim(now, HeadlineItem.EXPENDITURE_TOTAL, words, "10", 2023)
    checked(office)
    ledger = [one for one in now.ledger.results if one["check"] == "declared-change-fits-last-year"]
    (row,) = Table(client, years(office), "derive").rows
    assert [one["state"] for one in ledger] == ["holds"]
    assert row[2:7] == ["+10.00", "", "+10.10", "−0.10", "一致"]


def test_a_declared_change_gives_the_year_before_marked_as_derived(client: Client, office: Agency) -> None:
    claim(of_year(office, 2022), HeadlineItem.EXPENDITURE_TOTAL, "较2021年增加5.5万元", "5.5", 2021)
    checked(office)
    found = Table(client, years(office))
    assert found.heads[1] == "2021 由 2022 年推算"
    assert found.row("支出总计")[1:5] == ["74.50", "80.00", "+5.50", "+7.38 %"]
    assert found.row("基本支出")[1] == "未收录"
    cell = found.tables[0].xpath('.//span[@class="derived"]')[0]
    assert "推算" in cell.get("title")
    assert not cell.xpath("ancestor::a")
    html = client.get(years(office)).content.decode()
    assert "空心为推算" in html
    assert 'class="dot  hollow"' in html
    table = client.get(years(office, "?table=expenditure")).content.decode()
    assert 'class="dot  hollow"' not in table
    assert "空心为" not in table, "no point of this chart is implied"
    assert "没有同一机构 2021 年的预算可以对照" in html
    # No statement of 2021 is here: its table shows nothing of that year.
    assert "2021" not in "".join(Table(client, years(office, "?table=expenditure")).heads)


@pytest.mark.parametrize("others", [("增加1万元", "1"), ("增加2.00万元", "2.00")])
def test_a_sum_is_implied_only_where_every_unit_said_it(
    client: Client, country: rows.Country, others: tuple[str, str]
) -> None:
    assert "推算" not in "".join(Table(client, years(country.hengshui)).heads)
    for of in (country.centre_2022, country.resources_2022):
        claim(of, HeadlineItem.BUDGET_TOTAL, *others, 2021, verdict="could_not_be_done")
    row = Table(client, years(country.hengshui)).row("支出总计")
    expected = Decimal("4317.64") + Decimal("474.98") + Decimal("350.63") - 2 * Decimal(others[1])
    assert Decimal(row[2].replace(",", "")) == expected


def test_two_different_claims_imply_nothing(client: Client, office: Agency) -> None:
    for amount in ("5.5", "6.5"):
        claim(of_year(office, 2022), HeadlineItem.EXPENDITURE_TOTAL, f"增加{amount}万元", amount, 2021)
    checked(office)
    assert Table(client, years(office)).heads[1] == "2022 部门预算"


def test_a_change_against_what_was_carried_out_is_not_held_against_the_budget(
    client: Client, office: Agency
) -> None:
    words = "支出预算60.00万元，比2023年预算执行数减少40.00万元"
    tell(of_year(office, 2024), words + "。")
    claim(of_year(office, 2024), HeadlineItem.EXPENDITURE_TOTAL, words, "-40", 2023)
    checked(office)
    why = "未能核对 ： 没有上年决算，不能核对与执行数的比较"
    assert Table(client, years(office), "derive").rows[0][4:7] == ["", "", why]


def test_unchanged_items_stand_apart(client: Client, office: Agency) -> None:
    of = of_year(office, 2024)
    for item, words in (
        (HeadlineItem.HOSPITALITY, "公务接待费1.00万元，与2023年预算持平"),
        (HeadlineItem.BASIC_EXPENDITURE, "基本支出30.00万元，与2023年预算持平"),
    ):
        tell(of, words + "。")
        claim(of, item, words, "0", 2023)
    checked(office)
    found = Table(client, years(office), "derive")
    assert [row[1] for row in _rows(found.tables[0])] == ["基本支出"]  # said to be as before, and is not
    assert [row[1] for row in _rows(found.tables[1])] == ["公务接待费"]


# --- order and rows ----------------------------------------------------------------------------------------------------


def names(client: Client, address: str) -> list[str]:
    return [re.sub(r"\D", "", row[0]) for row in Table(client, address).rows]


def test_rows_are_sorted_under_their_code_with_the_total_last(client: Client, office: Agency) -> None:
    address = years(office, "?table=expenditure&open=all")
    assert names(client, address) == ["205", "208", "215", "21505", ""]
    assert names(client, address + "&sort=2024") == ["215", "21505", "205", "208", ""]
    assert names(client, address + "&sort=-2023c") == ["215", "21505", "205", "208", ""]
    assert names(client, address + "&sort=2023c") == ["205", "215", "21505", "208", ""]
    assert names(client, address + "&sort=nonsense") == names(client, address)
    html = client.get(address + "&sort=2024").content.decode()
    assert 'aria-sort="descending"' in html
    assert "sort=-2024" in html


def test_only_rows_that_change(client: Client, office: Agency) -> None:
    Disclosure.objects.filter(agency=office, fiscal_year=2022).update(state="withdrawn")
    found = Table(client, years(office, "?table=expenditure&rows=changed"))
    assert [row[0] for row in found.rows] == ["208社会保障和就业支出", "215资源勘探工业信息等支出", "合计"]
    assert (
        "没有列出各年相同的 1 行"
        in client.get(years(office, "?table=expenditure&rows=changed")).content.decode()
    )


# --- files -------------------------------------------------------------------------------------------------------------

STATES = (
    "",
    "?show=all&unit=yuan",
    "?table=expenditure&show=all&open=all&sort=2024c",
    "?table=expenditure&measure=project&show=contribution&rows=changed&unit=yi",
    "?stage=both&table=expenditure",
    "?stage=both",
)


def exported(client: Client, address: str, form: str) -> bytes:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format={form}")
    assert answer.status_code == 200, address
    return answer.content


def shown(cell: Any) -> str:
    return cell if isinstance(cell, str) else str(cell["shown"])


@pytest.fixture
def talkative(office: Agency) -> Agency:
    claim(of_year(office, 2022), HeadlineItem.EXPENDITURE_TOTAL, "较2021年增加5.5万元", "5.5", 2021, page=3)
    claim(of_year(office, 2024), HeadlineItem.BASIC_EXPENDITURE, "减少33.99万元", "-33.99", 2023)
    claim(of_year(office, 2024), HeadlineItem.HOSPITALITY, "与上年持平", "0", 2023)
    checked(office)
    return office


@pytest.mark.parametrize("query", STATES)
def test_files_equal_the_page_cell_by_cell(client: Client, talkative: Agency, query: str) -> None:
    address = years(talkative, query)
    tables = {t["key"]: t for t in json.loads(exported(client, address, "json"))["tables"]}
    page = Table(client, address)
    width = len(page.heads) + 1
    rows_ = [[shown(cell) for cell in row][:width] for row in tables["rows"]["rows"]]
    assert [[code + name, *rest] for code, name, *rest in rows_] == page.rows
    for key, section in (("events", "h-codes"), ("declared", "derive")):
        page_rows = Table(client, address, section).rows
        if key == "events":
            made = [[shown(c) for c in row] for row in tables[key]["rows"]] if page_rows else []
            assert [[code + name, *rest] for code, name, *rest in made] == page_rows
        elif page_rows:
            made = [[shown(c) for c in row[:-1]] for row in tables[key]["rows"]]
            assert [[c.replace("：", " ： ") if "未能" in c else c for c in row] for row in made] == page_rows


@pytest.mark.parametrize("query", STATES)
def test_formulas_of_a_workbook_compute_what_it_shows(client: Client, talkative: Agency, query: str) -> None:
    content = exported(client, years(talkative, query), "xlsx")
    sheet_rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(content))
        .get_sheet_by_name("各年")
        .to_python(skip_empty_area=False)
    )

    def at(place: str) -> float:
        letters, number = re.fullmatch(r"([A-Z]+)\$?(\d+)", place).groups()  # type: ignore[union-attr]
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - 64
        return float(sheet_rows[int(number) - 1][column - 1])

    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    formulas = re.findall(r'<c r="(\w+)"[^>]*><f>([^<]+)</f>', sheet)
    assert formulas
    for place, formula in formulas:
        terms = re.sub(r"[A-Z]+\$?\d+", lambda found: repr(at(found[0])), formula)
        assert re.fullmatch(r"[\d.e+\-*/()]+", terms)
        assert at(place) == pytest.approx(eval(terms))


def test_an_implied_amount_says_so_in_files(client: Client, talkative: Agency) -> None:
    table = json.loads(exported(client, years(talkative), "json"))["tables"][0]
    cell = next(row for row in table["rows"] if row[1] == "支出总计")[2]
    assert cell["yuan"] == "745000.00"
    assert cell["implied"] is True
    assert "figure" not in cell
    assert "由 2022 年推算" in table["columns"][2][0]


@pytest.mark.parametrize("query", [*STATES, "?stage=final_accounts"])
def test_at_most_ten_queries(client: Client, talkative: Agency, query: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(years(talkative, query)).status_code == 200
    assert len(queries) <= 10


# --- what narratives say of things without a headline item -------------------------------------------------------------


def test_what_has_no_item_is_bound_by_its_own_words(client: Client, office: Agency) -> None:
    for year, amount, words in (
        (2023, "100.00", "比2022年预算增加20.00万元"),
        (2024, "60.00", "比2023年预算减少41.00万元"),
    ):
        tell(
            of_year(office, year),
            f"支出预算{amount}万元，其中：财政拨款支出预算{amount}万元，{words}。政府性基金拨款支出预算0.00万元，与{year - 1}年预算持平。",
        )
    checked(office)
    found = [row for row in Table(client, years(office), "derive").rows if row[1].startswith("财政拨款支出")]
    assert found == [
        ["2023 较 2022", "财政拨款支出预算", "+20.00", "", "", "", "未能核对 ： 上年的公开中没有找到这一项", "", "没有说明", "第 6 页"],
        ["2024 较 2023", "财政拨款支出预算", "−41.00", "", "−40.00", "−1.00", "不一致", "", "没有说明", "第 6 页"],
    ]  # fmt: skip


def test_a_year_before_below_zero_is_not_shown(client: Client, office: Agency) -> None:
    claim(of_year(office, 2022), HeadlineItem.EXPENDITURE_TOTAL, "较2021年增加81万元", "81", 2021)
    checked(office)
    row = Table(client, years(office), "derive").rows[0]
    assert row[6:8] == ["未能核对 ： 没有同一机构 2021 年的预算可以对照，推算得负数", ""]
    assert Table(client, years(office)).heads[1] == "2022 部门预算"


def test_a_change_of_appropriations_is_no_change_of_the_total(client: Client, office: Agency) -> None:
    sentence = "与上年相比，财政拨款收、支总计各减少38.00万元。"
    tell(of_year(office, 2024), "2024年度财政拨款收、支总预算55.00万元。" + sentence)
    claim(of_year(office, 2024), HeadlineItem.BUDGET_TOTAL, "减少38.00万元", "-38", 2023, sentence=sentence)
    labels = [row[1] for row in Table(client, years(office), "derive").rows]
    assert "收支总额" not in labels
    assert any("财政拨款" in label for label in labels)
