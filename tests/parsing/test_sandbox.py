from __future__ import annotations

import os
import pickle
import sys
import time
from pathlib import Path

import pytest

from disclosures.parsing import sandbox
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.sandbox import Limits, parse_limited

DEMO = Path(sandbox.CODE_ROOT) / "disclosures" / "data" / "demo"


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        parse_limited(path, limits or Limits())
    return caught.value.code


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Puts a program of ours in the place of the parser."""

    def program(body: str) -> Path:
        wrapper = tmp_path / "python"
        wrapper.write_text(f"#!{sys.executable}\nimport sys, os, time, signal, pickle\n{body}\n")
        wrapper.chmod(0o755)
        monkeypatch.setattr(sandbox.sys, "executable", str(wrapper))
        file = tmp_path / "x.pdf"
        file.write_bytes(b"x")
        return file

    return program


def test_what_the_child_reads_comes_back_whole() -> None:
    parsed = parse_limited(DEMO / "xingtai-2022-department.pdf")
    assert parsed.disclosures[0].agency.name == "邢台市工业和信息化局"
    assert len(parsed.disclosures[0].statements) == 9
    assert type(parsed.disclosures[0].stage).__name__ == "Stage"


def test_the_reason_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "empty.pdf"
    file.touch()
    assert refusal(file) == "empty"


def test_limits_of_pages_and_size() -> None:
    demo = DEMO / "xingtai-2022-department.pdf"
    with pytest.raises(UnreadableDocument, match="2 页的上限"):
        parse_limited(demo, Limits(pages=2))
    assert refusal(demo, Limits(size=1000)) == "too-large"


def test_memory_is_limited() -> None:
    assert refusal(DEMO / "hengshui-2022-units.pdf", Limits(memory_mb=64)) in ("out-of-memory", "crashed")


def test_time_is_limited(child) -> None:
    file = child("time.sleep(60)")
    began = time.monotonic()
    assert refusal(file, Limits(seconds=1)) == "timeout"
    assert time.monotonic() - began < 5


def test_processor_time_is_limited(child) -> None:
    assert refusal(child("os.kill(os.getpid(), signal.SIGXCPU)")) == "timeout"


@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "sys.exit(3)",
        "sys.stdout.write('noise')",
        "sys.stdout.buffer.write(pickle.dumps(('no such code', {})))",
        "sys.stdout.buffer.write(pickle.dumps(42))",
        "import subprocess; sys.stdout.buffer.write(pickle.dumps(subprocess.Popen))",
    ],
)
def test_a_child_gone_wrong_is_a_crash_and_nothing_else(child, body: str) -> None:
    assert refusal(child(body)) == "crashed"


def test_an_answer_cannot_run_code(child, tmp_path: Path) -> None:
    trace = tmp_path / "trace"

    class Attack:
        def __reduce__(self):
            return os.system, (f"touch {trace}",)

    answer = pickle.dumps(Attack())
    assert refusal(child(f"sys.stdout.buffer.write({answer!r})")) == "crashed"
    assert not trace.exists()


def test_the_child_knows_no_secret(child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    file = child(
        "sys.exit(0 if 'SECRET_KEY' in os.environ else sys.stdout.buffer.write(pickle.dumps(('empty', {}))) and 0)"
    )
    assert refusal(file) == "empty"
