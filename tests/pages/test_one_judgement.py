"""A figure is judged once: whether it may be compared is the same in every table of a comparison that shows it."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html as lxml_html

from disclosures.models import Disclosure, Statement, StatementLine
from disclosures.vocabulary import AgencyKind, HeadlineItem, Measure, RowKind
from disclosures.vocabulary import Statement as StatementType
from tests.pages import rows
from tests.pages.rows import Country, compare_address
from tests.pages.test_compare import purchase

pytestmark = pytest.mark.django_db

BASIC = StatementType.BASIC_EXPENDITURE


def shown(client: Client, *chosen: Disclosure) -> dict[str, dict[str, list[str]]]:
    """By table, by the name of the row: its cells."""
    tree = lxml_html.fromstring(client.get(compare_address(*chosen)).content.decode())
    return {
        table.xpath("string(./caption/@id)").removeprefix("cap-"): {
            "".join(row.xpath("./th//text()")): ["".join(cell.itertext()) for cell in row.xpath("./td")]
            for row in table.xpath("./tbody/tr")
        }
        for table in tree.xpath("//table[caption[@id]]")
    }


def department(
    country: Country, name: str, other_revenue: str | None, basic: str, of_one_fund: str
) -> Disclosure:
    """A department with its 基本支出 of all funds and the total of 一般公共预算基本支出表."""
    body = rows.agency(name, country.xingtai.region, "", AgencyKind.DEPARTMENT)
    made = rows.disclosure(body, 2022, rows.document(f"{name}.txt"))
    other = [(RowKind.OTHER_REVENUE, "其他收入", other_revenue)] if other_revenue else []
    rows.summary(made, [(RowKind.GENERAL_PUBLIC, "一般公共预算拨款收入", "90.00"), *other])
    rows.expenditure(made, [("", "合计", ["100.00", basic, "30.00"])])
    rows.expenditure(made, [("", "合计", [of_one_fund, None, None])], BASIC)
    return made


def test_a_unit_and_a_department_are_compared_in_no_total(client: Client, country: Country) -> None:
    for one, total in ((country.own_2022, "1083.83"), (country.xingtai_2022, "891.29")):
        rows.expenditure(
            one, [("", "合计", [total, None, None]), ("301", "工资福利支出", ["5.00", None, None])], BASIC
        )
    tables = shown(client, country.own_2022, country.xingtai_2022)
    for table, name in (
        ("headline", "支出总计"),
        ("headline", "基本支出"),
        ("functional", "合计"),
        ("economic", "合计"),
    ):
        assert "不比" in tables[table][name], (table, name)
    assert tables["economic"]["301工资福利支出"] == ["5.00", "5.00", "0.00"]


def test_of_unlike_funds_basic_expenditure_is_compared_where_it_is_of_one(
    client: Client, country: Country
) -> None:
    plain = department(country, "甲局", None, "70.00", "70.00")
    same = department(country, "乙局", "10.00", "65.00", "65.00")
    mixed = department(country, "丙局", "10.00", "68.00", "66.00")
    tables = shown(client, plain, same)
    assert "不比" in tables["headline"]["支出总计"]
    assert tables["headline"]["基本支出"][-1] == tables["economic"]["合计"][-1] == "−5.00"
    tables = shown(client, plain, mixed)
    assert "不比" in tables["headline"]["基本支出"]
    assert tables["economic"]["合计"][-1] == "−4.00", "another figure than 基本支出 of all funds"


def test_what_one_form_prints_as_columns_is_no_row_by_function(client: Client, country: Country) -> None:
    """A table of one row has 基本支出 as a column; the others print it, too, and have no row without it."""
    body = rows.agency("某省厅", country.xingtai.region, "", AgencyKind.DEPARTMENT)
    made = rows.disclosure(body, 2022, rows.document("横排.txt"))
    table = rows.expenditure(made, [("", "合计", ["100.00", None, None, None])], more=[Measure.RESERVE])
    columned(table, "基本支出", Measure.BASIC, "60.00")
    columned(table, "单位预留机动经费", Measure.RESERVE, "40.00")
    StatementLine.objects.create(statement=table, position=9, row=1, name="结转下年资金")
    tables = shown(client, made, country.xingtai_2022)
    assert "基本支出" not in tables["functional"]
    assert "单位预留机动经费" not in tables["functional"]
    assert "结转下年资金" not in tables["functional"], "of a blank column neither"
    assert "合计" in tables["functional"]
    assert tables["headline"]["基本支出"][:2] == ["60.00", "891.29"]


def columned(table: Statement, name: str, measure: Measure, printed: str) -> None:
    line = StatementLine.objects.create(statement=table, position=table.lines.count() + 1, row=1, name=name)
    column = table.columns.get(measure=measure)
    line.amounts.create(
        column=column, measure=measure, basis="budget", state="amount", fen=rows.fen(printed), printed=printed
    )


def test_purchases_without_a_table_are_those_of_the_text_in_both_tables(
    client: Client, country: Country
) -> None:
    """The table said that there is nothing to compare, and the key figures subtracted it."""
    one = department(country, "甲局", None, "70.00", "70.00")
    other = department(country, "乙局", None, "65.00", "65.00")
    purchase(one, "合计", "252.00", is_total=True)
    purchase(one, "办公费", "252.00", "台式计算机")
    rows.stated(one, HeadlineItem.PROCUREMENT_TOTAL, "252.00")
    rows.stated(other, HeadlineItem.PROCUREMENT_TOTAL, "2.00")
    tables = shown(client, one, other)
    assert tables["headline"]["政府采购预算（说明文字）"] == ["252.00", "2.00", "−250.00"]
    assert tables["procurement"]["政府采购总额"] == ["252.00", "2.00", "−250.00"]
    assert tables["procurement"]["没有写明货物、工程还是服务"][:2] == ["252.00", "未公开"]


def test_meetings_that_stand_among_the_basic_expenditure_alone_are_shown_and_not_subtracted(
    client: Client, country: Country
) -> None:
    """The table of one place has a row for them, that of the other prints 30215 and said 无此行."""
    one = department(country, "甲局", None, "70.00", "70.00")
    other = department(country, "乙局", None, "65.00", "65.00")
    for each in (one, other):
        of_basic = [
            ("302", "商品和服务支出", ["9.00", None, None]),
            ("30215", "会议费", ["1.20", None, None]),
        ]
        each.statements.filter(statement=BASIC).delete()
        rows.expenditure(each, [("", "合计", ["70.00", None, None]), *of_basic], BASIC)
    rows.three_public(
        one, [(RowKind.HOSPITALITY, "公务接待费", "3.00"), (RowKind.CONFERENCES, "会议费", "4.00")]
    )
    rows.three_public(other, [(RowKind.HOSPITALITY, "公务接待费", "2.00")])
    tables = shown(client, one, other)
    assert tables["three_public"]["会议费"] == ["4.00", "1.20", "不比"]
    assert tables["three_public"]["公务接待费"] == ["3.00", "2.00", "−1.00"]
    page = client.get(compare_address(one, other)).content.decode()
    assert "只是其中的基本支出" in page
