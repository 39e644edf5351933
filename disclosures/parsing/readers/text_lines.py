"""Lines of a text conversion: marks of the conversion taken away, and what a line says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.parsing.document import Cell, Grid, Paragraph

SENTENCE_END = tuple("。；;：:！!？?”」")
INNER_MARK = re.compile(r"[，。；：,;]")
CHAPTER = re.compile(r"^\s*([一二三四五六七八九十]+)、")
CHINESE_NUMBERS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
MARKDOWN_HEADING = re.compile(r"^\s*(#{1,6})\s+")
BULLET = re.compile(r"^\s*[-*+•]\s+(?=[^\s\d—–-]|\d+[、.．])")
BOLD = re.compile(r"(?<!\*)(?:\*\*){1,2}(?!\*)")
PAGE_MARK = re.compile(r"^\s*[-—–]\s*\d{1,3}\s*[-—–]\s*$")
RULE = re.compile(r"[\s+|=\-\u2500-\u257f]*[+=\-\u2500-\u257f]{3}[\s+|=\-\u2500-\u257f]*$")
"""A rule that is drawn with characters: +-----+-----+, ├────┤."""
LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
TAG = re.compile(r"</?(?:b|strong|i|em|u|s|sup|sub|span|font|p|div|center)(?:\s[^<>]*)?/?>", re.IGNORECASE)
IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
BOOKMARK = re.compile(r"\[bookmark:[^\]]*\]")
FIELD = re.compile(r"\{\s*(?:TC|TOC|PAGEREF|HYPERLINK|SEQ|REF|PAGE|XE)\b[^{}]*\}")
TOTALS = ("合计", "小计", "总计")
"""A group of amount columns begins with its total."""
SENTENCE = 30
"""Characters: a lone cell this long that ends like a sentence is an indented paragraph."""


def clean(line: str) -> str:
    """The line without the marks of Markdown, HTML and Word fields."""
    line = IMAGE.sub("", FIELD.sub("", BOOKMARK.sub("", line)))
    line = TAG.sub("", LINE_BREAK_TAG.sub(" ", line))
    return BOLD.sub("", line).replace("\ufeff", "")


def rectangular(rows: Sequence[Sequence[Cell | None]]) -> Grid:
    width = max(len(row) for row in rows)
    return Grid(tuple((*row, *[Cell("")] * (width - len(row))) for row in rows))


def paragraph_of(line: str) -> Paragraph:
    """One line outside the tables. Its end is left as it is: `join_wrapped` looks at it. Blank for a page number
    and for a rule."""
    plain = clean(line)
    heading = MARKDOWN_HEADING.match(plain)
    text = BULLET.sub("", plain[heading.end() :] if heading else plain)
    if PAGE_MARK.match(text) or RULE.match(text):
        text = ""
    return Paragraph(re.sub(r"\t+", " ", text.lstrip()), level=len(heading[1]) if heading else None)
