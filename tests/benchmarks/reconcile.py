"""CPU of all checks over that of parsing, file by file and in all: twice.

    python tests/benchmarks/reconcile.py [FILE …]

Default: the documents of ../shared in every form (Hebei, Shanghai, Jiangsu, text) if they are there, else the samples.
Goal ≤ 0.10. The checks run over all disclosures of a file in this process, as in a worker that stays, repeated; the
fastest counts. Parsing is measured as the site pays for it, in the limited process of its own that every file gets
(the start of the interpreter is a third of a second), and bare, in this process: there small Word files, workbooks and
plain text, read in a few hundredths of a second, stand above the goal. The worst files come first.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from disclosures.parsing import parse  # noqa: E402
from disclosures.parsing.sandbox import parse_limited  # noqa: E402
from disclosures.reconciliation import reconcile  # noqa: E402

SHARED = ROOT.parent / "shared"
FOLDERS = tuple(
    SHARED / name for name in ("documents/hebei", "documents/shanghai", "documents/jiangsu", "seeds")
)
SAMPLES = (ROOT / "disclosures" / "data" / "demo", ROOT / "tests" / "parsing" / "samples")
FORMS = frozenset({".pdf", ".docx", ".doc", ".xlsx", ".txt"})
GOAL = 0.10
REPEATS = 5


class Cost(NamedTuple):
    """CPU seconds: of parsing in a process of its own and in this one, and of checking."""

    name: str
    reading: float
    parsing: float
    checking: float

    def __str__(self) -> str:
        return (
            f"{self.name:50} checks {self.checking:6.3f} s, read {self.reading:6.2f} s {self.checking / self.reading:6.1%}"
            f", bare {self.parsing:6.2f} s {self.checking / self.parsing:6.1%}"
        )


def files() -> list[Path]:
    if named := [Path(name) for name in sys.argv[1:]]:
        return named
    folders = FOLDERS if SHARED.is_dir() else SAMPLES
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in FORMS)


def cost(path: Path) -> Cost:
    started = time.process_time()
    disclosures = parse(path).disclosures
    parsing = time.process_time() - started
    before = _of_children()
    parse_limited(path)
    reading = _of_children() - before
    runs = []
    for _ in range(REPEATS):
        started = time.process_time()
        reconcile(disclosures)
        runs.append(time.process_time() - started)
    return Cost(path.name, reading, parsing, min(runs))


def _of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def main() -> None:
    reconcile([])  # what is loaded once is no cost of a file
    costs = sorted(map(cost, files()), key=lambda one: one.checking / one.reading, reverse=True)
    for one in costs:
        print(one)
    print(Cost("all", *(sum(one[place] for one in costs) for place in (1, 2, 3))))
    for what, place in (("read", 1), ("bare", 2)):
        above = sum(one.checking > GOAL * one[place] for one in costs)
        print(f"{what}: {above} of {len(costs)} files above {GOAL:.0%}")


if __name__ == "__main__":
    main()
