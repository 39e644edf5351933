"""The short versions of killed_workers.py, two_workers.py and together.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
DATABASES = ["sqlite", "postgresql"]


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, str(FOLDER / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("database", DATABASES)
def test_killed_workers_lose_nothing(database: str) -> None:
    said = run("killed_workers.py", "--count", "3", "--documents", "1", "--database", database)
    assert "3 with equal amounts" in said


def test_two_workers_do_nothing_twice() -> None:
    assert "0 begun twice" in run("two_workers.py", "--count", "4", "--no-alone")


@pytest.mark.parametrize("database", DATABASES)
def test_people_at_the_same_time(database: str) -> None:
    said = run("together.py", "--count", "60", "--rounds", "2", "--database", database)
    assert " 0 torn" in said
