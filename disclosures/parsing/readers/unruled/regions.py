"""Where on a page tables are: runs of lines that begin with headings side by side.

Titles, notes, prose and the lines of agency, year and scale bound a table and stay text. A page that has none of these
headings has no table, whatever else stands in columns on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import inf

from disclosures.parsing.readers.unruled.words import (
    EVEN,
    HEADING,
    NUMBER,
    NUMBERED,
    Line,
    Text,
    chunks,
    is_columned,
    is_data,
    size_of,
    spelled,
    texts,
)

INDENT = 3.0
"""em. Prose begins no farther from the left margin."""
PROSE = 0.55
"""Of the width of the table: a longer single text that begins at its left is prose."""
OTHER_SIZE = 0.08
"""Of the size of the type: a single text of another size is a heading, not a row."""
WIDE_LINES = 5
"""Lines. A text over all columns of a table, the objective of a performance form, has fewer."""
FAR_ABOVE = 3.0
"""em. A heading over several columns stands no farther above the headings of these."""
FAR_BELOW = 2.0
"""em. A single text so far below a table is no row of it."""
FARTHEST = 1.5
"""Times the widest distance of rows so far: a row may stand that far from the one before it."""
SET_SOLID = 1.5
"""em. Lines of one cell that are set as close as is usual."""
SET_CLOSE = 0.35
"""em between lines of one heading, less than between rows."""
IN_WORDS = 6
"""A table where fewer than one text in six is a number is one of words: its first full line ends the headings."""
MAX_HEADER_LINES = 10
NEXT_LINES = 2
"""The next line of headings is among so many: one may stand between that is level with neither."""

CONTEXT = re.compile(r"^[^（(]{0,6}(?:单位|部门|年度|时间|日期)(?:名称)?\s*[:：]")
CLOSING = re.compile(r"(?:备?注|说明)\s*[:：]")
TITLE = re.compile(r".{3,}表(?:[-－—]+[\u4e00-\u9fff]{2,8})?(?:[（(].*[）)])?$")
CONTENTS = re.compile(r"[.．。…·‥]{4,}")
SENTENCE = re.compile(r"[，。；]")
ORDINAL = re.compile(r"[(（]?\d{1,2}[)）]?(?:[=＝][\d+＋\-－]+)?")
OVER_LABELS = re.compile(r"[栏行]次|[*＊]+|[类款项]")
PAGE_NUMBER = re.compile(r"[\s\-—–第]*\d{1,4}[\s\-—–页]*")


@dataclass(frozen=True, slots=True)
class TableRegion:
    """The lines of one table. `lead` stands above its headings (绩效目标 over the indicators)."""

    lead: Sequence[Line]
    header: Sequence[Line]
    ordinals: Line | None
    body: Sequence[Line]

    @property
    def em(self) -> float:
        return size_of(self.body or self.header)

    @property
    def lines(self) -> list[Line]:
        return [*self.lead, *self.header, *([self.ordinals] if self.ordinals else []), *self.body]


def runs(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Lines with nothing between them that cannot be in a table."""
    run: list[Line] = []
    for i, line in enumerate(lines):
        if not stands_apart(line, lines[max(i - 1, 0) : i + 2]):
            run.append(line)
        elif run:
            yield run
            run = []
    if run:
        yield run


def stands_apart(line: Line, around: Sequence[Line] = ()) -> bool:
    """Is it a title, a note, the number of the page, a line of a table of contents, or of agency, year and scale?"""
    found = chunks(line)
    if is_context(line) or any(CONTENTS.search(text.plain) for text in found):
        return True
    only = found[0].plain
    if len(found) > 1:
        return False
    is_number = PAGE_NUMBER.fullmatch(only) and not any(
        _is_close(line, other) or _is_counted(other, line) for other in around
    )
    return bool(CLOSING.match(only) or TITLE.match(only) or is_number)


def _is_close(line: Line, other: Line) -> bool:
    """Does another line stand as near as the lines of one cell? The last digits of a code that is broken do."""
    near = SET_CLOSE * line[0].size
    return other is not line and line[0].top - near < other[0].bottom and other[0].top < line[0].bottom + near


def _is_counted(headings: Line, line: Line) -> bool:
    """Are the headings of two columns right above the number 1, under the last of them? Then it counts the amounts."""
    over = chunks(headings)
    below = line[0].top - headings[0].bottom
    lone = len(line) == 1 and line[0].text.strip("()（）") == "1" and 0 < below < FAR_BELOW * line[0].size
    return lone and len(over) == 2 and over[1].x.start < line[0].x0 < over[1].x.end and is_heading(headings)


def is_context(line: Line) -> bool:
    """Is it a line of agency, year and scale?"""
    return any(CONTEXT.match(text.plain) for text in chunks(line))


def regions(run: Sequence[Line]) -> Iterator[TableRegion]:
    """The tables in a run of lines: each begins with its headings, or little above them."""
    start = 0
    while (head := next((i for i in range(start, len(run)) if _begins_headings(run[i:])), None)) is not None:
        end = end_of(run, head)
        lines = run[_first(run, start, head) : end]
        columned = [chunks(line) for line in lines if is_columned(line)]
        titles = sum(bool(TITLE.match(line[-1].plain)) for line in columned)
        empty = (
            head == start == 0 and len(chunks(run[head])) > 2 and len(lines) < 4
        )  # right below title or context
        if (len(columned) > 1 or empty) and 2 * titles < len(columned):  # else a table of contents
            yield _region(lines, lines.index(run[head]))
        start = end


def _begins_headings(lines: Sequence[Line]) -> bool:
    """Are there headings on the first of these lines, or the beginnings of headings that go on in the next?"""
    if is_heading(lines[0]):
        return True
    below = takewhile(lambda line: not is_data(line), map(chunks, lines[1 : 1 + NEXT_LINES]))
    parts = [part for line in below for part in line]
    whole = [t.joined(part) for t in chunks(lines[0]) for part in parts if _is_right_below(part, t)]
    return len(whole) > 2 and _are_headings(whole)


def _is_right_below(part: Text, text: Text) -> bool:
    """Is it the next line of the same cell?"""
    apart = part.y.middle - text.y.middle
    return part.x.gap(text.x) == 0 and 0 < apart <= SET_SOLID * text.words[0].size


def is_heading(line: Line) -> bool:
    """Different headings side by side, and no data."""
    return _are_headings(spelled(chunks(line)))


def _are_headings(found: Sequence[Text]) -> bool:
    if is_data(found) or any(SENTENCE.search(text.plain) for text in found):
        return False
    named = len({text.plain for text in found if HEADING.search(text.plain)})
    return named > 1 and 2 * named >= len(found)


def _first(run: Sequence[Line], start: int, head: int) -> int:
    """The first line that belongs to the headings at `head`: a heading over several columns, or rows above these."""
    size, left = run[head][0].size, min(word.x0 for word in run[head])
    fonts = {word.font for word in run[head]}
    first = head
    for i in range(head - 1, start - 1, -1):
        word, only = run[i][0], chunks(run[i])[0].plain
        if run[i + 1][0].top - word.bottom > FAR_ABOVE * size or abs(word.size - size) > OTHER_SIZE * size:
            break
        named = HEADING.search(only) and not NUMBERED.match(only) and word.font in fonts
        if not is_columned(run[i]) and word.x0 - left < INDENT * size and not named:
            break
        first = i
    return first


def end_of(run: Sequence[Line], head: int) -> int:
    """The line after the table whose headings, or first row, are at `head`."""
    columned = [line for line in run[head:] if is_columned(line)]
    fonts = {word.font for line in columned for word in line}
    sizes = {word.size for line in columned for word in line}
    usual = FAR_BELOW * max(sizes, default=0.0)
    again = (
        [word.text for word in run[head]] if is_columned(run[head]) and not is_data(chunks(run[head])) else []
    )
    for i in range(head + 1, len(run)):
        word, apart = run[i][0], run[i][0].top - max(word.bottom for word in run[i - 1])
        if [word.text for word in run[i]] == again:
            return i
        if is_columned(run[i]):
            usual = max(usual, FARTHEST * apart)
            continue
        other = min((abs(word.size - size) for size in sizes), default=inf) > OTHER_SIZE * word.size
        if other or word.font not in fonts or (apart > usual and not _is_followed(run, i, apart)):
            return i
        if _is_wide(run[i], columned) and not _goes_on_below(run, i, first_row=i < head + 3):
            return i
    return len(run)


def _is_followed(run: Sequence[Line], i: int, apart: float) -> bool:
    """Does a line in columns follow a single text as closely, and is the text no heading of the next table?"""
    if i + 1 == len(run) or NUMBERED.match(run[i][0].text):
        return False
    return is_columned(run[i + 1]) and run[i + 1][0].top - run[i][0].bottom < FARTHEST * apart


def _is_wide(line: Line, columned: Sequence[Line]) -> bool:
    """Does a single text begin at the left of the columns, and reach over most of them, as prose does?"""
    left = min((word.x0 for other in columned for word in other), default=line[0].x0)
    right = max((word.x1 for other in columned for word in other), default=line[-1].x1)
    return line[0].x0 - left < INDENT * line[0].size and line[-1].x1 - line[0].x0 > PROSE * (right - left)


def _goes_on_below(run: Sequence[Line], wide: int, *, first_row: bool) -> bool:
    """Do rows of the table stand right below a wide text? Then it is a row that reaches over all columns. What stands
    below a first row is no heading of a next table."""
    for line in run[wide + 1 : wide + WIDE_LINES]:
        if abs(line[0].size - run[wide][0].size) > OTHER_SIZE * line[0].size:
            return False
        if len(chunks(line)) > 2:
            return first_row or not is_heading(line)
    return False


def _region(lines: Sequence[Line], head: int) -> TableRegion:
    start = head
    while start and not is_data(chunks(lines[start - 1])):
        start -= 1
    for i in range(head + 1, min(head + MAX_HEADER_LINES, len(lines))):
        if _counts_up(lines[i]) or _is_counted(lines[i - 1], lines[i]):
            return TableRegion(lines[:start], lines[start:i], lines[i], lines[i + 1 :])
    parts = [chunks(line) for line in lines]
    end = next((i for i in range(head + 1, len(lines)) if is_data(parts[i])), len(lines))
    end = max(_first_line(lines, end), head + 1)
    numbers = sum(bool(NUMBER.fullmatch(text.plain)) for part in parts for text in part)
    if IN_WORDS * numbers < sum(map(len, parts)):
        end = min(end, _after_full_line(lines, max(range(head, len(lines)), key=lambda i: len(parts[i]))))
    return TableRegion(lines[:start], lines[start:end], None, lines[end:])


def _after_full_line(lines: Sequence[Line], full: int) -> int:
    """The line after the headings, of which one line fills all columns: other headings of several lines go on."""
    end = full + 1
    while end < len(lines):
        gap = min(word.top for word in lines[end]) - max(word.bottom for word in lines[end - 1])
        if gap > SET_CLOSE * lines[end][0].size:
            break
        end += 1
    return end


def _first_line(lines: Sequence[Line], data: int) -> int:
    """The first line of the row whose amounts stand on the line `data`: a name of several lines begins above them."""
    first = data
    while 1 < first < len(lines):
        above, word = lines[first - 1][0], lines[first][0]
        beside = first == data and above.bottom > word.top
        follows = first < data and abs(above.x0 - word.x0) < EVEN * word.size
        if not beside and not (follows and word.middle - above.middle < SET_SOLID * word.size):
            break
        first -= 1
    return first


def _counts_up(line: Line) -> bool:
    """Is it a line of column numbers, with or without 栏次, ** or 类 款 项 over the labels?"""
    found = [text.plain for text in texts(line) if not OVER_LABELS.fullmatch(text.plain)]
    numbers = [int(text.split("=")[0].strip("()（）")) for text in found if ORDINAL.fullmatch(text)]
    counted = all(b - a == 1 for a, b in pairwise(numbers))
    return len(numbers) > 1 and len(numbers) >= len(found) - 1 and counted and numbers[0] < 3
