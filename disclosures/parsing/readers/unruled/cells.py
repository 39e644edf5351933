"""Cells under way: words in their columns, and the grid they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from disclosures.parsing.document import Box, Cell, Grid
from disclosures.parsing.readers.unruled.columns import Columns
from disclosures.parsing.readers.unruled.words import EVEN, TOTAL, Line, Span, Text, Word, texts

OVERHANG = 0.6
"""em. So far a word may reach over the inferred edge of its column."""


@dataclass(slots=True)
class Placed:
    """A cell, or a line of one: its columns, its words, and how many rows it is merged over."""

    first: int
    last: int
    words: list[Word]
    row_span: int = 1

    @property
    def text(self) -> Text:
        return Text(tuple(self.words))

    @property
    def y(self) -> Span:
        return Span(min(word.top for word in self.words), max(word.bottom for word in self.words))

    def covers(self, column: int) -> bool:
        return self.first <= column <= self.last


Row = list[Placed]


def line_cells(line: Line, columns: Columns, em: float) -> Row:
    """The words of one line in their columns; a text that reaches over an edge is merged over its columns."""
    found: Row = []
    for text in _with_total(texts(line)):
        for part, within in _cut(text, columns, em):
            first = columns.at(min(part.x.start + OVERHANG * em, part.x.middle))
            last = first if within else columns.at(max(part.x.end - OVERHANG * em, part.x.middle))
            if found and first <= found[-1].last:
                found[-1].words += part.words
                found[-1].last = max(last, found[-1].last)
            else:
                found.append(Placed(first, last, list(part.words)))
    return found


def _with_total(line: Sequence[Text]) -> list[Text]:
    """The texts of a line, with “合    计” spelled wide as one."""
    found: list[Text] = []
    for text in line:
        if found and TOTAL.fullmatch(found[-1].plain + text.plain):
            found[-1] = found[-1].joined(text)
        else:
            found.append(text)
    return found


def _cut(text: Text, columns: Columns, em: float) -> list[tuple[Text, bool]]:
    """A name that fills its column touches the text of the next one: it is cut where that one's words begin. With each
    part, whether it is known to be within one column."""
    for i in range(1, len(text.words)):
        left, right = Text(text.words[:i]), Text(text.words[i:])
        begins = any(abs(right.x.start - start) < EVEN * em for start in columns.starts)
        column = columns.at(right.x.middle)
        if begins and columns.at(right.x.end - OVERHANG * em) == column == columns.at(left.x.start + em) + 1:
            return [(left, True), (right, True)]
    return [(text, False)]


def built(rows: Sequence[Row], columns: Columns, lines: Sequence[Line], page: int) -> Grid:
    """Cells with boxes on every place of the grid that no merged cell covers. No word is lost: what would stand where
    another cell is, joins it."""
    owners: dict[tuple[int, int], Placed] = {}
    for number, row in enumerate(rows):
        for placed in row:
            places = [
                (number + down, column)
                for down in range(placed.row_span)
                for column in range(placed.first, placed.last + 1)
            ]
            other = next((owners[place] for place in places if place in owners), None)
            if other is None:
                owners.update(dict.fromkeys(places, placed))
            else:
                other.words += placed.words
    edges = columns.edges
    table: list[tuple[Cell | None, ...]] = []
    seen: set[int] = set()
    heights = _heights(rows)
    for number in range(len(rows)):
        top, bottom = heights[number]
        cells: list[Cell | None] = []
        for column in range(columns.count):
            owner = owners.get((number, column))
            if owner is None:
                cells.append(Cell("", _box(edges[column], top, edges[column + 1], bottom)))
            elif id(owner) in seen:
                cells.append(None)
            else:
                seen.add(id(owner))
                y = owner.y if owner.row_span > 1 else Span(top, bottom)
                box = _box(edges[owner.first], y.start, edges[owner.last + 1], y.end)
                cells.append(Cell(owner.text.printed(), box, owner.row_span, owner.last - owner.first + 1))
        table.append(tuple(cells))
    words = [word for line in lines for word in line]
    top, bottom = min(word.top for word in words), max(word.bottom for word in words)
    left, right = min(word.x0 for word in words), max(word.x1 for word in words)
    box = _box(min(edges[0], left), top, max(edges[-1], right), bottom)
    return Grid(tuple(table), page, box, tuple(round(edge, 1) for edge in edges))


def _heights(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The head and foot of each row. What is merged over rows reaches over others, and so may a name that is centred on
    two of them: rows end where the next one begins."""
    own = [[placed for placed in row if placed.row_span == 1] or row for row in rows]
    tops = [min((placed.y.start for placed in row), default=0.0) for row in own]
    feet = [max((placed.y.end for placed in row), default=0.0) for row in own]
    for i, (foot, top) in enumerate(zip(feet, tops[1:], strict=False)):
        if tops[i] < top < foot:
            feet[i] = tops[i + 1] = (foot + top) / 2
    return list(zip(tops, feet, strict=True))


def _box(x0: float, top: float, x1: float, bottom: float) -> Box:
    return round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1)
