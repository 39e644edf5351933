"""Rules that cross → the cells between them, as pdfplumber's table finder has it, with every crossing looked up by its
row and column. Lengths are PDF points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from disclosures.parsing.document import Box
from disclosures.parsing.readers.rules import NEAR, Edge

Point = tuple[float, float]
Crossings = Mapping[Point, tuple[set[Box], set[Box]]]
"""The rules down and across that meet in each point."""


def cells_of(edges: Sequence[Edge]) -> list[Box]:
    """The smallest cell right and below of every crossing that has one."""
    crossings = _crossings(edges)
    columns: dict[float, list[float]] = {}
    rows: dict[float, list[float]] = {}
    for x, y in sorted(crossings):
        columns.setdefault(x, []).append(y)
        rows.setdefault(y, []).append(x)
    found = (_cell(crossings, point, columns[point[0]], rows[point[1]]) for point in sorted(crossings))
    return [cell for cell in found if cell is not None]


def _cell(crossings: Crossings, point: Point, ys: Sequence[float], xs: Sequence[float]) -> Box | None:
    """`ys` and `xs` are where the rules down and across through the point are crossed."""
    x, y = point
    down, across = crossings[point]
    right = [
        (end, crossings[end, y][0])
        for end in xs[bisect_right(xs, x) :]
        if not across.isdisjoint(crossings[end, y][1])
    ]
    for bottom in ys[bisect_right(ys, y) :] if right else ():
        below, level = crossings[x, bottom]
        if down.isdisjoint(below):
            continue
        for end, edge in right:
            corner = crossings.get((end, bottom))
            if corner and not corner[0].isdisjoint(edge) and not corner[1].isdisjoint(level):
                return x, y, end, bottom
    return None


def _crossings(edges: Sequence[Edge]) -> Crossings:
    found: dict[Point, tuple[set[Box], set[Box]]] = {}
    across = sorted((_box(e) for e in edges if e["orientation"] == "h"), key=lambda box: (box[1], box[0]))
    tops = [box[1] for box in across]
    for rule in (_box(e) for e in edges if e["orientation"] == "v"):
        x, top, _, bottom = rule
        # a little more than NEAR, since sums are rounded
        for other in across[bisect_left(tops, top - NEAR - 1) : bisect_right(tops, bottom + NEAR + 1)]:
            left, y, right, _ = other
            if top <= y + NEAR and bottom >= y - NEAR and x >= left - NEAR and x <= right + NEAR:
                down, level = found.setdefault((x, y), (set(), set()))
                down.add(rule)
                level.add(other)
    return found


def _box(edge: Edge) -> Box:
    return edge["x0"], edge["top"], edge["x1"], edge["bottom"]
