"""Every page with tables has twins for programs, whose rows hold what the page's own export holds, cell by cell."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from disclosures.presenting.exports.records import CELL_FIELDS
from tests.pages.rows import Country, compare_address
from tests.pages.test_pages import addresses

pytestmark = pytest.mark.django_db

WITHOUT_TABLES = {
    "about",
    "accuracy",
    "api",
    "check",
    "checks",
    "corrections",
    "data",
    "english",
    "figure-place",
    "finding",
    "glossary",
    "home",
    "log",
    "questions",
    "sentence",
    "sentence-of",
    "sentence-place",
}
"""Pages of one thing, of words, or of a form: what they show is in the API or in another page's tables."""


def twin(address: str, ending: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path.rstrip('/')}.{ending}{mark}{query}"


def csv_rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(twin(address, "csv"))
    assert answer.status_code == 200, address
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"))))


def shown_in(cell: Any) -> str:
    return cell if isinstance(cell, str) else cell["shown"]


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
    assert without - with_twins == WITHOUT_TABLES
    assert len(with_twins) >= 18


def same_as_export(client: Client, address: str, export: dict[str, Any]) -> None:
    tables = [table for table in export["tables"] if table["key"] != "documents"]
    rows = csv_rows(client, address)
    as_json = json.loads(client.get(twin(address, "json")).content, parse_float=Decimal)
    assert len(as_json) == len(rows), address
    metadata = json.loads(client.get(twin(address, "metadata.json")).content)
    names = [column["name"] for column in metadata["tableSchema"]["columns"]]
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
        assert len(rows) == sum(len(table["rows"]) for table in tables), address


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
