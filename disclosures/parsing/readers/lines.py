"""Characters of a page → lines → paragraphs. Pure geometry: what drew the characters does not matter.

All lengths are PDF points; tolerances are parts of the type size, named with their reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from disclosures.parsing.document import CONTENTS_LINE, Block, Box, Paragraph

Char = dict[str, Any]
SAME_LINE = 0.5
"""Of the type size: characters whose middles differ by less stand on one line."""
WORD_GAP = 0.35
"""Of the type size: a wider gap is a space the typesetter left out; Chinese characters are set solid."""
FULL_LINE = 2.2
"""Of the type size: a line that ends this close to the right margin was broken by the margin, not by its author
(two characters may be carried over so that no line begins with punctuation)."""
NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十]+部分)"
)
BY_LEFT = itemgetter("x0")
SENTENCE_END = tuple("。；;：:！!？?")


@dataclass(slots=True)
class TextLine:
    """A line of text outside the tables."""

    text: str
    box: Box
    size: float


def rows_of(chars: list[Char]) -> list[list[Char]]:
    """Characters grouped into lines, from top to bottom, each from left to right."""
    rows: list[list[Char]] = []
    upper = 0.0  # the middle of the first character of the last row
    middles = [((char["top"] + char["bottom"]) / 2, char["x0"], place) for place, char in enumerate(chars)]
    for middle, _, place in sorted(middles):
        char = chars[place]
        if rows and middle - upper < SAME_LINE * max(char["size"], 1):
            rows[-1].append(char)
        else:
            upper = middle
            rows.append([char])
    return [sorted(row, key=BY_LEFT) for row in rows]


def row_text(row: Sequence[Char]) -> str:
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


def text_of(chars: list[Char]) -> str:
    return "\n".join(text for text in map(row_text, rows_of(chars)) if text)


def lines_of(chars: list[Char]) -> list[TextLine]:
    lines = []
    for row in rows_of(chars):
        text = row_text(row)
        if text:
            inked = [char for char in row if not char["text"].isspace()]
            box = (
                min(char["x0"] for char in inked),
                min(char["top"] for char in inked),
                max(char["x1"] for char in inked),
                max(char["bottom"] for char in inked),
            )
            lines.append(TextLine(text, rounded(box), max(char["size"] for char in inked)))
    return lines


def paragraphs_of(lines: list[TextLine], page: int) -> list[Paragraph]:
    """Lines joined where the margin broke them. An unfinished last paragraph is joined over the page later."""
    if not lines:
        return []
    left, right = min(line.box[0] for line in lines), max(line.box[2] for line in lines)
    paragraphs: list[Paragraph] = []
    previous: TextLine | None = None
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


def _continues(previous: TextLine, line: TextLine, left: float, right: float) -> bool:
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


def join_over_pages(pages: list[list[Block]]) -> list[Block]:
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


def rounded(box: Sequence[float]) -> Box:
    x0, top, x1, bottom = (round(float(value), 1) for value in box)
    return x0, top, x1, bottom
