"""PDF → Document: ruled grids with their merged cells, and the lines outside them joined to paragraphs.

The only module that knows pdfplumber. Every page is interpreted once and closed at once, so that memory does not grow
with the number of pages. All lengths are PDF points; tolerances are named with their reason.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import cells_to_tables, merge_edges
from pdfplumber.utils.geometry import filter_edges

from disclosures.parsing import progress
from disclosures.parsing.document import Block, Box, Document, Grid, Paragraph, SourceNote
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers import content, glyphs, scan, unruled
from disclosures.parsing.readers.cells import cells_of
from disclosures.parsing.readers.fonts import Fonts
from disclosures.parsing.readers.furniture import without_furniture
from disclosures.parsing.readers.lines import (
    Char,
    TextLine,
    join_over_pages,
    lines_of,
    paragraphs_of,
    rounded,
)
from disclosures.parsing.readers.partly_ruled import by_alignment, is_inside, rows_in_text, without_parts
from disclosures.parsing.readers.ruled import grid_of, rows_of_numbers, with_row_above
from disclosures.parsing.readers.rules import NEAR, Edge, completed, edges_of

from .seen_page import SeenPage, shortened

logger = logging.getLogger(__name__)
logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font that a browser embeds

WATERMARK = 1.6
"""Times the size of the text: type this large, in another colour and over the text, is no part of it."""
THIS_PAGE = "本页"
LEFT_OUT = tuple(f"{THIS_PAGE}{what}" for what in ("有看不见的文字", "有没有显示出来的表单内容", "有水印"))
"""How notes begin on what a page holds and is not read: it mostly comes again on every page."""
MIN_CHARACTERS = 20
"""A document with fewer characters on all its pages is a scan."""


def read(path: Path) -> Document:
    """Read a PDF; pages that are images by OCR.

    Raises UnreadableDocument `no-text` where no page gives any text, `damaged` where a page cannot be interpreted.
    """
    with _opened(path) as pdf:
        title = str((pdf.metadata or {}).get("Title") or "")
        pages: list[PageContent] = []
        layers = content.Layers(pdf.doc)
        for page in pdf.pages:
            progress.tell(page.page_number, len(pdf.pages))
            pages.append(_page(SeenPage.of(page, layers), pages[-1] if pages else None))
    images = [page.number for page in pages if page.is_image]
    if images and scan.is_installed():
        for scanned in scan.read_pages(path, images):
            progress.tell(scanned.number, len(pages))
            pages[scanned.number - 1] = _scanned(scanned)
    if sum(page.characters for page in pages) < MIN_CHARACTERS:
        raise UnreadableDocument(
            "no-text", because="ocr-missing" if images and not scan.is_installed() else ""
        )
    kept, furniture = without_furniture([(page.height, page.lines) for page in pages])
    for content_, lines in zip(pages, kept, strict=True):
        content_.lines = lines
    blocks = join_over_pages([page.blocks() for page in pages])
    notes = tuple(_notes(pages))
    by_ocr = frozenset(images if scan.is_installed() else ())
    return Document(path.name, "application/pdf", tuple(blocks), len(pages), notes, title, by_ocr, furniture)


def _notes(pages: Iterable[PageContent]) -> Iterator[SourceNote]:
    """The notes on the pages; what is left out of several, as a watermark is, is told once with all of them."""
    pages_of: dict[str, list[int]] = {}
    for page in pages:
        for message in page.notes:
            pages_of.setdefault(message, []).append(page.number)
    for message, numbers in pages_of.items():
        if len(numbers) > 1 and message.startswith(LEFT_OUT):
            yield SourceNote(message.replace(THIS_PAGE, f"第 {_listed(numbers)} 页", 1), numbers[0])
        else:
            yield from (SourceNote(message, number) for number in numbers)


def _listed(numbers: Sequence[int]) -> str:
    """Rising numbers as people list pages: 2–9、11."""
    starts = [n for at, n in enumerate(numbers) if at == 0 or numbers[at - 1] != n - 1]
    ends = [n for at, n in enumerate(numbers) if at + 1 == len(numbers) or numbers[at + 1] != n + 1]
    return "、".join(f"{a}" if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))


def _opened(path: Path) -> pdfplumber.pdf.PDF:
    try:
        pdf = pdfplumber.open(path)
        pdf.rsrcmgr = Fonts()
        _ = pdf.pages
    except Exception as error:  # pdfminer raises whatever a broken object makes it trip over
        raise UnreadableDocument("damaged") from error
    return pdf


@dataclass(slots=True)
class PageContent:
    """What one page holds, before running heads and feet are known."""

    number: int
    height: float
    characters: int
    grids: list[Grid]
    lines: list[TextLine]
    notes: list[str]
    back: Callable[[Box], Box] | None = None  # from the page as it was read to the page as it is displayed
    is_image: bool = False
    open: unruled.Aligned | None = None  # the last table without rules, which may go on

    def blocks(self) -> list[Block]:
        """Grids and paragraphs from top to bottom, their boxes on the page as it is displayed."""
        placed: list[tuple[float, Block]] = [(grid.box[1] if grid.box else 0.0, grid) for grid in self.grids]
        tops = sorted(top for top, _ in placed)
        for start, run in _runs_between(self.lines, tops):
            placed += [(start, paragraph) for paragraph in paragraphs_of(run, self.number)]
        placed.sort(key=lambda pair: pair[0])
        return [block if self.back is None else _moved(block, self.back) for _, block in placed]


@dataclass(frozen=True, slots=True)
class Frame:
    """How what was read lies on the page as displayed: cropped at `left` and `upper`, and, where the text does not run
    from left to right, read turned (`turned` quarters clockwise: 1, 2 or 3)."""

    width: float  # of the page before it was turned
    height: float
    turned: int
    left: float
    upper: float

    def back(self, box: Box) -> Box:
        """A box as read → on the page as displayed."""
        x0, top, x1, bottom = box
        if self.turned == 1:
            x0, top, x1, bottom = top, self.height - x1, bottom, self.height - x0
        elif self.turned == 2:
            x0, top, x1, bottom = self.width - x1, self.height - bottom, self.width - x0, self.height - top
        elif self.turned == 3:
            x0, top, x1, bottom = self.width - bottom, x0, self.width - top, x1
        return rounded((x0 - self.left, top - self.upper, x1 - self.left, bottom - self.upper))


def _moved(block: Block, move: Callable[[Box], Box]) -> Block:
    """The block with its box, and those of its cells, moved."""
    box = block.box and move(block.box)
    if isinstance(block, Paragraph):
        return replace(block, box=box)
    rows = tuple(
        tuple(cell and replace(cell, box=cell.box and move(cell.box)) for cell in row) for row in block.rows
    )
    return replace(block, rows=rows, box=box)


def _page(page: SeenPage, before: PageContent | None) -> PageContent:
    """One page. One that trips the reader is a note, not the end of the file."""
    try:
        return _read_page(page, before)
    except (MemoryError, UnreadableDocument):
        raise
    except Exception:
        logger.exception("page %d cannot be read", page.page_number)
        return _unread(page)


def _unread(page: Page) -> PageContent:
    """A page that cannot be interpreted must not look like an empty one."""
    return PageContent(page.page_number, float(page.height), 0, [], [], ["本页已损坏，没有读入，请对照原件"])


def _read_page(page: SeenPage, before: PageContent | None = None) -> PageContent:
    upright, frame = _upright(page)
    chars, notes = _ink(upright)
    notes += upright.notes()
    chars, marks = glyphs.without_marks(glyphs.as_wide_as_set(glyphs.each_once(chars)))
    if marks:
        notes.append(f"本页数字旁有注码“{shortened(marks)}”，不算作数字")
    edges = edges_of(upright.lines, upright.rects, upright.curves, chars)
    grids: list[Grid] = []
    outside = chars
    for cells in _tables(edges, chars):
        grid, left = grid_of(cells, outside, page.page_number)
        if grid is not None and (rows_of_numbers(grid) > 1 or not _is_shading(grid, edges)):
            grid, outside = with_row_above(grid, left)
            grids.append(grid)
    last = before.open if before else None
    grids, outside = without_parts(grids, edges, outside, chars, last)
    aligned = by_alignment(edges, outside, grids, page.page_number, last)
    if aligned:
        grids += [table.grid for table in aligned]
        boxes = [table.grid.box for table in aligned if table.grid.box]
        outside = [char for char in outside if not any(is_inside(char, box) for box in boxes)]
        notes.append(unruled.NOTE)
    if lost := rows_in_text(outside):
        notes.append(f"本页有 {lost} 行像表格的数字没有归入表格，照文字读取，请对照原件")
    is_image = bool(page.images) and not chars
    if is_image:
        notes.append("本页没有可读的文字，可能是图片")
    content = PageContent(
        page.page_number,
        float(upright.height),
        len(chars),
        grids,
        lines_of(outside),
        notes,
        frame.back if frame else None,
        is_image,
        aligned[-1] if aligned else None,
    )
    upright.close()
    page.close()
    return content


def _scanned(page: scan.ScannedPage) -> PageContent:
    """A page that was read by OCR: its words are put into its cells as characters are."""
    outside: list[Char] = [word.as_char() for word in page.words]
    grids: list[Grid] = []
    for cells in page.tables:
        grid, outside = grid_of(cells, outside, page.number)
        if grid is not None:
            grids.append(grid)
    characters = sum(len(word.text) for word in page.words)
    lines, notes = lines_of(outside), list(page.notes)
    return PageContent(page.number, page.height, characters, grids, lines, notes, page.back, True)


def _upright(page: SeenPage) -> tuple[SeenPage, Frame | None]:
    """The page so turned that most of its text runs from left to right."""
    left, upper = float(page.cropbox[0]), float(page.cropbox[1])
    width, height = float(page.width), float(page.height)
    runs = {char["run"]: char for char in page.chars}  # all of a run stand alike
    lying = {run: turned for run, char in runs.items() if (turned := _quarters_to_upright(char))}
    standing = Counter(lying.get(char["run"], 0) for char in page.chars) if lying else Counter[int]()
    turned, most = standing.most_common(1)[0] if lying else (0, 0)
    if not turned or 2 * most <= len(page.chars):
        return page, Frame(width, height, 0, left, upper) if (left, upper) != (0, 0) else None
    return page.turned(90 * turned), Frame(width, height, turned, left, upper)


def _quarters_to_upright(char: Char) -> int:
    """Quarters, clockwise, by which the page must be turned for a character to stand upright."""
    a, b = char["matrix"][:2]
    if char["upright"]:
        return 2 if a < 0 else 0
    return 1 if b > 0 else 3


def _ink(page: Page) -> tuple[list[Char], list[str]]:
    """The characters of a page without its watermarks, and a note on each of these.

    A watermark is set at a slant, or much larger than the text, in another colour and over it.
    """
    x0, top, x1, bottom = page.cropbox
    chars = [
        char
        for char in page.chars  # text outside the page box is on no paper
        if x0 <= (char["x0"] + char["x1"]) / 2 <= x1 and top <= (char["top"] + char["bottom"]) / 2 <= bottom
    ]
    runs = {char["run"]: char for char in chars}  # all of a run look alike
    look_of = {run: (round(char["size"]), str(char["non_stroking_color"])) for run, char in runs.items()}
    slanted = {run for run, char in runs.items() if not _is_straight(char)}
    if len(set(look_of.values())) < 2 and not slanted:
        return chars, []
    looks = Counter(look_of[char["run"]] for char in chars)
    usual, _ = looks.most_common(1)[0]
    text = [char for char in chars if look_of[char["run"]] == usual]
    marks: list[Char] = [char for char in chars if char["run"] in slanted]
    for look in looks:
        if look[0] >= WATERMARK * usual[0] and look[1] != usual[1]:
            large = [char for char in chars if look_of[char["run"]] == look]
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


def _tables(edges: list[Edge], chars: list[Char]) -> list[list[Box]]:
    """The cells of each ruled table."""
    drawn = filter_edges(edges, min_length=1)
    merged = filter_edges(merge_edges(drawn, NEAR, NEAR, NEAR, NEAR), min_length=NEAR)
    return cells_to_tables(cells_of(completed(merged, chars)))


def _is_shading(grid: Grid, edges: list[Edge]) -> bool:
    """Is the grid made of nothing but filled areas, the ground of a heading or of every second row?"""
    assert grid.box is not None
    x0, top, x1, bottom = grid.box
    return not any(
        edge["orientation"] == "v"
        and not edge.get("ground")
        and x0 - NEAR <= edge["x0"] <= x1 + NEAR
        and edge["top"] < bottom
        and edge["bottom"] > top
        for edge in edges
    )


def _runs_between(lines: list[TextLine], tops: list[float]) -> Iterable[tuple[float, list[TextLine]]]:
    """Lines in groups that no grid parts, each with the height it begins at."""
    groups: dict[int, list[TextLine]] = {}
    for line in lines:
        groups.setdefault(bisect_right(tops, line.box[1]), []).append(line)
    for run in groups.values():
        yield run[0].box[1], run
