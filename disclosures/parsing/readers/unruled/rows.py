"""The rows below the headings.

Rules from side to side part rows where a table has them. Between rules, amounts, serials and codes show where rows are;
in tables of words, the column does whose lines are a row each. A wrapped cell stands centred on its row, or begins or
ends with it. A cell merged over several rows stands where there is no room for a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from disclosures.parsing.readers.unruled.cells import Placed, Row, line_cells
from disclosures.parsing.readers.unruled.columns import Columns
from disclosures.parsing.readers.unruled.words import (
    EVEN,
    NUMBER,
    NUMBERED,
    TOTAL,
    TOTAL_OF_SIDE,
    HorizontalRule,
    Line,
    Span,
)

ACROSS = 0.5
"""Of the width of a table: a rule that is shorter parts headings, not rows."""
ROW_BY_ROW = 0.8
"""Of the strips between rules: where so many hold one line of numbers at most, every strip is a row."""
NUMERIC = 0.8
"""Of the lines of a column: so many are numbers in one of serials, codes or amounts."""
CENTRED = 1.0
"""em. A total nearer by this to the middle of several columns than to that of its own is merged over them."""
ROOM = 1.2
"""em. Lines of different rows are at least as far apart."""
TRIED = 8
"""Columns whose lines are tried as rows in a table of words: those with the most."""
OWN_ROW = 0.7
"""em. Words farther than this from where their row would have them are a row of their own."""
ROW = 0.5
"""em. What a row costs, less than a row of its own: where several columns tell where rows stand, the one that tells of fewest is right."""
JOIN = 0.05
"""em. What it costs to take two lines for one cell: it breaks the tie between one cell and several of the same fit."""
LEADING = 1.8
"""em. Lines of one cell are set no farther apart, if one of them stands on a row."""
STRADDLING = 0.6
"""Of the smallest distance of two rows: two lines that stand above and below their row may be so far apart, too."""
SOLID = 1.5
"""em. Lines that stand on no row known are one cell only if they are set as close as this."""
TIGHTER = 0.98
"""Of the smallest distance of two rows: a line closer than this to one that stands on a row may be of the same cell."""
EVENLY = 1.03
"""Times the smallest distance of lines in a column: lines of one cell are set evenly."""
EVEN_LINES = 4
"""So many lines at least show that they stand evenly."""
OFF_STEP = 0.08
"""Of the distance of lines that stand evenly: none is farther off than this."""
LENGTHS_OF_CODES = (3, 5, 6, 7, 9)
END_OF_TOTAL = re.compile(r"[合总小]?计")
BROKEN_TOTAL = re.compile(r"(?:[合总小]|(?:人员|公用)(?:经费|支出)[合总小]?)[合总小]?计")
"""A total that is broken over two lines, both together."""
ON_ROW = 0.2
"""em. A line whose middle is no farther from a row stands on it."""

Parts = list[tuple[range, int | None]]
"""Lines of a column as cells, each with the row it stands on; None where it stands on none of those known."""


def body_rows(
    lines: Sequence[Line], columns: Columns, rules: Sequence[HorizontalRule], em: float
) -> list[Row]:
    """The rows that lines make."""
    if not lines:
        return []
    across = sorted({rule.y for rule in rules if _is_across(rule.y, rules, columns)})
    bands: dict[int, list[Placed]] = {}
    for line in lines:
        for placed in line_cells(line, columns, em):
            bands.setdefault(sum(y < placed.y.middle for y in across), []).append(placed)
    ruled = len(bands) > 2 and sum(_is_one(band, em) for band in bands.values()) > ROW_BY_ROW * len(bands)
    rows: list[Row] = []
    for _, band in sorted(bands.items()):
        rows += [band] if ruled and _is_one(band, em) else aligned(band, columns.count, em)
    rows = _with_ends_of_totals(rows)
    for row in rows:
        _widen_total(row, columns, em)
    return rows


def _with_ends_of_totals(rows: Sequence[Row]) -> list[Row]:
    """The rows; 计 below 合, or 合计 below 人员经费, is the end of a total in a narrow column, and no row by itself."""
    kept: list[Row] = []
    for row in rows:
        above = {placed.first: placed for placed in kept[-1]} if kept else {}
        ends = [placed for placed in row if END_OF_TOTAL.fullmatch(placed.text.plain)]
        whole = [above[end.first].text.plain + end.text.plain for end in ends if end.first in above]
        rest = [placed for placed in row if placed not in ends]
        alone = not any(placed.first in above for placed in rest) and len(whole) == len(ends) > 0
        if not alone or not all(map(BROKEN_TOTAL.fullmatch, whole)):
            kept.append(row)
            continue
        for end in ends:
            above[end.first].words += end.words
        kept[-1] = sorted([*kept[-1], *rest], key=lambda placed: placed.first)
    return kept


def _is_across(y: float, rules: Sequence[HorizontalRule], columns: Columns) -> bool:
    length = sum(rule.x1 - rule.x0 for rule in rules if abs(rule.y - y) < 1)
    return length > ACROSS * (columns.edges[-1] - columns.edges[0])


def _is_one(band: Sequence[Placed], em: float) -> bool:
    """Is there one line of numbers at most between two rules, but for codes that are broken over lines?"""
    numbers = [placed for placed in band if NUMBER.fullmatch(placed.text.plain)]
    broken = {column for column in {p.first for p in numbers} if _is_broken(numbers, column)}
    return len(_heights([placed for placed in numbers if placed.first not in broken], em)) < 2


def _is_broken(numbers: Sequence[Placed], column: int) -> bool:
    """Do the numbers of a column make one code (201030 | 1), the last line shorter than those above it?"""
    lines = sorted((p for p in numbers if p.first == column), key=lambda placed: placed.y.middle)
    lengths = [len(placed.text.plain) for placed in lines]
    whole = "".join(placed.text.plain for placed in lines)
    shorter = len(lengths) > 1 and len(set(lengths[:-1])) == 1 and lengths[-1] < lengths[0]
    return shorter and whole.isdigit() and len(whole) in LENGTHS_OF_CODES


def _widen_total(row: Row, columns: Columns, em: float) -> None:
    """Merge a total over the blank columns that it is centred on (支出合计 over names and amounts)."""
    for cell in row:
        if not TOTAL.search(cell.text.plain):
            continue
        middle = cell.text.x.middle
        free = [all(other is cell or not other.covers(c) for other in row) for c in range(columns.count)]
        options = [
            (abs(columns.middle(first, last).middle - middle), first, last)
            for first in range(cell.first + 1)
            for last in range(cell.last, columns.count)
            if all(free[first : last + 1])
        ]
        own = abs(columns.middle(cell.first, cell.last).middle - middle)
        off, first, last = min(options, default=(own, cell.first, cell.last))
        if own > off + CENTRED * em:
            cell.first, cell.last = first, last


# --- alignment --------------------------------------------------------------------------------------------------------


def aligned(band: Sequence[Placed], count: int, em: float) -> list[Row]:
    """The rows of lines that no rules part."""
    by_column = [part for column in range(count) if (part := [p for p in band if p.first == column])]
    numeric = [part for part in by_column if _is_numeric(part)]
    if numeric:
        return _fitted(by_column, _heights([placed for part in numeric for placed in part], em), em)[1]
    longest = sorted(by_column, key=lambda part: -len(part))[:TRIED]
    return min((_fitted(by_column, _heights(part, em), em) for part in longest), key=lambda tried: tried[0])[
        1
    ]


def _is_numeric(part: Sequence[Placed]) -> bool:
    return sum(bool(NUMBER.fullmatch(placed.text.plain)) for placed in part) >= NUMERIC * len(part)


def _heights(part: Sequence[Placed], em: float) -> list[float]:
    """The middles of lines, each once."""
    heights: list[float] = []
    for height in sorted(placed.y.middle for placed in part):
        if not heights or height - heights[-1] > 2 * EVEN * em:
            heights.append(height)
    return heights


def _fitted(
    by_column: Sequence[Sequence[Placed]], heights: Sequence[float], em: float
) -> tuple[float, list[Row]]:
    """The rows when cells stand on `heights`, and how ill they fit: by their middle, their head or their foot."""
    tries = [[attach(_pieces(part), heights, mode, em) for part in by_column] for mode in (0, -1, 1)]
    chosen = min(tries, key=lambda tried: sum(cost for cost, _ in tried))
    rows: dict[int, Row] = {}
    loose: list[Placed] = []
    for part, (_, cells) in zip(by_column, chosen, strict=True):
        for lines, row in cells:
            cell = Placed(
                part[0].first, max(part[i].last for i in lines), [w for i in lines for w in part[i].words]
            )
            if row is None:
                loose.append(cell)
            else:
                rows.setdefault(row, []).append(cell)
    placed = [(heights[number], row) for number, row in rows.items()]
    return ROW * em * len(heights) + sum(cost for cost, _ in chosen), _with_loose(placed, loose, em)


def _with_loose(placed: Sequence[tuple[float, Row]], loose: Sequence[Placed], em: float) -> list[Row]:
    """The rows with the cells that stood on none of them: merged over rows where there is no room for one more, else
    rows of their own."""
    own: list[tuple[float, Row]] = []
    for cell in sorted(loose, key=lambda cell: cell.y.middle):
        if own and cell.y.middle - own[-1][0] < 2 * EVEN * em:
            own[-1][1].append(cell)
        else:
            own.append((cell.y.middle, [cell]))
    others = [other.y.middle for _, row in placed for other in row]
    squeezed = [
        (height, row)
        for height, row in own
        if len(row) == 1 and any(abs(other - height) <= ROOM * em for other in others)
    ]
    kept = [*placed, *(pair for pair in own if pair not in squeezed)]
    rows = [row for _, row in sorted(kept, key=lambda pair: pair[0])]
    for height, row in squeezed:
        if not _merge_down(row[0], rows, em):
            kept.append((height, row))
            rows = [row for _, row in sorted(kept, key=lambda pair: pair[0])]
    return rows


def _merge_down(cell: Placed, rows: Sequence[Row], em: float) -> bool:
    """Put the cell over the most rows that have nothing in its columns and are centred on it, or nearly."""
    blank = [not any(other.first <= cell.last and cell.first <= other.last for other in row) for row in rows]
    options: list[tuple[float, int, int]] = []
    for first in range(len(rows)):
        for last in range(first, len(rows)):
            if not blank[last]:
                break
            top = min(other.y.start for other in rows[first])
            bottom = max(other.y.end for other in rows[last])
            off = abs((top + bottom) / 2 - cell.y.middle) // (2 * EVEN * em)
            options.append((off, first - last, first))
    if not options:
        return False
    _, span, first = min(options)
    cell.row_span = 1 - span
    rows[first].append(cell)
    return True


# --- one column -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a column: its height on the page, and whether it can only begin a cell (it is numbered, or a total, or
    below one)."""

    span: Span
    begins: bool = False


def _pieces(part: Sequence[Placed]) -> list[Piece]:
    totals = [TOTAL_OF_SIDE.fullmatch(placed.text.plain) is not None for placed in part]
    numbered = [NUMBERED.match(placed.words[0].text) is not None for placed in part]
    alone = [at or before for before, at in pairwise([False, *totals])]
    return [Piece(placed.y, any(marks)) for placed, *marks in zip(part, numbered, alone, strict=True)]


def attach(pieces: Sequence[Piece], rows: Sequence[float], mode: int, em: float) -> tuple[float, Parts]:
    """Part the lines of one column, from top to bottom, into cells on `rows` (heights of their middles), and say how ill
    they fit. `mode`: 0, cells are centred on their row; -1, their first line stands on it; 1, their last."""
    pitch = min((b - a for a, b in pairwise(rows)), default=inf)
    apart = [b.span.middle - a.span.middle for a, b in pairwise(pieces)]
    widest = _widest(pieces, rows, apart, pitch, em)
    costs: list[float] = [0.0]
    ways: list[tuple[int, int | None]] = []
    latest: list[int] = [-1]  # the last row taken
    for end in range(1, len(pieces) + 1):
        options: list[tuple[float, int, int | None, int]] = []
        for start in _starts(pieces, end, apart, widest):
            before = costs[start] + JOIN * em * (end - start - 1)
            if all(gap < min(SOLID * em, TIGHTER * pitch) for gap in apart[start : end - 1]):
                options.append((before + OWN_ROW * em, start, None, latest[start]))
            height = _height(pieces[start:end], mode)
            row = min(range(len(rows)), key=lambda r: abs(rows[r] - height), default=None)
            if row is not None and row > latest[start]:
                options.append((before + abs(rows[row] - height), start, row, row))
        cost, start, row, last = min(options, key=lambda option: option[0])
        costs.append(cost)
        ways.append((start, row))
        latest.append(last)
    parts: Parts = []
    end = len(pieces)
    while end:
        start, row = ways[end - 1]
        parts.insert(0, (range(start, end), row))
        end = start
    return costs[-1], parts


def _widest(
    pieces: Sequence[Piece], rows: Sequence[float], apart: Sequence[float], pitch: float, em: float
) -> list[float]:
    """How far each line and the one before it may be apart to be of one cell."""
    on_row = [any(abs(row - piece.span.middle) < ON_ROW * em for row in rows) for piece in pieces]
    if _is_a_row_each(pieces, rows, apart, em):
        return [0.0] * len(pieces)
    even = EVENLY * min((gap for gap in apart if gap >= em), default=inf)
    beside = min(even, LEADING * em, TIGHTER * pitch)
    around = min(even, max(LEADING * em, STRADDLING * pitch if pitch < inf else 0))
    return [beside if on_row[i] or on_row[i - 1] else around for i in range(len(pieces))]


def _is_a_row_each(pieces: Sequence[Piece], rows: Sequence[float], apart: Sequence[float], em: float) -> bool:
    """Do the lines of a column stand evenly, some left out, every row known on one of them, and not on every second
    one? Then none is the second line of another, though few of them have amounts beside them."""
    step = min(apart, default=0.0)
    if len(pieces) < EVEN_LINES or step < em:
        return False
    first, last = pieces[0].span.middle, pieces[-1].span.middle
    known = [(row - first) / step for row in rows if first - em < row < last + em]
    places = [gap / step for gap in apart] + known
    on_lines = all(abs(place - round(place)) < OFF_STEP for place in places)
    return on_lines and any(round(b - a) % 2 for a, b in pairwise(known))


def _starts(
    pieces: Sequence[Piece], end: int, apart: Sequence[float], widest: Sequence[float]
) -> Iterator[int]:
    """Where a cell that ends before `end` may begin."""
    for start in range(end - 1, -1, -1):
        yield start
        if start == 0 or apart[start - 1] > widest[start] or pieces[start].begins:
            return


def _height(pieces: Sequence[Piece], mode: int) -> float:
    if mode < 0:
        return pieces[0].span.middle
    if mode > 0:
        return pieces[-1].span.middle
    return (pieces[0].span.start + pieces[-1].span.end) / 2
