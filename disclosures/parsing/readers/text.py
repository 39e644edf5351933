"""Text conversions of disclosures → Document. Four dialects are told apart by their shape alone:

- rows of cells parted by tabs, consecutive lines one table;
- Markdown pipe tables (both with marks such as `**…**`, `##`, `<b>`);
- tables saved with commas, as a spreadsheet does (CSV);
- Word dumps: every cell on a line of its own after a tab, rows parted by blank lines.

A table that the conversion interrupts (page break, repeated header) stays several grids: `tables` joins them.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from disclosures.parsing.document import CONTENTS_LINE, Block, Cell, Document, Grid, Paragraph
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.readers.wrapping import NUMBERED, glue, join_wrapped

from .text_lines import INNER_MARK, RULE, SENTENCE_END, clean, paragraph_of, rectangular
from .word_dump import blocks_of_word_dump, is_word_dump

LONE_CELL = re.compile(r"^\s*(?:其中|\d{1,3}[、.．])(?!.*表\s*$)")
"""A line amid rows of a table that is the name of one more row, not a title."""
LONE_CELLS = 10
"""So many of them may follow one another; no table of ours has more blank rows together."""
RULE_CELL = re.compile(r"\s*:?-{2,}:?\s*")

MANY_COMMAS, MOST = 6, 0.8
"""A saved table has this many commas at least, and this share of lines of one width."""
BROKEN_BY_PAGE = 40
"""Characters: a paragraph this long that stops without punctuation was broken by a page."""


def read(path: Path) -> Document:
    """Read a text conversion. Raises UnreadableDocument: `unsupported-type` for no text, `empty` for blank text."""
    text = decode(path.read_bytes())
    if not text.strip():
        raise UnreadableDocument("empty")
    if saved := _saved_table(text):
        return Document(path.name, "text/csv", (saved,))
    lines = re.split(r"\r\n|\r|\n|\f", text.replace("\f", "\n\f\n"))
    blocks = blocks_of_word_dump(lines) if is_word_dump(lines) else _marked_text(lines)
    return Document(path.name, "text/plain", tuple(_join_over_pages(join_wrapped(blocks))))


def decode(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with mark, else GB18030. Raises `unsupported-type` for all else."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\x00" in content:
        raise UnreadableDocument("unsupported-type", seen="二进制数据")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "gb18030")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableDocument("unsupported-type", seen="无法辨认的编码") from None


# --- tables saved with commas --------------------------------------------------------------------------------


def _saved_table(text: str) -> Grid | None:
    """The grid, where nearly all lines have the same number of commas; None for any other text."""
    if "\t" in text or text.count(",") < MANY_COMMAS:
        return None
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        return None
    filled = [len(row) for row in rows if row]
    width = max(set(filled), key=filled.count, default=0)
    if width < 2 or filled.count(width) < MOST * len(filled):
        return None
    return rectangular([[Cell(cell.strip()) for cell in row] for row in rows])


# --- tab rows and pipe tables -------------------------------------------------------------------------------


def _marked_text(lines: Sequence[str]) -> list[Block]:
    """Blocks of a text whose tables are runs of lines with tabs or pipes."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for index, line in enumerate(lines):
        if rows and RULE.match(line):
            continue
        cells = row_operand(line, inside=bool(rows))
        if cells is None and rows and _is_lone_cell(lines, index):
            cells = [clean(line).strip()]
        if cells is not None:
            rows.append(cells)
            continue
        blocks += _grid(rows)
        rows = []
        blocks.append(paragraph_of(line))
    return [*blocks, *_grid(rows)]


def _is_lone_cell(lines: Sequence[str], index: int) -> bool:
    """A row whose blank cells the conversion dropped with their tabs: a name amid rows, another row after it."""
    for line, following in zip(
        lines[index : index + LONE_CELLS], lines[index + 1 : index + 1 + LONE_CELLS], strict=False
    ):
        if not LONE_CELL.match(line):
            return False
        if row_operand(following, inside=True) is not None:
            return True
    return False


def row_operand(line: str, inside: bool) -> list[str] | None:
    """The cells of a line that is a table row, else None. `inside`: the line before is one."""
    plain = clean(line)
    stripped = re.sub("[│┃║]", "|", plain.strip())
    if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1:
        return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", stripped[1:-1])]
    tabs = plain.count("\t")
    if tabs == 0 or CONTENTS_LINE.search(plain):
        return None
    if tabs == 1 and plain.startswith("\t") and not inside:
        return None  # an indented paragraph
    return [cell.strip() for cell in plain.split("\t")]


def _grid(rows: Sequence[Sequence[str]]) -> Iterator[Grid]:
    """The rows as one grid, without rulers (`|---|`) and the empty header that pipe tables must have."""
    kept = [list(row) for row in rows if not _is_ruler(row)]
    while kept and not any(kept[0]):
        kept.pop(0)
    if kept:
        yield rectangular([[Cell(text) for text in row] for row in kept])


def _is_ruler(row: Sequence[str]) -> bool:
    return all(RULE_CELL.fullmatch(cell) for cell in row) and any("---" in cell for cell in row)


# --- prose -----------------------------------------------------------------------------------------------


def _join_over_pages(blocks: Sequence[Block]) -> list[Block]:
    """A sentence that the end of a page broke is joined with its rest."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if isinstance(last, Paragraph) and isinstance(block, Paragraph) and _broken(last, block):
            joined[-1] = Paragraph(glue(last.text, block.text), level=last.level)
        else:
            joined.append(block)
    return joined


def _broken(last: Paragraph, rest: Paragraph) -> bool:
    """Certainly one sentence: long, with marks inside and none at its end; the rest is no heading."""
    text = last.text
    long = len(text) >= BROKEN_BY_PAGE and INNER_MARK.search(text) and not text.endswith(SENTENCE_END)
    enumerating = len(text) > 4 and text.endswith(("，", "、"))
    return (
        bool(long or enumerating)
        and last.level is None
        and rest.level is None
        and not NUMBERED.match(rest.text)
        and not CONTENTS_LINE.search(text)
        and not text.endswith((")", "）", "表", "."))
    )


# --- Word dumps ---------------------------------------------------------------------------------------------
