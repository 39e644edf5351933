"""Promise 15: migrations forward, back and forward on a filled database, back to zero (`make check` looks for drift)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.site import ROOT, Site, database_of_its_own

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

DEMO = ROOT / "disclosures" / "data" / "demo" / "lianchi-2023-department.docx"
BEFORE_DERIVED = "0003"
"""The last shape without any table that is made from others."""

SCHEMA = """
import django, json; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    tables = sorted(connection.introspection.table_names(cursor))
    found = {
        table: [
            sorted(column.name for column in connection.introspection.get_table_description(cursor, table)),
            sorted(
                json.dumps([details["columns"], details["unique"], details["check"], details["foreign_key"]])
                for details in connection.introspection.get_constraints(cursor, table).values()
            ),
        ]
        for table in tables if table.startswith("disclosures_") and "searchgram" not in table
    }
print(json.dumps(found, sort_keys=True))
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with database_of_its_own() as database:
        yield Site(tmp_path, database, {"DJANGO_SETTINGS_MODULE": "config.settings"})


def schema(site: Site) -> str:
    done = site.run("-c", SCHEMA)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_filled_database_goes_back_and_forward_and_keeps_what_was_published(site: Site) -> None:
    site.manage_all(
        ["migrate", "--verbosity", "0"],
        ["load_classifications", "--verbosity", "0"],
        ["ingest", str(DEMO), "--publish", "测试"],
    )
    shape = schema(site)
    assert "disclosures_amount" in shape
    was = site.seen(pages=0)
    site.manage("migrate", "disclosures", BEFORE_DERIVED, "--verbosity", "0")
    site.manage("migrate", "--verbosity", "0")
    assert schema(site) == shape
    site.manage_all(["rebuild_totals", "--verbosity", "0"], ["recheck"])
    now = site.seen(pages=0)
    kept = ("Agency", "Section", "StatementColumn", "StatementLine", "PublicationEvent", "Note")
    for name in kept:
        assert was["counts"][f"disclosures.{name}"] > 0
        assert now["rows"][f"disclosures.{name}"] == was["rows"][f"disclosures.{name}"], name
    # what proves an amount, and a statement's share of it, is derived: it comes back when a file is read again
    for name in ("Amount", "Statement", "Disclosure", "Document", "Head", "Total", "Ledger", "Finding"):
        assert now["counts"][f"disclosures.{name}"] == was["counts"][f"disclosures.{name}"], name
    assert now["files"] == was["files"]
    assert "错误 0。" in site.manage_all(["rebuild_totals", "--check"], ["doctor"])
    site.manage("migrate", "disclosures", "zero", "--verbosity", "0")
    assert schema(site) == "{}\n"
