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
from itertools import islice
from pathlib import Path

from disclosures.parsing.document import Block, Cell, Document, Grid, Paragraph
from disclosures.parsing.errors import UnreadableDocument
from disclosures.parsing.normalise import number
from disclosures.parsing.readers.wrapping import NUMBERED, glue, join_wrapped

SENTENCE_END = tuple("。；;：:！!？?”」")
INNER_MARK = re.compile(r"[，。；：,;]")
CHAPTER = re.compile(r"^\s*([一二三四五六七八九十]+)、")
CHINESE_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
CONTENTS_LINE = re.compile(r"[.．。…·‥]{4,}\s*[（(]?\d*[）)]?\s*$")

MARKDOWN_HEADING = re.compile(r"^\s*(#{1,6})\s+")
BULLET = re.compile(r"^\s*[-*+•]\s+(?=[^\s\d—–-]|\d+[、.．])")
BOLD = re.compile(r"(?<!\*)(?:\*\*){1,2}(?!\*)")
LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"</?(?:b|strong|i|em|u|s|sup|sub|span|font|p|div|center)(?:\s[^<>]*)?/?>", re.IGNORECASE)
IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
FIELD = re.compile(r"\{\s*(?:TC|TOC|PAGEREF|HYPERLINK|SEQ|REF|PAGE|XE)\b[^{}]*\}")
PAGE_MARK = re.compile(r"^\s*[-—–]\s*\d{1,3}\s*[-—–]\s*$")
LONE_CELL = re.compile(r"^\s*(?:其中|\d{1,3}[、.．])(?!.*表\s*$)")
"""A line amid rows of a table that is the name of one more row, not a title."""
LONE_CELLS = 10
"""So many of them may follow one another; no table of ours has more blank rows together."""
TOTALS = ("合计", "小计", "总计")
"""A group of amount columns begins with its total."""
RULE_CELL = re.compile(r"\s*:?-{2,}:?\s*")

MANY_COMMAS, MOST = 6, 0.8
"""A saved table has this many commas at least, and this share of lines of one width."""
BROKEN_BY_PAGE = 40
"""Characters: a paragraph this long that stops without punctuation was broken by a page."""
SENTENCE = 30
"""Characters: a lone cell this long that ends like a sentence is an indented paragraph."""


def read(path: Path) -> Document:
    """Read a text conversion. Raises UnreadableDocument: `unsupported-type` for no text, `empty` for blank text."""
    text = decode(path.read_bytes())
    if not text.strip():
        raise UnreadableDocument("empty")
    if saved := _saved_table(text):
        return Document(path.name, "text/csv", (saved,))
    lines = re.split(r"\r\n|\r|\n|\f", text.replace("\f", "\n\f\n"))
    blocks = _word_dump(lines) if _is_word_dump(lines) else _marked_text(lines)
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


def clean(line: str) -> str:
    """The line without the marks of Markdown, HTML and Word fields."""
    line = IMAGE.sub("", FIELD.sub("", BOOKMARK.sub("", line)))
    line = TAG.sub("", LINE_BREAK_TAG.sub(" ", line))
    return BOLD.sub("", line).replace("\ufeff", "")


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
    return _rectangular([[Cell(cell.strip()) for cell in row] for row in rows])


# --- tab rows and pipe tables -------------------------------------------------------------------------------


def _marked_text(lines: Sequence[str]) -> list[Block]:
    """Blocks of a text whose tables are runs of lines with tabs or pipes."""
    blocks: list[Block] = []
    rows: list[list[str]] = []
    for index, line in enumerate(lines):
        cells = _row(line, inside=bool(rows))
        if cells is None and rows and _is_lone_cell(lines, index):
            cells = [clean(line).strip()]
        if cells is not None:
            rows.append(cells)
            continue
        blocks += _grid(rows)
        rows = []
        blocks.append(_paragraph(line))
    return [*blocks, *_grid(rows)]


def _is_lone_cell(lines: Sequence[str], index: int) -> bool:
    """A row whose blank cells the conversion dropped with their tabs: a name amid rows, another row after it."""
    for line, following in zip(
        lines[index : index + LONE_CELLS], lines[index + 1 : index + 1 + LONE_CELLS], strict=False
    ):
        if not LONE_CELL.match(line):
            return False
        if _row(following, inside=True) is not None:
            return True
    return False


def _row(line: str, inside: bool) -> list[str] | None:
    """The cells of a line that is a table row, else None. `inside`: the line before is one."""
    plain = clean(line)
    stripped = plain.strip()
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
        yield _rectangular([[Cell(text) for text in row] for row in kept])


def _is_ruler(row: Sequence[str]) -> bool:
    return all(RULE_CELL.fullmatch(cell) for cell in row) and any("---" in cell for cell in row)


def _rectangular(rows: Sequence[Sequence[Cell | None]]) -> Grid:
    width = max(len(row) for row in rows)
    return Grid(tuple((*row, *[Cell("")] * (width - len(row))) for row in rows))


# --- prose -----------------------------------------------------------------------------------------------


def _paragraph(line: str) -> Paragraph:
    """One line outside the tables. Its end is left as it is: `join_wrapped` looks at it. Blank for a page number."""
    plain = clean(line)
    heading = MARKDOWN_HEADING.match(plain)
    text = BULLET.sub("", plain[heading.end() :] if heading else plain)
    if PAGE_MARK.match(text):
        text = ""
    return Paragraph(re.sub(r"\t+", " ", text.lstrip()), level=len(heading[1]) if heading else None)


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


def _is_word_dump(lines: Sequence[str]) -> bool:
    """Most lines with tabs are one cell: a tab before the text and none inside."""
    with_tabs = [line.rstrip("\t ") for line in lines if "\t" in line]
    single = sum("\t" not in line.removeprefix("\t") for line in with_tabs)
    return single >= 6 and single > 0.8 * len(with_tabs)


def _word_dump(lines: Sequence[str]) -> list[Block]:
    """Blocks of a Word dump. A run of rows is one grid; a line that is neither cell nor part of one ends it."""
    blocks: list[Block] = []
    rows: list[list[str]] = []  # of the table that is being read
    row: list[str] = []  # of the row that is being read
    chapter = 0  # number of the last chapter heading outside tables

    def end_table() -> None:
        nonlocal rows, row
        if row:
            rows.append(row)
        blocks.extend(_word_table(rows))
        rows, row = [], []

    for line in lines:
        plain = clean(line)
        number = _chapter_number(plain)
        if plain.startswith("\t"):
            row.append(plain.strip())
        elif row and plain.strip() and not (number is not None and number == chapter + 1):
            row[-1] = f"{row[-1]}\n{_tabs_as_spaces(plain)}".strip()
        elif row and not plain.strip():
            rows.append(row)
            row = []
        elif plain.strip():
            end_table()
            chapter = number if number is not None else chapter
            blocks.append(_paragraph(line))
        elif not rows:
            blocks.append(_paragraph(line))
    end_table()
    return blocks


def _tabs_as_spaces(text: str) -> str:
    return re.sub(r"\t+", " ", text).strip()


def _chapter_number(line: str) -> int | None:
    """“七、国有资产信息” is 7."""
    match = CHAPTER.match(line)
    if match is None:
        return None
    digits = match[1]
    tens, _, ones = digits.rpartition("十") if "十" in digits else ("", "", digits)
    value = CHINESE_NUMBERS.index(ones) + 1 if ones in CHINESE_NUMBERS else 0
    if "十" in digits:
        value += 10 * (CHINESE_NUMBERS.index(tens) + 1 if tens in CHINESE_NUMBERS else 1)
    return value or None


def _word_table(rows: Sequence[Sequence[str]]) -> list[Block]:
    """Lone lines before and after the table are paragraphs with an indent; the rest is one grid."""
    rows = [row for row in rows if row]
    first = next((index for index, row in enumerate(rows) if len(row) > 1), len(rows))
    last = len(rows)
    while last > first and len(rows[last - 1]) == 1 and _is_sentence(rows[last - 1][0]):
        last -= 1
    body = _settle_merges(_whole_rows(rows[first:last]))
    grid = [_rectangular(body)] if any(cell.text for row in body for cell in row if cell) else []
    return [*_paragraphs(rows[:first]), *grid, *_paragraphs(rows[last:])]


def _paragraphs(rows: Sequence[Sequence[str]]) -> list[Paragraph]:
    return [Paragraph(row[0]) for row in rows if row[0]]


def _is_sentence(text: str) -> bool:
    return len(text) >= SENTENCE and text.endswith(SENTENCE_END)


def _whole_rows(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows that a blank line inside a cell broke, put together again.

    Once a row has filled the table's width, short pieces that fill exactly that width together are one row.
    """
    width = max((len(row) for row in rows), default=0)
    whole: list[list[str]] = []
    full = False
    index = 0
    while index < len(rows):
        pieces = _pieces(rows, index, width) if full else 1
        whole.append([cell for row in rows[index : index + pieces] for cell in row])
        full = full or len(whole[-1]) == width
        index += pieces
    return whole


def _pieces(rows: Sequence[Sequence[str]], start: int, width: int) -> int:
    """How many rows from `start` on make up one row of `width` cells; 1 where they do not."""
    total = 0
    for count, row in enumerate(rows[start:], 1):
        total += len(row)
        if total >= width or len(row) == width:
            return count if total == width else 1
    return 1


def _settle_merges(rows: Sequence[Sequence[str]]) -> list[list[Cell | None]]:
    """Rows with fewer cells than the table has columns hold merged cells, whose widths the dump does not tell.

    Under a heading, a blank is the rest of a cell that reaches down, so it has its own heading above; the other
    headings above part what lies between the blanks. The word 合计 before amounts takes the places of code and name.
    Where that leaves a choice, the row stays as it is, padded at its end.
    """
    width = max((len(row) for row in rows), default=0)
    settled: list[list[Cell | None]] = []
    below: Sequence[str] = []
    widths: list[int] = []  # columns that each cell of the row below covers
    for row in reversed(rows):
        spans = _spans(row, below) if len(row) < len(below) and all(row) else None
        if spans:
            rest = iter(widths)
            widths = [sum(islice(rest, span)) for span in spans]
        else:
            widths = _total_widths(row, width) or [1] * len(row)
        settled.insert(0, _spread(row, widths))
        below = row
    return settled


def _total_widths(row: Sequence[str], width: int) -> list[int] | None:
    """A short row of a total: its name covers what is missing, so that the amounts stand at the right end."""
    amounts = [text for text in row[1:] if text]
    is_total = "".join(row[0].split()) in TOTALS and bool(amounts)
    if len(row) >= width or not is_total or any(number(text) is None for text in amounts):
        return None
    return [width - len(row) + 1, *[1] * (len(row) - 1)]


def _spans(row: Sequence[str], below: Sequence[str]) -> list[int] | None:
    """How many columns each cell of `row` covers, or None if `below` does not tell."""
    runs = list(_runs(below))
    groups = [run for run in runs if run[0]]
    spare = len(row) - len(runs)  # more cells than runs: the one run of headings has several of them above it
    if spare < 0 or (spare > 0 and len(groups) != 1):
        return None
    spans: list[int] = []
    for filled, start, length in runs:
        parts = _parts(below[start : start + length], 1 + spare) if filled else [1]
        if parts is None:
            return None
        spans += parts
    return spans


def _runs(cells: Sequence[str]) -> Iterator[tuple[bool, int, int]]:
    """(filled, start, length) of runs of filled cells; every blank is a run of its own."""
    start = 0
    while start < len(cells):
        end = start + 1
        while cells[start] and end < len(cells) and cells[end]:
            end += 1
        yield bool(cells[start]), start, end - start
        start = end


def _parts(names: Sequence[str], count: int) -> list[int] | None:
    """The lengths of `count` groups of headings: one begins where the first comes again, or with its total; or one
    ends where the last came before."""
    if count == 1:
        return [len(names)]
    if count == len(names):
        return [1] * count
    plain = ["".join(name.split()) for name in names]
    starts = [index for index, name in enumerate(plain) if name == plain[0]]
    if len(starts) == 1:
        starts += [index for index, name in enumerate(plain) if index and name in TOTALS]
    if len(starts) != count:
        starts = [0, *(index + 1 for index, name in enumerate(plain[:-1]) if name == plain[-1])]
    if len(starts) != count:
        return None
    return [end - start for start, end in zip(starts, [*starts[1:], len(names)], strict=True)]


def _spread(row: Sequence[str], spans: Sequence[int]) -> list[Cell | None]:
    cells: list[Cell | None] = []
    for text, span in zip(row, spans, strict=True):
        cells += [Cell(text, column_span=span), *[None] * (span - 1)]
    return cells
