"""The rules of a page: those that are drawn, as lines or as thin areas, and those that are left out but meant.

Tables of some provinces have no rules left and right; column rules may end where a row is merged and no rule parts the
rows. Pure geometry; edges are dicts as pdfplumber's table finder takes them. All lengths are PDF points.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from disclosures.parsing.readers.lines import Char

Edge = dict[str, Any]
Shape = dict[str, Any]

NEAR = 3.0
"""Edges that are closer meet: as pdfplumber takes it."""
HAIR = 2.0
"""An area that is thinner is a rule."""
TALLEST_GROUND = 4.0
"""A filled area without outline that is thicker is a ground, not a rule."""
WITHIN = 0.25
"""Of the type size: a rule that runs so deep through a character, seen from both its sides, parts nothing."""
DASHES = 3
"""Ends of column rules for each of them; where there are more, rules are dashed and their ends say nothing."""
DOTS = 8
"""So many specks in a row, none farther from the next than NEAR, are a dotted rule."""


def edges_of(
    lines: Iterable[Shape], rects: Iterable[Shape], curves: Iterable[Shape], chars: Sequence[Char]
) -> list[Edge]:
    """Every edge of what is drawn. White areas are the ground of cells (Word paints one a paragraph); white hairs part
    cells unless text runs over them."""
    edges: list[Edge] = []
    for line in lines:
        found = [_edge(line["x0"], line["top"], line["x1"], line["bottom"])]
        edges += found if not _is_white(line, "stroking_color") or _parts(found[0], chars) else []
    dotted, rects = _dotted(rects)
    edges += dotted
    for rect in rects:
        thickness = min(rect["width"], rect["height"])
        filled = bool(rect.get("fill") and not rect.get("stroke"))
        white = filled and _is_white(rect, "non_stroking_color")
        if white and (thickness > HAIR or not all(_parts(edge, chars) for edge in _sides(rect))):
            continue
        ground = filled and thickness > TALLEST_GROUND
        of_ground = {"ground": True, "left": rect["x0"], "right": rect["x1"]} if ground else {}
        edges += [edge | of_ground for edge in _sides(rect)]
    for curve in curves:
        for (x0, y0), (x1, y1) in pairwise(curve["pts"]):
            if x0 == x1 or y0 == y1:
                edges.append(_edge(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return _without_markers(edges)


def _dotted(rects: Iterable[Shape]) -> tuple[list[Edge], list[Shape]]:
    """The dotted rules, whose dots are drawn one by one, and the areas that are no dots of one."""
    shapes = list(rects)
    dots = [shape for shape in shapes if max(shape["width"], shape["height"]) <= HAIR]
    edges: list[Edge] = []
    taken: set[int] = set()
    for along, end, across, far in (("x0", "x1", "top", "bottom"), ("top", "bottom", "x0", "x1")):
        lines: dict[float, list[Shape]] = {}
        for dot in dots:
            lines.setdefault(round(dot[across], 1), []).append(dot)
        for line in lines.values():
            for run in _runs(sorted(line, key=lambda dot: float(dot[along])), along, end):
                middle = (run[0][across] + run[0][far]) / 2
                ends = {across: middle, far: middle, along: run[0][along], end: run[-1][end]}
                edges.append(_edge(ends["x0"], ends["top"], ends["x1"], ends["bottom"]))
                taken.update(map(id, run))
    return edges, [shape for shape in shapes if id(shape) not in taken]


def _runs(line: Sequence[Shape], along: str, end: str) -> Iterable[list[Shape]]:
    """The dots of one line parted where a rule ends; what is shorter than one is left aside."""
    runs: list[list[Shape]] = []
    for dot in line:
        if runs and dot[along] - runs[-1][-1][end] < NEAR:
            runs[-1].append(dot)
        else:
            runs.append([dot])
    return [run for run in runs if len(run) >= DOTS]


def _without_markers(edges: list[Edge]) -> list[Edge]:
    """The edges without those of a lone ground, such as a marker leaves behind words: no cell stands beside it."""
    if not any(edge.get("ground") for edge in edges):
        return edges
    xs = sorted(edge["x0"] for edge in edges if edge["orientation"] == "v")

    def is_met(x: float) -> bool:
        return bisect_right(xs, x + NEAR) - bisect_left(xs, x - NEAR) > 1

    return [
        edge for edge in edges if not edge.get("ground") or (is_met(edge["left"]) and is_met(edge["right"]))
    ]


def _edge(x0: float, top: float, x1: float, bottom: float) -> Edge:
    return {
        "object_type": "line",
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "h" if top == bottom else "v",
    }


def _sides(rect: Shape) -> list[Edge]:
    x0, top, x1, bottom = rect["x0"], rect["top"], rect["x1"], rect["bottom"]
    return [
        _edge(x0, top, x1, top),
        _edge(x0, bottom, x1, bottom),
        _edge(x0, top, x0, bottom),
        _edge(x1, top, x1, bottom),
    ]


def _is_white(shape: Shape, key: str) -> bool:
    colour = shape.get(key)
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    white = (0, 0, 0, 0) if len(parts) == 4 else (1,) * len(parts)
    return tuple(parts) == white


def _parts(edge: Edge, chars: Sequence[Char]) -> bool:
    """Does no character stand across the edge?"""
    for char in chars:
        deep = WITHIN * char["size"]
        if edge["orientation"] == "v":
            crossed = char["x0"] + deep < edge["x0"] < char["x1"] - deep
            beside = edge["top"] < char["bottom"] and char["top"] < edge["bottom"]
        else:
            crossed = char["top"] + deep < edge["top"] < char["bottom"] - deep
            beside = edge["x0"] < char["x1"] and char["x0"] < edge["x1"]
        if crossed and beside:
            return False
    return True


# --- rules that are left out ------------------------------------------------------------------------------------------


def completed(edges: Sequence[Edge], chars: Sequence[Char]) -> list[Edge]:
    """The edges (merged: no two lie on one another) with those that are meant."""
    across = sorted((e for e in edges if e["orientation"] == "h"), key=lambda e: float(e["top"]))
    down = [e for e in edges if e["orientation"] == "v"]
    if not down:
        return list(edges)
    rows = _ends(across, down, chars)
    across = sorted([*across, *rows], key=lambda e: float(e["top"]))
    return [*edges, *rows, *_open_sides(across, down, "x0"), *_open_sides(across, down, "x1")]


def _open_sides(across: Sequence[Edge], down: Sequence[Edge], side: str) -> list[Edge]:
    """The edge on a side where rules across begin (or end) one below the other, column rules run between them, and none
    does there."""
    groups: dict[int, list[Edge]] = {}
    for edge in across:
        place = round(edge[side] / NEAR)
        near = next(
            (
                p
                for p in (place, place - 1, place + 1)
                if p in groups and abs(groups[p][0][side] - edge[side]) < NEAR
            ),
            place,
        )
        groups.setdefault(near, []).append(edge)
    found: list[Edge] = []
    for group in groups.values():
        x = sum(edge[side] for edge in group) / len(group)
        for upper, lower in pairwise(group):
            top, bottom = upper["top"], lower["top"]
            left, right = max(upper["x0"], lower["x0"]), min(upper["x1"], lower["x1"])
            outer_left, outer_right = min(upper["x0"], lower["x0"]), max(upper["x1"], lower["x1"])
            between = [e for e in down if e["top"] < top + NEAR and e["bottom"] > bottom - NEAR]
            # A rule below a group of headings begins at a column rule of the table.
            inside = any(
                outer_left + NEAR < e["x0"] < outer_right - NEAR and left - NEAR < e["x0"] < right + NEAR
                for e in between
            )
            closed = any(
                abs(e["x0"] - x) <= NEAR and e["top"] < bottom - NEAR and e["bottom"] > top + NEAR
                for e in down
            )
            beyond = any(_reaches_over(e, x, top, bottom) for e in across)
            if not inside or closed or beyond:
                continue
            if found and found[-1]["x0"] == x and found[-1]["bottom"] == top:
                found[-1] = _edge(x, found[-1]["top"], x, bottom)
            else:
                found.append(_edge(x, top, x, bottom))
    return found


def _reaches_over(edge: Edge, x: float, top: float, bottom: float) -> bool:
    """Does a rule across between two heights go on over `x`? Then the table does."""
    return bool(
        top - NEAR <= edge["top"] <= bottom + NEAR and edge["x0"] < x - NEAR and edge["x1"] > x + NEAR
    )


def _ends(across: Sequence[Edge], down: Sequence[Edge], chars: Sequence[Char]) -> list[Edge]:
    """Edges across a table where its column rules end and no rule lies: at its head or foot, or where a row is merged."""
    ends = sorted(
        (y, edge["x0"])
        for edge in down
        for y in (edge["top"], edge["bottom"])
        if not any(
            abs(e["top"] - y) <= NEAR and e["x0"] - NEAR <= edge["x0"] <= e["x1"] + NEAR for e in across
        )
    )
    if not ends or len(ends) > DASHES * len(down):
        return []
    heights: list[float] = []
    for y, _ in ends:
        if not heights or y - heights[-1] > NEAR:
            heights.append(y)
    found: list[Edge] = []
    for y in heights:
        beside = [e["x0"] for e in down if e["top"] - NEAR <= y <= e["bottom"] + NEAR]
        if max(beside) - min(beside) < NEAR or len(set(map(round, beside))) < 3:
            continue
        edge = _edge(min(beside), y, max(beside), y)
        if _parts(edge, chars):
            found.append(edge)
    return found
