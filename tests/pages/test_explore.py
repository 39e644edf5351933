"""SQL over the published data: Datasette reads that file alone, within its limits, and cannot write."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import override_settings

from disclosures.lifecycle.totals import rebuild
from disclosures.models import Section
from disclosures.presenting.exports.package_tables import TABLES
from disclosures.presenting.whole import versions
from disclosures.presenting.whole.explore import EXAMPLES, LIMITS
from tests.pages import checked
from tests.pages.rows import country

datasette = pytest.importorskip("datasette.app", reason="没有安装 Datasette：requirements-explore.txt")
pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.xdist_group("explore")]

WRITES = (
    "INSERT INTO {table} DEFAULT VALUES",
    "DELETE FROM {table}",
    "UPDATE {table} SET rowid = 1",
    "DROP TABLE {table}",
    "CREATE TABLE x{table} (a)",
    "ALTER TABLE {table} ADD COLUMN x",
    "CREATE INDEX x{table} ON {table} (rowid)",
    "WITH a AS (SELECT * FROM {table}) INSERT INTO {table} SELECT * FROM a",
    "WITH a AS (SELECT 1) DELETE FROM {table}",
    "SELECT 1; DELETE FROM {table}",
    "EXPLAIN SELECT 1; DROP TABLE {table}",
    "PRAGMA writable_schema = 1",
    "PRAGMA journal_mode = WAL",
    "ATTACH '{path}-other' AS {table}",
    "VACUUM INTO '{path}-{table}'",
    "REPLACE INTO {table} DEFAULT VALUES",
    "SELECT load_extension('{table}')",
    "SELECT writefile('{path}-{table}', 'x')",
    "REINDEX {table}",
    "ANALYZE {table}",
)
TRIES = 200
RUNAWAY = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
MANY = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i FROM n"


@pytest.fixture(scope="module")
def folder(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One version for all of these tests; none of them needs the database again."""
    data = tmp_path_factory.mktemp("data")
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DATA_DIR=data):
        made = country()
        rebuild()
        Section.objects.create(
            disclosure=made.own_2022, position=90, heading="“三公”经费", level=1, text="“三公”经费减少。"
        )
        checked.example(made.xingtai_2022)
        versions.version()
        transaction.set_rollback(True)
    return data / "whole" / "latest" / "explore"


@pytest.fixture
def served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """As `datasette serve` makes it of the folder; without pictures of every refusal in the log."""
    monkeypatch.setattr("datasette.handle_exception.rich", None)
    return datasette.Datasette(config_dir=folder)


def asked(served: Any, *addresses: str, method: str = "get") -> list[Any]:
    async def ask() -> list[Any]:
        await served.invoke_startup()
        return [await getattr(served.client, method)(address) for address in addresses]

    return asyncio.run(ask())


def sql(text: str, **more: str) -> str:
    return "/mingzhang.json?" + urlencode({"sql": text, "_shape": "array", **more})


def test_it_serves_that_file_alone(served: Any) -> None:
    [databases, home] = asked(served, "/-/databases.json", "/")
    assert [(one["name"], one["is_mutable"]) for one in databases.json()] == [("mingzhang", False)]
    assert "明账" in home.text


def test_two_hundred_tries_to_write(served: Any, folder: Path) -> None:
    file, drawn = folder / "mingzhang.sqlite", random.Random(15)
    before = hashlib.sha256(file.read_bytes()).hexdigest(), sorted(folder.iterdir())
    tables = [table.name for table in TABLES]
    texts = [WRITES[n % len(WRITES)].format(table=drawn.choice(tables), path=file) for n in range(TRIES)]
    for text, answer in zip(texts, asked(served, *map(sql, texts)), strict=True):
        assert answer.status_code in (400, 403), (text, answer.text)
    posts = [*map(sql, texts[: len(WRITES)]), *(f"/mingzhang/{name}/-/insert" for name in tables)]
    assert {answer.status_code for answer in asked(served, *posts, method="post")} <= {400, 403, 404, 405}
    assert (hashlib.sha256(file.read_bytes()).hexdigest(), sorted(folder.iterdir())) == before


def test_a_query_without_an_end_is_stopped(served: Any) -> None:
    asked(served, "/")
    started = time.process_time()
    [answer] = asked(served, sql(RUNAWAY))
    assert time.process_time() - started < 2 * LIMITS["sql_time_limit_ms"] / 1000
    assert answer.status_code == 400
    assert "interrupted" in answer.text.lower()


def test_ten_thousand_rows_at_most(served: Any) -> None:
    rows, streamed = asked(served, sql(MANY, _shape="objects"), f"/mingzhang.csv?sql={quote(MANY)}&_stream=1")
    assert len(rows.json()["rows"]) == LIMITS["max_returned_rows"]
    assert rows.json()["truncated"]
    assert streamed.status_code != 200 or streamed.text.count("\n") <= LIMITS["max_returned_rows"] + 1


def test_every_column_is_explained(served: Any) -> None:
    names = [table.name for table in TABLES] + ["figures"]
    for name, page in zip(names, asked(served, *(f"/mingzhang/{name}" for name in names)), strict=True):
        assert page.status_code == 200
        table = served.metadata("columns", database="mingzhang", table=name)
        [columns] = asked(served, f"/mingzhang/{name}.json?_size=0")
        assert set(columns.json()["columns"]) == set(table), name


def test_the_example_queries_run(served: Any) -> None:
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    addresses = [f"/mingzhang/{one['name']}.json?{urlencode(one.get('params', {}))}" for one in examples]
    for one, answer in zip(examples, asked(served, *addresses), strict=True):
        assert answer.status_code == 200, (one["name"], answer.text)
        assert answer.json()["rows"], one["name"]
