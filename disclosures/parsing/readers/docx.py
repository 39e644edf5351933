"""DOCX → Document: paragraphs and tables in the order of the body, merged cells as they are.

The tree is walked here instead of through python-docx's `row.cells`, which repeats merged cells, and `paragraph.text`,
which knows neither deleted revisions nor text boxes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn as expanded

from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph, SourceNote
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.normalise import number, raised
from disclosures.parsing.readers.numbering import Numbering, child_of, value_of
from disclosures.parsing.readers.wrapping import join_wrapped

Element = Any  # an lxml element; python-docx ships no types for them
qn: Callable[[str], str] = cache(expanded)
"""“w:p” with its namespace written out; asked for every element there is."""

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_COLUMNS = 256
MAX_CELLS = 400_000
"""Wider or larger tables are made to exhaust memory; the largest real one has 40 columns and 4,000 cells."""

PARAGRAPH, TABLE, ROW, CELL, RUN, TEXT, BOX = map(
    qn, ("w:p", "w:tbl", "w:tr", "w:tc", "w:r", "w:t", "w:txbxContent")
)
OF_PARAGRAPH, OF_RUN, OF_ROW, OF_CELL = map(qn, ("w:pPr", "w:rPr", "w:trPr", "w:tcPr"))
STYLE, OUTLINE, LIFTED, FIELD, COLOUR = map(
    qn, ("w:pStyle", "w:outlineLvl", "w:vertAlign", "w:fldChar", "w:color")
)
OVER_ROWS, OVER_COLUMNS, OVER_CELLS, BEFORE = map(qn, ("w:vMerge", "w:gridSpan", "w:hMerge", "w:gridBefore"))
"""Names of elements, as the tree has them: written out once, for every element there is is asked for its name."""
WRAPPERS = frozenset(
    qn(f"w:{name}")
    for name in (
        "sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo"
    )
)  # fmt: skip
"""Elements that stand around content and say nothing about it."""
MATHS = frozenset(map(qn, ("m:oMath", "m:oMathPara")))
SYMBOLS, UNKNOWN_SYMBOL = 0xF000, "□"
"""Where fonts of symbols begin, and what stands for one whose look is not known."""
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
OFF = ("0", "false", "off")
WHITE = "FFFFFF"
VANISHED, HIDDEN_ROW = qn("w:vanish"), qn("w:hidden")
HIDING = (VANISHED, COLOUR, HIDDEN_ROW)
PROPERTIES = tuple(map(qn, ("w:rPr", "w:pPr", "w:tcPr", "w:tblPr")))
STRICT, STRICT_HEAD = b"http://purl.oclc.org/ooxml/", 4096
STRICT_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
CONTENTS_STYLE = re.compile(r"^(?:toc|目录)\s*\d?", re.IGNORECASE)
CONTENTS_TAB = re.compile(r"\t(?=\d{1,4}\s*$)")
LEADERS = "......"
"""The dots that the tab of a contents line is printed with."""


def read(path: Path) -> Document:
    """Read a DOCX. Raises UnreadableDocument: `damaged`, `too-complex`, `no-text`."""
    try:
        source = docx.Document(_transitional(path))
    except Exception:  # python-docx raises KeyError, ValueError, lxml and zip errors for damaged packages
        raise UnreadableDocument("damaged") from None
    body = _Body(_heading_levels(source), _contents_styles(source), Numbering(source))
    blocks = tuple(join_wrapped(list(body.blocks(source.element.body))))
    if not any(_has_text(block) for block in blocks):
        raise UnreadableDocument("no-text")
    title = source.core_properties.title or ""
    return Document(
        path.name, MEDIA_TYPE, blocks, None, tuple(body.notes), title, furniture=_running_heads(source)
    )


def _transitional(path: Path) -> BytesIO:
    """The file; one saved as “Strict Open XML” under the names that python-docx knows."""
    content = path.read_bytes()
    with zipfile.ZipFile(BytesIO(content)) as package:
        if STRICT not in package.read("word/document.xml")[:STRICT_HEAD]:
            return BytesIO(content)
        saved = BytesIO()
        with zipfile.ZipFile(saved, "w") as renamed:
            for name in package.namelist():
                renamed.writestr(name, STRICT_NAME.sub(_old_name, package.read(name)))
    saved.seek(0)
    return saved


def _old_name(match: re.Match[bytes]) -> bytes:
    return b"http://schemas.openxmlformats.org/%s/2006/%s" % (match[1], match[2])


def _running_heads(source: docx.document.Document) -> tuple[str, ...]:
    """The lines in the headers of the sections, each once."""
    texts = (paragraph.text for section in source.sections for paragraph in section.header.paragraphs)
    return tuple(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _has_text(block: Block) -> bool:
    if isinstance(block, Paragraph):
        return bool(block.text.strip())
    return any(cell is not None and cell.text.strip() for row in block.rows for cell in row)


# --- styles ----------------------------------------------------------------------------------------------


def _heading_levels(source: Any) -> dict[str, int]:
    """Style → heading level, from its outline level or its name, or from the style it is based on."""
    levels: dict[str, int] = {}
    based_on: dict[str, str] = {}
    for style in source.styles.element.findall(qn("w:style")):
        name = style.get(qn("w:styleId"), "")
        outline = style.find(f"{OF_PARAGRAPH}/{OUTLINE}")
        title = HEADING_STYLE.match(value_of(style.find(qn("w:name"))))
        if outline is not None and value_of(outline).isdigit() and int(value_of(outline)) < 9:
            levels[name] = int(value_of(outline)) + 1
        elif title:
            levels[name] = int(title[1])
        if style.find(qn("w:basedOn")) is not None:
            based_on[name] = value_of(style.find(qn("w:basedOn")))
    for style, base in based_on.items():
        seen = {style}
        while style not in levels and base and base not in seen:
            if base in levels:
                levels[style] = levels[base]
            seen.add(base)
            base = based_on.get(base, "")
    return levels


def _contents_styles(source: Any) -> frozenset[str]:
    return frozenset(
        style.get(qn("w:styleId"), "")
        for style in source.styles.element.findall(qn("w:style"))
        if CONTENTS_STYLE.match(value_of(style.find(qn("w:name"))))
    )


# --- the body --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Body:
    """Walks the body. Keeps what it could not turn into text or a grid as notes."""

    levels: dict[str, int]
    contents: frozenset[str]
    numbering: Numbering
    notes: list[SourceNote] = field(default_factory=list)

    def blocks(self, parent: Element) -> Iterator[Block]:
        """Paragraphs and grids inside `parent`, wrappers opened."""
        for child in parent:
            if child.tag == PARAGRAPH:
                yield from self._paragraph(child)
            elif child.tag == TABLE:
                yield from self._table(child)
            elif child.tag in WRAPPERS:
                yield from self.blocks(child)
            elif child.tag == ALTERNATE and len(child):
                yield from self.blocks(child[0])

    def _paragraph(self, element: Element) -> Iterator[Block]:
        """The paragraph, one block for each of its lines, then the text boxes anchored in it."""
        properties = child_of(element, OF_PARAGRAPH)
        style = value_of(child_of(properties, STYLE))
        text = _text(element)
        if style in self.contents or CONTENTS_TAB.search(text):
            text = CONTENTS_TAB.sub(LEADERS, text)
        if text.strip():
            text = self.numbering.label(properties, style) + text
        for line in text.split("\n"):
            yield Paragraph(re.sub(r"\t+", "  ", line.lstrip()), level=self._level(properties, style))
        for box in _text_boxes(element):
            yield from self.blocks(box)

    def _level(self, properties: Element | None, style: str) -> int | None:
        outline = value_of(child_of(properties, OUTLINE))
        if outline.isdigit():
            return int(outline) + 1 if int(outline) < 9 else None
        return self.levels.get(style)

    def _table(self, element: Element) -> Iterator[Block]:
        """The table as a grid, then the tables nested in it. A table of one cell is a frame around what it holds."""
        rows = [_cells(row) for row in _rows(element)]
        cells = [cell for row in rows for cell in row]
        if len(cells) == 1:
            yield from self.blocks(cells[0].element)
            return
        grid = _grid(rows, self._words)
        if grid is not None:
            yield grid
        if unseen := _unseen(element):
            self.notes.append(SourceNote(f"表格中看不见的文字没有读取：{unseen[:40]}"))
        if next(element.iterdescendants(TABLE, BOX), None) is None:
            return
        for cell in cells:
            for nested in _nested(cell.element):
                self.notes.append(SourceNote(f"单元格内嵌表格，已另列于其后：{_plain(cell.element)[:30]}"))
                yield from self._table(nested)
            boxes = list(_boxes(cell.element))
            if boxes and _plain(cell.element):
                for box in boxes:
                    yield from self.blocks(box)

    def _words(self, paragraph: Element) -> str:
        """A paragraph of a cell, with the number that Word prints before it: “1” of a row, never before a figure."""
        text = _text(paragraph)
        properties = child_of(paragraph, OF_PARAGRAPH)
        label = self.numbering.label(properties, value_of(child_of(properties, STYLE)))
        return text if number(text) is not None else label + text


# --- text ------------------------------------------------------------------------------------------------


def _text(paragraph: Element) -> str:
    """The text that is printed: no deleted revisions, hidden runs, field instructions, notes or text boxes.

    A raised run beside others is the mark of a note.
    """
    pieces: list[tuple[bool, str]] = []
    _take_pieces(paragraph, [], pieces)
    if not any(up for up, _ in pieces):
        return "".join([text for _, text in pieces])
    beside = any(not up and text.strip() for up, text in pieces)
    return "".join([raised(text) if up and beside else text for up, text in pieces])


def _take_pieces(parent: Element, fields: list[str], pieces: list[tuple[bool, str]]) -> None:
    """Adds (raised, text). `fields` holds, for each field we are inside of, the mark passed last: after "begin" stands
    its instruction."""
    for child in parent:
        tag = child.tag
        if tag == RUN:
            properties = child_of(child, OF_RUN)
            if properties is not None and _is_hidden(child, properties):
                continue
            up = value_of(child_of(properties, LIFTED)) == "superscript"
            for part in child:
                if part.tag == FIELD:
                    _pass_mark(fields, part.get(qn("w:fldCharType"), ""))
                elif "begin" not in fields:
                    pieces.append((up, _printed(part)))
        elif tag in WRAPPERS:
            _take_pieces(child, fields, pieces)
        elif tag in MATHS:
            pieces.append((False, "".join(text.text or "" for text in child.iter(qn("m:t")))))


def _pass_mark(fields: list[str], mark: str) -> None:
    if mark == "begin":
        fields.append(mark)
    elif fields and mark == "separate":
        fields[-1] = mark
    elif fields and mark == "end":
        fields.pop()


SIGNS = {
    **dict.fromkeys(map(qn, ("w:tab", "w:ptab")), "\t"),
    **dict.fromkeys(map(qn, ("w:br", "w:cr")), "\n"),
    qn("w:noBreakHyphen"): "-",
}
RUBY, SYMBOL = qn("w:ruby"), qn("w:sym")


def _printed(part: Element) -> str:
    tag = part.tag
    if tag == TEXT:
        return part.text or ""
    if tag == RUBY:
        return "".join(text.text or "" for base in part.iter(qn("w:rubyBase")) for text in base.iter(TEXT))
    if tag == SYMBOL:
        return _symbol(part.get(qn("w:char"), ""), part.get(qn("w:font"), ""))
    return SIGNS.get(tag, "")


def _symbol(code: str, font: str) -> str:
    """A character of a font of symbols. Only Symbol has digits and signs at their places; of the others, a box is told."""
    try:
        place = int(code, 16)
    except ValueError:
        return ""
    plain = chr(place - SYMBOLS if place >= SYMBOLS else place)
    return plain if font == "Symbol" and plain.isascii() and plain.isprintable() else UNKNOWN_SYMBOL


def _is_hidden(run: Element, properties: Element) -> bool:
    return any(
        (one.tag == VANISHED and value_of(one) not in OFF)
        or (one.tag == COLOUR and value_of(one).upper() == WHITE and not _is_shaded(run))
        for one in properties.iterchildren(VANISHED, COLOUR)
    )


def _is_shaded(run: Element) -> bool:
    """Is anything behind the run, so that white letters can be seen? A style of tables may colour its heading."""
    for element in (run, *run.iterancestors()):
        for properties in element.iterchildren(*PROPERTIES):
            shades = (
                properties.find(qn("w:shd")),
                properties.find(qn("w:highlight")),
                properties.find(qn("w:tblStyle")),
            )
            if any(
                shade is not None and shade.get(qn("w:fill"), "").upper() not in ("AUTO", WHITE)
                for shade in shades
            ):
                return True
        if element.tag == BOX:
            return True
    return False


def _unseen(table: Element) -> str:
    """Figures in the table that nobody sees, and rows that are hidden."""
    if not any(one.tag != COLOUR or value_of(one).upper() == WHITE for one in table.iter(*HIDING)):
        return ""
    runs = (run for run in table.iter(RUN) if _is_unseen(run))
    texts = ("".join(text.text or "" for text in run.iter(TEXT)) for run in runs)
    return "、".join(text.strip() for text in texts if any(sign.isdigit() for sign in text))


def _is_unseen(run: Element) -> bool:
    properties = child_of(run, OF_RUN)
    is_hidden = properties is not None and _is_hidden(run, properties)
    return is_hidden or _is_hidden_row(next(run.iterancestors(ROW)))


def _is_hidden_row(row: Element) -> bool:
    hidden = row.find(f"{OF_ROW}/{HIDDEN_ROW}")
    return hidden is not None and value_of(hidden) not in OFF


def _text_boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes of the paragraph. A box stands twice, for new and for old readers: the first is taken."""
    for box in paragraph.iter(BOX):
        ancestors = list(box.iterancestors())
        outer = ancestors[: ancestors.index(paragraph)]
        if not any(node.tag in (FALLBACK, BOX) for node in outer):
            yield box


# --- tables ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _WordCell:
    """A w:tc: where it begins, how wide it is, whether it goes on with the cell above."""

    element: Element
    column: int
    span: int
    continues: bool


def _rows(table: Element) -> Iterator[Element]:
    """Table rows, those in content controls too, without deleted ones."""
    for child in table:
        if child.tag == ROW:
            if child.find(f"{OF_ROW}/{qn('w:del')}") is None and not _is_hidden_row(child):
                yield child
        elif child.tag in WRAPPERS:
            yield from _rows(child)


def _cells(row: Element) -> list[_WordCell]:
    """The cells of a row with their columns; gridSpan and gridBefore counted."""
    column = _number(row.find(f"{OF_ROW}/{BEFORE}"), 0)
    cells: list[_WordCell] = []
    for element in _cell_elements(row):
        properties = child_of(element, OF_CELL)
        merge = across = None
        span = 1
        for one in properties if properties is not None else ():
            tag = one.tag
            if tag == OVER_ROWS:
                merge = one
            elif tag == OVER_COLUMNS:
                span = max(_number(one, 1), 1)
            elif tag == OVER_CELLS:
                across = one
        continues = merge is not None and value_of(merge) != "restart"
        if cells and across is not None and value_of(across) != "restart":
            cells[-1] = replace(cells[-1], span=cells[-1].span + span)
            column += span
            continue
        cells.append(_WordCell(element, column, span, continues))
        column += span
        if column > MAX_COLUMNS:
            raise UnreadableDocument("too-complex")
    return cells


def _cell_elements(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == CELL:
            yield child
        elif child.tag in WRAPPERS:
            yield from _cell_elements(child)


def _number(element: Element | None, default: int) -> int:
    return int(value_of(element)) if value_of(element).isdigit() else default


def _grid(rows: list[list[_WordCell]], words: Callable[[Element], str]) -> Grid | None:
    """The grid, `words` of each paragraph, merged cells at their top left place; None for a table without text."""
    width = max((cell.column + cell.span for row in rows for cell in row), default=0)
    if width * len(rows) > MAX_CELLS:
        raise UnreadableDocument("too-complex")
    places: list[list[Cell | None]] = [[Cell("")] * width for _ in rows]
    for index, row in enumerate(rows):
        for cell in row:
            covered = cell.continues and index > 0 and _starts_at(rows[index - 1], cell)
            text = "" if covered else _cell_text(cell.element, words)
            height = 1 if covered else _height(rows, index, cell)
            places[index][cell.column : cell.column + cell.span] = [None] * cell.span
            if not covered:
                places[index][cell.column] = Cell(text, row_span=height, column_span=cell.span)
    grid = Grid(tuple(map(tuple, places)))
    return grid if _has_text(grid) else None


def _starts_at(row: list[_WordCell], cell: _WordCell) -> bool:
    return any(other.column == cell.column and other.span == cell.span for other in row)


def _height(rows: list[list[_WordCell]], index: int, cell: _WordCell) -> int:
    """How many rows the cell covers: the rows below that say they go on with it."""
    height = 1
    for row in rows[index + 1 :]:
        if not any(
            other.continues and (other.column, other.span) == (cell.column, cell.span) for other in row
        ):
            break
        height += 1
    return height


def _cell_text(cell: Element, words: Callable[[Element], str]) -> str:
    """The paragraphs of the cell, one a line; of a cell without any, those of the text boxes in it. Nested tables aside."""
    text = _lines(words(paragraph) for paragraph in _cell_paragraphs(cell))
    return text or _lines(words(paragraph) for box in _boxes(cell) for paragraph in _cell_paragraphs(box))


def _plain(cell: Element) -> str:
    return _lines(map(_text, _cell_paragraphs(cell)))


def _lines(texts: Iterable[str]) -> str:
    lines = ((re.sub(r"\t+", " ", text) if "\t" in text else text).strip() for text in texts)
    return "\n".join(line for line in lines if line)


def _boxes(cell: Element) -> Iterator[Element]:
    if next(cell.iterdescendants(BOX), None) is None:
        return
    for paragraph in _cell_paragraphs(cell):
        yield from _text_boxes(paragraph)


def _cell_paragraphs(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == PARAGRAPH:
            yield child
        elif child.tag in WRAPPERS:
            yield from _cell_paragraphs(child)


def _nested(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == TABLE:
            yield child
        elif child.tag in WRAPPERS:
            yield from _nested(child)
