"""CPU of all checks over that of parsing, file by file and in all.

    python tests/benchmarks/reconcile.py [FILE …]

Default: the documents of ../shared in every form (Hebei, Shanghai, Jiangsu, text) if they are there, else the samples.
Goal ≤ 0.10. Every file is parsed once in this process, as a worker does that stays; the checks run over all its
disclosures, repeated, the fastest counts. The worst files come first.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from disclosures.parsing import parse  # noqa: E402
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
    """CPU seconds."""

    name: str
    parsing: float
    checking: float

    def __str__(self) -> str:
        share = self.checking / self.parsing
        return f"{self.name:50} {self.parsing:7.2f} s {self.checking:7.3f} s {share:7.1%}"


def files() -> list[Path]:
    if named := [Path(name) for name in sys.argv[1:]]:
        return named
    folders = FOLDERS if SHARED.is_dir() else SAMPLES
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in FORMS)


def cost(path: Path) -> Cost:
    started = time.process_time()
    disclosures = parse(path).disclosures
    parsing = time.process_time() - started
    runs = []
    for _ in range(REPEATS):
        started = time.process_time()
        reconcile(disclosures)
        runs.append(time.process_time() - started)
    return Cost(path.name, parsing, min(runs))


def main() -> None:
    reconcile([])  # what is loaded once is no cost of a file
    costs = sorted(map(cost, files()), key=lambda one: one.checking / one.parsing, reverse=True)
    for one in costs:
        print(one)
    above = sum(one.checking > GOAL * one.parsing for one in costs)
    print(Cost("all", sum(one.parsing for one in costs), sum(one.checking for one in costs)))
    print(f"{above} of {len(costs)} files above {GOAL:.0%}")


if __name__ == "__main__":
    main()
