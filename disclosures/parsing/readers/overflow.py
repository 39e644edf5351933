"""Text that its cell has no room for: lines of a wrapped cell that run over the rules above and below it.

A sheet whose rows were not made higher is printed so; by their middles the lines would stand in the cells of other rows.
All lengths are PDF points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from disclosures.parsing.document import Box
from disclosures.parsing.readers.lines import Char

DEEP = 0.25
"""Of the type size: a line that stands so far beyond a rule has no room in the cell before it."""
CENTRED = 0.15
"""Of the type size: lines whose middle is no farther from that of a cell are centred in it."""
ALIGNED = 1.5
"""Lines of one cell begin, or have their middles, no farther apart."""
LEADING = 2.0
"""Times the type size: lines of one cell are set no farther apart."""


@dataclass(slots=True)
class _Line:
    """Characters painted one behind the other on one height: their places among all of them."""

    places: list[int]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


def keep_lines_in_their_cells(chars: Sequence[Char], owners: list[int | None], boxes: Sequence[Box]) -> None:
    """Give lines that were painted one after the other, and are together higher than the cell in whose middle they stand,
    to that cell. `owners` are the cells of the characters by their middles; changed in place."""
    if not any(
        owner is not None and _is_beyond(char, boxes[owner])
        for char, owner in zip(chars, owners, strict=True)
    ):
        return
    for block in _blocks(chars):
        if not any(_stands_out(line, chars, owners, boxes) for line in block):
            continue
        owner = _centred_in(block, boxes)
        for line in block if owner is not None else ():
            for place in line.places:
                owners[place] = owner


def _stands_out(
    line: _Line, chars: Sequence[Char], owners: Sequence[int | None], boxes: Sequence[Box]
) -> bool:
    """Does a line stand over a rule of its cell, or above or below all of them?"""
    owner = owners[line.places[0]]
    return owner is None or _is_beyond(chars[line.places[0]], boxes[owner])


def _is_beyond(char: Char, box: Box) -> bool:
    deep = DEEP * char["size"]
    return bool(char["top"] < box[1] - deep or char["bottom"] > box[3] + deep)


def _centred_in(block: Sequence[_Line], boxes: Sequence[Box]) -> int | None:
    top, bottom = block[0].top, block[-1].bottom
    x0, x1 = min(line.x0 for line in block), max(line.x1 for line in block)
    near = CENTRED * block[0].size
    found = [
        place
        for place, box in enumerate(boxes)
        if box[0] - near < x0
        and x1 < box[2] + near
        and bottom - top > box[3] - box[1]
        and abs(top + bottom - box[1] - box[3]) < 2 * near
    ]
    return found[0] if len(found) == 1 else None


def _blocks(chars: Sequence[Char]) -> Iterator[list[_Line]]:
    """Two lines or more that were painted one below the other."""
    block: list[_Line] = []
    for line in _lines(chars):
        if block and not _goes_on(block[-1], line):
            if len(block) > 1:
                yield block
            block = []
        block.append(line)
    if len(block) > 1:
        yield block


def _goes_on(above: _Line, below: _Line) -> bool:
    size = above.size
    aligned = (
        abs(above.x0 - below.x0) < ALIGNED or abs(above.x0 + above.x1 - below.x0 - below.x1) < 2 * ALIGNED
    )
    return aligned and size / 2 < below.top - above.top < LEADING * size and abs(below.size - size) < 1


def _lines(chars: Sequence[Char]) -> Iterator[_Line]:
    line: _Line | None = None
    for place, char in enumerate(chars):
        if char["text"].isspace():
            continue
        near = line is not None and -line.size < char["x0"] - line.x1 < line.size
        if line is not None and near and abs(char["top"] - line.top) < DEEP * line.size:
            line.places.append(place)
            line.x1, line.bottom = max(line.x1, char["x1"]), max(line.bottom, char["bottom"])
            continue
        if line is not None:
            yield line
        line = _Line([place], char["x0"], char["x1"], char["top"], char["bottom"], char["size"])
    if line is not None:
        yield line
