"""The table of promises in README.md names tests and scripts that there are."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TABLE = [
    [cell.strip() for cell in line.strip("|\n").split("|")]
    for line in (HERE / "README.md").read_text().splitlines()
    if re.match(r"\| \d", line)
]


def test_every_promise_has_a_test() -> None:
    assert [int(number) for number, *_ in TABLE] == list(range(1, 28))
    for number, _, tests, _ in TABLE:
        named = re.findall(r"`([^`:]+)::(\w+)`", tests)
        assert named, f"承诺 {number} 没有测试"
        for file, name in named:
            assert f"def {name}(" in (HERE / file).read_text(), f"承诺 {number}：{file} 里没有 {name}"


def test_every_script_is_run_by_make_reliability() -> None:
    run = (ROOT / "Makefile").read_text()
    for number, _, _, scripts in TABLE:
        for file in re.findall(r"`([^`]+\.py)`", scripts):
            path = (HERE / file).resolve().relative_to(ROOT)
            assert f"$(PYTHON) {path}" in run, f"承诺 {number}：make reliability 不做 {path}"


def test_every_dependency_is_pinned_with_a_hash() -> None:
    for file in ROOT.glob("requirements*.txt"):
        entries = re.split(r"\n(?=[a-z])", re.sub(r"(?m)^\s*#.*\n?", "", file.read_text()).strip())
        for entry in entries:
            assert re.match(r"[\w.\-\[\]]+==\S+", entry), (file.name, entry[:60])
            assert "--hash=sha256:" in entry, (file.name, entry[:60])
