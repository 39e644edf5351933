"""Exports hold what their page shows, cell by cell; no text of a document becomes a formula; every figure has a source."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from decimal import Decimal
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from django.test import Client
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from disclosures.models import Claim, Section, StatementLine
from disclosures.presenting.exports.formats import disarmed
from disclosures.presenting.exports.sheets import NO_DIFFERENCE
from tests.pages.rows import Country, compare_address

pytestmark = pytest.mark.django_db

PAYLOADS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "  =1+1", "＝1+1")


def three(country: Country) -> str:
    return compare_address(country.own_2022, country.xingtai_2022, country.lianchi_2023)


def exported(client: Client, address: str, form: str) -> bytes:
    answer = client.get(f"{address}{'&' if '?' in address else '?'}format={form}")
    assert answer.status_code == 200, address
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    return answer.content


def json_tables(client: Client, address: str) -> dict[str, dict[str, Any]]:
    tables = json.loads(exported(client, address, "json"))["tables"]
    return {table["key"]: table for table in tables}


def shown(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell["shown"]


def page_rows(client: Client, address: str, heading: str) -> list[list[str]]:
    """Body rows of the first table under a heading of the page, as text."""
    tree = lxml_html.fromstring(client.get(address).content.decode())
    table = tree.xpath(f'//section[@aria-labelledby="{heading}"]//table')[0]
    return [
        ["".join(cell.itertext()).strip() for cell in row.xpath("./th|./td")]
        for row in table.xpath("./tbody/tr[not(@class='ordinals')]")
    ]


def joined(row: list[Any]) -> list[str]:
    """Code and name of an exported row as the one heading that pages make of them."""
    code, name, *rest = [shown(cell) for cell in row]
    return [code + name, *rest]


@pytest.mark.parametrize("query", ["", "?table=expenditure&open=215&unit=yi"])
def test_years_export_what_their_page_shows(client: Client, country: Country, query: str) -> None:
    address = f"/agencies/{country.hengshui.pk}/years/{query}"
    assert [joined(row) for row in json_tables(client, address)["rows"]["rows"]] == page_rows(
        client, address, "h-y"
    )


def test_declared_changes_are_exported(client: Client, country: Country) -> None:
    Claim.objects.create(
        disclosure=country.xingtai_2022, position=0, item="budget_total", direction="increase",
        percentage=Decimal("1.5"), sentence="增长1.5%", printed="增长1.5%",
    )  # fmt: skip
    for agency in (country.hengshui, country.xingtai):
        address = f"/agencies/{agency.pk}/years/"
        rows = [
            [shown(cell) for cell in row[:-1]] for row in json_tables(client, address)["declared"]["rows"]
        ]
        assert rows == page_rows(client, address, "derive")


def test_a_disclosure_exports_its_statements_as_printed(client: Client, country: Country) -> None:
    address = f"/disclosures/{country.own_2022.pk}/"
    tree = lxml_html.fromstring(client.get(address).content.decode())
    tables = json_tables(client, address)
    printed = tree.xpath('//table[contains(@class,"printed")]')
    assert len(printed) == country.own_2022.statements.count()
    for table in printed:
        key = table.xpath("ancestor::div[@class='scroll']/@id")[0]
        page = [
            ["".join(cell.itertext()).strip() for cell in row.xpath("./th|./td")]
            for row in table.xpath("./tbody/tr[not(@class='ordinals')]")
        ]
        assert [[shown(cell) for cell in row] for row in tables[key]["rows"]] == page
    assert "支出总额3952.59万元" in tables["narrative"]["rows"][0][2]


def test_one_statement_alone(client: Client, country: Country) -> None:
    statement = country.own_2022.statements.get(statement="expenditure")
    address = f"/disclosures/{country.own_2022.pk}/?part=s{statement.pk}"
    lines = list(csv.reader(io.StringIO(exported(client, address, "csv").decode("utf-8-sig"))))
    assert lines[1][1:5] == ["", "合计", "3952.59", "1083.83"]
    assert ["SHA-256" in line for line in lines].count(True) == 1


def test_csv_opens_in_a_spreadsheet_with_chinese(client: Client, country: Country) -> None:
    content = exported(client, three(country), "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert ["210", "卫生健康支出", "68.47", "440.00", "371.53", "无此行", NO_DIFFERENCE] in [
        line[:7] for line in lines
    ]
    assert any(country.own_2022.document.sha256 in line for line in lines)
    assert any("无此行" in line for line in lines)


def test_file_names_are_chinese(client: Client, country: Country) -> None:
    answer = client.get(f"/disclosures/{country.own_2022.pk}/?format=xlsx")
    header = answer["Content-Disposition"]
    assert "filename*=utf-8''" in header
    assert unquote(header).endswith("衡水市工业和信息化局本级 2022 年单位预算.xlsx")


def test_a_workbook_has_typed_numbers_formulas_and_sources(client: Client, country: Country) -> None:
    content = exported(client, three(country), "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["比较", "来源"]
    rows = book.get_sheet_by_name("比较").to_python()
    assert ["210", "卫生健康支出", 68.47, 440.0, 371.53, "无此行", NO_DIFFERENCE] in [row[:7] for row in rows]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r"<f>D\d+-C\d+</f>", sheet)
    sources = book.get_sheet_by_name("来源").to_python(skip_empty_area=True)
    flat = [str(cell) for row in sources for cell in row]
    assert country.own_2022.document.sha256 in flat
    cell = next(row for row in sources if row[0] == "比较" and row[2] == "支出总计")
    assert cell[4:6] == ["39,525,900 元", "3952.59"]
    assert cell[9].startswith("http://testserver/figures/")


def test_names_and_heads_stay_in_sight_and_sheets_are_printed_across(
    client: Client, country: Country
) -> None:
    def first_sheet(address: str) -> str:
        with zipfile.ZipFile(io.BytesIO(exported(client, address, "xlsx"))) as parts:
            return parts.read("xl/worksheets/sheet1.xml").decode()

    several, one = first_sheet(three(country)), first_sheet(three(country) + "&part=headline")
    assert re.search(r'<pane xSplit="2" topLeftCell="C1"', several), "their heads differ: the names alone"
    assert re.search(r'<pane xSplit="2" ySplit="3" topLeftCell="C4"', one)
    for sheet in (several, one):
        assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' in sheet


def test_shares_are_formulas_on_a_sheet_of_amounts(client: Client, country: Country) -> None:
    content = exported(client, three(country) + "&mode=share", "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["比较", "来源", "金额"]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    pages, amounts = (
        book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in ("比较", "金额")
    )
    checked = 0
    for place, left, whole in re.findall(r'r="(\w+)"[^>]*><f>\'金额\'!(\w+)/\'金额\'!(\w+\$\d+)</f>', sheet):
        share, part, total = (at(rows, c) for rows, c in ((pages, place), (amounts, left), (amounts, whole)))
        assert share == pytest.approx(part / total)
        checked += 1
    assert checked > 20


def at(rows: list[list[Any]], place: str) -> Any:
    column, row = re.fullmatch(r"([A-Z])\$?(\d+)", place).groups()  # type: ignore[union-attr]
    return rows[int(row) - 1][ord(column) - ord("A")]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_texts_that_look_like_formulas_are_disarmed(payload: str) -> None:
    assert disarmed(payload) == "'" + payload
    assert disarmed("合计" + payload) == "合计" + payload


def test_no_text_becomes_a_formula_in_any_export(client: Client, country: Country) -> None:
    line = StatementLine.objects.filter(statement__disclosure=country.own_2022, code="215")
    line.update(name='=HYPERLINK("http://x","y")')
    Section.objects.filter(disclosure=country.own_2022).update(heading="@SUM(A1)", text="+1\n-1")
    own = f"/disclosures/{country.own_2022.pk}/"
    addresses = (own, three(country), f"/agencies/{country.own_level.pk}/years/?table=expenditure")
    for address in addresses:
        for line_ in csv.reader(io.StringIO(exported(client, address, "csv").decode("utf-8-sig"))):
            for cell in line_:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
                assert not cell.startswith("-") or Decimal(cell) < 0
        with zipfile.ZipFile(io.BytesIO(exported(client, address, "xlsx"))) as parts:
            for name in parts.namelist():
                if name.startswith("xl/worksheets/"):
                    for formula in re.findall(r"<f>(.*?)</f>", parts.read(name).decode()):
                        assert re.fullmatch(r"[('金额!A-Z0-9$)/*\-]+", formula), formula


def test_charts_are_files_of_their_own(client: Client, country: Country) -> None:
    for address in (
        three(country) + "&part=bars",
        three(country) + "&part=shares",
        f"/agencies/{country.hengshui.pk}/years/?part=lines",
    ):
        root = ElementTree.fromstring(exported(client, address, "svg"))
        assert root.get("width") == "760"
        style = root.find("{*}style")
        assert style is not None
        assert "var(" not in (style.text or "")
        used = {name for mark in root.iter() for name in (mark.get("class") or "").split()}
        assert used
        for name in used:
            assert f".{name}" in (style.text or ""), name
        assert not [mark for mark in root.iter() if mark.get("href")]
    assert client.get(three(country) + "&part=nothing&format=svg").status_code == 404


def test_unknown_formats_are_the_page_and_drafts_are_in_no_file(client: Client, country: Country) -> None:
    assert b"<html" in client.get(three(country) + "&format=exe").content
    assert client.get(f"/disclosures/{country.draft.pk}/?format=csv").status_code == 404
    both = three(country) + f"&d={country.draft.pk}&format=csv"
    answer = client.get(both)
    assert "Content-Disposition" not in answer  # a column is missing: the page says so, no file leaves it out
    assert "没有对应的公开" in answer.content.decode()
    assert "9999.99" not in answer.content.decode()


def test_citations(client: Client, country: Country) -> None:
    sha = country.own_2022.document.sha256
    day = r"\(\d{4}-\d\d-\d\d\)\[\d{4}-\d\d-\d\d\]"
    html = client.get(f"/disclosures/{country.own_2022.pk}/").content.decode()
    start = re.escape("衡水市工业和信息化局本级. 2022年单位预算[EB/OL]. ")
    assert re.search(
        rf"{start}{day}\. http://testserver/disclosures/{country.own_2022.pk}/\. 原件 SHA-256：{sha}", html
    )
    for address in (three(country), f"/agencies/{country.hengshui.pk}/years/"):
        assert re.search(
            rf"明账\. .+\[EB/OL\]\. {day}\. http://testserver/", client.get(address).content.decode()
        )
    cell = (
        country.own_2022.statements.get(statement="expenditure")
        .lines.get(code="")
        .amounts.get(measure="total")
    )
    assert re.search(
        rf"合计.*3952\.59\[EB/OL\]\. {day}\. http://testserver/figures/[0-9a-f]{{16}}/t1r1c3/",
        client.get(f"/figures/{cell.pk}/", follow=True).content.decode(),
    )
