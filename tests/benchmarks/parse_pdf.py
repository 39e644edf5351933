"""Wall clock of the whole parse of a PDF beside bare pdfplumber text + tables on the same file, in one run.

    python tests/benchmarks/parse_pdf.py [FILE.pdf] [--runs 3]

Prints the ratio (goal: at most 1.25). The two take turns, so that a machine that slows down slows both.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from disclosures.parsing import parse  # noqa: E402  (the script runs from anywhere)

DEMO = ROOT / "disclosures" / "data" / "demo" / "hengshui-2022-units.pdf"


def bare(path: Path) -> None:
    """What pdfplumber alone takes for the text and the tables of every page."""
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.extract_tables()
            page.close()


def seconds(task: Callable[[Path], object], path: Path) -> float:
    started = time.perf_counter()
    task(path)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, default=DEMO)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    pairs = [(seconds(parse, options.file), seconds(bare, options.file)) for _ in range(options.runs)]
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    for ours, theirs in pairs:
        print(f"parse {ours:.2f} s   pdfplumber text + tables {theirs:.2f} s   ratio {ours / theirs:.2f}")
    print(f"{options.file.name}: median ratio {ratio:.2f} (goal ≤ 1.25)")


if __name__ == "__main__":
    main()
