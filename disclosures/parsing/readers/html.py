"""Saved web pages → Document: paragraphs, and the innermost tables as grids; tables that only lay out a page are opened.

Scripts, styles and what a browser does not show are left out. Nothing a page refers to is fetched.
"""

from __future__ import annotations

import codecs
import email
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph, SourceNote
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.normalise import number, raised

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
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?:font-size|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
KEEPS_PLACE = re.compile(r"visibility\s*:\s*hidden|font-size|opacity", re.IGNORECASE)
"""What hides the words of a cell and leaves its place."""
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SIMPLE_SELECTOR = re.compile(r"(?P<tag>[a-z]\w*)?(?:\.(?P<class>[\w-]+)|#(?P<id>[\w-]+))", re.IGNORECASE)
AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")
RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
STRUCK = frozenset({"s", "strike", "del"})
FIELDS = frozenset({"text", "number", "tel", ""})
"""Types of input fields whose value is seen."""
FIGURES = 3
"""Figures of its own make a table with tables inside one of data: what lays out a page has none."""
FIGURE = re.compile(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+")
SHOWN = 3
SPACE = re.compile(r"[\s\xa0]+")
BREAK_IN_CHINESE = re.compile(r"(?<=[\u2e80-\uffef])\s*\n\s*(?=[\u2e80-\uffef])")
"""Where an editor wrapped the source of a page: Chinese is set without spaces."""
HEADING = re.compile(r"h([1-6])")

UNSEEN = re.compile(
    "script|style|noscript|template|title|iframe|object|svg|select|option|button|textarea|input"
)
"""Not the head as a whole: a page that opens no body has all it says there, where the parser knows no better."""
_shows_nothing = cache(UNSEEN.fullmatch)
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
    page = _Page(_hidden_by_rules(root))
    page.walk(root, 0)
    page.end_paragraph()
    if not any(_has_text(block) for block in page.blocks):
        raise UnreadableDocument("no-text")
    title = _tidy(root.findtext(".//title") or "")
    return Document(path.name, MEDIA_TYPE, tuple(page.blocks), notes=tuple(page.notes()), title=title)


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


Selector = tuple[str, str, str]
"""Tag, class and id; "" for any."""


def _hidden_by_rules(root: Element) -> frozenset[Selector]:
    """What the page's own style rules hide, by a class or id alone. Rules for other media do not count."""
    hidden: set[Selector] = set()
    for style in root.iter("style"):
        for selectors, declarations in RULE.findall(AT_RULE.sub("", style.text or "")):
            if HIDDEN.search(declarations):
                found = (SIMPLE_SELECTOR.fullmatch(selector.strip()) for selector in selectors.split(","))
                hidden |= {(one["tag"] or "", one["class"] or "", one["id"] or "") for one in found if one}
    return frozenset(hidden)


# --- the body ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Page:
    """Walks the page and gathers its blocks; `words` is the paragraph that is being read."""

    rules: frozenset[Selector]
    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    level: int | None = None
    unseen: list[str] = field(default_factory=list)  # figures that nobody sees
    columns: int = 0  # of tables, that are not shown
    pictures: int = 0  # cells that hold a picture and no words

    def notes(self) -> Iterator[SourceNote]:
        if self.unseen:
            shown = "、".join(self.unseen[:SHOWN]) + ("等" if len(self.unseen) > SHOWN else "")
            yield SourceNote(f"网页中看不见的内容没有读取：{shown}")
        if self.columns:
            yield SourceNote(f"网页的表格中有 {self.columns} 列是隐藏的，没有读取")
        if self.pictures:
            yield SourceNote(f"网页的表格中有 {self.pictures} 个单元格是图片，未读出内容")

    def sees(self, element: Element) -> bool:
        """Does a browser show the element? Remembers the figures in what it does not."""
        if not isinstance(element.tag, str) or _shows_nothing(element.tag):
            return False
        style = element.get("style")
        hidden = element.get("hidden") is not None or (style and HIDDEN.search(style))
        if not hidden and not (self.rules and self._ruled_out(element)):
            return True
        if figure := FIGURE.search(text := _tidy(element.text_content())):
            figures = text[max(figure.start() - 12, 0) : figure.end()]
            self.unseen += [figures] if figures not in self.unseen else []
        return False

    def _ruled_out(self, element: Element) -> bool:
        tags, ids = ("", element.tag), ("", element.get("id") or "")
        classes = ("", *(element.get("class") or "").split())
        return any(
            (tag, name, one) in self.rules for tag in tags for name in classes for one in ids if name or one
        )

    def walk(self, element: Element, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise UnreadableDocument("too-complex")
        if not self.sees(element):
            return
        if element.tag == "table" and (nested := self._nested(element)) is not None:
            self._table(element)
            for table in nested:
                self.walk(table, depth + 1)
            return
        own_line = not INLINE.fullmatch(element.tag)
        if own_line:
            self.end_paragraph()
        if heading := HEADING.fullmatch(element.tag):
            self.level = int(heading[1])
        self.words.append(element.text or "")
        for child in element:
            if _is_raised(child) and "".join(self.words).strip():
                self.words.append(raised(child.text_content()) if self.sees(child) else "")
            else:
                self.walk(child, depth + 1)
            self.words.append(child.tail or "")
        if own_line:
            self.end_paragraph()

    def _nested(self, table: Element) -> list[Element] | None:
        """The tables directly inside a table of data; None for a table that only lays out a page."""
        nested = [inner for inner in table.iter("table") if inner is not table and _table_of(inner) is table]
        if not nested:
            return nested
        own = [
            cell
            for row in _rows(table)
            for cell in row.iterchildren("td", "th")
            if cell.find(".//table") is None
        ]
        figures = sum(number(self._text(cell)) is not None for cell in own)
        return nested if figures >= FIGURES else None

    def end_paragraph(self) -> None:
        text = _tidy("".join(self.words))
        if text:
            self.blocks.append(Paragraph(text, level=self.level))
        self.words, self.level = [], None

    def _table(self, element: Element) -> None:
        """A table of data as a grid; one of a single cell is a frame around text."""
        self.end_paragraph()
        caption = element.find("caption")
        if caption is not None and self.sees(caption):
            self.blocks += [Paragraph(line) for line in self._text(caption).split("\n") if line]
        self.blocks += [Paragraph(text) for text in map(_tidy, _stray(element)) if text]
        gone = self._gone_columns(element)
        self.columns += len(gone)
        rows = [
            [cell for cell in row.iterchildren("td", "th") if self._has_place(cell)]
            for row in _rows(element)
            if self.sees(row) and (row.getparent() is element or self.sees(row.getparent()))
        ]
        cells = [cell for row in rows for cell in row]
        if len(cells) == 1:
            self.blocks += [Paragraph(line) for line in self._text(cells[0]).split("\n") if line]
        elif (grid := _grid(rows, self._cell, gone)) is not None:
            self.blocks.append(grid)

    def _has_place(self, cell: Element) -> bool:
        return bool(KEEPS_PLACE.search(cell.get("style") or "")) or self.sees(cell)

    def _gone_columns(self, table: Element) -> frozenset[int]:
        """Columns that a <col> hides, as Excel saves hidden ones."""
        gone: set[int] = set()
        place = 0
        for column in table.iter("col"):
            width = max(_span(column, "span"), 1)
            if _table_of(column) is table and HIDDEN.search(column.get("style") or ""):
                gone.update(range(place, min(place + width, MAX_SPAN)))
            place += width
        return frozenset(gone)

    def _cell(self, cell: Element) -> str:
        if not self.sees(cell):
            return ""
        text = self._text(cell)
        self.pictures += not text and cell.find(".//img") is not None
        return text

    def _text(self, element: Element) -> str:
        """The text of a cell, one printed line a line."""
        lines = map(_tidy, "".join(self._pieces(element)).split("\0"))
        return "\n".join(line for line in lines if line)

    def _pieces(self, element: Element) -> Iterator[str]:
        """Pieces of text; a NUL, which no page holds, stands for the end of a line: a line break of the source is none."""
        yield element.text or ""
        if not len(element):
            return
        beside = any(
            not _is_raised(child) and child.tag not in STRUCK and child.text_content().strip()
            for child in element
        ) or bool((element.text or "").strip() or any((child.tail or "").strip() for child in element))
        for child in element:
            if child.tag in ("input", "textarea", "select"):
                yield _filled_in(child)
            elif child.tag == "table":
                pass  # follows as a table of its own
            elif self.sees(child) and not (beside and child.tag in STRUCK):
                broken = not INLINE.fullmatch(child.tag)
                yield "\0" if broken else ""
                text = self._pieces(child)
                yield from map(raised, text) if beside and _is_raised(child) else text
                yield "\0" if broken else ""
            yield child.tail or ""


def _is_raised(element: Element) -> bool:
    return element.tag == "sup" or bool((style := element.get("style")) and RAISED.search(style))


def _filled_in(element: Element) -> str:
    """What a person sees in a form field."""
    if element.tag == "input":
        return (element.get("value") or "") if (element.get("type") or "").lower() in FIELDS else ""
    if element.tag == "textarea":
        return element.text or ""
    options = element.findall(".//option")
    chosen = next(
        (option for option in options if option.get("selected") is not None), options[0] if options else None
    )
    return "" if chosen is None else chosen.text_content()


def _tidy(text: str) -> str:
    return SPACE.sub(" ", BREAK_IN_CHINESE.sub("", text)).strip()


# --- tables --------------------------------------------------------------------------------------------------------


def _table_of(element: Element) -> Element:
    return next(element.iterancestors("table"), None)


def _rows(table: Element) -> Iterator[Element]:
    """The rows of the table itself, also those that a form stands around."""
    return (row for row in table.iter("tr") if _table_of(row) is table)


def _stray(table: Element) -> Iterator[str]:
    """Text between the cells, which a browser shows before the table."""
    for element in (table, *table.iter("thead", "tbody", "tfoot", "tr")):
        if element is table or _table_of(element) is table:
            yield element.text or ""
            yield from (child.tail or "" for child in element)


def _grid(rows: list[list[Element]], words: Callable[[Element], str], gone: frozenset[int]) -> Grid | None:
    """The grid, spanned places left to the cells that span them; None for a table without text. `gone` columns are not
    shown."""
    cells: dict[tuple[int, int], Cell] = {}
    taken: set[tuple[int, int]] = set()
    for place, row in enumerate(rows):
        column = 0
        for element in row:
            while (place, column) in taken:
                column += 1
            across = max(_span(element, "colspan"), 1)
            down = min(_span(element, "rowspan") or len(rows), len(rows) - place)
            if across > MAX_SPAN or len(taken) + across * down > MAX_CELLS:
                raise UnreadableDocument("too-complex")
            cells[place, column] = Cell(words(element), row_span=down, column_span=across)
            taken.update(product(range(place, place + down), range(column, column + across)))
            column += across
    if not any(cell.text for cell in cells.values()):
        return None
    if gone:
        cells = dict(_shown(cells, gone))
        taken = {(row, column) for row, column in taken if column not in gone}
    return _drawn_together(cells, taken, len(rows)) if cells else None


def _shown(
    cells: dict[tuple[int, int], Cell], gone: frozenset[int]
) -> Iterator[tuple[tuple[int, int], Cell]]:
    """The cells without the columns that are gone; one that reaches out of them begins later."""
    for (row, column), cell in cells.items():
        left = [place for place in range(column, column + cell.column_span) if place not in gone]
        if left:
            yield (row, left[0]), Cell(cell.text, row_span=cell.row_span, column_span=left[-1] - left[0] + 1)


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
        across = bisect_left(begun, column + cell.column_span) - place[column]
        rows[row][place[column]] = Cell(cell.text, row_span=cell.row_span, column_span=across)
    return Grid(tuple(map(tuple, rows)))
