"""The figures of a line of the text layer → numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter

from disclosures.parsing.document import Box
from disclosures.parsing.shapes import DIGITS
from disclosures.parsing.sight import Place

AMOUNT = re.compile(
    r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d{1,6})?|\d+\.\d{1,6})-?|\((?:\d{1,3}(?:,\d{3})+|\d+)\.\d{1,6}\)"
)
"""A number that says itself that it is an amount: with decimals, or with commas."""
MEETING = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d\d")
"""Amounts with two decimals that meet: 132.50132.50 is twice 132.50."""
SOLID = 0.3
"""Of the type size: characters with a smaller gap are one number. Narrow spaces are a quarter, gaps of columns a half."""


@dataclass(slots=True)
class Digit:
    """One character of a number. `start`, `end` and `across` run along and across its line, whichever way that lies."""

    text: str
    place: Place  # in the page's own coordinates
    box: Box
    size: float
    owner: int  # its text object
    quarter: int  # how often its line is turned clockwise from left to right, on the page as displayed
    honest: bool  # the font draws what the text layer says
    x: float
    y: float
    start: float
    end: float
    across: float


@dataclass(slots=True)
class DigitRun:
    """Figures that stand solid on one line."""

    figures: list[Digit]
    text: str = field(init=False)
    x: float = field(init=False)
    y: float = field(init=False)

    def __post_init__(self) -> None:
        first, last = self.figures[0], self.figures[-1]
        self.text = "".join([figure.text for figure in self.figures])
        self.x, self.y = (first.x + last.x) / 2, (first.y + last.y) / 2

    @property
    def honest(self) -> bool:
        return all(figure.honest for figure in self.figures)


SPACED = 1.2
"""Of the type size: letter-spaced figures, and a point that is set apart, have no wider gaps."""
SAME_LINE = 0.5
"""Of the type size, as in `readers.lines`."""
AGAIN = 0.35
"""Of its width: the same character moved by less is a second stroke of fake bold."""
SMALL = 0.8
"""Times the type beside it: smaller and raised, a figure is a mark of a footnote."""


BY_START, BY_ACROSS = attrgetter("start"), attrgetter("across")


def is_crowded(line: Sequence[Digit]) -> bool:
    """Does one figure of a line lie over another?"""
    return any(b.start - a.start < AGAIN * (a.end - a.start) for a, b in pairwise(line))


def numbers_of(line: Sequence[Digit]) -> Iterator[DigitRun]:
    for run in _spaced(_runs(once(line))):
        yield from _parted(run)


def lines_of(figures: Iterable[Digit]) -> list[list[Digit]]:
    """Figures of one direction in lines, each in reading order."""
    lines: list[tuple[float, list[Digit]]] = []
    for figure in sorted(figures, key=BY_ACROSS):
        if lines and figure.across - lines[-1][0] < SAME_LINE * max(figure.size, 1):
            lines[-1][1].append(figure)
        else:
            lines.append((figure.across, [figure]))
    return [sorted(line, key=BY_START) for _, line in lines]


def once(line: Sequence[Digit]) -> list[Digit]:
    """A line without second strokes."""
    kept: list[Digit] = []
    for figure in line:
        if (
            not kept
            or kept[-1].text != figure.text
            or figure.start - kept[-1].start >= AGAIN * (figure.end - figure.start)
        ):
            kept.append(figure)
    return kept


def _runs(line: Sequence[Digit]) -> list[list[Digit]]:
    """A line parted at gaps and where the size of type changes."""
    runs: list[list[Digit]] = []
    for figure in line:
        if runs and _gap(runs[-1], [figure]) < SOLID and _same_size(runs[-1][-1], figure):
            runs[-1].append(figure)
        else:
            runs.append([figure])
    return runs


def _gap(first: Sequence[Digit], second: Sequence[Digit]) -> float:
    """Between two runs, in parts of the type size."""
    return (second[0].start - first[-1].end) / max(first[-1].size, 1.0)


def _same_size(first: Digit, second: Digit) -> bool:
    return SMALL * first.size <= second.size <= first.size / SMALL


def _spaced(runs: list[list[Digit]]) -> list[list[Digit]]:
    """Runs put together where a number was set apart before its point or comma, or figure by figure."""
    joined: list[list[Digit]] = []
    single = False  # the last run is made of single figures
    for run in runs:
        near = joined and _gap(joined[-1], run) < SPACED and _same_size(joined[-1][-1], run[0])
        if near and ((single and len(run) == 1) or (run[0].text in ".," and joined[-1][-1].text in DIGITS)):
            joined[-1] += run
        else:
            joined.append([*run])
            single = len(run) == 1
    return joined


def _parted(run: list[Digit]) -> Iterator[DigitRun]:
    """A run as one number; as several amounts that meet; or as what its text objects hold."""
    text = "".join([figure.text for figure in run])
    apart = len({figure.owner for figure in run}) < len(run)  # objects of one figure each part no numbers
    cent = MEETING.match(text) if apart else None
    if cent and text[cent.end() :].isdigit() and run[cent.end() - 1].owner != run[cent.end()].owner:
        yield DigitRun(run[: cent.end()])  # an amount that touches the number of the next column
        run, text = run[cent.end() :], text[cent.end() :]
    if len(run) > 1 and text.endswith("-") and run[-1].owner != run[-2].owner:
        # the dash of the next column touches the amount; a minus behind it shares its cell
        yield DigitRun(run[-1:])
        run, text = run[:-1], text[:-1]
    if AMOUNT.fullmatch(text) or text.isdigit():
        yield DigitRun(run)
        return
    ends = [match.end() for match in MEETING.finditer(text)]
    whole = len(ends) > 1 and MEETING.sub("", text) == ""
    if not whole:
        ends = [
            at + 1 for at, (a, b) in enumerate(pairwise(run)) if "，" in a.text + b.text or a.owner != b.owner
        ]
        if AMOUNT.fullmatch(text.strip(".,，()-")):
            ends = []
        ends.append(len(run))
    for start, end in pairwise([0, *ends]):
        yield DigitRun(run[start:end])
