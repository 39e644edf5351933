"""What every reader gives: a Document of paragraphs and grids in reading order, with positions where the format has them.

Lengths are PDF points, measured from the top left corner of the page as it is displayed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points."""

CONTENTS_LINE = re.compile(r"[.．。…·‥]{4,}\s*[（(]?\d*[）)]?\s*$")
"""A line of a list of contents: leaders, and mostly the number of a page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid. `text` is as printed, line breaks kept; a merged cell stands at its top left place."""

    text: str
    box: Box | None = None
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as it stands on one page. `rows` is rectangular; None is a place that a merged cell covers.

    `x_edges` are the left edges of the columns and the right edge of the last one, where the format has positions.
    """

    rows: tuple[tuple[Cell | None, ...], ...]
    page: int | None = None
    box: Box | None = None
    x_edges: tuple[float, ...] | None = None
    name: str = ""  # of the sheet, in a workbook

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of text between tables, lines already joined. `level` is a heading level where the format marks one."""

    text: str
    page: int | None = None
    box: Box | None = None
    level: int | None = None


Block = Paragraph | Grid


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Something a reader saw and could not turn into text or a grid."""

    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. `pages` is None for formats without pages."""

    name: str
    media_type: str
    blocks: tuple[Block, ...]
    pages: int | None = None
    notes: tuple[SourceNote, ...] = field(default=())
    title: str = ""  # of the file's own metadata
    ocr_pages: frozenset[int] = frozenset()  # pages whose text was recognised in an image
    furniture: tuple[str, ...] = ()  # running heads and feet, each once, which are in no block
