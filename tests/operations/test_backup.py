"""Backup → wipe → restore by one command each, on the database under test and from one kind to the other."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from disclosures.lifecycle import totals
from disclosures.lifecycle.ingestion import store
from disclosures.models import Agency, Document, Edition, Finding, SearchEntry
from disclosures.operations import restore as restoring
from disclosures.operations.contents import digest, last_number, set_last_number, tables
from disclosures.pages.search.facts import search
from tests.operations.site import Site
from tests.pages.rows import Country

MOVED_ON = "disclosures.Edition"
"""The one row that a restore makes anew."""


def without_edition(rows: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in rows.items() if name != MOVED_ON}


@pytest.fixture
def archive(filled: Site, tmp_path: Path) -> Path:
    path = tmp_path / "backup.zip"
    filled.manage("backup", str(path))
    return path


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.one_database
def test_a_wiped_site_comes_back_equal(filled: Site, empty: Site, archive: Path) -> None:
    was = filled.seen()
    assert was["counts"]["disclosures.Amount"] > 300
    assert len(was["files"]) == 2
    assert len(was["pages"]) > 50
    assert {page[:3] for page in was["pages"].values()} <= {"200", "301", "302"}

    said = empty.manage("restore", str(archive))
    now = empty.seen()

    assert "逐项核对无误" in said
    assert without_edition(now["rows"]) == without_edition(was["rows"])
    assert now["files"] == was["files"]
    assert now["pages"] == was["pages"]
    assert "搜索 0 条不同" in empty.manage("rebuild_totals", "--check")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(os.environ.get("MINGZHANG_TEST_DATABASE") != "postgresql", reason="两种数据库之间")
def test_a_site_moves_from_one_database_to_the_other_and_back(
    filled: Site, empty: Site, archive: Path, tmp_path: Path
) -> None:
    """What PostgreSQL wrote is read by SQLite, and PostgreSQL reads what it wrote: a wiped one comes back, too."""
    was = filled.seen()
    second = str(tmp_path / "second.zip")
    sqlite = Site(tmp_path / "sqlite")
    sqlite.manage_all(["migrate", "--verbosity", "0"], ["restore", str(archive)], ["backup", second])
    between = sqlite.seen()
    assert "搜索 0 条不同" in empty.manage_all(["restore", second], ["rebuild_totals", "--check"])
    now = empty.seen()
    for other in (between, now):
        assert without_edition(other["rows"]) == without_edition(was["rows"])
        assert other["files"] == was["files"]
        assert other["pages"] == was["pages"]


# --- one process ----------------------------------------------------------------------------------------------------


@pytest.fixture
def here(country: Country, tmp_path: Path) -> Path:
    """An archive of the country in the database of this test."""
    path = tmp_path / "here.zip"
    call_command("backup", path, verbosity=0)
    return path


def rows() -> dict[str, str]:
    return without_edition({model._meta.label: digest(model).hex for model in tables()})


def test_a_filled_database_is_replaced_only_when_told(here: Path, django_user_model) -> None:
    was, edition = rows(), Edition.objects.number()
    django_user_model.objects.create_user("later")
    stays = store(ContentFile(b"later"), "later.txt")[0].file
    Agency.objects.update(rank="x")
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", here)
    assert Agency.objects.filter(rank="x").exists()

    call_command("restore", here, replace=True)
    assert rows() == was
    assert Edition.objects.number() > edition + 1000
    assert not stays.storage.exists(stays.name)
    assert not any(totals.differences())


def test_numbers_of_deleted_rows_are_not_given_again(country: Country, tmp_path: Path) -> None:
    set_last_number(Document, 4711)
    path = tmp_path / "numbers.zip"
    call_command("backup", path)
    set_last_number(Document, 4000)
    call_command("restore", path, replace=True)
    assert last_number(Document) == 4711
    assert store(ContentFile(b"next"), "next.txt")[0].pk == 4712


def test_self_references_and_search_come_back(here: Path) -> None:
    explained = list(Finding.objects.exclude(cause=None).values_list("pk", "cause_id"))
    parents = list(Agency.objects.exclude(parent=None).order_by("pk").values_list("pk", "parent_id"))
    found = SearchEntry.objects.count()
    assert parents and found
    call_command("restore", here, replace=True)
    assert list(Finding.objects.exclude(cause=None).values_list("pk", "cause_id")) == explained
    assert list(Agency.objects.exclude(parent=None).order_by("pk").values_list("pk", "parent_id")) == parents
    assert search("邢台").total


@pytest.mark.parametrize("damage", ["byte", "row", "member", "cut", "file"])
def test_a_damaged_archive_changes_nothing(here: Path, tmp_path: Path, damage: str) -> None:
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(here) as whole, zipfile.ZipFile(broken, "w") as into:
        victim = next(n for n in whole.namelist() if n.startswith("files/"))
        for name in whole.namelist():
            content = whole.read(name)
            if damage == "row" and name == "tables/disclosures_amount.jsonl":
                content = content.replace(b'"amount"', b'"absent"', 1)
            if damage == "member" and name == "tables/disclosures_note.jsonl":
                continue
            if damage == "file" and name == victim:
                content += b"!"
            into.writestr(name, content)
    if damage == "cut":
        broken.write_bytes(here.read_bytes()[:-100])
    if damage == "byte":
        content = bytearray(here.read_bytes())
        with zipfile.ZipFile(here) as whole:
            table = whole.getinfo("tables/disclosures_amount.jsonl")
        content[table.header_offset + 30 + len(table.filename) + table.compress_size // 2] ^= 0xFF
        broken.write_bytes(content)
    Agency.objects.update(rank="现在的")
    was = rows()
    for options in ({"check": True}, {"replace": True}):
        with pytest.raises(CommandError, match=r"没有恢复|不能恢复"):
            call_command("restore", broken, **options)
    assert rows() == was


@pytest.mark.django_db
def test_a_check_says_too_that_another_program_made_it(here: Path) -> None:
    call_command("restore", here, check=True, stdout=StringIO())
    MigrationRecorder.Migration.objects.filter(app="disclosures").latest("pk").delete()
    with pytest.raises(CommandError, match="不能恢复：备份与数据库的结构不同"):
        call_command("restore", here, check=True)


def test_a_failure_half_way_leaves_rows_and_files_as_they_were(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document.objects.order_by("pk")[0]
    storage, name = document.file.storage, document.file.name
    storage.delete(name)
    storage.save(name, ContentFile(b"other bytes"))
    gone = Document.objects.order_by("pk")[1].file.name
    storage.delete(gone)
    Agency.objects.update(rank="现在的")
    was = rows()

    def break_off() -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(restoring, "reindex", break_off)
    with pytest.raises(CommandError, match="No space left"):
        call_command("restore", here, replace=True)
    assert rows() == was
    assert not storage.exists(gone)
    with storage.open(name) as content:
        assert content.read() == b"other bytes"


def test_another_shape_is_refused(here: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(here) as whole, zipfile.ZipFile(other, "w") as into:
        for name in whole.namelist():
            content = whole.read(name)
            if name == "manifest.json":
                manifest = json.loads(content)
                manifest["migrations"].append("disclosures.9999_of_the_future")
                content = json.dumps(manifest).encode()
            into.writestr(name, content)
    with pytest.raises(CommandError, match="9999_of_the_future"):
        call_command("restore", other, replace=True)


def test_a_missing_file_stops_a_backup_unless_told(country: Country, tmp_path: Path) -> None:
    document = Document.objects.order_by("pk")[0]
    document.file.storage.delete(document.file.name)
    path = tmp_path / "part.zip"
    with pytest.raises(CommandError, match="--incomplete"):
        call_command("backup", path)
    assert not list(tmp_path.iterdir())
    call_command("backup", path, incomplete=True)
    with pytest.raises(CommandError, match="已经存在"):
        call_command("backup", path)
    with zipfile.ZipFile(path) as made:
        assert json.loads(made.read("manifest.json"))["missing"] == [document.file.name]
    assert path.stat().st_mode & 0o077 == 0
    shutil.rmtree(tmp_path)
