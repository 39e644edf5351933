"""DOCX → Document: paragraphs and tables in the order of the body, merged cells as they are.

The tree is walked here instead of through python-docx's `row.cells`, which repeats merged cells, and `paragraph.text`,
which knows neither deleted revisions nor text boxes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph, SourceNote
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers.numbering import Numbering
from disclosures.parsing.readers.wrapping import join_wrapped

Element = Any  # an lxml element; python-docx ships no types for them

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MAX_COLUMNS = 256
MAX_CELLS = 400_000
"""Wider or larger tables are made to exhaust memory; the largest real one has 40 columns and 4,000 cells."""

WRAPPERS = frozenset(
    map(
        qn,
        (
            "w:sdt",
            "w:sdtContent",
            "w:ins",
            "w:moveTo",
            "w:smartTag",
            "w:customXml",
            "w:hyperlink",
            "w:fldSimple",
        ),
    )
)
"""Elements that stand around content and say nothing about it."""
GONE = frozenset(map(qn, ("w:del", "w:moveFrom")))
"""Revisions that were taken out."""
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
HEADING_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)
CONTENTS_STYLE = re.compile(r"^(?:toc|目录)\s*\d?", re.IGNORECASE)
CONTENTS_TAB = re.compile(r"\t(?=\d{1,4}\s*$)")
LEADERS = "......"
"""The dots that the tab of a contents line is printed with."""


def read(path: Path) -> Document:
    """Read a DOCX. Raises UnreadableDocument: `damaged`, `too-complex`, `no-text`."""
    try:
        source = docx.Document(str(path))
    except Exception:  # python-docx raises KeyError, ValueError, lxml and zip errors for damaged packages
        raise UnreadableDocument("damaged") from None
    body = _Body(_heading_levels(source), _contents_styles(source), Numbering(source))
    blocks = tuple(join_wrapped(list(body.blocks(source.element.body))))
    if not any(_has_text(block) for block in blocks):
        raise UnreadableDocument("no-text")
    return Document(
        path.name, MEDIA_TYPE, blocks, None, tuple(body.notes), source.core_properties.title or ""
    )


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
        outline = style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        title = HEADING_STYLE.match(_value(style.find(qn("w:name"))))
        if outline is not None and _value(outline).isdigit() and int(_value(outline)) < 9:
            levels[name] = int(_value(outline)) + 1
        elif title:
            levels[name] = int(title[1])
        if style.find(qn("w:basedOn")) is not None:
            based_on[name] = _value(style.find(qn("w:basedOn")))
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
        if CONTENTS_STYLE.match(_value(style.find(qn("w:name"))))
    )


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(qn("w:val"), "")


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
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in WRAPPERS:
                yield from self.blocks(child)
            elif child.tag == ALTERNATE and len(child):
                yield from self.blocks(child[0])

    def _paragraph(self, element: Element) -> Iterator[Block]:
        """The paragraph, one block for each of its lines, then the text boxes anchored in it."""
        style = _value(element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}"))
        text = _text(element)
        if style in self.contents or CONTENTS_TAB.search(text):
            text = CONTENTS_TAB.sub(LEADERS, text)
        if text.strip():
            text = self.numbering.label(element, style) + text
        for line in text.split("\n"):
            yield Paragraph(re.sub(r"\t+", "  ", line.lstrip()), level=self._level(element, style))
        for box in _text_boxes(element):
            yield from self.blocks(box)

    def _level(self, element: Element, style: str) -> int | None:
        outline = _value(element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}"))
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
        grid = _grid(rows)
        if grid is not None:
            yield grid
        for cell in cells:
            for nested in _nested(cell.element):
                self.notes.append(
                    SourceNote(f"单元格内嵌表格，已另列于其后：{_cell_text(cell.element)[:30]}")
                )
                yield from self._table(nested)


# --- text ------------------------------------------------------------------------------------------------


def _text(paragraph: Element) -> str:
    """The text that is printed: no deleted revisions, hidden runs, field instructions, notes or text boxes."""
    return "".join(_pieces(paragraph, []))


def _pieces(parent: Element, fields: list[str]) -> Iterator[str]:
    """`fields` holds, for each field we are inside of, the mark passed last: after "begin" stands its instruction."""
    for child in parent:
        if child.tag in WRAPPERS:
            yield from _pieces(child, fields)
        elif child.tag == qn("w:r") and not _is_hidden(child):
            for part in child:
                if part.tag == qn("w:fldChar"):
                    _pass_mark(fields, part.get(qn("w:fldCharType"), ""))
                elif "begin" not in fields:
                    yield _printed(part)


def _pass_mark(fields: list[str], mark: str) -> None:
    if mark == "begin":
        fields.append(mark)
    elif fields and mark == "separate":
        fields[-1] = mark
    elif fields and mark == "end":
        fields.pop()


def _printed(part: Element) -> str:
    if part.tag == qn("w:t"):
        return part.text or ""
    if part.tag in (qn("w:tab"), qn("w:ptab")):
        return "\t"
    if part.tag in (qn("w:br"), qn("w:cr")):
        return "\n"
    return "-" if part.tag == qn("w:noBreakHyphen") else ""


def _is_hidden(run: Element) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and _value(vanish) not in ("0", "false", "off")


def _text_boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes of the paragraph. A box stands twice, for new and for old readers: the first is taken."""
    for box in paragraph.iter(qn("w:txbxContent")):
        ancestors = list(box.iterancestors())
        outer = ancestors[: ancestors.index(paragraph)]
        if not any(node.tag in (FALLBACK, qn("w:txbxContent")) for node in outer):
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
        if child.tag == qn("w:tr"):
            if child.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                yield child
        elif child.tag in WRAPPERS:
            yield from _rows(child)


def _cells(row: Element) -> list[_WordCell]:
    """The cells of a row with their columns; gridSpan and gridBefore counted."""
    column = _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
    cells = []
    for element in _cell_elements(row):
        properties = element.find(qn("w:tcPr"))
        merge = None if properties is None else properties.find(qn("w:vMerge"))
        span = 1 if properties is None else max(_number(properties.find(qn("w:gridSpan")), 1), 1)
        continues = merge is not None and _value(merge) != "restart"
        cells.append(_WordCell(element, column, span, continues))
        column += span
        if column > MAX_COLUMNS:
            raise UnreadableDocument("too-complex")
    return cells


def _cell_elements(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in WRAPPERS:
            yield from _cell_elements(child)


def _number(element: Element | None, default: int) -> int:
    return int(_value(element)) if _value(element).isdigit() else default


def _grid(rows: list[list[_WordCell]]) -> Grid | None:
    """The grid, merged cells at their top left place; None for a table without text."""
    width = max((cell.column + cell.span for row in rows for cell in row), default=0)
    if width * len(rows) > MAX_CELLS:
        raise UnreadableDocument("too-complex")
    places: list[list[Cell | None]] = [[Cell("")] * width for _ in rows]
    for index, row in enumerate(rows):
        for cell in row:
            covered = cell.continues and index > 0 and _starts_at(rows[index - 1], cell)
            text = "" if covered else _cell_text(cell.element)
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


def _cell_text(cell: Element) -> str:
    """The paragraphs of the cell, one a line; nested tables aside."""
    lines = [_text(paragraph) for paragraph in _cell_paragraphs(cell)]
    return "\n".join(line for line in (re.sub(r"\t+", " ", line).strip() for line in lines) if line)


def _cell_paragraphs(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == qn("w:p"):
            yield child
        elif child.tag in WRAPPERS:
            yield from _cell_paragraphs(child)


def _nested(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == qn("w:tbl"):
            yield child
        elif child.tag in WRAPPERS:
            yield from _nested(child)
