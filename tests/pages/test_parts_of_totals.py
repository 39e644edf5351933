"""Parts that do not make the whole say what is missing; 支出总计 is the figure that is printed as such."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from disclosures.models import Disclosure
from disclosures.reading.key_figures import KeyFigures
from disclosures.vocabulary import AgencyKind, HeadlineItem, Measure, RowKind, Side, Stage
from tests.pages import rows
from tests.pages.rows import Country, compare_address, fen

pytestmark = pytest.mark.django_db


@pytest.fixture
def reserved(country: Country) -> Disclosure:
    """A table with 单位预留机动经费 beside 基本支出 and 项目支出."""
    body = rows.agency("某省委办公厅", country.xingtai.region, "901", AgencyKind.DEPARTMENT)
    made = rows.disclosure(body, 2022, rows.document("预留.pdf"))
    printed = ["27664.22", "11700.63", "13025.38", "2938.21"]
    rows.expenditure(made, [("", "合计", printed)], more=[Measure.RESERVE])
    return made


@pytest.fixture
def accounts(country: Country) -> Disclosure:
    """Final accounts: what was spent in the year, and a total with what is carried over."""
    body = rows.agency("某区规划局", country.xingtai.region, "902", AgencyKind.DEPARTMENT)
    made = rows.disclosure(body, 2022, rows.document("决算.pdf"))
    Disclosure.objects.filter(pk=made.pk).update(stage=Stage.FINAL_ACCOUNTS)
    printed_rows = [
        (RowKind.EXPENDITURE_THIS_YEAR, "本年支出合计", "9759.38"),
        (RowKind.CLOSING_CARRYOVER, "年末结转和结余", "100.00"),
        (RowKind.EXPENDITURE_TOTAL, "总计", "9859.38"),
    ]
    rows.summary(made, printed_rows, Side.EXPENDITURE)
    table = rows.expenditure(made, [("", "合计", ["9759.38", "5377.64", "4381.74"])])
    for printed in (table, made.statements.get(statement="revenue_and_expenditure")):
        printed.columns.filter(role="amount").update(basis="final")
        for line in printed.lines.all():
            line.amounts.update(basis="final")
    return Disclosure.objects.get(pk=made.pk)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def test_shares_are_of_the_whole_and_the_rest_is_named(client: Client, reserved: Disclosure) -> None:
    html = client.get(f"/agencies/{reserved.agency_id}/").content.decode()
    assert "基本 42.3 %　项目 47.1 %　其余 10.6 %" in html
    assert "其余为单位预留机动经费 2,938.21" in html
    lines = list(
        csv.reader(
            io.StringIO(client.get(f"/agencies/{reserved.agency_id}/?format=csv").content.decode("utf-8-sig"))
        )
    )
    assert any("其余为单位预留机动经费 2,938.21" in line for line in lines)


def test_what_two_parts_leave_out_is_said_wherever_they_stand(client: Client, reserved: Disclosure) -> None:
    for address in ("/", f"/disclosures/{reserved.pk}/"):
        assert "其余为单位预留机动经费 2,938.21" in client.get(address).content.decode(), address


def test_parts_that_make_the_whole_say_nothing_more(client: Client, country: Country) -> None:
    assert "其余为" not in client.get("/").content.decode()


def test_what_no_name_is_printed_for_is_said_too(client: Client, country: Country) -> None:
    body = rows.agency("某市统计局", country.xingtai.region, "903")
    made = rows.disclosure(body, 2022, rows.document("统计.pdf"))
    rows.expenditure(made, [("", "合计", ["100.00", "60.00", "30.00"])])
    over = rows.disclosure(body, 2023, rows.document("统计2.pdf"))
    rows.expenditure(over, [("", "合计", ["100.00", "60.00", "50.00"])])
    html = client.get(f"/agencies/{body.pk}/").content.decode()
    assert "其余为没有列明的部分 10.00" in html
    assert "各部分之和比总计多 10.00" in html


def test_the_total_of_final_accounts_is_the_printed_one(client: Client, accounts: Disclosure) -> None:
    figures = KeyFigures.load([accounts.pk])
    assert figures.value(accounts.pk, HeadlineItem.EXPENDITURE_TOTAL).fen == fen("9859.38")
    assert figures.value(accounts.pk, HeadlineItem.EXPENDITURE_THIS_YEAR).fen == fen("9759.38")
    for address in ("/", f"/disclosures/{accounts.pk}/", f"/agencies/{accounts.agency_id}/"):
        text = plain(client.get(address).content.decode())
        assert "9,859.38" in text, address
        assert "其余为结转下年 100.00" in text, address


def test_the_year_is_a_row_of_its_own_only_where_it_is_not_the_total(
    client: Client, accounts: Disclosure, country: Country
) -> None:
    years = client.get(f"/agencies/{accounts.agency_id}/years/?stage=final_accounts").content.decode()
    assert ">本年支出合计<" in years
    assert ">结转下年<" in years
    other = client.get(compare_address(country.own_2022, country.xingtai_2022)).content.decode()
    assert "本年支出合计" not in other


def test_a_table_without_such_a_column_says_so(
    client: Client, reserved: Disclosure, country: Country
) -> None:
    html = client.get(compare_address(reserved, country.xingtai_2022)).content.decode()
    (row,) = re.findall(r"<tr[^>]*><th[^>]*>单位预留机动经费</th>.*?</tr>", html)
    assert plain(row).split() == ["单位预留机动经费2,938.21无此栏一侧没有数，不作差"]
