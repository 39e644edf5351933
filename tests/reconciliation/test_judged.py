"""What the checks say of the shared documents, against what a person judged on the page: data in `judged/*.jsonl`.

A line is one difference: the files that print it (one document in several forms), the check, the pages, what it is of and
how it is printed, the verdict and why. `proven` names the list of ../shared/truth that has it: it is to be found. A
difference that no line has was judged by nobody: judge it on the page and add it, or mend the check.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from django.conf import settings

from disclosures.management.commands import measure_findings
from disclosures.management.reading import FileReading
from disclosures.parsing import UnreadableDocument
from disclosures.reconciliation import CATALOGUE, quality
from tests.readings import reading

JUDGED = Path(__file__).parent / "judged"
LINES = [
    json.loads(line)
    for path in sorted(JUDGED.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
PRECISION, RECALL = 0.98, 0.95


def test_lines_are_complete_and_said_once() -> None:
    names = {check.id for check in CATALOGUE}
    for line in LINES:
        assert line["check"] in names and line["verdict"] in ("true", "false"), line
        assert line["files"] and line["why"] and (line["printed"] or line["of"]), line
        assert line["verdict"] == "true" or "proven" not in line, line
    said = Counter(one.said for one in measure_findings.judgements(Path(settings.BASE_DIR)))
    assert not [one for one, times in said.items() if times > 1]


def test_most_of_what_the_public_is_told_is_true() -> None:
    _, rows = quality.published()
    public = quality.total([row for row in rows.values() if not row.is_withheld])
    assert public.right >= PRECISION * public.judged
    assert public.found >= RECALL * public.certain


def test_every_proven_inconsistency_is_listed(shared: Path) -> None:
    """With the check that should find it, or with the reason why none does."""
    listed = {word for line in LINES if "proven" in line for word in line["proven"].split(", ")}
    listed |= json.loads((JUDGED / "of_no_check.json").read_text(encoding="utf-8")).keys()
    missing = []
    for path in sorted((shared / "truth").glob("findings.*.jsonl")):
        for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if json.loads(text)["certain"] and f"{path.stem} {number}" not in listed:
                missing.append(f"{path.stem} {number}")
    for path in sorted((shared / "truth").glob("*.planted.json")):
        planted = json.loads(path.read_text(encoding="utf-8"))
        names = (f"{path.stem} {number}" for number in range(1, len(planted) + 1))
        missing += [name for name in names if name not in listed]
    assert not missing


def read_once(paths: Sequence[Path]) -> Iterator[FileReading]:
    for path in paths:
        try:
            yield FileReading(path.name, None, reading(path))
        except UnreadableDocument as error:
            yield FileReading(path.name, None, problem=error)


def of_places() -> dict[str, list[Path]]:
    """The shared files by folder and place, the first word of their name: others are no neighbours of one another, and
    several processes read them at once."""
    documents = Path(settings.BASE_DIR).parent / "shared" / "documents"
    found: defaultdict[str, list[Path]] = defaultdict(list)
    for path in measure_findings.chosen(documents, ()) if documents.exists() else ():
        found[f"{path.parent.name}-{path.name.partition('-')[0]}"].append(path)
    return found


OF_PLACES = of_places()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("place", OF_PLACES)
def test_nothing_is_said_that_nobody_judged(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure_findings, "readings", read_once)
    judged = {one.said for one in measure_findings.judgements(Path(settings.BASE_DIR))}
    assert not [said for said, _ in measure_findings.differences(OF_PLACES[place]) if said not in judged]
