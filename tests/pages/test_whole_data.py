"""The whole data: one version of SQLite, Parquet and CSV that say the same, its index, and what changed since."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from disclosures.lifecycle.publication import publish, withdraw
from disclosures.management.commands import worker
from disclosures.models import Amount, Edition
from disclosures.presenting.exports.package_tables import TABLES
from disclosures.presenting.whole import figures, versions
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "whole"


@pytest.fixture
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def content(client: Client, name: str) -> bytes:
    answer = client.get(f"/data/{name}")
    assert answer.status_code == 200, name
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def told(client: Client, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/data/versions.json{query}").json()
    return found


def test_every_file_is_where_the_index_says_and_what_it_says(client: Client, country: Country) -> None:
    said = told(client)
    assert said["number"] == Edition.objects.number()
    assert {"mingzhang.zip", "mingzhang.sqlite", "lines.parquet"} < {file["name"] for file in said["files"]}
    for file in said["files"]:
        path = file["address"].removeprefix("http://testserver")
        own = content(client, path.removeprefix("/data/"))
        assert (len(own), hashlib.sha256(own).hexdigest()) == (file["bytes"], file["sha256"]), path


def test_the_three_forms_hold_the_same(
    client: Client, country: Country, duck: duckdb.DuckDBPyConnection
) -> None:
    whole = versions.version()
    with sqlite3.connect(whole / "mingzhang.sqlite") as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in TABLES:
            asked = f"SELECT count(*) FROM {table.name}"
            rows = versions.index(whole)["rows"][table.name]
            assert database.execute(asked).fetchone() == (rows,), table.name
            if table.name != "amounts":
                [(number,)] = duck.sql(f"SELECT count(*) FROM '{whole}/{table.name}.parquet'").fetchall()
                assert number == rows, table.name
        columns = ", ".join(column.name for column in figures.COLUMNS)
        asked = f"SELECT {columns} FROM figures ORDER BY id"
        ours = database.execute(asked).fetchall()
    theirs = duck.sql(f"SELECT {columns} FROM '{whole}/figures-*.parquet' ORDER BY id").fetchall()
    place = [column.name for column in figures.COLUMNS].index("yuan")
    assert [row[:place] for row in theirs] == [row[:place] for row in ours]
    published = dict(Amount.objects.published().values_list("pk", "fen"))
    assert {row[0]: row[place] and int(row[place] * 100) for row in theirs} == published
    assert {row[0]: row[place] and round(row[place] * 100) for row in ours} == published


def test_figures_lie_by_year_and_province(
    client: Client, country: Country, duck: duckdb.DuckDBPyConnection
) -> None:
    whole = versions.version()
    names = sorted(path.name for path in whole.glob("figures-*.parquet"))
    assert "figures-2022-13.parquet" in names
    for name in names:
        _, year, province = name.removesuffix(".parquet").split("-")
        found = duck.sql(f"SELECT DISTINCT fiscal_year, region_code[:2] FROM '{whole / name}'").fetchall()
        assert found == [(int(year), province)]


def test_an_older_version_goes_and_is_remembered(client: Client, country: Country, folder: Path) -> None:
    first = told(client)
    for _ in range(3):
        withdraw(country.xingtai_2022, None, "测试")
        publish(country.xingtai_2022, None, "测试")
        call_command("write_data", verbosity=0)
    kept = {path.name for path in folder.glob("[0-9]*")}
    assert len(kept) == versions.KEPT
    assert first["version"] not in kept
    said = told(client)
    assert (folder / versions.LATEST).resolve().name == said["version"]
    assert first["version"] in {one["version"] for one in said["earlier"]}
    assert not list(folder.glob("*.part"))


def test_the_worker_writes_when_nothing_waits_to_be_read(country: Country, folder: Path) -> None:
    reader = worker.Reader(interval=1.0, until_done=True)
    reader.pruned = time.monotonic()
    reader.look_after_others()
    assert not folder.exists(), "not before an hour"
    reader.written -= worker.WRITE_EVERY
    country.draft.document.state = "received"
    country.draft.document.save()
    reader.look_after_others()
    assert not folder.exists()
    country.draft.document.state = "ready"
    country.draft.document.save()
    reader.look_after_others()
    assert (folder / versions.LATEST / "mingzhang.sqlite").exists()


def test_what_changed_since(client: Client, country: Country) -> None:
    number = told(client)["number"]
    withdraw(country.xingtai_2022, None, "原件有误")
    said = told(client, f"?since={number}")
    [act] = said["publications"]
    assert (act["action"], act["reason"]) == ("withdraw", "原件有误")
    assert act["disclosure_id"] == country.xingtai_2022.pk
    assert not said["more"]
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert told(client, f"?since={tomorrow}")["publications"] == []
    assert told(client, "?since=2000-01-01")["publications"][-1] == act


@pytest.mark.parametrize(
    "since",
    ["yesterday", "2026-13-45", "-1", "0001-01-01", "9999-12-31T23:59:59-23:59", "9" * 400, "²", "\x00"],
)
def test_a_moment_that_nobody_understands_is_refused(client: Client, country: Country, since: str) -> None:
    answer = client.get("/data/versions.json", {"since": since})
    assert answer.status_code in (200, 400) and json.loads(answer.content)
    assert answer.status_code == 400 or since.startswith("9")


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-15", 206, slice(0, 16)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-8", 206, slice(-8, None)),
        ("bytes=5-999999999999999999", 206, slice(5, None)),
        ("bytes=-999999999999999999", 206, slice(None)),
        ("bytes=9-3", 416, None),
        ("bytes=999999999999-", 416, None),
        ("bytes=-0", 416, None),
        ("bytes=-", 200, slice(None)),
        ("bytes=0-1,4-5", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
    ],
)
def test_a_part_of_a_file(
    client: Client, country: Country, asked: str, status: int, part: slice | None
) -> None:
    whole = (versions.version() / "mingzhang.sqlite").read_bytes()
    answer = client.get("/data/mingzhang.sqlite", headers={"range": asked, "accept-encoding": "gzip"})
    assert answer.status_code == status
    if part is None:
        assert answer["Content-Range"] == f"bytes */{len(whole)}"
        return
    given = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert given == whole[part]
    assert int(answer["Content-Length"]) == len(given)
    if status == 206:
        start, end = answer["Content-Range"].removeprefix("bytes ").split("/")[0].split("-")
        assert whole[int(start) : int(end) + 1] == given
    headers = {"range": asked, "if-range": answer.get("ETag", '"x"')}
    assert client.get("/data/mingzhang.sqlite", headers=headers).status_code == 200


def test_no_version_yet(client: Client, country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "MOST_ON_REQUEST", 1)
    assert client.get("/data/versions.json").status_code == 503


def test_the_page_is_a_dataset_to_search_engines(client: Client, country: Country) -> None:
    html = client.get("/data/").content.decode()
    said = json.loads(html.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert said["@type"] == "Dataset"
    for file in said["distribution"]:
        assert client.get(file["contentUrl"]).status_code == 200
