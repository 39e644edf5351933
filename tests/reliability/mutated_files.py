"""Mutated PDF, DOCX and XLSX files: every one is read or refused with a code; nothing crashes, nothing runs away.

    python tests/reliability/mutated_files.py [--count 1000] [--seed 1] [--processes 2]

Prints the outcomes by form and code, the longest time and the largest memory. Exit status 1 where one file crashed the
reader, took more than 60 s, or more than 1 GB. Reproducible: the files depend on the seed alone.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from disclosures.parsing.errors import UnreadableDocument  # noqa: E402  (the script runs from anywhere)
from disclosures.parsing.sandbox import parse_limited  # noqa: E402

DEMO = ROOT / "disclosures" / "data" / "demo"
SECONDS, MEGABYTES = 60, 1024
READ = "read"


@dataclass(frozen=True)
class Outcome:
    form: str
    code: str
    seconds: float


def originals() -> list[Path]:
    """The samples, and a workbook made from one of their tables."""
    return [*sorted(DEMO.glob("*.pdf")), *sorted(DEMO.glob("*.docx")), _workbook()]


def _workbook() -> Path:
    import xlsxwriter

    path = Path(tempfile.gettempdir()) / "mutated-original.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("单位预算支出总表")
        rows = [
            ["350001 某市某局本级", "", "", "预算年度：2022", "单位：万元"],
            ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
            ["", "合计", 3.0, 1.0, 2.0],
            ["205", "教育支出", 3.0, 1.0, 2.0],
        ]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


def mutated(content: bytes, chance: random.Random) -> bytes:
    """The content with bytes changed, runs dropped or doubled, its end cut off, or the same inside a zip member."""
    if content[:2] == b"PK" and chance.random() < 0.7:
        return _mutated_member(content, chance)
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 10, 100, 1000])):
        if len(changed) < 2:
            break
        place = chance.randrange(len(changed))
        kind = chance.random()
        if kind < 0.7:
            changed[place] = chance.randrange(256)
        elif kind < 0.85:
            del changed[place : place + chance.randint(1, 50)]
        else:
            changed[place:place] = changed[place : place + chance.randint(1, 50)]
    cut = chance.random() < 0.15 and len(changed) > 1
    return bytes(changed[: chance.randrange(1, len(changed))] if cut else changed)


def _mutated_member(content: bytes, chance: random.Random) -> bytes:
    """A sound package with a broken part: most of what goes wrong in Word files goes wrong in there."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutated(part, chance) if name == chosen and len(part) > 1 else part)
    return made.getvalue()


def outcome(number: int, seed: int, sources: list[Path], folder: Path) -> Outcome:
    chance = random.Random(f"{seed}-{number}")
    source = chance.choice(sources)
    path = folder / f"{number}{source.suffix}"
    path.write_bytes(mutated(source.read_bytes(), chance))
    started = time.perf_counter()
    try:
        parse_limited(path)
        code = READ
    except UnreadableDocument as error:
        code = error.code
    path.unlink() if code != "crashed" else print(f"crashed: {path}", file=sys.stderr)
    return Outcome(source.suffix, code, time.perf_counter() - started)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    sources, folder = originals(), Path(tempfile.mkdtemp(prefix="mutated-"))
    with ThreadPoolExecutor(options.processes) as pool:
        found = list(pool.map(lambda n: outcome(n, options.seed, sources, folder), range(options.count)))
    for (form, code), times in sorted(Counter((one.form, one.code) for one in found).items()):
        print(f"{form:6} {code:16} {times}")
    longest = max(one.seconds for one in found)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    crashed = sum(one.code == "crashed" for one in found)
    print(f"{len(found)} files, {crashed} crashed, longest {longest:.1f} s, largest child {largest:.0f} MB")
    return 1 if crashed or longest > SECONDS or largest > MEGABYTES else 0


if __name__ == "__main__":
    sys.exit(main())
