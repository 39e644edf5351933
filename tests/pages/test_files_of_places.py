"""Files of the pages of codes, places and agencies: sources, formulas, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html import unescape
from xml.etree import ElementTree

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from disclosures.models import Agency, FunctionalCode, Region
from tests.pages.rows import Country
from tests.pages.test_exports import PAYLOADS, exported, json_tables
from tests.pages.test_rankings import more_departments

pytestmark = pytest.mark.django_db


def addresses(country: Country) -> dict[str, str]:
    return {
        "code": "/codes/functional/208/?year=2022",
        "codes": "/codes/?open=208,20805",
        "code over years": "/codes/functional/208/years/",
        "three public": "/three-public/?year=2022&members=1",
        "region": "/regions/130000/?year=2022",
        "regions": "/regions/",
        "agency": f"/agencies/{country.hengshui.pk}/",
    }


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_names_stay_text(client: Client, country: Country, payload: str) -> None:
    country.own_level.name = f"{payload}甲"
    Agency.objects.filter(pk=country.hengshui.pk).update(name=f"{payload}局")
    Agency.objects.filter(pk=country.own_level.pk).update(name=f"{payload}本级", nature=payload)
    Region.objects.filter(pk="131100").update(name=f"{payload}市")
    FunctionalCode.objects.create(edition=2022, code="208", level="category", name=f"{payload}科目")
    for name, address in addresses(country).items():
        seen = False
        for line in csv.reader(io.StringIO(exported(client, address, "csv").decode("utf-8-sig"))):
            for cell in line:
                seen |= payload.strip() in cell
                if not re.fullmatch(r"-?\d+(\.\d+)?", cell):
                    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋")), (name, cell)
                    assert not cell.startswith(("\t", "\r", "\n")), (name, cell)
        assert seen, name
        with zipfile.ZipFile(io.BytesIO(exported(client, address, "xlsx"))) as parts:
            for part in parts.namelist():
                if part.startswith("xl/worksheets/"):
                    for formula in re.findall(r"<f>(.*?)</f>", parts.read(part).decode()):
                        assert re.fullmatch(
                            r"=?\(?('金额'!)?[A-Z]+\$?\d+[-/]('金额'!)?[A-Z]+\$?\d+\)?", formula
                        ), formula


def test_files_name_their_page_their_scope_and_their_documents(client: Client, country: Country) -> None:
    hashes = {d.document.sha256 for d in (country.own_2022, country.centre_2022, country.resources_2022)}
    for name, address in addresses(country).items():
        content = exported(client, address, "csv").decode("utf-8-sig")
        assert f"http://testserver{address}" in content, name
        assert re.search(r"取得日期,\d{4}-\d\d-\d\d", content), name
        if name not in ("codes", "code over years", "regions"):
            assert all(sha256 in content for sha256 in hashes), name
        html = client.get(address).content.decode()
        assert re.search(
            rf"明账\. .+\[EB/OL\]\. .*\[\d{{4}}-\d\d-\d\d\]\. http://testserver{re.escape(address)}",
            unescape(html),
        ), name
        assert "format=xlsx" in html, name


def test_shares_are_formulas(client: Client, country: Country) -> None:
    more_departments(country, ["100.00", "200.00"])
    content = exported(client, "/codes/functional/210/?year=2022&region=130500", "xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    formulas = re.findall(
        r'r="([A-Z]+)(\d+)"[^>]*><f>\'金额\'!([A-Z]+)(\d+)/\'金额\'!([A-Z]+)(\d+)</f>', sheet
    )
    assert len(formulas) >= 3
    page, amounts = (
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in (book.sheet_names[0], "金额")
    )
    for column, row, left, of_left, right, of_right in formulas:
        part, whole = (amounts[int(r) - 1][ord(c) - 65] for c, r in ((left, of_left), (right, of_right)))
        assert page[int(row) - 1][ord(column) - 65] == pytest.approx(part / whole)


def test_files_follow_the_order_of_the_page(client: Client, country: Country) -> None:
    more_departments(country, ["100.00", "200.00", "300.00"])
    for order in ("amount", "-amount", "name", "-share"):
        address = f"/codes/functional/210/?year=2022&region=130500&sort={order}"
        names = [row[0] for row in json_tables(client, address)["rank"]["rows"]]
        html = client.get(address).content.decode()
        table = html[html.index('id="cap-rank"') :]
        assert sorted(names, key=table.index) == names


def test_charts_of_places_are_files(client: Client, country: Country) -> None:
    more_departments(country, ["100.00", "200.00", "300.00"])
    for address in (
        "/codes/functional/210/?year=2022&part=rank",
        "/regions/130000/?year=2022&part=spent",
        f"/agencies/{country.xingtai.pk}/?part=flow",
    ):
        root = ElementTree.fromstring(exported(client, address, "svg"))
        style = root.find("{*}style")
        assert style is not None
        assert "var(" not in (style.text or "")
        used = {name for mark in root.iter() for name in (mark.get("class") or "").split()}
        assert {name for name in used if f".{name}" not in (style.text or "")} <= {"wide"}
        assert not root.findall(".//{*}g[@class='narrow']")
        said = "".join(root.itertext())
        assert "http://testserver/" in said.replace("\n", "")


def test_results_of_a_search_are_exported(client: Client, country: Country) -> None:
    address = "/search/?q=工业"
    html = client.get(address).content.decode()
    tables = json_tables(client, address)
    assert len(tables["agency"]["rows"]) > 1
    rows = [row for key, one in tables.items() if key != "documents" for row in one["rows"]]
    names = {path.removeprefix("http://testserver"): name for name, *_, path, _ in rows}
    assert all(path.startswith("/") for path in names)
    on_the_page = [path for path in names if f'href="{path}"' in html]
    assert len(on_the_page) > 2
    assert all(names[path] in re.sub(r"</?mark>", "", html) for path in on_the_page)
    assert "明账. 搜索“工业”[EB/OL]" in html
