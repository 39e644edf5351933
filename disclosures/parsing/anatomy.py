"""One grid taken apart: title and lead rows, heading, column numbers, rows, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from disclosures.parsing.document import Box, Cell, Grid
from disclosures.parsing.layouts import Layout
from disclosures.parsing.normalise import key, number, tidy
from disclosures.parsing.records import Note

from .heading_paths import TableColumn, headings_of
from .titles import (
    CODED,
    FORM_NUMBER,
    LABELLED,
    TITLE_END,
    TITLE_LENGTH,
    UNIT,
    YEAR,
    Context,
    context_of,
    is_title,
)

EMPTY_NOTE = re.compile(
    r"^(?:注|备注|说明)?[:：]?.*(?:空表|无.{0,30}(?:预算|支出|收入|拨款|安排|内容|收支|数据)|没有.{0,30}(?:预算|支出|收入|安排))"
)


NOTE_LINE = re.compile(r"(?:备?注|说明)[:：]")
HEADER_WORD = re.compile(
    r"序号|行次|栏次|项目|科目|编码|代码|名称|合计|小计|总计|收入|支出|金额|预算|决算|结转|经费|拨款|资金|基金|数量|单价|单位|备注|指标|类|款|项|年度|费|其中|增减"
)


ITEM_NAME = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[、.．](?!\d)|其中[:：](?=.))"
)


ALIKE = 0.8
"""Of the headings of a table: so many are the same where it goes on."""
MAX_HEADER_ROWS = 8
MOST_IN_LEAD = 4
"""Cells with words, in a row of agency, year and scale above the headings."""
NUMBER_OF_FORM = re.compile(r"表|附件|公开|财[预决]")
"""What the number of a form says beside its figures."""
NEAR = 6.0
"""PDF points by which the rules of one table may differ from page to page."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A body row, one cell a column. `resumes` marks the first row after a page break."""

    cells: tuple[Cell, ...]
    page: int | None
    resumes: bool = False


@dataclass(slots=True)
class Table:
    """A whole table. `first` and `last` are the places of its grids in Document.blocks; `start` that of its title."""

    title: str
    context: Context
    columns: tuple[TableColumn, ...]
    rows: list[TableRow]
    first: int
    last: int
    start: int
    box: Box | None = None
    empty_note: str | None = None
    notes: list[Note] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)

    @property
    def has_header(self) -> bool:
        return any(column.path for column in self.columns)

    @property
    def pages(self) -> tuple[int, ...] | None:
        pages = sorted({row.page for row in self.rows if row.page is not None} | self._grid_pages)
        return tuple(pages) or None

    _grid_pages: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A grid taken apart: rows that are title or context, header, ordinals, body, closing note."""

    lead: tuple[str, ...]
    columns: tuple[TableColumn, ...]
    body: tuple[tuple[Cell, ...], ...]
    closing: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def has_header(self) -> bool:
        return any(column.path for column in self.columns)


def joined(first: Table, rest: Table) -> Table | None:
    """Both tables as one, the second without its headings; None where its columns are others."""
    rows = rest.rows
    if rest.has_header and not (
        len(rest.columns) == len(first.columns) and are_alike(rest.columns, first.columns)
    ):
        return None
    if len(rest.columns) != len(first.columns):
        if not all(column.x for column in (*first.columns, *rest.columns)):
            return None
        rows = [replace(row, cells=by_position(row.cells, first.columns)) for row in rows]
    return replace(
        first,
        rows=[*first.rows, *rows],
        last=rest.last,
        blocks=[*first.blocks, *rest.blocks],
        empty_note=first.empty_note or rest.empty_note,
        notes=[*first.notes, *rest.notes],
        _grid_pages=first._grid_pages | rest._grid_pages,
    )


def stands_over_a_table(grid: Grid) -> bool:
    """Is it no table, but the lines over one (部门：… | 单位：万元), which the file sets in a grid of their own?"""
    if not all(map(is_lead, grid.rows)):
        return False
    lines = (line for row in grid.rows if texts_of(row) for line in lead_lines(row))
    return any(context_of(line) != Context() for line in lines)


def take_apart(grid: Grid, layout: Layout) -> Anatomy:
    """Find title, context, header and body rows of one grid."""
    rows = grid.rows
    start = 0
    while start < len(rows) and (is_lead(rows[start]) or _is_title_row(rows, start)):
        start += 1
    lead = tuple(line for row in rows[:start] for line in lead_lines(row))
    end, ordinals = _header_end(rows, start, layout)
    header = rows[start:end]
    headings = [texts_of(row) for row in header]
    columns, notes = headings_of(header, ordinals, grid)
    body = [
        row
        for row in rows[end + 1 if ordinals is not None else end :]
        if _ordinals(row, layout) is None and not repeats_heading(row, headings)
    ]
    closing: list[str] = []
    while body and is_note(body[-1]):
        closing.insert(0, only_text(body[-1]) or "")
        body = body[:-1]
    filled = tuple(tuple(cell if cell is not None else Cell("") for cell in row) for row in body)
    return Anatomy(lead, columns, filled, tuple(closing), tuple(notes))


def repeats_heading(row: Sequence[Cell | None], headings: Sequence[Sequence[str]]) -> bool:
    """Is it a row of the headings, printed again?"""
    texts = texts_of(row)
    return len(texts) > 1 and texts in headings


def lead_lines(row: Sequence[Cell | None]) -> list[str]:
    """The printed lines of a row above the header: cells side by side are one line, a merged cell may hold several."""
    cells = [cell.text for cell in row if cell is not None and cell.text.strip()]
    if len(cells) != 1:
        return [" ".join(tidy(text) for text in cells)]
    lines: list[str] = []
    for line in cells[0].split("\n"):
        if lines and _is_rest_of_title(lines[-1], line):
            lines[-1] += line
        else:
            lines.append(line)
    return lines


def _is_rest_of_title(above: str, line: str) -> bool:
    """Is a line of a cell the end of the title above it, which filled the line?"""
    first, second = key(above), key(line)
    fits = len(first) >= 2 * len(second) and len(first + second) <= TITLE_LENGTH
    others = (
        is_title(above)
        or NOTE_LINE.match(first)
        or any(context_of(text) != Context() for text in (above, line))
    )
    return fits and second.endswith("表") and not others


def texts_of(row: Sequence[Cell | None]) -> list[str]:
    return [tidy(cell.text) for cell in row if cell is not None and cell.text.strip()]


def only_text(row: Sequence[Cell | None]) -> str | None:
    """What a row says, where it says one thing alone."""
    found: str | None = None
    for cell in row:
        if cell is not None and cell.text.strip():
            text = tidy(cell.text)
            if found is not None and text != found:
                return None
            found = text
    return found


def is_note(row: Sequence[Cell | None]) -> bool:
    text = only_text(row)
    return text is not None and bool(NOTE_LINE.match(text) or EMPTY_NOTE.match(text))


def is_lead(row: Sequence[Cell | None]) -> bool:
    """A row of title, agency, year or scale above the header, or a blank row."""
    texts = texts_of(row)
    if not texts:
        return True
    if len(texts) > MOST_IN_LEAD:
        return False
    joined = "".join(texts)
    if UNIT.search(joined) or YEAR.search(joined) or CODED.match(joined) or LABELLED.search(joined):
        return not any(number(text) is not None and "." in text for text in texts)
    if len(texts) > 1:
        return len(texts) == 2 and any(
            NUMBER_OF_FORM.search(text) and FORM_NUMBER.match(text) for text in map(key, texts)
        )
    if FORM_NUMBER.match(key(texts[0])):
        return True
    names_a_table = bool(TITLE_END.search(texts[0]))
    return names_a_table and (_fills(row) if len(row) < 3 or ITEM_NAME.match(texts[0]) else True)


def _is_title_row(rows: Sequence[Sequence[Cell | None]], at: int) -> bool:
    """A row of one text that is no heading of the columns: the table's name stands right below it; or it is that name, or
    is merged over all columns, and a row of agency, year or scale stands below it, or the table's name above it."""
    text = only_text(rows[at])
    if text is None or len(text) > TITLE_LENGTH or EMPTY_NOTE.match(text):
        return False
    below = rows[at + 1] if at + 1 < len(rows) else ()
    if not _fills(rows[at]):
        said = (" ".join(dict.fromkeys(texts_of(row))) for row in rows[at + 1 :])
        beside = next((line for line in said if line and not FORM_NUMBER.match(key(line))), "")
        return is_title(beside) or (is_title(text) and context_of(beside) != Context())
    named = at > 0 and is_title(only_text(rows[at - 1]) or "") and bool(re.search(r"20\d\d年|[预决]算", text))
    return named or (bool(texts_of(below)) and is_lead(below))


def _fills(row: Sequence[Cell | None]) -> bool:
    """Does one cell reach over all columns?"""
    return any(cell is not None and cell.column_span == len(row) for cell in row)


def _header_end(
    rows: Sequence[Sequence[Cell | None]], start: int, layout: Layout
) -> tuple[int, tuple[str, ...] | None]:
    """The row after the header, and the 栏次 that close it, if they are printed."""
    for index in range(start, min(start + MAX_HEADER_ROWS, len(rows))):
        if index > start and (ordinals := _ordinals(rows[index], layout, under_headings=True)) is not None:
            return index, ordinals
        if _is_data(rows[index]):
            break
    end = start
    if (
        start + 1 < len(rows)
        and _is_header(rows[start])
        and _heads_every_column(rows[start], rows[start + 1])
    ):
        return start + 1, None
    for index in range(start, min(start + MAX_HEADER_ROWS, len(rows))):
        if index >= end and not _is_header(rows[index]):
            break
        spans = [cell.row_span for cell in rows[index] if cell is not None and cell.text.strip()]
        end = max(end, index + min(max(spans, default=1), MAX_HEADER_ROWS))
        end = max(end, index + 1)
        if end == index + 1 < len(rows) and _is_lowest(rows[start : index + 1], rows[index + 1]):
            break
    return min(end, len(rows)), None


def _is_lowest(header: Sequence[Sequence[Cell | None]], below: Sequence[Cell | None]) -> bool:
    """Has each column a heading of its own in the last row of a header that shows above it what is merged? Words in the
    next row are then the rest of a name that the page's end broke."""
    merged = any(cell is not None and cell.column_span > 1 for row in header[:-1] for cell in row)
    return merged and len(texts_of(header[-1])) == len(header[-1]) and _is_plain(header[-1], below)


def _heads_every_column(row: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Has each column a heading of its own in this row, none of them merged? Then nothing but more headings, each
    no more than a heading word, can go on with it."""
    return len(row) > 2 and len(set(texts_of(row))) == len(row) and _is_plain(row, below)


def _is_plain(row: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Is no cell of the row merged, and the next row no further headings, each no more than a heading word?"""
    goes_on = bool(texts_of(below)) and all(HEADER_WORD.fullmatch(text) for text in texts_of(below))
    return not goes_on and all(cell is not None and cell.row_span == cell.column_span == 1 for cell in row)


LONGEST_ORDINAL = 12
"""Characters: what opens a row of column numbers is no longer (“8=9+10+11”)."""
ORDINAL_WORD = re.compile(r"[类款项]|[甲乙丙丁]|[栏行档]次|合计")
ORDINAL = re.compile(r"[*＊]+|[(]?\d{1,3}[)]?(?:栏|[=＝][\d+＋\-－—()]+)?")
"""A column number as it is printed under headings: 1, (1), ** over names, 4=1+2+3."""


def _ordinals(
    row: Sequence[Cell | None], layout: Layout, under_headings: bool = False
) -> tuple[str, ...] | None:
    """The column numbers of a 栏次 row, one a place (“4=1+2+3” is 4); None if the row is none.

    Stars, 栏次, 类 款 项 and numbers that count up are all it holds. Right under the headings one or two numbers do,
    where they count from 1 to the last column and nothing else is printed.
    """
    first = next((text for cell in row if cell is not None and (text := key(cell.text))), "")
    if len(first) > LONGEST_ORDINAL or not _opens_ordinals(first, layout):
        return None
    texts = [key(cell.text) if cell is not None else "" for cell in row]
    if "." in "".join(texts):
        return None
    filled = [text for text in texts if text]
    numbers = [text for text in filled if ORDINAL.fullmatch(text) and not text.startswith(("*", "＊"))]
    counts = [int(re.sub(r"\D.*", "", text.lstrip("("))) for text in numbers]
    named = any(re.search(pattern, text) for pattern in layout.ordinals for text in filled)
    starred = any(set(text) <= {"*", "＊"} for text in filled)
    others = [t for t in filled if not ORDINAL.fullmatch(t) and not ORDINAL_WORD.fullmatch(t)]
    if named and re.search("|".join(layout.ordinals), filled[0]) and len(numbers) >= len(filled) // 2 - 1:
        others = [text for text in others if any(char.isdigit() for char in text)]
    counted = _counts_up(counts) if counts else False
    alone = under_headings and len(numbers) == len(filled) and counts[:1] == [1] and bool(texts[-1])
    sure = (named or starred or len(counts) > 2 or (alone and 2 in (len(counts), len(texts)))) and (
        counted or not counts or (named and counts == sorted(counts))
    )
    if others or not sure or (not counts and not starred):
        return None
    return tuple(re.sub(r"\D.*", "", text.lstrip("(")) if ORDINAL.fullmatch(text) else text for text in texts)


def _opens_ordinals(text: str, layout: Layout) -> bool:
    is_one = ORDINAL.fullmatch(text) or ORDINAL_WORD.fullmatch(text)
    return bool(is_one) or any(re.search(pattern, text) for pattern in layout.ordinals)


def _counts_up(numbers: Sequence[int]) -> bool:
    return numbers[0] <= 2 and all(b - a == 1 for a, b in pairwise(numbers))


def _is_data(row: Sequence[Cell | None]) -> bool:
    """A row that carries a serial number, a code, an amount or an item's name."""
    texts = texts_of(row)
    if not texts:
        return False
    if any(number(text) is not None for text in texts):
        return True
    # 其中：教育收费 beside 小计 is a heading; an item of that name begins its row.
    return any(
        ITEM_NAME.match(text) and (at == 0 or not text.startswith("其中")) for at, text in enumerate(texts)
    )


def _is_header(row: Sequence[Cell | None]) -> bool:
    texts = texts_of(row)
    if not texts or _is_data(row) or is_note(row):
        return False
    if len(texts) == 1 and all(
        cell.column_span == 1 for cell in row if cell is not None and cell.text.strip()
    ):
        return False  # one word in one column heads nothing: the only row of an empty table, the tail of a broken row
    return any(HEADER_WORD.search(text) for text in texts)


def are_alike(one: Sequence[TableColumn], other: Sequence[TableColumn]) -> bool:
    """The same headings, or nearly: the end of a page may cut the last line off some of them."""
    pairs = list(zip(_paths(one), _paths(other), strict=True))
    same = [a == b or (a and b and (a.startswith(b) or b.startswith(a))) for a, b in pairs]
    return all(same) or (any(a for a, _ in pairs) and sum(map(bool, same)) >= ALIKE * len(same))


def _paths(columns: Sequence[TableColumn]) -> list[str]:
    return [key(column.path[-1]) if column.path else "" for column in columns]


def by_position(row: tuple[Cell, ...], columns: Sequence[TableColumn]) -> tuple[Cell, ...]:
    """Cells of a continuation that is ruled otherwise, put under the columns they stand under."""
    placed = [Cell("") for _ in columns]
    for cell in row:
        if cell.box is None or not cell.text.strip():
            continue
        x0, x1 = cell.box[0], cell.box[2]
        under = [
            i
            for i, column in enumerate(columns)
            if column.x and column.x[0] < x1 - NEAR and x0 + NEAR < column.x[1]
        ]
        if under:
            placed[under[0]] = replace(cell, column_span=len(under))
    return tuple(placed)
