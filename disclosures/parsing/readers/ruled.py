"""Ruled cells + characters → a grid with merged cells. Pure geometry: cells may come from rules or from an image.

All lengths are PDF points; tolerances are named with their reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from disclosures.parsing.document import Box, Cell, Grid
from disclosures.parsing.readers.lines import Char, rounded, rows_of, text_of

EDGE_SNAP = 2.5
"""Rules closer than this are one rule: double rules and strokes drawn twice lie 0.5 to 2 points apart."""
THIN = 10.0
"""A strip narrower than this with nothing in it is the gap of a double rule, not a row or column: type is 7 to 12 points."""
NUMBER = re.compile(r"[-−(（]?\d{1,3}(?:[,，]?\d{3})*(?:\.\d+)?[)）]?")


def grid_of(boxes: Sequence[Box], chars: list[Char], page: int) -> tuple[Grid | None, list[Char]]:
    """The grid of ruled `boxes` with the characters inside it, and the characters left over.

    A single box is a frame around text, not a table: its characters are left over.
    """
    if len(boxes) < 2:
        return None, chars
    middles = [((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2) for char in chars]
    xs = _edges(x for box in boxes for x in (box[0], box[2]))
    ys = _edges(y for box in boxes for y in (box[1], box[3]))
    within = [(x, y) for x, y in middles if xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]]
    xs, ys = _without_gaps(xs, [x for x, _ in within]), _without_gaps(ys, [y for _, y in within])
    places: dict[tuple[int, int], int] = {}
    spans: list[tuple[int, int, int, int]] = []
    for number, (x0, top, x1, bottom) in enumerate(boxes):
        left, right = _nearest(xs, x0), _nearest(xs, x1)
        upper, lower = _nearest(ys, top), _nearest(ys, bottom)
        spans.append((upper, left, lower - upper, right - left))
        for row in range(upper, lower):
            for column in range(left, right):
                places[row, column] = number
    inside: list[list[Char]] = [[] for _ in boxes]
    outside: list[Char] = []
    for char, (x, y) in zip(chars, middles, strict=True):
        column, row = bisect_right(xs, x) - 1, bisect_right(ys, y) - 1
        cell = places.get((row, column))
        (outside if cell is None else inside[cell]).append(char)
    rows: list[list[Cell | None]] = [[None] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for number, (row, column, row_span, column_span) in enumerate(spans):
        if row_span and column_span:
            rows[row][column] = Cell(text_of(inside[number]), rounded(boxes[number]), row_span, column_span)
    for row, column in ((r, c) for r in range(len(rows)) for c in range(len(rows[r]))):
        if (row, column) not in places:
            rows[row][column] = Cell("")  # a hole in the rules: nothing is printed there
    box = rounded((xs[0], ys[0], xs[-1], ys[-1]))
    return Grid(tuple(map(tuple, rows)), page, box, tuple(round(x, 1) for x in xs)), outside


def with_row_above(grid: Grid, chars: list[Char]) -> tuple[Grid, list[Char]]:
    """The grid with the row that lost its upper rule to the end of the page before.

    Such a row stands close above the first rule, every word within one column, a number among them.
    """
    assert grid.box is not None and grid.x_edges is not None
    left, top, right, _ = grid.box
    near = [
        c
        for c in chars
        if top - 2 * c["size"] < (c["top"] + c["bottom"]) / 2 < top and left <= c["x0"] < right
    ]
    rows = rows_of([char for char in near if not char["text"].isspace()])
    if len(rows) != 1:
        return grid, chars
    columns: dict[int, list[Char]] = {}
    previous: Char | None = None
    for char in rows[0]:
        column = bisect_right(grid.x_edges, (char["x0"] + char["x1"]) / 2) - 1
        if previous is not None and column not in columns and char["x0"] - previous["x1"] < char["size"] / 2:
            return grid, chars  # a word runs over a rule: this is a line of text
        columns.setdefault(column, []).append(char)
        previous = char
    texts = {column: text_of(part) for column, part in columns.items()}
    if len(texts) < 2 or not any(NUMBER.fullmatch(text) for text in texts.values()):
        return grid, chars
    upper = min(char["top"] for char in rows[0])
    boxes = {c: rounded((grid.x_edges[c], upper, grid.x_edges[c + 1], top)) for c in range(grid.width)}
    first = tuple(Cell(texts.get(c, ""), boxes[c]) for c in range(grid.width))
    taken = set(map(id, rows[0]))
    whole = replace(grid, rows=(first, *grid.rows), box=rounded((left, upper, right, grid.box[3])))
    return whole, [char for char in chars if id(char) not in taken]


def _edges(values: Iterable[float]) -> list[float]:
    """Sorted positions of rules, with those that lie within EDGE_SNAP of each other taken as one."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > EDGE_SNAP:
            edges.append(value)
    return edges


def _without_gaps(edges: list[float], middles: list[float]) -> list[float]:
    """Edges with every thin empty strip drawn together to one edge: double rules part nothing."""
    middles = sorted(middles)
    kept = edges[:1]
    for edge in edges[1:]:
        if edge - kept[-1] < THIN and bisect_right(middles, kept[-1]) == bisect_right(middles, edge):
            kept[-1] = (kept[-1] + edge) / 2
        else:
            kept.append(edge)
    return kept


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))
