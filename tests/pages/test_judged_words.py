"""What the pages about words say of ../shared, judged by a person against the pages of the files (decision 135).

Each row of `judged_words.jsonl` is one saying: its kind, where it stands, whether it is right. The words must stand on that page,
and the rules must still say so of them where that was right, and no more where it was wrong.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from disclosures.lifecycle.same_words import SHORTEST
from disclosures.models.same_words import Sharing
from disclosures.reading.aims import AimNote, targets_beside
from disclosures.reading.targets import Indicator, Target
from disclosures.reconciliation.same_words import folded, shared
from disclosures.reconciliation.sentence_changes import SentenceChange, sentence_changes
from disclosures.vocabulary.topics import Topic, speaks_of

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "documents"
ROWS = [
    json.loads(line)
    for line in Path(__file__).with_name("judged_words.jsonl").read_text("utf-8").splitlines()
]
FEWEST = 30

pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="../shared is absent")


def plain(words: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", words))


@cache
def printed(file: str, page: int) -> str:
    return plain(pypdfium2.PdfDocument(SHARED / file)[page - 1].get_textpage().get_text_range())


@cache
def narrative(file: str) -> str:
    """All pages after the contents, whose lines name tables too."""
    pages = range(3, 1 + len(pypdfium2.PdfDocument(SHARED / file)))
    return "".join(printed(file, page) for page in pages)


def says(row: dict[str, Any]) -> bool:
    """Does the rule of this kind say it of these words?"""
    kind = row["kind"]
    if kind in (AimNote.UNMEASURED, AimNote.REPEATED):
        one = Indicator("", "", row["name"], "", row["target"], "")
        (beside,) = targets_beside([Target(1, None, "某项", "", False, None, (), (), None, [one])], [])
        return beside.aims[0].notes == (AimNote(kind),)
    if kind in set(SentenceChange):
        sides = [[row[side]] if row[side] else [] for side in ("before", "after")]
        return [one.kind for one in sentence_changes(*sides)] == [SentenceChange(kind)]
    if kind.startswith("shared-"):
        sharing = Sharing(kind.removeprefix("shared-"))
        found = list(shared(folded(row["words"]), folded(row["other_words"]), SHORTEST[sharing]))
        return bool(found) and all(
            one.is_filled if sharing is Sharing.OTHER else one.is_repeated for one in found
        )
    if kind == "missing":
        topic = Topic(row["topic"])
        text = plain(row["quote"]) if "quote" in row else narrative(row["file"])
        return topic is not Topic.OTHER and not speaks_of(topic, text)
    return True


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']} {Path(row['file']).stem}")
def test_what_was_judged_is_said_or_no_more(row: dict[str, Any]) -> None:
    for file, page, quote in (("file", "page", "quote"), ("other", "other_page", "other_quote")):
        if quote in row and not row[file].endswith("scan.pdf"):
            assert plain(row[quote]) in printed(row[file], row[page])
    assert says(row) is (row["verdict"] == "right")


def test_enough_was_judged() -> None:
    of_cities = [row for row in ROWS if row["file"].startswith("cities/")]
    assert len(of_cities) >= FEWEST
    assert Counter(row["verdict"] for row in ROWS) == {"right": 41, "wrong": 15}
