"""Lines that a conversion wrapped at a fixed width, put together again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from disclosures.parsing.document import Block, Paragraph

NUMBERED = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．](?!\d)"
    r"|第[一二三四五六七八九十]+部分|[注附]\d*[:：])"
)
"""How a line begins that is no continuation."""
WRAP_SLACK = 6
"""Half-width characters by which a wrapped line may stay short: an indent, marks that may not begin a line."""
LONG_LINE = 40
"""Half-width characters: shorter lines say nothing about the width of the page."""


def join_wrapped(blocks: Sequence[Block]) -> list[Block]:
    """Blocks with wrapped lines joined, blank paragraphs dropped, ends of paragraphs stripped.

    A line was wrapped where it fills the width that most long lines have and the wrap left a space behind it, and the
    next line is neither blank nor numbered nor a heading.
    """
    width = _wrap_width(block.text for block in blocks if isinstance(block, Paragraph))
    joined: list[Block] = []
    goes_on = False
    for block in blocks:
        if not isinstance(block, Paragraph):
            joined.append(block)
            goes_on = False
            continue
        text = block.text.strip()
        last = joined[-1] if joined and goes_on else None
        if isinstance(last, Paragraph) and text and block.level is None and not NUMBERED.match(text):
            joined[-1] = replace(last, text=glue(last.text, text))
        elif text:
            joined.append(replace(block, text=text))
        goes_on = bool(text) and block.level is None and _is_wrapped(block.text, width)
    return joined


def glue(first: str, second: str) -> str:
    """Chinese is set without spaces; two Latin words need one."""
    latin = all(char.isascii() and char.isalpha() for char in (first[-1:], second[:1]) if char)
    return f"{first} {second}" if latin and first and second else first + second


def _is_wrapped(text: str, width: int | None) -> bool:
    return width is not None and text.endswith(" ") and _width(text.rstrip()) >= width - WRAP_SLACK


def _wrap_width(lines: Iterable[str]) -> int | None:
    """The commonest width of long lines that end in a space; the widest of those, should several be as common."""
    widths = Counter(_width(line.rstrip()) for line in lines if line.endswith(" "))
    long = {width: times for width, times in widths.items() if width >= LONG_LINE}
    return max(long, key=lambda width: (long[width], width)) if long else None


def _width(text: str) -> int:
    """In half-width characters."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)
