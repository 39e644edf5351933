from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from disclosures.parsing import parse, sandbox, temporary
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.sandbox import Limits, children, nursery, pages_drawn, parse_limited, standing_walls
from disclosures.parsing.sandbox.cage import Wall
from disclosures.parsing.sandbox.messages import Answer, PageText, understood, written

DEMO = Path(children.CODE_ROOT) / "disclosures" / "data" / "demo"
PRINTED = [DEMO / "xingtai-2022-department.pdf", DEMO / "lianchi-2023-department.docx"]


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        parse_limited(path, limits or Limits())
    return caught.value.code


INSTEAD_OF_THE_PARSER = """#!{python}
import json, os, signal, sys, time
from disclosures.parsing.sandbox import child, nursery

def work(task, told, answer):
    def say(words): os.write(answer, words.encode())
    {body}

child.work = work
sys.argv = sys.argv[-2:]
nursery.main()
"""


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Puts a program of ours in the place of the parser."""

    def program(body: str) -> Path:
        wrapper = tmp_path / "python"
        wrapper.write_text(INSTEAD_OF_THE_PARSER.format(python=sys.executable, body=body))
        wrapper.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(wrapper))
        monkeypatch.setattr(children, "_nursery", children.Nursery())
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
    file = child("time.sleep(2); say(json.dumps({'error': 'empty'}))")
    assert refusal(file, Limits(seconds=1)) == "empty"


def test_processor_time_is_limited(child) -> None:
    assert refusal(child("os.kill(os.getpid(), signal.SIGXCPU)")) == "timeout"


@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "sys.exit(3)",
        "say('noise')",
        "print(json.dumps({'error': 'empty'}))",
        "say(json.dumps({'error': 'no such code'}))",
        "say('42')",
        "say(json.dumps({'document': {'source': 1}}))",
        "say('{}')",
        "os._exit(0)",
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
    file = child("'SECRET_KEY' in os.environ or say(json.dumps({'error': 'empty'}))")
    assert refusal(file) == "empty"


def test_the_child_knows_of_no_file_but_its_own(child, tmp_path: Path) -> None:
    """Its folder has a copy; the name of the original is not told."""
    file = child("say(json.dumps({'error': 'damaged' if repr(task).count('x.pdf') == 1 else 'empty'}))")
    assert str(tmp_path) not in refusal(file)
    assert refusal(file) == "damaged"


def test_a_child_that_nobody_waits_for_is_ended_with_all_that_it_started(child, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    body = f"other = os.fork(); open({str(pid)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(60)"
    with pytest.raises(sandbox.Stopped):
        parse_limited(child(body), Limits(), lambda page=0, pages=0: pid.exists() and len(_numbers(pid)) == 2)
    deadline = time.monotonic() + 10  # a killed process is gone a little later
    while any(map(_runs, _numbers(pid))) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not list(filter(_runs, _numbers(pid)))


def _numbers(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()]


def _runs(number: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{number}/status").read_text()
    except OSError:
        return False


def test_many_children_at_the_same_time_come_from_one_nursery(child) -> None:
    file = child("time.sleep(0.5); say(json.dumps({'error': 'damaged', 'facts': {'parent': os.getppid()}}))")

    def parent(_: int) -> object:
        with pytest.raises(UnreadableDocument) as caught:
            parse_limited(file)
        return caught.value.facts["parent"]

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(parent, range(16)))) == 1


def test_a_nursery_that_is_gone_is_started_again(child) -> None:
    file = child("os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)")
    assert refusal(file) == "crashed"
    assert refusal(file) == "crashed"


def test_a_nursery_that_nobody_uses_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = socket.socketpair()
    monkeypatch.setattr(nursery, "IDLE", 0.1)
    monkeypatch.setattr(nursery.signal, "signal", lambda *_: None)
    monkeypatch.setattr(nursery.signal, "set_wakeup_fd", lambda *_, **__: None)
    with ours, theirs:
        nursery.Nursery(theirs).serve()


def test_nothing_of_the_nursery_is_open_in_a_child(child) -> None:
    """Whoever could read its socket could take another's file."""
    file = child(
        "say(json.dumps({'error': 'empty' if len(os.listdir('/proc/self/fd')) == 6 else 'damaged'}))"
    )
    assert refusal(file) == "empty"


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
        programs = [sys.prefix, sys.base_prefix, f"{children.CODE_ROOT}/disclosures"]
        facts = [server.getsockname()[1], local.getsockname(), str(secret), str(folder), programs]
        command = [sys.executable, "-c", ESCAPE, json.dumps(facts), json.dumps(ATTEMPTS)]
        said = subprocess.run(command, cwd=children.CODE_ROOT, capture_output=True, text=True, check=False)
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
        program += "print(s.children.CODE_ROOT, len(s.parse_limited(pathlib.Path(sys.argv[1])).disclosures))"
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
