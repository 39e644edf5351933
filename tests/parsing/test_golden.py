"""Every sample reads as its golden file says, every golden file was read by a person, every layout has a sample."""

from __future__ import annotations

import json
from pathlib import Path

import golden
import pytest

from disclosures.parsing.layouts import layouts


@pytest.mark.parametrize("sample", golden.samples(), ids=lambda path: path.name)
def test_reading_is_the_golden_one(sample: Path) -> None:
    expected = golden.golden_file(sample)
    assert expected.exists(), f"{sample.name} has no golden file: run `make golden`, then read it"
    assert golden.reading(sample) == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", golden.samples(), ids=lambda path: path.name)
def test_golden_file_was_read_by_a_person(sample: Path) -> None:
    file = golden.golden_file(sample)
    signed = golden.read_by_a_person().get(sample.name)
    assert signed == golden.digest(file), (
        f"read {file.name} against the document, then: python tests/parsing/golden.py --read {sample.name}"
    )


def test_every_layout_has_a_sample() -> None:
    sampled = {
        json.loads(path.read_text(encoding="utf-8"))["layout"] for path in golden.GOLDEN.glob("*.*.json")
    }
    assert set(layouts()) - sampled == set(), (
        "put a document into tests/parsing/samples/<place>/ and run `make golden`"
    )
