"""CPU of all checks over that of parsing, in one run.

    python tests/benchmarks/reconcile.py [FILE …]

Default: the documents of ../shared (Hebei, Shanghai, Jiangsu) if they are there, else the samples. Goal ≤ 0.10. Every
file is parsed once in this process; the checks run over all its disclosures, repeated, the fastest counts.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from disclosures.parsing import parse  # noqa: E402
from disclosures.reconciliation import reconcile  # noqa: E402

SHARED = ROOT.parent / "shared" / "documents"
SAMPLES = (ROOT / "disclosures" / "data" / "demo", ROOT / "tests" / "parsing" / "samples")
GOAL = 0.10
REPEATS = 3


def files() -> list[Path]:
    if named := [Path(name) for name in sys.argv[1:]]:
        return named
    folders = [SHARED / place for place in ("hebei", "shanghai", "jiangsu")] if SHARED.is_dir() else SAMPLES
    return sorted(path for folder in folders for path in folder.rglob("*.pdf"))


def main() -> None:
    reconcile([])  # what is loaded once is no cost of a file
    parsing = checking = 0.0
    for path in files():
        started = time.process_time()
        disclosures = parse(path).disclosures
        parsed = time.process_time() - started
        runs = []
        for _ in range(REPEATS):
            started = time.process_time()
            reconcile(disclosures)
            runs.append(time.process_time() - started)
        parsing, checking = parsing + parsed, checking + min(runs)
        print(f"{path.name:50} {parsed:7.2f} s {min(runs):7.3f} s {min(runs) / parsed:7.1%}")
    print(f"{'checks / parsing':50} {checking / parsing:7.1%}  goal ≤ {GOAL:.0%}")


if __name__ == "__main__":
    main()
