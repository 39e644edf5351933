"""A container that does not answer is ended, so that it is started again; nothing is ever ended in these tests."""

from __future__ import annotations

import signal
import sys
import tempfile
from pathlib import Path

import pytest

from config import alive
from tests.operations.test_compose import services


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    monkeypatch.setattr(alive.os, "kill", lambda *what: found.append(what))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["alive", "http://127.0.0.1:9/"])
    return found


def test_after_several_failures_in_a_row_it_is_ended(ended: list[tuple[int, int]]) -> None:
    assert [alive.main() for _ in range(2)] == [1, 1]
    assert ended == []
    assert [alive.main() for _ in range(3)] == [1, 1, 1]
    assert ended == [(1, signal.SIGTERM), (1, signal.SIGTERM), (-1, signal.SIGKILL)]
    alive.main()
    assert len(ended) == 3, "counted anew"


def test_an_answer_forgets_the_failures(
    ended: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer in (False, False, True, False, False):
        monkeypatch.setattr(alive, "answers", lambda _, answer=answer: answer)
        assert alive.main() == (not answer)
    assert ended == []


def test_the_site_is_checked_so() -> None:
    image = Path("Dockerfile").read_text("utf-8")
    assert 'CMD ["python", "-m", "config.alive", ' in image
    assert services()["web"]["restart"] == "unless-stopped"
    assert services()["web"]["init"] is True, "the first process passes the signal on"
