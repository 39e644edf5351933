"""What the checks say of the city files, against what a person judged on the page: data in `judged/cities.jsonl`.

A line is one difference: the file, the check, the pages, what it is of and how it is printed, the verdict and why. A
difference that no line has was judged by nobody: judge it on the page and add it, or mend the check.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from disclosures.parsing import UnreadableDocument, parse
from disclosures.reconciliation import State, reconcile

pytestmark = pytest.mark.slow

LINES = [
    json.loads(line)
    for line in (Path(__file__).parent / "judged" / "cities.jsonl").read_text("utf-8").splitlines()
]
PRECISION = 0.95


def test_most_of_what_is_said_is_true() -> None:
    verdicts = Counter(line["verdict"] for line in LINES)
    assert set(verdicts) <= {"true", "false"}
    assert verdicts["true"] / verdicts.total() >= PRECISION


def test_nothing_is_said_that_nobody_judged(shared: Path) -> None:
    known = {(line["file"], line["check"], line["printed"]) for line in LINES}
    unjudged = []
    for path in sorted((shared / "documents" / "cities").glob("*.pdf")):
        try:
            disclosures = parse(path).disclosures
        except UnreadableDocument:
            continue
        for results in reconcile(disclosures):
            unjudged += [
                (path.name, result.check, result.left.printed, result.message)
                for result in results
                if result.state is State.DIFFERS
                and (path.name, result.check, result.left.printed[:40]) not in known
            ]
    assert not unjudged
