"""Grids → whole tables: title, agency, year and scale around them, header paths of the columns, rows joined over pages.

A table is found by its shape and by the words around it; what it means is `recognise`'s part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from disclosures.parsing.document import Block, Cell, Grid, Paragraph
from disclosures.parsing.layouts import Layout
from disclosures.parsing.normalise import for_short, key, number, tidy

from .anatomy import (
    EMPTY_NOTE,
    HEADER_WORD,
    ITEM_NAME,
    NEAR,
    NOTE_LINE,
    Anatomy,
    Table,
    TableRow,
    are_alike,
    by_position,
    is_lead,
    is_note,
    lead_lines,
    only_text,
    repeats_heading,
    stands_over_a_table,
    take_apart,
    texts_of,
)
from .broken import (
    has_further_columns,
    has_lower_headings,
    labels_in_common,
    under_headings,
    with_labels,
)
from .heading_paths import TableColumn
from .titles import (
    CONTINUED,
    FORM_NUMBER,
    LABELLED,
    TITLE_LENGTH,
    Context,
    context_of,
    is_title,
    title_in,
    whole_titles,
    without_form_number,
)

SCALE_BEHIND = re.compile(r"\s*[（(](?:金额|货币|计量)?单位[:：](?:人民币)?[百千万亿]*元[）)]\s*$")
"""The scale in brackets behind a title."""
UNNAMED_SHEET = re.compile(r"(?:(?:sheet|table|page|工作表|第)?_?\d*页?)?", re.IGNORECASE)
"""What a program calls the sheets of a workbook; a sheet that a person named holds tables of its own."""
SAYS_EMPTY = re.compile(r"空表|本表无数据|本表无内容")
"""What only the note under an empty table says; such notes are left over under tables with figures too."""
NOTE_LINES = 3
"""So many lines may stand under a table: what it shows, how to fill it in, why it is empty."""
TOTAL_NAME = re.compile(r"[合总]计$")
PAGE_NUMBER = re.compile(r"[-—–·]*第?\d{1,4}页?[-—–·]*")
CONTINUED_ALONE = re.compile(r"[（(]?(?:[接续][上前]?[表页]|续)\d*[）)]?")
"""What stands by itself over the rest of a table: 续表, （接上页）."""
STRAYS, STRAY_LENGTH = 2, 20
"""So many words may stand by themselves between a title and its table, and so long may they be."""
SHORTEST_NAME = 3
"""Characters. What is not longer is a heading (项目, 支出), and names no table."""


def whole_tables(blocks: Sequence[Block], layout: Layout) -> list[Table]:
    """Every table of the document with its title and context, those that go on over pages joined."""
    tables: list[Table] = []
    for index, between, grid in _grids(blocks, layout):
        anatomy = take_apart(grid, layout)
        surroundings = _surroundings(between, anatomy, grid, layout)
        last = tables[-1] if tables else None
        if last is not None and _continues(last, surroundings, anatomy, grid):
            _extend(last, anatomy, grid, index)
        elif anatomy.has_header or (last is not None and anatomy.body):
            begun = _begin(anatomy, surroundings, grid, index)
            if last is not None and not surroundings.other_text:
                if has_lower_headings(begun, last):
                    begun = under_headings(tables.pop(), begun)
                elif has_further_columns(begun, last):
                    begun.title, begun.context = last.title, begun.context.over(last.context)
            tables.append(begun)
    _attach_notes(tables, blocks)
    return tables


def _grids(
    blocks: Sequence[Block], layout: Layout
) -> Iterator[tuple[int, list[tuple[int, Paragraph]], Grid]]:
    """Each grid with its place and the paragraphs since the grid before it; columns on a later page than their labels with
    those of the grid that has these."""
    between: list[tuple[int, Paragraph]] = []
    open_: list[tuple[Grid, list[tuple[int, Paragraph]]]] = []  # since the last title, and not gone on with
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            between.append((index, block))
        elif stands_over_a_table(block):
            between += [
                (index, Paragraph(text, block.page)) for row in block.rows for text in lead_lines(row)
            ]
        else:
            for grid in _parted(block, layout):
                if any(is_title(paragraph.text) for _, paragraph in between):
                    open_ = []
                if (whole := with_labels(grid, [labelled for labelled, _ in open_])) is not None:
                    grid, place = whole
                    between = [(index, paragraph) for _, paragraph in open_.pop(place)[1]]
                else:
                    open_.append((grid, between))
                yield index, between, grid
                between = []


def _parted(grid: Grid, layout: Layout) -> list[Grid]:
    """A grid that holds several tables one under the other, each with its title in a row of its own, parted there."""
    starts = [0]
    for number_, row in enumerate(grid.rows[1:], start=1):
        text = only_text(row)
        if text is None or len(row) < 2 or not is_title(text) or not names_statement(text, layout):
            continue
        if any(len(texts_of(above)) > 1 and not is_lead(above) for above in grid.rows[starts[-1] : number_]):
            start = number_
            while FORM_NUMBER.match(key(only_text(grid.rows[start - 1]) or "")) or not texts_of(
                grid.rows[start - 1]
            ):
                start -= 1
            starts.append(start)
    if len(starts) == 1:
        return [grid]
    return [
        replace(grid, rows=grid.rows[a:b]) for a, b in zip(starts, [*starts[1:], len(grid.rows)], strict=True)
    ]


@for_short
def names_statement(title: str, layout: Layout) -> bool:
    """Does a title name one of the statements of the layout?"""
    return any(re.search(rule.pattern, key(title)) for rule in layout.titles)


# --- one grid ------------------------------------------------------------------------------------------------------


# --- around a grid -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The paragraphs before a grid: its title if there is one, its context, and whether other text stands there."""

    title: str
    context: Context
    start: int
    other_text: bool


def _surroundings(
    between: list[tuple[int, Paragraph]], anatomy: Anatomy, grid: Grid, layout: Layout
) -> Surroundings:
    title, unmarked, context = "", "", Context()
    start, other = (between[-1][0] + 1 if between else -1), False
    for text in anatomy.lead:
        found = context_of(text)
        context = context.over(found)
        text = SCALE_BEHIND.sub("", text)
        if FORM_NUMBER.match(key(text)) or LABELLED.match(tidy(text)):
            continue  # 编制单位：某某局 公开01表 is no title
        if is_title(text) or (not title and re.search(r"表$", key(text))):
            title = tidy(without_form_number(text))
        elif found == Context() and len(key(text)) > 3:
            unmarked = unmarked or tidy(without_form_number(text))
    if not title and grid.name and (is_title(grid.name) or _names_without_saying(grid.name, layout)):
        title = tidy(grid.name)
    strays = 0
    for index, paragraph in whole_titles(between):
        if any(alone.fullmatch(key(paragraph.text)) for alone in (FORM_NUMBER, PAGE_NUMBER, CONTINUED_ALONE)):
            start = index
            continue
        found = context_of(paragraph.text)
        bare = SCALE_BEHIND.sub("", paragraph.text)
        if bare != paragraph.text and is_title(bare):
            context, title, start = context.over(found), title or tidy(bare), index
        elif found != Context() and len(paragraph.text) < 2 * TITLE_LENGTH:
            context, start = context.over(found), index
        elif not title and strays <= STRAYS and (found_title := title_in(paragraph.text)):
            title, start = found_title, index
        elif not (title or unmarked or strays) and _names_without_saying(paragraph.text, layout):
            unmarked, start = tidy(paragraph.text), index
        else:
            other = other or not NOTE_LINE.match(key(paragraph.text))
            strays += 1 if _is_short(paragraph.text) else STRAYS + 1
    return Surroundings(title or unmarked, context, start, other)


def _names_without_saying(text: str, layout: Layout) -> bool:
    """A line right above a table that names a statement but for the word 表: “2021年机关运行经费”."""
    plain = key(text)
    worded = len(plain) > TITLE_LENGTH // 2 or re.search(r"[,。;:，；：]", plain) or ITEM_NAME.match(plain)
    return not worded and len(plain) > SHORTEST_NAME and names_statement(plain + "表", layout)


def _is_short(text: str) -> bool:
    """A line that is no sentence: a word or two that stand by themselves."""
    return len(key(text)) < STRAY_LENGTH and not re.search(r"[。；]", text)


def _continues(last: Table, around: Surroundings, anatomy: Anatomy, grid: Grid) -> bool:
    """Does this grid go on with the table before it?"""
    same_width = len(anatomy.columns) == len(last.columns)
    counted = (
        same_width and bool(around.title) and _is_title_again(around, last) and _counts_on(last, anatomy)
    )
    if (around.other_text and not counted) or not UNNAMED_SHEET.fullmatch(key(grid.name)):
        return False
    same_headings = same_width and are_alike(anatomy.columns, last.columns)
    named_other = bool(around.context.name and last.context.name and around.context.name != last.context.name)
    if named_other:
        return False
    if around.title:
        if not _is_title_again(around, last) or not same_width:
            return False
        return counted or (
            (same_headings or not anatomy.has_header)
            and _is_next_page(last, grid)
            and not _is_whole(last, anatomy)
        )
    if anatomy.has_header and not same_headings:
        return _looks_like_body(last, anatomy) and (same_width or _places_fit(last, grid))
    if same_headings and anatomy.has_header and _is_whole(last, anatomy):
        return False
    return same_width or _places_fit(last, grid)


def _is_title_again(around: Surroundings, last: Table) -> bool:
    return CONTINUED.sub("", key(around.title)) == CONTINUED.sub("", key(last.title))


def _is_next_page(last: Table, grid: Grid) -> bool:
    pages = last.pages
    return pages is None or grid.page is None or grid.page in (pages[-1], pages[-1] + 1)


def _is_whole(last: Table, anatomy: Anatomy) -> bool:
    """Do both print a total at their head? Then each is a table of its own."""

    def begins_with_total(rows: Sequence[Sequence[Cell]]) -> bool:
        return any(TOTAL_NAME.match(key(cell.text)) for row in rows[:1] for cell in row)

    first = [row.cells for row in last.rows[:1]]
    again = bool(first and anatomy.body) and texts_of(first[0]) == texts_of(anatomy.body[0])
    return begins_with_total(first) and begins_with_total(anatomy.body) and not again


def _looks_like_body(last: Table, anatomy: Anatomy) -> bool:
    """No heading in what was taken for a header, neither a heading word nor one of the table, or headings over few of the
    columns: a row was broken."""
    headed = [column for column in anatomy.columns if column.path]
    words = any(HEADER_WORD.fullmatch(text) for column in headed for text in column.path)
    few = 2 * len(headed) < len(anatomy.columns)
    return (few or not words) and not labels_in_common(last.columns, anatomy.columns)


def _counts_on(last: Table, anatomy: Anatomy) -> bool:
    """The printed serial numbers go on where they stopped."""
    before = [key(row.cells[0].text) for row in last.rows]
    after = [key(row[0].text) for row in anatomy.body]
    old = [int(text) for text in before if text.isdigit() and len(text) < 4]
    new = [int(text) for text in after if text.isdigit() and len(text) < 4]
    return bool(old and new) and new[0] == old[-1] + 1


def _places_fit(last: Table, grid: Grid) -> bool:
    """Every filled cell of this grid begins where a column of the table before it begins, on the page."""
    starts = [column.x[0] for column in last.columns if column.x]
    filled = [cell for row in grid.rows for cell in row if cell is not None and cell.text.strip()]
    if not starts or any(cell.box is None for cell in filled):
        return False
    return all(min(abs(cell.box[0] - start) for start in starts) < NEAR for cell in filled if cell.box)


def _begin(anatomy: Anatomy, around: Surroundings, grid: Grid, index: int) -> Table:
    table = Table(
        around.title,
        around.context,
        anatomy.columns,
        [TableRow(row, grid.page) for row in anatomy.body],
        first=index,
        last=index,
        start=around.start if around.start >= 0 else index,
        box=grid.box,
        notes=list(anatomy.notes),
        blocks=[index],
    )
    if grid.page is not None:
        table._grid_pages.add(grid.page)
    figures = any(_amounts(row) for row in table.rows)
    notes = [text for text in anatomy.closing if not figures or SAYS_EMPTY.search(text)]
    if notes:
        table.empty_note = notes[0]
    return table


def _extend(table: Table, anatomy: Anatomy, grid: Grid, index: int) -> None:
    body = anatomy.body
    alike = len(anatomy.columns) == len(table.columns) and are_alike(anatomy.columns, table.columns)
    if anatomy.has_header and not alike:
        body = tuple(tuple(c if c is not None else Cell("") for c in row) for row in grid.rows)
    elif body and alike:
        body = (_without_heading_tails(body[0], anatomy.columns, table.columns), *body[1:])
    if grid.width != len(table.columns):
        body = tuple(by_position(row, table.columns) for row in body)
    if (
        alike
        and anatomy.has_header
        and body
        and table.rows
        and repeats_heading(body[0], [texts_of(table.rows[0].cells)])
    ):
        body = body[1:]  # the total stands among the headings that every page prints again
    for number_, row in enumerate(body):
        table.rows.append(TableRow(row, grid.page, resumes=number_ == 0))
    table.last = index
    table.blocks.append(index)
    if grid.page is not None:
        table._grid_pages.add(grid.page)
    table.notes += [note for note in anatomy.notes if note.message not in {n.message for n in table.notes}]


def _without_heading_tails(
    row: tuple[Cell, ...], columns: Sequence[TableColumn], whole: Sequence[TableColumn]
) -> tuple[Cell, ...]:
    """The first row without the last lines of headings, which the rules of a new page cut off."""
    cut = [
        bool(cell.text.strip())
        and bool(printed.path)
        and bool(full.path)
        and key(printed.path[-1] + cell.text) == key(full.path[-1])
        for cell, printed, full in zip(row, columns, whole, strict=True)
    ]
    return tuple(replace(cell, text="") if gone else cell for cell, gone in zip(row, cut, strict=True))


def _attach_notes(tables: list[Table], blocks: Sequence[Block]) -> None:
    """The note under an empty table: “注：无…预算，空表列示。” Under amounts only words that can mean nothing else."""
    for table in tables:
        if table.empty_note:
            continue
        if any(_amounts(row) for row in table.rows):
            table.empty_note = _says_empty(table, blocks)
            continue
        for row in table.rows:
            if is_note(row.cells):
                table.empty_note = only_text(row.cells)
        for following in blocks[table.last + 1 : table.last + 1 + NOTE_LINES]:
            text = tidy(following.text) if isinstance(following, Paragraph) else ""
            if EMPTY_NOTE.match(text) and len(text) < 2 * TITLE_LENGTH:
                table.empty_note = text
            elif not NOTE_LINE.match(text):
                break


def _says_empty(table: Table, blocks: Sequence[Block]) -> str | None:
    """The note that calls a table empty: its last row, or among the notes below it."""
    texts = [only_text(row.cells) or "" for row in table.rows[-1:] if is_note(row.cells)]
    for following in blocks[table.last + 1 : table.last + 1 + NOTE_LINES]:
        text = tidy(following.text) if isinstance(following, Paragraph) else ""
        if not NOTE_LINE.match(text):
            break
        texts.append(text)
    return next((text for text in texts if SAYS_EMPTY.search(text)), None)


def _amounts(row: TableRow) -> bool:
    return any("." in cell.text and number(cell.text) is not None for cell in row.cells)
