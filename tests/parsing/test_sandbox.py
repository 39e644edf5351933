from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from disclosures.parsing import parse, sandbox, temporary
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.sandbox import Limits, pages_drawn, parse_limited, standing_walls
from disclosures.parsing.sandbox.cage import Wall
from disclosures.parsing.sandbox.messages import Answer, PageText, understood, written

DEMO = Path(sandbox.CODE_ROOT) / "disclosures" / "data" / "demo"
PRINTED = [DEMO / "xingtai-2022-department.pdf", DEMO / "lianchi-2023-department.docx"]


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        parse_limited(path, limits or Limits())
    return caught.value.code


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Puts a program of ours in the place of the parser."""

    def program(body: str) -> Path:
        wrapper = tmp_path / "python"
        wrapper.write_text(f"#!{sys.executable}\nimport sys, os, time, signal, json\n{body}\n")
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


@pytest.mark.parametrize("stopped", [None, lambda page=0, pages=0: False])
def test_who_sleeps_is_not_waited_for(child, stopped: sandbox.Watch | None) -> None:
    file = child("time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(UnreadableDocument) as caught:
        parse_limited(file, Limits(seconds=1), stopped)
    assert caught.value.code == "timeout"
    assert time.monotonic() - began < 15


def test_a_busy_machine_is_no_reason_to_give_up(child) -> None:
    """Two seconds by the clock and next to nothing of the processor."""
    file = child("time.sleep(2); print(json.dumps({'error': 'empty'}))")
    assert refusal(file, Limits(seconds=1)) == "empty"


def test_processor_time_is_limited(child) -> None:
    assert refusal(child("os.kill(os.getpid(), signal.SIGXCPU)")) == "timeout"


@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "sys.exit(3)",
        "sys.stdout.write('noise')",
        "print(json.dumps({'error': 'no such code'}))",
        "print(42)",
        "print(json.dumps({'document': {'source': 1}}))",
        "print('{}')",
    ],
)
def test_a_child_gone_wrong_is_a_crash_and_nothing_else(child, body: str) -> None:
    assert refusal(child(body)) == "crashed"


@pytest.mark.parametrize("path", PRINTED, ids=lambda path: path.name)
def test_every_record_survives_the_way_from_the_child(path: Path) -> None:
    answer = Answer(parse(path))
    assert understood(written(answer), Answer) == answer


def test_the_child_knows_no_secret(child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "geheim")
    file = child("sys.exit(0 if 'SECRET_KEY' in os.environ else print(json.dumps({'error': 'empty'})))")
    assert refusal(file) == "empty"


def test_the_child_knows_of_no_file_but_its_own(child, tmp_path: Path) -> None:
    """Its folder has a copy; the name of the original is not told."""
    file = child("print(json.dumps({'error': 'damaged' if sys.argv[-1].count('x.pdf') == 1 else 'empty'}))")
    assert str(tmp_path) not in refusal(file)
    assert refusal(file) == "damaged"


# --- walls ---------------------------------------------------------------------------------------------------------

ATTEMPTS = {
    "the internet": "socket.create_connection(('127.0.0.1', PORT), 2)",
    "a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
    "a socket of this machine": "socket.socket(socket.AF_UNIX).connect(SOCKET)",
    "a file of the site": "open(SECRET).read()",
    "a folder of the site": "os.listdir(os.path.dirname(SECRET))",
    "writing beside it": "open(SECRET + '.new', 'w')",
    "the environment of the parent": "open(f'/proc/{os.getppid()}/environ', 'rb').read()",
    "the memory of the parent": "open(f'/proc/{os.getppid()}/mem', 'rb')",
    "a signal to the parent": "os.kill(os.getppid(), 0)",
    "being root again": "os.setuid(0) if os.getuid() else os.chown(FOLDER, 0, 1)",
}
ESCAPE = """
import json, os, pathlib, socket, sys
from disclosures.parsing.sandbox import cage
PORT, SOCKET, SECRET, FOLDER, PROGRAMS = json.loads(sys.argv[1])
walls, FOLDER = cage.enter(pathlib.Path(FOLDER), [pathlib.Path(p) for p in PROGRAMS], 20, 2048)
open(os.path.join(FOLDER, "own"), "w").write("kept")
escaped = []
for name, attempt in json.loads(sys.argv[2]).items():
    try:
        exec(attempt)
        escaped.append(name)
    except OSError:
        pass
print(json.dumps([walls, escaped, open(os.path.join(FOLDER, "own")).read()]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="walls are of Linux")
def test_no_way_leads_out_of_the_cage(tmp_path: Path) -> None:
    secret, folder = tmp_path / "site" / "secret", tmp_path / "own folder"
    secret.parent.mkdir()
    folder.mkdir()
    secret.write_text("geheim")
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as local:
        local.bind(str(tmp_path / "socket"))
        local.listen()
        programs = [sys.prefix, sys.base_prefix, f"{sandbox.CODE_ROOT}/disclosures"]
        facts = [server.getsockname()[1], local.getsockname(), str(secret), str(folder), programs]
        command = [sys.executable, "-c", ESCAPE, json.dumps(facts), json.dumps(ATTEMPTS)]
        said = subprocess.run(command, cwd=sandbox.CODE_ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    walls, escaped, kept = json.loads(said.stdout)
    assert kept == "kept"
    missing = {Wall.FILES, Wall.CALLS} - set(walls)
    if missing:
        pytest.skip(f"the kernel has no {missing}")
    assert escaped == []


def test_a_program_that_lies_among_temporary_files_works_too() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        shutil.copytree(
            DEMO.parents[1], Path(place, "disclosures"), ignore=shutil.ignore_patterns("data", "__pycache__")
        )
        program = "import sys, pathlib; from disclosures.parsing import sandbox as s; "
        program += "print(s.CODE_ROOT, len(s.parse_limited(pathlib.Path(sys.argv[1])).disclosures))"
        command = [sys.executable, "-c", program, str(DEMO / "dacheng-2022-unit.docx")]
        said = subprocess.run(
            command, cwd=place, env={"PYTHONPATH": place}, capture_output=True, text=True, check=False
        )
    assert said.stdout.split() == [place, "1"], said.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="walls are of Linux")
def test_the_walls_are_told() -> None:
    assert Wall.CALLS in standing_walls()


def test_folders_of_processes_that_are_gone_are_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left, mine = tmp_path / f"{temporary.PREFIX}{gone.pid}-x", tmp_path / f"{temporary.PREFIX}{os.getpid()}-x"
    left.mkdir()
    mine.mkdir()
    (left / "upload.pdf").touch()
    file = tmp_path / "empty.pdf"
    file.touch()
    assert refusal(file) == "empty"
    assert not left.exists()
    assert mine.exists()


# --- pictures ------------------------------------------------------------------------------------------------------


def test_pages_are_drawn_with_their_words() -> None:
    demo = DEMO / "xingtai-2022-department.pdf"
    with pages_drawn(demo, [2, 99], Limits(seconds=30)) as folder:
        assert (folder / "2.png").read_bytes().startswith(b"\x89PNG")
        text = understood((folder / "2.json").read_bytes(), PageText)
        assert not (folder / "99.png").exists()
    assert len(text.edges) == 4 * len(text.signs) > 400
    assert not folder.exists()


TILES = b"""%PDF-1.7
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 595 842]>> endobj
3 0 obj <</Type /Page /Parent 2 0 R>> endobj
4 0 obj <</Type /Page /Parent 2 0 R /Contents 6 0 R
  /Resources <</Pattern <</P1 5 0 R>> /ColorSpace <</Cs /Pattern>>>>>> endobj
5 0 obj <</Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.01 /YStep 0.01
  /Resources <<>> /Length 12>> stream
0 0 1 1 re f
endstream endobj
6 0 obj <</Length 31>> stream
/Cs cs /P1 scn 0 0 595 842 re f
endstream endobj
trailer <</Root 1 0 R>>
"""
"""The second page is one rectangle, filled with a pattern of five billion tiles."""


def test_what_draws_for_ever_is_ended_and_what_was_drawn_before_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "tiles.pdf"
    file.write_bytes(TILES)
    began = time.monotonic()
    with pages_drawn(file, [1, 2], Limits(seconds=4)) as folder:
        assert (folder / "1.png").exists()
        assert not (folder / "2.png").exists()
    assert time.monotonic() - began < 20
