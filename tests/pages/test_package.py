"""The package of all data: equal to the database, published rows only, links that hold, made once, disarmed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import frictionless
import pytest
from django.db.models import Sum
from django.test import Client

from disclosures.lifecycle.publication import withdraw
from disclosures.models import Amount, Section, StatementLine
from disclosures.presenting.exports.package_tables import TABLES
from disclosures.presenting.whole import versions
from disclosures.reading.record_rows import CELL, LINE, PARTS, TABLE, RowTable
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "whole"


def content(client: Client, name: str) -> bytes:
    answer = client.get(f"/data/{name}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def tables(client: Client) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content(client, "mingzhang.zip"))) as archive:
        assert archive.testzip() is None
        return {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
            )
            for name in archive.namelist()
            if name.endswith(".csv")
        }


def test_the_package_is_what_is_published(client: Client, country: Country) -> None:
    found = tables(client)
    published = Amount.objects.published()
    assert len(found["amounts"]) == published.count()
    assert (
        sum(Decimal(row["yuan"]) for row in found["amounts"] if row["yuan"]) * 100
        == published.aggregate(fen=Sum("fen"))["fen"]
    )
    assert str(country.draft.pk) not in {row["id"] for row in found["disclosures"]}
    assert not [row for row in found["amounts"] if row["yuan"] == "99999900.00"]
    dash = next(row for row in found["amounts"] if row["state"] == "dash")
    assert dash["yuan"] == ""
    assert dash["printed"] == "—"


def test_the_descriptor_describes_every_table_and_its_references_hold(
    client: Client, country: Country
) -> None:
    described: dict[str, Any] = json.loads(content(client, "datapackage.json"))
    found = tables(client)
    assert {resource["name"] for resource in described["resources"]} == set(found)
    for resource in described["resources"]:
        rows = found[resource["name"]]
        schema = resource["schema"]
        for row in rows[:1]:
            assert list(row) == [field["name"] for field in schema["fields"]]
        assert len({row[schema["primaryKey"]] for row in rows}) == len(rows)
        for key in schema["foreignKeys"]:
            reference = key["reference"]
            there = {row[reference["fields"]] for row in found[reference["resource"] or resource["name"]]}
            assert {row[key["fields"]] for row in rows} - {""} <= there, (resource["name"], key)


def test_frictionless_finds_nothing_wrong(client: Client, country: Country, tmp_path: Path) -> None:
    """Types, keys, references, sizes and hashes of every row of every table."""
    with zipfile.ZipFile(io.BytesIO(content(client, "mingzhang.zip"))) as archive:
        archive.extractall(tmp_path / "package")
    report = frictionless.validate(str(tmp_path / "package" / "datapackage.json"))
    assert report.flatten(["name", "type", "message"]) == []
    assert len(report.tasks) == len(TABLES)
    lines = tmp_path / "package" / "lines.csv"
    lines.write_bytes(lines.read_bytes() + b"one,two\n")
    assert not frictionless.validate(str(tmp_path / "package" / "datapackage.json")).valid


def test_one_table_alone(client: Client, country: Country) -> None:
    text = content(client, "agencies.csv")
    assert text.startswith(b"\xef\xbb\xbf")
    assert "衡水市工业和信息化局本级" in text.decode()


def test_made_once_and_again_after_a_publication(client: Client, country: Country, folder: Path) -> None:
    first = client.get("/data/mingzhang.zip")
    tag = first["ETag"]
    b"".join(first.streaming_content)  # type: ignore[attr-defined]
    [made] = folder.glob("[0-9]*/mingzhang.zip")
    again = client.get("/data/mingzhang.zip", headers={"if-none-match": tag})
    assert again.status_code == 304
    before = made.stat().st_mtime_ns
    content(client, "lines.csv")
    assert made.stat().st_mtime_ns == before
    withdraw(country.xingtai_2022, None, "测试")
    changed = client.get("/data/mingzhang.zip", headers={"if-none-match": tag})
    assert changed.status_code == 200
    assert changed["ETag"] != tag
    assert str(country.xingtai_2022.pk) not in {row["id"] for row in tables(client)["disclosures"]}


def test_no_formula_in_any_table(client: Client, country: Country) -> None:
    StatementLine.objects.filter(statement__disclosure=country.own_2022).update(name="=1+1")
    Section.objects.update(heading="@x")
    for rows in tables(client).values():
        for row in rows:
            for name, cell in row.items():
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (name, cell)
                assert not cell.startswith("-") or Decimal(cell) < 0


def test_too_much_is_not_made_while_somebody_waits(
    client: Client, country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "MOST_ON_REQUEST", 1)
    answer = client.get("/data/mingzhang.zip")
    assert answer.status_code == 503
    assert "数据包正在准备" in answer.content.decode()
    versions.version(build=True)
    assert client.get("/data/mingzhang.zip").status_code == 200


def test_the_page_and_only_its_files(client: Client, country: Country) -> None:
    html = client.get("/data/").content.decode()
    for table in TABLES:
        assert f"/data/{table.file}" in html
    for name in ("nothing.csv", "..%2f..%2fetc%2fpasswd", "mingzhang.zip%00"):
        assert client.get(f"/data/{name}").status_code == 404


LEFT_OUT = {
    "Statement": {"pages"},
    "StatementLine": {"serial"},
    "Amount": {"box", "confirmed", "read_by", "proofs", "proven"},
    "HeadlineFigure": {"text", "direction", "label", "read_by"},
    "Claim": {"printed", "read_by"},
    "PerformanceTarget": {"objectives", "payment_schedule", "read_by"},
    "PerformanceIndicator": {"page"},
    "ProcurementItem": {"read_by"},
    "ProcurementAmount": {"box", "read_by"},
    "AssetHolding": {"box", "read_by"},
}
"""What a record knows and the package does not give: sentences, doubts, and places that the page of a figure shows."""


def test_a_field_of_a_record_is_in_the_package_or_left_out_on_purpose() -> None:
    given = {
        table.rows().model: {column.source.split("__")[-1] for column in table.columns} for table in TABLES
    }
    records: list[RowTable[Any, Any]] = [TABLE, LINE, CELL]
    for part in PARTS:
        records += [each.table for each in (part, part.inner) if each]
    missing = {
        record.model.__name__: {*record.columns} - given[record.model]
        for record in records
        if record.model in given and {*record.columns} - given[record.model]
    }
    assert missing == LEFT_OUT
