"""What a sample source says that its tables print: the figures that a reading is scored against."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from typeset import Grid, Table, read_forms, read_table

from disclosures.parsing.accuracy import KnownAmount
from disclosures.vocabulary import Stage

SCALES = {"元": 1, "万元": 10_000}
AMOUNT = re.compile(r"-?[\d,]*\.?\d+")


def figures(document: dict[str, Any]) -> Iterator[KnownAmount]:
    """The amounts of every statement in a source. The right-aligned columns of a form hold amounts."""
    forms = read_forms(document)
    stage = Stage.FINAL_ACCOUNTS if document.get("discloses") == "决算" else Stage.BUDGET
    seen: Counter[str] = Counter()
    for block in document["blocks"]:
        if "table" not in block or not forms[block["table"]].get("statement", True):
            continue
        table = read_table(block, forms, document["fiscal_year"])
        title = _plain(table.title)
        seen[title] += 1
        for label, heading, printed in _amounts(table):
            amount = Decimal(printed.replace(",", "")) * _scale(table)
            yield KnownAmount(
                document["fiscal_year"],
                stage,
                title,
                seen[title],
                label,
                heading,
                amount.quantize(Decimal("0.01")),
            )


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _scale(table: Table) -> int:
    unit = re.search(r"单位[:：](\w+)", " ".join(table.context))
    if unit is None:
        raise ValueError(f"{table.title}: no scale in {table.context}")
    return SCALES[unit[1]]


def _amounts(table: Table) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(label, heading, printed) of each printed amount."""
    paths = [_path(table.header, column) for column in range(len(table.widths))]
    for number, row in enumerate(table.rows):
        for column, text in enumerate(row):
            if table.aligns[column] == "right" and AMOUNT.fullmatch(text):
                yield _label(table, number, column, paths), paths[column], text


def _path(header: Grid, column: int) -> tuple[str, ...]:
    """The header cells over a column from top to bottom, 栏次 left out."""
    path: list[str] = []
    for number in range(len(header)):
        text = _plain(_whole(header, number, column))
        if text and not text.isdigit() and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _whole(grid: Grid, row: int, column: int) -> str:
    """The text of the cell that reaches over a place."""
    while grid[row][column] in ("<", "^"):
        row, column = (row, column - 1) if grid[row][column] == "<" else (row - 1, column)
    return grid[row][column]


def _label(table: Table, row: int, column: int, paths: list[tuple[str, ...]]) -> str:
    """Codes and the last name among the columns of words next to an amount, on its left."""
    end = column
    while end >= 0 and table.aligns[end] == "right":
        end -= 1
    start = end
    while start >= 0 and table.aligns[start] != "right":
        start -= 1
    places = [place for place in range(start + 1, end + 1) if paths[place][:1] != ("序号",)]
    texts = [_plain(text) for place in places if (text := table.rows[row][place]) not in ("<", "^")]
    if places and not texts:
        texts = [_plain(_whole(table.rows, row, places[-1]))]
    codes = [text for text in texts if text.isdigit()]
    names = [text for text in texts if text and not text.isdigit()]
    return "".join([*codes, *names[-1:]])
