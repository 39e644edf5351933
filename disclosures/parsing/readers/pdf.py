"""PDF → Document: ruled grids with their merged cells, and the lines outside them joined to paragraphs.

The only module that knows pdfplumber. Every page is interpreted once and closed at once, so that memory does not grow
with the number of pages. All lengths are PDF points; tolerances are named with their reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.page import Page

from disclosures.parsing.document import Block, Box, Cell, Document, Grid, Paragraph, SourceNote
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import scan, unruled

Char = dict[str, Any]

EDGE_SNAP = 2.5
"""Rules closer than this are one rule: double rules and strokes drawn twice lie 0.5 to 2 points apart."""
THIN = 10.0
"""A strip narrower than this with nothing in it is the gap of a double rule, not a row or column: type is 7 to 12 points."""
SAME_LINE = 0.5
"""Of the type size: characters whose middles differ by less stand on one line."""
WORD_GAP = 0.35
"""Of the type size: a wider gap is a space the typesetter left out; Chinese characters are set solid."""
WATERMARK = 1.6
"""Times the size of the text: type this large, in another colour and over the text, is no part of it."""
FULL_LINE = 2.2
"""Of the type size: a line that ends this close to the right margin was broken by the margin, not by its author
(two characters may be carried over so that no line begins with punctuation)."""
MARGIN_BAND = 0.1
"""Of the page height: running heads, running feet and page numbers stand in the outer tenth."""
MIN_CHARACTERS = 20
"""A document with fewer characters on all its pages is a scan."""

PAGE_NUMBER = re.compile(r"^[\s\-—–·.]*(第?\s*\d{1,4}\s*页?)([\s/,，共]*\d{1,4}\s*页?)?[\s\-—–·.]*$")
NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十]+部分)"
)
NUMBER = re.compile(r"[-−(（]?\d{1,3}(?:[,，]?\d{3})*(?:\.\d+)?[)）]?")
CONTENTS_LINE = re.compile(r"[.．。…·‥]{4,}\s*[（(]?\d*[）)]?\s*$")
TABLE_CONTEXT = re.compile(r"单位\s*[:：]|年度\s*[:：]")
"""The line of agency, year and scale over a table repeats on every page and is no running head."""
SENTENCE_END = tuple("。；;：:！!？?")


@dataclass(slots=True)
class Line:
    """A line of text outside the tables."""

    text: str
    box: Box
    size: float


def read(path: Path) -> Document:
    """Read a PDF; pages that are images by OCR. Raises UnreadableDocument `no-text` where no page gives any text."""
    with pdfplumber.open(path) as pdf:
        title = str((pdf.metadata or {}).get("Title") or "")
        pages: list[PageContent] = []
        for page in pdf.pages:
            pages.append(_read_page(page, pages[-1] if pages else None))
    images = [page.number for page in pages if page.is_image]
    if images and scan.is_installed():
        for scanned in scan.read_pages(path, images):
            pages[scanned.number - 1] = _scanned(scanned)
    if sum(page.characters for page in pages) < MIN_CHARACTERS:
        raise UnreadableDocument("no-text", because="ocr-missing" if images and not scan.is_installed() else "")
    _drop_furniture(pages)
    blocks = _join_over_pages([page.blocks() for page in pages])
    notes = tuple(SourceNote(message, page.number) for page in pages for message in page.notes)
    by_ocr = frozenset(images if scan.is_installed() else ())
    return Document(path.name, "application/pdf", tuple(blocks), len(pages), notes, title, by_ocr)


@dataclass(slots=True)
class PageContent:
    """What one page holds, before running heads and feet are known."""

    number: int
    height: float
    characters: int
    grids: list[Grid]
    lines: list[Line]
    notes: list[str]
    back: Callable[[Box], Box] | None = None  # from the page as it was read to the page as it is displayed
    is_image: bool = False

    def blocks(self) -> list[Block]:
        """Grids and paragraphs from top to bottom, their boxes on the page as it is displayed."""
        placed: list[tuple[float, Block]] = [(grid.box[1] if grid.box else 0.0, grid) for grid in self.grids]
        tops = sorted(top for top, _ in placed)
        for start, run in _runs_between(self.lines, tops):
            placed += [(start, paragraph) for paragraph in _paragraphs(run, self.number)]
        placed.sort(key=lambda pair: pair[0])
        return [block if self.back is None else _moved(block, self.back) for _, block in placed]


@dataclass(frozen=True, slots=True)
class Frame:
    """How what was read lies on the page as displayed: cropped at `left` and `upper`, and, where the text runs
    sideways, read turned by a right angle (`turned` +1 clockwise, −1 counter-clockwise)."""

    width: float  # of the page before it was turned
    height: float
    turned: int
    left: float
    upper: float

    def back(self, box: Box) -> Box:
        """A box as read → on the page as displayed."""
        x0, top, x1, bottom = box
        if self.turned > 0:
            x0, top, x1, bottom = top, self.height - x1, bottom, self.height - x0
        elif self.turned < 0:
            x0, top, x1, bottom = self.width - bottom, x0, self.width - top, x1
        return _rounded((x0 - self.left, top - self.upper, x1 - self.left, bottom - self.upper))


def _moved(block: Block, move: Callable[[Box], Box]) -> Block:
    """The block with its box, and those of its cells, moved."""
    box = block.box and move(block.box)
    if isinstance(block, Paragraph):
        return replace(block, box=box)
    rows = tuple(
        tuple(cell and replace(cell, box=cell.box and move(cell.box)) for cell in row) for row in block.rows
    )
    return replace(block, rows=rows, box=box)


def _read_page(page: Page, before: PageContent | None = None) -> PageContent:
    upright, frame = _upright(page)
    chars, notes = _ink(upright)
    upright.objects["rect"] = [rect for rect in upright.objects.get("rect", []) if not _is_white(rect)]
    grids: list[Grid] = []
    outside = chars
    for table in upright.find_tables():
        grid, outside = _grid(table.cells, outside, page.page_number)
        if grid is not None:
            grid, outside = _with_row_above(grid, outside)
            grids.append(grid)
    by_alignment, outside = _unruled(upright, outside, grids, before)
    if by_alignment:
        grids += by_alignment
        notes.append(unruled.NOTE)
    is_image = bool(page.images) and not chars
    if is_image:
        notes.append("本页没有可读的文字，可能是图片")
    content = PageContent(
        page.page_number,
        float(upright.height),
        len(chars),
        grids,
        _lines(outside),
        notes,
        frame.back if frame else None,
        is_image,
    )
    upright.close()
    page.close()
    return content


def _scanned(page: scan.ScannedPage) -> PageContent:
    """A page that was read by OCR: its words are put into its cells as characters are."""
    outside: list[Char] = [word.as_char() for word in page.words]
    grids: list[Grid] = []
    for cells in page.tables:
        grid, outside = _grid(cells, outside, page.number)
        if grid is not None:
            grids.append(grid)
    characters = sum(len(word.text) for word in page.words)
    lines, notes = _lines(outside), list(page.notes)
    return PageContent(page.number, page.height, characters, grids, lines, notes, page.back, True)


def _upright(page: Page) -> tuple[Page, Frame | None]:
    """The page so turned that most of its text runs from left to right."""
    left, upper = float(page.cropbox[0]), float(page.cropbox[1])
    width, height = float(page.width), float(page.height)
    sideways = [char for char in page.chars if not char["upright"]]
    if 2 * len(sideways) <= len(page.chars):
        return page, Frame(width, height, 0, left, upper) if (left, upper) != (0, 0) else None
    upward = sum(char["matrix"][1] > 0 for char in sideways) * 2 > len(sideways)
    page.page_obj.rotate = (page.rotation + (90 if upward else 270)) % 360
    page.page_obj.attrs["Rotate"] = page.page_obj.rotate
    turned = Page(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
    return turned, Frame(width, height, 1 if upward else -1, left, upper)


def _ink(page: Page) -> tuple[list[Char], list[str]]:
    """The characters of a page without its watermarks, and a note on each of these.

    A watermark is set at a slant, or much larger than the text, in another colour and over it.
    """
    chars = [char for char in page.chars if _inside(char, page.cropbox)]
    looks = Counter((round(char["size"]), str(char["non_stroking_color"])) for char in chars)
    if len(looks) < 2 and all(_is_straight(char) for char in chars):
        return chars, []
    (size, colour), _ = looks.most_common(1)[0]
    text = [
        char for char in chars if round(char["size"]) == size and str(char["non_stroking_color"]) == colour
    ]
    marks: list[Char] = [char for char in chars if not _is_straight(char)]
    for look in looks:
        if look[0] >= WATERMARK * size and look[1] != colour:
            large = [char for char in chars if (round(char["size"]), str(char["non_stroking_color"])) == look]
            if any(_overlap(mark, char) for mark in large for char in text):
                marks += large
    dropped = set(map(id, marks))
    words = "".join(dict.fromkeys(char["text"] for char in marks if not char["text"].isspace()))
    kept = [char for char in chars if id(char) not in dropped]
    return kept, [f"本页有水印“{words[:20]}”，没有读入"] if words else []


def _is_straight(char: Char) -> bool:
    a, b = char["matrix"][0], char["matrix"][1]
    return bool(min(abs(a), abs(b)) < 0.1 * max(abs(a), abs(b)))


def _overlap(mark: Char, char: Char) -> bool:
    return bool(
        mark["x0"] < char["x1"]
        and char["x0"] < mark["x1"]
        and mark["top"] < char["bottom"]
        and char["top"] < mark["bottom"]
    )


def _is_white(rect: dict[str, Any]) -> bool:
    """A white area without outline is the ground of a cell (Word paints one a paragraph), not a rule."""
    colour = rect.get("non_stroking_color")
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    white = (0, 0, 0, 0) if len(parts) == 4 else (1,) * len(parts)
    return bool(rect.get("fill") and not rect.get("stroke") and tuple(parts) == white)


def _inside(char: Char, box: Sequence[float]) -> bool:
    """Text outside the page box is in the text layer but on no paper."""
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


# --- grids ---------------------------------------------------------------------------------------------------------


def _grid(boxes: Sequence[Box], chars: list[Char], page: int) -> tuple[Grid | None, list[Char]]:
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
    spans: list[tuple[int, int, int, int]] = []
    for number, (x0, top, x1, bottom) in enumerate(boxes):
        left, right = _nearest(xs, x0), _nearest(xs, x1)
        upper, lower = _nearest(ys, top), _nearest(ys, bottom)
        spans.append((upper, left, lower - upper, right - left))
        for row in range(upper, lower):
            for column in range(left, right):
                places[row, column] = number
    inside: list[list[Char]] = [[] for _ in boxes]
    outside: list[Char] = []
    for char, (x, y) in zip(chars, middles, strict=True):
        column, row = bisect_right(xs, x) - 1, bisect_right(ys, y) - 1
        cell = places.get((row, column))
        (outside if cell is None else inside[cell]).append(char)
    rows: list[list[Cell | None]] = [[None] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for number, (row, column, row_span, column_span) in enumerate(spans):
        if row_span and column_span:
            rows[row][column] = Cell(_text(inside[number]), _rounded(boxes[number]), row_span, column_span)
    for row, column in ((r, c) for r in range(len(rows)) for c in range(len(rows[r]))):
        if (row, column) not in places:
            rows[row][column] = Cell("")  # a hole in the rules: nothing is printed there
    box = _rounded((xs[0], ys[0], xs[-1], ys[-1]))
    return Grid(tuple(map(tuple, rows)), page, box, tuple(round(x, 1) for x in xs)), outside


def _with_row_above(grid: Grid, chars: list[Char]) -> tuple[Grid, list[Char]]:
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
    rows = _rows_of([char for char in near if not char["text"].isspace()])
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
    texts = {column: _text(part) for column, part in columns.items()}
    if len(texts) < 2 or not any(NUMBER.fullmatch(text) for text in texts.values()):
        return grid, chars
    upper = min(char["top"] for char in rows[0])
    boxes = {c: _rounded((grid.x_edges[c], upper, grid.x_edges[c + 1], top)) for c in range(grid.width)}
    first = tuple(Cell(texts.get(c, ""), boxes[c]) for c in range(grid.width))
    taken = set(map(id, rows[0]))
    whole = replace(grid, rows=(first, *grid.rows), box=_rounded((left, upper, right, grid.box[3])))
    return whole, [char for char in chars if id(char) not in taken]


def _unruled(
    page: Page, chars: list[Char], ruled: Sequence[Grid], before: PageContent | None
) -> tuple[list[Grid], list[Char]]:
    """The tables whose cells no rules enclose, between the `ruled` ones, and the characters outside them."""
    tops = sorted(grid.box[1] for grid in ruled if grid.box)
    parts: dict[int, list[list[unruled.Word]]] = {}
    for row in _rows_of(chars):
        parts.setdefault(bisect_right(tops, row[0]["top"]), []).append(_words(row))
    rules = [unruled.Rule(edge["x0"], edge["x1"], edge["top"]) for edge in page.horizontal_edges]
    last = before.grids[-1] if before and before.grids and unruled.NOTE in before.notes else None
    grids: list[Grid] = []
    for place, lines in parts.items():
        grids += unruled.grids(lines, rules, page.page_number, last if place == 0 else None)
    boxes = [grid.box for grid in grids if grid.box]
    return grids, [char for char in chars if not any(_inside(char, box) for box in boxes)] if boxes else chars


def _words(row: list[Char]) -> list[unruled.Word]:
    """The characters of a line that are set solid, together."""
    parts: list[list[Char]] = []
    end = -1.0
    for char in row:
        if char["text"].isspace():
            continue
        if parts and char["x0"] - end < unruled.SOLID * char["size"]:
            parts[-1].append(char)
        else:
            parts.append([char])
        end = char["x1"]
    return [
        unruled.Word(
            "".join(char["text"] for char in part),
            part[0]["x0"],
            part[0]["top"],
            part[-1]["x1"],
            part[0]["bottom"],
            part[0]["size"],
            part[0]["fontname"],
        )
        for part in parts
    ]


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
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _rounded(box: Sequence[float]) -> Box:
    x0, top, x1, bottom = (round(float(value), 1) for value in box)
    return x0, top, x1, bottom


# --- lines and paragraphs ------------------------------------------------------------------------------------------


def _rows_of(chars: list[Char]) -> list[list[Char]]:
    """Characters grouped into lines, from top to bottom, each from left to right."""
    rows: list[tuple[float, list[Char]]] = []
    for char in sorted(chars, key=lambda c: ((c["top"] + c["bottom"]) / 2, c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and middle - rows[-1][0] < SAME_LINE * max(char["size"], 1):
            rows[-1][1].append(char)
        else:
            rows.append((middle, [char]))
    return [sorted(row, key=lambda c: c["x0"]) for _, row in rows]


def _row_text(row: Sequence[Char]) -> str:
    """The text of one line; a wide gap becomes a space, a very wide one two."""
    parts: list[str] = []
    previous: Char | None = None
    for char in row:
        if previous is not None and not char["text"].isspace():
            gap = (char["x0"] - previous["x1"]) / max(char["size"], 1)
            if gap > WORD_GAP and parts[-1] != " ":
                parts.append("  " if gap > 4 * WORD_GAP else " ")
        parts.append(char["text"])
        previous = char
    return "".join(parts).strip()


def _text(chars: list[Char]) -> str:
    return "\n".join(text for text in map(_row_text, _rows_of(chars)) if text)


def _lines(chars: list[Char]) -> list[Line]:
    lines = []
    for row in _rows_of(chars):
        text = _row_text(row)
        if text:
            inked = [char for char in row if not char["text"].isspace()]
            box = (
                min(char["x0"] for char in inked),
                min(char["top"] for char in inked),
                max(char["x1"] for char in inked),
                max(char["bottom"] for char in inked),
            )
            lines.append(Line(text, _rounded(box), max(char["size"] for char in inked)))
    return lines


def _drop_furniture(pages: list[PageContent]) -> None:
    """Remove page numbers, and lines that repeat in the outer margin on most pages, equally far from its edge: the
    sheets of one document may stand upright and lie."""

    def outer(page: PageContent, line: Line) -> bool:
        band = MARGIN_BAND * page.height
        in_margin = line.box[3] < band or line.box[1] > page.height - band
        return in_margin and not TABLE_CONTEXT.search(line.text)

    def from_edge(page: PageContent, line: Line) -> float:
        """How far below the top of the page, or (negative) above its foot."""
        top = line.box[1]
        return top if top < page.height / 2 else top - page.height

    def look(page: PageContent, line: Line) -> tuple[str, int]:
        """The line without the page number it may carry, and its height in steps of four points."""
        return re.sub(r"\d+", "#", line.text), round(from_edge(page, line) / 4)

    seen = Counter(look(page, line) for page in pages for line in page.lines if outer(page, line))
    repeated = {key for key, times in seen.items() if times > 2 and times > len(pages) / 2}
    for page in pages:
        page.lines = [
            line
            for line in page.lines
            if not outer(page, line) or not (PAGE_NUMBER.match(line.text) or look(page, line) in repeated)
        ]


def _runs_between(lines: list[Line], tops: list[float]) -> Iterable[tuple[float, list[Line]]]:
    """Lines in groups that no grid parts, each with the height it begins at."""
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(bisect_right(tops, line.box[1]), []).append(line)
    for run in groups.values():
        yield run[0].box[1], run


def _paragraphs(lines: list[Line], page: int) -> list[Paragraph]:
    """Lines joined where the margin broke them. An unfinished last paragraph is joined over the page later."""
    if not lines:
        return []
    left, right = min(line.box[0] for line in lines), max(line.box[2] for line in lines)
    paragraphs: list[Paragraph] = []
    previous: Line | None = None
    for line in lines:
        if previous is not None and _continues(previous, line, left, right):
            last = paragraphs[-1]
            assert last.box is not None
            box = (min(last.box[0], line.box[0]), last.box[1], max(last.box[2], line.box[2]), line.box[3])
            paragraphs[-1] = replace(last, text=_joined(last.text, line.text), box=box)
        else:
            paragraphs.append(Paragraph(line.text, page, line.box))
        previous = line
    return paragraphs


def _continues(previous: Line, line: Line, left: float, right: float) -> bool:
    return (
        right - previous.box[2] < FULL_LINE * previous.size
        and right - left > 20 * previous.size
        and previous.box[0] - left < 3 * previous.size
        and line.box[0] - left < previous.size
        and abs(line.size - previous.size) < 1
        and line.box[1] - previous.box[3] < 1.5 * previous.size
        and not NUMBERED.match(line.text)
        and not CONTENTS_LINE.search(previous.text)
    )


def _joined(first: str, second: str) -> str:
    """Chinese is set without spaces; two Latin words need one."""
    space = (
        " "
        if first[-1:].isascii() and first[-1:].isalpha() and second[:1].isascii() and second[:1].isalpha()
        else ""
    )
    return first + space + second


def _join_over_pages(pages: list[list[Block]]) -> list[Block]:
    """One list of blocks; a paragraph that the end of a page broke is joined with its rest on the next page."""
    blocks: list[Block] = []
    for page in pages:
        rest = page
        if blocks and page and _broken(blocks[-1], page[0]):
            last, first = blocks[-1], page[0]
            assert isinstance(last, Paragraph) and isinstance(first, Paragraph)
            blocks[-1] = replace(last, text=_joined(last.text, first.text))
            rest = page[1:]
        blocks += rest
    return blocks


def _broken(last: Block, first: Block) -> bool:
    if not isinstance(last, Paragraph) or not isinstance(first, Paragraph) or not last.box or not first.box:
        return False
    long_enough = last.box[2] - last.box[0] > 0.8 * (first.box[2] - first.box[0]) and len(last.text) > 30
    ended = last.text.endswith(SENTENCE_END) or CONTENTS_LINE.search(last.text)
    return long_enough and not ended and not NUMBERED.match(first.text)
