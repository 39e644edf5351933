"""Header rows → the path of headings over each column, merged cells spread over what they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from disclosures.parsing.document import Cell, Grid
from disclosures.parsing.normalise import tidy
from disclosures.parsing.records import Note


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: the path of header cells over it (as printed, tidy) and its 栏次."""

    path: tuple[str, ...]
    ordinal: str | None = None
    x: tuple[float, float] | None = None


def headings_of(
    header: Sequence[Sequence[Cell | None]], ordinals: tuple[str, ...] | None, grid: Grid
) -> tuple[tuple[TableColumn, ...], list[Note]]:
    width = grid.width
    merged = any(cell is None or cell.row_span > 1 or cell.column_span > 1 for row in header for cell in row)
    matrix = _spread(header, width)
    notes: list[Note] = []
    if not merged and len(header) > 1:
        matrix, shifted = _infer_merges(matrix)
        if shifted:
            notes.append(
                Note(
                    "header-shifted",
                    f"表头按字面错位，已按栏次和两层表头理顺：{'、'.join(shifted)}",
                    grid.page,
                )
            )
    paths: list[tuple[str, ...]] = []
    for column in range(width):
        path: list[str] = []
        for row in matrix:
            text = row[column]
            if text and (not path or path[-1] != text):
                path.append(text)
        paths.append(tuple(path))
    edges = grid.x_edges
    return tuple(
        TableColumn(
            path,
            ordinals[index] if ordinals is not None and ordinals[index].isdigit() else None,
            (edges[index], edges[index + 1]) if edges is not None else None,
        )
        for index, path in enumerate(paths)
    ), notes


def _spread(header: Sequence[Sequence[Cell | None]], width: int) -> list[list[str]]:
    """Header texts with every merged cell repeated over all its places."""
    matrix = [[""] * width for _ in header]
    for r, row in enumerate(header):
        for c, cell in enumerate(row):
            if cell is None or not cell.text.strip():
                continue
            text = tidy(cell.text)
            for down in range(r, min(r + cell.row_span, len(header))):
                for across in range(c, min(c + cell.column_span, width)):
                    matrix[down][across] = text
    return matrix


def _infer_merges(matrix: list[list[str]]) -> tuple[list[list[str]], list[str]]:
    """Give formats without merged cells the merges a reader sees: a heading reaches right over the blanks beside it
    as long as there are headings below them.

    A lower heading cannot stand right of a heading that closes its group without having one below (收入总表:
    “…|上年结转|(blank)” over “…|附属单位上缴收入|(blank)|其他收入”): a blank slipped in. Then the lower heading
    belongs to the group on the left and the closing heading to the last place. Returns the headings so moved.
    """
    moved: list[str] = []
    for upper, lower in reversed(list(pairwise(matrix))):
        group: int | None = None
        for column in range(len(upper)):
            if upper[column]:
                group = column
                continue
            if not lower[column] or group is None:
                continue
            if lower[group]:
                upper[column] = upper[group]
            elif column - group == 1 and group > 0 and upper[group - 1] and lower[group - 1]:
                closing, leaf = upper[group], lower[column]
                upper[group], lower[group] = upper[group - 1], leaf
                upper[column], lower[column] = closing, ""
                moved += [leaf, closing]
                group = column
    return matrix, moved
