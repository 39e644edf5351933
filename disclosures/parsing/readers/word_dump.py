"""Text that was taken out of a Word file row by row: its cells put into tables again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from disclosures.parsing.document import Block, Cell, Paragraph
from disclosures.parsing.normalise import number

from .text_lines import (
    CHAPTER,
    CHINESE_NUMBERS,
    SENTENCE,
    SENTENCE_END,
    TOTALS,
    clean,
    paragraph_of,
    rectangular,
)


def is_word_dump(lines: Sequence[str]) -> bool:
    """Most lines with tabs are one cell: a tab before the text and none inside."""
    with_tabs = [line.rstrip("\t ") for line in lines if "\t" in line]
    single = sum("\t" not in line.removeprefix("\t") for line in with_tabs)
    return single >= 6 and single > 0.8 * len(with_tabs)


def blocks_of_word_dump(lines: Sequence[str]) -> list[Block]:
    """Blocks of a Word dump. A run of rows is one grid; a line that is neither cell nor part of one ends it."""
    blocks: list[Block] = []
    rows: list[list[str]] = []  # of the table that is being read
    row: list[str] = []  # of the row that is being read
    chapter = 0  # number of the last chapter heading outside tables

    def end_table() -> None:
        nonlocal rows, row
        if row:
            rows.append(row)
        blocks.extend(_word_table(rows))
        rows, row = [], []

    for line in lines:
        plain = clean(line)
        number = _chapter_number(plain)
        if plain.startswith("\t"):
            row.append(plain.strip())
        elif row and plain.strip() and not (number is not None and number == chapter + 1):
            row[-1] = f"{row[-1]}\n{_tabs_as_spaces(plain)}".strip()
        elif row and not plain.strip():
            rows.append(row)
            row = []
        elif plain.strip():
            end_table()
            chapter = number if number is not None else chapter
            blocks.append(paragraph_of(line))
        elif not rows:
            blocks.append(paragraph_of(line))
    end_table()
    return blocks


def _tabs_as_spaces(text: str) -> str:
    return re.sub(r"\t+", " ", text).strip()


def _chapter_number(line: str) -> int | None:
    """“七、国有资产信息” is 7."""
    match = CHAPTER.match(line)
    if match is None:
        return None
    digits = match[1]
    tens, _, ones = digits.rpartition("十") if "十" in digits else ("", "", digits)
    value = CHINESE_NUMBERS.index(ones) + 1 if ones in CHINESE_NUMBERS else 0
    if "十" in digits:
        value += 10 * (CHINESE_NUMBERS.index(tens) + 1 if tens in CHINESE_NUMBERS else 1)
    return value or None


def _word_table(rows: Sequence[Sequence[str]]) -> list[Block]:
    """Lone lines before and after the table are paragraphs with an indent; the rest is one grid."""
    rows = [row for row in rows if row]
    first = next((index for index, row in enumerate(rows) if len(row) > 1), len(rows))
    last = len(rows)
    while last > first and len(rows[last - 1]) == 1 and _is_sentence(rows[last - 1][0]):
        last -= 1
    body = _settle_merges(_whole_rows(rows[first:last]))
    grid = [rectangular(body)] if any(cell.text for row in body for cell in row if cell) else []
    return [*_paragraphs(rows[:first]), *grid, *_paragraphs(rows[last:])]


def _paragraphs(rows: Sequence[Sequence[str]]) -> list[Paragraph]:
    return [Paragraph(row[0]) for row in rows if row[0]]


def _is_sentence(text: str) -> bool:
    return len(text) >= SENTENCE and text.endswith(SENTENCE_END)


def _whole_rows(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows that a blank line inside a cell broke, put together again.

    Once a row has filled the table's width, short pieces that fill exactly that width together are one row.
    """
    width = max((len(row) for row in rows), default=0)
    whole: list[list[str]] = []
    full = False
    index = 0
    while index < len(rows):
        pieces = _pieces(rows, index, width) if full else 1
        whole.append([cell for row in rows[index : index + pieces] for cell in row])
        full = full or len(whole[-1]) == width
        index += pieces
    return whole


def _pieces(rows: Sequence[Sequence[str]], start: int, width: int) -> int:
    """How many rows from `start` on make up one row of `width` cells; 1 where they do not."""
    total = 0
    for count, row in enumerate(rows[start:], 1):
        total += len(row)
        if total >= width or len(row) == width:
            return count if total == width else 1
    return 1


def _settle_merges(rows: Sequence[Sequence[str]]) -> list[list[Cell | None]]:
    """Rows with fewer cells than the table has columns hold merged cells, whose widths the dump does not tell.

    Under a heading, a blank is the rest of a cell that reaches down, so it has its own heading above, or the rest of one
    that reaches farther; the other headings above part what lies between the blanks. The name of a total before amounts
    takes the places of code and name.
    Where that leaves a choice, the row stays as it is, padded at its end.
    """
    width = max((len(row) for row in rows), default=0)
    settled: list[list[Cell | None]] = []
    below: Sequence[str] = []
    widths: list[int] = []  # columns that each cell of the row below covers
    for row in reversed(rows):
        is_heading = len(row) < len(below) and any(row) and all(number(text) is None for text in row if text)
        spans = _spans(row, below) if is_heading else None
        if spans:
            rest = iter(widths)
            widths = [sum(islice(rest, span)) for span in spans]
        else:
            widths = _total_widths(row, width) or [1] * len(row)
        settled.insert(0, _spread(row, widths))
        below = row
    return settled


def _total_widths(row: Sequence[str], width: int) -> list[int] | None:
    """A short row of a total: its name covers what is missing, so that the amounts stand at the right end."""
    amounts = [text for text in row[1:] if text]
    is_total = "".join(row[0].split()).endswith(TOTALS) and bool(amounts)
    if len(row) >= width or not is_total or any(number(text) is None for text in amounts):
        return None
    return [width - len(row) + 1, *[1] * (len(row) - 1)]


def _spans(row: Sequence[str], below: Sequence[str]) -> list[int] | None:
    """How many columns each cell of `row` covers, or None if `below` does not tell."""
    runs = list(_runs(below))
    groups = [run for run in runs if run[0]]
    spare = len(row) - len(runs)  # more cells than runs: the one run of headings has several of them above it
    if spare < 0 or (spare > 0 and len(groups) != 1):
        return None
    if not all(row) and (
        spare or any(filled and not text for text, (filled, *_) in zip(row, runs, strict=True))
    ):
        return None
    spans: list[int] = []
    for filled, start, length in runs:
        parts = _parts(below[start : start + length], 1 + spare) if filled else [1]
        if parts is None:
            return None
        spans += parts
    return spans


def _runs(cells: Sequence[str]) -> Iterator[tuple[bool, int, int]]:
    """(filled, start, length) of runs of filled cells; every blank is a run of its own."""
    start = 0
    while start < len(cells):
        end = start + 1
        while cells[start] and end < len(cells) and cells[end]:
            end += 1
        yield bool(cells[start]), start, end - start
        start = end


def _parts(names: Sequence[str], count: int) -> list[int] | None:
    """The lengths of `count` groups of headings: one begins where the first comes again, or with its total; or one
    ends where the last came before."""
    if count == 1:
        return [len(names)]
    if count == len(names):
        return [1] * count
    plain = ["".join(name.split()) for name in names]
    starts = [index for index, name in enumerate(plain) if name == plain[0]]
    if len(starts) == 1:
        starts += [index for index, name in enumerate(plain) if index and name in TOTALS]
    if len(starts) != count:
        starts = [0, *(index + 1 for index, name in enumerate(plain[:-1]) if name == plain[-1])]
    if len(starts) != count:
        return None
    return [end - start for start, end in zip(starts, [*starts[1:], len(names)], strict=True)]


def _spread(row: Sequence[str], spans: Sequence[int]) -> list[Cell | None]:
    cells: list[Cell | None] = []
    for text, span in zip(row, spans, strict=True):
        cells += [Cell(text, column_span=span), *[None] * (span - 1)]
    return cells
