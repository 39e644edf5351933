"""Plain lists: tables with one header row whose words are known, such as those of institutions and of assets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from disclosures.parsing.document import Block, Cell, Grid
from disclosures.parsing.layouts.details import Words
from disclosures.parsing.normalise import key, role_of, tidy

from .titles import Context, context_of

NOT_A_ROW = re.compile(r"^(?:备?注|说明)\d*[:：]|^[-—–]{3,}$")
"""A note below the list, or a ruler that a conversion left in it."""
CONTEXT_LENGTH = 60
"""Longer paragraphs are prose; a list does not go on after one."""


@dataclass(frozen=True, slots=True)
class List:
    """A list on one page: the column of each role, the heading over it, the rows below, and what is printed beside.

    `place` is that of its grid among the blocks.
    """

    columns: Mapping[str, int]
    headings: Mapping[str, str]
    rows: tuple[tuple[Cell | None, ...], ...]
    context: Context
    page: int | None
    place: int

    def cell(self, row: Sequence[Cell | None], role: str) -> Cell:
        """The cell of a role; a blank one where the list has no such column."""
        cell = row[self.columns[role]] if role in self.columns else None
        return cell if cell is not None else Cell("")

    def text(self, row: Sequence[Cell | None], role: str) -> str:
        return tidy(self.cell(row, role).text)


def lists(blocks: Sequence[Block], vocabulary: Words, required: frozenset[str]) -> Iterator[List]:
    """Every grid with a row that names the `required` columns, and grids that go on with one without header."""
    last: List | None = None
    width = 0
    context = Context()
    for place, block in enumerate(blocks):
        if not isinstance(block, Grid):
            found = context_of(block.text)
            if found == Context():
                context = Context()
                last = last if not block.text.strip() else None
            elif len(block.text) <= CONTEXT_LENGTH:
                context = found.over(context)
            continue
        header = _header(block, vocabulary, required)
        if header is not None:
            index, columns = header
            headings = {role: tidy(_text(block.rows[index][at])) for role, at in columns.items()}
            inside = [
                context_of(_text(cell)) for row in block.rows[:index] for cell in row if cell is not None
            ]
            for found in inside:
                context = found.over(context)
            last = List(columns, headings, _body(block.rows[index + 1 :]), context, block.page, place)
        elif last is not None and block.width == width:
            last = List(last.columns, last.headings, _body(block.rows), last.context, block.page, place)
        else:
            last = None
        if last is not None:
            yield last
        width = block.width
        context = Context()


def _header(grid: Grid, vocabulary: Words, required: frozenset[str]) -> tuple[int, dict[str, int]] | None:
    for index, row in enumerate(grid.rows):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            role = role_of(cell.text, vocabulary) if cell is not None else None
            if role is not None and role not in columns:
                columns[role] = place
        if required <= columns.keys():
            return index, columns
    return None


def _text(cell: Cell | None) -> str:
    return cell.text if cell is not None else ""


def _body(rows: Sequence[tuple[Cell | None, ...]]) -> tuple[tuple[Cell | None, ...], ...]:
    """The rows with words in them, without notes and rulers."""
    filled = [row for row in rows if any(_text(cell).strip() for cell in row)]
    return tuple(
        row for row in filled if not NOT_A_ROW.match(next(filter(None, map(key, map(_text, row))), ""))
    )
