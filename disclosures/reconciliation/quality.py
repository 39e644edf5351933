"""How often a check is right, and how much it finds: what it says of documents that people have read, against what they saw.

A check that is wrong too often is withheld: its differences are shown to the reviewer, not to the public.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .results import Result

PUBLISHED = Path(__file__).parents[1] / "data" / "checks.json"
"""What `manage.py measure_findings` found last, with how many documents it read."""
LEAST_PRECISION = 95
"""Per cent of the judged differences that have to be right."""
ENOUGH = 5
"""Of fewer judged differences nothing follows."""
WORDS = 40
"""As much of a printed text tells one difference from another."""


class Said(NamedTuple):
    """What a difference is known by: the file, the check, and what the first side prints, or else what it is."""

    file: str
    check: str
    words: str

    @classmethod
    def of(cls, file: str, result: Result) -> Said:
        return cls(file, result.check, (result.left.printed or result.left.label)[:WORDS])


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person saw on the page where a check says, or should say, that two sides differ."""

    said: Said
    is_true: bool
    is_certain: bool = False
    """Proven by hand, or planted, before any check ran: it is to be found."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one check: the differences that it reports, as they were judged, and how many of the certain ones it found."""

    check: str
    right: int = 0
    wrong: int = 0
    unjudged: int = 0
    certain: int = 0
    found: int = 0

    @property
    def reported(self) -> int:
        return self.right + self.wrong + self.unjudged

    @property
    def judged(self) -> int:
        return self.right + self.wrong

    @property
    def is_withheld(self) -> bool:
        return self.judged >= ENOUGH and 100 * self.right < LEAST_PRECISION * self.judged


COUNTED = ("right", "wrong", "unjudged", "certain", "found")


def measured(said: Iterable[Said], judgements: Iterable[Judgement], checks: Iterable[str]) -> list[Quality]:
    """The quality of each of the checks. Of the judgements only those of documents that were read are to be given."""
    known = {one.said: one for one in judgements}
    reported = Counter(said)
    counts: Counter[tuple[str, str]] = Counter()
    for one, number in reported.items():
        judgement = known.get(one)
        verdict = "unjudged" if judgement is None else "right" if judgement.is_true else "wrong"
        counts[one.check, verdict] += number
    for judgement in known.values():
        if judgement.is_certain:
            counts[judgement.said.check, "certain"] += 1
            counts[judgement.said.check, "found"] += judgement.said in reported
    return [Quality(check, *(counts[check, name] for name in COUNTED)) for check in checks]


def total(rows: Collection[Quality]) -> Quality:
    """These checks together."""
    return Quality("", *(sum(getattr(row, name) for row in rows) for name in COUNTED))


def as_text(rows: Iterable[Quality], documents: int) -> str:
    """The file that is published: a check a line, nothing in it that changes from day to day."""
    lines = ",\n".join(f"  {json.dumps(asdict(row))}" for row in rows)
    return f'{{\n "documents": {documents},\n "checks": [\n{lines}\n ]\n}}\n'


@cache
def published() -> tuple[int, dict[str, Quality]]:
    """How many documents were read, and the quality of every check; it changes only with the program."""
    held = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return held["documents"], {row["check"]: Quality(**row) for row in held["checks"]}


@cache
def withheld() -> frozenset[str]:
    """The checks whose differences the public is not told."""
    return frozenset(check for check, quality in published()[1].items() if quality.is_withheld)
