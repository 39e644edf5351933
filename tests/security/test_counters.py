"""Limits count over all processes of the web server together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from config import counters
from config.counters import Counters

PROGRAM = "from config.counters import counters; print([counters.count('a') for _ in range(500)][-1])"


def test_processes_count_together(tmp_path: Path) -> None:
    file = tmp_path / "counters"
    file.touch()
    environment = os.environ | {"COUNTERS_FILE": str(file)}
    running = [
        subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert max(int(process.communicate()[0]) for process in running) == 1500


def test_a_process_of_its_own_counts_for_itself() -> None:
    one, other = Counters(), Counters()
    assert [one.count("a"), one.count("a", 5), one.count("b"), other.count("a")] == [1, 6, 1, 1]
    one.clear()
    assert one.count("a", 0) == 0


def test_where_two_keys_meet_the_later_one_begins_anew(monkeypatch: object) -> None:
    monkeypatch.setattr(counters, "SLOTS", 1)  # type: ignore[attr-defined]
    table = Counters()
    assert [table.count("a"), table.count("a"), table.count("b"), table.count("a")] == [1, 2, 1, 1]
