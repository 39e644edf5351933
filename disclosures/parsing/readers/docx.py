"""DOCX → Document: paragraphs and tables in the order of the body, merged cells as they are.

The tree is walked here instead of through python-docx's `row.cells`, which repeats merged cells, and `paragraph.text`,
which knows neither deleted revisions nor text boxes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx

from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph, SourceNote
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.normalise import number
from disclosures.parsing.readers.numbering import Numbering, child_of, value_of
from disclosures.parsing.readers.wrapping import join_wrapped

from .docx_text import (
    BOX,
    CELL,
    OF_CELL,
    OF_PARAGRAPH,
    OF_ROW,
    OUTLINE,
    PARAGRAPH,
    ROW,
    STYLE,
    TABLE,
    WRAPPERS,
    Element,
    is_hidden_row,
    qn,
    text_boxes,
    text_of,
    words_unseen,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_COLUMNS = 256
MAX_CELLS = 400_000
"""Wider or larger tables are made to exhaust memory; the largest real one has 40 columns and 4,000 cells."""

OVER_ROWS, OVER_COLUMNS, OVER_CELLS, BEFORE = map(qn, ("w:vMerge", "w:gridSpan", "w:hMerge", "w:gridBefore"))
"""Names of elements, as the tree has them: written out once, for every element there is is asked for its name."""
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
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
        text = text_of(element)
        if style in self.contents or CONTENTS_TAB.search(text):
            text = CONTENTS_TAB.sub(LEADERS, text)
        if text.strip():
            text = self.numbering.label(properties, style) + text
        for line in text.split("\n"):
            yield Paragraph(re.sub(r"\t+", "  ", line.lstrip()), level=self._level(properties, style))
        for box in text_boxes(element):
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
        if unseen := words_unseen(element):
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
        text = text_of(paragraph)
        properties = child_of(paragraph, OF_PARAGRAPH)
        label = self.numbering.label(properties, value_of(child_of(properties, STYLE)))
        return text if number(text) is not None else label + text


# --- text ------------------------------------------------------------------------------------------------


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
            if child.find(f"{OF_ROW}/{qn('w:del')}") is None and not is_hidden_row(child):
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
    return _lines(map(text_of, _cell_paragraphs(cell)))


def _lines(texts: Iterable[str]) -> str:
    lines = ((re.sub(r"\t+", " ", text) if "\t" in text else text).strip() for text in texts)
    return "\n".join(line for line in lines if line)


def _boxes(cell: Element) -> Iterator[Element]:
    if next(cell.iterdescendants(BOX), None) is None:
        return
    for paragraph in _cell_paragraphs(cell):
        yield from text_boxes(paragraph)


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
