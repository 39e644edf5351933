"""Every page with tables has twins for programs, whose rows hold what the page's own export holds, cell by cell."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from decimal import Decimal
from html import escape, unescape
from typing import Any
from urllib.parse import urlsplit

import frictionless
import pytest
from django.test import Client
from lxml import html as lxml_html
from python_calamine import CalamineWorkbook

from disclosures.lifecycle.corrections import correct
from disclosures.lifecycle.public_log import complete
from disclosures.models import Amount, Finding
from disclosures.pages.figure.facts import fixed_place
from disclosures.presenting.amounts import exact_text
from disclosures.presenting.exports.formats import disarmed
from disclosures.presenting.exports.records import CELL_FIELDS
from tests.pages.rows import Country, compare_address
from tests.pages.test_pages import addresses
from tests.pages.without_twin import LEFT_OUT, WITHOUT_TWIN
from tests.security.world import patterns

pytestmark = pytest.mark.django_db

OURS = "disclosures:"
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
OF_FILES = "SHA-256"
"""Stands in the table that tells of the file a disclosure is printed in: that is in the twin's metadata."""


def twin(address: str, ending: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path.rstrip('/') or '/index'}.{ending}{mark}{query}"


def csv_rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(twin(address, "csv"))
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"))))


def compact(text: str) -> str:
    return "".join(text.split())


def figure_with_findings(country: Country) -> str:
    """The page of a cell that is a side of a difference."""
    cell = Finding.objects.published().get().cells.order_by("pk")[0]
    return "/figures/{}/{}/".format(*fixed_place(cell.pk))


def shown_in(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell["shown"]


@pytest.mark.one_database
def test_every_page_with_tables_has_its_twins_equal_to_its_export(client: Client, country: Country) -> None:
    with_twins: set[str] = set()
    without: set[str] = set()
    for name, address in addresses(country).items():
        page = client.get(address).resolver_match.url_name
        mark = "&" if "?" in address else "?"
        export = client.get(f"{address}{mark}format=json")
        if export["Content-Type"] != "application/json":
            assert client.get(twin(address, "csv")).status_code == 404, name
            without.add(str(page))
            continue
        with_twins.add(str(page))
        same_as_export(client, address, json.loads(export.content))
        if name not in LEFT_OUT:
            assert not numbers_of_page(client, address) - numbers_of_twin(client, address), name
    public = {name.removeprefix(OURS) for name, _ in patterns() if name.startswith(OURS)}
    assert public - with_twins == WITHOUT_TWIN.keys()
    assert without - with_twins <= WITHOUT_TWIN.keys()


def numbers(text: str) -> set[Decimal]:
    return {Decimal(number.replace(",", "")) for number in NUMBER.findall(text)}


def numbers_of_page(client: Client, address: str) -> set[Decimal]:
    """What the tables of the page show, but for what is struck out: it is not to be compared."""
    tables = html_of(client, address).xpath("//main//table")
    own = [table for table in tables if OF_FILES not in table.text_content()]
    cells = [cell for table in own for cell in table.xpath(".//tr[td]/*[not(contains(@class, 'struck'))]")]
    return {number for cell in cells for text in cell.itertext() for number in numbers(text)}


def numbers_of_twin(client: Client, address: str) -> set[Decimal]:
    """What stands in its rows, amounts also in the units of pages."""
    found: set[Decimal] = set()
    for row in csv_rows(client, address):
        for name, value in row.items():
            found |= numbers(value)
            if name.endswith("_yuan") and value:
                found |= {round(abs(Decimal(value)) / 10**digits, 2) for digits in (4, 8)}
    return found


def same_as_export(client: Client, address: str, export: dict[str, Any]) -> None:
    tables = [table for table in export["tables"] if table["key"] != "documents"]
    rows = csv_rows(client, address)
    as_json = json.loads(client.get(twin(address, "json")).content, parse_float=Decimal, parse_int=Decimal)
    assert [{name: written(value) for name, value in row.items()} for row in as_json] == rows, address
    metadata = json.loads(client.get(twin(address, "metadata.json")).content)
    names = [column["name"] for column in metadata["tableSchema"]["columns"]]
    assert_described(client, address, metadata)
    assert rows == [] or list(rows[0]) == names, address
    assert len(set(names)) == len(names), address
    assert all(column["titles"]["zh-Hans"] for column in metadata["tableSchema"]["columns"])
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(twin(address, "xlsx")).content))
    first, second = (book.get_sheet_by_index(i).to_python() for i in range(2))
    assert first[0] == names, address
    assert len(first) == len(rows) + 1, address
    assert second[0][0] == export["title"]
    if names == [field.name for field in CELL_FIELDS]:
        assert_cells(rows, tables, address)
    else:
        assert_things(rows, tables, address)


def written(value: Any) -> str:
    """A value of the JSON as the CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return disarmed(value) if isinstance(value, str) else format(value, "f")


def assert_described(client: Client, address: str, metadata: dict[str, Any]) -> None:
    """The schema is one, and every row of the CSV is as it says."""
    assert metadata["@context"][0] == "http://www.w3.org/ns/csvw"
    assert metadata["url"].endswith(twin(address, "csv")) or "%" in metadata["url"], address
    described = metadata["resource"]
    types = [(one["name"], one["datatype"]) for one in metadata["tableSchema"]["columns"]]
    assert types == [(field["name"], field["type"]) for field in described["schema"]["fields"]], address
    assert {kind for _, kind in types} <= {"string", "number", "integer", "boolean"}
    assert described["path"] == metadata["url"]
    content = client.get(twin(address, "csv")).content
    resource = frictionless.Resource(
        content, format="csv", schema=frictionless.Schema.from_descriptor(described["schema"])
    )
    assert resource.validate().flatten(["type", "message"]) == [], address


def assert_things(rows: list[dict[str, str]], tables: list[dict[str, Any]], address: str) -> None:
    """What stands in a row a thing is what the page's export has in that row, column by column."""
    expected = [(table["key"], cells) for table in tables for cells in table["rows"]]
    assert len(rows) == len(expected), address
    for row, (key, cells) in zip(rows, expected, strict=True):
        assert row.get("table", key) == key or len(tables) == 1, address
        values = list(row.items())[len(tables) > 1 :]
        for (name, value), cell in zip(values, cells, strict=False):
            if name.endswith("_yuan"):
                own = cell if isinstance(cell, dict) else {}
                assert_yuan(value, own, address)
                assert row[name.removesuffix("_yuan") + "_url"] == own.get("figure", ""), (address, name)
            elif name.endswith("_percent"):
                assert value == shown_in(cell).partition("%")[0].replace("—", ""), (address, name)
            else:
                assert value.lstrip("'") == shown_in(cell).lstrip("'"), (address, name)


def assert_yuan(value: str, cell: dict[str, Any], address: str) -> None:
    if "yuan" in cell:
        assert Decimal(value) == Decimal(cell["yuan"]), address
    else:
        assert bool(value) == (cell.get("number") is not None), address


def assert_cells(rows: list[dict[str, str]], tables: list[dict[str, Any]], address: str) -> None:
    """What stands in a row a cell is what the page's export has in that place, in its order."""
    left = iter(rows)
    widths = Counter((row["table"], row["row"]) for row in rows)
    for table in tables:
        for number, cells in enumerate(table["rows"], start=1):
            for cell in cells[len(cells) - widths[table["key"], str(number)] :]:
                row = next(left)
                assert (row["table"], row["title"]) == (table["key"], table["title"]), address
                assert row["text"].lstrip("'") == shown_in(cell).lstrip("'"), address
                if isinstance(cell, dict):
                    assert_number(row, cell)
    assert next(left, None) is None, address


def assert_number(row: dict[str, str], cell: dict[str, Any]) -> None:
    if "yuan" in cell:
        assert Decimal(row["amount_yuan"]) == Decimal(cell["yuan"])
    assert row["url"] == cell.get("figure", "")
    assert row["absence"] == cell.get("absence", "")


def test_a_comparison_in_one_line(client: Client, country: Country) -> None:
    rows = csv_rows(client, compare_address(country.own_2022, country.xingtai_2022))
    health = [
        row for row in rows if row["table"] == "functional" and row["code"] == "210" and row["amount_yuan"]
    ]
    assert [row["amount_yuan"] for row in health[:2]] == ["684700.00", "4400000.00"]
    for row in health[:2]:
        assert client.get(urlsplit(row["url"]).path, follow=True).status_code == 200


def test_lists_have_a_row_a_thing(client: Client, country: Country) -> None:
    (finding,) = csv_rows(client, "/findings/")
    assert {"agency", "fiscal_year", "check", "left_yuan", "left_url", "difference_yuan", "url"} <= set(
        finding
    )
    assert finding["url"].startswith("http://testserver/findings/")
    assert csv_rows(client, "/coverage/")[0]["region"]


def test_the_mark_for_excel_and_shared_headers(client: Client, country: Country) -> None:
    answer = client.get("/findings.csv?bom=1")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get("/findings.csv", headers={"if-none-match": client.get("/findings.csv")["ETag"]})
    assert again.status_code == 304
    assert client.get("/findings/")["ETag"] != client.get("/findings.csv")["ETag"]


def html_of(client: Client, address: str) -> Any:
    return lxml_html.fromstring(client.get(address).content.decode())


def html_rows(page: Any, path: str) -> list[list[str]]:
    """The cells of the rows at a path, in the page's order."""
    return [[compact(cell.text_content()) for cell in row.xpath("./th|./td")] for row in page.xpath(path)]


def twin_rows(rows: list[dict[str, str]], table: str) -> list[list[str]]:
    """The same of a table of a twin, its cells joined to rows again."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["table"] == table:
            found.setdefault(row["row"], row["name"].split(" › ")).append(row["text"].lstrip("'"))
    return [[compact(text) for text in cells] for cells in found.values()]


def test_the_twin_of_the_home_page_is_what_its_html_shows(client: Client, country: Country) -> None:
    page, rows = html_of(client, "/"), csv_rows(client, "/")
    latest = twin_rows(rows, "latest")
    shown = [[cells[0], *cells[3:6], *cells[1:3]] for cells in latest]  # amounts first, for narrow screens
    assert shown == html_rows(page, "//main//tbody/tr")
    assert all(client.get(urlsplit(cells[7]).path).status_code == 200 for cells in latest)
    places = [
        f"{name}{bodies}个机构，{number}份公开" for _, name, bodies, number, _ in twin_rows(rows, "places")
    ]
    assert places == [compact(item.text_content()) for item in page.xpath("//div[@id='regions']/ul/li")]
    told = [cells[3] for cells in twin_rows(rows, "differences")]
    assert told == [
        compact(link.text_content()) for link in page.xpath("//section[@aria-labelledby='h-differ']//li/a")
    ]
    shown = [
        compact(number.text_content()).replace(",", "")
        for number in page.xpath("//main//dl[@class='keys']//dd")
    ]
    assert [number for _, number in twin_rows(rows, "numbers")][: len(shown)] == shown
    assert [row["agency"] for row in csv_rows(client, "/?part=latest")] == [cells[0] for cells in latest]


def test_the_twin_of_a_number_is_what_its_html_shows(client: Client, country: Country) -> None:
    pages = addresses(country)
    numbers = [pages[name] for name in ("figure at its place", "figure that was replaced", "sentence")]
    for address in (*numbers, figure_with_findings(country)):
        page, rows = html_of(client, address), csv_rows(client, address)
        read = twin_rows(rows, "figure")
        assert [cells[:2] for cells in read if cells[0] != "原句"] == html_rows(
            page, "//table[@class='plain']//tr"
        ), address
        [number] = [row for row in rows if row["table"] == "figure" and row["amount_yuan"]]
        assert exact_text(int(Decimal(number["amount_yuan"]) * 100)) == number["text"]
        assert client.get(urlsplit(number["url"]).path, follow=True).status_code == 200
        for key, caption in (("tables", "cap-e"), ("years", "cap-y")):
            others = [cells[:3] for cells in twin_rows(rows, key)]
            assert others == html_rows(page, f"//table[caption/@id='{caption}']/tbody/tr"), address
        checks = [cells[1] for cells in twin_rows(rows, "checks")]
        assert checks == [cells[0] for cells in html_rows(page, "//table[@class='results']/tbody/tr")], (
            address
        )
        printed = html_rows(page, "//table[@class='printed']/tbody/tr[not(@class='ordinals')]")
        own = [[text for text in cells if text] for cells in twin_rows(rows, "statement")]
        assert len(own) == len(printed), address
        for cells, shown in zip(own, [[text for text in cells if text] for cells in printed], strict=True):
            assert cells[: len(shown)] == shown, address


def test_the_twin_of_a_sentence_is_what_its_html_shows(client: Client, country: Country) -> None:
    address = addresses(country)["sentence at its place"]
    page, rows = html_of(client, address), csv_rows(client, address)
    shown = compact(page.xpath("//blockquote")[0].text_content())
    assert shown == "".join(cells[1] for cells in twin_rows(rows, "sentence")) != ""
    assert len(twin_rows(rows, "declared")) == len(page.xpath("//table[@class='declared']/tbody/tr")) > 0


def test_the_twins_of_accuracy_and_glossary_are_what_their_html_shows(
    client: Client, country: Country
) -> None:
    page, rows = html_of(client, "/data/accuracy/"), csv_rows(client, "/data/accuracy/")
    tables = [html_rows(table, "./tbody/tr") for table in page.xpath("//main//table")]
    keys = [key for key in dict.fromkeys(row["table"] for row in rows) if key != "limits"]
    assert [twin_rows(rows, key) for key in keys] == tables != []
    shown = [compact(term.text_content()) for term in html_of(client, "/glossary/").xpath("//main//dl/div")]
    assert [compact(row["word"] + row["meaning"]) for row in csv_rows(client, "/glossary/")] == shown


@pytest.mark.parametrize("address", ["/log/?sort=number", "/corrections/", "/checks/"])
def test_lists_are_what_the_page_shows(client: Client, country: Country, address: str) -> None:
    """Read out of the page's HTML."""
    complete()
    cell = Amount.objects.filter(line__statement__disclosure=country.own_2022, fen__gt=0).order_by("pk")[0]
    correct(cell.line, cell.column, "99.99", "原件印作 <99.99>", None)
    page = lxml_html.fromstring(client.get(address).content.decode())
    body = page.xpath("//main//table/tbody/tr")
    shown = [["".join(place.text_content().split()) for place in row.xpath("./td|./th")] for row in body]
    rows = csv_rows(client, address)
    assert len(rows) == len(shown) > 0
    for row, cells in zip(rows, shown, strict=True):
        own = ["".join(value.split()) for name, value in row.items() if name != "table"]
        assert row["url"].startswith("http://testserver/")
        for value, text in zip(own, cells, strict=False):
            assert same(value, text), (value, text)


def same(value: str, text: str) -> bool:
    """A share is a number without its sign, and pages shorten a digest and group digits."""
    value, text = value.replace(",", ""), text.replace(",", "")
    begins = text.endswith("…") and value.startswith(text[:-1])
    return begins or value == text or value == text.partition("%")[0].replace("—", "")


def test_one_check_and_one_finding(client: Client, country: Country) -> None:
    [finding] = csv_rows(client, "/findings/")
    where = urlsplit(finding["url"]).path
    assert csv_rows(client, where) == [finding]
    check = Finding.objects.published().get().check_id
    rows = csv_rows(client, f"/checks/{check}/")
    said = {row["name"]: row["text"] for row in rows if row["table"] == "check"}
    assert said["不一致"] == "1 处"
    html = client.get(f"/checks/{check}/").content.decode()
    assert all(escape(text) in html for text in said.values())
    assert csv_rows(client, f"/checks/{check}/?part=findings") == [finding]


def test_a_sheet_of_questions_has_a_row_a_question(client: Client, country: Country) -> None:
    address = f"/disclosures/{country.own_2022.pk}/questions/"
    rows = csv_rows(client, address)
    html = unescape(client.get(address).content.decode())
    assert rows
    assert len(rows) == html.count('class="ask"')
    for row in rows:
        assert row["fact"] in html
        assert row["question"] in html
        for link in row["evidence_url"].split():
            assert client.get(urlsplit(link).path, follow=True).status_code == 200


def test_what_is_no_page_has_no_twin(client: Client, country: Country) -> None:
    for where in (
        "/about.csv",
        "/nothing.csv",
        "/agencies/999999.json",
        f"/disclosures/{country.draft.pk}.csv",
        "/.csv",
    ):
        assert client.get(where).status_code == 404, where
    assert client.post("/findings.csv").status_code in (403, 405)
