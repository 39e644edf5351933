"""Golden files: what the parser reads in every sample document, as JSON that a person has read.

    python tests/parsing/golden.py            compare, print what differs
    python tests/parsing/golden.py --write    write what the parser reads now; new or changed files count as unread
    python tests/parsing/golden.py --read NAME [NAME …]   record that you have read tests/parsing/golden/NAME.json

A sample is a document in disclosures/data/demo/ or in tests/parsing/samples/<place>/. A golden file that nobody has
read fails the tests: `golden/read.json` holds the hash of each file as it was read.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
GOLDEN = HERE / "golden"
READ = GOLDEN / "read.json"
SUFFIXES = {".pdf", ".docx", ".xlsx", ".txt", ".html"}
LINE = 160
"""What fits into so many characters stands on one line."""

sys.path.insert(0, str(ROOT))

from disclosures.parsing import parse  # noqa: E402  (the script runs from anywhere)
from disclosures.parsing.record_json import document_json  # noqa: E402


def samples() -> list[Path]:
    """Every sample document, by name."""
    folders = [ROOT / "disclosures" / "data" / "demo", *sorted((HERE / "samples").glob("*/"))]
    return sorted(path for folder in folders for path in folder.iterdir() if path.suffix in SUFFIXES)


def golden_file(sample: Path) -> Path:
    return GOLDEN / f"{sample.name}.json"


def reading(sample: Path) -> str:
    """What the parser reads in a sample, as the text of a golden file."""
    plain = document_json(parse(sample))
    del (
        plain["parser_version"],
        plain["source"]["sha256"],
    )  # a raised version or a new typesetting is no new reading
    return _pretty(_without_proof(plain)) + "\n"


def _without_proof(value: Any) -> Any:
    """What proves a figure is no reading: another rule of arithmetic would change every file."""
    if isinstance(value, dict):
        return {
            name: _without_proof(part) for name, part in value.items() if name not in ("proofs", "proven")
        }
    return [_without_proof(part) for part in value] if isinstance(value, list) else value


def _pretty(value: Any, indent: int = 0) -> str:
    """JSON with one record a line, so that differences are readable: a row of a table is one line, however long."""
    flat = json.dumps(value, ensure_ascii=False)
    row = isinstance(value, dict) and "cells" in value
    if row or len(flat) + indent <= LINE or not isinstance(value, dict | list):
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        parts = [
            f"{pad}{json.dumps(key, ensure_ascii=False)}: {_pretty(part, indent + 1)}"
            for key, part in value.items()
        ]
        return "{\n" + ",\n".join(parts) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + _pretty(part, indent + 1) for part in value) + "\n" + " " * indent + "]"


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_by_a_person() -> dict[str, str]:
    """Name of a golden file → hash of it when a person read it."""
    return json.loads(READ.read_text(encoding="utf-8")) if READ.exists() else {}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--read", nargs="+", metavar="NAME")
    options = parser.parse_args()
    if options.read:
        signed = read_by_a_person() | {name: digest(GOLDEN / f"{name}.json") for name in options.read}
        READ.write_text(
            json.dumps(signed, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        return 0
    different = 0
    GOLDEN.mkdir(exist_ok=True)
    for sample in samples():
        path, now = golden_file(sample), reading(sample)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if now == before:
            continue
        different += 1
        changed = list(difflib.unified_diff(before.splitlines(), now.splitlines(), lineterm="", n=0))
        print(f"{sample.name}: {len(changed)} lines differ")
        print("\n".join(changed[2:40]))
        if options.write:
            path.write_text(now, encoding="utf-8")
    return 0 if options.write or not different else 1


if __name__ == "__main__":
    sys.exit(main())
