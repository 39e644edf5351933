"""A site of its own beside the tests: a folder and a database, run by commands as an operator would.

As a script, inside such a site: prints the hashes of its tables, files and of so many public pages as JSON.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MOST_PAGES = 80
LINK = re.compile(r'href="(/[^"#]*)')
IN_ONE_PROCESS = """
import json, os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
from django.core.management import call_command
for command in json.loads(sys.argv[1]):
    call_command(*command)
"""


@dataclass(frozen=True)
class Site:
    """`database` is a URL, empty for SQLite in the folder."""

    folder: Path
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "PYTHONUTF8": "1",
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database,
            **self.settings,
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def manage(self, *arguments: str) -> str:
        done = self.run("manage.py", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def manage_all(self, *commands: Sequence[str]) -> str:
        """Commands after each other in one process: Django is set up once, which costs two seconds."""
        done = self.run("-c", IN_ONE_PROCESS, json.dumps(commands))
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refused(self, *arguments: str) -> str:
        done = self.run("manage.py", *arguments)
        assert done.returncode != 0, done.stdout
        return done.stdout + done.stderr

    def seen(self, pages: int = MOST_PAGES) -> dict[str, dict[str, str]]:
        """Hashes of the tables, the files and that many public pages."""
        done = self.run("-m", "tests.operations.site", str(pages))
        assert done.returncode == 0, done.stderr
        found: dict[str, dict[str, str]] = json.loads(done.stdout)
        return found


@contextmanager
def database_of_its_own() -> Iterator[str]:
    """The URL of a new, empty database: "" on SQLite, where a folder is enough."""
    if os.environ.get("MINGZHANG_TEST_DATABASE") != "postgresql":
        yield ""
        return
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    server = os.environ["DATABASE_URL"]
    name = f"site_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        own = conninfo_to_dict(server)["dbname"]
        head, _, options = server.partition("?")
        assert head.endswith(f"/{own}"), head
        yield f"{head.removesuffix(f'/{own}')}/{name}" + (f"?{options}" if options else "")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


TELLS_WHEN = ("/data/mingzhang.zip", "/data/datapackage.json")
"""Files that say when they were made: another time, other bytes."""


def look(most: int) -> dict[str, dict[str, Any]]:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    from disclosures.operations.contents import digest, tables

    client = Client(headers={"host": "localhost"})
    pages: dict[str, str] = {}
    waiting = [
        "/",
        "/agencies/",
        "/findings/",
        "/regions/",
        "/codes/",
        "/search/?q=工业",
        "/data/",
        "/compare/",
    ]
    while waiting and len(pages) < most:
        address = waiting.pop(0)
        if address in pages or address in TELLS_WHEN:
            continue
        response = client.get(address)
        content = response.getvalue() if response.streaming else response.content
        pages[address] = f"{response.status_code} {hashlib.sha256(content).hexdigest()}"
        if response.headers.get("Content-Type", "").startswith("text/html"):
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(content.decode())]
    return {
        "rows": {model._meta.label: digest(model).hex for model in tables()},
        "counts": {model._meta.label: digest(model).rows for model in tables()},
        "files": {
            str(path.relative_to(settings.MEDIA_ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(Path(settings.MEDIA_ROOT).rglob("*"))
            if path.is_file()
        },
        "pages": pages,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    json.dump(look(int(sys.argv[1])), sys.stdout)
