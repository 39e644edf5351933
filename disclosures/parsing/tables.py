"""Grids → whole tables: title, agency, year and scale around them, header paths of the columns, rows joined over pages.

A table is found by its shape and by the words around it; what it means is `recognise`'s part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from disclosures.parsing.document import Block, Box, Cell, Grid, Paragraph
from disclosures.parsing.heads import TAIL
from disclosures.parsing.layouts import Layout
from disclosures.parsing.normalise import for_short, key, number, tidy
from disclosures.parsing.records import Note

UNIT = re.compile(r"单位[:：]?[（(]?(?:人民币)?(百万元|千元|万元|亿元|元)")
SCALE_BEHIND = re.compile(r"\s*[（(](?:金额|货币|计量)?单位[:：](?:人民币)?[百千万亿]*元[）)]\s*$")
"""The scale in brackets behind a title."""
YEAR = re.compile(r"(?:预算|决算)?年度[:：]?(20\d\d)")
NAME_ENDS = (
    r"(?=(?:预算|决算)?年度|(?:预算|决算)(?:公开|表|数|\d|$)|(?:部门)?公开\d|财[预决]|附?表[\d一二三四五六七八九十]|(?:填报|编制)?(?:日期|时间)[:：]"
    r"|(?:金额|货币|计量)?单位(?:[:：]|[（(]?[百千万亿]?元)|币种|20\d\d|$)"
)
"""What follows the name of a body on the line over a table."""
BODY = r"[\u4e00-\u9fff（）()“”·、][\u4e00-\u9fff（）()“”·、\d]{2,}?"
NOT_WHOSE = "主管|实施|项目|执行|负责|使用|用款|采购|评价|牵头|责任|收款|上级|承担|业务|资金|金额|下属|建设|申报|申请|承办|管理|组织|归口|受益"
"""Before 部门 or 单位: another's part in a project, not whose the table is."""
CODE_OF_BODY = r"[\[【（(]?(?P<code>\d{3,9})[\]】）)]?[-－—_\s]*"
LABELLED = re.compile(
    "".join(f"(?<!{word})" for word in NOT_WHOSE.split("|"))
    + r"(?:编制|填报|填制|报送|编报|公开|预算)?(?:部门|单位)(?:[/／（(]?(?:部门|单位)[）)]?)?(?:名称)?(?:[（(][^（）()]{1,6}[）)])?[:：]"
    + rf"(?:{CODE_OF_BODY})?(?!人民币|[百千万亿]?元)(?P<name>{BODY}){NAME_ENDS}"
)
CODED = re.compile(
    rf"^(?!(?:19|20)\d\d年){CODE_OF_BODY}(?P<name>[\u4e00-\u9fff（）()“”·、\d]{{2,}}?{TAIL}(?:[（(][^（）()]{{2,24}}[）)])?(?:本级|机关|汇总)?(?:[（(](?:本级|机关|汇总)[）)])?){NAME_ENDS}"
)
"""A code and a name that is one of a body: 31022无形资产购置 is none."""
CONTENTS_LINE = re.compile(r"[.．。…·‥]{4,}\s*[（(]?\d*[）)]?\s*$")
EMPTY_NOTE = re.compile(
    r"^(?:注|备注|说明)?[:：]?.*(?:空表|无.{0,30}(?:预算|支出|收入|拨款|安排|内容|收支|数据)|没有.{0,30}(?:预算|支出|收入|安排))"
)
SAYS_EMPTY = re.compile(r"空表|本表无数据|本表无内容")
"""What only the note under an empty table says; such notes are left over under tables with figures too."""
NOTE_LINE = re.compile(r"(?:备?注|说明)[:：]")
NOTE_LINES = 3
"""So many lines may stand under a table: what it shows, how to fill it in, why it is empty."""
FORM_NUMBER = re.compile(
    r"(?:(?:公开|预公开|决公开|附|附件|预算|决算|部门|单位|批复|省级|市级|[\u4e00-\u9fff]?财?[预决]|[\u4e00-\u9fff]?财[预决]公开)*"
    r"表?(?:\d{1,2}(?:[-－—]\d{1,2})?|[一二三四五六七八九十]{1,3})表?)[:：]?$"
)
"""What counts the forms (公开01表, 表1-2, 附表三) and names none: it stands beside the title, or between title and table."""
CONTINUED = re.compile(r"[（(]?续(?:表)?\d*[）)]?$")
HEADER_WORD = re.compile(
    r"序号|行次|栏次|项目|科目|编码|代码|名称|合计|小计|总计|收入|支出|金额|预算|决算|结转|经费|拨款|资金|基金|数量|单价|单位|备注|指标|类|款|项|年度|费|其中"
)
ITEM_NAME = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]|\d+[、.．](?!\d)|其中[:：](?=.))"
)
ALIKE = 0.8
"""Of the headings of a table: so many are the same where it goes on."""
TOTAL_NAME = re.compile(r"[合总]计$")
MAX_HEADER_ROWS = 8
MOST_IN_LEAD = 4
"""Cells with words, in a row of agency, year and scale above the headings."""
TITLE_TAIL = re.compile(r"(?:情况|明细|预算|决算|算|总)?表(?:[(][^)]*[)])?")
"""What the second line of a broken title holds."""
BRACKETED = re.compile(r"[(].*[)]")
PAGE_NUMBER = re.compile(r"[-—–·]*第?\d{1,4}页?[-—–·]*")
STRAYS, STRAY_LENGTH = 2, 20
"""So many words may stand by themselves between a title and its table, and so long may they be."""
NEAR = 6.0
"""PDF points by which the rules of one table may differ from page to page."""
SHORTEST_NAME = 3
"""Characters. What is not longer is a heading (项目, 支出), and names no table."""
TITLE_LENGTH = 60
"""Longer paragraphs are prose, not titles."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is printed around a table: whose it is, of which year, in which scale."""

    code: str | None = None
    name: str | None = None
    year: int | None = None
    unit: str | None = None

    def over(self, other: Context) -> Context:
        """This context, with what it lacks taken from `other`."""
        return Context(
            self.code or other.code, self.name or other.name, self.year or other.year, self.unit or other.unit
        )


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column: the path of header cells over it (as printed, tidy) and its 栏次."""

    path: tuple[str, ...]
    ordinal: str | None = None
    x: tuple[float, float] | None = None


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
            tables.append(_begin(anatomy, surroundings, grid, index))
    _attach_notes(tables, blocks)
    return tables


def joined(first: Table, rest: Table) -> Table | None:
    """Both tables as one, the second without its headings; None where its columns are others."""
    rows = rest.rows
    if rest.has_header and not (
        len(rest.columns) == len(first.columns) and _are_alike(rest.columns, first.columns)
    ):
        return None
    if len(rest.columns) != len(first.columns):
        if not all(column.x for column in (*first.columns, *rest.columns)):
            return None
        rows = [replace(row, cells=_by_position(row.cells, first.columns)) for row in rows]
    return replace(
        first,
        rows=[*first.rows, *rows],
        last=rest.last,
        blocks=[*first.blocks, *rest.blocks],
        empty_note=first.empty_note or rest.empty_note,
        notes=[*first.notes, *rest.notes],
        _grid_pages=first._grid_pages | rest._grid_pages,
    )


def _grids(
    blocks: Sequence[Block], layout: Layout
) -> Iterator[tuple[int, list[tuple[int, Paragraph]], Grid]]:
    """Each grid with its place and the paragraphs since the grid before it."""
    between: list[tuple[int, Paragraph]] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            between.append((index, block))
        elif stands_over_a_table(block):
            between += [
                (index, Paragraph(text, block.page)) for row in block.rows for text in _lead_lines(row)
            ]
        else:
            for grid in _parted(block, layout):
                yield index, between, grid
                between = []


def stands_over_a_table(grid: Grid) -> bool:
    """Is it no table, but the lines over one (部门：… | 单位：万元), which the file sets in a grid of their own?"""
    if not all(map(is_lead, grid.rows)):
        return False
    lines = (line for row in grid.rows if _texts(row) for line in _lead_lines(row))
    return any(context_of(line) != Context() for line in lines)


def _parted(grid: Grid, layout: Layout) -> list[Grid]:
    """A grid that holds several tables one under the other, each with its title in a row of its own, parted there."""
    starts = [0]
    for number_, row in enumerate(grid.rows[1:], start=1):
        text = _only_text(row)
        if text is not None and len(row) > 1 and is_title(text) and names_statement(text, layout):
            starts.append(number_)
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


def take_apart(grid: Grid, layout: Layout) -> Anatomy:
    """Find title, context, header and body rows of one grid."""
    rows = grid.rows
    start = 0
    while start < len(rows) and (is_lead(rows[start]) or _is_title_row(rows, start)):
        start += 1
    lead = tuple(line for row in rows[:start] for line in _lead_lines(row))
    end, ordinals = _header_end(rows, start, layout)
    header = rows[start:end]
    headings = [_texts(row) for row in header]
    columns, notes = _columns(header, ordinals, grid)
    body = [
        row
        for row in rows[end + 1 if ordinals is not None else end :]
        if _ordinals(row, layout) is None and not _repeats(row, headings)
    ]
    closing: list[str] = []
    while body and _is_note(body[-1]):
        closing.insert(0, _only_text(body[-1]) or "")
        body = body[:-1]
    filled = tuple(tuple(cell if cell is not None else Cell("") for cell in row) for row in body)
    return Anatomy(lead, columns, filled, tuple(closing), tuple(notes))


def _repeats(row: Sequence[Cell | None], headings: Sequence[Sequence[str]]) -> bool:
    """Is it a row of the headings, printed again?"""
    texts = _texts(row)
    return len(texts) > 1 and texts in headings


def _lead_lines(row: Sequence[Cell | None]) -> list[str]:
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


def _texts(row: Sequence[Cell | None]) -> list[str]:
    return [tidy(cell.text) for cell in row if cell is not None and cell.text.strip()]


def _only_text(row: Sequence[Cell | None]) -> str | None:
    """What a row says, where it says one thing alone."""
    found: str | None = None
    for cell in row:
        if cell is not None and cell.text.strip():
            text = tidy(cell.text)
            if found is not None and text != found:
                return None
            found = text
    return found


def _is_note(row: Sequence[Cell | None]) -> bool:
    text = _only_text(row)
    return text is not None and bool(NOTE_LINE.match(text) or EMPTY_NOTE.match(text))


def is_lead(row: Sequence[Cell | None]) -> bool:
    """A row of title, agency, year or scale above the header, or a blank row."""
    texts = _texts(row)
    if not texts:
        return True
    if len(texts) > MOST_IN_LEAD:
        return False
    joined = "".join(texts)
    if UNIT.search(joined) or YEAR.search(joined) or CODED.match(joined) or LABELLED.search(joined):
        return not any(number(text) is not None and "." in text for text in texts)
    if len(texts) > 1:
        return False
    if FORM_NUMBER.match(key(texts[0])):
        return True
    names_a_table = bool(re.search(r"表(?:[（(].*[)）])?$", texts[0]))
    return names_a_table and (_fills(row) if len(row) < 3 or ITEM_NAME.match(texts[0]) else True)


def _is_title_row(rows: Sequence[Sequence[Cell | None]], at: int) -> bool:
    """A row merged over all columns that is no heading of these: a row of agency, year or scale stands below it, or
    the table's name above it."""
    text = _only_text(rows[at])
    if text is None or not _fills(rows[at]) or len(text) > TITLE_LENGTH or EMPTY_NOTE.match(text):
        return False
    below = rows[at + 1] if at + 1 < len(rows) else ()
    named = (
        at > 0 and is_title(_only_text(rows[at - 1]) or "") and bool(re.search(r"20\d\d年|[预决]算", text))
    )
    return named or (bool(_texts(below)) and is_lead(below))


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
    return min(end, len(rows)), None


def _heads_every_column(row: Sequence[Cell | None], below: Sequence[Cell | None]) -> bool:
    """Has each column a heading of its own in this row, none of them merged? Then nothing but more headings, each
    no more than a heading word, can go on with it."""
    plain = all(cell is not None and cell.row_span == cell.column_span == 1 for cell in row)
    texts = _texts(row)
    goes_on = bool(_texts(below)) and all(HEADER_WORD.fullmatch(text) for text in _texts(below))
    return plain and len(row) > 2 and len(set(texts)) == len(row) and not goes_on


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
    texts = _texts(row)
    if not texts:
        return False
    if any(number(text) is not None for text in texts):
        return True
    # 其中：教育收费 beside 小计 is a heading; an item of that name begins its row.
    return any(
        ITEM_NAME.match(text) and (at == 0 or not text.startswith("其中")) for at, text in enumerate(texts)
    )


def _is_header(row: Sequence[Cell | None]) -> bool:
    texts = _texts(row)
    if not texts or _is_data(row) or _is_note(row):
        return False
    if len(texts) == 1 and all(
        cell.column_span == 1 for cell in row if cell is not None and cell.text.strip()
    ):
        return False  # one word in one column heads nothing: the only row of an empty table, the tail of a broken row
    return any(HEADER_WORD.search(text) for text in texts)


def _columns(
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


# --- around a grid -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The paragraphs before a grid: its title if there is one, its context, and whether other text stands there."""

    title: str
    context: Context
    start: int
    other_text: bool


@for_short
def is_title(text: str) -> bool:
    """A short line that ends in 表, and is no line of a table of contents."""
    plain = key(text)
    plain = CONTINUED.sub("", plain)
    return (
        4 <= len(plain) <= TITLE_LENGTH
        and not FORM_NUMBER.match(plain)
        and not CONTENTS_LINE.search(text)
        and not plain.endswith(("如下表", "见下表", "附表"))
        and bool(re.search(r"表(?:[（(][^）)]*[）)])?$", plain))
    )


@for_short
def context_of(text: str) -> Context:
    """What a line or row beside a table says of agency, year and scale."""
    plain = tidy(text)
    unit, year = UNIT.search(plain), YEAR.search(plain)
    named = CODED.match(plain) or LABELLED.search(plain)
    return Context(
        named["code"] if named else None,
        named["name"] if named else None,
        int(year[1]) if year else None,
        unit[1] if unit else None,
    )


def _surroundings(
    between: list[tuple[int, Paragraph]], anatomy: Anatomy, grid: Grid, layout: Layout
) -> Surroundings:
    title, unmarked, context = "", "", Context()
    start, other = (between[-1][0] + 1 if between else -1), False
    for text in anatomy.lead:
        found = context_of(text)
        context = context.over(found)
        text = SCALE_BEHIND.sub("", text)
        if FORM_NUMBER.match(key(text)):
            continue
        if is_title(text) or (not title and re.search(r"表$", key(text))):
            title = tidy(_without_form_number(text))
        elif found == Context() and len(key(text)) > 3:
            unmarked = unmarked or tidy(_without_form_number(text))
    if not title and grid.name and is_title(grid.name):
        title = tidy(grid.name)
    strays = 0
    for index, paragraph in _whole_titles(between):
        if FORM_NUMBER.match(key(paragraph.text)) or PAGE_NUMBER.fullmatch(key(paragraph.text)):
            start = index
            continue
        found = context_of(paragraph.text)
        bare = SCALE_BEHIND.sub("", paragraph.text)
        if bare != paragraph.text and is_title(bare):
            context, title, start = context.over(found), title or tidy(bare), index
        elif found != Context() and len(paragraph.text) < 2 * TITLE_LENGTH:
            context, start = context.over(found), index
        elif not title and strays <= STRAYS and (found_title := _title_in(paragraph.text)):
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


def _whole_titles(between: list[tuple[int, Paragraph]]) -> Iterator[tuple[int, Paragraph]]:
    """The paragraphs from the last to the first; a title whose end stands on a line of its own is made whole."""
    lines = list(between)
    while lines:
        index, paragraph = lines.pop()
        while lines and _goes_on_from(lines[-1][1], paragraph):
            index, above = lines.pop()
            box = (*above.box[:3], paragraph.box[3]) if above.box and paragraph.box else None
            paragraph = replace(above, text=above.text + paragraph.text, box=box)
        yield index, paragraph


def _goes_on_from(above: Paragraph, below: Paragraph) -> bool:
    """Is `below` the second line of the title that `above` begins? It holds but the end of one, or what stands in
    brackets behind one, or both lines are centred on one middle."""
    first, second = key(above.text), key(below.text)
    if re.search(r"[。；:]$", first) or FORM_NUMBER.match(first) or CONTENTS_LINE.search(above.text):
        return False
    if (
        len(first) > TITLE_LENGTH
        or context_of(above.text) != Context()
        or context_of(below.text) != Context()
    ):
        return False
    if TITLE_TAIL.fullmatch(second):
        return True
    if BRACKETED.fullmatch(second):
        return is_title(above.text)
    if is_title(above.text) or not is_title(below.text) or not above.box or not below.box:
        return False
    middle = (above.box[0] + above.box[2] - below.box[0] - below.box[2]) / 2
    height = above.box[3] - above.box[1]
    close = above.page == below.page and 0 <= below.box[1] - above.box[3] < height
    return (
        close
        and abs(middle) < height
        and not NUMBERED_HEADING.match(above.text)
        and bool(re.search(r"[预决]算|经费|收支", first))
    )


def _title_in(text: str) -> str | None:
    """The title in a line; a section heading may share the line: “一、…收支预算 单位预算收支总表”."""
    text = _without_form_number(text)
    if is_title(text):
        parts = text.split()
        return (
            tidy(parts[-1])
            if len(parts) > 1 and is_title(parts[-1]) and NUMBERED_HEADING.match(text)
            else tidy(text)
        )
    return None


def _without_form_number(text: str) -> str:
    """The other words of a line that holds a title and, at its edge, the number of the form."""
    parts = text.split()
    while len(parts) > 1 and FORM_NUMBER.match(key(parts[-1])):
        parts.pop()
    return " ".join(parts)


NUMBERED_HEADING = re.compile(r"^\s*[一二三四五六七八九十]+、")


def _continues(last: Table, around: Surroundings, anatomy: Anatomy, grid: Grid) -> bool:
    """Does this grid go on with the table before it?"""
    if around.other_text:
        return False
    same_width = len(anatomy.columns) == len(last.columns)
    same_headings = same_width and _are_alike(anatomy.columns, last.columns)
    named_other = bool(around.context.name and last.context.name and around.context.name != last.context.name)
    if named_other:
        return False
    if around.title:
        again = CONTINUED.sub("", key(around.title)) == CONTINUED.sub("", key(last.title))
        if not again or not same_width:
            return False
        return _counts_on(last, anatomy) or (
            (same_headings or not anatomy.has_header)
            and _is_next_page(last, grid)
            and not _is_whole(last, anatomy)
        )
    if anatomy.has_header and not same_headings:
        return _looks_like_body(anatomy) and (same_width or _places_fit(last, grid))
    if same_headings and anatomy.has_header and _is_whole(last, anatomy):
        return False
    return same_width or _places_fit(last, grid)


def _are_alike(one: Sequence[TableColumn], other: Sequence[TableColumn]) -> bool:
    """The same headings, or nearly: the end of a page may cut the last line off some of them."""
    pairs = list(zip(_paths(one), _paths(other), strict=True))
    same = [a == b or (a and b and (a.startswith(b) or b.startswith(a))) for a, b in pairs]
    return all(same) or (any(a for a, _ in pairs) and sum(map(bool, same)) >= ALIKE * len(same))


def _is_next_page(last: Table, grid: Grid) -> bool:
    pages = last.pages
    return pages is None or grid.page is None or grid.page in (pages[-1], pages[-1] + 1)


def _is_whole(last: Table, anatomy: Anatomy) -> bool:
    """Do both print a total at their head? Then each is a table of its own."""

    def begins_with_total(rows: Sequence[Sequence[Cell]]) -> bool:
        return any(TOTAL_NAME.match(key(cell.text)) for row in rows[:1] for cell in row)

    first = [row.cells for row in last.rows[:1]]
    again = bool(first and anatomy.body) and _texts(first[0]) == _texts(anatomy.body[0])
    return begins_with_total(first) and begins_with_total(anatomy.body) and not again


def _paths(columns: Sequence[TableColumn]) -> list[str]:
    return [key(column.path[-1]) if column.path else "" for column in columns]


def _looks_like_body(anatomy: Anatomy) -> bool:
    """No heading word in what was taken for a header: it was the tail of a broken row."""
    return not any(HEADER_WORD.fullmatch(text) for column in anatomy.columns for text in column.path)


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
    alike = len(anatomy.columns) == len(table.columns) and _are_alike(anatomy.columns, table.columns)
    if anatomy.has_header and not alike:
        body = tuple(tuple(c if c is not None else Cell("") for c in row) for row in grid.rows)
    elif body and alike:
        body = (_without_heading_tails(body[0], anatomy.columns, table.columns), *body[1:])
    if grid.width != len(table.columns):
        body = tuple(_by_position(row, table.columns) for row in body)
    if (
        alike
        and anatomy.has_header
        and body
        and table.rows
        and _repeats(body[0], [_texts(table.rows[0].cells)])
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


def _by_position(row: tuple[Cell, ...], columns: Sequence[TableColumn]) -> tuple[Cell, ...]:
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


def _attach_notes(tables: list[Table], blocks: Sequence[Block]) -> None:
    """The note under an empty table: “注：无…预算，空表列示。” Under amounts only words that can mean nothing else."""
    for table in tables:
        if table.empty_note:
            continue
        if any(_amounts(row) for row in table.rows):
            table.empty_note = _says_empty(table, blocks)
            continue
        for row in table.rows:
            if _is_note(row.cells):
                table.empty_note = _only_text(row.cells)
        for following in blocks[table.last + 1 : table.last + 1 + NOTE_LINES]:
            text = tidy(following.text) if isinstance(following, Paragraph) else ""
            if EMPTY_NOTE.match(text) and len(text) < 2 * TITLE_LENGTH:
                table.empty_note = text
            elif not NOTE_LINE.match(text):
                break


def _says_empty(table: Table, blocks: Sequence[Block]) -> str | None:
    """The note that calls a table empty: its last row, or among the notes below it."""
    texts = [_only_text(row.cells) or "" for row in table.rows[-1:] if _is_note(row.cells)]
    for following in blocks[table.last + 1 : table.last + 1 + NOTE_LINES]:
        text = tidy(following.text) if isinstance(following, Paragraph) else ""
        if not NOTE_LINE.match(text):
            break
        texts.append(text)
    return next((text for text in texts if SAYS_EMPTY.search(text)), None)


def _amounts(row: TableRow) -> bool:
    return any("." in cell.text and number(cell.text) is not None for cell in row.cells)
