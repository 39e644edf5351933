"""Saved web pages → Document: paragraphs, and the innermost tables as grids; tables that only lay out a page are opened.

Scripts, styles and what a browser does not show are left out. Nothing a page refers to is fetched.
"""

from __future__ import annotations

import codecs
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph
from disclosures.parsing.errors import UnreadableDocument

Element = Any  # an lxml element

MEDIA_TYPE = "text/html"
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
MAX_SPAN = 1000
"""What browsers take for the largest colspan. Pages write 100 for “all columns”; a million is made to exhaust memory."""
MAX_CELLS = 400_000
"""Places of one table; the largest real one has 4,000."""
MAX_DEPTH = 200
"""Elements in one another; the parser of libxml2 gives up at 256. Web pages of portals reach 40."""
HEAD = 4096
"""Bytes in which a page declares its charset (HTML asks for 1024; portals are not so careful)."""

CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SPACE = re.compile(r"[\s\xa0]+")
BREAK_IN_CHINESE = re.compile(r"(?<=[\u2e80-\uffef])\s*\n\s*(?=[\u2e80-\uffef])")
"""Where an editor wrapped the source of a page: Chinese is set without spaces."""
HEADING = re.compile(r"h([1-6])")

UNSEEN = re.compile(
    "script|style|noscript|template|title|iframe|object|svg|select|option|button|textarea|input"
)
"""Not the head as a whole: a page that opens no body has all it says there, where the parser knows no better."""
INLINE = re.compile(
    "a|abbr|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|q|s|samp|small|span|strike|strong|sub"
    "|sup|time|tt|u|var|wbr"
)
"""Elements that break no line. Every other one stands on lines of its own."""


def read(path: Path) -> Document:
    """Read a web page. Raises UnreadableDocument: `too-complex`, `no-text`, `damaged`."""
    return _read(path, decode(path.read_bytes()))


def read_archive(path: Path) -> Document:
    """Read an MHT: the pages in it one after the other, as Word and Excel save sheets. Raises as `read` does."""
    message = email.message_from_bytes(path.read_bytes())
    pages = [part for part in message.walk() if part.get_content_type() in PAGE_TYPES]
    contents = [part.get_payload(decode=True) for part in pages]
    return _read(path, "\n".join(decode(content) for content in contents if isinstance(content, bytes)))


def _read(path: Path, text: str) -> Document:
    if ENTITY.search(text):
        raise UnreadableDocument("too-complex")  # a page that defines entities of its own is made to unfold
    root = _parsed(XML_DECLARATION.sub("", text, count=1))
    page = _Page()
    page.walk(root, 0)
    page.end_paragraph()
    if not any(_has_text(block) for block in page.blocks):
        raise UnreadableDocument("no-text")
    title = _tidy(root.findtext(".//title") or "")
    return Document(path.name, MEDIA_TYPE, tuple(page.blocks), title=title)


def decode(content: bytes) -> str:
    """By its byte order mark, as UTF-8 if it is, else as it declares, else as GB18030; broken characters replaced."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = CHARSET.search(content[:HEAD])
    name = declared[1].decode("ascii").lower() if declared else "gb18030"
    try:
        return content.decode("gb18030" if name in ("gb2312", "gbk") else name, "replace")
    except LookupError:
        return content.decode("gb18030", "replace")


def _parsed(text: str) -> Element:
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    try:
        root = lxml_html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument("no-text") from None
    if any("depth" in str(error.message).lower() for error in parser.error_log):
        raise UnreadableDocument("too-complex")  # the parser stopped there: what follows would be missing
    return root


def _has_text(block: Block) -> bool:
    return isinstance(block, Grid) or bool(block.text)


def _is_seen(element: Element) -> bool:
    if not isinstance(element.tag, str) or UNSEEN.fullmatch(element.tag) or element.get("hidden") is not None:
        return False
    return not HIDDEN.search(element.get("style") or "")


# --- the body ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Page:
    """Walks the page and gathers its blocks; `words` is the paragraph that is being read."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    level: int | None = None

    def walk(self, element: Element, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise UnreadableDocument("too-complex")
        if not _is_seen(element):
            return
        if element.tag == "table" and element.find(".//table") is None:
            self._table(element)
            return
        own_line = not INLINE.fullmatch(element.tag)
        if own_line:
            self.end_paragraph()
        if heading := HEADING.fullmatch(element.tag):
            self.level = int(heading[1])
        self.words.append(element.text or "")
        for child in element:
            self.walk(child, depth + 1)
            self.words.append(child.tail or "")
        if own_line:
            self.end_paragraph()

    def end_paragraph(self) -> None:
        text = _tidy("".join(self.words))
        if text:
            self.blocks.append(Paragraph(text, level=self.level))
        self.words, self.level = [], None

    def _table(self, element: Element) -> None:
        """An innermost table: a grid; one of a single cell is a frame around text."""
        self.end_paragraph()
        caption = element.find("caption")
        if caption is not None and (text := _text(caption)):
            self.blocks.append(Paragraph(text))
        rows = [
            [cell for cell in row if cell.tag in ("td", "th") and _is_seen(cell)] for row in _rows(element)
        ]
        cells = [cell for row in rows for cell in row]
        if len(cells) == 1:
            self.blocks += [Paragraph(line) for line in _text(cells[0]).split("\n") if line]
        elif (grid := _grid(rows)) is not None:
            self.blocks.append(grid)


def _text(element: Element) -> str:
    """The text of a cell, one printed line a line."""
    lines = map(_tidy, "".join(_pieces(element)).split("\0"))
    return "\n".join(line for line in lines if line)


def _tidy(text: str) -> str:
    return SPACE.sub(" ", BREAK_IN_CHINESE.sub("", text)).strip()


def _pieces(element: Element) -> Iterator[str]:
    """Pieces of text; a NUL, which no page holds, stands for the end of a line: a line break of the source is none."""
    yield element.text or ""
    for child in element:
        if _is_seen(child):
            broken = not INLINE.fullmatch(child.tag)
            yield "\0" if broken else ""
            yield from _pieces(child)
            yield "\0" if broken else ""
        yield child.tail or ""


# --- tables --------------------------------------------------------------------------------------------------------


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "tr" and _is_seen(child):
            yield child
        elif child.tag in ("thead", "tbody", "tfoot") and _is_seen(child):
            yield from _rows(child)


def _grid(rows: list[list[Element]]) -> Grid | None:
    """The grid, spanned places left to the cells that span them; None for a table without text."""
    cells: dict[tuple[int, int], Cell] = {}
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for element in row:
            while (number, column) in taken:
                column += 1
            across = max(_span(element, "colspan"), 1)
            down = min(_span(element, "rowspan") or len(rows), len(rows) - number)
            if across > MAX_SPAN or len(taken) + across * down > MAX_CELLS:
                raise UnreadableDocument("too-complex")
            cells[number, column] = Cell(_text(element), row_span=down, column_span=across)
            taken.update((r, c) for r in range(number, number + down) for c in range(column, column + across))
            column += across
    if not any(cell.text for cell in cells.values()):
        return None
    return _drawn_together(cells, taken, len(rows))


def _span(element: Element, name: str) -> int:
    """The span that a cell declares, 1 if it declares nonsense; a rowspan of 0 reaches to the end of the table."""
    declared = (element.get(name) or "").strip()
    return int(declared[:9]) if declared.isdecimal() else 1


def _drawn_together(cells: dict[tuple[int, int], Cell], taken: set[tuple[int, int]], height: int) -> Grid:
    """The grid without columns in which no cell begins: a colspan of 100 stands for all columns that there are."""
    begun = sorted({column for _, column in cells})
    place = {column: index for index, column in enumerate(begun)}
    rows: list[list[Cell | None]] = [[Cell("") for _ in begun] for _ in range(height)]
    for row, column in taken:
        if column in place:
            rows[row][place[column]] = None
    for (row, column), cell in cells.items():
        across = sum(column <= other < column + cell.column_span for other in begun)
        rows[row][place[column]] = Cell(cell.text, row_span=cell.row_span, column_span=across)
    return Grid(tuple(map(tuple, rows)))
