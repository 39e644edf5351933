from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from disclosures.lifecycle.totals import rebuild
from tests.kept import kept
from tests.operations.site import ROOT, Site, database_of_its_own
from tests.pages import checked, rows

DEMO = ROOT / "disclosures" / "data" / "demo"
FILES = ("xingtai-2022-department.pdf", "lianchi-2023-department.docx")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with two published files, made by the commands of the README."""
    with database_of_its_own() as database:
        site = Site(tmp_path_factory.mktemp("filled"), database)
        site.manage_all(
            ["migrate", "--verbosity", "0"],
            ["load_classifications", "--verbosity", "0"],
            ["ingest", *(str(DEMO / name) for name in FILES), "--publish", "测试"],
        )
        yield site


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    """A site after `migrate` and nothing else."""
    with database_of_its_own() as database:
        site = Site(tmp_path / "empty", database)
        site.manage("migrate", "--verbosity", "0")
        yield site


@pytest.fixture
def country(db: None) -> rows.Country:
    """A small country in the database of the test, with what the checks found, a version that was replaced, and the tables
    made from it."""
    return kept(_country)


def _country() -> rows.Country:
    made = rows.country()
    checked.example(made.xingtai_2022)
    rows.former_of(made.xingtai_2022)
    rebuild()
    return made
