"""The fenced examples of docs/data.md run, from first to last, and the addresses of those that cannot run here answer."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from disclosures.lifecycle.publication import publish
from tests.pages.rows import Country

pytestmark = pytest.mark.django_db

SITE = "https://mingzhang.example"
DOCUMENT = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
ADDRESS = re.compile(rf"""{re.escape(SITE)}(/[^\s'"）]+)""")
EXAMPLE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
IMPORTED = re.compile(r"^import (.+)$", re.MULTILINE)
SECONDS = 120

RUN_BY: dict[str, Callable[[str], list[str]]] = {
    "sh": lambda text: ["sh", "-ec", text],
    "python": lambda text: [sys.executable, "-c", text],
    "sql": lambda text: [sys.executable, "-c", "import duckdb, sys; print(duckdb.sql(sys.argv[1]))", text],
    "r": lambda text: ["Rscript", "-e", text],
}
"""How an example is run; what is in no such language (Excel's) is only asked for its addresses."""


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    (tmp_path / "data").mkdir()
    return tmp_path


def test_every_address_gives_something(client: Client, country: Country) -> None:
    addresses = {address for _, text in EXAMPLE.findall(DOCUMENT) for address in ADDRESS.findall(text)}
    assert len(addresses) >= 5
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[call-overload]
        assert len(body) > 60, address


def lacks(language: str, text: str) -> bool:
    """Whether this machine has not what an example needs."""
    program = RUN_BY[language]("")[0]
    modules = [name.strip() for line in IMPORTED.findall(text) for name in line.split(",")]
    return not shutil.which(program) or any(
        find_spec(name) is None for name in modules if language == "python"
    )


def test_every_example_runs(live_server: Any, country: Country, folder: Path) -> None:
    publish(country.draft, None, "测试")
    examples = [(language, text) for language, text in EXAMPLE.findall(DOCUMENT) if language in RUN_BY]
    assert {language for language, _ in examples} == set(RUN_BY)
    ran = 0
    for language, text in examples:
        if lacks(language, text):
            continue
        here = text.replace(SITE, live_server.url)
        done = subprocess.run(
            RUN_BY[language](here), cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        assert done.returncode == 0, (text, done.stderr)
        assert done.stdout.strip(), (text, "says nothing")
        ran += 1
    assert ran >= 6
