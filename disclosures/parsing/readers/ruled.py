"""Ruled cells + characters → a grid with merged cells. Pure geometry: cells may come from rules or from an image.

All lengths are PDF points; tolerances are named with their reason.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from disclosures.parsing.document import Box, Cell, Grid
from disclosures.parsing.readers.bands import BandCell, number_lines, rows_between
from disclosures.parsing.readers.lines import Char, rounded, rows_of, text_of
from disclosures.parsing.readers.overflow import keep_lines_in_their_cells
from disclosures.parsing.readers.unruled.cells import Placed

EDGE_SNAP = 2.5
"""Rules closer than this are one rule: double rules and strokes drawn twice lie 0.5 to 2 points apart."""
THIN = 10.0
"""A strip narrower than this with nothing in it is the gap of a double rule, not a row or column: type is 7 to 12 points."""
SOLID = 0.12
"""Of the type size: characters closer than this are set solid; numbers in two cells may be, too, where both touch the rule."""
OVERLAP = 0.3
"""Of the type size: characters that overlap by more were not set one behind the other."""
TOUCHING = re.compile(r"[-−(（\d.,，)）]*\d[-−(（\d.,，)）]*")
TOUCHING_NUMBER = re.compile(r"[-−(（]?\d[\d,，]*(?:\.\d\d)?[)）]?")
"""A number among some that touch one another: it ends after its second decimal."""
NUMBER = re.compile(r"[-−(（]?\d{1,3}(?:[,，]?\d{3})*(?:\.\d+)?[)）]?")


@dataclass(slots=True)
class _Cell:
    """A ruled cell on its way into a grid: its first row and column, how many it covers, and what stands in it."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box
    chars: list[Char]


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
    cells: list[_Cell] = []
    column_of = {x: _nearest(xs, x) for x in {x for box in boxes for x in (box[0], box[2])}}
    row_of = {y: _nearest(ys, y) for y in {y for box in boxes for y in (box[1], box[3])}}
    for number, (x0, top, x1, bottom) in enumerate(boxes):
        left, right, upper, lower = column_of[x0], column_of[x1], row_of[top], row_of[bottom]
        cells.append(_Cell(upper, left, lower - upper, right - left, boxes[number], []))
        for row in range(upper, lower):
            for column in range(left, right):
                places[row, column] = number
    owners = [places.get((bisect_right(ys, y) - 1, bisect_right(xs, x) - 1)) for x, y in middles]
    _keep_runs_whole(chars, owners, boxes)
    keep_lines_in_their_cells(chars, owners, boxes)
    outside: list[Char] = []
    for char, owner in zip(chars, owners, strict=True):
        (outside if owner is None else cells[owner].chars).append(char)
    box = rounded((xs[0], ys[0], xs[-1], ys[-1]))
    rows = _rows(_parted_by_rules(cells, ys), xs, ys)
    return Grid(rows, page, box, tuple(round(x, 1) for x in xs)), outside


# --- characters that touch a rule ---------------------------------------------------------------------------------------


def _keep_runs_whole(chars: Sequence[Char], owners: list[int | None], boxes: Sequence[Box]) -> None:
    """Give a number that reaches over a rule to the cell that holds most of it, so that no digit is lost to the
    neighbour. `owners` are the cells of the characters by their middles; changed in place."""
    start = 0
    for end in range(1, len(chars) + 1):
        if end < len(chars) and _are_solid(chars[end - 1], chars[end]):
            continue
        if end - start > 1 and len(set(owners[start:end])) > 1:
            for part in _numbers(chars, range(start, end)):
                owner = _holder([chars[i] for i in part], [owners[i] for i in part], boxes)
                for i in part:
                    owners[i] = owner
        start = end


def _are_solid(char: Char, following: Char) -> bool:
    """Does a character stand right behind the one painted before it?"""
    gap = following["x0"] - char["x1"]
    level = abs(following["bottom"] - char["bottom"]) < 0.2 * char["size"]
    return (
        bool(level and -OVERLAP * char["size"] < gap < SOLID * char["size"])
        and not following["text"].isspace()
    )


def _numbers(chars: Sequence[Char], solid: range) -> Iterable[range]:
    """The numbers of characters set solid: one, or several that touch one another. Words stay where they stand."""
    text = "".join(chars[i]["text"] for i in solid)
    if len(text) != len(solid) or not TOUCHING.fullmatch(text):
        return
    starts = (
        [match.start() for match in TOUCHING_NUMBER.finditer(text)] if not NUMBER.fullmatch(text) else [0]
    )
    runs = [i for i in range(1, len(text)) if chars[solid[i]]["run"] != chars[solid[i - 1]]["run"]]
    if len(starts) == 1 and len(runs) < len(text) - 1:  # each glyph a run of its own says nothing
        begins = [0, *runs, len(text)]
        parts = [text[a:b] for a, b in pairwise(begins)]
        if all(NUMBER.fullmatch(part) and len(part) > 1 for part in parts):
            starts = begins[:-1]
    for first, last in pairwise([*starts, len(text)]):
        yield solid[first:last]


def _holder(chars: Sequence[Char], owners: Sequence[int | None], boxes: Sequence[Box]) -> int | None:
    """The cell that holds most of the characters."""
    held: dict[int | None, float] = dict.fromkeys(owners, 0.0)
    for owner in held:
        if owner is not None:
            left, right = boxes[owner][0], boxes[owner][2]
            held[owner] = sum(max(0.0, min(c["x1"], right) - max(c["x0"], left)) for c in chars)
    return max(held, key=lambda owner: held[owner])


# --- rows ----------------------------------------------------------------------------------------------------------------


def _parted_by_rules(cells: Sequence[_Cell], ys: Sequence[float]) -> list[_Cell]:
    """The cells, where one that is merged over rows holds an amount of each of them, in as many."""
    found: list[_Cell] = []
    for cell in cells:
        lines = number_lines(cell.chars, cell.box) if cell.row_span > 1 else []
        rows = [bisect_right(ys, height) - 1 for height in lines]
        if len(rows) < 2 or len(set(rows)) < len(rows):
            found.append(cell)
            continue
        for row in range(cell.row, cell.row + cell.row_span):
            x0, x1, top, bottom = cell.box[0], cell.box[2], ys[row], ys[row + 1]
            chars = [c for c in cell.chars if bisect_right(ys, (c["top"] + c["bottom"]) / 2) - 1 == row]
            found.append(_Cell(row, cell.column, 1, cell.column_span, (x0, top, x1, bottom), chars))
    return found


def _rows(
    cells: Sequence[_Cell], xs: Sequence[float], ys: Sequence[float]
) -> tuple[tuple[Cell | None, ...], ...]:
    """The rows of a grid: those that rules part, and between two rules those that lines of amounts make."""
    bands: list[list[list[Placed]]] = []
    for row in range(len(ys) - 1):
        band = [cell for cell in cells if cell.row == row and cell.row_span == 1 and cell.column_span]
        bands.append(
            rows_between([BandCell(c.column, c.column + c.column_span - 1, c.box, c.chars) for c in band])
        )
    starts = [0]
    for parts in bands:
        starts.append(starts[-1] + max(len(parts), 1))
    placed: dict[tuple[int, int], Cell] = {}
    covered: set[tuple[int, int]] = set()

    def put(row: int, column: int, cell: Cell) -> None:
        placed[row, column] = cell
        covered.update((row + r, column + c) for r in range(cell.row_span) for c in range(cell.column_span))

    for cell in cells:
        if not cell.row_span or not cell.column_span:
            continue
        first, last = starts[cell.row], starts[cell.row + cell.row_span]
        if cell.row_span > 1 or not bands[cell.row]:
            text = text_of(cell.chars)
            put(first, cell.column, Cell(text, rounded(cell.box), last - first, cell.column_span))
            continue
        edges = _between(bands[cell.row], ys[cell.row], ys[cell.row + 1])
        for number, line in enumerate(bands[cell.row]):
            own = [part for part in line if part.first == cell.column]
            if own:
                box = rounded((cell.box[0], edges[number], cell.box[2], edges[number + own[0].row_span]))
                text = "\n".join(part.text.printed() for part in own)
                put(first + number, cell.column, Cell(text, box, own[0].row_span, cell.column_span))
        for number in range(last - first):
            if (first + number, cell.column) not in covered:
                box = rounded((cell.box[0], edges[number], cell.box[2], edges[number + 1]))
                put(first + number, cell.column, Cell("", box, 1, cell.column_span))
    # Where neither a cell is nor one reaches, the rules leave a hole: nothing is printed there.
    return tuple(
        tuple(placed.get((r, c), None if (r, c) in covered else Cell("")) for c in range(len(xs) - 1))
        for r in range(starts[-1])
    )


def _between(rows: Sequence[Sequence[Placed]], top: float, bottom: float) -> list[float]:
    """The edges of rows that no rules part: halfway between their lines."""
    ends = [
        (min(p.y.start for p in row), max(p.y.end for p in row if p.row_span == 1 or len(row) == 1))
        for row in rows
    ]
    return [top, *((upper[1] + lower[0]) / 2 for upper, lower in pairwise(ends)), bottom]


def rows_of_numbers(grid: Grid) -> int:
    """How many rows of the grid hold a number."""
    return sum(any(cell is not None and is_number(cell.text) for cell in row) for row in grid.rows)


def is_number(text: str) -> bool:
    return NUMBER.fullmatch("".join(text.split())) is not None


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
    after = bisect_left(edges, value)
    near = range(max(after - 1, 0), min(after + 1, len(edges)))
    return min(near, key=lambda index: abs(edges[index] - value))
