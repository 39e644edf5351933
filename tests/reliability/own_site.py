"""A site of its own for a script of this folder: a database, files and workers in a temporary folder, gone afterwards."""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "disclosures" / "data" / "demo"
SMALL = ("dacheng-2022-unit.docx", "lianchi-2023-department.docx")


@contextmanager
def own_site(database: str, **settings: str) -> Iterator[None]:
    """Django set up on an empty database ("sqlite" or "postgresql"), for this process and those it starts."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mingzhang-reliability-"))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "MINGZHANG_ENV": "development",
            "DATA_DIR": f"{folder}/data",
            "DATABASE_URL": "",
            "MEDIA_ROOT": "",
            "TASKS_BACKEND": "database",
            "LOG_LEVEL": "ERROR",
            **settings,
        }
        if database == "postgresql":
            from with_postgresql import start

            server = stack.enter_context(start(f"{folder}/postgresql"))
            os.environ["DATABASE_URL"] = server.get_uri()
        import django

        django.setup()
        logging.getLogger("django.request").setLevel(logging.CRITICAL)
        from django.core.management import call_command
        from django.db import connection

        assert connection.vendor == database
        call_command("migrate", verbosity=0)
        call_command("load_classifications", verbosity=0, stdout=io.StringIO())
        yield
        connection.close()


def worker(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "manage.py"), "worker", "--interval", "0.1", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def until_done(workers: int = 1) -> None:
    """Every document has ended in a state."""
    for process in [worker("--until-done") for _ in range(workers)]:
        assert process.wait() == 0


def variants(count: int) -> Iterator[tuple[str, bytes]]:
    """As many files as asked for, of two contents: the bytes differ in a remark that no reader sees."""
    for number in range(count):
        name = SMALL[number % len(SMALL)]
        content = io.BytesIO((DEMO / name).read_bytes())
        with zipfile.ZipFile(content, "a") as package:
            package.comment = str(number).encode()
        yield f"{number}-{name}", content.getvalue()


def numbers(document: object) -> list[tuple[object, ...]]:
    """Every amount of a document with its place, in order: what has to be the same whoever read it."""
    from disclosures.models import Amount, HeadlineFigure

    fields = ("line__statement__position", "line__position", "column__position", "state", "fen", "printed")
    rows = Amount.objects.filter(line__statement__disclosure__document=document).values_list(*fields)
    stated = HeadlineFigure.objects.filter(disclosure__document=document)
    return sorted([*rows, *stated.values_list("item", "label", "fen", "text")], key=repr)
